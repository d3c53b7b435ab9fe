/* Cleaning: what people paste, made usable. Every copy made here is a KtSecret.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-cleaning.h"

#include <string.h>

#include "kt-crypto.h"

#define PEM_LINE  64

/* ── Characters ───────────────────────────────────────────────────────────── */

/* Nothing is seen of these, and no exchange hands them out. */
static gboolean
is_invisible (gunichar c)
{
  return c == 0x00ad || (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e)
         || (c >= 0x2060 && c <= 0x2064) || c == 0xfeff || (c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7f;
}

static gboolean
is_blank (gunichar c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0x00a0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200a)
         || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

static gboolean
is_smart_quote (gunichar c)
{
  return (c >= 0x2018 && c <= 0x201f) || c == 0x00ab || c == 0x00bb || c == 0x2039 || c == 0x203a;
}

static gboolean
is_quote (gunichar c)
{
  return c == '"' || c == '\'' || c == '`' || is_smart_quote (c);
}

/* The character at @p and how long it is; a byte that is no UTF-8 stands for itself, as none of the above. */
static gunichar
char_at (const char *p, const char *end, gsize *ret_length)
{
  gunichar c = g_utf8_get_char_validated (p, end - p);

  if (c == (gunichar) -1 || c == (gunichar) -2 || c == 0)
    {
      *ret_length = 1;
      return c == 0 ? 0 : 0xfffd;
    }
  *ret_length = g_utf8_skip[(guchar) *p];
  return c;
}

static gunichar
last_char (const char *start, const char *end, gsize *ret_length)
{
  const char *p = end - 1;

  while (p > start && ((guchar) *p & 0xc0) == 0x80 && end - p < 4)
    p--;
  return char_at (p, end, ret_length);
}

/* Everything but what is invisible, and line breaks unless @keep_lines. */
static KtSecret *
without_invisible (const KtSecret *value, gboolean keep_lines)
{
  gsize length, n;
  const char *p = kt_secret_peek (value, &length);
  const char *end = p + length;
  KtSecret *clean = kt_secret_new_sized (length);

  for (; p < end; p += n)
    {
      gunichar c = char_at (p, end, &n);

      if (is_invisible (c) || (!keep_lines && (c == '\n' || c == '\r' || c == 0x2028 || c == 0x2029)))
        continue;
      kt_secret_append (clean, p, n);
    }
  return clean;
}

typedef gboolean (*CharTest) (gunichar c);

static gboolean
is_quote_or_blank (gunichar c)
{
  return is_quote (c) || is_blank (c);
}

static void
trim (KtSecret *value, CharTest goes)
{
  gsize length, n;
  const char *p = kt_secret_peek (value, &length);
  const char *start = p, *end = p + length;

  while (start < end && goes (char_at (start, end, &n)))
    start += n;
  while (end > start && goes (last_char (start, end, &n)))
    end -= n;

  kt_secret_truncate (value, end - p);
  kt_secret_erase (value, 0, start - p);
}

/* What a JSON or shell line leaves behind the closing quote. */
static void
trim_after_quote (KtSecret *value)
{
  gsize length;
  const char *p = kt_secret_peek (value, &length);

  if (length > 2 && (p[length - 1] == ',' || p[length - 1] == ';') && (p[length - 2] == '"' || p[length - 2] == '\''))
    kt_secret_truncate (value, length - 1);
}

/* A passphrase is free text: of quotes only a pair that a word processor made is taken off. */
static void
trim_smart_pair (KtSecret *value)
{
  gsize length, first, last;
  const char *p = kt_secret_peek (value, &length);

  if (length == 0 || !is_smart_quote (char_at (p, p + length, &first))
      || !is_smart_quote (last_char (p, p + length, &last)) || first + last >= length)
    return;
  kt_secret_truncate (value, length - last);
  kt_secret_erase (value, 0, first);
}

/* ── PEM ──────────────────────────────────────────────────────────────────── */

static const char *
find (const char *text, gsize length, const char *what)
{
  return memmem (text, length, what, strlen (what));
}

static gboolean
is_pem (const KtSecret *value)
{
  gsize length;
  const char *p = kt_secret_peek (value, &length);

  return find (p, length, "-----BEGIN ") != NULL;
}

/* A backslash and a letter, as JSON writes line breaks, become a line break; "\/" becomes "/". */
static void
unescape (KtSecret *value)
{
  gsize length;
  const char *p = kt_secret_peek (value, &length);

  for (gsize i = 0; i + 1 < length; i++)
    {
      if (p[i] != '\\')
        continue;
      if (p[i + 1] == 'n' || p[i + 1] == 'r')
        {
          kt_secret_erase (value, i, 2);
          kt_secret_insert (value, i, "\n", 1);
        }
      else if (p[i + 1] == '/')
        kt_secret_erase (value, i, 1);
      p = kt_secret_peek (value, &length);
    }
}

/* "-----BEGIN X-----" up to "-----END X-----": the block that is a private key, else the first. */
static gboolean
find_block (const char *text, gsize length, const char **ret_label, const char **ret_body, const char **ret_end)
{
  const char *end = text + length;
  gboolean found = FALSE;

  for (const char *p = text; (p = find (p, end - p, "-----BEGIN ")); p++)
    {
      const char *label = p + strlen ("-----BEGIN ");
      const char *label_end = find (label, end - label, "-----");
      const char *stop = label_end ? find (label_end, end - label_end, "-----END ") : NULL;
      gboolean private;

      if (!stop || label_end - label > 40)
        continue;
      private = find (label, label_end - label, "PRIVATE KEY") != NULL;
      if (found && !private)
        continue;
      *ret_label = label;
      *ret_body = label_end + 5;
      *ret_end = stop;
      found = TRUE;
      if (private)
        break;
    }
  return found;
}

/* The block as every program writes it: label, lines of 64 characters, label. NULL: leave it as it is. */
static KtSecret *
rewrap (const KtSecret *value)
{
  gsize length, column = 0;
  const char *text = kt_secret_peek (value, &length);
  const char *label, *body, *stop;
  g_autoptr(KtSecret) pem = NULL;
  gsize label_length;

  if (!find_block (text, length, &label, &body, &stop))
    return NULL;
  /* "Proc-Type: 4,ENCRYPTED": header lines must stay lines. */
  if (memchr (body, ':', stop - body))
    return NULL;

  label_length = body - 5 - label;
  pem = kt_secret_new_sized (length + length / 32 + 64);
  kt_secret_append (pem, "-----BEGIN ", -1);
  kt_secret_append (pem, label, label_length);
  kt_secret_append (pem, "-----\n", -1);
  for (const char *p = body; p < stop; p++)
    {
      if (g_ascii_isspace (*p))
        continue;
      if (column == PEM_LINE)
        {
          kt_secret_append (pem, "\n", 1);
          column = 0;
        }
      kt_secret_append (pem, p, 1);
      column++;
    }
  kt_secret_append (pem, column > 0 ? "\n-----END " : "-----END ", -1);
  kt_secret_append (pem, label, label_length);
  kt_secret_append (pem, "-----\n", -1);
  return g_steal_pointer (&pem);
}

static KtSecret *
clean_pem (const KtSecret *visible)
{
  g_autoptr(KtSecret) clean = kt_secret_copy (visible);
  KtSecret *wrapped;

  unescape (clean);
  trim (clean, is_quote_or_blank);
  wrapped = rewrap (clean);
  return wrapped ? wrapped : g_steal_pointer (&clean);
}

/* ── All of it ────────────────────────────────────────────────────────────── */

static KtSecret *
clean_line (const char *field_id, const KtSecret *value)
{
  gboolean escaped = strcmp (field_id, "private_key") == 0;
  g_autoptr(KtSecret) clean = without_invisible (value, escaped);

  if (escaped)
    {
      g_autoptr(KtSecret) lines = g_steal_pointer (&clean);

      unescape (lines);
      clean = without_invisible (lines, FALSE);
    }
  trim (clean, is_blank);
  if (strcmp (field_id, "passphrase") == 0)
    trim_smart_pair (clean);
  else
    {
      trim_after_quote (clean);
      trim (clean, is_quote_or_blank);
    }
  return g_steal_pointer (&clean);
}

static KtSecret *
clean_once (const char *field_id, const KtSecret *value)
{
  /* Something invisible may stand inside the marks of a PEM too. */
  g_autoptr(KtSecret) seen = without_invisible (value, TRUE);

  return is_pem (seen) ? clean_pem (seen) : clean_line (field_id, value);
}

KtSecret *
kt_clean_field (const char *field_id, KtSecret *value)
{
  g_autoptr(KtSecret) clean = clean_once (field_id, value);

  /* What one step uncovers the next takes away, so that a value cleaned twice (when it was pasted, and when it
   * is saved) is the same. Each turn makes it shorter, or is the last but one. */
  for (;;)
    {
      g_autoptr(KtSecret) again = clean_once (field_id, clean);

      if (kt_secret_equal (again, clean))
        break;
      kt_secret_unref (clean);
      clean = g_steal_pointer (&again);
    }
  return kt_secret_equal (clean, value) ? kt_secret_ref (value) : g_steal_pointer (&clean);
}

KtCredential *
kt_clean_credential (const KtCredential *credential)
{
  KtCredential *clean = kt_credential_new ();

  for (guint i = 0; i < kt_credential_get_n_fields (credential); i++)
    {
      KtSecret *value;
      const char *id = kt_credential_get_nth (credential, i, &value);
      g_autoptr(KtSecret) cleaned = kt_clean_field (id, value);

      kt_credential_set (clean, id, cleaned);
    }
  return clean;
}

char *
kt_describe_private_key (KtSecret *value)
{
  KtPrivateKeyInfo info;

  if (!kt_crypto_identify_private_key (value, &info, NULL))
    return NULL;

  switch (info.kind)
    {
    case KT_PRIVATE_KEY_RSA:
      return g_strdup_printf ("RSA private key, %u bits", info.bits);
    case KT_PRIVATE_KEY_EC:
      return g_strdup_printf ("EC private key, %s", info.curve ? info.curve : "unknown curve");
    case KT_PRIVATE_KEY_ED25519:
      return g_strdup ("Ed25519 private key");
    case KT_PRIVATE_KEY_OTHER:
    default:
      return g_strdup ("Private key of another kind");
    }
}
