/* test-custom: definitions of one's own that nobody should trust are refused
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kt-catalogue.h"
#include "kt-error.h"
#include "kt-test-util.h"

/* tests/data/custom-malicious/FILE.json */
static const struct {
  const char *file, *path;
} refused[] = {
  { "post", "check[0].post" },
  { "server-time-post", "server_time.post" },
  { "builtin-id", "id" },
  { "builtin-name", "name" },
  { "builtin-alias", "aliases" },
  { "builtin-host", "environments" },
  { "builtin-domain", "environments" },
  { "builtin-host-first", "environments" },
  { "builtin-host-lookalike", "environments" },
  { "environment-name", "environments" },
  { "userinfo-host", "environments[0].host" },
  { "port-host", "environments[0].host" },
  { "address-host", "environments[0].host" },
  { "idn-host", "environments[0].host" },
  { "idn-host-unicode", "environments[0].host" },
  { "member-twice", "environments[0].host" },
  { "other-host-step", "check[0].host" },
  { "cyrillic-name", "name" },
  { "digit-name", "name" },
  { "spaced-name", "name" },
  { "lookalike-id", "id" },
  { "path-traversal-id", "id" },
  { "hidden-id", "id" },
  { "terminal-escape", "name" },
  { "right-to-left", "name" },
  { "secret-in-path", "check[0].get" },
  { "secret-in-query", "check[0].query.s" },
  { "secret-in-header", "signing.headers.X" },
  { "secret-in-disguise", "signing.headers.X" },
  { "query-in-path", "check[0].get" },
  { "userinfo-page", "keys_page" },
  { "plain-page", "website" },
};

static char *
file_path (const char *name)
{
  g_autofree char *file = g_strconcat ("data/custom-malicious/", name, ".json", NULL);

  return kt_test_data_path (file);
}

static void
test_refused (void)
{
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autofree char *path = file_path (refused[i].file);
      g_autoptr(GPtrArray) mistakes = NULL;
      g_autoptr(GError) error = NULL;
      g_autoptr(KtExchange) exchange = kt_catalogue_load_custom (catalogue, path, &mistakes, &error);

      if (exchange || !g_error_matches (error, KT_ERROR, KT_ERROR_INVALID))
        g_test_fail_printf ("%s was taken", refused[i].file);
      else if (g_strcmp0 (((KtMistake *) g_ptr_array_index (mistakes, 0))->path, refused[i].path) != 0)
        g_test_fail_printf ("%s was refused for another reason: %s", refused[i].file, error->message);
    }
}

/* Every file of the folder is in the table, and without what is wrong it would be taken. */
static void
test_all (void)
{
  g_autofree char *folder = kt_test_data_path ("data/custom-malicious");
  g_autofree char *harmless = file_path ("harmless");
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);
  g_autoptr(GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(KtExchange) exchange = kt_catalogue_load_custom (catalogue, harmless, NULL, &error);
  const char *name;
  guint n = 0;

  g_assert_no_error (error);
  g_assert_true (kt_exchange_is_custom (exchange));
  while ((name = g_dir_read_name (dir)))
    n += g_str_has_suffix (name, ".json");
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (refused) + 1);
}

static void
assert_not_loaded (const char *path, const char *part)
{
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);
  g_autoptr(GError) error = NULL;

  g_assert_null (kt_catalogue_load_custom (catalogue, path, NULL, &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, part));
}

static void
test_no_file (KtTestFolder *folder, gconstpointer data)
{
  g_autofree char *large = kt_test_folder_file (folder, "large.json");
  g_autofree char *pipe_path = kt_test_folder_file (folder, "pipe.json");
  g_autofree char *blanks = g_strnfill (10 * 1024 * 1024, ' ');

  kt_test_file_store (large, blanks, -1);
  assert_not_loaded (large, "at most 256 KiB");
  g_assert_cmpint (mkfifo (pipe_path, 0600), ==, 0);
  assert_not_loaded (pipe_path, "is not a file");
  assert_not_loaded ("/dev/zero", "is not a file");
  assert_not_loaded (folder->path, "is not a file");
}

typedef struct {
  KtTestFolder folder;
  char        *dir;             /* of custom definitions */
  char        *copy;            /* in it, after it was trusted */
} Fixture;

