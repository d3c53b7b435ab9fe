/* test-record.c: records, their facts and their hints
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-record.h"

#include <string.h>

#include "full-record.h"
#include "kt-error.h"

static void
test_new (void)
{
  g_autoptr(KtRecord) a = kt_record_new ();
  g_autoptr(KtRecord) b = kt_record_new ();

  g_assert_true (g_uuid_string_is_valid (a->id));
  g_assert_cmpstr (a->id, !=, b->id);
  g_assert_cmpuint (a->generation, ==, 1);
  g_assert_cmpint (a->state, ==, KT_STATE_PENDING);
  g_assert_cmpint (a->rotate_days, ==, KT_ROTATE_BY_POLICY);
  g_assert_cmpuint (g_strv_length (a->tags), ==, 0);
  g_assert_cmpuint (g_strv_length (a->place_addresses), ==, 0);
  g_assert_cmpuint (g_strv_length (a->consumers), ==, 0);
  g_assert_false (a->intent_set);
}

static void
test_copy (void)
{
  g_autoptr(KtRecord) self = full_record_new ();
  g_autoptr(KtRecord) copy = kt_record_copy (self);

  full_record_assert_equal (self, copy);
  g_assert_true (self->label != copy->label);
  g_assert_true (self->tags != copy->tags);
}

static void
test_facts (void)
{
  g_autoptr(KtRecord) self = full_record_new ();
  g_autofree char *facts = kt_record_to_facts (self);
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRecord) back = kt_record_from_facts (facts, &error);

  g_assert_no_error (error);
  full_record_assert_equal (self, back);
  for (const char *p = facts; *p; p++)
    g_assert_true (*p >= 0x20 && *p < 0x7f);
}

static void
test_facts_of_little (void)
{
  g_autoptr(KtRecord) self = kt_record_new ();
  g_autoptr(KtRecord) back = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *facts = NULL;

  self->label = g_strdup ("x");
  self->exchange = g_strdup ("okx");
  facts = kt_record_to_facts (self);
  back = kt_record_from_facts (facts, &error);
  g_assert_no_error (error);
  full_record_assert_equal (self, back);
}

static void
test_facts_stay_small (void)
{
  g_autoptr(KtRecord) self = full_record_new ();
  g_autoptr(KtRecord) back = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *facts = NULL;

  g_free (self->notes);
  self->notes = g_strnfill (20000, 'n');
  g_strfreev (self->consumers);
  self->consumers = g_strsplit ("kept", ",", -1);
  facts = kt_record_to_facts (self);
  g_assert_cmpuint (strlen (facts), <=, 8192);
  back = kt_record_from_facts (facts, &error);
  g_assert_no_error (error);
  g_assert_null (back->notes);
  g_assert_cmpstr (back->consumers[0], ==, "kept");

  g_free (self->label);
  self->label = g_strnfill (20000, 'l');
  g_clear_pointer (&facts, g_free);
  g_clear_pointer (&back, kt_record_free);
  facts = kt_record_to_facts (self);
  g_assert_cmpuint (strlen (facts), <=, 8192);
  back = kt_record_from_facts (facts, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (back->id, ==, self->id);
  g_assert_cmpstr (back->label, ==, "bg_c4…9ef1");
}

static void
test_foreign_facts (void)
{
#define OURS "\"v\":1,\"id\":\"0b0a3f1e-7c55-4f0e-9d0a-3c4b5a697887\",\"state\":\"active\",\"exchange\":\"okx\""
  static const struct { const char *facts; int code; const char *explanation; } rows[] = {
    { "", KT_ERROR_DAMAGED, "nothing" },
    { "hello", KT_ERROR_DAMAGED, "not JSON" },
    { "[1]", KT_ERROR_DAMAGED, "not an object" },
    { "{}", KT_ERROR_DAMAGED, "an object of somebody else" },
    { "{\"v\":2}", KT_ERROR_NEWER, "a newer Keyturn's" },
    { "{\"v\":\"1\"}", KT_ERROR_DAMAGED, "a version that is a text" },
    { "{" OURS ",\"label\":[]}", KT_ERROR_DAMAGED, "an array for a text" },
    { "{" OURS ",\"generation\":0}", KT_ERROR_DAMAGED, "there is no generation 0" },
    { "{" OURS ",\"generation\":99999999999999}", KT_ERROR_DAMAGED, "too large" },
    { "{" OURS ",\"tags\":\"bot\"}", KT_ERROR_DAMAGED, "a text for an array" },
    { "{" OURS ",\"tags\":[\"bot\",7]}", KT_ERROR_DAMAGED, "a number among texts" },
    { "{" OURS ",\"custom\":\"yes\"}", KT_ERROR_DAMAGED, "a text for a boolean" },
    { "{" OURS ",\"rotate_days\":-2}", KT_ERROR_DAMAGED, "no such interval" },
    { "{" OURS ",\"expires_on\":\"2027-02-29\"}", KT_ERROR_DAMAGED, "no such day" },
    { "{" OURS ",\"expires_on\":\"soon\"}", KT_ERROR_DAMAGED, "not a day" },
    { "{" OURS ",\"added_ms\":-1}", KT_ERROR_DAMAGED, "before all time" },
    { "{\"v\":1,\"id\":\"../x\",\"state\":\"active\",\"exchange\":\"okx\"}", KT_ERROR_DAMAGED, "not a uuid" },
    { "{\"v\":1,\"id\":\"0b0a3f1e-7c55-4f0e-9d0a-3c4b5a697887\",\"state\":\"lost\",\"exchange\":\"okx\"}", KT_ERROR_DAMAGED, "no such state" },
    { "{\"v\":1,\"id\":\"0b0a3f1e-7c55-4f0e-9d0a-3c4b5a697887\",\"state\":\"active\"}", KT_ERROR_DAMAGED, "no exchange" },
    { "{" OURS ",\"notes\":\"\\ud83d\"}", KT_ERROR_DAMAGED, "half a character" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(KtRecord) record = kt_record_from_facts (rows[i].facts, &error);

      g_test_message ("%s", rows[i].explanation);
      g_assert_null (record);
      g_assert_error (error, KT_ERROR, rows[i].code);
    }
}

static void
test_facts_of_tomorrow (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRecord) record =
    kt_record_from_facts ("{" OURS ",\"intent\":[\"read\",\"teleport\"],\"mood\":{\"is\":1}}", &error);

  g_assert_no_error (error);
  /* A right nobody knows is not meant: it would be shown as too much, never as intended. */
  g_assert_true (record->intent_set);
  g_assert_cmpuint (record->intent, ==, KT_RIGHTS_BIT (KT_RIGHT_READ));
  g_assert_cmpstr (record->label, ==, "okx");
}

