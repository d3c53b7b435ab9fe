/* test-checks: every definition's whole checks, played from tests/data/checks
 *
 * One file is one exchange: what is answered step by step, and what the report must say then. The
 * format is told in tests/data/checks/README.md. Every definition needs a file, and every row of its
 * errors a case in which that row decides.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-check.h"
#include "kt-exchange-private.h"
#include "kt-reply-private.h"
#include "kt-test-util.h"

#define CLOCK_MS     (G_GINT64_CONSTANT (1795000000) * 1000)
#define DURATION_MS  100

/* One definition's file while it is played. */
typedef struct {
  const char *id;
  KtExchange *exchange;         /* owned */
  gboolean   *seen;             /* per row of "errors": whether any answer was read by it; owned */
  gboolean    unknown_seen;     /* a case told of a word nobody knows */
  GPtrArray  *hidden;           /* texts of this case that no report may hold; owned */
} Play;

/* ── Loading ──────────────────────────────────────────────────────────────── */

static int
by_name (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char * const *) a, *(const char * const *) b);
}

static GPtrArray *
list_ids (const char *folder_name)
{
  GPtrArray *ids = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = kt_test_data_path (folder_name);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)))
    {
      if (g_str_has_suffix (name, ".json") && strcmp (name, "schema.json") != 0)
        g_ptr_array_add (ids, g_strndup (name, strlen (name) - strlen (".json")));
    }
  g_ptr_array_sort (ids, by_name);
  return ids;
}

static KtExchange *
load_exchange (const char *id)
{
  g_autofree char *name = g_strdup_printf ("../data/exchanges/%s.json", id);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  KtExchange *exchange;
  gsize length;
  char *text = kt_test_data_load (name, &length);

  bytes = g_bytes_new_take (text, length);
  exchange = kt_exchange_new_from_bytes (bytes, name, FALSE, NULL, &error);
  g_assert_no_error (error);
  return exchange;
}

static const char *
get_text (JsonObject *object, const char *member)
{
  return json_object_get_string_member_with_default (object, member, NULL);
}

/* ── A made-up credential ─────────────────────────────────────────────────── */

#define HEX      "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"   /* also good base64 */
#define EC_KEY \
  "-----BEGIN EC PRIVATE KEY-----\nMHcCAQEEIFhBDfUp4t0PmUaNlj/QONVZpwMtWsswpk7I6EPUHjzXoAoGCCqGSM49\n" \
  "AwEHoUQDQgAE6Djf6K1VfFAYWvKG9fNBPKCnnwdXyDR1lPAuiw3FXr4nCVd4WlP4\nNkqcB7wE9PQFS1aKnExpCuYejAmQMx50mA==\n" \
  "-----END EC PRIVATE KEY-----\n"

static char *
make_value (const KtField *field, const char *key_type)
{
  if (field->choices)
    return g_strdup (field->choices[0]);
  if (strcmp (field->id, "private_key") != 0)
    return g_strdup (HEX);
  if (strcmp (key_type, "es256") == 0)
    return g_strdup (EC_KEY);
  if (strcmp (key_type, "ed25519") == 0)
    return g_base64_encode ((const guchar *) "0123456789abcdef0123456789abcdef", 32);
  return kt_test_data_load ("data/checks/made-up-rsa.pem", NULL);
}

static KtCredential *
make_credential (KtExchange *exchange, const char *environment, const char *key_type, JsonObject *given)
{
  g_autoptr(GPtrArray) fields = kt_exchange_get_fields_of (exchange, environment, key_type);
  KtCredential *credential = kt_credential_new ();

  for (guint i = 0; i < fields->len; i++)
    {
      const KtField *field = g_ptr_array_index (fields, i);
      const char *theirs = given ? get_text (given, field->id) : NULL;
      g_autofree char *made = NULL;
      g_autoptr(KtSecret) value = NULL;

      if (!theirs && (field->optional || field->default_value))
        continue;
      made = theirs ? g_strdup (theirs) : make_value (field, key_type);
      value = kt_secret_new (made, -1);
      kt_credential_set (credential, field->id, value);
    }
  return credential;
}

