/* kt-keeper-list.c: the keys as the window sees them: found, judged, kept true
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-private.h"

#include <string.h>

#include "kt-calendar.h"
#include "kt-error.h"
#include "kt-health.h"

/* ── Twins: keys with the same credential ───────────────────────────────── */

static gboolean
counts_as_twin (const KtRecord *record)
{
  return record->fingerprint && (record->state == KT_STATE_ACTIVE || record->state == KT_STATE_PENDING);
}

static GPtrArray *
find_twins (KtKeeper *self, const char *fingerprint)
{
  return fingerprint ? g_hash_table_lookup (self->twins, fingerprint) : NULL;
}

static void
enter_twin (KtKeeper *self, KtKey *key)
{
  const KtRecord *record = kt_key_get_record (key);
  GPtrArray *twins;

  if (!counts_as_twin (record))
    return;
  twins = find_twins (self, record->fingerprint);
  if (!twins)
    {
      twins = g_ptr_array_new ();
      g_hash_table_insert (self->twins, g_strdup (record->fingerprint), twins);
    }
  if (!g_ptr_array_find (twins, key, NULL))
    g_ptr_array_add (twins, key);
}

static void
leave_twin (KtKeeper *self, KtKey *key)
{
  const char *fingerprint = kt_key_get_record (key)->fingerprint;
  GPtrArray *twins = find_twins (self, fingerprint);

  if (!twins || !g_ptr_array_remove (twins, key))
    return;
  if (twins->len == 0)
    g_hash_table_remove (self->twins, fingerprint);
  else
    kt_keeper_judge_twins (self, fingerprint);
}

/* ── Judging ────────────────────────────────────────────────────────────── */

static const char *
find_duplicate (KtKeeper *self, KtKey *key)
{
  const KtRecord *record = kt_key_get_record (key);
  GPtrArray *twins = counts_as_twin (record) ? find_twins (self, record->fingerprint) : NULL;

  for (guint i = 0; twins && i < twins->len; i++)
    {
      if (g_ptr_array_index (twins, i) != key)
        return kt_key_get_label (g_ptr_array_index (twins, i));
    }
  return NULL;
}

/* The very same credential works in another environment of its exchange; here it never did. */
static gboolean
is_at_home_elsewhere (KtKeeper *self, KtKey *key)
{
  const KtRecord *record = kt_key_get_record (key);
  GPtrArray *twins = counts_as_twin (record) && !kt_key_get_good_report (key) ? find_twins (self, record->fingerprint) : NULL;

  for (guint i = 0; twins && i < twins->len; i++)
    {
      KtKey *twin = g_ptr_array_index (twins, i);
      const KtRecord *other = kt_key_get_record (twin);

      if (twin != key && kt_key_get_good_report (twin) && g_strcmp0 (other->exchange, record->exchange) == 0
          && g_strcmp0 (other->environment, record->environment) != 0)
        return TRUE;
    }
  return FALSE;
}

static KtStanding
get_standing (KtExchange *exchange, gint64 now_ms)
{
  KtStanding standing = exchange ? kt_exchange_get_status (exchange)->standing : KT_STANDING_OPEN;

  return exchange && kt_exchange_is_closed (exchange, now_ms) ? KT_STANDING_CLOSED : standing;
}

