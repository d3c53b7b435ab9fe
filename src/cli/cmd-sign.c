/* keyturn sign: signs one request that stands on standard input, without keyring and network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <unistd.h>

#include "kt-cli.h"
#include "kt-cli-input.h"
#include "kt-sign-document.h"

#define MAX_DOCUMENT (256 * 1024)

/* Not by stdio: a header may carry a passphrase. */
static gboolean
write_out (KtSecret *document, GError **error)
{
  gsize length;
  const char *bytes = kt_secret_peek (document, &length);

  while (length > 0)
    {
      gssize n = write (STDOUT_FILENO, bytes, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "Standard output could not be written: %s",
                       g_strerror (errno));
          return FALSE;
        }
      bytes += n;
      length -= (gsize) n;
    }
  return TRUE;
}

static KtExit
run (int argc, char **argv)
{
  gboolean json = FALSE;
  /* The answer is a document anyway; with it a mistake is one as well. */
  const GOptionEntry entries[] = {
    KT_CLI_JSON_ENTRY (&json),
    { NULL }
  };
  KtExit leave = KT_EXIT_FINE;
  g_autoptr(KtCatalogue) catalogue = NULL;
  g_autoptr(KtSecret) input = NULL;
  g_autoptr(KtSecret) output = NULL;
  g_autoptr(GError) error = NULL;

  if (!kt_cli_parse (&kt_cmd_sign, entries, &argc, &argv, &leave))
    return leave;
  if (argc > 1)
    return kt_cli_usage_error (&kt_cmd_sign, _("the request stands on standard input"));

  input = kt_cli_read_input (MAX_DOCUMENT, &error);
  if (!input)
    return kt_cli_fail (error);
  catalogue = kt_catalogue_new (NULL);
  output = kt_sign_document (catalogue, input, &error);
  if (!output)
    return kt_cli_fail_with (KT_EXIT_FINDINGS, "invalid", error->message);
  kt_secret_append (output, "\n", 1);
  return write_out (output, &error) ? KT_EXIT_FINE : kt_cli_fail (error);
}

const KtCommand kt_cmd_sign = {
  .name = "sign",
  .summary = N_("Sign the request on standard input, to compare with a bot; nothing is sent"),
  .usage = "[--json] < REQUEST.json",
  .examples =
    "  {\"exchange\": \"bitget\", \"environment\": \"live\",\n"
    "   \"credential\": {\"api_key\": \"bg_…\", \"secret\": \"…\", \"passphrase\": \"…\"},\n"
    "   \"clock_ms\": 1700000000123,\n"
    "   \"request\": {\"method\": \"GET\", \"path\": \"/api/v2/spot/account/info\", \"query\": [[\"limit\", \"20\"]]}}\n"
    "  gives {\"method\", \"url\", \"headers\": {…}, \"body\": text or null}. Further members: key_type, nonce, uuid, random_hex\n"
    "  (lists); request.host, request.body (an object, encoded as the exchange wants it, or a text that is sent as it is).",
  .run = run,
};
