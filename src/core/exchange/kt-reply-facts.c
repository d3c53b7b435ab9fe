/* Everything else a reply tells: addresses, dates, state, account, values for later steps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-reply-private.h"

#include <string.h>

#define MAX_ADDRESSES  256
#define MAX_TAKEN      256    /* bytes of a value for a later step */

/* ── The one entry that is this key ───────────────────────────────────────── */

/* @shown: as a list of keys shows it, perhaps with stars in the middle or at the end. 2: the very
 * text, 1: head and tail fit, 0: another key. */
static int
shown_fits (const char *shown, const char *value)
{
  const char *first = strchr (shown, '*');
  const char *last = strrchr (shown, '*');
  gsize head, tail, length = strlen (value);

  if (strcmp (shown, value) == 0)
    return 2;
  /* A chain's address: its letters are large or small as people like. */
  if (g_str_has_prefix (shown, "0x") && g_ascii_strcasecmp (shown, value) == 0)
    return 2;
  if (!first)
    return 0;

  head = first - shown;
  tail = strlen (last + 1);
  if (head + tail < 4 || head + tail > length)
    return 0;
  return strncmp (shown, value, head) == 0 && strcmp (last + 1, value + length - tail) == 0;
}

/* A public field of the credential or a value taken earlier. (transfer none) */
static const char *
named_value (const char *name, const KtCredential *credential, GHashTable *taken)
{
  const char *value = taken ? g_hash_table_lookup (taken, name) : NULL;
  KtSecret *field = value ? NULL : kt_credential_get (credential, name);

  return field ? kt_secret_peek (field, NULL) : value;
}

static JsonNode *
find_entry (const KtReading *reading, JsonNode *root, const KtCredential *credential, GHashTable *taken)
{
  JsonNode *part = kt_path_walk (root, reading->entry_of);
  JsonArray *list = part && JSON_NODE_HOLDS_ARRAY (part) ? json_node_get_array (part) : NULL;
  JsonNode *found[3] = { NULL };
  guint n[3] = { 0 };

  for (guint i = 0; list && i < json_array_get_length (list); i++)
    {
      JsonNode *entry = json_array_get_element (list, i);
      int fit = 2;

      for (guint j = 0; fit > 0 && reading->entry_paths[j]; j++)
        {
          g_autofree char *shown = kt_node_text (kt_path_walk (entry, reading->entry_paths[j]));
          const char *value = named_value (reading->entry_names[j], credential, taken);

          fit = MIN (fit, shown && value ? shown_fits (shown, value) : 0);
        }
      n[fit]++;
      found[fit] = entry;
    }

  if (n[2] > 0)
    return n[2] == 1 ? found[2] : NULL;
  return n[1] == 1 ? found[1] : NULL;
}

/* ── IP allowlist ─────────────────────────────────────────────────────────── */

/* A list that leaves out nobody is no list, however it is written. */
static gboolean
is_anywhere (const char *address, char **none)
{
  static const char * const anywhere[] = { "*", "0.0.0.0-255.255.255.255", NULL };
  const char *slash = strchr (address, '/');
  gsize length = strlen (address);

  if (g_strv_contains (anywhere, address) || (none && g_strv_contains ((const char * const *) none, address)))
    return TRUE;
  /* "0.0.0.0", "::", "*.*.*.*"; "/0" behind any address. */
  return (length > 0 && strspn (address, "0.:*") == length) || (slash && slash[1] && strspn (slash + 1, "0") == strlen (slash + 1));
}

static gboolean
looks_like_address (const char *text)
{
  gsize length = strlen (text);

  return length >= 2 && length <= 64 && strspn (text, "0123456789abcdefABCDEF.:/*-") == length
         && (strchr (text, '.') || strchr (text, ':'));
}

