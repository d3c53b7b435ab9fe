/* test-json: JSON is read strictly, and every value's place is known
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-json.h"

#include <string.h>

#include "kt-error.h"

static void
keep_cb (guint line, guint column, const char *json_path, const char *problem, gpointer data)
{
  g_string_append_printf (data, "%u:%u %s|", line, column, json_path);
}

static const struct {
  const char *explanation;
  const char *text;
  const char *problems;         /* "line:column path|" each; "" for none */
} rows[] = {
  { "nothing wrong", "{\"a\": [1, -2.5e+3, true, false, null, \"x\\u00e9\\ud83d\\ude00\"]}", "" },
  { "blanks all around", " \t\r\n[ ]\n", "" },
  { "a duplicate, and it goes on", "{\"a\":1,\"a\":2,\n\"b\":{\"c\":1,\"c\":2}}", "1:8 a|2:12 b.c|" },
  { "the same name spelt with an escape", "{\"a\":1,\"\\u0061\":2}", "1:8 a|" },
  { "a comment", "{}//", "1:3 |" },
  { "a comma too many", "[1,]", "1:4 [1]|" },
  { "a comma too many in an object", "{\"a\":1,}", "1:8 |" },
  { "a leading zero", "[01]", "1:2 [0]|" },
  { "a bare point", "[1.]", "1:2 [0]|" },
  { "a plus", "[+1]", "1:2 [0]|" },
  { "single quotes", "['a']", "1:2 [0]|" },
  { "a name without quotes", "{a:1}", "1:2 |" },
  { "a variable, which json-glib takes", "var x = {};", "1:1 |" },
  { "two values", "{} {}", "1:4 |" },
  { "half a surrogate", "[\"\\ud83d\"]", "1:3 [0]|" },
  { "a NUL", "[\"\\u0000\"]", "1:3 [0]|" },
  { "a tab in a text", "[\"\t\"]", "1:3 [0]|" },
  { "not UTF-8", "[\"\xff\"]", "1:3 |" },
  { "nothing at all", "", "1:1 |" },
  { "columns count characters", "{\"é\": é}", "1:7 é|" },
};

static void
test_strict (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GString) problems = g_string_new (NULL);
      g_autoptr(KtJsonMap) map G_GNUC_UNUSED = kt_json_map_new (rows[i].text, strlen (rows[i].text), 16, keep_cb, problems);

      g_test_message ("%s", rows[i].explanation);
      g_assert_cmpstr (problems->str, ==, rows[i].problems);
    }
}

static void
test_places (void)
{
  static const char text[] = "{\n  \"a\": {\"b\": \"x\\n\\u00e9+name\"},\n  \"l\": [1, {\"c\": true}]\n}";
  static const struct { const char *path; gsize offset; guint line, column; } places[] = {
    { "", 0, 1, 1 }, { "a", 0, 2, 8 }, { "a.b", 0, 2, 15 }, { "a.b", 1, 2, 16 }, { "a.b", 2, 2, 18 },
    { "a.b", 5, 2, 25 }, { "l[1].c", 0, 3, 18 }, { "l[1].missing", 3, 3, 12 }, { "missing", 0, 1, 1 },
  };
  g_autoptr(GString) problems = g_string_new (NULL);
  g_autoptr(KtJsonMap) map = kt_json_map_new (text, strlen (text), 16, keep_cb, problems);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      guint line, column;

      kt_json_map_find (map, places[i].path, places[i].offset, &line, &column);
      g_test_message ("%s + %" G_GSIZE_FORMAT, places[i].path, places[i].offset);
      g_assert_cmpuint (line, ==, places[i].line);
      g_assert_cmpuint (column, ==, places[i].column);
    }
  g_assert_true (g_str_has_prefix (text + kt_json_map_get_offset (map, "l[1]"), "{\"c\""));
}

/* A reader that keeps copies gets asterisks, and everything else where it stood. */
static void
test_masked (void)
{
  static const char text[] = "{\"a\": {\"b\": \"sword\\\"\\u00e9\", \"n\": 1, \"l\": [\"fish\"]}, \"ab\": \"seen\", \"c\": \"d\\ne\"}";
  static const struct { const char *path; const char *masked; } masks[] = {
    { "a", "{\"a\": {\"b\": \"*************\", \"n\": 1, \"l\": [\"****\"]}, \"ab\": \"seen\", \"c\": \"d\\ne\"}" },
    { "", "{\"a\": {\"b\": \"*************\", \"n\": 1, \"l\": [\"****\"]}, \"ab\": \"****\", \"c\": \"****\"}" },
    { "missing", text },
  };
  g_autoptr(GString) problems = g_string_new (NULL);
  g_autoptr(KtJsonMap) map = kt_json_map_new (text, strlen (text), 16, keep_cb, problems);
  g_autoptr(KtSecret) taken = kt_json_map_take_text (map, "a.b");

  for (guint i = 0; i < G_N_ELEMENTS (masks); i++)
    {
      g_autoptr(KtSecret) masked = kt_json_map_mask (map, masks[i].path);

      g_assert_cmpstr (kt_secret_peek (masked, NULL), ==, masks[i].masked);
    }
  g_assert_cmpstr (kt_secret_peek (taken, NULL), ==, "sword\"\303\251");
  g_assert_null (kt_json_map_take_text (map, "a.n"));
  g_assert_null (kt_json_map_take_text (map, "a"));
  g_assert_null (kt_json_map_take_text (map, "missing"));
}

static void
test_limits (void)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autoptr(GString) problems = g_string_new (NULL);
  g_autoptr(GError) a = NULL, b = NULL, c = NULL;
  g_autoptr(JsonNode) fine = NULL;

  g_assert_null (kt_json_map_new (deep, 100000, 16, keep_cb, problems));
  g_assert_true (g_str_has_prefix (problems->str, "1:17 "));
  g_assert_null (kt_json_parse (deep, 100000, 1000000, 64, &a));
  g_assert_error (a, KT_ERROR, KT_ERROR_INVALID);
  g_assert_null (kt_json_parse ("[1]", 3, 2, 64, &b));
  g_assert_error (b, KT_ERROR, KT_ERROR_INVALID);
  g_assert_null (kt_json_parse ("{\"swordfish\"", 12, 100, 64, &c));
  g_assert_error (c, KT_ERROR, KT_ERROR_INVALID);
  g_assert_null (strstr (c->message, "swordfish"));
  /* Brackets in a text do not nest. */
  fine = kt_json_parse ("[\"[[[[\\\"[[\"]", 12, 100, 2, NULL);
  g_assert_nonnull (fine);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/json/strict", test_strict);
  g_test_add_func ("/json/places", test_places);
  g_test_add_func ("/json/masked", test_masked);
  g_test_add_func ("/json/limits", test_limits);
  return g_test_run ();
}
