/* keyturn due: what is due when, over all keys
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <stdio.h>

#include "kt-cli.h"
#include "kt-cli-json.h"
#include "kt-words.h"

typedef struct {
  KtKey        *key;        /* borrowed */
  const KtDate *date;       /* borrowed */
} Due;

static int
compare_due (gconstpointer a, gconstpointer b)
{
  const Due *due_a = a;
  const Due *due_b = b;

  return (due_a->date->at_ms > due_b->date->at_ms) - (due_a->date->at_ms < due_b->date->at_ms);
}

static GArray *
collect (KtKeeper *keeper, gint64 until_ms)
{
  GPtrArray *keys = kt_keeper_get_all (keeper);
  GArray *due = g_array_new (FALSE, FALSE, sizeof (Due));

  for (guint i = 0; i < keys->len; i++)
    {
      KtKey *key = g_ptr_array_index (keys, i);
      guint n_dates;
      const KtDate *dates = kt_key_get_dates (key, &n_dates);

      if (kt_key_get_record (key)->state != KT_STATE_ACTIVE)
        continue;
      for (guint j = 0; j < n_dates; j++)
        {
          const Due one = { key, &dates[j] };

          if (one.date->at_ms <= until_ms)
            g_array_append_val (due, one);
        }
    }
  g_array_sort (due, compare_due);
  return due;
}

static void
print_due (const Due *due, KtCatalogue *catalogue)
{
  KtExchange *exchange = kt_catalogue_get (catalogue, kt_key_get_record (due->key)->exchange, NULL);
  g_autofree char *day = kt_words_day (due->date->at_ms, kt_cli_now_ms ());
  g_autofree char *in = kt_words_in (due->date->at_ms, kt_cli_now_ms ());
  g_autofree char *text = kt_words_date (due->date, kt_cli_now_ms (), exchange);

  g_print ("%s (%s)  %s: %s\n", day, in, kt_key_get_label (due->key), text);
}

static void
add_due (JsonBuilder *builder, const Due *due)
{
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, kt_key_get_id (due->key));
  json_builder_set_member_name (builder, "label");
  json_builder_add_string_value (builder, kt_key_get_label (due->key));
  json_builder_set_member_name (builder, "what");
  json_builder_add_string_value (builder, kt_date_kind_to_word (due->date->kind));
  kt_cli_json_time (builder, "at", due->date->at_ms);
  json_builder_set_member_name (builder, "origin");
  json_builder_add_string_value (builder, kt_origin_to_word (due->date->origin));
  json_builder_set_member_name (builder, "sure");
  json_builder_add_boolean_value (builder, due->date->sure);
  json_builder_end_object (builder);
}

static KtExit
print_calendar (KtKeeper *keeper, gint64 until_ms)
{
  g_autofree char *ics = kt_words_calendar (kt_keeper_get_all (keeper), kt_keeper_get_catalogue (keeper), kt_cli_now_ms (), until_ms, NULL);

  /* As it is, in UTF-8, whatever the terminal speaks. */
  if (fputs (ics, stdout) >= 0 && fflush (stdout) == 0)
    return KT_EXIT_FINE;
  g_printerr ("keyturn: %s\n", g_strerror (errno));
  return KT_EXIT_FINDINGS;
}

static KtExit
run (int argc, char **argv)
{
  gboolean json = FALSE, ics = FALSE;
  int days = 365;
  const GOptionEntry entries[] = {
    { "days", 'd', 0, G_OPTION_ARG_INT, &days, N_("Look so many days ahead (365)"), N_("DAYS") },
    KT_CLI_JSON_ENTRY (&json),
    { "ics", 0, 0, G_OPTION_ARG_NONE, &ics, N_("Print a calendar file (iCalendar)"), NULL },
    { NULL }
  };
  KtExit leave = KT_EXIT_FINE;
  g_autoptr(KtKeeper) keeper = NULL;
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(GArray) due = NULL;

  if (!kt_cli_parse (&kt_cmd_due, entries, &argc, &argv, &leave))
    return leave;
  if (argc > 1 || days < 0 || days > 36500)
    return kt_cli_usage_error (&kt_cmd_due, argc > 1 ? _("too many arguments") : _("days are a number from 0 to 36500"));
  keeper = kt_cli_open (FALSE, &leave);
  if (!keeper)
    return leave;

  if (ics)
    return print_calendar (keeper, kt_cli_now_ms () + (gint64) days * 24 * 60 * 60 * 1000);
  due = collect (keeper, kt_cli_now_ms () + (gint64) days * 24 * 60 * 60 * 1000);
  json_builder_begin_array (builder);
  for (guint i = 0; i < due->len; i++)
    {
      const Due *one = &g_array_index (due, Due, i);

      if (json)
        add_due (builder, one);
      else
        print_due (one, kt_keeper_get_catalogue (keeper));
      if (one->date->at_ms <= kt_cli_now_ms ())
        leave = KT_EXIT_FINDINGS;
    }
  json_builder_end_array (builder);
  if (json)
    kt_cli_json_print (builder);
  else if (due->len == 0)
    g_print ("%s\n", _("Nothing is due."));
  return leave;
}

const KtCommand kt_cmd_due = {
  .name = "due",
  .summary = N_("What is due when; works while the keyring is locked"),
  .usage = "[--days DAYS] [--json | --ics]",
  .examples = "  keyturn due --days 30\n  keyturn due --ics > due.ics",
  .run = run,
};
