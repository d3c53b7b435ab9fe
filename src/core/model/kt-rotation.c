/* kt-rotation.c: the stages of a rotation, and what may be concluded at them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-rotation.h"

#define MINUTE_MS ((gint64) 60 * 1000)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

static void
consumer_free (gpointer data)
{
  KtRotationConsumer *self = data;

  g_free (self->name);
  g_free (self);
}

void
kt_rotation_add_consumer (KtRotation *self, const char *name, gint64 given_ms)
{
  KtRotationConsumer *consumer = g_new0 (KtRotationConsumer, 1);

  consumer->name = g_strdup (name);
  consumer->given_ms = given_ms;
  g_ptr_array_add (self->consumers, consumer);
}

static gboolean
has_consumer (const KtRotation *self, const char *name)
{
  for (guint i = 0; i < self->consumers->len; i++)
    {
      if (g_str_equal (((const KtRotationConsumer *) g_ptr_array_index (self->consumers, i))->name, name))
        return TRUE;
    }
  return FALSE;
}

void
kt_rotation_follow_consumers (KtRotation *self, const KtRecord *record)
{
  if (kt_rotation_is_switched (self->stage) || !record->consumers)
    return;
  for (guint i = self->consumers->len; i > 0; i--)
    {
      const KtRotationConsumer *consumer = g_ptr_array_index (self->consumers, i - 1);

      if (!g_strv_contains ((const char *const *) record->consumers, consumer->name))
        g_ptr_array_remove_index (self->consumers, i - 1);
    }
  for (guint i = 0; record->consumers[i]; i++)
    {
      if (!has_consumer (self, record->consumers[i]))
        kt_rotation_add_consumer (self, record->consumers[i], 0);
    }
}

KtRotation *
kt_rotation_new (const KtRecord *record, gint64 now_ms)
{
  KtRotation *self = g_new0 (KtRotation, 1);

  self->consumers = g_ptr_array_new_with_free_func (consumer_free);
  self->began_ms = self->changed_ms = now_ms;
  if (!record)
    return self;

  self->key_id = g_strdup (record->id);
  self->from_generation = record->generation;
  self->old_fingerprint = g_strdup (record->fingerprint);
  self->old_hint = g_strdup (record->hint);
  self->old_key_type = g_strdup (record->key_type);
  self->old_since_ms = record->secret_since_ms;
  for (int i = 0; record->consumers && record->consumers[i]; i++)
    kt_rotation_add_consumer (self, record->consumers[i], 0);
  return self;
}

KtRotation *
kt_rotation_copy (const KtRotation *self)
{
  KtRotation *copy = g_new (KtRotation, 1);

  *copy = *self;
  copy->key_id = g_strdup (self->key_id);
  copy->old_fingerprint = g_strdup (self->old_fingerprint);
  copy->old_hint = g_strdup (self->old_hint);
  copy->old_key_type = g_strdup (self->old_key_type);
  copy->new_fingerprint = g_strdup (self->new_fingerprint);
  copy->new_hint = g_strdup (self->new_hint);
  copy->new_key_type = g_strdup (self->new_key_type);
  copy->new_report = self->new_report ? kt_report_ref (self->new_report) : NULL;
  copy->old_report = self->old_report ? kt_report_ref (self->old_report) : NULL;
  copy->consumers = g_ptr_array_new_with_free_func (consumer_free);
  for (guint i = 0; i < self->consumers->len; i++)
    {
      const KtRotationConsumer *consumer = g_ptr_array_index (self->consumers, i);

      kt_rotation_add_consumer (copy, consumer->name, consumer->given_ms);
    }
  return copy;
}

void
kt_rotation_free (KtRotation *self)
{
  if (!self)
    return;
  g_free (self->key_id);
  g_free (self->old_fingerprint);
  g_free (self->old_hint);
  g_free (self->old_key_type);
  g_free (self->new_fingerprint);
  g_free (self->new_hint);
  g_free (self->new_key_type);
  g_clear_pointer (&self->new_report, kt_report_unref);
  g_clear_pointer (&self->old_report, kt_report_unref);
  g_ptr_array_unref (self->consumers);
  g_free (self);
}

/* ── Stages ─────────────────────────────────────────────────────────────── */

#define STAGE(name) (1u << KT_ROTATION_##name)

static const struct {
  const char *word;
  guint       next;     /* stages that may follow */
} stages[KT_N_ROTATION_STAGES] = {
  [KT_ROTATION_BEGUN]      = { "begun",      STAGE (STORING) | STAGE (CANCELLING) },
  /* Found there, or known not to be; half of it is cleared. */
  [KT_ROTATION_STORING]    = { "storing",    STAGE (STORED) | STAGE (BEGUN) | STAGE (DROPPING) },
  [KT_ROTATION_STORED]     = { "stored",     STAGE (STORED) | STAGE (CHECKED) | STAGE (DROPPING) | STAGE (CANCELLING) },
  [KT_ROTATION_CHECKED]    = { "checked",    STAGE (STORED) | STAGE (CHECKED) | STAGE (SWITCHED) | STAGE (DROPPING) | STAGE (CANCELLING) },
  /* Back to "checked" is Undo: the old one is current again, the new one is still there. */
  [KT_ROTATION_SWITCHED]   = { "switched",   STAGE (SWITCHED) | STAGE (WATCHING) | STAGE (CHECKED) },
  [KT_ROTATION_WATCHING]   = { "watching",   STAGE (WATCHING) | STAGE (PROVEN) | STAGE (WIPING) | STAGE (CHECKED) | STAGE (SWITCHED) },
  [KT_ROTATION_PROVEN]     = { "proven",     STAGE (WIPING) | STAGE (CHECKED) },
  [KT_ROTATION_WIPING]     = { "wiping",     0 },
  [KT_ROTATION_DROPPING]   = { "dropping",   STAGE (BEGUN) },
  [KT_ROTATION_CANCELLING] = { "cancelling", 0 },
};

