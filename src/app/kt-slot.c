/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-slot.h"

struct _KtSlot
{
  AdwBin parent_instance;

  char       *said;             /* owned: everything the section said when it was made */
  GtkWidget  *waiting;          /* owned: the next one, while a popover of this one is open; may be NULL for none */
  GtkPopover *popover;          /* borrowed: that popover */
  gulong      closed_handler;
};

G_DEFINE_FINAL_TYPE (KtSlot, kt_slot, ADW_TYPE_BIN)

/* ── What a section says ── */

static void
add_text (GString *said, const char *text)
{
  g_string_append (said, text ? text : "");
  g_string_append_c (said, '\n');
}

static void
add_said (GString *said, GtkWidget *widget)
{
  g_auto(GStrv) classes = gtk_widget_get_css_classes (widget);
  g_autofree char *joined = g_strjoinv (" ", classes);

  add_text (said, G_OBJECT_TYPE_NAME (widget));
  add_text (said, joined);
  add_text (said, gtk_widget_get_tooltip_text (widget));
  g_string_append_c (said, gtk_widget_get_visible (widget) ? 'v' : '-');
  g_string_append_c (said, gtk_widget_get_sensitive (widget) ? 's' : '-');
  if (GTK_IS_LABEL (widget))
    add_text (said, gtk_label_get_label (GTK_LABEL (widget)));
  else if (GTK_IS_IMAGE (widget))
    add_text (said, gtk_image_get_icon_name (GTK_IMAGE (widget)));
  else if (GTK_IS_CHECK_BUTTON (widget))
    g_string_append_c (said, gtk_check_button_get_active (GTK_CHECK_BUTTON (widget)) ? 'x' : '-');
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    add_said (said, child);
}

static char *
get_said (GtkWidget *widget)
{
  GString *said = g_string_new (NULL);

  add_said (said, widget);
  return g_string_free (said, FALSE);
}

/* ── What the person is at ── */

static GtkPopover *
find_open_popover (GtkWidget *widget)
{
  if (GTK_IS_POPOVER (widget) && gtk_widget_get_mapped (widget))
    return GTK_POPOVER (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkPopover *popover = find_open_popover (child);

      if (popover)
        return popover;
    }
  return NULL;
}

static const char *
get_row_title (GtkWidget *widget)
{
  GtkWidget *row = ADW_IS_PREFERENCES_ROW (widget) ? widget : gtk_widget_get_ancestor (widget, ADW_TYPE_PREFERENCES_ROW);

  return row ? adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)) : "";
}

/* What the focus was on: what it said, in a row of that title. */
typedef struct
{
  char  *title;
  char  *said;
  GType  type;
} Mark;

typedef gboolean (*MarkFunc) (GtkWidget *widget, const Mark *mark);

static gboolean
says_the_same (GtkWidget *widget, const Mark *mark)
{
  g_autofree char *said = get_said (widget);

  return g_str_equal (said, mark->said);
}

static gboolean
is_alike (GtkWidget *widget, const Mark *mark)
{
  return *mark->title && G_OBJECT_TYPE (widget) == mark->type;
}

static gboolean
is_its_row (GtkWidget *widget, const Mark *mark)
{
  return *mark->title && ADW_IS_PREFERENCES_ROW (widget);
}

static GtkWidget *
find_mark (GtkWidget *widget, const Mark *mark, MarkFunc fits)
{
  GtkWidget *found = NULL;

  if (gtk_widget_get_focusable (widget) && gtk_widget_get_visible (widget) && g_str_equal (get_row_title (widget), mark->title)
      && fits (widget, mark))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found; child = gtk_widget_get_next_sibling (child))
    found = find_mark (child, mark, fits);
  return found;
}

/* @titles: a set of those that are unfolded; @unfold: and now the other way round. */
static void
walk_expanders (GtkWidget *widget, GHashTable *titles, gboolean unfold)
{
  if (ADW_IS_EXPANDER_ROW (widget))
    {
      const char *title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget));

      if (unfold && g_hash_table_contains (titles, title))
        adw_expander_row_set_expanded (ADW_EXPANDER_ROW (widget), TRUE);
      else if (!unfold && adw_expander_row_get_expanded (ADW_EXPANDER_ROW (widget)))
        g_hash_table_add (titles, g_strdup (title));
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    walk_expanders (child, titles, unfold);
}

