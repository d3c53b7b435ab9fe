/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-key-row.h"

#include <glib/gi18n.h>

#include "kt-words.h"

#define SPACING      12
#define LINE_GAP     2
#define ICON_GAP     6
#define NARROW_CHARS 52         /* with less room than for these the state stands under the label */
#define STATE_CHARS  36
#define MOST_LINES   3

typedef enum { LABEL, PLACE, STATE, DETAIL, N_PARTS } Part;

static const struct {
  KtFont font;
  KtInk  ink;
} parts[N_PARTS] = {
  [LABEL] = { KT_FONT_HEADING, KT_INK_TEXT },
  [PLACE] = { KT_FONT_CAPTION, KT_INK_DIM },
  [STATE] = { KT_FONT_BODY, KT_INK_TEXT },
  [DETAIL] = { KT_FONT_CAPTION, KT_INK_DIM },
};

/* Where the parts go at one width. */
typedef struct {
  int           width;          /* -1: not worked out */
  guint         serial;         /* of the look */
  int           height;
  GdkRectangle  areas[N_PARTS];
  int           lines[N_PARTS];
} Places;

struct _KtKeyRow
{
  GtkWidget parent_instance;

  KtRowLook   *look;            /* owned */
  KtKey       *key;             /* owned, while bound */
  KtKeeper    *keeper;          /* borrowed, while bound */
  gulong       changed_handler;
  gboolean     selecting;
  gboolean     ticked;

  char        *texts[N_PARTS];  /* owned */
  PangoLayout *layouts[N_PARTS];/* owned: made when first drawn */
  Places       places;
  GtkWidget   *section;         /* child, or NULL: only the first of a group has one */
  GtkWidget   *spinner;         /* child, or NULL: while it is checked */
};

G_DEFINE_FINAL_TYPE (KtKeyRow, kt_key_row, GTK_TYPE_WIDGET)

static gint64
now_ms (void)
{
  return g_get_real_time () / 1000;
}

/* ── What it says ── */

static void
forget_layouts (KtKeyRow *self)
{
  for (guint i = 0; i < N_PARTS; i++)
    g_clear_object (&self->layouts[i]);
  self->places.width = -1;
}

static void
set_text (KtKeyRow *self, Part part, char *text)
{
  g_free (self->texts[part]);
  self->texts[part] = text;
}

static char *
make_detail (KtKeyRow *self)
{
  g_autofree char *rights = kt_words_rights_summary (kt_key_get_good_report (self->key));
  const KtDate *date = kt_key_get_next_date (self->key);
  g_autofree char *day = date ? kt_words_date_short (date, now_ms ()) : NULL;

  /* A day is not torn apart at the end of a line. */
  g_auto(GStrv) words = day ? g_strsplit (day, " ", -1) : NULL;
  g_autofree char *whole = day ? g_strjoinv ("\u00a0", words) : NULL;

  return day ? g_strdup_printf ("%s · %s", rights, whole) : g_steal_pointer (&rights);
}

/* The list's own item is what a screen reader reads. */
static void
set_accessible_name (KtKeyRow *self, const char *exchange)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *name = g_strdup_printf ("%s, %s, %s", self->texts[LABEL], exchange, self->texts[STATE]);
  /* The heading over the row is drawn by it, so it is said with it. */
  g_autofree char *description = self->section ? g_strdup_printf ("%s: %s", gtk_label_get_label (GTK_LABEL (self->section)), self->texts[DETAIL])
                                               : g_strdup (self->texts[DETAIL]);

  if (item)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description,
                                    -1);
}

static void
set_busy (KtKeyRow *self, gboolean busy)
{
  if (busy == (self->spinner != NULL))
    return;
  if (!busy)
    {
      g_clear_pointer (&self->spinner, gtk_widget_unparent);
      return;
    }
  self->spinner = gtk_spinner_new ();
  gtk_widget_set_parent (self->spinner, GTK_WIDGET (self));
  gtk_spinner_start (GTK_SPINNER (self->spinner));
}

