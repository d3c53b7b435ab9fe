/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-notices.h"

#include "kt-due.h"
#include "kt-rounds.h"
#include "kt-settings.h"
#include "kt-window.h"
#include "kt-words.h"

/* Several changes of one deed are looked at once. */
#define SETTLE_MS 500

struct _KtNotices
{
  GApplication *application;    /* borrowed: it owns us */
  KtKeeper     *keeper;         /* owned */
  GSettings    *settings;       /* owned; NULL where no schema is installed */
  GCancellable *cancellable;    /* owned */
  GHashTable   *gone;           /* owned: ids of keys whose notice was taken away */
  KtRounds     *rounds;         /* owned */
  GHashTable   *told;           /* what a check found: id of the notice -> Told, owned */
  guint         look_source;
};

/* ── Opened ─────────────────────────────────────────────────────────────── */

static GtkWindow *
find_window (GApplication *application)
{
  for (GList *l = gtk_application_get_windows (GTK_APPLICATION (application)); l; l = l->next)
    {
      if (KT_IS_WINDOW (l->data))
        return l->data;
    }
  return NULL;
}

/* The one notice for many keys: in a sandbox it is pressed here. */
static void
open_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  KtNotices *self = user_data;

  g_application_activate (self->application);
}

static void
open_key_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  KtNotices *self = user_data;

  if (!find_window (self->application))
    g_application_activate (self->application);
  kt_window_show_key (KT_WINDOW (find_window (self->application)), g_variant_get_string (parameter, NULL));
  gtk_window_present (find_window (self->application));
}

/* ── What an automatic check found ──────────────────────────────────────── */

static const struct {
  KtChange       change;
  KtNoticeChange words;
  const char    *id;
} changes[] = {
  { KT_CHANGE_RIGHTS_GREW, KT_NOTICE_RIGHTS_GREW, "rights-" },
  { KT_CHANGE_ALLOWLIST_GONE, KT_NOTICE_ALLOWLIST_GONE, "addresses-" },
  { KT_CHANGE_REFUSED, KT_NOTICE_REFUSED, "refused-" },
};

typedef struct {
  char     *key_id;     /* owned */
  KtChange  change;
  KtRights  rights;     /* that it had then */
} Told;

static void
told_free (gpointer data)
{
  Told *told = data;

  g_free (told->key_id);
  g_free (told);
}

static void
tell (KtNotices *self, KtKey *key, guint i)
{
  const KtReport *report = kt_key_get_report (key);
  const Told told = { g_strdup (kt_key_get_id (key)), changes[i].change, report ? report->confirmed : KT_RIGHTS_NONE };
  g_autofree char *id = g_strconcat (changes[i].id, kt_key_get_id (key), NULL);
  g_autofree char *title = kt_words_notice_change (changes[i].words, kt_key_get_label (key));
  g_autoptr(GNotification) notice = g_notification_new (title);

  g_notification_set_priority (notice, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notice, "app.open-key", "s", kt_key_get_id (key));
  g_notification_add_button_with_target (notice, kt_words_notice_button (KT_NOTICE_OPEN), "app.open-key", "s", kt_key_get_id (key));
  g_application_send_notification (self->application, id, notice);
  g_hash_table_replace (self->told, g_steal_pointer (&id), g_memdup2 (&told, sizeof told));
}

static void
changed_cb (KtKey *key, KtChange change, gpointer user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      if (change & changes[i].change)
        tell (user_data, key, i);
    }
}

/* Whether it is so, as far as anybody knows. */
static gboolean
is_still_true (KtNotices *self, const Told *told)
{
  KtKey *key = kt_keeper_find (self->keeper, told->key_id);
  const KtReport *report = key ? kt_key_get_report (key) : NULL;

  if (!key || kt_key_get_record (key)->state != KT_STATE_ACTIVE)
    return FALSE;
  if (!report || !kt_report_is_good (report))
    return TRUE;
  if (told->change == KT_CHANGE_REFUSED)
    return FALSE;
  if (told->change == KT_CHANGE_ALLOWLIST_GONE)
    return report->ip != KT_IP_LIST;
  return !report->rights_told || (told->rights & ~report->confirmed) == 0;
}

static void
withdraw_untrue (KtNotices *self)
{
  GHashTableIter iter;
  gpointer id, told;

  g_hash_table_iter_init (&iter, self->told);
  while (g_hash_table_iter_next (&iter, &id, &told))
    {
      if (is_still_true (self, told))
        continue;
      g_application_withdraw_notification (self->application, id);
      g_hash_table_iter_remove (&iter);
    }
}

/* ── Put off ────────────────────────────────────────────────────────────── */

/* A ledger of its own: the keeper's may not be open, and is not opened for this. */
static void
snooze_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), KT_DATA_NAME, "ledger.db", NULL);
  GError *error = NULL;
  g_autoptr(KtLedger) ledger = kt_ledger_open_existing (path, &error);

  if (ledger && kt_ledger_snooze (ledger, data, kt_due_put_off (g_get_real_time () / 1000), &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
snoozed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GApplication *application = G_APPLICATION (source);
  const char *key_id = g_task_get_task_data (G_TASK (result));
  g_autofree char *id = kt_due_make_notice_id (key_id);
  g_autoptr(GError) error = NULL;

  /* What could not be put off stands, or comes again. */
  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_application_withdraw_notification (application, id);
  else
    g_debug ("Not put off: %s", error->message);
  g_application_release (application);
}

static void
snooze_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  KtNotices *self = user_data;
  g_autoptr(GTask) task = g_task_new (self->application, NULL, snoozed_cb, NULL);

  /* Nothing else may keep the program. */
  g_application_hold (self->application);
  g_task_set_task_data (task, g_variant_dup_string (parameter, NULL), g_free);
  g_task_run_in_thread (task, snooze_thread);
}

