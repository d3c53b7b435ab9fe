/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-panic-window.h"

#include <glib/gi18n.h>

#include "kt-banner.h"
#include "kt-compat.h"
#include "kt-key-checker.h"
#include "kt-panic-item.h"
#include "kt-panic-row.h"
#include "kt-paper.h"
#include "kt-toast.h"
#include "kt-words.h"

/* Many changes at once are one new list. */
#define SETTLE_MS 200

struct _KtPanicWindow
{
  AdwWindow parent_instance;

  KtKeeper     *keeper;         /* owned; NULL when it is gone */
  KtPanicWatch *watch;          /* owned */
  KtPanicFacts *facts;          /* owned; NULL until read */
  GCancellable *cancellable;    /* owned */
  GListStore   *items;          /* owned: KtPanicItem */
  GPtrArray    *rows;           /* owned: KtPanicRow (borrowed), those that show something */
  guint         settle_source;

  AdwToastOverlay *toasts;      /* borrowed, all of them */
  KtBanner        *banner;
  GtkEditable     *who;
  GtkStack        *stack;
  AdwStatusPage   *empty;
};

G_DEFINE_FINAL_TYPE (KtPanicWindow, kt_panic_window, ADW_TYPE_WINDOW)

static gint64
now_ms (void)
{
  return g_get_real_time () / 1000;
}

static void
say (KtPanicWindow *self, const char *text)
{
  kt_toast_add (self->toasts, text);
}

static void
say_error (KtPanicWindow *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  if (!self->keeper || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = kt_words_error (error);
  say (self, sentence);
}

/* ── The list ── */

static void
show_right_page (KtPanicWindow *self)
{
  gboolean any = g_list_model_get_n_items (G_LIST_MODEL (self->items)) > 0;
  gboolean asked = *gtk_editable_get_text (self->who) != '\0';

  adw_status_page_set_title (self->empty, asked ? _("Nobody of That Name Was Given a Key") : _("There Are No Keys"));
  adw_status_page_set_description (self->empty, asked ? _("As far as it was written down here. Look at all keys if you are not sure.") : NULL);
  gtk_stack_set_visible_child_name (self->stack, any ? "list" : "empty");
}

static void
rebuild (KtPanicWindow *self)
{
  g_autoptr(GPtrArray) items = kt_panic_items_make (self->keeper, self->facts, gtk_editable_get_text (self->who), now_ms ());

  kt_panic_items_show (self->items, items);
  for (guint i = 0; i < self->rows->len; i++)
    {
      KtPanicRow *row = g_ptr_array_index (self->rows, i);
      KtPanicItem *item = kt_panic_row_get_item (row);

      kt_panic_row_set_item (row, item, kt_panic_watch_get (self->watch, kt_panic_item_get_id (item)));
    }
  show_right_page (self);
}

static void
facts_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtPanicWindow) self = user_data;
  g_autoptr(GError) error = NULL;
  KtPanicFacts *facts = kt_keeper_read_panic_finish (KT_KEEPER (source), result, &error);

  if (!facts)
    {
      say_error (self, error);
      return;
    }
  g_clear_pointer (&self->facts, kt_panic_facts_free);
  self->facts = facts;
  if (self->keeper)
    rebuild (self);
}

static gboolean
settled_cb (gpointer user_data)
{
  KtPanicWindow *self = user_data;

  self->settle_source = 0;
  rebuild (self);
  if (kt_keeper_get_ledger (self->keeper))
    kt_keeper_read_panic_async (self->keeper, self->cancellable, facts_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
keys_changed_cb (KtPanicWindow *self)
{
  if (self->keeper && self->settle_source == 0)
    self->settle_source = g_timeout_add (SETTLE_MS, settled_cb, self);
}

static void
standing_cb (KtPanicWindow *self, const char *id)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      KtPanicRow *row = g_ptr_array_index (self->rows, i);

      if (g_str_equal (kt_panic_item_get_id (kt_panic_row_get_item (row)), id))
        kt_panic_row_set_standing (row, kt_panic_watch_get (self->watch, id));
    }
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, kt_panic_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, KtPanicWindow *self)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);
  KtPanicItem *item = gtk_list_item_get_item (list_item);

  kt_panic_row_set_item (KT_PANIC_ROW (row), item, kt_panic_watch_get (self->watch, kt_panic_item_get_id (item)));
  g_ptr_array_add (self->rows, row);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, KtPanicWindow *self)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);

  g_ptr_array_remove_fast (self->rows, row);
  kt_panic_row_set_item (KT_PANIC_ROW (row), NULL, NULL);
}

