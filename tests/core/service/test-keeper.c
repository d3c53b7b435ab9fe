/* test-keeper.c: adding, editing, deleting, both stores and what they promise together, on a real keyring
 *
 * All credentials in here are made up.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "keeper-calls.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define DAY_MS ((gint64) 24 * 60 * 60 * 1000)

static KtLedger *
ledger (KeeperFixture *f)
{
  return kt_keeper_get_ledger (f->keeper);
}

/* (transfer full): the row as it stands on the disk */
static KtRecord *
row (KeeperFixture *f, const char *id)
{
  g_autoptr(GError) error = NULL;
  KtRecord *record = kt_ledger_get (ledger (f), id, &error);

  g_assert_no_error (error);
  return record;
}

static guint
count_rows (KeeperFixture *f)
{
  g_autoptr(GPtrArray) rows = kt_ledger_list (ledger (f), NULL);

  return rows->len;
}

static void
put (KeeperFixture *f, const KtRecord *record)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (kt_ledger_put (ledger (f), record, NULL, &error));
}

/* Stores an item behind the keeper's back. */
static void
store_item (KeeperFixture *f, const KtRecord *record, const char *secret)
{
  g_autoptr(KtCredential) credential = made_up_credential (secret);
  g_autofree char *facts = kt_record_to_facts (record);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  KtVault *vault = kt_keeper_get_vault (f->keeper);

  kt_vault_store_async (vault, record->id, record->generation, credential, facts, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  g_assert_true (kt_vault_store_finish (vault, result, &error));
  g_assert_no_error (error);
}

/* ── Add ────────────────────────────────────────────────────────────────── */

static void
test_add (KeeperFixture *f, gconstpointer data)
{
  KtKey *key = keeper_must_add (f, "Spot bot", "made-up-secret-1");
  const KtRecord *record = kt_key_get_record (key);
  g_autoptr(KtRecord) written = row (f, record->id);
  g_autoptr(KtCredential) expected = made_up_credential ("made-up-secret-1");
  g_autoptr(KtCredential) kept = NULL;
  g_autoptr(GPtrArray) events = kt_keeper_get_events (f->keeper, key, 10);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (record->state, ==, KT_STATE_ACTIVE);
  g_assert_cmpint (written->state, ==, KT_STATE_ACTIVE);
  g_assert_cmpuint (record->generation, ==, 1);
  g_assert_cmpint (record->added_ms, >, 0);
  g_assert_cmpint (record->secret_since_ms, ==, record->added_ms);
  g_assert_cmpuint (strlen (record->fingerprint), ==, 64);
  g_assert_nonnull (record->hint);
  g_assert_true (kt_keeper_find (f->keeper, record->id) == key);
  g_assert_cmpuint (kt_keeper_get_all (f->keeper)->len, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (kt_keeper_get_keys (f->keeper))), ==, 1);
  g_assert_cmpstr (((KtEvent *) g_ptr_array_index (events, 0))->what, ==, "added");

  kept = keeper_reveal (f->keeper, key, &error);
  g_assert_no_error (error);
  g_assert_true (kt_credential_equal (kept, expected));
}

static void
test_add_with_report (KeeperFixture *f, gconstpointer data)
{
  g_autoptr(KtCredential) credential = made_up_credential ("made-up-secret-1");
  g_autoptr(KtReport) report = kt_report_new ();
  g_autoptr(GPtrArray) reports = NULL;
  g_autoptr(GError) error = NULL;
  KtKey *key;

  report->checked_ms = 1790000000000;
  report->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_WORKS);
  report->created_ms = 1780000000000;
  report->uid = g_strdup ("1234567");
  report->counted_as_use = TRUE;
  key = keeper_add_record (f->keeper, made_up_record ("x"), credential, report, &error);
  g_assert_no_error (error);

  g_assert_cmpint (kt_key_get_record (key)->secret_since_ms, ==, 1780000000000);
  g_assert_cmpint (kt_key_get_record (key)->last_used_ms, ==, 1790000000000);
  g_assert_cmpstr (kt_key_get_record (key)->account, ==, "1234567");
  g_assert_cmpint (kt_key_get_report (key)->checked_ms, ==, report->checked_ms);
  g_assert_true (kt_key_get_good_report (key) == kt_key_get_report (key));
  reports = kt_keeper_get_reports (f->keeper, key, 10);
  g_assert_cmpuint (reports->len, ==, 1);
}

static void
test_add_locked (KeeperFixture *f, gconstpointer data)
{
  g_autoptr(KtCredential) credential = made_up_credential ("made-up-secret-1");
  g_autoptr(GError) error = NULL;
  KtTestPrompter *prompter;
  KtKey *key;

  keeper_stop (f);
  kt_test_keyring_lock ();
  keeper_start (f);
  g_assert_cmpint (kt_vault_get_state (kt_keeper_get_vault (f->keeper)), ==, KT_VAULT_LOCKED);

  /* The person closes the prompt: nothing is anywhere. */
  prompter = kt_test_prompter_start ("cancel");
  key = keeper_add (f->keeper, "x", credential, &error);
  kt_test_prompter_end (prompter);
  g_assert_null (key);
  g_assert_error (error, KT_ERROR, KT_ERROR_DISMISSED);
  g_assert_cmpuint (count_rows (f), ==, 0);
  g_clear_error (&error);

  prompter = kt_test_prompter_start ("pw:test");
  key = keeper_add (f->keeper, "x", credential, &error);
  kt_test_prompter_end (prompter);
  g_assert_no_error (error);
  g_assert_nonnull (key);
  g_assert_cmpuint (count_items (f->keeper), ==, 1);
}

