/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-add-window.h"

#include <glib/gi18n.h>

#include "kt-add-ask.h"
#include "kt-calendar.h"
#include "kt-clock-settings.h"
#include "kt-compat.h"
#include "kt-credential-form.h"
#include "kt-details-form.h"
#include "kt-exchange-picker.h"
#include "kt-finding-card.h"
#include "kt-health.h"
#include "kt-import-item.h"
#include "kt-intent-form.h"
#include "kt-key-sections.h"
#include "kt-place-form.h"
#include "kt-toast.h"
#include "kt-words.h"

typedef enum { PAGE_EXCHANGE, PAGE_KEY, PAGE_ASK, PAGE_CHECKING, PAGE_RESULT } Page;

struct _KtAddWindow
{
  AdwWindow parent_instance;

  KtKeeper     *keeper;         /* owned */
  KtExchange   *exchange;       /* owned */
  KtRecord     *record;         /* owned: as read from the form */
  KtCredential *credential;     /* owned: as read from the form */
  KtReport     *report;         /* owned: of the check, or NULL */
  GCancellable *cancellable;    /* owned, while a check or the keyring is at work */
  char         *duplicate;      /* owned: label of the other key with this credential, or NULL */
  Page          page;
  gboolean      saving;
  gboolean      closing;        /* as soon as it is known whether it was saved */

  AdwWindowTitle   *title;      /* template children */
  GtkButton        *back_button;
  GtkButton        *next_button;
  AdwToastOverlay  *toasts;
  GtkStack         *stack;
  KtExchangePicker *picker;
  KtCredentialForm *credential_form;
  KtIntentForm     *intent;
  KtPlaceForm      *place;
  KtDetailsForm    *details;
  GtkBox           *check_box;
  GtkLabel         *stage;      /* borrowed, while checking */
};

G_DEFINE_FINAL_TYPE (KtAddWindow, kt_add_window, ADW_TYPE_WINDOW)

static void show_page (KtAddWindow *self, Page page);

static void
say (KtAddWindow *self, const char *text)
{
  kt_toast_add (self->toasts, text);
}

/* An answer that was waited for may come when the window was closed. */
static gboolean
is_gone (KtAddWindow *self)
{
  return self->keeper == NULL;
}

static void
say_error (KtAddWindow *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (is_gone (self) || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = kt_words_error (error);
  say (self, sentence);
}

/* ── Exchange ── */

static char *
propose_label (KtAddWindow *self)
{
  return kt_import_propose_label (kt_keeper_get_all (self->keeper), NULL, kt_exchange_get_name (self->exchange));
}

/* For what the key is meant to do, what to tick at the exchange. */
static void
show_boxes_cb (KtAddWindow *self)
{
  g_autofree char *text = self->exchange ? kt_words_boxes (self->exchange, kt_intent_form_get_rights (self->intent)) : NULL;

  kt_intent_form_set_note (self->intent, text);
}

static void
picked_cb (KtAddWindow *self, KtExchange *exchange)
{
  g_autofree char *label = NULL;

  if (exchange != self->exchange)
    {
      g_set_object (&self->exchange, exchange);
      kt_credential_form_set_exchange (self->credential_form, kt_keeper_get_catalogue (self->keeper), exchange);
      label = propose_label (self);
      kt_details_form_set_label (self->details, label);
      show_boxes_cb (self);
    }
  show_page (self, PAGE_KEY);
}

/* ── Key ── */

static void
update_next (KtAddWindow *self)
{
  gboolean enabled = TRUE;

  if (self->page == PAGE_KEY)
    enabled = kt_credential_form_is_complete (self->credential_form);
  else if (self->page == PAGE_CHECKING || self->saving)
    enabled = FALSE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "add.next", enabled);
}

static void
credential_changed_cb (KtAddWindow *self)
{
  update_next (self);
}

static void
duplicate_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtAddWindow) self = user_data;
  KtKey *other = kt_keeper_find_duplicate_finish (KT_KEEPER (source), result, NULL);

  g_clear_pointer (&self->duplicate, g_free);
  if (other && !is_gone (self))
    {
      self->duplicate = g_strdup (kt_key_get_label (other));
      if (self->page == PAGE_ASK || self->page == PAGE_RESULT)
        show_page (self, self->page);
    }
}