static void
update (KtKeyRow *self)
{
  const KtRecord *record = kt_key_get_record (self->key);
  KtExchange *exchange = kt_catalogue_get (kt_keeper_get_catalogue (self->keeper), record->exchange, NULL);
  g_autofree char *exchange_name = g_strconcat (kt_key_get_exchange_name (self->key), record->custom ? _(" (custom)") : "", NULL);

  set_text (self, LABEL, g_strdup (kt_key_get_label (self->key)));
  set_text (self, PLACE, exchange ? kt_words_environment (exchange, record->environment) : g_strdup (exchange_name));
  set_text (self, STATE, kt_words_state (self->key, now_ms ()));
  set_text (self, DETAIL, make_detail (self));
  forget_layouts (self);
  set_accessible_name (self, exchange_name);
  set_busy (self, kt_key_get_busy (self->key));
}

static void
changed_cb (KtKeyRow *self)
{
  int height = self->places.height, width = self->places.width;

  update (self);
  /* Seldom: a list that is laid out anew looks at all its rows. */
  if (width < 0 || self->spinner)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  else
    {
      gtk_widget_measure (GTK_WIDGET (self), GTK_ORIENTATION_VERTICAL, width, NULL, NULL, NULL, NULL);
      if (self->places.height != height)
        gtk_widget_queue_resize (GTK_WIDGET (self));
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* ── Where it says it ── */

static void
place_part (KtKeyRow *self, Part part, int x, int y, int width)
{
  Places *places = &self->places;
  KtFont font = parts[part].font;

  places->lines[part] = kt_row_look_count_lines (self->look, font, self->texts[part], width, MOST_LINES);
  places->areas[part] = (GdkRectangle) { x, y, width, places->lines[part] * kt_row_look_get_height (self->look, font) };
}

static int
bottom_of (KtKeyRow *self, Part part)
{
  return self->places.areas[part].y + self->places.areas[part].height;
}

/* @icon: how far the state's text is from its icon's beginning. */
static void
place_pair (KtKeyRow *self, Part upper, Part lower, int icon, int x, int y, int width)
{
  place_part (self, upper, x + icon, y, width - icon);
  place_part (self, lower, x, bottom_of (self, upper) + LINE_GAP, width);
}

static void
move_pair (KtKeyRow *self, Part upper, Part lower, int by)
{
  self->places.areas[upper].y += by;
  self->places.areas[lower].y += by;
}

static void
place (KtKeyRow *self, int width)
{
  const int before = KT_MONOGRAM_SIZE + SPACING + (self->selecting ? KT_ICON_SIZE + SPACING : 0);
  const int room = width - before - KT_ICON_SIZE - SPACING;
  const int icon = KT_ICON_SIZE + ICON_GAP;
  Places *places = &self->places;
  int left, right;

  if (places->width == width && places->serial == kt_row_look_get_serial (self->look))
    return;
  forget_layouts (self);
  places->width = width;
  places->serial = kt_row_look_get_serial (self->look);

  if (room < kt_row_look_get_chars (self->look, NARROW_CHARS))
    {
      place_pair (self, LABEL, PLACE, 0, before, 0, room);
      place_pair (self, STATE, DETAIL, icon, before, bottom_of (self, PLACE) + 2 * LINE_GAP, room);
      places->height = MAX (bottom_of (self, DETAIL), KT_MONOGRAM_SIZE);
      return;
    }
  right = MIN (kt_row_look_get_chars (self->look, STATE_CHARS) + icon, room / 2);
  place_pair (self, LABEL, PLACE, 0, before, 0, room - right - SPACING);
  place_pair (self, STATE, DETAIL, icon, before + room - right, 0, right);
  left = bottom_of (self, PLACE);
  right = bottom_of (self, DETAIL);
  places->height = MAX (MAX (left, right), KT_MONOGRAM_SIZE);
  move_pair (self, LABEL, PLACE, (places->height - left) / 2);
  move_pair (self, STATE, DETAIL, (places->height - right) / 2);
}

static GtkSizeRequestMode
kt_key_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
kt_key_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                    int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  KtKeyRow *self = KT_KEY_ROW (widget);
  const int least = KT_MONOGRAM_SIZE + 2 * SPACING + 2 * KT_ICON_SIZE + kt_row_look_get_chars (self->look, 10);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = least;
      *natural = MAX (least, kt_row_look_get_chars (self->look, 2 * NARROW_CHARS));
      return;
    }
  place (self, for_size < 0 ? MAX (least, kt_row_look_get_chars (self->look, 2 * NARROW_CHARS)) : MAX (for_size, least));
  *minimum = *natural = self->places.height;
}

