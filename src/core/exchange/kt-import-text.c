/* Lines: .env files, INI, simple YAML, and what people paste
 *
 * A line is "NAME=value", "Name: value", a name whose value stands on the next line, a section, or a bare value.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-import-private.h"

#include <string.h>

#define MAX_NAME   64           /* bytes of a name before "=" */
#define MIN_BARE   16           /* bytes of a value without a name */
#define MAX_BARE   3            /* key, secret, passphrase */
#define MAX_LEVELS 6            /* of YAML's indentation */

typedef struct {
  gsize indent;
  char *words;                  /* owned */
} Level;

typedef struct {
  KtImportReader *reader;
  const char     *p;            /* the next line */
  const char     *end;
  guint           line;         /* of @p, from 1 */
  char           *section;      /* owned: of INI, or what a comment names; or NULL */
  Level           levels[MAX_LEVELS];
  guint           n_levels;
  char           *waiting;      /* owned: a name whose value stands on the next line, or NULL */
  KtSecret       *bare[MAX_BARE]; /* owned */
  guint           bare_line;
  guint           n_bare;       /* more than MAX_BARE: too many to tell */
  gboolean        added;        /* since the last empty line */
} Lines;

/* A piece of the text, without blanks around it. */
typedef struct {
  const char *start;
  const char *end;
} Piece;

static Piece
trimmed (const char *start, const char *end)
{
  while (start < end && g_ascii_isspace (*start))
    start++;
  while (end > start && g_ascii_isspace (end[-1]))
    end--;
  return (Piece) { start, end };
}

static gboolean
skip_word (Piece *piece, const char *word)
{
  gsize n = strlen (word);

  if ((gsize) (piece->end - piece->start) <= n || strncmp (piece->start, word, n) != 0)
    return FALSE;
  *piece = trimmed (piece->start + n, piece->end);
  return TRUE;
}

/* ── What stands around a line ────────────────────────────────────────────── */

static char *
get_context (Lines *self)
{
  GString *words = g_string_new (self->section);

  for (guint i = 0; i < self->n_levels; i++)
    {
      if (words->len > 0)
        g_string_append_c (words, ' ');
      g_string_append (words, self->levels[i].words);
    }
  return g_string_free (words, FALSE);
}

static void
leave_levels (Lines *self, gsize indent)
{
  while (self->n_levels > 0 && self->levels[self->n_levels - 1].indent >= indent)
    g_clear_pointer (&self->levels[--self->n_levels].words, g_free);
}

static void
enter_level (Lines *self, gsize indent, const char *start, const char *end)
{
  g_auto(KtImportName) name = { 0 };

  leave_levels (self, indent);
  if (indent == 0)
    g_clear_pointer (&self->section, g_free);
  if (self->n_levels == MAX_LEVELS || !kt_import_name_read (&name, start, end - start))
    return;
  kt_import_name_drop_noise (&name, FALSE);
  self->levels[self->n_levels].indent = indent;
  self->levels[self->n_levels++].words = kt_import_name_rest (&name);
}

static void
set_section (Lines *self, const char *start, const char *end)
{
  g_auto(KtImportName) name = { 0 };

  leave_levels (self, 0);
  g_clear_pointer (&self->section, g_free);
  if (kt_import_name_read (&name, start, end - start))
    self->section = kt_import_name_rest (&name);
}

/* A comment that names an exchange speaks of what follows; one that has been a line of its own does not. */
static void
take_comment (Lines *self, Piece piece)
{
  g_auto(KtImportName) name = { 0 };
  g_auto(KtImportName) again = { 0 };

  if (memchr (piece.start, '=', piece.end - piece.start) || !kt_import_name_read (&name, piece.start, piece.end - piece.start))
    return;
  again = name;
  if (kt_import_name_take_role (&again) < KT_IMPORT_N_FIELDS || !kt_import_name_take_place (&name, self->reader->places))
    return;
  set_section (self, piece.start, piece.end);
}

/* ── Values ───────────────────────────────────────────────────────────────── */

