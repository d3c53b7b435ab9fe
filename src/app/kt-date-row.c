/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-date-row.h"

#include "kt-words.h"
#include "kt-year-drawing.h"

struct _KtDateImage
{
  GtkWidget parent_instance;

  KtDate date;                  /* its kind and how sure it is */
};

G_DEFINE_FINAL_TYPE (KtDateImage, kt_date_image, GTK_TYPE_WIDGET)

struct _KtDateRow
{
  GtkBox parent_instance;

  GtkWidget *image;             /* borrowed, all of them */
  GtkWidget *title;
  GtkWidget *text;
};

G_DEFINE_FINAL_TYPE (KtDateRow, kt_date_row, GTK_TYPE_BOX)

/* ── The mark ── */

static void
kt_date_image_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  KtPalette palette;

  kt_palette_of_widget (&palette, widget);
  kt_date_draw_mark (cr, &palette, &KT_DATE_IMAGE (widget)->date, width / 2.0, height / 2.0);
  cairo_destroy (cr);
}

static void
kt_date_image_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = 20;
}

static void
kt_date_image_class_init (KtDateImageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = kt_date_image_snapshot;
  widget_class->measure = kt_date_image_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
kt_date_image_init (KtDateImage *self)
{
}

static void
set_date (KtDateImage *self, KtDateKind kind, gboolean sure)
{
  self->date.kind = kind;
  self->date.sure = sure;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

GtkWidget *
kt_date_image_new (KtDateKind kind, gboolean sure)
{
  KtDateImage *self = g_object_new (KT_TYPE_DATE_IMAGE, "valign", GTK_ALIGN_CENTER, NULL);

  set_date (self, kind, sure);
  return GTK_WIDGET (self);
}

/* ── The row ── */

static void
kt_date_row_class_init (KtDateRowClass *klass)
{
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "daterow");
}

static GtkWidget *
add_text (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (css_class)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
kt_date_row_init (KtDateRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_set_spacing (GTK_BOX (self), 9);
  self->image = kt_date_image_new (KT_DATE_ROTATE, TRUE);
  gtk_box_append (GTK_BOX (self), self->image);
  self->title = add_text (box, "heading");
  self->text = add_text (box, NULL);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (self), box);
}

GtkWidget *
kt_date_row_new (void)
{
  return g_object_new (KT_TYPE_DATE_ROW, NULL);
}

void
kt_date_row_show (KtDateRow *self, KtKeeper *keeper, const KtYearMark *mark)
{
  KtExchange *exchange = kt_catalogue_get (kt_keeper_get_catalogue (keeper), kt_key_get_record (mark->key)->exchange, NULL);
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *title = g_strdup_printf ("%s, %s", kt_key_get_label (mark->key), kt_key_get_exchange_name (mark->key));
  g_autofree char *text = kt_words_date (mark->date, g_get_real_time () / 1000, exchange);
  g_autofree char *name = g_strdup_printf ("%s, %s", title, text);

  g_return_if_fail (KT_IS_DATE_ROW (self));

  set_date (KT_DATE_IMAGE (self->image), mark->date->kind, mark->date->sure);
  gtk_label_set_label (GTK_LABEL (self->title), title);
  gtk_label_set_label (GTK_LABEL (self->text), text);
  if (item)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
