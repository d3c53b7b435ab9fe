/* kt-keeper-rotate-private.h: what the files of a rotation share: the job, and its ends
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-keeper-private.h"
#include "kt-keeper-rotate.h"
#include "kt-ledger-rotation.h"

G_BEGIN_DECLS

typedef struct _KtRotateJob KtRotateJob;
/* In the worker thread, with record and rotation as they are now. */
typedef gboolean (*KtRotateFunc) (KtKeeper *self, KtRotateJob *job, GError **error);

struct _KtRotateJob
{
  char         *id;
  KtRotateFunc  func;
  KtRecord     *record;
  KtRotation   *rotation;     /* or NULL */
  KtReport     *good;         /* of the old credential, when the verb was called; or NULL */
  KtCredential *credential;
  KtReport     *report;
  char         *fingerprint;
  char         *hint;
  char         *key_type;
  char         *name;
  KtRights      rights;
  gboolean      flag;
  gboolean      press_only;   /* asking the old credential by itself could do harm */
  guint         generation;   /* the one asked, stored or cleared */
  guint         last;         /* of those to be cleared */
  KtRotationStage aimed;      /* the stage at which they were to be; another program may have gone on since */
  gboolean      is_ours;      /* STORING, written by this job */
  gboolean      left_behind;  /* the key's secrets are in the keyring of before */
  int           lock;         /* as for adding; -1 */
  KtStageFunc   stage_func;
  gpointer      stage_data;
  GError       *error;
};

GTask   *kt_rotate_task_new (KtKeeper *self, KtKey *key, KtRotateFunc func, gpointer tag,
                             GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
/* Runs the job's func in the worker thread with everything read anew, then ends the task (or goes on to @next). (transfer full) @task */
void     kt_rotate_run      (GTask *task, KtRotateFunc func, GAsyncReadyCallback next);
/* After it went well: the list shows the record, the task gives the rotation. (transfer full) @task */
void     kt_rotate_end      (GTask *task);
void     kt_rotate_end_cb   (GObject *source, GAsyncResult *result, gpointer data);
/* The rotation moves from the stage it was read at. */
gboolean kt_rotate_move     (KtKeeper *self, KtRotateJob *job, KtRotationStage stage, const char *what, GError **error);
gboolean kt_rotate_refuse   (GError **error, const char *why);
/* Clears the job's generations, @generation to @last, then runs @func. (transfer full) @task */
void     kt_rotate_clear    (GTask *task, KtRotateFunc func, GAsyncReadyCallback next);
/* For a step that goes on with the rotation: another program may have ended it. Sets the job's error. */
gboolean kt_rotate_is_lost  (KtRotateJob *job);
/* Ends of WIPING, CANCELLING (the row goes) and DROPPING (back to BEGUN), if it is still at what was cleared; else nothing. */
gboolean kt_rotate_finish_clearing (KtKeeper *self, KtRotateJob *job, GError **error);
/* Which generations are to be cleared at that stage. FALSE: none. */
gboolean kt_rotate_aim      (KtRotateJob *job);

G_END_DECLS
