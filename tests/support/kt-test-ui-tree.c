/* kt-test-ui-tree.c: a part of a program's widgets as it is now, read in a few round trips
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-test-ui-tree.h"

#include <string.h>

#define MAX_DEPTH  80
#define TIMEOUT_MS 10000
#define ACCESSIBLE "org.a11y.atspi.Accessible"
#define PROPERTIES "org.freedesktop.DBus.Properties"
#define TEXT       "org.a11y.atspi.Text"
#define CACHE      "org.a11y.atspi.Cache"
#define CACHE_PATH "/org/a11y/atspi/cache"
#define ITEM       "((so)(so)(so)iiassusau)"

/* ── The bus ───────────────────────────────────────────────────────────────── */

/* (transfer none) */
static GDBusConnection *
get_bus (void)
{
  static GDBusConnection *bus;
  g_autoptr(GDBusConnection) session = NULL;
  g_autoptr(GVariant) reply = NULL;
  g_autoptr(GError) error = NULL;
  const char *address;

  if (bus)
    return bus;
  session = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  reply = g_dbus_connection_call_sync (session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress", NULL,
                                       G_VARIANT_TYPE ("(s)"), G_DBUS_CALL_FLAGS_NONE, TIMEOUT_MS, NULL, &error);
  g_assert_no_error (error);
  g_variant_get (reply, "(&s)", &address);
  bus = g_dbus_connection_new_for_address_sync (address,
                                                G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT
                                                | G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                                NULL, NULL, &error);
  g_assert_no_error (error);
  return bus;
}

static gboolean one_by_one;

void
kt_ui_tree_ask_one_by_one (gboolean one)
{
  one_by_one = one;
}

/* ── Questions ─────────────────────────────────────────────────────────────── */

typedef struct
{
  KtUiQuery     query;
  const char   *name;     /* of the program, on the bus */
  GMainContext *context;  /* owned: answers come here, and nothing else */
  GVariant     *reply;    /* owned, nullable: what the items borrow from */
  GHashTable   *items;    /* of char* path: Item */
  guint         pending;
} Reader;

typedef void (*Answered) (KtUiTwig *twig, GVariant *answer);

typedef struct
{
  Reader   *reader;
  KtUiTwig *twig;
  Answered  answered;
} Question;

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  /* A widget that has gone, or has no such side, answers with an error. */
  g_autoptr(GVariant) answer = g_dbus_connection_call_finish (G_DBUS_CONNECTION (source), result, NULL);

  question->reader->pending--;
  if (answer)
    question->answered (question->twig, answer);
  g_free (question);
}

static void
ask (Reader *reader, KtUiTwig *twig, const char *path, const char *interface, const char *method, GVariant *parameters,
     const char *type, Answered answered)
{
  Question *question = g_new (Question, 1);

  *question = (Question) { reader, twig, answered };
  reader->pending++;
  g_dbus_connection_call (get_bus (), reader->name, path, interface, method, parameters, G_VARIANT_TYPE (type),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, TIMEOUT_MS, NULL, answer_cb, question);
}

static void
wait_for_answers (Reader *reader)
{
  while (reader->pending > 0)
    g_main_context_iteration (reader->context, TRUE);
}

/* ── All widgets that are on the bus ───────────────────────────────────────── */

typedef struct
{
  const char *path;
  const char *parent;
  int         n_children;
  const char *name;
  guint32     role;
  guint64     states;
  gboolean    has_text;
} Item;

static guint64
read_states (GVariantIter *words)
{
  guint64 states = 0;
  guint32 word;

  for (guint shift = 0; shift < 64 && g_variant_iter_next (words, "u", &word); shift += 32)
    states |= (guint64) word << shift;
  return states;
}

static void
add_item (Reader *reader, GVariant *value)
{
  Item *item = g_new0 (Item, 1);
  g_autoptr(GVariantIter) states = NULL;
  g_autofree const char **interfaces = NULL;

  g_variant_get (value, "((&s&o)(&s&o)(&s&o)ii^a&s&su&sau)", NULL, &item->path, NULL, NULL, NULL, &item->parent, NULL,
                 &item->n_children, &interfaces, &item->name, &item->role, NULL, &states);
  item->states = read_states (states);
  item->has_text = g_strv_contains (interfaces, TEXT);
  g_hash_table_replace (reader->items, (gpointer) item->path, item);
}

