/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-vault-file.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "kt-error.h"

#define HEADER          "GnomeKeyring\n\r\0\n\x01\x00"
#define HEADER_LENGTH   18
#define FRAME           "(uayutua(a{say}ay))"
#define MAC_LENGTH      32
#define BLOCK_LENGTH    16
#define MAX_SALT        1024
/* libsecret writes 100,000. A number of millions would hold up the window for seconds, or for ever. */
#define MAX_ITERATIONS  1000000

typedef struct
{
  guint64 inode, size;
  gint64  seconds, nanoseconds;
} Stamp;

struct _KtVaultFile
{
  char  *path;        /* owned */
  Stamp  checked;     /* the file that was checked last; inode 0: none */
  Stamp  asked;       /* the file at the last kt_vault_file_has_changed() */
  guint  n_items;
};

static gboolean
damaged (GError **error, const char *what)
{
  g_set_error (error, KT_ERROR, KT_ERROR_DAMAGED, "The encrypted keyring file does not hold together: %s", what);
  return FALSE;
}

/* One item: hashed attributes, and the encrypted rest with its vector and its MAC. */
static gboolean
check_item (GVariant *item, GError **error)
{
  g_autoptr(GVariant) attributes = g_variant_get_child_value (item, 0);
  g_autoptr(GVariant) blob = g_variant_get_child_value (item, 1);
  gsize size;

  for (gsize i = 0; i < g_variant_n_children (attributes); i++)
    {
      g_autoptr(GVariant) attribute = g_variant_get_child_value (attributes, i);
      g_autoptr(GVariant) hash = g_variant_get_child_value (attribute, 1);

      if (g_variant_n_children (hash) != MAC_LENGTH)
        return damaged (error, "an attribute is not a hash");
    }

  size = g_variant_n_children (blob);
  if (size < MAC_LENGTH + 2 * BLOCK_LENGTH || (size - MAC_LENGTH) % BLOCK_LENGTH != 0)
    return damaged (error, "an item has no whole blocks");
  return TRUE;
}

