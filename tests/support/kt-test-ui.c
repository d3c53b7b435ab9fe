/* kt-test-ui.c: starts a program, finds its widgets and reads them; kt-test-ui-deeds.c acts on them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-test-ui-private.h"

#include "kt-test-known.h"
#include "kt-test-ui-tree.h"
#include "kt-test-util.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

#define LIMIT_US  (10 * G_USEC_PER_SEC)
#define STEP_US   (15 * 1000)
#define MAX_DEPTH 80

/* ── The program ─────────────────────────────────────────────────────────────── */

struct _KtUi
{
  GSubprocess *process;
  KtUiNode    *root;
  char        *log_path;
};

static gint64
deadline_from_now (void)
{
  return g_get_monotonic_time () + LIMIT_US * kt_test_patience ();
}

/* libatspi keeps what it hears until its main context runs: run it dry, then look. */
static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
wait_a_little (gint64 deadline)
{
  g_usleep (STEP_US);
  return g_get_monotonic_time () < deadline;
}

/* In libatspi's place. When a program appears it asks for all its widgets at once, and looks in the middle of the answer
 * whether each of them manages its descendants. Newer GTK leaves that open, so 2.46 asks again, from within its own
 * dispatch, and waits for ever. Nothing of ours does. */
gboolean
atspi_state_set_contains (AtspiStateSet *set, AtspiStateType state)
{
  static gboolean (*real) (AtspiStateSet *, AtspiStateType);

  if (state == ATSPI_STATE_MANAGES_DESCENDANTS)
    return FALSE;
  if (!real)
    *(void **) &real = dlsym (RTLD_NEXT, "atspi_state_set_contains");
  return real (set, state);
}

static void
prepare (void)
{
  if (atspi_is_initialized ())
    return;
  /* libatspi warns whenever a program is slower or gone sooner than it expects, and g_test_init()
   * has made warnings fatal. The program's own criticals end the program. */
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK);
  atspi_init ();
  atspi_set_timeout (10000 * (int) kt_test_patience (), 20000 * (int) kt_test_patience ());
}

/* Flatpak's proxy speaks for a sandboxed program, and is nobody's child. (There is one such program at a time.) */
static gboolean
is_proxy (guint pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%u/comm", pid);
  g_autofree char *name = NULL;

  return g_file_get_contents (path, &name, NULL, NULL) && g_str_has_prefix (name, "xdg-dbus-proxy");
}

static KtUiNode *
find_program (guint pid, gboolean sandboxed)
{
  g_autoptr(KtUiNode) desktop = atspi_get_desktop (0);
  int count;

  /* (atspi_accessible_clear_cache() would run into what is left of a program that has ended.) */
  atspi_accessible_set_cache_mask (desktop, ATSPI_CACHE_NONE);
  count = atspi_accessible_get_child_count (desktop, NULL);
  for (int i = 0; i < count; i++)
    {
      g_autoptr(KtUiNode) program = atspi_accessible_get_child_at_index (desktop, i, NULL);

      guint its = program ? atspi_accessible_get_process_id (program, NULL) : 0;

      if (program && (its == pid || (sandboxed && is_proxy (its)))
          && atspi_accessible_get_child_count (program, NULL) > 0)
        {
          atspi_accessible_set_cache_mask (program, ATSPI_CACHE_NONE);
          return g_steal_pointer (&program);
        }
    }
  return NULL;
}

static KtUi *launched; /* borrowed; the last one, if it was not freed */

static void
print_log (KtUi *self)
{
  g_autofree char *log = NULL;

  g_file_get_contents (self->log_path, &log, NULL, NULL);
  g_printerr ("%s\n", log ? log : "");
}

static void
fail_with_log (KtUi *self, const char *what)
{
  print_log (self);
  g_error ("%s (log: %s)", what, self->log_path);
}