/* ── Playing a case ───────────────────────────────────────────────────────── */

/* "body" as bytes: a text is itself, anything else is written as JSON. */
static char *
write_body (JsonObject *answer)
{
  JsonNode *body = json_object_get_member (answer, "body");

  if (!body)
    return g_strdup ("");
  if (JSON_NODE_HOLDS_VALUE (body) && json_node_get_value_type (body) == G_TYPE_STRING)
    return json_node_dup_string (body);
  return json_to_string (body, FALSE);
}

/* Remembers which row of "errors" reads this answer. */
static void
see_row (Play *play, const KtStep *step, guint status, const char *body)
{
  const KtReplyRule *rule = kt_exchange_get_reply (play->exchange);
  const KtVerdictRules rules = { step->ok ? step->ok : rule->ok, rule->code, rule->message, kt_exchange_get_errors (play->exchange) };
  g_autoptr(KtReply) reply = kt_reply_new (status, body, strlen (body));
  const KtErrorRule *row = kt_reply_find_row (reply, &rules);
  guint n;

  if (row && g_ptr_array_find (rules.errors, row, &n))
    play->seen[n] = TRUE;
}

/* Tokens, secrets and other keys of the account: what is this long and is no list of words. */
static void
hide_long_texts (JsonNode *node, GPtrArray *hidden)
{
  const char *text;

  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      g_autoptr(GList) members = json_object_get_values (json_node_get_object (node));

      for (GList *l = members; l; l = l->next)
        hide_long_texts (l->data, hidden);
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
        hide_long_texts (json_array_get_element (json_node_get_array (node), i), hidden);
    }
  else if (JSON_NODE_HOLDS_VALUE (node) && (text = json_node_get_string (node)) && strlen (text) >= 32 && !strpbrk (text, " :,"))
    g_ptr_array_add (hidden, g_strdup (text));
}

static void
assert_hidden (const Play *play, const KtReport *report, const char *what)
{
  g_autofree char *json = kt_report_to_json (report);

  for (guint i = 0; i < play->hidden->len; i++)
    {
      if (strstr (json, g_ptr_array_index (play->hidden, i)))
        g_test_fail_printf ("%s: the report holds “%s”", what, (const char *) g_ptr_array_index (play->hidden, i));
    }
}

static const KtStep *
find_step (KtExchange *exchange, const char *id)
{
  GPtrArray *steps = kt_exchange_get_steps (exchange);

  for (guint i = 0; i < steps->len; i++)
    {
      const KtStep *step = g_ptr_array_index (steps, i);

      if (strcmp (step->id, id) == 0)
        return step;
    }
  g_error ("No step %s", id);
}

/* The answer to what is asked now, or to the time; FALSE when there is none. */
static gboolean
answer_next (Play *play, KtCheck *check, KtCheckWant want, JsonArray *answers, guint *n, gint64 clock_ms)
{
  JsonObject *answer = *n < json_array_get_length (answers) ? json_array_get_object_element (answers, *n) : NULL;
  const char *step = want == KT_CHECK_TIME ? "time" : kt_check_get_step (check);
  JsonObject *headers = answer && json_object_has_member (answer, "headers") ? json_object_get_object_member (answer, "headers") : NULL;
  const char *retry_after = headers ? get_text (headers, "Retry-After") : NULL;
  g_autofree char *body = NULL;
  KtAnswer given = { .status = 500, .body = "", .sent_ms = clock_ms, .duration_ms = DURATION_MS };

  if (!answer || strcmp (get_text (answer, "step"), step) != 0)
    {
      /* A case that says nothing of the time has an exchange that does not tell it. */
      if (want == KT_CHECK_TIME)
        kt_check_take_time (check, &given);
      return want == KT_CHECK_TIME;
    }

  body = write_body (answer);
  given.status = json_object_get_int_member (answer, "status");
  given.body = body;
  given.length = strlen (body);
  given.retry_after_s = retry_after ? g_ascii_strtoll (retry_after, NULL, 10) : 0;
  given.date_header = headers ? get_text (headers, "Date") : NULL;
  if (want == KT_CHECK_TIME)
    kt_check_take_time (check, &given);
  else
    {
      const KtStep *asked = find_step (play->exchange, step);

      if (asked->secret_reply || asked->reading.entry_of)
        hide_long_texts (json_object_get_member (answer, "body"), play->hidden);
      see_row (play, asked, given.status, body);
      kt_check_take_reply (check, &given);
    }
  (*n)++;
  return TRUE;
}

