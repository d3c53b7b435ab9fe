/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-reading-place.h"

struct _KtReadingPlace
{
  GtkBox        *sections;      /* borrowed */
  GtkAdjustment *adjustment;    /* borrowed */

  GtkWidget     *anchor;        /* borrowed, never looked into: the section that stays; NULL: the top is shown, and stays so */
  int            above;         /* what stands above it, in pixels */
};

/* As it will be at the next layout, which has not happened yet. */
static int
measure (KtReadingPlace *self, GtkWidget *section)
{
  int height;

  if (!gtk_widget_get_visible (section))
    return 0;
  gtk_widget_measure (section, GTK_ORIENTATION_VERTICAL, gtk_widget_get_width (GTK_WIDGET (self->sections)), NULL, &height, NULL, NULL);
  return height + gtk_box_get_spacing (self->sections);
}

static GtkWidget *
find_focused (KtReadingPlace *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self->sections));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;

  while (focus && gtk_widget_get_parent (focus) != GTK_WIDGET (self->sections))
    focus = gtk_widget_get_parent (focus);
  return focus;
}

void
kt_reading_place_hold (KtReadingPlace *self)
{
  double top = gtk_adjustment_get_value (self->adjustment);
  double bottom = top + gtk_adjustment_get_page_size (self->adjustment);
  GtkWidget *focused = find_focused (self);
  int y = 0;

  self->anchor = NULL;
  if (top <= 0)
    return;
  for (GtkWidget *section = gtk_widget_get_first_child (GTK_WIDGET (self->sections)); section;
       section = gtk_widget_get_next_sibling (section))
    {
      int height = measure (self, section);

      /* Where the focus is, if that is to be seen; else the first that is. */
      if (height > 0 && y < bottom && y + height > top && (!self->anchor || section == focused))
        {
          self->anchor = section;
          self->above = y;
        }
      y += height;
    }
}

void
kt_reading_place_keep (KtReadingPlace *self)
{
  int y = 0, moved, height = 0;

  if (!self->anchor)
    return;
  for (GtkWidget *section = gtk_widget_get_first_child (GTK_WIDGET (self->sections)); section;
       section = gtk_widget_get_next_sibling (section))
    {
      if (section == self->anchor)
        y = height;
      height += measure (self, section);
    }
  moved = y - self->above;
  if (moved == 0)
    return;
  /* The viewport sets the same limit when it is laid out. */
  gtk_adjustment_set_upper (self->adjustment, gtk_adjustment_get_upper (self->adjustment) + MAX (moved, 0));
  gtk_adjustment_set_value (self->adjustment, gtk_adjustment_get_value (self->adjustment) + moved);
}

KtReadingPlace *
kt_reading_place_new (GtkBox *sections, GtkAdjustment *adjustment)
{
  KtReadingPlace *self = g_new0 (KtReadingPlace, 1);

  self->sections = sections;
  self->adjustment = adjustment;
  return self;
}

void
kt_reading_place_free (KtReadingPlace *self)
{
  g_free (self);
}