static void
trust (const char *dir)
{
  g_autofree char *path = file_path ("harmless");
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (dir);
  g_autoptr(KtExchange) exchange = kt_catalogue_load_custom (catalogue, path, NULL, NULL);
  g_autoptr(GError) error = NULL;

  kt_catalogue_trust (catalogue, path, kt_exchange_get_hash (exchange), &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  kt_test_folder_set_up (&self->folder, data);
  self->dir = kt_test_folder_file (&self->folder, "exchanges");
  self->copy = g_build_filename (self->dir, "made_up.json", NULL);
  trust (self->dir);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_free (self->copy);
  g_free (self->dir);
  kt_test_folder_tear_down (&self->folder, data);
}

static gboolean
is_usable (Fixture *self, const char *id)
{
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (self->dir);

  return kt_catalogue_get (catalogue, id, NULL) != NULL;
}

static void
test_changed (Fixture *self, gconstpointer data)
{
  g_autofree char *text = kt_test_file_load (self->copy, NULL);
  g_autofree char *changed = g_strconcat (text, " ", NULL);

  g_assert_true (is_usable (self, "made_up"));
  kt_test_file_store (self->copy, changed, -1);
  g_assert_false (is_usable (self, "made_up"));
}

/* The trusted bytes, but by way of a link, which may lead to others a moment later. */
static void
test_linked_file (Fixture *self, gconstpointer data)
{
  g_autofree char *elsewhere = kt_test_folder_file (&self->folder, "elsewhere.json");

  g_assert_cmpint (g_rename (self->copy, elsewhere), ==, 0);
  g_assert_cmpint (symlink (elsewhere, self->copy), ==, 0);
  g_assert_false (is_usable (self, "made_up"));
  /* Trusting again replaces the link and leaves what it led to. */
  trust (self->dir);
  g_assert_true (is_usable (self, "made_up"));
  g_assert_false (g_file_test (self->copy, G_FILE_TEST_IS_SYMLINK));
}

static void
test_linked_folder (Fixture *self, gconstpointer data)
{
  g_autofree char *elsewhere = kt_test_folder_file (&self->folder, "elsewhere");
  g_autofree char *path = file_path ("harmless");
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (self->dir);
  g_autoptr(KtExchange) exchange = kt_catalogue_load_custom (catalogue, path, NULL, NULL);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (g_rename (self->dir, elsewhere), ==, 0);
  g_assert_cmpint (symlink (elsewhere, self->dir), ==, 0);
  g_assert_false (is_usable (self, "made_up"));
  g_assert_false (kt_catalogue_trust (catalogue, path, kt_exchange_get_hash (exchange), &error));
  g_assert_error (error, KT_ERROR, KT_ERROR_NOT_ALLOWED);
}

/* The list of what is trusted leads to no file outside, nor under another id. */
static void
test_listed (Fixture *self, gconstpointer data)
{
  g_autofree char *list = g_build_filename (self->dir, "trusted", NULL);
  g_autofree char *outside = kt_test_folder_file (&self->folder, "made_up.json");
  g_autofree char *renamed = g_build_filename (self->dir, "renamed.json", NULL);
  g_autofree char *text = kt_test_file_load (self->copy, NULL);
  g_autofree char *hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
  g_autofree char *lines = g_strdup_printf ("%s ../made_up\n%s renamed\n%s okx\n%s made_up\n", hash, hash, hash, hash);

  kt_test_file_store (outside, text, -1);
  kt_test_file_store (renamed, text, -1);
  kt_test_file_store (list, lines, -1);
  g_assert_true (is_usable (self, "made_up"));
  g_assert_false (is_usable (self, "../made_up"));
  g_assert_false (is_usable (self, "renamed"));
  {
    g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (self->dir);

    g_assert_false (kt_exchange_is_custom (kt_catalogue_get (catalogue, "okx", NULL)));
  }
}

#define ADD(path, function) g_test_add (path, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/custom/refused", test_refused);
  g_test_add_func ("/custom/all", test_all);
  g_test_add ("/custom/no-file", KtTestFolder, NULL, kt_test_folder_set_up, test_no_file, kt_test_folder_tear_down);
  ADD ("/custom/changed", test_changed);
  ADD ("/custom/linked-file", test_linked_file);
  ADD ("/custom/linked-folder", test_linked_folder);
  ADD ("/custom/listed", test_listed);
  return g_test_run ();
}