/* The single texts of a list, or of one text split at commas, semicolons and blanks; NULL: unreadable. */
static GPtrArray *
addresses_of (JsonNode *node)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_free);

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      JsonArray *list = json_node_get_array (node);

      for (guint i = 0; i < json_array_get_length (list); i++)
        {
          char *text = kt_node_text (json_array_get_element (list, i));

          if (!text || i == MAX_ADDRESSES)
            {
              g_free (text);
              return NULL;
            }
          /* [""] is how Kraken writes an empty list. */
          if (*text)
            g_ptr_array_add (found, text);
          else
            g_free (text);
        }
    }
  else
    {
      g_autofree char *text = kt_node_text (node);
      g_auto(GStrv) pieces = text ? g_strsplit_set (text, ",; ", MAX_ADDRESSES) : NULL;

      if (!pieces)
        return NULL;
      for (guint i = 0; pieces[i]; i++)
        {
          if (*pieces[i])
            g_ptr_array_add (found, g_strdup (pieces[i]));
        }
    }
  return g_steal_pointer (&found);
}

static void
set_ip (KtReport *report, KtIpAllowlist ip, GPtrArray *addresses)
{
  report->ip = ip;
  g_clear_pointer (&report->ip_addresses, g_strfreev);
  if (!addresses)
    return;

  g_ptr_array_set_free_func (addresses, NULL);
  g_ptr_array_add (addresses, NULL);
  report->ip_addresses = (char **) g_ptr_array_free (addresses, FALSE);
}

static void
read_ip_list (const KtReading *reading, JsonNode *root, KtReport *report)
{
  JsonNode *node = kt_paths_walk (root, reading->ip_list);
  g_autoptr(GPtrArray) addresses = NULL;

  if (kt_node_is_nothing (node))
    {
      if (node || reading->ip_absent_is_none)
        set_ip (report, KT_IP_NONE, NULL);
      return;
    }

  addresses = addresses_of (node);
  for (guint i = 0; addresses && i < addresses->len; i++)
    {
      const char *address = g_ptr_array_index (addresses, i);

      if (is_anywhere (address, reading->ip_none))
        {
          set_ip (report, KT_IP_NONE, NULL);
          return;
        }
      if (!looks_like_address (address))
        g_clear_pointer (&addresses, g_ptr_array_unref);
    }

  if (addresses && addresses->len > 0)
    set_ip (report, KT_IP_LIST, g_steal_pointer (&addresses));
  else if (addresses)
    set_ip (report, KT_IP_NONE, NULL);
}

static void
read_ip_flag (const KtReading *reading, JsonNode *root, KtReport *report)
{
  g_autofree char *text = kt_node_text (kt_paths_walk (root, reading->ip_flag));

  if (g_strcmp0 (text, "true") == 0 || g_strcmp0 (text, "1") == 0)
    set_ip (report, KT_IP_LIST, NULL);
  else if (g_strcmp0 (text, "false") == 0 || g_strcmp0 (text, "0") == 0)
    set_ip (report, KT_IP_NONE, NULL);
}

/* ── Dates, state, account ────────────────────────────────────────────────── */

static gint64
read_date (const KtDateRule *rule, JsonNode *root, gint64 now_ms)
{
  return rule->at ? kt_node_time (kt_paths_walk (root, rule->at), rule->unit, now_ms) : 0;
}

static void
read_end (const KtDateRule *rule, JsonNode *root, gint64 now_ms, KtReport *report)
{
  JsonNode *node = kt_paths_walk (root, rule->at);
  g_autofree char *text = kt_node_text (node);
  gint64 at_ms;

  if (!text)
    return;

  if (rule->never && g_strv_contains ((const char * const *) rule->never, text))
    {
      if (rule->of == KT_RIGHTS_NONE)
        report->never_expires = TRUE;
      return;
    }
  if ((at_ms = kt_node_time (node, rule->unit, now_ms)) != 0)
    kt_report_add_date (report, rule->of, at_ms);
}

static void
read_state (const KtReading *reading, JsonNode *root, KtReport *report)
{
  g_autofree char *text = kt_node_text (kt_paths_walk (root, reading->state_at));

  if (text && *text && !g_strv_contains ((const char * const *) reading->state_works, text))
    report->outcomes = reading->state_else;
}

