/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-paper.h"

#define GAP        8.0     /* points between blocks */
#define FONT       "Sans 10"
#define HEAD_FONT  "Sans Bold 14"

typedef struct
{
  char      *heading;           /* owned, all of them */
  GPtrArray *blocks;
  GPtrArray *layouts;           /* of the heading, then of each block; while it prints */
  GArray    *pages;
} Paper;

static void
paper_free (gpointer data, GClosure *closure)
{
  Paper *paper = data;

  g_free (paper->heading);
  g_ptr_array_unref (paper->blocks);
  g_clear_pointer (&paper->layouts, g_ptr_array_unref);
  g_clear_pointer (&paper->pages, g_array_unref);
  g_free (paper);
}

GArray *
kt_paper_paginate (const double *heights, guint n, double first, double height)
{
  GArray *pages = g_array_new (FALSE, FALSE, sizeof (guint));
  double left = first;

  g_array_set_size (pages, 1);
  g_array_index (pages, guint, 0) = 0;
  for (guint i = 0; i < n; i++)
    {
      if (heights[i] > left && g_array_index (pages, guint, pages->len - 1) != i)
        {
          g_array_append_val (pages, i);
          left = height;
        }
      left -= heights[i];
    }
  return pages;
}

static PangoLayout *
make_layout (GtkPrintContext *context, const char *text, const char *font)
{
  PangoLayout *layout = gtk_print_context_create_pango_layout (context);
  PangoFontDescription *description = pango_font_description_from_string (font);

  pango_layout_set_font_description (layout, description);
  pango_layout_set_width (layout, (int) (gtk_print_context_get_width (context) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, text, -1);
  pango_font_description_free (description);
  return layout;
}

static double
get_height (Paper *paper, guint i)
{
  int height;

  pango_layout_get_size (g_ptr_array_index (paper->layouts, i), NULL, &height);
  return (double) height / PANGO_SCALE + GAP;
}

static void
begin_print_cb (GtkPrintOperation *operation, GtkPrintContext *context, Paper *paper)
{
  double height = gtk_print_context_get_height (context);
  g_autofree double *heights = g_new0 (double, paper->blocks->len + 1);

  g_clear_pointer (&paper->layouts, g_ptr_array_unref);
  g_clear_pointer (&paper->pages, g_array_unref);
  paper->layouts = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (paper->layouts, make_layout (context, paper->heading, HEAD_FONT));
  for (guint i = 0; i < paper->blocks->len; i++)
    {
      g_ptr_array_add (paper->layouts, make_layout (context, g_ptr_array_index (paper->blocks, i), FONT));
      heights[i] = get_height (paper, i + 1);
    }
  paper->pages = kt_paper_paginate (heights, paper->blocks->len, height - get_height (paper, 0), height);
  gtk_print_operation_set_n_pages (operation, (int) paper->pages->len);
}

static void
draw_page_cb (GtkPrintOperation *operation, GtkPrintContext *context, int page, Paper *paper)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  guint from = g_array_index (paper->pages, guint, page);
  guint to = (guint) page + 1 < paper->pages->len ? g_array_index (paper->pages, guint, page + 1) : paper->blocks->len;
  double y = 0;

  cairo_set_source_rgb (cr, 0, 0, 0);
  if (page == 0)
    {
      cairo_move_to (cr, 0, 0);
      pango_cairo_show_layout (cr, g_ptr_array_index (paper->layouts, 0));
      y = get_height (paper, 0);
    }
  for (guint i = from; i < to; i++)
    {
      cairo_move_to (cr, 0, y);
      pango_cairo_show_layout (cr, g_ptr_array_index (paper->layouts, i + 1));
      y += get_height (paper, i + 1);
    }
}

GtkPrintOperation *
kt_paper_new (const char *name, const char *heading, GPtrArray *blocks)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  Paper *paper = g_new0 (Paper, 1);

  paper->heading = g_strdup (heading);
  paper->blocks = g_ptr_array_ref (blocks);
  gtk_print_operation_set_job_name (operation, name);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_print_cb), paper);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), paper, paper_free, 0);
  return operation;
}