static gboolean
same_findings (GPtrArray *new, KtKey *key)
{
  guint n;
  const KtFinding *old = kt_key_get_findings (key, &n);

  if (new->len != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const KtFinding *x = g_ptr_array_index (new, i), *y = &old[i];

      if (x->kind != y->kind || x->severity != y->severity || x->remedy != y->remedy || x->rights != y->rights ||
          x->outcomes != y->outcomes || x->at_ms != y->at_ms || x->days != y->days || x->origin != y->origin ||
          x->sure != y->sure || g_strcmp0 (x->word, y->word) != 0 || g_strcmp0 (x->source, y->source) != 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
same_dates (GPtrArray *new, KtKey *key)
{
  guint n;
  const KtDate *old = kt_key_get_dates (key, &n);

  if (new->len != n)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      const KtDate *x = g_ptr_array_index (new, i), *y = &old[i];

      if (x->kind != y->kind || x->at_ms != y->at_ms || x->rights != y->rights || x->origin != y->origin ||
          x->sure != y->sure || g_strcmp0 (x->source, y->source) != 0)
        return FALSE;
    }
  return TRUE;
}

/* TRUE when something is said anew: a row that stays the same is left alone, minute after minute. */
static gboolean
judge (KtKeeper *self, KtKey *key, gint64 now_ms)
{
  const KtRecord *record = kt_key_get_record (key);
  KtReport *latest = kt_key_get_report (key), *good = kt_key_get_good_report (key);
  KtExchange *exchange = kt_catalogue_get (self->catalogue, record->exchange, NULL);
  g_autoptr(GPtrArray) dates = kt_calendar_dates (record, latest, good, exchange, &self->policy, now_ms);
  g_autoptr(GPtrArray) undated = exchange ? kt_calendar_undated (record, latest, good, kt_exchange_get_lifetime (exchange)) : NULL;
  g_autoptr(GPtrArray) findings = NULL;
  KtHealthInput input = {
    .record = record,
    .latest = latest,
    .good = good,
    .exchange = exchange,
    .policy = &self->policy,
    .dates = dates,
    .now_ms = now_ms,
    .duplicate_of = find_duplicate (self, key),
    .secret_missing = g_hash_table_contains (self->missing, record->id),
    .left_behind = g_hash_table_contains (self->behind, record->id),
    .other_keyring = kt_vault_get_state (self->vault) == KT_VAULT_OTHER,
    .memory_not_locked = !kt_secret_memory_is_locked (),
    .standing = get_standing (exchange, now_ms),
    .undated = undated,
    .wrong_environment = is_at_home_elsewhere (self, key),
    .definition_missing = exchange == NULL,
  };

  findings = kt_health_examine (&input);
  if (same_findings (findings, key) && same_dates (dates, key))
    return FALSE;
  kt_key_set_findings (key, g_steal_pointer (&findings), g_steal_pointer (&dates));
  return TRUE;
}

void
kt_keeper_judge (KtKeeper *self, KtKey *key)
{
  judge (self, key, kt_keeper_now ());
  kt_key_list_key_changed (self->keys, key);
}

void
kt_keeper_judge_twins (KtKeeper *self, const char *fingerprint)
{
  GPtrArray *twins = find_twins (self, fingerprint);

  for (guint i = 0; twins && i < twins->len; i++)
    kt_keeper_judge (self, g_ptr_array_index (twins, i));
}

void
kt_keeper_set_missing (KtKeeper *self, const char *id, gboolean missing)
{
  KtKey *key = kt_keeper_find (self, id);
  gboolean changed;

  if (missing)
    changed = g_hash_table_add (self->missing, g_strdup (id));
  else
    changed = g_hash_table_remove (self->missing, id);
  if (key && changed)
    kt_keeper_judge (self, key);
}

/* ── What another process changed (the command line, while the window is open) ─ */

typedef struct {
  gint64      version;
  GPtrArray  *records;
  GHashTable *latest;
  GHashTable *good;
} ReadJob;

static void
read_job_free (ReadJob *job)
{
  g_clear_pointer (&job->records, g_ptr_array_unref);
  g_clear_pointer (&job->latest, g_hash_table_unref);
  g_clear_pointer (&job->good, g_hash_table_unref);
  g_free (job);
}

static gboolean
read_if_changed (KtKeeper *self, gpointer data, GError **error)
{
  ReadJob *job = data;
  gint64 version = kt_ledger_get_others_version (self->ledger);

  if (version == job->version)
    return TRUE;
  job->version = version;
  return kt_keeper_read_list (self, &job->records, &job->latest, &job->good, error);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  KtKeeper *self = KT_KEEPER (source);
  g_autoptr(GTask) task = data;
  ReadJob *job = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  self->is_reading = FALSE;
  if (!kt_keeper_disk_finish (result, &error))
    g_debug ("The list could not be read again: %s", error->message);
  else if (job->records)
    kt_keeper_fill (self, job->records, job->latest, job->good);
  self->others_version = job->version;
  g_task_return_boolean (task, TRUE);
}

static void
follow_others (KtKeeper *self)
{
  GTask *task;
  ReadJob *job;

  if (!self->ledger || self->is_reading)
    return;
  self->is_reading = TRUE;
  task = g_task_new (self, NULL, NULL, NULL);
  job = g_new0 (ReadJob, 1);
  job->version = self->others_version;
  g_task_set_task_data (task, job, (GDestroyNotify) read_job_free);
  kt_keeper_disk (self, task, read_if_changed, read_cb);
}

#define FEW 8

static gpointer
copy_object (gconstpointer object, gpointer data)
{
  return g_object_ref ((gpointer) object);
}

static void
place_one_cb (gpointer key, gpointer user_data)
{
  kt_key_list_key_changed (((KtKeeper *) user_data)->keys, key);
}

static void
place_all (KtKeeper *self)
{
  g_autoptr(GPtrArray) all = g_ptr_array_copy (kt_key_list_get_all (self->keys), copy_object, NULL);

  g_ptr_array_set_free_func (all, g_object_unref);
  kt_key_list_set_all (self->keys, all);
}

void
kt_keeper_refresh (KtKeeper *self)
{
  GPtrArray *keys = kt_key_list_get_all (self->keys);
  g_autoptr(GPtrArray) changed = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 now_ms = kt_keeper_now ();

  kt_key_list_set_now (self->keys, now_ms);
  for (guint i = 0; i < keys->len; i++)
    {
      KtKey *key = g_ptr_array_index (keys, i);

      if (judge (self, key, now_ms))
        g_ptr_array_add (changed, g_object_ref (key));
    }
  /* Many at once are placed at once: a window shows each change of the list. */
  if (changed->len > FEW)
    place_all (self);
  else
    g_ptr_array_foreach (changed, place_one_cb, self);
  follow_others (self);
}

void
kt_keeper_set_policy (KtKeeper *self, const KtPolicy *policy)
{
  self->policy = *policy;
  kt_keeper_refresh (self);
}

void
kt_keeper_get_policy (KtKeeper *self, KtPolicy *ret_policy)
{
  *ret_policy = self->policy;
}

/* ── Keeping the list true ──────────────────────────────────────────────── */

static void
name_exchange (KtKeeper *self, KtKey *key)
{
  KtExchange *exchange = kt_catalogue_get (self->catalogue, kt_key_get_record (key)->exchange, NULL);

  if (exchange)
    kt_key_set_exchange_name (key, kt_exchange_get_name (exchange));
}

KtKey *
kt_keeper_take_record (KtKeeper *self, KtRecord *record)
{
  KtKey *key = kt_keeper_find (self, record->id);
  g_autoptr(KtKey) made = NULL;

  if (key)
    {
      leave_twin (self, key);
      kt_key_set_record (key, record);
    }
  else
    {
      key = made = kt_key_new (record);
    }

  name_exchange (self, key);
  enter_twin (self, key);
  if (made)
    kt_key_list_add (self->keys, made);
  kt_keeper_judge (self, key);
  kt_keeper_judge_twins (self, kt_key_get_record (key)->fingerprint);
  return key;
}

void
kt_keeper_drop (KtKeeper *self, const char *id)
{
  KtKey *found = kt_keeper_find (self, id);
  g_autoptr(KtKey) key = found ? g_object_ref (found) : NULL;

  if (!key)
    return;
  leave_twin (self, key);
  g_hash_table_remove (self->missing, id);
  kt_key_list_remove (self->keys, id);
}

gboolean
kt_keeper_read_list (KtKeeper *self, GPtrArray **ret_records, GHashTable **ret_latest, GHashTable **ret_good, GError **error)
{
  g_autoptr(GPtrArray) records = kt_ledger_list (self->ledger, error);

  if (!records || !kt_ledger_get_latest (self->ledger, ret_latest, ret_good, error))
    return FALSE;
  *ret_records = g_steal_pointer (&records);
  return TRUE;
}

/* Keys that are there already stay the same objects: rows and pages hold them. What was read is given up as it is taken,
 * so that a long list is never in memory twice. */
void
kt_keeper_fill (KtKeeper *self, GPtrArray *records, GHashTable *latest, GHashTable *good)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 now_ms = kt_keeper_now ();

  g_hash_table_remove_all (self->twins);
  for (guint i = 0; i < records->len; i++)
    {
      KtRecord *record = g_steal_pointer (&g_ptr_array_index (records, i));
      KtKey *key = kt_keeper_find (self, record->id);

      if (key)
        kt_key_set_record (g_object_ref (key), record);
      else
        key = kt_key_new (record);
      kt_key_set_reports (key, g_hash_table_lookup (latest, kt_key_get_id (key)), g_hash_table_lookup (good, kt_key_get_id (key)));
      name_exchange (self, key);
      enter_twin (self, key);
      g_ptr_array_add (keys, key);
    }

  g_ptr_array_set_size (records, 0);
  g_hash_table_remove_all (latest);
  g_hash_table_remove_all (good);

  /* Judged before they are shown: the list is sorted by what is wrong, once. */
  for (guint i = 0; i < keys->len; i++)
    judge (self, g_ptr_array_index (keys, i), now_ms);
  kt_key_list_set_now (self->keys, now_ms);
  kt_key_list_set_all (self->keys, keys);
}

/* ── Finding ────────────────────────────────────────────────────────────── */

KtKeyList *
kt_keeper_get_keys (KtKeeper *self)
{
  return self->keys;
}

GPtrArray *
kt_keeper_get_all (KtKeeper *self)
{
  return kt_key_list_get_all (self->keys);
}

KtKey *
kt_keeper_find (KtKeeper *self, const char *id)
{
  return kt_key_list_find (self->keys, id);
}

typedef gboolean (*Fits) (KtKey *key, const char *name);

static gboolean
fits_label (KtKey *key, const char *name)
{
  return g_strcmp0 (kt_key_get_label (key), name) == 0;
}

static gboolean
fits_folded_label (KtKey *key, const char *name)
{
  g_autofree char *a = g_utf8_casefold (kt_key_get_label (key) ? kt_key_get_label (key) : "", -1);
  g_autofree char *b = g_utf8_casefold (name, -1);

  return g_str_equal (a, b);
}

static gboolean
fits_beginning (KtKey *key, const char *name)
{
  return strlen (name) >= 4 && g_str_has_prefix (kt_key_get_id (key), name);
}

KtKey *
kt_keeper_find_by_name (KtKeeper *self, const char *name, GError **error)
{
  static const Fits fits[] = { fits_label, fits_folded_label, fits_beginning };
  GPtrArray *keys = kt_keeper_get_all (self);
  KtKey *key = kt_keeper_find (self, name);

  for (guint i = 0; !key && i < G_N_ELEMENTS (fits); i++)
    {
      for (guint j = 0; j < keys->len; j++)
        {
          KtKey *other = g_ptr_array_index (keys, j);

          if (!fits[i] (other, name))
            continue;
          if (key)
            {
              g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "Several keys fit “%s”; use the beginning of the id", name);
              return NULL;
            }
          key = other;
        }
    }

  if (!key)
    g_set_error (error, KT_ERROR, KT_ERROR_NOT_FOUND, "There is no key “%s”", name);
  return key;
}

