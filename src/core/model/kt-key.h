/* kt-key.h: a key as lists and pages see it: its record, its latest report, what is to do
 *
 * A GObject so that rows bind to it. It never holds a secret. Only KtKeeper changes one; all else
 * reads. "changed" (a notify of every property that moved) comes on the main thread.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "kt-finding.h"
#include "kt-record.h"
#include "kt-report.h"

G_BEGIN_DECLS

#define KT_TYPE_KEY (kt_key_get_type ())
G_DECLARE_FINAL_TYPE (KtKey, kt_key, KT, KEY, GObject)

/* Properties (read only): "label" (string), "busy" (boolean: a check is running),
 * "version" (uint: grows with every change, so that a row needs one binding). */

KtKey           *kt_key_new            (KtRecord *record);              /* (transfer full) */
const char      *kt_key_get_id         (KtKey *self);
const char      *kt_key_get_label      (KtKey *self);
const KtRecord  *kt_key_get_record     (KtKey *self);
KtReport        *kt_key_get_report     (KtKey *self);                   /* latest, (nullable) */
KtReport        *kt_key_get_good_report (KtKey *self);                  /* latest that worked from here, (nullable): rights come from it */
const KtFinding *kt_key_get_findings   (KtKey *self, guint *ret_n);     /* an array, worst first; valid until they are set anew */
const KtDate    *kt_key_get_dates      (KtKey *self, guint *ret_n);     /* an array, earliest first; valid until they are set anew */
KtSeverity       kt_key_get_severity   (KtKey *self);
const KtDate    *kt_key_get_next_date  (KtKey *self);                   /* (nullable) */
gboolean         kt_key_get_busy       (KtKey *self);
const char      *kt_key_get_exchange_name (KtKey *self);                /* for search and sort; the id until set */

void             kt_key_set_record     (KtKey *self, KtRecord *record);                  /* (transfer full) */
void             kt_key_set_reports    (KtKey *self, KtReport *latest, KtReport *good);         /* (transfer none): it keeps copies of its own */
void             kt_key_set_findings   (KtKey *self, GPtrArray *findings, GPtrArray *dates); /* (transfer full) */
void             kt_key_set_busy       (KtKey *self, gboolean busy);
void             kt_key_set_exchange_name (KtKey *self, const char *name);

G_END_DECLS
