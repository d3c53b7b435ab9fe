/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-secret-label.h"

#include <string.h>
#include <glib/gi18n.h>

#define BULLETS "••••••••"

struct _KtSecretLabel
{
  GtkWidget parent_instance;

  PangoLayout *layout;          /* owned */
  gboolean     shown;
};

G_DEFINE_FINAL_TYPE (KtSecretLabel, kt_secret_label, GTK_TYPE_WIDGET)

/* Pango has no way to give its copy back wiped, so it is overwritten where it stands. */
static void
wipe_layout (KtSecretLabel *self)
{
  const char *text;

  if (self->layout && self->shown)
    {
      text = pango_layout_get_text (self->layout);
      kt_wipe ((char *) text, strlen (text));
    }
  g_clear_object (&self->layout);
}

static void
set_text (KtSecretLabel *self, const char *text, int length)
{
  wipe_layout (self);
  self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  pango_layout_set_wrap (self->layout, PANGO_WRAP_CHAR);
  pango_layout_set_text (self->layout, text, length);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static GtkSizeRequestMode
kt_secret_label_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
kt_secret_label_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                         int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  KtSecretLabel *self = KT_SECRET_LABEL (widget);
  int width, height;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      pango_layout_set_width (self->layout, -1);
      pango_layout_get_pixel_size (self->layout, &width, NULL);
      *minimum = MIN (width, 80);
      *natural = MIN (width, 420);
      return;
    }
  pango_layout_set_width (self->layout, for_size > 0 ? for_size * PANGO_SCALE : -1);
  pango_layout_get_pixel_size (self->layout, NULL, &height);
  *minimum = *natural = height;
}

static void
kt_secret_label_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  KtSecretLabel *self = KT_SECRET_LABEL (widget);

  pango_layout_set_width (self->layout, gtk_widget_get_width (widget) * PANGO_SCALE);
  gtk_snapshot_render_layout (snapshot, gtk_widget_get_style_context (widget), 0, 0, self->layout);
}

static void
kt_secret_label_finalize (GObject *object)
{
  KtSecretLabel *self = KT_SECRET_LABEL (object);

  wipe_layout (self);

  G_OBJECT_CLASS (kt_secret_label_parent_class)->finalize (object);
}

static void
kt_secret_label_class_init (KtSecretLabelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kt_secret_label_finalize;
  widget_class->get_request_mode = kt_secret_label_get_request_mode;
  widget_class->measure = kt_secret_label_measure;
  widget_class->snapshot = kt_secret_label_snapshot;
  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
kt_secret_label_init (KtSecretLabel *self)
{
  gtk_widget_add_css_class (GTK_WIDGET (self), "monospace");
  kt_secret_label_set_secret (self, NULL);
}

GtkWidget *
kt_secret_label_new (void)
{
  return g_object_new (KT_TYPE_SECRET_LABEL, NULL);
}

void
kt_secret_label_set_secret (KtSecretLabel *self, KtSecret *secret)
{
  g_return_if_fail (KT_IS_SECRET_LABEL (self));

  if (secret)
    {
      gsize length;
      const char *text = kt_secret_peek (secret, &length);

      set_text (self, text, (int) length);
    }
  else
    {
      set_text (self, BULLETS, -1);
    }
  self->shown = secret != NULL;
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->shown ? _("Shown on screen") : _("Hidden"), -1);
}

gboolean
kt_secret_label_is_shown (KtSecretLabel *self)
{
  g_return_val_if_fail (KT_IS_SECRET_LABEL (self), FALSE);

  return self->shown;
}
