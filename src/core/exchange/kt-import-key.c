/* What a reader gathered becomes keys: which exchange, which fields, which label
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-import-private.h"

#include <string.h>

#include "kt-cleaning.h"
#include "kt-error.h"

#define MAX_LABEL 60            /* bytes */
#define MAX_NAME  256
#define MAX_DRAFTS (4 * KT_IMPORT_MAX_KEYS)

/* ── Gathering ────────────────────────────────────────────────────────────── */

void
kt_import_draft_free (KtImportDraft *self)
{
  g_free (self->context);
  g_free (self->name);
  kt_credential_unref (self->values);
  for (guint i = 0; i < KT_IMPORT_NOTHING; i++)
    g_clear_pointer (&self->others[i], kt_secret_unref);
  g_free (self);
}

static gboolean
has_role (KtImportDraft *draft, KtImportRole role)
{
  const char *id = kt_import_role_get_id (role);

  return id ? kt_credential_get (draft->values, id) != NULL : draft->others[role] != NULL;
}

/* The last draft of that context, unless it has the role already: what comes twice begins another key. */
static KtImportDraft *
find_draft (KtImportReader *self, const char *context, KtImportRole role)
{
  KtImportDraft *draft;

  for (guint i = self->drafts->len; i > 0; i--)
    {
      draft = g_ptr_array_index (self->drafts, i - 1);
      if (draft->context && g_str_equal (draft->context, context))
        {
          if (has_role (draft, role))
            break;
          return draft;
        }
    }
  draft = g_new0 (KtImportDraft, 1);
  draft->context = g_strdup (context);
  draft->values = kt_credential_new ();
  g_ptr_array_add (self->drafts, draft);
  return draft;
}

void
kt_import_reader_add (KtImportReader *self, const char *context, const char *name, KtImportRole role, KtSecret *value, guint line)
{
  KtImportDraft *draft;

  if (role >= KT_IMPORT_NOTHING || kt_secret_get_length (value) == 0 || self->drafts->len > MAX_DRAFTS)
    return;
  if (kt_secret_get_length (value) > KT_CREDENTIAL_MAX_VALUE)
    {
      kt_import_remark (self->import, KT_IMPORT_TOO_LONG, line, 0, name);
      return;
    }
  draft = find_draft (self, context ? context : "", role);
  if (draft->line == 0 || role < KT_IMPORT_N_FIELDS)
    {
      if (draft->line == 0 || kt_credential_get_n_fields (draft->values) == 0)
        draft->line = line;
      if (!draft->name)
        draft->name = g_strdup (name);
    }
  if (role < KT_IMPORT_N_FIELDS)
    kt_credential_set (draft->values, kt_import_role_get_id (role), value);
  else
    draft->others[role] = kt_secret_ref (value);
}

gboolean
kt_import_reader_add_named (KtImportReader *self, const char *context, const char *name, gsize name_length, KtSecret *value, guint line)
{
  g_auto(KtImportName) words = { 0 };
  KtImportRole role;
  g_autofree char *rest = NULL;
  g_autofree char *whole = NULL;
  g_autofree char *shown = NULL;

  if (!kt_import_name_read (&words, name, name_length))
    return FALSE;
  role = kt_import_name_take_role (&words);
  if (role == KT_IMPORT_NOTHING)
    return FALSE;
  rest = kt_import_name_rest (&words);
  if (!context || kt_import_name_take_place (&words, self->places))
    context = "";
  whole = g_strjoin (*context && *rest ? " " : "", context, rest, NULL);
  shown = kt_import_shorten (name, name_length, MAX_NAME);
  kt_import_reader_add (self, whole, shown, role, value, line);
  return TRUE;
}

char *
kt_import_shorten (const char *text, gsize length, gsize most)
{
  if (length > most)
    {
      /* Not in the middle of a character. */
      for (length = most; length > 0 && ((guchar) text[length] & 0xc0) == 0x80; length--)
        ;
    }
  return g_strndup (text, length);
}

void
kt_import_reader_end_key (KtImportReader *self, const char *context)
{
  for (guint i = 0; i < self->drafts->len; i++)
    {
      KtImportDraft *draft = g_ptr_array_index (self->drafts, i);

      /* A context that nothing can have any more, with its words kept. */
      if (draft->context && g_str_equal (draft->context, context ? context : "") && kt_credential_get_n_fields (draft->values) > 1)
        {
          g_autofree char *before = g_steal_pointer (&draft->context);

          draft->context = g_strconcat (before, "\n", NULL);
        }
    }
}

