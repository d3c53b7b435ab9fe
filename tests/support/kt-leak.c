/* kt-leak.c: finds copies of a planted secret
 *
 * Every encoded form is cut into all its grams of 8 bytes. A run of at least 20 bytes always holds
 * a gram that starts at a multiple of 8, so only every eighth place is looked up, in a hash table
 * behind a small bit map; a hit is widened to the whole run. That reads a core image at about the
 * speed of the disk.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-leak.h"

#include <string.h>

#define GRAM     8
#define MAP_BITS (1u << 20)

typedef struct
{
  const char *encoding;
  GByteArray *bytes;   /* owned */
  gsize       least;   /* a run this long is a copy */
  gsize       seen_to; /* offset behind the last copy found of this form */
} Form;

typedef struct
{
  guint form;
  gsize position;
} Place;

struct _KtLeak
{
  GArray     *forms; /* of Form */
  GHashTable *grams; /* guint64 -> GArray of Place */
  guint8     *map;
};

static guint
map_index (guint64 gram)
{
  return (guint) ((gram * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) >> 44);
}

static void
add_form (KtLeak *self, const char *encoding, gconstpointer bytes, gsize length, gsize least)
{
  Form form = { encoding, g_byte_array_new (), least, 0 };
  guint index = self->forms->len;

  g_byte_array_append (form.bytes, bytes, length);
  g_array_append_val (self->forms, form);
  for (gsize i = 0; i + GRAM <= length; i++)
    {
      guint64 gram;
      Place place = { index, i };
      GArray *places;
      guint bit;

      memcpy (&gram, form.bytes->data + i, GRAM);
      bit = map_index (gram);
      self->map[bit / 8] |= 1 << bit % 8;
      if (!(places = g_hash_table_lookup (self->grams, &gram)))
        {
          places = g_array_new (FALSE, FALSE, sizeof (Place));
          g_hash_table_insert (self->grams, g_memdup2 (&gram, sizeof gram), places);
        }
      g_array_append_val (places, place);
    }
}

static void
add_wide (KtLeak *self, const char *encoding, const guint8 *secret, gsize length, gsize width)
{
  g_autofree guint8 *wide = g_malloc0 (length * width);

  for (gsize i = 0; i < length; i++)
    wide[i * width] = secret[i];
  add_form (self, encoding, wide, length * width, 20 * width);
}

static void
add_hex (KtLeak *self, const char *encoding, gboolean upper, const guint8 *secret, gsize length)
{
  g_autoptr(GString) hex = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (hex, upper ? "%02X" : "%02x", secret[i]);
  add_form (self, encoding, hex->str, hex->len, 40);
}

/* The letters that the secret alone decides, when it starts in the middle of a group of three. */
static void
add_base64 (KtLeak *self, const guint8 *secret, gsize length, gsize skip)
{
  g_autofree char *text = g_base64_encode (secret + skip, (length - skip) / 3 * 3);
  g_autofree char *url = g_strdelimit (g_strdup (text), "+", '-');

  g_strdelimit (url, "/", '_');
  add_form (self, "base64", text, strlen (text), 24);
  if (!g_str_equal (url, text))
    add_form (self, "base64url", url, strlen (url), 24);
}

static void
clear_form (gpointer data)
{
  g_byte_array_unref (((Form *) data)->bytes);
}

static KtLeak *
new_leak (const guint8 *secret, gsize length)
{
  KtLeak *self = g_new0 (KtLeak, 1);

  self->forms = g_array_new (FALSE, FALSE, sizeof (Form));
  g_array_set_clear_func (self->forms, clear_form);
  self->grams = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_array_unref);
  self->map = g_malloc0 (MAP_BITS / 8);
  add_form (self, "plain", secret, length, 20);
  add_wide (self, "utf-16", secret, length, 2);
  add_wide (self, "utf-32", secret, length, 4);
  for (gsize skip = 0; skip < 3; skip++)
    add_base64 (self, secret, length, skip);
  add_hex (self, "hex", FALSE, secret, length);
  add_hex (self, "HEX", TRUE, secret, length);
  return self;
}

KtLeak *
kt_leak_new (const char *secret)
{
  g_assert_cmpuint (strlen (secret), >=, 64);
  return new_leak ((const guint8 *) secret, strlen (secret));
}

KtLeak *
kt_leak_new_bytes (gconstpointer bytes, gsize length)
{
  g_autofree guint8 *reversed = g_malloc (length);
  KtLeak *self;

  g_assert_cmpuint (length, >=, 32);
  for (gsize i = 0; i < length; i++)
    reversed[i] = ((const guint8 *) bytes)[length - 1 - i];
  self = new_leak (bytes, length);
  add_form (self, "reversed", reversed, length, 20);
  return self;
}

void
kt_leak_free (KtLeak *self)
{
  g_array_unref (self->forms);
  g_hash_table_unref (self->grams);
  g_free (self->map);
  g_free (self);
}

