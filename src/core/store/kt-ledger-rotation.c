/* kt-ledger-rotation.c: rotations under way, and who was ever given what
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-ledger-rotation.h"

#include "kt-error.h"
#include "kt-ledger-private.h"

#define COLUMNS \
  "key_id, stage, from_generation, to_generation, began_ms, changed_ms, old_fingerprint, old_hint, old_key_type, old_since_ms, " \
  "old_worked, new_fingerprint, new_hint, new_key_type, new_since_ms, accepted, accepted_unseen, new_report, old_report, " \
  "deleted_ms, next_try_ms, tries, proven_ms"

/* ── Reading ────────────────────────────────────────────────────────────── */

static gboolean
damaged (GError **error, const char *what)
{
  g_set_error (error, KT_ERROR, KT_ERROR_DAMAGED, "The ledger holds a rotation with an unreadable %s", what);
  return FALSE;
}

static gboolean
read_report (const char *json, KtReport **ret_report, GError **error)
{
  return !json || (*ret_report = kt_report_from_json (json, error)) != NULL;
}

static KtRotation *
read_row (sqlite3_stmt *s, GError **error)
{
  g_autoptr(KtRotation) self = kt_rotation_new (NULL, 0);

  self->key_id = g_strdup (kt_ledger_text (s, 0));
  if (!kt_rotation_stage_from_word (kt_ledger_text (s, 1), &self->stage) && !damaged (error, "stage"))
    return NULL;
  self->from_generation = (guint) sqlite3_column_int64 (s, 2);
  self->to_generation = (guint) sqlite3_column_int64 (s, 3);
  self->began_ms = sqlite3_column_int64 (s, 4);
  self->changed_ms = sqlite3_column_int64 (s, 5);
  self->old_fingerprint = g_strdup (kt_ledger_text (s, 6));
  self->old_hint = g_strdup (kt_ledger_text (s, 7));
  self->old_key_type = g_strdup (kt_ledger_text (s, 8));
  self->old_since_ms = sqlite3_column_int64 (s, 9);
  self->old_worked = sqlite3_column_int (s, 10);
  self->new_fingerprint = g_strdup (kt_ledger_text (s, 11));
  self->new_hint = g_strdup (kt_ledger_text (s, 12));
  self->new_key_type = g_strdup (kt_ledger_text (s, 13));
  self->new_since_ms = sqlite3_column_int64 (s, 14);
  if (!kt_rights_from_string (kt_ledger_text (s, 15), &self->accepted, NULL) && !damaged (error, "acceptance"))
    return NULL;
  self->accepted_unseen = sqlite3_column_int (s, 16);
  if (!read_report (kt_ledger_text (s, 17), &self->new_report, error) || !read_report (kt_ledger_text (s, 18), &self->old_report, error))
    return NULL;
  self->deleted_ms = sqlite3_column_int64 (s, 19);
  self->next_try_ms = sqlite3_column_int64 (s, 20);
  self->tries = (guint) sqlite3_column_int64 (s, 21);
  self->proven_ms = sqlite3_column_int64 (s, 22);
  return g_steal_pointer (&self);
}

static gboolean
read_consumers (KtLedger *self, KtRotation *rotation, GError **error)
{
  sqlite3_stmt *s = kt_ledger_prepare (self, "SELECT value, given_ms FROM rotation_consumers WHERE key_id = ?1 ORDER BY position", error);
  int row;

  if (!s)
    return FALSE;
  kt_ledger_bind_text (s, 1, rotation->key_id);
  while ((row = kt_ledger_step (self, s, error)) > 0)
    kt_rotation_add_consumer (rotation, kt_ledger_text (s, 0), sqlite3_column_int64 (s, 1));
  return row == 0;
}

static GPtrArray *
query (KtLedger *self, const char *sql, const char *key_id, GError **error)
{
  g_autoptr(GPtrArray) rotations = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_rotation_free);
  sqlite3_stmt *s = kt_ledger_prepare (self, sql, error);
  int row;

  if (!s)
    return NULL;
  if (key_id)
    kt_ledger_bind_text (s, 1, key_id);
  while ((row = kt_ledger_step (self, s, error)) > 0)
    {
      KtRotation *rotation = read_row (s, error);

      if (!rotation)
        {
          sqlite3_reset (s);
          return NULL;
        }
      g_ptr_array_add (rotations, rotation);
    }
  for (guint i = 0; row == 0 && i < rotations->len; i++)
    {
      if (!read_consumers (self, g_ptr_array_index (rotations, i), error))
        return NULL;
    }
  return row == 0 ? g_steal_pointer (&rotations) : NULL;
}

