/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-impostor.h"

#include <string.h>

/* ── Looks ────────────────────────────────────────────────────────────────── */

/* Letters of other scripts, and digits, that are taken for a small Latin letter.
 * Source: Unicode TR 39, confusables.txt, the single letters of Cyrillic and Greek; chosen 2026-11-22. */
static const struct { gunichar looks; char like; } lookalikes[] = {
  { 0x0430, 'a' }, { 0x0432, 'b' }, { 0x0435, 'e' }, { 0x0433, 'r' }, { 0x043a, 'k' }, { 0x043c, 'm' }, { 0x043d, 'h' },
  { 0x043e, 'o' }, { 0x043f, 'n' }, { 0x0440, 'p' }, { 0x0441, 'c' }, { 0x0442, 't' }, { 0x0443, 'y' }, { 0x0445, 'x' },
  { 0x0455, 's' }, { 0x0456, 'i' }, { 0x0458, 'j' }, { 0x04bb, 'h' }, { 0x04cf, 'i' }, { 0x0501, 'd' }, { 0x051b, 'q' },
  { 0x051d, 'w' }, { 0x0261, 'g' }, { 0x0131, 'i' }, { 0x03b1, 'a' }, { 0x03b2, 'b' }, { 0x03b5, 'e' }, { 0x03b7, 'n' },
  { 0x03b9, 'i' }, { 0x03ba, 'k' }, { 0x03bc, 'm' }, { 0x03bd, 'v' }, { 0x03bf, 'o' }, { 0x03c1, 'p' }, { 0x03c4, 't' },
  { 0x03c5, 'u' }, { 0x03c7, 'x' }, { 0x03b6, 'z' }, { 0x03b3, 'y' }, { '0', 'o' }, { '1', 'i' }, { 'l', 'i' }, { '|', 'i' },
  { '5', 's' },
};

static gunichar
look_of (gunichar c)
{
  for (guint i = 0; i < G_N_ELEMENTS (lookalikes); i++)
    {
      if (lookalikes[i].looks == c)
        return (gunichar) lookalikes[i].like;
    }
  return c;
}

char *
kt_impostor_skeleton (const char *text)
{
  g_autofree char *folded = g_utf8_casefold (text, -1);
  g_autofree char *taken_apart = g_utf8_normalize (folded, -1, G_NORMALIZE_ALL);
  GString *skeleton = g_string_new (NULL);

  for (const char *p = taken_apart; p && *p; p = g_utf8_next_char (p))
    {
      gunichar c = look_of (g_utf8_get_char (p));

      if (g_unichar_isalnum (c))
        g_string_append_unichar (skeleton, c);
    }
  return g_string_free (skeleton, FALSE);
}

/* ── Hosts ────────────────────────────────────────────────────────────────── */

gboolean
kt_impostor_host_is_foreign (const char *host)
{
  return g_str_has_prefix (host, "xn--") || strstr (host, ".xn--");
}

/* "kraken.com" of "api.kraken.com"; where the label before the last is short ("com.au") one label more. */
static const char *
domain_of (const char *host)
{
  const char *last = strrchr (host, '.');
  const char *start = last;
  guint more = 1;

  while (last && start > host)
    {
      const char *end = start;

      for (start--; start > host && start[-1] != '.'; start--)
        ;
      if (end - start > 3 || more == 0)
        return start;
      more--;
      if (start > host)
        start--;
    }
  return host;
}

/* Of its domain, or only made to look so: its name comes first. */
static gboolean
host_is_of (const char *host, const char *builtin)
{
  const char *domain = domain_of (builtin);
  g_autofree char *within = g_strconcat (".", domain, NULL);
  g_autofree char *first = g_strconcat (domain, ".", NULL);
  g_autofree char *later = g_strconcat (".", domain, ".", NULL);

  return g_str_equal (host, builtin) || g_str_equal (host, domain) || g_str_has_suffix (host, within) ||
         g_str_has_prefix (host, first) || strstr (host, later);
}

static gboolean
host_looks_like (const char *host, const char *builtin)
{
  g_autofree char *a = kt_impostor_skeleton (domain_of (host));
  g_autofree char *b = kt_impostor_skeleton (domain_of (builtin));

  return g_str_equal (a, b);
}