/* Everything of those in one answer, but no texts. */
static void
read_items (Reader *reader)
{
  g_autoptr(GVariant) list = NULL;
  GVariantIter iter;
  GVariant *value;

  g_hash_table_remove_all (reader->items);
  g_clear_pointer (&reader->reply, g_variant_unref);
  if (one_by_one)
    return;
  reader->reply = g_dbus_connection_call_sync (get_bus (), reader->name, CACHE_PATH, CACHE, "GetItems", NULL,
                                               G_VARIANT_TYPE ("(a" ITEM ")"), G_DBUS_CALL_FLAGS_NO_AUTO_START, TIMEOUT_MS,
                                               NULL, NULL);
  if (!reader->reply)
    return;
  list = g_variant_get_child_value (reader->reply, 0);
  g_variant_iter_init (&iter, list);
  while ((value = g_variant_iter_next_value (&iter)))
    {
      add_item (reader, value);
      g_variant_unref (value);
    }
}

/* ── One widget ────────────────────────────────────────────────────────────── */

static KtUiTwig *
twig_new (KtUiTwig *parent, guint index, const char *path)
{
  KtUiTwig *self = g_new0 (KtUiTwig, 1);

  self->path = g_strdup (path);
  self->parent = parent;
  self->index = index;
  self->depth = parent ? parent->depth + 1 : 0;
  self->role = ATSPI_ROLE_INVALID;
  self->children = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_ui_tree_free);
  return self;
}

void
kt_ui_tree_free (KtUiTwig *tree)
{
  g_free (tree->path);
  g_free (tree->name);
  g_free (tree->text);
  g_ptr_array_unref (tree->children);
  g_free (tree);
}

static void
add_children (KtUiTwig *twig, int count)
{
  for (int i = 0; i < count; i++)
    g_ptr_array_add (twig->children, twig_new (twig, (guint) i, NULL));
}

static void
take_count (KtUiTwig *twig, GVariant *answer)
{
  g_autoptr(GVariant) value = NULL;

  g_variant_get (answer, "(v)", &value);
  add_children (twig, g_variant_get_int32 (value));
}

static void
take_path (KtUiTwig *twig, GVariant *answer)
{
  const char *path;

  g_variant_get (answer, "((&s&o))", NULL, &path);
  if (!g_str_has_suffix (path, "/null"))
    twig->path = g_strdup (path);
}

static void
take_children (KtUiTwig *twig, GVariant *answer)
{
  g_autoptr(GVariantIter) iter = NULL;
  const char *path;

  g_variant_get (answer, "(a(so))", &iter);
  while (g_variant_iter_next (iter, "(&s&o)", NULL, &path))
    g_ptr_array_add (twig->children, twig_new (twig, twig->children->len, path));
}

static void
take_text (KtUiTwig *twig, GVariant *answer)
{
  g_variant_get (answer, "(s)", &twig->text);
}

static void
take_role (KtUiTwig *twig, GVariant *answer)
{
  guint32 role;

  g_variant_get (answer, "(u)", &role);
  twig->role = (AtspiRole) role;
}

static void
take_states (KtUiTwig *twig, GVariant *answer)
{
  g_autoptr(GVariantIter) words = NULL;

  g_variant_get (answer, "(au)", &words);
  twig->states = read_states (words);
}

static void
take_name (KtUiTwig *twig, GVariant *answer)
{
  g_autoptr(GVariant) value = NULL;

  g_variant_get (answer, "(v)", &value);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
    twig->name = g_variant_dup_string (value, NULL);
}

static void
ask_for_count (Reader *reader, KtUiTwig *twig)
{
  ask (reader, twig, twig->path, PROPERTIES, "Get", g_variant_new ("(ss)", ACCESSIBLE, "ChildCount"), "(v)", take_count);
}

static void
ask_for_path (Reader *reader, KtUiTwig *twig)
{
  ask (reader, twig, twig->parent->path, ACCESSIBLE, "GetChildAtIndex", g_variant_new ("(i)", (int) twig->index), "((so))",
       take_path);
}

/* Those that answered where they are. */
static void
drop_unplaced (KtUiTwig *twig)
{
  for (guint i = twig->children->len; i > 0; i--)
    if (!((KtUiTwig *) g_ptr_array_index (twig->children, i - 1))->path)
      g_ptr_array_remove_index (twig->children, i - 1);
}

/* ── Putting widgets on the bus ────────────────────────────────────────────── */

