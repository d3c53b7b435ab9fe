/* test-health.c: what is said about a key, case by case. All keys are made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-health.h"

#include <string.h>

#define DAY_MS  ((gint64) 24 * 60 * 60 * 1000)
#define NOW_MS  ((gint64) 1764590400000)      /* 2025-12-01 12:00 UTC */
#define R(name) KT_RIGHTS_BIT (KT_RIGHT_ ## name)
#define O(name) KT_OUTCOMES_BIT (KT_OUTCOME_ ## name)

#define BOT   (R (READ) | R (SPOT) | R (MARGIN) | R (FUTURES))
#define KNOWN (R (READ) | R (SPOT) | R (MARGIN) | R (FUTURES) | R (TRANSFER) | R (SEND) | R (WITHDRAW))

typedef enum { HERE, ELSEWHERE } Place;

/* The same report stands for latest and good when it worked and no other is given. */
typedef struct {
  const char   *explanation;
  const char   *expected;       /* "kind/severity/remedy …", worst first; "" for nothing */

  KtRights      intent;         /* 0: never asked */
  Place         place;
  KtState       state;          /* 0 stands for active */
  const char   *consumer;
  const char   *account;
  guint         refusals;
  gboolean      stopped;
  gboolean      custom, keep_alive;
  int           added_ago, used_ago;      /* days */

  KtOutcomes    latest;         /* 0: never checked */
  int           latest_ago;     /* days */
  gboolean      doubted, corrected;
  const char   *uid;

  gboolean      was_good;       /* an older report that worked stands behind a refusal */
  int           good_ago;
  gboolean      untold;         /* the exchange does not tell rights */
  KtRights      can;            /* of the report that worked: confirmed */
  KtRights      inferred;
  KtRights      silent;         /* of KNOWN, neither confirmed nor denied */
  const char   *unknown_word;
  KtIpAllowlist ip;             /* KT_IP_LIST unless given: see IP_… below */

  KtDateKind    date;
  int           date_in;        /* days; 0: no date */
  int           date_days;      /* the rule's interval */
  KtRights      date_rights;
  gboolean      date_unsure;
  KtOrigin      date_origin;

  gboolean      secret_missing, other_keyring, not_locked, wrong_environment, no_definition, play_money;
  const char   *duplicate_of;
  KtStanding    standing;
  int           undated_days;   /* of a rule that counts from nobody knows when; 0: none */
} Row;

/* The rows say what differs from a key in order: so that 0 may stand for "bound to addresses". */
#define IP_NONE    1
#define IP_UNKNOWN 2

