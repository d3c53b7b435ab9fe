/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-recipe.h"

#include <string.h>

#include "kt-crypto.h"
#include "kt-error.h"
#include "kt-exchange-private.h"
#include "kt-recipe-functions.h"

void
kt_run_init (KtRun *self, const KtProgram *program)
{
  gsize n = program->n_slots;

  kt_arena_init (&self->arena);
  self->program = program;
  self->fields = NULL;
  self->slots = (KtValue *) kt_arena_alloc (&self->arena, FALSE, n * sizeof (KtValue));
  self->filled = (guint8 *) kt_arena_alloc (&self->arena, FALSE, n);
  memset (self->filled, 0, n);
}

void
kt_run_clear (KtRun *self)
{
  kt_arena_clear (&self->arena);
}

static gboolean
invalid (const KtNode *node, const char *problem, GError **error)
{
  const char *place = node->ast ? node->ast->path : "";

  g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "%s (%s)", problem, place);
  return FALSE;
}

/* The text that a function was given is what a person typed into one field: then the sentence names it. */
static gboolean
invalid_text (KtRun *self, const KtNode *node, const char *wanted, GError **error)
{
  const KtNode *given = node->n_children > 0 ? node->children[0] : NULL;
  const KtField *field;

  if (given && given->op == KT_OP_SLOT && given->index >= KT_SLOT_FIELDS && self->fields &&
      given->index - KT_SLOT_FIELDS < self->fields->len)
    {
      field = g_ptr_array_index (self->fields, given->index - KT_SLOT_FIELDS);
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "“%s” should be %s and is not, or a part of it is missing", field->name, wanted);
      return FALSE;
    }
  g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "a text that should be %s is not, or a part of it is missing (%s)", wanted,
               node->ast ? node->ast->path : "");
  return FALSE;
}

/* ── Time ─────────────────────────────────────────────────────────────────── */

/* Signing is measured against the bare HMAC: printf alone would cost a third of it. */
static KtValue
digits (KtRun *self, gint64 number)
{
  char *end = kt_arena_alloc (&self->arena, FALSE, 24) + 24;
  char *p = end;
  guint64 rest = (guint64) MAX (number, 0);

  do
    *--p = (char) ('0' + rest % 10);
  while (rest /= 10);
  return kt_value_text (p, (gsize) (end - p), FALSE);
}

static char *
put (char *p, int number, int width, char after)
{
  for (int i = width - 1; i >= 0; i--, number /= 10)
    p[i] = (char) ('0' + number % 10);
  p[width] = after;
  return p + width + 1;
}

static KtValue
iso (KtRun *self, gint64 ms, gboolean with_ms)
{
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc (ms / 1000);
  char *bytes = kt_arena_alloc (&self->arena, FALSE, 32);
  char *p = bytes;
  int year, month, day;

  g_date_time_get_ymd (date, &year, &month, &day);
  p = put (p, year, 4, '-');
  p = put (p, month, 2, '-');
  p = put (p, day, 2, 'T');
  p = put (p, g_date_time_get_hour (date), 2, ':');
  p = put (p, g_date_time_get_minute (date), 2, ':');
  p = put (p, g_date_time_get_second (date), 2, '.');
  if (with_ms)
    p = put (p, (int) (ms % 1000), 3, 'Z');
  else
    p--;
  return kt_value_text (bytes, (gsize) (p - bytes), FALSE);
}

KtValue
kt_run_time (KtRun *self, gint64 ms)
{
  switch (self->program->time)
    {
    case KT_TIME_S:      return digits (self, ms / 1000);
    case KT_TIME_US:     return digits (self, ms * 1000);
    case KT_TIME_ISO_MS: return iso (self, ms, TRUE);
    case KT_TIME_UTC_S:  return iso (self, ms, FALSE);
    case KT_TIME_MS:
    case KT_TIME_NONE:
    default:             return digits (self, ms);
    }
}

/* ── Functions ────────────────────────────────────────────────────────────── */

