/* serve.h: the HTTPS side of the exchange server: who is asked, what is answered, and how it misbehaves
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "accounts.h"
#include "certificates.h"
#include "journal.h"

G_BEGIN_DECLS

typedef struct
{
  AccountsStore *store;
  Journal *journal;
  const char *default_host;          /* what 127.0.0.1 and localhost stand for; may be %NULL */
  guint ports[N_CERTIFICATES];       /* one HTTPS port per certificate */
  guint proxy_port;
  guint tunnels;                     /* open now */
  guint connections;                 /* open now, at all HTTPS ports */
  GPtrArray *servers;                /* SoupServer */
  GPtrArray *listeners;              /* GSocketService */
} Service;

/* Opens one HTTPS port on 127.0.0.1 for each certificate and writes them to @service. */
gboolean serve_start (Service *service, Certificates *certificates, GError **error);

/* Opens the CONNECT proxy in front of them. */
gboolean proxy_start (Service *service, GError **error);

/* Makes the closing of @message's connection abrupt. */
void serve_prepare_reset (SoupServerMessage *message);

G_END_DECLS
