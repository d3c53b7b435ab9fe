/* test-accessible.c: on every page, whatever can have the focus says what it is, and Tab goes through it as it stands
 *
 * A new page or dialog: one assert_page() when it is open.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-app-fixture.h"

#define MAX_DEPTH 80
#define MAX_TABS  160

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

/* What took the focus, as it was told: an entry of GTK 4.8 does not tell. */
typedef struct
{
  char      *path;              /* on the bus: which it is */
  char      *name;              /* "role name" */
  AtspiRect  area;              /* when it was told */
  AtspiRect  before;            /* of the one before, at the same moment */
} Stop;

typedef struct
{
  GPtrArray *stops;             /* owned: Stop */
  KtUiNode  *last;              /* owned */
} Way;

static void
stop_free (gpointer data)
{
  Stop *stop = data;

  g_free (stop->path);
  g_free (stop->name);
  g_free (stop);
}

static AtspiRect
get_area (KtUiNode *node)
{
  AtspiComponent *component = node ? atspi_accessible_get_component_iface (node) : NULL;
  AtspiRect *found = component ? atspi_component_get_extents (component, ATSPI_COORD_TYPE_WINDOW, NULL) : NULL;
  AtspiRect area = found ? *found : (AtspiRect) { 0 };

  g_free (found);
  g_clear_object (&component);
  return area;
}

/* The inside of a row has no name of its own. */
static char *
name_stop (KtUiNode *node)
{
  g_autofree char *role = atspi_accessible_get_role_name (node, NULL);
  g_autofree char *name = kt_ui_get_name (node);
  g_autoptr(KtUiNode) around = g_object_ref (node);

  for (guint i = 0; around && i < 4 && (!name || !*name); i++)
    {
      KtUiNode *parent = atspi_accessible_get_parent (around, NULL);

      g_object_unref (around);
      around = parent;
      g_free (name);
      name = around ? kt_ui_get_name (around) : NULL;
    }
  return g_strdup_printf ("%s %s", role ? role : "", name ? name : "");
}

static void
focus_cb (AtspiEvent *event, void *data)
{
  Way *way = data;
  Stop *stop;

  if (!event->detail1)
    return;
  stop = g_new0 (Stop, 1);
  stop->path = g_strdup (((AtspiObject *) event->source)->path);
  stop->name = name_stop (event->source);
  stop->area = get_area (event->source);
  stop->before = get_area (way->last);
  g_set_object (&way->last, event->source);
  g_ptr_array_add (way->stops, stop);
}

static gboolean
came_round (Way *way)
{
  for (guint i = 1; i < way->stops->len; i++)
    if (g_str_equal (((Stop *) g_ptr_array_index (way->stops, i))->path, ((Stop *) g_ptr_array_index (way->stops, 0))->path))
      return TRUE;
  return FALSE;
}

typedef struct
{
  Way  *way;
  guint before;
} Wait;

static gboolean
has_moved (gpointer data)
{
  const Wait *wait = data;

  return wait->way->stops->len > wait->before;
}

static void
go_round (Way *way)
{
  AtspiEventListener *listener = atspi_event_listener_new (focus_cb, way, NULL);

  g_assert_true (atspi_event_listener_register (listener, "object:state-changed:focused", NULL));
  for (guint i = 0; i < MAX_TABS && !came_round (way); i++)
    {
      Wait wait = { way, way->stops->len };

      kt_screen_key ("Tab");
      /* What does not tell is passed by; what is late comes with the next. */
      kt_test_wait_until (has_moved, &wait, 100);
    }
  atspi_event_listener_deregister (listener, "object:state-changed:focused", NULL);
  g_object_unref (listener);
}

