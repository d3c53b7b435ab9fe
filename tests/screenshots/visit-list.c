/* visit-list.c: the list of keys, the other views of all keys, and what may be wrong with the stores
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tour.h"

/* The rows come anew as replies come; the button is back at the end. */
static void
check_all (Tour *self)
{
  kt_screen_key ("ctrl+shift+F5");
  g_usleep (3 * G_USEC_PER_SEC);
}

static void
tick (Tour *self, const char *row)
{
  g_autoptr(KtUiNode) node = kt_ui_find_prefix (self->app->root, KT_UI_ROW, row);

  kt_ui_mouse_click (node);
}

static void
keep_selection (Tour *self)
{
  kt_screen_key ("Escape");
  tour_press (self, "Main Menu");
  tour_choose (self, "Se_lect Keys");
  tour_wait_button (self, "_Done");
  tick (self, "OKX");
  tour_keep (self, "select");
  tour_press (self, "_Tag");
  tour_keep (self, "select-tag");
  kt_screen_key ("Escape");
  tour_press (self, "_Done");
  g_usleep (G_USEC_PER_SEC / 2);
}

void
visit_overview (Tour *self)
{
  g_autofree char *all = tour_say ("All Keys");

  tour_start (self);
  tour_keep (self, "overview");
  check_all (self);
  tour_keep (self, "overview-checked");
  kt_screen_key ("ctrl+f");
  kt_screen_type ("bitget");
  tour_keep (self, "search");
  kt_screen_type ("zzz");
  tour_keep (self, "search-none");
  kt_screen_key ("Escape");
  keep_selection (self);
  /* Folded, the filters are a page of their own. */
  tour_try_press (self, "Filters");
  tour_keep (self, "filters");
  tick (self, "server");
  tour_keep (self, "filtered");
  /* (It is kept over a restart.) */
  tour_try_press (self, "Filters");
  g_usleep (G_USEC_PER_SEC / 2);
  tick (self, all);
  tour_stop (self);
}

/* (Without a window manager a window has the keys once it was clicked.) */
static void
keep_panic (Tour *self)
{
  g_autofree char *name = tour_say ("Who Leaked?");
  g_autoptr(KtUiNode) entry = NULL;

  tour_start (self);
  kt_screen_key ("ctrl+shift+l");
  entry = kt_ui_find_shown (self->app->root, KT_UI_ANY, name);
  tour_keep (self, "panic");
  tour_press (self, "Is It Dead?");
  g_usleep (2 * G_USEC_PER_SEC);
  tour_keep (self, "panic-asked");
  kt_ui_mouse_click (entry);
  kt_screen_type ("nobody");
  tour_wait_words (self, "Nobody of That Name Was Given a Key");
  tour_keep (self, "panic-nobody");
  tour_stop (self);
}

static void
keep_rights (Tour *self)
{
  tour_start (self);
  kt_screen_key ("ctrl+shift+r");
  tour_wait_button (self, "Order and Files");
  tour_keep (self, "rights");
  tour_press (self, "What the Signs Mean");
  tour_keep (self, "rights-signs");
  tour_stop (self);
}

static void
keep_timeline (Tour *self)
{
  g_autofree char *name = tour_say ("The Year Ahead as a List");
  g_autoptr(KtUiNode) list = NULL, picture = NULL;

  tour_start (self);
  kt_screen_key ("ctrl+shift+t");
  list = kt_ui_find_shown (self->app->root, KT_UI_LIST, name);
  picture = kt_ui_find_shown (self->app->root, ATSPI_ROLE_IMAGE, NULL);
  kt_ui_mouse_click (picture);
  kt_screen_key ("Home");
  tour_keep (self, "timeline");
  tour_stop (self);
}

void
visit_views (Tour *self)
{
  tour_run (self, "check", "--all", NULL);
  keep_panic (self);
  keep_rights (self);
  keep_timeline (self);
}

/* ── States ────────────────────────────────────────────────────────────────── */

static void
say_locked (void)
{
  g_autoptr(GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  g_dbus_connection_emit_signal (bus, NULL, "/org/freedesktop/ScreenSaver", "org.gnome.ScreenSaver", "ActiveChanged",
                                 g_variant_new ("(b)", TRUE), NULL);
  g_dbus_connection_flush_sync (bus, NULL, NULL);
}

/* Names too are hidden, as the preferences can say. */
static void
keep_curtain (Tour *self)
{
  g_autofree char *page = tour_say ("Privacy");
  g_autofree char *choice = tour_say ("Hide the Names of Keys Too");
  g_autoptr(KtUiNode) privacy = NULL, toggle = NULL;

  tour_start (self);
  kt_screen_key ("ctrl+comma");
  privacy = kt_ui_find_shown (self->app->root, KT_UI_ANY, page);
  kt_ui_mouse_click (privacy);
  toggle = kt_ui_find_shown (self->app->root, KT_UI_SWITCH, choice);
  kt_ui_click (toggle);
  kt_screen_key ("Escape");
  say_locked ();
  tour_keep (self, "names-hidden");
  tour_stop (self);
}

void
visit_states (Tour *self)
{
  g_autofree char *ledger = g_build_filename (self->app->folder, "keyturn-devel", "ledger.db", NULL);

  keep_curtain (self);
  kt_test_keyring_lock ();
  tour_start (self);
  tour_keep (self, "locked");
  tour_stop (self);
  kt_test_keyring_renew ("test");
  tour_start (self);
  tour_keep (self, "other-keyring");
  tour_press (self, "Choose…");
  tour_keep (self, "other-keyring-question");
  kt_screen_key ("Escape");
  tour_stop (self);
  kt_test_file_store (ledger, "this is no ledger", -1);
  tour_start (self);
  tour_keep (self, "broken-ledger");
  tour_stop (self);
  kt_test_keyring_kill ();
  tour_start (self);
  tour_keep (self, "no-keyring");
  tour_stop (self);
}
