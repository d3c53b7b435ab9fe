/* kt-app-fixture.c: the real window, the real keyring and the exchange server, for tests that act as a person
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-app-fixture.h"

#include <string.h>

#include "kt-test-ui-tree.h"

#define SEARCH_SETTLES_US (400 * 1000)   /* a search entry waits 150 ms */

const KtAppKey kt_app_looks = { "bitget", "Bitget", "bg_0a1b2c3d4e5f60718293a4b5c6d7e8f9",
                                "3f8e0c1d7a5b49628e10f3d2c4b5a697887766554433221100ffeeddccbbaa99", "MadeUpLooks1" };
const KtAppKey kt_app_withdraws = { "bitget", "Bitget", "bg_99887766554433221100aabbccddeeff",
                                    "a1c3e5f7092b4d6f8193a5b7c9dbedff0123456789abcdeffedcba9876543210", "MadeUpMoves2" };
const KtAppKey kt_app_binance = { "binance", "Binance",
                                  "Mad3UpMad3UpMad3UpMad3UpMad3UpMad3UpMad3UpMad3UpMad3UpMad3UpMad3",
                                  "q7W2e9R4t6Y1u8I3o5P0a7S2d9F4g6H1j8K3l5Z0x7C2v9B4n6M1q8W3e5R0t7Y2", NULL };

char *
kt_app_accounts (const char *faults)
{
  return g_strdup_printf (
    "{\"accounts\": ["
    "{\"exchange\": \"bitget\", \"environment\": \"live\", \"kind\": \"unified\", \"uid\": \"7000000001\", \"keys\": ["
    "{\"api_key\": \"%s\", \"secret\": \"%s\", \"passphrase\": \"%s\", \"rights\": [\"uta_mgt\"], \"read_only\": true}]},"
    "{\"exchange\": \"bitget\", \"environment\": \"live\", \"kind\": \"unified\", \"uid\": \"7000000002\", \"keys\": ["
    "{\"api_key\": \"%s\", \"secret\": \"%s\", \"passphrase\": \"%s\", \"rights\": [\"uta_mgt\", \"uta_trade\", \"withdraw\"]}]},"
    "{\"exchange\": \"binance\", \"environment\": \"live\", \"uid\": \"300000003\", \"keys\": ["
    "{\"api_key\": \"%s\", \"secret\": \"%s\", \"rights\": [\"enableReading\", \"enableSpotAndMarginTrading\"],"
    " \"ips\": [\"127.0.0.1\"], \"created_ms\": %" G_GINT64_FORMAT "}]}"
    "], \"faults\": [%s]}",
    kt_app_looks.api_key, kt_app_looks.secret, kt_app_looks.passphrase, kt_app_withdraws.api_key, kt_app_withdraws.secret,
    kt_app_withdraws.passphrase, kt_app_binance.api_key, kt_app_binance.secret,
    g_get_real_time () / 1000 - 86400000, faults);
}

char *
kt_app_key_json (const KtAppKey *key)
{
  if (key->passphrase)
    return g_strdup_printf ("{\"api_key\": \"%s\", \"secret\": \"%s\", \"passphrase\": \"%s\"}", key->api_key, key->secret,
                            key->passphrase);
  return g_strdup_printf ("{\"api_key\": \"%s\", \"secret\": \"%s\"}", key->api_key, key->secret);
}

/* ── Life ──────────────────────────────────────────────────────────────────── */

KtApp *
kt_app_new (char *document)
{
  KtApp *self = g_new0 (KtApp, 1);
  g_autoptr(GError) error = NULL;

  self->folder = kt_test_folder_make ();
  self->log = g_build_filename (self->folder, "window.log", NULL);
  self->server = exchange_server_new (document, &error);
  g_assert_no_error (error);
  g_free (document);
  kt_test_keyring_renew ("test");
  return self;
}

void
kt_app_free (KtApp *self)
{
  if (self->pasted)
    kt_screen_set_clipboard (NULL);
  g_clear_pointer (&self->ui, kt_ui_free);
  g_clear_pointer (&self->server, exchange_server_free);
  kt_test_folder_remove (self->folder);
  g_free (self->folder);
  g_free (self->log);
  g_free (self);
}

void
kt_app_play (KtApp *self, char *document)
{
  exchange_server_set_document (self->server, document);
  g_free (document);
}

