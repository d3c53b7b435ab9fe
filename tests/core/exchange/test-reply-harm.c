/* test-reply-harm.c: no reply does harm, however broken or ill meant
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "reply-bodies.h"

#include <string.h>

#include "kt-test-util.h"

static void
test_cut_off (void)
{
  for (guint i = 0; i < n_documented; i++)
    {
      g_autofree char *body = load_body (documented[i].file);
      g_autoptr(Rules) rules = rules_load (documented[i].exchange);
      RulesStep *step = rules_step (rules, documented[i].step);
      g_autoptr(KtCredential) credential = make_credential ();

      g_strchomp (body);
      for (gsize length = 0; length < strlen (body); length++)
        {
          g_autoptr(KtReport) report = kt_report_new ();

          g_assert_false (read_body (rules, step, 200, body, length, credential, NULL, report));
          g_assert_cmpuint (report->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_UNREADABLE_REPLY));
          g_assert_cmpuint (report->confirmed | report->denied | report->inferred, ==, 0);
        }
    }
}

static void
test_too_much (void)
{
  g_autoptr(Rules) rules = rules_load ("okx");
  RulesStep *step = rules_step (rules, "config");
  g_autoptr(KtCredential) credential = make_credential ();

  for (guint depth = 10; depth <= 100000; depth *= 10)
    {
      g_autoptr(GString) body = g_string_new ("{\"code\":\"0\",\"data\":");
      g_autoptr(KtReport) report = kt_report_new ();

      for (guint i = 0; i < depth; i++)
        g_string_append_c (body, '[');
      g_string_append (body, "{\"perm\":\"read_only\"}");
      for (guint i = 0; i < depth; i++)
        g_string_append_c (body, ']');
      g_string_append_c (body, '}');
      read_body (rules, step, 200, body->str, -1, credential, NULL, report);
      g_assert_cmpuint (report->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_UNREADABLE_REPLY));
    }

  {
    g_autofree char *huge = g_strnfill (KT_REPLY_MAX_BYTES, ' ');
    g_autoptr(KtReport) report = kt_report_new ();
    g_autofree char *body = g_strconcat (huge, "{\"code\":\"0\",\"data\":[{\"perm\":\"read_only\"}]}", NULL);

    read_body (rules, step, 200, body, -1, credential, NULL, report);
    g_assert_cmpuint (report->outcomes, ==, KT_OUTCOMES_BIT (KT_OUTCOME_UNREADABLE_REPLY));
  }

  {
    g_autoptr(GString) body = g_string_new ("{\"code\":\"0\",\"data\":[{\"perm\":\"read_only");
    g_autoptr(KtReport) report = kt_report_new ();

    for (guint i = 0; i < 20000; i++)
      g_string_append_printf (body, ",w%u", i);
    g_string_append (body, "\"}]}");
    read_body (rules, step, 200, body->str, -1, credential, NULL, report);
    g_assert_cmpuint (g_strv_length (report->words), <=, 200);
    assert_rights (report->denied, "");
  }
}

/* One change of a reply: the @n-th node, counted from the top, becomes @with (NULL: is taken away). */
typedef struct {
  guint     n;
  JsonNode *with;
  gboolean  truly_said;   /* the changed reply itself says that rights are gone */
} Change;

static JsonNode *
changed (JsonNode *node, guint *count, Change *change, const char *name, gboolean in_list)
{
  JsonNode *copy;

  if ((*count)++ == change->n)
    {
      gboolean is_true = change->with && JSON_NODE_HOLDS_VALUE (change->with)
                         && json_node_get_value_type (change->with) == G_TYPE_BOOLEAN && json_node_get_boolean (change->with);
      gboolean is_false = change->with && JSON_NODE_HOLDS_VALUE (change->with) && !is_true
                          && (json_node_get_value_type (change->with) == G_TYPE_BOOLEAN
                              || (json_node_get_value_type (change->with) == G_TYPE_INT64 && json_node_get_int (change->with) == 0));

      if (!change->with)
        change->truly_said = in_list;
      else if (JSON_NODE_HOLDS_ARRAY (change->with))
        change->truly_said = json_array_get_length (json_node_get_array (change->with)) == 0;
      else
        change->truly_said = is_false || (is_true && g_strcmp0 (name, "read_only") == 0);
      return change->with ? json_node_copy (change->with) : NULL;
    }

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObject *object = json_object_new ();
      JsonObjectIter iter;
      const char *member;
      JsonNode *value;

      json_object_iter_init_ordered (&iter, json_node_get_object (node));
      while (json_object_iter_next_ordered (&iter, &member, &value))
        {
          JsonNode *child = changed (value, count, change, member, FALSE);

          if (child)
            json_object_set_member (object, member, child);
        }
      copy = json_node_alloc ();
      json_node_init (copy, JSON_NODE_OBJECT);
      json_node_take_object (copy, object);
      return copy;
    }
  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *list = json_array_new ();

      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        {
          JsonNode *child = changed (json_array_get_element (json_node_get_array (node), i), count, change, NULL, TRUE);

          if (child)
            json_array_add_element (list, child);
        }
      copy = json_node_alloc ();
      json_node_init (copy, JSON_NODE_ARRAY);
      json_node_take_array (copy, list);
      return copy;
    }
  return json_node_copy (node);
}

