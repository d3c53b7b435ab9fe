/* contact-sheet.c: many pictures laid out as one
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "contact-sheet.h"

#include <cairo.h>
#include <string.h>

#define CELL_WIDTH  380
#define CELL_HEIGHT 300
#define GAP         12
#define HEAD        28

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Every name of every look, once, sorted. */
static GPtrArray *
find_names (const char *folder, const char *const *looks)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (; *looks; looks++)
    {
      g_autofree char *path = g_build_filename (folder, *looks, NULL);
      g_autoptr(GDir) files = g_dir_open (path, 0, NULL);
      const char *name;

      while (files && (name = g_dir_read_name (files)))
        {
          char *kept;

          if (!g_str_has_suffix (name, ".png") || g_hash_table_contains (seen, name))
            continue;
          kept = g_strdup (name);
          g_hash_table_add (seen, kept);
          g_ptr_array_add (names, kept);
        }
    }
  g_ptr_array_sort (names, compare_names);
  return names;
}

static void
draw_text (cairo_t *cr, double x, double y, const char *text)
{
  cairo_set_source_rgb (cr, 0.1, 0.1, 0.1);
  cairo_move_to (cr, x, y);
  cairo_show_text (cr, text);
}

static void
draw_picture (cairo_t *cr, double x, double y, const char *path)
{
  cairo_surface_t *picture = cairo_image_surface_create_from_png (path);
  double scale;

  if (cairo_surface_status (picture) == CAIRO_STATUS_SUCCESS)
    {
      scale = MIN ((double) CELL_WIDTH / cairo_image_surface_get_width (picture),
                   (double) CELL_HEIGHT / cairo_image_surface_get_height (picture));
      cairo_save (cr);
      cairo_translate (cr, x, y);
      cairo_scale (cr, scale, scale);
      cairo_set_source_surface (cr, picture, 0, 0);
      cairo_paint (cr);
      cairo_restore (cr);
    }
  cairo_surface_destroy (picture);
}

void
contact_sheet_save (const char *folder, const char *const *looks, const char *path)
{
  g_autoptr(GPtrArray) names = find_names (folder, looks);
  const int columns = (int) g_strv_length ((char **) looks);
  cairo_surface_t *sheet = cairo_image_surface_create (CAIRO_FORMAT_RGB24, GAP + columns * (CELL_WIDTH + GAP),
                                                       HEAD + (int) names->len * (CELL_HEIGHT + HEAD + GAP));
  cairo_t *cr = cairo_create (sheet);
  cairo_status_t status;

  cairo_set_source_rgb (cr, 0.82, 0.82, 0.84);
  cairo_paint (cr);
  cairo_select_font_face (cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cr, 14);
  for (int i = 0; i < columns; i++)
    draw_text (cr, GAP + i * (CELL_WIDTH + GAP), HEAD - 9, looks[i]);
  for (guint j = 0; j < names->len; j++)
    {
      const char *name = g_ptr_array_index (names, j);
      const double y = HEAD + j * (CELL_HEIGHT + HEAD + GAP);

      draw_text (cr, GAP, y + HEAD - 9, name);
      for (int i = 0; i < columns; i++)
        {
          g_autofree char *file = g_build_filename (folder, looks[i], name, NULL);

          draw_picture (cr, GAP + i * (CELL_WIDTH + GAP), y + HEAD, file);
        }
    }
  status = cairo_surface_write_to_png (sheet, path);
  if (status != CAIRO_STATUS_SUCCESS)
    g_error ("%s: %s", path, cairo_status_to_string (status));
  cairo_destroy (cr);
  cairo_surface_destroy (sheet);
}