/* What window and command line need to meet our server and our folder. (transfer full) */
static GStrv
make_environment (KtApp *self, const char *const *more)
{
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_autofree char *data = g_strconcat ("XDG_DATA_HOME=", self->folder, NULL);
  g_autofree char *proxy = g_strconcat ("KEYTURN_TEST_PROXY=", exchange_server_get_proxy_uri (self->server), NULL);
  g_autofree char *ca = g_strconcat ("KEYTURN_TEST_CA=", exchange_server_get_ca_file (self->server), NULL);

  g_strv_builder_add_many (builder, data, proxy, ca, NULL);
  if (more)
    g_strv_builder_addv (builder, (const char **) more);
  return g_strv_builder_end (builder);
}

static void
set_environment (GSubprocessLauncher *launcher, KtApp *self)
{
  g_auto(GStrv) with = make_environment (self, NULL);

  for (guint i = 0; with[i]; i++)
    {
      g_auto(GStrv) pair = g_strsplit (with[i], "=", 2);

      g_subprocess_launcher_setenv (launcher, pair[0], pair[1], TRUE);
    }
}

/* The command line in @variable, or the program of the build folder. (transfer full) */
static GStrv
program (const char *variable, const char *built)
{
  const char *other = g_getenv (variable);
  g_autoptr(GError) error = NULL;
  GStrv argv = NULL;

  g_shell_parse_argv (other ? other : built, NULL, &argv, &error);
  g_assert_no_error (error);
  return argv;
}

void
kt_app_start (KtApp *self, const char *const *environment)
{
  kt_app_start_until (self, environment, "Add Key");
}

void
kt_app_start_until (KtApp *self, const char *const *environment, const char *add_name)
{
  const char *under = g_getenv ("KT_TEST_UNDER");
  g_autofree char *command = g_strconcat (under ? under : "", " ", KT_APP_PROGRAM, NULL);
  g_auto(GStrv) argv = program ("KT_TEST_PROGRAM", command);
  g_auto(GStrv) with = make_environment (self, environment);
  g_autoptr(KtUiNode) add = NULL;

  self->ui = kt_ui_launch ((const char *const *) argv, (const char *const *) with, self->log);
  self->root = kt_ui_root (self->ui);
  add = kt_ui_find_shown (self->root, KT_UI_BUTTON, add_name);
}

void
kt_app_show (KtApp *self)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  set_environment (launcher, self);
  process = g_subprocess_launcher_spawn (launcher, &error, KT_APP_PROGRAM, NULL);
  g_assert_no_error (error);
  g_subprocess_wait (process, NULL, NULL);
}

/* In GTK 4.8 the buttons of the path in its dialog for files are now and then drawn before they have a place. */
static char *
without_path_bar (const char *log)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GRegex) regex = g_regex_new ("Gtk-WARNING [^\n]*: Trying to snapshot GtkButton 0x[0-9a-f]+ without a current allocation", 0, 0, &error);
  char *rest;

  g_assert_no_error (error);
  rest = g_regex_replace_literal (regex, log, -1, 0, "", 0, &error);
  g_assert_no_error (error);
  return rest;
}

void
kt_app_stop (KtApp *self)
{
  g_autofree char *log = NULL;
  g_autofree char *rest = NULL;

  kt_ui_quit (self->ui, KT_APP_ID);
  g_clear_pointer (&self->ui, kt_ui_free);
  self->root = NULL;
  log = kt_test_file_load (self->log, NULL);
  rest = self->chose_file ? without_path_bar (log) : g_strdup (log);
  if (strstr (rest, "CRITICAL") || strstr (rest, "WARNING"))
    g_error ("the window printed: %s", log);
}

void
kt_app_activate (KtApp *self, const char *action, const char *parameter)
{
  kt_ui_activate (self->ui, KT_APP_ID, action, g_variant_new_string (parameter));
}

int
kt_app_run (KtApp *self, const char *const *arguments, const char *input, char **ret_output)
{
  g_autoptr(GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) command = program ("KT_TEST_CLI", KT_CLI_PROGRAM);
  g_auto(GStrv) argv = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *output = NULL;
  g_autoptr(GError) error = NULL;

  set_environment (launcher, self);
  g_strv_builder_addv (builder, (const char **) command);
  g_strv_builder_addv (builder, (const char **) arguments);
  argv = g_strv_builder_end (builder);
  process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input ? input : "", NULL, &output, NULL, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_if_exited (process))
    g_error ("keyturn %s was killed: %s", arguments[0], output);
  if (ret_output)
    *ret_output = g_steal_pointer (&output);
  return g_subprocess_get_exit_status (process);
}