static gboolean
is_same_place (const KtRecord *a, const KtRecord *b)
{
  return g_strcmp0 (a->exchange, b->exchange) == 0 && g_strcmp0 (a->environment, b->environment) == 0 &&
         g_strcmp0 (a->key_type, b->key_type) == 0;
}

static gboolean
read_form (KtAddWindow *self)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRecord) record = kt_record_new ();
  g_autoptr(KtCredential) credential = NULL;
  const char *key_type = NULL;

  credential = kt_credential_form_read (self->credential_form, &key_type, &error);
  if (!credential || !kt_details_form_read (self->details, record, &error))
    {
      say_error (self, error);
      return FALSE;
    }
  if (!record->label)
    record->label = propose_label (self);
  record->exchange = g_strdup (kt_exchange_get_id (self->exchange));
  record->environment = g_strdup (kt_credential_form_get_environment (self->credential_form));
  record->key_type = g_strdup (key_type);
  record->custom = kt_exchange_is_custom (self->exchange);
  record->intent = kt_intent_form_get_rights (self->intent);
  record->intent_set = TRUE;
  kt_place_form_read (self->place, record);

  /* A report speaks of one credential in one environment of one exchange only. */
  if (!self->credential || !kt_credential_equal (self->credential, credential) || !is_same_place (self->record, record))
    g_clear_pointer (&self->report, kt_report_unref);
  g_clear_pointer (&self->record, kt_record_free);
  g_clear_pointer (&self->credential, kt_credential_unref);
  self->record = g_steal_pointer (&record);
  self->credential = g_steal_pointer (&credential);
  return TRUE;
}

/* ── Check ── */

static void
stage_cb (KtStage stage, gint64 until_ms, gpointer user_data)
{
  KtAddWindow *self = user_data;
  g_autofree char *text = NULL;
  const char *name;

  /* The end of a check is told to a closed window too, and its exchange is gone. */
  if (is_gone (self) || self->page != PAGE_CHECKING)
    return;
  name = kt_exchange_get_name (self->exchange);
  switch (stage)
    {
    case KT_STAGE_WAITING:
      /* Translators: %s is an exchange, here and below */
      text = g_strdup_printf (_("Waiting until %s may be asked…"), name);
      break;
    case KT_STAGE_TIME:
      text = g_strdup_printf (_("Asking %s for its time…"), name);
      break;
    case KT_STAGE_KEY:
      text = g_strdup_printf (_("Asking %s about the key…"), name);
      break;
    case KT_STAGE_RIGHTS:
      text = g_strdup_printf (_("Asking %s about the key’s rights…"), name);
      break;
    case KT_STAGE_DONE:
    default:
      return;
    }
  gtk_label_set_label (self->stage, text);
}

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtAddWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtReport) report = kt_keeper_try_finish (KT_KEEPER (source), result, &error);

  /* One that was cancelled may end when the next has begun already. */
  if (is_gone (self) || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_object (&self->cancellable);
  if (self->page != PAGE_CHECKING)
    return;
  if (!report)
    {
      say_error (self, error);
      show_page (self, PAGE_KEY);
      return;
    }
  if (report->outcomes & KT_OUTCOMES_BIT (KT_OUTCOME_CANCELLED))
    {
      show_page (self, PAGE_ASK);
      return;
    }
  g_clear_pointer (&self->report, kt_report_unref);
  self->report = g_steal_pointer (&report);
  show_page (self, PAGE_RESULT);
}

static void
begin_check (KtAddWindow *self)
{
  show_page (self, PAGE_CHECKING);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  kt_keeper_try_async (self->keeper, self->record, self->credential, stage_cb, self, self->cancellable, tried_cb,
                       g_object_ref (self));
}

static void
check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtAddWindow *self = KT_ADD_WINDOW (widget);

  if (self->page == PAGE_ASK || self->page == PAGE_RESULT)
    begin_check (self);
}

