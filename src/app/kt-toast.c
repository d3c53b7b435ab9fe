/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-toast.h"

#define AROUND    120           /* px: margins and the button that closes */
#define BUTTON    48            /* px: what stands around a button's text */
#define MIN_CHARS 10

static int
measure_text (GtkWidget *widget, const char *text)
{
  g_autoptr(PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  g_autoptr(PangoAttrList) bold = pango_attr_list_new ();
  int width;

  pango_attr_list_insert (bold, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, bold);
  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static int
get_char_width (GtkWidget *widget)
{
  PangoFontMetrics *metrics = pango_context_get_metrics (gtk_widget_get_pango_context (widget), NULL, NULL);
  const int width = pango_font_metrics_get_approximate_char_width (metrics);

  pango_font_metrics_unref (metrics);
  return MAX (1, PANGO_PIXELS_CEIL (width));
}

/* The overlay makes a toast as high as it is when nothing is wrapped, so it is told beforehand how wide the text may be. */
static GtkWidget *
make_label (GtkWidget *overlay, const char *text, int room)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX (MIN_CHARS, room / get_char_width (overlay)));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "heading");
  return label;
}

AdwToast *
kt_toast_new (AdwToastOverlay *overlay, const char *text, const char *button)
{
  GtkWidget *widget = GTK_WIDGET (overlay);
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (markup);
  const int room = gtk_widget_get_width (widget) - AROUND - (button ? BUTTON + measure_text (widget, button) : 0);

  /* A title of its own stands in one line, and what does not fit is cut off. */
  if (gtk_widget_get_width (widget) > 0 && measure_text (widget, text) > room)
    adw_toast_set_custom_title (toast, make_label (widget, text, room));
  return toast;
}

void
kt_toast_add (AdwToastOverlay *overlay, const char *text)
{
  adw_toast_overlay_add_toast (overlay, kt_toast_new (overlay, text, NULL));
}
