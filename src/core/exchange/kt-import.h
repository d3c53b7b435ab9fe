/* kt-import.h: the keys that stand in a file or in pasted text
 *
 * Reads what people have: .env files of bots, INI and simple YAML, the JSON of ccxt and freqtrade, key files that an
 * exchange hands out, PEM, CSV, and plain pasted lines. What is found is offered, never taken as true: the person sees
 * every key before anything is saved, and says which exchange it belongs to where the source does not.
 *
 * The text is read where it stands, in locked memory; values go into KtSecrets only. In ordinary memory are names
 * (of variables, members, columns, sections), labels and lines' numbers. Nothing said about a source quotes a value.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-catalogue.h"

G_BEGIN_DECLS

#define KT_IMPORT_MAX_SIZE    (1024 * 1024)     /* bytes */
#define KT_IMPORT_MAX_KEYS    1000
#define KT_IMPORT_MAX_COLUMNS 40
#define KT_IMPORT_MAX_REMARKS 100

typedef enum { KT_IMPORT_TEXT, KT_IMPORT_JSON, KT_IMPORT_TABLE } KtImportFormat;

/* What a value is for. The first ones are fields of a credential. */
typedef enum {
  KT_IMPORT_API_KEY,
  KT_IMPORT_SECRET,
  KT_IMPORT_PASSPHRASE,
  KT_IMPORT_PRIVATE_KEY,
  KT_IMPORT_UID,
  KT_IMPORT_MEMO,
  KT_IMPORT_OTP,
  KT_IMPORT_EXCHANGE,           /* the exchange's name */
  KT_IMPORT_ENVIRONMENT,        /* "testnet", "demo"… */
  KT_IMPORT_LABEL,
  KT_IMPORT_NAME,               /* JSON's "name" or "id": the exchange's, the key's, or a label */
  KT_IMPORT_TEST,               /* yes or no: it is for the testnet */
  KT_IMPORT_NOTHING,
} KtImportRole;
#define KT_IMPORT_N_FIELDS KT_IMPORT_EXCHANGE

/* One key found. */
typedef struct {
  char         *exchange;       /* id, or NULL: the source does not tell */
  char         *environment;    /* id, or NULL: not told, or no exchange */
  gboolean      by_shape;       /* the exchange is a guess: the key looks like those of this one only */
  KtCredential *values;         /* cleaned, by kt_import_role_get_id(); kt_import_key_read() makes a credential of it */
  char         *label;          /* what the source calls it, or NULL */
  guint         line;           /* where it begins, from 1 */
} KtImportKey;

typedef enum {
  KT_IMPORT_TOO_LARGE,          /* the whole: more than KT_IMPORT_MAX_SIZE */
  KT_IMPORT_EMPTY,
  KT_IMPORT_NOT_TEXT,           /* the whole is no UTF-8 or UTF-16 */
  KT_IMPORT_NO_KEYS,            /* nothing in it looks like a key */
  KT_IMPORT_TOO_MANY,           /* keys from @line on were left out */
  KT_IMPORT_BAD_JSON,           /* from @line on */
  KT_IMPORT_OPEN_QUOTE,         /* a quote that begins there never ends */
  KT_IMPORT_OPEN_PEM,           /* a private key that begins there never ends */
  KT_IMPORT_TOO_LONG,           /* a value of more than KT_CREDENTIAL_MAX_VALUE */
  KT_IMPORT_PLACEHOLDER,        /* "your_api_key_here" */
  KT_IMPORT_ALONE,              /* an API key without a secret, or the other way round */
  KT_IMPORT_TWICE,              /* the same key stands at @other_line */
  KT_IMPORT_UNCLEAR,            /* looks like a value of a key, but not of which */
} KtImportProblem;

/* What could not be read. */
typedef struct {
  KtImportProblem  problem;
  guint            line;        /* 0: the whole */
  guint            other_line;
  char            *name;        /* of the variable, member or column; or NULL */
} KtImportRemark;

typedef struct {
  gsize start;                  /* bytes into the table's text */
  gsize length;
} KtImportCell;

/* A CSV file: rows and columns, whose meaning the person confirms. */
typedef struct {
  KtSecret      *text;          /* owned: quotes are resolved in it */
  guint          n_columns;
  char         **names;         /* owned: of the columns, NULL-terminated; NULL when the file has no line of names */
  KtImportRole  *roles;         /* owned: of each column, as guessed */
  GPtrArray     *rows;          /* owned: GArray of KtImportCell; may be shorter than n_columns */
  GArray        *lines;         /* owned: guint, of each row */
  guint          n_remarks;     /* about the file itself, whatever the columns are for */
} KtImportTable;

typedef struct {
  KtImportFormat  format;
  GPtrArray      *keys;         /* owned: KtImportKey, in the source's order */
  GPtrArray      *remarks;      /* owned: KtImportRemark */
  KtImportTable  *table;        /* owned; NULL unless it is a table */
  KtCatalogue    *catalogue;    /* owned */
} KtImport;

/**
 * kt_import_read:
 * @content: any bytes; read, not kept
 * @name: (nullable): the file's name, of which only the ending is looked at
 *
 * Never fails: what is wrong is among the remarks. The same bytes give the same result.
 *
 * Returns: (transfer full)
 */
KtImport    *kt_import_read        (KtSecret *content, const char *name, KtCatalogue *catalogue);
void         kt_import_free        (KtImport *self);

/* Finds the keys of a table anew: @roles has one for each column. */
void         kt_import_map         (KtImport *self, const KtImportRole *roles);
/* A cell for a preview: of columns that hold something secret bullets. (transfer full) */
char        *kt_import_preview     (const KtImport *self, guint row, guint column, KtImportRole role);

/**
 * kt_import_key_read:
 * @environment: (nullable): the first of the exchange
 * @ret_key_type: (out) (optional) (transfer none)
 *
 * The values as the fields of @exchange.
 *
 * Returns: (transfer full): %NULL with KT_ERROR_INVALID when a field is missing; the message is a sentence that names it
 */
KtCredential *kt_import_key_read   (const KtImportKey *self, KtExchange *exchange, const char *environment,
                                    const char **ret_key_type, GError **error);

/* The fields that a key of @exchange needs and these values lack, for the type of key of which they lack fewest; may be
 * empty. (transfer container) KtField */
GPtrArray   *kt_import_key_lacks   (const KtImportKey *self, KtExchange *exchange, const char *environment);

/* "api_key", "secret"… for fields of a credential, else NULL. */
const char  *kt_import_role_get_id (KtImportRole role);

/* The one exchange of @all whose keys look like these values; NULL when none or several do. (transfer none) */
KtExchange  *kt_import_guess       (const KtCredential *values, GPtrArray *all);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtImport, kt_import_free)

G_END_DECLS
