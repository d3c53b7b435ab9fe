/* JSON: ccxt's keys, freqtrade's configuration, key files of exchanges, and what looks like them
 *
 * What programs call JSON often has comments and commas too many: they are blanked in a copy first, in its place,
 * so that lines stay what they are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-import-private.h"

#include <string.h>

#include "kt-json.h"

#define MAX_DEPTH 16

/* ── Blanking ─────────────────────────────────────────────────────────────── */

static char *
skip_string (char *p, char *end)
{
  for (p++; p < end && *p != '"'; p++)
    {
      if (*p == '\\' && p + 1 < end)
        p++;
    }
  return p < end ? p + 1 : end;
}

static void
blank (char *from, char *to)
{
  for (; from < to; from++)
    {
      if (*from != '\n')
        *from = ' ';
    }
}

static char *
blank_comment (char *p, char *end)
{
  char *stop = p[1] == '/' ? memchr (p, '\n', end - p) : memmem (p + 2, end - p - 2, "*/", 2);

  if (stop && p[1] == '*')
    stop += 2;
  if (!stop)
    stop = end;
  blank (p, stop);
  return stop;
}

/* Comments, and a comma before a closing bracket. */
static KtSecret *
without_extras (KtSecret *text)
{
  KtSecret *copy = kt_secret_copy (text);
  gsize length = kt_secret_get_length (copy);
  char *start = kt_secret_resize (copy, length);
  char *end = start + length;
  char *comma = NULL;

  for (char *p = start; p < end;)
    {
      if (*p == '"')
        p = skip_string (p, end);
      else if (end - p >= 2 && *p == '/' && (p[1] == '/' || p[1] == '*'))
        {
          p = blank_comment (p, end);
          continue;
        }
      else
        {
          if ((*p == '}' || *p == ']') && comma)
            *comma = ' ';
          if (*p == ',')
            comma = p;
          else if (!g_ascii_isspace (*p))
            comma = NULL;
          p++;
          continue;
        }
      comma = NULL;
    }
  return copy;
}

/* ── Values ───────────────────────────────────────────────────────────────── */

typedef struct {
  KtImportReader *reader;
  KtJsonMap      *map;
  const char     *text;
  gsize           length;
  gsize           counted;      /* bytes whose lines are counted */
  guint           line;
  guint           bad_line;     /* the first fault of grammar; 0: none */
} Walk;

static guint
line_at (Walk *self, gsize offset)
{
  for (; self->counted < offset; self->counted++)
    self->line += self->text[self->counted] == '\n';
  return self->line;
}

/* A number or a word, as it stands. */
static KtSecret *
read_scalar (Walk *self, gsize offset)
{
  gsize end = offset;

  while (end < self->length && (g_ascii_isalnum (self->text[end]) || strchr ("+-.", self->text[end])))
    end++;
  if (end == offset || strncmp (self->text + offset, "null", 4) == 0)
    return NULL;
  return kt_secret_new (self->text + offset, (gssize) (end - offset));
}

static void
visit_cb (const char *path, gsize offset, gpointer data)
{
  Walk *self = data;
  const char *dot = strrchr (path, '.');
  const char *name = dot ? dot + 1 : path;
  g_autofree char *context = dot ? g_strndup (path, dot - path) : g_strdup ("");
  g_autoptr(KtSecret) value = NULL;

  if (!*name || strchr (name, '['))     /* the whole, or of a list: a value without a name */
    return;
  value = self->text[offset] == '"' ? kt_json_map_read_text (self->map, offset) : read_scalar (self, offset);
  if (value)
    kt_import_reader_add_named (self->reader, context, name, strlen (name), value, line_at (self, offset));
}

static void
problem_cb (guint line, guint column, const char *path, const char *problem, gpointer data)
{
  Walk *self = data;

  self->bad_line = line;        /* the last one said ends the walk */
}

void
kt_import_read_json (KtImportReader *reader, KtSecret *text)
{
  g_autoptr(KtSecret) copy = without_extras (text);
  Walk walk = { .reader = reader, .line = 1 };
  g_autoptr(KtJsonMap) map = NULL;

  walk.text = kt_secret_peek (copy, &walk.length);
  map = walk.map = kt_json_map_new (walk.text, walk.length, MAX_DEPTH, problem_cb, &walk);
  if (!map)
    {
      kt_import_remark (reader->import, KT_IMPORT_BAD_JSON, walk.bad_line, 0, NULL);
      return;
    }
  kt_json_map_foreach (map, visit_cb, &walk);
}
