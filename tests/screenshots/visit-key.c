/* visit-key.c: adding a key, its page, and exchanges from files
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tour.h"

static void
add_key (Tour *self)
{
  JsonObject *key = json_array_get_object_element (self->keys, json_array_get_length (self->keys) - 1);
  JsonObject *credential = json_object_get_object_member (key, "credential");

  kt_screen_key ("ctrl+n");
  tour_wait_button (self, "Add an Exchange from a File…");
  tour_keep (self, "add-exchange");
  kt_screen_type ("zzz");
  kt_ui_wait_gone (self->app->root, KT_UI_ROW, "Bitget");
  tour_keep (self, "add-no-exchange");
  kt_screen_key ("ctrl+a");
  kt_screen_type ("bitget");
  kt_app_wait_row (self->app, "Bitget Wallet");
  kt_ui_wait_gone (self->app->root, KT_UI_ROW, "Backpack Exchange");
  tour_keep (self, "add-search");
  kt_screen_key ("Return");
  tour_wait_button (self, "About This Exchange");
  tour_keep (self, "add-key");
  tour_paste (self, "API Key", json_object_get_string_member (credential, "api_key"));
  tour_paste (self, "Secret Key", json_object_get_string_member (credential, "secret"));
  tour_paste (self, "Passphrase", json_object_get_string_member (credential, "passphrase"));
  kt_screen_key ("Escape");
  tour_wait_words (self, "Discard This Key?");
  tour_keep (self, "add-discard");
  kt_screen_key ("Escape");
  tour_scroll (6);
  tour_keep (self, "add-key-rights");
  tour_scroll (60);
  tour_keep (self, "add-key-end");
  tour_press (self, "About This Exchange");
  tour_wait_words (self, "Talks To");
  tour_keep (self, "exchange");
  tour_scroll (60);
  tour_keep (self, "exchange-end");
  kt_screen_key ("Escape");
  tour_press (self, "Next");
  tour_wait_words (self, "See the Request");
  tour_keep (self, "add-ask");
  kt_screen_key ("space");
  tour_keep (self, "add-request");
  tour_press (self, "Check");
  tour_wait_words (self, "What It May Do");
  tour_keep (self, "add-result");
  tour_press (self, "Save");
}

/* (GTK cannot place a popover of what is scrolled off the screen.) */
static void
keep_why (Tour *self)
{
  g_autofree char *right = tour_say ("Manage subaccounts");
  g_autofree char *told = g_strconcat (right, ": Bitget", NULL);
  g_autoptr(KtUiNode) why = kt_ui_find_prefix (self->app->root, KT_UI_ANY, told);

  kt_ui_scroll_to (why);
  kt_ui_click (why);
  tour_keep (self, "key-why");
  kt_screen_key ("Escape");
}

void
visit_add (Tour *self)
{
  tour_start (self);
  add_key (self);
  tour_wait_words (self, "Credential");
  tour_keep (self, "key-page");
  keep_why (self);
  tour_scroll (8);
  tour_keep (self, "key-page-middle");
  tour_press_of (self, "Reveal %s", "Secret Key");
  tour_scroll (8);
  tour_keep (self, "key-page-own");
  tour_scroll (60);
  tour_keep (self, "key-page-end");
  tour_press (self, "Key Menu");
  tour_keep (self, "key-menu");
  tour_choose (self, "_Edit…");
  tour_wait_button (self, "Save");
  tour_keep (self, "edit");
  tour_scroll (60);
  tour_keep (self, "edit-end");
  kt_screen_key ("Escape");
  tour_press (self, "Key Menu");
  tour_choose (self, "_Delete");
  tour_keep (self, "deleted");
  tour_stop (self);
}

static void
keep_trust (Tour *self, const char *id, const char *named, const char *name)
{
  g_autofree char *text = kt_test_data_load ("../data/exchanges/bitso.json", NULL);
  g_autoptr(GString) changed = g_string_new (text);
  g_autofree char *member = g_strdup_printf ("\"id\": \"%s\"", id);
  g_autofree char *naming = g_strdup_printf ("\"name\": \"%s\"", named);
  g_autofree char *path = g_build_filename (self->app->folder, "mine.json", NULL);

  g_string_replace (changed, "\"id\": \"bitso\"", member, 0);
  g_string_replace (changed, "\"name\": \"Bitso\"", naming, 0);
  g_string_replace (changed, "bitso.com", "bitso.example", 0);
  kt_test_file_store (path, changed->str, -1);
  kt_screen_key ("ctrl+n");
  tour_press (self, "Add an Exchange from a File…");
  g_usleep (2 * G_USEC_PER_SEC);
  kt_screen_type (path);
  kt_screen_key ("Return");
  g_usleep (2 * G_USEC_PER_SEC);
  tour_keep (self, name);
  tour_scroll (60);
}

void
visit_trust (Tour *self)
{
  tour_start (self);
  keep_trust (self, "myown", "My Own", "trust");
  tour_keep (self, "trust-end");
  kt_screen_key ("Escape");
  kt_screen_key ("Escape");
  keep_trust (self, "bitget", "Bitso", "trust-mistakes");
  kt_screen_key ("Escape");
  kt_screen_key ("Escape");
  tour_stop (self);
}
