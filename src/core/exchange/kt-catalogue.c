/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-catalogue.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kt-error.h"
#include "kt-exchange-resource.h"
#include "kt-impostor.h"
#include "kt-recipe.h"

#define BUILTIN     "/io/github/keyturn/Keyturn/exchanges/"
#define TRUSTED     "trusted"
#define MAX_FILE    (256 * 1024)

struct _KtCatalogue
{
  GObject      parent_instance;

  char        *custom_dir;      /* or NULL */
  GMutex       lock;
  GPtrArray   *builtin_ids;     /* char*, sorted; NULL until asked for */
  GHashTable  *loaded;          /* id -> KtExchange; a custom one under its hash */
};

G_DEFINE_FINAL_TYPE (KtCatalogue, kt_catalogue, G_TYPE_OBJECT)

static int
compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* ── Built-in ─────────────────────────────────────────────────────────────── */

static GPtrArray *
find_builtin_ids (KtCatalogue *self)
{
  g_auto(GStrv) names = NULL;

  if (self->builtin_ids)
    return self->builtin_ids;

  self->builtin_ids = g_ptr_array_new_with_free_func (g_free);
  names = g_resource_enumerate_children (kt_exchanges_get_resource (), BUILTIN, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  for (guint i = 0; names && names[i]; i++)
    {
      if (g_str_has_suffix (names[i], ".json") && strcmp (names[i], "schema.json") != 0)
        g_ptr_array_add (self->builtin_ids, g_strndup (names[i], strlen (names[i]) - 5));
    }
  g_ptr_array_sort (self->builtin_ids, compare_texts);
  return self->builtin_ids;
}

gboolean
kt_catalogue_is_builtin (KtCatalogue *self, const char *id)
{
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&self->lock);

  return g_ptr_array_find_with_equal_func (find_builtin_ids (self), id, g_str_equal, NULL);
}

static KtExchange *
load_builtin (KtCatalogue *self, const char *id, GError **error)
{
  g_autofree char *path = g_strconcat (BUILTIN, id, ".json", NULL);
  g_autofree char *name = g_strconcat (id, ".json", NULL);
  g_autoptr(GBytes) bytes = g_resource_lookup_data (kt_exchanges_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  return bytes ? kt_exchange_new_from_bytes (bytes, name, FALSE, NULL, error) : NULL;
}

/* ── Custom ───────────────────────────────────────────────────────────────── */

/* id -> hash, as the person trusted them. */
static GHashTable *
read_trusted (KtCatalogue *self)
{
  GHashTable *trusted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autofree char *path = self->custom_dir ? g_build_filename (self->custom_dir, TRUSTED, NULL) : NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;

  if (!path || g_file_test (self->custom_dir, G_FILE_TEST_IS_SYMLINK) || g_file_test (path, G_FILE_TEST_IS_SYMLINK) ||
      !g_file_get_contents (path, &text, NULL, NULL))
    return trusted;
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i]; i++)
    {
      g_auto(GStrv) parts = g_strsplit (g_strstrip (lines[i]), " ", 2);

      if (g_strv_length (parts) == 2 && strlen (parts[0]) == 64 && kt_recipe_name_is_valid (parts[1]))
        g_hash_table_insert (trusted, g_strdup (parts[1]), g_strdup (parts[0]));
    }
  return trusted;
}

static gboolean
write_trusted (KtCatalogue *self, GHashTable *trusted, GError **error)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autofree char *path = g_build_filename (self->custom_dir, TRUSTED, NULL);
  GHashTableIter iter;
  gpointer id, hash;

  g_hash_table_iter_init (&iter, trusted);
  while (g_hash_table_iter_next (&iter, &id, &hash))
    g_string_append_printf (text, "%s %s\n", (const char *) hash, (const char *) id);
  return g_file_set_contents_full (path, text->str, (gssize) text->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/* A file of ordinary size: no device or pipe that never ends. @link: whether it may be reached by one. */
static GBytes *
read_file (const char *path, gboolean link, GError **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | (link ? 0 : O_NOFOLLOW), 0);
  struct stat info;
  g_autofree char *text = g_malloc (MAX_FILE + 1);
  gsize length = 0;
  gssize n = -1;

  if (fd < 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", path, g_strerror (errno));
      return NULL;
    }
  if (fstat (fd, &info) != 0 || !S_ISREG (info.st_mode))
    {
      close (fd);
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "%s is not a file", path);
      return NULL;
    }
  while (length <= MAX_FILE && (n = read (fd, text + length, MAX_FILE + 1 - length)) > 0)
    length += (gsize) n;
  close (fd);
  if (length > MAX_FILE)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "%s: a definition has at most %d KiB", path, MAX_FILE / 1024);
      return NULL;
    }
  if (n < 0)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_FAILED, "%s could not be read", path);
      return NULL;
    }
  return g_bytes_new (text, length);
}

