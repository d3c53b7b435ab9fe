/* keyturn panic: something leaked: all keys by what they could cost, and where each is deleted
 *
 * Works while the keyring is locked. With --check each is asked until the exchange refuses it, or the person has enough.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "kt-cli.h"
#include "kt-cli-json.h"
#include "kt-ledger-rotation.h"
#include "kt-panic.h"
#include "kt-words.h"

static KtExchange *
exchange_of (KtKeeper *keeper, KtKey *key)
{
  return kt_catalogue_get (kt_keeper_get_catalogue (keeper), kt_key_get_record (key)->exchange, NULL);
}

static const char *
say_life (KtLife life)
{
  return life == KT_LIFE_DEAD ? _("dead: the exchange refuses it") : life == KT_LIFE_ALIVE ? _("alive") : _("not known whether it is alive");
}

static void
print_entry (KtKeeper *keeper, guint place, const KtPanicEntry *entry, KtLife life, gboolean checked)
{
  const KtRecord *record = kt_key_get_record (entry->key);
  KtExchange *exchange = exchange_of (keeper, entry->key);
  g_autofree char *consumers = g_strjoinv (", ", record->consumers);

  /* Translators: its place in the list; the key; its exchange; what it may do; from which addresses */
  g_print (_("%1$u. %2$s (%3$s): %4$s, %5$s"), place, record->label, exchange ? kt_exchange_get_name (exchange) : record->exchange,
           kt_words_cost_risk (entry->risk, entry->rights_known), kt_words_cost_addresses (entry->ip));
  if (*consumers)
    /* Translators: %s are names; it follows the sentence about a key */
    g_print (_("; given to %s"), consumers);
  if (entry->in_rotation)
    g_print ("%s", _("; in a rotation: two credentials may be alive"));
  if (checked)
    g_print ("; %s", say_life (life));
  g_print ("\n   %s\n", exchange && kt_exchange_get_keys_page (exchange, record->environment)
                          ? kt_exchange_get_keys_page (exchange, record->environment) : _("its key page is not known"));
}

static void
add_entry (KtKeeper *keeper, JsonBuilder *builder, const KtPanicEntry *entry, KtLife life, gboolean checked)
{
  static const char *const risks[] = { "look", "trade", "transfer", "money" };
  static const char *const lives[] = { "unknown", "alive", "dead" };
  static const char *const addresses[] = { "unknown", "any", "list" };
  const KtRecord *record = kt_key_get_record (entry->key);
  KtExchange *exchange = exchange_of (keeper, entry->key);

  json_builder_begin_object (builder);
  kt_cli_json_string (builder, "id", record->id);
  kt_cli_json_string (builder, "label", record->label);
  kt_cli_json_string (builder, "exchange", record->exchange);
  kt_cli_json_string (builder, "state", kt_state_to_word (record->state));
  kt_cli_json_string (builder, "risk", risks[entry->risk]);
  kt_cli_json_bool (builder, "rights_known", entry->rights_known);
  kt_cli_json_string (builder, "addresses", addresses[entry->ip]);
  kt_cli_json_strings (builder, "consumers", record->consumers);
  kt_cli_json_bool (builder, "in_rotation", entry->in_rotation);
  kt_cli_json_number (builder, "cost", entry->cost);
  kt_cli_json_string (builder, "keys_page", exchange ? kt_exchange_get_keys_page (exchange, record->environment) : NULL);
  kt_cli_json_string (builder, "life", checked ? lives[life] : NULL);
  json_builder_end_object (builder);
}

static gboolean
mark_rotations (KtKeeper *keeper, GArray *entries, GError **error)
{
  g_autoptr(GPtrArray) rotations = kt_ledger_list_rotations (kt_keeper_get_ledger (keeper), error);

  for (guint i = 0; rotations && i < rotations->len; i++)
    {
      const KtRotation *rotation = g_ptr_array_index (rotations, i);

      for (guint j = 0; j < entries->len; j++)
        {
          KtPanicEntry *entry = &g_array_index (entries, KtPanicEntry, j);

          entry->in_rotation |= g_str_equal (kt_key_get_id (entry->key), rotation->key_id) && rotation->to_generation > 0;
        }
    }
  return rotations != NULL;
}

/* Only what surely is a refusal of the key counts as dead; an address or a clock never does. */
static KtLife
ask (KtKeeper *keeper, KtKey *key)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(KtReport) report = NULL;
  KtExchange *exchange = exchange_of (keeper, key);

  if (!exchange || kt_key_get_record (key)->state != KT_STATE_ACTIVE || kt_exchange_wrong_address_disables (exchange) ||
      kt_exchange_refusals_lock_out (exchange))
    return KT_LIFE_UNKNOWN;
  kt_keeper_check_async (keeper, key, TRUE, NULL, NULL, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  if (!(report = kt_keeper_check_finish (keeper, result, NULL)))
    return KT_LIFE_UNKNOWN;
  return kt_life_tell (kt_key_get_record (key), kt_key_get_good_report (key), report);
}

static KtExit
list (KtKeeper *keeper, gboolean check, gboolean json)
{
  g_autoptr(GArray) entries = kt_panic_rank (kt_keeper_get_all (keeper), kt_cli_now_ms ());
  g_autoptr(JsonBuilder) builder = json_builder_new ();
  g_autoptr(GError) error = NULL;
  gboolean all_dead = TRUE;

  if (!mark_rotations (keeper, entries, &error))
    return kt_cli_fail (error);
  json_builder_begin_array (builder);
  for (guint i = 0; i < entries->len; i++)
    {
      const KtPanicEntry *entry = &g_array_index (entries, KtPanicEntry, i);
      KtLife life = check && !g_cancellable_is_cancelled (kt_cli_cancellable ()) ? ask (keeper, entry->key) : KT_LIFE_UNKNOWN;

      all_dead &= life == KT_LIFE_DEAD && !entry->in_rotation;
      if (json)
        add_entry (keeper, builder, entry, life, check);
      else
        print_entry (keeper, i + 1, entry, life, check);
    }
  json_builder_end_array (builder);
  if (json)
    kt_cli_json_print (builder);
  else if (entries->len == 0)
    g_print ("%s\n", _("There are no keys."));
  return all_dead ? KT_EXIT_FINE : KT_EXIT_FINDINGS;
}

static KtExit
run (int argc, char **argv)
{
  gboolean json = FALSE, check = FALSE;
  const GOptionEntry entries[] = {
    { "check", 'c', 0, G_OPTION_ARG_NONE, &check, N_("Ask each exchange whether the key is dead; also where a bot could be refused once"), NULL },
    KT_CLI_JSON_ENTRY (&json),
    { NULL }
  };
  KtExit leave = KT_EXIT_FINE;
  g_autoptr(KtKeeper) keeper = NULL;

  if (!kt_cli_parse (&kt_cmd_panic, entries, &argc, &argv, &leave))
    return leave;
  if (argc > 1)
    return kt_cli_usage_error (&kt_cmd_panic, _("too many arguments"));
  if (!(keeper = kt_cli_open (check, &leave)))
    return leave;
  return list (keeper, check, json);
}

const KtCommand kt_cmd_panic = {
  .name = "panic",
  .summary = N_("Something leaked: all keys by what they could cost, and where to delete them"),
  .usage = "[--check] [--json]",
  .examples = "  keyturn panic\n  keyturn panic --check      again and again, until it exits with 0: all are dead",
  .run = run,
};
