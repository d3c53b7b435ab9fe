/* exchange-server.h: the exchange server, from a test's side
 *
 * Starts keyturn-exchange-server as a child with its accounts document and log in a folder of their own, and stops
 * it (its standard input ends, so it cannot outlive the test, however that ends). In meson, depend on
 * exchange_server_dep, and give the test `depends: exchange_server`.
 *
 * The server is another process: requests to it may be made synchronously or not.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _ExchangeServer ExchangeServer;

/* Starts the server and waits until it is ready. @document: JSON, as keyturn-exchange-server --help says. */
ExchangeServer *exchange_server_new (const char *document, GError **error);

/* Stops the server, waits for its end and removes its folder. */
void exchange_server_free (ExchangeServer *server);

/* Replaces the accounts document; holds from the next request on. Aborts when it cannot be written. */
void exchange_server_set_document (ExchangeServer *server, const char *document);

guint exchange_server_get_https_port (ExchangeServer *server);
guint exchange_server_get_proxy_port (ExchangeServer *server);
const char *exchange_server_get_proxy_uri (ExchangeServer *server);   /* "http://127.0.0.1:PORT" */
const char *exchange_server_get_ca_file (ExchangeServer *server);     /* path, PEM */

/* The log's lines so far, each one JSON object, %NULL-terminated. A request is logged before it is answered (a
 * dropped or hanging one, too). Free it with g_strfreev(). */
GStrv exchange_server_read_log (ExchangeServer *server);

/* How many lines of the log contain @part, as "\"path\":…" or "\"event\":\"request\"". */
guint exchange_server_count_log (ExchangeServer *server, const char *part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExchangeServer, exchange_server_free)

G_END_DECLS
