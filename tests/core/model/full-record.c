/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "full-record.h"

static void
set_texts (char ***field, const char *text)
{
  g_strfreev (*field);
  *field = g_strsplit (text, "|", -1);
}

KtRecord *
full_record_new (void)
{
  KtRecord *self = kt_record_new ();

  self->generation = 3;
  self->state = KT_STATE_DELETED;
  self->label = g_strdup ("Gründe \"🔑\" \\ & Söhne\n2");
  self->exchange = g_strdup ("bitget");
  self->environment = g_strdup ("demo");
  self->key_type = g_strdup ("rsa");
  self->custom = TRUE;
  self->intent = KT_RIGHTS_BIT (KT_RIGHT_READ) | KT_RIGHTS_BIT (KT_RIGHT_OTHER_MONEY);
  self->intent_set = TRUE;
  set_texts (&self->tags, "bot|été");
  self->place = KT_PLACE_ELSEWHERE;
  self->place_name = g_strdup ("nuc");
  set_texts (&self->place_addresses, "203.0.113.7|2001:db8::1");
  set_texts (&self->consumers, "grid-bot|Koinly");
  self->notes = g_strdup ("a note\nof two lines\x7f");
  self->added_ms = 1763000000123;
  self->secret_since_ms = 1762000000000;
  self->rotate_days = 45;
  self->lead_days = 21;
  self->expires_on = g_strdup ("2028-02-29");
  self->deleted_ms = 1763500000000;
  self->last_used_ms = 1763400000000;
  self->hint = g_strdup ("bg_c4…9ef1");
  self->fingerprint = g_strdup ("00ff00ff");
  self->account = g_strdup ("987654321");
  self->nonce_allowed = TRUE;
  self->keep_alive = TRUE;
  self->refusals = 2;
  self->checks_stopped = TRUE;
  return self;
}

void
full_record_assert_equal (const KtRecord *a, const KtRecord *b)
{
  g_assert_cmpstr (a->id, ==, b->id);
  g_assert_cmpuint (a->generation, ==, b->generation);
  g_assert_cmpint (a->state, ==, b->state);
  g_assert_cmpstr (a->label, ==, b->label);
  g_assert_cmpstr (a->exchange, ==, b->exchange);
  g_assert_cmpstr (a->environment, ==, b->environment);
  g_assert_cmpstr (a->key_type, ==, b->key_type);
  g_assert_cmpint (a->custom, ==, b->custom);
  g_assert_cmpuint (a->intent, ==, b->intent);
  g_assert_cmpint (a->intent_set, ==, b->intent_set);
  g_assert_cmpstrv (a->tags, b->tags);
  g_assert_cmpint (a->place, ==, b->place);
  g_assert_cmpstr (a->place_name, ==, b->place_name);
  g_assert_cmpstrv (a->place_addresses, b->place_addresses);
  g_assert_cmpstrv (a->consumers, b->consumers);
  g_assert_cmpstr (a->notes, ==, b->notes);
  g_assert_cmpint (a->added_ms, ==, b->added_ms);
  g_assert_cmpint (a->secret_since_ms, ==, b->secret_since_ms);
  g_assert_cmpint (a->rotate_days, ==, b->rotate_days);
  g_assert_cmpint (a->lead_days, ==, b->lead_days);
  g_assert_cmpint (a->checks_stopped, ==, b->checks_stopped);
  g_assert_cmpstr (a->expires_on, ==, b->expires_on);
  g_assert_cmpint (a->deleted_ms, ==, b->deleted_ms);
  g_assert_cmpint (a->last_used_ms, ==, b->last_used_ms);
  g_assert_cmpstr (a->hint, ==, b->hint);
  g_assert_cmpstr (a->fingerprint, ==, b->fingerprint);
  g_assert_cmpstr (a->account, ==, b->account);
  g_assert_cmpint (a->nonce_allowed, ==, b->nonce_allowed);
  g_assert_cmpint (a->keep_alive, ==, b->keep_alive);
  g_assert_cmpuint (a->refusals, ==, b->refusals);
}