/* GTK does that when one is first asked for: level by level, all of a level at once. */
static void
ask_for_all_below (Reader *reader, GPtrArray *twigs)
{
  g_autoptr(GPtrArray) level = g_ptr_array_ref (twigs);

  while (level->len > 0)
    {
      GPtrArray *next = g_ptr_array_new ();

      for (guint i = 0; i < level->len; i++)
        ask_for_count (reader, g_ptr_array_index (level, i));
      wait_for_answers (reader);
      for (guint i = 0; i < level->len; i++)
        {
          KtUiTwig *twig = g_ptr_array_index (level, i);

          for (guint j = 0; j < twig->children->len; j++)
            ask_for_path (reader, g_ptr_array_index (twig->children, j));
        }
      wait_for_answers (reader);
      for (guint i = 0; i < level->len; i++)
        {
          KtUiTwig *twig = g_ptr_array_index (level, i);

          drop_unplaced (twig);
          for (guint j = 0; j < twig->children->len && twig->depth < MAX_DEPTH; j++)
            g_ptr_array_add (next, g_ptr_array_index (twig->children, j));
        }
      g_ptr_array_unref (level);
      level = next;
    }
}

/* ── What an item tells ────────────────────────────────────────────────────── */

static void
take_item (Reader *reader, KtUiTwig *twig, Item *item)
{
  KtUiRead what = reader->query.what;

  twig->role = (AtspiRole) item->role;
  twig->states = item->states;
  if (what & KT_UI_READ_NAME)
    twig->name = g_strdup (item->name);
  if (what & KT_UI_READ_TEXT && item->has_text)
    ask (reader, twig, twig->path, TEXT, "GetText", g_variant_new ("(ii)", 0, G_MAXINT), "(s)", take_text);
}

/* What an item would tell. */
static void
ask_for_item (Reader *reader, KtUiTwig *twig)
{
  ask (reader, twig, twig->path, ACCESSIBLE, "GetRole", NULL, "(u)", take_role);
  ask (reader, twig, twig->path, ACCESSIBLE, "GetState", NULL, "(au)", take_states);
  if (reader->query.what & KT_UI_READ_NAME)
    ask (reader, twig, twig->path, PROPERTIES, "Get", g_variant_new ("(ss)", ACCESSIBLE, "Name"), "(v)", take_name);
  if (reader->query.what & KT_UI_READ_TEXT)
    ask (reader, twig, twig->path, TEXT, "GetText", g_variant_new ("(ii)", 0, G_MAXINT), "(s)", take_text);
}

/* ── A level ───────────────────────────────────────────────────────────────── */

static gboolean
ends_here (Reader *reader, KtUiTwig *twig)
{
  return twig->depth >= (reader->query.max_depth ? reader->query.max_depth : MAX_DEPTH)
         || (reader->query.only_visible && twig->depth > 0 && !kt_ui_twig_has_state (twig, ATSPI_STATE_VISIBLE));
}

/* Takes those of which nothing is known out of @level. */
static void
take_items (Reader *reader, GPtrArray *level, GPtrArray *strangers)
{
  for (guint i = level->len; i > 0; i--)
    {
      KtUiTwig *twig = g_ptr_array_index (level, i - 1);
      Item *item = g_hash_table_lookup (reader->items, twig->path);

      if (one_by_one)
        ask_for_item (reader, twig);
      else if (item)
        take_item (reader, twig, item);
      else if (twig->depth > 0)
        g_ptr_array_add (strangers, g_ptr_array_remove_index (level, i - 1));
    }
  wait_for_answers (reader);
}

static void
ask_for_each_child (Reader *reader, KtUiTwig *twig)
{
  for (guint i = 0; i < twig->children->len; i++)
    ask_for_path (reader, g_ptr_array_index (twig->children, i));
}

/* The program itself does not tell how many windows it has. */
static void
ask_for_children (Reader *reader, KtUiTwig *twig)
{
  Item *item = g_hash_table_lookup (reader->items, twig->path);

  if (!item || twig->depth == 0)
    ask_for_count (reader, twig);
  else if (item->n_children > 0)
    ask (reader, twig, twig->path, ACCESSIBLE, "GetChildren", NULL, "(a(so))", take_children);
}

/* For a stack GTK 4.8 answers with what is in its pages. */
static gboolean
has_others_children (Reader *reader, KtUiTwig *twig)
{
  for (guint i = 0; i < twig->children->len; i++)
    {
      KtUiTwig *child = g_ptr_array_index (twig->children, i);
      Item *item = child->path ? g_hash_table_lookup (reader->items, child->path) : NULL;

      if (item && !g_str_equal (item->parent, twig->path))
        return TRUE;
    }
  return FALSE;
}

