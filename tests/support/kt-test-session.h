/* kt-test-session.h: the keyring of a private session, and what can befall it
 *
 * For tests that run under tests/support/session --keyring. Everything waits until what was asked
 * for is so, and fails the test if that does not come. The daemon is named by the environment
 * variable KEYRING_PID, which these functions keep up to date.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* ── The daemon ────────────────────────────────────────────────────────────── */

/* Ends the daemon at once, with SIGKILL; returns when its name is gone from the bus. */
void     kt_test_keyring_kill     (void);
/* SIGSTOP: it keeps its name and answers nothing. */
void     kt_test_keyring_stop     (void);
void     kt_test_keyring_continue (void);
/* Starts a daemon on the keyring files as they are. @password: opens "login", and makes it if it is
 * not there. %NULL: nothing is opened (a cold keyring; one without a password is open all the same).
 * A wrong password leaves it locked. */
void     kt_test_keyring_start    (const char *password);
/* Kill, then start. */
void     kt_test_keyring_restart  (const char *password);
/* Kills the daemon, removes every keyring file, starts with a new, empty keyring. "": one without a
 * password, which the daemon writes in clear. %NULL: no keyring at all, so no default alias. */
void     kt_test_keyring_renew    (const char *password);
/* Whether a Secret Service is on the bus. */
gboolean kt_test_keyring_is_there (void);

/* ── The default collection ────────────────────────────────────────────────── */

void     kt_test_keyring_lock      (void);
/* Opens the default collection through the scripted prompter, which must be there with the right answer. */
void     kt_test_keyring_unlock    (void);
gboolean kt_test_keyring_is_locked (void);
/* %FALSE: the alias "default" names no collection. */
gboolean kt_test_keyring_has_default (void);
/* "$XDG_DATA_HOME/keyrings/login.keyring" (transfer full) */
char    *kt_test_keyring_file      (void);
/* How many items the default collection holds, of any program. */
guint    kt_test_keyring_count     (void);

/* ── The prompter ──────────────────────────────────────────────────────────── */

typedef struct _KtTestPrompter KtTestPrompter;

/* @answers: separated by blanks, as kt-mock-prompter takes them ("pw:wrong pw:test"). */
KtTestPrompter *kt_test_prompter_start (const char *answers);
/* How many questions came so far. */
guint           kt_test_prompter_count (KtTestPrompter *self);
/* All it printed so far. (transfer full) */
char           *kt_test_prompter_log   (KtTestPrompter *self);
/* Ends it, and waits until its name is gone. */
void            kt_test_prompter_end   (KtTestPrompter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtTestPrompter, kt_test_prompter_end)

/* ── The bus ───────────────────────────────────────────────────────────────── */

/* Waits until @name has an owner (@there) or none. */
void kt_test_bus_wait_name (const char *name, gboolean there);

G_END_DECLS