static gboolean
finish (KtWriter *writer, const KtNode *node, const char *problem, KtValue *ret_value, GError **error)
{
  if (problem)
    return invalid (node, problem, error);
  if (writer->too_large)
    return invalid (node, "a value is larger than 64 KiB", error);
  *ret_value = kt_writer_finish (writer);
  return TRUE;
}

gboolean
kt_run_write (KtRun *self, const char *(*write) (KtWriter *, const KtValue *), const KtValue *value,
              KtValue *ret_text, GError **error)
{
  static const KtNode nowhere;
  KtWriter writer;

  kt_writer_init (&writer, &self->arena, value->secret, 256);
  return finish (&writer, &nowhere, write (&writer, value), ret_text, error);
}

static gboolean
run_digest (KtRun *self, const KtNode *node, const KtValue *values, KtValue *ret_value, GError **error)
{
  guint8 *out = (guint8 *) kt_arena_alloc (&self->arena, FALSE, KT_CRYPTO_MAX_DIGEST);
  gsize length;

  switch ((int) node->index)
    {
    case KT_FUNCTION_MD5:
      length = kt_crypto_digest (KT_DIGEST_MD5, values[0].bytes, values[0].length, out);
      break;
    case KT_FUNCTION_SHA256:
      length = kt_crypto_digest (KT_DIGEST_SHA256, values[0].bytes, values[0].length, out);
      break;
    case KT_FUNCTION_SHA512:
      length = kt_crypto_digest (KT_DIGEST_SHA512, values[0].bytes, values[0].length, out);
      break;
    default:
      length = kt_crypto_hmac (node->index == KT_FUNCTION_HMAC_SHA256 ? KT_DIGEST_SHA256
                               : node->index == KT_FUNCTION_HMAC_SHA384 ? KT_DIGEST_SHA384 : KT_DIGEST_SHA512,
                               values[0].bytes, values[0].length, values[1].bytes, values[1].length, out);
      break;
    }
  *ret_value = kt_value_text ((const char *) out, length, FALSE);
  return TRUE;
}

static gboolean
run_signature (KtRun *self, const KtNode *node, const KtValue *values, KtValue *ret_value, GError **error)
{
  guint8 *out = (guint8 *) kt_arena_alloc (&self->arena, FALSE, KT_CRYPTO_MAX_SIGNATURE);
  KtSignature kind = node->index == KT_FUNCTION_RSA_SHA256 ? KT_SIGNATURE_RSA_SHA256
                   : node->index == KT_FUNCTION_ED25519 ? KT_SIGNATURE_ED25519 : KT_SIGNATURE_ES256;
  gsize length;

  if (!kt_crypto_sign (kind, values[0].bytes, values[0].length, values[1].bytes, values[1].length, out, &length, error))
    {
      g_prefix_error (error, "The private key: ");
      return FALSE;
    }
  *ret_value = kt_value_text ((const char *) out, length, FALSE);
  return TRUE;
}

static void
write_hex (const KtValue *value, char *out)
{
  static const char letters[] = "0123456789abcdef";

  for (gsize i = 0; i < value->length; i++)
    {
      out[2 * i] = letters[(guchar) value->bytes[i] >> 4];
      out[2 * i + 1] = letters[(guchar) value->bytes[i] & 15];
    }
}

static gsize
write_base64 (const KtValue *value, gboolean for_url, char *out)
{
  int state = 0, save = 0;
  gsize n = g_base64_encode_step ((const guchar *) value->bytes, value->length, FALSE, out, &state, &save);

  n += g_base64_encode_close (FALSE, out + n, &state, &save);
  /* Up to two bytes of what may be a secret. */
  kt_wipe (&save, sizeof save);
  if (!for_url)
    return n;

  while (n > 0 && out[n - 1] == '=')
    n--;
  for (gsize i = 0; i < n; i++)
    out[i] = out[i] == '+' ? '-' : out[i] == '/' ? '_' : out[i];
  return n;
}

