/* full-record.h: a record none of whose members is its default, and a comparison of all of them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-record.h"

G_BEGIN_DECLS

/* A deleted key; everything in it is made up. (transfer full) */
KtRecord *full_record_new          (void);
/* Fails the test at the first member that differs. */
void      full_record_assert_equal (const KtRecord *a, const KtRecord *b);

G_END_DECLS
