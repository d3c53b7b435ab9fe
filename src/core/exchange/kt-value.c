/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-value.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK 4096

void
kt_arena_init (KtArena *self)
{
  memset (self, 0, G_STRUCT_OFFSET (KtArena, first));
  self->plain = self->first;
  self->plain_size = sizeof self->first;
}

void
kt_arena_clear (KtArena *self)
{
  g_slist_free_full (self->blocks, g_free);
  g_slist_free_full (self->secrets, (GDestroyNotify) kt_secret_unref);
  g_clear_pointer (&self->locked, kt_secret_unref);
  self->blocks = self->secrets = NULL;
}

static char *
alloc_locked (KtArena *self, gsize size)
{
  char *bytes;

  if (!self->locked || self->locked_size - self->locked_used < size)
    {
      if (self->locked)
        self->secrets = g_slist_prepend (self->secrets, self->locked);
      self->locked_size = MAX (size, 1000);
      self->locked_used = 0;
      self->locked = kt_secret_new_sized (self->locked_size);
      kt_secret_resize (self->locked, self->locked_size);
    }
  bytes = (char *) kt_secret_peek (self->locked, NULL) + self->locked_used;
  self->locked_used += size;
  return bytes;
}

char *
kt_arena_alloc (KtArena *self, gboolean secret, gsize size)
{
  char *bytes;

  size = (size + 15) & ~(gsize) 15;
  if (secret)
    return alloc_locked (self, size);

  if (self->plain_size - self->plain_used < size)
    {
      self->plain_size = MAX (size, BLOCK);
      self->plain_used = 0;
      self->plain = g_malloc (self->plain_size);
      self->blocks = g_slist_prepend (self->blocks, self->plain);
    }
  bytes = self->plain + self->plain_used;
  self->plain_used += size;
  return bytes;
}

void
kt_writer_init (KtWriter *self, KtArena *arena, gboolean secret, gsize expected)
{
  *self = (KtWriter) { .arena = arena, .secret = secret, .size = MAX (expected, 64), .limit = KT_VALUE_MAX };
  self->bytes = kt_arena_alloc (arena, secret, self->size);
}

void
kt_writer_append (KtWriter *self, const char *bytes, gsize length)
{
  if (self->length + length > self->size)
    {
      char *larger;

      if (self->length + length > self->limit)
        {
          self->too_large = TRUE;
          return;
        }
      self->size = MAX (self->size * 2, self->length + length);
      larger = kt_arena_alloc (self->arena, self->secret, self->size);
      memcpy (larger, self->bytes, self->length);
      self->bytes = larger;
    }
  if (length > 0)
    memcpy (self->bytes + self->length, bytes, length);
  self->length += length;
}

KtValue
kt_writer_finish (KtWriter *self)
{
  return kt_value_text (self->bytes, self->length, self->secret);
}

#define append_literal(writer, text) kt_writer_append (writer, text, sizeof (text) - 1)

/* ── form() and plain() ───────────────────────────────────────────────────── */

typedef void (*WriteText) (KtWriter *writer, const char *bytes, gsize length);

/* Everything but A-Z a-z 0-9 - . _ ~ as %XX (RFC 3986, 2.3). */
static void
write_escaped (KtWriter *writer, const char *bytes, gsize length)
{
  static const char digits[] = "0123456789ABCDEF";
  gsize start = 0;

  for (gsize i = 0; i < length; i++)
    {
      guchar c = (guchar) bytes[i];

      if (g_ascii_isalnum (c) || c == '-' || c == '.' || c == '_' || c == '~')
        continue;
      kt_writer_append (writer, bytes + start, i - start);
      kt_writer_append (writer, (const char[]) { '%', digits[c >> 4], digits[c & 15] }, 3);
      start = i + 1;
    }
  kt_writer_append (writer, bytes + start, length - start);
}

/* The text of a single value as it stands in a query; NULL is fine, else a sentence. */
static const char *
write_scalar (KtWriter *writer, const KtValue *value, WriteText write)
{
  switch (value->kind)
    {
    case KT_KIND_TEXT:
    case KT_KIND_NUMBER:
      write (writer, value->bytes, value->length);
      return NULL;
    case KT_KIND_TRUE:
      append_literal (writer, "true");
      return NULL;
    case KT_KIND_FALSE:
      append_literal (writer, "false");
      return NULL;
    case KT_KIND_NULL:
    case KT_KIND_NOTHING:
      return NULL;
    case KT_KIND_FIELDS:
    case KT_KIND_LIST:
    default:
      return "fields inside fields cannot stand in a query or form";
    }
}

static const char *
write_pair (KtWriter *writer, const KtEntry *entry, const KtValue *value, WriteText write, const KtValue *separator, gboolean *first)
{
  if (!*first)
    {
      if (separator)
        kt_writer_append (writer, separator->bytes, separator->length);
      else
        append_literal (writer, "&");
    }
  *first = FALSE;
  write (writer, entry->name, entry->name_length);
  append_literal (writer, "=");
  return write_scalar (writer, value, write);
}

static const char *
write_joined (KtWriter *writer, const KtEntry *entry, const KtValue *separator, gboolean *first)
{
  const KtValue *list = &entry->value;
  const char *problem;

  for (gsize i = 0; i < list->length; i++)
    {
      problem = i == 0 ? write_pair (writer, entry, &list->entries[i].value, kt_writer_append, separator, first)
                       : (append_literal (writer, ","), write_scalar (writer, &list->entries[i].value, kt_writer_append));
      if (problem)
        return problem;
    }
  return NULL;
}

