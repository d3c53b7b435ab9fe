/* kt-record-facts.c: a record as the facts kept beside its credential, and back
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-record.h"

#include <string.h>

#include "kt-error.h"
#include "kt-members.h"

#define FACTS_VERSION 1
#define MAX_FACTS     (8 * 1024)

static const char *const place_words[] = { "here", "elsewhere" };

/* Outside its strings JSON is ASCII, so whatever is not stands in a string and may be escaped. */
static char *
make_ascii (const char *json)
{
  GString *ascii = g_string_sized_new (strlen (json));

  for (const char *p = json; *p; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 0x7f)
        g_string_append_c (ascii, c);
      else if (c < 0x10000)
        g_string_append_printf (ascii, "\\u%04x", c);
      else
        g_string_append_printf (ascii, "\\u%04x\\u%04x", 0xd800 + ((c - 0x10000) >> 10), 0xdc00 + (c & 0x3ff));
    }
  return g_string_free (ascii, FALSE);
}

static JsonObject *
to_object (const KtRecord *self)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "v", FACTS_VERSION);
  kt_members_put_text (object, "id", self->id);
  json_object_set_int_member (object, "generation", self->generation);
  kt_members_put_text (object, "state", kt_state_to_word (self->state));
  kt_members_put_text (object, "label", self->label);
  kt_members_put_text (object, "exchange", self->exchange);
  kt_members_put_text (object, "environment", self->environment);
  kt_members_put_text (object, "key_type", self->key_type);
  json_object_set_boolean_member (object, "custom", self->custom);
  if (self->intent_set)
    kt_members_put_rights (object, "intent", self->intent);
  kt_members_put_texts (object, "tags", self->tags);
  kt_members_put_text (object, "place", place_words[self->place]);
  kt_members_put_text (object, "place_name", self->place_name);
  kt_members_put_texts (object, "place_addresses", self->place_addresses);
  kt_members_put_texts (object, "consumers", self->consumers);
  kt_members_put_text (object, "notes", self->notes);
  json_object_set_int_member (object, "added_ms", self->added_ms);
  json_object_set_int_member (object, "secret_since_ms", self->secret_since_ms);
  json_object_set_int_member (object, "rotate_days", self->rotate_days);
  json_object_set_int_member (object, "lead_days", self->lead_days);
  kt_members_put_text (object, "expires_on", self->expires_on);
  json_object_set_int_member (object, "deleted_ms", self->deleted_ms);
  json_object_set_int_member (object, "last_used_ms", self->last_used_ms);
  kt_members_put_text (object, "hint", self->hint);
  kt_members_put_text (object, "fingerprint", self->fingerprint);
  kt_members_put_text (object, "account", self->account);
  json_object_set_boolean_member (object, "nonce_allowed", self->nonce_allowed);
  json_object_set_boolean_member (object, "keep_alive", self->keep_alive);
  json_object_set_int_member (object, "refusals", self->refusals);
  json_object_set_boolean_member (object, "checks_stopped", self->checks_stopped);
  return object;
}

char *
kt_record_to_facts (const KtRecord *self)
{
  /* Left out one after the other until the facts are small enough: what is missed least goes first. */
  static const char *const spare[] = { NULL, "notes", "consumers", "place_addresses", "tags", "place_name", "account", "label" };
  g_autoptr(JsonObject) object = NULL;
  char *facts = NULL;

  g_return_val_if_fail (self, NULL);

  object = to_object (self);
  for (guint i = 0; i < G_N_ELEMENTS (spare); i++)
    {
      g_autofree char *json = NULL;

      if (spare[i])
        json_object_remove_member (object, spare[i]);
      json = kt_members_to_json (object);
      g_free (facts);
      facts = make_ascii (json);
      if (strlen (facts) <= MAX_FACTS)
        break;
    }
  return facts;
}

