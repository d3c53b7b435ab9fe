/* kt-host-gate.c: who may send when
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-host-gate.h"

#include <string.h>

/* Two clocks read one after the other differ by a little; NTP slews slower than this within five minutes. */
#define CLOCK_WAS_SET_MS 500

typedef struct {
  gint64       offset_ms;
  gint64       doubt_ms;
  KtGateMoment learnt;
} Clock;

struct _KtHostGate
{
  GHashTable *in_flight;        /* exchange id: a set */
  GHashTable *not_before;       /* pace scope -> gint64, when the next one may start */
  GHashTable *holds;            /* host -> gint64 */
  GHashTable *clocks;           /* host -> Clock */
};

KtHostGate *
kt_host_gate_new (void)
{
  KtHostGate *self = g_new0 (KtHostGate, 1);

  self->in_flight = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->not_before = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->holds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->clocks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

void
kt_host_gate_free (KtHostGate *self)
{
  g_hash_table_unref (self->in_flight);
  g_hash_table_unref (self->not_before);
  g_hash_table_unref (self->holds);
  g_hash_table_unref (self->clocks);
  g_free (self);
}

/* A time in a table, or 0; one that is past is dropped, so the tables do not grow. */
static gint64
look_up_time (GHashTable *table,
              const char *name,
              gint64      now_ms)
{
  const gint64 *time = g_hash_table_lookup (table, name);

  if (!time)
    return 0;
  if (*time <= now_ms)
    {
      g_hash_table_remove (table, name);
      return 0;
    }
  return *time;
}

static void
set_time (GHashTable *table,
          const char *name,
          gint64      time)
{
  g_hash_table_insert (table, g_strdup (name), g_memdup2 (&time, sizeof time));
}

/* Limits per address or account are kept for the exchange as a whole: two keys may share an account. */
static char *
name_scope (const char *exchange,
            const char *key)
{
  return key ? g_strconcat (exchange, "\n", key, NULL) : g_strdup (exchange);
}

static char *
pace_scope (const KtGateRequest *request)
{
  gboolean per_key = request->pace && g_strcmp0 (request->pace->per, "key") == 0;

  return name_scope (request->exchange, per_key ? request->key : NULL);
}

/* Evenly spread: never a burst, which some exchanges punish although the sum would be allowed. */
static gint64
pace_gap_ms (const KtPace *pace)
{
  if (!pace || pace->requests == 0)
    return 0;
  return ((gint64) pace->per_seconds * 1000 + pace->requests - 1) / pace->requests;
}

gboolean
kt_host_gate_may_enter (KtHostGate          *self,
                        const KtGateRequest *request,
                        gint64               now_ms,
                        gint64              *ret_until_ms)
{
  g_autofree char *scope = pace_scope (request);
  gint64 until_ms = look_up_time (self->holds, request->host, now_ms);

  if (pace_gap_ms (request->pace) > 0)
    {
      gint64 pace_ms = look_up_time (self->not_before, scope, now_ms);

      until_ms = MAX (until_ms, pace_ms);
    }
  *ret_until_ms = until_ms;
  return until_ms == 0
         && !g_hash_table_contains (self->in_flight, request->exchange)
         && g_hash_table_size (self->in_flight) < KT_GATE_MOST;
}

gboolean
kt_host_gate_enter (KtHostGate          *self,
                    const KtGateRequest *request,
                    gint64               now_ms,
                    gint64              *ret_until_ms)
{
  gint64 gap_ms = pace_gap_ms (request->pace);

  if (!kt_host_gate_may_enter (self, request, now_ms, ret_until_ms))
    return FALSE;
  g_hash_table_add (self->in_flight, g_strdup (request->exchange));
  if (gap_ms > 0)
    {
      g_autofree char *scope = pace_scope (request);

      set_time (self->not_before, scope, now_ms + gap_ms);
    }
  return TRUE;
}

void
kt_host_gate_leave (KtHostGate *self,
                    const char *exchange)
{
  gboolean was_in = g_hash_table_remove (self->in_flight, exchange);

  g_return_if_fail (was_in);
}

void
kt_host_gate_hold (KtHostGate *self,
                   const char *host,
                   gint64      until_ms,
                   gint64      now_ms)
{
  until_ms = MIN (until_ms, now_ms + KT_GATE_LONGEST_HOLD_MS);
  if (until_ms > MAX (now_ms, look_up_time (self->holds, host, now_ms)))
    set_time (self->holds, host, until_ms);
}

gint64
kt_host_gate_get_hold (KtHostGate *self,
                       const char *host,
                       gint64      now_ms)
{
  return look_up_time (self->holds, host, now_ms);
}

void
kt_host_gate_set_pace (KtHostGate *self,
                       const char *exchange,
                       const char *key,
                       gint64      until_ms,
                       gint64      now_ms)
{
  g_autofree char *scope = name_scope (exchange, key);
  gint64 known_ms = look_up_time (self->not_before, scope, now_ms);

  until_ms = MIN (until_ms, now_ms + KT_GATE_HOLD_MS);
  if (until_ms > MAX (now_ms, known_ms))
    set_time (self->not_before, scope, until_ms);
}

void
kt_host_gate_foreach (KtHostGate *self,
                      const char *exchange,
                      char      **hosts,
                      gint64      now_ms,
                      KtGateFunc  func,
                      gpointer    user_data)
{
  gsize length = strlen (exchange);
  GHashTableIter iter;
  gpointer scope, time;

  for (guint i = 0; hosts[i]; i++)
    {
      gint64 until_ms = look_up_time (self->holds, hosts[i], now_ms);

      if (until_ms > 0)
        func (TRUE, hosts[i], until_ms, user_data);
    }
  g_hash_table_iter_init (&iter, self->not_before);
  while (g_hash_table_iter_next (&iter, &scope, &time))
    {
      const char *rest = (const char *) scope + length;

      if (*(gint64 *) time > now_ms && strncmp (scope, exchange, length) == 0 && (*rest == '\0' || *rest == '\n'))
        func (FALSE, *rest ? rest + 1 : NULL, *(gint64 *) time, user_data);
    }
}

void
kt_host_gate_remember_clock (KtHostGate         *self,
                             const char         *host,
                             const KtGateMoment *moment,
                             gint64              offset_ms,
                             gint64              doubt_ms)
{
  const Clock *known = g_hash_table_lookup (self->clocks, host);
  Clock *clock;

  if (known && known->learnt.now_ms > moment->now_ms)
    return;
  clock = g_new0 (Clock, 1);
  clock->offset_ms = offset_ms;
  clock->doubt_ms = doubt_ms;
  clock->learnt = *moment;
  g_hash_table_insert (self->clocks, g_strdup (host), clock);
}

gboolean
kt_host_gate_recall_clock (KtHostGate         *self,
                           const char         *host,
                           const KtGateMoment *moment,
                           gint64             *ret_offset_ms,
                           gint64             *ret_doubt_ms)
{
  const Clock *clock = g_hash_table_lookup (self->clocks, host);
  gint64 age_ms, wall_age_ms;

  if (!clock)
    return FALSE;
  age_ms = moment->now_ms - clock->learnt.now_ms;
  wall_age_ms = moment->wall_ms - clock->learnt.wall_ms;
  if (age_ms >= KT_GATE_CLOCK_MS || ABS (wall_age_ms - age_ms) > CLOCK_WAS_SET_MS)
    {
      g_hash_table_remove (self->clocks, host);
      return FALSE;
    }
  *ret_offset_ms = clock->offset_ms;
  *ret_doubt_ms = clock->doubt_ms;
  return TRUE;
}

void
kt_host_gate_foreach_clock (KtHostGate         *self,
                            char              **hosts,
                            const KtGateMoment *moment,
                            KtClockFunc         func,
                            gpointer            user_data)
{
  gint64 offset_ms, doubt_ms;

  for (guint i = 0; hosts[i]; i++)
    {
      if (kt_host_gate_recall_clock (self, hosts[i], moment, &offset_ms, &doubt_ms))
        func (hosts[i], &((const Clock *) g_hash_table_lookup (self->clocks, hosts[i]))->learnt, offset_ms, doubt_ms, user_data);
    }
}
