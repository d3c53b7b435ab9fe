/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-key-past.h"

#include <glib/gi18n.h>

#include "kt-keeper-past.h"
#include "kt-life-line.h"
#include "kt-words.h"

#define MOST 200        /* of events, and of checks */
#define ROWS 12

struct _KtKeyPast
{
  AdwBin parent_instance;

  KtKeeper *keeper;             /* owned */
  KtKey    *key;                /* owned, or NULL */
  gint64    latest_ms;          /* of what is shown */
};

G_DEFINE_FINAL_TYPE (KtKeyPast, kt_key_past, ADW_TYPE_BIN)

typedef struct
{
  KtKeyPast *self;              /* owned */
  KtKey     *key;               /* owned */
} Reading;

static void
add_row (GtkWidget *group, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

static GtkWidget *
make_picture_row (const KtPast *past, gint64 now_ms)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *picture = kt_life_line_new (past, now_ms);

  g_object_set (picture, "margin-top", 9, "margin-bottom", 9, "margin-start", 12, "margin-end", 12, NULL);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), picture);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  return row;
}

static void
show (KtKeyPast *self, const KtPast *past)
{
  const gint64 now_ms = g_get_real_time () / 1000;
  GtkWidget *group = adw_preferences_group_new ();
  guint n = 0;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("Its Past"));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), make_picture_row (past, now_ms));
  for (guint i = 0; i < past->events->len && n < ROWS; i++)
    {
      const KtEvent *event = g_ptr_array_index (past->events, i);
      const char *words = kt_words_event (event->what);
      g_autofree char *day = kt_words_day (event->at_ms, now_ms);

      if (!words)
        continue;
      add_row (group, words, day);
      n++;
    }
  adw_bin_set_child (ADW_BIN (self), group);
}

static gint64
get_latest (const KtPast *past)
{
  const KtEvent *event = past->events->len > 0 ? g_ptr_array_index (past->events, 0) : NULL;
  const KtReport *report = past->reports->len > 0 ? g_ptr_array_index (past->reports, 0) : NULL;

  return MAX (event ? event->at_ms : 0, report ? report->checked_ms : 0);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  g_autoptr(KtPast) past = kt_keeper_read_past_finish (KT_KEEPER (source), result, NULL);

  /* The page may be gone, or show another key. */
  if (past && reading->self->key == reading->key)
    {
      KtKeyPast *self = reading->self;
      const gint64 latest_ms = get_latest (past);

      /* What is the same is left alone: somebody may be reading it. */
      if (!adw_bin_get_child (ADW_BIN (self)) || latest_ms != self->latest_ms)
        show (self, past);
      self->latest_ms = latest_ms;
    }
  g_object_unref (reading->self);
  g_object_unref (reading->key);
  g_free (reading);
}

static void
kt_key_past_dispose (GObject *object)
{
  KtKeyPast *self = KT_KEY_PAST (object);

  g_clear_object (&self->key);
  g_clear_object (&self->keeper);

  G_OBJECT_CLASS (kt_key_past_parent_class)->dispose (object);
}

static void
kt_key_past_class_init (KtKeyPastClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_key_past_dispose;
}

static void
kt_key_past_init (KtKeyPast *self)
{
}

GtkWidget *
kt_key_past_new (KtKeeper *keeper)
{
  KtKeyPast *self = g_object_new (KT_TYPE_KEY_PAST, NULL);

  self->keeper = g_object_ref (keeper);
  return GTK_WIDGET (self);
}

void
kt_key_past_show (KtKeyPast *self, KtKey *key)
{
  Reading *reading;

  g_return_if_fail (KT_IS_KEY_PAST (self) && KT_IS_KEY (key));

  if (self->key != key)
    adw_bin_set_child (ADW_BIN (self), NULL);
  g_set_object (&self->key, key);
  reading = g_new0 (Reading, 1);
  reading->self = g_object_ref (self);
  reading->key = g_object_ref (key);
  kt_keeper_read_past_async (self->keeper, key, MOST, read_cb, reading);
}
