/* kt-ledger.h: everything but secrets, in one SQLite file
 *
 * Works while the keyring is locked. Calls block for as long as the disk does: they are made from a
 * worker thread (KtKeeper does) or from a program without a window. One KtLedger may be used from
 * any thread, one call at a time (it has its own lock); several processes may have the file open.
 * Errors: KT_ERROR_DAMAGED, KT_ERROR_NEWER, KT_ERROR_NOT_FOUND, KT_ERROR_BUSY, G_IO_ERROR_NO_SPACE,
 * G_IO_ERROR_READ_ONLY / PERMISSION_DENIED; on any of them the file's old state stands.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "kt-record.h"
#include "kt-report.h"

G_BEGIN_DECLS

#define KT_TYPE_LEDGER (kt_ledger_get_type ())
G_DECLARE_FINAL_TYPE (KtLedger, kt_ledger, KT, LEDGER, GObject)

/* What happened when: never values. */
typedef struct {
  gint64  at_ms;
  char   *key_id;       /* or NULL */
  char   *what;         /* "added", "checked", "edited", "deleted", "restored", "wiped", "rebuilt", "recovered"… */
  char   *detail;       /* words of ours, never a value; or NULL */
} KtEvent;
void kt_event_free (KtEvent *self);

/* Opens or makes the file. A damaged or foreign file is set aside as "ledger.db.damaged-YYYY-MM-DD[-n]" and a new one made;
 * then @ret_set_aside (out) (optional) (transfer full) names it and the caller rebuilds from the keyring. A file of a newer
 * Keyturn: KT_ERROR_NEWER, untouched. */
KtLedger   *kt_ledger_open        (const char *path, char **ret_set_aside, GError **error);
/* The same for a program that only looks on: a file that is not there is G_IO_ERROR_NOT_FOUND, a damaged one KT_ERROR_DAMAGED,
 * and both are left to the program that can rebuild it. */
KtLedger   *kt_ledger_open_existing (const char *path, GError **error);
/* A random id of this ledger, kept in it: what the keyring's sentinel names. */
const char *kt_ledger_get_id      (KtLedger *self);
const char *kt_ledger_get_path    (KtLedger *self);
/* After a rebuild: take over the id the keyring's items belong to. */
gboolean    kt_ledger_set_id      (KtLedger *self, const char *id, GError **error);

/* Records. put: inserts or replaces the row of that id (and its tags, addresses, consumers) in one transaction. */
gboolean    kt_ledger_put         (KtLedger *self, const KtRecord *record, const char *what, GError **error);
KtRecord   *kt_ledger_get         (KtLedger *self, const char *id, GError **error);
GPtrArray  *kt_ledger_list        (KtLedger *self, GError **error);                 /* all states; KtRecord (packed), by label */
GPtrArray  *kt_ledger_list_unfinished (KtLedger *self, GError **error);             /* those neither active nor retired */
gboolean    kt_ledger_is_empty    (KtLedger *self, gboolean *ret_empty, GError **error);
gboolean    kt_ledger_set_state   (KtLedger *self, const char *id, KtState state, gint64 now_ms, GError **error);
gboolean    kt_ledger_remove      (KtLedger *self, const char *id, GError **error); /* the row and its reports; events stay without detail */
/* The same, only when it is in state @from still; else KT_ERROR_BUSY: another process was there first. */
gboolean    kt_ledger_change_state (KtLedger *self, const char *id, KtState from, KtState state, gint64 now_ms, GError **error);
/* Writes a row that is there; its state is left as it is, and read into @record; so is the credential's
 * side (generation, fingerprint, hint, age) where another one became current meanwhile. KT_ERROR_NOT_FOUND when it is gone. */
gboolean    kt_ledger_update      (KtLedger *self, KtRecord *record, const char *what, GError **error);
GPtrArray  *kt_ledger_find_fingerprint (KtLedger *self, const char *fingerprint, GError **error);  /* KtRecord, not deleted */

/* Reports: history is kept (the newest 500 a key). Each is of the credential that is current when it is added. */
gboolean    kt_ledger_add_report  (KtLedger *self, const char *id, KtReport *report, GError **error);
GPtrArray  *kt_ledger_get_reports (KtLedger *self, const char *id, guint most, GError **error);    /* KtReport, newest first */
/* For a whole list in one query: tables id -> KtReport of the newest and of the newest that worked, of the current credential. */
gboolean    kt_ledger_get_latest  (KtLedger *self, GHashTable **ret_latest, GHashTable **ret_good, GError **error);
/* The same for one; (out) (transfer full) (nullable) */
gboolean    kt_ledger_get_latest_of (KtLedger *self, const char *id, KtReport **ret_latest, KtReport **ret_good, GError **error);

GPtrArray  *kt_ledger_get_events  (KtLedger *self, const char *id, guint most, GError **error);    /* KtEvent, newest first; id NULL: all */
gboolean    kt_ledger_add_event   (KtLedger *self, const char *id, const char *what, const char *detail, gint64 now_ms, GError **error);

/* The next nonce for a credential's fingerprint: MAX (@base, last + 1) in one transaction, any process, never down. */
gboolean    kt_ledger_next_nonce  (KtLedger *self, const char *fingerprint, const char *unit, gint64 base, gint64 *ret_nonce, GError **error);

/* Small facts of the program itself ("policy-asked"…). NULL when not set. */
char       *kt_ledger_get_setting (KtLedger *self, const char *name, GError **error);
gboolean    kt_ledger_set_setting (KtLedger *self, const char *name, const char *value, GError **error);

/* Grows with every change made by any process (PRAGMA data_version and our own): for following the file. */
gint64      kt_ledger_get_version (KtLedger *self);
/* The same, counting only what others changed since this was opened. */
gint64      kt_ledger_get_others_version (KtLedger *self);

G_END_DECLS
