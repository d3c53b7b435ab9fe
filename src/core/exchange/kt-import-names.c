/* Names in a source: which role, which exchange, which environment they speak of
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-import-private.h"

#include <string.h>

/* ── Words ────────────────────────────────────────────────────────────────── */

void
kt_import_name_clear (KtImportName *self)
{
  kt_wipe (self, sizeof *self);
}

/* A new word begins: after a separator, at "aB", at "ABc", and where digits begin ("key2"). */
static gboolean
begins_word (const char *text, gsize i, gsize length)
{
  char before = text[i - 1], here = text[i];

  if (g_ascii_islower (before) && g_ascii_isupper (here))
    return TRUE;
  if (g_ascii_isupper (before) && g_ascii_isupper (here) && i + 1 < length && g_ascii_islower (text[i + 1]))
    return TRUE;
  return g_ascii_isalpha (before) && g_ascii_isdigit (here);
}

gboolean
kt_import_name_read (KtImportName *self, const char *text, gsize length)
{
  guint letter = 0;

  memset (self, 0, sizeof *self);
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isalnum (text[i]))
        {
          letter = 0;
          continue;
        }
      if (letter > 0 && begins_word (text, i, length))
        letter = 0;
      if (letter == 0)
        self->n++;
      if (self->n > KT_IMPORT_MAX_WORDS || letter >= KT_IMPORT_MAX_WORD)
        {
          kt_import_name_clear (self);
          return FALSE;
        }
      self->words[self->n - 1][letter++] = g_ascii_tolower (text[i]);
    }
  return self->n > 0;
}

char *
kt_import_name_rest (const KtImportName *self)
{
  GString *rest = g_string_new (NULL);

  for (guint i = 0; i < self->n; i++)
    {
      if (self->used[i])
        continue;
      if (rest->len > 0)
        g_string_append_c (rest, ' ');
      g_string_append (rest, self->words[i]);
    }
  return g_string_free (rest, FALSE);
}

/* ── Roles ────────────────────────────────────────────────────────────────── */

typedef struct {
  const char   *words;          /* as they follow each other */
  KtImportRole  role;
  gboolean      at_end;         /* only when nothing follows */
} RoleWords;