static void
add (Lines *self, const char *name, gsize name_length, KtSecret *value, guint line)
{
  g_autofree char *context = get_context (self);

  self->added |= kt_import_reader_add_named (self->reader, context, name, name_length, value, line);
}

/* @p is behind the line that @end stands in. */
static void
go_behind (Lines *self, const char *end)
{
  while (self->p < end)
    {
      const char *newline = memchr (self->p, '\n', self->end - self->p);

      self->p = newline ? newline + 1 : self->end;
      self->line++;
    }
}

/* "-----BEGIN X-----" at @start: up to the end of the block. NULL when it has none: it is said. */
static KtSecret *
read_pem (Lines *self, const char *start, guint line)
{
  gsize most = MIN ((gsize) (self->end - start), KT_CREDENTIAL_MAX_VALUE);
  const char *stop = memmem (start, most, "-----END ", 9);
  const char *last = stop ? memmem (stop + 9, MIN (self->end - stop - 9, 60), "-----", 5) : NULL;

  if (!last)
    {
      kt_import_remark (self->reader->import, KT_IMPORT_OPEN_PEM, line, 0, NULL);
      return NULL;
    }
  go_behind (self, last + 5);
  return kt_secret_new (start, last + 5 - start);
}

/* @quote stands at @start. Within double quotes a backslash escapes, as shells and dotenv have it. @ret_rest: behind the closing one. */
static KtSecret *
read_quoted (Piece piece, const char **ret_rest)
{
  char quote = *piece.start;
  g_autoptr(KtSecret) value = kt_secret_new_sized (MIN (piece.end - piece.start, KT_CREDENTIAL_MAX_VALUE));

  for (const char *p = piece.start + 1; p < piece.end; p++)
    {
      if (*p == quote)
        {
          *ret_rest = p + 1;
          return g_steal_pointer (&value);
        }
      if (*p == '\\' && quote == '"' && p + 1 < piece.end && strchr ("\"\\$`", p[1]))
        p++;
      kt_secret_append (value, p, 1);
    }
  return NULL;
}

/* Up to a comment: " #". */
static KtSecret *
read_plain (Piece piece)
{
  for (const char *p = piece.start + 1; p < piece.end; p++)
    {
      if (*p == '#' && g_ascii_isspace (p[-1]))
        {
          piece = trimmed (piece.start, p);
          break;
        }
    }
  return kt_secret_new (piece.start, piece.end - piece.start);
}

static gboolean
is_quote (char c)
{
  return c == '"' || c == '\'' || c == '`';
}

static gboolean
begins_pem (const char *start, const char *end)
{
  return end - start > 11 && strncmp (start, "-----BEGIN ", 11) == 0;
}

/* The value of @name, that begins at @piece. What is left of the line behind a quoted value: @ret_rest. */
static KtSecret *
read_value (Lines *self, Piece piece, guint line, const char **ret_rest)
{
  KtSecret *value;

  *ret_rest = piece.end;
  if (begins_pem (piece.start, self->end))
    return read_pem (self, piece.start, line);
  if (!is_quote (*piece.start))
    return read_plain (piece);
  if (begins_pem (piece.start + 1, self->end))
    return read_pem (self, piece.start + 1, line);
  value = read_quoted (piece, ret_rest);
  if (!value)
    kt_import_remark (self->reader->import, KT_IMPORT_OPEN_QUOTE, line, 0, NULL);
  return value;
}

/* ── Bare values ──────────────────────────────────────────────────────────── */

static void
drop_bare (Lines *self)
{
  for (guint i = 0; i < MAX_BARE; i++)
    g_clear_pointer (&self->bare[i], kt_secret_unref);
  self->n_bare = 0;
}

