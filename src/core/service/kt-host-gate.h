/* kt-host-gate.h: who may send when: one request in flight per exchange, eight in all, the pace, and holds
 *
 * Pure: it has no clock and no timer of its own, "now" is handed in (monotonic milliseconds, so that
 * a changed wall clock neither shortens a hold nor lengthens one). It also remembers each host's time
 * offset for five minutes, so that nobody's time is asked twice within that.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-exchange.h"

G_BEGIN_DECLS

#define KT_GATE_MOST            8                        /* requests in flight, all exchanges together */
#define KT_GATE_HOLD_MS         (5 * 60 * G_GINT64_CONSTANT (1000))       /* after 429, 418 or a ban, when no time was told */
#define KT_GATE_LONGEST_HOLD_MS (3 * 24 * 3600 * G_GINT64_CONSTANT (1000)) /* the longest documented ban (Binance: 3 days) */
#define KT_GATE_CLOCK_MS        (5 * 60 * G_GINT64_CONSTANT (1000))       /* how long a host's time offset is trusted */

typedef struct _KtHostGate KtHostGate;

/* What somebody wants to send. All borrowed. */
typedef struct {
  const char   *exchange;       /* id */
  const char   *host;
  const char   *key;            /* tells this key from the exchange's others, or NULL; for a pace "per key" */
  const KtPace *pace;           /* or NULL: nothing said */
} KtGateRequest;

/* Two clocks at one moment: when they drift apart, somebody set this computer's time. */
typedef struct {
  gint64 now_ms;                /* monotonic */
  gint64 wall_ms;               /* Unix time */
} KtGateMoment;

KtHostGate *kt_host_gate_new   (void);
void        kt_host_gate_free  (KtHostGate *self);

/* %TRUE: it may be sent now and counts as in flight until kt_host_gate_leave(). %FALSE: not yet;
 * @ret_until_ms: when it is worth asking again, or 0: when somebody leaves. */
gboolean    kt_host_gate_enter (KtHostGate *self, const KtGateRequest *request, gint64 now_ms, gint64 *ret_until_ms);
/* The same question, and nothing changes. */
gboolean    kt_host_gate_may_enter (KtHostGate *self, const KtGateRequest *request, gint64 now_ms, gint64 *ret_until_ms);
/* @exchange: as entered. */
void        kt_host_gate_leave (KtHostGate *self, const char *exchange);

/* Nothing goes to @host until then. Never shortens a hold; cut at KT_GATE_LONGEST_HOLD_MS from @now_ms. */
void        kt_host_gate_hold     (KtHostGate *self, const char *host, gint64 until_ms, gint64 now_ms);
/* Until when @host is to be left alone, or 0. */
gint64      kt_host_gate_get_hold (KtHostGate *self, const char *host, gint64 now_ms);

/* What another program knows: the pace of @exchange (of @key, or of all when NULL) allows the next request then. Never
 * sooner than known already; cut at KT_GATE_HOLD_MS from @now_ms. */
void        kt_host_gate_set_pace (KtHostGate *self, const char *exchange, const char *key, gint64 until_ms, gint64 now_ms);
/* What other programs should know of @exchange: holds of its @hosts (@name: host), its pace (@name: key, or NULL). */
typedef void (*KtGateFunc) (gboolean is_hold, const char *name, gint64 until_ms, gpointer user_data);
void        kt_host_gate_foreach  (KtHostGate *self, const char *exchange, char **hosts, gint64 now_ms, KtGateFunc func,
                                   gpointer user_data);

/* @offset_ms and @doubt_ms: as in KtReport. What was learnt later stays. */
void        kt_host_gate_remember_clock (KtHostGate *self, const char *host, const KtGateMoment *moment,
                                         gint64 offset_ms, gint64 doubt_ms);
/* %FALSE: unknown, older than five minutes, or this computer's clock was set since. */
gboolean    kt_host_gate_recall_clock   (KtHostGate *self, const char *host, const KtGateMoment *moment,
                                         gint64 *ret_offset_ms, gint64 *ret_doubt_ms);
/* What other programs should know: the offsets of @hosts that still count. */
typedef void (*KtClockFunc) (const char *host, const KtGateMoment *learnt, gint64 offset_ms, gint64 doubt_ms, gpointer user_data);
void        kt_host_gate_foreach_clock  (KtHostGate *self, char **hosts, const KtGateMoment *moment, KtClockFunc func,
                                         gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtHostGate, kt_host_gate_free)

G_END_DECLS