static void
read_names (KtRecord *self, KtMembers *members)
{
  const char *state = kt_members_text (members, "state");
  const char *id = kt_members_text (members, "id");

  if (id && g_uuid_string_is_valid (id))
    {
      g_free (self->id);
      self->id = g_ascii_strdown (id, -1);
    }
  else
    {
      kt_members_spoil (members, "id");
    }
  self->generation = kt_members_int (members, "generation", 1, G_MAXINT, 1);
  if (!kt_state_from_word (state, &self->state))
    kt_members_spoil (members, "state");

  self->label = g_strdup (kt_members_text (members, "label"));
  self->exchange = g_strdup (kt_members_text (members, "exchange"));
  self->environment = g_strdup (kt_members_text (members, "environment"));
  self->key_type = g_strdup (kt_members_text (members, "key_type"));
  self->custom = kt_members_boolean (members, "custom");
  if (!self->exchange || !*self->exchange)
    kt_members_spoil (members, "exchange");
}

static void
read_person (KtRecord *self, KtMembers *members)
{
  const char *place = kt_members_text (members, "place");
  const char *expires_on = kt_members_text (members, "expires_on");

  self->intent_set = kt_members_array (members, "intent") != NULL;
  self->intent = kt_members_rights (members, "intent", KT_RIGHTS_NONE);
  g_strfreev (self->tags);
  self->tags = kt_members_texts (members, "tags", TRUE);
  self->place = g_strcmp0 (place, place_words[KT_PLACE_ELSEWHERE]) == 0 ? KT_PLACE_ELSEWHERE : KT_PLACE_HERE;
  self->place_name = g_strdup (kt_members_text (members, "place_name"));
  g_strfreev (self->place_addresses);
  self->place_addresses = kt_members_texts (members, "place_addresses", TRUE);
  g_strfreev (self->consumers);
  self->consumers = kt_members_texts (members, "consumers", TRUE);
  self->notes = g_strdup (kt_members_text (members, "notes"));
  self->rotate_days = kt_members_int (members, "rotate_days", KT_ROTATE_BY_POLICY, 36500, KT_ROTATE_BY_POLICY);
  self->lead_days = kt_members_int (members, "lead_days", KT_LEAD_BY_POLICY, 365, KT_LEAD_BY_POLICY);
  if (expires_on && kt_record_parse_day (expires_on, NULL, NULL, NULL))
    self->expires_on = g_strdup (expires_on);
  else if (expires_on)
    kt_members_spoil (members, "expires_on");
}

static void
read_history (KtRecord *self, KtMembers *members)
{
  self->added_ms = kt_members_int (members, "added_ms", 0, G_MAXINT64, 0);
  self->secret_since_ms = kt_members_int (members, "secret_since_ms", 0, G_MAXINT64, 0);
  self->deleted_ms = kt_members_int (members, "deleted_ms", 0, G_MAXINT64, 0);
  self->last_used_ms = kt_members_int (members, "last_used_ms", 0, G_MAXINT64, 0);
  self->hint = g_strdup (kt_members_text (members, "hint"));
  self->fingerprint = g_strdup (kt_members_text (members, "fingerprint"));
  self->account = g_strdup (kt_members_text (members, "account"));
  self->nonce_allowed = kt_members_boolean (members, "nonce_allowed");
  self->keep_alive = kt_members_boolean (members, "keep_alive");
  self->refusals = kt_members_int (members, "refusals", 0, G_MAXINT, 0);
  self->checks_stopped = kt_members_boolean (members, "checks_stopped");
}

KtRecord *
kt_record_from_facts (const char *facts, GError **error)
{
  g_autoptr(KtRecord) self = NULL;
  g_autoptr(JsonNode) root = NULL;
  g_auto(KtMembers) members = { 0 };

  if (!(root = kt_members_parse (facts, MAX_FACTS, "A key's facts", error)))
    return NULL;

  self = kt_record_new ();
  members.object = json_node_get_object (root);
  if (kt_members_int (&members, "v", 1, G_MAXINT64, 0) > FACTS_VERSION)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_NEWER, "A key's facts were written by a newer Keyturn");
      return NULL;
    }

  read_names (self, &members);
  read_person (self, &members);
  read_history (self, &members);
  if (!self->label)       /* left out when the facts had to be small */
    self->label = g_strdup (self->hint ? self->hint : self->exchange);

  if (!kt_members_finish (&members, "A key's facts", error))
    return NULL;
  return g_steal_pointer (&self);
}
