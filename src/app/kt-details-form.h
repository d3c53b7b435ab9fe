/* kt-details-form.h: what a person notes about a key: label, tags, who was given it, rotation, end
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-record.h"

G_BEGIN_DECLS

#define KT_TYPE_DETAILS_FORM (kt_details_form_get_type ())
G_DECLARE_FINAL_TYPE (KtDetailsForm, kt_details_form, KT, DETAILS_FORM, AdwBin)

GtkWidget *kt_details_form_new   (void);
void       kt_details_form_show  (KtDetailsForm *self, const KtRecord *record);
/* Writes label, tags, consumers, notes, rotate_days and expires_on into @record. KT_ERROR_INVALID with a sentence for the person
 * when a date is none; then nothing is written. */
gboolean   kt_details_form_read  (KtDetailsForm *self, KtRecord *record, GError **error);
void       kt_details_form_set_label       (KtDetailsForm *self, const char *label);
/* A question in words over the rotation, unless the person has read it before; it counts as read when the form is. */
void       kt_details_form_ask_rotation    (KtDetailsForm *self);

G_END_DECLS