/* ── Save ── */

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtAddWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  KtKey *key = kt_keeper_add_finish (KT_KEEPER (source), result, &error);
  GtkWindow *parent;

  if (is_gone (self))
    return;
  self->saving = FALSE;
  g_clear_object (&self->cancellable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "add.back", TRUE);
  if (!key && self->closing)
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }
  if (!key)
    {
      show_page (self, self->page);
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        say (self, _("Cancelled. The key was not saved."));
      else
        say_error (self, error);
      return;
    }

  parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  if (parent)
    {
      const char *keyring = kt_vault_get_name (kt_keeper_get_vault (self->keeper));
      /* Translators: %s is the name of a keyring: “Login” */
      g_autofree char *text = keyring ? g_strdup_printf (_("Saved in your keyring (%s)"), keyring)
                                      : g_strdup (_("Saved in your keyring"));

      gtk_widget_activate_action (GTK_WIDGET (parent), "win.toast", "s", text);
      gtk_widget_activate_action (GTK_WIDGET (parent), "win.show-key", "s", kt_key_get_id (key));
    }
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
save_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtAddWindow *self = KT_ADD_WINDOW (widget);

  if (self->saving)
    return;
  self->saving = TRUE;
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  gtk_button_set_label (self->back_button, _("Cancel"));
  update_next (self);
  kt_keeper_add_async (self->keeper, kt_record_copy (self->record), self->credential, self->report,
                       self->cancellable, added_cb, g_object_ref (self));
}

/* ── What the last page shows ── */

static void
empty_check_box (KtAddWindow *self)
{
  GtkWidget *child;

  self->stage = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->check_box))))
    gtk_box_remove (self->check_box, child);
}

static void
fill_checking (KtAddWindow *self)
{
  GtkWidget *spinner = gtk_spinner_new ();

  gtk_widget_set_size_request (spinner, 32, 32);
  gtk_spinner_start (GTK_SPINNER (spinner));
  gtk_widget_set_margin_top (spinner, 48);
  gtk_box_append (self->check_box, spinner);
  self->stage = GTK_LABEL (kt_add_ask_text (_("Asking…"), "body"));
  gtk_label_set_xalign (self->stage, 0.5);
  gtk_box_append (self->check_box, GTK_WIDGET (self->stage));
}

/* As the key's own page will show it. */
static KtKey *
make_preview_key (KtAddWindow *self)
{
  KtKey *key = kt_key_new (kt_record_copy (self->record));
  gint64 now_ms = g_get_real_time () / 1000;
  KtReport *good = kt_report_is_good (self->report) ? self->report : NULL;
  KtPolicy policy;
  g_autoptr(GPtrArray) dates = NULL;
  KtHealthInput input = { 0 };

  kt_keeper_get_policy (self->keeper, &policy);
  kt_key_set_exchange_name (key, kt_exchange_get_name (self->exchange));
  kt_key_set_reports (key, self->report, good);
  dates = kt_calendar_dates (self->record, self->report, good, self->exchange, &policy, now_ms);
  input.record = self->record;
  input.latest = self->report;
  input.good = good;
  input.exchange = self->exchange;
  input.policy = &policy;
  input.dates = dates;
  input.now_ms = now_ms;
  kt_key_set_findings (key, kt_health_examine (&input), g_steal_pointer (&dates));
  return key;
}

static void
open_clock_settings (KtAddWindow *self)
{
  g_autofree char *sentence = kt_clock_settings_open (GTK_WIDGET (self));

  if (sentence)
    say (self, sentence);
}

static void
remedy_cb (KtFindingCard *card, int remedy, KtAddWindow *self)
{
  switch ((KtRemedy) remedy)
    {
    case KT_REMEDY_SET_INTENT:
      self->record->intent |= kt_report_get_rights (self->report);
      kt_intent_form_set_rights (self->intent, self->record->intent);
      show_page (self, PAGE_RESULT);
      break;
    case KT_REMEDY_EDIT:
      show_page (self, PAGE_KEY);
      break;
    case KT_REMEDY_CHECK:
    case KT_REMEDY_WAIT:
      begin_check (self);
      break;
    case KT_REMEDY_FIX_CLOCK:
      open_clock_settings (self);
      break;
    default:
      gtk_widget_activate_action (GTK_WIDGET (self), "add.open-keys-page", NULL);
      break;
    }
}

static void
append_card (KtAddWindow *self, const KtFinding *finding, KtKey *key)
{
  GtkWidget *card = kt_finding_card_new (finding, key, self->exchange);

  g_signal_connect_object (card, "remedy", G_CALLBACK (remedy_cb), self, 0);
  gtk_box_append (self->check_box, card);
}

