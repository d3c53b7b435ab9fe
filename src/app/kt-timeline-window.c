/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-timeline-window.h"

#include <glib/gi18n.h>

#include "kt-date-row.h"
#include "kt-timeline.h"
#include "kt-toast.h"
#include "kt-views.h"
#include "kt-words.h"
#include "kt-year-sheet.h"

/* Many changes at once are one new picture. */
#define SETTLE_MS 300

struct _KtTimelineWindow
{
  AdwWindow parent_instance;

  KtKeeper *keeper;             /* owned */
  KtYear   *year;               /* owned */
  GtkStringList *places;        /* owned: "0", "1"…: an item for each mark of the year */
  guint     settle_source;

  AdwToastOverlay *toasts;      /* borrowed, all of them */
  KtTimeline      *timeline;
  GtkLabel        *chosen;
  GtkStack        *stack;
};

G_DEFINE_FINAL_TYPE (KtTimelineWindow, kt_timeline_window, ADW_TYPE_WINDOW)

/* ── What is shown ── */

/* Rows know their mark by its place. */
static void
fill_list (KtTimelineWindow *self)
{
  g_autoptr(GPtrArray) places = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->year->marks->len; i++)
    g_ptr_array_add (places, g_strdup_printf ("%u", i));
  g_ptr_array_add (places, NULL);
  gtk_string_list_splice (self->places, 0, g_list_model_get_n_items (G_LIST_MODEL (self->places)),
                          (const char *const *) places->pdata);
}

static gboolean
settled_cb (gpointer user_data)
{
  KtTimelineWindow *self = user_data;
  KtYear *year = kt_year_new (kt_keeper_get_all (self->keeper), g_get_real_time () / 1000);

  self->settle_source = 0;
  kt_timeline_set_year (self->timeline, year);
  g_clear_pointer (&self->year, kt_year_free);
  self->year = year;
  fill_list (self);
  gtk_stack_set_visible_child_name (self->stack, year->marks->len > 0 ? "year" : "empty");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "timeline.export", year->marks->len > 0);
  return G_SOURCE_REMOVE;
}

static void
keys_changed_cb (KtTimelineWindow *self)
{
  if (self->settle_source == 0)
    self->settle_source = g_timeout_add (SETTLE_MS, settled_cb, self);
}

static const KtYearMark *
find_mark (KtTimelineWindow *self, guint position)
{
  return position < self->year->marks->len ? g_ptr_array_index (self->year->marks, position) : NULL;
}

static void
chosen_cb (KtTimelineWindow *self, int index)
{
  const KtYearMark *mark = index >= 0 && self->year ? find_mark (self, (guint) index) : NULL;
  g_autofree char *text = mark ? kt_timeline_say (self->keeper, mark) : NULL;

  gtk_label_set_label (self->chosen, text ? text : _("Left and right go from date to date; Enter opens the key."));
}

static void
open_mark (KtTimelineWindow *self, guint position)
{
  const KtYearMark *mark = find_mark (self, position);

  if (mark)
    kt_views_show_key (GTK_WINDOW (self), kt_key_get_id (mark->key));
}

static void
activated_cb (KtTimelineWindow *self, int index)
{
  open_mark (self, (guint) index);
}

/* ── Rows ── */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_child (item, kt_date_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, KtTimelineWindow *self)
{
  const KtYearMark *mark = find_mark (self, gtk_list_item_get_position (item));

  if (mark)
    kt_date_row_show (KT_DATE_ROW (gtk_list_item_get_child (item)), self->keeper, mark);
}

/* ── Deeds ── */

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtTimelineWindow *self = KT_TIMELINE_WINDOW (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  KtExportFormat format;

  if (kt_export_format_from_word (g_variant_get_string (parameter, NULL), &format))
    /* Translators: the beginning of a file's name */
    kt_export_begin (GTK_WINDOW (self), _("keyturn-year"), format, kt_year_sheet_make,
                     kt_year_sheet_new (self->keeper, g_get_real_time () / 1000, mirrored), kt_year_sheet_free);
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_toast_add (KT_TIMELINE_WINDOW (widget)->toasts, g_variant_get_string (parameter, NULL));
}

/* ── Life ── */

static void
kt_timeline_window_dispose (GObject *object)
{
  KtTimelineWindow *self = KT_TIMELINE_WINDOW (object);

  g_clear_handle_id (&self->settle_source, g_source_remove);

  G_OBJECT_CLASS (kt_timeline_window_parent_class)->dispose (object);
}

static void
kt_timeline_window_finalize (GObject *object)
{
  KtTimelineWindow *self = KT_TIMELINE_WINDOW (object);

  g_clear_object (&self->keeper);
  g_clear_pointer (&self->year, kt_year_free);
  g_clear_object (&self->places);

  G_OBJECT_CLASS (kt_timeline_window_parent_class)->finalize (object);
}