/* (transfer full) */
static JsonNode *
show_key (KtApp *self, const char *key)
{
  const char *arguments[] = { "show", key, "--json", NULL };
  g_autofree char *output = NULL;
  JsonNode *node;

  /* (Its exit status tells of findings.) */
  kt_app_run (self, arguments, NULL, &output);
  if (!(node = json_from_string (output, NULL)))
    g_error ("keyturn show: %s", output);
  return node;
}

gboolean
kt_app_key_has (KtApp *self, const char *key, const char *name)
{
  g_autoptr(JsonNode) node = show_key (self, key);

  return json_object_get_boolean_member (json_node_get_object (node), name);
}

char *
kt_app_key_text (KtApp *self, const char *key, const char *name)
{
  g_autoptr(JsonNode) node = show_key (self, key);

  return g_strdup (json_object_get_string_member_with_default (json_node_get_object (node), name, NULL));
}

void
kt_app_put (KtApp *self, const KtAppKey *key, const char *label, const char *intent)
{
  const char *arguments[] = { "add", "-e", key->exchange, "-l", label, "-m", intent, NULL };
  g_autofree char *json = kt_app_key_json (key);
  g_autofree char *output = NULL;

  if (kt_app_run (self, arguments, json, &output) != 0)
    g_error ("keyturn add: %s", output);
}

/* ── As a person does ──────────────────────────────────────────────────────── */

void
kt_app_press (KtApp *self, const char *button)
{
  kt_ui_press (self->root, KT_UI_BUTTON, button);
}

void
kt_app_wait_words (KtApp *self, const char *text)
{
  kt_ui_wait_words (self->root, text);
}

/* Level by level, the last first: a toast is not deep. */
static KtUiTwig *
find_near (KtUiTwig *tree, AtspiRole role, const char *text)
{
  g_autoptr(GQueue) queue = g_queue_new ();
  KtUiTwig *twig;

  g_queue_push_tail (queue, tree);
  while ((twig = g_queue_pop_head (queue)))
    for (guint i = twig->children->len; i > 0; i--)
      {
        KtUiTwig *child = g_ptr_array_index (twig->children, i - 1);

        if (child->role == role && child->name && strstr (child->name, text))
          return child;
        g_queue_push_tail (queue, child);
      }
  return NULL;
}

/* Not so deep that all rows of a list are asked for their names: a toast may be gone before. */
static KtUiNode *
find_toast_now (KtUiNode *root, AtspiRole role, const char *text)
{
  KtUiQuery query = { .what = KT_UI_READ_NAME, .max_depth = 10 };
  g_autoptr(KtUiTwig) tree = kt_ui_tree_read (root, query);
  KtUiTwig *twig = find_near (tree, role, text);

  return twig ? kt_ui_twig_get_node (twig, root) : NULL;
}

KtUiNode *
kt_app_find_toast (KtApp *self, AtspiRole role, const char *text)
{
  KtUiNode *node = NULL;

  kt_test_wait_for ((node = find_toast_now (self->root, role, text)) != NULL);
  return node;
}

void
kt_app_wait_toast (KtApp *self, const char *text)
{
  g_autoptr(KtUiNode) node G_GNUC_UNUSED = kt_app_find_toast (self, KT_UI_LABEL, text);
}

void
kt_app_wait_row (KtApp *self, const char *name)
{
  g_autoptr(KtUiNode) row G_GNUC_UNUSED = kt_ui_find_shown (self->root, KT_UI_ROW, name);
}

void
kt_app_wait_no_row (KtApp *self, const char *name)
{
  kt_ui_wait_gone (self->root, KT_UI_ROW, name);
}

static gboolean
shows_key_page (gpointer data)
{
  KtApp *self = data;
  g_autoptr(KtUiNode) back = kt_ui_try_find_shown (self->root, KT_UI_BUTTON, "Back");

  return back != NULL;
}

