/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-credential.h"

#include <string.h>

typedef struct {
  char     *id;       /* owned */
  KtSecret *value;    /* owned */
} Field;

struct _KtCredential
{
  gatomicrefcount ref_count;

  GArray *fields;     /* Field, in the order they were first set */
};

G_DEFINE_BOXED_TYPE (KtCredential, kt_credential, kt_credential_ref, kt_credential_unref)

static void
field_clear (gpointer data)
{
  Field *field = data;

  g_free (field->id);
  kt_secret_unref (field->value);
}

static int
find (const KtCredential *self, const char *id)
{
  for (guint i = 0; i < self->fields->len; i++)
    {
      if (strcmp (g_array_index (self->fields, Field, i).id, id) == 0)
        return i;
    }
  return -1;
}

static gboolean
is_id (const char *id)
{
  return id && *id && strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen (id);
}

KtCredential *
kt_credential_new (void)
{
  KtCredential *self = g_new0 (KtCredential, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->fields = g_array_new (FALSE, FALSE, sizeof (Field));
  g_array_set_clear_func (self->fields, field_clear);
  return self;
}

KtCredential *
kt_credential_ref (KtCredential *self)
{
  g_return_val_if_fail (self, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
kt_credential_unref (KtCredential *self)
{
  g_return_if_fail (self);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_array_unref (self->fields);
  g_free (self);
}

KtCredential *
kt_credential_copy (const KtCredential *self)
{
  KtCredential *copy = kt_credential_new ();

  for (guint i = 0; i < self->fields->len; i++)
    {
      const Field *field = &g_array_index (self->fields, Field, i);
      g_autoptr(KtSecret) value = kt_secret_copy (field->value);

      kt_credential_set (copy, field->id, value);
    }
  return copy;
}

void
kt_credential_set (KtCredential *self, const char *id, KtSecret *value)
{
  int at;

  g_return_if_fail (self && is_id (id));
  g_return_if_fail (!value || kt_secret_get_length (value) <= KT_CREDENTIAL_MAX_VALUE);

  at = find (self, id);
  if (!value || kt_secret_get_length (value) == 0)
    {
      if (at >= 0)
        g_array_remove_index (self->fields, at);
      return;
    }

  kt_secret_ref (value);
  if (at >= 0)
    {
      Field *field = &g_array_index (self->fields, Field, at);

      kt_secret_unref (field->value);
      field->value = value;
    }
  else
    {
      Field field = { g_strdup (id), value };

      g_array_append_val (self->fields, field);
      g_warn_if_fail (self->fields->len <= KT_CREDENTIAL_MAX_FIELDS);
    }
}

KtSecret *
kt_credential_get (const KtCredential *self, const char *id)
{
  int at;

  g_return_val_if_fail (self && id, NULL);

  at = find (self, id);
  return at >= 0 ? g_array_index (self->fields, Field, at).value : NULL;
}

guint
kt_credential_get_n_fields (const KtCredential *self)
{
  return self->fields->len;
}

const char *
kt_credential_get_nth (const KtCredential *self, guint n, KtSecret **ret_value)
{
  const Field *field;

  g_return_val_if_fail (n < self->fields->len, NULL);

  field = &g_array_index (self->fields, Field, n);
  if (ret_value)
    *ret_value = field->value;
  return field->id;
}

gboolean
kt_credential_equal (const KtCredential *a, const KtCredential *b)
{
  if (a->fields->len != b->fields->len)
    return FALSE;

  for (guint i = 0; i < a->fields->len; i++)
    {
      const Field *field = &g_array_index (a->fields, Field, i);
      KtSecret *other = kt_credential_get (b, field->id);

      if (!other || !kt_secret_equal (field->value, other))
        return FALSE;
    }
  return TRUE;
}
