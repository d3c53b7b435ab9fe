/* contact-sheet.h: many pictures laid out as one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lays the pictures FOLDER/LOOK/NAME.png out at @path: a column for each look, a row for each name. A picture that is not
 * there leaves its place empty. */
void contact_sheet_save (const char *folder, const char *const *looks, const char *path);

G_END_DECLS
