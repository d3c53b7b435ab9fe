/* kt-application.h: the program: one keeper, its window, and what is not of a page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

#define KT_TYPE_APPLICATION (kt_application_get_type ())
G_DECLARE_FINAL_TYPE (KtApplication, kt_application, KT, APPLICATION, AdwApplication)

KtApplication *kt_application_new        (void);
KtKeeper      *kt_application_get_keeper (KtApplication *self);   /* (transfer none) */

G_END_DECLS
