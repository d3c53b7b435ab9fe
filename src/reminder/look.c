/* keyturn-reminder-look: looks at the ledger once, for the reminder
 *
 * Never asks the keyring; of the ledger writes only marks and snoozes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "kt-calendar.h"
#include "kt-catalogue.h"
#include "kt-due.h"
#include "kt-error.h"
#include "kt-look.h"
#include "kt-settings.h"
#include "kt-words.h"

typedef struct {
  KtLedger    *ledger;          /* owned */
  KtCatalogue *catalogue;       /* owned */
  GSettings   *settings;        /* owned; NULL where no schema is installed */
  gint64       now_ms;
} Look;

/* ── What is known ──────────────────────────────────────────────────────── */

static KtDueRules
read_rules (GSettings *settings)
{
  KtDueRules rules = { 22, 8, FALSE };

  if (settings)
    {
      rules.quiet_from = g_settings_get_int (settings, "quiet-from") % 24;
      rules.quiet_to = g_settings_get_int (settings, "quiet-to") % 24;
      rules.working_days = g_settings_get_boolean (settings, "working-days-only");
    }
  return rules;
}

static void
clear_key (gpointer data)
{
  KtDueKey *key = data;

  g_ptr_array_unref (key->dates);
}

/* The dates point into nothing of the reports: they may go. */
static GArray *
gather_keys (Look *look, GPtrArray *records, const KtPolicy *policy, GError **error)
{
  g_autoptr(GHashTable) latest = NULL;
  g_autoptr(GHashTable) good = NULL;
  GArray *keys;

  if (!kt_ledger_get_latest (look->ledger, &latest, &good, error))
    return NULL;
  keys = g_array_new (FALSE, FALSE, sizeof (KtDueKey));
  g_array_set_clear_func (keys, clear_key);
  for (guint i = 0; i < records->len; i++)
    {
      const KtRecord *record = g_ptr_array_index (records, i);
      KtExchange *exchange = kt_catalogue_get (look->catalogue, record->exchange, NULL);
      const KtDueKey key = { record, kt_calendar_dates (record, g_hash_table_lookup (latest, record->id),
                                                        g_hash_table_lookup (good, record->id), exchange, policy, look->now_ms) };

      g_array_append_val (keys, key);
    }
  return keys;
}

/* ── Told ───────────────────────────────────────────────────────────────── */

static void
add_button (GVariantBuilder *builder, const char *action, const char *target, KtNoticeButton button)
{
  g_variant_builder_add (builder, "(sss)", action, target, kt_words_notice_button (button));
}

static void
add_one (Look *look, GVariantBuilder *notices, const KtDueItem *item)
{
  g_autofree char *title = kt_words_notice_title (item->record, item->date, look->now_ms);
  KtExchange *exchange = kt_catalogue_get (look->catalogue, item->record->exchange, NULL);
  g_autofree char *body = exchange ? kt_words_date (item->date, look->now_ms, exchange) : g_strdup ("");
  g_autofree char *id = kt_due_make_notice_id (item->record->id);
  GVariantBuilder buttons;

  g_variant_builder_init (&buttons, G_VARIANT_TYPE ("a(sss)"));
  add_button (&buttons, "app.open-key", item->record->id, KT_NOTICE_OPEN);
  add_button (&buttons, "app.snooze", item->record->id, KT_NOTICE_SNOOZE);
  /* A new credential is the way on from every date. */
  add_button (&buttons, "app.rotate", item->record->id, KT_NOTICE_ROTATE);
  g_variant_builder_add (notices, KT_LOOK_NOTICE_TYPE, id, title, body, item->severity >= KT_SEVERITY_SERIOUS, &buttons);
}

/* The worst of them, by name. */
static char *
describe_many (Look *look, const KtDue *due)
{
  g_autoptr(GStrvBuilder) lines = g_strv_builder_new ();
  g_auto(GStrv) text = NULL;

  for (guint i = 0, n = 0; i < due->items->len && n < KT_DUE_MOST_APART; i++)
    {
      const KtDueItem *item = &g_array_index (due->items, KtDueItem, i);
      g_autofree char *line = item->news ? kt_words_notice_title (item->record, item->date, look->now_ms) : NULL;

      if (!line)
        continue;
      g_strv_builder_add (lines, line);
      n++;
    }
  text = g_strv_builder_end (lines);
  return g_strjoinv ("\n", text);
}

static void
add_many (Look *look, GVariantBuilder *notices, const KtDue *due)
{
  g_autofree char *title = kt_words_notice_many (due->n_news);
  g_autofree char *body = describe_many (look, due);
  GVariantBuilder buttons;

  g_variant_builder_init (&buttons, G_VARIANT_TYPE ("a(sss)"));
  add_button (&buttons, "app.open", "", KT_NOTICE_OPEN);
  g_variant_builder_add (notices, KT_LOOK_NOTICE_TYPE, KT_LOOK_MANY, title, body, TRUE, &buttons);
}

