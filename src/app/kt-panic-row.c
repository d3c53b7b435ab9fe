/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-panic-row.h"

#include <glib/gi18n.h>

#include "kt-words.h"

struct _KtPanicRow
{
  GtkBox parent_instance;

  KtPanicItem *item;            /* owned, or NULL */

  GtkWidget *title;             /* borrowed, all of them */
  GtkWidget *exchange;
  GtkWidget *cost;
  GtkWidget *given;
  GtkWidget *life_box;
  GtkWidget *life_icon;
  GtkWidget *spinner;
  GtkWidget *life;
  GtkWidget *open_button;
  GtkWidget *open_label;
  GtkWidget *ask_button;
};

G_DEFINE_FINAL_TYPE (KtPanicRow, kt_panic_row, GTK_TYPE_BOX)

/* ── Words ── */

/* Why it cannot be asked from here, or NULL. */
static const char *
say_hindrance (KtPanicItem *item)
{
  KtKey *key = kt_panic_item_get_key (item);
  KtState state = key ? kt_key_get_record (key)->state : KT_STATE_RETIRED;

  if (!key)
    return _("It cannot be asked about from here: its secret is gone.");
  if (state == KT_STATE_DELETED)
    return _("It cannot be asked about while it is deleted here. Restore it first.");
  if (state == KT_STATE_RETIRED)
    return _("It cannot be asked about from here: it is retired.");
  if (!kt_panic_item_get_exchange (item))
    return _("It cannot be asked about from here: there is no definition of its exchange.");
  return NULL;
}

char *
kt_panic_say_standing (KtPanicItem *item, const KtPanicStanding *standing)
{
  g_autofree char *sentence = NULL;

  if (!standing)
    return g_strdup (say_hindrance (item));
  if (standing->asking)
    return g_strdup (_("Asking the exchange…"));
  sentence = kt_words_life (standing->life, standing->report, standing->error, standing->next_ms, g_get_real_time () / 1000,
                            kt_panic_item_get_exchange (item));
  if (standing->life == KT_LIFE_DEAD && kt_panic_item_is_rotating (item))
    /* Translators: first a sentence */
    return g_strdup_printf (_("%s Only its current credential was asked: the other one of its rotation may be alive."), sentence);
  return g_steal_pointer (&sentence);
}

/* ── What is shown ── */

/* The list's own item is what a screen reader reads. */
static void
set_accessible_name (KtPanicRow *self, const char *life)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  const char *given = kt_panic_item_get_given (self->item);
  g_autofree char *name = g_strdup_printf ("%s, %s", kt_panic_item_get_title (self->item), kt_panic_item_get_exchange_name (self->item));
  g_autofree char *description = g_strdup_printf ("%s%s%s%s%s", kt_panic_item_get_cost (self->item), given ? "\n" : "", given ? given : "",
                                                  life ? "\n" : "", life ? life : "");

  if (item)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description, -1);
}

static const struct {
  const char *icon;
  const char *css_class;
} lives[] = {
  [KT_LIFE_UNKNOWN] = { "keyturn-unknown-symbolic", "severity-unknown" },
  [KT_LIFE_ALIVE]   = { "dialog-warning-symbolic", "severity-serious" },
  [KT_LIFE_DEAD]    = { "object-select-symbolic", "severity-fine" },
};

static void
show_icon (KtPanicRow *self, const KtPanicStanding *standing)
{
  gboolean asking = standing && standing->asking;
  KtLife life = standing ? standing->life : KT_LIFE_UNKNOWN;
  const char *classes[] = { NULL, NULL };

  gtk_widget_set_visible (self->spinner, asking);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), asking);
  gtk_widget_set_visible (self->life_icon, standing && !asking);
  if (!standing || asking)
    return;
  /* One of two is not all of it. */
  if (life == KT_LIFE_DEAD && kt_panic_item_is_rotating (self->item))
    life = KT_LIFE_UNKNOWN;
  classes[0] = lives[life].css_class;
  gtk_image_set_from_icon_name (GTK_IMAGE (self->life_icon), lives[life].icon);
  gtk_widget_set_css_classes (self->life_icon, classes);
}