static void
fill_result (KtAddWindow *self)
{
  g_autoptr(KtKey) key = make_preview_key (self);
  guint n;
  const KtFinding *findings = kt_key_get_findings (key, &n);
  GtkWidget *section = kt_key_sections_requests (self->report);

  kt_add_ask_duplicate (self->check_box, self->duplicate);
  if (kt_key_get_severity (key) == KT_SEVERITY_FINE)
    append_card (self, NULL, key);
  for (guint i = 0; i < n; i++)
    append_card (self, &findings[i], key);
  if (kt_report_is_good (self->report))
    {
      gtk_box_append (self->check_box, kt_key_sections_rights (key, self->exchange));
      gtk_box_append (self->check_box, kt_key_sections_place (key, self->exchange));
    }
  gtk_box_append (self->check_box, kt_add_ask_button (_("Check Again"), "add.check"));
  if (section)
    gtk_box_append (self->check_box, section);
}

/* ── From page to page ── */

static void
set_buttons (KtAddWindow *self, const char *back, const char *next)
{
  gtk_button_set_label (self->back_button, back);
  gtk_widget_set_visible (GTK_WIDGET (self->next_button), next != NULL);
  if (next)
    gtk_button_set_label (self->next_button, next);
}

static void
show_page (KtAddWindow *self, Page page)
{
  self->page = page;
  adw_window_title_set_subtitle (self->title, page == PAGE_EXCHANGE ? "" : kt_exchange_get_name (self->exchange));
  if (page >= PAGE_ASK)
    empty_check_box (self);

  switch (page)
    {
    case PAGE_EXCHANGE:
      set_buttons (self, _("Cancel"), NULL);
      gtk_stack_set_visible_child_name (self->stack, "exchange");
      break;
    case PAGE_KEY:
      set_buttons (self, _("Back"), _("Next"));
      gtk_stack_set_visible_child_name (self->stack, "key");
      kt_credential_form_focus (self->credential_form);
      break;
    case PAGE_ASK:
      set_buttons (self, _("Back"), kt_add_ask_saves_first (self->exchange, self->record) ? _("Save") : _("Check"));
      kt_add_ask_fill (self->check_box, self->exchange, self->record, self->duplicate);
      gtk_stack_set_visible_child_name (self->stack, "check");
      break;
    case PAGE_CHECKING:
      set_buttons (self, _("Cancel"), NULL);
      fill_checking (self);
      gtk_stack_set_visible_child_name (self->stack, "check");
      break;
    case PAGE_RESULT:
    default:
      set_buttons (self, _("Back"), kt_report_is_good (self->report) ? _("Save") : _("Save Anyway"));
      fill_result (self);
      gtk_stack_set_visible_child_name (self->stack, "check");
      break;
    }
  update_next (self);
}

static void
next_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtAddWindow *self = KT_ADD_WINDOW (widget);

  switch (self->page)
    {
    case PAGE_KEY:
      if (!read_form (self))
        return;
      kt_keeper_find_duplicate_async (self->keeper, self->credential, NULL, duplicate_cb, g_object_ref (self));
      show_page (self, self->report ? PAGE_RESULT : PAGE_ASK);
      break;
    case PAGE_ASK:
      gtk_widget_activate_action (widget, kt_add_ask_saves_first (self->exchange, self->record) ? "add.save" : "add.check", NULL);
      break;
    case PAGE_RESULT:
      save_action (widget, NULL, NULL);
      break;
    case PAGE_EXCHANGE:
    case PAGE_CHECKING:
    default:
      break;
    }
}

/* The window stays till it is known whether the key is saved or not: then that is said. */
static void
cancel_saving (KtAddWindow *self)
{
  g_cancellable_cancel (self->cancellable);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "add.back", FALSE);
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtAddWindow *self = KT_ADD_WINDOW (widget);

  if (self->saving)
    {
      cancel_saving (self);
      return;
    }
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  switch (self->page)
    {
    case PAGE_EXCHANGE:
      gtk_window_close (GTK_WINDOW (self));
      break;
    case PAGE_KEY:
      show_page (self, PAGE_EXCHANGE);
      break;
    case PAGE_CHECKING:
      show_page (self, PAGE_ASK);
      break;
    case PAGE_ASK:
    case PAGE_RESULT:
    default:
      show_page (self, PAGE_KEY);
      break;
    }
}

