/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-rounds.h"

#include "kt-autocheck.h"

#define LOOK_SECONDS 300
#define HOUR_MS      (60 * 60 * 1000)
#define DAY_MS       (24 * 60 * 60 * G_GINT64_CONSTANT (1000))
/* So many in a row that could not be reached: this computer is offline, and the others can wait for the next look. */
#define MOST_UNREACHABLE 3

struct _KtRounds
{
  KtKeeper     *keeper;         /* owned */
  GSettings    *settings;       /* owned; NULL: no rounds */
  KtRoundsFunc  func;
  gpointer      user_data;

  GCancellable *cancellable;    /* owned: the check under way */
  GQueue        left;           /* ids, owned */
  GHashTable   *tried;          /* owned: id -> gint64*, monotonic ms: whatever came of it */
  gboolean      checking;
  guint         unreachable;
  gint64        pause_until_ms; /* monotonic; offline */
  guint         look_source;
};

/* ── Pure ───────────────────────────────────────────────────────────────── */

KtChange
kt_change_find (const KtReport *good, const KtReport *latest, const KtReport *now)
{
  KtChange change = KT_CHANGE_NONE;

  g_return_val_if_fail (now != NULL, KT_CHANGE_NONE);

  if (good && kt_report_worked (now))
    {
      if (good->rights_told && now->rights_told && (now->confirmed & ~good->confirmed))
        change |= KT_CHANGE_RIGHTS_GREW;
      if (good->ip == KT_IP_LIST && now->ip == KT_IP_NONE)
        change |= KT_CHANGE_ALLOWLIST_GONE;
    }
  if (!kt_report_is_good (now) && (now->outcomes & KT_OUTCOMES_REFUSED)
      && (!latest || kt_report_is_good (latest) || !(latest->outcomes & KT_OUTCOMES_REFUSED)))
    change |= KT_CHANGE_REFUSED;
  return change;
}

gboolean
kt_rounds_is_due (gint64 checked_ms, gint64 interval_ms, gint64 now_ms)
{
  if (interval_ms <= 0)
    return FALSE;
  return now_ms - checked_ms >= interval_ms || checked_ms - now_ms >= interval_ms;
}

/* ── Which ──────────────────────────────────────────────────────────────── */

static gint64
get_interval (KtRounds *self)
{
  g_autofree char *word = self->settings ? g_settings_get_string (self->settings, "automatic-checks") : NULL;

  if (g_strcmp0 (word, "daily") == 0)
    return DAY_MS;
  return g_strcmp0 (word, "weekly") == 0 ? 7 * DAY_MS : 0;
}

static gint64
get_monotonic_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

/* Also a check that left no report, as when the disk was full, is none to repeat every few minutes. */
static gboolean
was_tried (KtRounds *self, KtKey *key)
{
  const gint64 *tried_ms = g_hash_table_lookup (self->tried, kt_key_get_id (key));

  return tried_ms && get_monotonic_ms () - *tried_ms < HOUR_MS;
}

static void
note_try (KtRounds *self, KtKey *key)
{
  const gint64 now_ms = get_monotonic_ms ();

  g_hash_table_replace (self->tried, g_strdup (kt_key_get_id (key)), g_memdup2 (&now_ms, sizeof now_ms));
}

static gboolean
may_check (KtRounds *self, KtKey *key, gint64 now_ms)
{
  const KtRecord *record = kt_key_get_record (key);
  KtExchange *exchange = kt_catalogue_get (kt_keeper_get_catalogue (self->keeper), record->exchange, NULL);
  const KtAutocheck may = kt_autocheck_by_itself (record, exchange, now_ms);
  const KtReport *latest = kt_key_get_report (key);

  if (kt_key_get_busy (key) || was_tried (self, key) || !kt_rounds_is_due (latest ? latest->checked_ms : 0, get_interval (self), now_ms))
    return FALSE;
  return may == KT_AUTOCHECK_YES || (may == KT_AUTOCHECK_COUNTS_AS_USE && g_settings_get_boolean (self->settings, "keep-alive"));
}

static gboolean
is_open (KtRounds *self)
{
  return kt_vault_get_state (kt_keeper_get_vault (self->keeper)) == KT_VAULT_OPEN;
}

/* ── One after the other ────────────────────────────────────────────────── */

typedef struct {
  KtRounds *rounds;             /* borrowed; not looked at once cancelled */
  KtReport *good;               /* owned: before; NULL */
  KtReport *latest;             /* owned: before; NULL */
  gboolean  was_refused;        /* before, whatever the weather since */
  KtKey    *key;                /* owned */
  GCancellable *cancellable;    /* owned */
} Check;

static void
check_free (Check *check)
{
  g_clear_pointer (&check->good, kt_report_unref);
  g_clear_pointer (&check->latest, kt_report_unref);
  g_object_unref (check->key);
  g_object_unref (check->cancellable);
  g_free (check);
}

static void check_next (KtRounds *self);

