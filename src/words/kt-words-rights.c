/* kt-words-rights.c: rights, and what keys are for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

static const struct {
  const char *name;
  const char *brief;
  const char *risk;         /* or NULL */
} words[KT_N_RIGHTS] = {
  [KT_RIGHT_READ]        = { N_("Look at balances"), N_("look"), NULL },
  [KT_RIGHT_OTHER_LOOK]  = { N_("Look at something else"), N_("look at more"), NULL },
  [KT_RIGHT_SPOT]        = { N_("Trade spot"), N_("spot"),
                             N_("Whoever has the key can buy and sell with your money.") },
  [KT_RIGHT_MARGIN]      = { N_("Trade on margin"), N_("margin"),
                             N_("Whoever has the key can borrow and lose more than you put in.") },
  [KT_RIGHT_FUTURES]     = { N_("Trade futures"), N_("futures"),
                             N_("Whoever has the key can lose your collateral in a moment.") },
  [KT_RIGHT_OPTIONS]     = { N_("Trade options"), N_("options"),
                             N_("Whoever has the key can take on debts in your name.") },
  [KT_RIGHT_CONVERT]     = { N_("Convert"), N_("convert"),
                             N_("Whoever has the key can turn one coin into another, at the price of the moment.") },
  [KT_RIGHT_COPY]        = { N_("Copy trading"), N_("copy"),
                             N_("Whoever has the key can let your money follow somebody else’s trades.") },
  [KT_RIGHT_BOT]         = { N_("Run the exchange’s bots"), N_("bots"),
                             N_("Whoever has the key can start bots that trade with your money.") },
  [KT_RIGHT_EARN]        = { N_("Savings and staking"), N_("earn"),
                             N_("Whoever has the key can lock up your coins for a time.") },
  [KT_RIGHT_LOAN]        = { N_("Take loans"), N_("loans"),
                             N_("Whoever has the key can borrow against your coins.") },
  [KT_RIGHT_ONCHAIN]     = { N_("Send on a blockchain"), N_("on-chain"),
                             N_("Whoever has the key can send coins away for good.") },
  [KT_RIGHT_OTHER_TRADE] = { N_("Trade in another way"), N_("trade"),
                             N_("Whoever has the key can trade with your money.") },
  [KT_RIGHT_TRANSFER]    = { N_("Move between own accounts"), N_("transfer"),
                             N_("Whoever has the key can move money to where another key can spend it.") },
  [KT_RIGHT_SEND]        = { N_("Pay other users"), N_("pay"),
                             N_("Whoever has the key can give your money to other users of the exchange, for good.") },
  [KT_RIGHT_WITHDRAW]    = { N_("Withdraw"), N_("withdraw"),
                             N_("Whoever has the key can send your money away for good.") },
  [KT_RIGHT_SUBACCOUNTS] = { N_("Manage subaccounts"), N_("subaccounts"),
                             N_("Whoever has the key can make accounts and move money among them.") },
  [KT_RIGHT_KEYS]        = { N_("Make and change API keys"), N_("keys"),
                             N_("Whoever has the key can make another one that may do more.") },
  [KT_RIGHT_OTHER_MONEY] = { N_("Something Keyturn does not know"), N_("unknown"),
                             N_("Keyturn does not know this right, so it takes it for the most dangerous kind.") },
};

/* Read, and nothing else; all the ways to trade; and what a treasury needs. */
static const KtPreset presets[] = {
  { "tax", KT_RIGHTS_BIT (KT_RIGHT_READ) },
  { "bot", KT_RIGHTS_BIT (KT_RIGHT_READ) | KT_RIGHTS_BIT (KT_RIGHT_SPOT) | KT_RIGHTS_BIT (KT_RIGHT_MARGIN)
           | KT_RIGHTS_BIT (KT_RIGHT_FUTURES) },
  { "treasury", KT_RIGHTS_BIT (KT_RIGHT_READ) | KT_RIGHTS_BIT (KT_RIGHT_TRANSFER) | KT_RIGHTS_BIT (KT_RIGHT_WITHDRAW) },
};

static const char *const preset_titles[] = {
  N_("Tax and portfolio"), N_("Trading bot"), N_("Treasury (moves money)"),
};

static const char *const preset_texts[] = {
  N_("It only looks: balances, trades, history. It can change nothing."),
  N_("It looks and trades. It moves nothing out of your account."),
  N_("It looks and moves money, also out of your account. Let it work from your own addresses only."),
};

const char *
kt_words_right (KtRight right)
{
  g_return_val_if_fail (right < KT_N_RIGHTS, "");

  return _(words[right].name);
}

const char *
kt_words_right_short (KtRight right)
{
  g_return_val_if_fail (right < KT_N_RIGHTS, "");

  return _(words[right].brief);
}

const char *
kt_words_right_risk (KtRight right)
{
  g_return_val_if_fail (right < KT_N_RIGHTS, NULL);

  return words[right].risk ? _(words[right].risk) : NULL;
}

