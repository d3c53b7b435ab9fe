/* test-client.h: asking the exchange server as a client would, through its proxy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

#include "exchange-server.h"

G_BEGIN_DECLS

typedef struct
{
  ExchangeServer *server;
  SoupSession *session;
} Client;

typedef struct
{
  guint status;             /* 0 when there was no reply */
  char *body;               /* may be cut */
  gsize length;
  char *location;
  char *retry_after;
  GError *error;
  GTlsCertificateFlags tls_errors;
} Answer;

/* A session that trusts the server's authority, uses its proxy and follows no redirect. */
void client_init (Client *client, ExchangeServer *server);
void client_clear (Client *client);

/* Asks and waits; gives up after @limit_ms with G_IO_ERROR_CANCELLED. @headers and @body may be %NULL. */
void client_ask (Client *client, const char *method, const char *url, JsonObject *headers, const char *body,
                 guint limit_ms, Answer *ret_answer);
void answer_clear (Answer *answer);

JsonObject *test_copy_object (JsonObject *object);
/* What the log says of the last request; "" when nothing. Free it. */
char *test_last_of_log (ExchangeServer *server, const char *member);
/* Another letter or digit of the same kind, so that the text stays a text of its form. */
void test_change_byte (char *byte);
/* The last place in @text where a letter or digit can be changed, %NULL if there is none. Not right after a "%". */
char *test_last_plain (char *text);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Client, client_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Answer, answer_clear)

G_END_DECLS
