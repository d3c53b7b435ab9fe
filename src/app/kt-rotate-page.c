/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-rotate-page.h"

#include <glib/gi18n.h>

#include "kt-tick.h"
#include "kt-words.h"

#define N_STEPS 8

static const char *const titles[] = {
  N_("Over"),
  N_("Make the New Key"),
  N_("Give the New Key"),
  N_("Check the New Key"),
  N_("Make It the Current One"),
  N_("Hand It Out"),
  N_("Delete the Old Key"),
  N_("Wait Until the Old Key Is Refused"),
  N_("Wipe the Old Key"),
};

static gboolean
all_have_it (const KtRotation *rotation)
{
  for (guint i = 0; i < rotation->consumers->len; i++)
    {
      if (((const KtRotationConsumer *) g_ptr_array_index (rotation->consumers, i))->given_ms == 0)
        return FALSE;
    }
  return TRUE;
}

guint
kt_rotate_page_step (const KtRotateView *view)
{
  if (view->giving)
    return 2;
  if (!view->rotation)
    return view->end == KT_ROTATE_NOT_BEGUN ? 1 : 0;
  switch (view->rotation->stage)
    {
    case KT_ROTATION_STORING:
    case KT_ROTATION_DROPPING:
    case KT_ROTATION_CANCELLING:
      return 2;
    case KT_ROTATION_STORED:
      return 3;
    case KT_ROTATION_CHECKED:
      return 4;
    case KT_ROTATION_SWITCHED:
      return all_have_it (view->rotation) ? 6 : 5;
    case KT_ROTATION_WATCHING:
      return 7;
    case KT_ROTATION_PROVEN:
    case KT_ROTATION_WIPING:
      return 8;
    case KT_ROTATION_BEGUN:
    case KT_N_ROTATION_STAGES:
    default:
      return 1;
    }
}

/* ── Pieces ── */

static GtkWidget *
add_group (AdwPreferencesPage *page, const char *title, const char *description)
{
  GtkWidget *group = adw_preferences_group_new ();
  g_autofree char *title_escaped = title ? g_markup_escape_text (title, -1) : NULL;
  g_autofree char *escaped = description ? g_markup_escape_text (description, -1) : NULL;

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title_escaped ? title_escaped : "");
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), escaped);
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (group));
  return group;
}

/* A sentence in a row of its own. */
static GtkWidget *
add_row (GtkWidget *group, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *escaped = subtitle ? g_markup_escape_text (subtitle, -1) : NULL;

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped ? escaped : "");
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

static GtkWidget *
make_button (const char *label, const char *action, const char *css_class)
{
  GtkWidget *text = gtk_label_new (label);
  GtkWidget *button = gtk_button_new ();

  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_justify (GTK_LABEL (text), GTK_JUSTIFY_CENTER);
  gtk_button_set_child (GTK_BUTTON (button), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  if (css_class)
    gtk_widget_add_css_class (button, css_class);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

/* Buttons below each other: the first is what is to be done next. */
static GtkWidget *
add_buttons (AdwPreferencesPage *page)
{
  GtkWidget *group = add_group (page, NULL, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), box);
  return box;
}

static void
append_button (GtkWidget *box, const char *label, const char *action, const char *css_class)
{
  gtk_box_append (GTK_BOX (box), make_button (label, action, css_class));
}

static void
add_copy_row (GtkWidget *group, const char *title, const char *text)
{
  GtkWidget *row = add_row (group, title, text);
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Copy"));
  /* Translators: a button beside a text; %s is what the text is */
  g_autofree char *name = g_strdup_printf (_("Copy: %s"), title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", text);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "rotate.copy");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static void
append_keys_page_button (const KtRotateView *view, GtkWidget *box, const char *css_class)
{
  const char *environment = kt_key_get_record (view->key)->environment;
  g_autofree char *label = view->exchange ? kt_words_remedy (KT_REMEDY_OPEN_KEYS_PAGE, view->exchange) : NULL;

  if (label && kt_exchange_get_keys_page (view->exchange, environment))
    append_button (box, label, "rotate.open-keys-page", css_class);
}

/* ── 1 and 2: the new key ── */

static void
add_boxes (const KtRotateView *view, AdwPreferencesPage *page)
{
  const KtRecord *record = kt_key_get_record (view->key);
  KtRights meant = kt_rotation_get_meant (record, kt_key_get_good_report (view->key));
  GtkWidget *group = add_group (page, _("At the Exchange"), NULL);
  g_autofree char *boxes = view->exchange && meant ? kt_words_boxes (view->exchange, meant) : NULL;
  g_autofree char *rights = meant ? kt_words_rights_list (meant) : NULL;
  g_autofree char *addresses = record->place_addresses ? g_strjoinv (", ", record->place_addresses) : NULL;

  add_row (group, _("What It Is Meant to Do"), rights ? rights : _("You never said: it is compared with what the old one can do."));
  if (boxes)
    add_row (group, _("Boxes to Tick"), boxes);
  if (addresses && *addresses)
    add_copy_row (group, _("Addresses to Allow"), addresses);
  else
    add_row (group, _("Addresses to Allow"), _("None are written down for this key. Allow only those of the computer that uses it."));
}

static void
show_make (const KtRotateView *view, AdwPreferencesPage *page)
{
  GtkWidget *box;

  add_boxes (view, page);
  box = add_buttons (page);
  append_keys_page_button (view, box, NULL);
  append_button (box, _("I Have the New Key"), "rotate.show-give", "suggested-action");
  if (view->rotation)
    append_button (box, _("Cancel the Rotation"), "rotate.cancel", "flat");
}

static void
show_give (const KtRotateView *view, AdwPreferencesPage *page)
{
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *box;

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), view->form);
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (group));
  box = add_buttons (page);
  append_button (box, _("Keep It Beside the Old One"), "rotate.give", "suggested-action");
  append_button (box, _("Back"), "rotate.show-make", "flat");
}

