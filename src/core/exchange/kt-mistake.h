/* kt-mistake.h: one mistake in a definition file, with its place
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  char  *file;        /* as given */
  guint  line;        /* from 1 */
  guint  column;      /* from 1, in characters; inside a string it points into the expression */
  char  *path;        /* JSON path: "signing.let.text", "check[0].rights.map" */
  char  *text;        /* what is wrong and what would be right; one sentence */
} KtMistake;

void  kt_mistake_free      (KtMistake *self);
/* "FILE:LINE:COLUMN: PATH: TEXT" */
char *kt_mistake_to_string (const KtMistake *self);

G_END_DECLS
