/* table.h: an exchange as a table, for the exchanges that need no code of their own
 *
 * A table says where a request carries what, of which pieces its signed text is put together, how the exchange refuses
 * and what it answers. tables/NAME.c has one each, written from the exchange's documentation, and nothing of Keyturn's
 * signer or definitions. Adding an exchange is adding that file and naming it in play.h and play.c.
 *
 * PLACES say where a value of a request is, a kind and a name: "header NAME", "query NAME" and "form NAME" (percent escapes
 * undone), "json NAME" (the body's member), "payload NAME" (of the JSON in the base64 of the scheme's payload), "claim NAME"
 * (of the token), "match NAME" (a named group of the scheme's authorization pattern).
 *
 * PIECES make the signed text, in order. "'text" stands for text itself. The others:
 *   method host path query body      as sent; "?query" with its question mark, nothing when there is none
 *   plain-query ?plain-query         with the percent escapes undone
 *   sorted-query                     its pairs as sent, by name, without the signature
 *   query-rest, form-rest            without the signature
 *   time window nonce key passphrase payload content-type
 *                                    as sent; content-type only beside a body
 *   path-after TEXT, path-last       what follows TEXT in the path; its last part
 *   sha256 PIECE, sha512 PIECE       in hex; "base64 PIECE"
 *   instruction                      the table's word for method and path; "&params" what goes with it, by name
 *   sorted-sent                      the pairs of query, form (or of one named after "body_name") and the scheme's extra
 *                                    headers, by name, without the signature
 *   header NAME, query NAME, json NAME   a value of the request
 *   any TEXT PIECE                   TEXT and the piece, or nothing when the piece is empty
 *   json-params                      Crypto.com's: names and values of the body's "params", by name, without separators
 *
 * TEMPLATES are a reply's text with <words> filled in: <code> <message> (as a JSON string) <now_ms> <now_s> <now_iso> <now_decimal>
 * <uid> <parent_uid> <key> <key-start> (twelve characters and stars) <label> (JSON string) <rights> and <ips> (JSON lists),
 * <rights,> <rights-spaced> <ips,> (one JSON string), <rows> (the table's row for every right, with <word>, or <group> and
 * <access> around its colon, <access=TEXT>), <has WORD> and <lacks WORD> (true or false, or the table's flags), <bound>,
 * <created_ms> <created_s> <created_iso>, the same three of <expires_…> (null: never), <expires_quoted> (ISO, a JSON
 * string or null), <expires_or_0> (ms), <expires_days> (days left, the table's never), <method>, <path-last>,
 * <environment>.
 * <?ips …> is there only when the key has an allowlist, and ends at the next ">"; in it $, is <ips,> and $[] is <ips>.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include "play.h"

G_BEGIN_DECLS

#define TABLE_PIECES 20

typedef enum
{
  TABLE_HMAC,               /* and the public-key signatures of keys of that type */
  TABLE_TOKEN,              /* a JWT, HS256, HS384 or HS512 */
  TABLE_HASH,               /* the text ends in the secret and is hashed */
  TABLE_SECRET,             /* the secret itself is sent */
  TABLE_KEY                 /* there is none: the key is all */
} TableKind;

typedef enum { TABLE_HEX, TABLE_HEX_UPPER, TABLE_BASE64, TABLE_BASE64_OF_HEX } TableEncoding;

typedef enum { TABLE_SECRET_TEXT, TABLE_SECRET_BASE64 } TableSecret;

typedef enum { TABLE_NO_HASH, TABLE_SHA256_BYTES, TABLE_MD5_UPPER } TableHash;   /* of the text, before it is signed */

typedef enum { TABLE_MS, TABLE_S, TABLE_ISO_S } TableUnit;

typedef enum { TABLE_ANY_NONCE, TABLE_RISING_NONCE, TABLE_NONCE_ONCE } TableNonce;

