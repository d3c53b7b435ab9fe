/* kt-prober.c: runs a check: asks KtCheck what is next, waits for its turn, sends, hands back the answer
 *
 * Every check waits in one line, oldest first; whenever something changed (somebody came, ended, or a
 * time passed) the line is walked from its head and whoever may send does. So a check that began
 * earlier also ends earlier, and nobody is overtaken by another key of the same exchange. Whoever may
 * send as far as this program knows then asks for the exchange's turn among programs.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-prober-private.h"

#include <string.h>

#include "kt-check.h"
#include "kt-error.h"
#include "kt-host-gate.h"
#include "kt-transport.h"
#include "kt-turn.h"

struct _KtProber
{
  GObject      parent_instance;

  KtTransport *transport;       /* owned */
  KtHostGate  *gate;            /* owned */
  KtTurns     *turns;           /* owned; NULL: shared with nobody */
  GHashTable  *asking;          /* exchanges that another program sends to while one of ours could; a set */
  GQueue       waiting;         /* Run, by number; borrowed: each is owned by its task */
  guint        timer_id;        /* until the next in line may send */
  guint64      last_number;
  gboolean     ignore_pace;
  gboolean     walking;         /* the line, right now */
  gboolean     walk_again;      /* somebody came meanwhile */
};

G_DEFINE_FINAL_TYPE (KtProber, kt_prober, G_TYPE_OBJECT)

/* One check under way; data of its GTask. */
typedef struct {
  KtProber    *prober;          /* borrowed: the task holds it */
  GTask       *task;            /* owned until it has returned */
  guint64      number;          /* older ones go first */

  KtExchange  *exchange;        /* owned, as all up to the functions */
  char        *environment;
  KtCheck     *check;
  char        *key;             /* for a pace per key */
  char        *host;            /* where the next request goes, as far as known */
  KtNonceFunc  nonce_func;
  KtStageFunc  stage_func;
  gpointer     user_data;       /* borrowed */

  GSource     *cancelled_source;
  gboolean     cancelled;
  gboolean     in_line;
  gboolean     asks_time;       /* what is in flight is the request for the time */
  gboolean     signed_once;
  const char  *reason;          /* why the last request had no reply; or NULL */
  KtStage      stage;
  gint64       stage_until_ms;
} Run;

static void pump (KtProber *self);

static void
run_free (Run *run)
{
  if (run->cancelled_source)
    g_source_destroy (run->cancelled_source);
  g_clear_pointer (&run->cancelled_source, g_source_unref);
  g_clear_object (&run->exchange);
  g_free (run->environment);
  g_clear_pointer (&run->check, kt_check_free);
  g_free (run->key);
  g_free (run->host);
  g_free (run);
}

static void
set_stage (Run     *run,
           KtStage  stage,
           gint64   until_ms)
{
  if (run->stage == stage && run->stage_until_ms == until_ms)
    return;
  run->stage = stage;
  run->stage_until_ms = until_ms;
  if (run->stage_func)
    run->stage_func (stage, until_ms, run->user_data);
}

static KtGateMoment
moment_now (void)
{
  return (KtGateMoment) { g_get_monotonic_time () / 1000, g_get_real_time () / 1000 };
}

/* ── The end of a check ────────────────────────────────────────────────────── */

static void
run_return (Run      *run,
            KtReport *report,
            GError   *error)
{
  GTask *task = g_steal_pointer (&run->task);

  set_stage (run, KT_STAGE_DONE, 0);
  if (report)
    g_task_return_pointer (task, report, (GDestroyNotify) kt_report_unref);
  else
    g_task_return_error (task, error);
  g_object_unref (task);
}

static void
run_finish (Run *run)
{
  KtReport *report = kt_check_finish (run->check, g_get_real_time () / 1000);

  if (run->cancelled)
    {
      report->outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_CANCELLED);
      g_clear_pointer (&report->code, g_free);
      g_clear_pointer (&report->message, g_free);
    }
  else if (!report->code && run->reason
           && (report->outcomes & (KT_OUTCOMES_UNREACHABLE | KT_OUTCOMES_BIT (KT_OUTCOME_UNREADABLE_REPLY))))
    report->code = g_strdup (run->reason);
  run_return (run, report, NULL);
}