gboolean
kt_ledger_get_rotation (KtLedger *self, const char *key_id, KtRotation **ret_rotation, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  g_autoptr(GPtrArray) rotations = query (self, "SELECT " COLUMNS " FROM rotations WHERE key_id = ?1", key_id, error);

  if (!rotations)
    return FALSE;
  *ret_rotation = rotations->len > 0 ? kt_rotation_copy (g_ptr_array_index (rotations, 0)) : NULL;
  return TRUE;
}

GPtrArray *
kt_ledger_list_rotations (KtLedger *self, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);

  return query (self, "SELECT " COLUMNS " FROM rotations ORDER BY began_ms, key_id", NULL, error);
}

/* ── Writing, inside a transaction ──────────────────────────────────────── */

static void
bind_report (sqlite3_stmt *s, int place, const KtReport *report)
{
  g_autofree char *json = report ? kt_report_to_json (report) : NULL;

  kt_ledger_bind_text (s, place, json);
}

static gboolean
write_row (KtLedger *self, const KtRotation *rotation, GError **error)
{
  /* Replacing drops its consumers as well; they are written next. */
  sqlite3_stmt *s = kt_ledger_prepare (self,
    "INSERT OR REPLACE INTO rotations (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, "
    "?17, ?18, ?19, ?20, ?21, ?22, ?23)", error);
  g_autofree char *accepted = kt_rights_to_string (rotation->accepted);

  if (!s)
    return FALSE;
  kt_ledger_bind_text (s, 1, rotation->key_id);
  kt_ledger_bind_text (s, 2, kt_rotation_stage_to_word (rotation->stage));
  sqlite3_bind_int64 (s, 3, rotation->from_generation);
  sqlite3_bind_int64 (s, 4, rotation->to_generation);
  sqlite3_bind_int64 (s, 5, rotation->began_ms);
  sqlite3_bind_int64 (s, 6, rotation->changed_ms);
  kt_ledger_bind_text (s, 7, rotation->old_fingerprint);
  kt_ledger_bind_text (s, 8, rotation->old_hint);
  kt_ledger_bind_text (s, 9, rotation->old_key_type);
  sqlite3_bind_int64 (s, 10, rotation->old_since_ms);
  sqlite3_bind_int (s, 11, rotation->old_worked != FALSE);
  kt_ledger_bind_text (s, 12, rotation->new_fingerprint);
  kt_ledger_bind_text (s, 13, rotation->new_hint);
  kt_ledger_bind_text (s, 14, rotation->new_key_type);
  sqlite3_bind_int64 (s, 15, rotation->new_since_ms);
  kt_ledger_bind_text (s, 16, accepted);
  sqlite3_bind_int (s, 17, rotation->accepted_unseen != FALSE);
  bind_report (s, 18, rotation->new_report);
  bind_report (s, 19, rotation->old_report);
  sqlite3_bind_int64 (s, 20, rotation->deleted_ms);
  sqlite3_bind_int64 (s, 21, rotation->next_try_ms);
  sqlite3_bind_int64 (s, 22, rotation->tries);
  sqlite3_bind_int64 (s, 23, rotation->proven_ms);
  return kt_ledger_run (self, s, error);
}

static gboolean
write_rotation (KtLedger *self, const KtRotation *rotation, GError **error)
{
  gboolean ok = write_row (self, rotation, error);

  for (guint i = 0; ok && i < rotation->consumers->len; i++)
    {
      const KtRotationConsumer *consumer = g_ptr_array_index (rotation->consumers, i);
      sqlite3_stmt *s = kt_ledger_prepare (self, "INSERT INTO rotation_consumers (key_id, position, value, given_ms) VALUES (?1, ?2, ?3, ?4)", error);

      if ((ok = s != NULL))
        {
          kt_ledger_bind_text (s, 1, rotation->key_id);
          sqlite3_bind_int64 (s, 2, i);
          kt_ledger_bind_text (s, 3, consumer->name);
          sqlite3_bind_int64 (s, 4, consumer->given_ms);
          ok = kt_ledger_run (self, s, error);
        }
    }
  return ok;
}