/* Two or three values, one below the other, are key, secret and passphrase, as exchanges show them. */
static void
end_bare (Lines *self)
{
  static const KtImportRole roles[] = { KT_IMPORT_API_KEY, KT_IMPORT_SECRET, KT_IMPORT_PASSPHRASE };
  g_autofree char *context = get_context (self);

  if (self->n_bare == 1 || self->n_bare > MAX_BARE)
    kt_import_remark (self->reader->import, KT_IMPORT_UNCLEAR, self->bare_line, 0, NULL);
  for (guint i = 0; self->n_bare > 1 && self->n_bare <= MAX_BARE && i < self->n_bare; i++)
    {
      kt_import_reader_add (self->reader, context, NULL, roles[i], self->bare[i], self->bare_line + i);
      self->added = TRUE;
    }
  drop_bare (self);
}

static gboolean
is_bare (Lines *self, Piece piece)
{
  gsize length = piece.end - piece.start;

  if (self->n_bare >= 2)
    return TRUE;
  if (length < MIN_BARE)
    return FALSE;
  for (const char *p = piece.start; p < piece.end; p++)
    {
      if (g_ascii_isspace (*p))
        return FALSE;
    }
  return TRUE;
}

static void
add_bare (Lines *self, Piece piece, guint line)
{
  if (self->n_bare == 0)
    self->bare_line = line;
  if (self->n_bare < MAX_BARE)
    self->bare[self->n_bare] = kt_secret_new (piece.start, piece.end - piece.start);
  self->n_bare++;
}

/* ── Lines ────────────────────────────────────────────────────────────────── */

/* Where the name ends: the first "=", ":" or tab behind what can be a name. NULL: there is no name. */
static const char *
find_separator (Piece piece)
{
  for (const char *p = piece.start; p < piece.end && p - piece.start <= MAX_NAME; p++)
    {
      if (*p == '=' || *p == ':' || *p == '\t')
        {
          Piece rest = trimmed (p + 1, piece.end);

          /* The end of base64 is no separator; an address is no name. */
          if ((rest.start == rest.end || *rest.start == '=') && *p == '=' && p - piece.start >= MIN_BARE)
            return NULL;
          if (rest.end - rest.start >= 2 && rest.start[0] == '/' && rest.start[1] == '/')
            return NULL;
          return p;
        }
      if (!g_ascii_isalnum (*p) && !strchr (" _-.\"'`()/", *p))
        return NULL;
    }
  return NULL;
}

/* Only a name: "API Key", whose value follows; or an exchange, for what follows. */
static gboolean
take_lone_name (Lines *self, Piece piece)
{
  g_auto(KtImportName) name = { 0 };
  g_auto(KtImportName) place = { 0 };
  gboolean known;

  if (piece.end - piece.start > MAX_NAME || !kt_import_name_read (&name, piece.start, piece.end - piece.start) || name.n > 5)
    return FALSE;
  place = name;
  known = kt_import_name_take_place (&place, self->reader->places) != NULL;
  for (guint i = 0; i < place.n && known; i++)
    known = place.used[i];
  if (known)
    {
      end_bare (self);
      set_section (self, piece.start, piece.end);
      return TRUE;
    }
  if (kt_import_name_take_role (&name) == KT_IMPORT_NOTHING)
    return FALSE;
  /* Of a value nothing is copied: every word must be one of ours. */
  kt_import_name_take_place (&name, self->reader->places);
  for (guint i = 0; i < name.n; i++)
    {
      if (!name.used[i])
        return FALSE;
    }
  end_bare (self);
  g_free (self->waiting);
  self->waiting = g_strndup (piece.start, piece.end - piece.start);
  return TRUE;
}

/* "name: " with nothing behind: a level of YAML, or the value stands on the next line. */
static void
take_open_name (Lines *self, gsize indent, Piece name)
{
  g_auto(KtImportName) words = { 0 };

  if (kt_import_name_read (&words, name.start, name.end - name.start) && kt_import_name_take_role (&words) < KT_IMPORT_N_FIELDS)
    {
      g_free (self->waiting);
      self->waiting = g_strndup (name.start, name.end - name.start);
    }
  else
    {
      enter_level (self, indent, name.start, name.end);
    }
}

static gboolean
is_block_mark (Piece value)
{
  gsize length = value.end - value.start;

  return length == 0 || (length <= 2 && (*value.start == '|' || *value.start == '>'));
}

