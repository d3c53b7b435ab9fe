/* kt-intent-form.h: what should the key be able to do? Presets, and each right by itself
 *
 * Signal "changed".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-right.h"

G_BEGIN_DECLS

#define KT_TYPE_INTENT_FORM (kt_intent_form_get_type ())
G_DECLARE_FINAL_TYPE (KtIntentForm, kt_intent_form, KT, INTENT_FORM, AdwBin)

GtkWidget *kt_intent_form_new        (void);
KtRights   kt_intent_form_get_rights (KtIntentForm *self);
/* A sentence below the title, or NULL. */
void       kt_intent_form_set_note   (KtIntentForm *self, const char *note);
void       kt_intent_form_set_rights (KtIntentForm *self, KtRights rights);

G_END_DECLS
