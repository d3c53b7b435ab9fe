/* kt-archive.c: OpenPGP around the document, and the file around OpenPGP
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-archive.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <malloc.h>
#include <rnp/rnp.h>
#include <rnp/rnp_err.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "kt-archive-document.h"
#include "kt-error.h"
#include "kt-quiet.h"

/* The most bytes OpenPGP's iterated S2K can be told to hash: about a fifth of a second. */
#define S2K_ITERATIONS  65011712
#define MAX_PASSPHRASE  255                  /* bytes; librnp cuts longer ones off */
#define MAX_FILE        (64 * 1024 * 1024)

KtArchiveEntry *
kt_archive_entry_new (KtRecord *record, KtCredential *credential)
{
  KtArchiveEntry *self = g_new (KtArchiveEntry, 1);

  *self = (KtArchiveEntry) { record, credential };
  return self;
}

void
kt_archive_entry_free (KtArchiveEntry *self)
{
  if (!self)
    return;
  g_clear_pointer (&self->record, kt_record_free);
  g_clear_pointer (&self->credential, kt_credential_unref);
  g_free (self);
}

/* ── librnp ─────────────────────────────────────────────────────────────── */

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (rnp_ffi_t, rnp_ffi_destroy, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (rnp_input_t, rnp_input_destroy, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (rnp_output_t, rnp_output_destroy, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (rnp_op_encrypt_t, rnp_op_encrypt_destroy, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (rnp_op_verify_t, rnp_op_verify_destroy, NULL)

#define STACK_USED (256 * 1024)

/* Where librnp's and its cipher's functions stood on the stack. */
static void __attribute__ ((noinline))
wipe_stack (void)
{
  char below[STACK_USED];

  kt_wipe (below, sizeof below);
}

/* librnp leaves its buffers of 32 KiB as they are, with the document in them, on the heap and on the stack. While one of
 * these lives, the C library overwrites what is freed (but for pieces below a kilobyte, kept for the next request). */
typedef int Overwriting;

static Overwriting
begin_overwriting (void)
{
#ifdef M_PERTURB
  return mallopt (M_PERTURB, 0xa5);
#else
  return 0;
#endif
}

static void
end_overwriting (Overwriting *self)
{
#ifdef M_PERTURB
  mallopt (M_PERTURB, 0);
#endif
  wipe_stack ();
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Overwriting, end_overwriting)

/* The document goes in and comes out through callbacks, so that it is never in memory that librnp grows. */
typedef struct {
  const char *at;
  gsize       left;
} Source;

static bool
read_cb (void *data, void *buffer, size_t length, size_t *ret_read)
{
  Source *source = data;

  *ret_read = MIN (length, source->left);
  memcpy (buffer, source->at, *ret_read);
  source->at += *ret_read;
  source->left -= *ret_read;
  return true;
}

static bool
write_secret_cb (void *data, const void *buffer, size_t length)
{
  KtSecret *out = data;

  if (kt_secret_get_length (out) + length > MAX_FILE)
    return false;
  kt_secret_append (out, buffer, (gssize) length);
  return true;
}

static bool
write_bytes_cb (void *data, const void *buffer, size_t length)
{
  g_byte_array_append (data, buffer, (guint) length);
  return true;
}

static bool
passphrase_cb (rnp_ffi_t ffi, void *data, rnp_key_handle_t key, const char *context, char buffer[], size_t room)
{
  gsize length;
  const char *bytes = kt_secret_peek (data, &length);

  if (length + 1 > room)
    return false;
  memcpy (buffer, bytes, length + 1);
  return true;
}

static gboolean
check_passphrase (KtSecret *passphrase, GError **error)
{
  gsize length;
  const char *bytes = kt_secret_peek (passphrase, &length);

  if (length > 0 && length <= MAX_PASSPHRASE && !memchr (bytes, 0, length))
    return TRUE;
  g_set_error (error, KT_ERROR, KT_ERROR_INVALID, length == 0 ? "The passphrase is empty" : "The passphrase is longer than %d bytes", MAX_PASSPHRASE);
  return FALSE;
}

static gboolean
setup_encryption (rnp_op_encrypt_t op, const char *passphrase)
{
  return rnp_op_encrypt_add_password (op, passphrase, "SHA256", S2K_ITERATIONS, "AES256") == RNP_SUCCESS &&
         rnp_op_encrypt_set_cipher (op, "AES256") == RNP_SUCCESS &&
         /* GnuPG of today's distributions does not open AEAD packets; the integrity packet they know is on by default. */
         rnp_op_encrypt_set_aead (op, "None") == RNP_SUCCESS &&
         /* Nothing would be gained, and zlib keeps copies. */
         rnp_op_encrypt_set_compression (op, "Uncompressed", 0) == RNP_SUCCESS &&
         rnp_op_encrypt_set_file_name (op, "keyturn.json") == RNP_SUCCESS;
}

static GByteArray *
encrypt (KtSecret *document, KtSecret *passphrase, GError **error)
{
  g_auto(Overwriting) overwriting G_GNUC_UNUSED = begin_overwriting ();
  g_autoptr(GByteArray) bytes = g_byte_array_new ();
  g_auto(rnp_ffi_t) ffi = NULL;
  g_auto(rnp_input_t) input = NULL;
  g_auto(rnp_output_t) output = NULL;
  g_auto(rnp_op_encrypt_t) op = NULL;
  Source source;

  source.at = kt_secret_peek (document, &source.left);
  if (rnp_ffi_create (&ffi, "GPG", "GPG") != RNP_SUCCESS ||
      rnp_input_from_callback (&input, read_cb, NULL, &source) != RNP_SUCCESS ||
      rnp_output_to_callback (&output, write_bytes_cb, NULL, bytes) != RNP_SUCCESS ||
      rnp_op_encrypt_create (&op, ffi, input, output) != RNP_SUCCESS ||
      !setup_encryption (op, kt_secret_peek (passphrase, NULL)) ||
      rnp_op_encrypt_execute (op) != RNP_SUCCESS)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_FAILED, "The archive could not be encrypted");
      return NULL;
    }

  /* The callback has seen everything only when the output is closed. */
  g_clear_pointer (&op, rnp_op_encrypt_destroy);
  if (rnp_output_finish (output) != RNP_SUCCESS)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_FAILED, "The archive could not be encrypted");
      return NULL;
    }
  return g_steal_pointer (&bytes);
}

