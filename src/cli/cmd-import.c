/* keyturn import: the keys that stand in a file, one by one into the keyring
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <glib/gi18n.h>

#include "kt-cli.h"
#include "kt-cli-input.h"
#include "kt-cli-json.h"
#include "kt-cli-record.h"
#include "kt-import-item.h"
#include "kt-plain-file.h"
#include "kt-words.h"

typedef struct {
  gboolean yes;
  gboolean check;
  gboolean delete_file;
  char    *exchange;            /* owned: id, for keys of which the source does not tell it, or NULL */
} Options;

/* ── The source ── */

static KtSecret *
read_source (GFile *file, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  if (!file)
    return kt_cli_read_input (KT_IMPORT_MAX_SIZE, error);
  kt_plain_file_read_async (file, KT_IMPORT_MAX_SIZE, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  return kt_plain_file_read_finish (file, result, error);
}

/* ── What was found ── */

static char *
note_of (KtImportItem *item)
{
  g_autoptr(GPtrArray) lacking = kt_import_item_get_lacking (item);
  const char *duplicate = kt_import_item_get_duplicate (item);

  if (kt_import_item_get_error (item))
    return kt_words_error (kt_import_item_get_error (item));
  if (kt_import_item_get_key (item))
    return g_strdup (_("saved"));
  if (duplicate)
    return g_strdup_printf (_("already saved as “%s”"), duplicate);
  if (!kt_import_item_get_exchange (item))
    return g_strdup (_("the exchange is not known; say --exchange"));
  if (lacking->len > 0)
    return g_strdup_printf (_("“%s” is missing"), ((const KtField *) g_ptr_array_index (lacking, 0))->name);
  if (!kt_import_item_is_complete (item))
    return g_strdup (_("the private key cannot be read"));
  if (kt_import_item_is_by_shape (item))
    return g_strdup (_("the exchange is a guess, by the looks of the key"));
  return NULL;
}

static void
print_item (KtImportItem *item)
{
  KtExchange *exchange = kt_import_item_get_exchange (item);
  g_autofree char *place = exchange ? kt_words_environment (exchange, kt_import_item_get_environment (item)) : g_strdup ("?");
  g_autofree char *note = note_of (item);
  const char *label = kt_import_item_get_label (item);

  /* Translators: %1$u is a line of a file, %2$s the label of a key, %3$s an exchange */
  g_print (_("line %1$u  %2$s · %3$s"), kt_import_item_get_line (item), *label ? label : "?", place);
  if (note)
    g_print ("  (%s)", note);
  g_print ("\n");
}

static void
add_item (JsonBuilder *builder, KtImportItem *item)
{
  KtExchange *exchange = kt_import_item_get_exchange (item);
  KtKey *key = kt_import_item_get_key (item);
  g_autoptr(GPtrArray) lacking = kt_import_item_get_lacking (item);
  g_autofree char *sentence = kt_import_item_get_error (item) ? kt_words_error (kt_import_item_get_error (item)) : NULL;

  json_builder_begin_object (builder);
  kt_cli_json_number (builder, "line", kt_import_item_get_line (item));
  kt_cli_json_string (builder, "label", kt_import_item_get_label (item));
  kt_cli_json_string (builder, "exchange", exchange ? kt_exchange_get_id (exchange) : NULL);
  kt_cli_json_string (builder, "environment", kt_import_item_get_environment (item));
  kt_cli_json_bool (builder, "guessed", kt_import_item_is_by_shape (item));
  kt_cli_json_bool (builder, "complete", kt_import_item_is_complete (item));
  json_builder_set_member_name (builder, "missing");
  json_builder_begin_array (builder);
  for (guint i = 0; i < lacking->len; i++)
    json_builder_add_string_value (builder, ((const KtField *) g_ptr_array_index (lacking, i))->id);
  json_builder_end_array (builder);
  kt_cli_json_string (builder, "saved_as", kt_import_item_get_duplicate (item));
  kt_cli_json_string (builder, "id", key ? kt_key_get_id (key) : NULL);
  kt_cli_json_string (builder, "error", sentence);
  json_builder_end_object (builder);
}

static void
print_json (GListModel *items, const KtImport *import, guint n_saved, gboolean deleted)
{
  g_autoptr(JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "keys");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(KtImportItem) item = g_list_model_get_item (items, i);

      add_item (builder, item);
    }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "problems");
  json_builder_begin_array (builder);
  for (guint i = 0; i < import->remarks->len; i++)
    {
      const KtImportRemark *remark = g_ptr_array_index (import->remarks, i);
      g_autofree char *sentence = kt_words_import_remark (remark);

      json_builder_begin_object (builder);
      kt_cli_json_number (builder, "line", remark->line);
      kt_cli_json_string (builder, "sentence", sentence);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  kt_cli_json_number (builder, "saved", n_saved);
  kt_cli_json_bool (builder, "file_deleted", deleted);
  kt_cli_json_failure (builder);
  json_builder_end_object (builder);
  kt_cli_json_print (builder);
}

