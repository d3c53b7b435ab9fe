/* test-turn.c: two programs at one exchange: never at once, at one pace, and both stay away when one is told to
 *
 * All keys are made up. With --probe this is the second program: it checks until it is done, or killed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kt-test-util.h"
#include "kt-turn.h"
#include "probe-kit.h"

#define API_KEY "bg_00000000000000000000000000000001"
#define SECRET  "made-up-secret-0123456789abcdef0123456789abcdef"
#define ACCOUNT \
  "{\"accounts\": [{\"exchange\": \"bitget\", \"kind\": \"unified\", \"uid\": \"7000001\", \"keys\": [{\"api_key\": \"" API_KEY "\"," \
  " \"secret\": \"" SECRET "\", \"passphrase\": \"made-up-pass\", \"rights\": [\"uta_mgt\"]}]}], \"faults\": [%s]}"
#define SLOW_MS 150

static const ProbeKey bitget = { "bitget", NULL, NULL, API_KEY, SECRET, "made-up-pass" };
static char *hosts[] = { (char *) "api.bitget.com", NULL };

/* ── The noun itself: two descriptions of one file are as two programs ─────── */

static void
test_one (KtTestFolder *folder,
          gconstpointer data)
{
  g_autoptr(KtHostGate) gate = kt_host_gate_new ();
  g_autoptr(KtTurns) a = kt_turns_new (folder->path);
  g_autoptr(KtTurns) b = kt_turns_new (folder->path);

  g_assert_true (kt_turns_take (a, "bitget", gate));
  g_assert_false (kt_turns_take (b, "bitget", gate));
  g_assert_true (kt_turns_take (b, "okx", gate));
  kt_turns_give_back (a, "bitget");
  g_assert_true (kt_turns_take (b, "bitget", gate));
  g_assert_false (kt_turns_take (a, "bitget", gate));
}

/* Who has many keys lets one who waits go first; who stopped waiting keeps nobody. */
static void
test_fair (KtTestFolder *folder,
           gconstpointer data)
{
  g_autoptr(KtHostGate) gate = kt_host_gate_new ();
  g_autoptr(GHashTable) nothing = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(KtTurns) a = kt_turns_new (folder->path);
  g_autoptr(KtTurns) b = kt_turns_new (folder->path);

  g_assert_true (kt_turns_take (a, "bitget", gate));
  g_assert_false (kt_turns_take (b, "bitget", gate));
  kt_turns_give_back (a, "bitget");
  g_assert_false (kt_turns_take (a, "bitget", gate));
  g_assert_true (kt_turns_take (b, "bitget", gate));
  kt_turns_give_back (b, "bitget");
  g_assert_true (kt_turns_take (a, "bitget", gate));
  g_assert_false (kt_turns_take (b, "bitget", gate));
  kt_turns_want_only (b, nothing);
  kt_turns_give_back (a, "bitget");
  g_assert_true (kt_turns_take (a, "bitget", gate));
}

static void
test_patience (KtTestFolder *folder,
               gconstpointer data)
{
  g_autoptr(KtHostGate) gate = kt_host_gate_new ();
  g_autoptr(KtTurns) stopped = kt_turns_new (folder->path);
  g_autoptr(KtTurns) b = kt_turns_new (folder->path);

  g_assert_true (kt_turns_take (stopped, "bitget", gate));
  g_assert_false (kt_turns_take (b, "bitget", gate));
  kt_turns_set_patience (b, 0);
  g_assert_true (kt_turns_take (b, "bitget", gate));
  kt_turns_write (b, "bitget", hosts, gate);
  kt_turns_give_back (b, "bitget");
}

