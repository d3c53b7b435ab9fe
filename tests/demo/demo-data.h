/* demo-data.h: the made-up accounts and keys of the demo
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* accounts.json of @folder as the exchange server wants it: days from now become times. (transfer full) */
char      *demo_data_accounts   (const char *folder);
/* The keys of keys.json, each an object: label, exchange, environment, credential, intent, and maybe tags,
 * consumers and place. (transfer full) */
JsonArray *demo_data_keys       (const char *folder);
/* The arguments of `keyturn` that add @key; its credential goes to standard input. (transfer full) */
GStrv      demo_data_arguments  (JsonObject *key);
/* The credential of @key as JSON. (transfer full) */
char      *demo_data_credential (JsonObject *key);

G_END_DECLS