/* ── 3 and 4: is it as it is meant to be? ── */

static void
add_verdict (const KtRotateView *view, AdwPreferencesPage *page, const KtRotationVerdict *verdict)
{
  KtReport *report = view->rotation->new_report;
  GtkWidget *group = add_group (page, _("What the Exchange Says"), NULL);
  g_autofree char *sentence = kt_words_rotation_verdict (verdict, view->exchange);
  g_autofree char *paragraph = verdict->works ? NULL : kt_words_report (report, kt_key_get_record (view->key), view->exchange);
  g_autofree char *can = kt_words_rights_list (kt_report_get_rights (report));
  GtkWidget *row = add_row (group, verdict->may_switch ? _("The new key works.") : _("Not as it is meant to be"), sentence);

  adw_action_row_add_prefix (ADW_ACTION_ROW (row),
                             gtk_image_new_from_icon_name (verdict->may_switch ? "object-select-symbolic" : "dialog-warning-symbolic"));
  if (paragraph)
    add_row (group, _("Why"), paragraph);
  else if (*can)
    add_row (group, _("What It May Do"), can);
}

/* Each right by its name: one tick does not accept two. */
static void
add_acceptance (AdwPreferencesPage *page, const KtRotationVerdict *verdict)
{
  GtkWidget *group;

  if (verdict->unseen && !verdict->may_switch)
    {
      group = add_group (page, NULL, NULL);
      gtk_widget_set_margin_top (group, 6);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 make_button (_("Accept That It Cannot Be Seen From Here"), "rotate.accept-unseen", NULL));
    }
  if (!verdict->more || verdict->missing || verdict->account == KT_ACCOUNT_DIFFERENT)
    return;
  group = add_group (page, _("More Than Meant"), _("Better make a key without these. Or accept each by its name."));
  for (guint right = 0; right < KT_N_RIGHTS; right++)
    {
      GtkWidget *row, *button;
      g_autofree char *name = NULL;

      if (!(verdict->more & KT_RIGHTS_BIT (right)))
        continue;
      row = add_row (group, kt_words_right (right), kt_words_right_risk (right));
      button = make_button (_("Accept"), NULL, NULL);
      /* Translators: a button; %s is a right of a key */
      name = g_strdup_printf (_("Accept: %s"), kt_words_right (right));
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", right);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "rotate.accept");
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
}

/* What will be sent, before it is. */
static void
add_before_check (const KtRotateView *view, AdwPreferencesPage *page)
{
  const char *environment = kt_key_get_record (view->key)->environment;
  const char *key_type = view->rotation->new_key_type;
  const char *host;
  guint n = view->exchange ? kt_exchange_count_signed (view->exchange, environment, &host) : 0;
  g_autofree char *sentence = n > 0 ? kt_words_before_request (host, n, kt_exchange_what_goes (view->exchange, environment, key_type)) : NULL;
  g_autofree char *leaves = n > 0 ? kt_words_goes (view->exchange, environment, key_type) : NULL;
  GtkWidget *group = add_group (page, NULL, NULL);

  add_row (group, sentence ? sentence : _("This exchange cannot be asked about a key."), leaves);
  if (view->exchange && kt_exchange_wrong_address_disables (view->exchange))
    add_row (group, _("Beware"), kt_words_wrong_address ());
}

