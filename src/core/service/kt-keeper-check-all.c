/* kt-keeper-check-all.c: every key that may be checked, all exchanges side by side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-private.h"

#include "kt-autocheck.h"
#include "kt-error.h"

/* An exchange is asked one thing at a time (the prober sees to that): while one key is asked about, the next one's
 * credential is fetched. So a slow exchange holds up no other, however many keys it has. */
#define AT_ONCE_PER_EXCHANGE 2

/* The keys of one exchange. */
typedef struct {
  GQueue keys;                      /* KtKey, owned: not begun yet */
  guint  running;
} Line;

typedef struct {
  GPtrArray          *wanted;       /* KtKey; NULL: all */
  GHashTable         *lines;        /* exchange -> Line */
  guint               running;
  guint               unreachable;
  GError             *error;        /* the first that is of this computer, not of one key */
  KtCheckAllProgress  progress;
  KtCheckAllFunc      func;
  gpointer            func_data;
} CheckAllJob;

static void
line_free (Line *line)
{
  g_queue_clear_full (&line->keys, g_object_unref);
  g_free (line);
}

static void
check_all_job_free (CheckAllJob *job)
{
  g_clear_pointer (&job->wanted, g_ptr_array_unref);
  g_hash_table_unref (job->lines);
  g_clear_error (&job->error);
  g_free (job);
}

static void
put_in_line (CheckAllJob *job, KtKey *key)
{
  const char *exchange = kt_key_get_record (key)->exchange;
  Line *line = g_hash_table_lookup (job->lines, exchange);

  if (!line)
    {
      line = g_new0 (Line, 1);
      g_queue_init (&line->keys);
      g_hash_table_insert (job->lines, g_strdup (exchange), line);
    }
  g_queue_push_tail (&line->keys, g_object_ref (key));
  job->progress.total++;
}

static KtAutocheck
examine (KtKeeper *self, KtKey *key)
{
  const KtRecord *record = kt_key_get_record (key);

  return kt_autocheck_with_all (record, kt_catalogue_get (self->catalogue, record->exchange, NULL), kt_keeper_now ());
}

static void go_on (GTask *task, Line *line);

static void
count (CheckAllJob *job, KtKey *key, const KtReport *report)
{
  job->progress.done++;
  /* Each is counted once. What stands under "Needs attention" in the window is what is counted so. */
  if (!report || kt_key_get_severity (key) >= KT_SEVERITY_UNKNOWN)
    job->progress.attention++;
  else if (kt_report_is_good (report))
    job->progress.work++;
  if (report && (report->outcomes & KT_OUTCOMES_UNREACHABLE) && !(report->outcomes & ~KT_OUTCOMES_UNREACHABLE))
    job->unreachable++;
  job->progress.offline = job->progress.done == job->progress.total && job->unreachable == job->progress.total;
}

/* The keyring or the disk: it would be the same with each key, and no key is to blame. */
static gboolean
is_of_all (const GError *error)
{
  static const int codes[] = { KT_ERROR_LOCKED, KT_ERROR_DISMISSED, KT_ERROR_NO_KEYRING, KT_ERROR_NOT_OPENED, KT_ERROR_OTHER_KEYRING,
                               KT_ERROR_BUSY };

  if (!error || error->domain != KT_ERROR)
    return error && error->domain == G_IO_ERROR;
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      if (error->code == codes[i])
        return TRUE;
    }
  return FALSE;
}

/* Counted as done, and neither as good nor as bad. */
static void
fail (CheckAllJob *job, GError **error)
{
  job->progress.done++;
  if (!job->error)
    job->error = g_steal_pointer (error);
}