/* Without a valid integrity packet nothing that came out is to be believed. */
static gboolean
was_protected (rnp_op_verify_t op)
{
  char *mode = NULL, *cipher = NULL;
  bool valid = false;
  gboolean ok = rnp_op_verify_get_protection_info (op, &mode, &cipher, &valid) == RNP_SUCCESS &&
                valid && g_strcmp0 (mode, "none") != 0 && g_strcmp0 (mode, "cfb") != 0;

  rnp_buffer_destroy (mode);
  rnp_buffer_destroy (cipher);
  return ok;
}

static gpointer
fail_damaged (GError **error)
{
  g_set_error_literal (error, KT_ERROR, KT_ERROR_DAMAGED, "The file is damaged, or is no archive of Keyturn");
  return NULL;
}

static KtSecret *
decrypt (const char *bytes, gsize length, KtSecret *passphrase, GError **error)
{
  /* It grows with what really comes out: a large foreign file is not to use up the memory that may be locked. */
  g_autoptr(KtSecret) document = kt_secret_new_sized (MIN (length, 64 * 1024));
  g_auto(Overwriting) overwriting G_GNUC_UNUSED = begin_overwriting ();
  g_auto(rnp_ffi_t) ffi = NULL;
  g_auto(rnp_input_t) input = NULL;
  g_auto(rnp_output_t) output = NULL;
  g_auto(rnp_op_verify_t) op = NULL;
  rnp_result_t result;

  if (length == 0)
    return fail_damaged (error);
  if (rnp_ffi_create (&ffi, "GPG", "GPG") != RNP_SUCCESS ||
      rnp_ffi_set_pass_provider (ffi, passphrase_cb, passphrase) != RNP_SUCCESS ||
      rnp_input_from_memory (&input, (const uint8_t *) bytes, length, false) != RNP_SUCCESS ||
      rnp_output_to_callback (&output, write_secret_cb, NULL, document) != RNP_SUCCESS ||
      rnp_op_verify_create (&op, ffi, input, output) != RNP_SUCCESS)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_FAILED, "The archive could not be opened");
      return NULL;
    }

  kt_quiet_begin ();
  result = rnp_op_verify_execute (op);
  kt_quiet_end ();
  if (result == RNP_ERROR_BAD_PASSWORD)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_NOT_ALLOWED, "The passphrase does not open this file");
      return NULL;
    }
  if (result != RNP_SUCCESS || !was_protected (op))
    return fail_damaged (error);
  rnp_output_finish (output);
  return g_steal_pointer (&document);
}

