/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-key-history.h"

#include <glib/gi18n.h>

#include "kt-sparkline.h"
#include "kt-words.h"

#define FEW  8                      /* shown at first */
#define MORE 40                     /* and for each “Show More” */
#define LINE 20                     /* checks in the picture */

struct _KtKeyHistory
{
  AdwBin parent_instance;

  KtKeeper  *keeper;                /* owned */
  KtKey     *key;                   /* owned */
  guint      limit;
  GPtrArray *reports;               /* owned: newest first */
  GPtrArray *rows;                  /* Row, owned: newest first */

  AdwPreferencesGroup *group;       /* children */
  GtkListBox          *list;
  GtkWidget           *more;
};

G_DEFINE_FINAL_TYPE (KtKeyHistory, kt_key_history, ADW_TYPE_BIN)

typedef struct
{
  KtReport  *report;                /* owned */
  GtkWidget *row;                   /* borrowed, once it is shown */
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  kt_report_unref (row->report);
  g_free (row);
}

/* ── Requests ── */

static void
add_request (AdwExpanderRow *expander, const KtReportRequest *request)
{
  g_autofree char *line = g_strdup_printf ("%s %s%s", request->method, request->host, request->path);
  g_autofree char *status = request->status > 0
    ? g_strdup_printf ("HTTP %u · %" G_GINT64_FORMAT " ms", request->status, request->duration_ms)
    : g_strdup (_("no answer"));
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), line);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), status);
  adw_expander_row_add_row (expander, row);
}

/* Most are never opened. */
static void
expanded_cb (AdwExpanderRow *expander)
{
  KtReport *report = g_object_get_data (G_OBJECT (expander), "report");

  if (!report || !adw_expander_row_get_expanded (expander))
    return;
  for (guint i = 0; i < report->n_requests; i++)
    add_request (expander, &report->requests[i]);
  g_object_set_data (G_OBJECT (expander), "report", NULL);
}

static GtkWidget *
make_row (const Row *row)
{
  GtkWidget *widget;

  if (row->report->n_requests > 0)
    {
      widget = adw_expander_row_new ();
      g_object_set_data_full (G_OBJECT (widget), "report", kt_report_ref (row->report), (GDestroyNotify) kt_report_unref);
      g_signal_connect (widget, "notify::expanded", G_CALLBACK (expanded_cb), NULL);
    }
  else
    {
      widget = adw_action_row_new ();
    }
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  return widget;
}

/* ── What is shown ── */

static void
show_picture (KtKeyHistory *self)
{
  g_autoptr(GPtrArray) latest = g_ptr_array_new ();

  for (guint i = 0; i < MIN (self->reports->len, LINE); i++)
    g_ptr_array_add (latest, g_ptr_array_index (self->reports, i));
  adw_preferences_group_set_header_suffix (self->group, latest->len > 0 ? kt_sparkline_new (latest) : NULL);
}

/* @wanted: Row, taken; those shown already keep their widgets. */
static void
show_rows (KtKeyHistory *self, GPtrArray *wanted)
{
  for (guint i = self->rows->len; i-- > 0;)
    {
      Row *old = g_ptr_array_index (self->rows, i);

      for (guint j = 0; j < wanted->len && old->row; j++)
        {
          Row *row = g_ptr_array_index (wanted, j);

          if (!row->row && row->report->checked_ms == old->report->checked_ms)
            row->row = g_steal_pointer (&old->row);
        }
      if (old->row)
        gtk_list_box_remove (self->list, old->row);
    }
  for (guint i = 0; i < wanted->len; i++)
    {
      Row *row = g_ptr_array_index (wanted, i);
      g_autofree char *line = kt_words_history_line (row->report, g_get_real_time () / 1000);

      if (!row->row)
        gtk_list_box_insert (self->list, row->row = make_row (row), (int) i);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row->row), line);
    }
  g_ptr_array_unref (self->rows);
  self->rows = wanted;
}

static void
show (KtKeyHistory *self)
{
  GPtrArray *wanted = g_ptr_array_new_with_free_func (row_free);

  for (guint i = 0; i < MIN (self->reports->len, self->limit); i++)
    {
      Row *row = g_new0 (Row, 1);

      row->report = kt_report_ref (g_ptr_array_index (self->reports, i));
      g_ptr_array_add (wanted, row);
    }
  show_rows (self, wanted);
  show_picture (self);
  gtk_widget_set_visible (self->more, self->reports->len > self->limit);
  gtk_widget_set_visible (GTK_WIDGET (self), self->rows->len > 0);
}

/* ── Reading ── */

typedef struct
{
  KtKeyHistory *self;           /* owned */
  KtKey        *key;            /* owned */
} Reading;

static void
reports_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Reading *reading = user_data;
  g_autoptr(KtKeyHistory) self = reading->self;
  g_autoptr(KtKey) key = reading->key;
  GPtrArray *reports = kt_keeper_read_history_finish (KT_KEEPER (source), result, NULL);

  if (!reports)
    return;
  if (self->key != key)
    {
      g_ptr_array_unref (reports);
      return;
    }
  g_clear_pointer (&self->reports, g_ptr_array_unref);
  self->reports = reports;
  show (self);
}

static void
read_again (KtKeyHistory *self)
{
  Reading *reading = g_new (Reading, 1);

  *reading = (Reading) { g_object_ref (self), g_object_ref (self->key) };
  kt_keeper_read_history_async (self->keeper, self->key, MAX (self->limit + 1, LINE), reports_cb, reading);
}

static void
more_cb (KtKeyHistory *self)
{
  self->limit += MORE;
  read_again (self);
}

void
kt_key_history_show (KtKeyHistory *self, KtKey *key)
{
  g_return_if_fail (KT_IS_KEY_HISTORY (self));

  if (g_set_object (&self->key, key))
    {
      self->limit = FEW;
      g_clear_pointer (&self->reports, g_ptr_array_unref);
      show_rows (self, g_ptr_array_new_with_free_func (row_free));
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
    }
  read_again (self);
}

/* ── Life ── */

static void
kt_key_history_dispose (GObject *object)
{
  KtKeyHistory *self = KT_KEY_HISTORY (object);

  g_clear_object (&self->key);
  g_clear_object (&self->keeper);
  g_clear_pointer (&self->reports, g_ptr_array_unref);

  G_OBJECT_CLASS (kt_key_history_parent_class)->dispose (object);
}

static void
kt_key_history_finalize (GObject *object)
{
  g_ptr_array_unref (KT_KEY_HISTORY (object)->rows);

  G_OBJECT_CLASS (kt_key_history_parent_class)->finalize (object);
}

static void
kt_key_history_class_init (KtKeyHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_key_history_dispose;
  G_OBJECT_CLASS (klass)->finalize = kt_key_history_finalize;
}

static void
kt_key_history_init (KtKeyHistory *self)
{
  self->limit = FEW;
  self->rows = g_ptr_array_new_with_free_func (row_free);
  self->group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_title (self->group, _("History"));
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  adw_preferences_group_add (self->group, GTK_WIDGET (self->list));
  self->more = gtk_button_new_with_label (_("Show More"));
  gtk_widget_set_halign (self->more, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (self->more, 12);
  g_signal_connect_object (self->more, "clicked", G_CALLBACK (more_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->group, self->more);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->group));
}

GtkWidget *
kt_key_history_new (KtKeeper *keeper)
{
  KtKeyHistory *self = g_object_new (KT_TYPE_KEY_HISTORY, NULL);

  self->keeper = g_object_ref (keeper);
  return GTK_WIDGET (self);
}