/* Only from the other generation, only while the key is in use: there is one current credential, always. */
static gboolean
make_current (KtLedger *self, const KtRotation *rotation, gboolean is_new, gint64 now_ms, GError **error)
{
  sqlite3_stmt *s = kt_ledger_prepare (self,
    "UPDATE keys SET generation = ?2, fingerprint = ?3, hint = ?4, key_type = coalesce (?5, key_type), secret_since_ms = ?6, refusals = 0 "
    "WHERE id = ?1 AND generation = ?7 AND state = 'active'", error);

  if (!s)
    return FALSE;
  kt_ledger_bind_text (s, 1, rotation->key_id);
  sqlite3_bind_int64 (s, 2, is_new ? rotation->to_generation : rotation->from_generation);
  kt_ledger_bind_text (s, 3, is_new ? rotation->new_fingerprint : rotation->old_fingerprint);
  kt_ledger_bind_text (s, 4, is_new ? rotation->new_hint : rotation->old_hint);
  kt_ledger_bind_text (s, 5, is_new ? rotation->new_key_type : rotation->old_key_type);
  sqlite3_bind_int64 (s, 6, is_new ? rotation->new_since_ms : rotation->old_since_ms);
  sqlite3_bind_int64 (s, 7, is_new ? rotation->from_generation : rotation->to_generation);
  if (!kt_ledger_run (self, s, error))
    return FALSE;
  if (sqlite3_changes (self->database) != 1)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_BUSY, "Another program changed this key just now");
      return FALSE;
    }
  return kt_ledger_note_given (self, rotation->key_id, now_ms, error);
}

static gboolean
require_stage (KtLedger *self, const char *key_id, KtRotationStage from, GError **error)
{
  g_autoptr(KtRotation) known = NULL;

  if (!kt_ledger_get_rotation (self, key_id, &known, error))
    return FALSE;
  if (known && known->stage == from)
    return TRUE;
  if (!known)
    g_set_error_literal (error, KT_ERROR, KT_ERROR_NOT_FOUND, "This key is in no rotation");
  else
    g_set_error_literal (error, KT_ERROR, KT_ERROR_BUSY, "The rotation went on elsewhere");
  return FALSE;
}

/* ── The verbs ──────────────────────────────────────────────────────────── */

gboolean
kt_ledger_begin_rotation (KtLedger *self, const KtRotation *rotation, const char *what, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  g_autoptr(KtRotation) known = NULL;
  g_autoptr(KtRecord) record = NULL;
  gboolean ok;

  if (!kt_ledger_begin (self, error))
    return FALSE;
  ok = (record = kt_ledger_get (self, rotation->key_id, error)) && kt_ledger_get_rotation (self, rotation->key_id, &known, error);
  if (ok && (known || record->generation != (kt_rotation_is_switched (rotation->stage) ? rotation->to_generation : rotation->from_generation)))
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_BUSY, "The rotation went on elsewhere");
      ok = FALSE;
    }
  else if (ok && record->state != KT_STATE_ACTIVE)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_NOT_ALLOWED, "Only active keys are rotated");
      ok = FALSE;
    }
  ok = ok && write_rotation (self, rotation, error) &&
       (!what || kt_ledger_note (self, rotation->key_id, what, NULL, rotation->began_ms, error));
  return kt_ledger_end (self, ok, error);
}

gboolean
kt_ledger_move_rotation (KtLedger *self, KtRotation *rotation, KtRotationStage from, const char *what, const char *detail,
                         gint64 now_ms, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  gboolean was_switched = kt_rotation_is_switched (from), is_switched = kt_rotation_is_switched (rotation->stage);
  gboolean ok;

  g_return_val_if_fail (kt_rotation_may_follow (from, rotation->stage), FALSE);

  if (!kt_ledger_begin (self, error))
    return FALSE;
  rotation->changed_ms = now_ms;
  ok = require_stage (self, rotation->key_id, from, error) && write_rotation (self, rotation, error);
  if (ok && was_switched != is_switched)
    ok = make_current (self, rotation, is_switched, now_ms, error);
  ok = ok && (!what || kt_ledger_note (self, rotation->key_id, what, detail, now_ms, error));
  return kt_ledger_end (self, ok, error);
}

