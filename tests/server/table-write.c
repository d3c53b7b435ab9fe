/* table-write.c: replies out of templates
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "table.h"

#include <string.h>

#define DAY_MS G_GINT64_CONSTANT (86400000)

typedef struct
{
  const PlayRequest *request;
  const AccountKey *key;
  const char *code, *message;
} Writer;

static char *
number (gint64 value)
{
  return g_strdup_printf ("%" G_GINT64_FORMAT, value);
}

static char *
iso (gint64 ms)
{
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (ms / 1000);
  g_autofree char *text = g_date_time_format (seconds, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%03dZ", text, (int) (ms % 1000));
}

/* A time named "X_ms", "X_s" or "X_iso"; 0 is no time at all. */
static char *
time_word (const char *word, const char *name, gint64 ms)
{
  gsize length = strlen (name);
  const char *unit = word + length;

  if (!g_str_has_prefix (word, name) || (!g_str_equal (unit, "_ms") && !g_str_equal (unit, "_s") && !g_str_equal (unit, "_iso")))
    return NULL;
  if (ms == 0)
    return g_strdup ("null");
  if (g_str_equal (unit, "_iso"))
    return iso (ms);
  return number (g_str_equal (unit, "_s") ? ms / 1000 : ms);
}

static char *
row (const char *template, const char *right)
{
  const char *colon = strchr (right, ':');
  const char *access = colon ? colon + 1 : "";
  g_autofree char *group = colon ? g_strndup (right, (gsize) (colon - right)) : g_strdup (right);
  GString *text = g_string_new (template);

  g_string_replace (text, "<word>", right, 0);
  g_string_replace (text, "<group>", group, 0);
  g_string_replace (text, "<access>", access, 0);
  for (const char *mark; (mark = strstr (text->str, "<access="));)
    {
      gsize start = (gsize) (mark - text->str);
      const char *end = strchr (mark, '>');
      g_autofree char *word = g_strndup (mark + strlen ("<access="), (gsize) (end - mark) - strlen ("<access="));

      g_string_erase (text, (gssize) start, end - mark + 1);
      g_string_insert (text, (gssize) start, g_str_equal (word, access) ? "true" : "false");
    }
  return g_string_free (text, FALSE);
}

static char *
rows (const Writer *self)
{
  const Table *table = (const Table *) self->request->exchange;
  GString *text = g_string_new (NULL);

  for (guint i = 0; self->key->rights[i]; i++)
    {
      g_autofree char *one = row (table->row, self->key->rights[i]);

      g_string_append_printf (text, "%s%s", i ? "," : "", one);
    }
  return g_string_free (text, FALSE);
}

static char *
days_left (const Writer *self)
{
  const Table *table = (const Table *) self->request->exchange;

  if (self->key->expires_ms == 0)
    return g_strdup (table->never);
  return number ((self->key->expires_ms - self->request->now_ms + DAY_MS - 1) / DAY_MS);
}

static char *
quoted_end (const AccountKey *key)
{
  g_autofree char *end = key->expires_ms ? iso (key->expires_ms) : NULL;

  return end ? play_quote (end) : g_strdup ("null");
}

static char *
spaced (GStrv texts)
{
  g_autofree char *joined = g_strjoinv (" ", texts);

  return play_quote (joined);
}

static char *
flag (const Writer *self, gboolean set)
{
  const Table *table = (const Table *) self->request->exchange;

  if (table->flags[0])
    return g_strdup (table->flags[set ? 0 : 1]);
  return g_strdup (set ? "true" : "false");
}

/* Words that need a key. */
static char *
key_word (const Writer *self, const char *word)
{
  const AccountKey *key = self->key;
  char *text;

  if (g_str_equal (word, "uid"))
    return g_strdup (key->account->uid);
  if (g_str_equal (word, "parent_uid"))
    return g_strdup (key->account->parent_uid);
  if (g_str_equal (word, "environment"))
    return g_strdup (key->account->environment);
  if (g_str_equal (word, "key"))
    return g_strdup (key->api_key);
  if (g_str_equal (word, "key-start"))
    return g_strdup_printf ("%.12s*****", key->api_key);
  if (g_str_equal (word, "label"))
    return play_quote (key->label);
  if (g_str_equal (word, "rights") || g_str_equal (word, "ips"))
    return play_quote_list (*word == 'r' ? key->rights : key->ips);
  if (g_str_equal (word, "rights,") || g_str_equal (word, "ips,"))
    return play_quote_joined (*word == 'r' ? key->rights : key->ips);
  if (g_str_equal (word, "rights-spaced"))
    return spaced (key->rights);
  if (g_str_equal (word, "rows"))
    return rows (self);
  if (g_str_has_prefix (word, "has "))
    return flag (self, account_key_has_right (key, word + strlen ("has "), NULL));
  if (g_str_has_prefix (word, "lacks "))
    return flag (self, !account_key_has_right (key, word + strlen ("lacks "), NULL));
  if (g_str_equal (word, "bound"))
    return flag (self, key->ips[0] != NULL);
  if (g_str_equal (word, "expires_quoted"))
    return quoted_end (key);
  if (g_str_equal (word, "expires_or_0"))
    return number (key->expires_ms);
  if (g_str_equal (word, "expires_days"))
    return days_left (self);
  if ((text = time_word (word, "created", key->created_ms)))
    return text;
  return time_word (word, "expires", key->expires_ms);
}

/* "?ips …" */
static char *
when_bound (const Writer *self, const char *rest)
{
  g_autofree char *ips = play_quote_joined (self->key->ips);
  g_autofree char *list = play_quote_list (self->key->ips);
  GString *text = g_string_new (self->key->ips[0] ? rest : "");

  g_string_replace (text, "$,", ips, 0);
  g_string_replace (text, "$[]", list, 0);
  return g_string_free (text, FALSE);
}

static char *
write_word (const Writer *self, const char *word)
{
  const PlayRequest *request = self->request;
  char *text = NULL;

  if (g_str_equal (word, "code"))
    return g_strdup (self->code);
  if (g_str_equal (word, "message"))
    return play_quote (self->message);
  if (g_str_equal (word, "method"))
    return g_strdup (request->method);
  if (g_str_equal (word, "path-last"))
    return g_strdup (strrchr (request->path, '/') + 1);
  if (g_str_equal (word, "now_decimal"))
    return g_strdup_printf ("%" G_GINT64_FORMAT ".%03d", request->now_ms / 1000, (int) (request->now_ms % 1000));
  if ((text = time_word (word, "now", request->now_ms)))
    return text;
  if (self->key && g_str_has_prefix (word, "?ips "))
    return when_bound (self, word + strlen ("?ips "));
  if (self->key)
    text = key_word (self, word);
  if (!text)
    g_error ("%s: no template may say “%s” here", request->exchange->id, word);
  return text;
}

char *
table_write (const PlayRequest *request, const AccountKey *key, const char *template, const char *code,
             const char *message)
{
  const Writer self = { request, key, code ? code : "", message ? message : "" };
  GString *text = g_string_new (NULL);
  const char *mark;

  for (; (mark = strchr (template, '<')); template = strchr (mark, '>') + 1)
    {
      g_autofree char *word = g_strndup (mark + 1, strcspn (mark + 1, ">"));
      g_autofree char *written = write_word (&self, word);

      g_string_append_len (text, template, mark - template);
      g_string_append (text, written);
    }
  g_string_append (text, template);
  return g_string_free (text, FALSE);
}