/* ── Values ───────────────────────────────────────────────────────────────── */

static gboolean
is_pem (KtSecret *value)
{
  gsize length;
  const char *bytes = kt_secret_peek (value, &length);

  return memmem (bytes, length, "-----BEGIN ", 11) != NULL;
}

static gboolean
has_text (KtSecret *value, const char *lower)
{
  gsize length, n = strlen (lower);
  const char *bytes = kt_secret_peek (value, &length);

  for (gsize i = 0; i + n <= length; i++)
    {
      if (g_ascii_strncasecmp (bytes + i, lower, n) == 0)
        return TRUE;
    }
  return FALSE;
}

/* "your_api_key_here", "<API KEY>", "${KEY}", "xxxxxxxx", "****": what a template has, or a page that hides the value. */
static gboolean
is_placeholder (KtSecret *value)
{
  static const char *const told[] = { "your_", "your-", "your ", "changeme", "change_me", "placeholder", "_here", "<your", "insert_" };
  gsize length;
  const char *bytes = kt_secret_peek (value, &length);
  gboolean same = length > 3;

  if (length > 80)
    return FALSE;
  if (length > 2 && ((bytes[0] == '<' && bytes[length - 1] == '>') || (bytes[0] == '$' && strchr ("{(", bytes[1])) ||
                     strncmp (bytes, "***", 3) == 0 || g_str_has_prefix (bytes, "••")))
    return TRUE;
  for (gsize i = 1; i < length && same; i++)
    same = bytes[i] == bytes[0];
  for (guint i = 0; i < G_N_ELEMENTS (told) && !same; i++)
    same = has_text (value, told[i]);
  return same;
}

/* A copy with every value cleaned. @ret_placeholder: one was no value at all. */
static KtCredential *
clean_values (KtImportDraft *draft, gboolean *ret_placeholder)
{
  KtCredential *clean = kt_credential_new ();

  *ret_placeholder = FALSE;
  for (guint i = 0; i < kt_credential_get_n_fields (draft->values); i++)
    {
      KtSecret *value;
      const char *id = kt_credential_get_nth (draft->values, i, &value);
      g_autoptr(KtSecret) cleaned = kt_clean_field (is_pem (value) ? "private_key" : id, value);

      *ret_placeholder |= is_placeholder (cleaned);
      kt_credential_set (clean, id, cleaned);
    }
  return clean;
}

/* ── Fields of an exchange ────────────────────────────────────────────────── */

/* Where the exchange's field stands under another name in the source. */
static KtSecret *
value_for (const KtCredential *values, GPtrArray *fields, const KtField *field)
{
  KtSecret *secret = kt_credential_get (values, "secret");
  KtSecret *private_key = kt_credential_get (values, "private_key");
  gboolean has_secret = FALSE, has_private_key = FALSE;

  for (guint i = 0; i < fields->len; i++)
    {
      const KtField *other = g_ptr_array_index (fields, i);

      has_secret |= g_str_equal (other->id, "secret");
      has_private_key |= g_str_equal (other->id, "private_key");
    }
  if (g_str_equal (field->id, "private_key"))
    return private_key ? private_key : secret && (is_pem (secret) || !has_secret) ? secret : NULL;
  if (g_str_equal (field->id, "secret"))
    {
      if (secret && has_private_key && is_pem (secret))
        return NULL;
      return secret ? secret : has_private_key ? NULL : private_key;
    }
  if (g_str_equal (field->id, "memo") && !kt_credential_get (values, "memo"))
    return kt_credential_get (values, "uid");
  return kt_credential_get (values, field->id);
}

static const char *
first_environment (KtExchange *exchange)
{
  return ((const KtEnvironment *) g_ptr_array_index (kt_exchange_get_environments (exchange), 0))->id;
}

static KtCredential *
read_fields (const KtImportKey *self, KtExchange *exchange)
{
  GPtrArray *fields = kt_exchange_get_fields (exchange);
  g_autoptr(KtCredential) raw = kt_credential_new ();

  for (guint i = 0; i < fields->len; i++)
    {
      const KtField *field = g_ptr_array_index (fields, i);
      KtSecret *value = value_for (self->values, fields, field);

      if (value)
        kt_credential_set (raw, field->id, value);
    }
  return kt_clean_credential (raw);
}