static void
test_mangled_facts (void)
{
  g_autoptr(KtRecord) self = full_record_new ();
  g_autofree char *facts = kt_record_to_facts (self);

  for (gsize i = 0; facts[i]; i++)
    {
      for (const char *c = "\"{}[],:0x\\\x01\xff"; *c; c++)
        {
          g_autofree char *other = g_strdup (facts);
          g_autoptr(GError) error = NULL;
          g_autoptr(KtRecord) record = NULL;

          other[i] = *c;
          record = kt_record_from_facts (other, &error);
          g_assert_true ((record == NULL) == (error != NULL));
        }
    }
}

static void
test_hint (void)
{
  static const struct { const char *key, *hint, *explanation; } rows[] = {
    { "", NULL, "nothing" },
    { "abcde", NULL, "a third of it is one character" },
    { "abcdef", "a…f", "two of six" },
    { "abcdefghijkl", "ab…kl", "four of twelve" },
    { "bg_c4aaaaaaaaaaaaaaaaaaaaaaaaaaaa9ef1", "bg_c4…9ef1", "never more than nine" },
    { "\xc3\xa4\tcdefghijkl", "??…kl", "only what can be shown" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *hint = kt_record_make_hint (rows[i].key, strlen (rows[i].key));

      g_test_message ("%s", rows[i].explanation);
      g_assert_cmpstr (hint, ==, rows[i].hint);
    }
}

static void
test_states (void)
{
  for (guint i = 0; i <= KT_STATE_RETIRED; i++)
    {
      KtState back;

      g_assert_true (kt_state_from_word (kt_state_to_word (i), &back));
      g_assert_cmpint (back, ==, i);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/new", test_new);
  g_test_add_func ("/record/copy-is-deep", test_copy);
  g_test_add_func ("/record/facts-of-every-field", test_facts);
  g_test_add_func ("/record/facts-of-little", test_facts_of_little);
  g_test_add_func ("/record/facts-stay-small", test_facts_stay_small);
  g_test_add_func ("/record/foreign-facts", test_foreign_facts);
  g_test_add_func ("/record/facts-of-a-newer-keyturn", test_facts_of_tomorrow);
  g_test_add_func ("/record/mangled-facts", test_mangled_facts);
  g_test_add_func ("/record/hint", test_hint);
  g_test_add_func ("/record/states", test_states);
  return g_test_run ();
}
