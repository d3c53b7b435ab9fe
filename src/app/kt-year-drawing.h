/* kt-year-drawing.h: draws the year ahead, on screen and into a file
 *
 * What a date is shows in shape and colour: a diamond is an end, a triangle the lapse of a right, a square the end if nobody
 * uses it, a disc a rotation. What is not certain is hollow.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-cells.h"
#include "kt-year.h"

G_BEGIN_DECLS

#define KT_YEAR_MARK 16.0        /* a mark with the room around it */

/* @axis: height of the names of the months under the line of time: kt_year_get_axis(). */
double kt_year_get_height (int n_lanes, double axis);
double kt_year_get_axis   (PangoContext *context);
/* Left upper corner at 0, 0. @chosen: a mark with a ring around it, or -1. */
void   kt_year_draw       (const KtYear *self, cairo_t *cr, PangoContext *context, const KtPalette *palette, gboolean mirrored, int chosen);
void   kt_date_draw_mark  (cairo_t *cr, const KtPalette *palette, const KtDate *date, double x, double y);
/* The lane at a height. */
int    kt_year_get_lane   (const KtYear *self, double y);

G_END_DECLS