static const Row rows[] = {
  /* ── All well ── */
  { "works, can do what was meant, bound", "",
    .intent = BOT, .latest = O (WORKS), .can = BOT },
  { "a key to look with, from any address, is nothing to worry about", "",
    .intent = R (READ), .latest = O (WORKS), .can = R (READ), .ip = IP_NONE },
  { "moves money as meant, bound to addresses", "",
    .intent = R (READ) | R (WITHDRAW), .latest = O (WORKS), .can = R (READ) | R (WITHDRAW) },
  { "looking is never too much", "",
    .intent = R (SPOT), .latest = O (WORKS), .can = R (READ) | R (SPOT) },

  /* ── Can do more than meant ── */
  { "can withdraw and should not: the worst there is", "excess-rights/danger/open-keys-page",
    .intent = BOT, .latest = O (WORKS), .can = BOT | R (WITHDRAW) },
  { "can pay other users and should not", "excess-rights/danger/open-keys-page",
    .intent = BOT, .latest = O (WORKS), .can = BOT | R (SEND) },
  { "can withdraw, from any address", "excess-rights/danger/open-keys-page money-without-allowlist/danger/open-keys-page",
    .intent = BOT, .latest = O (WORKS), .can = BOT | R (WITHDRAW), .ip = IP_NONE },
  { "can trade and should only look", "excess-rights/serious/open-keys-page",
    .intent = R (READ), .latest = O (WORKS), .can = R (READ) | R (SPOT) },
  { "can move between own accounts and should not", "excess-rights/serious/open-keys-page",
    .intent = BOT, .latest = O (WORKS), .can = BOT | R (TRANSFER) },
  { "can look at something else of the exchange's own", "excess-rights/fine/open-keys-page",
    .intent = R (READ), .latest = O (WORKS), .can = R (READ) | R (OTHER_LOOK) },
  { "a right nobody knows counts as moving money", "excess-rights/danger/open-keys-page",
    .intent = R (READ), .latest = O (WORKS), .can = R (READ) | R (OTHER_MONEY), .unknown_word = "moon_access" },
  { "a right nobody knows, but the person meant the worst", "",
    .intent = R (READ) | R (OTHER_MONEY), .latest = O (WORKS), .can = R (READ) | R (OTHER_MONEY), .unknown_word = "moon_access" },
  { "more than meant, only inferred, is still more than meant", "excess-rights/serious/open-keys-page unknown-rights/unknown/look",
    .intent = R (READ), .latest = O (WORKS), .untold = TRUE, .can = R (READ), .inferred = R (SPOT) },
  { "with play money a withdrawal loses nothing", "excess-rights/due/open-keys-page",
    .intent = BOT, .latest = O (WORKS), .can = BOT | R (WITHDRAW), .ip = IP_NONE, .play_money = TRUE },

  /* ── Less than meant ── */
  { "a bot that may not trade has stopped", "missing-rights/serious/open-keys-page",
    .intent = BOT, .latest = O (WORKS), .can = R (READ) },
  { "less and more at once: what costs money first", "excess-rights/danger/open-keys-page missing-rights/serious/open-keys-page",
    .intent = BOT, .latest = O (WORKS), .can = R (READ) | R (WITHDRAW) },
  { "a right the exchange has no word for is not missing", "",
    .intent = R (READ) | R (ONCHAIN), .latest = O (WORKS), .can = R (READ) },
  { "less than meant with play money is still a stopped bot", "missing-rights/serious/open-keys-page",
    .intent = BOT, .latest = O (WORKS), .can = R (READ), .play_money = TRUE },

  /* ── Unknown is never safe ── */
  { "the exchange does not tell rights: nothing is confirmed", "unknown-rights/unknown/look",
    .intent = R (READ), .latest = O (WORKS), .untold = TRUE, .inferred = R (READ) },
  { "not told, and meant to trade", "unknown-rights/unknown/look",
    .intent = BOT, .latest = O (WORKS), .untold = TRUE, .inferred = R (READ) },
  { "not told, and never asked what it is for", "unknown-rights/unknown/look",
    .latest = O (WORKS), .untold = TRUE, .inferred = R (READ) },
  { "told, except for withdrawing", "unknown-rights/unknown/look",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .silent = R (WITHDRAW) },
  { "withdrawing not told, but meant", "",
    .intent = BOT | R (WITHDRAW), .latest = O (WORKS), .can = BOT, .silent = R (WITHDRAW) },
  { "nobody said what it is for, and it trades", "no-intent/unknown/set-intent",
    .latest = O (WORKS), .can = R (READ) | R (SPOT) },
  { "nobody said what it is for, and it moves money from anywhere", "money-without-allowlist/danger/open-keys-page no-intent/unknown/set-intent",
    .latest = O (WORKS), .can = R (READ) | R (WITHDRAW), .ip = IP_NONE },
  { "nobody said what it is for, but it only looks", "",
    .latest = O (WORKS), .can = R (READ) },

  /* ── Addresses ── */
  { "moves money as meant, from any address", "money-without-allowlist/danger/open-keys-page",
    .intent = R (READ) | R (WITHDRAW), .latest = O (WORKS), .can = R (READ) | R (WITHDRAW), .ip = IP_NONE },
  { "moves money as meant, and the exchange does not tell from where", "money-without-allowlist/unknown/look",
    .intent = R (READ) | R (WITHDRAW), .latest = O (WORKS), .can = R (READ) | R (WITHDRAW), .ip = IP_UNKNOWN },
  { "trades from any address", "trade-without-allowlist/due/open-keys-page",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .ip = IP_NONE },
  { "trades, and the exchange does not tell from where", "",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .ip = IP_UNKNOWN },
  { "trades with play money from any address", "",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .ip = IP_NONE, .play_money = TRUE },

  /* ── Refused, one cause ── */
  { "the exchange does not know it", "not-working/serious/open-keys-page", .intent = BOT, .latest = O (KEY_UNKNOWN) },
  { "wrong secret", "not-working/serious/rotate", .intent = BOT, .latest = O (BAD_SIGNATURE) },
  { "wrong passphrase", "not-working/serious/rotate", .intent = BOT, .latest = O (BAD_PASSPHRASE) },
  { "this address is not allowed, and it is used here", "not-working/serious/open-keys-page", .intent = BOT, .latest = O (IP_NOT_ALLOWED) },
  { "the clock is off", "not-working/serious/fix-clock", .intent = BOT, .latest = O (CLOCK_SKEW) },
  { "it may not even look, and should", "not-working/serious/open-keys-page", .intent = BOT, .latest = O (LACKS_RIGHT) },
  { "it may not look, and was not meant to", "not-working/unknown/open-keys-page", .intent = R (WITHDRAW), .latest = O (LACKS_RIGHT) },
  { "expired", "expired/serious/open-keys-page", .intent = BOT, .latest = O (EXPIRED) },
  { "switched off", "not-working/serious/open-keys-page", .intent = BOT, .latest = O (DISABLED) },
  { "a live key at the testnet", "wrong-environment/serious/edit", .intent = BOT, .latest = O (WRONG_ENVIRONMENT) },
  { "this region is blocked", "not-working/serious/edit", .intent = BOT, .latest = O (REGION_BLOCKED) },
  { "this region is blocked, but it is used elsewhere", "not-working/unknown/edit", .intent = BOT, .place = ELSEWHERE, .latest = O (REGION_BLOCKED) },
  { "somebody used a higher number in that moment", "not-working/unknown/check", .intent = BOT, .latest = O (NONCE_USED) },
  { "the account is of another kind", "not-working/serious/look", .intent = BOT, .latest = O (WRONG_ACCOUNT_MODE) },
  { "our own mistake says nothing about the key", "not-working/unknown/report-bug", .intent = BOT, .latest = O (MALFORMED_REQUEST) },
  { "a code nobody knows", "not-working/serious/look", .intent = BOT, .latest = O (REFUSED) },

  /* ── Elsewhere ── */
  { "refused from here, as it should be, and it never answered here", "as-intended/fine/none unknown-rights/fine/look",
    .intent = BOT, .place = ELSEWHERE, .latest = O (IP_NOT_ALLOWED) },
  { "the same, in the prober's words", "as-intended/fine/none unknown-rights/fine/look",
    .intent = BOT, .place = ELSEWHERE, .latest = O (RESTRICTED_AS_INTENDED) },
  { "it was used elsewhere, and is used here now", "not-working/serious/open-keys-page",
    .intent = BOT, .latest = O (RESTRICTED_AS_INTENDED) },
  { "refused from here, as it should be, and its rights are known from before", "as-intended/fine/none",
    .intent = BOT, .place = ELSEWHERE, .latest = O (IP_NOT_ALLOWED), .was_good = TRUE, .good_ago = 5, .can = BOT },
  { "refused from here, as it should be, but it can withdraw", "excess-rights/danger/open-keys-page as-intended/fine/none",
    .intent = BOT, .place = ELSEWHERE, .latest = O (IP_NOT_ALLOWED), .was_good = TRUE, .good_ago = 5, .can = BOT | R (WITHDRAW) },
  { "one of these, elsewhere: cannot be told from here", "not-working/unknown/open-keys-page unknown-rights/fine/look",
    .intent = BOT, .place = ELSEWHERE, .latest = O (KEY_UNKNOWN) | O (IP_NOT_ALLOWED) | O (LACKS_RIGHT) },
  { "one of these, here: it does not work, whichever it is", "not-working/serious/open-keys-page",
    .intent = BOT, .latest = O (KEY_UNKNOWN) | O (IP_NOT_ALLOWED) | O (LACKS_RIGHT) },
  { "one of these, elsewhere, but none is about addresses", "not-working/serious/open-keys-page",
    .intent = BOT, .place = ELSEWHERE, .latest = O (KEY_UNKNOWN) | O (WRONG_ENVIRONMENT) },
  { "elsewhere and unknown is not as it should be", "not-working/serious/open-keys-page",
    .intent = BOT, .place = ELSEWHERE, .latest = O (KEY_UNKNOWN) },

  /* ── No answer ── */
  { "no name server", "unreachable/unknown/check", .intent = BOT, .latest = O (UNREACHABLE_DNS) },
  { "nobody there", "unreachable/unknown/check", .intent = BOT, .latest = O (UNREACHABLE_REFUSED) },
  { "too slow", "unreachable/unknown/check", .intent = BOT, .latest = O (UNREACHABLE_TIMEOUT) },
  { "a certificate that does not hold", "unreachable/unknown/check", .intent = BOT, .latest = O (UNREACHABLE_TLS) },
  { "garbage", "unreachable/unknown/check", .intent = BOT, .latest = O (UNREADABLE_REPLY) },
  { "too many questions", "unreachable/unknown/wait", .intent = BOT, .latest = O (RATE_LIMITED) },
  { "closed for works", "unreachable/unknown/wait", .intent = BOT, .latest = O (MAINTENANCE) },
  { "works or limits, both pass", "unreachable/unknown/wait", .intent = BOT, .latest = O (MAINTENANCE) | O (RATE_LIMITED) },
  { "maintenance or an unknown key: it may be the key", "not-working/serious/open-keys-page", .intent = BOT, .latest = O (MAINTENANCE) | O (KEY_UNKNOWN) },
  { "no answer takes nothing back: it can still withdraw", "excess-rights/danger/open-keys-page unreachable/unknown/check",
    .intent = BOT, .latest = O (UNREACHABLE_DNS), .was_good = TRUE, .good_ago = 2, .can = BOT | R (WITHDRAW) },

  /* ── Refused after it worked ── */
  { "a refusal takes no right away", "excess-rights/danger/open-keys-page not-working/serious/open-keys-page",
    .intent = BOT, .latest = O (DISABLED), .was_good = TRUE, .good_ago = 2, .can = BOT | R (WITHDRAW) },
  { "refused after all was well", "not-working/serious/rotate",
    .intent = BOT, .latest = O (BAD_PASSPHRASE), .was_good = TRUE, .good_ago = 2, .can = BOT },
  { "three refusals pause the checks", "not-working/serious/rotate paused/unknown/check",
    .intent = BOT, .latest = O (BAD_PASSPHRASE), .refusals = 3 },
  { "whoever stopped the checks need not be told that they pause", "not-working/serious/rotate stopped/fine/resume-checks",
    .intent = BOT, .latest = O (BAD_PASSPHRASE), .refusals = 3, .stopped = TRUE },
  { "two do not", "not-working/serious/rotate",
    .intent = BOT, .latest = O (BAD_PASSPHRASE), .refusals = 2 },
  { "once it works nothing is paused", "",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .refusals = 3 },

  /* ── Clock ── */
  { "works with the exchange's time only: bots here will not", "clock-off/serious/fix-clock",
    .intent = BOT, .latest = O (CLOCK_SKEW), .can = BOT, .corrected = TRUE },
  { "the same, but it is used on another machine", "clock-off/fine/fix-clock",
    .intent = BOT, .place = ELSEWHERE, .latest = O (CLOCK_SKEW), .can = BOT, .corrected = TRUE },
  { "what it can do is known then too", "excess-rights/danger/open-keys-page clock-off/serious/fix-clock",
    .intent = BOT, .latest = O (CLOCK_SKEW), .can = BOT | R (WITHDRAW), .corrected = TRUE },

  /* ── Not checked ── */
  { "never checked", "not-checked/unknown/check", .intent = BOT },
  { "a check that was cancelled is none", "not-checked/unknown/check", .intent = BOT, .latest = O (CANCELLED) },
  { "checked 30 days ago", "not-checked/unknown/check",
    .intent = BOT, .latest = O (WORKS), .latest_ago = 30, .can = BOT },
  { "checked 29 days ago", "",
    .intent = BOT, .latest = O (WORKS), .latest_ago = 29, .can = BOT },
  { "no answer today, and the last word is 40 days old", "unreachable/unknown/check not-checked/unknown/check",
    .intent = BOT, .latest = O (UNREACHABLE_DNS), .was_good = TRUE, .good_ago = 40, .can = BOT },
  { "cancelled today, worked yesterday", "",
    .intent = BOT, .latest = O (CANCELLED), .was_good = TRUE, .good_ago = 1, .can = BOT },
  { "checked tomorrow, by a clock that was wrong", "",
    .intent = BOT, .latest = O (WORKS), .latest_ago = -1, .can = BOT },

  /* ── Account ── */
  { "answers for another account now", "account-changed/serious/look",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .account = "111", .uid = "222" },
  { "the same account", "",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .account = "111", .uid = "111" },
  { "an account told for the first time", "",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .uid = "111" },

  /* ── Dates ── */
  { "the exchange said: 3 days left", "expires/serious/open-keys-page",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .date = KT_DATE_EXPIRES, .date_in = 3 },
  { "a doubtful rule says: 3 days left", "expires/unknown/open-keys-page",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .date = KT_DATE_EXPIRES, .date_in = 3, .date_unsure = TRUE, .date_origin = KT_ORIGIN_RULE },
  { "14 days are soon", "expires/serious/open-keys-page",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .date = KT_DATE_EXPIRES, .date_in = 14 },
  { "15 days are not", "",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .date = KT_DATE_EXPIRES, .date_in = 15 },
  { "the date has passed", "expired/serious/open-keys-page",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .date = KT_DATE_EXPIRES, .date_in = -2 },
  { "expired is said once", "expired/serious/open-keys-page",
    .intent = BOT, .latest = O (EXPIRED), .date = KT_DATE_EXPIRES, .date_in = -2 },
  { "trading ends soon, and it is meant to trade", "lapses/serious/open-keys-page",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .date = KT_DATE_LAPSES, .date_in = 2, .date_rights = R (SPOT) | R (FUTURES) },
  { "trading ends soon, and it should only look", "excess-rights/serious/open-keys-page lapses/fine/open-keys-page",
    .intent = R (READ), .latest = O (WORKS), .can = R (READ) | R (SPOT), .date = KT_DATE_LAPSES, .date_in = 2, .date_rights = R (SPOT) },
  { "trading has ended", "lapsed/serious/open-keys-page",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .date = KT_DATE_LAPSES, .date_in = -2, .date_rights = R (SPOT) },
  { "dies in 3 days if nobody uses it, and nobody is known to", "dies-unused/serious/check",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .date = KT_DATE_DIES_UNUSED, .date_in = 3, .date_days = 14, .used_ago = 11 },
  { "dies in 3 days if nobody uses it, but a bot does", "dies-unused/unknown/check",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .consumer = "grid-bot", .date = KT_DATE_DIES_UNUSED, .date_in = 3, .date_days = 14, .used_ago = 11 },
  { "Keyturn keeps it alive", "",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .keep_alive = TRUE, .date = KT_DATE_DIES_UNUSED, .date_in = 3, .date_days = 14, .used_ago = 11 },
  { "10 of 14 days left is no news", "",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .date = KT_DATE_DIES_UNUSED, .date_in = 10, .date_days = 14, .used_ago = 4 },
  { "unused for too long: it may be dead", "dies-unused/serious/check",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .date = KT_DATE_DIES_UNUSED, .date_in = -1, .date_days = 14, .used_ago = 15 },
  { "for its whole period only Keyturn used it", "only-keyturn/unknown/open-keys-page",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .keep_alive = TRUE, .date = KT_DATE_DIES_UNUSED, .date_in = 13, .date_days = 14, .used_ago = 1, .added_ago = 14 },
  { "a day before that it cannot be said yet", "",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .keep_alive = TRUE, .date = KT_DATE_DIES_UNUSED, .date_in = 13, .date_days = 14, .used_ago = 1, .added_ago = 13 },
  { "on another machine somebody else may use it", "",
    .intent = BOT, .place = ELSEWHERE, .latest = O (WORKS), .can = BOT, .keep_alive = TRUE, .date = KT_DATE_DIES_UNUSED, .date_in = 13, .date_days = 14, .used_ago = 1, .added_ago = 50 },

  /* ── Rotation comes last ── */
  { "rotation due", "rotation-due/due/rotate",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .date = KT_DATE_ROTATE, .date_in = 9 },
  { "rotation not due yet", "",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .date = KT_DATE_ROTATE, .date_in = 20 },
  { "rotation overdue, after all else there is to do",
    "not-working/serious/fix-clock duplicate/due/edit rotation-overdue/due/rotate",
    .intent = BOT, .latest = O (CLOCK_SKEW), .duplicate_of = "Grid bot", .date = KT_DATE_ROTATE, .date_in = -400 },
  { "rotation overdue, and trades from any address", "trade-without-allowlist/due/open-keys-page rotation-overdue/due/rotate",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .ip = IP_NONE, .date = KT_DATE_ROTATE, .date_in = -4 },

  /* ── Circumstances ── */
  { "the keyring has no secret for it", "secret-missing/serious/rotate",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .secret_missing = TRUE },
  { "another keyring is open: nothing is missing yet", "other-keyring/serious/choose-keyring",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .secret_missing = TRUE, .other_keyring = TRUE },
  { "memory cannot be locked", "memory-not-locked/fine/none",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .not_locked = TRUE },
  { "the same credential twice", "duplicate/due/edit",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .duplicate_of = "Grid bot" },
  { "a custom definition's key always says so", "custom/fine/none",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .custom = TRUE },
  { "the exchange has closed", "exchange-closed/serious/none unreachable/unknown/check",
    .intent = BOT, .latest = O (UNREACHABLE_DNS), .standing = KT_STANDING_CLOSED },
  { "the exchange said that it closes", "exchange-closed/serious/look",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .standing = KT_STANDING_CLOSING },
  { "nobody knows whether the exchange still runs", "exchange-closed/unknown/look",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .standing = KT_STANDING_UNCERTAIN },
  { "a rule that counts from a change of password is said, without a date", "may-end/fine/none",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .undated_days = 7 },
  { "nobody knows this exchange any more", "exchange-closed/unknown/none",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .no_definition = TRUE },
  { "looks like a testnet key, never checked", "wrong-environment/unknown/edit not-checked/unknown/check",
    .intent = BOT, .wrong_environment = TRUE },
  { "looks like a testnet key, but works", "",
    .intent = BOT, .latest = O (WORKS), .can = BOT, .wrong_environment = TRUE },
  { "said by shape and by the exchange: said once", "wrong-environment/serious/edit",
    .intent = BOT, .latest = O (WRONG_ENVIRONMENT), .wrong_environment = TRUE },

  /* ── Not in use ── */
  { "deleted: nothing to do any more", "",
    .intent = BOT, .state = KT_STATE_DELETED, .latest = O (KEY_UNKNOWN) },
  { "deleted, and its secret is still to be wiped", "clearing/serious/unlock",
    .intent = BOT, .state = KT_STATE_CLEARING, .latest = O (KEY_UNKNOWN) },
  { "retired", "",
    .intent = BOT, .state = KT_STATE_RETIRED, .latest = O (KEY_UNKNOWN), .date = KT_DATE_ROTATE, .date_in = -9 },
};