static gboolean
read_hex (const KtValue *value, char *out, gsize *ret_length)
{
  gsize n = 0;
  int high = -1;

  for (gsize i = 0; i < value->length; i++)
    {
      int digit = g_ascii_xdigit_value (value->bytes[i]);

      if (g_ascii_isspace (value->bytes[i]))
        continue;
      if (digit < 0)
        return FALSE;
      if (high < 0)
        {
          high = digit;
          continue;
        }
      out[n++] = (char) (high << 4 | digit);
      high = -1;
    }
  *ret_length = n;
  return high < 0;
}

/* Texts of other spelling: what goes in and comes out may be secret. */
static gboolean
run_spelling (KtRun *self, const KtNode *node, const KtValue *values, KtValue *ret_value, GError **error)
{
  const KtValue *value = &values[0];
  gsize length = value->length * 2 + 8;
  char *out;

  if (length > KT_VALUE_MAX)
    return invalid (node, "a value is larger than 64 KiB", error);

  out = kt_arena_alloc (&self->arena, node->taint != 0 || value->secret, length);
  switch ((int) node->index)
    {
    case KT_FUNCTION_HEX:
      write_hex (value, out);
      length = value->length * 2;
      break;
    case KT_FUNCTION_BASE64:
      length = write_base64 (value, FALSE, out);
      break;
    case KT_FUNCTION_BASE64URL:
      length = write_base64 (value, TRUE, out);
      break;
    case KT_FUNCTION_UNHEX:
      if (!read_hex (value, out, &length))
        return invalid_text (self, node, "hexadecimal", error);
      break;
    case KT_FUNCTION_UNBASE64:
      if (!kt_crypto_decode_base64_into (value->bytes, value->length, (guint8 *) out, &length))
        return invalid_text (self, node, "base64", error);
      break;
    case KT_FUNCTION_UPPER:
    default:
      length = value->length;
      for (gsize i = 0; i < length; i++)
        out[i] = g_ascii_toupper (value->bytes[i]);
      break;
    }
  *ret_value = kt_value_text (out, length, value->secret);
  return TRUE;
}

static gboolean
run_number (const KtNode *node, const KtValue *value, KtValue *ret_value, GError **error)
{
  for (gsize i = 0; i < value->length; i++)
    {
      if (!g_ascii_isdigit (value->bytes[i]))
        return invalid (node, "a text that should be a number is not", error);
    }
  if (value->length == 0 || (value->length > 1 && value->bytes[0] == '0'))
    return invalid (node, "a text that should be a number is not", error);
  *ret_value = *value;
  ret_value->kind = KT_KIND_NUMBER;
  return TRUE;
}

static void
run_after (const KtValue *values, KtValue *ret_value)
{
  gsize n = values[1].length;

  *ret_value = values[0];
  if (values[0].length >= n && memcmp (values[0].bytes, values[1].bytes, n) == 0)
    {
      ret_value->bytes += n;
      ret_value->length -= n;
    }
}

static void
run_lacks (const KtValue *values, KtValue *ret_value)
{
  *ret_value = kt_value_text ("1", 1, FALSE);
  for (gsize i = 0; i < values[0].length; i++)
    {
      const KtEntry *entry = &values[0].entries[i];

      if (entry->name_length == values[1].length && memcmp (entry->name, values[1].bytes, values[1].length) == 0)
        *ret_value = (KtValue) { .kind = KT_KIND_NOTHING };
    }
}

static gboolean
run_fields (KtRun *self, const KtNode *node, const KtValue *values, KtValue *ret_value, GError **error)
{
  KtWriter writer;
  const char *problem;

  kt_writer_init (&writer, &self->arena, values[0].secret, 256);
  switch ((int) node->index)
    {
    case KT_FUNCTION_FORM:
      problem = kt_value_write_form (&writer, &values[0]);
      break;
    case KT_FUNCTION_PLAIN:
      problem = kt_value_write_plain (&writer, &values[0], node->n_children > 1 ? &values[1] : NULL);
      break;
    case KT_FUNCTION_FLAT:
      problem = kt_value_write_flat (&writer, &values[0]);
      break;
    case KT_FUNCTION_JSON:
    default:
      problem = kt_value_write_json (&writer, &values[0]);
      break;
    }
  return finish (&writer, node, problem, ret_value, error);
}

