/* The exchange's own words for rights, and what they mean
 *
 * A right is confirmed when a word that gives it is there, and denied only when everything that
 * could give it was told and does not: a flag that is missing, a group that is not there or a word
 * nobody knows (a right renamed, perhaps) leaves it unknown.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-reply-private.h"

#include <string.h>

#define MAX_WORDS     200
#define MAX_WORD      100   /* bytes */

typedef enum { FULL, READ_ONLY, UNCERTAIN } Mode;

typedef struct {
  const KtRightsRule *rule;
  const KtReadingTo  *to;
  guint               status;

  gboolean            found;      /* a part was there, in the shape it should have */
  gboolean            partial;    /* some of it could not be read */
  KtRights            confirmed;
  KtRights            withheld;   /* would be given if it is not read-only, and that is not told */
  GHashTable         *told;       /* flags, groups, "row:column" that could be read; owned texts */
  GPtrArray          *words;      /* owned texts */
  GPtrArray          *unknown;    /* owned texts */
} Reader;

static const KtMapLine *
find_line (const KtRightsRule *rule, const char *word)
{
  const KtMapLine *loose = NULL;

  for (guint i = 0; i < rule->map->len; i++)
    {
      const KtMapLine *line = &g_array_index (rule->map, KtMapLine, i);
      gsize length = strlen (line->word);

      if (strcmp (line->word, word) == 0)
        return line;
      if (loose)
        continue;
      if (line->word[0] == '*' && g_str_has_suffix (word, line->word + 1))
        loose = line;
      else if (line->word[length - 1] == '*' && strncmp (word, line->word, length - 1) == 0)
        loose = line;
    }
  return loose;
}

/* Takes @word. */
static void
add_word (Reader *reader, char *word, Mode mode)
{
  const KtMapLine *line = find_line (reader->rule, word);
  g_autofree char *kept = kt_reply_scrub (word, -1, reader->to->credential, MAX_WORD);
  KtRights rights = line ? line->rights : KT_RIGHTS_BIT (KT_RIGHT_OTHER_MONEY);

  /* A word for a part of the rights only: nothing is known of those it leaves out. */
  if (reader->rule->leaves_open && g_strv_contains ((const char * const *) reader->rule->leaves_open, word))
    reader->partial = TRUE;
  g_free (word);
  if (mode == READ_ONLY)
    rights = rights ? KT_RIGHTS_BIT (KT_RIGHT_READ) : KT_RIGHTS_NONE;
  else if (!line && reader->unknown->len < MAX_WORDS)
    g_ptr_array_add (reader->unknown, g_strdup (kept));

  if (mode == UNCERTAIN && line)
    reader->withheld |= rights & ~KT_RIGHTS_BIT (KT_RIGHT_READ);
  else
    reader->confirmed |= rights;
  /* Of a reply with more words than any key has, not all are kept; what they give counts all the same. */
  if (reader->words->len < MAX_WORDS)
    g_ptr_array_add (reader->words, g_steal_pointer (&kept));
  else
    reader->partial = TRUE;
}

static Mode
mode_for (Reader *reader, JsonNode *start)
{
  const KtRightsRule *rule = reader->rule;

  if (rule->read_only_when && kt_condition_fits (rule->read_only_when, start, reader->status))
    return READ_ONLY;
  if (rule->read_only_unless && !kt_condition_fits (rule->read_only_unless, start, reader->status))
    return kt_condition_is_told (rule->read_only_unless, start) ? READ_ONLY : UNCERTAIN;
  return FULL;
}

/* Yes, no, or -1 when it is neither. */
static int
truth (JsonNode *node)
{
  g_autofree char *text = kt_node_text (node);

  if (g_strcmp0 (text, "true") == 0 || g_strcmp0 (text, "1") == 0)
    return TRUE;
  if (g_strcmp0 (text, "false") == 0 || g_strcmp0 (text, "0") == 0)
    return FALSE;
  return -1;
}

/* ── The four shapes ──────────────────────────────────────────────────────── */