static void
read_account (const KtReading *reading, JsonNode *root, guint status, const KtCredential *credential, KtReport *report)
{
  g_autofree char *id = kt_node_text (kt_paths_walk (root, reading->account_id));

  /* Documented examples show it as stars; "0" is nobody. */
  if (id && id[strspn (id, "*0 ")] != '\0')
    {
      g_free (report->uid);
      report->uid = kt_reply_scrub (id, -1, credential, 64);
    }

  if (reading->account_main_when && kt_condition_fits (reading->account_main_when, root, status))
    report->is_subaccount = FALSE;
  else if (reading->account_sub_when && kt_condition_fits (reading->account_sub_when, root, status))
    report->is_subaccount = TRUE;
  else if (reading->account_main_when && !reading->account_sub_when
           && kt_condition_is_told (reading->account_main_when, root))
    report->is_subaccount = TRUE;
}

static void
read_own_address (const KtReading *reading, JsonNode *root, KtReport *report)
{
  g_autofree char *text = kt_node_text (kt_paths_walk (root, reading->own_address));

  if (text && g_hostname_is_ip_address (text))
    {
      g_free (report->own_address);
      report->own_address = g_steal_pointer (&text);
    }
}

static void
take_values (const KtReading *reading, JsonNode *root, GHashTable *taken)
{
  for (guint i = 0; taken && reading->take_names && reading->take_names[i]; i++)
    {
      g_autofree char *text = kt_node_text (kt_path_walk (root, reading->take_paths[i]));

      if (text && *text && strlen (text) <= MAX_TAKEN)
        g_hash_table_insert (taken, g_strdup (reading->take_names[i]), g_steal_pointer (&text));
    }
}

/* ── All of it ────────────────────────────────────────────────────────────── */

/* Whether the reading names parts, and whether one of them is there. */
static void
look_for_parts (const KtReading *reading, JsonNode *root, gboolean *ret_named, gboolean *ret_there)
{
  char **parts[] = {
    reading->ip_list, reading->ip_flag, reading->created.at, reading->changed.at, reading->expires.at,
    reading->state_at, reading->account_id, reading->take_paths,
  };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      *ret_named |= parts[i] != NULL;
      *ret_there |= kt_paths_walk (root, parts[i]) != NULL;
    }
}

gboolean
kt_reply_read (KtReply *self, const KtReading *reading, const KtCredential *credential,
               GHashTable *taken, gint64 now_ms, KtReport *report)
{
  const KtReadingTo to = { credential, report };
  gboolean named = FALSE, there = FALSE;
  const KtRights inferred = report->inferred;
  JsonNode *root = self->root;

  if (!root)
    return FALSE;
  /* A list without this key tells nothing, and is a documented reply all the same. */
  if (reading->entry_of && !(root = find_entry (reading, root, credential, taken)))
    return kt_path_walk (self->root, reading->entry_of) != NULL;

  look_for_parts (reading, root, &named, &there);
  if (reading->rights && kt_reply_read_rights (reading->rights, root, self->status, &to))
    there = TRUE;
  named |= reading->rights && reading->rights->shape != KT_WORDS_NONE;

  if (reading->ip_list)
    read_ip_list (reading, root, report);
  else if (reading->ip_flag)
    read_ip_flag (reading, root, report);

  report->created_ms = read_date (&reading->created, root, now_ms) ?: report->created_ms;
  report->changed_ms = read_date (&reading->changed, root, now_ms) ?: report->changed_ms;
  if (reading->expires.at)
    read_end (&reading->expires, root, now_ms, report);
  if (reading->state_at)
    read_state (reading, root, report);
  read_account (reading, root, self->status, credential, report);
  if (reading->own_address)
    read_own_address (reading, root, report);
  take_values (reading, root, taken);

  if (there || !named)
    return TRUE;
  report->inferred = inferred;
  return FALSE;
}
