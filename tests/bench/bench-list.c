/* bench-list.c: what one letter in the search costs with 10,000 keys, in processor time
 *
 * "order": until the list model has the new order. "painted": until the list that follows it is painted with that
 * order; against a GtkListView over a plain list that is handed the very same rows, unfiltered. Both lists use the
 * overview's own rows. No frame may be empty while keys are to be shown.
 *
 * usage: bench-list (in a session with an X server)
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include <adwaita.h>
#include <stdlib.h>
#include <time.h>

#include "kt-key-row.h"
#include "kt-test-util.h"
#include "kt-words.h"

#define N_KEYS   10000
#define N_ROUNDS 9
#define GOAL_MS  8.0
#define GOAL     1.5

/* What is typed, letter by letter, and taken away again. */
static const char *const steps[] = { "m", "ma", "mad", "made 1", "made 12", "made 123", "made 12", "bybit", "not checked", "", "9", "99", "999", "" };

typedef struct {
  KtKeeper   *keeper;           /* owned */
  KtRowLook  *look;             /* owned */
  GListStore *plain;            /* owned */
  GtkWindow  *window;
  GtkWidget  *list;             /* that is shown */
  guint       frames, empty;
  gboolean    painted;
  GtkSelectionModel *own;       /* borrowed: of the list that follows the model, while it is shown */
  double      told_ms;          /* when the model told of the new order; 0: it is the old one */
} Bench;

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static GPtrArray *
make_keys (void)
{
  static const char *const exchanges[] = { "bitget", "binance", "okx", "bybit" };
  GPtrArray *keys = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < N_KEYS; i++)
    {
      KtRecord *record = kt_record_new ();

      record->state = KT_STATE_ACTIVE;
      record->label = g_strdup_printf ("Made-up key %u", i);
      record->exchange = g_strdup (exchanges[i % G_N_ELEMENTS (exchanges)]);
      record->environment = g_strdup ("live");
      record->hint = g_strdup ("abcd…wxyz");
      g_ptr_array_add (keys, kt_key_new (record));
    }
  return keys;
}

static char *
say_state_cb (KtKey *key, gpointer data)
{
  return kt_words_state (key, g_get_real_time () / 1000);
}

/* As the overview does. */
static void
changing_cb (KtKeyList *keys, Bench *self)
{
  self->told_ms = cpu_ms ();
  if (self->own)
    gtk_list_view_set_model (GTK_LIST_VIEW (self->list), NULL);
}

/* ── Rows ── */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, Bench *self)
{
  gtk_list_item_set_child (item, kt_key_row_new (self->look));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, Bench *self)
{
  kt_key_row_set_key (KT_KEY_ROW (gtk_list_item_get_child (item)), gtk_list_item_get_item (item), self->keeper, NULL);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, Bench *self)
{
  kt_key_row_set_key (KT_KEY_ROW (gtk_list_item_get_child (item)), NULL, NULL, NULL);
}

static GtkWidget *
make_list (Bench *self, GListModel *model)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  return gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (model))), factory);
}

/* ── Frames ── */

static gboolean
shows_a_row (GtkWidget *list)
{
  const int height = gtk_widget_get_height (list);

  for (GtkWidget *row = gtk_widget_get_first_child (list); row; row = gtk_widget_get_next_sibling (row))
    {
      graphene_rect_t area;

      if (gtk_widget_get_mapped (row) && gtk_widget_compute_bounds (row, list, &area) && area.size.height > 0
          && area.origin.y < height && area.origin.y + area.size.height > 0)
        return TRUE;
    }
  return FALSE;
}

static void
after_paint_cb (GdkFrameClock *clock, Bench *self)
{
  GtkSelectionModel *model = gtk_list_view_get_model (GTK_LIST_VIEW (self->list));

  self->frames++;
  if (model && g_list_model_get_n_items (G_LIST_MODEL (model)) > 0 && !shows_a_row (self->list))
    self->empty++;
  self->painted = TRUE;
}

static void
wait_for_paint (Bench *self)
{
  self->painted = FALSE;
  gtk_widget_queue_draw (self->list);
  while (!self->painted)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
show (Bench *self, GListModel *model)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->window = GTK_WINDOW (gtk_window_new ());
  self->list = make_list (self, model);
  g_clear_pointer (&self->look, kt_row_look_unref);
  self->look = kt_row_look_new (self->list);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  gtk_window_set_child (self->window, scrolled);
  gtk_window_set_default_size (self->window, 820, 680);
  gtk_window_present (self->window);
  g_signal_connect (gtk_native_get_surface (GTK_NATIVE (self->window)) ? gdk_surface_get_frame_clock (gtk_native_get_surface (GTK_NATIVE (self->window))) : NULL,
                    "after-paint", G_CALLBACK (after_paint_cb), self);
  for (guint i = 0; i < 5; i++)
    wait_for_paint (self);
}

/* ── The two lists ── */

static GPtrArray *
take_rows (GListModel *model)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (rows, g_list_model_get_item (model, i));
  return rows;
}

static int
compare (const void *a, const void *b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare);
  return values[n / 2];
}

