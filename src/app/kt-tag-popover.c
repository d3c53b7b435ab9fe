/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-tag-popover.h"

#include <glib/gi18n.h>

#include "kt-tick.h"
#include "kt-words.h"

#define MOST_TAG_BYTES 60

struct _KtTagPopover
{
  GtkPopover parent_instance;

  KtKeeper  *keeper;            /* owned */
  GPtrArray *keys;              /* owned, KtKey */
  GtkWidget *entry;             /* children */
  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (KtTagPopover, kt_tag_popover, GTK_TYPE_POPOVER)

/* ── Putting on, taking off ── */

static void
edited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GtkWidget) button = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (kt_keeper_edit_finish (KT_KEEPER (source), result, &error) || !gtk_widget_get_root (button))
    return;
  sentence = kt_words_error (error);
  gtk_widget_activate_action (button, "win.toast", "s", sentence);
}

static gboolean
has_tag (KtKey *key, const char *tag)
{
  return g_strv_contains ((const char *const *) kt_key_get_record (key)->tags, tag);
}

static char **
change_tags (char **tags, const char *tag, gboolean on)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; tags[i]; i++)
    {
      if (!g_str_equal (tags[i], tag))
        g_strv_builder_add (builder, tags[i]);
    }
  if (on)
    g_strv_builder_add (builder, tag);
  return g_strv_builder_end (builder);
}

static void
set_tag (KtTagPopover *self, const char *tag, gboolean on)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  for (guint i = 0; i < self->keys->len; i++)
    {
      KtKey *key = g_ptr_array_index (self->keys, i);
      g_autoptr(KtRecord) record = NULL;
      char **tags;

      if (has_tag (key, tag) == on)
        continue;
      record = kt_record_copy (kt_key_get_record (key));
      tags = change_tags (record->tags, tag, on);
      g_strfreev (record->tags);
      record->tags = tags;
      kt_keeper_edit_async (self->keeper, key, record, NULL, edited_cb, g_object_ref (parent));
    }
}

static void
toggled_cb (GtkCheckButton *button, KtTagPopover *self)
{
  gtk_check_button_set_inconsistent (button, FALSE);
  set_tag (self, gtk_check_button_get_label (button), gtk_check_button_get_active (button));
}

static void
entered_cb (KtTagPopover *self)
{
  g_autofree char *tag = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->entry))));

  if (*tag == '\0')
    return;
  set_tag (self, tag, TRUE);
  gtk_popover_popdown (GTK_POPOVER (self));
}

/* ── What there is ── */

static void
add_tag (KtTagPopover *self, const char *tag)
{
  GtkWidget *button = kt_tick_new_with_label (tag);
  guint n = 0;

  for (guint i = 0; i < self->keys->len; i++)
    n += has_tag (g_ptr_array_index (self->keys, i), tag) ? 1 : 0;
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), n == self->keys->len);
  gtk_check_button_set_inconsistent (GTK_CHECK_BUTTON (button), n > 0 && n < self->keys->len);
  g_signal_connect_object (button, "toggled", G_CALLBACK (toggled_cb), self, 0);
  gtk_box_append (GTK_BOX (self->box), button);
}

static void
add_all_tags (KtTagPopover *self)
{
  g_autoptr(KtKeyCounts) counts = kt_key_list_get_counts (kt_keeper_get_keys (self->keeper));

  for (guint i = 0; i < counts->tags->len; i++)
    add_tag (self, ((const KtKeyGroup *) g_ptr_array_index (counts->tags, i))->id);
  gtk_widget_set_visible (self->box, counts->tags->len > 0);
}

/* ── Life ── */

static void
kt_tag_popover_dispose (GObject *object)
{
  KtTagPopover *self = KT_TAG_POPOVER (object);

  g_clear_object (&self->keeper);
  g_clear_pointer (&self->keys, g_ptr_array_unref);

  G_OBJECT_CLASS (kt_tag_popover_parent_class)->dispose (object);
}

static void
kt_tag_popover_class_init (KtTagPopoverClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_tag_popover_dispose;
}

static void
kt_tag_popover_init (KtTagPopover *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->entry = gtk_entry_new ();
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->entry), _("New tag"));
  gtk_entry_set_max_length (GTK_ENTRY (self->entry), MOST_TAG_BYTES);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("New tag"), -1);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (entered_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (content), self->entry);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 280);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->box);
  gtk_box_append (GTK_BOX (content), scrolled);
  gtk_popover_set_child (GTK_POPOVER (self), content);
}

GtkWidget *
kt_tag_popover_new (KtKeeper *keeper, GPtrArray *keys)
{
  KtTagPopover *self = g_object_new (KT_TYPE_TAG_POPOVER, NULL);

  self->keeper = g_object_ref (keeper);
  self->keys = g_ptr_array_ref (keys);
  add_all_tags (self);
  return GTK_WIDGET (self);
}
