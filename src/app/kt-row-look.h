/* kt-row-look.h: what rows that draw themselves share: fonts, their measures, colours, monograms
 *
 * A GtkListView keeps some 200 rows alive. A row made of widgets costs 30 ms of start for every ten rows,
 * a row that is one widget and draws costs next to nothing: text is laid out only when it is seen, and
 * heights come from the font. One look per list; it follows the list's font, text size and style.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-finding.h"

G_BEGIN_DECLS

typedef enum {
  KT_FONT_BODY,
  KT_FONT_HEADING,
  KT_FONT_CAPTION,
  KT_N_FONTS
} KtFont;

typedef enum {
  KT_INK_TEXT,
  KT_INK_DIM,
  KT_INK_FINE,
  KT_INK_SERIOUS,
  KT_INK_DANGER,
} KtInk;

#define KT_MONOGRAM_SIZE 36
#define KT_ICON_SIZE     16

typedef struct _KtRowLook KtRowLook;

/* @owner: the list, borrowed; it must outlive the look's last use for drawing. */
KtRowLook   *kt_row_look_new         (GtkWidget *owner);
KtRowLook   *kt_row_look_ref         (KtRowLook *self);
void         kt_row_look_unref       (KtRowLook *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtRowLook, kt_row_look_unref)

/* Changes when fonts do: what was laid out or measured before is void then. */
guint        kt_row_look_get_serial  (KtRowLook *self);
int          kt_row_look_get_height  (KtRowLook *self, KtFont font);   /* of one line, in px */
int          kt_row_look_get_chars   (KtRowLook *self, int n);         /* about @n characters of body text, in px */
/* How many lines @text takes at @width, at most @most. Short texts are not laid out. */
int          kt_row_look_count_lines (KtRowLook *self, KtFont font, const char *text, int width, int most);
/* Wrapped at @width, cut off with an ellipsis after @lines. (transfer full) */
PangoLayout *kt_row_look_make_layout (KtRowLook *self, KtFont font, const char *text, int width, int lines);

/* Drawing, within @row's own coordinates. @x is where the text begins in a left-to-right language; it is mirrored within
 * @row_width where text runs the other way. */
void         kt_row_look_draw_text     (KtRowLook *self, GtkWidget *row, GtkSnapshot *snapshot, PangoLayout *layout, KtInk ink,
                                        int x, int y, int width, int row_width);
void         kt_row_look_draw_icon     (KtRowLook *self, GtkWidget *row, GtkSnapshot *snapshot, const char *icon, KtInk ink,
                                        int x, int y, int row_width);
/* A disc in @name's colour with its first letter; @size in px. */
void         kt_row_look_draw_monogram (KtRowLook *self, GtkWidget *row, GtkSnapshot *snapshot, const char *name, int size,
                                        int x, int y, int row_width);

KtInk        kt_ink_of_severity        (KtSeverity severity);

G_END_DECLS
