/* Import: any bytes become text, the text's format is told, its reader does the rest
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-import-private.h"

#include <string.h>

static void
key_free (gpointer data)
{
  KtImportKey *self = data;

  g_free (self->exchange);
  g_free (self->environment);
  g_clear_pointer (&self->values, kt_credential_unref);
  g_free (self->label);
  g_free (self);
}

static void
remark_free (gpointer data)
{
  KtImportRemark *self = data;

  g_free (self->name);
  g_free (self);
}

void
kt_import_free (KtImport *self)
{
  g_ptr_array_unref (self->keys);
  g_ptr_array_unref (self->remarks);
  g_clear_pointer (&self->table, kt_import_table_free);
  g_object_unref (self->catalogue);
  g_free (self);
}

void
kt_import_remark (KtImport *self, KtImportProblem problem, guint line, guint other_line, const char *name)
{
  KtImportRemark *remark;

  if (self->remarks->len >= KT_IMPORT_MAX_REMARKS)
    return;
  remark = g_new0 (KtImportRemark, 1);
  remark->problem = problem;
  remark->line = line;
  remark->other_line = other_line;
  remark->name = g_strdup (name);
  g_ptr_array_add (self->remarks, remark);
}

/* ── Bytes to text ────────────────────────────────────────────────────────── */

static gunichar
unit_at (const guchar *bytes, gsize i, gboolean big)
{
  return big ? (gunichar) (bytes[i] << 8 | bytes[i + 1]) : (gunichar) (bytes[i + 1] << 8 | bytes[i]);
}

/* As Windows' Notepad saves. NULL when a surrogate stands alone. By hand: g_convert() would leave a copy. */
static KtSecret *
from_utf_16 (const guchar *bytes, gsize length, gboolean big)
{
  g_autoptr(KtSecret) text = kt_secret_new_sized (length * 2);

  for (gsize i = 2; i + 1 < length; i += 2)
    {
      gunichar c = unit_at (bytes, i, big);
      char utf_8[6];

      if (c >= 0xd800 && c < 0xdc00 && i + 3 < length)
        {
          gunichar low = unit_at (bytes, i + 2, big);

          if (low < 0xdc00 || low > 0xdfff)
            return NULL;
          c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
          i += 2;
        }
      if (c >= 0xd800 && c < 0xe000)
        return NULL;
      kt_secret_append (text, utf_8, g_unichar_to_utf8 (c, utf_8));
      kt_wipe (utf_8, sizeof utf_8);
    }
  return g_steal_pointer (&text);
}

/* UTF-8 without a byte order mark; NULL when it is no text. */
static KtSecret *
decode (KtSecret *content)
{
  gsize length;
  const char *bytes = kt_secret_peek (content, &length);
  g_autoptr(KtSecret) text = NULL;

  if (length >= 2 && (memcmp (bytes, "\xff\xfe", 2) == 0 || memcmp (bytes, "\xfe\xff", 2) == 0))
    text = from_utf_16 ((const guchar *) bytes, length, bytes[0] == '\xfe');
  else if (length >= 3 && memcmp (bytes, "\xef\xbb\xbf", 3) == 0)
    text = kt_secret_new (bytes + 3, (gssize) (length - 3));
  else
    text = kt_secret_ref (content);
  if (!text)
    return NULL;

  bytes = kt_secret_peek (text, &length);
  return g_utf8_validate_len (bytes, length, NULL) ? g_steal_pointer (&text) : NULL;
}

/* ── Which format ─────────────────────────────────────────────────────────── */

static const char *
skip_blanks (const char *p, const char *end)
{
  while (p < end && g_ascii_isspace (*p))
    p++;
  return p;
}

/* "[binance]" opens a section of an INI file, not a list. */
static gboolean
looks_like_json (KtSecret *text)
{
  gsize length;
  const char *p = kt_secret_peek (text, &length);
  const char *end = p + length;

  p = skip_blanks (p, end);
  /* Comments before the first brace, as freqtrade allows them. */
  while (end - p >= 2 && p[0] == '/' && (p[1] == '/' || p[1] == '*'))
    {
      const char *stop = p[1] == '/' ? memchr (p, '\n', end - p) : memmem (p + 2, end - p - 2, "*/", 2);

      if (!stop)
        return FALSE;
      p = skip_blanks (stop + (p[1] == '/' ? 1 : 2), end);
    }
  if (p == end || (*p != '{' && *p != '['))
    return FALSE;
  if (*p == '{')
    return TRUE;
  p = skip_blanks (p + 1, end);
  return p < end && strchr ("{[\"]/", *p) != NULL;
}

static gboolean
is_blank (KtSecret *text)
{
  gsize length;
  const char *p = kt_secret_peek (text, &length);

  return skip_blanks (p, p + length) == p + length;
}

static void
read_format (KtImportReader *reader, KtSecret *text, const char *name)
{
  KtImport *import = reader->import;

  if (looks_like_json (text))
    {
      import->format = KT_IMPORT_JSON;
      kt_import_read_json (reader, text);
      return;
    }
  if (kt_import_looks_like_table (text, name))
    {
      import->table = kt_import_table_new (reader, text);
      if (import->table)
        {
          import->format = KT_IMPORT_TABLE;
          kt_import_read_table (reader, import->table, import->table->roles);
        }
      return;
    }
  kt_import_read_text (reader, text);
}

/* ── The whole ────────────────────────────────────────────────────────────── */

static void
reader_init (KtImportReader *self, KtImport *import)
{
  self->import = import;
  self->places = kt_import_places_new (import->catalogue);
  self->drafts = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_import_draft_free);
}

static void
reader_clear (KtImportReader *self)
{
  g_hash_table_unref (self->places);
  g_ptr_array_unref (self->drafts);
}

KtImport *
kt_import_read (KtSecret *content, const char *name, KtCatalogue *catalogue)
{
  KtImport *self = g_new0 (KtImport, 1);
  KtImportReader reader;
  g_autoptr(KtSecret) text = NULL;

  self->catalogue = g_object_ref (catalogue);
  self->keys = g_ptr_array_new_with_free_func (key_free);
  self->remarks = g_ptr_array_new_with_free_func (remark_free);
  if (kt_secret_get_length (content) > KT_IMPORT_MAX_SIZE)
    {
      kt_import_remark (self, KT_IMPORT_TOO_LARGE, 0, 0, NULL);
      return self;
    }
  text = decode (content);
  if (!text || is_blank (text))
    {
      kt_import_remark (self, text ? KT_IMPORT_EMPTY : KT_IMPORT_NOT_TEXT, 0, 0, NULL);
      return self;
    }

  reader_init (&reader, self);
  read_format (&reader, text, name);
  kt_import_reader_finish (&reader);
  reader_clear (&reader);
  return self;
}

void
kt_import_map (KtImport *self, const KtImportRole *roles)
{
  KtImportReader reader;

  g_return_if_fail (self->table);

  g_ptr_array_set_size (self->keys, 0);
  g_ptr_array_set_size (self->remarks, (int) self->table->n_remarks);
  reader_init (&reader, self);
  kt_import_read_table (&reader, self->table, roles);
  kt_import_reader_finish (&reader);
  reader_clear (&reader);
}
