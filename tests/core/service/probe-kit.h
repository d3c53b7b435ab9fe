/* probe-kit.h: a prober, the built-in definitions and the exchange server, for tests of checks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exchange-server.h"
#include "kt-catalogue.h"
#include "kt-prober-private.h"
#include "kt-test-util.h"

G_BEGIN_DECLS

/* A made-up key, as the server's accounts document has it too. */
typedef struct {
  const char *exchange;
  const char *environment;      /* NULL: "live" */
  const char *key_type;         /* NULL: "hmac" */
  const char *api_key;
  const char *secret;           /* or the private key, for other key types */
  const char *passphrase;       /* or NULL */
} ProbeKey;

typedef struct {
  ExchangeServer *server;
  KtCatalogue    *catalogue;
  KtProber       *prober;
  char           *turns;        /* folder shared with other programs, as the keeper does */
} ProbeKit;

/* @document: of the exchange server. Pace is ignored. */
void      probe_kit_init  (ProbeKit *self, const char *document);
/* A server whose only account is @key's, with every right the exchange knows, and @faults (JSON, may be ""). */
void      probe_kit_init_for_key (ProbeKit *self, const ProbeKey *key, const char *faults);
void      probe_kit_clear (ProbeKit *self);

/* A check under way. */
typedef struct {
  GAsyncResult *result;
  GString      *stages;         /* "time key rights done" */
  gint64        until_ms;       /* of the last wait */
  guint         nonces;         /* handed out */
  gboolean      refuse_nonces;  /* as a full disk does */
  gint64        last_nonce;
} ProbeRun;

void      probe_kit_start  (ProbeKit *self, const ProbeKey *key, GCancellable *cancellable, ProbeRun *run);
/* Waits for its end. (transfer full) */
KtReport *probe_kit_finish (ProbeKit *self, ProbeRun *run, GError **error);
void      probe_run_clear  (ProbeRun *run);

/* All in one; an error fails the test. (transfer full) */
KtReport *probe_kit_check  (ProbeKit *self, const ProbeKey *key);

/* Requests that reached the server, in order: "GET api.bitget.com/api/v2/public/time", joined by newlines. (transfer full) */
char     *probe_kit_get_requests (ProbeKit *self);
guint     probe_kit_count_requests (ProbeKit *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ProbeKit, probe_kit_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ProbeRun, probe_run_clear)

G_END_DECLS
