/* kt-cli-json.h: keys, reports and findings as --json prints them: the same shapes in every command
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "kt-keeper.h"

G_BEGIN_DECLS

/* Adds one object to @builder. Never a secret. */
void kt_cli_json_key     (JsonBuilder *builder, KtKey *key, gboolean with_report);
void kt_cli_json_finding (JsonBuilder *builder, const KtFinding *finding, KtKey *key, KtExchange *exchange);
void kt_cli_json_strings (JsonBuilder *builder, const char *name, char **strings);
/* A member that is an ISO time, or null for 0. */
void kt_cli_json_time    (JsonBuilder *builder, const char *name, gint64 at_ms);
void kt_cli_json_string  (JsonBuilder *builder, const char *name, const char *value);   /* @value: or NULL */
void kt_cli_json_number  (JsonBuilder *builder, const char *name, gint64 value);
void kt_cli_json_bool    (JsonBuilder *builder, const char *name, gboolean value);
/* A member "error" with the last failure's code and sentence; nothing when there was none. */
void kt_cli_json_failure (JsonBuilder *builder);
/* Prints the document with a newline. */
void kt_cli_json_print   (JsonBuilder *builder);
/* The key alone, as "show" prints it. */
void kt_cli_json_print_key (KtKey *key);
/* At the end of a command that was asked for --json and printed nothing: the failure. */
void kt_cli_json_finish  (void);

G_END_DECLS
