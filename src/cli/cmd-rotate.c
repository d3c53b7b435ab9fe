/* keyturn rotate: replaces a key's credential, one stage after the other; goes on where it was left
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "kt-cli.h"
#include "kt-cli-credential.h"
#include "kt-cli-json.h"
#include "kt-error.h"
#include "kt-keeper-rotate.h"
#include "kt-words.h"

/* One deed a call; without any the rotation is begun, or shown as it stands. */
typedef struct {
  gboolean give, check, accept_unseen, make_current, deleted, watch, wipe, unproven, undo, cancel;
  gboolean address_allowed, json;
  char    *accept;
  char    *given;
} Deeds;

static guint
count_deeds (const Deeds *deeds)
{
  return (guint) (deeds->give + deeds->check + (deeds->accept || deeds->accept_unseen) + deeds->make_current + (deeds->given != NULL) +
                  deeds->deleted + deeds->watch + deeds->wipe + deeds->undo + deeds->cancel);
}

/* ── Saying ── */

static void
print_consumers (const KtRotation *rotation)
{
  for (guint i = 0; i < rotation->consumers->len; i++)
    {
      const KtRotationConsumer *consumer = g_ptr_array_index (rotation->consumers, i);

      /* Translators: one who was given the key */
      g_print (consumer->given_ms ? _("  ✓ %s has the new one\n") : _("  ✗ %s has the old one\n"), consumer->name);
    }
}

static const char *
say_command (KtRotationStage stage)
{
  switch (stage)
    {
    case KT_ROTATION_BEGUN:
      return "--give";
    case KT_ROTATION_STORED:
      return "--check";
    case KT_ROTATION_CHECKED:
      return "--make-current";
    case KT_ROTATION_SWITCHED:
      return "--given NAME, --deleted, --undo";
    case KT_ROTATION_WATCHING:
      return "--watch, --undo";
    case KT_ROTATION_PROVEN:
      return "--wipe, --undo";
    case KT_ROTATION_STORING:
    case KT_ROTATION_WIPING:
    case KT_ROTATION_DROPPING:
    case KT_ROTATION_CANCELLING:
    case KT_N_ROTATION_STAGES:
    default:
      return NULL;
    }
}

static void
print_stage (KtKey *key, const KtRotation *rotation, KtExchange *exchange)
{
  const KtRecord *record = kt_key_get_record (key);
  g_autofree char *next = kt_words_rotation_next (rotation, exchange);
  const char *command = say_command (rotation->stage);

  g_print ("%s\n", next);
  if (rotation->stage == KT_ROTATION_BEGUN)
    {
      KtRights meant = kt_rotation_get_meant (record, kt_key_get_good_report (key));
      g_autofree char *boxes = exchange && meant ? kt_words_boxes (exchange, meant) : NULL;
      g_autofree char *addresses = g_strjoinv (", ", record->place_addresses);
      const char *page = exchange ? kt_exchange_get_keys_page (exchange, record->environment) : NULL;

      if (page)
        g_print ("  %s\n", page);
      if (boxes)
        g_print ("  %s\n", boxes);
      if (*addresses)
        /* Translators: %s are addresses to allow at the exchange */
        g_print (_("  Allow these addresses: %s\n"), addresses);
    }
  if (rotation->new_report && !kt_rotation_is_switched (rotation->stage))
    {
      KtRotationVerdict verdict;
      g_autofree char *text = NULL;

      kt_rotation_judge (rotation, record, kt_key_get_good_report (key), &verdict);
      text = kt_words_rotation_verdict (&verdict, exchange);
      g_print ("%s\n", text);
    }
  if (kt_rotation_is_switched (rotation->stage))
    print_consumers (rotation);
  if (rotation->stage == KT_ROTATION_WATCHING || rotation->stage == KT_ROTATION_PROVEN)
    {
      g_autofree char *text = kt_words_rotation_watch (rotation, kt_cli_now_ms (), exchange);

      g_print ("%s\n", text);
    }
  if (command)
    /* Translators: %.8s is the beginning of a key's id, %s are options */
    g_print (_("Next: keyturn rotate %1$.8s %2$s\n"), kt_key_get_id (key), command);
}

