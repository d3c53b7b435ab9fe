/* kt-test-util.c: what every test may need
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-test-util.h"

#include <glib/gstdio.h>

#if defined(__SANITIZE_ADDRESS__)
#define KT_SLOW 4
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define KT_SLOW 4
#endif
#endif
#ifndef KT_SLOW
#define KT_SLOW 1
#endif

/* ── A folder of its own ─────────────────────────────────────────────────────── */

char *
kt_test_folder_make (void)
{
  g_autoptr(GError) error = NULL;
  char *path = g_dir_make_tmp ("kt-test-XXXXXX", &error);

  g_assert_no_error (error);
  return path;
}

void
kt_test_folder_remove (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_autoptr(GDir) dir = NULL;
      const char *name;

      g_chmod (path, 0700);
      dir = g_dir_open (path, 0, NULL);
      while (dir && (name = g_dir_read_name (dir)))
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          kt_test_folder_remove (child);
        }
    }
  g_remove (path);
}

void
kt_test_folder_set_up (KtTestFolder *self, gconstpointer data)
{
  self->path = kt_test_folder_make ();
}

void
kt_test_folder_tear_down (KtTestFolder *self, gconstpointer data)
{
  kt_test_folder_remove (self->path);
  g_assert_false (g_file_test (self->path, G_FILE_TEST_EXISTS));
  g_clear_pointer (&self->path, g_free);
}

char *
kt_test_folder_file (KtTestFolder *self, const char *name)
{
  return g_build_filename (self->path, name, NULL);
}

/* ── Waiting ─────────────────────────────────────────────────────────────────── */

guint
kt_test_patience (void)
{
  const char *text = g_getenv ("KT_TEST_PATIENCE");
  guint times = text ? (guint) g_ascii_strtoull (text, NULL, 10) : 0;

  return MAX (KT_SLOW, times);
}

static gboolean
turn_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

void
kt_test_turn (void)
{
  gboolean over = FALSE;
  guint timer = g_timeout_add (10, turn_cb, &over);

  g_main_context_iteration (NULL, TRUE);
  if (!over)
    g_source_remove (timer);
}

gboolean
kt_test_wait_until (KtTestCondition condition, gpointer data, guint limit_ms)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) limit_ms * kt_test_patience () * 1000;

  while (!condition (data))
    {
      if (g_get_monotonic_time () > deadline)
        return FALSE;
      kt_test_turn ();
    }
  return TRUE;
}

void
kt_test_finalize_object (gpointer object)
{
  gpointer left = object;

  g_object_add_weak_pointer (object, &left);
  g_object_unref (object);
  kt_test_wait_for (left == NULL);
}

void
kt_test_keep_result (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **slot = data;

  g_assert_null (*slot);
  *slot = g_object_ref (result);
}

void
kt_test_await (GAsyncResult **slot)
{
  gint64 deadline = g_get_monotonic_time () + 60 * G_USEC_PER_SEC * kt_test_patience ();

  while (!*slot)
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("an asynchronous call never answered");
      kt_test_turn ();
    }
}

/* ── Test data ───────────────────────────────────────────────────────────────── */

char *
kt_test_data_path (const char *name)
{
  return g_test_build_filename (G_TEST_DIST, name, NULL);
}

char *
kt_test_file_load (const char *path, gsize *ret_length)
{
  g_autoptr(GError) error = NULL;
  char *bytes = NULL;

  g_file_get_contents (path, &bytes, ret_length, &error);
  g_assert_no_error (error);
  return bytes;
}

void
kt_test_file_store (const char *path, const char *bytes, gssize length)
{
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, bytes, length, &error);
  g_assert_no_error (error);
}

char *
kt_test_data_load (const char *name, gsize *ret_length)
{
  g_autofree char *path = kt_test_data_path (name);

  return kt_test_file_load (path, ret_length);
}

JsonNode *
kt_test_data_json (const char *name)
{
  g_autofree char *path = kt_test_data_path (name);
  g_autoptr(JsonParser) parser = json_parser_new_immutable ();
  g_autoptr(GError) error = NULL;

  json_parser_load_from_file (parser, path, &error);
  g_assert_no_error (error);
  return json_parser_steal_root (parser);
}

char *
kt_test_random_text (gsize length)
{
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  char *text = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    text[i] = letters[g_random_int_range (0, sizeof letters - 1)];
  text[length] = '\0';
  return text;
}
