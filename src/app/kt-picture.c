/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-picture.h"

#include <cairo-svg.h>
#include <glib/gi18n.h>

#define SCALE 2

static cairo_status_t
write_cb (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static void
draw_on (cairo_surface_t *surface, KtDrawFunc draw, gpointer data)
{
  cairo_t *cr = cairo_create (surface);

  draw (cr, data);
  cairo_destroy (cr);
}

static GBytes *
end (cairo_surface_t *surface, cairo_status_t status, GByteArray *bytes, GError **error)
{
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, cairo_status_to_string (status));
      g_byte_array_unref (bytes);
      return NULL;
    }
  return g_byte_array_free_to_bytes (bytes);
}

GBytes *
kt_picture_make_svg (double width, double height, KtDrawFunc draw, gpointer data, GError **error)
{
  GByteArray *bytes = g_byte_array_new ();
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (write_cb, bytes, width, height);

  cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
  draw_on (surface, draw, data);
  cairo_surface_finish (surface);
  return end (surface, cairo_surface_status (surface), bytes, error);
}

GBytes *
kt_picture_make_png (double width, double height, KtDrawFunc draw, gpointer data, GError **error)
{
  GByteArray *bytes = NULL;
  cairo_surface_t *surface = NULL;
  cairo_status_t status;

  /* Cairo's own limit. */
  if (width * SCALE > 32767 || height * SCALE > 32767)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                           _("So many keys do not fit into one PNG picture. Search for some of them, or take SVG or CSV."));
      return NULL;
    }
  bytes = g_byte_array_new ();
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int) (width * SCALE), (int) (height * SCALE));
  cairo_surface_set_device_scale (surface, SCALE, SCALE);
  draw_on (surface, draw, data);
  status = cairo_surface_write_to_png_stream (surface, write_cb, bytes);
  return end (surface, status, bytes, error);
}
