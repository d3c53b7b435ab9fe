/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-preferences-window.h"

#include <glib/gi18n.h>

#include "kt-login-row.h"

struct _KtPreferencesWindow
{
  AdwPreferencesWindow parent_instance;

  GSettings      *settings;     /* owned */
  KtSessionWatch *watch;        /* owned */
  GtkWidget      *idle_row;     /* borrowed */
};

G_DEFINE_FINAL_TYPE (KtPreferencesWindow, kt_preferences_window, ADW_TYPE_PREFERENCES_WINDOW)

static GtkWidget *
add_page (KtPreferencesWindow *self, const char *title, const char *icon_name)
{
  GtkWidget *page = g_object_new (ADW_TYPE_PREFERENCES_PAGE, "title", title, "icon-name", icon_name, NULL);

  adw_preferences_window_add (ADW_PREFERENCES_WINDOW (self), ADW_PREFERENCES_PAGE (page));
  return page;
}

static GtkWidget *
add_group (GtkWidget *page, const char *title, const char *description)
{
  GtkWidget *group = g_object_new (ADW_TYPE_PREFERENCES_GROUP, "title", title, "description", description, NULL);

  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
  return group;
}

static GtkWidget *
add_row (GtkWidget *group, const char *title, const char *subtitle, GtkWidget *control)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), control);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), control);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  return row;
}

/* ── Numbers, of which 0 may say "never" ── */

static gboolean
never_output_cb (GtkSpinButton *spin)
{
  if (gtk_spin_button_get_value_as_int (spin) != 0)
    return FALSE;
  gtk_editable_set_text (GTK_EDITABLE (spin), _("Never"));
  return TRUE;
}

static int
never_input_cb (GtkSpinButton *spin, double *ret_value)
{
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (spin)), _("Never")) != 0)
    return FALSE;
  *ret_value = 0;
  return TRUE;
}

static GtkWidget *
add_number (KtPreferencesWindow *self, GtkWidget *group, const char *title, const char *subtitle, const char *key)
{
  g_autoptr(GSettingsSchema) schema = NULL;
  g_autoptr(GSettingsSchemaKey) description = NULL;
  g_autoptr(GVariant) range = NULL;
  g_autoptr(GVariant) limits = NULL;
  GtkAdjustment *adjustment;
  GtkWidget *spin;
  int least, most;

  g_object_get (self->settings, "settings-schema", &schema, NULL);
  description = g_settings_schema_get_key (schema, key);
  range = g_settings_schema_key_get_range (description);
  g_variant_get (range, "(sv)", NULL, &limits);
  g_variant_get (limits, "(ii)", &least, &most);

  adjustment = gtk_adjustment_new (least, least, most, 1, 10, 0);
  spin = gtk_spin_button_new (adjustment, 1, 0);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), 5);
  if (least == 0)
    {
      g_signal_connect (spin, "output", G_CALLBACK (never_output_cb), NULL);
      g_signal_connect (spin, "input", G_CALLBACK (never_input_cb), NULL);
    }
  g_settings_bind (self->settings, key, adjustment, "value", G_SETTINGS_BIND_DEFAULT);
  return add_row (group, title, subtitle, spin);
}

static GtkWidget *
add_switch (KtPreferencesWindow *self, GtkWidget *group, const char *title, const char *subtitle, const char *key)
{
  GtkWidget *control = gtk_switch_new ();

  g_settings_bind (self->settings, key, control, "active", G_SETTINGS_BIND_DEFAULT);
  return add_row (group, title, subtitle, control);
}

/* ── One of several words ── */

static gboolean
word_to_number (GValue *value, GVariant *variant, gpointer user_data)
{
  const char *const *words = user_data;
  const char *word = g_variant_get_string (variant, NULL);

  for (guint i = 0; words[i]; i++)
    {
      if (g_str_equal (words[i], word))
        {
          g_value_set_uint (value, i);
          return TRUE;
        }
    }
  return FALSE;
}

static GVariant *
number_to_word (const GValue *value, const GVariantType *type, gpointer user_data)
{
  const char *const *words = user_data;
  const guint n = g_value_get_uint (value);

  return n < g_strv_length ((char **) words) ? g_variant_new_string (words[n]) : NULL;
}

