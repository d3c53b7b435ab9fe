/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-rights-row.h"

#include <glib/gi18n.h>

#include "kt-rights-line.h"
#include "kt-words.h"

struct _KtRightsRow
{
  GtkWidget parent_instance;

  KtKey        *key;            /* owned, or NULL */
  gulong        changed_handler;
  KtRightsLine *line;           /* owned: as drawn */
  KtRights      columns;
  gboolean      is_head;
};

G_DEFINE_FINAL_TYPE (KtRightsRow, kt_rights_row, GTK_TYPE_WIDGET)

static int
get_line_height (KtRightsRow *self)
{
  return kt_rights_get_line_height (gtk_widget_get_pango_context (GTK_WIDGET (self)));
}

static void
kt_rights_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  KtRightsRow *self = KT_RIGHTS_ROW (widget);
  KtGrid grid;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 240;
      *natural = 720;
      return;
    }
  kt_grid_lay_out (&grid, for_size < 0 ? 720 : for_size, kt_rights_count (self->columns), get_line_height (self));
  *minimum = *natural = self->is_head ? kt_rights_head_measure (gtk_widget_get_pango_context (widget), self->columns)
                                      : grid.row_height;
}

static GtkSizeRequestMode
kt_rights_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
kt_rights_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  KtRightsRow *self = KT_RIGHTS_ROW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  PangoContext *context = gtk_widget_get_pango_context (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  KtPalette palette;
  KtGrid grid;

  kt_palette_of_widget (&palette, widget);
  kt_grid_lay_out (&grid, width, kt_rights_count (self->columns), get_line_height (self));
  if (self->is_head)
    kt_rights_head_draw (cr, context, &grid, self->columns, height, &palette, mirrored);
  else if (self->line)
    kt_rights_line_draw (self->line, cr, context, &grid, self->columns, &palette, mirrored);
  cairo_destroy (cr);
}

static void
set_accessible_name (KtRightsRow *self)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *name = g_strdup_printf ("%s, %s", self->line->label, self->line->exchange);
  g_autofree char *description = kt_words_matrix (kt_key_get_record (self->key), kt_key_get_good_report (self->key), self->columns);

  if (item)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static void
update (KtRightsRow *self)
{
  g_clear_pointer (&self->line, kt_rights_line_free);
  self->line = kt_rights_line_new (self->key);
  set_accessible_name (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
let_go (KtRightsRow *self)
{
  if (self->key)
    g_clear_signal_handler (&self->changed_handler, self->key);
  g_clear_object (&self->key);
  g_clear_pointer (&self->line, kt_rights_line_free);
}

static void
kt_rights_row_dispose (GObject *object)
{
  let_go (KT_RIGHTS_ROW (object));

  G_OBJECT_CLASS (kt_rights_row_parent_class)->dispose (object);
}

static void
kt_rights_row_class_init (KtRightsRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_rights_row_dispose;
  widget_class->measure = kt_rights_row_measure;
  widget_class->get_request_mode = kt_rights_row_get_request_mode;
  widget_class->snapshot = kt_rights_row_snapshot;
  gtk_widget_class_set_css_name (widget_class, "rightsrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
kt_rights_row_init (KtRightsRow *self)
{
}

GtkWidget *
kt_rights_row_new (void)
{
  return g_object_new (KT_TYPE_RIGHTS_ROW, NULL);
}

void
kt_rights_row_set_head (KtRightsRow *self)
{
  g_return_if_fail (KT_IS_RIGHTS_ROW (self));

  self->is_head = TRUE;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
kt_rights_row_set_key (KtRightsRow *self, KtKey *key)
{
  g_return_if_fail (KT_IS_RIGHTS_ROW (self));

  let_go (self);
  if (!key)
    return;
  self->key = g_object_ref (key);
  self->changed_handler = g_signal_connect_object (key, "notify::version", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

void
kt_rights_row_set_columns (KtRightsRow *self, KtRights columns)
{
  g_return_if_fail (KT_IS_RIGHTS_ROW (self));

  if (self->columns == columns)
    return;
  self->columns = columns;
  if (self->key)
    set_accessible_name (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
