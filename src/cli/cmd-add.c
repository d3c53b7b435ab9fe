/* keyturn add: a new key; its credential comes by standard input or at a prompt, never by argv
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "kt-cleaning.h"
#include "kt-cli.h"
#include "kt-cli-credential.h"
#include "kt-cli-input.h"
#include "kt-cli-json.h"
#include "kt-cli-record.h"
#include "kt-error.h"
#include "kt-settings.h"
#include "kt-words.h"

/* ── The credential ── */

/* What looks wrong about the credential, and how it is said. */
static char *
say_doubt (KtCatalogue *catalogue, KtExchange *exchange, const KtDoubt *doubt)
{
  KtExchange *other = doubt->kind == KT_DOUBT_OTHER_EXCHANGE ? kt_catalogue_get (catalogue, doubt->other, NULL) : NULL;

  return kt_words_doubt (doubt, exchange, other);
}

static GPtrArray *
find_doubts (KtCatalogue *catalogue, KtExchange *exchange, const KtRecord *record, const char *key_type, KtCredential *credential)
{
  g_autoptr(GPtrArray) all = kt_catalogue_search (catalogue, "");

  return kt_diagnose_credential (exchange, all, record->environment, key_type, credential);
}

/* Shapes only warn: the exchange may have changed them. */
static void
warn_of_doubts (KtCatalogue *catalogue, KtExchange *exchange, GPtrArray *doubts)
{
  for (guint i = 0; i < doubts->len; i++)
    {
      g_autofree char *sentence = say_doubt (catalogue, exchange, g_ptr_array_index (doubts, i));

      g_printerr ("%s\n", sentence);
    }
}

/* No request will ever be signed with these, whatever the exchange thinks of them. Whichever key type was meant. */
static gboolean
refuse_useless (KtCatalogue *catalogue, KtExchange *exchange, const KtRecord *record, KtCredential *credential)
{
  g_auto(GStrv) types = kt_exchange_get_key_types (exchange, record->environment);

  for (guint i = 0; types[i]; i++)
    {
      g_autoptr(GPtrArray) doubts = find_doubts (catalogue, exchange, record, types[i], credential);

      for (guint j = 0; j < doubts->len; j++)
        {
          const KtDoubt *doubt = g_ptr_array_index (doubts, j);
          g_autofree char *sentence = NULL;

          if (doubt->kind != KT_DOUBT_ENCRYPTED_PEM && doubt->kind != KT_DOUBT_PUBLIC_PEM)
            continue;
          sentence = say_doubt (catalogue, exchange, doubt);
          kt_cli_fail_with (KT_EXIT_FINDINGS, doubt->kind == KT_DOUBT_PUBLIC_PEM ? "public-pem" : "encrypted-pem", sentence);
          return TRUE;
        }
    }
  return FALSE;
}

/* ── Check and save ── */

static KtReport *
try_key (KtKeeper *keeper, KtRecord *record, KtCredential *credential, KtExchange *exchange, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;
  KtReport *report;

  kt_keeper_try_async (keeper, record, credential, NULL, NULL, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  report = kt_keeper_try_finish (keeper, result, error);
  if (report && !kt_cli_wants_json ())
    {
      g_autofree char *text = kt_words_report (report, record, exchange);

      g_print ("%s\n", text);
    }
  return report;
}

static const char *const doubt_words[] = {
  [KT_DOUBT_SWAPPED] = "swapped",
  [KT_DOUBT_OTHER_EXCHANGE] = "other-exchange",
  [KT_DOUBT_SHAPE] = "shape",
  [KT_DOUBT_MISSING] = "missing",
  [KT_DOUBT_ENCRYPTED_PEM] = "encrypted-pem",
  [KT_DOUBT_PUBLIC_PEM] = "public-pem",
};

static void
print_added (KtKeeper *keeper, KtKey *key, KtExchange *exchange, GPtrArray *doubts)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "key");
  kt_cli_json_key (builder, key, TRUE);
  json_builder_set_member_name (builder, "doubts");
  json_builder_begin_array (builder);
  for (guint i = 0; i < doubts->len; i++)
    {
      const KtDoubt *doubt = g_ptr_array_index (doubts, i);
      g_autofree char *sentence = say_doubt (kt_keeper_get_catalogue (keeper), exchange, doubt);

      json_builder_begin_object (builder);
      kt_cli_json_string (builder, "doubt", doubt_words[doubt->kind]);
      kt_cli_json_string (builder, "field", doubt->field);
      kt_cli_json_string (builder, "other", doubt->other);
      kt_cli_json_string (builder, "sentence", sentence);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  kt_cli_json_print (builder);
}

