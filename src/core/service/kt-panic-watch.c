/* kt-panic-watch.c: asks about keys, because somebody pressed, until they are dead
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-panic.h"

#include "kt-autocheck.h"
#include "kt-keeper-private.h"
#include "kt-rotation.h"

struct _KtPanicWatch
{
  GObject parent_instance;

  KtKeeper     *keeper;         /* owned; NULL when it was stopped */
  GCancellable *cancellable;    /* owned */
  GHashTable   *watched;        /* owned: id -> Watched */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtPanicWatch, kt_panic_watch, G_TYPE_OBJECT)

guint kt_panic_watch_hurry = 1;

typedef struct
{
  KtPanicStanding standing;
  KtPanicWatch   *self;         /* borrowed: it owns this */
  KtKey          *key;          /* owned */
  gint64          pressed_ms;
  guint           tries;        /* since then */
  guint           source;       /* waits for the next try */
} Watched;

static void
watched_free (gpointer data)
{
  Watched *watched = data;

  g_clear_handle_id (&watched->source, g_source_remove);
  g_clear_pointer (&watched->standing.report, kt_report_unref);
  g_clear_error (&watched->standing.error);
  g_object_unref (watched->key);
  g_free (watched);
}

static KtExchange *
exchange_of (KtPanicWatch *self, KtKey *key)
{
  return kt_catalogue_get (kt_keeper_get_catalogue (self->keeper), kt_key_get_record (key)->exchange, NULL);
}

gboolean
kt_panic_may_repeat (const KtRecord *record, KtExchange *exchange, const KtReport *report, gint64 now_ms)
{
  return exchange && !kt_exchange_refusals_lock_out (exchange) && !kt_exchange_wrong_address_disables (exchange) &&
         !kt_rotation_stops_tries (report) && kt_autocheck_by_itself (record, exchange, now_ms) == KT_AUTOCHECK_YES;
}

static void ask (Watched *watched, gboolean pressed);

static gboolean
again_cb (gpointer data)
{
  Watched *watched = data;

  watched->source = 0;
  ask (watched, FALSE);
  return G_SOURCE_REMOVE;
}

static void
wait_for_next (KtPanicWatch *self, Watched *watched)
{
  KtPanicStanding *standing = &watched->standing;
  gint64 now_ms = kt_keeper_now ();

  standing->next_ms = 0;
  if (!standing->report || standing->life == KT_LIFE_DEAD ||
      !kt_panic_may_repeat (kt_key_get_record (watched->key), exchange_of (self, watched->key), standing->report, now_ms))
    return;
  standing->next_ms = kt_rotation_next_try (watched->pressed_ms, watched->tries, now_ms);
  watched->source = g_timeout_add ((guint) ((standing->next_ms - now_ms) / kt_panic_watch_hurry), again_cb, watched);
}

typedef struct
{
  KtPanicWatch *self;           /* owned */
  char         *id;             /* owned */
} Asked;

static void
take_answer (KtPanicWatch *self, Watched *watched, KtReport *report, GError *error)
{
  KtPanicStanding *standing = &watched->standing;
  const KtRecord *record = kt_key_get_record (watched->key);

  watched->tries++;
  standing->asking = FALSE;
  g_clear_pointer (&standing->report, kt_report_unref);
  g_clear_error (&standing->error);
  standing->life = report ? kt_life_tell (record, kt_key_get_good_report (watched->key), report) : KT_LIFE_UNKNOWN;
  standing->report = report;
  standing->error = error;
  wait_for_next (self, watched);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Asked *asked = data;
  KtPanicWatch *self = asked->self;
  GError *error = NULL;
  KtReport *report = kt_keeper_check_finish (KT_KEEPER (source), result, &error);

  if (self->keeper)
    {
      take_answer (self, g_hash_table_lookup (self->watched, asked->id), report, error);
      g_signal_emit (self, signals[CHANGED], 0, asked->id);
    }
  else
    {
      g_clear_pointer (&report, kt_report_unref);
      g_clear_error (&error);
    }
  g_object_unref (self);
  g_free (asked->id);
  g_free (asked);
}

static void
ask (Watched *watched, gboolean pressed)
{
  KtPanicWatch *self = watched->self;
  const char *id = kt_key_get_id (watched->key);
  Asked *asked = g_new0 (Asked, 1);

  asked->self = g_object_ref (self);
  asked->id = g_strdup (id);
  watched->standing.asking = TRUE;
  watched->standing.next_ms = 0;
  /* Only who pressed is asked for a password. */
  kt_keeper_check_async (self->keeper, watched->key, pressed, NULL, NULL, self->cancellable, asked_cb, asked);
  g_signal_emit (self, signals[CHANGED], 0, id);
}

static void
kt_panic_watch_dispose (GObject *object)
{
  kt_panic_watch_stop (KT_PANIC_WATCH (object));

  G_OBJECT_CLASS (kt_panic_watch_parent_class)->dispose (object);
}

static void
kt_panic_watch_class_init (KtPanicWatchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_panic_watch_dispose;
  signals[CHANGED] = g_signal_new ("changed", KT_TYPE_PANIC_WATCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
kt_panic_watch_init (KtPanicWatch *self)
{
  self->cancellable = g_cancellable_new ();
  self->watched = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, watched_free);
}

KtPanicWatch *
kt_panic_watch_new (KtKeeper *keeper)
{
  KtPanicWatch *self = g_object_new (KT_TYPE_PANIC_WATCH, NULL);

  self->keeper = g_object_ref (keeper);
  return self;
}

void
kt_panic_watch_ask (KtPanicWatch *self, KtKey *key)
{
  const char *id = kt_key_get_id (key);
  Watched *watched;

  g_return_if_fail (KT_IS_PANIC_WATCH (self) && self->keeper);

  watched = g_hash_table_lookup (self->watched, id);
  if (watched && watched->standing.asking)
    return;
  if (!watched)
    {
      watched = g_new0 (Watched, 1);
      watched->self = self;
      watched->key = g_object_ref (key);
      g_hash_table_insert (self->watched, g_strdup (id), watched);
    }
  g_clear_handle_id (&watched->source, g_source_remove);
  watched->pressed_ms = kt_keeper_now ();
  watched->tries = 0;
  ask (watched, TRUE);
}

void
kt_panic_watch_stop (KtPanicWatch *self)
{
  g_return_if_fail (KT_IS_PANIC_WATCH (self));

  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->watched, g_hash_table_unref);
  g_clear_object (&self->keeper);
}

const KtPanicStanding *
kt_panic_watch_get (KtPanicWatch *self, const char *key_id)
{
  Watched *watched;

  g_return_val_if_fail (KT_IS_PANIC_WATCH (self), NULL);

  watched = self->watched ? g_hash_table_lookup (self->watched, key_id) : NULL;
  return watched ? &watched->standing : NULL;
}
