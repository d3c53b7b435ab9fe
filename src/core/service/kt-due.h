/* kt-due.h: what to tell the person of now, and when to look again
 *
 * Pure: no clock, no disk. Days are days of the local calendar (23 or 25 hours long when clocks change), so is the lead time;
 * what a wall clock that was set, a zone that changed or a long suspend did shows at the next call, which is told the time.
 * Nothing is said twice: a mark holds the stage a date was shown at, and only a later stage is news.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-finding.h"
#include "kt-ledger-marks.h"
#include "kt-policy.h"

G_BEGIN_DECLS

/* More news than this at once are one notice. */
#define KT_DUE_MOST_APART 3

typedef enum {
  KT_DUE_NOT_YET,
  KT_DUE_COMING,        /* from the beginning of the day that is the lead time before */
  KT_DUE_TODAY,         /* from the beginning of its day */
  KT_DUE_PAST,          /* from the moment itself */
} KtDueStage;

/* When to say nothing. Hours of the local day; the same twice: no quiet hours. */
typedef struct {
  int      quiet_from;          /* 0..23 */
  int      quiet_to;
  gboolean working_days;        /* only Monday to Friday */
} KtDueRules;

typedef struct {
  const KtRecord *record;       /* borrowed */
  GPtrArray      *dates;        /* borrowed (element-type KtDate): as of kt-calendar, earliest first */
} KtDueKey;

typedef struct {
  const KtRecord *record;       /* borrowed, of the KtDueKey */
  const KtDate   *date;         /* borrowed */
  KtDueStage      stage;
  KtSeverity      severity;     /* SERIOUS: it stops working; UNKNOWN: it may; DUE: to be rotated */
  gboolean        news;         /* not shown at this stage yet, and now is a time to */
} KtDueItem;

typedef struct {
  GArray *items;                /* KtDueItem, worst first, then earliest: all that may stand on the screen; at most one a key */
  guint   n_news;
  gint64  next_ms;              /* the next instant anything changes by itself; 0: never */
} KtDue;

/* @keys: (element-type KtDueKey). @marks: (element-type KtMark) (nullable). @snoozes: (nullable): as of kt_ledger_list_snoozes(). */
KtDue     *kt_due_work_out    (GArray *keys, const KtPolicy *policy, const KtDueRules *rules,
                               GPtrArray *marks, GHashTable *snoozes, gint64 now_ms);
void       kt_due_free        (KtDue *self);
/* What to write down once the news were shown. (transfer full) (element-type KtMark) */
GPtrArray *kt_due_make_marks  (const KtDue *self, gint64 now_ms);

/* At @now_ms, of one date. */
KtDueStage kt_due_get_stage   (const KtDate *date, int lead_days, gint64 now_ms);
/* A week later, at the same time of the day. */
gint64     kt_due_put_off        (gint64 now_ms);
/* Of a key's notice, in every program. (transfer full) */
char      *kt_due_make_notice_id (const char *key_id);
/* @at_ms, or the end of the quiet that it falls in. */
gint64     kt_due_next_loud   (const KtDueRules *rules, gint64 at_ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtDue, kt_due_free)

G_END_DECLS
