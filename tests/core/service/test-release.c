/* test-release.c: in a release build the test hooks do nothing
 *
 * Builds the release profile (prober-probe of it, nothing else), then has that program and the development
 * profile's make the same check with the same environment.
 *
 *   test-release MESON NINJA SOURCE-DIR BUILD-DIR DEVELOPMENT-PROBE
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <string.h>

#include "exchange-server.h"
#include "kt-test-util.h"

#define PROBE "tests/core/service/prober-probe"

static char **arguments;
static char *release_probe;

static const char document[] =
  "{\"accounts\": [{\"exchange\": \"bitget\", \"kind\": \"unified\", \"uid\": \"7000001\", \"keys\": [{"
  "\"api_key\": \"bg_00000000000000000000000000000001\", \"secret\": \"made-up-secret\", \"passphrase\": \"made-up-pass\", "
  "\"rights\": [\"uta_trade\"]}]}]}";

static void
run (const char *const *command)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = g_subprocess_newv (command, G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_MERGE, &error);
  g_autofree char *output = NULL;

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  if (!g_subprocess_get_successful (process))
    g_error ("%s failed: %s", command[0], output);
}

static void
build_release (void)
{
  const char *const setup[] = { arguments[1], "setup", arguments[4], arguments[3], "-Dprofile=default", "-Dapp=false",
                                "-Dtests=true", "-Dbuildtype=release", NULL };
  const char *const build[] = { arguments[2], "-C", arguments[4], PROBE, NULL };

  if (release_probe)
    return;
  run (setup);
  run (build);
  release_probe = g_build_filename (arguments[4], PROBE, NULL);
}

/* What the probe says, with both hooks' variables set. */
static char *
ask (const char     *probe,
     ExchangeServer *server,
     const char     *how,
     const char     *proxy)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = NULL;
  char *output = NULL;

  g_subprocess_launcher_setenv (launcher, "KEYTURN_TEST_PROXY", exchange_server_get_proxy_uri (server), TRUE);
  g_subprocess_launcher_setenv (launcher, "KEYTURN_TEST_CA", exchange_server_get_ca_file (server), TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, probe, how, proxy, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  return g_strchomp (output);
}

static ExchangeServer *
start_server (void)
{
  g_autoptr(GError) error = NULL;
  ExchangeServer *server = exchange_server_new (document, &error);

  g_assert_no_error (error);
  return server;
}

/* The control: the same question, and there the variables do work. */
static void
test_development (void)
{
  g_autoptr(ExchangeServer) server = start_server ();
  g_autofree char *direct = ask (arguments[5], server, "direct", NULL);
  g_autofree char *proxied = NULL;

  g_assert_cmpstr (direct, ==, "works");
  g_assert_cmpuint (exchange_server_count_log (server, "\"event\":\"request\""), ==, 2);
  proxied = ask (arguments[5], server, "proxy", exchange_server_get_proxy_uri (server));
  g_assert_cmpstr (proxied, ==, "works");
}

static void
test_proxy (void)
{
  g_autoptr(ExchangeServer) server = start_server ();
  g_autofree char *said = NULL;

  build_release ();
  said = ask (release_probe, server, "direct", NULL);
  g_assert_cmpstr (said, ==, "unreachable-refused");
  g_assert_cmpuint (exchange_server_count_log (server, "event"), ==, 0);
}

/* Led to the server by what is the desktop's proxy here, it finds an authority that it does not trust. */
static void
test_authority (void)
{
  g_autoptr(ExchangeServer) server = start_server ();
  g_autofree char *said = NULL;

  build_release ();
  said = ask (release_probe, server, "proxy", exchange_server_get_proxy_uri (server));
  g_assert_cmpstr (said, ==, "unreachable-tls certificate-unknown-authority");
  g_assert_cmpuint (exchange_server_count_log (server, "\"event\":\"connect\""), >, 0);
  g_assert_cmpuint (exchange_server_count_log (server, "\"event\":\"request\""), ==, 0);
}

/* The names of the hooks are not even in the program. */
static void
test_names (void)
{
  g_autofree char *released = NULL;
  g_autofree char *developed = NULL;
  gsize released_length, developed_length;

  build_release ();
  released = kt_test_file_load (release_probe, &released_length);
  developed = kt_test_file_load (arguments[5], &developed_length);
  g_assert_nonnull (memmem (developed, developed_length, "KEYTURN_TEST_", 13));
  g_assert_null (memmem (released, released_length, "KEYTURN_TEST_", 13));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 6);
  arguments = argv;
  g_test_add_func ("/release/development-listens", test_development);
  g_test_add_func ("/release/proxy-ignored", test_proxy);
  g_test_add_func ("/release/authority-ignored", test_authority);
  g_test_add_func ("/release/names-absent", test_names);
  return g_test_run ();
}