static KtRecord *
make_record (const Row *row)
{
  KtRecord *record = kt_record_new ();

  record->state = row->state ? row->state : KT_STATE_ACTIVE;
  record->label = g_strdup ("Made up");
  record->exchange = g_strdup ("made-up");
  record->environment = g_strdup ("live");
  record->intent = row->intent;
  record->intent_set = row->intent != 0;
  record->place = row->place == ELSEWHERE ? KT_PLACE_ELSEWHERE : KT_PLACE_HERE;
  record->account = g_strdup (row->account);
  record->refusals = row->refusals;
  record->checks_stopped = row->stopped;
  record->custom = row->custom;
  record->keep_alive = row->keep_alive;
  record->added_ms = NOW_MS - row->added_ago * DAY_MS;
  record->last_used_ms = row->used_ago ? NOW_MS - row->used_ago * DAY_MS : 0;
  if (row->consumer)
    {
      g_strfreev (record->consumers);
      record->consumers = g_strsplit (row->consumer, "|", -1);
    }
  return record;
}

static KtReport *
make_good (const Row *row, int days_ago)
{
  KtReport *report = kt_report_new ();

  report->checked_ms = NOW_MS - days_ago * DAY_MS;
  report->outcomes = row->corrected ? O (CLOCK_SKEW) : O (WORKS);
  report->rights_told = !row->untold;
  report->confirmed = row->can;
  report->inferred = row->inferred;
  report->denied = row->untold ? 0 : KNOWN & ~row->can & ~row->silent;
  report->ip = row->ip == IP_NONE ? KT_IP_NONE : row->ip == IP_UNKNOWN ? KT_IP_UNKNOWN : KT_IP_LIST;
  report->uid = g_strdup (row->uid);
  report->clock_corrected = row->corrected;
  if (row->unknown_word)
    report->unknown_words = g_strsplit (row->unknown_word, "|", -1);
  return report;
}