/* @words: static, as the setting has them; @shown: the same, translated. */
static void
add_choice (KtPreferencesWindow *self, GtkWidget *group, const char *title, const char *subtitle, const char *key,
            const char *const *words, const char *const *shown)
{
  g_autoptr(GtkStringList) list = gtk_string_list_new (shown);
  GtkWidget *row = adw_combo_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  g_settings_bind_with_mapping (self->settings, key, row, "selected", G_SETTINGS_BIND_DEFAULT, word_to_number, number_to_word,
                                (gpointer) words, NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
}

/* ── Pages ── */

static void
add_dates (KtPreferencesWindow *self)
{
  GtkWidget *page = add_page (self, _("Dates"), "x-office-calendar-symbolic");
  GtkWidget *group = add_group (page, _("Rotate After Days"),
                                _("Counted from the day a secret was made. A key can have a number of its own."));

  add_number (self, group, _("Moves Money, Listed Addresses"), _("Can withdraw or transfer, from the addresses you named"),
              "rotate-money-days");
  add_number (self, group, _("Moves Money, Any Address"), _("Can withdraw or transfer from everywhere"), "rotate-money-open-days");
  add_number (self, group, _("Trades, Listed Addresses"), NULL, "rotate-trade-days");
  add_number (self, group, _("Trades, Any Address"), NULL, "rotate-trade-open-days");
  add_number (self, group, _("Looks Only"), NULL, "rotate-look-days");

  group = add_group (page, _("Telling You"), NULL);
  add_number (self, group, _("Days Ahead"), _("How long before a key ends or is due Keyturn says so"), "warn-days");
  add_number (self, group, _("Not Checked for Days"), _("A key that was not checked for so long is remarked on"), "stale-days");
}

static void
add_reminders (KtPreferencesWindow *self)
{
  GtkWidget *page = add_page (self, _("Reminders"), "alarm-symbolic");
  GtkWidget *group = add_group (page, NULL, _("What is due is shown by the desktop while the reminder runs."));
  g_autoptr(KtLoginStart) start = kt_login_start_new (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS), self->settings);

  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), kt_login_row_new (start));
  add_switch (self, group, _("Show What Is Due"), NULL, "reminders");
  add_switch (self, group, _("Working Days Only"), _("On Saturdays and Sundays nothing new is shown"), "working-days-only");

  group = add_group (page, _("Quiet Hours"), _("Nothing new is shown from one hour to the other. The same twice: no quiet hours."));
  add_number (self, group, _("From"), NULL, "quiet-from");
  add_number (self, group, _("To"), NULL, "quiet-to");
}

static void
add_checks (KtPreferencesWindow *self)
{
  static const char *const words[] = { "never", "daily", "weekly", NULL };
  const char *const shown[] = { _("Never"), _("Daily"), _("Weekly"), NULL };
  GtkWidget *page = add_page (self, _("Checks"), "view-refresh-symbolic");
  GtkWidget *group = add_group (page, _("Automatic Checks"),
                                _("While this window is open and the keyring is unlocked. What changed for the worse is shown at once. "
                                  "Keys that a check could disturb are left out."));

  add_choice (self, group, _("Check Keys"), NULL, "automatic-checks", words, shown);
  add_switch (self, group, _("Keep Keys Alive"),
              _("Some exchanges end keys that nobody uses, and count a check as use. Without this such keys are checked by themselves only where a key’s own page says so."),
              "keep-alive");
}

static void
tells_idle_cb (KtPreferencesWindow *self)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->idle_row),
                               kt_session_watch_tells_idle (self->watch)
                                 ? _("Of the whole session, not of this window")
                                 : _("This desktop does not tell how long nobody used it; locking the screen counts always"));
}

static void
add_privacy (KtPreferencesWindow *self)
{
  GtkWidget *page = add_page (self, _("Privacy"), "security-high-symbolic");
  GtkWidget *group = add_group (page, _("Clipboard"), NULL);

  add_number (self, group, _("Clear a Copied Secret After Seconds"),
              _("Clipboard histories are asked not to keep it. Some do not listen."), "clipboard-seconds");

  group = add_group (page, _("When You Are Away"), _("When the screen is locked, shown secrets are hidden and a copied one is cleared."));
  self->idle_row = add_number (self, group, _("The Same After Minutes Without Use"), "", "away-minutes");
  g_signal_connect_object (self->watch, "notify::tells-idle", G_CALLBACK (tells_idle_cb), self, G_CONNECT_SWAPPED);
  tells_idle_cb (self);
  add_switch (self, group, _("Hide the Names of Keys Too"),
              _("Against a glance at the screen. It does not protect from somebody who uses this session: one press shows them again."),
              "hide-names");
}

static void
kt_preferences_window_dispose (GObject *object)
{
  KtPreferencesWindow *self = KT_PREFERENCES_WINDOW (object);

  g_clear_object (&self->watch);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (kt_preferences_window_parent_class)->dispose (object);
}

static void
kt_preferences_window_class_init (KtPreferencesWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_preferences_window_dispose;
}

static void
kt_preferences_window_init (KtPreferencesWindow *self)
{
}

GtkWidget *
kt_preferences_window_new (GSettings *settings, KtSessionWatch *watch)
{
  KtPreferencesWindow *self = g_object_new (KT_TYPE_PREFERENCES_WINDOW, "modal", TRUE, "search-enabled", FALSE,
                                            "default-width", 560, "default-height", 640, NULL);

  self->settings = g_object_ref (settings);
  self->watch = g_object_ref (watch);
  add_dates (self);
  add_reminders (self);
  add_checks (self);
  add_privacy (self);
  return GTK_WIDGET (self);
}
