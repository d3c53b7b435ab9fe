/* Reading the rules out of a definition; every mistake is told with its place
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-rules.h"

#include <string.h>

/* Where we are in the file, and whom to tell. Lives on the stack, one per level. */
typedef struct {
  const char      *path;
  KtReportMistake  report;
  gpointer         data;
} Place;

static void
tell (const Place *place, const char *text)
{
  place->report (place->path, text, place->data);
}

#define BELOW(name, outer, member) \
  g_autofree char *name##_path = g_strdup_printf ("%s.%s", (outer)->path, (member)); \
  const Place name = { name##_path, (outer)->report, (outer)->data }

#define NTH(name, outer, n) \
  g_autofree char *name##_path = g_strdup_printf ("%s[%u]", (outer)->path, (n)); \
  const Place name = { name##_path, (outer)->report, (outer)->data }

/* ── Small values ─────────────────────────────────────────────────────────── */

/* A text, a whole number or a boolean, as text; NULL for all else. */
static char *
value_text (JsonNode *node)
{
  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;

  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      return json_node_dup_string (node);
    case G_TYPE_INT64:
      return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
    case G_TYPE_BOOLEAN:
      return g_strdup (json_node_get_boolean (node) ? "true" : "false");
    default:
      return NULL;
    }
}

static const char *
string_of (JsonNode *node, const Place *place)
{
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_get_string (node);

  tell (place, "A text belongs here.");
  return NULL;
}

/* One value or a list of them. @ret_null: whether null is among them; NULL when that is a mistake. */
static char **
values_of (JsonNode *node, const Place *place, gboolean *ret_null)
{
  g_autoptr(GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
  JsonArray *list = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = list ? json_array_get_length (list) : 1;

  if (list && n == 0)
    tell (place, "An empty list fits nothing; leave it out.");

  for (guint i = 0; i < n; i++)
    {
      JsonNode *one = list ? json_array_get_element (list, i) : node;
      char *text = value_text (one);

      if (text)
        g_ptr_array_add (values, text);
      else if (JSON_NODE_HOLDS_NULL (one) && ret_null)
        *ret_null = TRUE;
      else
        tell (place, ret_null ? "Texts, whole numbers, true, false or null belong here."
                              : "Texts, whole numbers, true or false belong here.");
    }

  g_ptr_array_add (values, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&values), FALSE);
}

static char **
paths_of (JsonNode *node, const Place *place)
{
  g_auto(GStrv) paths = values_of (node, place, NULL);

  for (guint i = 0; paths[i]; i++)
    {
      if (!kt_path_is_valid (paths[i]))
        tell (place, "This is not a path; one looks like \"data[0].perm\", \"[1]\" or \"\".");
    }
  return paths[0] ? g_steal_pointer (&paths) : NULL;
}

/* "trading": every right that trades. */
static KtRights
trading_rights (void)
{
  return kt_rights_at_least (KT_RIGHTS_ALL, KT_RISK_TRADE) & ~kt_rights_at_least (KT_RIGHTS_ALL, KT_RISK_TRANSFER);
}

static KtRights
rights_of (JsonNode *node, const Place *place)
{
  g_auto(GStrv) words = NULL;
  KtRights set = KT_RIGHTS_NONE;
  KtRight right;

  /* An empty list is a word known to be harmless. */
  if (JSON_NODE_HOLDS_ARRAY (node) && json_array_get_length (json_node_get_array (node)) == 0)
    return KT_RIGHTS_NONE;

  words = values_of (node, place, NULL);
  for (guint i = 0; words[i]; i++)
    {
      if (kt_right_from_word (words[i], &right))
        set |= KT_RIGHTS_BIT (right);
      else
        tell (place, "This is not a right; see the list in data/exchanges/README.md.");
    }
  return set;
}

static KtOutcomes
outcomes_of (JsonNode *node, const Place *place)
{
  g_auto(GStrv) words = values_of (node, place, NULL);
  KtOutcomes set = 0;
  KtOutcome outcome;

  for (guint i = 0; words[i]; i++)
    {
      if (kt_outcome_from_word (words[i], &outcome))
        set |= KT_OUTCOMES_BIT (outcome);
      else
        tell (place, "This is not an outcome; see the list in data/exchanges/README.md.");
    }
  return set;
}

/* Calls for every member whose name is in @known, tells of the others. */
typedef void (*MemberFunc) (const char *name, JsonNode *node, const Place *place, gpointer target);

static void
each_member (JsonNode *node, const Place *place, const char *known, MemberFunc func, gpointer target)
{
  g_auto(GStrv) names = known ? g_strsplit (known, " ", -1) : NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    {
      tell (place, "An object belongs here.");
      return;
    }

  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &value))
    {
      BELOW (below, place, name);

      if (names && strcmp (name, "note") == 0)
        continue;
      if (names && !g_strv_contains ((const char * const *) names, name))
        {
          g_autofree char *text = g_strdup_printf ("There is no such member here; known are: %s.", known);
          tell (&below, text);
          continue;
        }
      func (name, value, &below, target);
    }
}