/* All programs together have no more requests in flight than one may have. */
static void
test_places (KtTestFolder *folder,
             gconstpointer data)
{
  g_autoptr(KtHostGate) gate = kt_host_gate_new ();
  g_autoptr(KtTurns) a = kt_turns_new (folder->path);
  g_autoptr(KtTurns) b = kt_turns_new (folder->path);
  char exchange[] = "made_up_0";

  for (int i = 0; i < KT_GATE_MOST; i++)
    {
      exchange[8] = (char) ('0' + i);
      g_assert_true (kt_turns_take (i % 2 ? a : b, exchange, gate));
    }
  g_assert_false (kt_turns_take (a, "bitget", gate));
  g_assert_false (kt_turns_take (b, "okx", gate));
  kt_turns_give_back (a, exchange);
  g_assert_true (kt_turns_take (b, "okx", gate));
  g_assert_false (kt_turns_take (a, "bitget", gate));
  kt_turns_give_back (b, "okx");
  g_assert_true (kt_turns_take (a, "bitget", gate));
  /* Who holds them for so long was stopped. */
  g_assert_false (kt_turns_take (b, "okx", gate));
  kt_turns_set_patience (b, 0);
  g_assert_true (kt_turns_take (b, "okx", gate));
  kt_turns_give_back (b, "okx");
  g_clear_pointer (&b, kt_turns_free);
  kt_turns_give_back (a, "bitget");
  g_assert_true (kt_turns_take (a, "bitget", gate));
}

static void
test_killed (KtTestFolder *folder,
             gconstpointer data)
{
  g_autoptr(KtHostGate) gate = kt_host_gate_new ();
  g_autoptr(KtTurns) mine = kt_turns_new (folder->path);
  int line[2];
  char byte;
  pid_t child;

  g_assert_cmpint (pipe (line), ==, 0);
  child = fork ();
  if (child == 0)
    {
      KtTurns *turns = kt_turns_new (folder->path);

      if (!kt_turns_take (turns, "bitget", gate) || write (line[1], "x", 1) != 1)
        _exit (1);
      for (;;)
        pause ();
    }
  g_assert_cmpint (read (line[0], &byte, 1), ==, 1);
  g_assert_false (kt_turns_take (mine, "bitget", gate));
  kill (child, SIGKILL);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  g_assert_true (kt_turns_take (mine, "bitget", gate));
  close (line[0]);
  close (line[1]);
}

/* ── What is written ───────────────────────────────────────────────────────── */

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static void
test_told (KtTestFolder *folder,
           gconstpointer data)
{
  KtPace pace = { 1, 60, (char *) "address" };
  KtGateRequest request = { "bitget", hosts[0], NULL, &pace };
  g_autoptr(KtHostGate) one = kt_host_gate_new ();
  g_autoptr(KtHostGate) two = kt_host_gate_new ();
  g_autoptr(KtTurns) a = kt_turns_new (folder->path);
  g_autoptr(KtTurns) b = kt_turns_new (folder->path);
  gint64 start_ms = now_ms (), until_ms = 0, offset_ms = 0, doubt_ms = 0;
  KtGateMoment learnt = { start_ms, g_get_real_time () / 1000 }, older = { start_ms - 1000, learnt.wall_ms - 1000 };

  g_assert_true (kt_turns_take (a, "bitget", one));
  g_assert_true (kt_host_gate_enter (one, &request, start_ms, &until_ms));
  kt_host_gate_hold (one, hosts[0], start_ms + 600000, start_ms);
  kt_host_gate_leave (one, "bitget");
  kt_host_gate_remember_clock (one, hosts[0], &learnt, -47000, 30);
  kt_host_gate_remember_clock (one, "another.host", &learnt, 1, 1);
  kt_host_gate_remember_clock (two, hosts[0], &older, 5, 5);
  kt_turns_write (a, "bitget", hosts, one);
  kt_turns_give_back (a, "bitget");

  g_assert_true (kt_turns_take (b, "bitget", two));
  g_assert_cmpint (kt_host_gate_get_hold (two, hosts[0], now_ms ()), ==, start_ms + 600000);
  request.host = "another.host";
  g_assert_false (kt_host_gate_may_enter (two, &request, now_ms (), &until_ms));
  g_assert_cmpint (until_ms, ==, start_ms + 60000);
  g_assert_true (kt_host_gate_recall_clock (two, hosts[0], &learnt, &offset_ms, &doubt_ms));
  g_assert_cmpint (offset_ms, ==, -47000);
  g_assert_cmpint (doubt_ms, ==, 30);
  g_assert_false (kt_host_gate_recall_clock (two, "another.host", &learnt, &offset_ms, &doubt_ms));
}

