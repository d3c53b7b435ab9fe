/* kt-rules.h: how replies are read, as a definition says it: paths, conditions, words, maps
 *
 * The parsed form of the definition's "reply", "errors" and of what each check step tells. Filled
 * while loading by kt_…_load() below, for kt-exchange.c; read by kt-reply.c.
 * Paths are kept as text ("data[0].perm", "[1]", "" for the whole reply), checked with
 * kt_path_is_valid() when loaded. Where a list of paths stands, the first that is there counts.
 * Everything owned; constant after loading.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <json-glib/json-glib.h>

#include "kt-outcome.h"
#include "kt-right.h"

G_BEGIN_DECLS

/* "", "data.permissions", "data[0].perm", "[1]" */
gboolean kt_path_is_valid (const char *path);

/* One member of a condition: the text at @path is one of @values. The path "http" is the status. */
typedef struct {
  char     *path;
  char    **values;         /* texts; numbers and booleans as JSON writes them ("0", "true") */
  gboolean  or_nothing;     /* null is among them: absent, null, "" or [] fits too */
} KtTest;

/* Any of the alternatives, in which all tests must hold. */
typedef struct {
  GPtrArray *alternatives;  /* GPtrArray of KtTest */
} KtCondition;

KtCondition *kt_condition_new  (void);
/* Starts another alternative; the following kt_condition_add_test() go there. */
void         kt_condition_add_alternative (KtCondition *self);
/* @values: (transfer full) */
void         kt_condition_add_test (KtCondition *self, const char *path, char **values, gboolean or_nothing);
void         kt_condition_free (KtCondition *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtCondition, kt_condition_free)

/* One line of a map: word -> rights. "*" may stand at one end of the word. Order as in the file. */
typedef struct {
  char     *word;
  KtRights  rights;         /* may be none: a word known to be harmless */
} KtMapLine;

typedef enum {
  KT_WORDS_NONE,            /* only "proves", "always", "never" or nothing */
  KT_WORDS_WORDS,           /* a list, one text split at commas and blanks, or one value */
  KT_WORDS_FLAGS,           /* members that are true */
  KT_WORDS_GROUPS,          /* {"Spot": ["SpotTrade"]} -> "Spot:SpotTrade" */
  KT_WORDS_ROWS,            /* a list of lists or objects */
} KtWordsShape;

/* "rights" of a step. */
typedef struct {
  KtWordsShape  shape;
  char        **at;             /* paths of the part */
  char        **ignore;         /* flags: members that are no rights; or NULL */
  char         *word;           /* rows: path in a row */
  char        **column_names;   /* rows: "read", "write"; or NULL */
  char        **column_paths;   /* rows: "[1]", "[2]" */
  KtCondition  *read_only_when;    /* or NULL; rows: paths start in the row */
  KtCondition  *read_only_unless;  /* or NULL */
  GArray       *map;            /* KtMapLine; may be empty, never NULL */
  KtRights      always;         /* given by any working key */
  KtRights      not_told;       /* stay unknown, whatever else is told */
  KtRights      never;          /* no key of this service can have these */
  KtRights      proves;         /* a plain read that worked */
  char        **leaves_open;    /* words that say nothing of other rights: with one, none is denied; or NULL */
} KtRightsRule;

typedef enum { KT_DATE_UNIT_MS, KT_DATE_UNIT_S, KT_DATE_UNIT_ISO, KT_DATE_UNIT_DAYS_LEFT } KtDateUnit;

/* "created", "changed", "expires"; at is NULL when the step tells no such date. */
typedef struct {
  char      **at;
  KtDateUnit  unit;
  char      **never;            /* values that mean "no end"; or NULL */
  KtRights    of;               /* expires: which rights lapse; KT_RIGHTS_NONE: the whole key */
} KtDateRule;

/* What one step tells. Zeroed means: nothing. */
typedef struct {
  char         *entry_of;       /* path of a list whose one entry is this key, or NULL */
  char        **entry_paths;    /* "with": path in an entry … */
  char        **entry_names;    /* … equals this credential field (public) or taken value */

  KtRightsRule *rights;         /* or NULL */

  char        **ip_list;        /* "ip_allowlist.list", or NULL */
  char        **ip_flag;        /* "ip_allowlist.flag", or NULL */
  char        **ip_none;        /* values that mean "no restriction"; or NULL */
  gboolean      ip_absent_is_none;

  KtDateRule    created;
  KtDateRule    changed;
  KtDateRule    expires;

  char        **state_at;       /* or NULL */
  char        **state_works;
  KtOutcomes    state_else;

  char        **account_id;     /* "account.id": who the key belongs to; or NULL */
  KtCondition  *account_main_when;  /* "account.main_when", or NULL; told and not so means sub, unless … */
  KtCondition  *account_sub_when;   /* … "account.sub_when" says when; or NULL */
  char        **own_address;    /* how the exchange saw this computer, or NULL */

  char        **take_names;     /* "take": name … */
  char        **take_paths;     /* … = path; or NULL */
} KtReading;

void kt_reading_clear (KtReading *self);
KtRightsRule *kt_rights_rule_new  (void);
void          kt_rights_rule_free (KtRightsRule *self);

/* One row of "errors": all that is set must fit. */
typedef struct {
  GArray     *http;             /* guint: 200…599 exact, 1…5 the whole hundred ("5xx"); or NULL */
  char      **code;             /* any of; or NULL */
  char       *message;          /* contained, case ignored; or NULL */
  KtOutcomes  means;
  char       *source;           /* or NULL */
  char       *note;             /* or NULL */
  gboolean    sure;
} KtErrorRule;

void kt_error_rule_free (KtErrorRule *self);

/* Loading. Each takes a node of the definition and its JSON path ("check[0]", "errors", "reply.ok"),
 * calls @report once per mistake with the path of the very member, and fills in what could be used. */
typedef void (*KtReportMistake) (const char *json_path, const char *text, gpointer data);

/* Of a step: entry, rights, ip_allowlist, created, changed, expires, state, account, own_address,
 * take. Members that kt_reading_knows() does not know are left to the caller. */
void         kt_reading_load    (KtReading *self, JsonObject *step, const char *json_path, KtReportMistake report, gpointer data);
gboolean     kt_reading_knows   (const char *member);
/* "reply.ok", a step's "ok". (transfer full) (nullable) */
KtCondition *kt_condition_load  (JsonNode *node, const char *json_path, KtReportMistake report, gpointer data);
/* One path or a list of paths: "reply.code", "reply.message". (transfer full) (nullable) */
char       **kt_paths_load      (JsonNode *node, const char *json_path, KtReportMistake report, gpointer data);
/* The list "errors". (transfer full) (element-type KtErrorRule): never NULL */
GPtrArray   *kt_errors_load     (JsonNode *node, const char *json_path, KtReportMistake report, gpointer data);

G_END_DECLS
