/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-import-window.h"

struct _KtImportWindow
{
  AdwWindow parent_instance;
};

G_DEFINE_FINAL_TYPE (KtImportWindow, kt_import_window, ADW_TYPE_WINDOW)

static void
kt_import_window_class_init (KtImportWindowClass *klass)
{
}

static void
kt_import_window_init (KtImportWindow *self)
{
}

GtkWidget *
kt_import_window_new (KtKeeper *keeper, KtSecret *content, GFile *source, const char *name)
{
  return g_object_new (KT_TYPE_IMPORT_WINDOW, NULL);
}
