/* faults.h: the ways in which the exchange server misbehaves on demand
 *
 * A fault of the accounts document matches requests (by exchange, host, path, method), may let some pass first
 * ("after") and may wear off ("times"). Counting starts anew whenever the file changes.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum
{
  /* of the connection: looked at when the proxy is asked for the host */
  FAULT_REFUSE,
  FAULT_RESET,
  FAULT_BAD_CERTIFICATE,
  FAULT_NO_TLS,
  FAULT_STALL,
  /* of the reply */
  FAULT_SLOW,
  FAULT_HANG,
  FAULT_CUT,
  FAULT_DROP,
  FAULT_GARBAGE,
  FAULT_NOT_HTTP,
  FAULT_HUGE,
  FAULT_REDIRECT,
  FAULT_STATUS,
  FAULT_RATE_LIMITED,
  FAULT_BANNED,
  FAULT_MAINTENANCE,
  FAULT_HTML,
  FAULT_EMPTY,
  FAULT_BIG_NUMBER,
  FAULT_ERROR,
  FAULT_REPLY,
  N_FAULTS
} FaultKind;

typedef struct
{
  FaultKind kind;
  const char *exchange;     /* all strings borrow from the document; %NULL = any */
  const char *host;
  const char *path;         /* exact, or a beginning when it ends in "*" */
  const char *method;
  gint64 times;             /* how often it still strikes; -1 = always */
  gint64 after;             /* how many matching requests still pass first */
  guint delay_ms;
  guint status;             /* 0 = the kind's own */
  gint64 bytes;             /* -1 = the kind's own */
  gint64 retry_after;       /* seconds; -1 = no header */
  const char *code;
  const char *message;
  const char *body;
  const char *location;
  const char *certificate;
  const char *member;
  const char *value;
  JsonObject *headers;
} Fault;

/* One fault from its JSON; what names it in errors, as "faults[2]". The strings stay @object's. */
Fault *fault_new_from_json (JsonObject *object, const char *what, GError **error);

/* The first fault that strikes now, counted down; else %NULL. Connection faults have neither path nor method. */
Fault *faults_take_for_connection (GPtrArray *faults, const char *exchange, const char *host);
Fault *faults_take_for_request (GPtrArray *faults, const char *exchange, const char *host, const char *path,
                                const char *method);

const char *fault_kind_name (FaultKind kind);

/* The part of --help that lists every kind. Free it. */
char *faults_describe (void);

G_END_DECLS
