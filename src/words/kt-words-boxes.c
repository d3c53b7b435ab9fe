/* kt-words-boxes.c: what to tick at the exchange so that a key may do what it is meant to, and no more
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

/* The list for a key of that intent; a list that is NULL is not known. */
static char **
boxes_for (const KtBoxes *boxes, KtRights intent)
{
  gboolean money = FALSE, trade = FALSE;

  for (guint i = 0; i < KT_N_RIGHTS; i++)
    {
      if (!(intent & KT_RIGHTS_BIT (i)))
        continue;
      money |= kt_right_get_risk (i) >= KT_RISK_TRANSFER;
      trade |= kt_right_get_risk (i) == KT_RISK_TRADE;
    }
  return money ? boxes->money : trade ? boxes->trade : boxes->look;
}

char *
kt_words_boxes (KtExchange *exchange, KtRights intent)
{
  const KtBoxes *boxes = kt_exchange_get_boxes (exchange);
  char **list = boxes->source ? boxes_for (boxes, intent) : NULL;
  g_autofree char *names = NULL;
  g_autofree char *text = NULL;

  if (!list)
    return NULL;
  /* Translators: %s is an exchange, here and below */
  if (!list[0])
    text = g_strdup_printf (_("When you make the key at %s, tick nothing: that is enough for it."), kt_exchange_get_name (exchange));
  else
    {
      /* Translators: between two quoted names of boxes: “Read”, “Trade” */
      names = g_strjoinv (_("”, “"), list);
      /* Translators: %2$s are names of boxes on the exchange’s page */
      text = g_strdup_printf (_("When you make the key at %1$s, tick “%2$s” and nothing else."), kt_exchange_get_name (exchange), names);
    }
  if (boxes->sure)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%s %s", text, _("The page may call it a little differently."));
}
