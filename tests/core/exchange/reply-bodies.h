/* reply-bodies.h: the documented replies, and reading one body by a definition's rules
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "reply-rules.h"

G_BEGIN_DECLS

/* What one documented reply must be read as. */
typedef struct {
  const char    *explanation;
  const char    *exchange, *step, *file;
  const char    *api_key;       /* or NULL */
  const char    *confirmed, *denied, *inferred;
  const char    *unknown;       /* words, or NULL */
  KtIpAllowlist  ip;
  const char    *addresses;
  gint64         created_ms, changed_ms, expires_ms;
  gboolean       lapses;        /* expires_ms is the end of rights, not of the key */
  gboolean       never;
  const char    *uid;
  int            is_sub;
} Documented;

extern const Documented documented[];
extern const guint      n_documented;

#define NOW_MS  (G_GINT64_CONSTANT (1795000000) * 1000)   /* late in November 2026 */

/* Made up: what the documents' own replies show, where they show a key. */
KtCredential *make_credential (void);
void          set_field       (KtCredential *credential, const char *id, const char *value);
/* Judges and reads one body; @length -1: it ends in NUL. Returns whether it was accepted. */
gboolean      read_body       (Rules *rules, RulesStep *step, guint status, const char *body, gssize length,
                               KtCredential *credential, GHashTable *taken, KtReport *report);
/* The reply of that name. (transfer full) */
char         *load_body       (const char *file);
void          assert_rights   (KtRights rights, const char *expected);

G_END_DECLS