static gboolean
check_numbers (GVariant *frame, GError **error)
{
  guint32 salt_size, iterations, uses;
  guint64 modified;
  g_autoptr(GVariant) salt = NULL;
  g_autoptr(GVariant) items = NULL;
  g_autoptr(GDateTime) date = NULL;

  g_variant_get (frame, "(u@ayutu@a(a{say}ay))", &salt_size, &salt, &iterations, &modified, &uses, &items);
  salt_size = GUINT32_FROM_LE (salt_size);
  iterations = GUINT32_FROM_LE (iterations);
  modified = GUINT64_FROM_LE (modified);

  if (salt_size == 0 || salt_size > MAX_SALT || salt_size != g_variant_n_children (salt))
    return damaged (error, "the salt is not as long as it says");
  if (iterations == 0 || iterations > MAX_ITERATIONS)
    return damaged (error, "the number of iterations cannot be");
  /* libsecret would go on with no date at all. */
  if (modified > G_MAXINT64 || !(date = g_date_time_new_from_unix_utc ((gint64) modified)))
    return damaged (error, "the date cannot be");

  for (gsize i = 0; i < g_variant_n_children (items); i++)
    {
      g_autoptr(GVariant) item = g_variant_get_child_value (items, i);

      if (!check_item (item, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
kt_vault_file_check_frame (GBytes *content, guint *ret_n_items, GError **error)
{
  gsize length;
  const char *bytes = g_bytes_get_data (content, &length);
  g_autoptr(GBytes) rest = NULL;
  g_autoptr(GVariant) frame = NULL;
  g_autoptr(GVariant) items = NULL;

  if (length < HEADER_LENGTH)
    return damaged (error, "it is cut off");
  if (memcmp (bytes, HEADER, HEADER_LENGTH) != 0)
    return damaged (error, "it does not begin as such files do");

  /* A copy: a GVariant wants its bytes aligned. */
  rest = g_bytes_new (bytes + HEADER_LENGTH, length - HEADER_LENGTH);
  frame = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE (FRAME), rest, FALSE));
  if (!g_variant_is_normal_form (frame))
    return damaged (error, "it is cut off or changed");
  if (!check_numbers (frame, error))
    return FALSE;

  items = g_variant_get_child_value (frame, 5);
  if (ret_n_items)
    *ret_n_items = (guint) g_variant_n_children (items);
  return TRUE;
}

static gboolean
stamp_of (const char *path, Stamp *stamp)
{
  struct stat st;

  memset (stamp, 0, sizeof *stamp);
  if (stat (path, &st) != 0)
    return FALSE;

  stamp->inode = st.st_ino;
  stamp->size = (guint64) st.st_size;
  stamp->seconds = st.st_mtim.tv_sec;
  stamp->nanoseconds = st.st_mtim.tv_nsec;
  return TRUE;
}

static gboolean
same_stamp (const Stamp *a, const Stamp *b)
{
  return a->inode == b->inode && a->size == b->size && a->seconds == b->seconds && a->nanoseconds == b->nanoseconds;
}

KtVaultFile *
kt_vault_file_new (const char *path)
{
  KtVaultFile *self = g_new0 (KtVaultFile, 1);
  const char *test_path = g_getenv ("SECRET_FILE_TEST_PATH");

  /* As libsecret chooses it. */
  if (path)
    self->path = g_strdup (path);
  else if (test_path && *test_path)
    self->path = g_strdup (test_path);
  else
    self->path = g_build_filename (g_get_user_data_dir (), "keyrings", "default.keyring", NULL);

  stamp_of (self->path, &self->asked);
  return self;
}

void
kt_vault_file_free (KtVaultFile *self)
{
  g_free (self->path);
  g_free (self);
}

const char *
kt_vault_file_get_path (KtVaultFile *self)
{
  return self->path;
}

static gboolean
check_path (const char *path, guint *ret_n_items, GError **error)
{
  g_autofree char *content = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) failed = NULL;
  gsize length;

  if (!g_file_get_contents (path, &content, &length, &failed))
    {
      if (!g_error_matches (failed, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        {
          g_propagate_error (error, g_steal_pointer (&failed));
          return FALSE;
        }
      *ret_n_items = 0;
      return TRUE;
    }

  bytes = g_bytes_new_take (g_steal_pointer (&content), length);
  return kt_vault_file_check_frame (bytes, ret_n_items, error);
}

gboolean
kt_vault_file_check (KtVaultFile *self, GError **error)
{
  Stamp now;

  if (stamp_of (self->path, &now) && same_stamp (&now, &self->checked))
    return TRUE;

  memset (&self->checked, 0, sizeof self->checked);
  if (!check_path (self->path, &self->n_items, error))
    return FALSE;

  self->checked = now;
  return TRUE;
}

guint
kt_vault_file_get_n_items (KtVaultFile *self)
{
  return self->n_items;
}

gboolean
kt_vault_file_has_changed (KtVaultFile *self)
{
  Stamp now;
  gboolean changed;

  stamp_of (self->path, &now);
  changed = !same_stamp (&now, &self->asked);
  self->asked = now;
  return changed;
}

gboolean
kt_vault_file_has_backup (KtVaultFile *self)
{
  g_autofree char *backup = g_strconcat (self->path, "~", NULL);
  guint n_items;

  return g_file_test (backup, G_FILE_TEST_IS_REGULAR) && check_path (backup, &n_items, NULL);
}

/* A name beside the file that is not taken. (transfer full) */
static char *
free_name (const char *path)
{
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  char *name = g_strdup_printf ("%s.damaged-%s", path, date);

  for (guint n = 2; g_file_test (name, G_FILE_TEST_EXISTS); n++)
    {
      g_free (name);
      name = g_strdup_printf ("%s.damaged-%s-%u", path, date, n);
    }
  return name;
}

static gboolean
copy_file (const char *from, const char *to, GError **error)
{
  g_autofree char *content = NULL;
  gsize length;

  return g_file_get_contents (from, &content, &length, error) &&
         g_file_set_contents_full (to, content, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

gboolean
kt_vault_file_set_aside (KtVaultFile *self, gboolean use_backup, char **ret_set_aside, GError **error)
{
  g_autofree char *backup = g_strconcat (self->path, "~", NULL);
  g_autofree char *aside = free_name (self->path);

  if (use_backup && !kt_vault_file_has_backup (self))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_NOT_FOUND, "There is no earlier copy of the encrypted keyring file that holds together");
      return FALSE;
    }
  if (g_rename (self->path, aside) != 0)
    {
      int code = errno;

      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "The encrypted keyring file could not be set aside: %s", g_strerror (code));
      return FALSE;
    }
  /* Copied, not moved: the backup stays what it was until libsecret writes again. */
  if (use_backup && !copy_file (backup, self->path, error))
    return FALSE;

  if (ret_set_aside)
    *ret_set_aside = g_steal_pointer (&aside);
  return TRUE;
}
