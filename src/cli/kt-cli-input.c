/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-cli-input.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "kt-error.h"

#define CHUNK 4096
#define MAX_LINE (16 * 1024)

gboolean
kt_cli_input_is_terminal (void)
{
  return isatty (STDIN_FILENO) == 1;
}

/* No stdio: its buffer would keep what went through it. */
static gssize
read_bytes (char *bytes, gsize length, GError **error)
{
  gssize n;

  do
    n = read (STDIN_FILENO, bytes, length);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "Standard input could not be read: %s", g_strerror (errno));
  return n;
}

KtSecret *
kt_cli_read_input (gsize max, GError **error)
{
  g_autoptr(KtSecret) input = kt_secret_new_sized (CHUNK);
  gsize length = 0;

  for (;;)
    {
      char *bytes = kt_secret_resize (input, length + CHUNK);
      gssize n = read_bytes (bytes + length, CHUNK, error);

      if (n < 0)
        return NULL;
      if (n == 0)
        break;
      length += (gsize) n;
      if (length > max)
        {
          g_set_error (error, KT_ERROR, KT_ERROR_INVALID, "Standard input is larger than %" G_GSIZE_FORMAT " bytes", max);
          return NULL;
        }
    }
  kt_secret_truncate (input, length);
  return g_steal_pointer (&input);
}

/* @interrupt: the character that means "never mind", or NUL. */
static KtSecret *
read_line (char interrupt, GError **error)
{
  g_autoptr(KtSecret) line = kt_secret_new_sized (255);
  gsize length = 0;

  for (;;)
    {
      char *bytes = kt_secret_resize (line, length + 1);
      gssize n = read_bytes (bytes + length, 1, error);

      if (n < 0)
        return NULL;
      if (n == 0 || bytes[length] == '\n')
        break;
      if (interrupt && bytes[length] == interrupt)
        {
          g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, "Cancelled");
          return NULL;
        }
      length++;
      if (length > MAX_LINE)
        {
          g_set_error_literal (error, KT_ERROR, KT_ERROR_INVALID, "The line is too long");
          return NULL;
        }
    }
  kt_secret_truncate (line, length);
  return g_steal_pointer (&line);
}

KtSecret *
kt_cli_prompt_secret (const char *prompt, GError **error)
{
  struct termios before, quiet;
  KtSecret *line;

  if (tcgetattr (STDIN_FILENO, &before) != 0)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_INVALID, "Standard input is no terminal");
      return NULL;
    }
  quiet = before;
  quiet.c_lflag &= ~(tcflag_t) ECHO;
  quiet.c_lflag |= ECHONL;
  /* Ctrl+C must leave a terminal that echoes, so it is read here, as a character that ends the line. */
  quiet.c_lflag &= ~(tcflag_t) ISIG;
  quiet.c_cc[VEOL] = before.c_cc[VINTR];

  /* Only then the prompt: whoever types at once is not echoed either. */
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &quiet);
  g_printerr ("%s: ", prompt);
  line = read_line ((char) before.c_cc[VINTR], error);
  tcsetattr (STDIN_FILENO, TCSAFLUSH, &before);
  return line;
}

KtSecret *
kt_cli_read_passphrase (gboolean confirm, GError **error)
{
  g_autoptr(KtSecret) passphrase = NULL;
  g_autoptr(KtSecret) again = NULL;

  if (!kt_cli_input_is_terminal ())
    passphrase = read_line ('\0', error);
  else
    passphrase = kt_cli_prompt_secret (_("Passphrase"), error);
  if (!passphrase)
    return NULL;
  if (kt_secret_get_length (passphrase) == 0)
    {
      g_set_error_literal (error, KT_ERROR, KT_ERROR_INVALID, "The passphrase is empty");
      return NULL;
    }
  if (confirm && kt_cli_input_is_terminal ())
    {
      again = kt_cli_prompt_secret (_("Passphrase again"), error);
      if (!again)
        return NULL;
      if (!kt_secret_equal (passphrase, again))
        {
          g_set_error_literal (error, KT_ERROR, KT_ERROR_INVALID, "The two passphrases differ");
          return NULL;
        }
    }
  return g_steal_pointer (&passphrase);
}