static int
section_height (KtKeyRow *self)
{
  int height = 0;

  gtk_widget_measure (self->section, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  return height;
}

static int
mirror (KtKeyRow *self, int x, int width, int row_width)
{
  return gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? row_width - x - width : x;
}

static void
icon_place (KtKeyRow *self, int *ret_x, int *ret_y)
{
  const GdkRectangle *state = &self->places.areas[STATE];

  *ret_x = state->x - KT_ICON_SIZE - ICON_GAP;
  *ret_y = state->y + (kt_row_look_get_height (self->look, KT_FONT_BODY) - KT_ICON_SIZE) / 2;
}

static void
kt_key_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  KtKeyRow *self = KT_KEY_ROW (widget);

  place (self, width);
  if (self->spinner)
    {
      GtkAllocation area = { 0, 0, KT_ICON_SIZE, KT_ICON_SIZE };

      gtk_widget_measure (self->spinner, GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL, NULL);
      icon_place (self, &area.x, &area.y);
      area.x = mirror (self, area.x, KT_ICON_SIZE, width);
      gtk_widget_size_allocate (self->spinner, &area, -1);
    }
  /* In the margin above the row, which was made as high as that. */
  if (self->section)
    gtk_widget_size_allocate (self->section, &(GtkAllocation) { 0, -section_height (self) - SPACING, width, section_height (self) }, -1);
}

/* ── Drawing ── */

static void
draw_tick (KtKeyRow *self, GtkSnapshot *snapshot, int width, int height)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const int y = (height - KT_ICON_SIZE) / 2;
  const int size = KT_ICON_SIZE + 2;
  GdkRGBA color;
  GskRoundedRect box;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  gsk_rounded_rect_init_from_rect (&box, &GRAPHENE_RECT_INIT (mirror (self, -1, size, width), y - 1, size, size), 5);
  gtk_snapshot_append_border (snapshot, &box, (float[4]) { 2, 2, 2, 2 }, (GdkRGBA[4]) { color, color, color, color });
  if (self->ticked)
    kt_row_look_draw_icon (self->look, widget, snapshot, "object-select-symbolic", KT_INK_TEXT, 0, y, width);
}

static PangoLayout *
ensure_layout (KtKeyRow *self, Part part)
{
  if (!self->layouts[part])
    self->layouts[part] = kt_row_look_make_layout (self->look, parts[part].font, self->texts[part],
                                                   self->places.areas[part].width, self->places.lines[part]);
  return self->layouts[part];
}

static void
kt_key_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  KtKeyRow *self = KT_KEY_ROW (widget);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int x, y;

  if (!self->key)
    return;
  place (self, width);
  if (self->selecting)
    draw_tick (self, snapshot, width, height);
  kt_row_look_draw_monogram (self->look, widget, snapshot, kt_key_get_exchange_name (self->key), KT_MONOGRAM_SIZE,
                             self->selecting ? KT_ICON_SIZE + SPACING : 0, (height - KT_MONOGRAM_SIZE) / 2, width);
  for (Part part = LABEL; part < N_PARTS; part++)
    {
      const GdkRectangle *area = &self->places.areas[part];

      if (self->texts[part] && *self->texts[part])
        kt_row_look_draw_text (self->look, widget, snapshot, ensure_layout (self, part), parts[part].ink,
                               area->x, area->y, area->width, width);
    }
  icon_place (self, &x, &y);
  if (self->spinner)
    gtk_widget_snapshot_child (widget, self->spinner, snapshot);
  else
    kt_row_look_draw_icon (self->look, widget, snapshot, kt_words_state_icon (self->key),
                           kt_ink_of_severity (kt_key_get_severity (self->key)), x, y, width);
  if (!self->selecting)
    kt_row_look_draw_icon (self->look, widget, snapshot, "go-next-symbolic",
                           KT_INK_DIM, width - KT_ICON_SIZE, (height - KT_ICON_SIZE) / 2, width);
  if (self->section)
    gtk_widget_snapshot_child (widget, self->section, snapshot);
}

/* ── Life ── */

/* Text size and font come with the style; a hover does too and must not lay out the list. */
static void
kt_key_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  KtKeyRow *self = KT_KEY_ROW (widget);

  GTK_WIDGET_CLASS (kt_key_row_parent_class)->css_changed (widget, change);
  if (self->look && self->places.width >= 0 && self->places.serial != kt_row_look_get_serial (self->look))
    gtk_widget_queue_resize (widget);
}

