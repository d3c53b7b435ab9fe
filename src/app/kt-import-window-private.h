/* kt-import-window-private.h: what the files of the import window share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-exchange-picker.h"
#include "kt-import-done.h"
#include "kt-import-form.h"
#include "kt-import-item.h"
#include "kt-import-map.h"
#include "kt-import-row.h"
#include "kt-import-window.h"
#include "kt-intent-form.h"
#include "kt-place-form.h"

G_BEGIN_DECLS

typedef enum { KT_IMPORT_PAGE_START, KT_IMPORT_PAGE_READING, KT_IMPORT_PAGE_MAP, KT_IMPORT_PAGE_LIST, KT_IMPORT_PAGE_KEY, KT_IMPORT_PAGE_EXCHANGE, KT_IMPORT_PAGE_ALL, KT_IMPORT_PAGE_WORK, KT_IMPORT_PAGE_DONE } KtImportPage;

struct _KtImportWindow
{
  AdwWindow parent_instance;

  KtKeeper     *keeper;         /* owned */
  KtSecret     *content;        /* owned, or NULL: what was read, to know the file again */
  GFile        *source;         /* owned, or NULL */
  char         *name;           /* owned, or NULL: of the source */
  KtImport     *import;         /* owned, or NULL */
  GListStore   *items;          /* owned: KtImportItem */
  KtImportItem *item;           /* owned: on the page of one key */
  KtRecord     *common;         /* owned: intent and place of all */
  GCancellable *cancellable;    /* owned: of what runs now, or NULL */
  KtImportPage  page;
  guint         next;           /* item to be saved */
  guint         n_chosen, n_worked;
  gboolean      compared;       /* with the keys that are saved */
  gboolean      save_after;     /* comparing was asked for by Save */
  gboolean      queued;         /* an update of what depends on the items */

  AdwWindowTitle   *title;      /* template children */
  GtkButton        *back_button;
  GtkButton        *next_button;
  AdwToastOverlay  *toasts;
  GtkStack         *stack;
  AdwStatusPage    *start;
  GtkButton        *choose_button;
  KtImportMap      *map;
  GtkLabel         *summary;
  GtkWidget        *locked_box;
  AdwExpanderRow   *remarks;
  GtkLabel         *remarks_text;
  GtkListView      *list;
  KtImportForm     *form;
  KtExchangePicker *picker;
  KtIntentForm     *intent;
  KtPlaceForm      *place;
  AdwActionRow     *check_row;
  GtkSwitch        *check_switch;
  GtkLabel         *work_title;
  GtkProgressBar   *progress;
  GtkBox           *done_box;
};

void          kt_import_window_say            (KtImportWindow *self, const char *text);
void          kt_import_window_say_error      (KtImportWindow *self, const GError *error);
/* An answer that was waited for may come when the window was closed. */
gboolean      kt_import_window_is_gone        (KtImportWindow *self);
/* A new cancellable, for what begins now. (transfer none) */
GCancellable *kt_import_window_begin_work     (KtImportWindow *self);
guint         kt_import_window_count_chosen   (KtImportWindow *self);
void          kt_import_window_show_page      (KtImportWindow *self, KtImportPage page);
void          kt_import_window_update_next    (KtImportWindow *self);

/* ── kt-import-window-read.c ── */
void          kt_import_window_begin_reading  (KtImportWindow *self, KtSecret *content, GFile *source, const char *name);
/* The items of what was read, or why there are none. */
void          kt_import_window_take_items     (KtImportWindow *self);
void          kt_import_window_choose_action  (GtkWidget *widget, const char *name, GVariant *parameter);
void          kt_import_window_paste_action   (GtkWidget *widget, const char *name, GVariant *parameter);
gboolean      kt_import_window_drop_cb        (GtkDropTarget *target, const GValue *value, double x, double y, KtImportWindow *self);

/* ── kt-import-window-save.c ── */
/* Looks which keys are here already. */
void          kt_import_window_compare        (KtImportWindow *self);
void          kt_import_window_save           (KtImportWindow *self);
void          kt_import_window_unlock_action  (GtkWidget *widget, const char *name, GVariant *parameter);
void          kt_import_window_delete_file_action (GtkWidget *widget, const char *name, GVariant *parameter);

G_END_DECLS
