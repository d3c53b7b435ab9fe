/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-sidebar-row.h"

#include <glib/gi18n.h>

#define SPACING   12
#define DISC_SIZE 22
#define HEIGHT    22            /* at least; the style adds room around it */
#define MIN_CHARS   12
#define MAX_CHARS   22          /* of name and count together */
#define COUNT_CHARS 4

/* ── The item ── */

struct _KtSidebarItem
{
  GObject parent_instance;

  char       *view;             /* owned */
  char       *name;             /* owned */
  const char *icon;             /* static, or NULL */
  const char *heading;          /* static, or NULL */
  guint       count;
};

enum { PROP_0, PROP_COUNT, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (KtSidebarItem, kt_sidebar_item, G_TYPE_OBJECT)

static void
kt_sidebar_item_finalize (GObject *object)
{
  KtSidebarItem *self = KT_SIDEBAR_ITEM (object);

  g_free (self->view);
  g_free (self->name);

  G_OBJECT_CLASS (kt_sidebar_item_parent_class)->finalize (object);
}

static void
kt_sidebar_item_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_COUNT)
    g_value_set_uint (value, KT_SIDEBAR_ITEM (object)->count);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
kt_sidebar_item_class_init (KtSidebarItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kt_sidebar_item_finalize;
  object_class->get_property = kt_sidebar_item_get_property;

  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0,
                                              G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kt_sidebar_item_init (KtSidebarItem *self)
{
}

KtSidebarItem *
kt_sidebar_item_new (const char *view, const char *name, const char *icon, const char *heading)
{
  KtSidebarItem *self = g_object_new (KT_TYPE_SIDEBAR_ITEM, NULL);

  self->view = g_strdup (view);
  self->name = g_strdup (name);
  self->icon = icon;
  self->heading = heading;
  return self;
}

const char *
kt_sidebar_item_get_view (KtSidebarItem *self)
{
  g_return_val_if_fail (KT_IS_SIDEBAR_ITEM (self), NULL);

  return self->view;
}

const char *
kt_sidebar_item_get_name (KtSidebarItem *self)
{
  g_return_val_if_fail (KT_IS_SIDEBAR_ITEM (self), NULL);

  return self->name;
}

void
kt_sidebar_item_set_count (KtSidebarItem *self, guint count)
{
  g_return_if_fail (KT_IS_SIDEBAR_ITEM (self));

  if (self->count == count)
    return;
  self->count = count;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
}

/* ── The row ── */

struct _KtSidebarRow
{
  GtkWidget parent_instance;

  KtRowLook     *look;          /* owned */
  KtSidebarItem *item;          /* owned, while bound */
  gulong         count_handler;
  PangoLayout   *name;          /* owned: made when drawn */
  PangoLayout   *count;         /* the same */
  int            width;         /* that @name was made for */
  guint          serial;        /* of the look they were made with */
  GtkWidget     *heading;       /* child, or NULL */
};

G_DEFINE_FINAL_TYPE (KtSidebarRow, kt_sidebar_row, GTK_TYPE_WIDGET)

static void
forget_layouts (KtSidebarRow *self)
{
  g_clear_object (&self->name);
  g_clear_object (&self->count);
}

/* The list's own item is what a screen reader reads. */
static void
set_accessible_name (KtSidebarRow *self)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  g_autofree char *keys = g_strdup_printf (ngettext ("%u key", "%u keys", self->item->count), self->item->count);
  g_autofree char *name = g_strdup_printf ("%s, %s", self->item->name, keys);

  if (!item)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (self->item->heading)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->item->heading, -1);
  else
    gtk_accessible_reset_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

static void
count_changed_cb (KtSidebarRow *self)
{
  forget_layouts (self);
  set_accessible_name (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static int
heading_height (KtSidebarRow *self)
{
  int height = 0;

  gtk_widget_measure (self->heading, GTK_ORIENTATION_VERTICAL, -1, NULL, &height, NULL, NULL);
  return height + SPACING / 2;
}

static void
set_heading (KtSidebarRow *self, const char *heading)
{
  if (!heading)
    {
      g_clear_pointer (&self->heading, gtk_widget_unparent);
      gtk_widget_set_margin_top (GTK_WIDGET (self), 0);
      return;
    }
  if (!self->heading)
    {
      self->heading = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (self->heading), 0);
      gtk_label_set_ellipsize (GTK_LABEL (self->heading), PANGO_ELLIPSIZE_END);
      gtk_widget_add_css_class (self->heading, "heading");
      gtk_widget_add_css_class (self->heading, "dim-label");
      gtk_widget_set_parent (self->heading, GTK_WIDGET (self));
    }
  gtk_label_set_label (GTK_LABEL (self->heading), heading);
  gtk_widget_set_margin_top (GTK_WIDGET (self), heading_height (self) + SPACING);
}

/* Room for the whole name in large text and in any language, within reason. */
static int
text_width (KtSidebarRow *self)
{
  const int least = kt_row_look_get_chars (self->look, MIN_CHARS), most = kt_row_look_get_chars (self->look, MAX_CHARS);
  g_autoptr(PangoLayout) name = NULL;
  int width = 0;

  if (!self->item)
    return least;
  name = kt_row_look_make_layout (self->look, KT_FONT_BODY, self->item->name, most, 1);
  pango_layout_set_width (name, -1);
  pango_layout_get_pixel_size (name, &width, NULL);
  return CLAMP (width + SPACING + kt_row_look_get_chars (self->look, COUNT_CHARS), least, most);
}

static void
kt_sidebar_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                        int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  KtSidebarRow *self = KT_SIDEBAR_ROW (widget);

  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = MAX (HEIGHT, kt_row_look_get_height (self->look, KT_FONT_BODY));
  else
    *minimum = *natural = DISC_SIZE + SPACING + text_width (self);
}

