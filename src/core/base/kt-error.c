/* kt-error.c: the error domain, and its codes as words
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-error.h"

G_DEFINE_QUARK (kt-error-quark, kt_error)

static const char *const words[] = {
  [KT_ERROR_FAILED] = "failed",
  [KT_ERROR_INVALID] = "invalid",
  [KT_ERROR_NOT_FOUND] = "not-found",
  [KT_ERROR_LOCKED] = "locked",
  [KT_ERROR_DISMISSED] = "dismissed",
  [KT_ERROR_NO_KEYRING] = "no-keyring",
  [KT_ERROR_NOT_OPENED] = "not-opened",
  [KT_ERROR_OTHER_KEYRING] = "other-keyring",
  [KT_ERROR_DAMAGED] = "damaged",
  [KT_ERROR_NEWER] = "newer",
  [KT_ERROR_NOT_KEPT] = "not-kept",
  [KT_ERROR_NOT_SECURE] = "not-secure",
  [KT_ERROR_NOT_ALLOWED] = "not-allowed",
  [KT_ERROR_BUSY] = "busy",
  [KT_ERROR_CLOSED] = "exchange-closed",
};

const char *
kt_error_to_word (KtError code)
{
  return (guint) code < G_N_ELEMENTS (words) ? words[code] : words[KT_ERROR_FAILED];
}