/* Returns the ids of the steps asked, joined by commas; NULL when the case does not fit. */
static char *
play_answers (Play *play, KtCheck *check, const char *environment, JsonArray *answers, const char *what)
{
  const KtNonceKind kind = kt_exchange_get_nonce_kind (play->exchange, environment);
  g_autoptr(GString) asked = g_string_new (NULL);
  gint64 clock_ms = CLOCK_MS;
  KtCheckWant want;
  guint n = 0;

  while ((want = kt_check_next (check)) != KT_CHECK_DONE)
    {
      g_autofree char *nonce = kt_signer_make_nonce (kind, clock_ms);
      g_autoptr(GError) error = NULL;
      g_autoptr(KtSignedRequest) request = want == KT_CHECK_TIME
        ? kt_check_get_time_request (check) : kt_check_sign (check, clock_ms, nonce, &error);

      if (!request)
        {
          g_test_message ("%s: %s", what, error->message);
          continue;
        }
      if (want == KT_CHECK_REQUEST)
        g_string_append_printf (asked, "%s%s", asked->len ? "," : "", kt_check_get_step (check));
      if (!answer_next (play, check, want, answers, &n, clock_ms))
        {
          g_test_fail_printf ("%s: the step “%s” is asked and has no answer", what, kt_check_get_step (check));
          return NULL;
        }
      clock_ms += 1000;
    }

  if (n < json_array_get_length (answers))
    {
      g_test_fail_printf ("%s: answer %u is not asked for", what, n);
      return NULL;
    }
  return g_strdup (asked->str);
}

/* ── What must be in the report ───────────────────────────────────────────── */

static void
expect_text (JsonObject *expect, const char *member, const char *ours, const char *what)
{
  const char *theirs = get_text (expect, member);

  if (theirs && g_strcmp0 (theirs, ours ? ours : "") != 0)
    g_test_fail_printf ("%s: %s is “%s”, not “%s”", what, member, ours ? ours : "", theirs);
}

static void
expect_flag (JsonObject *expect, const char *member, gboolean ours, const char *what)
{
  if (json_object_has_member (expect, member) && json_object_get_boolean_member (expect, member) != ours)
    g_test_fail_printf ("%s: %s is %s", what, member, ours ? "true" : "false");
}

/* @words joined by commas are the list @member. */
static void
expect_list (JsonObject *expect, const char *member, const char *ours, const char *what)
{
  g_autoptr(GString) theirs = g_string_new (NULL);
  JsonArray *list;

  if (!json_object_has_member (expect, member))
    return;
  list = json_object_get_array_member (expect, member);
  for (guint i = 0; i < json_array_get_length (list); i++)
    g_string_append_printf (theirs, "%s%s", i ? "," : "", json_array_get_string_element (list, i));
  if (strcmp (theirs->str, ours) != 0)
    g_test_fail_printf ("%s: %s is “%s”, not “%s”", what, member, ours, theirs->str);
}

