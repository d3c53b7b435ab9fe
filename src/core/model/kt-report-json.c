/* kt-report-json.c: a report as one JSON object and back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-report.h"

#include "kt-members.h"

#define MAX_JSON (256 * 1024)

static const char *const ip_words[] = { "unknown", "none", "list" };

/* 0 means "not told": such a member is left out. */
static void
put_number (JsonObject *object, const char *name, gint64 value)
{
  if (value != 0)
    json_object_set_int_member (object, name, value);
}

static JsonObject *
rights_to_object (const KtReport *self)
{
  JsonObject *object = json_object_new ();

  json_object_set_boolean_member (object, "told", self->rights_told);
  kt_members_put_rights (object, "confirmed", self->confirmed);
  kt_members_put_rights (object, "inferred", self->inferred);
  kt_members_put_rights (object, "denied", self->denied);
  kt_members_put_texts (object, "words", self->words);
  kt_members_put_texts (object, "unknown_words", self->unknown_words);
  return object;
}

static JsonObject *
ip_to_object (const KtReport *self)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "allowlist", ip_words[self->ip]);
  kt_members_put_texts (object, "addresses", self->ip_addresses);
  return object;
}

static JsonObject *
clock_to_object (const KtReport *self)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "offset_ms", self->clock_offset_ms);
  json_object_set_int_member (object, "doubt_ms", self->clock_doubt_ms);
  json_object_set_boolean_member (object, "corrected", self->clock_corrected);
  return object;
}

static JsonArray *
dates_to_array (const KtReport *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->n_dates; i++)
    {
      const KtReportDate *date = &self->dates[i];
      JsonObject *object = json_object_new ();

      kt_members_put_rights (object, "rights", date->rights);
      json_object_set_int_member (object, "at_ms", date->at_ms);
      json_array_add_object_element (array, object);
    }
  return array;
}

static JsonArray *
requests_to_array (const KtReport *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->n_requests; i++)
    {
      const KtReportRequest *request = &self->requests[i];
      JsonObject *object = json_object_new ();

      kt_members_put_text (object, "step", request->step);
      kt_members_put_text (object, "method", request->method);
      kt_members_put_text (object, "host", request->host);
      kt_members_put_text (object, "path", request->path);
      json_object_set_int_member (object, "status", request->status);
      json_object_set_int_member (object, "duration_ms", request->duration_ms);
      json_array_add_object_element (array, object);
    }
  return array;
}

char *
kt_report_to_json (const KtReport *self)
{
  g_autoptr(JsonObject) object = json_object_new ();

  g_return_val_if_fail (self, NULL);

  json_object_set_int_member (object, "checked_ms", self->checked_ms);
  kt_members_put_outcomes (object, "outcomes", self->outcomes);
  kt_members_put_text (object, "code", self->code);
  kt_members_put_text (object, "message", self->message);
  put_number (object, "status", self->status);
  json_object_set_boolean_member (object, "sure", self->sure);
  json_object_set_object_member (object, "rights", rights_to_object (self));
  json_object_set_object_member (object, "ip", ip_to_object (self));
  json_object_set_array_member (object, "dates", dates_to_array (self));
  json_object_set_boolean_member (object, "never_expires", self->never_expires);
  put_number (object, "created_ms", self->created_ms);
  put_number (object, "changed_ms", self->changed_ms);
  kt_members_put_text (object, "uid", self->uid);
  if (self->is_subaccount >= 0)
    json_object_set_boolean_member (object, "is_subaccount", self->is_subaccount == 1);
  kt_members_put_text (object, "own_address", self->own_address);
  json_object_set_int_member (object, "latency_ms", self->latency_ms);
  if (self->clock_known)
    json_object_set_object_member (object, "clock", clock_to_object (self));
  json_object_set_boolean_member (object, "counted_as_use", self->counted_as_use);
  kt_members_put_text (object, "environment", self->environment);
  json_object_set_array_member (object, "requests", requests_to_array (self));

  return kt_members_to_json (object);
}

static gint64
read_time (KtMembers *members, const char *name)
{
  return kt_members_int (members, name, G_MININT64, G_MAXINT64, 0);
}

/* What a part found wrong is told once, by the whole. */
static void
take_over (KtMembers *members, KtMembers *part)
{
  if (part->bad)
    kt_members_spoil (members, part->bad);
}

static void
read_rights (KtReport *self, KtMembers *members)
{
  g_auto(KtMembers) part = { kt_members_object (members, "rights"), NULL };
  const KtRights worst = KT_RIGHTS_BIT (KT_RIGHT_OTHER_MONEY);

  if (!part.object)
    return;

  self->rights_told = kt_members_boolean (&part, "told");
  self->confirmed = kt_members_rights (&part, "confirmed", worst);
  self->inferred = kt_members_rights (&part, "inferred", worst);
  self->denied = kt_members_rights (&part, "denied", KT_RIGHTS_NONE);
  self->words = kt_members_texts (&part, "words", FALSE);
  self->unknown_words = kt_members_texts (&part, "unknown_words", FALSE);
  take_over (members, &part);
}