static KtReport *
make_refused (const Row *row)
{
  KtReport *report = kt_report_new ();

  report->checked_ms = NOW_MS - row->latest_ago * DAY_MS;
  report->outcomes = row->latest;
  report->sure = !row->doubted;
  return report;
}

static GPtrArray *
make_dates (const Row *row)
{
  GPtrArray *dates = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_date_free);
  KtDate *date;

  if (row->date_in)
    {
      date = kt_date_new (row->date, NOW_MS + row->date_in * DAY_MS, row->date_origin, !row->date_unsure, NULL);
      date->rights = row->date_rights;
      date->days = row->date_days;
      g_ptr_array_add (dates, date);
    }
  return dates;
}

static GPtrArray *
examine (const Row *row)
{
  const KtPolicy policy = KT_POLICY_DEFAULT;
  g_autoptr(KtRecord) record = make_record (row);
  g_autoptr(KtReport) latest = NULL;
  g_autoptr(KtReport) good = NULL;
  g_autoptr(GPtrArray) dates = make_dates (row);
  KtLifetimeRule rule = { .days = row->undated_days, .from = KT_FROM_PASSWORD_CHANGE };
  g_autoptr(GPtrArray) undated = g_ptr_array_new ();
  KtHealthInput input = {
    .record = record, .policy = &policy, .dates = dates, .now_ms = NOW_MS,
    .duplicate_of = row->duplicate_of, .secret_missing = row->secret_missing, .other_keyring = row->other_keyring,
    .memory_not_locked = row->not_locked, .wrong_environment = row->wrong_environment, .standing = row->standing, .undated = undated,
    .definition_missing = row->no_definition, .play_money = row->play_money,
  };

  if (row->undated_days)
    g_ptr_array_add (undated, &rule);
  if (row->latest == O (WORKS) || row->corrected)
    {
      good = make_good (row, row->latest_ago);
      latest = kt_report_ref (good);
    }
  else if (row->latest)
    {
      latest = make_refused (row);
      good = row->was_good ? make_good (row, row->good_ago) : NULL;
    }
  input.latest = latest;
  input.good = good;
  return kt_health_examine (&input);
}