static const struct {
  const char *name;
  const char *explanation;
  const char *text;         /* %1: monotonic, %2: wall, both a minute from now */
  gint64      least_ms, most_ms;
} texts[] = {
  { "empty", "a new file", "", 0, 0 },
  { "nonsense", "another program's file", "\x7f" "ELF hold api.bitget.com 1 1\nend\n", 0, 0 },
  { "another-boot", "after a restart the wall clock has to do", "keyturn-turns 1 before\nhold api.bitget.com 99999999999 %2\nend\n",
    55000, 60000 },
  { "past", "over long ago", "keyturn-turns 1 before\nhold api.bitget.com 99999999999 1000\nend\n", 0, 0 },
  { "torn", "the power failed while it was written", "keyturn-turns 1 before\nhold api.bitget.com 1 %2\nhold api.bit", 55000, 60000 },
  { "longer", "what stood there before is not read", "keyturn-turns 1 before\nend\nhold api.bitget.com 1 %2\nend\n", 0, 0 },
  { "forever", "nobody is kept away for years", "keyturn-turns 1 before\nhold api.bitget.com 1 9223372036854775807\nend\n",
    KT_GATE_LONGEST_HOLD_MS - 5000, KT_GATE_LONGEST_HOLD_MS },
};

/* A time offset is only believed of this boot, and never one from the future. */
static void
test_clock_text (KtTestFolder *folder,
                 gconstpointer data)
{
  g_autofree char *path = g_build_filename (folder->path, "bitget.turn", NULL);
  g_autofree char *boot = kt_test_file_load ("/proc/sys/kernel/random/boot_id", NULL);
  const struct { const char *explanation; const char *boot; gint64 later_ms; gboolean known; } rows[] = {
    { "of this boot", g_strstrip (boot), 0, TRUE },
    { "of another boot", "before", 0, FALSE },
    { "from the future", boot, 60000, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtHostGate) gate = kt_host_gate_new ();
      g_autoptr(KtTurns) turns = kt_turns_new (folder->path);
      KtGateMoment moment = { now_ms (), g_get_real_time () / 1000 };
      g_autofree char *text = g_strdup_printf ("keyturn-turns 1 %s\nclock %s -47000 30 %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\nend\n",
                                               rows[i].boot, hosts[0], moment.now_ms + rows[i].later_ms,
                                               moment.wall_ms + rows[i].later_ms);
      gint64 offset_ms, doubt_ms;

      kt_test_file_store (path, text, -1);
      g_assert_true (kt_turns_take (turns, "bitget", gate));
      if (kt_host_gate_recall_clock (gate, hosts[0], &moment, &offset_ms, &doubt_ms) != rows[i].known)
        g_test_fail_printf ("%s", rows[i].explanation);
    }
}

static void
test_text (KtTestFolder *folder,
           gconstpointer data)
{
  g_autofree char *path = g_build_filename (folder->path, "bitget.turn", NULL);
  g_autofree char *wall = g_strdup_printf ("%" G_GINT64_FORMAT, g_get_real_time () / 1000 + 60000);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(KtHostGate) gate = kt_host_gate_new ();
      g_autoptr(KtTurns) turns = kt_turns_new (folder->path);
      g_autoptr(GString) text = g_string_new (texts[i].text);
      gint64 hold_ms;

      g_string_replace (text, "%2", wall, 0);
      kt_test_file_store (path, text->str, (gssize) text->len);
      g_assert_true (kt_turns_take (turns, "bitget", gate));
      hold_ms = kt_host_gate_get_hold (gate, hosts[0], now_ms ());
      hold_ms = hold_ms ? hold_ms - now_ms () : 0;
      if (hold_ms < texts[i].least_ms || hold_ms > texts[i].most_ms)
        g_test_fail_printf ("%s (%s): %" G_GINT64_FORMAT, texts[i].name, texts[i].explanation, hold_ms);
    }
}

/* Where nothing can be written everybody keeps the rules alone. */
static void
test_read_only (void)
{
  g_autoptr(KtHostGate) gate = kt_host_gate_new ();
  g_autoptr(KtTurns) a = kt_turns_new ("/dev/null/turns");
  g_autoptr(KtTurns) b = kt_turns_new ("/proc/keyturn");

  g_assert_true (kt_turns_take (a, "bitget", gate));
  kt_turns_write (a, "bitget", hosts, gate);
  g_assert_true (kt_turns_take (b, "bitget", gate));
  kt_turns_give_back (a, "bitget");
  g_assert_true (kt_turns_take (a, "bitget", gate));
}