/* ── Deeds ── */

static KtPanicItem *
find_item (KtPanicWindow *self, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr(KtPanicItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);

      if (g_str_equal (kt_panic_item_get_id (item), id))
        return item;            /* the store holds it */
    }
  return NULL;
}

static void
open_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtPanicItem *item = find_item (KT_PANIC_WINDOW (widget), g_variant_get_string (parameter, NULL));

  if (item && kt_panic_item_get_page (item))
    kt_compat_open_uri (widget, kt_panic_item_get_page (item));
}

typedef struct
{
  KtPanicWindow *self;          /* owned */
  KtKey         *key;           /* owned */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_object_unref (question->self);
  g_object_unref (question->key);
  g_free (question);
}

static void
answered_cb (const char *response, gpointer user_data)
{
  Question *question = user_data;

  if (question->self->keeper && g_str_equal (response, "ask"))
    kt_panic_watch_ask (question->self->watch, question->key);
}

static void
ask_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtPanicWindow *self = KT_PANIC_WINDOW (widget);
  KtKey *key = kt_keeper_find (self->keeper, g_variant_get_string (parameter, NULL));
  KtChoice choice = { "ask", _("Ask _Now"), ADW_RESPONSE_SUGGESTED };
  g_autofree char *text = NULL;
  gboolean harmful, nonce;
  Question *question;

  if (!key)
    return;
  text = kt_key_checker_make_question (self->keeper, key, &harmful, &nonce);
  if (!text)
    {
      kt_panic_watch_ask (self->watch, key);
      return;
    }
  /* Then Enter does not press it. */
  if (harmful)
    choice.appearance = ADW_RESPONSE_DESTRUCTIVE;
  question = g_new0 (Question, 1);
  question->self = g_object_ref (self);
  question->key = g_object_ref (key);
  kt_compat_ask_full (GTK_WINDOW (self), _("Ask the Exchange Now?"), text, &choice, 1, answered_cb, question, question_free);
}

static void
unlock_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(KtPanicWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!kt_keeper_unlock_finish (KT_KEEPER (source), result, &error))
    say_error (self, error);
}

static void
unlock_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtPanicWindow *self = KT_PANIC_WINDOW (widget);

  kt_keeper_unlock_async (self->keeper, self->cancellable, unlock_cb, g_object_ref (self));
}