static void
count_unreachable (KtRounds *self, const KtReport *report)
{
  self->unreachable = (report->outcomes & KT_OUTCOMES_UNREACHABLE) ? self->unreachable + 1 : 0;
  if (self->unreachable < MOST_UNREACHABLE)
    return;
  self->unreachable = 0;
  g_queue_clear_full (&self->left, g_free);
  self->pause_until_ms = get_monotonic_ms () + HOUR_MS;
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Check *check = user_data;
  KtRounds *self = check->rounds;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtReport) report = kt_keeper_check_finish (KT_KEEPER (source), result, &error);
  KtChange change;

  if (g_cancellable_is_cancelled (check->cancellable))
    {
      check_free (check);
      return;
    }
  self->checking = FALSE;
  if (report)
    {
      change = kt_change_find (check->good, check->latest, report);
      if (check->was_refused)
        change &= ~(KtChange) KT_CHANGE_REFUSED;
      count_unreachable (self, report);
      if (change != KT_CHANGE_NONE)
        self->func (check->key, change, self->user_data);
    }
  else
    {
      g_debug ("Not checked: %s", error->message);
    }
  check_free (check);
  check_next (self);
}

static KtReport *
ref_report (KtReport *report)
{
  return report ? kt_report_ref (report) : NULL;
}

static void
check_next (KtRounds *self)
{
  const gint64 now_ms = g_get_real_time () / 1000;

  /* What was true when the round began may not be any more. */
  while (!self->checking && is_open (self) && !g_queue_is_empty (&self->left))
    {
      g_autofree char *id = g_queue_pop_head (&self->left);
      KtKey *key = kt_keeper_find (self->keeper, id);
      Check *check;

      if (!key || !may_check (self, key, now_ms))
        continue;
      check = g_new0 (Check, 1);
      check->rounds = self;
      check->good = ref_report (kt_key_get_good_report (key));
      check->latest = ref_report (kt_key_get_report (key));
      check->was_refused = kt_key_get_record (key)->refusals > 0;
      check->key = g_object_ref (key);
      check->cancellable = g_object_ref (self->cancellable);
      self->checking = TRUE;
      note_try (self, key);
      kt_keeper_check_async (self->keeper, key, FALSE, NULL, NULL, self->cancellable, checked_cb, check);
    }
  if (!self->checking)
    g_queue_clear_full (&self->left, g_free);
}

void
kt_rounds_look (KtRounds *self)
{
  const gint64 now_ms = g_get_real_time () / 1000;
  GPtrArray *keys;

  g_return_if_fail (self != NULL);

  if (self->checking || get_interval (self) == 0 || !is_open (self) || !kt_keeper_get_ledger (self->keeper)
      || get_monotonic_ms () < self->pause_until_ms)
    return;
  keys = kt_keeper_get_all (self->keeper);
  for (guint i = 0; i < keys->len; i++)
    {
      KtKey *key = g_ptr_array_index (keys, i);

      if (may_check (self, key, now_ms))
        g_queue_push_tail (&self->left, g_strdup (kt_key_get_id (key)));
    }
  check_next (self);
}

guint
kt_rounds_count_left (KtRounds *self)
{
  return g_queue_get_length (&self->left) + self->checking;
}

/* ── Life ───────────────────────────────────────────────────────────────── */

static gboolean
look_cb (gpointer user_data)
{
  kt_rounds_look (user_data);
  return G_SOURCE_CONTINUE;
}

static void
state_cb (KtRounds *self)
{
  kt_rounds_look (self);
}

/* Off: nothing wakes up, and what is under way ends. */
static void
settings_cb (KtRounds *self)
{
  const gboolean wanted = get_interval (self) > 0;

  if (!wanted)
    {
      g_clear_handle_id (&self->look_source, g_source_remove);
      g_queue_clear_full (&self->left, g_free);
      return;
    }
  if (!self->look_source)
    self->look_source = g_timeout_add_seconds (LOOK_SECONDS, look_cb, self);
  kt_rounds_look (self);
}

KtRounds *
kt_rounds_new (KtKeeper *keeper, GSettings *settings, KtRoundsFunc func, gpointer user_data)
{
  KtRounds *self = g_new0 (KtRounds, 1);

  self->keeper = g_object_ref (keeper);
  self->settings = settings ? g_object_ref (settings) : NULL;
  self->func = func;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  g_queue_init (&self->left);
  self->tried = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_signal_connect_swapped (keeper, "notify::vault-state", G_CALLBACK (state_cb), self);
  if (settings)
    {
      g_signal_connect_swapped (settings, "changed::automatic-checks", G_CALLBACK (settings_cb), self);
      g_signal_connect_swapped (settings, "changed::keep-alive", G_CALLBACK (settings_cb), self);
      settings_cb (self);
    }
  return self;
}

void
kt_rounds_free (KtRounds *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->look_source, g_source_remove);
  g_signal_handlers_disconnect_by_data (self->keeper, self);
  if (self->settings)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_queue_clear_full (&self->left, g_free);
  g_hash_table_unref (self->tried);
  g_object_unref (self->cancellable);
  g_clear_object (&self->settings);
  g_object_unref (self->keeper);
  g_free (self);
}
