/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-row-look.h"

#include <string.h>

#define CAPTION_SCALE 0.82

struct _KtRowLook
{
  gatomicrefcount refs;
  GtkWidget      *owner;        /* borrowed, weak */

  guint           serial;       /* of the Pango context that the measures are of */
  int             heights[KT_N_FONTS];
  int             char_width;   /* Pango units */
  PangoAttrList  *attributes[KT_N_FONTS];   /* owned, NULL where none is needed */

  GHashTable     *letters;      /* owned: first letter of a monogram -> PangoLayout */
};

KtRowLook *
kt_row_look_new (GtkWidget *owner)
{
  KtRowLook *self = g_new0 (KtRowLook, 1);

  g_atomic_ref_count_init (&self->refs);
  g_set_weak_pointer (&self->owner, owner);
  self->attributes[KT_FONT_HEADING] = pango_attr_list_new ();
  pango_attr_list_insert (self->attributes[KT_FONT_HEADING], pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  self->attributes[KT_FONT_CAPTION] = pango_attr_list_new ();
  pango_attr_list_insert (self->attributes[KT_FONT_CAPTION], pango_attr_scale_new (CAPTION_SCALE));
  self->letters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  return self;
}

KtRowLook *
kt_row_look_ref (KtRowLook *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
kt_row_look_unref (KtRowLook *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_weak_pointer (&self->owner);
  for (guint i = 0; i < KT_N_FONTS; i++)
    g_clear_pointer (&self->attributes[i], pango_attr_list_unref);
  g_hash_table_unref (self->letters);
  g_free (self);
}

/* ── Measures ── */

static PangoContext *
get_context (KtRowLook *self)
{
  return gtk_widget_get_pango_context (self->owner);
}

static int
measure_line (PangoContext *context, double scale, gboolean bold)
{
  g_autoptr(PangoFontDescription) font = pango_font_description_copy (pango_context_get_font_description (context));
  PangoFontMetrics *metrics;
  int height;

  /* GTK's are in pixels, in which the size of text is already: as points they would grow by it twice. */
  if (pango_font_description_get_size_is_absolute (font))
    pango_font_description_set_absolute_size (font, pango_font_description_get_size (font) * scale);
  else
    pango_font_description_set_size (font, (int) (pango_font_description_get_size (font) * scale));
  if (bold)
    pango_font_description_set_weight (font, PANGO_WEIGHT_BOLD);
  metrics = pango_context_get_metrics (context, font, NULL);
  height = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));
  pango_font_metrics_unref (metrics);
  return height;
}

static void
ensure_measures (KtRowLook *self)
{
  PangoContext *context = get_context (self);
  guint serial = pango_context_get_serial (context);
  PangoFontMetrics *metrics;

  if (self->serial == serial)
    return;
  self->serial = serial;
  self->heights[KT_FONT_BODY] = measure_line (context, 1, FALSE);
  self->heights[KT_FONT_HEADING] = measure_line (context, 1, TRUE);
  self->heights[KT_FONT_CAPTION] = measure_line (context, CAPTION_SCALE, FALSE);
  metrics = pango_context_get_metrics (context, NULL, NULL);
  self->char_width = MAX (1, pango_font_metrics_get_approximate_char_width (metrics));
  pango_font_metrics_unref (metrics);
  g_hash_table_remove_all (self->letters);
}

guint
kt_row_look_get_serial (KtRowLook *self)
{
  ensure_measures (self);
  return self->serial;
}

int
kt_row_look_get_height (KtRowLook *self, KtFont font)
{
  ensure_measures (self);
  return self->heights[font];
}

int
kt_row_look_get_chars (KtRowLook *self, int n)
{
  ensure_measures (self);
  return PANGO_PIXELS_CEIL (self->char_width * n);
}

/* Broader than nearly any line of Latin text; other scripts are laid out. */
static gboolean
surely_fits (KtRowLook *self, KtFont font, const char *text, int width)
{
  double broad = self->char_width * (font == KT_FONT_CAPTION ? 1.05 : font == KT_FONT_HEADING ? 1.4 : 1.25);

  return g_str_is_ascii (text) && strlen (text) * broad <= (double) width * PANGO_SCALE;
}

int
kt_row_look_count_lines (KtRowLook *self, KtFont font, const char *text, int width, int most)
{
  g_autoptr(PangoLayout) layout = NULL;

  ensure_measures (self);
  if (!text || !*text)
    return 0;
  if (most <= 1 || surely_fits (self, font, text, width))
    return 1;
  layout = kt_row_look_make_layout (self, font, text, width, most);
  return CLAMP (pango_layout_get_line_count (layout), 1, most);
}

PangoLayout *
kt_row_look_make_layout (KtRowLook *self, KtFont font, const char *text, int width, int lines)
{
  PangoLayout *layout = pango_layout_new (get_context (self));

  pango_layout_set_text (layout, text, -1);
  pango_layout_set_attributes (layout, self->attributes[font]);
  pango_layout_set_width (layout, MAX (width, 1) * PANGO_SCALE);
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_height (layout, -MAX (lines, 1));
  return layout;
}

/* ── Drawing ── */