static char *
describe (GPtrArray *findings)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++)
    {
      const KtFinding *finding = g_ptr_array_index (findings, i);

      g_string_append_printf (text, "%s%s/%s/%s", i ? " " : "", kt_finding_kind_to_word (finding->kind),
                              kt_severity_to_word (finding->severity), kt_remedy_to_word (finding->remedy));
    }
  return g_string_free (text, FALSE);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(GPtrArray) findings = examine (row);
  g_autofree char *text = describe (findings);

  g_test_message ("%s", row->explanation);
  g_assert_cmpstr (text, ==, row->expected);
}

/* ── What findings carry ── */

static const KtFinding *
first (GPtrArray *findings)
{
  g_assert_cmpuint (findings->len, >, 0);
  return g_ptr_array_index (findings, 0);
}

static void
test_carries_rights (void)
{
  const Row more = { .intent = R (READ), .latest = O (WORKS), .can = R (READ) | R (WITHDRAW) | R (SPOT) };
  const Row word = { .intent = R (READ), .latest = O (WORKS), .can = R (OTHER_MONEY), .unknown_word = "moon|mars" };
  const Row untold = { .intent = R (READ), .latest = O (WORKS), .untold = TRUE, .inferred = R (READ) };
  g_autoptr(GPtrArray) more_found = examine (&more);
  g_autoptr(GPtrArray) word_found = examine (&word);
  g_autoptr(GPtrArray) untold_found = examine (&untold);

  g_assert_cmpuint (first (more_found)->rights, ==, R (WITHDRAW) | R (SPOT));
  g_assert_cmpstr (first (word_found)->word, ==, "moon, mars");
  g_assert_true (first (untold_found)->rights & R (WITHDRAW));
  g_assert_true (first (untold_found)->rights & R (SPOT));
  g_assert_false (first (untold_found)->rights & R (READ));
  g_assert_false (first (untold_found)->rights & R (OTHER_MONEY));
}