static GVariant *
make_notices (Look *look, const KtDue *due)
{
  GVariantBuilder notices;

  g_variant_builder_init (&notices, G_VARIANT_TYPE ("a" KT_LOOK_NOTICE_TYPE));
  if (due->n_news > KT_DUE_MOST_APART)
    add_many (look, &notices, due);
  for (guint i = 0; due->n_news <= KT_DUE_MOST_APART && i < due->items->len; i++)
    {
      const KtDueItem *item = &g_array_index (due->items, KtDueItem, i);

      if (item->news)
        add_one (look, &notices, item);
    }
  return g_variant_builder_end (&notices);
}

static void
add_id (GVariantBuilder *ids, const char *key_id)
{
  g_autofree char *id = kt_due_make_notice_id (key_id);

  g_variant_builder_add (ids, "s", id);
}

static GVariant *
tell (Look *look, const KtDue *due, GPtrArray *marks)
{
  GVariantBuilder left, standing;

  g_variant_builder_init (&left, G_VARIANT_TYPE_STRING_ARRAY);
  g_variant_builder_init (&standing, G_VARIANT_TYPE_STRING_ARRAY);
  for (guint i = 0; i < marks->len; i++)
    add_id (&left, ((const KtMark *) g_ptr_array_index (marks, i))->key_id);
  if (marks->len > 0)
    g_variant_builder_add (&left, "s", KT_LOOK_MANY);
  for (guint i = 0; i < due->items->len; i++)
    add_id (&standing, g_array_index (due->items, KtDueItem, i).record->id);
  if (due->items->len > 0)
    g_variant_builder_add (&standing, "s", KT_LOOK_MANY);
  return g_variant_ref_sink (g_variant_new ("(x@as@as@a" KT_LOOK_NOTICE_TYPE ")", due->next_ms, g_variant_builder_end (&left),
                                            g_variant_builder_end (&standing), make_notices (look, due)));
}

/* ── Looking ────────────────────────────────────────────────────────────── */

/* A key that is gone cannot be put off, and need not be. */
static gboolean
snooze (Look *look, char **arguments, GError **error)
{
  for (guint i = 0; arguments[i] && arguments[i + 1]; i += 2)
    {
      const gint64 pressed_ms = g_ascii_strtoll (arguments[i + 1], NULL, 10);
      g_autoptr(GError) local = NULL;

      if (!kt_ledger_snooze (look->ledger, arguments[i], kt_due_put_off (pressed_ms), &local)
          && !g_error_matches (local, KT_ERROR, KT_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  return TRUE;
}

static GVariant *
work_out (Look *look, GError **error)
{
  const KtPolicy policy = kt_policy_from_settings (look->settings);
  const KtDueRules rules = read_rules (look->settings);
  g_autoptr(GPtrArray) records = kt_ledger_list (look->ledger, error);
  g_autoptr(GPtrArray) marks = records ? kt_ledger_list_marks (look->ledger, error) : NULL;
  g_autoptr(GHashTable) snoozes = marks ? kt_ledger_list_snoozes (look->ledger, error) : NULL;
  g_autoptr(GArray) keys = snoozes ? gather_keys (look, records, &policy, error) : NULL;
  g_autoptr(GPtrArray) new_marks = NULL;
  g_autoptr(KtDue) due = NULL;

  if (!keys)
    return NULL;
  due = kt_due_work_out (keys, &policy, &rules, marks, snoozes, look->now_ms);
  new_marks = kt_due_make_marks (due, look->now_ms);
  /* Noted first: better that one is lost to a crash than that it comes at every start. */
  if (new_marks->len > 0 && !kt_ledger_add_marks (look->ledger, new_marks, error))
    return NULL;
  return tell (look, due, marks);
}

static KtLookExit
look_once (Look *look, char **snoozes)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), KT_DATA_NAME, NULL);
  g_autofree char *path = g_build_filename (folder, "ledger.db", NULL);
  g_autofree char *definitions = g_build_filename (folder, "exchanges", NULL);
  g_autoptr(GVariant) told = NULL;
  g_autoptr(GError) error = NULL;

  if (!(look->ledger = kt_ledger_open_existing (path, &error)))
    {
      g_debug ("No ledger: %s", error->message);
      return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND) ? KT_LOOK_NO_LEDGER : KT_LOOK_LATER;
    }
  look->catalogue = kt_catalogue_new (definitions);
  look->settings = kt_settings_new ();
  if (!snooze (look, snoozes, &error) || !(told = work_out (look, &error)))
    {
      g_debug ("The ledger could not be read or written: %s", error->message);
      return KT_LOOK_LATER;
    }
  return fwrite (g_variant_get_data (told), 1, g_variant_get_size (told), stdout) == g_variant_get_size (told) && fflush (stdout) == 0
           ? KT_LOOK_FINE
           : KT_LOOK_LATER;
}

int
main (int argc, char **argv)
{
  Look look = { .now_ms = g_get_real_time () / 1000 };
  KtLookExit leave;

  setlocale (LC_ALL, "");
  kt_words_init ();
  leave = look_once (&look, argc > 1 && strcmp (argv[1], KT_LOOK_SNOOZE) == 0 ? argv + 2 : argv + argc);
  g_clear_object (&look.settings);
  g_clear_object (&look.catalogue);
  g_clear_object (&look.ledger);
  return leave;
}
