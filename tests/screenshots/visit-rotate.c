/* visit-rotate.c: a rotation at each of its steps
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tour.h"

#include <libintl.h>

/* Of the same account as kt_app_looks; made up. */
static const KtAppKey next = { "bitget", "Bitget", "bg_f00dfacef00dfacef00dfacef00dface",
                               "0badc0de0badc0de0badc0de0badc0de0badc0de0badc0de0badc0de0badc0de", "MadeUpNext3" };

static char *
make_accounts (const char *old_state)
{
  return g_strdup_printf (
    "{\"accounts\": [{\"exchange\": \"bitget\", \"environment\": \"live\", \"kind\": \"unified\", \"uid\": \"7000000001\", \"keys\": ["
    "{\"api_key\": \"%s\", \"secret\": \"%s\", \"passphrase\": \"%s\", \"rights\": [\"uta_mgt\"], \"read_only\": true, \"state\": \"%s\"},"
    "{\"api_key\": \"%s\", \"secret\": \"%s\", \"passphrase\": \"%s\", \"rights\": [\"uta_mgt\"]}]}], \"faults\": []}",
    kt_app_looks.api_key, kt_app_looks.secret, kt_app_looks.passphrase, old_state, next.api_key, next.secret, next.passphrase);
}

static void
wait_step (Tour *self, guint step)
{
  g_auto(GStrv) parts = g_strsplit (dgettext ("keyturn", "Step %u of %u"), "%u", 3);
  g_autofree char *words = g_strdup_printf ("%s%u%s%u%s", parts[0], step, parts[1], 8, parts[2]);

  kt_app_wait_words (self->app, words);
}

static void
keep_step (Tour *self, guint step)
{
  g_autofree char *name = g_strdup_printf ("rotate-%u", step);

  wait_step (self, step);
  tour_keep (self, name);
}

static void
give (Tour *self)
{
  tour_press (self, "I Have the New Key");
  wait_step (self, 2);
  tour_paste (self, "API Key", next.api_key);
  tour_paste (self, "Secret Key", next.secret);
  tour_paste (self, "Passphrase", next.passphrase);
  keep_step (self, 2);
  kt_screen_key ("Escape");
  tour_wait_words (self, "Discard What You Typed?");
  tour_keep (self, "rotate-discard");
  kt_screen_key ("Escape");
  tour_press (self, "Keep It Beside the Old One");
}

static void
tick (Tour *self, const char *consumer)
{
  g_autoptr(KtUiNode) node = kt_ui_find_shown (self->app->root, KT_UI_SWITCH, consumer);

  kt_ui_click (node);
}

void
visit_rotate (Tour *self)
{
  g_autofree char *id = NULL;

  kt_app_play (self->app, make_accounts ("active"));
  kt_app_put (self->app, &kt_app_looks, "Taxes", "read");
  tour_run (self, "edit", "Taxes", "--given-to", "Tax office", "--given-to", "Koinly", NULL);
  tour_run (self, "check", "Taxes", NULL);
  id = kt_app_key_text (self->app, "Taxes", "id");
  tour_start (self);
  kt_app_activate (self->app, "rotate", id);
  keep_step (self, 1);
  give (self);
  keep_step (self, 3);
  tour_press (self, "Check the New Key");
  tour_wait_words (self, "More Than Meant");
  tour_keep (self, "rotate-4-more");
  tour_press_of (self, "Accept: %s", "Move between own accounts");
  tour_wait_button (self, "Make It the Current One");
  keep_step (self, 4);
  tour_press (self, "Make It the Current One");
  keep_step (self, 5);
  tour_press (self, "I Deleted the Old Key");
  tour_wait_words (self, "Is the Old Key Deleted?");
  tour_keep (self, "rotate-question");
  kt_screen_key ("Escape");
  tick (self, "Tax office");
  g_usleep (G_USEC_PER_SEC);
  tick (self, "Koinly");
  keep_step (self, 6);
  tour_press (self, "I Deleted the Old Key");
  keep_step (self, 7);
  kt_app_play (self->app, make_accounts ("revoked"));
  tour_press (self, "Check Now");
  keep_step (self, 8);
  tour_press (self, "Wipe the Old Key");
  tour_wait_button (self, "Close");
  tour_keep (self, "rotate-done");
  tour_press (self, "Close");
  tour_stop (self);
}
