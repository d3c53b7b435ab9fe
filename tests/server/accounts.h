/* accounts.h: the accounts document that the exchange server plays from
 *
 * One JSON file holds everything the server knows: accounts with their keys, clocks and faults. It is looked at
 * before every request and read again when its bytes have changed, so a test or a person can change the world
 * by writing the file (write to another name and rename). A document with a mistake is never half used: every
 * request is then answered with 500 and the mistake, until the file is right again.
 *
 * --help (help.c) describes every member. All of it is made up; nothing here is a real credential.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "faults.h"

G_BEGIN_DECLS

typedef enum
{
  KEY_ACTIVE,
  KEY_REVOKED,
  KEY_EXPIRED,
  KEY_DISABLED
} KeyState;

typedef struct
{
  const char *exchange;     /* "bitget" … */
  const char *environment;  /* "live" unless told */
  const char *kind;         /* Bitget: "unified" (unless told) or "classic" */
  const char *uid;
  const char *parent_uid;   /* "" = a main account */
  GPtrArray *keys;          /* AccountKey */
  JsonObject *object;       /* everything above borrows from it */
} Account;

typedef struct
{
  const Account *account;
  const char *api_key;
  const char *secret;       /* HMAC keys; else %NULL */
  const char *passphrase;   /* %NULL when the exchange has none */
  const char *public_key;   /* PEM, or base64 of 32 bytes for Ed25519; else %NULL */
  const char *private_key;  /* PEM or bare base64; its public half is used when @public_key is absent */
  const char *key_type;     /* "hmac", "rsa", "ed25519", "es256" */
  const char *label;
  GStrv rights;             /* the exchange's own words */
  GStrv ips;                /* the key's allowlist; empty = everywhere */
  const char *from_ip;      /* where its requests pretend to come from */
  gboolean read_only;       /* Bitget unified, Bybit */
  gboolean snake_case;      /* Kraken: member names as captured rather than as documented */
  gint64 created_ms;        /* ms since 1970 */
  gint64 expires_ms;        /* 0 = never */
  gint64 lapses_ms;         /* Binance: trading ends; 0 = not told */
  gint64 nonce_window;      /* Kraken */
  guint64 last_nonce;       /* Kraken: the document's own; accounts_last_nonce() knows later ones */
  KeyState state;
} AccountKey;

typedef struct
{
  JsonNode *root;
  const char *from_ip;      /* for keys that have none of their own */
  gint64 clock_ms;          /* the frozen clock, or -1 */
  JsonObject *clock_offset_ms; /* exchange → ms ahead of the real clock; may be %NULL */
  GPtrArray *accounts;      /* Account */
  GPtrArray *faults;        /* Fault */
} Document;

typedef struct _AccountsStore AccountsStore;

/* @path may be %NULL: then there are no accounts at all. */
AccountsStore *accounts_store_new (const char *path);
void accounts_store_free (AccountsStore *store);

/* The document as it is in the file now. Borrowed until the next call. %NULL with @error (G_IO_ERROR) when wrong. */
Document *accounts_store_get (AccountsStore *store, GError **error);

/* The key that @api_key names at @exchange, whatever its environment and state; else %NULL. */
const AccountKey *document_find_key (const Document *document, const char *exchange, const char *api_key);

/* What the clock of @exchange says, in ms since 1970. */
gint64 document_now (const Document *document, const char *exchange);

/* Nonces live as long as the server, through every change of the file. */
guint64 accounts_last_nonce (AccountsStore *store, const AccountKey *key);
void accounts_set_last_nonce (AccountsStore *store, const AccountKey *key, guint64 nonce);

/* FALSE when @key has used the text @nonce before. */
gboolean accounts_use_nonce (AccountsStore *store, const AccountKey *key, const char *nonce);

/* Whether @key may be used from its address; single addresses and CIDR ranges. */
gboolean account_key_ip_allowed (const AccountKey *key);

/* Whether @key has one of the rights, %NULL-terminated. */
gboolean account_key_has_right (const AccountKey *key, const char *first, ...) G_GNUC_NULL_TERMINATED;

/* The state at @now_ms: an active key whose time is over is expired. */
KeyState account_key_state (const AccountKey *key, gint64 now_ms);

G_END_DECLS