static const char * const instead[] = {
  NULL, "null", "7", "0", "-1", "1e999", "9007199254740993", "18446744073709551616", "\"mutant\"", "\"\"", "\"*\"", "[]", "[\"mutant\"]",
  "[null]", "[[]]", "{}", "{\"mutant\":true}", "true", "false",
};

/* Any one place of a reply replaced by anything: never a critical, and a right that moves money is
 * never denied unless the changed reply says so itself. */
static void
test_mutations (void)
{
  const KtRights money = kt_rights_at_least (KT_RIGHTS_ALL, KT_RISK_TRANSFER);
  guint n_read = 0;

  for (guint i = 0; i < n_documented; i++)
    {
      g_autofree char *name = g_strdup_printf ("data/replies/%s.json", documented[i].file);
      g_autoptr(JsonNode) root = kt_test_data_json (name);
      g_autoptr(Rules) rules = rules_load (documented[i].exchange);
      RulesStep *step = rules_step (rules, documented[i].step);
      g_autoptr(KtCredential) credential = make_credential ();
      KtRights had = KT_RIGHTS_NONE;
      Change none = { G_MAXUINT, NULL, FALSE };
      guint n_nodes = 0;
      g_autoptr(JsonNode) same = changed (root, &n_nodes, &none, NULL, FALSE);

      g_assert_true (json_node_equal (same, root));
      if (documented[i].api_key)
        set_field (credential, "api_key", documented[i].api_key);
      g_assert_true (kt_rights_from_string (documented[i].confirmed, &had, NULL));

      for (guint n = 0; n < n_nodes; n++)
        {
          for (guint j = 0; j < G_N_ELEMENTS (instead); j++)
            {
              g_autoptr(JsonNode) with = instead[j] ? json_from_string (instead[j], NULL) : NULL;
              Change change = { n, with, FALSE };
              g_autoptr(JsonNode) mutant = NULL;
              g_autofree char *body = NULL;
              g_autoptr(KtReport) report = kt_report_new ();
              g_autoptr(GHashTable) taken = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
              guint count = 0;

              mutant = changed (root, &count, &change, NULL, FALSE);
              body = mutant ? json_to_string (mutant, FALSE) : g_strdup ("");
              n_read += read_body (rules, step, 200, body, -1, credential, taken, report);

              if ((report->denied & had & money) && !change.truly_said)
                g_error ("%s: “%s” for node %u denies what was confirmed: %s",
                         documented[i].explanation, instead[j] ? instead[j] : "nothing", n, body);
            }
        }
      g_assert_cmpuint (n_nodes, >=, 3);
    }
  g_assert_cmpuint (n_read, >, 1000);
}

/* Every single byte replaced: garbage of all kinds, never a critical. */
static void
test_flipped_bytes (void)
{
  static const char bytes[] = { '\0', '"', '\\', '{', ']', ',', '9', '-', '/', '\x80', '\n' };

  for (guint i = 0; i < n_documented; i += 3)
    {
      g_autofree char *body = load_body (documented[i].file);
      const gsize length = strlen (body);
      g_autoptr(Rules) rules = rules_load (documented[i].exchange);
      RulesStep *step = rules_step (rules, documented[i].step);
      g_autoptr(KtCredential) credential = make_credential ();

      for (gsize at = 0; at < length; at++)
        {
          const char was = body[at];

          for (guint j = 0; j < G_N_ELEMENTS (bytes); j++)
            {
              g_autoptr(KtReport) report = kt_report_new ();

              body[at] = bytes[j];
              read_body (rules, step, 200, body, length, credential, NULL, report);
            }
          body[at] = was;
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reply/cut-off", test_cut_off);
  g_test_add_func ("/reply/too-much", test_too_much);
  g_test_add_func ("/reply/mutations", test_mutations);
  g_test_add_func ("/reply/flipped-bytes", test_flipped_bytes);
  return g_test_run ();
}
