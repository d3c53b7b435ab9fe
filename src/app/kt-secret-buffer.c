/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-secret-buffer.h"

#include <string.h>

#include "kt-credential.h"

struct _KtSecretBuffer
{
  GtkEntryBuffer parent_instance;

  KtSecret *secret;             /* owned: the real bytes, UTF-8 */
  guint     n_chars;
  GString  *bullets;            /* owned: what everybody else sees */
  gboolean  shown;              /* a public field: the text itself is seen */
};

G_DEFINE_FINAL_TYPE (KtSecretBuffer, kt_secret_buffer, GTK_TYPE_ENTRY_BUFFER)

static const char *
make_bullets (KtSecretBuffer *self, guint n)
{
  const gsize bytes = strlen ("•") * n;

  while (self->bullets->len < bytes)
    g_string_append (self->bullets, "•");
  g_string_truncate (self->bullets, bytes);
  return self->bullets->str;
}

static gsize
byte_offset (KtSecretBuffer *self, guint position)
{
  const char *text = kt_secret_peek (self->secret, NULL);

  return (gsize) (g_utf8_offset_to_pointer (text, position) - text);
}

static const char *
get_text (GtkEntryBuffer *buffer, gsize *n_bytes)
{
  KtSecretBuffer *self = KT_SECRET_BUFFER (buffer);
  const char *text;

  if (self->shown)
    return kt_secret_peek (self->secret, n_bytes);

  text = make_bullets (self, self->n_chars);
  if (n_bytes)
    *n_bytes = self->bullets->len;
  return text;
}

static guint
get_length (GtkEntryBuffer *buffer)
{
  return KT_SECRET_BUFFER (buffer)->n_chars;
}

static guint
insert_text (GtkEntryBuffer *buffer, guint position, const char *chars, guint n_chars)
{
  KtSecretBuffer *self = KT_SECRET_BUFFER (buffer);
  g_autofree char *shown = NULL;
  gsize n_bytes = (gsize) (g_utf8_offset_to_pointer (chars, n_chars) - chars);

  position = MIN (position, self->n_chars);
  /* All or nothing: a secret that was cut would be another one. */
  if (n_chars == 0 || n_bytes > KT_CREDENTIAL_MAX_VALUE - kt_secret_get_length (self->secret))
    return 0;

  kt_secret_insert (self->secret, byte_offset (self, position), chars, (gssize) n_bytes);
  self->n_chars += n_chars;

  /* Handlers of the signal keep what it carries (history, accessibility): bullets for them too. */
  shown = g_strdup (self->shown ? chars : make_bullets (self, n_chars));
  gtk_entry_buffer_emit_inserted_text (buffer, position, shown, n_chars);
  return n_chars;
}

static guint
delete_text (GtkEntryBuffer *buffer, guint position, guint n_chars)
{
  KtSecretBuffer *self = KT_SECRET_BUFFER (buffer);
  gsize start, end;

  position = MIN (position, self->n_chars);
  n_chars = MIN (n_chars, self->n_chars - position);
  if (n_chars == 0)
    return 0;

  start = byte_offset (self, position);
  end = byte_offset (self, position + n_chars);
  kt_secret_erase (self->secret, start, end - start);
  self->n_chars -= n_chars;
  gtk_entry_buffer_emit_deleted_text (buffer, position, n_chars);
  return n_chars;
}

static void
kt_secret_buffer_finalize (GObject *object)
{
  KtSecretBuffer *self = KT_SECRET_BUFFER (object);

  kt_secret_unref (self->secret);
  g_string_free (self->bullets, TRUE);

  G_OBJECT_CLASS (kt_secret_buffer_parent_class)->finalize (object);
}

static void
kt_secret_buffer_class_init (KtSecretBufferClass *klass)
{
  GtkEntryBufferClass *buffer_class = GTK_ENTRY_BUFFER_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = kt_secret_buffer_finalize;
  buffer_class->get_text = get_text;
  buffer_class->get_length = get_length;
  buffer_class->insert_text = insert_text;
  buffer_class->delete_text = delete_text;
}

static void
kt_secret_buffer_init (KtSecretBuffer *self)
{
  self->secret = kt_secret_new_sized (255);
  self->bullets = g_string_new (NULL);
}

KtSecretBuffer *
kt_secret_buffer_new (gboolean shown)
{
  KtSecretBuffer *self = g_object_new (KT_TYPE_SECRET_BUFFER, NULL);

  self->shown = shown;
  return self;
}

KtSecret *
kt_secret_buffer_dup_secret (KtSecretBuffer *self)
{
  g_return_val_if_fail (KT_IS_SECRET_BUFFER (self), NULL);

  return kt_secret_copy (self->secret);
}

void
kt_secret_buffer_set_secret (KtSecretBuffer *self, KtSecret *secret)
{
  gsize length = 0;
  const char *text = secret ? kt_secret_peek (secret, &length) : NULL;

  g_return_if_fail (KT_IS_SECRET_BUFFER (self));

  gtk_entry_buffer_delete_text (GTK_ENTRY_BUFFER (self), 0, -1);
  /* Counting the characters of anything else would run past its end, into another secret. */
  if (length > 0 && g_utf8_validate_len (text, length, NULL))
    {
      gtk_entry_buffer_insert_text (GTK_ENTRY_BUFFER (self), 0, text, (int) g_utf8_strlen (text, -1));
    }
}