static void
add_mistake (GPtrArray **mistakes, const char *file, const char *path, const char *text)
{
  KtMistake *mistake = g_new0 (KtMistake, 1);

  if (!*mistakes)
    *mistakes = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_mistake_free);
  mistake->file = g_strdup (file);
  mistake->line = mistake->column = 1;
  mistake->path = g_strdup (path);
  mistake->text = g_strdup (text);
  g_ptr_array_add (*mistakes, mistake);
}

typedef struct {
  GPtrArray **mistakes;
  const char *file;
} Impostor;

static void
impostor_cb (const char *member, const char *text, gpointer data)
{
  Impostor *impostor = data;

  add_mistake (impostor->mistakes, impostor->file, member, text);
}

/* A custom file must not be able to stand in for a built-in exchange, nor talk to its hosts. */
static void
compare_with_builtin (KtCatalogue *self, KtExchange *custom, const char *file, GPtrArray **mistakes)
{
  g_autoptr(GPtrArray) ids = NULL;
  Impostor impostor = { mistakes, file };

  g_mutex_lock (&self->lock);
  ids = g_ptr_array_ref (find_builtin_ids (self));
  g_mutex_unlock (&self->lock);

  for (guint i = 0; i < ids->len; i++)
    {
      KtExchange *builtin = kt_catalogue_get (self, g_ptr_array_index (ids, i), NULL);

      if (builtin)
        kt_impostor_compare (custom, builtin, impostor_cb, &impostor);
    }
}

static KtExchange *
load_custom_bytes (KtCatalogue *self, GBytes *bytes, const char *name, GPtrArray **ret_mistakes, GError **error)
{
  g_autoptr(KtExchange) exchange = kt_exchange_new_from_bytes (bytes, name, TRUE, ret_mistakes, error);
  g_autoptr(GPtrArray) mistakes = NULL;

  if (!exchange)
    return NULL;
  compare_with_builtin (self, exchange, name, &mistakes);
  if (!mistakes)
    return g_steal_pointer (&exchange);

  {
    g_autofree char *first = kt_mistake_to_string (g_ptr_array_index (mistakes, 0));

    g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "%s", first);
  }
  if (ret_mistakes)
    *ret_mistakes = g_steal_pointer (&mistakes);
  return NULL;
}

KtExchange *
kt_catalogue_load_custom (KtCatalogue *self, const char *path, GPtrArray **ret_mistakes, GError **error)
{
  g_autoptr(GBytes) bytes = read_file (path, TRUE, error);

  return bytes ? load_custom_bytes (self, bytes, path, ret_mistakes, error) : NULL;
}

static KtExchange *
load_trusted (KtCatalogue *self, const char *id, const char *hash, GError **error)
{
  g_autofree char *name = g_strconcat (id, ".json", NULL);
  g_autofree char *path = g_build_filename (self->custom_dir, name, NULL);
  g_autoptr(GBytes) bytes = read_file (path, FALSE, error);
  g_autoptr(KtExchange) exchange = NULL;
  g_autofree char *is = NULL;

  if (!bytes)
    return NULL;
  is = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (strcmp (is, hash) != 0)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_NOT_ALLOWED, "%s was changed after it was trusted; read it and trust it again", path);
      return NULL;
    }
  exchange = load_custom_bytes (self, bytes, path, NULL, error);
  if (exchange && strcmp (kt_exchange_get_id (exchange), id) != 0)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_NOT_ALLOWED, "%s is the definition of “%s”", path, kt_exchange_get_id (exchange));
      return NULL;
    }
  return g_steal_pointer (&exchange);
}

