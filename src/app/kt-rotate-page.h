/* kt-rotate-page.h: what the window of a rotation shows at each of its eight steps
 *
 * Every button is an action of the window around it: "rotate.show-give", "rotate.show-make", "rotate.give",
 * "rotate.check", "rotate.accept" (u, a right), "rotate.accept-unseen", "rotate.make-current", "rotate.tick" (s), "rotate.untick" (s),
 * "rotate.deleted", "rotate.watch", "rotate.wipe", "rotate.wipe-unproven", "rotate.undo", "rotate.cancel", "rotate.unlock",
 * "rotate.open-keys-page", "rotate.copy" (s), "window.close".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-exchange.h"
#include "kt-key.h"
#include "kt-rotation.h"

G_BEGIN_DECLS

/* What came of it, when there is no rotation any more. */
typedef enum {
  KT_ROTATE_NOT_BEGUN,
  KT_ROTATE_DONE,
  KT_ROTATE_CANCELLED,
} KtRotateEnd;

typedef struct {
  KtKey            *key;
  KtExchange       *exchange;     /* (nullable) */
  const KtRotation *rotation;     /* NULL: see @end */
  KtRotateEnd       end;
  gboolean          giving;       /* the form is to be shown, though the stage is another's */
  GtkWidget        *form;         /* KtCredentialForm, in no parent */
  gint64            now_ms;
} KtRotateView;

/* 1 to 8; 0: it is over. */
guint      kt_rotate_page_step (const KtRotateView *view);
GtkWidget *kt_rotate_page_new  (const KtRotateView *view);

G_END_DECLS