/* ── No longer true ─────────────────────────────────────────────────────── */

typedef struct {
  GPtrArray  *marks;        /* owned */
  GHashTable *snoozes;      /* owned */
} Said;

static void
said_free (Said *said)
{
  g_clear_pointer (&said->marks, g_ptr_array_unref);
  g_clear_pointer (&said->snoozes, g_hash_table_unref);
  g_free (said);
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  KtLedger *ledger = source;
  Said *said = g_new0 (Said, 1);
  GError *error = NULL;

  if ((said->marks = kt_ledger_list_marks (ledger, &error)) && (said->snoozes = kt_ledger_list_snoozes (ledger, &error)))
    {
      g_task_return_pointer (task, said, (GDestroyNotify) said_free);
      return;
    }
  said_free (said);
  g_task_return_error (task, error);
}

static gboolean
is_due (KtNotices *self, KtKey *key, Said *said)
{
  const KtPolicy policy = kt_policy_from_settings (self->settings);
  const KtDueRules rules = { 0 };
  g_autoptr(GArray) keys = g_array_new (FALSE, FALSE, sizeof (KtDueKey));
  g_autoptr(GPtrArray) pointers = g_ptr_array_new ();
  g_autoptr(KtDue) due = NULL;
  guint n_dates;
  const KtDate *dates = kt_key_get_dates (key, &n_dates);
  const KtDueKey one = { kt_key_get_record (key), pointers };

  for (guint i = 0; i < n_dates; i++)
    g_ptr_array_add (pointers, (gpointer) &dates[i]);
  g_array_append_val (keys, one);
  due = kt_due_work_out (keys, &policy, &rules, said->marks, said->snoozes, g_get_real_time () / 1000);
  return due->items->len > 0;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Said *said = g_task_propagate_pointer (G_TASK (result), NULL);
  KtNotices *self = user_data;

  if (!said)
    return;
  for (guint i = 0; i < said->marks->len; i++)
    {
      const KtMark *mark = g_ptr_array_index (said->marks, i);
      KtKey *key = kt_keeper_find (self->keeper, mark->key_id);
      g_autofree char *id = NULL;

      if (key && is_due (self, key, said))
        {
          g_hash_table_remove (self->gone, mark->key_id);
          continue;
        }
      if (!g_hash_table_add (self->gone, g_strdup (mark->key_id)))
        continue;
      id = kt_due_make_notice_id (mark->key_id);
      g_application_withdraw_notification (self->application, id);
    }
  said_free (said);
}

static gboolean
look_cb (gpointer user_data)
{
  KtNotices *self = user_data;
  KtLedger *ledger = kt_keeper_get_ledger (self->keeper);
  g_autoptr(GTask) task = NULL;

  self->look_source = 0;
  withdraw_untrue (self);
  if (!ledger)
    return G_SOURCE_REMOVE;
  /* Cancelled when we are gone: then it answers with an error. */
  task = g_task_new (ledger, self->cancellable, read_cb, self);
  g_task_run_in_thread (task, read_thread);
  return G_SOURCE_REMOVE;
}

static void
look_soon (KtNotices *self)
{
  if (!self->look_source)
    self->look_source = g_timeout_add (SETTLE_MS, look_cb, self);
}

/* ── Life ───────────────────────────────────────────────────────────────── */

KtNotices *
kt_notices_new (GApplication *application, KtKeeper *keeper, GSettings *settings)
{
  static const GActionEntry actions[] = {
    { "open", open_action },
    { "open-key", open_key_action, "s" },
    { "snooze", snooze_action, "s" },
  };
  KtNotices *self = g_new0 (KtNotices, 1);

  self->application = application;
  self->keeper = g_object_ref (keeper);
  self->settings = settings ? g_object_ref (settings) : NULL;
  self->cancellable = g_cancellable_new ();
  self->gone = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_action_map_add_action_entries (G_ACTION_MAP (application), actions, G_N_ELEMENTS (actions), self);
  g_signal_connect_swapped (kt_keeper_get_keys (keeper), "keys-changed", G_CALLBACK (look_soon), self);
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, told_free);
  self->rounds = kt_rounds_new (keeper, settings, changed_cb, self);
  return self;
}

void
kt_notices_free (KtNotices *self)
{
  g_clear_pointer (&self->rounds, kt_rounds_free);
  g_signal_handlers_disconnect_by_data (kt_keeper_get_keys (self->keeper), self);
  g_clear_handle_id (&self->look_source, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_action_map_remove_action (G_ACTION_MAP (self->application), "open");
  g_action_map_remove_action (G_ACTION_MAP (self->application), "open-key");
  g_action_map_remove_action (G_ACTION_MAP (self->application), "snooze");
  g_object_unref (self->cancellable);
  g_hash_table_unref (self->gone);
  g_hash_table_unref (self->told);
  g_clear_object (&self->settings);
  g_object_unref (self->keeper);
  g_free (self);
}
