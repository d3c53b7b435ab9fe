/* kt-archive-document.h: the document inside an archive, composed and taken apart in locked memory
 *
 * One JSON object, UTF-8, readable after "gpg --decrypt FILE":
 *
 *   { "format": "keyturn-archive",
 *     "version": 1,
 *     "keys": [
 *       { "record": { … },                        as kt_record_to_facts() writes it; nothing secret
 *         "notes": "…",                           when there are any: facts leave long ones out
 *         "credential": { "api_key": "…", "secret": "…" } },
 *       { "record": { … }, "credential": null }   its secret was missing when this was written
 *     ] }
 *
 * A value that is not UTF-8 text is written as { "base64": "…" }. Members nobody knows are passed
 * over; a larger version is KT_ERROR_NEWER.
 *
 * json-glib never sees the document: it copies every value into ordinary memory. So this is the one
 * place where JSON is written and read by hand; records alone, which hold nothing secret, go through
 * json-glib.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-archive.h"

G_BEGIN_DECLS

/* (element-type KtArchiveEntry) */
KtSecret  *kt_archive_document_compose (GPtrArray *entries);
/* KT_ERROR_DAMAGED, KT_ERROR_NEWER; messages tell where, never what. */
GPtrArray *kt_archive_document_parse   (KtSecret *document, GError **error);

G_END_DECLS
