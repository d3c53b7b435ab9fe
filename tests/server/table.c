/* table.c: plays an exchange from its table
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

#include <string.h>

static const Table *
table_of (const PlayRequest *request)
{
  return (const Table *) request->exchange;
}

static gboolean
path_matches (const char *pattern, const char *path)
{
  gsize length = strlen (pattern);

  if (length > 0 && pattern[length - 1] == '*')
    return strncmp (pattern, path, length - 1) == 0;
  return g_str_equal (pattern, path);
}

static const TableRoute *
find_route (const PlayRequest *request)
{
  for (const TableRoute *route = table_of (request)->routes; route->path; route++)
    if (path_matches (route->path, request->path) && (!route->method || g_str_equal (route->method, request->method)))
      return route;
  return NULL;
}

static const TableScheme *
find_scheme (const PlayRequest *request)
{
  const Table *table = table_of (request);

  for (guint i = 0; i < G_N_ELEMENTS (table->schemes); i++)
    if (!table->schemes[i].path || path_matches (table->schemes[i].path, request->path))
      return &table->schemes[i];
  g_error ("%s: no scheme for “%s”", table->exchange.id, request->path);
}

/* The environment that a host serves. */
static const char *
environment_of (const PlayRequest *request)
{
  const Table *table = table_of (request);

  for (guint i = 0; table->environments && table->environments[i][0]; i++)
    if (g_str_equal (table->environments[i][0], request->host))
      return table->environments[i][1];
  return "live";
}

/* ── Times and nonces ──────────────────────────────────────────────────────── */

/* FALSE when @text is no time of that unit. Whole numbers, and seconds with a fraction. */
static gboolean
parse_time (TableUnit unit, const char *text, gint64 *ret_ms)
{
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *zoned = NULL;
  char *end;
  double seconds;

  if (unit == TABLE_MS)
    return play_parse_integer (text, ret_ms);
  if (unit == TABLE_S)
    {
      seconds = g_ascii_strtod (text, &end);
      *ret_ms = (gint64) (seconds * 1000);
      return *text && strspn (text, "0123456789.") == strlen (text) && !*end;
    }
  zoned = g_strconcat (text, "Z", NULL);
  if (strlen (text) != 19 || !(time = g_date_time_new_from_iso8601 (zoned, NULL)))
    return FALSE;
  *ret_ms = g_date_time_to_unix (time) * 1000;
  return TRUE;
}

/* How old the request may be. FALSE when the window it names is not allowed. */
static gboolean
read_window (const TableRequest *self, gint64 *ret_ms)
{
  *ret_ms = self->scheme->behind_ms;
  if (self->scheme->window_max_ms == 0 || !*self->window)
    return TRUE;
  return play_parse_integer (self->window, ret_ms) && *ret_ms > 0 && *ret_ms <= self->scheme->window_max_ms;
}

static gboolean
time_holds (const TableRequest *self, const char *text, TableUnit unit)
{
  gint64 now_ms = self->request->now_ms, time_ms, window_ms;

  if (!parse_time (unit, text, &time_ms) || !read_window (self, &window_ms))
    return FALSE;
  if (self->scheme->behind_ms == 0)
    return TRUE;
  if (self->scheme->time_is_end)
    return time_ms >= now_ms && time_ms - now_ms <= self->scheme->ahead_ms;
  return now_ms - time_ms <= window_ms && time_ms - now_ms <= self->scheme->ahead_ms;
}

static gboolean
nonce_rises (const TableRequest *self, const AccountKey *key)
{
  AccountsStore *store = self->request->store;
  guint64 last = accounts_last_nonce (store, key);
  gint64 value;

  if (!parse_time (self->scheme->unit == TABLE_S ? TABLE_S : TABLE_MS, self->nonce, &value) || (guint64) value <= last)
    return FALSE;
  accounts_set_last_nonce (store, key, (guint64) value);
  return TRUE;
}

static gboolean
nonce_holds (const TableRequest *self, const AccountKey *key)
{
  g_autofree char *windowed = table_request_get (self, self->scheme->nonce_window);

  if (g_str_equal (windowed, "true"))
    return time_holds (self, self->nonce, TABLE_MS) && accounts_use_nonce (self->request->store, key, self->nonce);
  if (self->scheme->nonce_rule == TABLE_RISING_NONCE)
    return nonce_rises (self, key);
  return self->scheme->nonce_rule == TABLE_ANY_NONCE || accounts_use_nonce (self->request->store, key, self->nonce);
}

/* ── Refusals ──────────────────────────────────────────────────────────────── */

static const char *
or_key (const TableRefusals *refusals, const char *code)
{
  return code ? code : refusals->key;
}

static gboolean
is_missing (const TableRequest *self)
{
  const TableScheme *scheme = self->scheme;

  return (scheme->key && !*self->key) || (scheme->kind == TABLE_TOKEN ? !self->json : scheme->signature && !*self->signature)
         || (scheme->passphrase && !*self->passphrase) || (scheme->time && !*self->time)
         || (scheme->nonce && !*self->nonce);
}