/* ── History ────────────────────────────────────────────────────────────── */

GPtrArray *
kt_keeper_get_reports (KtKeeper *self, KtKey *key, guint most)
{
  GPtrArray *reports = self->ledger ? kt_ledger_get_reports (self->ledger, kt_key_get_id (key), most, NULL) : NULL;

  return reports ? reports : g_ptr_array_new_with_free_func ((GDestroyNotify) kt_report_unref);
}

GPtrArray *
kt_keeper_get_events (KtKeeper *self, KtKey *key, guint most)
{
  GPtrArray *events = self->ledger ? kt_ledger_get_events (self->ledger, kt_key_get_id (key), most, NULL) : NULL;

  return events ? events : g_ptr_array_new_with_free_func ((GDestroyNotify) kt_event_free);
}

typedef struct {
  char      *id;
  guint      most;
  GPtrArray *reports;
} HistoryJob;

static void
history_job_free (HistoryJob *job)
{
  g_free (job->id);
  g_clear_pointer (&job->reports, g_ptr_array_unref);
  g_free (job);
}

static gboolean
read_history (KtKeeper *self, gpointer data, GError **error)
{
  HistoryJob *job = data;

  return (job->reports = kt_ledger_get_reports (self->ledger, job->id, job->most, error)) != NULL;
}

static void
history_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr(GTask) task = data;
  HistoryJob *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (kt_keeper_disk_finish (result, &error))
    g_task_return_pointer (task, g_steal_pointer (&job->reports), (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
kt_keeper_read_history_async (KtKeeper *self, KtKey *key, guint most, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  HistoryJob *job = g_new0 (HistoryJob, 1);

  g_task_set_source_tag (task, kt_keeper_read_history_async);
  job->id = g_strdup (kt_key_get_id (key));
  job->most = most;
  g_task_set_task_data (task, job, (GDestroyNotify) history_job_free);
  kt_keeper_disk (self, task, read_history, history_read_cb);
}

GPtrArray *
kt_keeper_read_history_finish (KtKeeper *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