gboolean
kt_catalogue_trust (KtCatalogue *self, const char *path, const char *expected_hash, GError **error)
{
  g_autoptr(GBytes) bytes = read_file (path, TRUE, error);
  g_autoptr(KtExchange) exchange = bytes ? load_custom_bytes (self, bytes, path, NULL, error) : NULL;
  g_autoptr(GHashTable) trusted = NULL;
  g_autofree char *name = NULL, *copy = NULL;

  if (!exchange)
    return FALSE;
  if (!self->custom_dir)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_NOT_ALLOWED, "there is no folder for definitions of one's own");
      return FALSE;
    }
  if (g_strcmp0 (kt_exchange_get_hash (exchange), expected_hash) != 0)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_NOT_ALLOWED, "the file changed while it was being read; read it again");
      return FALSE;
    }

  if (g_file_test (self->custom_dir, G_FILE_TEST_IS_SYMLINK))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_NOT_ALLOWED, "%s is a link to another place", self->custom_dir);
      return FALSE;
    }

  name = g_strconcat (kt_exchange_get_id (exchange), ".json", NULL);
  copy = g_build_filename (self->custom_dir, name, NULL);
  if (g_mkdir_with_parents (self->custom_dir, 0700) != 0 ||
      !g_file_set_contents_full (copy, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                                 G_FILE_SET_CONTENTS_CONSISTENT, 0600, error))
    {
      if (error && !*error)
        g_set_error (error, KT_ERROR, KT_ERROR_FAILED, "%s could not be made", self->custom_dir);
      return FALSE;
    }
  trusted = read_trusted (self);
  g_hash_table_insert (trusted, g_strdup (kt_exchange_get_id (exchange)), g_strdup (expected_hash));
  return write_trusted (self, trusted, error);
}

/* ── All ──────────────────────────────────────────────────────────────────── */

KtExchange *
kt_catalogue_get (KtCatalogue *self, const char *id, GError **error)
{
  g_autoptr(GMutexLocker) locker = NULL;
  g_autoptr(GHashTable) trusted = NULL;
  KtExchange *exchange;
  const char *hash = NULL;
  gboolean builtin;

  g_return_val_if_fail (id, NULL);

  builtin = kt_catalogue_is_builtin (self, id);
  if (!builtin)
    {
      trusted = read_trusted (self);
      if (!(hash = g_hash_table_lookup (trusted, id)))
        {
          g_set_error (error, KT_ERROR, KT_ERROR_NOT_FOUND, "there is no exchange “%s”", id);
          return NULL;
        }
    }

  g_mutex_lock (&self->lock);
  exchange = g_hash_table_lookup (self->loaded, builtin ? id : hash);
  g_mutex_unlock (&self->lock);
  if (exchange)
    return exchange;

  exchange = builtin ? load_builtin (self, id, error) : load_trusted (self, id, hash, error);
  if (!exchange)
    return NULL;

  locker = g_mutex_locker_new (&self->lock);
  if (g_hash_table_contains (self->loaded, builtin ? id : hash))
    {
      g_object_unref (exchange);
      return g_hash_table_lookup (self->loaded, builtin ? id : hash);
    }
  g_hash_table_insert (self->loaded, g_strdup (builtin ? id : hash), exchange);
  return exchange;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  KtExchange *x = *(KtExchange *const *) a, *y = *(KtExchange *const *) b;

  if (kt_exchange_is_custom (x) != kt_exchange_is_custom (y))
    return kt_exchange_is_custom (x) ? 1 : -1;
  return g_ascii_strcasecmp (kt_exchange_get_name (x), kt_exchange_get_name (y));
}

