/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-timeline.h"

#include <glib/gi18n.h>

#include "kt-words.h"
#include "kt-year-drawing.h"

#define LANES 8

struct _KtTimeline
{
  GtkWidget parent_instance;

  KtKeeper *keeper;             /* borrowed: the window holds it */
  KtYear   *year;               /* borrowed */
  int       chosen;             /* -1: none */
  int       laid_out;           /* for this width */
};

enum { CHOSEN, ACTIVATED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtTimeline, kt_timeline, GTK_TYPE_WIDGET)

char *
kt_timeline_say (KtKeeper *keeper, const KtYearMark *mark)
{
  KtExchange *exchange = kt_catalogue_get (kt_keeper_get_catalogue (keeper), kt_key_get_record (mark->key)->exchange, NULL);
  g_autofree char *date = kt_words_date (mark->date, g_get_real_time () / 1000, exchange);

  /* Translators: a key's name, and what is due when */
  return g_strdup_printf (_("%1$s: %2$s"), kt_key_get_label (mark->key), date);
}

static guint
count (KtTimeline *self)
{
  return self->year ? self->year->marks->len : 0;
}

/* ── The chosen one ── */

static void
tell (KtTimeline *self)
{
  const guint n = count (self);
  g_autofree char *what = NULL;
  g_autofree char *name = NULL;

  if (self->chosen >= 0)
    {
      what = kt_timeline_say (self->keeper, g_ptr_array_index (self->year->marks, self->chosen));
      /* Translators: what is due; its number; of how many */
      name = g_strdup_printf (_("%1$s, %2$d of %3$u"), what, self->chosen + 1, n);
    }
  else
    name = g_strdup_printf (ngettext ("The year ahead: %u date. Left and right go through them.",
                                      "The year ahead: %u dates. Left and right go through them.", n), n);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
choose (KtTimeline *self, int index)
{
  self->chosen = CLAMP (index, -1, (int) count (self) - 1);
  tell (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[CHOSEN], 0, self->chosen);
}

static void
lay_out (KtTimeline *self)
{
  const int width = gtk_widget_get_width (GTK_WIDGET (self));

  if (!self->year || self->laid_out == width)
    return;
  kt_year_lay_out (self->year, width, KT_YEAR_MARK, LANES);
  /* However few there are, the line of time stays where it is. */
  self->year->n_lanes = LANES;
  self->laid_out = width;
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, KtTimeline *self)
{
  const gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  const guint forward = mirrored ? GDK_KEY_Left : GDK_KEY_Right;
  const guint back = mirrored ? GDK_KEY_Right : GDK_KEY_Left;

  if (count (self) == 0 || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    return FALSE;
  if (keyval == forward)
    choose (self, self->chosen + 1);
  else if (keyval == back)
    choose (self, MAX (self->chosen - 1, 0));
  else if (keyval == GDK_KEY_Home)
    choose (self, 0);
  else if (keyval == GDK_KEY_End)
    choose (self, (int) count (self) - 1);
  else if ((keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_space) && self->chosen >= 0)
    g_signal_emit (self, signals[ACTIVATED], 0, self->chosen);
  else
    return FALSE;
  return TRUE;
}

static int
find_at (KtTimeline *self, double x, double y)
{
  const gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  lay_out (self);
  return self->year ? kt_year_find (self->year, mirrored ? self->year->width - x : x, kt_year_get_lane (self->year, y), KT_YEAR_MARK) : -1;
}

static void
pressed_cb (GtkGestureClick *gesture, int n, double x, double y, KtTimeline *self)
{
  const int found = find_at (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (found < 0)
    return;
  choose (self, found);
  g_signal_emit (self, signals[ACTIVATED], 0, found);
}

static gboolean
query_tooltip_cb (KtTimeline *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  const int found = keyboard ? self->chosen : find_at (self, x, y);
  g_autofree char *text = found >= 0 ? kt_timeline_say (self->keeper, g_ptr_array_index (self->year->marks, found)) : NULL;

  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

/* ── What is drawn ── */

static void
kt_timeline_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 280;
      *natural = 760;
    }
  else
    *minimum = *natural = (int) kt_year_get_height (LANES, kt_year_get_axis (gtk_widget_get_pango_context (widget)));
}

static void
kt_timeline_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  KtTimeline *self = KT_TIMELINE (widget);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  KtPalette palette;
  cairo_t *cr;

  if (!self->year)
    return;
  lay_out (self);
  kt_palette_of_widget (&palette, widget);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  kt_year_draw (self->year, cr, gtk_widget_get_pango_context (widget), &palette,
                gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL, gtk_widget_has_focus (widget) ? self->chosen : -1);
  cairo_destroy (cr);
}

/* Who comes here by Tab sees where. */
static void
focus_cb (KtTimeline *self)
{
  if (gtk_widget_has_focus (GTK_WIDGET (self)) && self->chosen < 0 && count (self) > 0)
    choose (self, 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
kt_timeline_class_init (KtTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = kt_timeline_measure;
  widget_class->snapshot = kt_timeline_snapshot;
  gtk_widget_class_set_css_name (widget_class, "timeline");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[CHOSEN] = g_signal_new ("chosen", KT_TYPE_TIMELINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
  signals[ACTIVATED] = g_signal_new ("activated", KT_TYPE_TIMELINE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
kt_timeline_init (KtTimeline *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  self->chosen = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  g_signal_connect (self, "notify::has-focus", G_CALLBACK (focus_cb), NULL);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

GtkWidget *
kt_timeline_new (KtKeeper *keeper)
{
  KtTimeline *self = g_object_new (KT_TYPE_TIMELINE, NULL);

  self->keeper = keeper;
  return GTK_WIDGET (self);
}

/* The same date of the same key. */
static int
find_same (KtYear *year, const KtYearMark *old)
{
  for (guint i = 0; year && i < year->marks->len; i++)
    {
      const KtYearMark *mark = g_ptr_array_index (year->marks, i);

      if (mark->key == old->key && mark->date->kind == old->date->kind)
        return (int) i;
    }
  return -1;
}

void
kt_timeline_set_year (KtTimeline *self, KtYear *year)
{
  int chosen;

  g_return_if_fail (KT_IS_TIMELINE (self));

  chosen = self->chosen >= 0 && year ? find_same (year, g_ptr_array_index (self->year->marks, self->chosen)) : -1;
  self->year = year;
  self->laid_out = -1;
  choose (self, chosen);
}