/* Whether @text is what @piece makes: one of the words after its quote, or the piece's text. */
static gboolean
is_same (const TableRequest *self, const char *text, const char *piece)
{
  g_autofree char *made = table_piece (self, piece);
  g_auto (GStrv) words = g_strsplit (made, *piece == '\'' ? "|" : "\n", -1);

  return *piece == '\'' ? g_strv_contains ((const char *const *) words, text) : g_str_equal (text, made);
}

static gboolean
is_formed (const TableRequest *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->scheme->same) && self->scheme->same[i][0]; i++)
    {
      g_autofree char *text = table_request_get (self, self->scheme->same[i][0]);

      if (!is_same (self, text, self->scheme->same[i][1]))
        return FALSE;
    }
  return TRUE;
}

static const char *
refuse_state (const TableRequest *self, const AccountKey *key)
{
  const TableRefusals *refusals = &table_of (self->request)->refusals;

  if (!key)
    return refusals->key;
  if (!g_str_equal (key->account->environment, environment_of (self->request)))
    return or_key (refusals, refusals->environment);
  switch (account_key_state (key, self->request->now_ms))
    {
    case KEY_REVOKED:
      return or_key (refusals, refusals->revoked);
    case KEY_EXPIRED:
      return or_key (refusals, refusals->expired);
    case KEY_DISABLED:
      return or_key (refusals, refusals->disabled);
    case KEY_ACTIVE:
    default:
      return NULL;
    }
}

static const char *
refuse_signature (const TableRequest *self, PlayReply *reply, const AccountKey *key)
{
  const TableRefusals *refusals = &table_of (self->request)->refusals;

  reply->signature = table_signature_holds (self, key) ? SIGNATURE_HELD : SIGNATURE_FAILED;
  if (reply->signature == SIGNATURE_FAILED)
    return or_key (refusals, refusals->signature);
  if (!is_formed (self))
    return or_key (refusals, refusals->malformed ? refusals->malformed : refusals->signature);
  return table_passphrase_holds (self, key) ? NULL : or_key (refusals, refusals->passphrase);
}

static const char *
refusal (const TableRequest *self, PlayReply *reply, const AccountKey **ret_key)
{
  const TableRefusals *refusals = &table_of (self->request)->refusals;
  const char *code;
  const AccountKey *key;

  if (is_missing (self))
    return or_key (refusals, refusals->missing);
  if (self->scheme->time && !time_holds (self, self->time, self->scheme->unit))
    return or_key (refusals, refusals->clock);
  key = document_find_key (self->request->document, self->request->exchange->id, self->key);
  if ((code = refuse_state (self, key)) || (code = refuse_signature (self, reply, key)))
    return code;
  *ret_key = key;
  if (!account_key_ip_allowed (key))
    return or_key (refusals, refusals->ip);
  return self->scheme->nonce && !nonce_holds (self, key) ? or_key (refusals, refusals->nonce) : NULL;
}

/* ── Answers ───────────────────────────────────────────────────────────────── */

/* "a|b": one of them; a right with a colon also counts by what is before it. */
static gboolean
has_one (const AccountKey *key, const char *needs)
{
  g_auto (GStrv) words = g_strsplit (needs, "|", -1);

  for (guint i = 0; words[i]; i++)
    for (guint j = 0; key->rights[j]; j++)
      if (g_str_equal (words[i], key->rights[j])
          || (g_str_has_prefix (key->rights[j], words[i]) && key->rights[j][strlen (words[i])] == ':'))
        return TRUE;
  return !*needs;
}

static void
answer (const PlayRequest *request, PlayReply *reply, const TableRoute *route, const AccountKey *key)
{
  const Table *table = table_of (request);
  const char *needs = route ? route->needs : g_str_equal (request->method, "GET") ? table->look : table->trade;

  if (key && needs && !has_one (key, needs))
    play_refuse (request, reply, or_key (&table->refusals, table->refusals.right), NULL);
  else
    play_accept (reply, table_write (request, key, route ? route->body : table->empty, NULL, NULL));
}

char *
table_error (const PlayRequest *request, const PlayError *error, const char *code, const char *message)
{
  return table_write (request, NULL, error && error->body ? error->body : table_of (request)->error, code, message);
}

void
table_play (const PlayRequest *request, PlayReply *reply)
{
  const TableRoute *route = find_route (request);
  const AccountKey *key = NULL;
  const char *code = NULL;
  TableRequest self;

  if (route && !route->needs)
    {
      answer (request, reply, route, NULL);
      return;
    }
  table_request_init (&self, request, find_scheme (request));
  if (*self.key)
    reply->api_key = g_strdup (self.key);
  code = refusal (&self, reply, &key);
  if (code)
    play_refuse (request, reply, code, NULL);
  else
    answer (request, reply, route, key);
  table_request_clear (&self);
}
