/* fuzz-recipe: expressions, compiled and evaluated
 *
 * The input is an object of "let"s, as in a definition: {"signature": "hex(hmac_sha256(secret, path))"}.
 * All are bound, and if nothing is wrong with them, evaluated. What an expression that leaves this
 * computer may hold is checked by fuzz-definition.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-fuzz.h"

#include <string.h>

#include "kt-exchange-load.h"

static GPtrArray *
make_fields (void)
{
  static KtField fields[] = {
    { .id = (char *) "api_key", .name = (char *) "Key", .is_public = TRUE },
    { .id = (char *) "secret", .name = (char *) "Secret" },
    { .id = (char *) "passphrase", .name = (char *) "Passphrase", .sent = TRUE },
    { .id = (char *) "private_key", .name = (char *) "Private key", .optional = TRUE },
  };
  GPtrArray *list = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_ptr_array_add (list, &fields[i]);
  return list;
}

static void
set_text (KtRun *run, guint slot, const char *text, gboolean secret)
{
  run->slots[slot] = kt_value_text (text, strlen (text), secret);
  run->filled[slot] = TRUE;
}

static void
fill_slots (KtRun *run, GPtrArray *fields, KtCredential *credential)
{
  static const KtEntry entries[] = {
    { "symbol", 6, { .kind = KT_KIND_TEXT, .length = 6, .bytes = "BTC/\xc3\xa9" } },
    { "limit", 5, { .kind = KT_KIND_NUMBER, .length = 2, .bytes = "10" } },
    { "a", 1, { .kind = KT_KIND_TRUE } },
  };

  run->clock_ms = G_GINT64_CONSTANT (1795000000123);
  set_text (run, KT_SLOT_METHOD, "GET", FALSE);
  set_text (run, KT_SLOT_HOST, "api.example.com", FALSE);
  set_text (run, KT_SLOT_PATH, "/v1/key", FALSE);
  set_text (run, KT_SLOT_QUERY, "a=1&b=%20", FALSE);
  set_text (run, KT_SLOT_BODY, "{\"a\":1}", FALSE);
  set_text (run, KT_SLOT_NONCE, "1795000000123", FALSE);
  run->slots[KT_SLOT_PARAMS] = (KtValue) { .kind = KT_KIND_FIELDS, .length = G_N_ELEMENTS (entries), .entries = entries };
  run->filled[KT_SLOT_PARAMS] = TRUE;
  run->slots[KT_SLOT_TIME] = kt_run_time (run, run->clock_ms);
  run->filled[KT_SLOT_TIME] = TRUE;
  for (guint i = 0; i < fields->len; i++)
    {
      const KtField *field = g_ptr_array_index (fields, i);

      set_text (run, KT_SLOT_FIELDS + i, kt_secret_peek (kt_credential_get (credential, field->id), NULL), !field->is_public);
    }
}

/* Each let, and as what it would be sent. */
static void
evaluate (KtProgram *program, GPtrArray *nodes, GPtrArray *fields)
{
  g_autoptr(KtCredential) credential = kt_fuzz_credential ();
  KtRun run;

  kt_run_init (&run, program);
  run.fields = fields;
  fill_slots (&run, fields, credential);
  for (guint i = 0; i < nodes->len; i++)
    {
      const KtNode *node = g_ptr_array_index (nodes, i);
      KtValue value, text;

      if (!kt_run_eval (&run, node, &value, NULL))
        continue;
      kt_fuzz_must (value.kind != KT_KIND_TEXT || value.length <= KT_VALUE_MAX);
      /* A value made of a secret stands in locked memory. */
      kt_fuzz_must (!(node->taint & KT_TAINT_SECRET) || value.secret || value.length == 0 || value.kind != KT_KIND_TEXT);
      if (value.kind == KT_KIND_FIELDS)
        {
          kt_run_write (&run, kt_value_write_json, &value, &text, NULL);
          kt_run_write (&run, kt_value_write_form, &value, &text, NULL);
        }
    }
  kt_run_clear (&run);
}

static void
compile (KtLoader *loader, KtScope *scope, GPtrArray *names)
{
  g_autoptr(GPtrArray) outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_ast_free);
  g_autoptr(GPtrArray) nodes = g_ptr_array_new ();
  KtBinder *binder = kt_binder_new (scope);
  KtProgram *program;

  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr(JsonNode) node = json_node_init_string (json_node_alloc (), g_ptr_array_index (names, i));
      KtAst *ast = kt_ast_new (loader, node, "out");

      if (!ast)
        continue;
      g_ptr_array_add (outputs, ast);
      g_ptr_array_add (nodes, kt_binder_bind (binder, ast, KT_KIND_NOTHING));
    }
  kt_binder_bind_rest (binder);
  program = kt_binder_finish (binder);
  if (loader->mistakes->len == 0 && program)
    evaluate (program, nodes, scope->fields);
  kt_program_free (program);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr(JsonNode) root = kt_json_parse ((const char *) data, size, 16 * 1024, KT_DEFINITION_MAX_DEPTH, NULL);
  g_autoptr(GPtrArray) fields = make_fields ();
  g_autoptr(GPtrArray) owned = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_ast_free);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GArray) lets = g_array_new (FALSE, FALSE, sizeof (KtLet));
  g_autoptr(GHashTable) used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto(KtLoader) loader = { 0 };
  KtScope scope = { .loader = &loader, .fields = fields, .time = KT_TIME_ISO_MS, .nonce = KT_NONCE_RISING_MS, .lets = lets, .used = used };

  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    return 0;
  kt_loader_init (&loader, "fuzz");
  kt_exchange_load_lets (&loader, json_node_get_object (root), "let", lets, owned, names);
  for (guint i = 0; i < names->len; i++)
    {
      for (guint j = 0; j < fields->len; j++)
        if (strcmp (g_ptr_array_index (names, i), ((KtField *) g_ptr_array_index (fields, j))->id) == 0)
          return 0;
    }
  compile (&loader, &scope, names);
  return 0;
}
