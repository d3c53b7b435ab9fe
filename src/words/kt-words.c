/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-words-private.h"

#include <libintl.h>
#include <stdarg.h>

gboolean
kt_words_in_sandbox (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS) || g_getenv ("SNAP_NAME");
}

void
kt_words_init (void)
{
  const char *folder = KT_LOCALEDIR;

#if KT_DEVELOPMENT
  /* Pictures of languages that are not installed: it changes words and nothing else. */
  if (g_getenv ("KEYTURN_TEST_LOCALES"))
    folder = g_getenv ("KEYTURN_TEST_LOCALES");
#endif
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

static const char *
get_name (KtExchange *exchange, KtKey *key)
{
  if (exchange)
    return kt_exchange_get_name (exchange);
  if (key && *kt_key_get_exchange_name (key))
    return kt_key_get_exchange_name (key);
  return NULL;
}

const char *
kt_words_name_first (KtExchange *exchange, KtKey *key)
{
  const char *name = get_name (exchange, key);

  /* Translators: at the beginning of a sentence, in place of an exchange's name */
  return name ? name : _("The exchange");
}

const char *
kt_words_name_within (KtExchange *exchange, KtKey *key)
{
  const char *name = get_name (exchange, key);

  /* Translators: within a sentence, in place of an exchange's name */
  return name ? name : _("the exchange");
}

char *
kt_words_join_or (char **parts)
{
  const guint n = g_strv_length (parts);
  g_autofree char *all_but_last = NULL;
  g_auto(GStrv) head = NULL;

  if (n <= 1)
    return g_strdup (n ? parts[0] : "");

  head = g_strdupv (parts);
  g_clear_pointer (&head[n - 1], g_free);
  /* Translators: between the parts of a list */
  all_but_last = g_strjoinv (C_("list", ", "), head);
  /* Translators: the end of a list: "the key is wrong, or the right is missing" */
  return g_strdup_printf (_("%s, or %s"), all_but_last, parts[n - 1]);
}

char *
kt_words_paragraph (char *first, ...)
{
  GString *text = g_string_new (NULL);
  va_list args;
  guint n = 0;

  va_start (args, first);
  for (char *part = first; part; part = va_arg (args, char *))
    {
      if (*part)
        g_string_append_printf (text, "%s%s", n++ ? " " : "", part);
      g_free (part);
    }
  va_end (args);
  return g_string_free (text, FALSE);
}

char *
kt_words_environment (KtExchange *exchange, const char *environment)
{
  const KtEnvironment *found = NULL;
  const char *custom = exchange && kt_exchange_is_custom (exchange) ? _(" (custom)") : "";

  if (exchange && environment)
    found = kt_exchange_find_environment (exchange, environment);
  /* "Kraken · Kraken" says nothing more. */
  if (found && found->name && g_strcmp0 (found->name, kt_exchange_get_name (exchange)) != 0)
    return g_strdup_printf ("%s · %s%s", kt_exchange_get_name (exchange), found->name, custom);
  if (exchange)
    return g_strconcat (kt_exchange_get_name (exchange), custom, NULL);
  return g_strdup (environment ? environment : _("Unknown exchange"));
}

char *
kt_words_before_request (const char *host, guint n_requests, KtGoes goes)
{
  /* Translators: %s is a host: “api.bitget.com” */
  if (goes == KT_GOES_KEY && n_requests <= 1)
    return g_strdup_printf (_("Keyturn will send one read-only request to %s. Nothing is signed: the key itself is sent."), host);
  if (goes == KT_GOES_KEY)
    return g_strdup_printf (ngettext ("Keyturn will send up to %u read-only request to %s. Nothing is signed: the key itself is sent.",
                                      "Keyturn will send up to %u read-only requests to %s. Nothing is signed: the key itself is sent.",
                                      n_requests),
                            n_requests, host);
  if (goes == KT_GOES_NOTHING_SECRET && n_requests <= 1)
    return g_strdup_printf (_("Keyturn will send one read-only request to %s. Nothing secret is sent."), host);
  if (goes == KT_GOES_NOTHING_SECRET)
    return g_strdup_printf (ngettext ("Keyturn will send up to %u read-only request to %s. Nothing secret is sent.",
                                      "Keyturn will send up to %u read-only requests to %s. Nothing secret is sent.", n_requests),
                            n_requests, host);
  if (n_requests <= 1)
    return g_strdup_printf (_("Keyturn will send one read-only request to %s, signed with this key."), host);
  return g_strdup_printf (ngettext ("Keyturn will send up to %u read-only request to %s, signed with this key.",
                                    "Keyturn will send up to %u read-only requests to %s, signed with this key.",
                                    n_requests),
                          n_requests, host);
}

const char *
kt_words_wrong_address (void)
{
  return _("This exchange switches a key off that is limited to addresses and used from another one. If this key is limited, "
           "check it only from one of its addresses: a bot that uses it would stop.");
}

const char *
kt_words_rotation_question (void)
{
  return _("How often should a key be replaced? A key that was copied unnoticed stops being of use once it is replaced. "
           "Keyturn proposes 90 days for keys that move money, 180 for keys that trade and 365 for keys that only look; "
           "sooner where a key works from any address.");
}