const char *
kt_rotation_stage_to_word (KtRotationStage stage)
{
  g_return_val_if_fail (stage < KT_N_ROTATION_STAGES, NULL);

  return stages[stage].word;
}

gboolean
kt_rotation_stage_from_word (const char *word, KtRotationStage *ret_stage)
{
  for (guint i = 0; i < KT_N_ROTATION_STAGES; i++)
    {
      if (g_strcmp0 (word, stages[i].word) == 0)
        {
          *ret_stage = i;
          return TRUE;
        }
    }
  return FALSE;
}

gboolean
kt_rotation_may_follow (KtRotationStage from, KtRotationStage to)
{
  g_return_val_if_fail (from < KT_N_ROTATION_STAGES && to < KT_N_ROTATION_STAGES, FALSE);

  return (stages[from].next & (1u << to)) != 0;
}

gboolean
kt_rotation_is_switched (KtRotationStage stage)
{
  return stage == KT_ROTATION_SWITCHED || stage == KT_ROTATION_WATCHING || stage == KT_ROTATION_PROVEN || stage == KT_ROTATION_WIPING;
}

/* ── The new credential ─────────────────────────────────────────────────── */

static KtAccountMatch
match_account (const KtRecord *record, const KtReport *report)
{
  if (!record->account || !report->uid)
    return KT_ACCOUNT_NOT_TOLD;
  return g_str_equal (record->account, report->uid) ? KT_ACCOUNT_SAME : KT_ACCOUNT_DIFFERENT;
}

KtRights
kt_rotation_get_meant (const KtRecord *record, const KtReport *old)
{
  return record->intent_set ? record->intent : old ? kt_report_get_rights (old) : KT_RIGHTS_NONE;
}

void
kt_rotation_judge (const KtRotation *self, const KtRecord *record, const KtReport *old, KtRotationVerdict *ret_verdict)
{
  const KtReport *report = self->new_report;
  KtRotationVerdict verdict = { 0 };
  KtRights meant, can;

  if (report)
    {
      meant = kt_rotation_get_meant (record, old);
      can = kt_report_get_rights (report);
      verdict.works = kt_report_worked (report);
      verdict.unseen = report->outcomes == KT_OUTCOMES_BIT (KT_OUTCOME_RESTRICTED_AS_INTENDED);
      verdict.rights_told = verdict.works && report->rights_told;
      verdict.missing = meant & report->denied & ~can;
      verdict.untold = meant & ~can & ~report->denied;
      /* Looking is what every check does: nothing to be accepted by name. */
      verdict.more = can & ~meant & ~self->accepted & ~KT_RIGHTS_BIT (KT_RIGHT_READ);
      verdict.account = match_account (record, report);
      verdict.may_switch = (verdict.works || (verdict.unseen && self->accepted_unseen)) && !verdict.missing && !verdict.more &&
                           verdict.account != KT_ACCOUNT_DIFFERENT;
    }
  *ret_verdict = verdict;
}

/* ── The old credential ─────────────────────────────────────────────────── */

gboolean
kt_rotation_is_proof (const KtRotation *self, const KtReport *report)
{
  const KtOutcomes dead = KT_OUTCOMES_BIT (KT_OUTCOME_KEY_UNKNOWN) | KT_OUTCOMES_BIT (KT_OUTCOME_DISABLED);
  const KtOutcomes elsewhere = KT_OUTCOMES_BIT (KT_OUTCOME_WRONG_ENVIRONMENT);

  if (!report->sure || !(report->outcomes & dead))
    return FALSE;
  return (report->outcomes & ~(dead | (self->old_worked ? elsewhere : 0))) == 0;
}

gboolean
kt_rotation_stops_tries (const KtReport *report)
{
  return (report->outcomes & KT_OUTCOMES_BIT (KT_OUTCOME_RATE_LIMITED)) != 0;
}

gint64
kt_rotation_next_try (gint64 deleted_ms, guint tries, gint64 now_ms)
{
  static const gint64 after[] = { 0, MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 6 * HOUR_MS };

  if (tries >= G_N_ELEMENTS (after))
    return now_ms + DAY_MS;
  /* What was missed while nothing ran is one try, not several. */
  return MAX (deleted_ms + after[tries], now_ms);
}

gboolean
kt_rotation_is_notice_due (const KtRotation *self)
{
  return self->stage == KT_ROTATION_WATCHING && self->tries >= 5;
}
