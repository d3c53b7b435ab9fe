/* kt-test-ui-private.h: what kt-test-ui.c and kt-test-ui-deeds.c share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-test-ui.h"

/* The window, dialog or popover's window that @node is in. (transfer full) */
KtUiNode *kt_ui_get_window (KtUiNode *node);