static void
lock_cb (GDBusConnection *bus, const char *sender, const char *path, const char *interface, const char *signal, GVariant *arguments, gpointer data)
{
  const char *paths[] = { path, NULL };
  GVariant *reply = g_dbus_connection_call_sync (bus, "org.freedesktop.secrets", "/org/freedesktop/secrets", "org.freedesktop.Secret.Service",
                                                 "Lock", g_variant_new ("(^ao)", paths), NULL, G_DBUS_CALL_FLAGS_NONE, -1, NULL, NULL);

  g_assert_nonnull (reply);
  g_variant_unref (reply);
}

/* The keyring took the secret and was locked before it gave it back: it is not said that nothing was stored. */
static void
test_add_locked_meanwhile (KeeperFixture *f, gconstpointer data)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr(KtCredential) credential = made_up_credential ("made-up-secret-2");
  g_autoptr(GError) error = NULL;
  KtTestPrompter *prompter;
  guint before, subscription;

  keeper_must_add (f, "first", "made-up-secret-1");
  before = kt_test_keyring_count ();
  subscription = g_dbus_connection_signal_subscribe (bus, NULL, "org.freedesktop.Secret.Collection", "ItemCreated", NULL, NULL,
                                                     G_DBUS_SIGNAL_FLAGS_NONE, lock_cb, NULL, NULL);
  g_assert_null (keeper_add (f->keeper, "second", credential, &error));
  g_assert_nonnull (error);
  g_dbus_connection_signal_unsubscribe (bus, subscription);
  g_assert_cmpuint (count_rows (f), ==, 2);

  /* What may have stayed is cleared as soon as it is open. */
  prompter = kt_test_prompter_start ("pw:test");
  kt_test_keyring_unlock ();
  kt_test_prompter_end (prompter);
  kt_test_wait_for (count_rows (f) == 1);
  g_assert_cmpuint (kt_test_keyring_count (), ==, before);
}

