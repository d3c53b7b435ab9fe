/* kt-test-util.h: what every test may need: a folder of its own, waiting for a condition, test data
 *
 * Nothing here needs a bus, a keyring or a screen. Failures end the test.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* ── A folder of its own ───────────────────────────────────────────────────── */

/* g_test_add ("/ledger/opens", KtTestFolder, NULL, kt_test_folder_set_up, test_opens, kt_test_folder_tear_down);
 * A fixture that needs more starts with a KtTestFolder member and calls the two itself. */
typedef struct
{
  char *path; /* owned */
} KtTestFolder;

void  kt_test_folder_set_up    (KtTestFolder *self, gconstpointer data);
/* Removes the folder with all in it, read-only folders too. */
void  kt_test_folder_tear_down (KtTestFolder *self, gconstpointer data);
/* (transfer full): the path of @name in the folder */
char *kt_test_folder_file      (KtTestFolder *self, const char *name);

/* For use outside a fixture. */
char *kt_test_folder_make      (void);
void  kt_test_folder_remove    (const char *path);

/* ── Waiting ───────────────────────────────────────────────────────────────── */

typedef gboolean (*KtTestCondition) (gpointer data);

/* Runs the default main context until @condition holds. %FALSE: it did not within @limit_ms. */
gboolean kt_test_wait_until (KtTestCondition condition, gpointer data, guint limit_ms);

/* One turn of the default main context, at most 10 ms. For kt_test_wait_for(). */
void     kt_test_turn       (void);

/* Waits for any C expression, 10 s at most, and fails the test with its text. */
#define kt_test_wait_for(expression) \
  G_STMT_START { \
    gint64 kt_deadline_ = g_get_monotonic_time () + 10 * G_USEC_PER_SEC * kt_test_patience (); \
    while (!(expression)) \
      { \
        if (g_get_monotonic_time () > kt_deadline_) \
          g_error ("%s: waited in vain for: %s", G_STRLOC, #expression); \
        kt_test_turn (); \
      } \
  } G_STMT_END

/* Drops the last reference that the test holds, and waits for the object's end: what is still under way
 * inside (a look the keyring's own signal asked for) may hold it a moment longer. Fails if it stays. */
void     kt_test_finalize_object (gpointer object);

/* 1, or more where programs are slow (sanitizers; KT_TEST_PATIENCE, for valgrind): limits are multiplied by it. */
guint    kt_test_patience   (void);

/* The callback and the wait for one asynchronous call:
 *   g_autoptr(GAsyncResult) result = NULL;
 *   thing_do_async (thing, NULL, kt_test_keep_result, &result);
 *   kt_test_await (&result);
 *   ok = thing_do_finish (thing, result, &error);                               */
void     kt_test_keep_result (GObject *source, GAsyncResult *result, gpointer data);
void     kt_test_await       (GAsyncResult **slot);

/* ── Test data ─────────────────────────────────────────────────────────────── */

/* @name: relative to tests/ in the source tree ("data/vectors/kraken.json"). (transfer full) */
char     *kt_test_data_path  (const char *name);
/* The content; a NUL follows it. @ret_length in bytes, may be %NULL. */
char     *kt_test_data_load  (const char *name, gsize *ret_length);
JsonNode *kt_test_data_json  (const char *name);
/* The same for a file anywhere, and for writing one. */
char     *kt_test_file_load  (const char *path, gsize *ret_length);
void      kt_test_file_store (const char *path, const char *bytes, gssize length);

/* A random text of letters and digits, for planted secrets. (transfer full) */
char     *kt_test_random_text (gsize length);

G_END_DECLS