static void
test_carries_numbers (void)
{
  const Row expires = { .intent = BOT, .latest = O (WORKS), .can = BOT, .date = KT_DATE_EXPIRES, .date_in = 3 };
  const Row overdue = { .intent = BOT, .latest = O (WORKS), .can = BOT, .date = KT_DATE_ROTATE, .date_in = -4 };
  const Row expired = { .intent = BOT, .latest = O (EXPIRED), .date = KT_DATE_EXPIRES, .date_in = -2 };
  const Row never = { .intent = BOT };
  const Row stale = { .intent = BOT, .latest = O (WORKS), .latest_ago = 40, .can = BOT };
  g_autoptr(GPtrArray) expires_found = examine (&expires);
  g_autoptr(GPtrArray) overdue_found = examine (&overdue);
  g_autoptr(GPtrArray) expired_found = examine (&expired);
  g_autoptr(GPtrArray) never_found = examine (&never);
  g_autoptr(GPtrArray) stale_found = examine (&stale);

  g_assert_cmpint (first (expires_found)->days, ==, 3);
  g_assert_cmpint (first (expires_found)->at_ms, ==, NOW_MS + 3 * DAY_MS);
  g_assert_cmpint (first (overdue_found)->days, ==, 4);
  g_assert_cmpint (first (expired_found)->days, ==, 2);
  g_assert_cmpint (first (expired_found)->at_ms, ==, NOW_MS - 2 * DAY_MS);
  g_assert_cmpint (first (never_found)->days, ==, -1);
  g_assert_cmpint (first (stale_found)->days, ==, 40);
}