/* ── Conditions ───────────────────────────────────────────────────────────── */

static void
test_member (const char *name, JsonNode *node, const Place *place, gpointer target)
{
  gboolean or_nothing = FALSE;
  char **values = values_of (node, place, &or_nothing);

  if (!kt_path_is_valid (name))
    tell (place, "This is not a path; one looks like \"data[0].perm\", \"[1]\" or \"\".");
  kt_condition_add_test (target, name, values, or_nothing);
}

static KtCondition *
condition_of (JsonNode *node, const Place *place)
{
  g_autoptr(KtCondition) condition = kt_condition_new ();
  JsonArray *list = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = list ? json_array_get_length (list) : 1;

  for (guint i = 0; i < n; i++)
    {
      JsonNode *one = list ? json_array_get_element (list, i) : node;
      NTH (nth, place, i);
      const Place *here = list ? &nth : place;

      /* With no test at all it would hold for every reply. */
      if (JSON_NODE_HOLDS_OBJECT (one) && json_object_get_size (json_node_get_object (one)) == 0)
        tell (here, "An empty condition would always hold.");
      kt_condition_add_alternative (condition);
      each_member (one, here, NULL, test_member, condition);
    }

  if (n == 0)
    tell (place, "An empty list would never hold.");
  return g_steal_pointer (&condition);
}

KtCondition *
kt_condition_load (JsonNode *node, const char *json_path, KtReportMistake report, gpointer data)
{
  const Place place = { json_path, report, data };

  return condition_of (node, &place);
}

char **
kt_paths_load (JsonNode *node, const char *json_path, KtReportMistake report, gpointer data)
{
  const Place place = { json_path, report, data };

  return paths_of (node, &place);
}

/* ── Rights ───────────────────────────────────────────────────────────────── */

static void
map_member (const char *name, JsonNode *node, const Place *place, gpointer target)
{
  KtMapLine line = { g_strdup (name), rights_of (node, place) };
  const char *star = strchr (name, '*');
  gsize length = strlen (name);

  if (star && (length == 1 || strchr (star + 1, '*') || (star != name && star != name + length - 1)))
    tell (place, "A * stands for any text at one end of a word, not alone and not in the middle.");
  g_array_append_val (target, line);
}

typedef struct { GPtrArray *names, *paths; } Pairs;

static void
pair_member (const char *name, JsonNode *node, const Place *place, gpointer target)
{
  Pairs *pairs = target;
  const char *path = string_of (node, place);

  if (!path)
    return;
  g_ptr_array_add (pairs->names, g_strdup (name));
  g_ptr_array_add (pairs->paths, g_strdup (path));
}

/* An object of texts as two lists. @path_is_name: the member's name is the path, its value the name. */
static void
pairs_of (JsonNode *node, const Place *place, gboolean path_is_name, char ***ret_names, char ***ret_paths)
{
  Pairs pairs = { g_ptr_array_new (), g_ptr_array_new () };

  each_member (node, place, NULL, pair_member, &pairs);
  if (pairs.names->len == 0)
    tell (place, "At least one member belongs in here.");
  g_ptr_array_add (pairs.names, NULL);
  g_ptr_array_add (pairs.paths, NULL);

  *ret_names = (char **) g_ptr_array_free (path_is_name ? pairs.paths : pairs.names, FALSE);
  *ret_paths = (char **) g_ptr_array_free (path_is_name ? pairs.names : pairs.paths, FALSE);
  for (guint i = 0; (*ret_paths)[i]; i++)
    {
      if (!kt_path_is_valid ((*ret_paths)[i]))
        tell (place, "This is not a path; one looks like \"data[0].perm\", \"[1]\" or \"\".");
    }
}

