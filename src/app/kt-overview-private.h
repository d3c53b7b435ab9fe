/* kt-overview-private.h: what the files of the overview share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-overview.h"

#include "kt-banner.h"
#include "kt-row-look.h"

G_BEGIN_DECLS

struct _KtOverview
{
  GtkWidget parent_instance;

  KtKeeper           *keeper;           /* owned */
  GtkSelectionModel  *selection;        /* owned */
  GtkListItemFactory *factory;          /* owned */
  KtRowLook          *look;             /* owned */
  GPtrArray          *bound;            /* owned: GtkListItem, borrowed; those that show a key */
  GHashTable         *ticked;           /* owned: ids; only while @selecting */
  char               *name;             /* owned: of what is shown */
  KtFilter            filter;
  gboolean            is_part;          /* not all keys are shown, but those of a filter, an exchange or a tag */
  KtSort              sort;
  gboolean            ready;
  gboolean            selecting;
  gboolean            folded;
  gboolean            unlocking;        /* the keyring asks the person */
  guint               rows_source;      /* headings and ticks are set anew before the next frame */
  guint               prepare_source;   /* the text to search is being made */

  GtkWidget       *box;                 /* template children */
  AdwHeaderBar    *header;
  AdwWindowTitle  *title;
  GtkWidget       *filters_button;
  GtkWidget       *add_button;
  GtkToggleButton *search_button;
  GtkWidget       *check_all_button;
  GtkWidget       *select_button;
  GtkWidget       *select_end_button;
  GtkWidget       *select_all_button;
  GtkSearchBar    *search_bar;
  GtkSearchEntry  *search_entry;
  GtkMenuButton   *menu_button;
  KtBanner        *banner;
  GtkRevealer     *progress_revealer;
  GtkProgressBar  *progress_bar;
  GtkLabel        *progress_label;
  GtkStack        *stack;
  AdwStatusPage   *empty_page;
  AdwStatusPage   *none_page;
  GtkWidget       *none_button;
  AdwStatusPage   *broken_page;
  GtkListView     *list;
  GtkActionBar    *action_bar;
  GtkMenuButton   *tag_button;
};

/* Headings, ticks, and the title, before the next frame. */
void     kt_overview_queue_rows      (KtOverview *self);
void     kt_overview_show_header     (KtOverview *self);

/* ── kt-overview-select.c ── */

void     kt_overview_install_select  (GtkWidgetClass *widget_class);
void     kt_overview_init_select     (KtOverview *self);
void     kt_overview_toggle          (KtOverview *self, KtKey *key);
/* Keys that went are no longer ticked. */
void     kt_overview_check_ticks     (KtOverview *self);
void     kt_overview_end_select      (KtOverview *self);

G_END_DECLS
