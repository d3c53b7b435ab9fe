/* kt-keeper-past.c: events and reports of a key, read for its page
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-past.h"

#include "kt-keeper-private.h"

typedef struct {
  char  *id;
  gint64 added_ms;
  guint  most;
  KtPast *past;
} PastJob;

void
kt_past_free (KtPast *self)
{
  g_clear_pointer (&self->events, g_ptr_array_unref);
  g_clear_pointer (&self->reports, g_ptr_array_unref);
  g_clear_pointer (&self->periods, g_array_unref);
  g_free (self);
}

static void
past_job_free (PastJob *job)
{
  g_free (job->id);
  g_clear_pointer (&job->past, kt_past_free);
  g_free (job);
}

GArray *
kt_past_make_periods (GPtrArray *events, gint64 added_ms)
{
  GArray *periods = g_array_new (FALSE, FALSE, sizeof (KtPeriod));
  KtPeriod first = { added_ms, 0 };

  g_array_append_val (periods, first);
  for (guint i = events->len; i-- > 0;)
    {
      const KtEvent *event = g_ptr_array_index (events, i);
      KtPeriod *last = &g_array_index (periods, KtPeriod, periods->len - 1);
      KtPeriod next = { event->at_ms, 0 };

      if (g_str_equal (event->what, "rotation-switched"))
        {
          last->to_ms = event->at_ms;
          g_array_append_val (periods, next);
        }
      else if (g_str_equal (event->what, "rotation-undone") && periods->len > 1)
        {
          g_array_set_size (periods, periods->len - 1);
          g_array_index (periods, KtPeriod, periods->len - 1).to_ms = 0;
        }
    }
  return periods;
}

static gboolean
read_past (KtKeeper *self, gpointer data, GError **error)
{
  PastJob *job = data;

  job->past = g_new0 (KtPast, 1);
  if (!(job->past->events = kt_ledger_get_events (self->ledger, job->id, job->most, error)) ||
      !(job->past->reports = kt_ledger_get_reports (self->ledger, job->id, job->most, error)))
    return FALSE;
  job->past->periods = kt_past_make_periods (job->past->events, job->added_ms);
  return TRUE;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  PastJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (kt_keeper_disk_finish (result, &error))
    g_task_return_pointer (task, g_steal_pointer (&job->past), (GDestroyNotify) kt_past_free);
  else
    g_task_return_error (task, error);
}

void
kt_keeper_read_past_async (KtKeeper *self, KtKey *key, guint most, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  PastJob *job = g_new0 (PastJob, 1);

  g_task_set_source_tag (task, kt_keeper_read_past_async);
  job->id = g_strdup (kt_key_get_id (key));
  job->added_ms = kt_key_get_record (key)->added_ms;
  job->most = most;
  g_task_set_task_data (task, job, (GDestroyNotify) past_job_free);
  kt_keeper_disk (self, task, read_past, read_cb);
}

KtPast *
kt_keeper_read_past_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