static GPtrArray *
lacking_of_type (const KtCredential *credential, KtExchange *exchange, const char *environment, const char *key_type)
{
  g_autoptr(GPtrArray) fields = kt_exchange_get_fields_of (exchange, environment, key_type);
  GPtrArray *lacking = g_ptr_array_new ();

  for (guint i = 0; i < fields->len; i++)
    {
      const KtField *field = g_ptr_array_index (fields, i);

      if (!kt_credential_get (credential, field->id) && !field->optional && !field->default_value)
        g_ptr_array_add (lacking, (gpointer) field);
    }
  return lacking;
}

GPtrArray *
kt_import_key_lacks (const KtImportKey *self, KtExchange *exchange, const char *environment)
{
  g_autoptr(KtCredential) clean = read_fields (self, exchange);
  g_auto(GStrv) types = NULL;
  GPtrArray *fewest = NULL;

  if (!environment)
    environment = first_environment (exchange);
  types = kt_exchange_get_key_types (exchange, environment);
  for (guint i = 0; types[i]; i++)
    {
      GPtrArray *lacking = lacking_of_type (clean, exchange, environment, types[i]);

      if (fewest && fewest->len <= lacking->len)
        {
          g_ptr_array_unref (lacking);
          continue;
        }
      g_clear_pointer (&fewest, g_ptr_array_unref);
      fewest = lacking;
    }
  return fewest ? fewest : g_ptr_array_new ();
}

KtCredential *
kt_import_key_read (const KtImportKey *self, KtExchange *exchange, const char *environment, const char **ret_key_type, GError **error)
{
  g_autoptr(KtCredential) clean = read_fields (self, exchange);
  const char *key_type;

  if (!environment)
    environment = first_environment (exchange);
  key_type = kt_exchange_guess_key_type (exchange, environment, clean, error);
  if (!key_type)
    return NULL;
  if (ret_key_type)
    *ret_key_type = key_type;
  return g_steal_pointer (&clean);
}

/* ── By shape ─────────────────────────────────────────────────────────────── */

/* Patterns are tried on every key of a source: each is made once. (transfer none) */
static GRegex *
get_regex (const char *pattern)
{
  static GMutex lock;
  static GHashTable *made;
  g_autoptr(GMutexLocker) locker G_GNUC_UNUSED = g_mutex_locker_new (&lock);
  GRegex *regex;

  if (!made)
    made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  regex = g_hash_table_lookup (made, pattern);
  if (!regex && (regex = g_regex_new (pattern, G_REGEX_RAW | G_REGEX_DOLLAR_ENDONLY, 0, NULL)))
    g_hash_table_insert (made, g_strdup (pattern), regex);
  return regex;
}

/* @value matches the field's pattern; TRUE also when there is none to match, but then it is not @told. */
static gboolean
fits (const KtField *field, KtSecret *value, guint *told)
{
  GRegex *regex = field->looks_like ? get_regex (field->looks_like) : NULL;
  gsize length;
  const char *bytes = kt_secret_peek (value, &length);

  if (!regex)
    return TRUE;
  if (!g_regex_match_full (regex, bytes, length, 0, 0, NULL, NULL))
    return FALSE;
  (*told)++;
  return TRUE;
}

static gboolean
api_key_fits (const KtCredential *values, GPtrArray *fields)
{
  KtSecret *value = kt_credential_get (values, "api_key");
  guint told = 0;

  for (guint i = 0; value && i < fields->len; i++)
    {
      const KtField *field = g_ptr_array_index (fields, i);

      if (g_str_equal (field->id, "api_key"))
        return fits (field, value, &told);
    }
  return FALSE;
}

/* 0: these are not this exchange's; the more fields look like its own, the larger. */
static guint
shape_of (const KtCredential *values, KtExchange *exchange)
{
  GPtrArray *fields = kt_exchange_get_fields (exchange);
  KtImportKey key = { .values = (KtCredential *) values };
  g_autoptr(KtCredential) credential = NULL;
  guint told = 0;

  if (!api_key_fits (values, fields))
    return 0;
  credential = kt_import_key_read (&key, exchange, NULL, NULL, NULL);
  /* A passphrase that this exchange does not ask for belongs to another. */
  if (!credential || kt_credential_get_n_fields (credential) < kt_credential_get_n_fields (values))
    return 0;
  for (guint i = 0; i < fields->len; i++)
    {
      const KtField *field = g_ptr_array_index (fields, i);
      KtSecret *value = kt_credential_get (credential, field->id);

      if (value && !fits (field, value, &told))
        return 0;
    }
  return told;
}

