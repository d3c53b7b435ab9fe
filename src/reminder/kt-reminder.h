/* kt-reminder.h: the program that stays: reads the ledger, shows notices, sleeps until the next is due
 *
 * It never asks the keyring, and of the ledger writes only marks and snoozes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define KT_TYPE_REMINDER (kt_reminder_get_type ())
G_DECLARE_FINAL_TYPE (KtReminder, kt_reminder, KT, REMINDER, GApplication)

KtReminder *kt_reminder_new (void);

G_END_DECLS
