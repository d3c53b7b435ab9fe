/* main.c: keyturn-exchange-server, the program
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <glib-unix.h>
#include <glib/gstdio.h>

#include "help.h"
#include "serve.h"

#define DEFAULT_LIFETIME 600     /* seconds */
#define MAX_LIFETIME     86400

typedef struct
{
  char *accounts;
  char *log;
  char *ca_file;
  char *default_host;
  int lifetime;
  gboolean keep;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->accounts);
  g_free (options->log);
  g_free (options->ca_file);
  g_free (options->default_host);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_options (Options *options, int *argc, char ***argv, GError **error)
{
  GOptionEntry entries[] = {
    { "accounts", 'a', 0, G_OPTION_ARG_FILENAME, &options->accounts, "The accounts document", "FILE" },
    { "log", 'l', 0, G_OPTION_ARG_FILENAME, &options->log, "Add a line for every request to FILE", "FILE" },
    { "ca-file", 'c', 0, G_OPTION_ARG_FILENAME, &options->ca_file,
      "Write the test authority's certificate to FILE (else to a folder of its own)", "FILE" },
    { "default-host", 'd', 0, G_OPTION_ARG_STRING, &options->default_host,
      "What the hosts 127.0.0.1 and localhost stand for, as api.bitget.com", "HOST" },
    { "lifetime", 't', 0, G_OPTION_ARG_INT, &options->lifetime, "Stop after SECONDS (600, at most 86400)", "SECONDS" },
    { "keep", 'k', 0, G_OPTION_ARG_NONE, &options->keep, "Do not stop at the end of standard input", NULL },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("— plays exchanges, for tests and the demo");
  g_autofree char *description = help_describe ();

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_description (context, description);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  if (*argc > 1 || options->lifetime < 1 || options->lifetime > MAX_LIFETIME)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "A lifetime is 1 to %d seconds; there are no other arguments",
                   MAX_LIFETIME);
      return FALSE;
    }
  return TRUE;
}

static GStrv
all_hosts (void)
{
  g_autoptr (GStrvBuilder) hosts = g_strv_builder_new ();
  const PlayExchange *const *exchanges = play_exchanges ();

  for (guint i = 0; exchanges[i]; i++)
    g_strv_builder_addv (hosts, (const char **) exchanges[i]->hosts);
  return g_strv_builder_end (hosts);
}

static void
print_ready (const Service *service, const char *ca_file)
{
  g_autofree char *quoted = play_quote (ca_file);

  g_print ("{\"https_port\":%u,\"proxy_port\":%u,\"ca_file\":%s,\"pid\":%d,\"bad_certificate_ports\":{",
           service->ports[CERTIFICATE_GOOD], service->proxy_port, quoted, (int) getpid ());
  for (guint i = CERTIFICATE_GOOD + 1; i < N_CERTIFICATES; i++)
    g_print ("%s\"%s\":%u", i > CERTIFICATE_GOOD + 1 ? "," : "", certificate_kind_name (i), service->ports[i]);
  g_print ("}}\n");
  fflush (stdout);
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
stdin_cb (int fd, GIOCondition condition, gpointer user_data)
{
  char bytes[256];
  gssize length = read (fd, bytes, sizeof bytes);

  if (length > 0 || (length < 0 && (errno == EINTR || errno == EAGAIN)))
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* Ready is said last: from then on a signal or the end of the input must find its handler. */
static void
run (const Options *options, const Service *service, const char *ca_file)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_timeout_add_seconds ((guint) options->lifetime, quit_cb, loop);
  /* and should the loop be stuck by then, the kernel ends it */
  alarm ((guint) options->lifetime + 5);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  if (!options->keep)
    g_unix_fd_add (STDIN_FILENO, G_IO_IN | G_IO_HUP | G_IO_ERR | G_IO_NVAL, stdin_cb, loop);
  print_ready (service, ca_file);
  g_main_loop_run (loop);
}

/* Starts everything, serves until it is time, and takes back the CA file that nobody named. */
static gboolean
serve (const Options *options, GError **error)
{
  g_auto (GStrv) hosts = all_hosts ();
  g_autoptr (Certificates) certificates = NULL;
  g_autoptr (Journal) journal = NULL;
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) listeners = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *folder = NULL;
  g_autofree char *ca_file = g_strdup (options->ca_file);
  Service service = { .default_host = options->default_host, .servers = servers, .listeners = listeners };
  gboolean done;

  if (!(certificates = certificates_new (hosts, error)) || !(journal = journal_new (options->log, error)))
    return FALSE;
  if (!ca_file)
    {
      if (!(folder = g_dir_make_tmp ("keyturn-exchange-server-XXXXXX", error)))
        return FALSE;
      ca_file = g_build_filename (folder, "ca.pem", NULL);
    }
  service.journal = journal;
  service.store = accounts_store_new (options->accounts);
  done = accounts_store_get (service.store, error) && g_file_set_contents (ca_file, certificates->ca_pem, -1, error)
         && serve_start (&service, certificates, error) && proxy_start (&service, error);
  if (done)
    run (options, &service, ca_file);
  if (folder)
    {
      g_unlink (ca_file);
      g_rmdir (folder);
    }
  /* The kernel closes the connections: a TLS goodbye waits for clients that may no longer listen, for ever. */
  if (done)
    {
      fflush (NULL);
      _exit (EXIT_SUCCESS);
    }
  for (guint i = 0; i < listeners->len; i++)
    g_socket_service_stop (g_ptr_array_index (listeners, i));
  for (guint i = 0; i < servers->len; i++)
    soup_server_disconnect (g_ptr_array_index (servers, i));
  accounts_store_free (service.store);
  return done;
}

int
main (int argc, char **argv)
{
  g_auto (Options) options = { .lifetime = DEFAULT_LIFETIME };
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "C.UTF-8");
  /* libsoup warns when a client has left before it was greeted: that is the client's right. Criticals stay fatal. */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL);
  if (!parse_options (&options, &argc, &argv, &error) || !serve (&options, &error))
    {
      g_printerr ("keyturn-exchange-server: %s\n", error->message);
      return 2;
    }
  return EXIT_SUCCESS;
}
