/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-exchange-load.h"

#include <string.h>

static const char *const key_type_words[] = { "hmac", "rsa", "ed25519", "es256", "token", NULL };

static const KtLet *
find_let (GArray *lets, const char *name)
{
  for (guint i = 0; i < lets->len; i++)
    {
      if (strcmp (g_array_index (lets, KtLet, i).name, name) == 0)
        return &g_array_index (lets, KtLet, i);
    }
  return NULL;
}

void
kt_exchange_load_lets (KtLoader *loader, JsonObject *lets, const char *json_path, GArray *out,
                       GPtrArray *owned, GPtrArray *names)
{
  g_autoptr(GList) members = json_object_get_members (lets);

  if (g_list_length (members) > KT_RECIPE_MAX_LETS)
    kt_loader_mistake (loader, json_path, 0, "at most %d lets", KT_RECIPE_MAX_LETS);

  for (GList *l = members; l; l = l->next)
    {
      g_autofree char *place = kt_path_join (json_path, l->data);
      char *name = g_strdup (l->data);
      KtAst *ast;
      KtLet let;

      g_ptr_array_add (names, name);
      if (!kt_recipe_name_is_valid (name))
        kt_loader_mistake (loader, place, 0, "a name has small letters, digits and _ only, and begins with a letter");
      else if (kt_recipe_name_is_taken (name))
        kt_loader_mistake (loader, place, 0, "“%s” has a meaning already", name);
      if (!(ast = kt_ast_new (loader, json_object_get_member (lets, name), place)))
        {
          /* Known, so that its users are not told that it is unknown. */
          ast = g_new0 (KtAst, 1);
          ast->type = KT_AST_TEXT;
          ast->text = g_strdup ("");
          ast->path = g_strdup (place);
        }
      g_ptr_array_add (owned, ast);
      let.name = name;
      let.ast = ast;
      g_array_append_val (out, let);
    }
}

void
kt_exchange_check_let_names (KtExchange *self, KtLoader *loader, GArray *lets, GArray *others)
{
  for (guint i = 0; i < lets->len; i++)
    {
      const KtLet *let = &g_array_index (lets, KtLet, i);

      if (kt_exchange_find_field (self, let->name) >= 0)
        kt_loader_mistake (loader, let->ast->path, 0, "“%s” is a credential field already", let->name);
      else if (others && find_let (others, let->name))
        kt_loader_mistake (loader, let->ast->path, 0, "“%s” is said twice: “let” has it already", let->name);
    }
}

/* ── "signing" ────────────────────────────────────────────────────────────── */

/* A member stands in the environment's own "signing", else in the file's. */
typedef struct {
  JsonObject *base;
  const char *base_path;
  JsonObject *own;              /* or NULL */
  const char *own_path;
} Layers;

static JsonObject *
layer_of (const Layers *layers, const char *member, const char **ret_path)
{
  gboolean own = layers->own && json_object_has_member (layers->own, member);

  *ret_path = own ? layers->own_path : layers->base_path;
  return own ? layers->own : layers->base;
}

static void
load_key_types (KtExchange *self, KtLoader *loader, const Layers *layers, KtSigning *signing)
{
  const char *layer_path;
  JsonObject *layer = layer_of (layers, "key_types", &layer_path);
  JsonObject *object = kt_load_object (loader, layer, layer_path, "key_types", KT_REQUIRED);
  g_autofree char *path = kt_path_join (layer_path, "key_types");
  g_autoptr(GList) members = object ? json_object_get_members (object) : NULL;

  for (GList *l = members; l; l = l->next)
    {
      g_autofree char *place = kt_path_join (path, l->data);
      JsonObject *lets = kt_load_object (loader, object, path, l->data, KT_REQUIRED);
      KtKeyType *type;

      if (!g_strv_contains (key_type_words, l->data))
        kt_loader_mistake (loader, place, 0, "a key type is one of hmac, rsa, ed25519, es256, token");
      if (!lets)
        continue;
      type = g_new0 (KtKeyType, 1);
      type->id = g_strdup (l->data);
      type->lets = g_array_new (FALSE, TRUE, sizeof (KtLet));
      kt_exchange_load_lets (loader, lets, place, type->lets, signing->owned, signing->names);
      kt_exchange_check_let_names (self, loader, type->lets, signing->lets);
      g_ptr_array_add (signing->key_types, type);
    }
  if (object && !members)
    kt_loader_mistake (loader, path, 0, "at least one key type is needed");
}

static KtAst *
load_output (KtLoader *loader, const Layers *layers, KtSigning *signing, const char *member)
{
  const char *layer_path;
  JsonObject *layer = layer_of (layers, member, &layer_path);
  g_autofree char *place = kt_path_join (layer_path, member);
  JsonNode *node = json_object_get_member (layer, member);
  KtAst *ast = node ? kt_ast_new (loader, node, place) : NULL;

  if (ast)
    g_ptr_array_add (signing->owned, ast);
  return ast;
}

static void
check_header_names (KtLoader *loader, const KtAst *headers)
{
  for (guint i = 0; headers && headers->names && i < headers->names->len; i++)
    {
      const char *name = g_ptr_array_index (headers->names, i);
      const KtAst *value = g_ptr_array_index (headers->children, i);

      if (strcmp (name, "...") == 0)
        continue;
      for (const char *p = name; *p; p++)
        {
          if (!g_ascii_isalnum (*p) && !strchr ("!#$%&'*+-.^_`|~", *p))
            {
              kt_loader_mistake (loader, value->path, 0, "“%s” is not the name of a header", name);
              break;
            }
        }
      if (!*name || g_ascii_strcasecmp (name, "host") == 0 || g_ascii_strcasecmp (name, "content-length") == 0)
        kt_loader_mistake (loader, value->path, 0, "this header is not a definition's to set");
    }
}