/* ── Two programs and the exchange server ──────────────────────────────────── */

static void
set_up (ProbeKit     *self,
        gconstpointer data)
{
  g_autofree char *document = g_strdup_printf (ACCOUNT, (const char *) data);

  probe_kit_init (self, document);
}

static void
tear_down (ProbeKit     *self,
           gconstpointer data)
{
  probe_kit_clear (self);
}

static GSubprocess *
start_other (ProbeKit   *self,
             const char *n)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr(GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--probe", self->turns, n, NULL);

  g_assert_no_error (error);
  return process;
}

static char *
finish_other (GSubprocess *process)
{
  char *out = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, NULL));
  return out;
}

/* Every reply takes SLOW_MS, so two requests in flight at once would be seen sooner one after the other. */
static void
assert_never_at_once (ExchangeServer *server,
                      guint           least)
{
  g_auto(GStrv) log = exchange_server_read_log (server);
  gint64 before = 0;
  guint n = 0;

  for (guint i = 0; log[i]; i++)
    {
      g_autofree char *text = NULL;
      const char *at = strstr (log[i], "\"time\":\"");
      g_autoptr(GDateTime) time = NULL;
      gint64 ms;

      if (!strstr (log[i], "\"event\":\"request\""))
        continue;
      g_assert_nonnull (at);
      text = g_strndup (at + 8, strcspn (at + 8, "\""));
      time = g_date_time_new_from_iso8601 (text, NULL);
      g_assert_nonnull (time);
      ms = g_date_time_to_unix (time) * 1000 + g_date_time_get_microsecond (time) / 1000;
      if (before)
        g_assert_cmpint (ms - before, >=, SLOW_MS - 10);
      before = ms;
      n++;
    }
  g_assert_cmpuint (n, >=, least);
}

static void
test_two_programs (ProbeKit     *self,
                   gconstpointer data)
{
  g_autoptr(GSubprocess) one = start_other (self, "4");
  g_autoptr(GSubprocess) two = start_other (self, "4");
  g_autofree char *out = finish_other (one);
  g_autofree char *other = finish_other (two);

  g_assert_cmpstr (out, ==, "works\nworks\nworks\nworks\n");
  g_assert_cmpstr (other, ==, out);
  assert_never_at_once (self->server, 9);
  /* Whose first one it is asks; the other one reads what came. */
  g_assert_cmpuint (exchange_server_count_log (self->server, "public/time"), ==, 1);
}

static void
test_hold_of_another (ProbeKit     *self,
                      gconstpointer data)
{
  g_autoptr(GSubprocess) other = start_other (self, "1");
  g_autofree char *out = finish_other (other);
  guint n = probe_kit_count_requests (self);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(KtReport) report = NULL;
  g_auto(ProbeRun) run = { 0 };

  g_assert_cmpstr (out, ==, "rate-limited\n");
  probe_kit_start (self, &bitget, cancellable, &run);
  kt_test_wait_for (strstr (run.stages->str, "waiting") != NULL);
  g_assert_cmpint (run.until_ms, >, g_get_real_time () / 1000 + 30000);
  g_cancellable_cancel (cancellable);
  report = probe_kit_finish (self, &run, NULL);
  g_assert_cmpuint (probe_kit_count_requests (self), ==, n);
}

/* A clock that once ran years ahead: who looks again a day later waits a day less. */
static void
test_hold_ends (ProbeKit     *self,
                gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->turns, "bitget.turn", NULL);
  const char *forever = "keyturn-turns 1 before\nhold api.bitget.com 1 9223372036854775807\nend\n";
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(KtReport) report = NULL;
  g_auto(ProbeRun) run = { 0 };
  g_autofree char *text = NULL;
  gsize length;

  g_assert_cmpint (g_mkdir_with_parents (self->turns, 0700), ==, 0);
  kt_test_file_store (path, forever, (gssize) strlen (forever));
  probe_kit_start (self, &bitget, cancellable, &run);
  kt_test_wait_for (run.until_ms > 0);
  g_cancellable_cancel (cancellable);
  report = probe_kit_finish (self, &run, NULL);
  g_assert_cmpuint (probe_kit_count_requests (self), ==, 0);
  text = kt_test_file_load (path, &length);
  g_assert_nonnull (strstr (text, "hold api.bitget.com "));
  g_assert_null (strstr (text, "9223372036854775807"));
}

