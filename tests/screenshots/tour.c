/* tour.c: what every visit of the tour goes by
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "tour.h"

#include <libintl.h>
#include <string.h>

#define KEYS 9                      /* of the demo, in the list */

/* What moves has come to rest when two pictures are alike; a cursor that blinks never does. */
void
tour_keep (Tour *self, const char *name)
{
  g_autofree char *file = g_strdup_printf ("%u%02u-%s.png", self->visit, ++self->step, name);
  g_autofree char *path = g_build_filename (self->pictures, file, NULL);
  g_autofree char *before = NULL;
  gsize length = 0;

  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *now = NULL;
      gsize now_length = 0;

      g_usleep (200 * 1000);
      kt_screen_save_picture (path);
      g_assert_true (g_file_get_contents (path, &now, &now_length, NULL));
      if (before && now_length == length && memcmp (now, before, length) == 0)
        break;
      g_free (before);
      before = g_steal_pointer (&now);
      length = now_length;
    }
  g_print ("%s\n", file);
}

/* ── By the words on the screen ────────────────────────────────────────────── */

char *
tour_say (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (dgettext ("keyturn", text), "_", -1);

  return g_strjoinv ("", parts);
}

static void
press_named (Tour *self, const char *name)
{
  g_autoptr(KtUiNode) node = kt_ui_find_shown (self->app->root, KT_UI_BUTTON, name);

  kt_ui_click (node);
}

void
tour_press (Tour *self, const char *button)
{
  g_autofree char *name = tour_say (button);

  press_named (self, name);
}

void
tour_press_of (Tour *self, const char *format, const char *filling)
{
  g_autofree char *outer = tour_say (format);
  g_autofree char *inner = tour_say (filling);
  g_auto(GStrv) parts = g_strsplit (outer, "%s", 2);
  g_autofree char *name = g_strjoinv (inner, parts);

  press_named (self, name);
}

void
tour_press_count (Tour *self, const char *one, const char *many, guint n)
{
  g_auto(GStrv) parts = g_strsplit (dngettext ("keyturn", one, many, n), "%u", 2);
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autofree char *name = g_strjoinv (number, parts);

  press_named (self, name);
}

gboolean
tour_try_press (Tour *self, const char *button)
{
  g_autofree char *name = tour_say (button);
  g_autoptr(KtUiNode) node = kt_ui_try_find_shown (self->app->root, KT_UI_BUTTON, name);

  if (node)
    kt_ui_click (node);
  return node != NULL;
}

void
tour_wait_button (Tour *self, const char *button)
{
  g_autofree char *name = tour_say (button);
  g_autoptr(KtUiNode) node G_GNUC_UNUSED = kt_ui_find_shown (self->app->root, KT_UI_BUTTON, name);
}

void
tour_choose (Tour *self, const char *menu_item)
{
  g_autofree char *name = tour_say (menu_item);
  g_autoptr(KtUiNode) node = kt_ui_find (self->app->root, KT_UI_MENU_ITEM, name);

  kt_ui_click (node);
}

void
tour_wait_words (Tour *self, const char *text)
{
  g_autofree char *words = tour_say (text);

  kt_app_wait_words (self->app, words);
}

static gboolean
has_length (KtUiNode *entry, glong length)
{
  g_autofree char *text = kt_ui_get_text (entry);

  return text && g_utf8_strlen (text, -1) == length;
}

void
tour_paste (Tour *self, const char *field, const char *value)
{
  g_autoptr(KtUiNode) entry = kt_app_entry (self->app, field);

  self->app->pasted = TRUE;
  kt_ui_paste (entry, value);
  kt_test_wait_for (has_length (entry, g_utf8_strlen (value, -1)));
}

void
tour_scroll (guint steps)
{
  for (guint i = 0; i < steps; i++)
    kt_screen_scroll (170, 400, 1);
}

/* ── The program ───────────────────────────────────────────────────────────── */

void
tour_start (Tour *self)
{
  g_autofree char *add = tour_say ("Add Key");

  kt_app_start_until (self->app, NULL, add);
}

void
tour_stop (Tour *self)
{
  kt_app_stop (self->app);
}

void
tour_run (Tour *self, const char *first, ...)
{
  g_autoptr(GPtrArray) arguments = g_ptr_array_new ();
  g_autofree char *output = NULL;
  const char *argument = first;
  va_list list;

  va_start (list, first);
  for (; argument; argument = va_arg (list, const char *))
    g_ptr_array_add (arguments, (gpointer) argument);
  va_end (list);
  g_ptr_array_add (arguments, NULL);
  if (kt_app_run (self->app, (const char *const *) arguments->pdata, NULL, &output) > 1)
    g_error ("keyturn %s: %s", first, output);
}

void
tour_add_keys (Tour *self)
{
  for (guint i = 0; i < KEYS && i + 1 < json_array_get_length (self->keys); i++)
    {
      JsonObject *key = json_array_get_object_element (self->keys, i);
      g_auto(GStrv) arguments = demo_data_arguments (key);
      g_autofree char *credential = demo_data_credential (key);
      g_autofree char *output = NULL;

      if (kt_app_run (self->app, (const char *const *) arguments, credential, &output) > 1)
        g_error ("keyturn add: %s", output);
    }
}
