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
/* Prints the document with a newline. */
void kt_cli_json_print   (JsonBuilder *builder);

G_END_DECLS
