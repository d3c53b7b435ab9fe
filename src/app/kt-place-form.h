/* kt-place-form.h: where is the key used? This computer, or another machine or service
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-record.h"

G_BEGIN_DECLS

#define KT_TYPE_PLACE_FORM (kt_place_form_get_type ())
G_DECLARE_FINAL_TYPE (KtPlaceForm, kt_place_form, KT, PLACE_FORM, AdwBin)

GtkWidget *kt_place_form_new   (void);
void       kt_place_form_show  (KtPlaceForm *self, const KtRecord *record);
/* Writes place, place_name and place_addresses into @record. */
void       kt_place_form_read  (KtPlaceForm *self, KtRecord *record);

/* Words separated by commas or blanks, without empty ones. (transfer full), never NULL */
char     **kt_place_form_split (const char *text, const char *separators);

G_END_DECLS