static void
rights_member (const char *name, JsonNode *node, const Place *place, gpointer target)
{
  static const struct { const char *name; KtWordsShape shape; } shapes[] = {
    { "words", KT_WORDS_WORDS }, { "flags", KT_WORDS_FLAGS }, { "groups", KT_WORDS_GROUPS }, { "rows", KT_WORDS_ROWS },
  };
  KtRightsRule *rule = target;

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      if (strcmp (name, shapes[i].name) != 0)
        continue;
      if (rule->shape != KT_WORDS_NONE)
        tell (place, "Only one of words, flags, groups and rows can stand here.");
      g_clear_pointer (&rule->at, g_strfreev);
      rule->shape = shapes[i].shape;
      rule->at = paths_of (node, place);
    }

  if (strcmp (name, "ignore") == 0)
    rule->ignore = values_of (node, place, NULL);
  else if (strcmp (name, "word") == 0)
    rule->word = g_strdup (string_of (node, place));
  else if (strcmp (name, "columns") == 0)
    pairs_of (node, place, FALSE, &rule->column_names, &rule->column_paths);
  else if (strcmp (name, "read_only_when") == 0)
    rule->read_only_when = condition_of (node, place);
  else if (strcmp (name, "read_only_unless") == 0)
    rule->read_only_unless = condition_of (node, place);
  else if (strcmp (name, "map") == 0)
    each_member (node, place, NULL, map_member, rule->map);
  else if (strcmp (name, "always") == 0)
    rule->always = rights_of (node, place);
  else if (strcmp (name, "not_told") == 0)
    rule->not_told = rights_of (node, place);
  else if (strcmp (name, "never") == 0)
    rule->never = rights_of (node, place);
  else if (strcmp (name, "proves") == 0)
    rule->proves = rights_of (node, place);
  else if (strcmp (name, "leaves_open") == 0)
    rule->leaves_open = values_of (node, place, NULL);
}

static KtRightsRule *
rights_rule_of (JsonNode *node, const Place *place)
{
  KtRightsRule *rule = kt_rights_rule_new ();

  each_member (node, place,
               "words flags groups rows ignore word columns read_only_when read_only_unless map always not_told never proves leaves_open",
               rights_member, rule);

  if (rule->never & (rule->always | rule->proves | rule->not_told))
    tell (place, "What no key can have is neither given, proven nor unknown.");
  if (rule->shape != KT_WORDS_NONE && rule->map->len == 0)
    tell (place, "Words need a map that says what they mean.");
  if (rule->shape == KT_WORDS_NONE && rule->map->len > 0)
    tell (place, "A map needs words, flags, groups or rows.");
  if ((rule->shape == KT_WORDS_ROWS) != (rule->word != NULL))
    tell (place, "rows and word belong together.");
  if (rule->column_names && rule->shape != KT_WORDS_ROWS)
    tell (place, "columns belong to rows.");
  if (rule->ignore && rule->shape != KT_WORDS_FLAGS)
    tell (place, "ignore belongs to flags.");
  if (rule->leaves_open && rule->shape == KT_WORDS_NONE)
    tell (place, "leaves_open needs words, flags, groups or rows.");
  return rule;
}

/* ── What else a step tells ───────────────────────────────────────────────── */

static void
entry_member (const char *name, JsonNode *node, const Place *place, gpointer target)
{
  KtReading *self = target;

  if (strcmp (name, "of") == 0)
    self->entry_of = g_strdup (string_of (node, place));
  else
    pairs_of (node, place, TRUE, &self->entry_names, &self->entry_paths);
}

