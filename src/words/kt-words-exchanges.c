/* kt-words-exchanges.c: what is known of exchanges, as a table and as lines
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

/* ── The table ──────────────────────────────────────────────────────────── */

static const char *
say_source (const char *word)
{
  static const struct { const char *word; const char *text; } sources[] = {
    { "document", N_("the exchange’s own example") },
    { "computed", N_("its documentation, by another program") },
    { "ccxt", N_("ccxt") },
    { "ccxt-variant", N_("ccxt, by a changed copy") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      if (g_str_equal (sources[i].word, word))
        return _(sources[i].text);
    }
  return word;
}

char *
kt_words_exchange_verified (KtExchange *exchange)
{
  g_auto(GStrv) words = kt_exchange_list_verified (exchange);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; words[i]; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", say_source (words[i]));
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : g_strdup (_("nothing"));
}

static const char *
say_rights (const KtKnown *known)
{
  return known->nothing_more ? _("market data only") : known->rights ? _("told") : _("not told");
}

static const char *
say_end (KtExchange *exchange, const KtKnown *known)
{
  if (known->end)
    return _("told");
  if (known->lapse)
    return _("told for trading");
  if (kt_exchange_get_lifetime (exchange)->len > 0)
    return known->sure_rules ? _("by a rule") : _("by a rule, not sure");
  return _("not known");
}

static const char *
say_standing (KtExchange *exchange)
{
  switch (kt_exchange_get_status (exchange)->standing)
    {
    case KT_STANDING_CLOSING:
      return _(" (closing)");
    case KT_STANDING_CLOSED:
      return _(" (closed)");
    case KT_STANDING_UNCERTAIN:
      return _(" (may have closed)");
    case KT_STANDING_OPEN:
    default:
      return kt_exchange_is_custom (exchange) ? _(" (custom)") : "";
    }
}

const char *
kt_words_exchange_head (void)
{
  return _("| Exchange | Id | Signing verified by | Rights | Addresses | End of a key | Doubts | Tried with a live key |\n"
           "|---|---|---|---|---|---|---|---|\n");
}

char *
kt_words_exchange_row (KtExchange *exchange)
{
  g_autofree char *verified = kt_words_exchange_verified (exchange);
  gboolean closed = kt_exchange_get_status (exchange)->standing == KT_STANDING_CLOSED;
  KtKnown known;

  kt_exchange_get_known (exchange, NULL, &known);
  return g_strdup_printf ("| %s%s | %s | %s | %s | %s | %s | %u | %s |\n", kt_exchange_get_name (exchange), say_standing (exchange),
                          kt_exchange_get_id (exchange), verified, closed ? _("never asked") : say_rights (&known),
                          closed ? _("never asked") : known.addresses ? _("told") : _("not told"),
                          closed ? _("never asked") : say_end (exchange, &known),
                          g_strv_length (kt_exchange_get_unsure (exchange)), _("never"));
}

/* ── What leaves this computer ──────────────────────────────────────────── */

char *
kt_words_goes (KtExchange *exchange, const char *environment, const char *key_type)
{
  g_autoptr(GPtrArray) sent = kt_exchange_get_sent_fields (exchange, environment, key_type);
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < sent->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", ((const KtField *) g_ptr_array_index (sent, i))->name);
  switch (kt_exchange_what_goes (exchange, environment, key_type))
    {
    case KT_GOES_KEY:
      /* Translators: %s is one or several fields of a key, in the exchange’s words: “API key” */
      return g_strdup_printf (_("Nothing is signed here: the key itself is sent, over an encrypted connection (%s). Whoever "
                                "answers there sees it."), names->str);
    case KT_GOES_NOTHING_SECRET:
      return g_strdup (_("Nothing is signed and nothing secret is sent: only what is public is asked about."));
    case KT_GOES_SIGNATURE:
    default:
      /* Translators: as above: “Passphrase” */
      return sent->len == 0 ? NULL
               : g_strdup_printf (_("The secret stays here and signs. This exchange wants one thing itself, and it is sent: %s."), names->str);
    }
}

/* ── Lines for one of them ──────────────────────────────────────────────── */

static void
add_word (const char *word, KtRights rights, gpointer data)
{
  g_autofree char *list = rights ? kt_words_rights_list (rights) : g_strdup (_("nothing that matters"));

  g_autofree char *line = g_strdup_printf ("  %s: %s", word, list);

  g_strv_builder_add (data, line);
}

static const char *
say_from (KtLifetimeFrom from)
{
  switch (from)
    {
    case KT_FROM_CHANGED:
      return _("Counted from when the key was last changed.");
    case KT_FROM_LAST_USE:
      return _("Counted from its last use.");
    case KT_FROM_PASSWORD_CHANGE:
      return _("Counted from a change of the account’s password.");
    case KT_FROM_CREATED:
    default:
      return _("Counted from when the key was made.");
    }
}

char **
kt_words_lifetime_rule (const KtLifetimeRule *rule)
{
  g_autoptr(GStrvBuilder) lines = g_strv_builder_new ();
  g_autofree char *lapses = rule->of ? kt_words_rights_list (rule->of) : NULL;
  g_autofree char *only = rule->any_right ? kt_words_rights_list (rule->any_right) : NULL;
  g_autofree char *source = g_strdup_printf ("%s, %s", rule->source, rule->checked_on);

  g_strv_builder_add (lines, say_from (rule->from));
  if (lapses)
    {
      /* Translators: %s is a list of rights: “Trade spot, Withdraw” */
      g_autofree char *line = g_strdup_printf (_("Only these rights end: %s."), lapses);

      g_strv_builder_add (lines, line);
    }
  if (only)
    {
      /* Translators: as above */
      g_autofree char *line = g_strdup_printf (_("For keys with one of these rights: %s."), only);

      g_strv_builder_add (lines, line);
    }
  if (rule->needs_no_allowlist)
    g_strv_builder_add (lines, _("For keys without an address allowlist."));
  if (rule->note)
    g_strv_builder_add (lines, rule->note);
  if (!rule->sure)
    g_strv_builder_add (lines, _("Not sure."));
  g_strv_builder_add (lines, source);
  return g_strv_builder_end (lines);
}

char **
kt_words_exchange_reads (KtExchange *exchange, const char *environment)
{
  g_autoptr(GStrvBuilder) lines = g_strv_builder_new ();
  KtKnown known;

  if (kt_exchange_get_status (exchange)->standing == KT_STANDING_CLOSED)
    {
      g_strv_builder_add (lines, _("Nothing: it is never asked."));
      return g_strv_builder_end (lines);
    }
  kt_exchange_get_known (exchange, environment, &known);
  g_strv_builder_add (lines, known.nothing_more ? _("Rights: no key reaches an account; it looks up market data.")
                             : known.rights ? _("Rights: told, in these words:")
                                            : _("Rights: not told; only that the request was answered."));
  kt_exchange_foreach_word (exchange, environment, add_word, lines);
  g_strv_builder_add (lines, known.addresses ? _("Allowed addresses: told.") : _("Allowed addresses: not told."));
  g_strv_builder_add (lines, known.end ? _("End of the key: told.")
                             : known.lapse ? _("End of the key: not told; the end of trading is.") : _("End of the key: not told."));
  if (known.created)
    g_strv_builder_add (lines, _("When it was made: told."));
  if (known.account)
    g_strv_builder_add (lines, _("Whose key it is: told."));
  return g_strv_builder_end (lines);
}
