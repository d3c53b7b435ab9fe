/* exchange-server.c: the exchange server, from a test's side
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "exchange-server.h"

#include <string.h>

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

struct _ExchangeServer
{
  GSubprocess *process;
  char *folder;
  char *document_path;
  char *log_path;
  char *ca_file;
  char *proxy_uri;
  guint https_port;
  guint proxy_port;
};

/* The one line that the server says when it is ready. */
static gboolean
read_ready (ExchangeServer *self, GError **error)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, error);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *ready;

  if (!line)
    {
      if (error && !*error)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The exchange server did not start");
      return FALSE;
    }
  if (!json_parser_load_from_data (parser, line, -1, error))
    return FALSE;
  ready = json_node_get_object (json_parser_get_root (parser));
  self->https_port = (guint) json_object_get_int_member (ready, "https_port");
  self->proxy_port = (guint) json_object_get_int_member (ready, "proxy_port");
  self->proxy_uri = g_strdup_printf ("http://127.0.0.1:%u", self->proxy_port);
  return TRUE;
}

ExchangeServer *
exchange_server_new (const char *document, GError **error)
{
  g_autoptr (ExchangeServer) self = g_new0 (ExchangeServer, 1);
  g_autoptr (GSubprocessLauncher) launcher = NULL;

  if (!(self->folder = g_dir_make_tmp ("keyturn-exchange-test-XXXXXX", error)))
    return NULL;
  self->document_path = g_build_filename (self->folder, "accounts.json", NULL);
  self->log_path = g_build_filename (self->folder, "log", NULL);
  self->ca_file = g_build_filename (self->folder, "ca.pem", NULL);
  if (!g_file_set_contents (self->document_path, document, -1, error))
    return NULL;
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  /* libsoup warns of a client that hangs up early, which is what some tests are about. */
  g_subprocess_launcher_setenv (launcher, "G_DEBUG", "fatal-criticals", TRUE);
  self->process = g_subprocess_launcher_spawn (launcher, error, EXCHANGE_SERVER_PROGRAM,
                                               "--accounts", self->document_path, "--log", self->log_path,
                                               "--ca-file", self->ca_file, NULL);
  if (!self->process || !read_ready (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
exchange_server_free (ExchangeServer *self)
{
  const char *paths[] = { self->document_path, self->log_path, self->ca_file };

  if (self->process)
    {
      g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, NULL);
      g_subprocess_wait (self->process, NULL, NULL);
    }
  g_clear_object (&self->process);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    if (paths[i])
      g_unlink (paths[i]);
  if (self->folder)
    g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->document_path);
  g_free (self->log_path);
  g_free (self->ca_file);
  g_free (self->proxy_uri);
  g_free (self);
}

void
exchange_server_set_document (ExchangeServer *self, const char *document)
{
  g_autoptr (GError) error = NULL;

  /* written aside and renamed, so the server never reads half of it */
  if (!g_file_set_contents (self->document_path, document, -1, &error))
    g_error ("%s", error->message);
}

guint
exchange_server_get_https_port (ExchangeServer *self)
{
  return self->https_port;
}

guint
exchange_server_get_proxy_port (ExchangeServer *self)
{
  return self->proxy_port;
}

const char *
exchange_server_get_proxy_uri (ExchangeServer *self)
{
  return self->proxy_uri;
}

const char *
exchange_server_get_ca_file (ExchangeServer *self)
{
  return self->ca_file;
}

GStrv
exchange_server_read_log (ExchangeServer *self)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (self->log_path, &text, &length, NULL))
    return g_new0 (char *, 1);
  if (length > 0 && text[length - 1] == '\n')
    text[length - 1] = '\0';
  return g_strsplit (text, "\n", -1);
}

guint
exchange_server_count_log (ExchangeServer *self, const char *part)
{
  g_auto (GStrv) lines = exchange_server_read_log (self);
  guint count = 0;

  for (guint i = 0; lines[i]; i++)
    count += strstr (lines[i], part) ? 1 : 0;
  return count;
}
