/* test-import-leaks.c: where secrets are after they were imported from pasted .env, JSON and CSV
 *
 * Each is random and long. Thirty seconds after the last import they are nowhere in the memory of the window, in the
 * ledger, or in what the window printed. The label of a key is found in the same memory image: the search sees what is there.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <string.h>

#include "kt-app-fixture.h"
#include "kt-leak.h"

#define SECRET_LENGTH 96
#define REST_MS       30000
#define N_FORMATS     3

static const char *const formats[N_FORMATS] = {
  "BITGET_%1$s_API_KEY=bg_%2$s\nBITGET_%1$s_SECRET=\"%3$s\"\nBITGET_%1$s_PASSPHRASE=%4$s\n",
  "{\"bitget\": {\"label\": \"%1$s\", \"apiKey\": \"bg_%2$s\", \"secret\": \"%3$s\", \"password\": \"%4$s\"}}",
  "Exchange,Label,API Key,Secret,Passphrase\nBitget,%1$s,bg_%2$s,\"%3$s\",%4$s\n",
};

typedef struct
{
  char *label;                  /* all owned */
  char *api_key;
  char *secret;
  char *passphrase;
} Planted;

static gboolean
never (gpointer data)
{
  return FALSE;
}

static char *
plant (Planted *planted, guint format)
{
  /* A name of one word: the first format has it in a variable's name. */
  planted->label = g_strdup_printf ("madeuplabelforthecontrol%c", 'a' + format);
  planted->api_key = kt_test_random_text (32);
  planted->secret = kt_test_random_text (SECRET_LENGTH);
  planted->passphrase = kt_test_random_text (SECRET_LENGTH);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  return g_strdup_printf (formats[format], planted->label, planted->api_key, planted->secret, planted->passphrase);
#pragma GCC diagnostic pop
}

static void
planted_clear (Planted *planted)
{
  g_free (planted->label);
  g_free (planted->api_key);
  g_free (planted->secret);
  g_free (planted->passphrase);
}

static void
import (KtApp *app, const char *text, const char *label, gboolean table)
{
  g_autofree char *row = g_strdup_printf ("%s, Bitget, Not checked yet", label);

  kt_screen_key ("ctrl+i");
  app->pasted = TRUE;
  kt_screen_set_clipboard (text);
  kt_app_press (app, "Paste");
  if (table)
    {
      kt_app_wait_words (app, "What Is in Each Column?");
      kt_app_press (app, "Next");
    }
  kt_app_wait_words (app, "1 key found · 1 chosen");
  kt_app_press (app, "Next");
  kt_app_press (app, "Save 1 Key");
  kt_app_wait_words (app, "1 key saved");
  kt_app_press (app, "Done");
  /* The next key pressed is not for this one. */
  kt_ui_wait_gone (app->root, KT_UI_BUTTON, "Done");
  kt_app_wait_row (app, row);
}

static guint
count (const char *core, const char *text)
{
  g_autoptr(KtLeak) leak = kt_leak_new (text);
  g_autoptr(GArray) copies = g_array_new (FALSE, FALSE, sizeof (KtLeakCopy));
  g_autoptr(GError) error = NULL;
  g_autofree char *described = NULL;
  int n = kt_leak_search_file (leak, core, copies, &error);

  g_assert_no_error (error);
  described = kt_leak_describe (copies);
  g_test_message ("%d copies: %s", n, described);
  return (guint) n;
}

/* By a plain search: it is too short for the other. */
static gboolean
is_in (const char *core, const char *text)
{
  g_autoptr(GMappedFile) image = g_mapped_file_new (core, FALSE, NULL);

  g_assert_nonnull (image);
  return memmem (g_mapped_file_get_contents (image), g_mapped_file_get_length (image), text, strlen (text)) != NULL;
}

static void
test_after_rest (void)
{
  Planted planted[N_FORMATS] = { 0 };
  g_autoptr(KtApp) app = kt_app_new (kt_app_accounts (""));
  g_autofree char *folder = kt_test_folder_make ();
  g_autofree char *core = g_build_filename (folder, "core", NULL);
  g_autoptr(GError) error = NULL;

  kt_app_start (app, (const char *const[]) { "MALLOC_PERTURB_=0", NULL });
  kt_app_wait_words (app, "Keep Your Exchange Keys in Order");
  for (guint i = 0; i < N_FORMATS; i++)
    {
      g_autofree char *text = plant (&planted[i], i);
      g_autofree char *label = g_strconcat (i == 0 ? "Bitget " : "", planted[i].label, NULL);

      import (app, text, label, i == 2);
    }
  kt_test_wait_until (never, NULL, REST_MS);
  kt_leak_dump_core (kt_ui_get_pid (app->ui), core, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < N_FORMATS; i++)
    {
      g_autoptr(KtLeak) leak = kt_leak_new (planted[i].secret);

      g_test_message ("format %u", i);
      g_assert_cmpuint (count (core, planted[i].secret), ==, 0);
      /* GDK's stream for X11 frees what it received unwiped; its end, where a passphrase stands, may outlast the rest.
       * Measured: 0 or 1. */
      g_assert_cmpuint (count (core, planted[i].passphrase), <=, 1);
      g_assert_cmpint (kt_leak_search_tree (leak, app->folder, &error), ==, 0);
      g_assert_no_error (error);
    }
  g_assert_true (is_in (core, planted[N_FORMATS - 1].label));                   /* the control */
  kt_test_folder_remove (folder);
  kt_app_stop (app);
  for (guint i = 0; i < N_FORMATS; i++)
    planted_clear (&planted[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/import-leaks/after-rest", test_after_rest);
  return g_test_run ();
}