static void
open_keys_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtAddWindow *self = KT_ADD_WINDOW (widget);
  const char *uri = kt_exchange_get_keys_page (self->exchange, kt_credential_form_get_environment (self->credential_form));

  if (uri)
    kt_compat_open_uri (widget, uri);
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  say (KT_ADD_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

/* ── Life ── */

static void
discard_cb (gpointer user_data)
{
  g_autoptr(KtAddWindow) self = user_data;

  gtk_window_destroy (GTK_WINDOW (self));
}

/* Later: the question goes with its parent, and it is still in the middle of being answered. */
static void
close_answered_cb (const char *response, gpointer user_data)
{
  if (g_str_equal (response, "discard"))
    g_idle_add_once (discard_cb, g_object_ref (user_data));
}

/* What was typed is not thrown away by one wrong key. */
static gboolean
kt_add_window_close_request (GtkWindow *window)
{
  KtAddWindow *self = KT_ADD_WINDOW (window);
  const KtChoice choices[] = { { "discard", _("_Discard"), ADW_RESPONSE_DESTRUCTIVE } };

  if (self->saving)
    {
      self->closing = TRUE;
      cancel_saving (self);
      return GDK_EVENT_STOP;
    }
  if (!self->exchange || !kt_credential_form_is_complete (self->credential_form))
    return GTK_WINDOW_CLASS (kt_add_window_parent_class)->close_request (window);

  kt_compat_ask (window, _("Discard This Key?"), _("It was not saved yet."), choices, G_N_ELEMENTS (choices),
                 close_answered_cb, self);
  return GDK_EVENT_STOP;
}

static void
kt_add_window_dispose (GObject *object)
{
  KtAddWindow *self = KT_ADD_WINDOW (object);

  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->record, kt_record_free);
  g_clear_pointer (&self->credential, kt_credential_unref);
  g_clear_pointer (&self->report, kt_report_unref);
  g_clear_pointer (&self->duplicate, g_free);
  g_clear_object (&self->exchange);
  g_clear_object (&self->keeper);

  G_OBJECT_CLASS (kt_add_window_parent_class)->dispose (object);
}

static void
kt_add_window_class_init (KtAddWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_add_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = kt_add_window_close_request;

  g_type_ensure (KT_TYPE_EXCHANGE_PICKER);
  g_type_ensure (KT_TYPE_CREDENTIAL_FORM);
  g_type_ensure (KT_TYPE_INTENT_FORM);
  g_type_ensure (KT_TYPE_PLACE_FORM);
  g_type_ensure (KT_TYPE_DETAILS_FORM);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/keyturn/Keyturn/kt-add-window.ui");
  gtk_widget_class_bind_template_child (widget_class, KtAddWindow, title);
  gtk_widget_class_bind_template_child (widget_class, KtAddWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, KtAddWindow, next_button);
  gtk_widget_class_bind_template_child (widget_class, KtAddWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, KtAddWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, KtAddWindow, picker);
  gtk_widget_class_bind_template_child (widget_class, KtAddWindow, credential_form);
  gtk_widget_class_bind_template_child (widget_class, KtAddWindow, intent);
  gtk_widget_class_bind_template_child (widget_class, KtAddWindow, place);
  gtk_widget_class_bind_template_child (widget_class, KtAddWindow, details);
  gtk_widget_class_bind_template_child (widget_class, KtAddWindow, check_box);
  gtk_widget_class_bind_template_callback (widget_class, picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, credential_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_boxes_cb);

  gtk_widget_class_install_action (widget_class, "add.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "add.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "add.check", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "add.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "add.open-keys-page", NULL, open_keys_page_action);
  gtk_widget_class_install_action (widget_class, "add.toast", "s", toast_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
kt_add_window_init (KtAddWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
kt_add_window_new (KtKeeper *keeper)
{
  KtAddWindow *self = g_object_new (KT_TYPE_ADD_WINDOW, NULL);

  self->keeper = g_object_ref (keeper);
  kt_exchange_picker_set_recent (self->picker, kt_keeper_get_all (keeper));
  kt_exchange_picker_set_catalogue (self->picker, kt_keeper_get_catalogue (keeper));
  if (kt_keeper_get_all (keeper)->len == 0)
    kt_details_form_ask_rotation (self->details);
  show_page (self, PAGE_EXCHANGE);
  kt_exchange_picker_focus (self->picker);
  return GTK_WIDGET (self);
}