static void
kt_timeline_window_class_init (KtTimelineWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_timeline_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_timeline_window_finalize;
  gtk_widget_class_install_action (widget_class, "timeline.export", "s", export_action);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

/* ── Making it ── */

static GtkWidget *
make_header (void)
{
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *button = gtk_menu_button_new ();
  g_autoptr(GMenu) menu = g_menu_new ();

  g_menu_append (menu, _("Save as _SVG…"), "timeline.export::svg");
  g_menu_append (menu, _("Save as _PNG…"), "timeline.export::png");
  g_menu_append (menu, _("Save as _CSV…"), "timeline.export::csv");
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "open-menu-symbolic");
  gtk_widget_set_tooltip_text (button, _("Files"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Files"), -1);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), adw_window_title_new (_("The Year Ahead"), ""));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), button);
  return header;
}

static GtkWidget *
make_legend (void)
{
  static const struct { KtDateKind kind; gboolean sure; const char *text; } signs[] = {
    { KT_DATE_EXPIRES, TRUE, N_("Ends") }, { KT_DATE_LAPSES, TRUE, N_("A right ends") },
    { KT_DATE_DIES_UNUSED, TRUE, N_("Ends if unused") }, { KT_DATE_ROTATE, TRUE, N_("To be rotated") },
    { KT_DATE_EXPIRES, FALSE, N_("Hollow: not certain") },
  };
  GtkWidget *box = gtk_flow_box_new ();

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (box), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (box), G_N_ELEMENTS (signs));
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      GtkWidget *sign = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
      GtkWidget *label = gtk_label_new (_(signs[i].text));

      gtk_widget_add_css_class (label, "caption");
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (sign), kt_date_image_new (signs[i].kind, signs[i].sure));
      gtk_box_append (GTK_BOX (sign), label);
      gtk_flow_box_insert (GTK_FLOW_BOX (box), sign, -1);
      gtk_widget_set_focusable (gtk_widget_get_parent (sign), FALSE);
    }
  /* (A flow box of GTK 4.8 whose children take no focus lets Tab end there.) */
  gtk_widget_set_can_focus (box, FALSE);
  return box;
}

static GtkWidget *
make_list (KtTimelineWindow *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkNoSelection *selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->places)));
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (selection), factory);
  gtk_list_view_set_single_click_activate (GTK_LIST_VIEW (list), TRUE);
  gtk_list_view_set_show_separators (GTK_LIST_VIEW (list), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("The Year Ahead as a List"), -1);
  g_signal_connect_swapped (list, "activate", G_CALLBACK (open_mark), self);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static void
add_page (KtTimelineWindow *self)
{
  GtkWidget *page = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->chosen = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->chosen, TRUE);
  gtk_label_set_xalign (self->chosen, 0);
  /* Two lines always: the picture does not jump while one walks through it. */
  gtk_label_set_lines (self->chosen, 2);
  gtk_label_set_ellipsize (self->chosen, PANGO_ELLIPSIZE_END);
  gtk_widget_set_size_request (GTK_WIDGET (self->chosen), -1, 40);
  gtk_label_set_yalign (self->chosen, 0);
  g_object_set (head, "margin-top", 12, "margin-bottom", 6, "margin-start", 12, "margin-end", 12, NULL);
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->timeline));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->chosen));
  gtk_box_append (GTK_BOX (head), make_legend ());
  gtk_box_append (GTK_BOX (page), head);
  gtk_box_append (GTK_BOX (page), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (page), make_list (self));
  gtk_stack_add_named (self->stack, page, "year");
}

static void
kt_timeline_window_init (KtTimelineWindow *self)
{
  self->places = gtk_string_list_new (NULL);
  gtk_window_set_title (GTK_WINDOW (self), _("The Year Ahead"));
  gtk_window_set_default_size (GTK_WINDOW (self), 860, 680);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, 294);
}

GtkWidget *
kt_timeline_window_new (KtKeeper *keeper)
{
  KtTimelineWindow *self = g_object_new (KT_TYPE_TIMELINE_WINDOW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *empty = adw_status_page_new ();

  self->keeper = g_object_ref (keeper);
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  self->stack = GTK_STACK (gtk_stack_new ());
  self->timeline = KT_TIMELINE (kt_timeline_new (keeper));
  add_page (self);
  g_signal_connect_object (self->timeline, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->timeline, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (empty), "alarm-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (empty), _("Nothing Is Due in the Year Ahead"));
  gtk_stack_add_named (self->stack, empty, "empty");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), make_header ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_toast_overlay_set_child (self->toasts, box);
  adw_window_set_content (ADW_WINDOW (self), GTK_WIDGET (self->toasts));
  g_signal_connect_object (kt_keeper_get_keys (keeper), "keys-changed", G_CALLBACK (keys_changed_cb), self, G_CONNECT_SWAPPED);
  settled_cb (self);
  return GTK_WIDGET (self);
}