static void
run_own (Bench *self, double *order, double *painted)
{
  KtKeyList *keys = kt_keeper_get_keys (self->keeper);

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      double began = cpu_ms ();

      self->told_ms = 0;
      kt_key_list_set_search (keys, steps[i]);
      order[i] = (self->told_ms > 0 ? self->told_ms : cpu_ms ()) - began;
      if (!gtk_list_view_get_model (GTK_LIST_VIEW (self->list)))
        gtk_list_view_set_model (GTK_LIST_VIEW (self->list), self->own);
      wait_for_paint (self);
      painted[i] = cpu_ms () - began;
    }
}

static void
run_plain (Bench *self, GPtrArray **rows, double *painted)
{
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      double began = cpu_ms ();

      g_list_store_splice (self->plain, 0, g_list_model_get_n_items (G_LIST_MODEL (self->plain)), rows[i]->pdata, rows[i]->len);
      wait_for_paint (self);
      painted[i] = cpu_ms () - began;
    }
}

static double
prepare (Bench *self)
{
  double began = cpu_ms ();

  kt_key_list_prepare_search (kt_keeper_get_keys (self->keeper), G_MAXUINT);
  return cpu_ms () - began;
}

int
main (void)
{
  enum { N = G_N_ELEMENTS (steps) };
  static double order[N_ROUNDS][N], own[N_ROUNDS][N], plain[N_ROUNDS][N];
  g_autofree char *folder = kt_test_folder_make ();
  g_autoptr(GPtrArray) keys = make_keys ();
  GPtrArray *rows[N];
  Bench self = { 0 };
  double worst = 0, worst_ratio = 0, sum_own = 0, sum_plain = 0;
  guint frames, empty;

  adw_init ();
  self.keeper = kt_keeper_new (folder);
  self.plain = g_list_store_new (KT_TYPE_KEY);
  kt_key_list_set_text_func (kt_keeper_get_keys (self.keeper), say_state_cb, NULL);
  kt_key_list_set_all (kt_keeper_get_keys (self.keeper), keys);
  g_signal_connect (kt_keeper_get_keys (self.keeper), "order-changing", G_CALLBACK (changing_cb), &self);
  g_print ("text to search of %u keys, made once: %.1f ms\n", N_KEYS, prepare (&self));
  for (guint i = 0; i < N; i++)
    {
      kt_key_list_set_search (kt_keeper_get_keys (self.keeper), steps[i]);
      rows[i] = take_rows (G_LIST_MODEL (kt_keeper_get_keys (self.keeper)));
    }

  show (&self, G_LIST_MODEL (kt_keeper_get_keys (self.keeper)));
  self.own = g_object_ref (gtk_list_view_get_model (GTK_LIST_VIEW (self.list)));
  for (guint round = 0; round < N_ROUNDS; round++)
    run_own (&self, order[round], own[round]);
  gtk_window_destroy (self.window);
  g_clear_object (&self.own);
  frames = self.frames;
  empty = self.empty;
  g_list_store_splice (self.plain, 0, 0, rows[N - 1]->pdata, rows[N - 1]->len);
  show (&self, G_LIST_MODEL (self.plain));
  for (guint round = 0; round < N_ROUNDS; round++)
    run_plain (&self, rows, plain[round]);
  gtk_window_destroy (self.window);

  g_print ("%-14s %6s %10s %10s %10s %6s\n", "typed", "rows", "order ms", "painted", "plain", "ratio");
  for (guint i = 0; i < N; i++)
    {
      double a[N_ROUNDS], b[N_ROUNDS], c[N_ROUNDS];
      double mid_order, mid_own, mid_plain;

      for (guint round = 0; round < N_ROUNDS; round++)
        {
          a[round] = order[round][i];
          b[round] = own[round][i];
          c[round] = plain[round][i];
        }
      mid_order = median (a, N_ROUNDS);
      mid_own = median (b, N_ROUNDS);
      mid_plain = median (c, N_ROUNDS);
      g_print ("%-14s %6u %10.2f %10.2f %10.2f %6.2f\n", steps[i], rows[i]->len, mid_order, mid_own, mid_plain, mid_own / mid_plain);
      worst = MAX (worst, mid_order);
      /* Where the letter changed nothing, the own list has nothing to do and the plain one all. */
      if (i > 0 && rows[i]->len != rows[i - 1]->len)
        {
          worst_ratio = MAX (worst_ratio, mid_own / mid_plain);
          sum_own += mid_own;
          sum_plain += mid_plain;
        }
    }
  for (guint i = 0; i < N; i++)
    g_ptr_array_unref (rows[i]);
  g_print ("order: at most %.2f ms a letter (goal: under %.0f)%s\n", worst, GOAL_MS, worst < GOAL_MS ? "" : "  MISSED");
  g_print ("painted: %.2f times the plain list, at most %.2f (goal: at most %.1f)%s\n", sum_own / sum_plain, worst_ratio, GOAL,
           sum_own / sum_plain <= GOAL ? "" : "  MISSED");
  g_print ("empty frames: %u of %u (goal: none)%s\n", empty, frames, empty ? "  MISSED" : "");
  g_clear_pointer (&self.look, kt_row_look_unref);
  g_object_unref (self.plain);
  g_object_unref (self.keeper);
  kt_test_folder_remove (folder);
  return 0;
}
