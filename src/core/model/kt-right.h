/* kt-right.h: what a key may do, in one vocabulary for all exchanges
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In the order they are shown: look, trade, between own accounts, money. */
typedef enum {
  KT_RIGHT_READ,
  KT_RIGHT_OTHER_LOOK,     /* "other:look": a right of the exchange's own that only looks */
  KT_RIGHT_SPOT,
  KT_RIGHT_MARGIN,
  KT_RIGHT_FUTURES,
  KT_RIGHT_OPTIONS,
  KT_RIGHT_CONVERT,
  KT_RIGHT_COPY,
  KT_RIGHT_BOT,
  KT_RIGHT_EARN,
  KT_RIGHT_LOAN,
  KT_RIGHT_ONCHAIN,
  KT_RIGHT_OTHER_TRADE,    /* "other:trade" */
  KT_RIGHT_TRANSFER,       /* between the owner's own accounts */
  KT_RIGHT_SEND,           /* to other users of the exchange */
  KT_RIGHT_WITHDRAW,
  KT_RIGHT_SUBACCOUNTS,    /* manage subaccounts */
  KT_RIGHT_KEYS,           /* make or change API keys */
  KT_RIGHT_OTHER_MONEY,    /* "other:money": also every word nobody knows */
  KT_N_RIGHTS
} KtRight;

/* A set of rights: bit 1 << KtRight. */
typedef guint32 KtRights;
#define KT_RIGHTS_NONE    ((KtRights) 0)
#define KT_RIGHTS_BIT(r)  ((KtRights) 1 << (r))
#define KT_RIGHTS_ALL     (KT_RIGHTS_BIT (KT_N_RIGHTS) - 1)

/* TRANSFER leads from trading to money, so it is told apart from both. */
typedef enum {
  KT_RISK_LOOK,
  KT_RISK_TRADE,
  KT_RISK_TRANSFER,
  KT_RISK_MONEY,
} KtRisk;

/* The word used in definitions, in the ledger and with --json: "read", "other:money"… */
const char *kt_right_to_word    (KtRight right);
gboolean    kt_right_from_word  (const char *word, KtRight *ret_right);
KtRisk      kt_right_get_risk   (KtRight right);

/* The worst risk in a set; KT_RISK_LOOK for the empty one. */
KtRisk      kt_rights_get_risk  (KtRights rights);
/* Those rights of the set that carry at least @risk. */
KtRights    kt_rights_at_least  (KtRights rights, KtRisk risk);
/* Words joined by commas, in showing order; "" for none. (transfer full) */
char       *kt_rights_to_string (KtRights rights);
/* The way back; unknown words are an error, blanks around words are not. */
gboolean    kt_rights_from_string (const char *text, KtRights *ret_rights, GError **error);

G_END_DECLS
