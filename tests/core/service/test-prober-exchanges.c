/* test-prober-exchanges.c: each exchange that is played from a table, checked by the real prober in every state of a key
 *
 * The definition signs, the exchange server verifies by its own code, refuses in the exchange's words, and what comes of
 * it is asserted: a good key, one that may too much, a wrong secret and passphrase, another address, an ended key, a
 * clock that is off, and too many requests. All keys are made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "probe-kit.h"

#define SECRET      "made-up-secret-0123456789abcdef0123456789abcdef"
#define OTHER       "made-up-secret-fedcba9876543210fedcba9876543210"
#define SECRET_64   "bWFkZS11cCBrcmFrZW4gc2VjcmV0IG9mIDY0IGJ5dGVzISEgbWFkZS11cCBrcmFrZW4gc2VjcmV0ISEhIQ=="
#define OTHER_64    "b3RoZXItdXAga3Jha2VuIHNlY3JldCBvZiA2NCBieXRlcyEhIG1hZGUtdXAga3Jha2VuIHNlY3JldCEhISE="
/* Made for this test, used nowhere. */
#define SEED        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define OTHER_SEED  "AQECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define CLOCK_OFF   400000 /* ms: more than any window */

typedef struct {
  const char *explanation;
  ProbeKey    key;
  const char *other_secret;     /* NULL: OTHER */
  const char *rights;           /* of a good key, in the exchange's words: JSON list */
  const char *may;              /* what the check then tells: rights confirmed by the exchange, ~inferred */
  const char *too_much;         /* rights of a key that can withdraw; NULL: the exchange tells no rights */
  const char *may_too_much;
  /* outcomes; NULL: the case does not exist there */
  const char *wrong_secret;
  const char *wrong_passphrase;
  const char *other_ip;
  const char *ended;
  const char *clock_off;        /* "works" where no time is used */
  const char *limited;          /* NULL: "rate-limited" */
} Row;

static const Row rows[] = {
#include "prober-exchanges-rows.h"
};

/* ── A key in a state ──────────────────────────────────────────────────────── */

typedef struct {
  const char *rights;
  const char *about_key;        /* more members, each after a comma */
  const char *document;         /* the same of the document */
} State;

static char *
make_document (const Row   *row,
               const State *state)
{
  const ProbeKey *key = &row->key;
  gboolean hmac = !key->key_type || g_str_equal (key->key_type, "token");

  return g_strdup_printf (
    "{\"accounts\": [{\"exchange\": \"%s\", \"environment\": \"%s\", \"uid\": \"1234567\", \"keys\": [{\"api_key\": \"%s\", "
    "\"%s\": \"%s\", \"passphrase\": \"%s\", \"key_type\": \"%s\", \"rights\": %s%s}]}]%s}",
    key->exchange, key->environment ? key->environment : "live", key->api_key ? key->api_key : key->secret,
    hmac ? "secret" : "private_key", key->secret, key->passphrase ? key->passphrase : "", hmac ? "hmac" : key->key_type,
    state->rights ? state->rights : row->rights, state->about_key ? state->about_key : "",
    state->document ? state->document : "");
}

typedef struct {
  ProbeKit    kit;
  const Row  *row;
  gint64      nonce;            /* rises through all checks */
} Bench;

/* What the prober learnt of clocks and waits is forgotten between checks. */
static void
renew_prober (Bench *self)
{
  kt_test_finalize_object (g_steal_pointer (&self->kit.prober));
  self->kit.prober = kt_prober_new ();
  kt_prober_set_ignore_pace (self->kit.prober, TRUE);
  kt_prober_set_limits (self->kit.prober, 20000, 40000);
}

