/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-key-page.h"

#include <glib/gi18n.h>

#include "kt-clock-settings.h"
#include "kt-compat.h"
#include "kt-edit-window.h"
#include "kt-exchange-window.h"
#include "kt-finding-card.h"
#include "kt-finding-row.h"
#include "kt-given-rows.h"
#include "kt-key-checker.h"
#include "kt-key-edits.h"
#include "kt-key-history.h"
#include "kt-key-past.h"
#include "kt-key-sections.h"
#include "kt-own-rows.h"
#include "kt-reading-place.h"
#include "kt-reveal-rows.h"
#include "kt-slot.h"
#include "kt-words.h"

/* From top to bottom; the credential's rows stand between the two halves. */
typedef enum
{
  SECTION_DELETED,
  SECTION_FINDINGS,
  SECTION_RIGHTS,
  SECTION_PLACE,
  SECTION_DATES,
  SECTION_ABOUT,
  N_SECTIONS
} Section;
#define FIRST_BELOW SECTION_ABOUT

struct _KtKeyPage
{
  GtkWidget parent_instance;

  KtKeeper     *keeper;         /* owned */
  KtKey        *key;            /* owned */
  gulong        changed_handler;
  guint         update_source;
  guint         generation;     /* of the credential shown */
  KtReadingPlace *place;        /* owned: what is read stays where it is when sections above it change */
  KtKeyChecker *checker;        /* owned */
  KtKeyEdits   *edits;          /* owned */
  KtRevealRows *reveal_rows;    /* owned: the credential's rows, kept while the rest is made anew */

  AdwWindowTitle      *title;   /* template children */
  GtkMenuButton       *menu_button;
  GtkStack            *check_stack;
  GtkScrolledWindow   *scrolled;
  GtkBox              *sections;
  AdwPreferencesGroup *credential_group;

  KtSlot      *slots[N_SECTIONS]; /* borrowed */
  KtGivenRows *given;
  KtOwnRows   *own;
  KtKeyHistory *history;
  KtKeyPast   *past;
};

G_DEFINE_FINAL_TYPE (KtKeyPage, kt_key_page, GTK_TYPE_WIDGET)

static gint64
now_ms (void)
{
  return g_get_real_time () / 1000;
}

static KtExchange *
get_exchange (KtKeyPage *self)
{
  return kt_catalogue_get (kt_keeper_get_catalogue (self->keeper), kt_key_get_record (self->key)->exchange, NULL);
}

/* ── What helps ── */

static void
open_keys_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtKeyPage *self = KT_KEY_PAGE (widget);
  KtExchange *exchange = get_exchange (self);
  const char *uri = exchange ? kt_exchange_get_keys_page (exchange, kt_key_get_record (self->key)->environment) : NULL;

  if (uri)
    kt_compat_open_uri (widget, uri);
}

static void
about_exchange_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtKeyPage *self = KT_KEY_PAGE (widget);
  KtExchange *exchange = get_exchange (self);

  if (exchange)
    kt_exchange_window_show (widget, exchange, kt_key_get_record (self->key)->environment);
}

static void
accept_intended (KtKeyPage *self)
{
  g_autoptr(KtRecord) record = kt_record_copy (kt_key_get_record (self->key));
  KtReport *good = kt_key_get_good_report (self->key);

  if (!good)
    return;
  record->intent |= kt_report_get_rights (good);
  record->intent_set = TRUE;
  kt_key_edits_make (self->edits, self->key, record, KT_PART_INTENT, _("What it is meant for changed"));
}

/* In the table of rights. */
static void
mean_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtKeyPage *self = KT_KEY_PAGE (widget);
  g_autoptr(KtRecord) record = kt_record_copy (kt_key_get_record (self->key));
  gboolean meant;
  guint right;

  g_variant_get (parameter, "(ub)", &right, &meant);
  if (meant)
    record->intent |= KT_RIGHTS_BIT (right);
  else
    record->intent &= ~KT_RIGHTS_BIT (right);
  record->intent_set = TRUE;
  kt_key_edits_make (self->edits, self->key, record, KT_PART_INTENT, _("What it is meant for changed"));
}

static void
stop_checks (KtKeyPage *self, gboolean stop)
{
  g_autoptr(KtRecord) record = kt_record_copy (kt_key_get_record (self->key));

  record->checks_stopped = stop;
  kt_key_edits_make (self->edits, self->key, record, KT_PART_CHECKS, stop ? _("Checks stopped") : _("Checks resumed"));
}