static gboolean
run_if (KtRun *self, const KtNode *node, KtValue *ret_value, GError **error)
{
  KtValue test;

  if (!kt_run_eval (self, node->children[0], &test, error))
    return FALSE;
  if (!kt_value_is_empty (&test))
    return kt_run_eval (self, node->children[1], ret_value, error);
  if (node->n_children > 2)
    return kt_run_eval (self, node->children[2], ret_value, error);
  *ret_value = (KtValue) { .kind = KT_KIND_NOTHING };
  return TRUE;
}

static gboolean
run_call (KtRun *self, const KtNode *node, KtValue *ret_value, GError **error)
{
  KtValue values[3];

  if (node->index == KT_FUNCTION_IF)
    return run_if (self, node, ret_value, error);

  for (guint i = 0; i < node->n_children; i++)
    {
      if (!kt_run_eval (self, node->children[i], &values[i], error))
        return FALSE;
      if (values[i].kind == KT_KIND_NOTHING)
        {
          *ret_value = (KtValue) { .kind = KT_KIND_NOTHING };
          return TRUE;
        }
    }

  switch ((int) node->index)
    {
    case KT_FUNCTION_RSA_SHA256:
    case KT_FUNCTION_ED25519:
    case KT_FUNCTION_ES256:
      return run_signature (self, node, values, ret_value, error);
    case KT_FUNCTION_HEX:
    case KT_FUNCTION_BASE64:
    case KT_FUNCTION_BASE64URL:
    case KT_FUNCTION_UNHEX:
    case KT_FUNCTION_UNBASE64:
    case KT_FUNCTION_UPPER:
      return run_spelling (self, node, values, ret_value, error);
    case KT_FUNCTION_AFTER:
      run_after (values, ret_value);
      return TRUE;
    case KT_FUNCTION_SORT:
      *ret_value = kt_value_sort (&self->arena, &values[0]);
      return TRUE;
    case KT_FUNCTION_LACKS:
      run_lacks (values, ret_value);
      return TRUE;
    case KT_FUNCTION_NUMBER:
      return run_number (node, &values[0], ret_value, error);
    case KT_FUNCTION_LATER:
      *ret_value = kt_run_time (self, self->clock_ms + 1000 * g_ascii_strtoll (values[0].bytes, NULL, 10));
      return TRUE;
    case KT_FUNCTION_FORM:
    case KT_FUNCTION_PLAIN:
    case KT_FUNCTION_JSON:
    case KT_FUNCTION_FLAT:
      return run_fields (self, node, values, ret_value, error);
    default:
      return run_digest (self, node, values, ret_value, error);
    }
}

/* ── Names, sums, fields ──────────────────────────────────────────────────── */

/* "query" and "body": the texts sent for the request's fields before signing adds anything. */
static gboolean
fill_text (KtRun *self, guint slot, GError **error)
{
  gboolean wanted = slot == KT_SLOT_QUERY ? self->place == KT_FIELDS_QUERY
                                          : self->place == KT_FIELDS_FORM || self->place == KT_FIELDS_JSON;

  self->filled[slot] = TRUE;
  if (!wanted)
    {
      self->slots[slot] = kt_value_text ("", 0, FALSE);
      return TRUE;
    }
  return kt_run_write (self, self->place == KT_FIELDS_JSON ? kt_value_write_json : kt_value_write_form,
                       &self->slots[KT_SLOT_PARAMS], &self->slots[slot], error);
}