static KtReport *
check (Bench          *self,
       const ProbeKey *key,
       const State    *state)
{
  g_autofree char *document = make_document (self->row, state);
  g_auto(ProbeRun) run = { .last_nonce = self->nonce };
  g_autoptr(GError) error = NULL;
  KtReport *report;

  exchange_server_set_document (self->kit.server, document);
  renew_prober (self);
  probe_kit_start (&self->kit, key, NULL, &run);
  report = probe_kit_finish (&self->kit, &run, &error);
  g_assert_no_error (error);
  self->nonce = run.last_nonce;
  return report;
}

static void
assert_outcomes (Bench      *self,
                 const char *what,
                 KtReport   *report,
                 const char *expected)
{
  g_autofree char *outcomes = kt_outcomes_to_string (report->outcomes);

  g_test_message ("%s, %s: %s (%s: %s)", self->row->key.exchange, what, outcomes, report->code ? report->code : "no code",
                  report->message ? report->message : "");
  g_assert_cmpstr (outcomes, ==, expected);
  g_assert_true (kt_report_worked (report) || kt_report_get_rights (report) == KT_RIGHTS_NONE);
  /* asked once more with the exchange's time: the key itself is good */
  if (g_str_equal (expected, "clock-skew"))
    g_assert_true (report->clock_corrected);
}

/* Confirmed, and after a "~" inferred. */
static char *
describe_rights (const KtReport *report)
{
  g_autofree char *confirmed = kt_rights_to_string (report->confirmed);
  g_autofree char *inferred = kt_rights_to_string (report->inferred);

  return g_strconcat (confirmed, *inferred ? "~" : "", inferred, NULL);
}

static void
check_state (Bench          *self,
             const char     *what,
             const ProbeKey *key,
             const State    *state,
             const char     *expected,
             const char     *rights)
{
  g_autoptr(KtReport) report = NULL;
  g_autofree char *told = NULL;

  if (!expected)
    return;
  report = check (self, key, state);
  assert_outcomes (self, what, report, expected);
  if (!rights)
    return;
  told = describe_rights (report);
  g_test_message ("rights: %s", told);
  g_assert_cmpstr (told, ==, rights);
}

static void
test_exchange (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *late = g_strdup_printf (", \"clock_offset_ms\": {\"%s\": %d}", row->key.exchange, CLOCK_OFF);
  const State good = { 0 };
  const State too_much = { .rights = row->too_much };
  const State bound = { .about_key = ", \"ips\": [\"203.0.113.7\"]" };
  const State ended = { .about_key = ", \"expires_ms\": 1600000000000" };
  const State clock_off = { .document = late };
  const State limited = { .document = ", \"faults\": [{\"kind\": \"rate-limited\", \"retry_after\": 3}]" };
  ProbeKey wrong_secret = row->key, wrong_passphrase = row->key;
  Bench self = { .row = row };

  wrong_secret.secret = row->other_secret ? row->other_secret : OTHER;
  wrong_passphrase.passphrase = "another-pass";
  g_test_message ("%s", row->explanation);
  probe_kit_init (&self.kit, "{}");
  check_state (&self, "a good key", &row->key, &good, "works", row->may);
  check_state (&self, "a key that may too much", &row->key, &too_much, row->too_much ? "works" : NULL, row->may_too_much);
  check_state (&self, "a wrong secret", &wrong_secret, &good, row->wrong_secret, NULL);
  check_state (&self, "a wrong passphrase", &wrong_passphrase, &good, row->wrong_passphrase, NULL);
  check_state (&self, "another address", &row->key, &bound, row->other_ip, NULL);
  check_state (&self, "an ended key", &row->key, &ended, row->ended, NULL);
  check_state (&self, "a clock that is off", &row->key, &clock_off, row->clock_off, NULL);
  check_state (&self, "too many requests", &row->key, &limited, row->limited ? row->limited : "rate-limited",
               NULL);
  probe_kit_clear (&self.kit);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const char *type = rows[i].key.key_type;
      g_autofree char *path = g_strconcat ("/prober-exchanges/", rows[i].key.exchange, type ? "-" : "", type, NULL);

      g_test_add_data_func (path, &rows[i], test_exchange);
    }
  return g_test_run ();
}
