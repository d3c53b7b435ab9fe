/* kt-impostor.h: a definition of one's own that passes itself off as a built-in exchange, or shows less than it does
 *
 * Looks that deceive a reader are refused, not explained: an id, a name or another name that reads like a built-in
 * one's (also in other letters: Cyrillic, full width, 0 for o), a host of a built-in's domain, a host that begins
 * with one ("api.kraken.com.example.net"), hosts in other letters ("xn--…"), characters that are not seen.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-exchange-load.h"

G_BEGIN_DECLS

/* @member: JSON path in the custom file. */
typedef void (*KtImpostorFunc) (const char *member, const char *text, gpointer data);

/* Reports everything in @custom that looks like @builtin. */
void     kt_impostor_compare (KtExchange *custom, KtExchange *builtin, KtImpostorFunc func, gpointer data);

/* How a text looks: letters and digits only, without marks and case, those that look like a Latin one as that. (transfer full) */
char    *kt_impostor_skeleton (const char *text);

/* Reports every text and member of @node in which a character cannot be seen or turns the direction of others. */
void     kt_impostor_check_characters (KtLoader *loader, JsonNode *node, const char *path);
/* Whether a label of @host stands for other letters. */
gboolean kt_impostor_host_is_foreign (const char *host);

G_END_DECLS