static void
show_check (const KtRotateView *view, AdwPreferencesPage *page)
{
  KtRotationVerdict verdict;
  GtkWidget *box;

  kt_rotation_judge (view->rotation, kt_key_get_record (view->key), kt_key_get_good_report (view->key), &verdict);
  if (view->rotation->new_report)
    {
      add_verdict (view, page, &verdict);
      add_acceptance (page, &verdict);
    }
  else
    {
      add_before_check (view, page);
    }
  box = add_buttons (page);
  if (verdict.may_switch)
    append_button (box, _("Make It the Current One"), "rotate.make-current", "suggested-action");
  append_button (box, view->rotation->new_report ? _("Check Again") : _("Check the New Key"), "rotate.check",
                 verdict.may_switch ? NULL : "suggested-action");
  append_button (box, _("Give Another Key"), "rotate.show-give", NULL);
  append_button (box, _("Cancel the Rotation"), "rotate.cancel", "flat");
}

/* ── 5 and 6: hand it out, delete the old one ── */

static void
tick_cb (GtkCheckButton *button)
{
  gtk_widget_activate_action (GTK_WIDGET (button), gtk_check_button_get_active (button) ? "rotate.tick" : "rotate.untick", "s",
                              g_object_get_data (G_OBJECT (button), "name"));
}

static void
add_consumer (GtkWidget *group, const KtRotationConsumer *consumer, gint64 now_ms)
{
  g_autofree char *ago = consumer->given_ms ? kt_words_ago (consumer->given_ms, now_ms) : NULL;
  /* Translators: %s is “yesterday” */
  g_autofree char *since = ago ? g_strdup_printf (_("Has the new key (%s)"), ago) : NULL;
  GtkWidget *row = add_row (group, consumer->name, since ? since : _("Has the old key"));
  GtkWidget *check = kt_tick_new ();

  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), consumer->given_ms != 0);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, consumer->name, -1);
  g_object_set_data_full (G_OBJECT (check), "name", g_strdup (consumer->name), g_free);
  g_signal_connect (check, "toggled", G_CALLBACK (tick_cb), NULL);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
}

static void
add_old (const KtRotateView *view, GtkWidget *group)
{
  if (view->rotation->old_hint)
    add_row (group, _("The Old Key"), view->rotation->old_hint);
}

static void
show_hand_out (const KtRotateView *view, AdwPreferencesPage *page)
{
  const KtRotation *rotation = view->rotation;
  GtkWidget *group, *box;

  group = add_group (page, _("Who Has the Old Key"), rotation->consumers->len > 0 ? _("Tick whoever has the new one.") : NULL);
  for (guint i = 0; i < rotation->consumers->len; i++)
    add_consumer (group, g_ptr_array_index (rotation->consumers, i), view->now_ms);
  if (rotation->consumers->len == 0)
    add_row (group, _("Nobody is written down"), _("Whatever uses the old key has to be given the new one before the old one is deleted."));
  group = add_group (page, _("At the Exchange"), NULL);
  add_old (view, group);
  add_row (group, _("Delete only the old one"), _("From then on it is asked whether the exchange still knows it."));
  box = add_buttons (page);
  append_keys_page_button (view, box, NULL);
  append_button (box, _("I Deleted the Old Key"), "rotate.deleted", all_have_it (rotation) ? "suggested-action" : NULL);
  append_button (box, _("Back to the Old Key"), "rotate.undo", "flat");
}

/* ── 7 and 8: dead, and gone ── */

static void
show_watch (const KtRotateView *view, AdwPreferencesPage *page)
{
  const KtRotation *rotation = view->rotation;
  GtkWidget *group = add_group (page, _("The Old Key"), NULL);
  g_autofree char *answer = kt_words_rotation_watch (rotation, view->now_ms, view->exchange);
  g_autofree char *tries = g_strdup_printf (ngettext ("Asked %u time", "Asked %u times", rotation->tries), rotation->tries);
  GtkWidget *box;

  add_old (view, group);
  add_row (group, tries, answer);
  if (rotation->next_try_ms)
    add_row (group, _("How Often"), _("At once, after 1, 5 and 30 minutes, after 6 hours, then daily: while Keyturn runs and the keyring is open."));
  else
    add_row (group, _("How Often"), _("Only when you press. If it is not deleted after all, asking by itself could lock something out or disturb whoever uses it."));
  box = add_buttons (page);
  append_button (box, _("Check Now"), "rotate.watch", "suggested-action");
  append_keys_page_button (view, box, NULL);
  append_button (box, _("Wipe It Without Proof…"), "rotate.wipe-unproven", NULL);
  append_button (box, _("Back to the Old Key"), "rotate.undo", "flat");
}

