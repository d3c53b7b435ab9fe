/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-key-checker.h"

#include <glib/gi18n.h>

#include "kt-compat.h"
#include "kt-words.h"

struct _KtKeyChecker
{
  GObject parent_instance;

  KtKeeper   *keeper;           /* owned */
  GtkWidget  *widget;           /* borrowed */
  GHashTable *checks;           /* owned: id of a key -> GCancellable of its check */
};

G_DEFINE_FINAL_TYPE (KtKeyChecker, kt_key_checker, G_TYPE_OBJECT)

/* One key, while something is waited for. */
typedef struct
{
  KtKeyChecker *self;           /* owned */
  KtKey        *key;            /* owned */
  gboolean      nonce;          /* the question was about its numbers too */
} Wish;

static Wish *
wish_new (KtKeyChecker *self, KtKey *key)
{
  Wish *wish = g_new0 (Wish, 1);

  wish->self = g_object_ref (self);
  wish->key = g_object_ref (key);
  return wish;
}

static void
wish_free (gpointer data)
{
  Wish *wish = data;

  g_object_unref (wish->self);
  g_object_unref (wish->key);
  g_free (wish);
}

static void
say_error (KtKeyChecker *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (!self->keeper || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = kt_words_error (error);
  gtk_widget_activate_action (self->widget, "win.toast", "s", sentence);
}

/* A check that is more than a look is not silent about it. */
static void
say_use (KtKeyChecker *self, KtKey *key)
{
  g_autofree char *sentence = self->keeper ? kt_words_use (key, g_get_real_time () / 1000) : NULL;

  if (sentence)
    gtk_widget_activate_action (self->widget, "win.toast", "s", sentence);
}

/* ── The check ── */

static void
check_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wish *wish = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtReport) report = kt_keeper_check_finish (KT_KEEPER (source), result, &error);

  g_hash_table_remove (wish->self->checks, kt_key_get_id (wish->key));
  if (!report)
    say_error (wish->self, error);
  else if (!(report->outcomes & KT_OUTCOMES_BIT (KT_OUTCOME_CANCELLED)))
    say_use (wish->self, wish->key);
  wish_free (wish);
}

static void
check (KtKeyChecker *self, KtKey *key)
{
  const char *id = kt_key_get_id (key);
  GCancellable *cancellable;

  if (g_hash_table_contains (self->checks, id))
    return;
  cancellable = g_cancellable_new ();
  g_hash_table_insert (self->checks, g_strdup (id), cancellable);
  kt_keeper_check_async (self->keeper, key, TRUE, NULL, NULL, cancellable, check_cb, wish_new (self, key));
}

/* ── The question before ── */

static void
allowed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtKeyChecker) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!kt_keeper_edit_finish (KT_KEEPER (source), result, &error))
    say_error (self, error);
}

/* Only a yes to the numbers is remembered: the address is asked about each time. */
static void
answered_cb (const char *response, gpointer user_data)
{
  Wish *wish = user_data;
  KtKeyChecker *self = wish->self;

  if (!self->keeper || !g_str_equal (response, "check"))
    return;
  if (wish->nonce)
    {
      g_autoptr(KtRecord) record = kt_record_copy (kt_key_get_record (wish->key));

      record->nonce_allowed = TRUE;
      kt_keeper_edit_parts_async (self->keeper, wish->key, record, KT_PART_NONCE, NULL, allowed_cb, g_object_ref (self));
    }
  check (self, wish->key);
}

/* What a check could do to a bot, or NULL when there is nothing to ask. Whoever was asked once about the address may be at
 * another place now. */
char *
kt_key_checker_make_question (KtKeeper *keeper, KtKey *key, gboolean *ret_harmful, gboolean *ret_nonce)
{
  const KtRecord *record = kt_key_get_record (key);
  KtExchange *exchange = kt_catalogue_get (kt_keeper_get_catalogue (keeper), record->exchange, NULL);
  const char *nonce = NULL;

  *ret_harmful = exchange && kt_exchange_wrong_address_disables (exchange);
  *ret_nonce = exchange && !record->nonce_allowed && kt_exchange_has_rising_nonce (exchange, record->environment);
  if (*ret_nonce)
    nonce = _("This exchange wants every request’s number to rise. A bot that uses this key right now could be "
              "refused once.");
  return *ret_harmful ? g_strjoin ("\n\n", kt_words_wrong_address (), nonce, NULL) : g_strdup (nonce);
}

void
kt_key_checker_begin (KtKeyChecker *self, KtKey *key)
{
  KtChoice choice = { "check", _("Check _Now"), ADW_RESPONSE_SUGGESTED };
  g_autofree char *question = NULL;
  gboolean harmful;
  Wish *wish;

  g_return_if_fail (KT_IS_KEY_CHECKER (self));

  if (kt_key_get_busy (key))
    return;
  wish = wish_new (self, key);
  question = kt_key_checker_make_question (self->keeper, key, &harmful, &wish->nonce);
  if (!question)
    {
      wish_free (wish);
      check (self, key);
      return;
    }
  /* Then Enter does not press it. */
  if (harmful)
    choice.appearance = ADW_RESPONSE_DESTRUCTIVE;
  kt_compat_ask_full (GTK_WINDOW (gtk_widget_get_root (self->widget)), _("Check This Key Now?"), question, &choice, 1,
                      answered_cb, wish, wish_free);
}

gboolean
kt_key_checker_cancel (KtKeyChecker *self, KtKey *key)
{
  GCancellable *cancellable;

  g_return_val_if_fail (KT_IS_KEY_CHECKER (self), FALSE);

  cancellable = g_hash_table_lookup (self->checks, kt_key_get_id (key));
  if (cancellable)
    g_cancellable_cancel (cancellable);
  return cancellable != NULL;
}

/* ── Life ── */

static void
kt_key_checker_dispose (GObject *object)
{
  KtKeyChecker *self = KT_KEY_CHECKER (object);
  GHashTableIter iter;
  gpointer cancellable;

  g_hash_table_iter_init (&iter, self->checks);
  while (g_hash_table_iter_next (&iter, NULL, &cancellable))
    g_cancellable_cancel (cancellable);
  g_clear_object (&self->keeper);

  G_OBJECT_CLASS (kt_key_checker_parent_class)->dispose (object);
}

static void
kt_key_checker_finalize (GObject *object)
{
  g_hash_table_unref (KT_KEY_CHECKER (object)->checks);

  G_OBJECT_CLASS (kt_key_checker_parent_class)->finalize (object);
}

static void
kt_key_checker_class_init (KtKeyCheckerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_key_checker_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_key_checker_finalize;
}

static void
kt_key_checker_init (KtKeyChecker *self)
{
  self->checks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
}

KtKeyChecker *
kt_key_checker_new (KtKeeper *keeper, GtkWidget *widget)
{
  KtKeyChecker *self = g_object_new (KT_TYPE_KEY_CHECKER, NULL);

  self->keeper = g_object_ref (keeper);
  self->widget = widget;
  return self;
}