/* What stood under the focus may be gone: then its row, or the nearest that takes it, here or further down. */
static void
focus_again (KtSlot *self, const Mark *mark)
{
  static const MarkFunc ways[] = { says_the_same, is_alike, is_its_row };
  GtkWidget *child = adw_bin_get_child (ADW_BIN (self));

  for (guint i = 0; child && i < G_N_ELEMENTS (ways); i++)
    {
      GtkWidget *found = find_mark (child, mark, ways[i]);

      if (found && gtk_widget_grab_focus (found))
        return;
    }
  for (GtkWidget *next = GTK_WIDGET (self); next; next = gtk_widget_get_next_sibling (next))
    {
      if (gtk_widget_get_visible (next) && gtk_widget_child_focus (next, GTK_DIR_TAB_FORWARD))
        return;
    }
}

/* ── Taking its place ── */

static void
replace (KtSlot *self, GtkWidget *section)
{
  GtkWidget *old = adw_bin_get_child (ADW_BIN (self));
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  g_autoptr(GHashTable) unfolded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Mark mark = { 0 };

  if (focus && old && gtk_widget_is_ancestor (focus, old))
    mark = (Mark) { g_strdup (get_row_title (focus)), get_said (focus), G_OBJECT_TYPE (focus) };
  if (old)
    walk_expanders (old, unfolded, FALSE);
  if (section)
    walk_expanders (section, unfolded, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self), section != NULL);
  adw_bin_set_child (ADW_BIN (self), section);
  if (mark.title)
    focus_again (self, &mark);
  g_free (mark.title);
  g_free (mark.said);
}

static void
stop_waiting (KtSlot *self)
{
  if (self->popover)
    g_clear_signal_handler (&self->closed_handler, self->popover);
  g_clear_weak_pointer (&self->popover);
  g_clear_object (&self->waiting);
}

static gboolean
closed_idle_cb (gpointer user_data)
{
  g_autoptr(KtSlot) self = user_data;
  g_autoptr(GtkWidget) section = self->waiting ? g_object_ref (self->waiting) : NULL;

  /* Perhaps the section shown became the right one again, or another one came. */
  if (self->popover && !gtk_widget_get_mapped (GTK_WIDGET (self->popover)))
    {
      stop_waiting (self);
      replace (self, section);
    }
  return G_SOURCE_REMOVE;
}

/* It is still closing. */
static void
closed_cb (KtSlot *self)
{
  g_idle_add (closed_idle_cb, g_object_ref (self));
}

static void
wait_for (KtSlot *self, GtkPopover *popover, GtkWidget *section)
{
  g_set_weak_pointer (&self->popover, popover);
  self->waiting = section ? g_object_ref (section) : NULL;
  self->closed_handler = g_signal_connect_object (popover, "closed", G_CALLBACK (closed_cb), self, G_CONNECT_SWAPPED);
}

void
kt_slot_show (KtSlot *self, GtkWidget *section)
{
  g_autoptr(GtkWidget) owned = section ? g_object_ref_sink (section) : NULL;
  g_autofree char *said = section ? get_said (section) : NULL;
  GtkWidget *old;
  GtkPopover *popover;

  g_return_if_fail (KT_IS_SLOT (self));

  if (g_strcmp0 (said, self->said) == 0)
    return;
  g_free (self->said);
  self->said = g_steal_pointer (&said);
  stop_waiting (self);
  old = adw_bin_get_child (ADW_BIN (self));
  popover = old ? find_open_popover (old) : NULL;
  if (popover)
    wait_for (self, popover, owned);
  else
    replace (self, owned);
}

void
kt_slot_clear (KtSlot *self)
{
  g_return_if_fail (KT_IS_SLOT (self));

  stop_waiting (self);
  g_clear_pointer (&self->said, g_free);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  adw_bin_set_child (ADW_BIN (self), NULL);
}

/* ── Life ── */

static void
kt_slot_dispose (GObject *object)
{
  stop_waiting (KT_SLOT (object));

  G_OBJECT_CLASS (kt_slot_parent_class)->dispose (object);
}

static void
kt_slot_finalize (GObject *object)
{
  g_free (KT_SLOT (object)->said);

  G_OBJECT_CLASS (kt_slot_parent_class)->finalize (object);
}

static void
kt_slot_class_init (KtSlotClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_slot_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_slot_finalize;
}

static void
kt_slot_init (KtSlot *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
kt_slot_new (void)
{
  return g_object_new (KT_TYPE_SLOT, NULL);
}
