/* test-words.c: everything core can say has a sentence, and some say exactly this
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words.h"

#include <string.h>

#include "kt-catalogue.h"
#include "kt-error.h"

#define MINUTE_MS ((gint64) 60 * 1000)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)
#define NOW_MS    ((gint64) 1764590400000)      /* Monday 2025-12-01 12:00 UTC */
#define R(name)   KT_RIGHTS_BIT (KT_RIGHT_ ## name)
#define O(name)   KT_OUTCOMES_BIT (KT_OUTCOME_ ## name)

static KtCatalogue *catalogue;
static KtExchange  *bitget, *kraken, *binance;

/* ── Helpers ── */

/* What is wrong with a text, or NULL. */
static const char *
find_fault (const char *text, gboolean sentence)
{
  static const char *const never[] = { "(null)", "%", "  ", " .", "..", ": .", ", .", "()", "“”" };

  if (!text || !*text)
    return "nothing";
  if (!g_utf8_validate (text, -1, NULL))
    return "not UTF-8";
  for (guint i = 0; i < G_N_ELEMENTS (never); i++)
    {
      if (strstr (text, never[i]))
        return never[i];
    }
  if (g_ascii_isspace (text[0]) || g_ascii_isspace (text[strlen (text) - 1]))
    return "outer blanks";
  if (sentence && !g_unichar_isupper (g_utf8_get_char (text)))
    return "begins small";
  if (sentence && !g_str_has_suffix (text, "."))
    return "no full stop";
  return NULL;
}

static void
assert_good (const char *text, gboolean sentence)
{
  const char *fault = find_fault (text, sentence);

  if (fault)
    g_error ("%s: “%s”", fault, text ? text : "");
}

static void
assert_text (const char *text)
{
  assert_good (text, FALSE);
}

static void
assert_sentence (const char *text)
{
  assert_good (text, TRUE);
}

static KtRecord *
make_record (KtPlace place)
{
  KtRecord *record = kt_record_new ();

  record->state = KT_STATE_ACTIVE;
  record->label = g_strdup ("Bitget main");
  record->exchange = g_strdup ("bitget");
  record->environment = g_strdup ("live");
  record->account = g_strdup ("111");
  record->place = place;
  record->intent_set = TRUE;
  record->intent = R (READ);
  return record;
}

static KtReport *
make_report (KtOutcomes outcomes)
{
  KtReport *report = kt_report_new ();

  report->checked_ms = NOW_MS - 12 * MINUTE_MS;
  report->outcomes = outcomes;
  report->latency_ms = 212;
  return report;
}

static void
set_finding (KtKey *key, const KtFinding *finding)
{
  GPtrArray *findings = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_finding_free);

  if (finding)
    g_ptr_array_add (findings, kt_finding_copy (finding));
  kt_key_set_findings (key, findings, g_ptr_array_new_with_free_func ((GDestroyNotify) kt_date_free));
}

/* ── Rights ── */