/* ── Waiting in line ───────────────────────────────────────────────────────── */

static int
compare_numbers (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  const Run *first = a, *second = b;

  return first->number < second->number ? -1 : 1;
}

static void
join_line (Run *run)
{
  run->in_line = TRUE;
  g_queue_insert_sorted (&run->prober->waiting, run, compare_numbers, NULL);
}

static void
leave_line (Run *run)
{
  run->in_line = FALSE;
  g_queue_remove (&run->prober->waiting, run);
}

static void
set_host (Run        *run,
          const char *host)
{
  if (g_strcmp0 (run->host, host) == 0)
    return;
  g_free (run->host);
  run->host = g_strdup (host);
}

/* Decides where the next request goes, as far as that is known before signing. */
static void
run_continue (Run *run)
{
  g_autoptr(KtSignedRequest) request = NULL;

  switch (run->cancelled ? KT_CHECK_DONE : kt_check_next (run->check))
    {
    case KT_CHECK_TIME:
      request = kt_check_get_time_request (run->check);
      set_host (run, request->host);
      join_line (run);
      break;
    case KT_CHECK_REQUEST:
      set_host (run, kt_exchange_find_environment (run->exchange, run->environment)->host);
      join_line (run);
      break;
    case KT_CHECK_DONE:
    default:
      run_finish (run);
      break;
    }
}

/* ── One request ───────────────────────────────────────────────────────────── */

/* Every wait the exchange asked for holds for all keys of that host. */
static void
keep_away (Run        *run,
           const char *host)
{
  KtGateMoment now = moment_now ();
  gint64 until_ms = kt_check_get_hold_until (run->check);

  if (until_ms > now.wall_ms)
    kt_host_gate_hold (run->prober->gate, host, now.now_ms + (until_ms - now.wall_ms), now.now_ms);
}

static void
take_time (Run            *run,
           const KtAnswer *answer)
{
  KtGateMoment now = moment_now ();
  gint64 offset_ms, doubt_ms;

  kt_check_take_time (run->check, answer);
  if (!answer->failure && kt_check_get_clock (run->check, &offset_ms, &doubt_ms))
    kt_host_gate_remember_clock (run->prober->gate, run->host, &now, offset_ms, doubt_ms);
}

static void
take_reply (Run                    *run,
            const KtTransportReply *reply)
{
  const KtAnswer answer = {
    .failure = reply->failure,
    .status = reply->status,
    .body = reply->body,
    .length = reply->length,
    .date_header = reply->date,
    .retry_after_s = reply->retry_after_ms > 0 ? (reply->retry_after_ms + 999) / 1000 : 0,
    .sent_ms = reply->sent_ms,
    .duration_ms = reply->duration_ms,
  };

  run->reason = reply->failure ? reply->reason : NULL;
  if (run->asks_time)
    take_time (run, &answer);
  else
    kt_check_take_reply (run->check, &answer);
  keep_away (run, run->host);
}

/* What was in flight is not any more; other programs hear what was learnt. */
static void
leave_gate (KtProber   *self,
            KtExchange *exchange)
{
  const char *id = kt_exchange_get_id (exchange);

  kt_host_gate_leave (self->gate, id);
  if (!self->turns)
    return;
  kt_turns_write (self->turns, id, kt_exchange_get_hosts (exchange), self->gate);
  kt_turns_give_back (self->turns, id);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      data)
{
  Run *run = data;
  g_autoptr(KtProber) prober = g_object_ref (run->prober);
  g_autoptr(GError) error = NULL;
  g_autoptr(KtTransportReply) reply = kt_transport_send_finish (KT_TRANSPORT (source), result, &error);

  /* Also the holds of this answer, before anybody else has the turn. */
  if (reply)
    {
      run->cancelled |= (reply->failure & KT_OUTCOMES_BIT (KT_OUTCOME_CANCELLED)) != 0;
      take_reply (run, reply);
    }
  leave_gate (prober, run->exchange);
  if (reply)
    run_continue (run);
  else
    run_return (run, NULL, g_steal_pointer (&error));
  pump (prober);
}

