/* test-accessible.c: on every page, whatever can have the focus says what it is, and Tab reaches it and goes on
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-app-fixture.h"

#define MAX_DEPTH 80
#define MAX_TABS  140

/* ── Names ─────────────────────────────────────────────────────────────────── */

/* Containers that take the focus only to hand it on, or to be scrolled by keys. */
static gboolean
is_container (AtspiRole role)
{
  return role == ATSPI_ROLE_SCROLL_PANE || role == ATSPI_ROLE_FILLER || role == ATSPI_ROLE_PANEL || role == ATSPI_ROLE_LIST ||
         role == ATSPI_ROLE_FRAME || role == ATSPI_ROLE_DIALOG || role == ATSPI_ROLE_WINDOW || role == ATSPI_ROLE_GROUPING;
}

/* A row may be named by what stands in it. */
static gboolean
is_named (KtUiNode *node)
{
  g_autofree char *name = kt_ui_get_name (node);
  g_autofree char *words = NULL;

  if (name && *name)
    return TRUE;
  if (atspi_accessible_get_role (node, NULL) != KT_UI_ROW)
    return FALSE;
  words = kt_ui_get_words (node);
  return words && *words;
}

/* @inside: of a widget that is named and has the focus for it, as the text of an entry row. */
static void
find_nameless (KtUiNode *node, const char *place, gboolean inside, int depth, GString *found, guint *n_focusable)
{
  AtspiRole role = atspi_accessible_get_role (node, NULL);
  int count = depth < MAX_DEPTH ? atspi_accessible_get_child_count (node, NULL) : 0;
  gboolean named = inside;

  if (depth > 1 && !kt_ui_has_state (node, ATSPI_STATE_VISIBLE))
    return;
  if (kt_ui_has_state (node, ATSPI_STATE_FOCUSABLE) && !is_container (role))
    {
      named = is_named (node);
      (*n_focusable)++;
      if ((!named && !inside) || role == ATSPI_ROLE_INVALID || role == ATSPI_ROLE_UNKNOWN)
        {
          g_autofree char *said = atspi_accessible_get_role_name (node, NULL);

          g_string_append_printf (found, "under “%s”: a %s without a name\n", place, said);
        }
    }
  for (int i = 0; i < count; i++)
    {
      g_autoptr(KtUiNode) child = atspi_accessible_get_child_at_index (node, i, NULL);
      g_autofree char *name = kt_ui_get_name (node);

      if (child)
        find_nameless (child, name && *name ? name : place, named && !is_container (role), depth + 1, found, n_focusable);
    }
}

static void
assert_names (KtApp *app, const char *page)
{
  g_autoptr(GString) found = g_string_new (NULL);
  guint n_focusable = 0;

  find_nameless (app->root, page, FALSE, 0, found, &n_focusable);
  g_test_message ("%s: %u", page, n_focusable);
  g_assert_cmpuint (n_focusable, >, 2);
  if (found->len > 0)
    g_test_fail_printf ("%s:\n%s", page, found->str);
}

/* ── Order ─────────────────────────────────────────────────────────────────── */

static char *focus;             /* what took it last: its role and name */

static void
focus_cb (AtspiEvent *event, void *data)
{
  g_autoptr(KtUiNode) node = event->detail1 ? g_object_ref (event->source) : NULL;
  g_autofree char *role = node ? atspi_accessible_get_role_name (node, NULL) : NULL;
  g_autofree char *name = node ? kt_ui_get_name (node) : NULL;

  /* The inside of a row has no name of its own. */
  for (guint i = 0; node && i < 4 && (!name || !*name); i++)
    {
      KtUiNode *parent = atspi_accessible_get_parent (node, NULL);

      g_object_unref (node);
      node = parent;
      g_free (name);
      name = node ? kt_ui_get_name (node) : NULL;
    }
  if (!role)
    return;
  g_free (focus);
  focus = g_strdup_printf ("%s %s", role, name ? name : "");
}

static gboolean
has_moved (gpointer data)
{
  return focus != NULL;
}

/* Tab comes to each of @wanted ("role name") and, at last, to the first of them again. */
static void
assert_order (KtApp *app, const char *page, const char *const *wanted)
{
  AtspiEventListener *listener = atspi_event_listener_new (focus_cb, NULL, NULL);
  g_autoptr(GString) way = g_string_new (NULL);
  guint next = 0, rounds = 0;

  g_assert_true (atspi_event_listener_register (listener, "object:state-changed:focused", NULL));
  for (guint i = 0; i < MAX_TABS && rounds < 2; i++)
    {
      g_clear_pointer (&focus, g_free);
      kt_screen_key ("Tab");
      if (!kt_test_wait_until (has_moved, NULL, 600 * kt_test_patience ()))
        continue;
      g_string_append_printf (way, "%s\n", focus);
      if (!strstr (focus, wanted[next]))
        continue;
      next++;
      if (rounds == 1 || !wanted[next])
        {
          rounds++;
          next = 0;
        }
    }
  atspi_event_listener_deregister (listener, "object:state-changed:focused", NULL);
  g_object_unref (listener);
  g_test_message ("%s: Tab goes\n%s", page, way->str);
  if (rounds < 2)
    g_test_fail_printf ("%s: Tab goes\n%s", page, way->str);
}

/* ── The pages ─────────────────────────────────────────────────────────────── */

static void
test_overview (void)
{
  static const char *const order[] = { "Add Key", "Search", "Main Menu", NULL };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_start (app, NULL);
  assert_names (app, "empty");
  kt_screen_key ("ctrl+comma");
  kt_app_wait_words (app, "Rotate After Days");
  assert_names (app, "preferences");
  kt_app_stop (app);

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  kt_app_start (app, NULL);
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  assert_names (app, "overview");
  assert_order (app, "overview", order);
  kt_app_stop (app);
}

static void
test_key (void)
{
  static const char *const order[] = { "Back", "Check", "Key Menu", NULL };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) entry = NULL;

  kt_app_put (app, &kt_app_withdraws, "Too much", "read");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Too much");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "This key can withdraw, and you meant it not to.");
  assert_names (app, "key page");
  assert_order (app, "key page", order);
  kt_app_press (app, "Key Menu");
  entry = kt_ui_find (app->root, KT_UI_MENU_ITEM, "About This Exchange");
  kt_ui_click (entry);
  kt_app_wait_words (app, "Talks To");
  assert_names (app, "exchange");
  kt_app_stop (app);
}

static void
test_add (void)
{
  /* (GTK 4.8 does not tell when an entry takes the focus.) */
  static const char *const order[] = { "Back", "About This Exchange", "Environment", "Signs With", "Open the Exchange", "Tax and portfolio",
                                       "This Computer", "Rotate", NULL };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) row = NULL;

  kt_app_start (app, NULL);
  kt_app_press (app, "Add Key");
  row = kt_ui_find_shown (app->root, KT_UI_ROW, "Bitget");
  assert_names (app, "add: exchange");
  kt_ui_mouse_click (row);
  kt_app_wait_words (app, "What Should It Be Able to Do?");
  assert_names (app, "add: key");
  assert_order (app, "add: key", order);
  kt_app_stop (app);
}

static void
test_import (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) choose = NULL;

  kt_app_start (app, NULL);
  kt_screen_key ("ctrl+i");
  choose = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Choose a File…");
  assert_names (app, "import");
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/accessible/overview", test_overview);
  g_test_add_func ("/app/accessible/key", test_key);
  g_test_add_func ("/app/accessible/add", test_add);
  g_test_add_func ("/app/accessible/import", test_import);
  return g_test_run ();
}