static KtSigning *
load_layers (KtExchange *self, KtLoader *loader, const Layers *layers)
{
  static const char *const times[] = { "ms", "s", "us", "iso-ms", "utc-s", NULL };
  static const KtTimeUnit units[] = { KT_TIME_MS, KT_TIME_S, KT_TIME_US, KT_TIME_ISO_MS, KT_TIME_UTC_S };
  static const char *const nonces[] = { "rising-ms", "rising-us", "rising-s", "uuid", "hex-32", NULL };
  KtSigning *signing = g_new0 (KtSigning, 1);
  const char *path;
  JsonObject *layer, *lets;
  int word;

  signing->lets = g_array_new (FALSE, TRUE, sizeof (KtLet));
  signing->owned = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_ast_free);
  signing->names = g_ptr_array_new_with_free_func (g_free);
  signing->key_types = g_ptr_array_new ();

  layer = layer_of (layers, "time", &path);
  if ((word = kt_load_word (loader, layer, path, "time", times, KT_OPTIONAL)) >= 0)
    signing->time = units[word];
  layer = layer_of (layers, "nonce", &path);
  signing->nonce = (KtNonceKind) (kt_load_word (loader, layer, path, "nonce", nonces, KT_OPTIONAL) + 1);

  layer = layer_of (layers, "let", &path);
  if ((lets = kt_load_object (loader, layer, path, "let", KT_OPTIONAL)))
    {
      g_autofree char *place = kt_path_join (path, "let");

      kt_exchange_load_lets (loader, lets, place, signing->lets, signing->owned, signing->names);
      kt_exchange_check_let_names (self, loader, signing->lets, NULL);
    }
  load_key_types (self, loader, layers, signing);
  signing->headers = load_output (loader, layers, signing, "headers");
  signing->params = load_output (loader, layers, signing, "params");
  signing->query = load_output (loader, layers, signing, "query");
  signing->body = load_output (loader, layers, signing, "body");
  check_header_names (loader, signing->headers);

  if ((signing->params != NULL) + (signing->query != NULL) + (signing->body != NULL) > 1)
    kt_loader_mistake (loader, layers->own ? layers->own_path : layers->base_path, 0,
                       "“signing” has at most one of “params”, “query” and “body”");
  return signing;
}

/* Nothing is signed for a closed exchange whose file says nothing of it; its keys can still be recorded. */
static JsonObject *
find_base (KtExchange *self, KtLoader *loader, JsonObject *root, JsonNode **ret_made)
{
  gboolean closed = self->status.standing == KT_STANDING_CLOSED;
  JsonObject *base = kt_load_object (loader, root, "", "signing", closed ? KT_OPTIONAL : KT_REQUIRED);

  if (base || !closed || json_object_has_member (root, "signing"))
    return base;
  *ret_made = json_from_string ("{\"key_types\": {\"hmac\": {}}}", NULL);
  return json_node_get_object (*ret_made);
}

void
kt_exchange_load_signing (KtExchange *self, KtLoader *loader, JsonObject *root)
{
  static const char *const known[] = { "time", "nonce", "let", "key_types", "headers", "params", "query", "body", NULL };
  g_autoptr(JsonNode) made = NULL;
  Layers layers = { .base = find_base (self, loader, root, &made), .base_path = "signing" };
  JsonArray *list = json_object_has_member (root, "environments") ? kt_load_list (loader, root, "", "environments", KT_OPTIONAL) : NULL;

  if (!layers.base)
    return;
  kt_load_only (loader, layers.base, "signing", known);
  self->signing = load_layers (self, loader, &layers);

  for (guint i = 0; list && i < json_array_get_length (list); i++)
    {
      g_autofree char *path = kt_path_index ("environments", i);
      g_autofree char *own_path = kt_path_join (path, "signing");
      JsonNode *node = json_array_get_element (list, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      JsonNode *id = object ? json_object_get_member (object, "id") : NULL;
      KtEnvironmentRule *rule = id && JSON_NODE_HOLDS_VALUE (id) ? kt_exchange_find_rule (self, json_node_get_string (id)) : NULL;

      if (!rule)
        continue;
      check_header_names (loader, rule->headers);
      layers.own_path = own_path;
      if ((layers.own = kt_load_object (loader, object, path, "signing", KT_OPTIONAL)))
        {
          kt_load_only (loader, layers.own, own_path, known);
          if (!rule->signing)
            rule->signing = load_layers (self, loader, &layers);
        }
    }
}

const KtSigning *
kt_exchange_signing_of (KtExchange *self, const KtEnvironmentRule *environment)
{
  return environment->signing ? environment->signing : self->signing;
}

void
kt_signing_free (KtSigning *self)
{
  if (!self)
    return;

  for (guint i = 0; i < self->key_types->len; i++)
    {
      KtKeyType *type = g_ptr_array_index (self->key_types, i);

      g_free (type->id);
      g_array_unref (type->lets);
      g_free (type);
    }
  g_ptr_array_unref (self->key_types);
  g_array_unref (self->lets);
  g_ptr_array_unref (self->owned);
  g_ptr_array_unref (self->names);
  g_free (self);
}