static void
read_ip (KtReport *self, KtMembers *members)
{
  g_auto(KtMembers) part = { kt_members_object (members, "ip"), NULL };
  const char *word;

  if (!part.object)
    return;

  word = kt_members_text (&part, "allowlist");
  for (guint i = 0; i < G_N_ELEMENTS (ip_words); i++)
    {
      if (g_strcmp0 (word, ip_words[i]) == 0)
        self->ip = i;
    }
  self->ip_addresses = kt_members_texts (&part, "addresses", FALSE);
  take_over (members, &part);
}

static void
read_clock (KtReport *self, KtMembers *members)
{
  g_auto(KtMembers) part = { kt_members_object (members, "clock"), NULL };

  if (!part.object)
    return;

  self->clock_known = TRUE;
  self->clock_offset_ms = read_time (&part, "offset_ms");
  self->clock_doubt_ms = read_time (&part, "doubt_ms");
  self->clock_corrected = kt_members_boolean (&part, "corrected");
  take_over (members, &part);
}

/* The nth object of an array, or NULL (spoiling) when it is something else. */
static JsonObject *
get_row (KtMembers *members, const char *name, JsonArray *array, guint n)
{
  JsonNode *node = json_array_get_element (array, n);

  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);

  kt_members_spoil (members, name);
  return NULL;
}

static void
read_dates (KtReport *self, KtMembers *members)
{
  JsonArray *array = kt_members_array (members, "dates");

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      g_auto(KtMembers) row = { get_row (members, "dates", array, i), NULL };
      gint64 at_ms;
      KtRights rights;

      if (!row.object)
        return;

      at_ms = read_time (&row, "at_ms");
      rights = kt_members_rights (&row, "rights", KT_RIGHTS_BIT (KT_RIGHT_OTHER_MONEY));
      take_over (members, &row);
      if (at_ms != 0)
        kt_report_add_date (self, rights, at_ms);
    }
}

static void
read_requests (KtReport *self, KtMembers *members)
{
  JsonArray *array = kt_members_array (members, "requests");

  for (guint i = 0; array && i < json_array_get_length (array); i++)
    {
      g_auto(KtMembers) row = { get_row (members, "requests", array, i), NULL };
      const char *method, *host, *path;

      if (!row.object)
        return;

      method = kt_members_text (&row, "method");
      host = kt_members_text (&row, "host");
      path = kt_members_text (&row, "path");
      if (method && host && path)
        kt_report_add_request (self, kt_members_text (&row, "step"), method, host, path,
                               kt_members_int (&row, "status", 0, 999, 0), read_time (&row, "duration_ms"));
      else
        kt_members_spoil (members, "requests");
      take_over (members, &row);
    }
}

static KtReport *
read_json (const char *json, GError **error)
{
  g_autoptr(KtReport) self = NULL;
  g_autoptr(JsonNode) root = NULL;
  g_auto(KtMembers) members = { 0 };

  if (!(root = kt_members_parse (json, MAX_JSON, "A report", error)))
    return NULL;

  self = kt_report_new ();
  members.object = json_node_get_object (root);

  self->checked_ms = read_time (&members, "checked_ms");
  self->outcomes = kt_members_outcomes (&members, "outcomes");
  self->code = g_strdup (kt_members_text (&members, "code"));
  self->message = g_strdup (kt_members_text (&members, "message"));
  self->status = kt_members_int (&members, "status", 0, 999, 0);
  self->sure = kt_members_boolean (&members, "sure");
  read_rights (self, &members);
  read_ip (self, &members);
  read_dates (self, &members);
  self->never_expires = kt_members_boolean (&members, "never_expires");
  self->created_ms = read_time (&members, "created_ms");
  self->changed_ms = read_time (&members, "changed_ms");
  self->uid = g_strdup (kt_members_text (&members, "uid"));
  if (json_object_has_member (members.object, "is_subaccount"))
    self->is_subaccount = kt_members_boolean (&members, "is_subaccount") ? 1 : 0;
  self->own_address = g_strdup (kt_members_text (&members, "own_address"));
  self->latency_ms = read_time (&members, "latency_ms");
  read_clock (self, &members);
  self->counted_as_use = kt_members_boolean (&members, "counted_as_use");
  self->environment = g_strdup (kt_members_text (&members, "environment"));
  read_requests (self, &members);

  /* A report of ours always has both. */
  if (self->checked_ms <= 0)
    kt_members_spoil (&members, "checked_ms");
  if (self->outcomes == 0)
    kt_members_spoil (&members, "outcomes");

  if (!kt_members_finish (&members, "A report", error))
    return NULL;
  return g_steal_pointer (&self);
}

KtReport *
kt_report_from_json (const char *json, GError **error)
{
  g_autoptr(KtReport) report = read_json (json, error);

  /* By now what was read is given back: of many reports each takes its place. */
  return report ? kt_report_pack (report) : NULL;
}