static void
ip_member (const char *name, JsonNode *node, const Place *place, gpointer target)
{
  KtReading *self = target;

  if (strcmp (name, "list") == 0)
    self->ip_list = paths_of (node, place);
  else if (strcmp (name, "flag") == 0)
    self->ip_flag = paths_of (node, place);
  else if (strcmp (name, "none") == 0)
    self->ip_none = values_of (node, place, NULL);
  else
    {
      const char *word = string_of (node, place);

      if (g_strcmp0 (word, "none") == 0)
        self->ip_absent_is_none = TRUE;
      else if (word && strcmp (word, "unknown") != 0)
        tell (place, "This is \"none\" or \"unknown\".");
    }
}

static void
date_member (const char *name, JsonNode *node, const Place *place, gpointer target)
{
  static const char * const units[] = { "ms", "s", "iso", "days-left" };
  KtDateRule *rule = target;

  if (strcmp (name, "at") == 0)
    rule->at = paths_of (node, place);
  else if (strcmp (name, "never") == 0)
    rule->never = values_of (node, place, NULL);
  else if (strcmp (name, "of") == 0)
    {
      const char *word = JSON_NODE_HOLDS_VALUE (node) ? string_of (node, place) : NULL;

      if (g_strcmp0 (word, "trading") == 0)
        rule->of = trading_rights ();
      else if (g_strcmp0 (word, "key") != 0)
        rule->of = rights_of (node, place);
    }
  else
    {
      const char *word = string_of (node, place);

      for (guint i = 0; i < G_N_ELEMENTS (units); i++)
        {
          if (g_strcmp0 (word, units[i]) == 0)
            {
              rule->unit = i;
              return;
            }
        }
      if (word)
        tell (place, "A unit is ms, s, iso or days-left.");
    }
}

static void
date_rule_of (JsonNode *node, const Place *place, gboolean ends, KtDateRule *rule)
{
  each_member (node, place, ends ? "at unit never of" : "at unit", date_member, rule);
  if (!rule->at)
    tell (place, "The path \"at\" is missing.");
  if (JSON_NODE_HOLDS_OBJECT (node) && !json_object_has_member (json_node_get_object (node), "unit"))
    tell (place, "The unit is missing: ms, s, iso or days-left.");
  if (!ends && rule->unit == KT_DATE_UNIT_DAYS_LEFT)
    tell (place, "days-left is for \"expires\".");
}

static void
state_member (const char *name, JsonNode *node, const Place *place, gpointer target)
{
  KtReading *self = target;

  if (strcmp (name, "at") == 0)
    self->state_at = paths_of (node, place);
  else if (strcmp (name, "works") == 0)
    self->state_works = values_of (node, place, NULL);
  else
    self->state_else = outcomes_of (node, place);
}

static void
account_member (const char *name, JsonNode *node, const Place *place, gpointer target)
{
  KtReading *self = target;

  if (strcmp (name, "id") == 0)
    self->account_id = paths_of (node, place);
  else if (strcmp (name, "main_when") == 0)
    self->account_main_when = condition_of (node, place);
  else
    self->account_sub_when = condition_of (node, place);
}

static const char * const reading_members[] = {
  "entry", "rights", "ip_allowlist", "created", "changed", "expires", "state", "account", "own_address", "take", NULL
};

gboolean
kt_reading_knows (const char *member)
{
  return g_strv_contains (reading_members, member);
}

static void
reading_member (const char *name, JsonNode *node, const Place *place, gpointer target)
{
  KtReading *self = target;

  if (strcmp (name, "entry") == 0)
    {
      each_member (node, place, "of with", entry_member, self);
      if (!self->entry_of || !self->entry_paths)
        tell (place, "An entry needs \"of\" and \"with\".");
      else if (!kt_path_is_valid (self->entry_of))
        tell (place, "\"of\" is not a path.");
    }
  else if (strcmp (name, "rights") == 0)
    self->rights = rights_rule_of (node, place);
  else if (strcmp (name, "ip_allowlist") == 0)
    {
      each_member (node, place, "list flag none absent", ip_member, self);
      if ((self->ip_list != NULL) == (self->ip_flag != NULL))
        tell (place, "One of list and flag belongs here.");
    }
  else if (strcmp (name, "created") == 0)
    date_rule_of (node, place, FALSE, &self->created);
  else if (strcmp (name, "changed") == 0)
    date_rule_of (node, place, FALSE, &self->changed);
  else if (strcmp (name, "expires") == 0)
    date_rule_of (node, place, TRUE, &self->expires);
  else if (strcmp (name, "state") == 0)
    {
      each_member (node, place, "at works else", state_member, self);
      if (!self->state_at || !self->state_works || !self->state_else)
        tell (place, "A state needs \"at\", \"works\" and \"else\".");
    }
  else if (strcmp (name, "account") == 0)
    each_member (node, place, "id main_when sub_when", account_member, self);
  else if (strcmp (name, "own_address") == 0)
    self->own_address = paths_of (node, place);
  else if (strcmp (name, "take") == 0)
    pairs_of (node, place, FALSE, &self->take_names, &self->take_paths);
}