static void
ask_for_places (Reader *reader, KtUiTwig *twig)
{
  if (twig->depth == 0 || !g_hash_table_contains (reader->items, twig->path))
    ask_for_each_child (reader, twig);
  else if (has_others_children (reader, twig))
    {
      guint count = twig->children->len;

      g_ptr_array_set_size (twig->children, 0);
      add_children (twig, (int) count);
      ask_for_each_child (reader, twig);
    }
}

/* @strangers: takes those of which nothing is known. */
static GPtrArray *
grow (Reader *reader, GPtrArray *level, GPtrArray *strangers)
{
  GPtrArray *next = g_ptr_array_new ();

  take_items (reader, level, strangers);
  for (guint i = level->len; i > 0; i--)
    if (ends_here (reader, g_ptr_array_index (level, i - 1)))
      g_ptr_array_remove_index (level, i - 1);
  for (guint i = 0; i < level->len; i++)
    ask_for_children (reader, g_ptr_array_index (level, i));
  wait_for_answers (reader);
  for (guint i = 0; i < level->len; i++)
    ask_for_places (reader, g_ptr_array_index (level, i));
  wait_for_answers (reader);
  for (guint i = 0; i < level->len; i++)
    {
      KtUiTwig *twig = g_ptr_array_index (level, i);

      drop_unplaced (twig);
      for (guint j = 0; j < twig->children->len; j++)
        g_ptr_array_add (next, g_ptr_array_index (twig->children, j));
    }
  return next;
}

/* ── The tree ──────────────────────────────────────────────────────────────── */

/* A page that appears is asked for once; while it is built, more may come. */
static KtUiTwig *
read_tree (Reader *reader, const char *path)
{
  enum { MOST = 12 };
  KtUiTwig *tree = NULL;

  for (guint i = 0; i < MOST; i++)
    {
      g_autoptr(GPtrArray) strangers = g_ptr_array_new ();
      GPtrArray *level;

      g_clear_pointer (&tree, kt_ui_tree_free);
      tree = twig_new (NULL, 0, path);
      read_items (reader);
      level = g_ptr_array_new ();
      g_ptr_array_add (level, tree);
      while (level->len > 0)
        {
          GPtrArray *next = grow (reader, level, strangers);

          g_ptr_array_unref (level);
          level = next;
        }
      g_ptr_array_unref (level);
      if (strangers->len == 0)
        break;
      ask_for_all_below (reader, strangers);
    }
  return tree;
}

KtUiTwig *
kt_ui_tree_read (KtUiNode *root, KtUiQuery query)
{
  AtspiObject *object = (AtspiObject *) root;
  Reader reader = { .query = query };
  KtUiTwig *tree;

  /* libatspi has heard that it has gone. */
  if (!object->app)
    return twig_new (NULL, 0, object->path);
  reader.name = object->app->bus_name;
  get_bus ();
  reader.items = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  reader.context = g_main_context_new ();
  g_main_context_push_thread_default (reader.context);
  tree = read_tree (&reader, object->path);
  g_main_context_pop_thread_default (reader.context);
  g_main_context_unref (reader.context);
  g_hash_table_unref (reader.items);
  g_clear_pointer (&reader.reply, g_variant_unref);
  return tree;
}

/* ── Looking into it ───────────────────────────────────────────────────────── */

KtUiTwig *
kt_ui_tree_walk (KtUiTwig *tree, KtUiVisit visit, gpointer data)
{
  if (visit (tree, data))
    return tree;
  for (guint i = 0; i < tree->children->len; i++)
    {
      KtUiTwig *found = kt_ui_tree_walk (g_ptr_array_index (tree->children, i), visit, data);

      if (found)
        return found;
    }
  return NULL;
}

gboolean
kt_ui_twig_has_state (KtUiTwig *twig, AtspiStateType state)
{
  return (twig->states >> state) & 1;
}

KtUiNode *
kt_ui_twig_get_node (KtUiTwig *twig, KtUiNode *root)
{
  g_autoptr(KtUiNode) parent = NULL;
  g_autoptr(KtUiNode) node = NULL;

  if (!twig->parent)
    return g_object_ref (root);
  if (!(parent = kt_ui_twig_get_node (twig->parent, root)))
    return NULL;
  node = atspi_accessible_get_child_at_index (parent, (int) twig->index, NULL);
  if (!node || g_strcmp0 (((AtspiObject *) node)->path, twig->path) != 0)
    return NULL;
  return g_steal_pointer (&node);
}