static const char *
write_pairs (KtWriter *writer, const KtValue *fields, WriteText write, const KtValue *separator)
{
  gboolean first = TRUE;
  const char *problem = NULL;

  for (gsize i = 0; i < fields->length && !problem; i++)
    {
      const KtEntry *entry = &fields->entries[i];

      if (entry->value.kind != KT_KIND_LIST)
        problem = write_pair (writer, entry, &entry->value, write, separator, &first);
      else if (separator)
        problem = write_joined (writer, entry, separator, &first);
      else
        for (gsize j = 0; j < entry->value.length && !problem; j++)
          problem = write_pair (writer, entry, &entry->value.entries[j].value, write, NULL, &first);
    }
  return problem;
}

const char *
kt_value_write_form (KtWriter *writer, const KtValue *fields)
{
  return write_pairs (writer, fields, write_escaped, NULL);
}

const char *
kt_value_write_plain (KtWriter *writer, const KtValue *fields, const KtValue *separator)
{
  return write_pairs (writer, fields, kt_writer_append, separator);
}

/* ── json() ───────────────────────────────────────────────────────────────── */

/* UTF-8 and "/" as they are; only what JSON forbids is escaped. */
static const char *
write_quoted (KtWriter *writer, const char *bytes, gsize length)
{
  static const char digits[] = "0123456789abcdef";
  static const char special[] = "\"\\\b\f\n\r\t";
  static const char letters[] = "\"\\bfnrt";
  gsize start = 0;

  if (!g_utf8_validate_len (bytes, length, NULL))
    return "a text that goes into JSON is not UTF-8";

  append_literal (writer, "\"");
  for (gsize i = 0; i < length; i++)
    {
      guchar c = (guchar) bytes[i];
      const char *at;

      if (c >= ' ' && c != '"' && c != '\\')
        continue;
      kt_writer_append (writer, bytes + start, i - start);
      start = i + 1;
      if (c && (at = strchr (special, c)))
        kt_writer_append (writer, (const char[]) { '\\', letters[at - special] }, 2);
      else
        kt_writer_append (writer, (const char[]) { '\\', 'u', '0', '0', digits[c >> 4], digits[c & 15] }, 6);
    }
  kt_writer_append (writer, bytes + start, length - start);
  append_literal (writer, "\"");
  return NULL;
}

static gboolean
same_name_twice (const KtValue *fields)
{
  for (gsize i = 1; i < fields->length; i++)
    for (gsize j = 0; j < i; j++)
      {
        const KtEntry *a = &fields->entries[i], *b = &fields->entries[j];

        if (a->name_length == b->name_length && memcmp (a->name, b->name, a->name_length) == 0)
          return TRUE;
      }
  return FALSE;
}

static const char *
write_members (KtWriter *writer, const KtValue *value)
{
  gboolean is_list = value->kind == KT_KIND_LIST;
  const char *problem;

  if (!is_list && same_name_twice (value))
    return "the same name would stand twice in one JSON object";

  kt_writer_append (writer, is_list ? "[" : "{", 1);
  for (gsize i = 0; i < value->length; i++)
    {
      const KtEntry *entry = &value->entries[i];

      if (i > 0)
        append_literal (writer, ",");
      if (!is_list)
        {
          if ((problem = write_quoted (writer, entry->name, entry->name_length)))
            return problem;
          append_literal (writer, ":");
        }
      if ((problem = kt_value_write_json (writer, &entry->value)))
        return problem;
    }
  kt_writer_append (writer, is_list ? "]" : "}", 1);
  return NULL;
}

const char *
kt_value_write_json (KtWriter *writer, const KtValue *value)
{
  switch (value->kind)
    {
    case KT_KIND_TEXT:
      return write_quoted (writer, value->bytes, value->length);
    case KT_KIND_NUMBER:
    case KT_KIND_TRUE:
    case KT_KIND_FALSE:
      return write_scalar (writer, value, kt_writer_append);
    case KT_KIND_FIELDS:
    case KT_KIND_LIST:
      return write_members (writer, value);
    case KT_KIND_NOTHING:
    case KT_KIND_NULL:
    default:
      append_literal (writer, "null");
      return NULL;
    }
}

/* ── flat() and sort() ────────────────────────────────────────────────────── */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  const KtEntry *x = a, *y = b;
  int order = memcmp (x->name, y->name, MIN (x->name_length, y->name_length));

  return order != 0 ? order : (x->name_length > y->name_length) - (x->name_length < y->name_length);
}

KtValue
kt_value_sort (KtArena *arena, const KtValue *fields)
{
  KtValue sorted = *fields;
  KtEntry *entries = (KtEntry *) kt_arena_alloc (arena, FALSE, fields->length * sizeof (KtEntry));

  /* Insertion keeps equal names in their order; fields are few. */
  for (gsize i = 0; i < fields->length; i++)
    {
      gsize j = i;

      for (; j > 0 && compare_names (&entries[j - 1], &fields->entries[i]) > 0; j--)
        entries[j] = entries[j - 1];
      entries[j] = fields->entries[i];
    }
  sorted.entries = entries;
  return sorted;
}

const char *
kt_value_write_flat (KtWriter *writer, const KtValue *value)
{
  KtValue sorted = value->kind == KT_KIND_FIELDS ? kt_value_sort (writer->arena, value) : *value;
  const char *problem = NULL;

  if (value->kind != KT_KIND_FIELDS && value->kind != KT_KIND_LIST)
    return write_scalar (writer, value, kt_writer_append);

  for (gsize i = 0; i < sorted.length && !problem; i++)
    {
      if (value->kind == KT_KIND_FIELDS)
        kt_writer_append (writer, sorted.entries[i].name, sorted.entries[i].name_length);
      problem = kt_value_write_flat (writer, &sorted.entries[i].value);
    }
  return problem;
}