static void
test_carries_doubt (void)
{
  const Row doubted = { .intent = BOT, .latest = O (DISABLED), .doubted = TRUE };
  const Row inferred = { .intent = R (READ), .latest = O (WORKS), .untold = TRUE, .can = R (READ), .inferred = R (SPOT) };
  g_autoptr(GPtrArray) doubted_found = examine (&doubted);
  g_autoptr(GPtrArray) inferred_found = examine (&inferred);

  g_assert_false (first (doubted_found)->sure);
  g_assert_cmpuint (first (doubted_found)->outcomes, ==, O (DISABLED));
  g_assert_false (first (inferred_found)->sure);
}

/* Whatever the exchange answers, for every place and intent: rotation never comes before anything
 * else there is to do, and only a key whose rights were told is ever without findings. */
static void
test_every_answer (void)
{
  static const KtRights intents[] = { 0, R (READ), BOT, R (READ) | R (WITHDRAW) };

  for (guint one = 0; one < KT_N_OUTCOMES; one++)
    for (guint other = 0; other < KT_N_OUTCOMES; other++)
      for (guint i = 0; i < G_N_ELEMENTS (intents); i++)
        for (guint place = HERE; place <= ELSEWHERE; place++)
          {
            const Row row = { .intent = intents[i], .place = place, .untold = TRUE, .inferred = R (READ),
                              .latest = KT_OUTCOMES_BIT (one) | KT_OUTCOMES_BIT (other),
                              .date = KT_DATE_ROTATE, .date_in = -9 };
            g_autoptr(GPtrArray) findings = examine (&row);
            gboolean rotation = FALSE;

            g_assert_cmpuint (findings->len, >=, 2);
            for (guint n = 0; n < findings->len; n++)
              {
                const KtFinding *finding = g_ptr_array_index (findings, n);

                if (rotation)
                  g_assert_cmpint (finding->severity, ==, KT_SEVERITY_FINE);
                rotation |= finding->kind == KT_FINDING_ROTATION_OVERDUE;
              }
            g_assert_true (rotation);
          }
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strdup_printf ("/health/row/%03u %s", i, rows[i].explanation);

      g_strdelimit (path + strlen ("/health/row/"), "/", '|');
      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/health/carries-rights", test_carries_rights);
  g_test_add_func ("/health/carries-numbers", test_carries_numbers);
  g_test_add_func ("/health/carries-doubt", test_carries_doubt);
  g_test_add_func ("/health/every-answer", test_every_answer);
  return g_test_run ();
}
