/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-json.h"

#include <string.h>

#include "kt-error.h"
#include "kt-secret.h"

struct _KtJsonMap
{
  KtSecret   *copy;             /* owned: of the text */
  const char *text;             /* in there */
  gsize       length;
  GHashTable *places;           /* JSON path -> byte offset of the value */
};

typedef struct {
  KtJsonMap     *map;           /* borrowed */
  const char    *p;
  const char    *end;
  GString       *path;
  guint          depth;
  guint          max_depth;
  gboolean       failed;
  KtJsonProblem  report;
  gpointer       data;
} Scan;

static gboolean scan_value (Scan *scan);

/* Brackets outside strings, counted without recursion. */
static gboolean
depth_is_fine (const char *text, gsize length, guint max_depth)
{
  guint depth = 0;
  gboolean in_string = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (in_string)
        {
          if (text[i] == '\\')
            i++;
          else if (text[i] == '"')
            in_string = FALSE;
        }
      else if (text[i] == '"')
        {
          in_string = TRUE;
        }
      else if (text[i] == '{' || text[i] == '[')
        {
          if (++depth > max_depth)
            return FALSE;
        }
      else if ((text[i] == '}' || text[i] == ']') && depth > 0)
        {
          depth--;
        }
    }
  return TRUE;
}

JsonNode *
kt_json_parse (const char *text, gsize length, gsize max_length, guint max_depth, GError **error)
{
  g_autoptr(JsonParser) parser = NULL;
  JsonNode *root;

  if (length > max_length)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "more than %" G_GSIZE_FORMAT " bytes", max_length);
      return NULL;
    }
  if (!g_utf8_validate (text, (gssize) length, NULL))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "not UTF-8");
      return NULL;
    }
  if (!depth_is_fine (text, length, max_depth))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "nested deeper than %u levels", max_depth);
      return NULL;
    }

  /* Its own messages may quote the text. */
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, (gssize) length, NULL) ||
      !(root = json_parser_steal_root (parser)))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "not JSON");
      return NULL;
    }
  return root;
}

/* ── The strict walk ──────────────────────────────────────────────────────── */

static void
place_of (const char *text, const char *where, guint *ret_line, guint *ret_column)
{
  const char *line_start = text;
  guint line = 1;

  for (const char *p = text; p < where; p++)
    {
      if (*p == '\n')
        {
          line++;
          line_start = p + 1;
        }
    }
  *ret_line = line;
  *ret_column = (guint) g_utf8_strlen (line_start, where - line_start) + 1;
}

static void
problem (Scan *scan, const char *where, const char *text)
{
  guint line, column;

  place_of (scan->map->text, where, &line, &column);
  scan->report (line, column, scan->path->str, text, scan->data);
}

static gboolean
fail (Scan *scan, const char *text)
{
  if (!scan->failed)
    problem (scan, scan->p, text);
  scan->failed = TRUE;
  return FALSE;
}

static void
skip_blanks (Scan *scan)
{
  while (scan->p < scan->end && strchr (" \t\r\n", *scan->p) && *scan->p)
    scan->p++;
}

static gboolean
expect (Scan *scan, char c)
{
  skip_blanks (scan);
  if (scan->p < scan->end && *scan->p == c)
    {
      scan->p++;
      return TRUE;
    }
  if (scan->p < scan->end && *scan->p == '/')
    return fail (scan, "JSON has no comments; use the member “note”");
  return FALSE;
}

static int
hex_4 (const char *p, const char *end)
{
  int value = 0;

  if (end - p < 4)
    return -1;
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return -1;
      value = value * 16 + digit;
    }
  return value;
}