static void
toast_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  say (KT_PANIC_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
show_vault_state (KtPanicWindow *self)
{
  if (!self->keeper)
    return;
  switch (kt_vault_get_state (kt_keeper_get_vault (self->keeper)))
    {
    case KT_VAULT_LOCKED:
    case KT_VAULT_NOT_OPENED:
      kt_banner_show (self->banner, _("The list needs no keyring. Asking whether a key is dead does."), _("Unlock"), "panic.unlock");
      break;
    case KT_VAULT_MISSING:
    case KT_VAULT_NOT_ANSWERING:
    case KT_VAULT_OTHER:
    case KT_VAULT_DAMAGED:
      kt_banner_show (self->banner, _("The list needs no keyring. Asking whether a key is dead does, and the keyring is not there."), NULL, NULL);
      break;
    case KT_VAULT_UNKNOWN:
    case KT_VAULT_OPEN:
    default:
      kt_banner_show (self->banner, NULL, NULL, NULL);
      break;
    }
}

/* ── On paper, and into the clipboard ── */

static char *
make_heading (KtPanicWindow *self)
{
  const char *who = gtk_editable_get_text (self->who);
  g_autoptr(GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *when = g_date_time_format (now, "%x %H:%M");

  if (*who)
    /* Translators: a name, then date and time */
    return g_strdup_printf (_("Keyturn: keys that “%1$s” has or had, %2$s"), who, when);
  /* Translators: %s is a date and time */
  return g_strdup_printf (_("Keyturn: all keys by what they could cost, %s"), when);
}

static GPtrArray *
make_blocks (KtPanicWindow *self)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    {
      g_autoptr(KtPanicItem) item = g_list_model_get_item (G_LIST_MODEL (self->items), i);
      g_autofree char *life = kt_panic_say_standing (item, kt_panic_watch_get (self->watch, kt_panic_item_get_id (item)));

      g_ptr_array_add (blocks, kt_panic_item_to_text (item, life));
    }
  return blocks;
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtPanicWindow *self = KT_PANIC_WINDOW (widget);
  g_autoptr(GPtrArray) blocks = make_blocks (self);
  g_autofree char *heading = make_heading (self);
  g_autofree char *text = NULL;

  g_ptr_array_insert (blocks, 0, g_strconcat (heading, "\n", NULL));
  g_ptr_array_add (blocks, NULL);
  text = g_strjoinv ("\n", (char **) blocks->pdata);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  say (self, _("Copied as text"));
}

static void
print_done_cb (KtPanicWindow *self, GtkPrintOperationResult result, GtkPrintOperation *operation)
{
  g_autoptr(GError) error = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR || !self->keeper)
    return;
  gtk_print_operation_get_error (operation, &error);
  /* Its words are the print system's, translated there. */
  say (self, error ? error->message : _("It could not be printed."));
}

static void
print_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  KtPanicWindow *self = KT_PANIC_WINDOW (widget);
  g_autoptr(GPtrArray) blocks = make_blocks (self);
  g_autofree char *heading = make_heading (self);
  g_autoptr(GtkPrintOperation) operation = kt_paper_new (_("Panic List"), heading, blocks);

  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_object (operation, "done", G_CALLBACK (print_done_cb), self, G_CONNECT_SWAPPED);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (self), NULL);
}

/* ── Life ── */

static void
kt_panic_window_dispose (GObject *object)
{
  KtPanicWindow *self = KT_PANIC_WINDOW (object);

  g_clear_handle_id (&self->settle_source, g_source_remove);
  if (self->cancellable)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->watch)
    kt_panic_watch_stop (self->watch);
  g_clear_object (&self->keeper);

  G_OBJECT_CLASS (kt_panic_window_parent_class)->dispose (object);
}

/* Rows let go of while the window is taken apart. */
static void
kt_panic_window_finalize (GObject *object)
{
  KtPanicWindow *self = KT_PANIC_WINDOW (object);

  g_clear_object (&self->watch);
  g_clear_pointer (&self->facts, kt_panic_facts_free);
  g_clear_object (&self->items);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (kt_panic_window_parent_class)->finalize (object);
}

static void
kt_panic_window_class_init (KtPanicWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_panic_window_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_panic_window_finalize;
  gtk_widget_class_install_action (widget_class, "panic.open", "s", open_action);
  gtk_widget_class_install_action (widget_class, "panic.ask", "s", ask_action);
  gtk_widget_class_install_action (widget_class, "panic.unlock", NULL, unlock_action);
  gtk_widget_class_install_action (widget_class, "panic.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "panic.print", NULL, print_action);
  gtk_widget_class_install_action (widget_class, "win.toast", "s", toast_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "panic.print", NULL);
}

static GtkWidget *
make_button (const char *icon, const char *text, const char *action)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static GtkWidget *
make_header (void)
{
  GtkWidget *header = adw_header_bar_new ();

  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header), adw_window_title_new (_("Panic List"), ""));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), make_button ("document-print-symbolic", _("Print…"), "panic.print"));
  adw_header_bar_pack_end (ADW_HEADER_BAR (header), make_button ("edit-copy-symbolic", _("Copy as Text"), "panic.copy"));
  return header;
}

