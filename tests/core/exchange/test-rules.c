/* test-rules: mistakes in the rules for reading replies are told with their place
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-rules.h"

#include <string.h>

typedef enum { STEP, CONDITION, ERRORS } What;

static const struct {
  const char *explanation;
  What        what;
  const char *json;
  const char *places;     /* paths of the mistakes, joined by blanks; "" = none */
} rows[] = {
  { "everything a step can tell", STEP,
    "{\"entry\":{\"of\":\"data\",\"with\":{\"key\":\"api_key\"}},\"rights\":{\"rows\":\"perms\",\"word\":\"name\",\"columns\":{\"read\":\"[1]\"},"
    "\"read_only_when\":{\"ro\":true},\"map\":{\"spot\":[\"spot\"],\"a:*\":[],\"*:b\":\"read\"},\"always\":[\"read\"],\"not_told\":[\"keys\"],\"never\":[\"withdraw\"]},"
    "\"ip_allowlist\":{\"list\":[\"a\",\"b\"],\"none\":[\"*\"],\"absent\":\"none\"},\"created\":{\"at\":\"c\",\"unit\":\"s\"},"
    "\"expires\":{\"at\":\"e\",\"unit\":\"days-left\",\"never\":[\"-1\"],\"of\":\"trading\"},\"state\":{\"at\":\"s\",\"works\":[true],\"else\":\"disabled\"},"
    "\"account\":{\"id\":\"u\",\"main_when\":{\"m\":[0,\"\"]}},\"own_address\":\"ip\",\"take\":{\"uid\":\"data[0].uid\"}}", "" },
  { "members of others are left to the caller", STEP, "{\"id\":\"x\",\"get\":\"/y\"}", "" },
  { "an unknown right", STEP, "{\"rights\":{\"words\":\"a\",\"map\":{\"x\":[\"fly\"]}}}", "check[0].rights.map.x" },
  { "two shapes", STEP, "{\"rights\":{\"words\":\"a\",\"flags\":\"b\",\"map\":{\"x\":[]}}}", "check[0].rights.flags" },
  { "words without a map", STEP, "{\"rights\":{\"words\":\"a\"}}", "check[0].rights" },
  { "a map without words", STEP, "{\"rights\":{\"map\":{\"x\":[]}}}", "check[0].rights" },
  { "rows without word", STEP, "{\"rights\":{\"rows\":\"a\",\"map\":{\"x\":[]}}}", "check[0].rights" },
  { "ignore without flags", STEP, "{\"rights\":{\"words\":\"a\",\"ignore\":[\"b\"],\"map\":{\"x\":[]}}}", "check[0].rights" },
  { "a star alone", STEP, "{\"rights\":{\"words\":\"a\",\"map\":{\"*\":[\"read\"]}}}", "check[0].rights.map.*" },
  { "a star in the middle", STEP, "{\"rights\":{\"words\":\"a\",\"map\":{\"a*b\":[\"read\"]}}}", "check[0].rights.map.a*b" },
  { "two stars", STEP, "{\"rights\":{\"words\":\"a\",\"map\":{\"*b*\":[\"read\"]}}}", "check[0].rights.map.*b*" },
  { "a member that is none", STEP, "{\"rights\":{\"word\":\"a\",\"colour\":1}}", "check[0].rights.colour check[0].rights" },
  { "not an object", STEP, "{\"rights\":7}", "check[0].rights" },
  { "not a path", STEP, "{\"rights\":{\"words\":\"a..b\",\"map\":{\"x\":[]}}}", "check[0].rights.words" },
  { "list and flag", STEP, "{\"ip_allowlist\":{\"list\":\"a\",\"flag\":\"b\"}}", "check[0].ip_allowlist" },
  { "neither", STEP, "{\"ip_allowlist\":{}}", "check[0].ip_allowlist" },
  { "absent is one of two words", STEP, "{\"ip_allowlist\":{\"list\":\"a\",\"absent\":\"all\"}}", "check[0].ip_allowlist.absent" },
  { "a unit that is none", STEP, "{\"created\":{\"at\":\"a\",\"unit\":\"weeks\"}}", "check[0].created.unit" },
  { "no unit", STEP, "{\"created\":{\"at\":\"a\"}}", "check[0].created" },
  { "days left until it was made", STEP, "{\"created\":{\"at\":\"a\",\"unit\":\"days-left\"}}", "check[0].created" },
  { "a date that never comes is only an end", STEP, "{\"created\":{\"at\":\"a\",\"unit\":\"s\",\"never\":[\"0\"]}}", "check[0].created.never" },
  { "no path", STEP, "{\"expires\":{\"unit\":\"s\"}}", "check[0].expires" },
  { "an unknown outcome", STEP, "{\"state\":{\"at\":\"a\",\"works\":[\"b\"],\"else\":\"sad\"}}", "check[0].state.else check[0].state" },
  { "half a state", STEP, "{\"state\":{\"at\":\"a\"}}", "check[0].state" },
  { "half an entry", STEP, "{\"entry\":{\"of\":\"a\"}}", "check[0].entry" },
  { "nothing to take", STEP, "{\"take\":{}}", "check[0].take" },
  { "a good condition", CONDITION, "[{\"http\":200,\"a.b\":[0,\"0\",true,null]},{\"c\":null}]", "" },
  { "a condition that always holds", CONDITION, "{}", "ok" },
  { "a condition that never holds", CONDITION, "[]", "ok" },
  { "a value that is an object", CONDITION, "{\"a\":{}}", "ok.a" },
  { "a value that is a fraction", CONDITION, "{\"a\":0.5}", "ok.a" },
  { "a condition that is a text", CONDITION, "\"a\"", "ok" },
  { "good rows", ERRORS,
    "[{\"code\":[\"1\",2],\"means\":\"expired\",\"source\":\"s\"},{\"http\":[\"5xx\",429],\"message\":\"abc\",\"means\":[\"expired\",\"disabled\"],"
    "\"source\":\"s\",\"note\":\"n\",\"sure\":false}]", "" },
  { "a row that fits everything", ERRORS, "[{\"means\":\"expired\",\"source\":\"s\"}]", "errors[0]" },
  { "a row that means nothing", ERRORS, "[{\"code\":\"1\",\"source\":\"s\"}]", "errors[0]" },
  { "a row nobody knows from where", ERRORS, "[{\"code\":\"1\",\"means\":\"expired\"}]", "errors[0]" },
  { "a status that is none", ERRORS, "[{\"http\":[99,\"6xx\",\"5x\"],\"means\":\"expired\",\"source\":\"s\"}]",
    "errors[0].http errors[0].http errors[0].http" },
  { "a message that fits everything", ERRORS, "[{\"message\":\"\",\"means\":\"expired\",\"source\":\"s\"}]", "errors[0]" },
  { "sure is yes or no", ERRORS, "[{\"code\":\"1\",\"means\":\"expired\",\"source\":\"s\",\"sure\":\"no\"}]", "errors[0].sure" },
  { "not a list", ERRORS, "{}", "errors" },
  { "a row that is none", ERRORS, "[7]", "errors[0] errors[0] errors[0] errors[0]" },
};