/* What is left of the line behind a quoted value: @ret_rest. FALSE: nothing was read. */
static gboolean
take_pair (Lines *self, Piece piece, const char *separator, gsize indent, guint line, const char **ret_rest)
{
  Piece name = trimmed (piece.start, separator);
  Piece value = trimmed (separator + 1, piece.end);
  g_autoptr(KtSecret) read = NULL;

  if (is_block_mark (value))
    {
      if (*separator != '=')
        take_open_name (self, indent, name);
      return FALSE;
    }
  leave_levels (self, indent);
  read = read_value (self, value, line, ret_rest);
  if (read)
    add (self, name.start, name.end - name.start, read, line);
  return read != NULL;
}

/* 'apiKey': 'x', 'secret': 'y'; one after the other, as a line can have a hundred thousand of them. */
static void
take_named (Lines *self, Piece piece, const char *separator, gsize indent, guint line)
{
  const char *rest;

  while (separator && take_pair (self, piece, separator, indent, line, &rest))
    {
      piece = trimmed (rest, piece.end);
      separator = skip_word (&piece, ",") ? find_separator (piece) : NULL;
    }
}

static void
take_waiting (Lines *self, Piece piece, guint line)
{
  g_autofree char *name = g_steal_pointer (&self->waiting);
  const char *rest;
  g_autoptr(KtSecret) value = read_value (self, piece, line, &rest);

  if (value)
    add (self, name, strlen (name), value, line);
}

static void
end_block (Lines *self)
{
  g_autofree char *context = NULL;

  end_bare (self);
  if (!self->added)
    return;
  context = get_context (self);
  kt_import_reader_end_key (self->reader, context);
  self->added = FALSE;
}

static void
take_line (Lines *self, const char *start, Piece piece, guint line)
{
  gsize indent = piece.start - start;
  const char *separator;

  if (*piece.start == '#' || *piece.start == ';' || g_str_has_prefix (piece.start, "//"))
    {
      end_bare (self);
      take_comment (self, piece);
      return;
    }
  if (*piece.start == '[' && piece.end[-1] == ']')
    {
      end_block (self);
      set_section (self, piece.start, piece.end);
      return;
    }
  if (skip_word (&piece, "- "))
    indent += 2;
  if (!skip_word (&piece, "export ") && !skip_word (&piece, "set ") && !skip_word (&piece, "$env:"))
    (void) (skip_word (&piece, "const ") || skip_word (&piece, "let "));

  if (begins_pem (piece.start, piece.end))
    {
      g_autoptr(KtSecret) pem = read_pem (self, piece.start, line);
      const char *name = self->waiting ? self->waiting : "private_key";

      end_bare (self);
      if (pem)
        add (self, name, strlen (name), pem, line);
      g_clear_pointer (&self->waiting, g_free);
      return;
    }
  separator = find_separator (piece);
  if (separator)
    {
      end_bare (self);
      g_clear_pointer (&self->waiting, g_free);
      take_named (self, piece, separator, indent, line);
    }
  else if (self->waiting)
    take_waiting (self, piece, line);
  else if (!take_lone_name (self, piece) && is_bare (self, piece))
    add_bare (self, piece, line);
}

static void
lines_clear (Lines *self)
{
  leave_levels (self, 0);
  g_free (self->section);
  g_free (self->waiting);
  drop_bare (self);
}

void
kt_import_read_text (KtImportReader *reader, KtSecret *text)
{
  gsize length;
  Lines self = { .reader = reader, .p = kt_secret_peek (text, &length), .line = 1 };

  self.end = self.p + length;
  while (self.p < self.end)
    {
      const char *start = self.p;
      guint line = self.line;
      const char *newline = memchr (start, '\n', self.end - start);
      Piece piece = trimmed (start, newline ? newline : self.end);

      self.p = newline ? newline + 1 : self.end;
      self.line++;
      if (piece.start == piece.end)
        end_block (&self);
      else
        take_line (&self, start, piece, line);
    }
  end_block (&self);
  lines_clear (&self);
}
