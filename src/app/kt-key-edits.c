/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-key-edits.h"

#include "kt-words.h"

#define MOST_UNDOS 20               /* a toast offers its Undo for some seconds only */

struct _KtKeyEdits
{
  GObject parent_instance;

  KtKeeper  *keeper;            /* owned; NULL when it is disposed of */
  GtkWidget *widget;            /* borrowed */
  GQueue     undos;             /* Edit, owned, newest first */
  guint      serial;
};

enum { FAILED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtKeyEdits, kt_key_edits, G_TYPE_OBJECT)

typedef struct
{
  KtKeyEdits *self;             /* owned while it is written */
  char       *id;               /* owned: the key's */
  KtRecord   *before;           /* owned */
  KtParts     parts;
  char       *done;             /* owned */
  guint       serial;
} Edit;

static void
edit_free (gpointer data)
{
  Edit *edit = data;

  g_clear_object (&edit->self);
  g_free (edit->id);
  kt_record_free (edit->before);
  g_free (edit->done);
  g_free (edit);
}

static void
fail (KtKeyEdits *self, const GError *error)
{
  g_autofree char *sentence = kt_words_error (error);

  kt_key_edits_say (self, sentence);
  g_signal_emit (self, signals[FAILED], 0);
}

static void
keep_undo (KtKeyEdits *self, Edit *edit)
{
  edit->serial = ++self->serial;
  gtk_widget_activate_action (self->widget, "win.offer-undo", "(su)", edit->done, edit->serial);
  g_clear_object (&edit->self);
  g_queue_push_head (&self->undos, edit);
  if (self->undos.length > MOST_UNDOS)
    edit_free (g_queue_pop_tail (&self->undos));
}

static void
made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Edit *edit = user_data;
  g_autoptr(KtKeyEdits) self = g_object_ref (edit->self);
  g_autoptr(GError) error = NULL;
  gboolean made = kt_keeper_edit_finish (KT_KEEPER (source), result, &error);

  if (made && self->keeper)
    {
      keep_undo (self, edit);
      return;
    }
  if (self->keeper)
    fail (self, error);
  edit_free (edit);
}

void
kt_key_edits_make (KtKeyEdits *self, KtKey *key, const KtRecord *wanted, KtParts parts, const char *done)
{
  Edit *edit;

  g_return_if_fail (KT_IS_KEY_EDITS (self));

  edit = g_new0 (Edit, 1);
  edit->self = g_object_ref (self);
  edit->id = g_strdup (kt_key_get_id (key));
  edit->before = kt_record_copy (kt_key_get_record (key));
  edit->parts = parts;
  edit->done = g_strdup (done);
  kt_keeper_edit_parts_async (self->keeper, key, wanted, parts, NULL, made_cb, edit);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtKeyEdits) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!kt_keeper_edit_finish (KT_KEEPER (source), result, &error) && self->keeper)
    fail (self, error);
}

void
kt_key_edits_undo (KtKeyEdits *self, guint serial)
{
  g_return_if_fail (KT_IS_KEY_EDITS (self));

  for (GList *l = self->undos.head; l; l = l->next)
    {
      Edit *edit = l->data;
      KtKey *key = edit->serial == serial ? kt_keeper_find (self->keeper, edit->id) : NULL;

      if (!key)
        continue;
      kt_keeper_edit_parts_async (self->keeper, key, edit->before, edit->parts, NULL, undone_cb, g_object_ref (self));
      g_queue_delete_link (&self->undos, l);
      edit_free (edit);
      return;
    }
}

void
kt_key_edits_say (KtKeyEdits *self, const char *text)
{
  g_return_if_fail (KT_IS_KEY_EDITS (self));

  gtk_widget_activate_action (self->widget, "win.toast", "s", text);
}

/* ── Life ── */

static void
kt_key_edits_dispose (GObject *object)
{
  KtKeyEdits *self = KT_KEY_EDITS (object);

  g_queue_clear_full (&self->undos, edit_free);
  g_clear_object (&self->keeper);

  G_OBJECT_CLASS (kt_key_edits_parent_class)->dispose (object);
}

static void
kt_key_edits_class_init (KtKeyEditsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_key_edits_dispose;
  signals[FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
kt_key_edits_init (KtKeyEdits *self)
{
  g_queue_init (&self->undos);
}

KtKeyEdits *
kt_key_edits_new (KtKeeper *keeper, GtkWidget *widget)
{
  KtKeyEdits *self = g_object_new (KT_TYPE_KEY_EDITS, NULL);

  self->keeper = g_object_ref (keeper);
  self->widget = widget;
  return self;
}