static gboolean
run_slot (KtRun *self, const KtNode *node, KtValue *ret_value, GError **error)
{
  guint slot = node->index;

  if (!self->filled[slot])
    {
      const KtNode *let = g_ptr_array_index (self->program->lets, slot);

      if (slot == KT_SLOT_QUERY || slot == KT_SLOT_BODY)
        {
          if (!fill_text (self, slot, error))
            return FALSE;
        }
      else if (let)
        {
          if (!kt_run_eval (self, let, &self->slots[slot], error))
            return FALSE;
          self->filled[slot] = TRUE;
        }
      else
        {
          return invalid (node, "a value that an earlier step should have told is missing", error);
        }
    }
  *ret_value = self->slots[slot];
  return TRUE;
}

static gboolean
run_join (KtRun *self, const KtNode *node, KtValue *ret_value, GError **error)
{
  KtValue *values = (KtValue *) kt_arena_alloc (&self->arena, FALSE, node->n_children * sizeof (KtValue));
  gboolean secret = node->taint != 0;
  gsize length = 0;
  char *out;

  for (guint i = 0; i < node->n_children; i++)
    {
      if (!kt_run_eval (self, node->children[i], &values[i], error))
        return FALSE;
      if (values[i].kind == KT_KIND_NOTHING)
        values[i].length = 0;
      length += values[i].length;
      secret |= values[i].secret;
    }
  if (length > KT_VALUE_MAX)
    return invalid (node, "a value is larger than 64 KiB", error);

  out = kt_arena_alloc (&self->arena, secret, length);
  *ret_value = kt_value_text (out, length, secret);
  for (guint i = 0; i < node->n_children; i++)
    {
      if (values[i].length > 0)
        memcpy (out, values[i].bytes, values[i].length);
      out += values[i].length;
    }
  return TRUE;
}

/* Fields, a list, or a sum of fields: counts first, as others may be put in. */
static gboolean
run_members (KtRun *self, const KtNode *node, KtValue *ret_value, GError **error)
{
  KtValue *values = (KtValue *) kt_arena_alloc (&self->arena, FALSE, node->n_children * sizeof (KtValue));
  KtEntry *entries;
  gsize n = 0;
  gboolean secret = FALSE;

  for (guint i = 0; i < node->n_children; i++)
    {
      gboolean others = node->op == KT_OP_MERGE || (node->op == KT_OP_FIELDS && !node->names[i]);

      if (!kt_run_eval (self, node->children[i], &values[i], error))
        return FALSE;
      secret |= values[i].secret;
      if (values[i].kind != KT_KIND_NOTHING)
        n += others ? values[i].length : 1;
    }

  entries = (KtEntry *) kt_arena_alloc (&self->arena, FALSE, n * sizeof (KtEntry));
  *ret_value = (KtValue) { .kind = node->op == KT_OP_LIST ? KT_KIND_LIST : KT_KIND_FIELDS, .secret = secret, .length = n, .entries = entries };
  for (guint i = 0; i < node->n_children; i++)
    {
      gboolean others = node->op == KT_OP_MERGE || (node->op == KT_OP_FIELDS && !node->names[i]);

      if (values[i].kind == KT_KIND_NOTHING)
        continue;
      if (!others)
        {
          const char *name = node->op == KT_OP_FIELDS ? node->names[i] : "";

          *entries++ = (KtEntry) { .name = name, .name_length = strlen (name), .value = values[i] };
          continue;
        }
      if (values[i].length > 0)
        memcpy (entries, values[i].entries, values[i].length * sizeof (KtEntry));
      entries += values[i].length;
    }
  return TRUE;
}

gboolean
kt_run_eval (KtRun *self, const KtNode *node, KtValue *ret_value, GError **error)
{
  switch (node->op)
    {
    case KT_OP_LITERAL:
      *ret_value = node->literal;
      return TRUE;
    case KT_OP_SLOT:
      return run_slot (self, node, ret_value, error);
    case KT_OP_JOIN:
      return run_join (self, node, ret_value, error);
    case KT_OP_CALL:
      return run_call (self, node, ret_value, error);
    default:
      return run_members (self, node, ret_value, error);
    }
}