static void
add_verdict (JsonBuilder *builder, KtKey *key, const KtRotation *rotation)
{
  static const char *const accounts[] = { "not-told", "same", "different" };
  g_autofree char *missing = NULL, *more = NULL, *untold = NULL;
  KtRotationVerdict verdict;

  kt_rotation_judge (rotation, kt_key_get_record (key), kt_key_get_good_report (key), &verdict);
  missing = kt_rights_to_string (verdict.missing);
  more = kt_rights_to_string (verdict.more);
  untold = kt_rights_to_string (verdict.untold);
  json_builder_set_member_name (builder, "verdict");
  json_builder_begin_object (builder);
  kt_cli_json_bool (builder, "works", verdict.works);
  kt_cli_json_bool (builder, "unseen", verdict.unseen);
  kt_cli_json_bool (builder, "rights_told", verdict.rights_told);
  kt_cli_json_string (builder, "missing", missing);
  kt_cli_json_string (builder, "more", more);
  kt_cli_json_string (builder, "untold", untold);
  kt_cli_json_string (builder, "account", accounts[verdict.account]);
  kt_cli_json_bool (builder, "may_switch", verdict.may_switch);
  json_builder_end_object (builder);
}

/* @rotation: NULL when it is over. */
static void
print_json (KtKey *key, const KtRotation *rotation)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  kt_cli_json_string (builder, "id", kt_key_get_id (key));
  kt_cli_json_string (builder, "label", kt_key_get_label (key));
  kt_cli_json_number (builder, "generation", kt_key_get_record (key)->generation);
  kt_cli_json_string (builder, "stage", rotation ? kt_rotation_stage_to_word (rotation->stage) : NULL);
  if (rotation)
    {
      g_autofree char *answer = rotation->old_report ? kt_outcomes_to_string (rotation->old_report->outcomes) : NULL;

      kt_cli_json_time (builder, "began", rotation->began_ms);
      if (rotation->new_report && !kt_rotation_is_switched (rotation->stage))
        add_verdict (builder, key, rotation);
      json_builder_set_member_name (builder, "consumers");
      json_builder_begin_array (builder);
      for (guint i = 0; i < rotation->consumers->len; i++)
        {
          const KtRotationConsumer *consumer = g_ptr_array_index (rotation->consumers, i);

          json_builder_begin_object (builder);
          kt_cli_json_string (builder, "name", consumer->name);
          kt_cli_json_time (builder, "given", consumer->given_ms);
          json_builder_end_object (builder);
        }
      json_builder_end_array (builder);
      kt_cli_json_string (builder, "old_answer", answer);
      kt_cli_json_number (builder, "tries", rotation->tries);
      kt_cli_json_time (builder, "next_try", rotation->next_try_ms);
      kt_cli_json_time (builder, "proven", rotation->proven_ms);
    }
  json_builder_end_object (builder);
  kt_cli_json_print (builder);
}

/* ── Doing ── */

/* What a check may disturb is said before, as for any other check. */
static gboolean
may_ask (KtKey *key, KtExchange *exchange, const Deeds *deeds, KtExit *ret_exit)
{
  if (exchange && (deeds->check || deeds->watch) && !deeds->address_allowed && kt_exchange_wrong_address_disables (exchange))
    {
      g_autofree char *sentence = g_strdup_printf (_("%1$s: %2$s Say --address-allowed to check it."), kt_key_get_label (key),
                                                   kt_words_wrong_address ());

      *ret_exit = kt_cli_fail_with (KT_EXIT_FINDINGS, "not-allowed", sentence);
      return FALSE;
    }
  return TRUE;
}