static void
compare_host (const char *host, KtExchange *builtin, KtImpostorFunc func, gpointer data)
{
  char **theirs = kt_exchange_get_hosts (builtin);

  for (guint i = 0; theirs[i]; i++)
    {
      g_autofree char *text = NULL;

      if (host_is_of (host, theirs[i]))
        text = g_strdup_printf ("“%s” is a host of %s, which is built in", host, kt_exchange_get_name (builtin));
      else if (host_looks_like (host, theirs[i]))
        text = g_strdup_printf ("“%s” looks like a host of %s, which is built in", host, kt_exchange_get_name (builtin));
      if (!text)
        continue;
      func ("environments", text, data);
      return;
    }
}

/* ── Names ────────────────────────────────────────────────────────────────── */

static gboolean
reads_like (const char *text, KtExchange *builtin)
{
  g_autofree char *skeleton = kt_impostor_skeleton (text);
  g_autofree char *id = kt_impostor_skeleton (kt_exchange_get_id (builtin));
  g_autofree char *name = kt_impostor_skeleton (kt_exchange_get_name (builtin));
  char **aliases = kt_exchange_get_aliases (builtin);

  if (g_str_equal (skeleton, id) || g_str_equal (skeleton, name))
    return TRUE;
  for (guint i = 0; aliases[i]; i++)
    {
      g_autofree char *alias = kt_impostor_skeleton (aliases[i]);

      if (g_str_equal (skeleton, alias))
        return TRUE;
    }
  return FALSE;
}

static void
compare_name (const char *member, const char *text, KtExchange *builtin, KtImpostorFunc func, gpointer data)
{
  g_autofree char *sentence = NULL;

  if (!reads_like (text, builtin))
    return;
  sentence = g_strdup_printf ("“%s” reads like %s, which is built in", text, kt_exchange_get_name (builtin));
  func (member, sentence, data);
}

void
kt_impostor_compare (KtExchange *custom, KtExchange *builtin, KtImpostorFunc func, gpointer data)
{
  char **aliases = kt_exchange_get_aliases (custom);
  char **hosts = kt_exchange_get_hosts (custom);
  GPtrArray *environments = kt_exchange_get_environments (custom);

  if (g_str_equal (kt_exchange_get_id (custom), kt_exchange_get_id (builtin)))
    func ("id", "a built-in exchange has this id", data);
  else
    compare_name ("id", kt_exchange_get_id (custom), builtin, func, data);
  compare_name ("name", kt_exchange_get_name (custom), builtin, func, data);
  for (guint i = 0; aliases[i]; i++)
    compare_name ("aliases", aliases[i], builtin, func, data);
  for (guint i = 0; i < environments->len; i++)
    compare_name ("environments", ((KtEnvironment *) g_ptr_array_index (environments, i))->name, builtin, func, data);
  for (guint i = 0; hosts[i]; i++)
    compare_host (hosts[i], builtin, func, data);
}

/* ── Characters ───────────────────────────────────────────────────────────── */

/* A terminal obeys control characters; the others hide or turn around what stands beside them. */
static gboolean
is_hidden (gunichar c)
{
  switch (g_unichar_type (c))
    {
    case G_UNICODE_CONTROL:
    case G_UNICODE_FORMAT:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_UNASSIGNED:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Expressions sign lines: there a line break is meant (and shown as one, kt_exchange_list_signing()). */
static gboolean
is_expression (const char *path)
{
  return g_str_has_prefix (path, "signing.") || strstr (path, ".signing.") || strstr (path, ".let.");
}

static void
check_text (KtLoader *loader, const char *text, const char *path)
{
  gboolean lines = is_expression (path);

  for (const char *p = text; p && *p; p = g_utf8_next_char (p))
    {
      if (!is_hidden (g_utf8_get_char (p)) || (lines && *p == '\n'))
        continue;
      kt_loader_mistake (loader, path, (gsize) (p - text), "a character that cannot be seen (U+%04X) does not belong here",
                         g_utf8_get_char (p));
      return;
    }
}

void
kt_impostor_check_characters (KtLoader *loader, JsonNode *node, const char *path)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *member;

      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &name, &member))
        {
          g_autofree char *place = kt_path_join (path, name);

          check_text (loader, name, path);
          kt_impostor_check_characters (loader, member, place);
        }
    }
  else if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *list = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (list); i++)
        {
          g_autofree char *place = kt_path_index (path, i);

          kt_impostor_check_characters (loader, json_array_get_element (list, i), place);
        }
    }
  else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    check_text (loader, json_node_get_string (node), path);
}
