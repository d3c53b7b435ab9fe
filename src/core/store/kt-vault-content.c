/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-vault-content.h"

#include <string.h>

#include "kt-error.h"

#define FACTS "facts"
#define BEGIN "begin"       /* the first part, empty: this line has an end mark */
#define END   "end"         /* the last part, empty */
#define NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789_"
#define BASE64_CHARACTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

#define MAX_TEXT (KT_CREDENTIAL_MAX_VALUE / 3 * 4 + 4)   /* the largest value, in base64 */

/* One part as it stands in the line; borrowed. */
typedef struct
{
  const char *name;
  gsize       name_length;
  const char *text;         /* base64 */
  gsize       text_length;
} Part;

KtSecret *
kt_vault_line_new (void)
{
  g_autoptr(KtSecret) line = kt_secret_new ("kt1", 3);

  kt_vault_line_add (line, BEGIN, "", 0);
  return g_steal_pointer (&line);
}

void
kt_vault_line_end (KtSecret *line)
{
  kt_vault_line_add (line, END, "", 0);
}

void
kt_vault_line_add (KtSecret *line, const char *name, const char *bytes, gssize length)
{
  gsize n = length < 0 ? strlen (bytes) : (gsize) length;
  gsize start, written;
  int state = 0, save = 0;
  char *text;

  kt_secret_append (line, ".", 1);
  kt_secret_append (line, name, -1);
  kt_secret_append (line, ":", 1);

  start = kt_secret_get_length (line);
  text = kt_secret_resize (line, start + n / 3 * 4 + 8) + start;
  written = g_base64_encode_step ((const guchar *) bytes, n, FALSE, text, &state, &save);
  written += g_base64_encode_close (FALSE, text + written, &state, &save);
  kt_secret_truncate (line, start + written);
  kt_wipe (&save, sizeof save);
}

/* The next part at *@at; %FALSE when what stands there is none. */
static gboolean
next_part (const char **at, const char *end, Part *part)
{
  const char *p = *at;
  gsize padding = 0;

  if (p == end || *p++ != '.')
    return FALSE;

  part->name = p;
  part->name_length = strspn (p, NAME_CHARACTERS);
  p += part->name_length;
  if (part->name_length == 0 || *p++ != ':')
    return FALSE;

  part->text = p;
  part->text_length = strspn (p, BASE64_CHARACTERS);
  p += part->text_length;
  while (padding < 2 && *p == '=')
    {
      p++;
      padding++;
    }
  part->text_length += padding;
  if (part->text_length % 4 != 0 || (*p != '.' && p != end))
    return FALSE;

  *at = p;
  return TRUE;
}

static gboolean
part_is (const Part *part, const char *name)
{
  return strlen (name) == part->name_length && memcmp (part->name, name, part->name_length) == 0;
}

/* Where the parts begin. */
static const char *
parts_of (KtSecret *line, const char **ret_end)
{
  gsize length;
  const char *text = kt_secret_peek (line, &length);

  *ret_end = text + length;
  return text + 3;
}

static gboolean
find_part (KtSecret *line, const char *name, gsize name_length, Part *ret_part)
{
  const char *end;
  const char *at = parts_of (line, &end);

  while (at < end && next_part (&at, end, ret_part))
    {
      if (ret_part->name_length == name_length && memcmp (ret_part->name, name, name_length) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Part of the frame, nothing that was given to us to keep. */
static gboolean
is_frame (const Part *part)
{
  return part_is (part, FACTS) || part_is (part, BEGIN) || part_is (part, END);
}

/* Cut off between two parts, or after any four characters of the last one, a line reads as one that holds less: so it has
 * an end. Those written before it did do not begin like this. @last: the last part. */
static gboolean
has_its_end (KtSecret *line, const Part *last)
{
  const char *end;
  const char *at = parts_of (line, &end);
  Part first;

  return !next_part (&at, end, &first) || !part_is (&first, BEGIN) || part_is (last, END);
}

gboolean
kt_vault_line_is_empty (KtSecret *line)
{
  return kt_secret_get_length (line) == 0;
}

gboolean
kt_vault_line_check (KtSecret *line, GError **error)
{
  gsize length;
  const char *text = kt_secret_peek (line, &length);
  const char *at, *end;
  Part part, first;
  guint n = 0;

  if (length >= 3 && strncmp (text, "kt", 2) == 0 && g_ascii_isdigit (text[2]) && (text[2] != '1' || g_ascii_isdigit (text[3])))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_NEWER, "The item in the keyring was written by a newer version");
      return FALSE;
    }
  if (length < 3 || strncmp (text, "kt1", 3) != 0)
    {
      g_set_error (error, KT_ERROR, KT_ERROR_DAMAGED, "The item in the keyring does not begin as ours do");
      return FALSE;
    }

  at = parts_of (line, &end);
  while (at < end)
    {
      if (!next_part (&at, end, &part) || n++ > KT_CREDENTIAL_MAX_FIELDS + 2 || part.text_length > MAX_TEXT)
        {
          g_set_error (error, KT_ERROR, KT_ERROR_DAMAGED, "The item in the keyring does not hold together");
          return FALSE;
        }
      if (find_part (line, part.name, part.name_length, &first) && first.name != part.name)
        {
          g_set_error (error, KT_ERROR, KT_ERROR_DAMAGED, "The item in the keyring names a part twice");
          return FALSE;
        }
    }
  if (n == 0 || !has_its_end (line, &part))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_DAMAGED, "The item in the keyring is cut off");
      return FALSE;
    }
  return TRUE;
}

