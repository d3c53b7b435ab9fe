/* kt-archive-document.c: the document inside an archive
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-archive-document.h"

#include <string.h>

#include "kt-error.h"

#define FORMAT    "keyturn-archive"
#define VERSION   1
#define MAX_DEPTH 16

/* ── Writing ────────────────────────────────────────────────────────────── */

static void
write_escaped (KtSecret *out, guchar byte)
{
  static const char digits[] = "0123456789abcdef";
  char text[7] = { '\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 15], 0 };

  switch (byte)
    {
    case '"':  kt_secret_append (out, "\\\"", 2); break;
    case '\\': kt_secret_append (out, "\\\\", 2); break;
    case '\n': kt_secret_append (out, "\\n", 2); break;
    default:   kt_secret_append (out, text, 6); break;
    }
  kt_wipe (text, sizeof text);
}

static gboolean
must_be_escaped (guchar byte)
{
  return byte < 0x20 || byte == 0x7f || byte == '"' || byte == '\\';
}

/* Runs of plain bytes in one go. */
static void
write_string (KtSecret *out, const char *bytes, gsize length)
{
  gsize start = 0;

  kt_secret_append (out, "\"", 1);
  for (gsize i = 0; i < length; i++)
    {
      if (!must_be_escaped ((guchar) bytes[i]))
        continue;
      kt_secret_append (out, bytes + start, (gssize) (i - start));
      write_escaped (out, (guchar) bytes[i]);
      start = i + 1;
    }
  kt_secret_append (out, bytes + start, (gssize) (length - start));
  kt_secret_append (out, "\"", 1);
}

static void
write_base64 (KtSecret *out, const char *bytes, gsize length)
{
  g_autoptr(KtSecret) text = kt_secret_new_sized (0);
  char *place = kt_secret_resize (text, (length / 3 + 2) * 4 + 4);
  int state = 0, save = 0;
  gsize written;

  written = g_base64_encode_step ((const guchar *) bytes, length, FALSE, place, &state, &save);
  written += g_base64_encode_close (FALSE, place + written, &state, &save);
  kt_wipe (&save, sizeof save);

  kt_secret_append (out, "{\"base64\": ", -1);
  write_string (out, place, written);
  kt_secret_append (out, "}", 1);
}

static void
write_credential (KtSecret *out, const KtCredential *credential)
{
  if (!credential)
    {
      kt_secret_append (out, "null", 4);
      return;
    }

  kt_secret_append (out, "{", 1);
  for (guint i = 0; i < kt_credential_get_n_fields (credential); i++)
    {
      KtSecret *value;
      const char *id = kt_credential_get_nth (credential, i, &value);
      gsize length;
      const char *bytes = kt_secret_peek (value, &length);

      if (i > 0)
        kt_secret_append (out, ", ", 2);
      write_string (out, id, strlen (id));
      kt_secret_append (out, ": ", 2);
      if (g_utf8_validate (bytes, (gssize) length, NULL))
        write_string (out, bytes, length);
      else
        write_base64 (out, bytes, length);
    }
  kt_secret_append (out, "}", 1);
}

KtSecret *
kt_archive_document_compose (GPtrArray *entries)
{
  g_autoptr(KtSecret) out = kt_secret_new_sized (4096);

  kt_secret_append (out, "{\"format\": \"" FORMAT "\",\n \"version\": " G_STRINGIFY (VERSION) ",\n \"keys\": [", -1);
  for (guint i = 0; i < entries->len; i++)
    {
      const KtArchiveEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *facts = kt_record_to_facts (entry->record);

      kt_secret_append (out, i > 0 ? ",\n  {\"record\": " : "\n  {\"record\": ", -1);
      kt_secret_append (out, facts, -1);
      if (entry->record->notes)
        {
          kt_secret_append (out, ",\n   \"notes\": ", -1);
          write_string (out, entry->record->notes, strlen (entry->record->notes));
        }
      kt_secret_append (out, ",\n   \"credential\": ", -1);
      write_credential (out, entry->credential);
      kt_secret_append (out, "}", 1);
    }
  kt_secret_append (out, "\n ]}\n", -1);

  return g_steal_pointer (&out);
}

/* ── Reading: a cursor over the document ────────────────────────────────── */

typedef struct {
  const char *start;
  const char *at;
  const char *end;
  GError    **error;
} Reader;

static gboolean
fail (Reader *self, const char *what)
{
  if (self->error && !*self->error)
    g_set_error (self->error, KT_ERROR, KT_ERROR_DAMAGED, "What the archive holds is not whole: %s at byte %" G_GSIZE_FORMAT,
                 what, (gsize) (self->at - self->start));
  return FALSE;
}

static void
skip_blanks (Reader *self)
{
  while (self->at < self->end && strchr (" \t\r\n", *self->at) && *self->at)
    self->at++;
}

/* The next character that is no blank, without taking it; 0 at the end. */
static char
look (Reader *self)
{
  skip_blanks (self);
  return self->at < self->end ? *self->at : 0;
}

static gboolean
take (Reader *self, char wanted)
{
  if (look (self) != wanted || wanted == 0)
    return FALSE;
  self->at++;
  return TRUE;
}

static gboolean
take_word (Reader *self, const char *word)
{
  gsize length = strlen (word);

  skip_blanks (self);
  if ((gsize) (self->end - self->at) < length || memcmp (self->at, word, length) != 0)
    return FALSE;
  self->at += length;
  return TRUE;
}

static gboolean
read_hex (Reader *self, gunichar *ret_unit)
{
  gunichar unit = 0;

  for (int i = 0; i < 4; i++)
    {
      int digit = self->at < self->end ? g_ascii_xdigit_value (*self->at) : -1;

      if (digit < 0)
        return fail (self, "a broken escape");
      unit = unit * 16 + (gunichar) digit;
      self->at++;
    }
  *ret_unit = unit;
  return TRUE;
}

static gboolean
read_unicode (Reader *self, KtSecret *out)
{
  gunichar unit, low;
  char bytes[8];
  int length;

  if (!read_hex (self, &unit))
    return FALSE;
  if (unit >= 0xd800 && unit < 0xdc00)
    {
      if (self->end - self->at < 2 || self->at[0] != '\\' || self->at[1] != 'u')
        return fail (self, "half a character");
      self->at += 2;
      if (!read_hex (self, &low))
        return FALSE;
      if (low < 0xdc00 || low > 0xdfff)
        return fail (self, "half a character");
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
  if (!g_unichar_validate (unit))
    return fail (self, "half a character");

  length = g_unichar_to_utf8 (unit, bytes);
  kt_secret_append (out, bytes, length);
  kt_wipe (bytes, sizeof bytes);
  return TRUE;
}

static gboolean
read_escape (Reader *self, KtSecret *out)
{
  static const char from[] = "\"\\/bfnrt";
  static const char to[] = "\"\\/\b\f\n\r\t";
  const char *found;
  char sign;

  if (self->at == self->end)
    return fail (self, "the end of the text");
  sign = *self->at++;
  if (sign == 'u')
    return read_unicode (self, out);
  if (sign == 0 || !(found = strchr (from, sign)))
    return fail (self, "a broken escape");
  kt_secret_append (out, &to[found - from], 1);
  return TRUE;
}

/* (transfer full): any string, in locked memory */
static KtSecret *
read_string (Reader *self)
{
  g_autoptr(KtSecret) out = kt_secret_new_sized (0);
  const char *run;

  if (!take (self, '"'))
    {
      fail (self, "no text");
      return NULL;
    }
  for (run = self->at; self->at < self->end; )
    {
      guchar byte = (guchar) *self->at;

      if (byte != '"' && byte != '\\' && byte >= 0x20)
        {
          self->at++;
          continue;
        }
      kt_secret_append (out, run, self->at - run);
      self->at++;
      if (byte == '"')
        return g_steal_pointer (&out);
      if (byte < 0x20 || !read_escape (self, out))
        {
          fail (self, "a control character");
          return NULL;
        }
      run = self->at;
    }
  fail (self, "the end of the text");
  return NULL;
}

static gboolean
is_text (KtSecret *secret, const char *text)
{
  return strcmp (kt_secret_peek (secret, NULL), text) == 0 && kt_secret_get_length (secret) == strlen (text);
}

static gboolean skip_value (Reader *self, guint depth);

/* Members or elements, without a look at them. */
static gboolean
skip_container (Reader *self, char close, guint depth)
{
  self->at++;
  if (take (self, close))
    return TRUE;
  do
    {
      if (close == '}')
        {
          g_autoptr(KtSecret) name = read_string (self);

          if (!name || !take (self, ':'))
            return fail (self, "no member");
        }
      if (!skip_value (self, depth + 1))
        return FALSE;
    }
  while (take (self, ','));
  return take (self, close) || fail (self, "no end of a list");
}

static gboolean
skip_number (Reader *self)
{
  const char *start = self->at;

  while (self->at < self->end && *self->at && strchr ("0123456789+-.eE", *self->at))
    self->at++;
  return self->at > start || fail (self, "no value");
}

static gboolean
skip_value (Reader *self, guint depth)
{
  char sign = look (self);

  if (depth > MAX_DEPTH)
    return fail (self, "too deep");
  if (sign == '{' || sign == '[')
    return skip_container (self, sign == '{' ? '}' : ']', depth);
  if (sign == '"')
    {
      g_autoptr(KtSecret) text = read_string (self);

      return text != NULL;
    }
  return take_word (self, "true") || take_word (self, "false") || take_word (self, "null") || skip_number (self);
}

/* Calls @member for each member of the object at hand; it must take the value. */
typedef gboolean (*MemberFunc) (Reader *self, KtSecret *name, gpointer data);

static gboolean
read_object (Reader *self, MemberFunc member, gpointer data)
{
  if (!take (self, '{'))
    return fail (self, "no object");
  if (take (self, '}'))
    return TRUE;
  do
    {
      g_autoptr(KtSecret) name = read_string (self);

      if (!name || !take (self, ':'))
        return fail (self, "no member");
      if (!member (self, name, data))
        return FALSE;
    }
  while (take (self, ','));
  return take (self, '}') || fail (self, "no end of an object");
}

/* ── Reading: credential ────────────────────────────────────────────────── */

static KtSecret *
decode_base64 (Reader *self, KtSecret *text)
{
  g_autoptr(KtSecret) bytes = kt_secret_copy (text);
  gsize length, n_letters;
  char *place;
  int state = 0;
  guint save = 0;
  gsize written;

  /* GLib passes over what is no letter: another secret than was meant would come out, and nothing said. */
  n_letters = strspn (kt_secret_peek (bytes, &length),
                      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
  if (length % 4 != 0 || length - n_letters > 2
      || strspn (kt_secret_peek (bytes, NULL) + n_letters, "=") != length - n_letters)
    {
      fail (self, "what is no base64");
      return NULL;
    }
  place = kt_secret_resize (bytes, length);
  written = g_base64_decode_step (place, length, (guchar *) place, &state, &save);
  kt_wipe (&save, sizeof save);
  kt_secret_truncate (bytes, written);
  return g_steal_pointer (&bytes);
}

static gboolean
base64_member (Reader *self, KtSecret *name, gpointer data)
{
  KtSecret **ret_value = data;
  g_autoptr(KtSecret) text = NULL;

  if (!is_text (name, "base64") || *ret_value)
    return fail (self, "an unknown encoding");
  if (!(text = read_string (self)))
    return FALSE;
  *ret_value = decode_base64 (self, text);
  return *ret_value != NULL;
}

static gboolean
is_field_id (KtSecret *name)
{
  const char *text = kt_secret_peek (name, NULL);
  gsize length = kt_secret_get_length (name);

  return length > 0 && length <= 64 && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789_") == length;
}

static gboolean
field_member (Reader *self, KtSecret *name, gpointer data)
{
  KtCredential *credential = data;
  g_autoptr(KtSecret) value = NULL;

  if (!is_field_id (name))
    return fail (self, "an unknown field");
  if (look (self) == '{')
    {
      if (!read_object (self, base64_member, &value))
        return FALSE;
      if (!value)
        return fail (self, "an empty field");
    }
  else if (!(value = read_string (self)))
    {
      return FALSE;
    }

  if (kt_secret_get_length (value) == 0 || kt_secret_get_length (value) > KT_CREDENTIAL_MAX_VALUE ||
      kt_credential_get (credential, kt_secret_peek (name, NULL)) ||
      kt_credential_get_n_fields (credential) == KT_CREDENTIAL_MAX_FIELDS)
    return fail (self, "a field that cannot be");
  kt_credential_set (credential, kt_secret_peek (name, NULL), value);
  return TRUE;
}

/* ── Reading: keys ──────────────────────────────────────────────────────── */

typedef struct {
  KtRecord     *record;
  KtCredential *credential;
  char         *notes;
  gboolean      has_credential;   /* told, even if null */
} Parts;

static void
parts_clear (Parts *parts)
{
  g_clear_pointer (&parts->record, kt_record_free);
  g_clear_pointer (&parts->credential, kt_credential_unref);
  g_clear_pointer (&parts->notes, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

/* The record's own text goes to json-glib: it holds nothing secret. */
static gboolean
read_record (Reader *self, Parts *parts)
{
  g_autofree char *text = NULL;
  const char *start;

  skip_blanks (self);
  start = self->at;
  if (parts->record || !skip_value (self, 0))
    return fail (self, "a second record");
  text = g_strndup (start, (gsize) (self->at - start));
  parts->record = kt_record_from_facts (text, self->error);
  return parts->record != NULL;
}

static gboolean
read_notes (Reader *self, Parts *parts)
{
  g_autoptr(KtSecret) text = read_string (self);

  if (!text)
    return FALSE;
  g_free (parts->notes);
  parts->notes = g_utf8_make_valid (kt_secret_peek (text, NULL), -1);
  return TRUE;
}

static gboolean
key_member (Reader *self, KtSecret *name, gpointer data)
{
  Parts *parts = data;

  if (is_text (name, "record"))
    return read_record (self, parts);
  if (is_text (name, "notes"))
    return read_notes (self, parts);
  if (!is_text (name, "credential"))
    return skip_value (self, 0);

  if (parts->has_credential)
    return fail (self, "a second credential");
  parts->has_credential = TRUE;
  if (take_word (self, "null"))
    return TRUE;
  parts->credential = kt_credential_new ();
  return read_object (self, field_member, parts->credential);
}

static gboolean
read_key (Reader *self, GPtrArray *entries)
{
  g_auto(Parts) parts = { 0 };

  if (!read_object (self, key_member, &parts))
    return FALSE;
  if (!parts.record || !parts.has_credential)
    return fail (self, "a key without its parts");
  if (parts.notes)
    {
      g_free (parts.record->notes);
      parts.record->notes = g_steal_pointer (&parts.notes);
    }
  g_ptr_array_add (entries, kt_archive_entry_new (g_steal_pointer (&parts.record), g_steal_pointer (&parts.credential)));
  return TRUE;
}

typedef struct {
  GPtrArray *entries;
  gboolean   has_format;
  gboolean   has_version;
  gboolean   has_keys;
} Top;

static gboolean
read_keys (Reader *self, Top *top)
{
  /* Format and version stand before the keys: what a newer Keyturn wrote is not even looked at. */
  if (!top->has_format || !top->has_version || top->has_keys || !take (self, '['))
    return fail (self, "keys out of place");
  top->has_keys = TRUE;
  if (take (self, ']'))
    return TRUE;
  do
    {
      if (!read_key (self, top->entries))
        return FALSE;
    }
  while (take (self, ','));
  return take (self, ']') || fail (self, "no end of the keys");
}

static gboolean
read_version (Reader *self, Top *top)
{
  gint64 version = 0;

  for (skip_blanks (self); self->at < self->end && g_ascii_isdigit (*self->at) && version < 1000000; self->at++)
    version = version * 10 + (*self->at - '0');
  if (version > VERSION)
    {
      g_set_error (self->error, KT_ERROR, KT_ERROR_NEWER, "The archive was written by a newer Keyturn");
      return FALSE;
    }
  top->has_version = version == VERSION;
  return top->has_version || fail (self, "no version");
}

static gboolean
top_member (Reader *self, KtSecret *name, gpointer data)
{
  Top *top = data;

  if (is_text (name, "format"))
    {
      g_autoptr(KtSecret) format = read_string (self);

      top->has_format = format && is_text (format, FORMAT);
      return top->has_format || fail (self, "another format");
    }
  if (is_text (name, "version"))
    return read_version (self, top);
  if (is_text (name, "keys"))
    return read_keys (self, top);
  return skip_value (self, 0);
}

GPtrArray *
kt_archive_document_parse (KtSecret *document, GError **error)
{
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_archive_entry_free);
  g_autoptr(GError) local = NULL;
  Top top = { .entries = entries };
  Reader reader = { .error = &local };
  gsize length;
  gboolean ok;

  reader.start = reader.at = kt_secret_peek (document, &length);
  reader.end = reader.start + length;
  ok = read_object (&reader, top_member, &top);
  if (ok && (!top.has_keys || look (&reader) != 0 || reader.at != reader.end))
    ok = fail (&reader, "something else");

  if (!ok)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return g_steal_pointer (&entries);
}