static void
run_send (Run             *run,
          KtSignedRequest *request,
          gboolean         asks_time)
{
  run->asks_time = asks_time;
  set_host (run, request->host);
  if (asks_time)
    set_stage (run, KT_STAGE_TIME, 0);
  else
    set_stage (run, run->signed_once ? KT_STAGE_RIGHTS : KT_STAGE_KEY, 0);
  run->signed_once |= !asks_time;
  kt_transport_send_async (run->prober->transport, request, kt_exchange_get_hosts (run->exchange),
                           g_task_get_cancellable (run->task), sent_cb, run);
}

/* The request with the nonce it takes, or why there is none: as late as can be, with the clock of the moment it goes out. */
static void
run_send_signed (Run        *run,
                 const char *nonce,
                 GError     *no_nonce)
{
  g_autoptr(GError) error = no_nonce;
  g_autoptr(KtSignedRequest) request = NULL;

  if (!no_nonce && !run->cancelled)
    request = kt_check_sign (run->check, g_get_real_time () / 1000, nonce, &error);
  if (request && kt_host_gate_get_hold (run->prober->gate, request->host, g_get_monotonic_time () / 1000) == 0)
    {
      run_send (run, request, FALSE);
      return;
    }

  leave_gate (run->prober, run->exchange);
  if (request)
    {
      /* Another host than thought, which told us to stay away: signed anew when that is over. */
      set_host (run, request->host);
      join_line (run);
    }
  else if (run->cancelled || (!no_nonce && (run->signed_once || kt_check_next (run->check) != KT_CHECK_DONE)))
    run_continue (run);         /* a later step that lacks something: what is known so far stands */
  else
    run_return (run, NULL, g_steal_pointer (&error));
}

/* All the while it was this one's turn, so nonces go out in the order they were drawn in. */
static void
drawn_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      data)
{
  g_autoptr(KtProber) prober = g_object_ref (KT_PROBER (source));
  GError *error = NULL;
  g_autofree char *nonce = kt_prober_draw_finish (prober, result, &error);

  run_send_signed (data, nonce, error);
  pump (prober);
}

/* The time another key's check learnt a moment ago does for this one as well. */
static void
recall_clock (Run *run)
{
  KtGateMoment now = moment_now ();
  gint64 offset_ms, doubt_ms;

  if (kt_check_next (run->check) == KT_CHECK_TIME
      && kt_host_gate_recall_clock (run->prober->gate, run->host, &now, &offset_ms, &doubt_ms))
    kt_check_set_clock (run->check, offset_ms, doubt_ms);
}

/* It is this one's turn, and the gate counts it as in flight. */
static void
run_take_turn (Run *run)
{
  KtNonceKind kind = kt_exchange_get_nonce_kind (run->exchange, run->environment);

  recall_clock (run);           /* another program may have asked since */
  if (kt_check_next (run->check) == KT_CHECK_TIME)
    {
      g_autoptr(KtSignedRequest) request = kt_check_get_time_request (run->check);

      run_send (run, request, TRUE);
    }
  else if (kt_exchange_has_rising_nonce (run->exchange, run->environment))
    {
      kt_prober_draw_async (run->prober, run->nonce_func, run->user_data, kind, drawn_cb, run);
    }
  else
    {
      g_autofree char *nonce = kind == KT_NONCE_NONE ? NULL : kt_signer_make_nonce (kind, g_get_real_time () / 1000);

      run_send_signed (run, nonce, NULL);
    }
}

/* ── The line ──────────────────────────────────────────────────────────────── */

static gboolean
timer_cb (gpointer data)
{
  KtProber *self = data;

  self->timer_id = 0;
  pump (self);
  return G_SOURCE_REMOVE;
}

/* Among programs; where it cannot be had now, @until_ms is when to ask again. */
static gboolean
take_turn (KtProber   *self,
           const char *exchange,
           gint64      now_ms,
           gint64     *until_ms)
{
  if (!self->turns)
    return TRUE;
  if (!g_hash_table_contains (self->asking, exchange) && kt_turns_take (self->turns, exchange, self->gate))
    return TRUE;
  g_hash_table_add (self->asking, g_strdup (exchange));
  *until_ms = now_ms + KT_TURN_AGAIN_MS;
  return FALSE;
}

