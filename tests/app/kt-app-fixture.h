/* kt-app-fixture.h: the real window, the real keyring and the exchange server, for tests that act as a person
 *
 * For programs that run under tests/support/session --keyring. Each fixture has an empty data folder of its own
 * and an exchange server; the window and the command line share both. All keys in it are made up.
 *
 *   g_autoptr(KtApp) app = kt_app_new (KT_APP_ACCOUNTS);
 *   kt_app_start (app, NULL);
 *   kt_app_wait_row (app, "Bitget, Bitget, Works");
 *   kt_app_stop (app);
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "exchange-server.h"
#include "kt-test-session.h"
#include "kt-test-ui.h"
#include "kt-test-util.h"

G_BEGIN_DECLS

typedef struct
{
  char           *folder; /* owned: XDG_DATA_HOME of window and command line */
  char           *log;    /* owned: path of what the window prints */
  ExchangeServer *server; /* owned */
  KtUi           *ui;     /* owned, while the window is there */
  KtUiNode       *root;   /* borrowed from @ui */
  gboolean        pasted; /* the clipboard is ours */
  gboolean        chose_file;  /* GTK's own dialog for files was open */
} KtApp;

/* One credential that the accounts below know; %NULL: the exchange has no such field. */
typedef struct
{
  const char *exchange;   /* id */
  const char *name;       /* of the exchange, on screen */
  const char *api_key;
  const char *secret;
  const char *passphrase;
} KtAppKey;

extern const KtAppKey kt_app_looks;     /* Bitget: looks only, from any address */
extern const KtAppKey kt_app_withdraws; /* Bitget: may withdraw */
extern const KtAppKey kt_app_binance;   /* Binance: looks and trades, from this address only */

/* The accounts document that knows these keys. @faults: members of its array, "" for none. (transfer full) */
char  *kt_app_accounts (const char *faults);

/* A new server on @document (taken), a new folder, and a new open keyring (password "test"). */
KtApp *kt_app_new      (char *document);
/* Ends everything. The window is ended too, if it is still there. */
void   kt_app_free     (KtApp *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtApp, kt_app_free)

/* From now on the server plays @document (taken). */
void   kt_app_play     (KtApp *self, char *document);
/* Opens the window and waits until it shows the list or the empty page. @environment: as kt_ui_launch().
 * KT_TEST_UNDER in the test's environment is a command line that runs it: valgrind's. KT_TEST_PROGRAM and KT_TEST_CLI
 * are command lines to run instead: those of an installed Keyturn. */
void   kt_app_start    (KtApp *self, const char *const *environment);
/* The same, and waits for the button @add: "Add Key" in the window's language. */
void   kt_app_start_until (KtApp *self, const char *const *environment, const char *add);
/* Opens the window on a person's own display and returns when it is closed. */
void   kt_app_show     (KtApp *self);
/* Activates the window's action app.@action with a text, as a notice of the desktop does. */
void   kt_app_activate (KtApp *self, const char *action, const char *parameter);
/* Quits, and asserts that it ended well and printed no warning and no critical. */
void   kt_app_stop     (KtApp *self);

/* Runs `keyturn @arguments…` with @input as its standard input; returns its exit status. @ret_output may be %NULL. */
int    kt_app_run      (KtApp *self, const char *const *arguments, const char *input, char **ret_output);
/* What `keyturn show @key --json` says of its member @name: TRUE or FALSE; or a text. */
gboolean kt_app_key_has  (KtApp *self, const char *key, const char *name);
char    *kt_app_key_text (KtApp *self, const char *key, const char *name);   /* (transfer full) (nullable) */
/* Adds @key by the command line, meant for `intent`. */
void   kt_app_put      (KtApp *self, const KtAppKey *key, const char *label, const char *intent);
/* {"api_key": …}. (transfer full) */
char  *kt_app_key_json (const KtAppKey *key);

/* ── As a person does ──────────────────────────────────────────────────────── */

/* Presses the button that is shown under that name. */
void   kt_app_press       (KtApp *self, const char *button);
/* Waits for a text anywhere in the window. */
void   kt_app_wait_words  (KtApp *self, const char *text);
/* What a toast says, or its button: looked for where toasts are, so that it is seen before it goes even on a
 * busy machine. (transfer full) */
KtUiNode *kt_app_find_toast (KtApp *self, AtspiRole role, const char *text);
void   kt_app_wait_toast  (KtApp *self, const char *text);
void   kt_app_wait_row    (KtApp *self, const char *name);
void   kt_app_wait_no_row (KtApp *self, const char *name);
/* From the list to the key's page. @row: the beginning of the row's name. */
void   kt_app_open_key    (KtApp *self, const char *row);
/* In the Add window's first page: searches the exchange of that name and presses its row. */
void   kt_app_choose_exchange (KtApp *self, const char *name);
/* Presses Add Key, chooses the exchange, pastes the fields. Stands on the form then. */
void   kt_app_fill_form   (KtApp *self, const KtAppKey *key, const char *label);
/* Presses @button of the Add window and waits for the new key's page. */
void   kt_app_save        (KtApp *self, const char *button);
/* The entry shown under that name. (transfer full) */
KtUiNode *kt_app_entry    (KtApp *self, const char *name);

/* No name and no text in the tree holds @secret or a part of it of 12 characters. */
void   kt_app_assert_unseen (KtApp *self, const char *secret);

G_END_DECLS