static void
let_go (KtKeyRow *self)
{
  if (self->key)
    g_clear_signal_handler (&self->changed_handler, self->key);
  g_clear_object (&self->key);
  self->keeper = NULL;
  forget_layouts (self);
}

static void
set_section (KtKeyRow *self, const char *section)
{
  if (!section)
    {
      if (self->section)
        gtk_widget_set_margin_top (GTK_WIDGET (self), 0);
      g_clear_pointer (&self->section, gtk_widget_unparent);
      return;
    }
  if (!self->section)
    {
      self->section = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (self->section), 0);
      gtk_label_set_ellipsize (GTK_LABEL (self->section), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (self->section, "heading");
      gtk_widget_set_parent (self->section, GTK_WIDGET (self));
    }
  gtk_label_set_label (GTK_LABEL (self->section), section);
  gtk_widget_set_margin_top (GTK_WIDGET (self), section_height (self) + SPACING);
}

static void
kt_key_row_dispose (GObject *object)
{
  KtKeyRow *self = KT_KEY_ROW (object);

  let_go (self);
  g_clear_pointer (&self->section, gtk_widget_unparent);
  g_clear_pointer (&self->spinner, gtk_widget_unparent);

  G_OBJECT_CLASS (kt_key_row_parent_class)->dispose (object);
}

static void
kt_key_row_finalize (GObject *object)
{
  KtKeyRow *self = KT_KEY_ROW (object);

  g_clear_pointer (&self->look, kt_row_look_unref);
  for (guint i = 0; i < N_PARTS; i++)
    g_free (self->texts[i]);

  G_OBJECT_CLASS (kt_key_row_parent_class)->finalize (object);
}

static void
kt_key_row_class_init (KtKeyRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kt_key_row_dispose;
  object_class->finalize = kt_key_row_finalize;
  widget_class->get_request_mode = kt_key_row_get_request_mode;
  widget_class->measure = kt_key_row_measure;
  widget_class->size_allocate = kt_key_row_size_allocate;
  widget_class->snapshot = kt_key_row_snapshot;
  widget_class->css_changed = kt_key_row_css_changed;

  gtk_widget_class_set_css_name (widget_class, "keyrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
kt_key_row_init (KtKeyRow *self)
{
  self->places.width = -1;
}

GtkWidget *
kt_key_row_new (KtRowLook *look)
{
  KtKeyRow *self = g_object_new (KT_TYPE_KEY_ROW, NULL);

  self->look = kt_row_look_ref (look);
  return GTK_WIDGET (self);
}

void
kt_key_row_set_key (KtKeyRow *self, KtKey *key, KtKeeper *keeper, const char *section)
{
  g_return_if_fail (KT_IS_KEY_ROW (self));

  let_go (self);
  if (!key)
    return;

  self->key = g_object_ref (key);
  self->keeper = keeper;
  self->changed_handler = g_signal_connect_object (key, "notify::version", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  set_section (self, section);
  update (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

void
kt_key_row_set_section (KtKeyRow *self, const char *section)
{
  const char *shown;

  g_return_if_fail (KT_IS_KEY_ROW (self));

  shown = self->section ? gtk_label_get_label (GTK_LABEL (self->section)) : NULL;
  if (!self->key || g_strcmp0 (shown, section) == 0)
    return;
  set_section (self, section);
  set_accessible_name (self, kt_key_get_exchange_name (self->key));
}

KtKey *
kt_key_row_get_key (KtKeyRow *self)
{
  g_return_val_if_fail (KT_IS_KEY_ROW (self), NULL);

  return self->key;
}

void
kt_key_row_set_ticked (KtKeyRow *self, gboolean selecting, gboolean ticked)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));

  g_return_if_fail (KT_IS_KEY_ROW (self));

  if (self->selecting != selecting)
    {
      self->selecting = selecting;
      self->places.width = -1;
      gtk_widget_queue_resize (GTK_WIDGET (self));
      if (item && !selecting)
        gtk_accessible_reset_state (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_STATE_CHECKED);
    }
  if (item && selecting)
    gtk_accessible_update_state (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_STATE_CHECKED,
                                 ticked ? GTK_ACCESSIBLE_TRISTATE_TRUE : GTK_ACCESSIBLE_TRISTATE_FALSE, -1);
  if (self->ticked != ticked)
    {
      self->ticked = ticked;
      gtk_widget_queue_draw (GTK_WIDGET (self));
    }
}