static void
edit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtKeyPage *self = KT_KEY_PAGE (widget);
  GtkWidget *window = kt_edit_window_new (self->keeper, self->key);

  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (gtk_widget_get_root (widget)));
  gtk_window_present (GTK_WINDOW (window));
}

static void
rotate_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_activate_action (widget, "app.rotate", "s", kt_key_get_id (KT_KEY_PAGE (widget)->key));
}

static void
open_clock_settings (KtKeyPage *self)
{
  g_autofree char *sentence = kt_clock_settings_open (GTK_WIDGET (self));

  if (sentence)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.toast", "s", sentence);
}

static void
remedy_cb (GtkWidget *finding, int remedy, KtKeyPage *self)
{
  switch ((KtRemedy) remedy)
    {
    case KT_REMEDY_OPEN_KEYS_PAGE:
    case KT_REMEDY_LOOK:
      gtk_widget_activate_action (GTK_WIDGET (self), "page.open-keys-page", NULL);
      break;
    case KT_REMEDY_ROTATE:
      gtk_widget_activate_action (GTK_WIDGET (self), "app.rotate", "s", kt_key_get_id (self->key));
      break;
    case KT_REMEDY_SET_INTENT:
      accept_intended (self);
      break;
    case KT_REMEDY_CHECK:
    case KT_REMEDY_WAIT:
      kt_key_page_check (self);
      break;
    case KT_REMEDY_FIX_CLOCK:
      open_clock_settings (self);
      break;
    case KT_REMEDY_STOP_CHECKS:
    case KT_REMEDY_RESUME_CHECKS:
      stop_checks (self, remedy == KT_REMEDY_STOP_CHECKS);
      break;
    case KT_REMEDY_EDIT:
      gtk_widget_activate_action (GTK_WIDGET (self), "page.edit", NULL);
      break;
    case KT_REMEDY_UNLOCK:
      gtk_widget_activate_action (GTK_WIDGET (self), "win.unlock", NULL);
      break;
    case KT_REMEDY_REPORT_BUG:
      kt_compat_open_uri (GTK_WIDGET (self), "https://github.com/keyturn/keyturn/issues");
      break;
    case KT_REMEDY_NONE:
    default:
      break;
    }
}

/* ── What is shown ── */

static GtkWidget *
make_card (KtKeyPage *self, const KtFinding *finding, KtExchange *exchange)
{
  GtkWidget *card = kt_finding_card_new (finding, self->key, exchange);

  g_signal_connect_object (card, "remedy", G_CALLBACK (remedy_cb), self, 0);
  return card;
}

/* The one that matters now as a card: the worst, or that all is well. The others follow, each one line. */
static GtkWidget *
make_findings (KtKeyPage *self, KtExchange *exchange)
{
  guint n;
  const KtFinding *findings = kt_key_get_findings (self->key, &n);
  gboolean well = n == 0 || findings[0].severity == KT_SEVERITY_FINE;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *group = NULL;

  /* Nobody judges a deleted key: nothing found is not “all is well”. */
  if (!well || kt_key_get_record (self->key)->state == KT_STATE_ACTIVE)
    gtk_box_append (GTK_BOX (box), make_card (self, well ? NULL : &findings[0], exchange));
  for (guint i = well ? 0 : 1; i < n; i++)
    {
      GtkWidget *row = kt_finding_row_new (&findings[i], self->key, exchange);

      if (!group)
        {
          group = adw_preferences_group_new ();
          gtk_box_append (GTK_BOX (box), group);
        }
      g_signal_connect_object (row, "remedy", G_CALLBACK (remedy_cb), self, 0);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  if (!gtk_widget_get_first_child (box))
    {
      g_object_ref_sink (box);
      g_clear_object (&box);
    }
  return box;
}

/* What is revealed is of the credential of before, if there is another one now. */
static void
show_credential (KtKeyPage *self)
{
  self->generation = kt_key_get_record (self->key)->generation;
  kt_reveal_rows_set_key (self->reveal_rows, self->key);
}

static void
update (KtKeyPage *self)
{
  KtExchange *exchange = get_exchange (self);
  const KtRecord *record = kt_key_get_record (self->key);
  g_autofree char *place = exchange ? kt_words_environment (exchange, record->environment) : g_strdup (record->exchange);
  gboolean busy = kt_key_get_busy (self->key);
  gint64 now = now_ms ();

  adw_window_title_set_title (self->title, kt_key_get_label (self->key));
  adw_window_title_set_subtitle (self->title, place);
  gtk_stack_set_visible_child_name (self->check_stack, busy ? "cancel" : "check");
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.check", !busy && record->state == KT_STATE_ACTIVE && exchange
                                                                   && !kt_exchange_is_closed (exchange, now));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.rotate", record->state == KT_STATE_ACTIVE && exchange != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.about-exchange", exchange != NULL);

  kt_reading_place_hold (self->place);
  kt_slot_show (self->slots[SECTION_DELETED], kt_key_sections_deleted (self->key, now));
  kt_slot_show (self->slots[SECTION_FINDINGS], make_findings (self, exchange));
  kt_slot_show (self->slots[SECTION_RIGHTS], kt_key_sections_rights (self->key, exchange));
  kt_slot_show (self->slots[SECTION_PLACE], kt_key_sections_place (self->key, exchange));
  kt_slot_show (self->slots[SECTION_DATES], kt_key_sections_dates (self->key, exchange, now));
  kt_given_rows_show (self->given, self->key);
  kt_own_rows_show (self->own, self->key);
  kt_slot_show (self->slots[SECTION_ABOUT], kt_key_sections_about (self->key, exchange));
  kt_reading_place_keep (self->place);
  kt_key_history_show (self->history, self->key);
  kt_key_past_show (self->past, self->key);
}

