/* kt-catalogue.h: all definitions: the built-in ones, and custom ones the person trusted
 *
 * Built-in files are compiled into the program as a GResource, so nobody can change them beside it;
 * they are loaded when first asked for. Custom ones stand in $XDG_DATA_HOME/<data>/exchanges/.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-exchange.h"

G_BEGIN_DECLS

#define KT_TYPE_CATALOGUE (kt_catalogue_get_type ())
G_DECLARE_FINAL_TYPE (KtCatalogue, kt_catalogue, KT, CATALOGUE, GObject)

/* @custom_dir: (nullable): folder of custom definitions and of the file "trusted" (lines "SHA256 ID"). */
KtCatalogue *kt_catalogue_new        (const char *custom_dir);
/* All ids: built-in by name, then trusted custom ones. (transfer full) */
char       **kt_catalogue_list       (KtCatalogue *self);
/* (transfer none); KT_ERROR_NOT_FOUND, KT_ERROR_INVALID, KT_ERROR_NOT_ALLOWED (not trusted, or changed after it was trusted) */
KtExchange  *kt_catalogue_get        (KtCatalogue *self, const char *id, GError **error);
gboolean     kt_catalogue_is_builtin (KtCatalogue *self, const char *id);
/* By id, name or alias, best first, those that have closed last; "" gives all. (transfer container) KtExchange */
GPtrArray   *kt_catalogue_search     (KtCatalogue *self, const char *text);
/* Checks a custom file: also no id and no host of a built-in one, GET only. (transfer full) */
KtExchange  *kt_catalogue_load_custom (KtCatalogue *self, const char *path, GPtrArray **ret_mistakes, GError **error);
/* The person read it and trusts these very bytes: copies the file in and remembers its hash. */
gboolean     kt_catalogue_trust      (KtCatalogue *self, const char *path, const char *expected_hash, GError **error);

G_END_DECLS