static GtkWidget *
make_head (KtPanicWindow *self)
{
  GtkWidget *clamp = adw_clamp_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *intro = gtk_label_new (_("Worst first. Delete a key on its exchange’s page, then ask whether it is dead."));
  GtkWidget *entry = gtk_search_entry_new ();

  gtk_label_set_wrap (GTK_LABEL (intro), TRUE);
  gtk_label_set_xalign (GTK_LABEL (intro), 0);
  g_object_set (entry, "placeholder-text", _("Who leaked? A bot, a host, a service…"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Who Leaked?"), -1);
  g_signal_connect_swapped (entry, "search-changed", G_CALLBACK (rebuild), self);
  g_signal_connect_swapped (entry, "stop-search", G_CALLBACK (gtk_window_close), self);
  self->who = GTK_EDITABLE (entry);
  gtk_box_append (GTK_BOX (box), intro);
  gtk_box_append (GTK_BOX (box), entry);
  g_object_set (box, "margin-top", 12, "margin-bottom", 6, "margin-start", 12, "margin-end", 12, NULL);
  adw_clamp_set_child (ADW_CLAMP (clamp), box);
  adw_clamp_set_maximum_size (ADW_CLAMP (clamp), 720);
  return clamp;
}

static GtkWidget *
make_list (KtPanicWindow *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkNoSelection *selection = gtk_no_selection_new (G_LIST_MODEL (g_object_ref (self->items)));
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *clamp = adw_clamp_scrollable_new ();
  GtkWidget *list;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  list = gtk_list_view_new (GTK_SELECTION_MODEL (selection), factory);
  gtk_widget_add_css_class (list, "keys-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Keys by What They Could Cost"), -1);
  adw_clamp_scrollable_set_child (ADW_CLAMP_SCROLLABLE (clamp), list);
  adw_clamp_scrollable_set_maximum_size (ADW_CLAMP_SCROLLABLE (clamp), 720);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), clamp);
  return scrolled;
}

static void
kt_panic_window_init (KtPanicWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->cancellable = g_cancellable_new ();
  self->items = g_list_store_new (KT_TYPE_PANIC_ITEM);
  self->rows = g_ptr_array_new ();
  self->toasts = ADW_TOAST_OVERLAY (adw_toast_overlay_new ());
  self->banner = g_object_new (KT_TYPE_BANNER, NULL);
  self->stack = GTK_STACK (gtk_stack_new ());
  self->empty = ADW_STATUS_PAGE (adw_status_page_new ());
  adw_status_page_set_icon_name (self->empty, "system-search-symbolic");
  gtk_stack_add_named (self->stack, make_list (self), "list");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->empty), "empty");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_box_append (GTK_BOX (box), make_header ());
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->banner));
  gtk_box_append (GTK_BOX (box), make_head (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->stack));
  adw_toast_overlay_set_child (self->toasts, box);
  adw_window_set_content (ADW_WINDOW (self), GTK_WIDGET (self->toasts));
  gtk_window_set_title (GTK_WINDOW (self), _("Panic List"));
  gtk_window_set_default_size (GTK_WINDOW (self), 680, 720);
  gtk_widget_set_size_request (GTK_WIDGET (self), 360, 294);
}

GtkWidget *
kt_panic_window_new (KtKeeper *keeper)
{
  KtPanicWindow *self = g_object_new (KT_TYPE_PANIC_WINDOW, NULL);

  self->keeper = g_object_ref (keeper);
  self->watch = kt_panic_watch_new (keeper);
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (standing_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (kt_keeper_get_keys (keeper), "keys-changed", G_CALLBACK (keys_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (keeper, "notify::vault-state", G_CALLBACK (show_vault_state), self, G_CONNECT_SWAPPED);
  show_vault_state (self);
  settled_cb (self);
  return GTK_WIDGET (self);
}