/* The first that is in the name wins: longer ones first, what tells little last. */
static const RoleWords role_words[] = {
  { "api secret key", KT_IMPORT_SECRET, FALSE },
  { "secret api key", KT_IMPORT_SECRET, FALSE },
  { "secret access key", KT_IMPORT_SECRET, FALSE },
  { "api key secret", KT_IMPORT_SECRET, FALSE },
  { "api private key", KT_IMPORT_PRIVATE_KEY, FALSE },
  { "api key private key", KT_IMPORT_PRIVATE_KEY, FALSE },
  { "api key passphrase", KT_IMPORT_PASSPHRASE, FALSE },
  { "api key password", KT_IMPORT_PASSPHRASE, FALSE },
  { "api pass phrase", KT_IMPORT_PASSPHRASE, FALSE },
  { "api key label", KT_IMPORT_LABEL, FALSE },
  { "api key name", KT_IMPORT_NAME, TRUE },
  { "key name", KT_IMPORT_NAME, TRUE },
  { "access key id", KT_IMPORT_API_KEY, FALSE },
  { "api access key", KT_IMPORT_API_KEY, FALSE },
  { "api public key", KT_IMPORT_API_KEY, FALSE },
  { "api key id", KT_IMPORT_API_KEY, FALSE },
  { "private key", KT_IMPORT_PRIVATE_KEY, FALSE },
  { "privatekey", KT_IMPORT_PRIVATE_KEY, FALSE },
  { "privkey", KT_IMPORT_PRIVATE_KEY, FALSE },
  { "private pem", KT_IMPORT_PRIVATE_KEY, FALSE },
  { "pem", KT_IMPORT_PRIVATE_KEY, TRUE },
  { "pass phrase", KT_IMPORT_PASSPHRASE, FALSE },
  { "api passphrase", KT_IMPORT_PASSPHRASE, FALSE },
  { "api password", KT_IMPORT_PASSPHRASE, FALSE },
  { "api pass", KT_IMPORT_PASSPHRASE, FALSE },
  { "passphrase", KT_IMPORT_PASSPHRASE, FALSE },
  { "password", KT_IMPORT_PASSPHRASE, FALSE },
  { "passwd", KT_IMPORT_PASSPHRASE, FALSE },
  { "api memo", KT_IMPORT_MEMO, FALSE },
  { "memo", KT_IMPORT_MEMO, FALSE },
  { "client secret", KT_IMPORT_SECRET, FALSE },
  { "api secret", KT_IMPORT_SECRET, FALSE },
  { "apisecret", KT_IMPORT_SECRET, FALSE },
  { "secret key", KT_IMPORT_SECRET, FALSE },
  { "secretkey", KT_IMPORT_SECRET, FALSE },
  { "key secret", KT_IMPORT_SECRET, FALSE },
  { "secret", KT_IMPORT_SECRET, FALSE },
  { "api key", KT_IMPORT_API_KEY, FALSE },
  { "apikey", KT_IMPORT_API_KEY, FALSE },
  { "access key", KT_IMPORT_API_KEY, FALSE },
  { "accesskey", KT_IMPORT_API_KEY, FALSE },
  { "public key", KT_IMPORT_API_KEY, FALSE },
  { "publickey", KT_IMPORT_API_KEY, FALSE },
  { "client id", KT_IMPORT_API_KEY, FALSE },
  { "key id", KT_IMPORT_API_KEY, FALSE },
  { "user id", KT_IMPORT_UID, TRUE },
  { "userid", KT_IMPORT_UID, TRUE },
  { "customer id", KT_IMPORT_UID, TRUE },
  { "uid", KT_IMPORT_UID, FALSE },
  { "otp", KT_IMPORT_OTP, TRUE },
  { "exchange name", KT_IMPORT_EXCHANGE, TRUE },
  { "exchange id", KT_IMPORT_EXCHANGE, TRUE },
  { "account name", KT_IMPORT_LABEL, TRUE },
  { "pass", KT_IMPORT_PASSPHRASE, TRUE },
  { "key", KT_IMPORT_API_KEY, FALSE },
  { "exchange", KT_IMPORT_EXCHANGE, TRUE },
  { "platform", KT_IMPORT_EXCHANGE, TRUE },
  { "provider", KT_IMPORT_EXCHANGE, TRUE },
  { "venue", KT_IMPORT_EXCHANGE, TRUE },
  { "environment", KT_IMPORT_ENVIRONMENT, TRUE },
  { "network", KT_IMPORT_ENVIRONMENT, TRUE },
  { "testnet", KT_IMPORT_TEST, TRUE },
  { "sandbox", KT_IMPORT_TEST, TRUE },
  { "sandbox mode", KT_IMPORT_TEST, TRUE },
  { "account", KT_IMPORT_LABEL, TRUE },
  { "label", KT_IMPORT_LABEL, TRUE },
  { "nickname", KT_IMPORT_LABEL, TRUE },
  { "title", KT_IMPORT_LABEL, TRUE },
  { "description", KT_IMPORT_LABEL, TRUE },
  { "name", KT_IMPORT_NAME, TRUE },
  { "id", KT_IMPORT_NAME, TRUE },
};

/* A path is no value, and a time is no key. */
static const char *const spoilers[] = {
  "path", "file", "filename", "dir", "url", "uri", "expires", "expiry", "created", "date", "timeout", "type", "length", "enabled", NULL
};
/* Tell nothing about which key it is. */
static const char *const noise[] = {
  "exchange", "exchanges", "api", "ccxt", "freqtrade", "hummingbot", "octobot", "credential", "credentials", "auth", "config",
  "configuration", "settings", "accounts", "account", "keys", "row", "env", "export", NULL
};

/* How many words of @pattern there are, when they stand in @name from @at on; else 0. */
static guint
count_match (const KtImportName *name, guint at, const char *pattern)
{
  guint n = 0;

  for (const char *word = pattern; *word; n++)
    {
      gsize length = strcspn (word, " ");

      if (at + n >= name->n || name->used[at + n] || strncmp (name->words[at + n], word, length) != 0 ||
          name->words[at + n][length] != '\0')
        return 0;
      word += length + (word[length] == ' ');
    }
  return n;
}

