/* kt-pack.h: a struct and everything it points to in one block of memory
 *
 * A window with ten thousand keys keeps that many records, reports, findings. Apart, each of their texts costs 32 bytes
 * at least and most are shorter than ten; in one block they cost their length, and one g_free() frees all. What is
 * packed is never changed.
 *
 * First everything is planned, then put in.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gsize  size;          /* planned: of pointers and numbers */
  gsize  text_size;     /* planned: of texts, behind them */
  char  *block;         /* what is made; the caller's from kt_pack_begin() on */
  char  *next;
  char  *next_text;
} KtPack;

void     kt_pack_plan       (KtPack *self, gsize size);
void     kt_pack_plan_text  (KtPack *self, const char *text);         /* or NULL */
void     kt_pack_plan_texts (KtPack *self, char **texts);             /* or NULL */

/* @size bytes copied from @data are the beginning of the block. */
gpointer kt_pack_begin      (KtPack *self, gconstpointer data, gsize size);
gpointer kt_pack_data       (KtPack *self, gconstpointer data, gsize size);   /* NULL when @size is 0 */
char    *kt_pack_text       (KtPack *self, const char *text);
char   **kt_pack_texts      (KtPack *self, char **texts);

G_END_DECLS