static KtRotation *
give (KtKeeper *keeper, KtKey *key, KtExchange *exchange, GError **error)
{
  const char *environment = kt_key_get_record (key)->environment;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(KtCredential) credential = NULL;
  const char *key_type;

  if (!exchange)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_NOT_FOUND, _("The exchange of this key is not known here"));
      return NULL;
    }
  credential = kt_cli_read_credential (exchange, environment, error);
  key_type = credential ? kt_exchange_guess_key_type (exchange, environment, credential, error) : NULL;
  if (!key_type || !kt_cli_check_fields (exchange, environment, key_type, credential, error))
    return NULL;
  kt_keeper_rotate_give_async (keeper, key, credential, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  return kt_keeper_rotate_finish (keeper, result, error);
}

static KtRotation *
do_deed (KtKeeper *keeper, KtKey *key, KtExchange *exchange, const Deeds *deeds, GError **error)
{
  GCancellable *cancellable = kt_cli_cancellable ();
  g_autoptr(GAsyncResult) result = NULL;
  KtRights accepted = KT_RIGHTS_NONE;

  if (deeds->give)
    return give (keeper, key, exchange, error);
  if (deeds->accept && !kt_rights_from_string (deeds->accept, &accepted, error))
    return NULL;

  if (deeds->check)
    kt_keeper_rotate_check_async (keeper, key, NULL, NULL, cancellable, kt_cli_keep_result, &result);
  else if (deeds->accept || deeds->accept_unseen)
    kt_keeper_rotate_accept_async (keeper, key, accepted, deeds->accept_unseen, cancellable, kt_cli_keep_result, &result);
  else if (deeds->make_current)
    kt_keeper_rotate_switch_async (keeper, key, cancellable, kt_cli_keep_result, &result);
  else if (deeds->given)
    kt_keeper_rotate_tick_async (keeper, key, deeds->given, TRUE, cancellable, kt_cli_keep_result, &result);
  else if (deeds->deleted)
    kt_keeper_rotate_deleted_async (keeper, key, cancellable, kt_cli_keep_result, &result);
  else if (deeds->watch)
    kt_keeper_rotate_watch_async (keeper, key, TRUE, cancellable, kt_cli_keep_result, &result);
  else if (deeds->wipe)
    kt_keeper_rotate_wipe_async (keeper, key, deeds->unproven, cancellable, kt_cli_keep_result, &result);
  else if (deeds->undo)
    kt_keeper_rotate_undo_async (keeper, key, cancellable, kt_cli_keep_result, &result);
  else if (deeds->cancel)
    kt_keeper_rotate_cancel_async (keeper, key, cancellable, kt_cli_keep_result, &result);
  else
    kt_keeper_rotate_begin_async (keeper, key, cancellable, kt_cli_keep_result, &result);
  kt_cli_await (&result);
  return kt_keeper_rotate_finish (keeper, result, error);
}

static KtExit
rotate (KtKeeper *keeper, KtKey *key, const Deeds *deeds)
{
  KtExchange *exchange = kt_catalogue_get (kt_keeper_get_catalogue (keeper), kt_key_get_record (key)->exchange, NULL);
  g_autoptr(KtRotation) rotation = NULL;
  g_autoptr(GError) error = NULL;
  KtExit leave = KT_EXIT_FINE;

  if (!may_ask (key, exchange, deeds, &leave))
    return leave;
  rotation = do_deed (keeper, key, exchange, deeds, &error);
  if (error)
    return kt_cli_fail (error);
  if (deeds->json)
    print_json (key, rotation);
  else if (rotation)
    print_stage (key, rotation, exchange);
  else if (deeds->cancel)
    g_print ("%s\n", _("Cancelled: the new key is wiped from the keyring, the old one is as it was."));
  else
    g_print ("%s\n", _("Done: the old key is wiped from the keyring. The receipt is in the key’s history."));

  /* Asked, and not as wanted. */
  if (rotation && ((deeds->check && rotation->stage == KT_ROTATION_STORED) || (deeds->watch && rotation->stage == KT_ROTATION_WATCHING)))
    return KT_EXIT_FINDINGS;
  return KT_EXIT_FINE;
}