static void
test_killed_while_sending (ProbeKit     *self,
                           gconstpointer data)
{
  g_autofree char *without = g_strdup_printf (ACCOUNT, "");
  g_autoptr(GSubprocess) other = start_other (self, "1");
  g_autoptr(KtReport) report = NULL;
  g_auto(ProbeRun) run = { 0 };

  kt_test_wait_for (probe_kit_count_requests (self) == 1);
  exchange_server_set_document (self->server, without);
  probe_kit_start (self, &bitget, NULL, &run);
  kt_test_wait_for (strstr (run.stages->str, "waiting") != NULL);
  g_assert_cmpint (run.until_ms, ==, 0);
  g_assert_cmpuint (probe_kit_count_requests (self), ==, 1);
  g_subprocess_force_exit (other);
  report = probe_kit_finish (self, &run, NULL);
  g_assert_true (kt_report_worked (report));
}

/* ── The second program ────────────────────────────────────────────────────── */

static void
set_field (KtCredential *credential,
           const char   *id,
           const char   *text)
{
  g_autoptr(KtSecret) secret = kt_secret_new (text, -1);

  kt_credential_set (credential, id, secret);
}

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  *(KtReport **) data = kt_prober_check_finish (KT_PROBER (source), result, NULL);
}

static int
probe (const char *folder,
       int         n)
{
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);
  g_autoptr(KtCredential) credential = kt_credential_new ();
  g_autoptr(KtProber) prober = kt_prober_new ();
  KtProbe question = { .environment = "live", .key_type = "hmac", .credential = credential };

  question.exchange = kt_catalogue_get (catalogue, "bitget", NULL);
  set_field (credential, "api_key", API_KEY);
  set_field (credential, "secret", SECRET);
  set_field (credential, "passphrase", "made-up-pass");
  kt_prober_set_ignore_pace (prober, TRUE);
  kt_prober_share (prober, folder);
  for (int i = 0; i < n; i++)
    {
      g_autoptr(KtReport) report = NULL;
      g_autofree char *outcomes = NULL;

      kt_prober_check_async (prober, &question, NULL, checked_cb, &report);
      while (!report)
        g_main_context_iteration (NULL, TRUE);
      outcomes = kt_outcomes_to_string (report->outcomes);
      g_print ("%s\n", outcomes);
    }
  return 0;
}

#define NOUN(path, function) \
  g_test_add (path, KtTestFolder, NULL, kt_test_folder_set_up, function, kt_test_folder_tear_down)
#define PROGRAMS(path, faults, function) g_test_add (path, ProbeKit, faults, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  if (argc == 4 && g_str_equal (argv[1], "--probe"))
    return probe (argv[2], atoi (argv[3]));

  g_test_init (&argc, &argv, NULL);
  NOUN ("/turn/one", test_one);
  NOUN ("/turn/fair", test_fair);
  NOUN ("/turn/patience", test_patience);
  NOUN ("/turn/places", test_places);
  NOUN ("/turn/killed", test_killed);
  NOUN ("/turn/told", test_told);
  NOUN ("/turn/text", test_text);
  NOUN ("/turn/clock-text", test_clock_text);
  g_test_add_func ("/turn/read-only", test_read_only);
  PROGRAMS ("/turn/two-programs", "{\"kind\": \"slow\", \"exchange\": \"bitget\", \"delay_ms\": " G_STRINGIFY (SLOW_MS) "}", test_two_programs);
  PROGRAMS ("/turn/hold-of-another", "{\"kind\": \"rate-limited\", \"exchange\": \"bitget\", \"retry_after\": 90, \"times\": 1}",
            test_hold_of_another);
  PROGRAMS ("/turn/hold-ends", "", test_hold_ends);
  PROGRAMS ("/turn/killed-while-sending", "{\"kind\": \"hang\", \"exchange\": \"bitget\"}", test_killed_while_sending);
  return g_test_run ();
}
