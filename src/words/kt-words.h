/* kt-words.h: sentences for what core says in codes
 *
 * Shared by the window, the command line and the reminder. Everything here is translated
 * (gettext), in whole sentences, plain and short: cause, evidence, remedy. Nothing here ever gets to
 * see a secret. Strings returned as char * are owned by the caller; const char * are borrowed.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-catalogue.h"
#include "kt-cleaning.h"
#include "kt-exchange.h"
#include "kt-import.h"
#include "kt-key.h"
#include "kt-life.h"
#include "kt-matrix.h"
#include "kt-rotation.h"

G_BEGIN_DECLS

/* Binds the text domain; called once in main(). */
void        kt_words_init               (void);
/* Inside Flatpak or Snap: other remedies help there. */
gboolean    kt_words_in_sandbox         (void);

/* ── Rights ── */
const char *kt_words_right              (KtRight right);          /* "Move between own accounts" */
const char *kt_words_right_short        (KtRight right);          /* "transfer" */
const char *kt_words_right_risk         (KtRight right);          /* why it is dangerous, one sentence; NULL for harmless ones */
/* "look · spot · withdraw!": three or four words, money-moving ones first and marked; "nothing known" when nothing was told. */
char       *kt_words_rights_summary     (KtReport *good_report);
char       *kt_words_rights_list        (KtRights rights);        /* "Withdraw, Pay other users" */

/* What a key is for, as offered when adding one. */
typedef struct {
  const char *id;             /* "tax", "bot", "treasury" */
  KtRights    rights;
} KtPreset;
const KtPreset *kt_words_get_presets    (guint *ret_n);
const char *kt_words_preset_title       (const KtPreset *preset); /* "Tax and portfolio" */
const char *kt_words_preset_text        (const KtPreset *preset); /* one sentence */

/* ── State of a key ── */
char       *kt_words_state              (KtKey *key, gint64 now_ms);   /* "Works", "Expires in 3 days", "Refused: the exchange does not know this key" */
const char *kt_words_severity           (KtSeverity severity);         /* "Can lose money"… for grouping and screen readers */
const char *kt_words_severity_icon      (KtSeverity severity);         /* symbolic icon name */
const char *kt_words_finding_icon       (const KtFinding *finding);    /* the same, but a clock only where something is due by a day */
const char *kt_words_state_icon         (KtKey *key);                  /* as kt_words_severity_icon(), but a check mark only for a key that works */

/* ── Findings ── (exchange is nullable: its definition may be gone) */
char       *kt_words_finding            (const KtFinding *finding, KtKey *key, KtExchange *exchange);          /* the sentence */
char       *kt_words_finding_detail     (const KtFinding *finding, KtKey *key, KtExchange *exchange);          /* evidence and what to do; or NULL */
char       *kt_words_remedy             (KtRemedy remedy, KtExchange *exchange);                               /* a button's label, "Open Bitget’s Key Page"; NULL for none */
char       *kt_words_all_well           (KtKey *key);                                                          /* "Works. Can do what you meant, and nothing else." */

/* ── Reports ── */
char       *kt_words_outcomes           (KtOutcomes outcomes, KtExchange *exchange);                           /* cause in a sentence; several: "One of these: …" */
char       *kt_words_outcomes_short     (KtOutcomes outcomes);                                                 /* "wrong passphrase" */
/* A paragraph: cause, evidence with the numbers, remedy. */
/* That the last check counted as use, and until when the key lives now; NULL when it did not. */
char       *kt_words_use                (KtKey *key, gint64 now_ms);
char       *kt_words_report             (KtReport *report, const KtRecord *record, KtExchange *exchange);
char       *kt_words_clock              (KtReport *report, KtExchange *exchange);                              /* or NULL when the clocks agree */
char       *kt_words_ip                 (KtReport *report, KtExchange *exchange);                              /* "only 203.0.113.7, …", "any address", "not told" */
/* What became of a key: "A rotation began"; NULL: nothing to be told there. @what: of a KtEvent. */
const char *kt_words_event              (const char *what);
char       *kt_words_history_line       (KtReport *report, gint64 now_ms);                                     /* "✓ today 09:12 · 212 ms" */
/* One right of a report for the table "meant | says": "confirmed", "yes", "no", "not told". */
typedef enum { KT_SAYS_YES, KT_SAYS_INFERRED, KT_SAYS_NO, KT_SAYS_UNKNOWN } KtSays;
KtSays      kt_words_says               (KtReport *report, KtRight right);
const char *kt_words_says_text          (KtSays says);
const char *kt_words_cell               (KtCell cell);                       /* "Confirmed, not meant" */
/* A row of the matrix: "Confirmed, not meant: Withdraw", a line for each that holds; the worst first. @good: (nullable) */
char       *kt_words_matrix             (const KtRecord *record, const KtReport *good, KtRights columns);

/* ── Dates ── */
char       *kt_words_ago                (gint64 at_ms, gint64 now_ms);       /* "12 min ago", "yesterday" */
char       *kt_words_in                 (gint64 at_ms, gint64 now_ms);       /* "in 3 days", "4 days ago" */
char       *kt_words_day                (gint64 at_ms, gint64 now_ms);       /* "3 Dec", with the year when it is another */
char       *kt_words_date               (const KtDate *date, gint64 now_ms, KtExchange *exchange);   /* "Rotate by 1 Dec (your rule: 90 days)" with origin and doubt */
char       *kt_words_date_short         (const KtDate *date, gint64 now_ms);                         /* for a list row: "12 Dec" */