static void
expect_rights (JsonObject *expect, const char *member, KtRights ours, gboolean always, const char *what)
{
  const char *theirs = get_text (expect, member);
  g_autofree char *text = kt_rights_to_string (ours);
  g_autofree char *wanted = NULL;
  g_autoptr(GError) error = NULL;
  KtRights rights = KT_RIGHTS_NONE;

  if (!theirs && !always)
    return;
  if (theirs && *theirs)
    kt_rights_from_string (theirs, &rights, &error);
  g_assert_no_error (error);
  wanted = kt_rights_to_string (rights);
  if (rights != ours)
    g_test_fail_printf ("%s: %s is “%s”, not “%s”", what, member, text, wanted);
}

/* The first date told of the whole key, or of a right. */
static gint64
find_date (const KtReport *report, gboolean of_a_right)
{
  for (guint i = 0; i < report->n_dates; i++)
    {
      const KtReportDate *date = &report->dates[i];

      if ((date->rights != KT_RIGHTS_NONE) == of_a_right)
        return date->at_ms;
    }
  return 0;
}

static void
expect_time (JsonObject *expect, const char *member, gint64 ours_ms, const char *what)
{
  const char *theirs = get_text (expect, member);
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = theirs && *theirs ? g_date_time_new_from_iso8601 (theirs, utc) : NULL;
  g_autoptr(GDateTime) ours = g_date_time_new_from_unix_utc (ours_ms / 1000);
  g_autofree char *text = g_date_time_format_iso8601 (ours);

  if (!theirs)
    return;
  g_assert_true (*theirs == '\0' || time != NULL);
  if ((time ? g_date_time_to_unix (time) : 0) != ours_ms / 1000)
    g_test_fail_printf ("%s: %s is %s, not %s", what, member, text, theirs);
}

static char *
join (char **words)
{
  return words ? g_strjoinv (",", words) : g_strdup ("");
}

static void
compare (const KtReport *report, JsonObject *expect, const char *what)
{
  static const char * const ip_words[] = { "unknown", "none", "listed" };
  const gboolean rights = json_object_has_member (expect, "confirmed") || json_object_has_member (expect, "inferred")
                          || json_object_has_member (expect, "denied");
  const char *message = get_text (expect, "message");
  g_autofree char *outcomes = kt_outcomes_to_string (report->outcomes);
  g_autofree char *unknown = join (report->unknown_words);
  g_autofree char *addresses = join (report->ip_addresses);
  g_autofree char *listed = NULL;

  listed = kt_outcomes_to_string (kt_outcomes_from_string (outcomes));
  expect_list (expect, "outcomes", listed, what);
  expect_rights (expect, "confirmed", report->confirmed, rights, what);
  expect_rights (expect, "inferred", report->inferred, rights, what);
  expect_rights (expect, "denied", report->denied, FALSE, what);
  expect_text (expect, "unknown", unknown, what);
  expect_text (expect, "ip", ip_words[report->ip], what);
  expect_list (expect, "addresses", addresses, what);
  expect_time (expect, "created", report->created_ms, what);
  expect_time (expect, "expires", find_date (report, FALSE), what);
  expect_time (expect, "lapses", find_date (report, TRUE), what);
  expect_flag (expect, "never_expires", report->never_expires, what);
  expect_text (expect, "uid", report->uid, what);
  expect_flag (expect, "subaccount", report->is_subaccount == 1, what);
  if (json_object_has_member (expect, "subaccount") && report->is_subaccount == -1)
    g_test_fail_printf ("%s: it is not told whether this is a sub-account", what);
  expect_flag (expect, "sure", report->sure, what);
  if (message && !(report->message && strstr (report->message, message)))
    g_test_fail_printf ("%s: the message is “%s”", what, report->message ? report->message : "");
}