/* As one reads: not back up, unless into the next column or from the last to the first. */
static guint
count_jumps (Way *way, GString *said)
{
  guint jumps = 0;

  for (guint i = 0; i < way->stops->len; i++)
    {
      const Stop *stop = g_ptr_array_index (way->stops, i);
      gboolean told = i > 0 && stop->area.height > 0 && stop->before.height > 0;
      /* (What is scrolled off the top will be scrolled back.) */
      gboolean above = told && stop->area.y >= 0 && stop->area.y + stop->area.height <= stop->before.y;
      gboolean beside = stop->area.x >= stop->before.x + stop->before.width;
      gboolean jump = above && !beside;

      jumps += jump ? 1 : 0;
      g_string_append_printf (said, "%s%s (%d, %d)\n", jump ? "back up: " : "", stop->name, stop->area.x, stop->area.y);
    }
  return jumps;
}

/* Those of @wanted ("name", the end of "role name") come in this order. */
static const char *
find_missing (Way *way, const char *const *wanted)
{
  guint next = 0;

  /* Twice round: whatever the first is. */
  for (guint i = 0; i < 2 * way->stops->len && wanted[next]; i++)
    {
      const Stop *stop = g_ptr_array_index (way->stops, i % way->stops->len);

      if (strstr (stop->name, wanted[next]))
        next++;
    }
  return wanted[next];
}

/* Tab comes round to where it began, through each of @wanted, and goes as one reads. */
static void
assert_order (const char *page, const char *const *wanted)
{
  g_autoptr(GPtrArray) stops = g_ptr_array_new_with_free_func (stop_free);
  g_autoptr(GString) said = g_string_new (NULL);
  Way way = { stops, NULL };
  const char *missing = NULL;
  guint jumps;

  go_round (&way);
  g_clear_object (&way.last);
  jumps = count_jumps (&way, said);
  missing = wanted ? find_missing (&way, wanted) : NULL;
  g_test_message ("%s: Tab goes\n%s", page, said->str);
  if (!came_round (&way))
    g_test_fail_printf ("%s: Tab does not come round:\n%s", page, said->str);
  else if (jumps > 1)
    g_test_fail_printf ("%s: Tab does not go as one reads:\n%s", page, said->str);
  else if (missing)
    g_test_fail_printf ("%s: Tab does not come to “%s”:\n%s", page, missing, said->str);
}

static void
assert_page (KtApp *app, const char *page, const char *const *wanted)
{
  assert_names (app, page);
  assert_order (page, wanted);
}

#define THROUGH(...) ((const char *const[]) { __VA_ARGS__, NULL })

/* ── The pages ─────────────────────────────────────────────────────────────── */

static void
choose_in_menu (KtApp *app, const char *menu, const char *item)
{
  g_autoptr(KtUiNode) entry = NULL;

  kt_app_press (app, menu);
  entry = kt_ui_find (app->root, KT_UI_MENU_ITEM, item);
  kt_ui_click (entry);
}

static void
open_preferences (KtApp *app)
{
  static const struct { const char *page, *first; } pages[] = {
    { "Reminders", "Start at Login" }, { "Checks", "Check Keys" }, { "Privacy", "Hide the Names of Keys Too" },
  };

  kt_screen_key ("ctrl+comma");
  kt_app_wait_words (app, "Rotate After Days");
  assert_page (app, "preferences", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      g_autoptr(KtUiNode) page = kt_ui_find_shown (app->root, KT_UI_ANY, pages[i].page);

      kt_ui_mouse_click (page);
      kt_app_wait_words (app, pages[i].first);
      assert_names (app, pages[i].page);
    }
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, KT_UI_ANY, "Privacy");
}

static void
test_overview (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_start (app, NULL);
  assert_page (app, "empty", THROUGH ("Add Key", "Search", "Main Menu", "Add a Key", "Import…"));
  open_preferences (app);
  choose_in_menu (app, "Main Menu", "Keyboard Shortcuts");
  kt_app_wait_words (app, "Check all keys");
  assert_names (app, "shortcuts");
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, KT_UI_LABEL, "Check all keys");
  choose_in_menu (app, "Main Menu", "About Keyturn");
  kt_app_wait_words (app, "Report an Issue");
  assert_names (app, "about");
  /* GTK does not like to end while a menu is still closing. */
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, KT_UI_LABEL, "Report an Issue");
  kt_app_stop (app);
}

