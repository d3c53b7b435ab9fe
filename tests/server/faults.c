/* faults.c: the ways in which the exchange server misbehaves on demand
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#include "faults.h"

#include <string.h>

#include "certificates.h"
#include "json-read.h"
#include "play.h"

static const struct
{
  const char *name;
  gboolean of_connection;
  const char *help;
} kinds[N_FAULTS] = {
  [FAULT_REFUSE] = { "refuse", TRUE, "the proxy answers CONNECT with 502 (\"status\" for another)" },
  [FAULT_RESET] = { "reset", TRUE, "the connection is reset before TLS begins" },
  [FAULT_BAD_CERTIFICATE] = { "bad-certificate", TRUE,
                              "\"certificate\": \"expired\", \"wrong-host\", \"self-signed\" or \"future\"" },
  [FAULT_NO_TLS] = { "no-tls", TRUE, "the connection leads to something that does not speak TLS" },
  [FAULT_STALL] = { "stall", TRUE, "CONNECT is never answered" },
  [FAULT_SLOW] = { "slow", FALSE, "the ordinary reply, \"delay_ms\" (1000) later" },
  [FAULT_HANG] = { "hang", FALSE, "never a reply" },
  [FAULT_CUT] = { "cut", FALSE, "the ordinary reply breaks off after \"bytes\" (half) of its body" },
  [FAULT_DROP] = { "drop", FALSE, "the request is read and the connection closed without a reply" },
  [FAULT_GARBAGE] = { "garbage", FALSE, "200, and \"bytes\" (64) bytes of nonsense said to be JSON" },
  [FAULT_NOT_HTTP] = { "not-http", FALSE, "nonsense where the status line should be" },
  [FAULT_HUGE] = { "huge", FALSE, "200, and valid JSON of \"bytes\" (2 MiB)" },
  [FAULT_REDIRECT] = { "redirect", FALSE, "302 (\"status\") to \"location\" (https://elsewhere.example/)" },
  [FAULT_STATUS] = { "status", FALSE, "\"status\" (500) with \"body\" or a short text" },
  [FAULT_RATE_LIMITED] = { "rate-limited", FALSE,
                           "the exchange's documented refusal; \"retry_after\" seconds, \"status\"" },
  [FAULT_BANNED] = { "banned", FALSE, "418 with Retry-After \"retry_after\" (120)" },
  [FAULT_MAINTENANCE] = { "maintenance", FALSE, "the exchange's documented words for it" },
  [FAULT_HTML] = { "html", FALSE, "an HTML page, \"status\" (403)" },
  [FAULT_EMPTY] = { "empty", FALSE, "\"status\" (200) and no body" },
  [FAULT_BIG_NUMBER] = { "big-number", FALSE,
                         "the ordinary reply with \"member\" (else the first long number) made \"value\" "
                         "(9007199254740993123)" },
  [FAULT_ERROR] = { "error", FALSE,
                    "the exchange's error reply for \"code\", with its documented status and message "
                    "(or \"status\", \"message\")" },
  [FAULT_REPLY] = { "reply", FALSE, "exactly \"status\" (200), \"headers\" and \"body\"" },
};

static const char *const members[] = { "kind", "exchange", "host", "path", "method", "times", "after", "delay_ms",
                                       "status", "bytes", "retry_after", "code", "message", "body", "location",
                                       "certificate", "member", "value", "headers", "comment", NULL };

const char *
fault_kind_name (FaultKind kind)
{
  return kinds[kind].name;
}

char *
faults_describe (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < N_FAULTS; i++)
    g_string_append_printf (text, "    %-16s %s%s\n", kinds[i].name, kinds[i].help,
                            kinds[i].of_connection ? "  [connection]" : "");
  return g_string_free (text, FALSE);
}

static gboolean
parse_kind (const char *word, const char *what, FaultKind *ret_kind, GError **error)
{
  for (guint i = 0; i < N_FAULTS; i++)
    if (g_strcmp0 (word, kinds[i].name) == 0)
      {
        *ret_kind = i;
        return TRUE;
      }
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s.kind: there is no fault “%s”", what, word ? word : "");
  return FALSE;
}

static gboolean
check_headers (JsonObject *headers, const char *what, GError **error)
{
  JsonObjectIter iter;
  JsonNode *node;

  if (!headers)
    return TRUE;
  json_object_iter_init (&iter, headers);
  while (json_object_iter_next (&iter, NULL, &node))
    if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
      {
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s.headers must be texts", what);
        return FALSE;
      }
  return TRUE;
}

static gboolean
check_numbers (const Fault *fault, const char *what, gint64 delay_ms, gint64 status, GError **error)
{
  if (delay_ms < 0 || delay_ms > 600000 || (status != 0 && (status < 200 || status > 599)) || fault->bytes < -1
      || fault->bytes > 64 * 1024 * 1024 || fault->times < -1 || fault->after < 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA,
                   "%s: a number is out of range (delay_ms 0–600000, status 200–599, bytes up to 64 MiB)", what);
      return FALSE;
    }
  return TRUE;
}

Fault *
fault_new_from_json (JsonObject *object, const char *what, GError **error)
{
  g_autofree Fault *fault = g_new0 (Fault, 1);
  const char *kind = NULL;
  gint64 delay_ms = 1000, status = 0;

  fault->times = fault->bytes = fault->retry_after = -1;
  if (!json_read_only_members (object, what, members, error)
      || !json_read_text (object, what, "kind", &kind, error)
      || !parse_kind (kind, what, &fault->kind, error)
      || !json_read_text (object, what, "exchange", &fault->exchange, error)
      || !json_read_text (object, what, "host", &fault->host, error)
      || !json_read_text (object, what, "path", &fault->path, error)
      || !json_read_text (object, what, "method", &fault->method, error)
      || !json_read_integer (object, what, "times", &fault->times, error)
      || !json_read_integer (object, what, "after", &fault->after, error)
      || !json_read_integer (object, what, "delay_ms", &delay_ms, error)
      || !json_read_integer (object, what, "status", &status, error)
      || !json_read_integer (object, what, "bytes", &fault->bytes, error)
      || !json_read_integer (object, what, "retry_after", &fault->retry_after, error)
      || !json_read_text (object, what, "code", &fault->code, error)
      || !json_read_text (object, what, "message", &fault->message, error)
      || !json_read_text (object, what, "body", &fault->body, error)
      || !json_read_text (object, what, "location", &fault->location, error)
      || !json_read_text (object, what, "certificate", &fault->certificate, error)
      || !json_read_text (object, what, "member", &fault->member, error)
      || !json_read_text (object, what, "value", &fault->value, error)
      || !json_read_object (object, what, "headers", &fault->headers, error)
      || !check_headers (fault->headers, what, error)
      || !check_numbers (fault, what, delay_ms, status, error))
    return NULL;
  if ((fault->kind == FAULT_ERROR && !fault->code) 
      || (fault->kind == FAULT_BAD_CERTIFICATE
          && certificate_kind_from_name (fault->certificate) == CERTIFICATE_GOOD))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s: error needs a code, bad-certificate one of the certificates", what);
      return NULL;
    }
  if (fault->exchange && !play_has_exchange (fault->exchange))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "%s.exchange: “%s” is not played here", what,
                   fault->exchange);
      return NULL;
    }
  fault->delay_ms = (guint) delay_ms;
  fault->status = (guint) status;
  return g_steal_pointer (&fault);
}

static gboolean
matches (const char *pattern, const char *text)
{
  gsize length = pattern ? strlen (pattern) : 0;

  if (!pattern)
    return TRUE;
  if (length > 0 && pattern[length - 1] == '*')
    return g_ascii_strncasecmp (pattern, text, length - 1) == 0;
  return g_ascii_strcasecmp (pattern, text) == 0;
}

/* Whether a matching fault strikes this time, counting down. */
static gboolean
strikes (Fault *fault)
{
  if (fault->after > 0)
    {
      fault->after--;
      return FALSE;
    }
  if (fault->times == 0)
    return FALSE;
  if (fault->times > 0)
    fault->times--;
  return TRUE;
}

static Fault *
take (GPtrArray *faults, gboolean of_connection, const char *exchange, const char *host, const char *path,
      const char *method)
{
  for (guint i = 0; i < faults->len; i++)
    {
      Fault *fault = g_ptr_array_index (faults, i);

      if (kinds[fault->kind].of_connection == of_connection && matches (fault->exchange, exchange ? exchange : "")
          && matches (fault->host, host) && (of_connection || matches (fault->path, path))
          && (of_connection || matches (fault->method, method)) && strikes (fault))
        return fault;
    }
  return NULL;
}

Fault *
faults_take_for_connection (GPtrArray *faults, const char *exchange, const char *host)
{
  return take (faults, TRUE, exchange, host, NULL, NULL);
}

Fault *
faults_take_for_request (GPtrArray *faults, const char *exchange, const char *host, const char *path,
                         const char *method)
{
  return take (faults, FALSE, exchange, host, path, method);
}
