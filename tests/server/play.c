/* play.c: what the players of exchanges share
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "play.h"

#include <string.h>

#include "table.h"

static const PlayExchange *const exchanges[] = {
  &play_bitget, &play_binance, &play_okx, &play_kraken, &play_bybit, &play_coinbase,
  &table_backpack.exchange, &table_bitfinex.exchange, &table_bithumb.exchange, &table_bitso.exchange,
  &table_bitstamp.exchange, &table_bitvavo.exchange, &table_blofin.exchange, &table_btcmarkets.exchange,
  &table_coinbase_exchange.exchange, &table_coincheck.exchange, &table_coinmarketcap.exchange,
  &table_crypto_com.exchange, &table_deribit.exchange, &table_gate.exchange, &table_gemini.exchange,
  &table_hitbtc.exchange, &table_htx.exchange, &table_kraken_futures.exchange, &table_kucoin.exchange,
  &table_lbank.exchange, &table_luno.exchange, &table_mexc.exchange, &table_phemex.exchange, &table_poloniex.exchange,
  &table_upbit.exchange, &table_whitebit.exchange, &table_woo.exchange, &table_xt.exchange,
  NULL
};

const PlayExchange *const *
play_exchanges (void)
{
  return exchanges;
}

gboolean
play_has_exchange (const char *id)
{
  for (guint i = 0; exchanges[i]; i++)
    if (g_str_equal (exchanges[i]->id, id))
      return TRUE;
  return FALSE;
}

const PlayExchange *
play_lookup (const char *host)
{
  for (guint i = 0; exchanges[i]; i++)
    if (g_strv_contains (exchanges[i]->hosts, host))
      return exchanges[i];
  return NULL;
}

void
play_reply_clear (PlayReply *reply)
{
  g_free (reply->content_type);
  g_free (reply->body);
  g_free (reply->verdict);
  g_free (reply->api_key);
}

static void
set_reply (PlayReply *reply, guint status, const char *content_type, const char *verdict, char *body)
{
  g_free (reply->content_type);
  g_free (reply->body);
  g_free (reply->verdict);
  reply->status = status;
  reply->content_type = g_strdup (content_type);
  reply->verdict = g_strdup (verdict);
  reply->body = body;
}

void
play_accept (PlayReply *reply, char *body)
{
  set_reply (reply, 200, "application/json;charset=UTF-8", "ok", body);
}

const PlayError *
play_error_lookup (const PlayExchange *exchange, const char *code)
{
  for (const PlayError *error = exchange->errors; error->code; error++)
    if (g_str_equal (error->code, code))
      return error;
  return NULL;
}

void
play_refuse (const PlayRequest *request, PlayReply *reply, const char *code, const char *message)
{
  const PlayError *error = play_error_lookup (request->exchange, code);
  const char *text = message ? message : error ? error->message : "";
  char *body = request->exchange->error_body ? request->exchange->error_body (code, text, request->now_ms)
                                             : table_error (request, error, code, text);

  set_reply (reply, error ? error->status : 400, "application/json;charset=UTF-8", code, body);
}

void
play_text (PlayReply *reply, guint status, const char *verdict, const char *text)
{
  set_reply (reply, status, "text/plain; charset=utf-8", verdict, g_strdup (text));
}

const char *
play_header (const PlayRequest *request, const char *name)
{
  const char *value = soup_message_headers_get_one (request->headers, name);

  return value ? value : "";
}

gboolean
play_is (const PlayRequest *request, const char *method, const char *path)
{
  return g_str_equal (request->method, method) && g_str_equal (request->path, path);
}

char *
play_form_get (const char *form, const char *name)
{
  g_auto (GStrv) pairs = g_strsplit (form, "&", -1);
  gsize length = strlen (name);

  for (guint i = 0; pairs[i]; i++)
    if (g_str_has_prefix (pairs[i], name) && pairs[i][length] == '=')
      {
        char *value = g_uri_unescape_string (pairs[i] + length + 1, NULL);

        return value ? value : g_strdup ("");
      }
  return NULL;
}

char *
play_form_without (const char *form, const char *name)
{
  g_auto (GStrv) pairs = g_strsplit (form, "&", -1);
  GString *rest = g_string_new (NULL);
  gsize length = strlen (name);

  for (guint i = 0; pairs[i]; i++)
    if (!g_str_has_prefix (pairs[i], name) || pairs[i][length] != '=')
      g_string_append_printf (rest, "%s%s", rest->len ? "&" : "", pairs[i]);
  return g_string_free (rest, FALSE);
}

char *
play_unescape (const char *form)
{
  return g_uri_unescape_string (form, NULL);
}

gboolean
play_parse_integer (const char *text, gint64 *ret_number)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &number, NULL))
    return FALSE;
  *ret_number = (gint64) number;
  return TRUE;
}

char *
play_quote (const char *text)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), text);

  return json_to_string (node, FALSE);
}

char *
play_quote_list (GStrv texts)
{
  GString *list = g_string_new ("[");

  for (guint i = 0; texts[i]; i++)
    {
      g_autofree char *quoted = play_quote (texts[i]);

      g_string_append_printf (list, "%s%s", i ? "," : "", quoted);
    }
  return g_string_free (g_string_append_c (list, ']'), FALSE);
}

char *
play_quote_joined (GStrv texts)
{
  g_autofree char *joined = g_strjoinv (",", texts);

  return play_quote (joined);
}
