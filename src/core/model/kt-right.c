/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-right.h"

#include "kt-error.h"

static const struct {
  const char *word;
  KtRisk      risk;
} rights[KT_N_RIGHTS] = {
  [KT_RIGHT_READ]        = { "read",        KT_RISK_LOOK },
  [KT_RIGHT_OTHER_LOOK]  = { "other:look",  KT_RISK_LOOK },
  [KT_RIGHT_SPOT]        = { "spot",        KT_RISK_TRADE },
  [KT_RIGHT_MARGIN]      = { "margin",      KT_RISK_TRADE },
  [KT_RIGHT_FUTURES]     = { "futures",     KT_RISK_TRADE },
  [KT_RIGHT_OPTIONS]     = { "options",     KT_RISK_TRADE },
  [KT_RIGHT_CONVERT]     = { "convert",     KT_RISK_TRADE },
  [KT_RIGHT_COPY]        = { "copy",        KT_RISK_TRADE },
  [KT_RIGHT_BOT]         = { "bot",         KT_RISK_TRADE },
  [KT_RIGHT_EARN]        = { "earn",        KT_RISK_TRADE },
  [KT_RIGHT_LOAN]        = { "loan",        KT_RISK_TRADE },
  [KT_RIGHT_ONCHAIN]     = { "onchain",     KT_RISK_MONEY },
  [KT_RIGHT_OTHER_TRADE] = { "other:trade", KT_RISK_TRADE },
  [KT_RIGHT_TRANSFER]    = { "transfer",    KT_RISK_TRANSFER },
  [KT_RIGHT_SEND]        = { "send",        KT_RISK_MONEY },
  [KT_RIGHT_WITHDRAW]    = { "withdraw",    KT_RISK_MONEY },
  [KT_RIGHT_SUBACCOUNTS] = { "subaccounts", KT_RISK_MONEY },
  [KT_RIGHT_KEYS]        = { "keys",        KT_RISK_MONEY },
  [KT_RIGHT_OTHER_MONEY] = { "other:money", KT_RISK_MONEY },
};

const char *
kt_right_to_word (KtRight right)
{
  g_return_val_if_fail (right < KT_N_RIGHTS, NULL);

  return rights[right].word;
}

gboolean
kt_right_from_word (const char *word, KtRight *ret_right)
{
  for (guint i = 0; i < KT_N_RIGHTS; i++)
    {
      if (g_strcmp0 (word, rights[i].word) == 0)
        {
          *ret_right = i;
          return TRUE;
        }
    }
  return FALSE;
}

KtRisk
kt_right_get_risk (KtRight right)
{
  g_return_val_if_fail (right < KT_N_RIGHTS, KT_RISK_MONEY);

  return rights[right].risk;
}

KtRisk
kt_rights_get_risk (KtRights set)
{
  KtRisk worst = KT_RISK_LOOK;

  for (guint i = 0; i < KT_N_RIGHTS; i++)
    {
      if (set & KT_RIGHTS_BIT (i))
        worst = MAX (worst, rights[i].risk);
    }
  return worst;
}

KtRights
kt_rights_at_least (KtRights set, KtRisk risk)
{
  KtRights out = KT_RIGHTS_NONE;

  for (guint i = 0; i < KT_N_RIGHTS; i++)
    {
      if ((set & KT_RIGHTS_BIT (i)) && rights[i].risk >= risk)
        out |= KT_RIGHTS_BIT (i);
    }
  return out;
}

char *
kt_rights_to_string (KtRights set)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < KT_N_RIGHTS; i++)
    {
      if (!(set & KT_RIGHTS_BIT (i)))
        continue;
      if (text->len > 0)
        g_string_append_c (text, ',');
      g_string_append (text, rights[i].word);
    }
  return g_string_free (text, FALSE);
}

gboolean
kt_rights_from_string (const char *text, KtRights *ret_rights, GError **error)
{
  g_auto(GStrv) words = g_strsplit (text, ",", -1);
  KtRights set = KT_RIGHTS_NONE;

  for (guint i = 0; words[i]; i++)
    {
      const char *word = g_strstrip (words[i]);
      KtRight right;

      if (*word == '\0')
        continue;
      if (!kt_right_from_word (word, &right))
        {
          g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "“%s” is not a right", word);
          return FALSE;
        }
      set |= KT_RIGHTS_BIT (right);
    }

  *ret_rights = set;
  return TRUE;
}