static void
kt_sidebar_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  KtSidebarRow *self = KT_SIDEBAR_ROW (widget);

  /* In the margin above the row. */
  if (self->heading)
    gtk_widget_size_allocate (self->heading,
                              &(GtkAllocation) { 0, -heading_height (self) - SPACING / 2, width, heading_height (self) }, -1);
}

static void
ensure_layouts (KtSidebarRow *self, int width)
{
  g_autofree char *count = NULL;
  int count_width;

  if (self->width != width || self->serial != kt_row_look_get_serial (self->look))
    forget_layouts (self);
  if (self->name)
    return;
  self->width = width;
  self->serial = kt_row_look_get_serial (self->look);
  count = g_strdup_printf ("%u", self->item->count);
  self->count = kt_row_look_make_layout (self->look, KT_FONT_BODY, count, width, 1);
  pango_layout_set_width (self->count, -1);
  pango_layout_get_pixel_size (self->count, &count_width, NULL);
  self->name = kt_row_look_make_layout (self->look, KT_FONT_BODY, self->item->name,
                                        width - DISC_SIZE - SPACING - count_width - SPACING, 1);
}

/* No icon of every theme means a tag. */
static void
draw_sign (KtSidebarRow *self, GtkSnapshot *snapshot, int width, int height)
{
  g_autoptr(PangoLayout) sign = kt_row_look_make_layout (self->look, KT_FONT_HEADING, "#", width, 1);
  int sign_width, line;

  pango_layout_set_width (sign, -1);
  pango_layout_get_pixel_size (sign, &sign_width, &line);
  kt_row_look_draw_text (self->look, GTK_WIDGET (self), snapshot, sign, KT_INK_DIM,
                         (DISC_SIZE - sign_width) / 2, (height - line) / 2, sign_width, width);
}

static void
kt_sidebar_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  KtSidebarRow *self = KT_SIDEBAR_ROW (widget);
  const int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int y, count_width, line;

  if (!self->item)
    return;
  ensure_layouts (self, width);
  if (g_strcmp0 (self->item->icon, "#") == 0)
    draw_sign (self, snapshot, width, height);
  else if (self->item->icon)
    kt_row_look_draw_icon (self->look, widget, snapshot, self->item->icon, KT_INK_TEXT,
                           (DISC_SIZE - KT_ICON_SIZE) / 2, (height - KT_ICON_SIZE) / 2, width);
  else
    kt_row_look_draw_monogram (self->look, widget, snapshot, self->item->name, DISC_SIZE, 0, (height - DISC_SIZE) / 2, width);

  pango_layout_get_pixel_size (self->count, &count_width, &line);
  y = (height - line) / 2;
  kt_row_look_draw_text (self->look, widget, snapshot, self->name, KT_INK_TEXT,
                         DISC_SIZE + SPACING, y, width - DISC_SIZE - 2 * SPACING - count_width, width);
  kt_row_look_draw_text (self->look, widget, snapshot, self->count, KT_INK_DIM, width - count_width, y, count_width, width);
  if (self->heading)
    gtk_widget_snapshot_child (widget, self->heading, snapshot);
}

static void
let_go (KtSidebarRow *self)
{
  if (self->item)
    g_clear_signal_handler (&self->count_handler, self->item);
  g_clear_object (&self->item);
  forget_layouts (self);
}

static void
kt_sidebar_row_dispose (GObject *object)
{
  KtSidebarRow *self = KT_SIDEBAR_ROW (object);

  let_go (self);
  g_clear_pointer (&self->heading, gtk_widget_unparent);
  g_clear_pointer (&self->look, kt_row_look_unref);

  G_OBJECT_CLASS (kt_sidebar_row_parent_class)->dispose (object);
}

static void
kt_sidebar_row_class_init (KtSidebarRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = kt_sidebar_row_dispose;
  widget_class->measure = kt_sidebar_row_measure;
  widget_class->size_allocate = kt_sidebar_row_size_allocate;
  widget_class->snapshot = kt_sidebar_row_snapshot;

  gtk_widget_class_set_css_name (widget_class, "sidebarrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
kt_sidebar_row_init (KtSidebarRow *self)
{
}

GtkWidget *
kt_sidebar_row_new (KtRowLook *look)
{
  KtSidebarRow *self = g_object_new (KT_TYPE_SIDEBAR_ROW, NULL);

  self->look = kt_row_look_ref (look);
  return GTK_WIDGET (self);
}

void
kt_sidebar_row_set_item (KtSidebarRow *self, KtSidebarItem *item)
{
  g_return_if_fail (KT_IS_SIDEBAR_ROW (self));

  let_go (self);
  if (!item)
    return;
  self->item = g_object_ref (item);
  self->count_handler = g_signal_connect_object (item, "notify::count", G_CALLBACK (count_changed_cb), self, G_CONNECT_SWAPPED);
  set_heading (self, item->heading);
  set_accessible_name (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