void
kt_import_name_drop_noise (KtImportName *self, gboolean numbers)
{
  for (guint i = 0; i < self->n; i++)
    {
      if (g_strv_contains (noise, self->words[i]) || (numbers && g_ascii_isdigit (self->words[i][0])))
        self->used[i] = TRUE;
    }
}

KtImportRole
kt_import_name_take_role (KtImportName *self)
{
  if (self->n == 0 || g_strv_contains (spoilers, self->words[self->n - 1]))
    return KT_IMPORT_NOTHING;
  for (guint i = 0; i < G_N_ELEMENTS (role_words); i++)
    {
      const RoleWords *role = &role_words[i];

      for (guint at = 0; at < self->n; at++)
        {
          guint n = count_match (self, at, role->words);

          if (n == 0 || (role->at_end && at + n != self->n))
            continue;
          for (guint j = 0; j < n; j++)
            self->used[at + j] = TRUE;
          kt_import_name_drop_noise (self, FALSE);
          return role->role;
        }
    }
  return KT_IMPORT_NOTHING;
}

const char *
kt_import_role_get_id (KtImportRole role)
{
  static const char *const ids[] = { "api_key", "secret", "passphrase", "private_key", "uid", "memo", "otp" };

  return role < KT_IMPORT_N_FIELDS ? ids[role] : NULL;
}

/* ── Exchanges ────────────────────────────────────────────────────────────── */

/* How programs call exchanges beside their own names. Source: ccxt's exchange ids, 4.5. */
static const struct { const char *name, *exchange, *environment; } ccxt_names[] = {
  { "binanceusdm", "binance", "usdm" },
  { "binancecoinm", "binance", "coinm" },
  { "binancefutures", "binance", NULL },
  { "coinbaseadvanced", "coinbase", NULL },
  { "coinbasepro", "coinbase", NULL },
  { "coinbaseexchange", "coinbase_exchange", NULL },
  { "gateio", "gate", NULL },
  { "huobi", "htx", NULL },
  { "huobipro", "htx", NULL },
  { "okex", "okx", NULL },
  { "myokx", "okx", "eea" },
  { "okxus", "okx", "us" },
  { "krakenfutures", "kraken_futures", NULL },
  { "cryptocom", "crypto_com", NULL },
  { "cex", "cexio", NULL },
  { "kucoinfutures", "kucoin", NULL },
  { "woofi", "woo", NULL },
  { "hyperliquid", "hyperliquid", NULL },
};

static void
fold (const char *text, char *out, gsize size)
{
  gsize n = 0;

  for (; *text && n + 1 < size; text++)
    {
      if (g_ascii_isalnum (*text))
        out[n++] = g_ascii_tolower (*text);
    }
  out[n] = '\0';
}

static void
add_place (GHashTable *places, const char *name, KtExchange *exchange, const char *environment)
{
  char folded[KT_IMPORT_MAX_WORD * 3];
  KtImportPlace *place;

  fold (name, folded, sizeof folded);
  if (strlen (folded) < 2 || g_hash_table_contains (places, folded))
    return;
  place = g_new0 (KtImportPlace, 1);
  place->exchange = exchange;
  place->environment = environment;
  g_hash_table_insert (places, g_strdup (folded), place);
}

/* Ids and names first: an alias of one may be the name of another. */
GHashTable *
kt_import_places_new (KtCatalogue *catalogue)
{
  GHashTable *places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr(GPtrArray) all = kt_catalogue_search (catalogue, "");

  for (guint i = 0; i < all->len; i++)
    {
      KtExchange *exchange = g_ptr_array_index (all, i);

      add_place (places, kt_exchange_get_id (exchange), exchange, NULL);
      add_place (places, kt_exchange_get_name (exchange), exchange, NULL);
    }
  for (guint i = 0; i < G_N_ELEMENTS (ccxt_names); i++)
    {
      const char *environment = ccxt_names[i].environment;
      KtExchange *exchange = NULL;

      for (guint j = 0; j < all->len && !exchange; j++)
        {
          if (g_str_equal (kt_exchange_get_id (g_ptr_array_index (all, j)), ccxt_names[i].exchange))
            exchange = g_ptr_array_index (all, j);
        }
      if (!exchange || (environment && !kt_exchange_find_environment (exchange, environment)))
        continue;
      add_place (places, ccxt_names[i].name, exchange, environment);
    }
  for (guint i = 0; i < all->len; i++)
    {
      KtExchange *exchange = g_ptr_array_index (all, i);
      char **aliases = kt_exchange_get_aliases (exchange);

      for (guint j = 0; aliases[j]; j++)
        add_place (places, aliases[j], exchange, NULL);
    }
  return places;
}

