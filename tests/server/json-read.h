/* json-read.h: reading the accounts document strictly
 *
 * Every reader takes the object, its name for errors ("accounts[0].keys[1]"), and the member. A member of the wrong
 * type, and any member that is not listed, is a G_IO_ERROR_INVALID_DATA that says where.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean json_read_only_members (JsonObject *object, const char *what, const char *const *names, GError **error);
gboolean json_read_text (JsonObject *object, const char *what, const char *name, const char **ret_text, GError **error);
gboolean json_read_integer (JsonObject *object, const char *what, const char *name, gint64 *ret_number, GError **error);
gboolean json_read_flag (JsonObject *object, const char *what, const char *name, gboolean *ret_flag, GError **error);
gboolean json_read_texts (JsonObject *object, const char *what, const char *name, GStrv *ret_texts, GError **error);
gboolean json_read_object (JsonObject *object, const char *what, const char *name, JsonObject **ret_object, GError **error);
/* %NULL in @ret_array when the member is absent. */
gboolean json_read_objects (JsonObject *object, const char *what, const char *name, JsonArray **ret_array, GError **error);

G_END_DECLS
