/* kt-test-screen.h: the X screen of a private session: pointer, keys, clipboard, pictures
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* ── Pointer and keys, as from the devices ─────────────────────────────────── */

/* Moves the pointer there and presses the first button; screen coordinates. */
void kt_screen_click      (int x, int y);
/* Turns the wheel there; @steps > 0 is down. */
void kt_screen_scroll     (int x, int y, int steps);
/* A key by its X name, with modifiers before it: "Return", "ctrl+v", "shift+Tab", "ctrl+shift+F5", "alt+Left". */
void kt_screen_key        (const char *key);
/* Presses the keys that spell ASCII @text. */
void kt_screen_type       (const char *text);

/* Where @title's window has its widgets' origin on the screen (its shadow and border left out).
 * @width, @height: the size its widgets say it has. %FALSE: no such window is shown. */
gboolean kt_screen_find_window (const char *title, int width, int height, int *ret_x, int *ret_y);

/* Drags @content (of MIME type @type) there from another program and drops it: screen coordinates. %FALSE: the
 * window there did not want it. */
gboolean kt_screen_drop   (int x, int y, const char *type, const char *content);

/* ── Clipboard ─────────────────────────────────────────────────────────────── */

/* Owns the clipboard with @text (UTF-8) until the next call, in a thread of its own; %NULL gives it up. */
void     kt_screen_set_clipboard (const char *text);
/* What the clipboard holds, whoever owns it; %NULL: nothing, or no text. (transfer full) */
char    *kt_screen_get_clipboard (void);
/* The same in another type, a MIME type or a name of X's. */
char    *kt_screen_get_clipboard_as (const char *type);
/* Whether its owner has it in that type. */
gboolean kt_screen_clipboard_offers (const char *type);

/* ── Pictures ──────────────────────────────────────────────────────────────── */

/* The whole screen as a PNG file. */
void     kt_screen_save_picture  (const char *path);

G_END_DECLS