static void
test_list (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) entry G_GNUC_UNUSED = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  kt_app_start (app, NULL);
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  assert_page (app, "list", THROUGH ("All Keys, 2 keys", "Add Key", "Search", "Main Menu", "Not checked yet"));
  kt_app_press (app, "Select Keys");
  kt_app_wait_words (app, "0 Selected");
  assert_page (app, "selecting", THROUGH ("Done", "Select All", "Not checked yet"));
  kt_screen_key ("ctrl+a");
  kt_app_press (app, "Select All");
  kt_app_wait_words (app, "2 Selected");
  kt_app_press (app, "Tag");
  entry = kt_ui_find (app->root, KT_UI_ANY, "New tag");
  assert_names (app, "tags");
  kt_app_stop (app);
}

static void
test_key (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_put (app, &kt_app_withdraws, "Too much", "read");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Too much");
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "This key can withdraw, and you meant it not to.");
  assert_page (app, "key page", THROUGH ("Back", "Check", "Key Menu", "It Is Intended", "Look at balances: meant", "Withdraw: meant",
                                         "Copy API Key", "Reveal Secret Key", "Rotate"));
  choose_in_menu (app, "Key Menu", "Edit…");
  kt_app_wait_words (app, "Where Is It Used?");
  assert_page (app, "edit", THROUGH ("Cancel", "Save", "Rotate", "Tax and portfolio"));
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Save");
  choose_in_menu (app, "Key Menu", "About This Exchange");
  kt_app_wait_words (app, "Talks To");
  assert_names (app, "exchange");
  kt_app_stop (app);
}

/* What a person means is said by keys and by AT-SPI alone too. */
static void
test_mean (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autoptr(KtUiNode) meant = NULL;

  kt_app_put (app, &kt_app_withdraws, "Too much", "read");
  kt_app_start (app, NULL);
  kt_app_open_key (app, "Too much");
  meant = kt_ui_find_shown (app->root, KT_UI_SWITCH, "Withdraw: meant");
  g_assert_cmpint (atspi_accessible_get_role (meant, NULL), ==, ATSPI_ROLE_CHECK_BOX);
  kt_ui_click (meant);
  kt_app_wait_toast (app, "Undo");
  g_clear_object (&meant);
  meant = kt_ui_find_shown (app->root, KT_UI_SWITCH, "Withdraw: meant");
  kt_ui_wait_state (meant, ATSPI_STATE_CHECKED, TRUE);
  kt_app_stop (app);
}

static void
test_add (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_start (app, NULL);
  kt_app_press (app, "Add Key");
  kt_app_wait_row (app, "Bitget");
  assert_names (app, "add: exchange");
  kt_screen_key ("Escape");
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Add an Exchange from a File…");
  kt_app_fill_form (app, &kt_app_withdraws, NULL);
  assert_page (app, "add: key", THROUGH ("Back", "About This Exchange", "Environment", "Signs With", "Open the Exchange", "Tax and portfolio",
                                         "This Computer", "Rotate"));
  kt_app_press (app, "Next");
  kt_app_wait_words (app, "See the Request");
  assert_page (app, "add: before the check", THROUGH ("Back", "Check", "See the Request", "Save Without Checking"));
  kt_app_press (app, "Check");
  kt_app_wait_words (app, "This key can withdraw, and you meant it not to.");
  assert_page (app, "add: after the check", THROUGH ("Back", "Save", "It Is Intended"));
  kt_app_save (app, "Save");
  kt_app_stop (app);
}

