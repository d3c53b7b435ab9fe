/* kt-test-ui.h: drives a program's window as a person would, through AT-SPI
 *
 * For tests that run under tests/support/session. What must come is waited for, with a limit; if it
 * does not come the test fails and the tree of widgets is printed.
 *
 *   g_autoptr(KtUi) ui = kt_ui_launch (argv, NULL, NULL);
 *   g_autoptr(KtUiNode) add = kt_ui_find_shown (kt_ui_root (ui), KT_UI_BUTTON, "Add Key");
 *   kt_ui_click (add);
 *
 * How GTK 4.8 looks from there:
 * - An AdwEntryRow is KT_UI_TEXT, named by its title. A button or a clickable row has an action. A
 *   combo row has none: kt_ui_mouse_click() it, then keys (or kt_ui_choose()).
 * - A list view holds list items only for rows that exist on screen; the items have no names of their
 *   own unless the program gave them one, their labels are inside.
 * - A page that is not shown may well be in the tree: a folded leaflet keeps its hidden page there,
 *   and it is "visible". kt_ui_is_shown() asks which widget is really at the place.
 * - Only rows of lists say that they have the focus; an entry row does not (its inside has it).
 * - What is scrolled away is in the tree; it counts as shown when its page is.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <atspi/atspi.h>
#include <gio/gio.h>

#include "kt-test-screen.h"

G_BEGIN_DECLS

typedef AtspiAccessible KtUiNode;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtUiNode, g_object_unref)

#define KT_UI_ANY     ATSPI_ROLE_INVALID
#define KT_UI_BUTTON  ATSPI_ROLE_PUSH_BUTTON
#define KT_UI_TEXT    ATSPI_ROLE_TEXT
#define KT_UI_LABEL   ATSPI_ROLE_LABEL
#define KT_UI_SWITCH  ATSPI_ROLE_CHECK_BOX
#define KT_UI_LIST    ATSPI_ROLE_LIST
#define KT_UI_ROW     ATSPI_ROLE_LIST_ITEM
#define KT_UI_COMBO   ATSPI_ROLE_COMBO_BOX
#define KT_UI_MENU_ITEM ATSPI_ROLE_MENU_ITEM

/* ── The program ───────────────────────────────────────────────────────────── */

typedef struct _KtUi KtUi;

/* Starts @argv and waits for its window. @environment: "NAME=VALUE"… on top of ours, or %NULL. Its
 * criticals end it (G_DEBUG=fatal-criticals). @log_path: where its stdout and stderr go, or %NULL
 * for a file of the session. */
KtUi       *kt_ui_launch       (const char *const *argv, const char *const *environment, const char *log_path);
/* The program as AT-SPI shows it; its children are its windows. (transfer none) */
KtUiNode   *kt_ui_root         (KtUi *self);
GPid        kt_ui_get_pid      (KtUi *self);
const char *kt_ui_get_log_path (KtUi *self);
/* Activates an action of the program over the bus, as the desktop does. @parameter: floating, or %NULL. */
void        kt_ui_activate     (KtUi *self, const char *app_id, const char *action, GVariant *parameter);
/* Activates the program's action "quit" over the bus (@app_id its name there), waits for its end and
 * asserts a clean one: with sanitizers, this is when leaks are looked for. */
void        kt_ui_quit         (KtUi *self, const char *app_id);
/* Ends it in whatever state it is. */
void        kt_ui_free         (KtUi *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtUi, kt_ui_free)

/* ── Finding (all: @name %NULL is any name; transfer full) ─────────────────── */

/* Waits 10 s. */
KtUiNode *kt_ui_find        (KtUiNode *root, AtspiRole role, const char *name);
/* The same, and it must be on the page shown: of several, the first that is. */
KtUiNode *kt_ui_find_shown  (KtUiNode *root, AtspiRole role, const char *name);
/* The first whose name starts with @prefix. Waits. */
KtUiNode *kt_ui_find_prefix (KtUiNode *root, AtspiRole role, const char *prefix);
/* Now, or %NULL. */
KtUiNode *kt_ui_try_find    (KtUiNode *root, AtspiRole role, const char *name);
KtUiNode *kt_ui_try_find_shown (KtUiNode *root, AtspiRole role, const char *name);
guint     kt_ui_count       (KtUiNode *root, AtspiRole role, const char *name);
/* Waits until it is not in the tree, or not on the page shown. */
void      kt_ui_wait_gone   (KtUiNode *root, AtspiRole role, const char *name);
void      kt_ui_wait_count  (KtUiNode *root, AtspiRole role, const char *name, guint count);

/* ── Looking ───────────────────────────────────────────────────────────────── */

char     *kt_ui_get_name    (KtUiNode *node);
char     *kt_ui_get_description (KtUiNode *node);
/* The text of an entry or label, else %NULL. */
char     *kt_ui_get_text    (KtUiNode *node);
/* Every name and text below @node that is visible, one a line: for "says …" assertions. */
char     *kt_ui_get_words   (KtUiNode *node);
/* Waits until the words below @node contain @text. */
void      kt_ui_wait_words  (KtUiNode *node, const char *text);
gboolean  kt_ui_has_state   (KtUiNode *node, AtspiStateType state);
void      kt_ui_wait_state  (KtUiNode *node, AtspiStateType state, gboolean on);
/* The proof that @node is on the page shown (see above). */
gboolean  kt_ui_is_shown    (KtUiNode *node);
/* The tree on stderr. Texts of entries are left out: they may be secrets. */
void      kt_ui_dump        (KtUiNode *node);

/* ── Doing ─────────────────────────────────────────────────────────────────── */

/* Its first action, or that of the first descendant that has one (a menu button's inner one). */
void      kt_ui_click       (KtUiNode *node);
/* The same once; %FALSE when nothing was clicked, as when it has gone. */
gboolean  kt_ui_try_click   (KtUiNode *node);
/* Found on the page shown, and clicked as soon as it can be. */
void      kt_ui_press       (KtUiNode *root, AtspiRole role, const char *name);
/* Replaces the text of an entry; any characters. */
void      kt_ui_type        (KtUiNode *node, const char *text);
/* Scrolls with the wheel, the pointer in the window's middle, until it is well inside the window. */
void      kt_ui_scroll_to   (KtUiNode *node);
/* The pointer goes to its middle and clicks; it gets the focus. */
void      kt_ui_mouse_click (KtUiNode *node);
/* Puts @text into the clipboard, clicks @node and presses Ctrl+V. */
void      kt_ui_paste       (KtUiNode *node, const char *text);
/* Drops @content of MIME type @type onto its middle, from another program. %FALSE: it was not wanted. */
gboolean  kt_ui_drop        (KtUiNode *node, const char *type, const char *content);
/* Opens the combo row @node with the pointer and chooses, with keys, the entry labelled @choice. */
void      kt_ui_choose      (KtUiNode *node, const char *choice);

G_END_DECLS