static KtSecret *
decode_part (const Part *part)
{
  KtSecret *bytes = kt_secret_new (part->text, (gssize) part->text_length);
  gsize length = 0;

  if (part->text_length > 0)
    g_base64_decode_inplace (kt_secret_resize (bytes, part->text_length), &length);
  kt_secret_truncate (bytes, length);
  return bytes;
}

KtSecret *
kt_vault_line_get (KtSecret *line, const char *name)
{
  Part part;

  return find_part (line, name, strlen (name), &part) ? decode_part (&part) : NULL;
}

static gboolean
is_reserved (const char *id)
{
  const Part part = { .name = id, .name_length = strlen (id) };

  return is_frame (&part);
}

KtSecret *
kt_vault_line_from_credential (KtCredential *credential, const char *facts, GError **error)
{
  g_autoptr(KtSecret) line = kt_vault_line_new ();

  if (facts)
    kt_vault_line_add (line, FACTS, facts, -1);
  for (guint i = 0; i < kt_credential_get_n_fields (credential); i++)
    {
      KtSecret *value;
      const char *id = kt_credential_get_nth (credential, i, &value);
      gsize length;
      const char *bytes = kt_secret_peek (value, &length);

      if (is_reserved (id) || *id == '\0' || id[strspn (id, NAME_CHARACTERS)] != '\0')
        {
          g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "A field of a credential cannot be called “%s”", id);
          return NULL;
        }
      kt_vault_line_add (line, id, bytes, (gssize) length);
    }
  kt_vault_line_end (line);
  return g_steal_pointer (&line);
}

char *
kt_vault_line_to_facts (KtSecret *line, GError **error)
{
  g_autoptr(KtSecret) facts = NULL;
  const char *text;
  gsize length;

  if (!kt_vault_line_check (line, error) || !(facts = kt_vault_line_get (line, FACTS)))
    return NULL;

  text = kt_secret_peek (facts, &length);
  if (!g_utf8_validate_len (text, length, NULL))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_DAMAGED, "The facts of the item in the keyring are not text");
      return NULL;
    }
  return g_strndup (text, length);
}

KtCredential *
kt_vault_line_to_credential (KtSecret *line, char **ret_facts, GError **error)
{
  g_autoptr(KtCredential) credential = kt_credential_new ();
  g_autoptr(GError) failed = NULL;
  g_autofree char *facts = kt_vault_line_to_facts (line, &failed);
  const char *at, *end;
  Part part;

  if (failed)
    {
      g_propagate_error (error, g_steal_pointer (&failed));
      return NULL;
    }

  at = parts_of (line, &end);
  while (at < end && next_part (&at, end, &part))
    {
      if (!is_frame (&part))
        {
          g_autofree char *id = g_strndup (part.name, part.name_length);
          g_autoptr(KtSecret) value = decode_part (&part);

          if (kt_secret_get_length (value) > KT_CREDENTIAL_MAX_VALUE || kt_credential_get_n_fields (credential) == KT_CREDENTIAL_MAX_FIELDS)
            {
              g_set_error (error, KT_ERROR, KT_ERROR_DAMAGED, "The item in the keyring is larger than a credential can be");
              return NULL;
            }
          kt_credential_set (credential, id, value);
        }
    }

  if (ret_facts)
    *ret_facts = g_steal_pointer (&facts);
  return g_steal_pointer (&credential);
}