void
kt_reading_load (KtReading *self, JsonObject *step, const char *json_path, KtReportMistake report, gpointer data)
{
  for (guint i = 0; reading_members[i]; i++)
    {
      const Place place = { json_path, report, data };
      JsonNode *node = json_object_get_member (step, reading_members[i]);
      BELOW (below, &place, reading_members[i]);

      if (node)
        reading_member (reading_members[i], node, &below, self);
    }
}

/* ── Errors ───────────────────────────────────────────────────────────────── */

static GArray *
http_of (JsonNode *node, const Place *place)
{
  g_auto(GStrv) values = values_of (node, place, NULL);
  GArray *http = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; values[i]; i++)
    {
      guint64 status;
      guint value;

      if (strlen (values[i]) == 3 && values[i][0] >= '3' && values[i][0] <= '5' && strcmp (values[i] + 1, "xx") == 0)
        value = values[i][0] - '0';
      else if (g_ascii_string_to_unsigned (values[i], 10, 200, 599, &status, NULL))
        value = status;
      else
        {
          tell (place, "An HTTP status is a number from 200 to 599, or \"4xx\" or \"5xx\".");
          continue;
        }
      g_array_append_val (http, value);
    }
  return http;
}

static void
error_member (const char *name, JsonNode *node, const Place *place, gpointer target)
{
  KtErrorRule *rule = target;

  if (strcmp (name, "http") == 0)
    rule->http = http_of (node, place);
  else if (strcmp (name, "code") == 0)
    rule->code = values_of (node, place, NULL);
  else if (strcmp (name, "message") == 0)
    rule->message = g_strdup (string_of (node, place));
  else if (strcmp (name, "means") == 0)
    rule->means = outcomes_of (node, place);
  else if (strcmp (name, "source") == 0)
    rule->source = g_strdup (string_of (node, place));
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    rule->sure = json_node_get_boolean (node);
  else
    tell (place, "true or false belongs here.");
}

GPtrArray *
kt_errors_load (JsonNode *node, const char *json_path, KtReportMistake report, gpointer data)
{
  GPtrArray *errors = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_error_rule_free);
  const Place place = { json_path, report, data };
  JsonArray *list = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (!list)
    tell (&place, "A list belongs here.");

  for (guint i = 0; list && i < json_array_get_length (list); i++)
    {
      JsonNode *row = json_array_get_element (list, i);
      KtErrorRule *rule = g_new0 (KtErrorRule, 1);
      NTH (nth, &place, i);

      rule->sure = TRUE;
      g_ptr_array_add (errors, rule);
      each_member (row, &nth, "http code message means source sure", error_member, rule);
      if (JSON_NODE_HOLDS_OBJECT (row) && json_object_has_member (json_node_get_object (row), "note"))
        rule->note = g_strdup (string_of (json_object_get_member (json_node_get_object (row), "note"), &nth));

      if (!rule->http && !rule->code && !rule->message)
        tell (&nth, "A row needs http, code or message; this one would fit every refusal.");
      if (rule->message && strlen (rule->message) < 3)
        tell (&nth, "This message is too short to tell anything.");
      if (!rule->means)
        tell (&nth, "It must say what it means: one outcome or several.");
      if (!rule->source)
        tell (&nth, "Where this is known from belongs here: \"source\".");
    }
  return errors;
}