static void
print_text (GListModel *items, const KtImport *import)
{
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(KtImportItem) item = g_list_model_get_item (items, i);

      print_item (item);
    }
  for (guint i = 0; i < import->remarks->len; i++)
    {
      g_autofree char *sentence = kt_words_import_remark (g_ptr_array_index (import->remarks, i));

      g_printerr ("%s\n", sentence);
    }
}

/* ── Save ── */

static void
set_exchanges (KtKeeper *keeper, GListModel *items, KtExchange *exchange)
{
  for (guint i = 0; exchange && i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(KtImportItem) item = g_list_model_get_item (items, i);

      if (!kt_import_item_get_exchange (item))
        kt_import_item_set_exchange (item, exchange, kt_keeper_get_all (keeper));
    }
}

/* While the keyring is locked it cannot be told; then nothing is saved either. */
static gboolean
find_duplicates (KtKeeper *keeper, GListModel *items, GError **error)
{
  g_autoptr(GAsyncResult) result = NULL;

  kt_import_find_duplicates_async (keeper, items, kt_cli_cancellable (), kt_cli_keep_result, &result);
  kt_cli_await (&result);
  return kt_import_find_duplicates_finish (keeper, result, NULL, error);
}

static guint
save_all (KtKeeper *keeper, GListModel *items, const KtRecord *common, gboolean check, KtExit *leave)
{
  guint saved = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items) && !g_cancellable_is_cancelled (kt_cli_cancellable ()); i++)
    {
      g_autoptr(KtImportItem) item = g_list_model_get_item (items, i);
      g_autoptr(GAsyncResult) result = NULL;
      g_autoptr(GError) error = NULL;

      if (!kt_import_item_get_chosen (item))
        continue;
      kt_import_item_save_async (item, keeper, common, check, kt_cli_cancellable (), kt_cli_keep_result, &result);
      kt_cli_await (&result);
      if (kt_import_item_save_finish (item, result, &error))
        saved++;
      else
        *leave = kt_cli_fail (error);
    }
  return saved;
}

static gboolean
delete_file (GFile *file, KtSecret *content, KtExit *leave)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;

  kt_plain_file_delete_async (file, content, NULL, kt_cli_keep_result, &result);
  kt_cli_await (&result);
  if (kt_plain_file_delete_finish (file, result, &error))
    return TRUE;
  *leave = kt_cli_fail (error);
  return FALSE;
}

/* Nothing of a key is in the file only. */
static gboolean
all_are_here (GListModel *items, const KtImport *import)
{
  for (guint i = 0; i < import->remarks->len; i++)
    {
      KtImportProblem problem = ((const KtImportRemark *) g_ptr_array_index (import->remarks, i))->problem;

      if (problem != KT_IMPORT_TWICE && problem != KT_IMPORT_PLACEHOLDER)
        return FALSE;
    }
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr(KtImportItem) item = g_list_model_get_item (items, i);

      if (!kt_import_item_get_key (item) && !kt_import_item_get_duplicate (item))
        return FALSE;
    }
  return g_list_model_get_n_items (items) > 0;
}

static void
say_end (const Options *options, GFile *file, guint saved, gboolean deleted)
{
  g_autofree char *name = file ? g_file_get_basename (file) : NULL;

  if (!options->yes)
    {
      g_printerr ("%s\n", _("Nothing was saved yet. With --yes the keys above are."));
      return;
    }
  g_print (ngettext ("%u key saved in your keyring.\n", "%u keys saved in your keyring.\n", saved), saved);
  if (deleted)
    g_print (_("“%s” was written over and deleted. Backups, synchronised folders and the disk itself may keep older copies.\n"), name);
  else if (name && saved > 0 && options->delete_file)
    g_print (_("“%s” was not deleted, because not everything in it is saved.\n"), name);
  else if (name && saved > 0)
    g_print (_("“%s” still holds the keys in plain text. With --delete it would be written over and deleted.\n"), name);
}

