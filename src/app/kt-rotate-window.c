/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-rotate-window-private.h"

#include <glib/gi18n.h>

#include "kt-compat.h"
#include "kt-credential-form.h"
#include "kt-keeper-rotate.h"
#include "kt-rotate-page.h"
#include "kt-toast.h"
#include "kt-words.h"

G_DEFINE_FINAL_TYPE (KtRotateWindow, kt_rotate_window, ADW_TYPE_WINDOW)

void
kt_rotate_window_say (KtRotateWindow *self, const char *text)
{
  kt_toast_add (self->toasts, text);
}

/* ── What is shown ── */

/* What tells one widget of a page from another, on the next page too. */
static const char *
get_mark (GtkWidget *widget)
{
  const char *name = g_object_get_data (G_OBJECT (widget), "name");

  return name ? name : GTK_IS_ACTIONABLE (widget) ? gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)) : NULL;
}

typedef gboolean (*Match) (GtkWidget *widget, const char *mark);

static gboolean
has_mark (GtkWidget *widget, const char *mark)
{
  return g_strcmp0 (get_mark (widget), mark) == 0;
}

static gboolean
is_next (GtkWidget *widget, const char *mark)
{
  return gtk_widget_has_css_class (widget, "suggested-action");
}

static GtkWidget *
find_widget (GtkWidget *widget, Match match, const char *mark)
{
  if (match (widget, mark))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_widget (child, match, mark);

      if (found)
        return found;
    }
  return NULL;
}

/* Before what has the keyboard goes away: an entry minds it. */
static void
leave_focus (KtRotateWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (!focus || !self->page || !gtk_widget_is_ancestor (focus, self->page))
    return;
  g_free (self->mark);
  self->mark = g_strdup (get_mark (focus));
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
}

/* The keyboard stays where it was, or goes to what is to be done next. */
static void
place_focus (KtRotateWindow *self)
{
  g_autofree char *mark = g_steal_pointer (&self->mark);
  GtkWidget *target = mark ? find_widget (self->page, has_mark, mark) : NULL;

  if (!target && !self->giving)
    target = find_widget (self->page, is_next, NULL);
  if (!target && self->giving)
    kt_credential_form_focus (KT_CREDENTIAL_FORM (self->form));
  else if (target)
    gtk_widget_grab_focus (target);
}

static void
show_busy (KtRotateWindow *self)
{
  gtk_widget_set_visible (self->spinner, self->busy);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), self->busy);
  gtk_widget_set_sensitive (self->page, !self->busy);
}

static void
show_complete (KtRotateWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "rotate.give",
                                 !self->busy && self->giving && kt_credential_form_is_complete (KT_CREDENTIAL_FORM (self->form)));
}

static void
leave_page (KtRotateWindow *self)
{
  GtkWidget *around = gtk_widget_get_parent (self->form);

  /* It is in a group of the page that goes. */
  if (around)
    adw_preferences_group_remove (ADW_PREFERENCES_GROUP (gtk_widget_get_ancestor (self->form, ADW_TYPE_PREFERENCES_GROUP)), self->form);
  if (self->page)
    adw_bin_set_child (ADW_BIN (self->place), NULL);
  self->page = NULL;
}

void
kt_rotate_window_rebuild (KtRotateWindow *self)
{
  KtRotateView view = { self->key, self->exchange, self->rotation, self->end, self->giving, self->form, g_get_real_time () / 1000 };

  leave_focus (self);
  leave_page (self);
  self->page = kt_rotate_page_new (&view);
  gtk_widget_set_vexpand (self->page, TRUE);
  adw_bin_set_child (ADW_BIN (self->place), self->page);
  show_busy (self);
  show_complete (self);
  place_focus (self);
}

/* ── Verbs: one at a time, and what comes back is how it stands ── */

static void
take_rotation (KtRotateWindow *self, KtRotation *rotation)
{
  if (!rotation && self->rotation)
    self->end = kt_rotation_is_switched (self->rotation->stage) ? KT_ROTATE_DONE : KT_ROTATE_CANCELLED;
  /* What was given is in the keyring: the form has done its work. */
  if (rotation && self->rotation && rotation->to_generation > self->rotation->to_generation && rotation->stage == KT_ROTATION_STORED)
    self->giving = FALSE;
  if (rotation && kt_rotation_is_switched (rotation->stage))
    self->giving = FALSE;
  g_clear_pointer (&self->rotation, kt_rotation_free);
  self->rotation = rotation;
  if (self->may_begin && rotation && rotation->stage == KT_ROTATION_BEGUN)
    self->giving = TRUE;
  self->may_begin = FALSE;
}