static void
test_import (void)
{
  g_autofree char *csv = g_strdup_printf ("Exchange,Account Name,API Key,API Secret,Passphrase\nBitget,Grid,%s,%s,%s\n",
                                          kt_app_looks.api_key, kt_app_looks.secret, kt_app_looks.passphrase);
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_start (app, NULL);
  kt_screen_key ("ctrl+i");
  kt_app_wait_words (app, "You see everything before it is saved.");
  assert_page (app, "import", THROUGH ("Cancel", "Choose a File…", "Paste"));
  app->pasted = TRUE;
  kt_screen_set_clipboard (csv);
  kt_app_press (app, "Paste");
  kt_app_wait_words (app, "What Is in Each Column?");
  assert_page (app, "import: columns", THROUGH ("Back", "Next", "Exchange", "Account Name", "API Key", "API Secret", "Passphrase"));
  kt_app_press (app, "Next");
  kt_app_wait_words (app, "1 key found · 1 chosen");
  assert_page (app, "import: list", THROUGH ("Back", "Next", "Grid", "Change “Grid”"));
  kt_app_press (app, "Change “Grid”");
  kt_app_wait_words (app, "Environment");
  assert_names (app, "import: one key");
  kt_app_press (app, "Back");
  kt_app_press (app, "Next");
  kt_app_wait_words (app, "Check Each Key Once Saved");
  assert_names (app, "import: all");
  kt_app_press (app, "Save 1 Key");
  kt_app_wait_words (app, "1 key saved");
  assert_names (app, "import: saved");
  kt_app_stop (app);
}

static void
test_views (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_put (app, &kt_app_binance, "Spot bot", "read,spot");
  kt_app_start (app, NULL);
  kt_app_wait_row (app, "Taxes, Bitget, Not checked yet");
  choose_in_menu (app, "Main Menu", "Panic List");
  kt_app_wait_words (app, "1. ");
  assert_page (app, "panic list", THROUGH ("Copy as Text", "Is It Dead?"));
  kt_app_stop (app);

  kt_app_start (app, NULL);
  choose_in_menu (app, "Main Menu", "Rights of All Keys");
  kt_app_wait_row (app, "Taxes, Bitget");
  assert_page (app, "rights", THROUGH ("What the Signs Mean", "Order and Files"));
  kt_app_stop (app);

  kt_app_start (app, NULL);
  choose_in_menu (app, "Main Menu", "The Year Ahead");
  kt_app_wait_words (app, "Rotate by");
  assert_page (app, "timeline", THROUGH ("Files"));
  kt_app_stop (app);
}

static void
test_trust (void)
{
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *text = kt_test_data_load ("../data/exchanges/bitso.json", NULL);
  g_autofree char *path = g_build_filename (app->folder, "mine.json", NULL);
  g_autoptr(GString) changed = g_string_new (text);
  g_autoptr(KtUiNode) open G_GNUC_UNUSED = NULL;

  g_string_replace (changed, "\"id\": \"bitso\"", "\"id\": \"myown\"", 0);
  g_string_replace (changed, "\"name\": \"Bitso\"", "\"name\": \"My Own\"", 0);
  g_string_replace (changed, "bitso.com", "bitso.example", 0);
  kt_test_file_store (path, changed->str, -1);
  kt_app_start (app, NULL);
  kt_app_press (app, "Add Key");
  kt_app_press (app, "Add an Exchange from a File…");
  open = kt_ui_find_shown (app->root, KT_UI_BUTTON, "Open");
  kt_screen_type (path);
  kt_screen_key ("Return");
  kt_app_wait_words (app, "Do You Trust Whoever Wrote This File?");
  assert_names (app, "trust");
  kt_app_stop (app);
}

/* ── A rotation ────────────────────────────────────────────────────────────── */

/* Of the same account as kt_app_looks; made up. */
static const KtAppKey next_key = { "bitget", "Bitget", "bg_f00dfacef00dfacef00dfacef00dface",
                                   "0badc0de0badc0de0badc0de0badc0de0badc0de0badc0de0badc0de0badc0de", "MadeUpNext3" };