static gboolean
update_cb (gpointer user_data)
{
  KtKeyPage *self = user_data;

  self->update_source = 0;
  if (self->generation != kt_key_get_record (self->key)->generation)
    show_credential (self);
  update (self);
  return G_SOURCE_REMOVE;
}

/* Several things change at once when a check ends. */
static void
changed_cb (KtKeyPage *self)
{
  if (!self->update_source)
    self->update_source = g_idle_add (update_cb, self);
}

/* ── Check ── */

void
kt_key_page_check (KtKeyPage *self)
{
  g_return_if_fail (KT_IS_KEY_PAGE (self));

  if (self->key)
    kt_key_checker_begin (self->checker, self->key);
}

static void
check_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  kt_key_page_check (KT_KEY_PAGE (widget));
}

static void
cancel_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtKeyPage *self = KT_KEY_PAGE (widget);

  /* Without one of ours, it is Check All that asks. */
  if (!kt_key_checker_cancel (self->checker, self->key))
    gtk_widget_activate_action (widget, "win.cancel-check-all", NULL);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtKeyPage *self = KT_KEY_PAGE (widget);

  kt_reveal_rows_close (self->reveal_rows);
  gtk_widget_activate_action (widget, "win.delete", "s", kt_key_get_id (self->key));
}

/* ── Life ── */

static void
let_go (KtKeyPage *self)
{
  if (self->key)
    g_clear_signal_handler (&self->changed_handler, self->key);
  g_clear_handle_id (&self->update_source, g_source_remove);
  g_clear_object (&self->key);
}

static void
kt_key_page_unmap (GtkWidget *widget)
{
  /* What was revealed does not wait behind another page. */
  kt_reveal_rows_close (KT_KEY_PAGE (widget)->reveal_rows);

  GTK_WIDGET_CLASS (kt_key_page_parent_class)->unmap (widget);
}

static void
kt_key_page_dispose (GObject *object)
{
  KtKeyPage *self = KT_KEY_PAGE (object);
  GtkWidget *child;

  let_go (self);
  if (self->checker)
    g_object_run_dispose (G_OBJECT (self->checker));
  g_clear_object (&self->checker);
  if (self->edits)
    g_object_run_dispose (G_OBJECT (self->edits));
  g_clear_object (&self->edits);
  g_clear_pointer (&self->place, kt_reading_place_free);
  g_clear_object (&self->reveal_rows);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  g_clear_object (&self->keeper);

  G_OBJECT_CLASS (kt_key_page_parent_class)->dispose (object);
}

static void
kt_key_page_class_init (KtKeyPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_key_page_dispose;
  widget_class->unmap = kt_key_page_unmap;

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/keyturn/Keyturn/kt-key-page.ui");
  gtk_widget_class_bind_template_child (widget_class, KtKeyPage, title);
  gtk_widget_class_bind_template_child (widget_class, KtKeyPage, menu_button);
  gtk_widget_class_bind_template_child (widget_class, KtKeyPage, check_stack);
  gtk_widget_class_bind_template_child (widget_class, KtKeyPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, KtKeyPage, sections);
  gtk_widget_class_bind_template_child (widget_class, KtKeyPage, credential_group);

  gtk_widget_class_install_action (widget_class, "page.check", NULL, check_action);
  gtk_widget_class_install_action (widget_class, "page.cancel", NULL, cancel_action);
  gtk_widget_class_install_action (widget_class, "page.edit", NULL, edit_action);
  gtk_widget_class_install_action (widget_class, "page.rotate", NULL, rotate_action);
  gtk_widget_class_install_action (widget_class, "page.mean", "(ub)", mean_action);
  gtk_widget_class_install_action (widget_class, "page.delete", NULL, delete_action);
  gtk_widget_class_install_action (widget_class, "page.open-keys-page", NULL, open_keys_page_action);
  gtk_widget_class_install_action (widget_class, "page.about-exchange", NULL, about_exchange_action);
}