typedef struct {
  GTask *task;
  Line  *line;                      /* borrowed from the task */
  KtKey *key;
} One;

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  One *one = data;
  GTask *task = one->task;
  Line *line = one->line;
  g_autoptr(KtKey) key = one->key;
  CheckAllJob *job = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(KtReport) report = kt_keeper_check_finish (self, result, &error);
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
                       (report && (report->outcomes & KT_OUTCOMES_BIT (KT_OUTCOME_CANCELLED)));

  g_free (one);
  job->running--;
  line->running--;
  if (!cancelled)
    {
      if (!is_of_all (error))
        count (job, key, report);
      else
        fail (job, &error);
      if (job->func)
        job->func (&job->progress, key, job->func_data);
    }
  go_on (task, line);
}

static void
start_more (GTask *task, Line *line)
{
  KtKeeper *self = g_task_get_source_object (task);
  CheckAllJob *job = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  while (line->running < AT_ONCE_PER_EXCHANGE && line->keys.length > 0 && !g_cancellable_is_cancelled (cancellable))
    {
      One *one = g_new (One, 1);

      one->task = task;
      one->line = line;
      one->key = g_queue_pop_head (&line->keys);
      job->running++;
      line->running++;
      kt_keeper_check_async (self, one->key, FALSE, NULL, NULL, cancellable, checked_cb, one);
    }
}

/* @line: whose key was done, or NULL: all begin. Takes the task when nothing is left to do. */
static void
go_on (GTask *task, Line *line)
{
  CheckAllJob *job = g_task_get_task_data (task);
  GHashTableIter iter;
  gpointer each;

  if (line)
    {
      start_more (task, line);
    }
  else
    {
      g_hash_table_iter_init (&iter, job->lines);
      while (g_hash_table_iter_next (&iter, NULL, &each))
        start_more (task, each);
    }
  if (job->running > 0)
    return;
  /* The count is told also when it was cancelled. */
  if (job->progress.done < job->progress.total)
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
  else if (job->error)
    g_task_return_error (task, g_steal_pointer (&job->error));
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

static void
ready_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  CheckAllJob *job = g_task_get_task_data (task);
  GPtrArray *wanted = job->wanted ? job->wanted : kt_keeper_get_all (self);
  GError *error = NULL;

  if (!kt_keeper_ready_finish (self, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  for (guint i = 0; i < wanted->len; i++)
    {
      KtKey *key = g_ptr_array_index (wanted, i);
      KtAutocheck may = examine (self, key);

      if (may == KT_AUTOCHECK_NOT_ACTIVE)
        continue;
      if (may == KT_AUTOCHECK_YES && !kt_key_get_busy (key))
        put_in_line (job, key);
      else
        job->progress.left_out++;
      job->progress.stopped += may == KT_AUTOCHECK_STOPPED;
    }
  go_on (g_steal_pointer (&task), NULL);
}

void
kt_keeper_check_all_async (KtKeeper *self, KtCheckAllFunc func, gpointer func_data,
                           GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  kt_keeper_check_keys_async (self, NULL, func, func_data, cancellable, callback, user_data);
}

void
kt_keeper_check_keys_async (KtKeeper *self, GPtrArray *keys, KtCheckAllFunc func, gpointer func_data,
                            GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  CheckAllJob *job = g_new0 (CheckAllJob, 1);

  g_task_set_source_tag (task, kt_keeper_check_keys_async);
  g_task_set_check_cancellable (task, FALSE);
  job->lines = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) line_free);
  job->wanted = keys ? g_ptr_array_ref (keys) : NULL;
  job->func = func;
  job->func_data = func_data;
  g_task_set_task_data (task, job, (GDestroyNotify) check_all_job_free);
  kt_keeper_ready_async (self, TRUE, cancellable, ready_cb, task);
}

gboolean
kt_keeper_check_all_finish (KtKeeper *self, GAsyncResult *result, KtCheckAllProgress *ret_progress, GError **error)
{
  CheckAllJob *job = g_task_get_task_data (G_TASK (result));

  if (ret_progress)
    *ret_progress = job->progress;
  return g_task_propagate_boolean (G_TASK (result), error);
}
