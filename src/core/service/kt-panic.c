/* kt-panic.c: all keys by what they could cost
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-panic.h"

#define DAY_MS ((gint64) 24 * 60 * 60 * 1000)

/* Each step of risk outweighs everything that is said of addresses, consumers and age. */
static const guint risk_weights[] = {
  [KT_RISK_LOOK]     = 1,
  [KT_RISK_TRADE]    = 100,
  [KT_RISK_TRANSFER] = 1000,
  [KT_RISK_MONEY]    = 10000,
};

static guint
weigh_addresses (KtIpAllowlist ip)
{
  /* From a listed address only: an attacker needs that machine too. */
  return ip == KT_IP_LIST ? 1 : 4;
}

static guint
weigh_age (const KtRecord *record, gint64 now_ms)
{
  gint64 since_ms = record->secret_since_ms ? record->secret_since_ms : record->added_ms;

  return now_ms - since_ms > 365 * DAY_MS ? 3 : now_ms - since_ms > 90 * DAY_MS ? 2 : 1;
}

static KtPanicEntry
weigh (KtKey *key, gint64 now_ms)
{
  const KtRecord *record = kt_key_get_record (key);
  const KtReport *report = kt_key_get_good_report (key);
  KtPanicEntry entry = { .key = key, .risk = KT_RISK_MONEY, .ip = KT_IP_UNKNOWN };

  entry.n_consumers = record->consumers ? g_strv_length (record->consumers) : 0;
  if (report)
    {
      entry.rights_known = report->rights_told;
      entry.ip = report->ip;
      if (report->rights_told)
        entry.risk = kt_rights_get_risk (kt_report_get_rights (report));
    }
  entry.cost = risk_weights[entry.risk] * weigh_addresses (entry.ip) * MIN (entry.n_consumers + 1, 4) * weigh_age (record, now_ms);
  return entry;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const KtPanicEntry *x = a, *y = b;

  int by_label;

  if (x->cost != y->cost)
    return x->cost < y->cost ? 1 : -1;
  /* What is told comes before what is feared. */
  if (x->rights_known != y->rights_known)
    return x->rights_known ? -1 : 1;
  by_label = g_strcmp0 (kt_key_get_label (x->key), kt_key_get_label (y->key));
  if (by_label != 0)
    return by_label;
  return g_strcmp0 (kt_key_get_id (x->key), kt_key_get_id (y->key));
}

GArray *
kt_panic_rank (GPtrArray *keys, gint64 now_ms)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (KtPanicEntry));

  for (guint i = 0; i < keys->len; i++)
    {
      KtKey *key = g_ptr_array_index (keys, i);
      KtState state = kt_key_get_record (key)->state;
      KtPanicEntry entry;

      /* Deleted here is not deleted at the exchange. */
      if (state == KT_STATE_PENDING || state == KT_STATE_CLEARING)
        continue;
      entry = weigh (key, now_ms);
      g_array_append_val (entries, entry);
    }
  g_array_sort (entries, compare);
  return entries;
}
