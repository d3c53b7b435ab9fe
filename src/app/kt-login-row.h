/* kt-login-row.h: the switch for starting the reminder at login; shows how it is, not what was asked for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-login-start.h"

G_BEGIN_DECLS

#define KT_TYPE_LOGIN_ROW (kt_login_row_get_type ())
G_DECLARE_FINAL_TYPE (KtLoginRow, kt_login_row, KT, LOGIN_ROW, AdwActionRow)

GtkWidget *kt_login_row_new (KtLoginStart *start);

G_END_DECLS