KtExchange *
kt_import_guess (const KtCredential *values, GPtrArray *all)
{
  KtExchange *found = NULL;

  for (guint i = 0; i < all->len; i++)
    {
      if (shape_of (values, g_ptr_array_index (all, i)) == 0)
        continue;
      if (found)
        return NULL;
      found = g_ptr_array_index (all, i);
    }
  return found;
}

/* ── Drafts to keys ───────────────────────────────────────────────────────── */

static gboolean
read_other (KtImportName *name, KtImportDraft *draft, KtImportRole role)
{
  gsize length;
  const char *text = draft->others[role] ? kt_secret_peek (draft->others[role], &length) : NULL;

  return text && length <= MAX_NAME && kt_import_name_read (name, text, length);
}

static gboolean
says_yes (KtSecret *value)
{
  gsize length;
  const char *text = kt_secret_peek (value, &length);

  return length > 0 && (strchr ("tTyY1", text[0]) || g_ascii_strncasecmp (text, "on", 2) == 0);
}

static const char *
find_environment (KtImportDraft *draft, KtImportName *context, KtExchange *exchange)
{
  g_auto(KtImportName) told = { 0 };
  const char *environment = NULL;

  if (read_other (&told, draft, KT_IMPORT_ENVIRONMENT))
    environment = kt_import_name_take_environment (&told, exchange);
  if (!environment && draft->others[KT_IMPORT_TEST] && says_yes (draft->others[KT_IMPORT_TEST]) &&
      kt_import_name_read (&told, "testnet", 7))
    environment = kt_import_name_take_environment (&told, exchange);
  if (!environment)
    environment = kt_import_name_take_environment (context, exchange);
  return environment;
}

/* Words for a person: no control characters, not endless. NULL when there are none. */
static char *
label_of (KtSecret *value)
{
  gsize length;
  const char *text = kt_secret_peek (value, &length);
  g_autofree char *label = length <= MAX_LABEL ? g_strstrip (g_strndup (text, length)) : NULL;

  if (!label || !*label)
    return NULL;
  for (const char *p = label; *p; p = g_utf8_next_char (p))
    {
      if (g_unichar_iscntrl (g_utf8_get_char (p)))
        return NULL;
    }
  return g_steal_pointer (&label);
}

/* The exchange whose key files name keys like this. */
static KtExchange *
find_by_key_name (KtImportReader *self, KtSecret *value)
{
  g_autoptr(GPtrArray) all = kt_catalogue_search (self->import->catalogue, "");

  for (guint i = 0; i < all->len; i++)
    {
      GPtrArray *fields = kt_exchange_get_fields (g_ptr_array_index (all, i));
      guint told = 0;

      if (!kt_exchange_get_key_file (g_ptr_array_index (all, i)))
        continue;
      for (guint j = 0; j < fields->len; j++)
        {
          const KtField *field = g_ptr_array_index (fields, j);

          if (g_str_equal (field->id, "api_key") && fits (field, value, &told) && told > 0)
            return g_ptr_array_index (all, i);
        }
    }
  return NULL;
}

/* "name" says the exchange (freqtrade), the key (Coinbase's key file), or is a label. */
static const KtImportPlace *
settle_name (KtImportReader *self, KtImportDraft *draft)
{
  KtSecret *value = draft->others[KT_IMPORT_NAME];
  g_auto(KtImportName) name = { 0 };
  const KtImportPlace *place = NULL;

  if (!value)
    return NULL;
  if (!kt_credential_get (draft->values, "api_key") && kt_credential_get (draft->values, "private_key") &&
      (draft->by_file = find_by_key_name (self, value)))
    {
      kt_credential_set (draft->values, "api_key", value);
      return NULL;
    }
  if (!draft->others[KT_IMPORT_EXCHANGE] && read_other (&name, draft, KT_IMPORT_NAME))
    place = kt_import_name_take_place (&name, self->places);
  for (guint i = 0; place && i < name.n; i++)
    {
      if (!name.used[i])
        place = NULL;           /* "Binance grid" is a label, and still tells the exchange: below, by its words */
    }
  if (!place && !draft->others[KT_IMPORT_LABEL])
    draft->others[KT_IMPORT_LABEL] = kt_secret_ref (value);
  return place;
}

static const KtImportPlace *
find_place (KtImportReader *self, KtImportDraft *draft, KtImportName *context)
{
  const KtImportPlace *place = settle_name (self, draft);
  g_auto(KtImportName) name = { 0 };

  if (!place && read_other (&name, draft, KT_IMPORT_EXCHANGE))
    place = kt_import_name_take_place (&name, self->places);
  if (!place)
    place = kt_import_name_take_place (context, self->places);
  if (!place && read_other (&name, draft, KT_IMPORT_LABEL))
    place = kt_import_name_take_place (&name, self->places);
  return place;
}