static char *
make_accounts (const char *old_state)
{
  return g_strdup_printf (
    "{\"accounts\": [{\"exchange\": \"bitget\", \"environment\": \"live\", \"kind\": \"unified\", \"uid\": \"7000000001\", \"keys\": ["
    "{\"api_key\": \"%s\", \"secret\": \"%s\", \"passphrase\": \"%s\", \"rights\": [\"uta_mgt\"], \"read_only\": true, \"state\": \"%s\"},"
    "{\"api_key\": \"%s\", \"secret\": \"%s\", \"passphrase\": \"%s\", \"rights\": [\"uta_mgt\"]}]}], \"faults\": []}",
    kt_app_looks.api_key, kt_app_looks.secret, kt_app_looks.passphrase, old_state, next_key.api_key, next_key.secret, next_key.passphrase);
}

static void
paste_field (KtApp *app, const char *name, const char *value)
{
  g_autoptr(KtUiNode) entry = kt_app_entry (app, name);

  app->pasted = TRUE;
  kt_ui_paste (entry, value);
}

static void
press_when (KtApp *app, const char *button, const char *then)
{
  kt_app_press (app, button);
  kt_app_wait_words (app, then);
}

/* Through all eight steps, and each is named and goes as one reads. No pointer but for what is pasted. */
static void
test_rotate (void)
{
  static const char *const arguments[] = { "edit", "Taxes", "--given-to", "Tax office", NULL };
  g_autoptr(KtApp) app = kt_app_new (make_accounts ("active"));
  g_autofree char *id = NULL;
  g_autoptr(KtUiNode) tick = NULL;

  kt_app_put (app, &kt_app_looks, "Taxes", "read");
  kt_app_run (app, arguments, NULL, NULL);
  id = kt_app_key_text (app, "Taxes", "id");
  kt_app_start (app, NULL);
  kt_app_activate (app, "rotate", id);
  kt_app_wait_words (app, "Step 1 of 8");
  assert_page (app, "rotate 1", THROUGH ("Open Bitget’s Key Page", "I Have the New Key"));
  press_when (app, "I Have the New Key", "Step 2 of 8");
  paste_field (app, "API Key", next_key.api_key);
  paste_field (app, "Secret Key", next_key.secret);
  paste_field (app, "Passphrase", next_key.passphrase);
  assert_page (app, "rotate 2", THROUGH ("Signs With", "Keep It Beside the Old One", "Back"));
  press_when (app, "Keep It Beside the Old One", "Step 3 of 8");
  assert_names (app, "rotate 3");
  press_when (app, "Check the New Key", "More Than Meant");
  assert_page (app, "rotate 3, more", THROUGH ("Accept: Move between own accounts", "Check Again"));
  press_when (app, "Accept: Move between own accounts", "Step 4 of 8");
  assert_names (app, "rotate 4");
  press_when (app, "Make It the Current One", "Step 5 of 8");
  assert_page (app, "rotate 5", THROUGH ("Tax office", "I Deleted the Old Key", "Back to the Old Key"));
  tick = kt_ui_find_shown (app->root, KT_UI_SWITCH, "Tax office");
  kt_ui_click (tick);
  kt_app_wait_words (app, "Step 6 of 8");
  assert_names (app, "rotate 6");
  press_when (app, "I Deleted the Old Key", "Step 7 of 8");
  assert_page (app, "rotate 7", THROUGH ("Check Now", "Wipe It Without Proof…"));
  kt_app_play (app, make_accounts ("revoked"));
  press_when (app, "Check Now", "Step 8 of 8");
  assert_names (app, "rotate 8");
  press_when (app, "Wipe the Old Key", "The old key is wiped from the keyring.");
  assert_names (app, "rotate, over");
  kt_app_stop (app);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/accessible/overview", test_overview);
  g_test_add_func ("/app/accessible/list", test_list);
  g_test_add_func ("/app/accessible/key", test_key);
  g_test_add_func ("/app/accessible/mean", test_mean);
  g_test_add_func ("/app/accessible/add", test_add);
  g_test_add_func ("/app/accessible/import", test_import);
  g_test_add_func ("/app/accessible/views", test_views);
  g_test_add_func ("/app/accessible/trust", test_trust);
  g_test_add_func ("/app/accessible/rotate", test_rotate);
  return g_test_run ();
}