KtUi *
kt_ui_launch (const char *const *argv, const char *const *environment, const char *log_path)
{
  KtUi *self = g_new0 (KtUi, 1);
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr(GError) error = NULL;
  gint64 deadline = deadline_from_now () + LIMIT_US;

  prepare ();
  self->log_path = log_path ? g_strdup (log_path)
                            : g_strdup_printf ("%s/program-%u.log", g_getenv ("SESSION_LOG_DIR"), g_random_int ());
  g_subprocess_launcher_set_stdout_file_path (launcher, self->log_path);
  g_subprocess_launcher_setenv (launcher, "G_DEBUG", "fatal-criticals", TRUE);
  for (; environment && *environment; environment++)
    {
      g_auto(GStrv) pair = g_strsplit (*environment, "=", 2);

      g_subprocess_launcher_setenv (launcher, pair[0], pair[1], TRUE);
    }
  self->process = g_subprocess_launcher_spawnv (launcher, argv, &error);
  g_assert_no_error (error);
  launched = self;
  do
    {
      settle ();
      self->root = find_program ((guint) kt_ui_get_pid (self), g_str_equal (argv[0], "flatpak"));
      if (!self->root && !g_subprocess_get_identifier (self->process))
        fail_with_log (self, "the program ended before it showed a window");
    }
  while (!self->root && wait_a_little (deadline));
  if (!self->root)
    fail_with_log (self, "the program shows no window");
  return self;
}

KtUiNode *
kt_ui_root (KtUi *self)
{
  return self->root;
}

GPid
kt_ui_get_pid (KtUi *self)
{
  const char *identifier = g_subprocess_get_identifier (self->process);

  return identifier ? (GPid) g_ascii_strtoll (identifier, NULL, 10) : 0;
}

const char *
kt_ui_get_log_path (KtUi *self)
{
  return self->log_path;
}

static void
wait_end (KtUi *self)
{
  gint64 deadline = deadline_from_now ();

  while (g_subprocess_get_identifier (self->process))
    {
      settle ();
      if (!wait_a_little (deadline))
        fail_with_log (self, "the program does not end");
    }
}

void
kt_ui_activate (KtUi *self, const char *app_id, const char *action, GVariant *parameter)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_autofree char *path = g_strdelimit (g_strconcat ("/", app_id, NULL), ".", '/');
  GVariantBuilder parameters = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("av"));
  g_autoptr(GVariant) reply = NULL;

  g_assert_no_error (error);
  g_strdelimit (path, "-", '_');
  if (parameter)
    g_variant_builder_add (&parameters, "v", parameter);
  /* It may be gone before it answers. */
  reply = g_dbus_connection_call_sync (bus, app_id, path, "org.gtk.Actions", "Activate",
                                       g_variant_new ("(sava{sv})", action, &parameters, NULL), NULL,
                                       G_DBUS_CALL_FLAGS_NO_AUTO_START, 10000, NULL, NULL);
}

void
kt_ui_quit (KtUi *self, const char *app_id)
{
  g_autofree char *log = NULL;

  kt_ui_activate (self, app_id, "quit", NULL);
  wait_end (self);
  if (g_subprocess_get_if_exited (self->process) && g_subprocess_get_exit_status (self->process) == 0)
    return;
  if (self->log_path)
    log = kt_test_file_load (self->log_path, NULL);
  if (!log || !g_subprocess_get_if_exited (self->process) || !kt_test_known_leaks (log))
    fail_with_log (self, "the program did not end well");
}

void
kt_ui_free (KtUi *self)
{
  if (launched == self)
    launched = NULL;
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  g_clear_object (&self->root);
  settle ();
  g_object_unref (self->process);
  g_free (self->log_path);
  g_free (self);
}

/* ── Finding ─────────────────────────────────────────────────────────────────── */

/* GTK 4.8 calls a mnemonic button "_Add key Add key" and a toast's button "Undo Undo", later versions
 * "Add key" and "Undo". */
static gboolean
is_named (const char *have, const char *want)
{
  g_autofree char *head = NULL;
  g_auto(GStrv) parts = NULL;
  g_autofree char *plain = NULL;

  if (g_strcmp0 (have, want) == 0)
    return TRUE;
  if (!have || !g_str_has_suffix (have, want))
    return FALSE;
  head = g_strchomp (g_strndup (have, strlen (have) - strlen (want)));
  if (g_str_equal (head, want))
    return TRUE;
  if (!strchr (head, '_'))
    return FALSE;
  parts = g_strsplit (head, "_", -1);
  plain = g_strjoinv ("", parts);
  return g_str_equal (plain, want);
}

typedef struct
{
  AtspiRole   role;
  const char *name;
  gboolean    is_prefix;
  gboolean    shown;     /* only on the page shown */
  gboolean    count_all;
  guint       count;
  KtUiNode   *root;      /* borrowed */
  KtUiNode   *found;     /* owned */
} Search;