/* Whether the gate lets @run through now; else tells it until when it waits. */
static gboolean
may_go (KtProber *self,
        Run      *run,
        gint64   *until_ms)
{
  const KtGateRequest request = {
    .exchange = kt_exchange_get_id (run->exchange),
    .host = run->host,
    .key = run->key,
    .pace = self->ignore_pace ? NULL : kt_exchange_get_pace (run->exchange),
  };
  KtGateMoment now = moment_now ();

  if (kt_host_gate_may_enter (self->gate, &request, now.now_ms, until_ms)
      && take_turn (self, request.exchange, now.now_ms, until_ms))
    {
      /* Once more: with the turn came what other programs know. */
      if (kt_host_gate_enter (self->gate, &request, now.now_ms, until_ms))
        {
          /* At once: whoever ends here leaves the pace known. */
          if (self->turns)
            kt_turns_write (self->turns, request.exchange, kt_exchange_get_hosts (run->exchange), self->gate);
          return TRUE;
        }
      if (self->turns)
        {
          /* What was read may have been cut to what can be: from now on it counts from here, not from every new look. */
          kt_turns_write (self->turns, request.exchange, kt_exchange_get_hosts (run->exchange), self->gate);
          kt_turns_give_back (self->turns, request.exchange);
        }
    }
  /* How long another program's request takes nobody knows. */
  set_stage (run, KT_STAGE_WAITING, *until_ms > 0 && !g_hash_table_contains (self->asking, request.exchange)
                                    ? now.wall_ms + (*until_ms - now.now_ms) : 0);
  return FALSE;
}

/* The first in line who may send. An exchange's younger checks never overtake one of the same host. */
static Run *
find_next (KtProber *self,
           gint64   *ret_soonest_ms)
{
  *ret_soonest_ms = 0;
  for (GList *link = self->waiting.head; link; link = link->next)
    {
      gint64 until_ms = 0;

      recall_clock (link->data);
      if (may_go (self, link->data, &until_ms))
        return link->data;
      if (until_ms > 0)
        *ret_soonest_ms = *ret_soonest_ms > 0 ? MIN (*ret_soonest_ms, until_ms) : until_ms;
    }
  return NULL;
}

static void
pump (KtProber *self)
{
  /* A check that ends here may be the last thing that holds it. */
  g_autoptr(KtProber) alive G_GNUC_UNUSED = g_object_ref (self);
  gint64 soonest_ms = 0, wait_ms;
  Run *run;

  self->walk_again = TRUE;
  if (self->walking)
    return;
  self->walking = TRUE;
  g_clear_handle_id (&self->timer_id, g_source_remove);
  while (self->walk_again)
    {
      self->walk_again = FALSE;
      g_hash_table_remove_all (self->asking);
      while ((run = find_next (self, &soonest_ms)))
        {
          leave_line (run);
          run_take_turn (run);
        }
    }
  self->walking = FALSE;
  if (self->turns)
    kt_turns_want_only (self->turns, self->asking);
  if (soonest_ms > 0)
    {
      wait_ms = MAX (0, soonest_ms - g_get_monotonic_time () / 1000);
      self->timer_id = g_timeout_add (MIN (wait_ms, G_MAXINT), timer_cb, self);
    }
}

/* ── Cancelling ────────────────────────────────────────────────────────────── */

/* What is in flight hears of it by itself; here those are let go who still wait. */
static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      data)
{
  Run *run = data;

  run->cancelled = TRUE;
  if (run->in_line)
    {
      leave_line (run);
      run_finish (run);
    }
  return G_SOURCE_REMOVE;
}

static void
watch_cancellable (Run          *run,
                   GCancellable *cancellable)
{
  if (!cancellable)
    return;
  run->cancelled = g_cancellable_is_cancelled (cancellable);
  run->cancelled_source = g_cancellable_source_new (cancellable);
  g_source_set_callback (run->cancelled_source, G_SOURCE_FUNC (cancelled_cb), run, NULL);
  g_source_attach (run->cancelled_source, g_main_context_get_thread_default ());
}