gboolean
kt_ledger_end_rotation (KtLedger *self, const char *key_id, KtRotationStage from, const char *what, const char *detail,
                        gint64 now_ms, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  sqlite3_stmt *s;
  gboolean ok;

  g_return_val_if_fail (from == KT_ROTATION_WIPING || from == KT_ROTATION_CANCELLING, FALSE);

  if (!kt_ledger_begin (self, error))
    return FALSE;
  ok = require_stage (self, key_id, from, error) && (s = kt_ledger_prepare (self, "DELETE FROM rotations WHERE key_id = ?1", error));
  if (ok)
    {
      kt_ledger_bind_text (s, 1, key_id);
      ok = kt_ledger_run (self, s, error) && (!what || kt_ledger_note (self, key_id, what, detail, now_ms, error));
    }
  return kt_ledger_end (self, ok, error);
}

/* ── Who was given what ─────────────────────────────────────────────────── */

gboolean
kt_ledger_note_given (KtLedger *self, const char *id, gint64 at_ms, GError **error)
{
  static const char *const steps[] = {
    "INSERT INTO given (key_id, generation, value, exchange, since_ms, until_ms)"
    " SELECT keys.id, keys.generation, consumers.value, keys.exchange, ?2, 0 FROM consumers JOIN keys ON keys.id = consumers.key_id"
    " WHERE keys.id = ?1 AND true ON CONFLICT (key_id, generation, value) DO UPDATE SET until_ms = 0",
    "UPDATE given SET until_ms = ?2 WHERE key_id = ?1 AND until_ms = 0"
    " AND value NOT IN (SELECT value FROM consumers WHERE key_id = ?1)",
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      sqlite3_stmt *s = kt_ledger_prepare (self, steps[i], error);

      if (!s)
        return FALSE;
      kt_ledger_bind_text (s, 1, id);
      sqlite3_bind_int64 (s, 2, at_ms);
      if (!kt_ledger_run (self, s, error))
        return FALSE;
    }
  return TRUE;
}

void
kt_given_free (KtGiven *self)
{
  g_free (self->name);
  g_free (self->key_id);
  g_free (self->label);
  g_free (self->exchange);
  g_free (self);
}

static gboolean
is_same_name (const char *a, const char *b)
{
  g_autofree char *folded_a = g_utf8_casefold (a, -1);
  g_autofree char *folded_b = g_utf8_casefold (b, -1);

  return g_utf8_collate (folded_a, folded_b) == 0;
}

static KtGiven *
read_given (sqlite3_stmt *s)
{
  KtGiven *given = g_new0 (KtGiven, 1);

  given->key_id = g_strdup (kt_ledger_text (s, 0));
  given->generation = (guint) sqlite3_column_int64 (s, 1);
  given->name = g_strdup (kt_ledger_text (s, 2));
  given->exchange = g_strdup (kt_ledger_text (s, 3));
  given->since_ms = sqlite3_column_int64 (s, 4);
  given->until_ms = sqlite3_column_int64 (s, 5);
  given->label = g_strdup (kt_ledger_text (s, 6));
  if (!kt_state_from_word (kt_ledger_text (s, 7), &given->state))
    given->state = KT_STATE_RETIRED;
  given->is_current = given->label && sqlite3_column_int64 (s, 8) == given->generation;
  return given;
}

GPtrArray *
kt_ledger_list_given (KtLedger *self, const char *name, GError **error)
{
  g_autoptr(GRecMutexLocker) locker G_GNUC_UNUSED = g_rec_mutex_locker_new (&self->lock);
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_given_free);
  sqlite3_stmt *s;
  int row;

  s = kt_ledger_prepare (self,
    "SELECT given.key_id, given.generation, given.value, given.exchange, given.since_ms, given.until_ms, keys.label, keys.state, "
    "keys.generation FROM given LEFT JOIN keys ON keys.id = given.key_id ORDER BY given.since_ms DESC, given.key_id, given.generation DESC", error);
  if (!s)
    return NULL;
  while ((row = kt_ledger_step (self, s, error)) > 0)
    {
      if (!name || is_same_name (name, kt_ledger_text (s, 2)))
        g_ptr_array_add (list, read_given (s));
    }
  return row == 0 ? g_steal_pointer (&list) : NULL;
}