static void
mistake_cb (const char *json_path, const char *text, gpointer data)
{
  GString *places = data;

  g_assert_cmpuint (strlen (text), >, 10);
  g_string_append_printf (places, "%s%s", places->len > 0 ? " " : "", json_path);
}

static void
test_mistakes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GString) places = g_string_new (NULL);
      g_autoptr(GError) error = NULL;
      g_autoptr(JsonNode) node = json_from_string (rows[i].json, &error);
      KtReading reading = { 0 };

      g_test_message ("%s", rows[i].explanation);
      g_assert_no_error (error);
      if (rows[i].what == STEP)
        {
          kt_reading_load (&reading, json_node_get_object (node), "check[0]", mistake_cb, places);
          kt_reading_clear (&reading);
        }
      else if (rows[i].what == CONDITION)
        kt_condition_free (kt_condition_load (node, "ok", mistake_cb, places));
      else
        g_ptr_array_unref (kt_errors_load (node, "errors", mistake_cb, places));
      g_assert_cmpstr (places->str, ==, rows[i].places);
    }
}

static void
test_paths (void)
{
  static const struct { const char *path; gboolean valid; } paths[] = {
    { "", TRUE }, { "data", TRUE }, { "data.permissions", TRUE }, { "data[0].perm", TRUE }, { "[1]", TRUE }, { "[1][2].a", TRUE },
    { "err-code", TRUE }, { "a b", TRUE }, { ".", FALSE }, { ".a", FALSE }, { "a.", FALSE }, { "a..b", FALSE }, { "a.[0]", FALSE },
    { "[", FALSE }, { "[]", FALSE }, { "[x]", FALSE }, { "[1", FALSE }, { "a]", FALSE }, { "[1]a", FALSE }, { "[1234567]", FALSE },
    { "a\nb", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_test_message ("“%s”", paths[i].path);
      g_assert_cmpint (kt_path_is_valid (paths[i].path), ==, paths[i].valid);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rules/mistakes", test_mistakes);
  g_test_add_func ("/rules/paths", test_paths);
  return g_test_run ();
}
