/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-key-row.h"

#include "kt-words.h"

struct _KtKeyRow
{
  GtkWidget parent_instance;

  KtKey    *key;                /* owned, while bound */
  KtKeeper *keeper;             /* borrowed, while bound */
  gulong    changed_handler;
  gboolean  narrow;
  int       shown_severity;

  GtkLabel   *section;          /* template children */
  AdwAvatar  *monogram;
  GtkBox     *halves;
  GtkLabel   *label;
  GtkLabel   *subtitle;
  GtkBox     *state_side;
  GtkImage   *state_icon;
  GtkSpinner *spinner;
  GtkLabel   *state;
  GtkLabel   *detail;
};

enum { PROP_0, PROP_NARROW, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (KtKeyRow, kt_key_row, GTK_TYPE_WIDGET)

static const char *const severity_classes[] = {
  [KT_SEVERITY_FINE] = "severity-fine",
  [KT_SEVERITY_DUE] = "severity-unknown",
  [KT_SEVERITY_UNKNOWN] = "severity-unknown",
  [KT_SEVERITY_SERIOUS] = "severity-serious",
  [KT_SEVERITY_DANGER] = "severity-danger",
};

static gint64
now_ms (void)
{
  return g_get_real_time () / 1000;
}

static char *
make_detail (KtKeyRow *self)
{
  g_autofree char *rights = kt_words_rights_summary (kt_key_get_good_report (self->key));
  const KtDate *date = kt_key_get_next_date (self->key);
  g_autofree char *day = date ? kt_words_date_short (date, now_ms ()) : NULL;

  return day ? g_strdup_printf ("%s · %s", rights, day) : g_steal_pointer (&rights);
}

static void
set_severity (KtKeyRow *self, KtSeverity severity)
{
  if (self->shown_severity >= 0)
    gtk_widget_remove_css_class (GTK_WIDGET (self->state_icon), severity_classes[self->shown_severity]);
  self->shown_severity = severity;
  gtk_widget_add_css_class (GTK_WIDGET (self->state_icon), severity_classes[severity]);
}

/* The list's own item is what a screen reader reads: "LABEL, EXCHANGE, STATE". */
static void
set_accessible_name (KtKeyRow *self, const char *exchange, const char *state)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *name = g_strdup_printf ("%s, %s, %s", kt_key_get_label (self->key), exchange, state);

  if (item)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
update (KtKeyRow *self)
{
  const KtRecord *record = kt_key_get_record (self->key);
  KtExchange *exchange = kt_catalogue_get (kt_keeper_get_catalogue (self->keeper), record->exchange, NULL);
  const char *exchange_name = kt_key_get_exchange_name (self->key);
  g_autofree char *place = exchange ? kt_words_environment (exchange, record->environment) : g_strdup (exchange_name);
  g_autofree char *state = kt_words_state (self->key, now_ms ());
  g_autofree char *detail = make_detail (self);
  gboolean busy = kt_key_get_busy (self->key);

  adw_avatar_set_text (self->monogram, exchange_name);
  gtk_label_set_label (self->label, kt_key_get_label (self->key));
  gtk_label_set_label (self->subtitle, place);
  gtk_label_set_label (self->state, state);
  gtk_label_set_label (self->detail, detail);
  gtk_image_set_from_icon_name (self->state_icon, kt_words_state_icon (self->key));
  set_severity (self, kt_key_get_severity (self->key));
  gtk_widget_set_visible (GTK_WIDGET (self->state_icon), !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  set_accessible_name (self, exchange_name, state);
}

static void
changed_cb (KtKeyRow *self)
{
  update (self);
}

static void
set_narrow (KtKeyRow *self, gboolean narrow)
{
  self->narrow = narrow;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->halves),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_box_set_spacing (self->halves, narrow ? 4 : 12);
  gtk_widget_set_size_request (GTK_WIDGET (self->state_side), narrow ? -1 : 290, -1);
}

static void
kt_key_row_set_property (GObject *object, guint prop_id, const GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_NARROW:
      set_narrow (KT_KEY_ROW (object), g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
let_go (KtKeyRow *self)
{
  if (self->key)
    g_clear_signal_handler (&self->changed_handler, self->key);
  g_clear_object (&self->key);
  self->keeper = NULL;
}

static void
kt_key_row_dispose (GObject *object)
{
  KtKeyRow *self = KT_KEY_ROW (object);
  GtkWidget *child;

  let_go (self);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kt_key_row_parent_class)->dispose (object);
}

static void
kt_key_row_class_init (KtKeyRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kt_key_row_dispose;
  object_class->set_property = kt_key_row_set_property;

  properties[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/keyturn/Keyturn/kt-key-row.ui");
  gtk_widget_class_bind_template_child (widget_class, KtKeyRow, section);
  gtk_widget_class_bind_template_child (widget_class, KtKeyRow, monogram);
  gtk_widget_class_bind_template_child (widget_class, KtKeyRow, halves);
  gtk_widget_class_bind_template_child (widget_class, KtKeyRow, label);
  gtk_widget_class_bind_template_child (widget_class, KtKeyRow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, KtKeyRow, state_side);
  gtk_widget_class_bind_template_child (widget_class, KtKeyRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, KtKeyRow, spinner);
  gtk_widget_class_bind_template_child (widget_class, KtKeyRow, state);
  gtk_widget_class_bind_template_child (widget_class, KtKeyRow, detail);
}

static void
kt_key_row_init (KtKeyRow *self)
{
  self->shown_severity = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  set_narrow (self, FALSE);
}

GtkWidget *
kt_key_row_new (void)
{
  return g_object_new (KT_TYPE_KEY_ROW, NULL);
}

void
kt_key_row_set_key (KtKeyRow *self, KtKey *key, KtKeeper *keeper, const char *section)
{
  g_return_if_fail (KT_IS_KEY_ROW (self));

  let_go (self);
  if (!key)
    return;

  self->key = g_object_ref (key);
  self->keeper = keeper;
  self->changed_handler = g_signal_connect_object (key, "notify::version", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_set_visible (GTK_WIDGET (self->section), section != NULL);
  gtk_label_set_label (self->section, section ? section : "");
  update (self);
}
