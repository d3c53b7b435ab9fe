/* kt-paper.h: paragraphs on paper: a heading, then blocks of text that are not torn apart between pages
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @blocks: (element-type utf8), kept. @name: of the job. Direction and language are those of the text. (transfer full) */
GtkPrintOperation *kt_paper_new (const char *name, const char *heading, GPtrArray *blocks);

/* Where pages begin. @heights: of the blocks, in any unit; @first, @height: room on the first page and on the others.
 * (transfer full) (element-type guint): index of each page's first block; never empty. A block taller than a page stands
 * alone on one. */
GArray *kt_paper_paginate (const double *heights, guint n, double first, double height);

G_END_DECLS
