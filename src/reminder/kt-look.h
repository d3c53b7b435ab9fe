/* kt-look.h: one look at the ledger, and what the reminder is told of it
 *
 * The reminder stays for days and holds no database, no definitions and no sentences: for each look it starts keyturn-reminder-look,
 * which reads the ledger, notes what is about to be shown, prints this and ends. The program that is told stands beside it or in the
 * folder for helpers, and is of the same version.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define KT_LOOK_PROGRAM "keyturn-reminder-look"

/* Its arguments: snoozes that were pressed, each a key's id and when, in ms. */
#define KT_LOOK_SNOOZE "--snooze"

/* How it ends. */
typedef enum {
  KT_LOOK_FINE      = 0,        /* and printed a variant */
  KT_LOOK_LATER     = 1,        /* the ledger could not be read or written; whatever was pressed is not written */
  KT_LOOK_NO_LEDGER = 3,
} KtLookExit;

/* A notice: id, title, body, whether it is urgent, and its buttons, each an action, a target ("": none) and a label. The first
 * button is also what a press on the notice itself does. */
#define KT_LOOK_NOTICE_TYPE "(sssba(sss))"
/* When to look again, in ms (0: when something changes); ids of notices that may be left on the screen by an earlier run; ids of
 * those that may stand; new ones. */
#define KT_LOOK_TYPE        "(xasasa" KT_LOOK_NOTICE_TYPE ")"

/* Id of the one notice for many keys. */
#define KT_LOOK_MANY "due-many"

G_END_DECLS