/* ── The file ───────────────────────────────────────────────────────────── */

static gboolean
fail_errno (int code, const char *what, const char *path, GError **error)
{
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (code), "%s %s: %s", what, path, g_strerror (code));
  return FALSE;
}

static gboolean
write_all (int fd, const guint8 *bytes, gsize length)
{
  while (length > 0)
    {
      gssize written = write (fd, bytes, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      bytes += written;
      length -= (gsize) written;
    }
  return TRUE;
}

/* A new file beside @path, on the disk. @template: "….XXXXXX", becomes its name. */
static gboolean
write_beside (char *template, const GByteArray *bytes, GError **error)
{
  int fd = g_mkstemp_full (template, O_RDWR | O_CLOEXEC, 0600);
  gboolean ok;
  int code;

  if (fd < 0)
    return fail_errno (errno, "Could not make", template, error);
  ok = write_all (fd, bytes->data, bytes->len) && fsync (fd) == 0;
  code = errno;
  if (close (fd) != 0 && ok)
    {
      ok = FALSE;
      code = errno;
    }
  if (ok)
    return TRUE;
  g_unlink (template);
  return fail_errno (code, "Could not write", template, error);
}

static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  /* The file itself is on the disk; a folder that cannot be synced only delays its name. */
  if (fd >= 0)
    {
      (void) fsync (fd);
      close (fd);
    }
}

static gboolean
load (const char *path, char **ret_bytes, gsize *ret_length, GError **error)
{
  GStatBuf info;

  if (g_stat (path, &info) != 0)
    return fail_errno (errno, "Could not open", path, error);
  if (!S_ISREG (info.st_mode) || info.st_size > MAX_FILE)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_DAMAGED, "The file is no archive of Keyturn");
      return FALSE;
    }
  return g_file_get_contents (path, ret_bytes, ret_length, error);
}

/* What is on the disk opens and holds what it should. */
static gboolean
compare (const char *path, KtSecret *document, KtSecret *passphrase, GError **error)
{
  g_autofree char *bytes = NULL;
  g_autoptr(KtSecret) again = NULL;
  gsize length;

  if (!load (path, &bytes, &length, error) || !(again = decrypt (bytes, length, passphrase, error)))
    return FALSE;
  if (kt_secret_equal (again, document))
    return TRUE;
  g_set_error_literal (error, KT_ERROR, KT_ERROR_NOT_KEPT, "The archive did not read back the same");
  return FALSE;
}

gboolean
kt_archive_write (const char *path, GPtrArray *entries, KtSecret *passphrase, GError **error)
{
  g_autofree char *template = g_strconcat (path, ".XXXXXX", NULL);
  g_autoptr(KtSecret) document = NULL;
  g_autoptr(GByteArray) bytes = NULL;

  if (!check_passphrase (passphrase, error))
    return FALSE;
  document = kt_archive_document_compose (entries);
  if (!(bytes = encrypt (document, passphrase, error)) || !write_beside (template, bytes, error))
    return FALSE;

  if (!compare (template, document, passphrase, error) ||
      (g_rename (template, path) != 0 && !fail_errno (errno, "Could not write", path, error)))
    {
      g_unlink (template);
      return FALSE;
    }
  sync_folder (path);
  return TRUE;
}

GPtrArray *
kt_archive_read (const char *path, KtSecret *passphrase, GError **error)
{
  g_autofree char *bytes = NULL;
  g_autoptr(KtSecret) document = NULL;
  gsize length;

  if (!check_passphrase (passphrase, error) ||
      !load (path, &bytes, &length, error) ||
      !(document = decrypt (bytes, length, passphrase, error)))
    return NULL;
  return kt_archive_document_parse (document, error);
}