void
kt_panic_row_set_standing (KtPanicRow *self, const KtPanicStanding *standing)
{
  gboolean may_ask;
  g_autofree char *life = NULL;

  g_return_if_fail (KT_IS_PANIC_ROW (self) && self->item);

  life = kt_panic_say_standing (self->item, standing);
  may_ask = say_hindrance (self->item) == NULL && !(standing && standing->life == KT_LIFE_DEAD);
  gtk_label_set_label (GTK_LABEL (self->life), life ? life : "");
  gtk_widget_set_visible (self->life_box, life != NULL);
  show_icon (self, standing);
  gtk_widget_set_visible (self->ask_button, may_ask);
  gtk_widget_set_sensitive (self->ask_button, !(standing && standing->asking));
  set_accessible_name (self, life);
}

static void
show_page_button (KtPanicRow *self)
{
  const char *page = kt_panic_item_get_page (self->item);
  g_autofree char *label = kt_words_remedy (KT_REMEDY_OPEN_KEYS_PAGE, kt_panic_item_get_exchange (self->item));

  if (!page)
    {
      g_free (label);
      label = g_strdup (_("Its key page is not known"));
    }
  gtk_label_set_label (GTK_LABEL (self->open_label), label);
  gtk_widget_set_tooltip_text (self->open_button, page);
  gtk_widget_set_sensitive (self->open_button, page != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->open_button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

void
kt_panic_row_set_item (KtPanicRow *self, KtPanicItem *item, const KtPanicStanding *standing)
{
  const char *given;

  g_return_if_fail (KT_IS_PANIC_ROW (self));

  g_set_object (&self->item, item);
  if (!item)
    return;
  given = kt_panic_item_get_given (item);
  gtk_label_set_label (GTK_LABEL (self->title), kt_panic_item_get_title (item));
  gtk_label_set_label (GTK_LABEL (self->exchange), kt_panic_item_get_exchange_name (item));
  gtk_label_set_label (GTK_LABEL (self->cost), kt_panic_item_get_cost (item));
  gtk_label_set_label (GTK_LABEL (self->given), given ? given : "");
  gtk_widget_set_visible (self->given, given != NULL);
  /* The target before the name: an action without the one it wants is a warning. */
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->ask_button), "s", kt_panic_item_get_id (item));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->ask_button), "panic.ask");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->open_button), "s", kt_panic_item_get_id (item));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->open_button), "panic.open");
  show_page_button (self);
  kt_panic_row_set_standing (self, standing);
}

KtPanicItem *
kt_panic_row_get_item (KtPanicRow *self)
{
  g_return_val_if_fail (KT_IS_PANIC_ROW (self), NULL);

  return self->item;
}

/* ── Life ── */

static void
kt_panic_row_dispose (GObject *object)
{
  g_clear_object (&KT_PANIC_ROW (object)->item);

  G_OBJECT_CLASS (kt_panic_row_parent_class)->dispose (object);
}

static void
kt_panic_row_class_init (KtPanicRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_panic_row_dispose;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "panicrow");
}

static GtkWidget *
add_text (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  if (css_class)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
add_buttons (KtPanicRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->open_label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->open_label), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->open_label), GTK_JUSTIFY_CENTER);
  self->open_button = gtk_button_new ();
  gtk_button_set_child (GTK_BUTTON (self->open_button), self->open_label);
  self->ask_button = gtk_button_new_with_label (_("Is It Dead?"));
  gtk_widget_set_margin_top (box, 6);
  gtk_box_append (GTK_BOX (box), self->open_button);
  gtk_box_append (GTK_BOX (box), self->ask_button);
  gtk_box_append (GTK_BOX (self), box);
}

static void
kt_panic_row_init (KtPanicRow *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 3);
  self->title = add_text (GTK_WIDGET (self), "heading");
  self->exchange = add_text (GTK_WIDGET (self), "dim-label");
  self->cost = add_text (GTK_WIDGET (self), NULL);
  self->given = add_text (GTK_WIDGET (self), "dim-label");
  self->life_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->spinner = gtk_spinner_new ();
  self->life_icon = gtk_image_new ();
  gtk_widget_set_valign (self->spinner, GTK_ALIGN_START);
  gtk_widget_set_valign (self->life_icon, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (self->life_box), self->spinner);
  gtk_box_append (GTK_BOX (self->life_box), self->life_icon);
  self->life = add_text (self->life_box, NULL);
  gtk_box_append (GTK_BOX (self), self->life_box);
  add_buttons (self);
}

GtkWidget *
kt_panic_row_new (void)
{
  return g_object_new (KT_TYPE_PANIC_ROW, NULL);
}
