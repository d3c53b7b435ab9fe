/* kt-sidebar-row.h: one line of the sidebar: a single widget that draws itself, as rows of keys do
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-row-look.h"

G_BEGIN_DECLS

#define KT_TYPE_SIDEBAR_ITEM (kt_sidebar_item_get_type ())
G_DECLARE_FINAL_TYPE (KtSidebarItem, kt_sidebar_item, KT, SIDEBAR_ITEM, GObject)

/* @view: what it shows, as kt_overview_set_view(). @icon NULL: a monogram of @name; "#": that sign. @heading: above it, or NULL; static. */
KtSidebarItem *kt_sidebar_item_new       (const char *view, const char *name, const char *icon, const char *heading);
const char    *kt_sidebar_item_get_view  (KtSidebarItem *self);
const char    *kt_sidebar_item_get_name  (KtSidebarItem *self);
/* Rows follow the property "count". */
void           kt_sidebar_item_set_count (KtSidebarItem *self, guint count);

#define KT_TYPE_SIDEBAR_ROW (kt_sidebar_row_get_type ())
G_DECLARE_FINAL_TYPE (KtSidebarRow, kt_sidebar_row, KT, SIDEBAR_ROW, GtkWidget)

GtkWidget *kt_sidebar_row_new      (KtRowLook *look);
void       kt_sidebar_row_set_item (KtSidebarRow *self, KtSidebarItem *item);   /* NULL: let go */

G_END_DECLS