static char *
find_label (KtImportDraft *draft, KtImportName *context, KtExchange *exchange)
{
  g_autofree char *rest = NULL;

  if (draft->others[KT_IMPORT_LABEL])
    {
      char *label = label_of (draft->others[KT_IMPORT_LABEL]);

      if (label)
        return label;
    }
  rest = kt_import_name_rest (context);
  if (!*rest || strlen (rest) > MAX_LABEL)
    return NULL;
  return exchange ? g_strdup_printf ("%s %s", kt_exchange_get_name (exchange), rest) : g_steal_pointer (&rest);
}

static const KtImportKey *
find_same (KtImport *import, const KtCredential *values)
{
  for (guint i = 0; i < import->keys->len; i++)
    {
      const KtImportKey *key = g_ptr_array_index (import->keys, i);

      if (kt_credential_equal (key->values, values))
        return key;
    }
  return NULL;
}

static gboolean
is_whole (const KtCredential *values)
{
  return kt_credential_get (values, "api_key") && (kt_credential_get (values, "secret") || kt_credential_get (values, "private_key"));
}

/* Whether there is any sense in offering it; else it was said why, or it is none of ours ("POSTGRES_PASSWORD"). */
static gboolean
is_worth_it (KtImportReader *self, KtImportDraft *draft, const KtCredential *values, gboolean exchange_known)
{
  const KtImportKey *same;

  if (!kt_credential_get (values, "api_key") && !kt_credential_get (values, "private_key") &&
      !(exchange_known && kt_credential_get_n_fields (values) > 0))
    return FALSE;
  if (!is_whole (values) && !(exchange_known || kt_credential_get (values, "private_key")))
    {
      kt_import_remark (self->import, KT_IMPORT_ALONE, draft->line, 0, draft->name);
      return FALSE;
    }
  same = find_same (self->import, values);
  if (same)
    {
      kt_import_remark (self->import, KT_IMPORT_TWICE, draft->line, same->line, draft->name);
      return FALSE;
    }
  return TRUE;
}

static void
take_draft (KtImportReader *self, KtImportDraft *draft, GPtrArray *all)
{
  g_auto(KtImportName) context = { 0 };
  const KtImportPlace *place;
  KtExchange *exchange;
  const char *environment = NULL;
  gboolean placeholder;
  g_autoptr(KtCredential) values = NULL;
  KtImportKey *key;

  if (kt_import_name_read (&context, draft->context, strlen (draft->context)))
    kt_import_name_drop_noise (&context, self->import->format != KT_IMPORT_TEXT);
  place = find_place (self, draft, &context);
  values = clean_values (draft, &placeholder);
  exchange = place ? place->exchange : NULL;
  if (placeholder)
    {
      kt_import_remark (self->import, KT_IMPORT_PLACEHOLDER, draft->line, 0, draft->name);
      return;
    }
  if (!is_worth_it (self, draft, values, exchange != NULL))
    return;

  key = g_new0 (KtImportKey, 1);
  g_ptr_array_add (self->import->keys, key);
  if (!exchange && (exchange = draft->by_file ? draft->by_file : kt_import_guess (values, all)))
    key->by_shape = TRUE;
  if (exchange)
    environment = find_environment (draft, &context, exchange);
  if (!environment && place)
    environment = place->environment;
  key->exchange = exchange ? g_strdup (kt_exchange_get_id (exchange)) : NULL;
  key->environment = g_strdup (environment);
  key->label = find_label (draft, &context, exchange);
  key->values = g_steal_pointer (&values);
  key->line = draft->line;
}

void
kt_import_reader_finish (KtImportReader *self)
{
  g_autoptr(GPtrArray) all = kt_catalogue_search (self->import->catalogue, "");

  for (guint i = 0; i < self->drafts->len; i++)
    {
      KtImportDraft *draft = g_ptr_array_index (self->drafts, i);

      if (self->import->keys->len >= KT_IMPORT_MAX_KEYS || i >= MAX_DRAFTS)
        {
          kt_import_remark (self->import, KT_IMPORT_TOO_MANY, draft->line, 0, NULL);
          break;
        }
      take_draft (self, draft, all);
    }
  if (self->import->keys->len == 0 && self->import->remarks->len == 0)
    kt_import_remark (self->import, KT_IMPORT_NO_KEYS, 0, 0, NULL);
}