static void make_form  (KtRotateWindow *self);

void
kt_rotate_window_say_error (KtRotateWindow *self, const GError *error)
{
  g_autofree char *sentence = kt_words_error (error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    kt_rotate_window_say (self, sentence);
}

void
kt_rotate_window_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtRotateWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRotation) rotation = kt_keeper_rotate_finish (KT_KEEPER (source), result, &error);

  if (!self->keeper)            /* closed meanwhile; the ledger knows */
    return;
  self->busy = FALSE;
  if (error)
    {
      /* How it stands is read anew: perhaps half of it was done. */
      self->may_begin = FALSE;
      kt_rotate_window_say_error (self, error);
      show_busy (self);
      show_complete (self);
      place_focus (self);
      kt_rotate_window_read_again (self);
      return;
    }
  take_rotation (self, g_steal_pointer (&rotation));
  /* Nothing of it is needed any more. */
  if (!self->giving && self->rotation && self->rotation->stage >= KT_ROTATION_STORED && self->rotation->stage < KT_ROTATION_DROPPING)
    make_form (self);
  kt_rotate_window_rebuild (self);
}

gboolean
kt_rotate_window_begin (KtRotateWindow *self)
{
  if (self->busy || !self->keeper || !self->page)
    return FALSE;
  self->busy = TRUE;
  leave_focus (self);
  show_busy (self);
  show_complete (self);
  return TRUE;
}

/* ── How it stands, as others may have changed it ── */

static gboolean
is_same (const KtRotation *a, const KtRotation *b)
{
  if (!a || !b)
    return a == b;
  return a->stage == b->stage && a->to_generation == b->to_generation && a->changed_ms == b->changed_ms && a->tries == b->tries;
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtRotateWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(KtRotation) rotation = kt_keeper_rotate_finish (KT_KEEPER (source), result, &error);

  self->reading = FALSE;
  /* What a verb of ours is changing comes with its own answer. */
  if (!self->keeper || self->busy)
    return;
  if (error)
    kt_rotate_window_say_error (self, error);
  else if (self->page && is_same (self->rotation, rotation))
    return;
  else
    take_rotation (self, g_steal_pointer (&rotation));
  kt_rotate_window_rebuild (self);
}

void
kt_rotate_window_read_again (KtRotateWindow *self)
{
  if (self->reading)
    return;
  self->reading = TRUE;
  kt_keeper_rotate_read_async (self->keeper, self->key, NULL, read_cb, g_object_ref (self));
}

/* Something else moved it: a try that was due, the command line. */
static void
key_changed_cb (KtRotateWindow *self)
{
  if (self->keeper && self->page && !self->busy && self->end == KT_ROTATE_NOT_BEGUN)
    kt_rotate_window_read_again (self);
}

/* Who comes back from a terminal sees what was done there. */
static void
active_cb (KtRotateWindow *self)
{
  if (gtk_window_is_active (GTK_WINDOW (self)))
    key_changed_cb (self);
}

/* ── Life ── */

static void
form_changed_cb (KtRotateWindow *self)
{
  show_complete (self);
}