static void
test_add_without_keyring (KeeperFixture *f, gconstpointer data)
{
  g_autoptr(KtCredential) credential = made_up_credential ("made-up-secret-1");
  g_autoptr(GError) error = NULL;

  kt_test_keyring_kill ();
  g_assert_null (keeper_add (f->keeper, "x", credential, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (count_rows (f), ==, 0);
  g_assert_cmpuint (kt_keeper_get_all (f->keeper)->len, ==, 0);
  kt_test_keyring_start ("test");
}

static void
test_duplicate (KeeperFixture *f, gconstpointer data)
{
  g_autoptr(KtCredential) same = made_up_credential ("made-up-secret-1");
  g_autoptr(KtCredential) other = made_up_credential ("made-up-secret-2");
  g_autoptr(GError) error = NULL;
  KtKey *first = keeper_must_add (f, "first", "made-up-secret-1");
  KtKey *twin;

  g_assert_true (keeper_duplicate (f->keeper, same, &error) == first);
  g_assert_null (keeper_duplicate (f->keeper, other, &error));
  g_assert_no_error (error);
  g_assert_false (has_finding (first, KT_FINDING_DUPLICATE));

  twin = keeper_must_add (f, "twin", "made-up-secret-1");
  g_assert_true (has_finding (first, KT_FINDING_DUPLICATE));
  g_assert_true (has_finding (twin, KT_FINDING_DUPLICATE));

  g_assert_true (keeper_delete (f->keeper, twin, &error));
  g_assert_false (has_finding (first, KT_FINDING_DUPLICATE));
}

static void
test_find_by_name (KeeperFixture *f, gconstpointer data)
{
  KtKey *bot = keeper_must_add (f, "Bot", "made-up-secret-1");
  KtKey *tax = keeper_must_add (f, "Tax", "made-up-secret-2");
  g_autofree char *beginning = g_strndup (kt_key_get_id (tax), 13);
  g_autofree char *short_beginning = g_strndup (kt_key_get_id (tax), 3);
  g_autoptr(GError) error = NULL;

  keeper_must_add (f, "same", "made-up-secret-3");
  keeper_must_add (f, "same", "made-up-secret-4");
  g_assert_true (kt_keeper_find_by_name (f->keeper, "Bot", &error) == bot);
  g_assert_true (kt_keeper_find_by_name (f->keeper, "bOT", &error) == bot);
  g_assert_true (kt_keeper_find_by_name (f->keeper, kt_key_get_id (tax), &error) == tax);
  g_assert_true (kt_keeper_find_by_name (f->keeper, beginning, &error) == tax);
  g_assert_no_error (error);

  g_assert_null (kt_keeper_find_by_name (f->keeper, "same", &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (kt_keeper_find_by_name (f->keeper, short_beginning, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_FOUND);
}

/* ── Edit, reveal ───────────────────────────────────────────────────────── */

static void
test_edit (KeeperFixture *f, gconstpointer data)
{
  KtKey *key = keeper_must_add (f, "before", "made-up-secret-1");
  g_autoptr(KtRecord) wanted = kt_record_copy (kt_key_get_record (key));
  g_autoptr(KtRecord) written = NULL;
  g_autofree char *fingerprint = g_strdup (wanted->fingerprint);
  g_autoptr(GError) error = NULL;

  g_free (wanted->label);
  wanted->label = g_strdup ("after");
  wanted->intent = KT_RIGHTS_BIT (KT_RIGHT_READ);
  wanted->intent_set = TRUE;
  g_strfreev (wanted->tags);
  wanted->tags = g_strsplit ("a,b", ",", -1);
  /* Not for a person to change: */
  wanted->state = KT_STATE_RETIRED;
  wanted->generation = 7;
  g_free (wanted->fingerprint);
  wanted->fingerprint = g_strdup ("00");

  g_assert_true (keeper_edit (f->keeper, key, wanted, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (kt_key_get_label (key), ==, "after");
  written = row (f, kt_key_get_id (key));
  g_assert_cmpstr (written->label, ==, "after");
  g_assert_cmpstr (written->tags[1], ==, "b");
  g_assert_true (written->intent_set);
  g_assert_cmpint (written->state, ==, KT_STATE_ACTIVE);
  g_assert_cmpuint (written->generation, ==, 1);
  g_assert_cmpstr (written->fingerprint, ==, fingerprint);
}

/* Two changes at once, each from the same old copy: none takes the other back. */
static void
test_edit_parts (KeeperFixture *f, gconstpointer data)
{
  KtKey *key = keeper_must_add (f, "before", "made-up-secret-1");
  g_autoptr(KtRecord) one = kt_record_copy (kt_key_get_record (key));
  g_autoptr(KtRecord) other = kt_record_copy (kt_key_get_record (key));
  g_autoptr(KtRecord) written = NULL;
  g_autoptr(GAsyncResult) first = NULL;
  g_autoptr(GAsyncResult) second = NULL;
  g_autoptr(GError) error = NULL;

  g_free (one->label);
  one->label = g_strdup ("after");
  other->nonce_allowed = TRUE;
  kt_keeper_edit_parts_async (f->keeper, key, one, KT_PART_LABEL, NULL, kt_test_keep_result, &first);
  kt_keeper_edit_parts_async (f->keeper, key, other, KT_PART_NONCE, NULL, kt_test_keep_result, &second);
  kt_test_await (&first);
  kt_test_await (&second);
  g_assert_true (kt_keeper_edit_finish (f->keeper, first, &error));
  g_assert_true (kt_keeper_edit_finish (f->keeper, second, &error));
  written = row (f, kt_key_get_id (key));
  g_assert_cmpstr (written->label, ==, "after");
  g_assert_true (written->nonce_allowed);
}

/* What a form left as it was is not written. */
static void
test_compare_parts (void)
{
  g_autoptr(KtRecord) one = kt_record_new ();
  g_autoptr(KtRecord) other = kt_record_copy (one);
  const char *tags[] = { "bot", NULL };

  g_assert_cmpuint (kt_keeper_compare_parts (one, other), ==, 0);
  other->label = g_strdup ("Grid bot");
  g_assert_cmpuint (kt_keeper_compare_parts (one, other), ==, KT_PART_LABEL);
  g_strfreev (other->tags);
  other->tags = g_strdupv ((char **) tags);
  other->place = KT_PLACE_ELSEWHERE;
  other->intent_set = TRUE;
  g_assert_cmpuint (kt_keeper_compare_parts (one, other), ==, KT_PART_LABEL | KT_PART_TAGS | KT_PART_PLACE | KT_PART_INTENT);
  g_strfreev (one->consumers);
  one->consumers = NULL;        /* none is none, however it is held */
  g_assert_cmpuint (kt_keeper_compare_parts (one, other) & KT_PART_CONSUMERS, ==, 0);
  g_free (other->expires_on);
  other->expires_on = g_strdup ("2027-01-31");
  other->secret_since_ms = 1;
  other->lead_days = 5;
  other->nonce_allowed = other->keep_alive = other->checks_stopped = TRUE;
  g_free (other->notes);
  other->notes = g_strdup ("x");
  g_free (other->environment);
  other->environment = g_strdup ("testnet");
  g_assert_cmpuint (kt_keeper_compare_parts (one, other), ==, KT_PART_ALL & ~KT_PART_CONSUMERS);
}

static void
test_secret_missing (KeeperFixture *f, gconstpointer data)
{
  KtKey *key = keeper_must_add (f, "x", "made-up-secret-1");
  KtVault *vault = kt_keeper_get_vault (f->keeper);
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  kt_vault_clear_async (vault, kt_key_get_id (key), 1, NULL, kt_test_keep_result, &result);
  kt_test_await (&result);
  g_assert_true (kt_vault_clear_finish (vault, result, &error));

  g_assert_null (keeper_reveal (f->keeper, key, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_FOUND);
  g_assert_true (has_finding (key, KT_FINDING_SECRET_MISSING));
}

static gboolean
shows (KeeperFixture *f, const char *label)
{
  return kt_keeper_find_by_name (f->keeper, label, NULL) != NULL;
}

/* The command line renames one key and adds another while the window is open. */
static void
test_changed_by_another_process (KeeperFixture *f, gconstpointer data)
{
  KtKey *key = keeper_must_add (f, "before", "made-up-secret-1");
  g_autoptr(KtKeeper) other = kt_keeper_new (f->folder.path);
  g_autoptr(KtCredential) credential = made_up_credential ("made-up-secret-2");
  g_autoptr(KtRecord) wanted = kt_record_copy (kt_key_get_record (key));
  g_autoptr(GError) error = NULL;

  kt_keeper_refresh (f->keeper);
  g_assert_true (keeper_open (other, &error));
  g_free (wanted->label);
  wanted->label = g_strdup ("after");
  g_assert_true (keeper_edit (other, kt_keeper_find (other, kt_key_get_id (key)), wanted, &error));
  g_assert_nonnull (keeper_add (other, "another", credential, &error));
  g_assert_no_error (error);

  kt_keeper_refresh (f->keeper);
  kt_test_wait_for (shows (f, "another"));
  g_assert_cmpstr (kt_key_get_label (key), ==, "after");
  g_assert_true (kt_keeper_find (f->keeper, kt_key_get_id (key)) == key);
}

/* ── Delete ─────────────────────────────────────────────────────────────── */

static void
test_delete_and_back (KeeperFixture *f, gconstpointer data)
{
  KtKey *key = keeper_must_add (f, "x", "made-up-secret-1");
  g_autofree char *id = g_strdup (kt_key_get_id (key));
  g_autoptr(GError) error = NULL;

  g_assert_true (keeper_delete (f->keeper, key, &error));
  g_assert_cmpint (kt_key_get_record (key)->state, ==, KT_STATE_DELETED);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (kt_keeper_get_keys (f->keeper))), ==, 0);
  keeper_restart (f);

  key = kt_keeper_find (f->keeper, id);
  g_assert_cmpint (kt_key_get_record (key)->state, ==, KT_STATE_DELETED);
  g_assert_cmpuint (count_items (f->keeper), ==, 1);
  g_assert_true (keeper_undelete (f->keeper, key, &error));
  g_assert_no_error (error);
  g_assert_cmpint (kt_key_get_record (key)->state, ==, KT_STATE_ACTIVE);
  g_assert_cmpint (kt_key_get_record (key)->deleted_ms, ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (kt_keeper_get_keys (f->keeper))), ==, 1);
}

static void
test_deleted_for_thirty_days (KeeperFixture *f, gconstpointer data)
{
  static const struct {
    gint64      age_ms;
    guint       left;
    const char *explanation;
  } rows[] = {
    { 29 * DAY_MS, 1, "29 days: still there" },
    { 30 * DAY_MS, 0, "30 days: gone, from both stores" },
  };
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      KtKey *key = keeper_must_add (f, "x", "made-up-secret-1");
      g_autoptr(KtRecord) record = kt_record_copy (kt_key_get_record (key));

      g_test_message ("%s", rows[i].explanation);
      record->state = KT_STATE_DELETED;
      record->deleted_ms = kt_keeper_now () - rows[i].age_ms;
      put (f, record);
      keeper_restart (f);

      g_assert_cmpuint (count_rows (f), ==, rows[i].left);
      g_assert_cmpuint (count_items (f->keeper), ==, rows[i].left);
      g_assert_cmpuint (kt_keeper_get_all (f->keeper)->len, ==, rows[i].left);
      if (rows[i].left > 0)
        g_assert_true (keeper_wipe (f->keeper, kt_keeper_find (f->keeper, record->id), NULL, &error));
    }
}

/* A clock set on by a year must not wipe what was deleted a minute ago. */
static void
test_doubtful_clock (KeeperFixture *f, gconstpointer data)
{
  static const struct {
    gint64      seen_ago_ms, doubted_ago_ms;
    guint       left;
    const char *explanation;
  } rows[] = {
    { 365 * DAY_MS, 0, 1, "the clock went on by a year since it was last seen" },
    { -2 * DAY_MS, 0, 1, "the clock went back" },
    { DAY_MS, 2 * DAY_MS, 1, "it jumped two days ago" },
    { DAY_MS, 4 * DAY_MS, 0, "it jumped long ago and went on steadily" },
    { 5 * DAY_MS, 0, 0, "five days since: as usual" },
  };
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      KtKey *key = keeper_must_add (f, "x", "made-up-secret-1");
      g_autoptr(KtRecord) record = kt_record_copy (kt_key_get_record (key));
      gint64 now_ms = kt_keeper_now ();
      g_autofree char *seen = g_strdup_printf ("%" G_GINT64_FORMAT, now_ms - rows[i].seen_ago_ms);
      g_autofree char *doubted = g_strdup_printf ("%" G_GINT64_FORMAT, now_ms - rows[i].doubted_ago_ms);

      g_test_message ("%s", rows[i].explanation);
      record->state = KT_STATE_DELETED;
      record->deleted_ms = now_ms - 31 * DAY_MS;
      put (f, record);
      g_assert_true (kt_ledger_set_setting (ledger (f), "clock-seen", seen, &error));
      g_assert_true (kt_ledger_set_setting (ledger (f), "clock-doubted", rows[i].doubted_ago_ms ? doubted : NULL, &error));
      keeper_restart (f);

      g_assert_cmpuint (count_rows (f), ==, rows[i].left);
      g_assert_cmpuint (count_items (f->keeper), ==, rows[i].left);
      if (rows[i].left > 0)
        g_assert_true (keeper_wipe (f->keeper, kt_keeper_find (f->keeper, record->id), NULL, &error));
    }
}

static void
test_wipe (KeeperFixture *f, gconstpointer data)
{
  KtKey *key = keeper_must_add (f, "x", "made-up-secret-1");
  g_autofree char *id = g_strdup (kt_key_get_id (key));
  g_autoptr(GPtrArray) events = NULL;
  g_autoptr(GError) error = NULL;
  gboolean queued = TRUE;

  g_assert_true (keeper_wipe (f->keeper, key, &queued, &error));
  g_assert_no_error (error);
  g_assert_false (queued);
  g_assert_cmpuint (count_items (f->keeper), ==, 0);
  g_assert_cmpuint (count_rows (f), ==, 0);
  g_assert_null (kt_keeper_find (f->keeper, id));
  events = kt_ledger_get_events (ledger (f), id, 1, &error);
  g_assert_cmpstr (((KtEvent *) g_ptr_array_index (events, 0))->what, ==, "wiped");
}

static void
test_wipe_while_locked (KeeperFixture *f, gconstpointer data)
{
  KtKey *key = keeper_must_add (f, "x", "made-up-secret-1");
  g_autofree char *id = g_strdup (kt_key_get_id (key));
  g_autoptr(GError) error = NULL;
  KtTestPrompter *prompter;
  gboolean queued = FALSE;

  keeper_stop (f);
  kt_test_keyring_lock ();
  keeper_start (f);
  key = kt_keeper_find (f->keeper, id);
  g_assert_true (keeper_wipe (f->keeper, key, &queued, &error));
  g_assert_no_error (error);
  g_assert_true (queued);
  g_assert_true (has_finding (key, KT_FINDING_CLEARING));

  prompter = kt_test_prompter_start ("pw:test");
  g_assert_true (keeper_unlock (f->keeper, &error));
  kt_test_prompter_end (prompter);
  g_assert_no_error (error);
  g_assert_null (kt_keeper_find (f->keeper, id));
  g_assert_cmpuint (count_items (f->keeper), ==, 0);
}

/* ── Cut off ────────────────────────────────────────────────────────────── */

static void
test_pending_without_secret (KeeperFixture *f, gconstpointer data)
{
  g_autoptr(KtRecord) record = made_up_record ("cut off");

  put (f, record);
  keeper_restart (f);
  g_assert_true (keeper_said (f, "undid-add:cut off"));
  g_assert_cmpuint (count_rows (f), ==, 0);
  g_assert_cmpuint (kt_keeper_get_all (f->keeper)->len, ==, 0);
}

static void
test_pending_with_secret (KeeperFixture *f, gconstpointer data)
{
  g_autoptr(KtRecord) record = made_up_record ("cut off");
  g_autofree char *code = g_strconcat ("finished-add:", record->id, NULL);

  put (f, record);
  store_item (f, record, "made-up-secret-1");
  keeper_restart (f);
  g_assert_true (keeper_said (f, code));
  g_assert_cmpint (kt_key_get_record (kt_keeper_find (f->keeper, record->id))->state, ==, KT_STATE_ACTIVE);
}

/* Locked: nothing can be told, so nothing is done until it is open. */
static void
test_pending_while_locked (KeeperFixture *f, gconstpointer data)
{
  g_autoptr(KtRecord) record = made_up_record ("cut off");
  g_autoptr(GError) error = NULL;
  KtTestPrompter *prompter;

  keeper_must_add (f, "other", "made-up-secret-2");
  put (f, record);
  store_item (f, record, "made-up-secret-1");
  keeper_stop (f);
  kt_test_keyring_lock ();
  keeper_start (f);
  g_assert_cmpuint (f->recovered->len, ==, 0);
  g_assert_cmpint (kt_key_get_record (kt_keeper_find (f->keeper, record->id))->state, ==, KT_STATE_PENDING);

  prompter = kt_test_prompter_start ("pw:test");
  g_assert_true (keeper_unlock (f->keeper, &error));
  kt_test_prompter_end (prompter);
  g_assert_true (keeper_said (f, "finished-add:"));
}

static gboolean
said_finished (KeeperFixture *f)
{
  return keeper_said (f, "finished-add:");
}

/* Somebody else opens the keyring: what waited for that is done without a deed here. */
static void
test_unlocked_elsewhere (KeeperFixture *f, gconstpointer data)
{
  g_autoptr(KtRecord) record = made_up_record ("cut off");
  KtTestPrompter *prompter;

  put (f, record);
  store_item (f, record, "made-up-secret-1");
  keeper_stop (f);
  kt_test_keyring_lock ();
  keeper_start (f);

  prompter = kt_test_prompter_start ("pw:test");
  kt_test_keyring_unlock ();
  kt_test_prompter_end (prompter);
  kt_test_wait_for (said_finished (f));
}

/* Another process is in the middle of adding: its row is left alone. */
static void
test_pending_of_another_process (KeeperFixture *f, gconstpointer data)
{
  g_autoptr(KtRecord) record = made_up_record ("being added");
  g_autoptr(GError) error = NULL;
  int lock = kt_keeper_lock_adding (f->keeper, &error);

  put (f, record);
  keeper_restart (f);
  g_assert_cmpuint (f->recovered->len, ==, 0);
  g_assert_cmpuint (count_rows (f), ==, 1);

  close (lock);
  keeper_restart (f);
  g_assert_true (keeper_said (f, "undid-add:"));
}

/* ── Lost ledger, other keyring ─────────────────────────────────────────── */

static void
remove_ledger (KeeperFixture *f)
{
  static const char *const names[] = { "ledger.db", "ledger.db-wal", "ledger.db-shm" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = kt_test_folder_file (&f->folder, names[i]);

      g_unlink (path);
    }
}

static void
test_ledger_lost (KeeperFixture *f, gconstpointer data)
{
  g_autofree char *first = g_strdup (kt_key_get_id (keeper_must_add (f, "first", "made-up-secret-1")));
  g_autoptr(KtCredential) expected = made_up_credential ("made-up-secret-1");
  g_autoptr(KtCredential) kept = NULL;
  g_autoptr(GError) error = NULL;
  KtKey *key;

  keeper_must_add (f, "second", "made-up-secret-2");
  keeper_stop (f);
  remove_ledger (f);
  keeper_start (f);

  g_assert_true (keeper_said (f, "ledger-rebuilt:2"));
  g_assert_cmpuint (kt_keeper_get_all (f->keeper)->len, ==, 2);
  key = kt_keeper_find (f->keeper, first);
  g_assert_cmpstr (kt_key_get_label (key), ==, "first");
  g_assert_cmpint (kt_key_get_record (key)->state, ==, KT_STATE_ACTIVE);
  kept = keeper_reveal (f->keeper, key, &error);
  g_assert_true (kt_credential_equal (kept, expected));

  keeper_restart (f);
  g_assert_cmpuint (f->recovered->len, ==, 0);
  g_assert_cmpuint (kt_keeper_get_all (f->keeper)->len, ==, 2);
}

static void
test_ledger_damaged (KeeperFixture *f, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (&f->folder, "ledger.db");

  keeper_must_add (f, "first", "made-up-secret-1");
  keeper_stop (f);
  remove_ledger (f);
  kt_test_file_store (path, "not a ledger any more", -1);
  keeper_start (f);
  g_assert_true (keeper_said (f, "ledger-set-aside:"));
  g_assert_true (keeper_said (f, "ledger-rebuilt:1"));
}

/* While the keyring is locked the list is empty; it comes back when it is opened. */
static void
test_ledger_lost_while_locked (KeeperFixture *f, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  KtTestPrompter *prompter;

  keeper_must_add (f, "first", "made-up-secret-1");
  keeper_stop (f);
  remove_ledger (f);
  kt_test_keyring_lock ();
  keeper_start (f);
  g_assert_cmpuint (kt_keeper_get_all (f->keeper)->len, ==, 0);

  prompter = kt_test_prompter_start ("pw:test");
  g_assert_true (keeper_unlock (f->keeper, &error));
  kt_test_prompter_end (prompter);
  g_assert_no_error (error);
  g_assert_true (keeper_said (f, "ledger-rebuilt:1"));
  g_assert_cmpuint (kt_keeper_get_all (f->keeper)->len, ==, 1);
}

static void
test_newer_ledger (KeeperFixture *f, gconstpointer data)
{
  g_autoptr(KtKeeper) keeper = NULL;
  g_autofree char *path = kt_test_folder_file (&f->folder, "ledger.db");
  g_autofree char *bytes = NULL;
  g_autoptr(GError) error = NULL;
  gsize length;

  keeper_stop (f);
  bytes = kt_test_file_load (path, &length);
  bytes[63] = 99;   /* the version of its tables */
  kt_test_file_store (path, bytes, (gssize) length);

  keeper = kt_keeper_new (f->folder.path);
  g_assert_false (keeper_open (keeper, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NEWER);
  g_assert_null (kt_keeper_get_ledger (keeper));
}

static void
test_other_keyring (KeeperFixture *f, gconstpointer data)
{
  g_autofree char *id = g_strdup (kt_key_get_id (keeper_must_add (f, "first", "made-up-secret-1")));
  g_autoptr(KtCredential) credential = made_up_credential ("made-up-secret-2");
  g_autoptr(GError) error = NULL;
  gboolean queued = FALSE;
  KtKey *key;

  keeper_stop (f);
  kt_test_keyring_renew ("test");
  keeper_start (f);
  key = kt_keeper_find (f->keeper, id);
  g_assert_cmpint (kt_vault_get_state (kt_keeper_get_vault (f->keeper)), ==, KT_VAULT_OTHER);
  g_assert_true (has_finding (key, KT_FINDING_OTHER_KEYRING));

  /* Nothing is written, nothing is said to be gone. */
  g_assert_null (keeper_add (f->keeper, "x", credential, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_OTHER_KEYRING);
  g_clear_error (&error);
  g_assert_null (keeper_reveal (f->keeper, key, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_OTHER_KEYRING);
  g_clear_error (&error);
  g_assert_false (has_finding (key, KT_FINDING_SECRET_MISSING));
  g_assert_cmpuint (count_rows (f), ==, 1);
  g_assert_cmpuint (kt_test_keyring_count (), ==, 0);

  /* The person chose this one. */
  g_assert_true (keeper_adopt (f->keeper, &error));
  g_assert_no_error (error);
  g_assert_cmpint (kt_vault_get_state (kt_keeper_get_vault (f->keeper)), ==, KT_VAULT_OPEN);
  g_assert_false (has_finding (key, KT_FINDING_OTHER_KEYRING));
  g_assert_nonnull (keeper_add (f->keeper, "x", credential, &error));
  g_assert_no_error (error);
  g_assert_null (keeper_reveal (f->keeper, key, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_FOUND);
  g_assert_true (has_finding (key, KT_FINDING_SECRET_MISSING));
  g_clear_error (&error);

  g_assert_true (keeper_wipe (f->keeper, key, &queued, &error));
  g_assert_false (queued);
  g_assert_cmpuint (count_rows (f), ==, 1);
}

static void
test_wipe_waits_for_its_keyring (KeeperFixture *f, gconstpointer data)
{
  g_autofree char *id = g_strdup (kt_key_get_id (keeper_must_add (f, "first", "made-up-secret-1")));
  g_autoptr(GError) error = NULL;
  gboolean queued = FALSE;

  keeper_stop (f);
  kt_test_keyring_renew ("test");
  keeper_start (f);
  g_assert_true (keeper_wipe (f->keeper, kt_keeper_find (f->keeper, id), &queued, &error));
  g_assert_true (queued);
  g_assert_cmpuint (count_rows (f), ==, 1);
}

/* What waits for the keyring of before is neither done nor forgotten in another one. */
static void
test_left_behind (KeeperFixture *f, gconstpointer data)
{
  g_autofree char *one = g_strdup (kt_key_get_id (keeper_must_add (f, "one", "made-up-secret-1")));
  g_autofree char *two = g_strdup (kt_key_get_id (keeper_must_add (f, "two", "made-up-secret-2")));
  g_autofree char *three = g_strdup (kt_key_get_id (keeper_must_add (f, "three", "made-up-secret-3")));
  g_autofree char *file = kt_test_keyring_file ();
  g_autofree char *before = NULL;
  g_autoptr(GError) error = NULL;
  gboolean queued = FALSE;
  gsize length;

  /* "two" is to be wiped, "three" was cut off while it was added. */
  kt_test_keyring_lock ();
  keeper_restart (f);
  g_assert_true (keeper_wipe (f->keeper, kt_keeper_find (f->keeper, two), &queued, &error));
  g_assert_true (queued);
  g_assert_true (kt_ledger_set_state (kt_keeper_get_ledger (f->keeper), three, KT_STATE_PENDING, 1, &error));
  keeper_stop (f);
  before = kt_test_file_load (file, &length);

  kt_test_keyring_renew ("test");
  keeper_start (f);
  g_assert_true (keeper_adopt (f->keeper, &error));
  g_assert_no_error (error);
  for (int start = 0; start < 2; start++)
    {
      guint n;
      const KtFinding *findings = kt_key_get_findings (kt_keeper_find (f->keeper, two), &n);

      g_assert_cmpuint (count_rows (f), ==, 3);
      g_assert_cmpint (kt_key_get_record (kt_keeper_find (f->keeper, two))->state, ==, KT_STATE_CLEARING);
      g_assert_cmpint (kt_key_get_record (kt_keeper_find (f->keeper, three))->state, ==, KT_STATE_PENDING);
      g_assert_cmpuint (n, ==, 1);
      g_assert_cmpstr (findings->word, ==, "left-behind");
      g_assert_true (has_finding (kt_keeper_find (f->keeper, three), KT_FINDING_SECRET_MISSING));
      keeper_restart (f);
    }
  keeper_must_add (f, "four", "made-up-secret-4");

  keeper_stop (f);
  kt_test_keyring_kill ();
  kt_test_file_store (file, before, (gssize) length);
  kt_test_keyring_start ("test");
  g_assert_cmpuint (kt_test_keyring_count (), ==, 5);   /* the mark, the fingerprints' key, three credentials */
  keeper_start (f);
  g_assert_true (keeper_said (f, "finished-add:"));
  g_assert_null (kt_keeper_find (f->keeper, two));
  g_assert_cmpuint (kt_test_keyring_count (), ==, 4);
  g_assert_cmpint (kt_key_get_record (kt_keeper_find (f->keeper, three))->state, ==, KT_STATE_ACTIVE);
  g_assert_cmpuint (count_rows (f), ==, 3);
  g_assert_nonnull (kt_keeper_find (f->keeper, one));
}

/* Whoever knows that the keyring of before is gone for good forgets its keys. */
static void
test_left_behind_forgotten (KeeperFixture *f, gconstpointer data)
{
  g_autofree char *id = g_strdup (kt_key_get_id (keeper_must_add (f, "one", "made-up-secret-1")));
  g_autoptr(GError) error = NULL;
  gboolean queued = FALSE;

  kt_test_keyring_lock ();
  keeper_restart (f);
  g_assert_true (keeper_wipe (f->keeper, kt_keeper_find (f->keeper, id), &queued, &error));
  keeper_stop (f);
  kt_test_keyring_renew ("test");
  keeper_start (f);
  g_assert_true (keeper_adopt (f->keeper, &error));
  g_assert_cmpuint (count_rows (f), ==, 1);
  g_assert_true (keeper_wipe (f->keeper, kt_keeper_find (f->keeper, id), &queued, &error));
  g_assert_false (queued);
  g_assert_cmpuint (count_rows (f), ==, 0);
}

/* ── Out and back ───────────────────────────────────────────────────────── */

static void
test_export_restore (KeeperFixture *f, gconstpointer data)
{
  g_autofree char *path = kt_test_folder_file (&f->folder, "keys.gpg");
  g_autoptr(KtCredential) expected = made_up_credential ("made-up-secret-1");
  g_autoptr(KtCredential) kept = NULL;
  g_autoptr(GError) error = NULL;
  guint n = 0, missing = 0, added = 0, known = 0;
  KtKey *key;

  keeper_must_add (f, "first", "made-up-secret-1");
  key = keeper_must_add (f, "second", "made-up-secret-2");
  g_assert_true (keeper_export (f->keeper, path, "made up passphrase", &n, &missing, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (missing, ==, 0);

  /* One is here, one is not. */
  g_assert_true (keeper_wipe (f->keeper, key, NULL, &error));
  g_assert_true (keeper_restore (f->keeper, path, "made up passphrase", &added, &known, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (added, ==, 1);
  g_assert_cmpuint (known, ==, 1);

  /* A new computer. */
  keeper_stop (f);
  remove_ledger (f);
  kt_test_keyring_renew ("test");
  keeper_start (f);
  g_assert_false (keeper_restore (f->keeper, path, "wrong", &added, &known, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_ALLOWED);
  g_clear_error (&error);
  g_assert_cmpuint (kt_keeper_get_all (f->keeper)->len, ==, 0);

  g_assert_true (keeper_restore (f->keeper, path, "made up passphrase", &added, &known, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (added, ==, 2);
  g_assert_cmpuint (known, ==, 0);
  kept = keeper_reveal (f->keeper, kt_keeper_find_by_name (f->keeper, "first", &error), &error);
  g_assert_no_error (error);
  g_assert_true (kt_credential_equal (kept, expected));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add (path, KeeperFixture, NULL, keeper_set_up, function, keeper_tear_down)
  ADD ("/keeper/add/both-stores", test_add);
  ADD ("/keeper/add/with-report", test_add_with_report);
  ADD ("/keeper/add/locked", test_add_locked);
  ADD ("/keeper/add/without-keyring", test_add_without_keyring);
  ADD ("/keeper/add/duplicate", test_duplicate);
  ADD ("/keeper/find-by-name", test_find_by_name);
  ADD ("/keeper/edit", test_edit);
  ADD ("/keeper/edit-parts", test_edit_parts);
  g_test_add_func ("/keeper/compare-parts", test_compare_parts);
  ADD ("/keeper/secret-missing", test_secret_missing);
  ADD ("/keeper/changed-by-another-process", test_changed_by_another_process);
  ADD ("/keeper/delete/and-back", test_delete_and_back);
  ADD ("/keeper/delete/thirty-days", test_deleted_for_thirty_days);
  ADD ("/keeper/doubtful-clock", test_doubtful_clock);
  ADD ("/keeper/wipe/now", test_wipe);
  ADD ("/keeper/wipe/while-locked", test_wipe_while_locked);
  ADD ("/keeper/wipe/waits-for-its-keyring", test_wipe_waits_for_its_keyring);
  ADD ("/keeper/pending/without-secret", test_pending_without_secret);
  ADD ("/keeper/pending/with-secret", test_pending_with_secret);
  ADD ("/keeper/pending/while-locked", test_pending_while_locked);
  ADD ("/keeper/pending/unlocked-elsewhere", test_unlocked_elsewhere);
  ADD ("/keeper/pending/of-another-process", test_pending_of_another_process);
  ADD ("/keeper/ledger/lost", test_ledger_lost);
  ADD ("/keeper/ledger/damaged", test_ledger_damaged);
  ADD ("/keeper/ledger/lost-while-locked", test_ledger_lost_while_locked);
  ADD ("/keeper/ledger/newer", test_newer_ledger);
  ADD ("/keeper/other-keyring", test_other_keyring);
  ADD ("/keeper/add/locked-meanwhile", test_add_locked_meanwhile);
  ADD ("/keeper/left-behind", test_left_behind);
  ADD ("/keeper/left-behind/forgotten", test_left_behind_forgotten);
  ADD ("/keeper/export-restore", test_export_restore);

  return g_test_run ();
}