static void
show_proven (const KtRotateView *view, AdwPreferencesPage *page)
{
  GtkWidget *group = add_group (page, _("The Old Key"), NULL);
  g_autofree char *answer = kt_words_rotation_watch (view->rotation, view->now_ms, view->exchange);
  GtkWidget *box;

  add_old (view, group);
  add_row (group, _("Refused"), answer);
  box = add_buttons (page);
  append_button (box, _("Wipe the Old Key"), "rotate.wipe", "suggested-action");
  append_button (box, _("Back to the Old Key"), "rotate.undo", "flat");
}

static void
show_waiting (AdwPreferencesPage *page)
{
  append_button (add_buttons (page), _("Unlock the Keyring"), "rotate.unlock", "suggested-action");
}

/* ── All of them ── */

static char *
say_over (const KtRotateView *view)
{
  if (view->end == KT_ROTATE_CANCELLED)
    return g_strdup (_("The new key is wiped from the keyring, the old one is as it was."));
  return g_strdup (_("The old key is wiped from the keyring. The receipt is in the key’s history."));
}

static char *
say_next (const KtRotateView *view)
{
  if (view->giving)
    return g_strdup (_("It goes into the keyring beside the old one, which stays the current one."));
  if (view->rotation)
    return kt_words_rotation_next (view->rotation, view->exchange);
  if (view->end != KT_ROTATE_NOT_BEGUN)
    return say_over (view);
  return g_strdup (_("A new key takes the place of the old one: step by step, with a way back until the old one is wiped. "
                     "You can close this window at any step and go on days later."));
}

static void
add_head (const KtRotateView *view, AdwPreferencesPage *page)
{
  guint step = kt_rotate_page_step (view);
  g_autofree char *sentence = say_next (view);
  /* Translators: where one is in a row of steps */
  g_autofree char *place = g_strdup_printf (_("Step %u of %u"), step, N_STEPS);
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  const char *const texts[] = { step > 0 ? place : NULL, step > 0 ? _(titles[step]) : view->end == KT_ROTATE_DONE ? _("Done") : _("Cancelled"), sentence };
  static const char *const classes[] = { "dim-label", "title-2", "body" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GtkWidget *label = texts[i] ? gtk_label_new (texts[i]) : NULL;

      if (!label)
        continue;
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_widget_add_css_class (label, classes[i]);
      gtk_box_append (GTK_BOX (box), label);
    }
  if (step > 0)
    {
      GtkWidget *bar = gtk_progress_bar_new ();

      gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (bar), (step - 1) / (double) N_STEPS);
      gtk_accessible_update_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, place, -1);
      gtk_box_append (GTK_BOX (box), bar);
    }
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), box);
  adw_preferences_page_add (page, ADW_PREFERENCES_GROUP (group));
}

static void
add_body (const KtRotateView *view, AdwPreferencesPage *page)
{
  if (view->giving)
    {
      show_give (view, page);
      return;
    }
  switch (view->rotation->stage)
    {
    case KT_ROTATION_BEGUN:
      show_make (view, page);
      break;
    case KT_ROTATION_STORED:
    case KT_ROTATION_CHECKED:
      show_check (view, page);
      break;
    case KT_ROTATION_SWITCHED:
      show_hand_out (view, page);
      break;
    case KT_ROTATION_WATCHING:
      show_watch (view, page);
      break;
    case KT_ROTATION_PROVEN:
      show_proven (view, page);
      break;
    case KT_ROTATION_STORING:
    case KT_ROTATION_WIPING:
    case KT_ROTATION_DROPPING:
    case KT_ROTATION_CANCELLING:
    case KT_N_ROTATION_STAGES:
    default:
      show_waiting (page);
      break;
    }
}

GtkWidget *
kt_rotate_page_new (const KtRotateView *view)
{
  AdwPreferencesPage *page = ADW_PREFERENCES_PAGE (adw_preferences_page_new ());

  add_head (view, page);
  if (view->rotation)
    add_body (view, page);
  else if (view->end == KT_ROTATE_NOT_BEGUN)
    show_make (view, page);
  else
    append_button (add_buttons (page), _("Close"), "window.close", "suggested-action");
  return GTK_WIDGET (page);
}