/* An empty one. */
static void
make_form (KtRotateWindow *self)
{
  if (self->form)
    {
      leave_page (self);
      g_clear_object (&self->form);
    }
  self->form = g_object_ref_sink (g_object_new (KT_TYPE_CREDENTIAL_FORM, NULL));
  if (!self->exchange)
    return;
  kt_credential_form_fix_environment (KT_CREDENTIAL_FORM (self->form), kt_key_get_record (self->key)->environment);
  kt_credential_form_set_exchange (KT_CREDENTIAL_FORM (self->form), kt_keeper_get_catalogue (self->keeper), self->exchange);
  g_signal_connect_object (self->form, "changed", G_CALLBACK (form_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
destroy_cb (gpointer user_data)
{
  g_autoptr(KtRotateWindow) self = user_data;

  gtk_window_destroy (GTK_WINDOW (self));
}

/* Later: the question goes with its parent, and it is still in the middle of being answered. */
static void
close_answered_cb (const char *response, gpointer user_data)
{
  if (g_str_equal (response, "discard"))
    g_idle_add_once (destroy_cb, g_object_ref (user_data));
}

/* Only what was typed and is not in the keyring would be lost. */
static gboolean
kt_rotate_window_close_request (GtkWindow *window)
{
  KtRotateWindow *self = KT_ROTATE_WINDOW (window);
  const KtChoice choices[] = { { "discard", _("_Discard"), ADW_RESPONSE_DESTRUCTIVE } };

  if (!kt_credential_form_has_text (KT_CREDENTIAL_FORM (self->form)))
    return GTK_WINDOW_CLASS (kt_rotate_window_parent_class)->close_request (window);
  kt_compat_ask_full (window, _("Discard What You Typed?"), _("The new key is not in the keyring yet. Everything else of the rotation is kept."),
                      choices, G_N_ELEMENTS (choices), close_answered_cb, g_object_ref (self), g_object_unref);
  return GDK_EVENT_STOP;
}

static void
kt_rotate_window_dispose (GObject *object)
{
  KtRotateWindow *self = KT_ROTATE_WINDOW (object);

  if (self->asking)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_object (&self->form);
  g_clear_pointer (&self->mark, g_free);
  g_clear_pointer (&self->rotation, kt_rotation_free);
  g_clear_object (&self->exchange);
  g_clear_object (&self->key);
  g_clear_object (&self->keeper);

  G_OBJECT_CLASS (kt_rotate_window_parent_class)->dispose (object);
}

static void
kt_rotate_window_class_init (KtRotateWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_rotate_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = kt_rotate_window_close_request;
  kt_rotate_window_install_actions (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
kt_rotate_window_init (KtRotateWindow *self)
{
  self->asking = g_cancellable_new ();
}

static GtkWidget *
make_header (KtRotateWindow *self)
{
  GtkWidget *header = adw_header_bar_new ();

  self->spinner = gtk_spinner_new ();
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spinner), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Working"), -1);
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), self->spinner);
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), adw_window_title_new (_("Rotate Key"), kt_key_get_label (self->key)));
  return header;
}

static void
make_content (KtRotateWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  self->place = adw_bin_new ();
  gtk_widget_set_vexpand (self->place, TRUE);
  gtk_box_append (GTK_BOX (box), make_header (self));
  gtk_box_append (GTK_BOX (box), self->place);
  adw_toast_overlay_set_child (self->toasts, box);
  adw_window_set_content (ADW_WINDOW (self), GTK_WIDGET (self->toasts));
  gtk_window_set_title (GTK_WINDOW (self), _("Rotate Key"));
  gtk_window_set_default_size (GTK_WINDOW (self), 560, 700);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, 294);
}

static KtRotateWindow *
kt_rotate_window_new (KtKeeper *keeper, KtKey *key)
{
  KtRotateWindow *self = g_object_new (KT_TYPE_ROTATE_WINDOW, NULL);
  KtExchange *exchange = kt_catalogue_get (kt_keeper_get_catalogue (keeper), kt_key_get_record (key)->exchange, NULL);

  self->keeper = g_object_ref (keeper);
  self->key = g_object_ref (key);
  self->exchange = exchange ? g_object_ref (exchange) : NULL;
  make_content (self);
  make_form (self);
  g_signal_connect_object (key, "notify::version", G_CALLBACK (key_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (active_cb), NULL);
  kt_rotate_window_read_again (self);
  return self;
}

void
kt_rotate_window_show (GtkWindow *parent, KtKeeper *keeper, KtKey *key)
{
  GtkApplication *application = gtk_window_get_application (parent);
  KtRotateWindow *self = NULL;

  for (GList *l = gtk_application_get_windows (application); l; l = l->next)
    {
      if (KT_IS_ROTATE_WINDOW (l->data) && KT_ROTATE_WINDOW (l->data)->key == key)
        self = l->data;
    }
  if (!self)
    {
      self = kt_rotate_window_new (keeper, key);
      gtk_window_set_transient_for (GTK_WINDOW (self), parent);
      gtk_window_set_destroy_with_parent (GTK_WINDOW (self), TRUE);
    }
  gtk_window_present (GTK_WINDOW (self));
}