static gboolean
says (Search *search, const char *name)
{
  if (!search->name)
    return TRUE;
  return search->is_prefix ? name && g_str_has_prefix (name, search->name) : is_named (name, search->name);
}

static gboolean
visit (KtUiTwig *twig, gpointer data)
{
  Search *search = data;

  if ((search->role != KT_UI_ANY && twig->role != search->role) || !says (search, twig->name)
      || !kt_ui_twig_has_state (twig, ATSPI_STATE_VISIBLE))
    return FALSE;
  search->count++;
  if (search->count_all)
    return FALSE;
  search->found = kt_ui_twig_get_node (twig, search->root);
  if (search->found && search->shown && !kt_ui_is_shown (search->found))
    g_clear_object (&search->found);
  return search->found != NULL;
}

static guint
search_tree (Search *search, KtUiNode *root)
{
  KtUiQuery query = { .what = search->name ? KT_UI_READ_NAME : KT_UI_READ_SHAPE };
  g_autoptr(KtUiTwig) tree = NULL;

  settle ();
  tree = kt_ui_tree_read (root, query);
  search->root = root;
  kt_ui_tree_walk (tree, visit, search);
  return search->count;
}

static KtUiNode *
search_now (KtUiNode *root, Search search)
{
  search_tree (&search, root);
  return search.found;
}

static KtUiNode *
search_until_found (KtUiNode *root, Search search)
{
  gint64 deadline = deadline_from_now ();
  KtUiNode *node;

  while (!(node = search_now (root, search)) && wait_a_little (deadline))
    ;
  if (!node)
    {
      g_autofree char *role = search.role == KT_UI_ANY ? g_strdup ("widget") : atspi_role_get_name (search.role);

      kt_ui_dump (root);
      g_error ("no %s named “%s”%s", role, search.name ? search.name : "(any)",
               search.shown ? " on the page shown" : "");
    }
  return node;
}

KtUiNode *
kt_ui_find (KtUiNode *root, AtspiRole role, const char *name)
{
  return search_until_found (root, (Search) { .role = role, .name = name });
}

KtUiNode *
kt_ui_find_shown (KtUiNode *root, AtspiRole role, const char *name)
{
  return search_until_found (root, (Search) { .role = role, .name = name, .shown = TRUE });
}

KtUiNode *
kt_ui_find_prefix (KtUiNode *root, AtspiRole role, const char *prefix)
{
  return search_until_found (root, (Search) { .role = role, .name = prefix, .is_prefix = TRUE });
}

/* A page that has just come may be made anew, or is busy, and what was found has gone before it is clicked. */
void
kt_ui_press (KtUiNode *root, AtspiRole role, const char *name)
{
  gint64 deadline = deadline_from_now ();

  while (TRUE)
    {
      g_autoptr(KtUiNode) node = kt_ui_find_shown (root, role, name);

      if (kt_ui_has_state (node, ATSPI_STATE_SENSITIVE) && kt_ui_try_click (node))
        return;
      if (!wait_a_little (deadline))
        {
          kt_ui_dump (root);
          g_error ("“%s” is insensitive, a person could not press it", name);
        }
    }
}

KtUiNode *
kt_ui_try_find (KtUiNode *root, AtspiRole role, const char *name)
{
  return search_now (root, (Search) { .role = role, .name = name });
}

KtUiNode *
kt_ui_try_find_shown (KtUiNode *root, AtspiRole role, const char *name)
{
  return search_now (root, (Search) { .role = role, .name = name, .shown = TRUE });
}

guint
kt_ui_count (KtUiNode *root, AtspiRole role, const char *name)
{
  Search search = { .role = role, .name = name, .count_all = TRUE };

  return search_tree (&search, root);
}

void
kt_ui_wait_gone (KtUiNode *root, AtspiRole role, const char *name)
{
  gint64 deadline = deadline_from_now ();
  KtUiNode *node;

  while ((node = kt_ui_try_find_shown (root, role, name)))
    {
      g_object_unref (node);
      if (!wait_a_little (deadline))
        {
          kt_ui_dump (root);
          g_error ("“%s” is still shown", name ? name : "(any)");
        }
    }
}