static void
test_rights (void)
{
  g_autoptr(GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  guint n;
  const KtPreset *presets = kt_words_get_presets (&n);

  for (guint i = 0; i < KT_N_RIGHTS; i++)
    {
      assert_text (kt_words_right (i));
      assert_text (kt_words_right_short (i));
      g_assert_true (g_hash_table_add (names, (gpointer) kt_words_right (i)));
      if (kt_right_get_risk (i) >= KT_RISK_TRADE)
        assert_sentence (kt_words_right_risk (i));
      else
        g_assert_null (kt_words_right_risk (i));
    }
  for (guint i = 0; i <= KT_SAYS_UNKNOWN; i++)
    assert_text (kt_words_says_text (i));

  g_assert_cmpuint (n, ==, 3);
  for (guint i = 0; i < n; i++)
    {
      assert_text (kt_words_preset_title (&presets[i]));
      assert_sentence (kt_words_preset_text (&presets[i]));
    }
  g_assert_cmpuint (presets[0].rights, ==, R (READ));
  g_assert_cmpint (kt_rights_get_risk (presets[1].rights), ==, KT_RISK_TRADE);
  g_assert_cmpint (kt_rights_get_risk (presets[2].rights), ==, KT_RISK_MONEY);
}

static void
test_summary (void)
{
  static const struct { KtRights can; gboolean told; const char *text, *explanation; } rows[] = {
    { R (READ), TRUE, "look", "one" },
    { R (READ) | R (SPOT) | R (WITHDRAW), TRUE, "look · spot · withdraw!", "what moves money is marked" },
    { R (READ) | R (SPOT) | R (MARGIN) | R (FUTURES) | R (TRANSFER) | R (WITHDRAW), TRUE,
      "spot · margin · transfer · withdraw! · +2", "the riskiest are named" },
    { R (READ), FALSE, "look · rest not told", "unknown is said" },
    { 0, FALSE, "rest not told", "nothing but the unknown" },
    { 0, TRUE, "nothing", "told that it may do nothing" },
    { R (OTHER_MONEY), TRUE, "unknown!", "a right nobody knows" },
  };
  g_autofree char *none = kt_words_rights_summary (NULL);

  g_assert_cmpstr (none, ==, "nothing known");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtReport) report = make_report (O (WORKS));
      g_autofree char *text = NULL;

      g_test_message ("%s", rows[i].explanation);
      report->confirmed = rows[i].can;
      report->rights_told = rows[i].told;
      text = kt_words_rights_summary (report);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_says (void)
{
  g_autoptr(KtReport) report = make_report (O (WORKS));

  report->confirmed = R (READ);
  report->inferred = R (SPOT);
  report->denied = R (WITHDRAW);
  g_assert_cmpint (kt_words_says (report, KT_RIGHT_READ), ==, KT_SAYS_YES);
  g_assert_cmpint (kt_words_says (report, KT_RIGHT_SPOT), ==, KT_SAYS_INFERRED);
  g_assert_cmpint (kt_words_says (report, KT_RIGHT_WITHDRAW), ==, KT_SAYS_NO);
  g_assert_cmpint (kt_words_says (report, KT_RIGHT_TRANSFER), ==, KT_SAYS_UNKNOWN);
  g_assert_cmpint (kt_words_says (NULL, KT_RIGHT_READ), ==, KT_SAYS_UNKNOWN);
}

/* ── Every combination ── */

static void
check_outcomes (KtOutcomes outcomes, KtExchange *exchange)
{
  static const struct { const char *code, *message; guint status; } said[] = {
    { NULL, NULL, 0 }, { "40037", NULL, 400 }, { NULL, "Apikey does not exist", 200 }, { "40037", "Apikey does not exist", 400 }, { NULL, NULL, 503 },
  };
  g_autofree char *sentence = kt_words_outcomes (outcomes, exchange);
  g_autofree char *brief = kt_words_outcomes_short (outcomes);

  assert_sentence (sentence);
  assert_text (brief);
  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    for (guint place = KT_PLACE_HERE; place <= KT_PLACE_ELSEWHERE; place++)
      for (guint clock = 0; clock < 3; clock++)
        {
          g_autoptr(KtRecord) record = make_record (place);
          g_autoptr(KtReport) report = make_report (outcomes);
          g_autofree char *paragraph = NULL;
          g_autofree char *line = NULL;

          report->code = g_strdup (said[i].code);
          report->message = g_strdup (said[i].message);
          report->status = said[i].status;
          report->sure = clock != 1;
          report->clock_known = clock > 0;
          report->clock_offset_ms = clock == 2 ? -47000 : 90;
          report->clock_corrected = clock == 2 && outcomes == O (CLOCK_SKEW);
          paragraph = kt_words_report (report, record, exchange);
          line = kt_words_history_line (report, NOW_MS);
          assert_sentence (paragraph);
          assert_text (line);
        }
}

static void
test_every_outcome (void)
{
  for (guint one = 0; one < KT_N_OUTCOMES; one++)
    for (guint other = 0; other <= one; other++)
      {
        check_outcomes (KT_OUTCOMES_BIT (one) | KT_OUTCOMES_BIT (other), bitget);
        check_outcomes (KT_OUTCOMES_BIT (one) | KT_OUTCOMES_BIT (other), NULL);
      }
  check_outcomes (0, NULL);
  check_outcomes (KT_OUTCOMES_BIT (KT_N_OUTCOMES) - 1, bitget);
}

static void
check_finding (const KtFinding *finding, KtKey *key, KtExchange *exchange)
{
  g_autofree char *sentence = kt_words_finding (finding, key, exchange);
  g_autofree char *detail = kt_words_finding_detail (finding, key, exchange);
  g_autofree char *button = kt_words_remedy (finding->remedy, exchange);

  assert_sentence (sentence);
  if (detail)
    assert_sentence (detail);
  if (finding->remedy != KT_REMEDY_NONE)
    assert_text (button);
  if (key)
    {
      g_autofree char *state = NULL;

      set_finding (key, finding);
      state = kt_words_state (key, NOW_MS);
      assert_text (state);
      assert_text (kt_words_state_icon (key));
    }
}

/* These always name at least one. */
static gboolean
has_rights (KtFindingKind kind)
{
  return kind == KT_FINDING_EXCESS_RIGHTS || kind == KT_FINDING_MISSING_RIGHTS || kind == KT_FINDING_UNKNOWN_RIGHTS
         || kind == KT_FINDING_MONEY_WITHOUT_ALLOWLIST || kind == KT_FINDING_TRADE_WITHOUT_ALLOWLIST
         || kind == KT_FINDING_LAPSES || kind == KT_FINDING_LAPSED;
}

static void
check_kind (KtFindingKind kind, KtKey *key, KtExchange *exchange)
{
  static const int days[] = { -1, 0, 1, 40 };
  static const KtRights rights[] = { 0, R (WITHDRAW), R (SPOT) | R (FUTURES), R (TRANSFER), R (OTHER_MONEY) | R (SEND), KT_RIGHTS_ALL };
  static const KtOutcomes outcomes[] = { O (EXPIRED), O (CLOCK_SKEW), O (UNREACHABLE_TLS), O (KEY_UNKNOWN) | O (IP_NOT_ALLOWED) };

  for (guint i = 0; i < G_N_ELEMENTS (days) * G_N_ELEMENTS (rights) * 8; i++)
    {
      g_autoptr(KtFinding) finding = kt_finding_new (kind, i % (KT_SEVERITY_DANGER + 1), i % KT_N_REMEDIES);

      finding->days = days[i % G_N_ELEMENTS (days)];
      finding->rights = rights[(i / G_N_ELEMENTS (days)) % G_N_ELEMENTS (rights)];
      if (finding->rights == 0 && has_rights (kind))
        finding->rights = R (LOAN);
      finding->outcomes = outcomes[i % G_N_ELEMENTS (outcomes)];
      finding->origin = i % (KT_ORIGIN_POLICY + 1);
      finding->sure = (i / 2) % 2;
      finding->at_ms = (i / 3) % 2 ? NOW_MS : 0;
      finding->word = (i / 5) % 2 ? g_strdup ("moon_access") : NULL;
      finding->source = (i / 7) % 2 ? g_strdup ("https://exchange.example/rules (2025-11-22)") : NULL;
      check_finding (finding, key, exchange);
    }
}

static void
test_every_finding (void)
{
  for (guint kind = 0; kind < KT_N_FINDINGS; kind++)
    for (guint place = KT_PLACE_HERE; place <= KT_PLACE_ELSEWHERE; place++)
      {
        g_autoptr(KtKey) key = kt_key_new (make_record (place));
        g_autoptr(KtReport) refused = make_report (O (CLOCK_SKEW));
        g_autoptr(KtReport) good = make_report (O (WORKS));

        kt_key_set_exchange_name (key, "Bitget");
        refused->clock_known = TRUE;
        refused->clock_offset_ms = 47000;
        check_kind (kind, NULL, NULL);
        check_kind (kind, key, NULL);
        kt_key_set_reports (key, refused, NULL);
        check_kind (kind, key, bitget);
        kt_key_set_reports (key, good, good);
        check_kind (kind, key, bitget);
      }
}

static void
test_every_severity (void)
{
  g_autoptr(GHashTable) icons = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i <= KT_SEVERITY_DANGER; i++)
    {
      assert_text (kt_words_severity (i));
      /* Told apart without colour. */
      g_assert_true (g_hash_table_add (icons, (gpointer) kt_words_severity_icon (i)));
    }
}

