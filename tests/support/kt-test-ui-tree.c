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

typedef struct
{
  KtUiQuery     query;
  const char   *name;     /* of the program, on the bus */
  GMainContext *context;  /* owned: answers come here, and nothing else */
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
ask_at (Reader *reader, const char *path, KtUiTwig *twig, const char *interface, const char *method, GVariant *parameters,
        const char *type, Answered answered)
{
  Question *question = g_new (Question, 1);

  *question = (Question) { reader, twig, answered };
  reader->pending++;
  g_dbus_connection_call (get_bus (), reader->name, path, interface, method, parameters, G_VARIANT_TYPE (type),
                          G_DBUS_CALL_FLAGS_NO_AUTO_START, TIMEOUT_MS, NULL, answer_cb, question);
}

static void
ask (Reader *reader, KtUiTwig *twig, const char *interface, const char *method, GVariant *parameters, const char *type,
     Answered answered)
{
  ask_at (reader, twig->path, twig, interface, method, parameters, type, answered);
}

static void
wait_for_answers (Reader *reader)
{
  while (reader->pending > 0)
    g_main_context_iteration (reader->context, TRUE);
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
take_count (KtUiTwig *twig, GVariant *answer)
{
  g_autoptr(GVariant) value = NULL;

  g_variant_get (answer, "(v)", &value);
  for (int i = 0; i < g_variant_get_int32 (value); i++)
    g_ptr_array_add (twig->children, twig_new (twig, (guint) i, NULL));
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
  guint32 word;

  g_variant_get (answer, "(au)", &words);
  for (guint shift = 0; shift < 64 && g_variant_iter_next (words, "u", &word); shift += 32)
    twig->states |= (guint64) word << shift;
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
take_text (KtUiTwig *twig, GVariant *answer)
{
  g_variant_get (answer, "(s)", &twig->text);
}

static GVariant *
property (const char *interface, const char *name)
{
  return g_variant_new ("(ss)", interface, name);
}

/* ── A level ───────────────────────────────────────────────────────────────── */

static void
ask_at_once (Reader *reader, KtUiTwig *twig)
{
  gboolean of_all = reader->query.of_role == KT_UI_ANY;

  if (reader->query.what & KT_UI_READ_ROLE || !of_all)
    ask (reader, twig, ACCESSIBLE, "GetRole", NULL, "(u)", take_role);
  if (reader->query.only_visible || (of_all && reader->query.what & KT_UI_READ_STATE))
    ask (reader, twig, ACCESSIBLE, "GetState", NULL, "(au)", take_states);
  if (twig->depth < (reader->query.max_depth ? reader->query.max_depth : MAX_DEPTH))
    ask (reader, twig, PROPERTIES, "Get", property (ACCESSIBLE, "ChildCount"), "(v)", take_count);
}

/* One by one: GTK 4.8 answers GetChildren with the children of a stack, where their pages are meant. */
static void
ask_for_children (Reader *reader, KtUiTwig *twig)
{
  for (guint i = 0; i < twig->children->len; i++)
    ask_at (reader, twig->path, g_ptr_array_index (twig->children, i), ACCESSIBLE, "GetChildAtIndex",
            g_variant_new ("(i)", (int) i), "((so))", take_path);
}

/* What depends on the first answers. */
static void
ask_more (Reader *reader, KtUiTwig *twig)
{
  KtUiRead what = reader->query.what;
  gboolean of_all = reader->query.of_role == KT_UI_ANY;

  if (reader->query.only_visible && twig->depth > 0 && !kt_ui_twig_has_state (twig, ATSPI_STATE_VISIBLE))
    {
      g_ptr_array_set_size (twig->children, 0);
      return;
    }
  ask_for_children (reader, twig);
  if (!of_all && twig->role != reader->query.of_role)
    return;
  if (!of_all && !reader->query.only_visible && what & KT_UI_READ_STATE)
    ask (reader, twig, ACCESSIBLE, "GetState", NULL, "(au)", take_states);
  if (what & KT_UI_READ_NAME)
    ask (reader, twig, PROPERTIES, "Get", property (ACCESSIBLE, "Name"), "(v)", take_name);
  if (what & KT_UI_READ_TEXT)
    ask (reader, twig, TEXT, "GetText", g_variant_new ("(ii)", 0, G_MAXINT), "(s)", take_text);
}

/* Those that answered where they are. */
static void
add_children_of (KtUiTwig *twig, GPtrArray *level)
{
  for (guint i = twig->children->len; i > 0; i--)
    if (!((KtUiTwig *) g_ptr_array_index (twig->children, i - 1))->path)
      g_ptr_array_remove_index (twig->children, i - 1);
  for (guint i = 0; i < twig->children->len; i++)
    g_ptr_array_add (level, g_ptr_array_index (twig->children, i));
}

static void
read_below (Reader *reader, KtUiTwig *tree)
{
  g_autoptr(GPtrArray) level = g_ptr_array_new ();

  g_ptr_array_add (level, tree);
  while (level->len > 0)
    {
      GPtrArray *next = g_ptr_array_new ();

      for (guint i = 0; i < level->len; i++)
        ask_at_once (reader, g_ptr_array_index (level, i));
      wait_for_answers (reader);
      for (guint i = 0; i < level->len; i++)
        ask_more (reader, g_ptr_array_index (level, i));
      wait_for_answers (reader);
      for (guint i = 0; i < level->len; i++)
        add_children_of (g_ptr_array_index (level, i), next);
      g_ptr_array_unref (level);
      level = next;
    }
}

KtUiTwig *
kt_ui_tree_read (KtUiNode *root, KtUiQuery query)
{
  AtspiObject *object = (AtspiObject *) root;
  KtUiTwig *tree = twig_new (NULL, 0, object->path);
  Reader reader = { .query = query, .name = object->app->bus_name };

  get_bus ();
  reader.context = g_main_context_new ();
  g_main_context_push_thread_default (reader.context);
  read_below (&reader, tree);
  g_main_context_pop_thread_default (reader.context);
  g_main_context_unref (reader.context);
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