/* Outcomes in the order of the vocabulary, so that a case may list them in any. */
static void
sort_outcomes (JsonObject *expect)
{
  JsonArray *list = json_object_get_array_member (expect, "outcomes");
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *sorted = NULL;
  g_auto(GStrv) words = NULL;
  JsonArray *fresh = json_array_new ();

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      KtOutcome outcome;

      if (!kt_outcome_from_word (json_array_get_string_element (list, i), &outcome))
        g_error ("No outcome “%s”", json_array_get_string_element (list, i));
      g_string_append_printf (text, "%s%s", i ? "," : "", json_array_get_string_element (list, i));
    }
  sorted = kt_outcomes_to_string (kt_outcomes_from_string (text->str));
  words = g_strsplit (sorted, ",", -1);
  for (guint i = 0; words[i]; i++)
    json_array_add_string_element (fresh, words[i]);
  json_object_set_array_member (expect, "outcomes", fresh);
}

static void
play_case (Play *play, JsonObject *row, const char *what)
{
  KtEnvironment *first = g_ptr_array_index (kt_exchange_get_environments (play->exchange), 0);
  const char *environment = json_object_get_string_member_with_default (row, "environment", first->id);
  g_auto(GStrv) key_types = kt_exchange_get_key_types (play->exchange, environment);
  const char *key_type = json_object_get_string_member_with_default (row, "key_type", key_types[0]);
  JsonObject *given = json_object_has_member (row, "credential") ? json_object_get_object_member (row, "credential") : NULL;
  JsonObject *expect = json_object_get_object_member (row, "expect");
  g_autoptr(KtCredential) credential = make_credential (play->exchange, environment, key_type, given);
  g_autoptr(KtCheck) check = kt_check_new (play->exchange, environment, key_type, credential);
  g_autofree char *asked = NULL;
  g_autoptr(KtReport) report = NULL;

  g_ptr_array_set_size (play->hidden, 0);
  asked = play_answers (play, check, environment, json_object_get_array_member (row, "answers"), what);
  report = kt_check_finish (check, CLOCK_MS + DURATION_MS);
  if (!asked)
    return;
  assert_hidden (play, report, what);
  sort_outcomes (expect);
  compare (report, expect, what);
  expect_list (expect, "steps", asked, what);
  g_assert_cmpuint (report->denied & (report->confirmed | report->inferred), ==, 0);
  if (report->unknown_words && *report->unknown_words)
    {
      g_assert_true (report->confirmed & KT_RIGHTS_BIT (KT_RIGHT_OTHER_MONEY));
      play->unknown_seen = TRUE;
    }
}

/* ── Whole files ──────────────────────────────────────────────────────────── */

static char *
describe_row (const KtErrorRule *rule)
{
  g_autofree char *codes = join (rule->code);
  g_autofree char *means = kt_outcomes_to_string (rule->means);
  guint http = rule->http && rule->http->len ? g_array_index (rule->http, guint, 0) : 0;

  return g_strdup_printf ("http %u, code %s, message “%s”: %s", http, codes, rule->message ? rule->message : "", means);
}

/* Every row of "errors" must have read an answer, and where there are words one must be unknown. */
typedef struct {
  const Play *play;
  const char *told;             /* the whole file of checks */
} Words;

/* Of "wallet:read" and "/v1/me/get*" what stands in an answer: the parts around colon and star. */
static void
assert_told_cb (const char *word, KtRights rights, gpointer data)
{
  const Words *words = data;
  g_auto(GStrv) parts = g_strsplit_set (word, ":*", -1);

  for (guint i = 0; parts[i]; i++)
    {
      if (!strstr (words->told, parts[i]))
        g_test_fail_printf ("%s: no case tells of “%s”", words->play->id, word);
    }
}

/* Each word that a definition knows is in some case's answer, so that what it is read as is seen there. */
static void
assert_words (const Play *play, const char *name)
{
  g_autofree char *told = kt_test_data_load (name, NULL);
  const Words words = { play, told };
  GPtrArray *environments = kt_exchange_get_environments (play->exchange);

  for (guint i = 0; i < environments->len; i++)
    kt_exchange_foreach_word (play->exchange, ((const KtEnvironment *) g_ptr_array_index (environments, i))->id, assert_told_cb,
                              (gpointer) &words);
}