void
kt_app_open_key (KtApp *self, const char *row)
{
  /* A row may be scrolled away, or move between being looked at and being pressed. */
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr(KtUiNode) node = kt_ui_find_prefix (self->root, KT_UI_ROW, row);

      kt_ui_mouse_click (node);
      if (kt_test_wait_until (shows_key_page, self, 4000 * kt_test_patience ()))
        return;
      kt_screen_scroll (430, 400, -40);
    }
  g_error ("“%s” does not open", row);
}

void
kt_app_save (KtApp *self, const char *button)
{
  g_autoptr(KtUiNode) menu = NULL;

  kt_app_press (self, button);
  /* (The toast that says so may be gone before a slow machine has looked.) */
  menu = kt_ui_find_shown (self->root, KT_UI_BUTTON, "Key Menu");
}

KtUiNode *
kt_app_entry (KtApp *self, const char *name)
{
  return kt_ui_find_shown (self->root, KT_UI_TEXT, name);
}

static gboolean
has_length (KtUiNode *entry, glong length)
{
  g_autofree char *text = kt_ui_get_text (entry);

  return text && g_utf8_strlen (text, -1) == length;
}

/* The text arrives when the clipboard's owner has answered. */
static void
paste_field (KtApp *self, const char *name, const char *value)
{
  g_autoptr(KtUiNode) entry = kt_app_entry (self, name);

  self->pasted = TRUE;
  kt_ui_paste (entry, value);
  kt_test_wait_for (has_length (entry, g_utf8_strlen (value, -1)));
}

/* The list is made anew a moment after each letter: a row is pressed when it stayed for longer than that. */
static KtUiNode *
find_settled_row (KtApp *self, const char *name)
{
  KtUiNode *row = kt_ui_find_shown (self->root, KT_UI_ROW, name);
  gint64 since = g_get_monotonic_time ();

  while (g_get_monotonic_time () < since + SEARCH_SETTLES_US * kt_test_patience ())
    {
      KtUiNode *now = NULL;

      kt_test_turn ();
      now = kt_ui_find_shown (self->root, KT_UI_ROW, name);
      if (now != row)
        since = g_get_monotonic_time ();
      g_object_unref (row);
      row = now;
    }
  return row;
}

void
kt_app_choose_exchange (KtApp *self, const char *name)
{
  g_autoptr(KtUiNode) first G_GNUC_UNUSED = NULL;
  g_autoptr(KtUiNode) exchange = NULL;

  /* The list of all is there, and its search has the focus; what is found does not stand below the window's edge. */
  first = kt_ui_find_shown (self->root, KT_UI_ROW, "Alpaca (Trading API)");
  kt_screen_type (name);
  kt_ui_wait_gone (self->root, KT_UI_ROW, "Alpaca (Trading API)");
  exchange = find_settled_row (self, name);
  kt_ui_mouse_click (exchange);
}

void
kt_app_fill_form (KtApp *self, const KtAppKey *key, const char *label)
{
  g_autoptr(KtUiNode) entry = NULL;

  kt_app_press (self, "Add Key");
  kt_app_choose_exchange (self, key->name);
  paste_field (self, "API Key", key->api_key);
  paste_field (self, "Secret Key", key->secret);
  if (key->passphrase)
    paste_field (self, "Passphrase", key->passphrase);
  if (label)
    {
      entry = kt_ui_find (self->root, KT_UI_TEXT, "Label");
      kt_ui_type (entry, label);
    }
}

/* ── What is not to be seen ────────────────────────────────────────────────── */

static gboolean
shows_part (KtUiTwig *twig, gpointer secret)
{
  enum { PART = 12 };
  const char *at = secret;
  gsize length = strlen (at);

  for (gsize i = 0; i + MIN (PART, length) <= length; i++)
    {
      g_autofree char *part = g_strndup (at + i, PART);

      if ((twig->name && strstr (twig->name, part)) || (twig->text && strstr (twig->text, part)))
        return TRUE;
    }
  return FALSE;
}

void
kt_app_assert_unseen (KtApp *self, const char *secret)
{
  KtUiQuery query = { .what = KT_UI_READ_NAME | KT_UI_READ_TEXT };
  g_autoptr(KtUiTwig) tree = kt_ui_tree_read (self->root, query);
  KtUiTwig *twig = kt_ui_tree_walk (tree, shows_part, (gpointer) secret);

  if (twig)
    {
      g_autofree char *role = atspi_role_get_name (twig->role);

      g_error ("the secret can be read through accessibility, in a %s", role);
    }
}