/* One character of a string at *@p, escapes resolved. Returns its bytes' number in @out, 0 at a fault. */
static guint
next_char (const char **p, const char *end, char out[8])
{
  static const char plain[] = "\"\\/bfnrt";
  static const char means[] = "\"\\/\b\f\n\r\t";
  const char *escape;
  int unit, low;

  if (**p != '\\')
    {
      guint n = (guint) (g_utf8_next_char (*p) - *p);

      if ((guchar) **p < ' ')
        return 0;
      memcpy (out, *p, n);
      *p += n;
      return n;
    }

  if (end - *p < 2)
    return 0;
  if ((*p)[1] && (escape = strchr (plain, (*p)[1])))
    {
      out[0] = means[escape - plain];
      *p += 2;
      return 1;
    }
  if ((*p)[1] != 'u' || (unit = hex_4 (*p + 2, end)) < 0)
    return 0;
  *p += 6;
  if (unit >= 0xd800 && unit < 0xdc00)
    {
      if (end - *p < 6 || (*p)[0] != '\\' || (*p)[1] != 'u' || (low = hex_4 (*p + 2, end)) < 0xdc00 || low > 0xdfff)
        return 0;
      *p += 6;
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
  else if (unit == 0 || (unit >= 0xdc00 && unit < 0xe000))
    {
      return 0;                 /* json-glib ends texts at a NUL */
    }
  return (guint) g_unichar_to_utf8 ((gunichar) unit, out);
}

/* @text: (nullable): takes the text; values are not copied. */
static gboolean
scan_string (Scan *scan, GString *text)
{
  char out[8];

  scan->p++;
  while (scan->p < scan->end && *scan->p != '"')
    {
      const char *start = scan->p;
      guint n = next_char (&scan->p, scan->end, out);

      if (n == 0)
        {
          scan->p = start;
          return fail (scan, "not a character or escape that may stand in a text (a line break is written \\n)");
        }
      if (text)
        g_string_append_len (text, out, n);
    }
  if (scan->p >= scan->end)
    return fail (scan, "the file ends inside a text");
  scan->p++;
  return TRUE;
}

static gboolean
scan_object (Scan *scan)
{
  g_autoptr(GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gsize path_length = scan->path->len;

  scan->p++;
  if (expect (scan, '}'))
    return TRUE;

  do
    {
      g_autoptr(GString) name = g_string_new (NULL);
      const char *where;

      skip_blanks (scan);
      where = scan->p;
      if (scan->failed || scan->p >= scan->end || *scan->p != '"')
        return fail (scan, scan->p < scan->end && *scan->p == '/' ? "JSON has no comments; use the member “note”"
                                                                  : "a member's name in double quotes belongs here");
      if (!scan_string (scan, name))
        return FALSE;
      if (path_length > 0)
        g_string_append_c (scan->path, '.');
      g_string_append (scan->path, name->str);
      if (g_hash_table_contains (names, name->str))
        problem (scan, where, "this member is there twice");
      if (!expect (scan, ':'))
        return fail (scan, "a colon belongs here");
      if (!scan_value (scan))
        return FALSE;
      g_string_truncate (scan->path, path_length);
      g_hash_table_add (names, g_string_free (g_steal_pointer (&name), FALSE));
    }
  while (expect (scan, ','));

  return expect (scan, '}') || fail (scan, "a comma or “}” belongs here");
}

static gboolean
scan_list (Scan *scan)
{
  gsize path_length = scan->path->len;

  scan->p++;
  if (expect (scan, ']'))
    return TRUE;

  for (guint i = 0; i == 0 || expect (scan, ','); i++)
    {
      g_string_append_printf (scan->path, "[%u]", i);
      if (!scan_value (scan))
        return FALSE;
      g_string_truncate (scan->path, path_length);
    }

  return expect (scan, ']') || fail (scan, "a comma or “]” belongs here");
}

static gboolean
scan_number (Scan *scan)
{
  const char *p = scan->p;
  const char *digits;

  if (p < scan->end && *p == '-')
    p++;
  digits = p;
  while (p < scan->end && g_ascii_isdigit (*p))
    p++;
  if (p == digits || (*digits == '0' && p - digits > 1))
    return fail (scan, "not a value (texts stand in double quotes)");
  if (p < scan->end && *p == '.')
    {
      for (digits = ++p; p < scan->end && g_ascii_isdigit (*p); p++)
        ;
      if (p == digits)
        return fail (scan, "digits belong after the point");
    }
  if (p < scan->end && (*p == 'e' || *p == 'E'))
    {
      p++;
      if (p < scan->end && (*p == '+' || *p == '-'))
        p++;
      for (digits = p; p < scan->end && g_ascii_isdigit (*p); p++)
        ;
      if (p == digits)
        return fail (scan, "digits belong after the exponent");
    }
  scan->p = p;
  return TRUE;
}

static gboolean
scan_value (Scan *scan)
{
  static const char *const words[] = { "true", "false", "null" };
  gboolean good;

  skip_blanks (scan);
  if (scan->p >= scan->end)
    return fail (scan, "the file ends where a value belongs");
  if (*scan->p == '/')
    return fail (scan, "JSON has no comments; use the member “note”");

  g_hash_table_insert (scan->map->places, g_strdup (scan->path->str), GSIZE_TO_POINTER (scan->p - scan->map->text));

  if (*scan->p == '{' || *scan->p == '[')
    {
      if (++scan->depth > scan->max_depth)
        return fail (scan, "nested too deep");
      good = *scan->p == '{' ? scan_object (scan) : scan_list (scan);
      scan->depth--;
      return good;
    }
  if (*scan->p == '"')
    return scan_string (scan, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (g_str_has_prefix (scan->p, words[i]))
        {
          scan->p += strlen (words[i]);
          return TRUE;
        }
    }
  return scan_number (scan);
}

KtJsonMap *
kt_json_map_new (const char *text, gsize length, guint max_depth, KtJsonProblem report, gpointer data)
{
  g_autoptr(KtJsonMap) self = g_new0 (KtJsonMap, 1);
  g_autoptr(GString) path = g_string_new (NULL);
  Scan scan = { .map = self, .path = path, .max_depth = max_depth, .report = report, .data = data };
  const char *invalid;

  self->copy = kt_secret_new (text, (gssize) length);
  self->text = kt_secret_peek (self->copy, NULL);
  self->length = length;
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  scan.p = self->text;
  scan.end = self->text + length;

  if (!g_utf8_validate (text, (gssize) length, &invalid))
    {
      scan.p += invalid - text;
      kt_secret_truncate (self->copy, (gsize) (invalid - text));
      fail (&scan, "this is not UTF-8");
      return NULL;
    }
  if (!scan_value (&scan))
    return NULL;

  skip_blanks (&scan);
  if (scan.p < scan.end)
    {
      fail (&scan, *scan.p == '/' ? "JSON has no comments; use the member “note”" : "nothing may follow here");
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
kt_json_map_free (KtJsonMap *self)
{
  kt_secret_unref (self->copy);
  g_hash_table_unref (self->places);
  g_free (self);
}

gsize
kt_json_map_get_offset (KtJsonMap *self, const char *json_path)
{
  return GPOINTER_TO_SIZE (g_hash_table_lookup (self->places, json_path));
}

void
kt_json_map_find (KtJsonMap *self, const char *json_path, gsize offset, guint *ret_line, guint *ret_column)
{
  g_autofree char *path = g_strdup (json_path);
  gpointer place = NULL;
  const char *where;

  while (*path && !g_hash_table_contains (self->places, path))
    {
      char *dot = MAX (strrchr (path, '.'), strrchr (path, '['));

      *(dot ? dot : path) = '\0';
      offset = 0;
    }
  place = g_hash_table_lookup (self->places, path);
  where = self->text + GPOINTER_TO_SIZE (place);

  if (*where == '"' && offset > 0)
    {
      char out[8];
      gsize done = 0;

      where++;
      while (done < offset && *where && *where != '"')
        {
          guint n = next_char (&where, self->text + self->length, out);

          if (n == 0)
            break;
          done += n;
        }
    }
  else if (*where == '"')
    {
      where++;                  /* the first character of the text, not its quote */
    }
  place_of (self->text, where, ret_line, ret_column);
}

typedef struct {
  const char *path;             /* borrowed */
  gsize       offset;
} Visited;

static int
compare_visited (gconstpointer a, gconstpointer b)
{
  const Visited *x = a, *y = b;

  return x->offset < y->offset ? -1 : x->offset > y->offset;
}

void
kt_json_map_foreach (KtJsonMap *self, KtJsonVisit visit, gpointer data)
{
  g_autoptr(GArray) all = g_array_sized_new (FALSE, FALSE, sizeof (Visited), g_hash_table_size (self->places));
  GHashTableIter iter;
  gpointer path, offset;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, &path, &offset))
    {
      Visited visited = { path, GPOINTER_TO_SIZE (offset) };

      g_array_append_val (all, visited);
    }
  g_array_sort (all, compare_visited);
  for (guint i = 0; i < all->len; i++)
    {
      const Visited *visited = &g_array_index (all, Visited, i);

      visit (visited->path, visited->offset, data);
    }
}

KtSecret *
kt_json_map_read_text (KtJsonMap *self, gsize offset)
{
  const char *p = self->text + offset + 1;
  const char *end = self->text + self->length;
  KtSecret *text;
  char out[8];

  if (offset >= self->length || self->text[offset] != '"')
    return NULL;
  text = kt_secret_new_sized (64);
  while (p < end && *p != '"')
    {
      guint n = next_char (&p, end, out);

      if (n == 0)
        break;                  /* never: the walk went over it */
      kt_secret_append (text, out, n);
    }
  kt_wipe (out, sizeof out);
  return text;
}

KtSecret *
kt_json_map_take_text (KtJsonMap *self, const char *json_path)
{
  gpointer offset;

  if (!g_hash_table_lookup_extended (self->places, json_path, NULL, &offset))
    return NULL;
  return kt_json_map_read_text (self, GPOINTER_TO_SIZE (offset));
}

static void
mask_text (char *text, gsize length, gsize offset)
{
  for (gsize i = offset + 1; i < length && text[i] != '"'; i++)
    {
      gboolean escapes = text[i] == '\\';

      text[i] = '*';
      if (escapes && i + 1 < length)
        text[++i] = '*';
    }
}

KtSecret *
kt_json_map_mask (KtJsonMap *self, const char *json_path)
{
  KtSecret *masked = kt_secret_new (self->text, (gssize) self->length);
  char *text = kt_secret_resize (masked, self->length);
  gsize length = strlen (json_path);
  GHashTableIter iter;
  gpointer path, offset;

  g_hash_table_iter_init (&iter, self->places);
  while (g_hash_table_iter_next (&iter, &path, &offset))
    {
      const char *rest = path;

      if (length > 0 && (strncmp (path, json_path, length) != 0 || !strchr (".[", rest[length])))
        continue;
      if (self->text[GPOINTER_TO_SIZE (offset)] == '"')
        mask_text (text, self->length, GPOINTER_TO_SIZE (offset));
    }
  return masked;
}