/* ── What others call ──────────────────────────────────────────────────────── */

#define NAME_LENGTH 16    /* enough to tell keys apart, too little to know one by */

/* Tells a key from others of its exchange; the name of the key is no secret, but nobody needs to read it here. */
static char *
name_key (const KtCredential *credential)
{
  KtSecret *api_key = kt_credential_get (credential, "api_key");
  const char *bytes;
  gsize length;
  char *name;

  if (!api_key)
    return NULL;
  bytes = kt_secret_peek (api_key, &length);
  name = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) bytes, length);
  name[NAME_LENGTH] = '\0';
  return name;
}

void
kt_prober_check_async (KtProber            *self,
                       const KtProbe       *probe,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  GTask *task;
  Run *run;

  g_return_if_fail (KT_IS_PROBER (self));
  g_return_if_fail (probe && KT_IS_EXCHANGE (probe->exchange) && probe->credential);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, kt_prober_check_async);
  /* Cancelled is a report, not an error. */
  g_task_set_check_cancellable (task, FALSE);
  if (!probe->environment || !kt_exchange_find_environment (probe->exchange, probe->environment))
    {
      g_task_return_new_error (task, KT_ERROR, KT_ERROR_NOT_FOUND, "%s has no environment “%s”",
                               kt_exchange_get_name (probe->exchange), probe->environment ? probe->environment : "");
      g_object_unref (task);
      return;
    }

  if (kt_exchange_is_closed (probe->exchange, g_get_real_time () / 1000))
    {
      g_task_return_new_error (task, KT_ERROR, KT_ERROR_CLOSED, "%s has closed: nothing is sent there",
                               kt_exchange_get_name (probe->exchange));
      g_object_unref (task);
      return;
    }

  run = g_new0 (Run, 1);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);
  run->prober = self;
  run->task = task;
  run->number = ++self->last_number;
  run->exchange = g_object_ref (probe->exchange);
  run->environment = g_strdup (probe->environment);
  run->check = kt_check_new (probe->exchange, probe->environment, probe->key_type, probe->credential);
  run->key = name_key (probe->credential);
  run->nonce_func = probe->nonce_func;
  run->stage_func = probe->stage_func;
  run->user_data = probe->user_data;
  run->stage = KT_STAGE_DONE;   /* so that the first one is told */
  watch_cancellable (run, cancellable);
  run_continue (run);
  pump (self);
}

KtReport *
kt_prober_check_finish (KtProber      *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

void
kt_prober_share (KtProber   *self,
                 const char *folder)
{
  g_return_if_fail (!self->turns && self->last_number == 0);
  self->turns = kt_turns_new (folder);
}

void
kt_prober_set_ignore_pace (KtProber *self,
                           gboolean  ignore)
{
#if KT_DEVELOPMENT
  self->ignore_pace = ignore;
#endif
}

void
kt_prober_set_limits (KtProber *self,
                      guint     connect_ms,
                      guint     total_ms)
{
  kt_transport_set_limits (self->transport, connect_ms, total_ms);
}

/* ── Class ─────────────────────────────────────────────────────────────────── */

static void
kt_prober_finalize (GObject *object)
{
  KtProber *self = KT_PROBER (object);

  g_clear_object (&self->transport);
  g_clear_pointer (&self->gate, kt_host_gate_free);
  g_clear_pointer (&self->turns, kt_turns_free);
  g_hash_table_unref (self->asking);
  g_queue_clear (&self->waiting);
  g_clear_handle_id (&self->timer_id, g_source_remove);
  G_OBJECT_CLASS (kt_prober_parent_class)->finalize (object);
}

static void
kt_prober_class_init (KtProberClass *class)
{
  G_OBJECT_CLASS (class)->finalize = kt_prober_finalize;
}

static void
kt_prober_init (KtProber *self)
{
  self->transport = kt_transport_new ();
  self->gate = kt_host_gate_new ();
  self->asking = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_queue_init (&self->waiting);
}

KtProber *
kt_prober_new (void)
{
  return g_object_new (KT_TYPE_PROBER, NULL);
}
