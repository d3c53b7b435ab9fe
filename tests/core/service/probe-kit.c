/* probe-kit.c: a prober, the built-in definitions and the exchange server, for tests of checks
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "probe-kit.h"

#include <string.h>

void
probe_kit_init (ProbeKit   *self,
                const char *document)
{
  g_autoptr(GError) error = NULL;

  self->server = exchange_server_new (document, &error);
  g_assert_no_error (error);
  self->catalogue = kt_catalogue_new (NULL);
  g_setenv ("KEYTURN_TEST_PROXY", exchange_server_get_proxy_uri (self->server), TRUE);
  g_setenv ("KEYTURN_TEST_CA", exchange_server_get_ca_file (self->server), TRUE);
  self->prober = kt_prober_new ();
  self->turns = kt_test_folder_make ();
  kt_prober_share (self->prober, self->turns);
  kt_prober_set_ignore_pace (self->prober, TRUE);
  kt_prober_set_limits (self->prober, 20000, 40000);
}

static const char *
all_rights (const char *exchange)
{
  static const char *const rights[][2] = {
    { "bitget", "\"uta_mgt\", \"uta_trade\"" },
    { "binance", "\"enableReading\", \"enableSpotAndMarginTrading\"" },
    { "okx", "\"read_only\", \"trade\"" },
    { "kraken", "\"query-funds\", \"modify-trades\"" },
    { "bybit", "\"Spot:SpotTrade\"" },
    { "coinbase", "\"can_view\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rights); i++)
    if (g_str_equal (rights[i][0], exchange))
      return rights[i][1];
  g_assert_not_reached ();
}

/* Whether the secret is a private key. */
static gboolean
has_private_key (const ProbeKey *key)
{
  static const char *const types[] = { "rsa", "ed25519", "es256", NULL };

  return key->key_type && g_strv_contains (types, key->key_type);
}

/* For a text of several lines (a PEM). */
static char *
quote (const char *text)
{
  g_autofree char *escaped = g_strescape (text ? text : "", NULL);

  return g_strdup_printf ("\"%s\"", escaped);
}

void
probe_kit_init_for_key (ProbeKit       *self,
                        const ProbeKey *key,
                        const char     *faults)
{
  gboolean hmac = !has_private_key (key);
  g_autofree char *api_key = quote (key->api_key);
  g_autofree char *secret = quote (key->secret);
  g_autofree char *passphrase = quote (key->passphrase);
  g_autofree char *document = g_strdup_printf (
    "{\"accounts\": [{\"exchange\": \"%s\", \"environment\": \"%s\", \"uid\": \"1234567\"%s, \"keys\": [{\"api_key\": %s, \"%s\": %s, "
    "\"passphrase\": %s, \"key_type\": \"%s\", \"rights\": [%s]}]}], \"faults\": [%s]}",
    key->exchange, key->environment ? key->environment : "live",
    g_str_equal (key->exchange, "bitget") ? ", \"kind\": \"unified\"" : "", api_key, hmac ? "secret" : "private_key", secret,
    passphrase, hmac ? "hmac" : key->key_type, all_rights (key->exchange), faults);

  probe_kit_init (self, document);
}

void
probe_kit_clear (ProbeKit *self)
{
  if (self->prober)
    kt_test_finalize_object (self->prober);
  self->prober = NULL;
  kt_test_folder_remove (self->turns);
  g_clear_pointer (&self->turns, g_free);
  g_clear_object (&self->catalogue);
  g_clear_pointer (&self->server, exchange_server_free);
}

/* ── A check ───────────────────────────────────────────────────────────────── */

static gboolean
nonce_cb (gpointer      user_data,
          KtNonceKind   kind,
          gint64        base,
          gint64       *ret_nonce,
          GError      **error)
{
  ProbeRun *run = user_data;

  run->nonces++;
  if (run->refuse_nonces)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "made up");
      return FALSE;
    }
  run->last_nonce = MAX (run->last_nonce + 1, base);
  *ret_nonce = run->last_nonce;
  return TRUE;
}

static void
stage_cb (KtStage  stage,
          gint64   until_ms,
          gpointer user_data)
{
  static const char *const words[] = { "waiting", "time", "key", "rights", "done" };
  ProbeRun *run = user_data;

  if (run->stages->len > 0)
    g_string_append_c (run->stages, ' ');
  g_string_append (run->stages, words[stage]);
  if (stage == KT_STAGE_WAITING)
    run->until_ms = until_ms;
}

static void
set_field (KtCredential *credential,
           const char   *id,
           const char   *text)
{
  g_autoptr(KtSecret) secret = text ? kt_secret_new (text, -1) : NULL;

  if (secret)
    kt_credential_set (credential, id, secret);
}

void
probe_kit_start (ProbeKit       *self,
                 const ProbeKey *key,
                 GCancellable   *cancellable,
                 ProbeRun       *run)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtCredential) credential = kt_credential_new ();
  gboolean hmac = !has_private_key (key);
  KtProbe probe = {
    .exchange = kt_catalogue_get (self->catalogue, key->exchange, &error),
    .environment = key->environment ? key->environment : "live",
    .key_type = key->key_type ? key->key_type : "hmac",
    .credential = credential,
    .nonce_func = nonce_cb,
    .stage_func = stage_cb,
    .user_data = run,
  };

  g_assert_no_error (error);
  set_field (credential, "api_key", key->api_key);
  set_field (credential, hmac ? "secret" : "private_key", key->secret);
  set_field (credential, "passphrase", key->passphrase);
  if (!run->stages)
    run->stages = g_string_new (NULL);
  kt_prober_check_async (self->prober, &probe, cancellable, kt_test_keep_result, &run->result);
}

KtReport *
probe_kit_finish (ProbeKit  *self,
                  ProbeRun  *run,
                  GError   **error)
{
  kt_test_await (&run->result);
  return kt_prober_check_finish (self->prober, run->result, error);
}

void
probe_run_clear (ProbeRun *run)
{
  g_clear_object (&run->result);
  if (run->stages)
    g_string_free (run->stages, TRUE);
  run->stages = NULL;
}

KtReport *
probe_kit_check (ProbeKit       *self,
                 const ProbeKey *key)
{
  g_auto(ProbeRun) run = { 0 };
  g_autoptr(GError) error = NULL;
  KtReport *report;

  probe_kit_start (self, key, NULL, &run);
  report = probe_kit_finish (self, &run, &error);
  g_assert_no_error (error);
  return report;
}

/* ── What the server saw ───────────────────────────────────────────────────── */

char *
probe_kit_get_requests (ProbeKit *self)
{
  g_auto(GStrv) lines = exchange_server_read_log (self->server);
  GString *text = g_string_new (NULL);

  for (guint i = 0; lines[i]; i++)
    {
      g_autoptr(JsonNode) node = json_from_string (lines[i], NULL);
      JsonObject *line = json_node_get_object (node);
      const char *target;

      if (!g_str_equal (json_object_get_string_member (line, "event"), "request"))
        continue;
      target = json_object_get_string_member (line, "target");
      g_string_append_printf (text, "%s%s %s%.*s", text->len ? "\n" : "", json_object_get_string_member (line, "method"),
                              json_object_get_string_member (line, "host"), (int) strcspn (target, "?"), target);
    }
  return g_string_free (text, FALSE);
}

guint
probe_kit_count_requests (ProbeKit *self)
{
  return exchange_server_count_log (self->server, "\"event\":\"request\"");
}
