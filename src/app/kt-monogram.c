/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-monogram.h"

#include "kt-row-look.h"

#define SIZE 32

struct _KtMonogram
{
  GtkWidget parent_instance;

  KtRowLook *look;              /* owned: made when drawn */
  char      *name;              /* owned */
};

G_DEFINE_FINAL_TYPE (KtMonogram, kt_monogram, GTK_TYPE_WIDGET)

static void
kt_monogram_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = SIZE;
}

static void
kt_monogram_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  KtMonogram *self = KT_MONOGRAM (widget);
  const int width = gtk_widget_get_width (widget);

  if (!self->look)
    self->look = kt_row_look_new (widget);
  kt_row_look_draw_monogram (self->look, widget, snapshot, self->name, SIZE, (width - SIZE) / 2,
                             (gtk_widget_get_height (widget) - SIZE) / 2, width);
}

static void
kt_monogram_dispose (GObject *object)
{
  g_clear_pointer (&KT_MONOGRAM (object)->look, kt_row_look_unref);

  G_OBJECT_CLASS (kt_monogram_parent_class)->dispose (object);
}

static void
kt_monogram_finalize (GObject *object)
{
  g_free (KT_MONOGRAM (object)->name);

  G_OBJECT_CLASS (kt_monogram_parent_class)->finalize (object);
}

static void
kt_monogram_class_init (KtMonogramClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_monogram_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_monogram_finalize;
  widget_class->measure = kt_monogram_measure;
  widget_class->snapshot = kt_monogram_snapshot;
  /* (The exchange stands beside it in words.) */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
kt_monogram_init (KtMonogram *self)
{
  self->name = g_strdup ("");
}

GtkWidget *
kt_monogram_new (const char *name)
{
  KtMonogram *self = g_object_new (KT_TYPE_MONOGRAM, NULL);

  kt_monogram_set_name (self, name);
  return GTK_WIDGET (self);
}

void
kt_monogram_set_name (KtMonogram *self, const char *name)
{
  char *copy;

  g_return_if_fail (KT_IS_MONOGRAM (self));

  copy = g_strdup (name ? name : "");
  g_free (self->name);
  self->name = copy;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