/* A list of texts, or one text split at commas and blanks. Returns FALSE when it is neither. */
static gboolean
read_list (Reader *reader, JsonNode *part, const char *prefix, Mode mode)
{
  g_autofree char *text = kt_node_text (part);
  g_auto(GStrv) pieces = NULL;

  if (part && JSON_NODE_HOLDS_ARRAY (part))
    {
      JsonArray *list = json_node_get_array (part);

      for (guint i = 0; i < json_array_get_length (list); i++)
        {
          g_autofree char *word = kt_node_text (json_array_get_element (list, i));

          if (!word || !*word)
            reader->partial = TRUE;
          else
            add_word (reader, g_strconcat (prefix, word, NULL), mode);
        }
      return TRUE;
    }

  /* An empty text is not the same as an empty list: it may mean that nothing was filled in. */
  if (!text || text[strspn (text, ", ")] == '\0')
    return FALSE;

  pieces = g_strsplit_set (text, ", ", -1);
  for (guint i = 0; pieces[i]; i++)
    {
      if (*pieces[i])
        add_word (reader, g_strconcat (prefix, pieces[i], NULL), mode);
    }
  return TRUE;
}

static gboolean
is_mapped (const KtRightsRule *rule, const char *word)
{
  for (guint i = 0; i < rule->map->len; i++)
    {
      if (strcmp (g_array_index (rule->map, KtMapLine, i).word, word) == 0)
        return TRUE;
    }
  return FALSE;
}

static void
read_flags (Reader *reader, JsonObject *flags, Mode mode)
{
  const KtRightsRule *rule = reader->rule;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, flags);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      gboolean mapped = is_mapped (rule, name);
      gboolean boolean = JSON_NODE_HOLDS_VALUE (value) && json_node_get_value_type (value) == G_TYPE_BOOLEAN;
      int yes = truth (value);

      if (rule->ignore && g_strv_contains ((const char * const *) rule->ignore, name))
        continue;
      if (yes == TRUE && (mapped || boolean))
        add_word (reader, g_strdup (name), mode);
      if (mapped && yes >= 0)
        {
          g_hash_table_add (reader->told, g_strdup (name));
          reader->found = TRUE;
        }
    }
}

static void
read_groups (Reader *reader, JsonObject *groups, Mode mode)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, groups);
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      g_autofree char *prefix = g_strconcat (name, ":", NULL);
      guint n_unknown = reader->unknown->len;
      gboolean was_partial = reader->partial;

      reader->partial = FALSE;
      if (!read_list (reader, value, prefix, mode))
        {
          reader->partial = TRUE;
          continue;
        }
      reader->found = TRUE;
      if (!reader->partial && reader->unknown->len == n_unknown)
        g_hash_table_add (reader->told, g_strdup (name));
      reader->partial |= was_partial;
    }
}

static void
read_row (Reader *reader, JsonNode *row)
{
  const KtRightsRule *rule = reader->rule;
  g_autofree char *word = kt_node_text (kt_path_walk (row, rule->word));
  Mode mode = mode_for (reader, row);

  if (!word || !*word)
    {
      reader->partial = TRUE;
      return;
    }

  reader->found = TRUE;
  if (!rule->column_names)
    {
      add_word (reader, g_steal_pointer (&word), mode);
      return;
    }

  for (guint i = 0; rule->column_names[i]; i++)
    {
      g_autofree char *cell = g_strconcat (word, ":", rule->column_names[i], NULL);
      int yes = truth (kt_path_walk (row, rule->column_paths[i]));

      if (yes < 0)
        reader->partial = TRUE;
      else
        g_hash_table_add (reader->told, g_strdup (cell));
      if (yes == TRUE)
        add_word (reader, g_steal_pointer (&cell), mode);
    }
}

static void
read_shape (Reader *reader, JsonNode *root)
{
  JsonNode *part = kt_paths_walk (root, reader->rule->at);
  Mode mode = reader->rule->shape == KT_WORDS_ROWS ? FULL : mode_for (reader, root);
  JsonArray *rows;

  if (!part)
    return;

  switch (reader->rule->shape)
    {
    case KT_WORDS_WORDS:
      reader->found = read_list (reader, part, "", mode);
      break;
    case KT_WORDS_FLAGS:
      if (JSON_NODE_HOLDS_OBJECT (part))
        read_flags (reader, json_node_get_object (part), mode);
      break;
    case KT_WORDS_GROUPS:
      if (JSON_NODE_HOLDS_OBJECT (part))
        read_groups (reader, json_node_get_object (part), mode);
      break;
    case KT_WORDS_ROWS:
      if (!JSON_NODE_HOLDS_ARRAY (part))
        break;
      rows = json_node_get_array (part);
      reader->found = json_array_get_length (rows) == 0;
      for (guint i = 0; i < json_array_get_length (rows); i++)
        read_row (reader, json_array_get_element (rows, i));
      break;
    case KT_WORDS_NONE:
    default:
      break;
    }
}

