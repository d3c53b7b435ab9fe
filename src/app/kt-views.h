/* kt-views.h: windows that show all keys another way, each once: the panic list
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-application.h"

G_BEGIN_DECLS

/* Adds their actions and shortcuts. */
void kt_views_install (KtApplication *application);
/* Names are to be hidden. */
void kt_views_close   (KtApplication *application);

G_END_DECLS
