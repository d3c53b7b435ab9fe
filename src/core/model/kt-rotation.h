/* kt-rotation.h: replacing a key's credential: its stages, what may follow, what proves that the old one is dead
 *
 * Pure: no clock, no store. The old credential and the new one stand beside each other in the keyring, as two
 * generations; which of them is the key's own is the record's generation and nothing else. Fields are public;
 * times are Unix time in milliseconds, 0 = not yet.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-record.h"
#include "kt-report.h"

G_BEGIN_DECLS

typedef enum {
  KT_ROTATION_BEGUN,       /* the new key is to be made at the exchange, and given */
  KT_ROTATION_STORING,     /* on its way into the keyring: found there or not at the next start */
  KT_ROTATION_STORED,      /* beside the old one; to be checked */
  KT_ROTATION_CHECKED,     /* it may become the current one */
  KT_ROTATION_SWITCHED,    /* it is the current one: who has the old one is to be given it, then the old one deleted at the exchange */
  KT_ROTATION_WATCHING,    /* the person says the old one is deleted: it is checked until the exchange refuses it */
  KT_ROTATION_PROVEN,      /* the exchange refused the old one as unknown or disabled */
  KT_ROTATION_WIPING,      /* the old one is on its way out of the keyring */
  KT_ROTATION_DROPPING,    /* the new one is on its way out of the keyring, for another to be given */
  KT_ROTATION_CANCELLING,  /* the new one is on its way out of the keyring, and that is all */
  KT_N_ROTATION_STAGES
} KtRotationStage;

/* One who has the old credential, and since when the new one; 0: not yet. */
typedef struct {
  char   *name;
  gint64  given_ms;
} KtRotationConsumer;

typedef struct {
  char            *key_id;
  KtRotationStage  stage;
  guint            from_generation;
  guint            to_generation;     /* of the new credential; 0: none was given yet */
  gint64           began_ms;
  gint64           changed_ms;

  char            *old_fingerprint;   /* of both what the record holds while it is current; NULL where not known */
  char            *old_hint;
  char            *old_key_type;
  gint64           old_since_ms;
  gboolean         old_worked;        /* it is known to have worked in this environment */
  char            *new_fingerprint;
  char            *new_hint;
  char            *new_key_type;
  gint64           new_since_ms;

  KtRights         accepted;          /* more than meant, accepted by name */
  gboolean         accepted_unseen;   /* "refused from here, as intended" is accepted for "works" */
  KtReport        *new_report;        /* the last check of the new one, or NULL */
  KtReport        *old_report;        /* the last check of the old one since it was said to be deleted, or NULL */

  GPtrArray       *consumers;         /* KtRotationConsumer; never NULL */
  gint64           deleted_ms;        /* when the person said so */
  gint64           next_try_ms;       /* of the old one; 0: only when the person presses */
  guint            tries;
  gint64           proven_ms;
} KtRotation;

KtRotation *kt_rotation_new  (const KtRecord *record, gint64 now_ms);   /* BEGUN, from the record's generation */
KtRotation *kt_rotation_copy (const KtRotation *self);
void        kt_rotation_free (KtRotation *self);
void        kt_rotation_add_consumer (KtRotation *self, const char *name, gint64 given_ms);
/* Until the new one is the current one: whoever was given the key meanwhile has the old one too, and who is not written down any
 * more goes. */
void        kt_rotation_follow_consumers (KtRotation *self, const KtRecord *record);

/* "begun", "storing"…: in the ledger and with --json */
const char *kt_rotation_stage_to_word   (KtRotationStage stage);
gboolean    kt_rotation_stage_from_word (const char *word, KtRotationStage *ret_stage);

/* Whether @to may follow @from. */
gboolean    kt_rotation_may_follow (KtRotationStage from, KtRotationStage to);
/* Whether the new credential is the current one at @stage. */
gboolean    kt_rotation_is_switched (KtRotationStage stage);

/* ── The new credential ── */

typedef enum {
  KT_ACCOUNT_NOT_TOLD,
  KT_ACCOUNT_SAME,
  KT_ACCOUNT_DIFFERENT,
} KtAccountMatch;

typedef struct {
  gboolean       works;
  gboolean       unseen;      /* refused from here as intended: it is known there, but what it may do cannot be seen */
  KtRights       missing;     /* meant, and the exchange says no */
  KtRights       more;        /* not meant, not accepted */
  KtRights       untold;      /* meant, and the exchange does not tell */
  gboolean       rights_told; /* FALSE: whether it may do more is not known */
  KtAccountMatch account;
  gboolean       may_switch;
} KtRotationVerdict;

/* What the new one is meant to do. Who never said what the key is for meant what it could do: @old, its last good report, or NULL. */
KtRights kt_rotation_get_meant (const KtRecord *record, const KtReport *old);
/* What the last check of the new one says, against that. */
void kt_rotation_judge (const KtRotation *self, const KtRecord *record, const KtReport *old, KtRotationVerdict *ret_verdict);

/* ── The old credential ── */

/* "Unknown" or "disabled", said surely, and nothing else it could be. "Of another environment" counts as nothing else only for a
 * key that is known to have worked in this one. */
gboolean kt_rotation_is_proof (const KtRotation *self, const KtReport *report);
/* Rate limited: no further try by itself. */
gboolean kt_rotation_stops_tries (const KtReport *report);
/* When the next try is due after @tries of them: 0, 1, 5, 30 min and 6 h after the person said it is deleted, then daily. */
gint64   kt_rotation_next_try (gint64 deleted_ms, guint tries, gint64 now_ms);
/* Tries that came to nothing are told from here on: more than 6 h. */
gboolean kt_rotation_is_notice_due (const KtRotation *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtRotation, kt_rotation_free)

G_END_DECLS
