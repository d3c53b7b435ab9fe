/* kt-import-private.h: what the readers of an import share
 *
 * A reader of one format hands over names and values; what belongs together is gathered in drafts, which become keys
 * at the end.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-import.h"

G_BEGIN_DECLS

/* ── Names ── */

#define KT_IMPORT_MAX_WORDS 10
#define KT_IMPORT_MAX_WORD  31

/* A name cut into words, in lower case: "BINANCE_apiKey2" is "binance api key 2". On the stack: it may have been a value. */
typedef struct {
  char     words[KT_IMPORT_MAX_WORDS][KT_IMPORT_MAX_WORD + 1];
  gboolean used[KT_IMPORT_MAX_WORDS];   /* taken as a role, an exchange or an environment */
  guint    n;
} KtImportName;

/* FALSE when it is too long to be a name, or none of its characters are letters or digits. */
gboolean     kt_import_name_read      (KtImportName *self, const char *text, gsize length);
/* Which role the name speaks of; its words are marked as used. */
KtImportRole kt_import_name_take_role (KtImportName *self);
/* Marks as used what tells nothing about which key it is; also @numbers, where they only count. */
void         kt_import_name_drop_noise (KtImportName *self, gboolean numbers);
/* The words not used, with blanks between. (transfer full) */
char        *kt_import_name_rest      (const KtImportName *self);

void         kt_import_name_clear     (KtImportName *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (KtImportName, kt_import_name_clear)

/* Names of exchanges: folded name → KtImportPlace. (transfer full) */
typedef struct {
  KtExchange *exchange;         /* borrowed */
  const char *environment;      /* or NULL */
} KtImportPlace;
GHashTable  *kt_import_places_new     (KtCatalogue *catalogue);
/* The exchange the name speaks of; its words are marked as used. NULL when none. */
const KtImportPlace *kt_import_name_take_place (KtImportName *self, GHashTable *places);
/* The environment of @exchange the name speaks of ("testnet"); NULL when none. (transfer none) */
const char  *kt_import_name_take_environment (KtImportName *self, KtExchange *exchange);

/* ── Drafts ── */

typedef struct {
  char         *context;        /* owned: section, path or row, and what the name says beside its role */
  char         *name;           /* owned: the first name read, to speak of */
  KtCredential *values;         /* owned */
  KtSecret     *others[KT_IMPORT_NOTHING]; /* owned: exchange, environment, label, name, test */
  KtExchange   *by_file;        /* borrowed: whose key files look like this, or NULL */
  guint         line;
} KtImportDraft;

typedef struct {
  KtImport   *import;           /* borrowed */
  GHashTable *places;           /* owned */
  GPtrArray  *drafts;           /* owned */
} KtImportReader;

/* @context: (nullable): what stands around the value. @name: (nullable): to speak of. An empty value is left out. */
void kt_import_reader_add     (KtImportReader *self, const char *context, const char *name, KtImportRole role,
                               KtSecret *value, guint line);
/* The same, the role told by the name, which drops @context when it names an exchange itself. FALSE when it tells no role. */
gboolean kt_import_reader_add_named (KtImportReader *self, const char *context, const char *name, gsize name_length,
                                     KtSecret *value, guint line);
/* At most @most bytes of UTF-8 to speak of, whole characters. (transfer full) */
char *kt_import_shorten        (const char *text, gsize length, gsize most);
/* What comes next under the same context is another key. */
void kt_import_reader_end_key (KtImportReader *self, const char *context);
/* Drafts become keys and remarks. */
void kt_import_reader_finish  (KtImportReader *self);
void kt_import_draft_free     (KtImportDraft *self);

void kt_import_remark         (KtImport *self, KtImportProblem problem, guint line, guint other_line, const char *name);

/* ── Formats ── (@text is UTF-8) */

void     kt_import_read_text  (KtImportReader *self, KtSecret *text);
void     kt_import_read_json  (KtImportReader *self, KtSecret *text);
gboolean kt_import_looks_like_table (KtSecret *text, const char *name);
/* NULL when it was one key's fields, one below the other: they are read then. */
KtImportTable *kt_import_table_new  (KtImportReader *self, KtSecret *text);
void     kt_import_table_free (KtImportTable *self);
void     kt_import_read_table (KtImportReader *self, const KtImportTable *table, const KtImportRole *roles);

G_END_DECLS