const char *
kt_words_worst_verb (KtRights rights)
{
  if (rights & KT_RIGHTS_BIT (KT_RIGHT_WITHDRAW))
    return C_("can …", "withdraw");
  if (rights & KT_RIGHTS_BIT (KT_RIGHT_SEND))
    return C_("can …", "pay other users");
  if (rights & KT_RIGHTS_BIT (KT_RIGHT_ONCHAIN))
    return C_("can …", "send on a blockchain");
  if (rights & KT_RIGHTS_BIT (KT_RIGHT_OTHER_MONEY))
    return C_("can …", "do something Keyturn does not know");
  if (rights & KT_RIGHTS_BIT (KT_RIGHT_KEYS))
    return C_("can …", "make and change API keys");
  if (rights & KT_RIGHTS_BIT (KT_RIGHT_SUBACCOUNTS))
    return C_("can …", "manage subaccounts");
  if (rights & KT_RIGHTS_BIT (KT_RIGHT_TRANSFER))
    return C_("can …", "move money between your accounts");
  if (kt_rights_get_risk (rights) == KT_RISK_TRADE)
    return C_("can …", "trade");
  return C_("can …", "look at more");
}

/* Which ones of a set are named when there is room for @most: the riskiest. */
static KtRights
choose (KtRights rights, guint most)
{
  KtRights chosen = KT_RIGHTS_NONE;
  guint n = 0;

  for (int risk = KT_RISK_MONEY; risk >= KT_RISK_LOOK; risk--)
    {
      for (guint i = 0; i < KT_N_RIGHTS && n < most; i++)
        {
          if ((rights & KT_RIGHTS_BIT (i)) && (int) kt_right_get_risk (i) == risk)
            {
              chosen |= KT_RIGHTS_BIT (i);
              n++;
            }
        }
    }
  return chosen;
}

static guint
count (KtRights rights)
{
  guint n = 0;

  for (guint i = 0; i < KT_N_RIGHTS; i++)
    n += (rights >> i) & 1;
  return n;
}

char *
kt_words_rights_summary (KtReport *good_report)
{
  const guint most = 4;
  GString *text;
  KtRights rights, chosen;

  if (!good_report || !kt_report_worked (good_report))
    return g_strdup (_("nothing known"));

  rights = kt_report_get_rights (good_report);
  chosen = choose (rights, most);
  text = g_string_new (NULL);
  for (guint i = 0; i < KT_N_RIGHTS; i++)
    {
      if (chosen & KT_RIGHTS_BIT (i))
        g_string_append_printf (text, "%s%s%s", text->len ? " · " : "", kt_words_right_short (i),
                                kt_right_get_risk (i) == KT_RISK_MONEY ? "!" : "");
    }
  if (count (rights) > most)
    g_string_append_printf (text, " · +%u", count (rights) - most);
  if (!good_report->rights_told)
    {
      /* Translators: after a list of what a key can do: what else it may do was not told */
      g_string_append_printf (text, "%s%s", text->len ? " · " : "", _("rest not told"));
    }
  else if (text->len == 0)
    {
      g_string_append (text, _("nothing"));
    }
  return g_string_free (text, FALSE);
}

char *
kt_words_rights_list (KtRights rights)
{
  g_autoptr(GStrvBuilder) names = g_strv_builder_new ();
  g_auto(GStrv) list = NULL;

  /* Worst first: that is what one should not overlook. */
  for (int risk = KT_RISK_MONEY; risk >= KT_RISK_LOOK; risk--)
    {
      for (guint i = 0; i < KT_N_RIGHTS; i++)
        {
          if ((rights & KT_RIGHTS_BIT (i)) && (int) kt_right_get_risk (i) == risk)
            g_strv_builder_add (names, kt_words_right (i));
        }
    }
  list = g_strv_builder_end (names);
  return g_strjoinv (C_("list", ", "), list);
}

const KtPreset *
kt_words_get_presets (guint *ret_n)
{
  *ret_n = G_N_ELEMENTS (presets);
  return presets;
}

const char *
kt_words_preset_title (const KtPreset *preset)
{
  g_return_val_if_fail (preset >= presets && preset < presets + G_N_ELEMENTS (presets), "");

  return _(preset_titles[preset - presets]);
}

const char *
kt_words_preset_text (const KtPreset *preset)
{
  g_return_val_if_fail (preset >= presets && preset < presets + G_N_ELEMENTS (presets), "");

  return _(preset_texts[preset - presets]);
}

KtSays
kt_words_says (KtReport *report, KtRight right)
{
  const KtRights bit = KT_RIGHTS_BIT (right);

  if (!report)
    return KT_SAYS_UNKNOWN;
  if (report->confirmed & bit)
    return KT_SAYS_YES;
  if (report->inferred & bit)
    return KT_SAYS_INFERRED;
  return report->denied & bit ? KT_SAYS_NO : KT_SAYS_UNKNOWN;
}

const char *
kt_words_says_text (KtSays says)
{
  switch (says)
    {
    case KT_SAYS_YES:
      return C_("right", "yes");
    case KT_SAYS_INFERRED:
      return C_("right", "it just did");
    case KT_SAYS_NO:
      return C_("right", "no");
    case KT_SAYS_UNKNOWN:
    default:
      return C_("right", "not told");
    }
}