static void
kt_key_page_init (KtKeyPage *self)
{
  GtkWidget *above = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < N_SECTIONS; i++)
    {
      GtkWidget *slot = kt_slot_new ();

      /* What is changed in place stands above FIRST_BELOW, see kt_key_page_new(). */
      if (i == FIRST_BELOW)
        above = GTK_WIDGET (self->credential_group);
      gtk_box_insert_child_after (self->sections, slot, above);
      self->slots[i] = KT_SLOT (slot);
      above = slot;
    }
  self->place = kt_reading_place_new (self->sections, gtk_scrolled_window_get_vadjustment (self->scrolled));
}

GtkWidget *
kt_key_page_new (KtKeeper *keeper)
{
  KtKeyPage *self = g_object_new (KT_TYPE_KEY_PAGE, NULL);

  self->keeper = g_object_ref (keeper);
  self->checker = kt_key_checker_new (keeper, GTK_WIDGET (self));
  self->edits = kt_key_edits_new (keeper, GTK_WIDGET (self));
  self->given = KT_GIVEN_ROWS (kt_given_rows_new (keeper, self->edits));
  self->own = KT_OWN_ROWS (kt_own_rows_new (self->edits));
  gtk_box_insert_child_after (self->sections, GTK_WIDGET (self->given), GTK_WIDGET (self->credential_group));
  gtk_box_insert_child_after (self->sections, GTK_WIDGET (self->own), GTK_WIDGET (self->given));
  self->history = KT_KEY_HISTORY (kt_key_history_new (keeper));
  gtk_box_append (self->sections, GTK_WIDGET (self->history));
  self->past = KT_KEY_PAST (kt_key_past_new (keeper));
  gtk_box_append (self->sections, GTK_WIDGET (self->past));
  self->reveal_rows = kt_reveal_rows_new (keeper, self->credential_group);
  return GTK_WIDGET (self);
}

void
kt_key_page_set_key (KtKeyPage *self, KtKey *key)
{
  g_return_if_fail (KT_IS_KEY_PAGE (self));

  let_go (self);
  for (guint i = 0; i < N_SECTIONS; i++)
    kt_slot_clear (self->slots[i]);
  self->key = g_object_ref (key);
  self->changed_handler = g_signal_connect_object (key, "notify::version", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  show_credential (self);
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0);
  update (self);
}

void
kt_key_page_open_menu (KtKeyPage *self)
{
  gtk_menu_button_popup (self->menu_button);
}

void
kt_key_page_undo (KtKeyPage *self, guint serial)
{
  g_return_if_fail (KT_IS_KEY_PAGE (self));

  kt_key_edits_undo (self->edits, serial);
}

gboolean
kt_key_page_revert (KtKeyPage *self)
{
  gboolean own, given;

  g_return_val_if_fail (KT_IS_KEY_PAGE (self), FALSE);

  own = kt_own_rows_revert (self->own);
  given = kt_given_rows_revert (self->given);
  return own || given;
}

/* What is selected in a text that never takes the focus. (transfer full) (nullable) */
static char *
get_selected (GtkWidget *widget)
{
  char *selected = NULL;
  int start, end;

  if (GTK_IS_LABEL (widget) && gtk_label_get_selection_bounds (GTK_LABEL (widget), &start, &end) && end > start)
    return g_utf8_substring (gtk_label_get_text (GTK_LABEL (widget)), start, end);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !selected; child = gtk_widget_get_next_sibling (child))
    selected = get_selected (child);
  return selected;
}

void
kt_key_page_copy (KtKeyPage *self)
{
  g_autofree char *selected = NULL;

  g_return_if_fail (KT_IS_KEY_PAGE (self));

  selected = get_selected (GTK_WIDGET (self));
  if (selected)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), selected);
  else
    kt_reveal_rows_copy (self->reveal_rows);
}

void
kt_key_page_reveal (KtKeyPage *self)
{
  g_return_if_fail (KT_IS_KEY_PAGE (self));

  kt_reveal_rows_toggle (self->reveal_rows);
}

void
kt_key_page_conceal (KtKeyPage *self)
{
  g_return_if_fail (KT_IS_KEY_PAGE (self));

  kt_reveal_rows_close (self->reveal_rows);
}