static KtKey *
save (KtKeeper *keeper, KtRecord *record, KtCredential *credential, KtReport *report, KtExit *ret_exit)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  KtKey *key;

  kt_keeper_add_async (keeper, kt_record_copy (record), credential, report, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  key = kt_keeper_add_finish (keeper, result, &error);
  if (!key)
    *ret_exit = kt_cli_fail (error);
  return key;
}

/* Once, at the first key. */
static void
ask_rotation (KtKeeper *keeper)
{
  g_autoptr(GSettings) settings = kt_settings_new ();

  if (!kt_cli_input_is_terminal () || kt_keeper_get_all (keeper)->len > 0 || kt_settings_was_asked (settings))
    return;
  g_printerr ("%s %s\n", kt_words_rotation_question (), _("“--rotate DAYS” says another number for one key."));
  kt_settings_set_asked (settings);
  g_settings_sync ();
}

static KtExit
add (KtKeeper *keeper, KtExchange *exchange, KtRecord *record, gboolean check)
{
  KtCatalogue *catalogue = kt_keeper_get_catalogue (keeper);
  g_autoptr(GError) error = NULL;
  g_autoptr(KtCredential) credential = kt_cli_read_credential (exchange, record->environment, &error);
  g_autoptr(KtReport) report = NULL;
  g_autoptr(GPtrArray) doubts = NULL;
  KtExit leave = KT_EXIT_FINE;
  const char *key_type;
  KtKey *key;

  if (!credential)
    return kt_cli_fail (error);
  if (refuse_useless (catalogue, exchange, record, credential))
    return KT_EXIT_FINDINGS;
  key_type = kt_exchange_guess_key_type (exchange, record->environment, credential, &error);
  if (!key_type || !kt_cli_check_fields (exchange, record->environment, key_type, credential, &error))
    return kt_cli_fail (error);
  record->key_type = g_strdup (key_type);
  doubts = find_doubts (catalogue, exchange, record, key_type, credential);
  warn_of_doubts (catalogue, exchange, doubts);

  if (check && !(report = try_key (keeper, record, credential, exchange, &error)))
    return kt_cli_fail (error);
  if (!(key = save (keeper, record, credential, report, &leave)))
    return leave;
  if (kt_cli_wants_json ())
    print_added (keeper, key, exchange, doubts);
  else
    /* Translators: %1$s is the label of a key, %2$s the beginning of its id */
    g_print (_("“%1$s” is saved in your keyring (%2$.8s).\n"), kt_key_get_label (key), kt_key_get_id (key));

  /* A check that worked answers every doubt. */
  if (doubts->len > 0 && !(report && kt_report_worked (report)))
    return KT_EXIT_FINDINGS;
  return kt_key_get_severity (key) >= KT_SEVERITY_SERIOUS ? KT_EXIT_FINDINGS : KT_EXIT_FINE;
}

/* ── The command ── */

static KtRecord *
make_record (KtExchange *exchange, const char *environment, const KtCliRecord *given, GError **error)
{
  g_autoptr(KtRecord) record = kt_record_new ();
  const KtEnvironment *found = environment
    ? kt_exchange_find_environment (exchange, environment)
    : g_ptr_array_index (kt_exchange_get_environments (exchange), 0);

  if (!found)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, _("%s has no environment “%s”; “keyturn exchanges show %s” lists them"),
                   kt_exchange_get_name (exchange), environment, kt_exchange_get_id (exchange));
      return NULL;
    }
  if (!kt_cli_record_apply (given, record, error))
    return NULL;
  if (!record->label)
    record->label = g_strdup (kt_exchange_get_name (exchange));
  record->exchange = g_strdup (kt_exchange_get_id (exchange));
  record->environment = g_strdup (found->id);
  record->custom = kt_exchange_is_custom (exchange);
  return g_steal_pointer (&record);
}

