/* kt-cli-record.h: what add and edit say about a key, as options
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-record.h"

G_BEGIN_DECLS

typedef struct {
  char   *label;
  char   *may;              /* rights, by commas */
  char   *used_on;          /* "here", or a name */
  char  **addresses;
  char  **tags;
  char  **consumers;
  char   *notes;
  char   *rotate;           /* "policy", "never" or days */
  char   *lead;             /* "policy" or days */
  char   *expires;          /* YYYY-MM-DD, or "none" */
  char   *checks;           /* "stop" or "resume" */
  gboolean json;
} KtCliRecord;

/* The options for GOptionContext; they write into @self. (transfer full): g_free() */
GOptionEntry *kt_cli_record_entries (KtCliRecord *self);
/* Writes what was given into @record; what was not given stays. KT_ERROR_INVALID with a sentence. */
gboolean      kt_cli_record_apply   (const KtCliRecord *self, KtRecord *record, GError **error);
void          kt_cli_record_clear   (KtCliRecord *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KtCliRecord, kt_cli_record_clear)

G_END_DECLS
