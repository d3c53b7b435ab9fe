/* kt-recipe-functions.h: the functions of the language, for binding and running them
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-recipe.h"

G_BEGIN_DECLS

typedef enum {
  KT_FUNCTION_MD5, KT_FUNCTION_SHA256, KT_FUNCTION_SHA512,
  KT_FUNCTION_HMAC_SHA256, KT_FUNCTION_HMAC_SHA384, KT_FUNCTION_HMAC_SHA512,
  KT_FUNCTION_RSA_SHA256, KT_FUNCTION_ED25519, KT_FUNCTION_ES256,
  KT_FUNCTION_HEX, KT_FUNCTION_BASE64, KT_FUNCTION_BASE64URL, KT_FUNCTION_UNHEX, KT_FUNCTION_UNBASE64,
  KT_FUNCTION_UPPER, KT_FUNCTION_AFTER,
  KT_FUNCTION_FORM, KT_FUNCTION_PLAIN, KT_FUNCTION_JSON, KT_FUNCTION_FLAT, KT_FUNCTION_SORT, KT_FUNCTION_LACKS,
  KT_FUNCTION_NUMBER, KT_FUNCTION_LATER, KT_FUNCTION_IF,
  KT_N_FUNCTIONS
} KtFunction;

typedef struct {
  const char *name;
  guint       min, max;         /* how many values it takes */
  const char *takes;            /* a letter per value: t text, f fields, n a number as written, * anything */
  KtKind      gives;
  gboolean    covers;           /* what comes out no longer holds a secret */
} KtFunctionInfo;

extern const KtFunctionInfo kt_functions[KT_N_FUNCTIONS];

enum { KT_OP_LITERAL, KT_OP_SLOT, KT_OP_JOIN, KT_OP_MERGE, KT_OP_FIELDS, KT_OP_LIST, KT_OP_CALL };

G_END_DECLS