/* (transfer container): all that load, built-in by name, then custom by name. */
static GPtrArray *
load_all (KtCatalogue *self)
{
  GPtrArray *all = g_ptr_array_new ();
  g_autoptr(GPtrArray) ids = NULL;
  g_autoptr(GHashTable) trusted = read_trusted (self);
  GHashTableIter iter;
  gpointer id;

  g_mutex_lock (&self->lock);
  ids = g_ptr_array_ref (find_builtin_ids (self));
  g_mutex_unlock (&self->lock);

  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr(GError) error = NULL;
      KtExchange *exchange = kt_catalogue_get (self, g_ptr_array_index (ids, i), &error);

      if (exchange)
        g_ptr_array_add (all, exchange);
      else
        g_critical ("A built-in definition does not load: %s", error->message);
    }
  g_hash_table_iter_init (&iter, trusted);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      g_autoptr(GError) error = NULL;
      KtExchange *exchange = kt_catalogue_get (self, id, &error);

      if (exchange && !kt_catalogue_is_builtin (self, id))
        g_ptr_array_add (all, exchange);
      else if (error)
        g_debug ("A definition of one's own does not load: %s", error->message);
    }
  g_ptr_array_sort (all, compare_names);
  return all;
}

char **
kt_catalogue_list (KtCatalogue *self)
{
  g_autoptr(GPtrArray) all = load_all (self);
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();

  for (guint i = 0; i < all->len; i++)
    g_strv_builder_add (ids, kt_exchange_get_id (g_ptr_array_index (all, i)));
  return g_strv_builder_end (ids);
}

/* 0: no; the larger the better. */
static int
match (const char *candidate, const char *wanted)
{
  g_autofree char *folded = g_utf8_casefold (candidate, -1);
  const char *at = strstr (folded, wanted);

  if (!at)
    return 0;
  return strcmp (folded, wanted) == 0 ? 3 : at == folded ? 2 : 1;
}

static int
rank (KtExchange *exchange, const char *wanted)
{
  char **aliases = kt_exchange_get_aliases (exchange);
  int best = MAX (match (kt_exchange_get_name (exchange), wanted), match (kt_exchange_get_id (exchange), wanted)) * 2;

  for (guint i = 0; aliases[i]; i++)
    best = MAX (best, match (aliases[i], wanted) * 2 - 1);
  return best;
}

/* Whoever adds a key seldom means one that has closed. */
static void
put_closed_last (GPtrArray *found)
{
  guint n = found->len;

  for (guint i = 0, seen = 0; seen < n; seen++)
    {
      KtExchange *exchange = g_ptr_array_index (found, i);

      if (kt_exchange_get_status (exchange)->standing != KT_STANDING_CLOSED)
        {
          i++;
          continue;
        }
      g_ptr_array_remove_index (found, i);
      g_ptr_array_add (found, exchange);
    }
}

GPtrArray *
kt_catalogue_search (KtCatalogue *self, const char *text)
{
  g_autoptr(GPtrArray) all = load_all (self);
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autofree char *wanted = g_utf8_casefold (stripped, -1);
  GPtrArray *found = g_ptr_array_new ();

  for (int score = 6; *wanted && score > 0; score--)
    {
      for (guint i = 0; i < all->len; i++)
        {
          if (rank (g_ptr_array_index (all, i), wanted) == score)
            g_ptr_array_add (found, g_ptr_array_index (all, i));
        }
    }
  for (guint i = 0; !*wanted && i < all->len; i++)
    g_ptr_array_add (found, g_ptr_array_index (all, i));
  put_closed_last (found);
  return found;
}

/* ── The object ───────────────────────────────────────────────────────────── */

static void
kt_catalogue_finalize (GObject *object)
{
  KtCatalogue *self = KT_CATALOGUE (object);

  g_free (self->custom_dir);
  g_mutex_clear (&self->lock);
  g_clear_pointer (&self->builtin_ids, g_ptr_array_unref);
  g_hash_table_unref (self->loaded);

  G_OBJECT_CLASS (kt_catalogue_parent_class)->finalize (object);
}

static void
kt_catalogue_class_init (KtCatalogueClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kt_catalogue_finalize;
}

static void
kt_catalogue_init (KtCatalogue *self)
{
  g_mutex_init (&self->lock);
  self->loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

KtCatalogue *
kt_catalogue_new (const char *custom_dir)
{
  KtCatalogue *self = g_object_new (KT_TYPE_CATALOGUE, NULL);

  self->custom_dir = g_strdup (custom_dir);
  return self;
}
