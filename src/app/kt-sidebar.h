/* kt-sidebar.h: what of the keys is shown: smart filters, exchanges and tags, with their counts
 *
 * A view is a word: "all", "attention", "due", "retired", "exchange:ID" or "tag:TAG". Choosing one activates
 * win.show-view, activating one (a click, Enter) also win.show-list, as the sidebar is a page of its own in a narrow window.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-key-list.h"

G_BEGIN_DECLS

#define KT_TYPE_SIDEBAR (kt_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (KtSidebar, kt_sidebar, KT, SIDEBAR, GtkWidget)

void        kt_sidebar_set_keys   (KtSidebar *self, KtKeyList *keys);
/* Follows the shell: @view is the one that is shown. */
void        kt_sidebar_set_view   (KtSidebar *self, const char *view);
/* The name of @view on screen, "Needs Attention" or "Bitget"; NULL when there is no such view (any more). */
const char *kt_sidebar_get_name   (KtSidebar *self, const char *view);
void        kt_sidebar_set_folded (KtSidebar *self, gboolean folded);
/* Counts as they are now, not only at the next chance. */
void        kt_sidebar_update     (KtSidebar *self);

/* Parts of a view; FALSE when @view is no view. @ret_exchange and @ret_tag: NULL, or within @view. */
gboolean    kt_view_parse         (const char *view, KtFilter *ret_filter, const char **ret_exchange, const char **ret_tag);

G_END_DECLS
