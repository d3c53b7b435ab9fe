/* kt-cli-json.c: what --json prints
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-cli-json.h"

#include "kt-cli.h"
#include "kt-words.h"

static gboolean is_printed;

static void
add_string (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
kt_cli_json_string (JsonBuilder *builder, const char *name, const char *value)
{
  add_string (builder, name, value);
}

void
kt_cli_json_number (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

void
kt_cli_json_bool (JsonBuilder *builder, const char *name, gboolean value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_boolean_value (builder, value);
}

void
kt_cli_json_failure (JsonBuilder *builder)
{
  const char *code;
  const char *sentence = kt_cli_get_failure (&code);

  if (!sentence)
    return;
  json_builder_set_member_name (builder, "error");
  json_builder_begin_object (builder);
  add_string (builder, "code", code);
  add_string (builder, "sentence", sentence);
  json_builder_end_object (builder);
}

static void
add_rights (JsonBuilder *builder, const char *name, KtRights rights)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < KT_N_RIGHTS; i++)
    {
      if (rights & KT_RIGHTS_BIT (i))
        json_builder_add_string_value (builder, kt_right_to_word (i));
    }
  json_builder_end_array (builder);
}

static void
add_outcomes (JsonBuilder *builder, const char *name, KtOutcomes outcomes)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; i < KT_N_OUTCOMES; i++)
    {
      if (outcomes & KT_OUTCOMES_BIT (i))
        json_builder_add_string_value (builder, kt_outcome_to_word (i));
    }
  json_builder_end_array (builder);
}

void
kt_cli_json_strings (JsonBuilder *builder, const char *name, char **strings)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (guint i = 0; strings && strings[i]; i++)
    json_builder_add_string_value (builder, strings[i]);
  json_builder_end_array (builder);
}

void
kt_cli_json_time (JsonBuilder *builder, const char *name, gint64 at_ms)
{
  g_autoptr(GDateTime) utc = at_ms > 0 ? g_date_time_new_from_unix_utc (at_ms / 1000) : NULL;
  g_autofree char *text = utc ? g_date_time_format_iso8601 (utc) : NULL;

  add_string (builder, name, text);
}

void
kt_cli_json_finding (JsonBuilder *builder, const KtFinding *finding, KtKey *key, KtExchange *exchange)
{
  g_autofree char *sentence = kt_words_finding (finding, key, exchange);
  g_autofree char *detail = kt_words_finding_detail (finding, key, exchange);

  json_builder_begin_object (builder);
  add_string (builder, "kind", kt_finding_kind_to_word (finding->kind));
  add_string (builder, "severity", kt_severity_to_word (finding->severity));
  add_string (builder, "remedy", kt_remedy_to_word (finding->remedy));
  if (finding->rights)
    add_rights (builder, "rights", finding->rights);
  if (finding->outcomes)
    add_outcomes (builder, "outcomes", finding->outcomes);
  if (finding->at_ms)
    {
      kt_cli_json_time (builder, "at", finding->at_ms);
      add_string (builder, "origin", kt_origin_to_word (finding->origin));
      json_builder_set_member_name (builder, "sure");
      json_builder_add_boolean_value (builder, finding->sure);
    }
  if (finding->source)
    add_string (builder, "source", finding->source);
  add_string (builder, "sentence", sentence);
  add_string (builder, "detail", detail);
  json_builder_end_object (builder);
}

static void
add_dates (JsonBuilder *builder, KtKey *key)
{
  guint n;
  const KtDate *dates = kt_key_get_dates (key, &n);

  json_builder_set_member_name (builder, "dates");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      const KtDate *date = &dates[i];

      json_builder_begin_object (builder);
      add_string (builder, "what", kt_date_kind_to_word (date->kind));
      kt_cli_json_time (builder, "at", date->at_ms);
      add_string (builder, "origin", kt_origin_to_word (date->origin));
      json_builder_set_member_name (builder, "sure");
      json_builder_add_boolean_value (builder, date->sure);
      add_string (builder, "source", date->source);
      if (date->rights)
        add_rights (builder, "rights", date->rights);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_report (JsonBuilder *builder, const char *name, KtReport *report)
{
  g_autofree char *text = report ? kt_report_to_json (report) : NULL;

  json_builder_set_member_name (builder, name);
  json_builder_add_value (builder, text ? json_from_string (text, NULL) : json_node_new (JSON_NODE_NULL));
}

void
kt_cli_json_key (JsonBuilder *builder, KtKey *key, gboolean with_report)
{
  const KtRecord *record = kt_key_get_record (key);
  KtReport *report = kt_key_get_report (key);
  guint n_findings;
  const KtFinding *findings = kt_key_get_findings (key, &n_findings);
  g_autofree char *state = kt_words_state (key, g_get_real_time () / 1000);

  json_builder_begin_object (builder);
  add_string (builder, "id", record->id);
  add_string (builder, "label", record->label);
  add_string (builder, "exchange", record->exchange);
  add_string (builder, "environment", record->environment);
  add_string (builder, "key_type", record->key_type);
  add_string (builder, "record", kt_state_to_word (record->state));
  add_string (builder, "state", state);
  add_string (builder, "severity", kt_severity_to_word (kt_key_get_severity (key)));
  add_rights (builder, "intent", record->intent);
  kt_cli_json_strings (builder, "tags", record->tags);
  add_string (builder, "place", record->place == KT_PLACE_ELSEWHERE ? "elsewhere" : "here");
  add_string (builder, "place_name", record->place_name);
  kt_cli_json_strings (builder, "place_addresses", record->place_addresses);
  kt_cli_json_strings (builder, "consumers", record->consumers);
  kt_cli_json_bool (builder, "nonce_allowed", record->nonce_allowed);
  kt_cli_json_bool (builder, "checks_stopped", record->checks_stopped);
  add_string (builder, "hint", record->hint);
  add_string (builder, "account", record->account);
  kt_cli_json_time (builder, "added", record->added_ms);
  kt_cli_json_time (builder, "secret_since", record->secret_since_ms);
  kt_cli_json_time (builder, "checked", report ? report->checked_ms : 0);
  if (report)
    add_outcomes (builder, "outcomes", report->outcomes);
  json_builder_set_member_name (builder, "findings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n_findings; i++)
    kt_cli_json_finding (builder, &findings[i], key, NULL);
  json_builder_end_array (builder);
  add_dates (builder, key);
  if (with_report)
    {
      add_string (builder, "notes", record->notes);
      add_report (builder, "report", report);
      add_report (builder, "last_good_report", kt_key_get_good_report (key));
    }
  json_builder_end_object (builder);
}

void
kt_cli_json_print (JsonBuilder *builder)
{
  g_autoptr(JsonNode) root = json_builder_get_root (builder);
  g_autoptr(JsonGenerator) generator = json_generator_new ();
  g_autofree char *text = NULL;

  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  g_print ("%s\n", text);
  is_printed = TRUE;
}

void
kt_cli_json_print_key (KtKey *key)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  kt_cli_json_key (builder, key, TRUE);
  kt_cli_json_print (builder);
}

void
kt_cli_json_finish (void)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  const char *code;

  if (is_printed || !kt_cli_wants_json () || !kt_cli_get_failure (&code))
    return;
  json_builder_begin_object (builder);
  kt_cli_json_failure (builder);
  json_builder_end_object (builder);
  kt_cli_json_print (builder);
}
