/* play.h: what it takes to play an exchange
 *
 * One table per exchange, tables/NAME.c: see table.h. Those that need code of their own have it in play-NAME.c: hosts,
 * documented errors, how a reply looks, and one function that answers a request. Both are named in play.c.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <libsoup/soup.h>

#include "accounts.h"

G_BEGIN_DECLS

typedef enum
{
  SIGNATURE_NOT_LOOKED_AT,
  SIGNATURE_HELD,
  SIGNATURE_FAILED
} PlaySignature;

typedef struct
{
  const char *code;         /* as the exchange writes it */
  guint status;             /* HTTP */
  const char *message;
  const char *body;         /* tables: a template of its own; else %NULL */
} PlayError;

typedef struct _PlayExchange PlayExchange;

typedef struct
{
  const PlayExchange *exchange;
  AccountsStore *store;
  const Document *document;
  const char *method;
  const char *host;         /* lower case, without port: what the exchange is told by */
  const char *host_header;  /* as it came, port and all */
  const char *path;         /* as sent, still percent-encoded */
  const char *query;        /* as sent, "" when there is none */
  const char *body;         /* NUL-terminated, "" when there is none */
  SoupMessageHeaders *headers;
  gint64 now_ms;            /* this exchange's clock */
} PlayRequest;

typedef struct
{
  guint status;
  char *content_type;
  char *body;               /* text */
  char *verdict;            /* for the log: "ok" or the code refused with */
  char *api_key;            /* for the log, shortened there; %NULL = none was given */
  PlaySignature signature;
} PlayReply;

struct _PlayExchange
{
  const char *id;
  const char *const *hosts;
  const PlayError *errors;                     /* ends with a %NULL code */
  const char *maintenance;                     /* codes of @errors */
  const char *rate_limited;
  /* The body of an error reply; %NULL: a table (table.h), and its template is used. */
  char *(*error_body) (const char *code, const char *message, gint64 now_ms);
  void (*play) (const PlayRequest *request, PlayReply *reply);
  const char *words;                           /* for --help: environments and rights; %NULL: they stand in help.c */
};

/* The exchange that has @host (without port), and all of them, ending with %NULL. */
const PlayExchange *play_lookup (const char *host);
const PlayExchange *const *play_exchanges (void);
gboolean play_has_exchange (const char *id);

/* ── What the players share ────────────────────────────────────────────────── */

void play_reply_clear (PlayReply *reply);

/* Answers 200 with @body, JSON, which is taken. */
void play_accept (PlayReply *reply, char *body);
/* Answers with the documented error @code; @message instead of the documented one when not %NULL. */
void play_refuse (const PlayRequest *request, PlayReply *reply, const char *code, const char *message);
/* Answers with plain text. */
void play_text (PlayReply *reply, guint status, const char *verdict, const char *text);
const PlayError *play_error_lookup (const PlayExchange *exchange, const char *code);

const char *play_header (const PlayRequest *request, const char *name);   /* "" when absent */
gboolean play_is (const PlayRequest *request, const char *method, const char *path);
/* The value of @name in @form (a query or a form body), percent-decoded; %NULL when absent. Free it. */
char *play_form_get (const char *form, const char *name);
/* @form without its @name=value pair. Free it. */
char *play_form_without (const char *form, const char *name);
/* @form with every percent escape undone; %NULL when that is no text. Free it. */
char *play_unescape (const char *form);
/* An integer of nothing but digits; FALSE otherwise. */
gboolean play_parse_integer (const char *text, gint64 *ret_number);

/* @text as a JSON string, a list of them, and a comma-separated one. Free them. */
char *play_quote (const char *text);
char *play_quote_list (GStrv texts);
char *play_quote_joined (GStrv texts);

extern const PlayExchange play_bitget, play_binance, play_okx, play_kraken, play_bybit, play_coinbase;

G_END_DECLS
