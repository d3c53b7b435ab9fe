/* tour.h: what every visit of the tour goes by: keys, and the words on the screen in whatever language they are
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-app-fixture.h"

#include "demo-data.h"

G_BEGIN_DECLS

typedef struct
{
  KtApp      *app;
  const char *pictures;         /* borrowed: the folder */
  JsonArray  *keys;             /* owned: of the demo */
  guint       visit;            /* its number in the table */
  guint       step;             /* pictures of this visit */
} Tour;

/* Keeps a picture of the screen once nothing moves any more. */
void      tour_keep        (Tour *self, const char *name);

/* As the window shows @text of the program, mnemonics left out. (transfer full) */
char     *tour_say         (const char *text);

void      tour_press       (Tour *self, const char *button);
/* The button @format says when @filling stands in it, both as the window says them. */
void      tour_press_of    (Tour *self, const char *format, const char *filling);
void      tour_press_count (Tour *self, const char *one, const char *many, guint n);
/* Presses it if it is there at once. */
gboolean  tour_try_press   (Tour *self, const char *button);
void      tour_choose      (Tour *self, const char *menu_item);
void      tour_wait_button (Tour *self, const char *button);
void      tour_wait_words  (Tour *self, const char *text);
/* A field of a credential, which is named by the exchange. */
void      tour_paste       (Tour *self, const char *field, const char *value);
/* Down the page shown, by the wheel. */
void      tour_scroll      (guint steps);

void      tour_start       (Tour *self);
void      tour_stop        (Tour *self);
/* Runs the command line. */
void      tour_run         (Tour *self, const char *first, ...) G_GNUC_NULL_TERMINATED;
/* The first keys of the demo. */
void      tour_add_keys    (Tour *self);

/* ── The visits: each begins with no window and ends with none ─────────────── */

void      visit_empty      (Tour *self);    /* visit-first.c */
void      visit_import     (Tour *self);
void      visit_overview   (Tour *self);    /* visit-list.c */
void      visit_views      (Tour *self);
void      visit_states     (Tour *self);
void      visit_add        (Tour *self);    /* visit-key.c */
void      visit_trust      (Tour *self);
void      visit_rotate     (Tour *self);    /* visit-rotate.c; has a ledger and a server of its own */

G_END_DECLS
