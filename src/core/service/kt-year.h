/* kt-year.h: the year ahead: which key is due when, and where that stands in a picture
 *
 * Pure. The year is a year of the local calendar, from the beginning of today; months begin where they begin there, so
 * that some are an hour longer or shorter. What is overdue stands before the year, in a strip of its own.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-finding.h"
#include "kt-key.h"

G_BEGIN_DECLS

/* One date of a key. */
typedef struct {
  KtKey   *key;            /* owned */
  KtDate  *date;           /* owned: a copy */
  gboolean past;           /* overdue */
  /* Of the picture: */
  double   x;              /* the middle of its mark, from where reading begins */
  int      lane;           /* 0: next to the line of time; -1: there is no room */
  guint    more;           /* how many after it have no room */
} KtYearMark;

typedef struct {
  gint64 at_ms;
  double x;
  int    month;            /* 1..12 */
  int    year;
} KtYearTick;

typedef struct {
  gint64     from_ms;      /* the beginning of today */
  gint64     to_ms;        /* the same day a year later */
  GPtrArray *marks;        /* KtYearMark, earliest first: overdue ones before the others */
  GArray    *ticks;        /* KtYearTick: where months begin */
  double     width;
  double     late_width;   /* of the strip before the year; 0: nothing is overdue */
  int        n_lanes;      /* as many as are used */
} KtYear;

/* @keys: KtKey; those in use count. */
KtYear *kt_year_new     (GPtrArray *keys, gint64 now_ms);
void    kt_year_free    (KtYear *self);
/* For a picture of @width, with marks of @mark and at most @most_lanes of them over each other. */
void    kt_year_lay_out (KtYear *self, double width, double mark, int most_lanes);
/* The mark whose middle is next to the point, by lane and then by place; -1: none within @mark. @x: from where reading begins */
int     kt_year_find    (const KtYear *self, double x, int lane, double mark);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtYear, kt_year_free)

G_END_DECLS