static KtExit
run (int argc, char **argv)
{
  Deeds deeds = { 0 };
  const GOptionEntry entries[] = {
    { "give", 0, 0, G_OPTION_ARG_NONE, &deeds.give, N_("Give the new credential: by standard input, or asked for without echo"), NULL },
    { "check", 0, 0, G_OPTION_ARG_NONE, &deeds.check, N_("Check the new key"), NULL },
    { "accept", 0, 0, G_OPTION_ARG_STRING, &deeds.accept, N_("Accept that it may do this too"), N_("RIGHTS") },
    { "accept-unseen", 0, 0, G_OPTION_ARG_NONE, &deeds.accept_unseen, N_("Accept that it cannot be seen from here"), NULL },
    { "make-current", 0, 0, G_OPTION_ARG_NONE, &deeds.make_current, N_("Make the new key the current one"), NULL },
    { "given", 0, 0, G_OPTION_ARG_STRING, &deeds.given, N_("Somebody has the new key now"), N_("NAME") },
    { "deleted", 0, 0, G_OPTION_ARG_NONE, &deeds.deleted, N_("The old key is deleted at the exchange"), NULL },
    { "watch", 0, 0, G_OPTION_ARG_NONE, &deeds.watch, N_("Ask now whether the exchange refuses the old key"), NULL },
    { "wipe", 0, 0, G_OPTION_ARG_NONE, &deeds.wipe, N_("Wipe the old key from the keyring"), NULL },
    { "unproven", 0, 0, G_OPTION_ARG_NONE, &deeds.unproven, N_("With --wipe: although it is not proven that it is dead"), NULL },
    { "undo", 0, 0, G_OPTION_ARG_NONE, &deeds.undo, N_("Make the old key the current one again"), NULL },
    { "cancel", 0, 0, G_OPTION_ARG_NONE, &deeds.cancel, N_("Wipe the new key, which is not the current one, and end"), NULL },
    { "address-allowed", 0, 0, G_OPTION_ARG_NONE, &deeds.address_allowed, N_("The keys may be used from this computer’s address"), NULL },
    KT_CLI_JSON_ENTRY (&deeds.json),
    { NULL }
  };
  KtExit leave = KT_EXIT_FINE;
  g_autoptr(KtKeeper) keeper = NULL;
  KtKey *key;

  if (kt_cli_parse (&kt_cmd_rotate, entries, &argc, &argv, &leave))
    {
      if (count_deeds (&deeds) > 1)
        leave = kt_cli_usage_error (&kt_cmd_rotate, _("one thing after the other: only one of these options at a time"));
      else if (deeds.unproven && !deeds.wipe)
        leave = kt_cli_usage_error (&kt_cmd_rotate, _("--unproven goes with --wipe"));
      else if ((key = kt_cli_open_key (&kt_cmd_rotate, argc, argv, &keeper, &leave)))
        leave = rotate (keeper, key, &deeds);
    }
  g_free (deeds.accept);
  g_free (deeds.given);
  return leave;
}

const KtCommand kt_cmd_rotate = {
  .name = "rotate",
  .summary = N_("Replace a key’s credential, and prove that the old one is dead"),
  .usage = "KEY [OPTION] [--json] [< CREDENTIAL.json]",
  .examples = "  keyturn rotate \"Grid bot\"                begins, or says how it stands and what is next\n"
              "  keyturn rotate \"Grid bot\" --give < new.json\n"
              "  keyturn rotate \"Grid bot\" --check\n"
              "  keyturn rotate \"Grid bot\" --make-current\n"
              "  keyturn rotate \"Grid bot\" --deleted\n"
              "  keyturn rotate \"Grid bot\" --watch         until the exchange refuses the old key\n"
              "  keyturn rotate \"Grid bot\" --wipe",
  .run = run,
};