/* ── What was told, and what was not ──────────────────────────────────────── */

/* Whether the reply said of everything this line stands for if it is so. */
static gboolean
line_is_told (Reader *reader, const KtMapLine *line)
{
  gboolean whole = !reader->partial && reader->unknown->len == 0;
  g_autofree char *group = NULL;
  const char *colon;

  switch (reader->rule->shape)
    {
    case KT_WORDS_FLAGS:
      return g_hash_table_contains (reader->told, line->word);
    case KT_WORDS_GROUPS:
      colon = strchr (line->word, ':');
      if (line->word[0] == '*' || !colon)
        return whole;
      group = g_strndup (line->word, colon - line->word);
      return g_hash_table_contains (reader->told, group);
    case KT_WORDS_ROWS:
      if (reader->rule->column_names && !strchr (line->word, '*'))
        return g_hash_table_contains (reader->told, line->word);
      return whole;
    case KT_WORDS_WORDS:
    case KT_WORDS_NONE:
    default:
      return whole;
    }
}

static KtRights
denied_rights (Reader *reader)
{
  KtRights range = KT_RIGHTS_NONE;
  KtRights open = KT_RIGHTS_NONE;

  for (guint i = 0; i < reader->rule->map->len; i++)
    {
      const KtMapLine *line = &g_array_index (reader->rule->map, KtMapLine, i);

      range |= line->rights;
      if (!line_is_told (reader, line))
        open |= line->rights;
    }
  return range & ~open & ~reader->confirmed & ~reader->withheld
         & ~reader->rule->not_told & ~reader->rule->always & ~reader->rule->proves;
}

/* Adds those of @more that are not in @list yet. */
static void
append_texts (char ***list, GPtrArray *more)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; *list && (*list)[i]; i++)
    g_ptr_array_add (all, (*list)[i]);
  for (guint i = 0; i < more->len; i++)
    {
      if (!g_ptr_array_find_with_equal_func (all, g_ptr_array_index (more, i), g_str_equal, NULL))
        g_ptr_array_add (all, g_strdup (g_ptr_array_index (more, i)));
    }
  g_ptr_array_add (all, NULL);

  g_free (*list);
  *list = (char **) g_ptr_array_free (g_steal_pointer (&all), FALSE);
}

static void
put_into_report (Reader *reader, KtReport *report)
{
  KtRights denied = denied_rights (reader);

  report->rights_told = TRUE;
  report->confirmed |= reader->confirmed & ~reader->rule->not_told;
  report->denied = (report->denied | denied) & ~report->confirmed & ~reader->withheld;
  append_texts (&report->words, reader->words);
  if (reader->unknown->len > 0)
    append_texts (&report->unknown_words, reader->unknown);
}

gboolean
kt_reply_read_rights (const KtRightsRule *rule, JsonNode *root, guint status, const KtReadingTo *to)
{
  Reader reader = { .rule = rule, .to = to, .status = status };

  /* Any working key has these, and a read that worked proves reading, whatever else is told. */
  to->report->inferred |= rule->always | rule->proves;
  /* A word that gives one all the same is believed: the exchange knows better than a file. */
  to->report->denied |= rule->never & ~to->report->confirmed;
  if (rule->shape == KT_WORDS_NONE)
    {
      /* Nothing is left to be told. */
      if ((rule->always | rule->proves | rule->never) == KT_RIGHTS_ALL)
        to->report->rights_told = TRUE;
      return TRUE;
    }

  reader.told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  reader.words = g_ptr_array_new_with_free_func (g_free);
  reader.unknown = g_ptr_array_new_with_free_func (g_free);

  read_shape (&reader, root);
  if (reader.found)
    put_into_report (&reader, to->report);

  g_hash_table_unref (reader.told);
  g_ptr_array_unref (reader.words);
  g_ptr_array_unref (reader.unknown);
  return reader.found;
}