/* ── The command ── */

static KtExit
import_keys (KtKeeper *keeper, GFile *file, KtSecret *content, const KtRecord *common, const Options *options)
{
  g_autofree char *name = file ? g_file_get_basename (file) : NULL;
  g_autoptr(KtImport) import = kt_import_read (content, name, kt_keeper_get_catalogue (keeper));
  g_autoptr(GListStore) store = kt_import_make_items (keeper, import);
  GListModel *items = G_LIST_MODEL (store);
  g_autoptr(GError) error = NULL;
  KtExchange *exchange = NULL;
  KtExit leave = KT_EXIT_FINE;
  gboolean compared, deleted = FALSE;
  guint saved = 0;

  if (options->exchange && !(exchange = kt_catalogue_get (kt_keeper_get_catalogue (keeper), options->exchange, &error)))
    return kt_cli_fail (error);
  set_exchanges (keeper, items, exchange);
  compared = find_duplicates (keeper, items, &error);
  if (!compared && options->yes)
    return kt_cli_fail (error);

  if (options->yes)
    saved = save_all (keeper, items, common, options->check, &leave);
  if (options->delete_file && file && saved > 0 && all_are_here (items, import))
    deleted = delete_file (file, content, &leave);
  if (kt_cli_wants_json ())
    print_json (items, import, saved, deleted);
  else
    {
      print_text (items, import);
      if (g_list_model_get_n_items (items) > 0)
        say_end (options, file, saved, deleted);
    }
  if (leave == KT_EXIT_FINE && !all_are_here (items, import) && (options->yes || import->remarks->len > 0))
    leave = KT_EXIT_FINDINGS;
  return leave;
}

static KtExit
run (int argc, char **argv)
{
  g_auto(KtCliRecord) given = { 0 };
  g_autofree GOptionEntry *about = kt_cli_record_entries (&given);
  Options options = { 0 };
  g_autofree char *exchange = NULL;
  const GOptionEntry own[] = {
    { "yes", 'y', 0, G_OPTION_ARG_NONE, &options.yes, N_("Save what was found; without it, it is only shown"), NULL },
    { "exchange", 'e', 0, G_OPTION_ARG_STRING, &exchange, N_("Which exchange, where the source does not tell"), N_("ID") },
    { "check", 'c', 0, G_OPTION_ARG_NONE, &options.check, N_("Check each key once saved, where that disturbs nothing"), NULL },
    { "delete", 0, 0, G_OPTION_ARG_NONE, &options.delete_file, N_("Write over and delete the file, once all its keys are saved"), NULL },
  };
  g_autoptr(GArray) entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  g_autoptr(KtRecord) common = kt_record_new ();
  g_autoptr(KtKeeper) keeper = NULL;
  g_autoptr(KtSecret) content = NULL;
  g_autoptr(GFile) file = NULL;
  g_autoptr(GError) error = NULL;
  KtExit leave = KT_EXIT_FINE;

  g_array_append_vals (entries, own, G_N_ELEMENTS (own));
  for (guint i = 0; about[i].long_name; i++)
    {
      if (!g_str_equal (about[i].long_name, "label"))
        g_array_append_val (entries, about[i]);
    }
  if (!kt_cli_parse (&kt_cmd_import, (const GOptionEntry *) (gpointer) entries->data, &argc, &argv, &leave))
    return leave;
  options.exchange = exchange;
  if (argc > 2)
    return kt_cli_usage_error (&kt_cmd_import, _("too many arguments"));
  if (!kt_cli_record_apply (&given, common, &error))
    return kt_cli_usage_error (&kt_cmd_import, error->message);
  if (argc == 2 && !g_str_equal (argv[1], "-"))
    file = g_file_new_for_commandline_arg (argv[1]);

  content = read_source (file, &error);
  if (!content)
    return kt_cli_fail (error);
  keeper = kt_cli_open (options.yes, &leave);
  return keeper ? import_keys (keeper, file, content, common, &options) : leave;
}

const KtCommand kt_cmd_import = {
  .name = "import",
  .summary = N_("Add the keys that stand in a file"),
  .usage = "[FILE|-] [OPTION…]",
  .examples = "  keyturn import bot.env                       shows what is in it, and saves nothing\n"
              "  keyturn import bot.env --yes -m bot --delete  saves, then writes over and deletes the file\n"
              "  keyturn import - -e kraken --yes < keys.txt  of pasted text, where only the exchange is unknown",
  .run = run,
};