KtInk
kt_ink_of_severity (KtSeverity severity)
{
  switch (severity)
    {
    case KT_SEVERITY_FINE:
      return KT_INK_FINE;
    case KT_SEVERITY_SERIOUS:
      return KT_INK_SERIOUS;
    case KT_SEVERITY_DANGER:
      return KT_INK_DANGER;
    case KT_SEVERITY_DUE:
    case KT_SEVERITY_UNKNOWN:
    default:
      return KT_INK_TEXT;
    }
}

static void
get_ink (GtkWidget *row, KtInk ink, GdkRGBA *ret_color)
{
  static const char *const names[] = {
    [KT_INK_FINE] = "success_color",
    [KT_INK_SERIOUS] = "warning_color",
    [KT_INK_DANGER] = "error_color",
  };
  GtkStyleContext *style = gtk_widget_get_style_context (row);

  gtk_style_context_get_color (style, ret_color);
  if (ink == KT_INK_DIM)
    ret_color->alpha *= adw_style_manager_get_high_contrast (adw_style_manager_get_default ()) ? 0.9 : 0.6;
  else if (ink != KT_INK_TEXT)
    gtk_style_context_lookup_color (style, names[ink], ret_color);
}

static gboolean
is_mirrored (GtkWidget *row)
{
  return gtk_widget_get_direction (row) == GTK_TEXT_DIR_RTL;
}

void
kt_row_look_draw_text (KtRowLook *self, GtkWidget *row, GtkSnapshot *snapshot, PangoLayout *layout, KtInk ink,
                       int x, int y, int width, int row_width)
{
  PangoRectangle logical;
  GdkRGBA color;

  /* Names in Latin letters too begin where the row does. */
  pango_layout_get_pixel_extents (layout, NULL, &logical);
  x = is_mirrored (row) ? row_width - x - logical.x - logical.width : x - logical.x;
  get_ink (row, ink, &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, y));
  gtk_snapshot_append_layout (snapshot, layout, &color);
  gtk_snapshot_restore (snapshot);
}

/* The theme keeps what it looked up. */
void
kt_row_look_draw_icon (KtRowLook *self, GtkWidget *row, GtkSnapshot *snapshot, const char *icon, KtInk ink,
                       int x, int y, int row_width)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (row));
  g_autoptr(GtkIconPaintable) paintable =
    gtk_icon_theme_lookup_icon (theme, icon, NULL, KT_ICON_SIZE, gtk_widget_get_scale_factor (row),
                                gtk_widget_get_direction (row), GTK_ICON_LOOKUP_FORCE_SYMBOLIC);
  GdkRGBA color;

  get_ink (row, ink, &color);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (is_mirrored (row) ? row_width - x - KT_ICON_SIZE : x, y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (paintable), snapshot, KT_ICON_SIZE, KT_ICON_SIZE, &color, 1);
  gtk_snapshot_restore (snapshot);
}

/* White on each of these has a contrast of 4.5 : 1 or more, and each stands out from white and from black. */
static const char *const discs[] = {
  "#1a5fb4", "#26712f", "#9a4d00", "#a51d2d", "#613583", "#63452c", "#0b6e70", "#8f2c6b", "#4a5a1e", "#5e5c64", "#3d4fa1", "#8a5a00",
};

static PangoLayout *
ensure_letter (KtRowLook *self, const char *name)
{
  char letter[8] = { 0 };
  PangoLayout *layout;
  g_autoptr(PangoAttrList) attributes = NULL;

  g_unichar_to_utf8 (*name ? g_unichar_toupper (g_utf8_get_char (name)) : '?', letter);
  layout = g_hash_table_lookup (self->letters, letter);
  if (layout)
    return layout;
  attributes = pango_attr_list_new ();
  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  /* Its disc does not grow with the text. */
  pango_attr_list_insert (attributes, pango_attr_size_new_absolute (KT_MONOGRAM_SIZE * 4 / 9 * PANGO_SCALE));
  layout = pango_layout_new (get_context (self));
  pango_layout_set_text (layout, letter, -1);
  pango_layout_set_attributes (layout, attributes);
  g_hash_table_insert (self->letters, g_strdup (letter), layout);
  return layout;
}

void
kt_row_look_draw_monogram (KtRowLook *self, GtkWidget *row, GtkSnapshot *snapshot, const char *name, int size,
                           int x, int y, int row_width)
{
  GskRoundedRect disc;
  GdkRGBA color;
  PangoLayout *letter;
  double zoom = (double) size / KT_MONOGRAM_SIZE;
  int width, height;

  ensure_measures (self);
  letter = ensure_letter (self, name);
  gdk_rgba_parse (&color, discs[g_str_hash (name) % G_N_ELEMENTS (discs)]);
  if (is_mirrored (row))
    x = row_width - x - size;
  gsk_rounded_rect_init_from_rect (&disc, &GRAPHENE_RECT_INIT (x, y, size, size), size / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, &color, &disc.bounds);
  gtk_snapshot_pop (snapshot);

  pango_layout_get_pixel_size (letter, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + (size - width * zoom) / 2, y + (size - height * zoom) / 2));
  gtk_snapshot_scale (snapshot, zoom, zoom);
  gtk_snapshot_append_layout (snapshot, letter, &(GdkRGBA) { 1, 1, 1, 1 });
  gtk_snapshot_restore (snapshot);
}
