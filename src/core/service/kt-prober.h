/* kt-prober.h: runs a check over the network
 *
 * Harmless by construction: HTTPS to the definition's own hosts only, system trust and proxy, no
 * redirects, no cookies, no cache, replies capped at 1 MiB, 10 s to connect, 30 s in all. At most one
 * request in flight per exchange and eight in all; the definition's pace is kept; after 429, 418 or
 * a ban code every request to that host waits until the time told (or 5 minutes). The exchange's
 * time is asked once per host per 5 minutes.
 *
 * One request in flight per exchange, the pace and the holds hold between programs as well, once
 * kt_prober_share() named the folder they share (kt-turn.h); so do rising nonces, through the ledger.
 * "Eight in all" and the exchange's time are each program's own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "kt-credential.h"
#include "kt-exchange.h"
#include "kt-report.h"

G_BEGIN_DECLS

#define KT_TYPE_PROBER (kt_prober_get_type ())
G_DECLARE_FINAL_TYPE (KtProber, kt_prober, KT, PROBER, GObject)

/* Gives the next rising nonce (from the ledger). Called in a worker thread just before signing, while it is this check's
 * turn: no other check of that exchange draws one meanwhile. */
typedef gboolean (*KtNonceFunc) (gpointer user_data, KtNonceKind kind, gint64 base, gint64 *ret_nonce, GError **error);

typedef enum {
  KT_STAGE_WAITING,     /* for its turn, or for a rate limit to pass */
  KT_STAGE_TIME,
  KT_STAGE_KEY,         /* first signed request */
  KT_STAGE_RIGHTS,      /* further steps */
  KT_STAGE_DONE,
} KtStage;
typedef void (*KtStageFunc) (KtStage stage, gint64 until_ms, gpointer user_data);   /* @until_ms: when waiting; or 0 */

typedef struct {
  KtExchange   *exchange;
  const char   *environment;
  const char   *key_type;
  KtCredential *credential;
  KtNonceFunc   nonce_func;     /* may be NULL when the definition has no rising nonce */
  KtStageFunc   stage_func;     /* or NULL */
  gpointer      user_data;      /* of both; must live until the check ends */
} KtProbe;

KtProber *kt_prober_new          (void);
/* Other programs take turns with this one by files in @folder. Before the first check. */
void      kt_prober_share        (KtProber *self, const char *folder);
/* Never fails because of the exchange or the network: that is what the report says. Errors: KT_ERROR_INVALID (a credential that
 * cannot be signed with; the sentence names the field), KT_ERROR_NOT_FOUND (environment). Cancelled: a report with CANCELLED. */
void      kt_prober_check_async  (KtProber *self, const KtProbe *probe, GCancellable *cancellable,
                                  GAsyncReadyCallback callback, gpointer user_data);
KtReport *kt_prober_check_finish (KtProber *self, GAsyncResult *result, GError **error);
/* What would be sent first, for people to read before it is: method, host, path and header names; no secret, no signature. (transfer full) */
char     *kt_prober_preview      (KtExchange *exchange, const char *environment, const char *key_type);
/* For tests and the bench: no waiting for pace. Development profile only. */
void      kt_prober_set_ignore_pace (KtProber *self, gboolean ignore);

G_END_DECLS