static void
test_every_error (void)
{
  static const int io[] = {
    G_IO_ERROR_CANCELLED, G_IO_ERROR_NO_SPACE, G_IO_ERROR_PERMISSION_DENIED, G_IO_ERROR_READ_ONLY, G_IO_ERROR_TIMED_OUT,
    G_IO_ERROR_NOT_FOUND, G_IO_ERROR_EXISTS, G_IO_ERROR_IS_DIRECTORY, G_IO_ERROR_FAILED,
  };
  g_autofree char *none = kt_words_error (NULL);

  assert_sentence (none);
  for (guint i = 0; i <= KT_ERROR_CLOSED; i++)
    {
      g_autoptr(GError) error = g_error_new_literal (KT_ERROR, i, "the field “Secret” is empty");
      g_autofree char *text = kt_words_error (error);

      assert_text (text);
    }
  for (guint i = 0; i < G_N_ELEMENTS (io); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (G_IO_ERROR, io[i], "made up");
      g_autofree char *text = kt_words_error (error);

      assert_text (text);
    }
}

/* ── Exchanges that end ── */

static void
test_status (void)
{
  static const struct { const char *id; const char *explanation; gint64 now_ms; const char *sentence; const char *detail; } rows[] = {
    { "bitmex", "closed", NOW_MS, "BitMEX has closed, as of 23 September 2026.", "Delete the key here" },
    { "bitmart", "closing, with a last day", NOW_MS, "BitMart is closing. Its last day is 31 January 2027.", "Withdraw what is still there" },
    { "bitmart", "its last day is over", G_GINT64_CONSTANT (1801440000000), "BitMart has closed, as of 31 January 2027.", "Source: " },
    { "exmo", "closing, and nobody knows when", NOW_MS, "EXMO is closing. Its last day is not known.", "looked at on 22 November 2026." },
    { "ascendex", "nobody knows", NOW_MS, "It is not certain that AscendEX still runs.", "Do not trust this check alone" },
    { "okx", "it runs", NOW_MS, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      KtExchange *exchange = kt_catalogue_get (catalogue, rows[i].id, NULL);
      g_autofree char *sentence = kt_words_status (exchange, rows[i].now_ms);
      g_autofree char *detail = kt_words_status_detail (exchange);

      g_test_message ("%s: %s", rows[i].id, rows[i].explanation);
      g_assert_cmpstr (sentence, ==, rows[i].sentence);
      g_assert_true (rows[i].detail ? detail && strstr (detail, rows[i].detail) : !detail);
    }
}

/* ── Exact ones ── */

static void
test_reports (void)
{
  g_autoptr(KtRecord) here = make_record (KT_PLACE_HERE);
  g_autoptr(KtRecord) elsewhere = make_record (KT_PLACE_ELSEWHERE);
  g_autoptr(KtReport) clock = make_report (O (CLOCK_SKEW));
  g_autoptr(KtReport) merged = make_report (O (KEY_UNKNOWN) | O (IP_NOT_ALLOWED) | O (LACKS_RIGHT));
  g_autoptr(KtReport) restricted = make_report (O (IP_NOT_ALLOWED));
  g_autoptr(KtReport) passphrase = make_report (O (BAD_PASSPHRASE));
  g_autofree char *clock_text = NULL;
  g_autofree char *merged_text = NULL;
  g_autofree char *restricted_text = NULL;
  g_autofree char *here_text = NULL;
  g_autofree char *passphrase_text = NULL;

  clock->clock_known = clock->clock_corrected = TRUE;
  clock->clock_offset_ms = 47000;
  clock->clock_doubt_ms = 100;
  clock_text = kt_words_report (clock, here, kraken);
  g_assert_cmpstr (clock_text, ==,
                   "This computer’s clock is 47 s ahead of Kraken’s (give or take 0.1 s). "
                   "The key itself is good: with the time of Kraken it worked. "
                   "If this computer is the one that is wrong, turn on automatic date and time.");

  merged->code = g_strdup ("-2015");
  merged_text = kt_words_report (merged, here, binance);
  g_assert_cmpstr (merged_text, ==,
                   "One of these: the key is wrong or was deleted, this address is not allowed, or the right is missing; "
                   "Binance does not tell which. Binance answered with code -2015. "
                   "To find out: look at the key’s page at Binance whether it is there, switched on, and what it may do from where.");

  restricted_text = kt_words_report (restricted, elsewhere, bitget);
  g_assert_cmpstr (restricted_text, ==,
                   "Bitget does not let this address use the key. It is used elsewhere, so that is as it should be.");

  restricted->own_address = g_strdup ("198.51.100.2");
  here_text = kt_words_report (restricted, here, bitget);
  g_assert_cmpstr (here_text, ==,
                   "Bitget does not let this address use the key. "
                   "Add this computer’s address, 198.51.100.2, at Bitget; or say that the key is used elsewhere.");

  passphrase->code = g_strdup ("40012");
  passphrase->message = g_strdup ("apikey/password is incorrect");
  passphrase_text = kt_words_report (passphrase, here, bitget);
  g_assert_cmpstr (passphrase_text, ==,
                   "Bitget does not know this passphrase. Bitget said: “apikey/password is incorrect” (40012). "
                   "Add the key again with the passphrase you chose when you made it. It is not your password. If it is lost, make a new key.");
}

typedef struct {
  const char   *explanation;
  const char   *state, *sentence;
  KtFindingKind kind;
  KtSeverity    severity;
  int           days;
  KtRights      rights;
  KtOutcomes    outcomes;
  const char   *word;
  gboolean      doubted;
  gboolean      refused;        /* the latest report is no good one */
} FindingRow;

static const FindingRow finding_rows[] = {
  { "excess that moves money", "Can withdraw, not intended", "This key can withdraw, and you meant it not to.",
    KT_FINDING_EXCESS_RIGHTS, KT_SEVERITY_DANGER, .rights = R (WITHDRAW) | R (SPOT) },
  { "excess that trades", "Works, can do more than meant", "This key can do more than you meant: Trade spot, Trade futures.",
    KT_FINDING_EXCESS_RIGHTS, KT_SEVERITY_SERIOUS, .rights = R (SPOT) | R (FUTURES) },
  { "the same while it does not work", "Can do more than meant", "This key can do more than you meant: Trade spot.",
    KT_FINDING_EXCESS_RIGHTS, KT_SEVERITY_SERIOUS, .rights = R (SPOT), .refused = TRUE },
  { "missing", "Works, can do less than meant", "This key can do less than you meant. It lacks: Trade spot.",
    KT_FINDING_MISSING_RIGHTS, KT_SEVERITY_SERIOUS, .rights = R (SPOT) },
  { "unknown", "Works, rights not told", "Bitget does not tell whether this key can withdraw.",
    KT_FINDING_UNKNOWN_RIGHTS, KT_SEVERITY_UNKNOWN, .rights = R (WITHDRAW) | R (SPOT) },
  { "elsewhere", "Answers only elsewhere, as it should", "This key answers only elsewhere, as it should.",
    KT_FINDING_AS_INTENDED, KT_SEVERITY_FINE, .refused = TRUE },
  { "refused", "Refused: wrong passphrase", "Bitget does not know this passphrase.",
    KT_FINDING_NOT_WORKING, KT_SEVERITY_SERIOUS, .outcomes = O (BAD_PASSPHRASE), .refused = TRUE },
  { "merged", "Refused: one of several causes", "One of these: the key is wrong or was deleted, or the key belongs to another environment; Bitget does not tell which.",
    KT_FINDING_NOT_WORKING, KT_SEVERITY_SERIOUS, .outcomes = O (KEY_UNKNOWN) | O (WRONG_ENVIRONMENT), .refused = TRUE },
  { "merged, elsewhere", "Cannot be told from here", "One of these: the key is wrong or was deleted, or this address is not allowed; Bitget does not tell which.",
    KT_FINDING_NOT_WORKING, KT_SEVERITY_UNKNOWN, .outcomes = O (KEY_UNKNOWN) | O (IP_NOT_ALLOWED), .refused = TRUE },
  { "unreachable", "Could not reach: no answer in time", "Bitget did not answer in time.",
    KT_FINDING_UNREACHABLE, KT_SEVERITY_UNKNOWN, .outcomes = O (UNREACHABLE_TIMEOUT), .refused = TRUE },
  { "limited", "No answer: too many requests", "Bitget answers no more questions for a while: there were too many from this address.",
    KT_FINDING_UNREACHABLE, KT_SEVERITY_UNKNOWN, .outcomes = O (RATE_LIMITED), .refused = TRUE },
  { "never checked", "Not checked yet", "This key was not checked yet.",
    KT_FINDING_NOT_CHECKED, KT_SEVERITY_UNKNOWN, .days = -1, .refused = TRUE },
  { "stale", "Checked 40 days ago", "The last word about this key is 40 days old.",
    KT_FINDING_NOT_CHECKED, KT_SEVERITY_UNKNOWN, .days = 40 },
  { "expires", "Expires in 3 days", "This key expires on 4 Dec, in 3 days.",
    KT_FINDING_EXPIRES, KT_SEVERITY_SERIOUS, .days = 3 },
  { "expires tomorrow", "Expires in 1 day", "This key expires on 2 Dec, in 1 day.",
    KT_FINDING_EXPIRES, KT_SEVERITY_SERIOUS, .days = 1 },
  { "expired", "Expired", "This key expired on 29 Nov.",
    KT_FINDING_EXPIRED, KT_SEVERITY_SERIOUS, .days = 2, .refused = TRUE },
  { "lapses", "Trading ends in 2 days", "Trading with this key ends on 3 Dec; looking stays.",
    KT_FINDING_LAPSES, KT_SEVERITY_SERIOUS, .days = 2, .rights = R (SPOT) | R (FUTURES) },
  { "rotation due", "Rotation due in 9 days", "Rotation is due in 9 days.",
    KT_FINDING_ROTATION_DUE, KT_SEVERITY_DUE, .days = 9 },
  { "rotation overdue", "Rotation overdue by 4 days", "Rotation is overdue by 4 days.",
    KT_FINDING_ROTATION_OVERDUE, KT_SEVERITY_DUE, .days = 4 },
  { "missing secret", "Secret missing from the keyring", "The secret of this key is not in the keyring.",
    KT_FINDING_SECRET_MISSING, KT_SEVERITY_SERIOUS },
  { "closed", "Exchange closed", "Bitget has closed.",
    KT_FINDING_EXCHANGE_CLOSED, KT_SEVERITY_SERIOUS },
  { "closing", "Exchange is closing", "Bitget is closing.",
    KT_FINDING_EXCHANGE_CLOSED, KT_SEVERITY_SERIOUS, .word = "closing" },
  { "uncertain", "Exchange may have closed", "It is not known whether Bitget still runs.",
    KT_FINDING_EXCHANGE_CLOSED, KT_SEVERITY_UNKNOWN, .word = "uncertain" },
  { "no date", "Works", "If you change your password at Bitget, this key may end 7 days later.",
    KT_FINDING_MAY_END, KT_SEVERITY_FINE, .days = 7 },
  { "left behind", "Deleted, secret still to be wiped", "This key was deleted, but its secret is still in the keyring you used before.",
    KT_FINDING_CLEARING, KT_SEVERITY_SERIOUS, .word = "left-behind" },
  { "checks stopped", "Works", "You stopped the checks of this key.", KT_FINDING_STOPPED, KT_SEVERITY_FINE },
  { "duplicate", "Works, saved twice", "This is the same key as “Grid bot”.",
    KT_FINDING_DUPLICATE, KT_SEVERITY_DUE, .word = "Grid bot" },
  { "account", "Answers for another account", "Bitget answers for account 222 now; it was 111 before.",
    KT_FINDING_ACCOUNT_CHANGED, KT_SEVERITY_SERIOUS, .word = "222" },
  { "custom is good to know only", "Works", "This key’s exchange is described by a custom file, not by Keyturn.",
    KT_FINDING_CUSTOM, KT_SEVERITY_FINE },
};

static void
test_findings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (finding_rows); i++)
    {
      const FindingRow *row = &finding_rows[i];
      const gboolean past = row->kind == KT_FINDING_EXPIRED || row->kind == KT_FINDING_ROTATION_OVERDUE;
      g_autoptr(KtKey) key = kt_key_new (make_record (KT_PLACE_HERE));
      g_autoptr(KtReport) report = make_report (row->refused ? O (REFUSED) : O (WORKS));
      g_autoptr(KtFinding) finding = kt_finding_new (row->kind, row->severity, KT_REMEDY_NONE);
      g_autofree char *state = NULL;
      g_autofree char *sentence = NULL;

      g_test_message ("%s", row->explanation);
      finding->days = row->days;
      finding->at_ms = NOW_MS + (past ? -row->days : row->days) * DAY_MS;
      finding->rights = row->rights;
      finding->outcomes = row->outcomes;
      finding->sure = !row->doubted;
      finding->word = g_strdup (row->word);
      kt_key_set_reports (key, report, row->refused ? NULL : report);
      set_finding (key, finding);
      state = kt_words_state (key, NOW_MS);
      sentence = kt_words_finding (finding, key, bitget);
      g_assert_cmpstr (state, ==, row->state);
      g_assert_cmpstr (sentence, ==, row->sentence);
    }
}

