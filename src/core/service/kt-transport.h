/* kt-transport.h: sends one signed request over HTTPS and reads what comes back, within limits
 *
 * HTTPS to the given hosts only; system trust and proxy; no redirects, cookies, cache, stored logins
 * or guessing of contents; nothing is ever sent a second time, not even on a connection that broke.
 * A reply is read up to 1 MiB, after decompression; its bytes are wiped when it is freed.
 *
 * In the development profile, and only there, two variables of the environment work:
 *   KEYTURN_TEST_PROXY   http://127.0.0.1:PORT, a proxy on this computer that everything goes through
 *   KEYTURN_TEST_CA      absolute path of a PEM file: the one authority to be trusted
 *
 * Copies of "sent" fields (a passphrase header) that cannot be wiped: in libsoup's message headers and its
 * write buffer, and in GnuTLS's record buffer, all freed right after the request. See kt-secret.h.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "kt-outcome.h"
#include "kt-signer.h"

G_BEGIN_DECLS

#define KT_TRANSPORT_CONNECT_MS 10000           /* until the request can be written: name, connection, TLS */
#define KT_TRANSPORT_TOTAL_MS   30000           /* until the last byte of the reply */
#define KT_TRANSPORT_MOST_BYTES (1024 * 1024)

#define KT_TYPE_TRANSPORT (kt_transport_get_type ())
G_DECLARE_FINAL_TYPE (KtTransport, kt_transport, KT, TRANSPORT, GObject)

typedef struct {
  KtOutcomes  failure;          /* 0: there is a reply. Else a bit of KT_OUTCOMES_UNREACHABLE, UNREADABLE_REPLY (cut off, not HTTP,
                                 * too large) or CANCELLED */
  const char *reason;           /* why, as one of the words below; or NULL */
  guint       status;           /* HTTP */
  char       *body;             /* owned; not NUL-terminated; wiped when freed */
  gsize       length;           /* bytes */
  char       *date;             /* Date header, or NULL */
  gint64      retry_after_ms;   /* from now, as the header Retry-After says; -1: it does not */
  gint64      sent_ms;          /* Unix time when the request went out */
  gint64      duration_ms;      /* from then to the last byte */
} KtTransportReply;

/* reason, for TLS: "certificate-expired", "certificate-not-yet-valid", "certificate-wrong-host", "certificate-unknown-authority",
 *   "certificate-revoked", "certificate-insecure", "certificate-bad", "handshake"
 * for a timeout: "connecting", "waiting"; for an unreadable reply: "too-large", "cut-off", "not-http" */

KtTransport      *kt_transport_new        (void);
/* For tests of the limits. */
void              kt_transport_set_limits (KtTransport *self, guint connect_ms, guint total_ms);

/* @hosts: (array zero-terminated=1): where it may go. */
void              kt_transport_send_async  (KtTransport *self, const KtSignedRequest *request, char **hosts,
                                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Only KT_ERROR_NOT_SECURE (not HTTPS, not one of the hosts) is an error; all that the network does is in the reply. (transfer full) */
KtTransportReply *kt_transport_send_finish (KtTransport *self, GAsyncResult *result, GError **error);

void              kt_transport_reply_free  (KtTransportReply *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtTransportReply, kt_transport_reply_free)

/* @text: seconds, or an HTTP date. Returns milliseconds from @now_ms (never negative), or -1. */
gint64            kt_transport_parse_retry_after (const char *text, gint64 now_ms);

G_END_DECLS