/* The words from @at on, @n of them, as one: "coinbase" "pro" is looked up as "coinbasepro". */
static const KtImportPlace *
look_up (const KtImportName *self, GHashTable *places, guint at, guint n)
{
  char joined[KT_IMPORT_MAX_WORDS * KT_IMPORT_MAX_WORD + 1] = "";
  const KtImportPlace *place;

  for (guint i = at; i < at + n; i++)
    {
      if (self->used[i])
        return NULL;
      g_strlcat (joined, self->words[i], sizeof joined);
    }
  place = g_hash_table_lookup (places, joined);
  kt_wipe (joined, sizeof joined);
  return place;
}

/* Of several the last: what stands nearest to the value. */
const KtImportPlace *
kt_import_name_take_place (KtImportName *self, GHashTable *places)
{
  for (guint n = self->n; n > 0; n--)
    {
      for (guint at = self->n - n + 1; at-- > 0;)
        {
          const KtImportPlace *place = look_up (self, places, at, n);

          if (!place)
            continue;
          for (guint i = at; i < at + n; i++)
            self->used[i] = TRUE;
          return place;
        }
    }
  return NULL;
}

/* ── Environments ─────────────────────────────────────────────────────────── */

static gboolean
speaks_of_kind (const char *word, KtEnvironmentKind kind)
{
  static const char *const testnet[] = { "testnet", "test", "sandbox", NULL };
  static const char *const demo[] = { "demo", "paper", "papertrading", "simulated", NULL };

  return (kind == KT_ENVIRONMENT_TESTNET && g_strv_contains (testnet, word)) ||
         (kind == KT_ENVIRONMENT_DEMO && g_strv_contains (demo, word));
}

/* How many words of the environment's id are in the name ("usdm-testnet"); 0 unless all are. */
static guint
count_id (const KtImportName *self, const KtEnvironment *environment)
{
  g_auto(GStrv) parts = g_strsplit_set (environment->id, "-_", -1);
  guint n = 0;

  for (guint i = 0; parts[i]; i++)
    {
      for (guint j = 0; j < self->n; j++)
        {
          if (!self->used[j] && strcmp (self->words[j], parts[i]) == 0)
            {
              n++;
              break;
            }
        }
    }
  return n == g_strv_length (parts) ? n : 0;
}

static const KtEnvironment *
find_by_kind (const KtImportName *self, GPtrArray *environments)
{
  const KtEnvironment *other = NULL;
  gboolean test = FALSE;

  for (guint i = 0; i < environments->len; i++)
    {
      const KtEnvironment *environment = g_ptr_array_index (environments, i);

      for (guint j = 0; j < self->n; j++)
        {
          if (speaks_of_kind (self->words[j], environment->kind))
            return environment;
          test |= speaks_of_kind (self->words[j], KT_ENVIRONMENT_TESTNET) || speaks_of_kind (self->words[j], KT_ENVIRONMENT_DEMO);
        }
      if (!other && environment->kind != KT_ENVIRONMENT_LIVE)
        other = environment;
    }
  /* "sandbox" at an exchange that has only a demo. */
  return test ? other : NULL;
}

const char *
kt_import_name_take_environment (KtImportName *self, KtExchange *exchange)
{
  GPtrArray *environments = kt_exchange_get_environments (exchange);
  const KtEnvironment *found = NULL;
  guint most = 0;

  for (guint i = 0; i < environments->len; i++)
    {
      const KtEnvironment *environment = g_ptr_array_index (environments, i);
      guint n = count_id (self, environment);

      if (n > most)
        {
          most = n;
          found = environment;
        }
    }
  if (!found)
    found = find_by_kind (self, environments);
  if (!found)
    return NULL;
  for (guint i = 0; i < self->n; i++)
    {
      if (strstr (found->id, self->words[i]) || speaks_of_kind (self->words[i], found->kind))
        self->used[i] = TRUE;
    }
  return found->id;
}