/* A check mark is for a key that works, or answers where it should; never for one nobody asked. */
static void
test_icons (void)
{
  g_autoptr(KtKey) key = kt_key_new (make_record (KT_PLACE_HERE));
  g_autoptr(KtReport) good = make_report (O (WORKS));
  g_autoptr(KtReport) refused = make_report (O (IP_NOT_ALLOWED));
  g_autoptr(KtFinding) intended = kt_finding_new (KT_FINDING_AS_INTENDED, KT_SEVERITY_FINE, KT_REMEDY_NONE);
  const char *const check_mark = kt_words_severity_icon (KT_SEVERITY_FINE);

  g_assert_cmpstr (kt_words_state_icon (key), !=, check_mark);
  kt_key_set_reports (key, good, good);
  g_assert_cmpstr (kt_words_state_icon (key), ==, check_mark);
  kt_key_set_reports (key, refused, NULL);
  g_assert_cmpstr (kt_words_state_icon (key), !=, check_mark);
  set_finding (key, intended);
  g_assert_cmpstr (kt_words_state_icon (key), ==, check_mark);
}

static void
test_states (void)
{
  static const struct { KtState state; const char *text; } rows[] = {
    { KT_STATE_ACTIVE, "Works" }, { KT_STATE_DELETED, "Deleted" }, { KT_STATE_RETIRED, "Retired" },
    { KT_STATE_CLEARING, "Deleted, secret still to be wiped" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      KtRecord *record = make_record (KT_PLACE_HERE);
      g_autoptr(KtKey) key = NULL;
      g_autoptr(KtReport) good = make_report (O (WORKS));
      g_autofree char *state = NULL;
      g_autofree char *well = NULL;

      record->state = rows[i].state;
      key = kt_key_new (record);
      kt_key_set_reports (key, good, good);
      state = kt_words_state (key, NOW_MS);
      well = kt_words_all_well (key);
      g_assert_cmpstr (state, ==, rows[i].text);
      g_assert_cmpstr (well, ==, "Works. Can do what you meant, and nothing else.");
    }
}

/* ── Time ── */

static void
test_ago (void)
{
  static const struct { gint64 ago_ms; const char *text; } rows[] = {
    { -5000, "just now" }, { 0, "just now" }, { 59000, "just now" }, { MINUTE_MS, "1 min ago" }, { 12 * MINUTE_MS, "12 min ago" },
    { HOUR_MS, "1 h ago" }, { 12 * HOUR_MS, "12 h ago" }, { 12 * HOUR_MS + 1000, "yesterday" }, { 2 * DAY_MS, "2 days ago" },
    { 40 * DAY_MS, "40 days ago" }, { 61 * DAY_MS, "1 Oct" }, { 400 * DAY_MS, "27 Oct 2024" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = kt_words_ago (NOW_MS - rows[i].ago_ms, NOW_MS);

      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_in (void)
{
  static const struct { gint64 in_ms; const char *in, *day; } rows[] = {
    { 0, "today", "1 Dec" }, { 11 * HOUR_MS, "today", "1 Dec" }, { 12 * HOUR_MS, "tomorrow", "2 Dec" },
    { 3 * DAY_MS, "in 3 days", "4 Dec" }, { 31 * DAY_MS, "in 31 days", "1 Jan 2026" },
    { -13 * HOUR_MS, "yesterday", "30 Nov" }, { -4 * DAY_MS, "4 days ago", "27 Nov" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *in = kt_words_in (NOW_MS + rows[i].in_ms, NOW_MS);
      g_autofree char *day = kt_words_day (NOW_MS + rows[i].in_ms, NOW_MS);

      g_assert_cmpstr (in, ==, rows[i].in);
      g_assert_cmpstr (day, ==, rows[i].day);
    }
}

static void
test_dates (void)
{
  static const struct {
    KtDateKind kind; KtOrigin origin; int in_days, days; gboolean doubted; KtRights rights; const char *text, *brief;
  } rows[] = {
    { KT_DATE_ROTATE, KT_ORIGIN_POLICY, 0, 90, FALSE, 0, "Was to be rotated by 1 Dec (your rule: 90 days)", "1 Dec" },
    { KT_DATE_ROTATE, KT_ORIGIN_POLICY, 2, 90, FALSE, 0, "Rotate by 3 Dec (your rule: 90 days)", "3 Dec" },
    { KT_DATE_ROTATE, KT_ORIGIN_PERSON, 2, 1, FALSE, 0, "Rotate by 3 Dec (your rule for this key: 1 day)", "3 Dec" },
    { KT_DATE_EXPIRES, KT_ORIGIN_EXCHANGE, 2, 0, FALSE, 0, "Expires on 3 Dec (Bitget says so)", "3 Dec" },
    { KT_DATE_EXPIRES, KT_ORIGIN_PERSON, 2, 0, FALSE, 0, "Expires on 3 Dec (your date)", "3 Dec" },
    { KT_DATE_EXPIRES, KT_ORIGIN_RULE, 2, 90, TRUE, 0, "Expires on 3 Dec (not certain; rule of Bitget: 90 days)", "3 Dec?" },
    { KT_DATE_LAPSES, KT_ORIGIN_RULE, 2, 30, FALSE, R (SPOT), "Trading ends on 3 Dec (rule of Bitget: 30 days)", "3 Dec" },
    { KT_DATE_LAPSES, KT_ORIGIN_EXCHANGE, -2, 0, FALSE, R (WITHDRAW), "Some rights ended on 29 Nov (Bitget says so)", "29 Nov" },
    { KT_DATE_DIES_UNUSED, KT_ORIGIN_RULE, 2, 14, FALSE, 0, "Ends on 3 Dec if nobody uses it (rule of Bitget: 14 days)", "3 Dec" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtDate) date = kt_date_new (rows[i].kind, NOW_MS + rows[i].in_days * DAY_MS, rows[i].origin, !rows[i].doubted, NULL);
      g_autofree char *text = NULL;
      g_autofree char *brief = NULL;

      date->days = rows[i].days;
      date->rights = rows[i].rights;
      text = kt_words_date (date, NOW_MS, bitget);
      brief = kt_words_date_short (date, NOW_MS);
      g_assert_cmpstr (text, ==, rows[i].text);
      g_assert_cmpstr (brief, ==, rows[i].brief);
    }
}

/* A check that is more than a look says what it was; the day is that of the rule about disuse, and of no other. */
static void
test_use (void)
{
  static const struct { const char *explanation; gboolean used; KtDateKind kind; int in_days; const char *text; } rows[] = {
    { "only looked", FALSE, KT_DATE_DIES_UNUSED, 2, NULL },
    { "used", TRUE, KT_DATE_DIES_UNUSED, 2, "This check counted as use of the key: its clock started again, until 3 Dec." },
    { "used, and it ends on another date", TRUE, KT_DATE_EXPIRES, 2, "This check counted as use of the key." },
    { "used long ago", TRUE, KT_DATE_DIES_UNUSED, -2, "This check counted as use of the key." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtKey) key = kt_key_new (make_record (KT_PLACE_HERE));
      g_autoptr(KtReport) report = kt_report_new ();
      GPtrArray *dates = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_date_free);
      g_autofree char *text = NULL;

      report->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_WORKS);
      report->counted_as_use = rows[i].used;
      kt_key_set_reports (key, report, report);
      g_ptr_array_add (dates, kt_date_new (rows[i].kind, NOW_MS + rows[i].in_days * DAY_MS, KT_ORIGIN_RULE, TRUE, NULL));
      kt_key_set_findings (key, g_ptr_array_new_with_free_func ((GDestroyNotify) kt_finding_free), dates);
      text = kt_words_use (key, NOW_MS);
      g_test_message ("%s", rows[i].explanation);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_clock (void)
{
  static const struct { gint64 offset, doubt; const char *text; } rows[] = {
    { 47000, 100, "This computer’s clock is 47 s ahead of Kraken’s (give or take 0.1 s)." },
    { -2500, 300, "This computer’s clock is 2.5 s behind Kraken’s (give or take 0.3 s)." },
    { 3 * MINUTE_MS, 0, "This computer’s clock is 3 min ahead of Kraken’s (give or take 0.0 s)." },
    { -3 * HOUR_MS, 100, "This computer’s clock is 3 h behind Kraken’s (give or take 0.1 s)." },
    { 900, 100, NULL }, { 1900, 1000, NULL },
  };
  g_autoptr(KtReport) unknown = make_report (O (WORKS));

  g_assert_null (kt_words_clock (unknown, kraken));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(KtReport) report = make_report (O (WORKS));
      g_autofree char *text = NULL;

      report->clock_known = TRUE;
      report->clock_offset_ms = rows[i].offset;
      report->clock_doubt_ms = rows[i].doubt;
      text = kt_words_clock (report, kraken);
      g_assert_cmpstr (text, ==, rows[i].text);
    }
}

static void
test_history (void)
{
  g_autoptr(KtReport) good = make_report (O (WORKS));
  g_autoptr(KtReport) bad = make_report (O (BAD_PASSPHRASE));
  g_autofree char *good_line = kt_words_history_line (good, NOW_MS);
  g_autofree char *bad_line = NULL;
  g_autoptr(KtReport) corrected = make_report (O (CLOCK_SKEW));
  g_autofree char *corrected_line = NULL;

  corrected->clock_corrected = TRUE;
  corrected_line = kt_words_history_line (corrected, NOW_MS);
  g_assert_cmpstr (corrected_line, ==, "✓ today 11:48 · clocks differ");
  bad->checked_ms = NOW_MS - 28 * DAY_MS;
  bad_line = kt_words_history_line (bad, NOW_MS);
  g_assert_cmpstr (good_line, ==, "✓ today 11:48 · 212 ms");
  g_assert_cmpstr (bad_line, ==, "✗ 3 Nov · wrong passphrase");
}

static void
test_rest (void)
{
  static const char *const list[] = { "203.0.113.7", "198.51.100.2", NULL };
  g_autoptr(KtReport) report = make_report (O (WORKS));
  g_autofree char *one = kt_words_before_request ("api.bitget.com", 1, KT_GOES_SIGNATURE);
  g_autofree char *three = kt_words_before_request ("api.bitget.com", 3, KT_GOES_SIGNATURE);
  g_autofree char *untold = kt_words_ip (report, bitget);
  g_autofree char *bound = NULL;
  g_autofree char *open_to_all = NULL;
  g_autofree char *live = kt_words_environment (bitget, "live");
  g_autofree char *strange = kt_words_environment (NULL, "moon");
  g_autofree char *button = kt_words_remedy (KT_REMEDY_OPEN_KEYS_PAGE, bitget);

  g_assert_cmpstr (one, ==, "Keyturn will send one read-only request to api.bitget.com, signed with this key.");
  g_assert_cmpstr (three, ==, "Keyturn will send up to 3 read-only requests to api.bitget.com, signed with this key.");
  g_assert_cmpstr (untold, ==, "not told");
  report->ip = KT_IP_NONE;
  open_to_all = kt_words_ip (report, bitget);
  g_assert_cmpstr (open_to_all, ==, "any address");
  report->ip = KT_IP_LIST;
  report->ip_addresses = g_strdupv ((char **) list);
  bound = kt_words_ip (report, bitget);
  g_assert_cmpstr (bound, ==, "only 203.0.113.7, 198.51.100.2");
  g_assert_true (g_str_has_prefix (live, "Bitget · "));
  assert_text (strange);
  g_assert_cmpstr (button, ==, "Open Bitget’s Key Page");
  g_assert_null (kt_words_remedy (KT_REMEDY_NONE, bitget));
  assert_sentence (kt_words_rotation_question ());
}

static KtExchange *
get_exchange (const char *id)
{
  g_autoptr(GError) error = NULL;
  KtExchange *exchange = kt_catalogue_get (catalogue, id, &error);

  g_assert_no_error (error);
  return exchange;
}

/* Where nothing is signed, no sentence says so. */
static void
test_goes (void)
{
  static const struct { const char *exchange, *environment, *sentence, *leaves, *explanation; } table[] = {
    { "bitget", "live", "Keyturn will send one read-only request to host.example, signed with this key.",
      "The secret stays here and signs. This exchange wants one thing itself, and it is sent: Passphrase.", "a passphrase goes along" },
    { "binance", "live", "Keyturn will send one read-only request to host.example, signed with this key.", NULL, "only a signature goes" },
    { "bitpanda", "live", "Keyturn will send one read-only request to host.example. Nothing is signed: the key itself is sent.",
      "Nothing is signed here: the key itself is sent, over an encrypted connection (API key). Whoever answers there sees it.",
      "a token" },
    { "hyperliquid", "live", "Keyturn will send one read-only request to host.example. Nothing secret is sent.",
      "Nothing is signed and nothing secret is sent: only what is public is asked about.", "a public address" },
  };
  g_autoptr(KtCatalogue) all = kt_catalogue_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      KtExchange *exchange = kt_catalogue_get (all, table[i].exchange, NULL);
      KtGoes goes = kt_exchange_what_goes (exchange, table[i].environment, NULL);
      g_autofree char *sentence = kt_words_before_request ("host.example", 1, goes);
      g_autofree char *leaves = kt_words_goes (exchange, table[i].environment, NULL);

      g_test_message ("%s", table[i].explanation);
      g_assert_cmpstr (sentence, ==, table[i].sentence);
      g_assert_cmpstr (leaves, ==, table[i].leaves);
    }
}

int
main (int argc, char **argv)
{
  int result;

  g_setenv ("TZ", "UTC", TRUE);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);
  kt_words_init ();
  catalogue = kt_catalogue_new (NULL);
  bitget = get_exchange ("bitget");
  kraken = get_exchange ("kraken");
  binance = get_exchange ("binance");

  g_test_add_func ("/words/rights/all", test_rights);
  g_test_add_func ("/words/goes", test_goes);
  g_test_add_func ("/words/rights/summary", test_summary);
  g_test_add_func ("/words/rights/says", test_says);
  g_test_add_func ("/words/outcomes/every-one-and-pair", test_every_outcome);
  g_test_add_func ("/words/findings/every-one", test_every_finding);
  g_test_add_func ("/words/severities", test_every_severity);
  g_test_add_func ("/words/errors/every-one", test_every_error);
  g_test_add_func ("/words/status", test_status);
  g_test_add_func ("/words/reports", test_reports);
  g_test_add_func ("/words/findings/exact", test_findings);
  g_test_add_func ("/words/state/icons", test_icons);
  g_test_add_func ("/words/state/exact", test_states);
  g_test_add_func ("/words/dates/ago", test_ago);
  g_test_add_func ("/words/dates/in", test_in);
  g_test_add_func ("/words/dates/exact", test_dates);
  g_test_add_func ("/words/use", test_use);
  g_test_add_func ("/words/clock", test_clock);
  g_test_add_func ("/words/history", test_history);
  g_test_add_func ("/words/rest", test_rest);
  result = g_test_run ();
  g_assert_finalize_object (catalogue);
  return result;
}
