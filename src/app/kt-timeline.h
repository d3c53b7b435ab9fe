/* kt-timeline.h: the year ahead as a picture one can walk through
 *
 * Left and right go from date to date, Home and End to the first and last, Enter opens the key; so does a click. What is
 * shown of the chosen one is said in its accessible name. Those without room are in the list below it, as all are.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gtk/gtk.h>

#include "kt-keeper.h"
#include "kt-year.h"

G_BEGIN_DECLS

#define KT_TYPE_TIMELINE (kt_timeline_get_type ())
G_DECLARE_FINAL_TYPE (KtTimeline, kt_timeline, KT, TIMELINE, GtkWidget)

/* Signals: "chosen" (index of the mark, -1 none), "activated" (index). */
GtkWidget *kt_timeline_new      (KtKeeper *keeper);
/* @year: (transfer none), kept until another is set; NULL: none. The chosen one stays chosen where it is still there. */
void       kt_timeline_set_year (KtTimeline *self, KtYear *year);
/* "Spot bot: Rotate by 1 Dec (your rule: 90 days)" (transfer full) */
char      *kt_timeline_say      (KtKeeper *keeper, const KtYearMark *mark);

G_END_DECLS