static void
assert_whole (const Play *play)
{
  GPtrArray *errors = kt_exchange_get_errors (play->exchange);
  GPtrArray *steps = kt_exchange_get_steps (play->exchange);
  gboolean has_words = FALSE;

  for (guint i = 0; i < errors->len; i++)
    {
      g_autofree char *row = describe_row (g_ptr_array_index (errors, i));

      if (!play->seen[i])
        g_test_fail_printf ("%s: no case for row %u of the errors (%s)", play->id, i, row);
    }
  for (guint i = 0; i < steps->len; i++)
    {
      const KtStep *step = g_ptr_array_index (steps, i);

      has_words = has_words || (step->reading.rights && step->reading.rights->shape != KT_WORDS_NONE);
    }
  if (has_words && !play->unknown_seen)
    g_test_fail_printf ("%s: no case with a word that nobody knows", play->id);
}

static void
test_file (gconstpointer data)
{
  g_autofree char *name = g_strdup_printf ("data/checks/%s.json", (const char *) data);
  g_autoptr(JsonNode) root = kt_test_data_json (name);
  JsonArray *cases = json_object_get_array_member (json_node_get_object (root), "cases");
  g_autoptr(KtExchange) exchange = load_exchange (data);
  g_autofree gboolean *seen = g_new0 (gboolean, kt_exchange_get_errors (exchange)->len + 1);
  g_autoptr(GPtrArray) hidden = g_ptr_array_new_with_free_func (g_free);
  Play play = { .id = data, .exchange = exchange, .seen = seen, .hidden = hidden };

  g_assert_cmpuint (json_array_get_length (cases), >, 0);
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *row = json_array_get_object_element (cases, i);
      g_autofree char *what = NULL;

      g_assert_nonnull (get_text (row, "explanation"));
      g_assert_nonnull (get_text (row, "source"));
      what = g_strdup_printf ("%s, %u (%s)", play.id, i, get_text (row, "explanation"));
      play_case (&play, row, what);
    }
  assert_whole (&play);
  assert_words (&play, name);
}

static void
test_every_definition (void)
{
  g_autoptr(GPtrArray) definitions = list_ids ("../data/exchanges");
  g_autoptr(GPtrArray) checks = list_ids ("data/checks");

  for (guint i = 0; i < definitions->len; i++)
    {
      g_autoptr(KtExchange) exchange = load_exchange (g_ptr_array_index (definitions, i));

      /* Nothing is asked of one that has closed. */
      if (kt_exchange_get_status (exchange)->standing != KT_STANDING_CLOSED
          && !g_ptr_array_find_with_equal_func (checks, g_ptr_array_index (definitions, i), g_str_equal, NULL))
        g_test_fail_printf ("No checks of %s", (const char *) g_ptr_array_index (definitions, i));
    }
  for (guint i = 0; i < checks->len; i++)
    {
      if (!g_ptr_array_find_with_equal_func (definitions, g_ptr_array_index (checks, i), g_str_equal, NULL))
        g_test_fail_printf ("Checks of %s, of which there is no definition", (const char *) g_ptr_array_index (checks, i));
    }
}

int
main (int argc, char **argv)
{
  g_autoptr(GPtrArray) checks = NULL;

  g_test_init (&argc, &argv, NULL);
  checks = list_ids ("data/checks");
  g_test_add_func ("/checks/every-definition", test_every_definition);
  for (guint i = 0; i < checks->len; i++)
    {
      g_autofree char *path = g_strdup_printf ("/checks/%s", (const char *) g_ptr_array_index (checks, i));

      g_test_add_data_func_full (path, g_strdup (g_ptr_array_index (checks, i)), test_file, g_free);
    }
  return g_test_run ();
}
