/* kt-ledger-private.h: what the ledger's own files share: the connection, statements, transactions
 *
 * Everything here is called with the ledger's lock held.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <sqlite3.h>

#include "kt-ledger.h"

G_BEGIN_DECLS

#define KT_LEDGER_APPLICATION_ID 0x4b74794c   /* "KtyL" */
#define KT_LEDGER_VERSION        5            /* of the tables: PRAGMA user_version */
#define KT_LEDGER_BUSY_MS        10000
#define KT_LEDGER_REPORTS_KEPT   500

struct _KtLedger
{
  GObject     parent_instance;

  GRecMutex   lock;
  char       *path;          /* owned */
  sqlite3    *database;      /* owned */
  GHashTable *statements;    /* SQL literal (by address) -> sqlite3_stmt, owned */
  char       *id;            /* owned */

  gint64      version;       /* grows */
  gint64      others_version;
  gint64      data_version;  /* SQLite's, as last seen */
};

/* Says in @error what SQLite says; @rc decides the code. Always FALSE. */
gboolean      kt_ledger_fail       (sqlite3 *database, int rc, GError **error);
gboolean      kt_ledger_rc_is_damage (int rc);

/* A statement ready to be bound; kept by the address of @sql, which must be a literal. */
sqlite3_stmt *kt_ledger_prepare    (KtLedger *self, const char *sql, GError **error);
/* Runs a statement that gives no rows. */
gboolean      kt_ledger_run        (KtLedger *self, sqlite3_stmt *statement, GError **error);
/* The next row: 1, none: 0, failed: -1 with @error. Resets the statement unless there is a row. */
int           kt_ledger_step       (KtLedger *self, sqlite3_stmt *statement, GError **error);
gboolean      kt_ledger_exec       (KtLedger *self, const char *sql, GError **error);

/* Write transactions. end: commits when @ok, else rolls back; what it returns is whether it was committed. */
gboolean      kt_ledger_begin      (KtLedger *self, GError **error);
gboolean      kt_ledger_end        (KtLedger *self, gboolean ok, GError **error);

/* Inside a transaction. */
gboolean      kt_ledger_note       (KtLedger *self, const char *id, const char *what, const char *detail, gint64 at_ms, GError **error);

/* Inside a transaction: who has the key's current credential, by what the row says now (kt-ledger-rotation.c). */
gboolean      kt_ledger_note_given (KtLedger *self, const char *id, gint64 at_ms, GError **error);

void          kt_ledger_bind_text  (sqlite3_stmt *statement, int place, const char *text);
const char   *kt_ledger_text       (sqlite3_stmt *statement, int column);   /* borrowed; "" is "", NULL is NULL */

/* kt-ledger-schema.c: makes or migrates the tables; a damaged or foreign file is KT_ERROR_DAMAGED, a newer one KT_ERROR_NEWER */
gboolean      kt_ledger_schema_apply (sqlite3 *database, GError **error);

G_END_DECLS