/* ── Rotation ── */
char       *kt_words_rotation_next      (const KtRotation *rotation, KtExchange *exchange);                    /* where it stands and what is to be done */
/* What the check of the new key says against what it is meant to do. */
char       *kt_words_rotation_verdict   (const KtRotationVerdict *verdict, KtExchange *exchange);
/* Of the desktop, when it goes on for hours: "The old key of “Spot bot” still works". */
char       *kt_words_rotation_notice    (const KtRotation *rotation, const char *label);
/* What the exchange answered to the old key, and when it is asked again. */
char       *kt_words_rotation_watch     (const KtRotation *rotation, gint64 now_ms, KtExchange *exchange);

/* ── When something leaked ── */
/* "may move money away"; @known FALSE: "what it may do is not known" */
const char *kt_words_cost_risk          (KtRisk risk, gboolean known);
const char *kt_words_cost_addresses     (KtIpAllowlist ip);                  /* "from any address" */
/* All of it, as a sentence: rights, addresses, who has it, how old it is. @in_rotation: two credentials may be alive. */
char       *kt_words_cost               (const KtRecord *record, KtRisk risk, gboolean known, KtIpAllowlist ip,
                                         gboolean in_rotation, gint64 now_ms);
/* What was found out about whether it is dead; @report and @error may be NULL. @next_ms: when it is asked again, 0: not by itself. */
char       *kt_words_life               (KtLife life, KtReport *report, const GError *error, gint64 next_ms, gint64 now_ms,
                                         KtExchange *exchange);

/* ── Making a key at the exchange ── */
/* The boxes to tick there for a key with that intent, in the exchange's own words; NULL when they are not known. */
char       *kt_words_boxes              (KtExchange *exchange, KtRights intent);

/* ── Import ── */
char       *kt_words_import_remark      (const KtImportRemark *remark);      /* "Line 3: a quotation mark is not closed." */
const char *kt_words_import_role        (KtImportRole role);                 /* "Secret"; what a column holds */

/* ── Notices of the desktop ── */
typedef enum { KT_NOTICE_OPEN, KT_NOTICE_SNOOZE, KT_NOTICE_ROTATE } KtNoticeButton;
/* "“Spot bot” expires in 3 days" */
char       *kt_words_notice_title      (const KtRecord *record, const KtDate *date, gint64 now_ms);
/* "12 keys need you" */
char       *kt_words_notice_many       (guint n);
const char *kt_words_notice_button     (KtNoticeButton button);
typedef enum { KT_NOTICE_RIGHTS_GREW, KT_NOTICE_ALLOWLIST_GONE, KT_NOTICE_REFUSED } KtNoticeChange;
/* What an automatic check found: "“Spot bot” can do more than before" */
char       *kt_words_notice_change     (KtNoticeChange change, const char *label);
/* All dates of active keys until then, as an iCalendar file. @keys: (element-type KtKey). (transfer full) */
char       *kt_words_calendar          (GPtrArray *keys, KtCatalogue *catalogue, gint64 now_ms, gint64 until_ms, guint *ret_n);

/* ── Exchanges ── */
/* "BitMEX has closed, on 23 September 2026."; NULL while it runs. */
char       *kt_words_status             (KtExchange *exchange, gint64 now_ms);
/* What happened, what to do, who says so; NULL while it runs. */
char       *kt_words_status_detail      (KtExchange *exchange);
/* By what Keyturn's signing was verified: "ccxt; its own example". */
char       *kt_words_exchange_verified  (KtExchange *exchange);
/* A rule by which keys end, or some of their rights do: from when it counts, for which keys, how sure, its source. A line each. */
char      **kt_words_lifetime_rule      (const KtLifetimeRule *rule);
/* What a check reads there, line by line; the exchange's own words for rights with what they mean. */
char      **kt_words_exchange_reads     (KtExchange *exchange, const char *environment);
/* A table of all of them, as Markdown: its head, and a row each; with their line ends. */
const char *kt_words_exchange_head      (void);
char       *kt_words_exchange_row       (KtExchange *exchange);

/* ── The rest ── */
char       *kt_words_environment        (KtExchange *exchange, const char *environment);             /* "Binance · Spot testnet" */
char       *kt_words_error              (const GError *error);               /* an error as a sentence with its remedy */
/* What looks wrong about a credential. @other: the exchange whose key it looks like, or NULL. */
char       *kt_words_doubt              (const KtDoubt *doubt, KtExchange *exchange, KtExchange *other);
/* "Keyturn will send one read-only request to HOST, signed with this key."; or what is really sent, where nothing is signed. */
char       *kt_words_before_request     (const char *host, guint n_requests, KtGoes goes);
/* What of the key's secrets leaves this computer: "The passphrase itself is sent too…", "The key itself is sent…"; NULL: nothing. */
char       *kt_words_goes               (KtExchange *exchange, const char *environment, const char *key_type);
/* Before a check at an exchange with kt_exchange_wrong_address_disables(). */
const char *kt_words_wrong_address      (void);
const char *kt_words_rotation_question  (void);

G_END_DECLS