/* How one interface of an exchange is signed. */
typedef struct
{
  const char *path;               /* beginning of the paths it holds for; %NULL = all others */
  const char *authorization;      /* a pattern for the Authorization header */
  const char *authorization_64;   /* what stands before base64 in that header; the pattern is for what is in it */
  const char *payload_place;      /* where the base64 of a JSON object is */
  /* places */
  const char *key, *signature, *passphrase, *time, *window, *nonce;
  const char *same[6][2];         /* places, and the piece that must be there ("'a|b": one of those) */
  const char *(*instructions)[2]; /* "GET /path", its word; ends with a %NULL */
  const char *pieces[TABLE_PIECES];
  const char *extra_headers[6];   /* of "sorted-sent" */
  const char *body_name;          /* of "sorted-sent": the body is one value */
  const char *key_prefix;         /* what stands before the key in its place */
  TableKind kind;
  GChecksumType digest;
  TableEncoding encoding;
  TableSecret secret;
  TableHash hash;
  gboolean sealed_passphrase;     /* sent as base64 of its HMAC */
  TableUnit unit;
  gint64 behind_ms, ahead_ms;     /* how far the time may be off; 0 = it is not looked at */
  gint64 window_max_ms;           /* of the window sent, which then counts instead of @behind_ms; 0 = as sent */
  gboolean time_is_end;           /* the time is the request's last moment, at most @ahead_ms away */
  const char *nonce_window;       /* place of a flag: when "true", the nonce is a time, and may come once */
  TableNonce nonce_rule;
  const char *query_hash;         /* TABLE_TOKEN: claim with SHA-512 of query or body */
  gboolean hash_as_sent;          /* … of the query with its percent escapes */
} TableScheme;

typedef struct
{
  const char *method;             /* %NULL = any */
  const char *path;               /* a beginning when it ends in "*" */
  const char *needs;              /* rights, one of which is needed, "a|b"; "" = none; %NULL = public */
  const char *body;               /* template */
} TableRoute;

/* The codes refused with; %NULL = @key's. */
typedef struct
{
  const char *missing, *malformed, *key, *revoked, *expired, *disabled, *environment, *signature, *passphrase, *ip;
  const char *clock, *nonce, *right;
} TableRefusals;

typedef struct
{
  PlayExchange exchange;          /* first: a PlayExchange is looked at as its table */
  const char *(*environments)[2]; /* host, environment; a host that is not named is "live" */
  const char *error;              /* template of a refusal */
  TableRefusals refusals;
  const char *row;                /* template of <rows> */
  const char *never;              /* <expires_days> of a key that stays */
  const char *flags[2];           /* <has …> and its opposite; "true" and "false" unless told */
  const char *look, *trade;       /* rights for the paths that are not routes, as TableRoute.needs */
  const char *empty;              /* template of what they answer */
  const TableRoute *routes;       /* ends with a %NULL path */
  TableScheme schemes[3];         /* ends with an empty one */
} Table;

/* What one request carries, found once. */
typedef struct
{
  const PlayRequest *request;
  const TableScheme *scheme;
  GMatchInfo *match;              /* may be %NULL */
  char *matched;                  /* what @match borrows from */
  char *payload;                  /* the base64 text */
  JsonNode *json;                 /* of the body, the payload or the token's claims; may be %NULL */
  JsonNode *token_header;
  char *key, *signature, *passphrase, *time, *window, *nonce;   /* "" when absent */
} TableRequest;

/* ── table-read.c ──────────────────────────────────────────────────────────── */

void table_request_init (TableRequest *self, const PlayRequest *request, const TableScheme *scheme);
void table_request_clear (TableRequest *self);
/* What is at @place. Never %NULL. Free it. */
char *table_request_get (const TableRequest *self, const char *place);

/* ── table-verify.c ────────────────────────────────────────────────────────── */

gboolean table_signature_holds (const TableRequest *self, const AccountKey *key);
gboolean table_passphrase_holds (const TableRequest *self, const AccountKey *key);

/* ── table-text.c ──────────────────────────────────────────────────────────── */

/* The text that is signed, and one piece. Free them. */
char *table_text (const TableRequest *self);
char *table_piece (const TableRequest *self, const char *piece);

/* ── table-write.c ─────────────────────────────────────────────────────────── */

/* @template filled in; @key may be %NULL, and @code and @message where no refusal is written. Free it. */
char *table_write (const PlayRequest *request, const AccountKey *key, const char *template, const char *code,
                   const char *message);

/* ── table.c ───────────────────────────────────────────────────────────────── */

/* The body of a refusal; @error may be %NULL. Free it. */
char *table_error (const PlayRequest *request, const PlayError *error, const char *code, const char *message);

void table_play (const PlayRequest *request, PlayReply *reply);

extern const Table table_backpack, table_bitfinex, table_bithumb, table_bitso, table_bitstamp, table_bitvavo,
    table_blofin, table_btcmarkets, table_coinbase_exchange, table_coincheck, table_coinmarketcap, table_crypto_com,
    table_deribit, table_gate, table_gemini, table_hitbtc, table_htx, table_kraken_futures, table_kucoin, table_lbank,
    table_luno, table_mexc, table_phemex, table_poloniex, table_upbit, table_whitebit, table_woo, table_xt;

G_END_DECLS
