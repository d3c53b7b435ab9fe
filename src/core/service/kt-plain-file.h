/* kt-plain-file.h: a file that holds secrets in plain text: read into locked memory, and taken away
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

#include "kt-secret.h"

G_BEGIN_DECLS

/* Nothing of it passes ordinary memory. KT_ERROR_INVALID when it is larger than @max bytes. (transfer full) */
void      kt_plain_file_read_async   (GFile *file, gsize max, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
KtSecret *kt_plain_file_read_finish  (GFile *file, GAsyncResult *result, GError **error);

/**
 * kt_plain_file_delete_async:
 * @content: what was read from it
 *
 * Writes zeros over the file, has them written to the disk, and deletes it: not into the trash. A file that is not what was
 * read (KT_ERROR_NOT_ALLOWED) is left alone, and so is a link, or a file that has a second name. What backups, synchronised
 * folders, snapshots and the disk itself keep is not reached.
 */
void      kt_plain_file_delete_async  (GFile *file, KtSecret *content, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean  kt_plain_file_delete_finish (GFile *file, GAsyncResult *result, GError **error);

G_END_DECLS