/* Widens the gram at @offset, which is that of @place, and says whether it is a new copy. */
static gboolean
widen (Form *form, const Place *place, const guint8 *bytes, gsize length, gsize offset, KtLeakCopy *ret_copy)
{
  gsize before = 0, after = GRAM;

  while (before < place->position && before < offset
         && form->bytes->data[place->position - before - 1] == bytes[offset - before - 1])
    before++;
  while (place->position + after < form->bytes->len && offset + after < length
         && form->bytes->data[place->position + after] == bytes[offset + after])
    after++;
  if (before + after < form->least)
    return FALSE;
  ret_copy->encoding = form->encoding;
  ret_copy->offset = offset - before;
  ret_copy->length = before + after;
  form->seen_to = offset + after;
  return TRUE;
}

static int
compare_copies (gconstpointer a, gconstpointer b)
{
  const KtLeakCopy *x = a, *y = b;

  return x->offset < y->offset ? -1 : x->offset > y->offset;
}

/* Where forms look alike (base64 and its URL form, hex of digits only) one copy is found as several:
 * of those that overlap the longest stays. */
static guint
merge (GArray *found, GArray *copies)
{
  guint count = 0;

  g_array_sort (found, compare_copies);
  for (guint i = 0; i < found->len; i++)
    {
      KtLeakCopy best = g_array_index (found, KtLeakCopy, i);
      gsize end = best.offset + best.length;

      while (i + 1 < found->len && g_array_index (found, KtLeakCopy, i + 1).offset < end)
        {
          KtLeakCopy *next = &g_array_index (found, KtLeakCopy, ++i);

          end = MAX (end, next->offset + next->length);
          if (next->length > best.length)
            best = *next;
        }
      count++;
      if (copies)
        g_array_append_val (copies, best);
    }
  return count;
}

guint
kt_leak_search (KtLeak *self, gconstpointer data, gsize length, GArray *copies)
{
  const guint8 *bytes = data;
  g_autoptr(GArray) found = g_array_new (FALSE, FALSE, sizeof (KtLeakCopy));

  for (guint i = 0; i < self->forms->len; i++)
    g_array_index (self->forms, Form, i).seen_to = 0;
  for (gsize offset = 0; offset + GRAM <= length; offset += GRAM)
    {
      guint64 gram;
      guint bit;
      GArray *places;

      memcpy (&gram, bytes + offset, GRAM);
      bit = map_index (gram);
      if (!(self->map[bit / 8] & 1 << bit % 8) || !(places = g_hash_table_lookup (self->grams, &gram)))
        continue;
      for (guint i = 0; i < places->len; i++)
        {
          Place *place = &g_array_index (places, Place, i);
          Form *form = &g_array_index (self->forms, Form, place->form);
          KtLeakCopy copy;

          if (offset < form->seen_to || !widen (form, place, bytes, length, offset, &copy))
            continue;
          g_array_append_val (found, copy);
        }
    }
  return merge (found, copies);
}

int
kt_leak_search_file (KtLeak *self, const char *path, GArray *copies, GError **error)
{
  g_autoptr(GMappedFile) file = g_mapped_file_new (path, FALSE, error);

  if (!file)
    return -1;
  return (int) kt_leak_search (self, g_mapped_file_get_contents (file), g_mapped_file_get_length (file), copies);
}

static int
search_entry (KtLeak *self, const char *path, GError **error)
{
  g_autoptr(GArray) copies = g_array_new (FALSE, FALSE, sizeof (KtLeakCopy));
  g_autofree char *text = NULL;
  int count;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return kt_leak_search_tree (self, path, error);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return 0;
  count = kt_leak_search_file (self, path, copies, error);
  if (count > 0)
    {
      text = kt_leak_describe (copies);
      g_test_message ("%s: %s", path, text);
    }
  return count;
}

int
kt_leak_search_tree (KtLeak *self, const char *folder, GError **error)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, error);
  const char *name;
  int count = 0;

  if (!dir)
    return -1;
  while ((name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      int more;

      count += (int) kt_leak_search (self, name, strlen (name), NULL);
      if (g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        continue;
      if ((more = search_entry (self, path, error)) < 0)
        return -1;
      count += more;
    }
  return count;
}

char *
kt_leak_describe (GArray *copies)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < copies->len; i++)
    {
      KtLeakCopy *copy = &g_array_index (copies, KtLeakCopy, i);

      g_string_append_printf (text, "%s%s at %" G_GSIZE_FORMAT ", %" G_GSIZE_FORMAT " bytes", i ? "; " : "",
                              copy->encoding, copy->offset, copy->length);
    }
  return g_string_free (text, FALSE);
}

gboolean
kt_leak_dump_core (GPid pid, const char *path, GError **error)
{
  g_autofree char *process = g_strdup_printf ("%d", (int) pid);
  g_autofree char *gcore = g_strdup_printf ("gcore %s", path);
  g_autoptr(GSubprocess) gdb = NULL;
  g_autofree char *out = NULL;

  gdb = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, error,
                          "gdb", "-nx", "-batch", "-iex", "set debuginfod enabled off",
                          "-iex", "set auto-solib-add off", "-p", process,
                          "-ex", "set use-coredump-filter off", "-ex", "set dump-excluded-mappings on",
                          "-ex", gcore, "-ex", "detach", NULL);
  if (!gdb || !g_subprocess_communicate_utf8 (gdb, NULL, NULL, &out, NULL, error))
    return FALSE;
  if (!g_subprocess_get_successful (gdb) || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "gdb wrote no core image: %s", out);
      return FALSE;
    }
  return TRUE;
}
