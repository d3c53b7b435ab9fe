/* kt-panic.h: all keys by what they could cost, for the day on which something leaked
 *
 * Pure, from what the ledger knows; the keyring may be locked. Unknown is never cheap: a key of which nothing is known
 * counts as one that can withdraw, from any address.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-key.h"

G_BEGIN_DECLS

typedef struct {
  KtKey    *key;             /* borrowed */
  guint     cost;            /* only for sorting: rights × addresses × consumers × age */
  KtRisk    risk;            /* the worst it may do */
  gboolean  rights_known;    /* FALSE: @risk is the worst there is */
  KtIpAllowlist ip;
  guint     n_consumers;
  gboolean  in_rotation;     /* filled by the caller; two credentials may be alive */
} KtPanicEntry;

/* The keys that may be alive: all but those never saved and those being wiped. Worst first. (transfer full) KtPanicEntry */
GArray *kt_panic_rank (GPtrArray *keys, gint64 now_ms);

G_END_DECLS