void
kt_ui_wait_count (KtUiNode *root, AtspiRole role, const char *name, guint count)
{
  gint64 deadline = deadline_from_now ();
  guint seen;

  while ((seen = kt_ui_count (root, role, name)) != count)
    if (!wait_a_little (deadline))
      {
        kt_ui_dump (root);
        g_error ("there are %u of “%s”, not %u", seen, name ? name : "(any)", count);
      }
}

/* ── Looking ─────────────────────────────────────────────────────────────────── */

gboolean
kt_ui_has_state (KtUiNode *node, AtspiStateType state)
{
  g_autoptr(GObject) set = (GObject *) atspi_accessible_get_state_set (node);

  return set && atspi_state_set_contains ((AtspiStateSet *) set, state);
}

void
kt_ui_wait_state (KtUiNode *node, AtspiStateType state, gboolean on)
{
  gint64 deadline = deadline_from_now ();

  while (kt_ui_has_state (node, state) != on)
    {
      settle ();
      if (!wait_a_little (deadline))
        {
          g_autofree char *name = kt_ui_get_name (node);

          g_error ("state %d of “%s” did not become %d", state, name, on);
        }
    }
}

char *
kt_ui_get_name (KtUiNode *node)
{
  return atspi_accessible_get_name (node, NULL);
}

char *
kt_ui_get_description (KtUiNode *node)
{
  return atspi_accessible_get_description (node, NULL);
}

char *
kt_ui_get_text (KtUiNode *node)
{
  g_autoptr(GObject) text = (GObject *) atspi_accessible_get_text_iface (node);
  int length;

  if (!text)
    return NULL;
  /* For an end of -1 GTK 4.8 answers "". */
  length = atspi_text_get_character_count ((AtspiText *) text, NULL);
  return atspi_text_get_text ((AtspiText *) text, 0, length, NULL);
}

static gboolean
collect_words (KtUiTwig *twig, gpointer words)
{
  if (twig->depth > 0 && !kt_ui_twig_has_state (twig, ATSPI_STATE_VISIBLE))
    return FALSE;
  if (twig->name && *twig->name)
    g_string_append_printf (words, "%s\n", twig->name);
  if (twig->text && *twig->text && g_strcmp0 (twig->text, twig->name) != 0)
    g_string_append_printf (words, "%s\n", twig->text);
  return FALSE;
}

char *
kt_ui_get_words (KtUiNode *node)
{
  KtUiQuery query = { .what = KT_UI_READ_NAME | KT_UI_READ_TEXT, .only_visible = TRUE };
  GString *words = g_string_new (NULL);
  g_autoptr(KtUiTwig) tree = NULL;

  settle ();
  tree = kt_ui_tree_read (node, query);
  kt_ui_tree_walk (tree, collect_words, words);
  return g_string_free (words, FALSE);
}

void
kt_ui_wait_words (KtUiNode *node, const char *text)
{
  gint64 deadline = deadline_from_now ();

  while (TRUE)
    {
      g_autofree char *words = kt_ui_get_words (node);

      if (strstr (words, text))
        return;
      if (!wait_a_little (deadline))
        {
          kt_ui_dump (node);
          g_error ("nothing says “%s”", text);
        }
    }
}

static void
dump (KtUiNode *node, int depth)
{
  g_autofree char *role = atspi_accessible_get_role_name (node, NULL);
  g_autofree char *name = atspi_accessible_get_name (node, NULL);
  int count = atspi_accessible_get_child_count (node, NULL);

  fprintf (stderr, "%*s%s “%s”%s%s\n", depth * 2, "", role, name,
              kt_ui_has_state (node, ATSPI_STATE_VISIBLE) ? "" : " hidden",
              kt_ui_has_state (node, ATSPI_STATE_SENSITIVE) ? "" : " insensitive");
  for (int i = 0; i < count && depth < MAX_DEPTH; i++)
    {
      g_autoptr(KtUiNode) child = atspi_accessible_get_child_at_index (node, i, NULL);

      if (child)
        dump (child, depth + 1);
    }
}

void
kt_ui_dump (KtUiNode *node)
{
  if (launched && !g_subprocess_get_identifier (launched->process))
    {
      g_printerr ("The program has ended. What it said:\n");
      print_log (launched);
    }
  dump (node, 0);
}