/* What a check could disturb is said before it. %FALSE: it is not to be made yet. */
static gboolean
may_check (KtExchange *exchange, const KtRecord *record, gboolean raise_nonce, gboolean address_allowed, KtExit *ret_exit)
{
  g_autofree char *sentence = NULL;

  /* Translators: %s is what would happen */
  if (!address_allowed && kt_exchange_wrong_address_disables (exchange))
    sentence = g_strdup_printf (_("%s Say --address-allowed to check it, or leave --check out."), kt_words_wrong_address ());
  else if (!raise_nonce && kt_exchange_has_rising_nonce (exchange, record->environment))
    sentence = g_strdup (_("This exchange wants every request’s number to rise. A bot that uses this key right now could be refused "
                           "once. Say --raise-nonce to check it, or leave --check out."));
  if (!sentence)
    return TRUE;
  *ret_exit = kt_cli_fail_with (KT_EXIT_FINDINGS, "not-allowed", sentence);
  return FALSE;
}

static KtExit
run (int argc, char **argv)
{
  g_auto(KtCliRecord) given = { 0 };
  g_autofree GOptionEntry *about = kt_cli_record_entries (&given);
  g_autofree char *exchange_id = NULL;
  g_autofree char *environment = NULL;
  gboolean check = FALSE, raise_nonce = FALSE, address_allowed = FALSE;
  const GOptionEntry own[] = {
    { "exchange", 'e', 0, G_OPTION_ARG_STRING, &exchange_id, N_("Which exchange (“keyturn exchanges list”)"), N_("ID") },
    { "environment", 0, 0, G_OPTION_ARG_STRING, &environment, N_("Which environment of it (the first, unless told)"), N_("ID") },
    { "check", 'c', 0, G_OPTION_ARG_NONE, &check, N_("Check the key before it is saved"), NULL },
    { "raise-nonce", 0, 0, G_OPTION_ARG_NONE, &raise_nonce, N_("Check also where a running bot could be refused once"), NULL },
    { "address-allowed", 0, 0, G_OPTION_ARG_NONE, &address_allowed, N_("The key may be used from this computer’s address"), NULL },
  };
  g_autoptr(GArray) entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  KtExit leave = KT_EXIT_FINE;
  g_autoptr(KtKeeper) keeper = NULL;
  g_autoptr(KtRecord) record = NULL;
  g_autoptr(GError) error = NULL;
  KtExchange *exchange;

  g_array_append_vals (entries, own, G_N_ELEMENTS (own));
  for (guint i = 0; about[i].long_name; i++)
    g_array_append_val (entries, about[i]);
  if (!kt_cli_parse (&kt_cmd_add, (const GOptionEntry *) (gpointer) entries->data, &argc, &argv, &leave))
    return leave;
  if (argc > 1)
    return kt_cli_usage_error (&kt_cmd_add, _("the credential stands on standard input, never among the arguments"));
  if (!exchange_id)
    return kt_cli_usage_error (&kt_cmd_add, _("say --exchange"));

  keeper = kt_cli_open (TRUE, &leave);
  if (!keeper)
    return leave;
  exchange = kt_catalogue_get (kt_keeper_get_catalogue (keeper), exchange_id, &error);
  if (!exchange)
    return kt_cli_fail (error);
  record = make_record (exchange, environment, &given, &error);
  if (!record)
    return kt_cli_usage_error (&kt_cmd_add, error->message);
  if (check && !may_check (exchange, record, raise_nonce, address_allowed, &leave))
    return leave;
  ask_rotation (keeper);
  return add (keeper, exchange, record, check);
}

const KtCommand kt_cmd_add = {
  .name = "add",
  .summary = N_("Add a key; its secret goes into the keyring"),
  .usage = "--exchange ID [OPTION…] [--json] [< CREDENTIAL.json]",
  .examples = "  keyturn add -e kraken -l \"Kraken tax\" -m tax              asks for each field without echo\n"
              "  keyturn add -e bitget -l Grid -m bot --check < key.json   {\"api_key\": \"…\", \"secret\": \"…\", \"passphrase\": \"…\"}\n"
              "  keyturn add -e coinbase -l Main < cdp_api_key.json        the file that Coinbase hands out\n"
              "  What looks wrong about a credential is said on standard error and, unless a check proves it wrong, exit code 1.",
  .run = run,
};
