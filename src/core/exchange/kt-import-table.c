/* CSV: rows, columns, and what each column is for
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-import-private.h"

#include <string.h>

#include "kt-record.h"

#define MAX_HEADER   48         /* bytes of a column's name */
#define MAX_QUOTED   (KT_CREDENTIAL_MAX_VALUE + 64)
#define ROWS_LOOKED  20
#define MIN_SECRET   16         /* bytes; shorter ones are passphrases or words */
#define BULLETS      "••••••"

void
kt_import_table_free (KtImportTable *self)
{
  kt_secret_unref (self->text);
  g_strfreev (self->names);
  g_free (self->roles);
  g_ptr_array_unref (self->rows);
  g_array_unref (self->lines);
  g_free (self);
}

/* ── Rows and cells ───────────────────────────────────────────────────────── */

typedef struct {
  KtImport      *import;        /* gets the remarks; NULL when it is only tried whether this is a table */
  KtImportTable *table;         /* being filled */
  const char    *p;
  const char    *end;
  guint          line;
  char           delimiter;
} Parser;

/* The quote that closes the one at @p, or NULL. */
static const char *
find_close (const char *p, const char *end)
{
  const char *stop = MIN (end, p + MAX_QUOTED);

  for (p++; p < stop; p++)
    {
      if (*p != '"')
        continue;
      if (p + 1 < stop && p[1] == '"')
        p++;
      else
        return p;
    }
  return NULL;
}

static void
take_quoted (Parser *self, const char *close)
{
  for (self->p++; self->p < close; self->p++)
    {
      if (*self->p == '"')
        self->p++;
      self->line += *self->p == '\n';
      kt_secret_append (self->table->text, self->p, 1);
    }
  self->p = close + 1;
}

static KtImportCell
take_cell (Parser *self)
{
  KtImportCell cell = { .start = kt_secret_get_length (self->table->text) };
  const char *bytes, *close = NULL;

  while (self->p < self->end && (*self->p == ' ' || (*self->p == '\t' && self->delimiter != '\t')))
    self->p++;
  if (self->p < self->end && *self->p == '"')
    {
      close = find_close (self->p, self->end);
      if (close)
        take_quoted (self, close);
      else if (self->import)
        kt_import_remark (self->import, KT_IMPORT_OPEN_QUOTE, self->line, 0, NULL);
    }
  for (; self->p < self->end && *self->p != self->delimiter && *self->p != '\n'; self->p++)
    kt_secret_append (self->table->text, self->p, 1);

  bytes = kt_secret_peek (self->table->text, &cell.length);
  while (cell.length > cell.start && g_ascii_isspace (bytes[cell.length - 1]))
    cell.length--;
  cell.length -= cell.start;
  return cell;
}

/* FALSE for an empty line. */
static gboolean
take_row (Parser *self)
{
  g_autoptr(GArray) row = g_array_new (FALSE, FALSE, sizeof (KtImportCell));
  guint line = self->line;
  gboolean filled = FALSE, more = TRUE;

  while (more)
    {
      KtImportCell cell = take_cell (self);

      filled |= cell.length > 0;
      if (row->len < KT_IMPORT_MAX_COLUMNS)
        g_array_append_val (row, cell);
      more = self->p < self->end && *self->p == self->delimiter;
      if (more)
        self->p++;
    }
  if (self->p < self->end)
    self->p++;                  /* the newline */
  self->line++;
  if (!filled)
    return FALSE;
  self->table->n_columns = MAX (self->table->n_columns, row->len);
  g_array_append_val (self->table->lines, line);
  g_ptr_array_add (self->table->rows, g_steal_pointer (&row));
  return TRUE;
}

static const char *
cell_bytes (const KtImportTable *self, guint row, guint column, gsize *ret_length)
{
  GArray *cells = g_ptr_array_index (self->rows, row);
  const KtImportCell *cell;

  *ret_length = 0;
  if (column >= cells->len)
    return "";
  cell = &g_array_index (cells, KtImportCell, column);
  *ret_length = cell->length;
  return kt_secret_peek (self->text, NULL) + cell->start;
}

/* ── Is it one? ───────────────────────────────────────────────────────────── */

/* What stands most often in the first line with something in it; '\0': none of them. */
static char
find_delimiter (const char *p, const char *end)
{
  static const char delimiters[] = ",;\t|";
  guint counts[4] = { 0 }, best = 0;
  gboolean quoted = FALSE;

  while (p < end && g_ascii_isspace (*p))
    p++;
  for (; p < end && (*p != '\n' || quoted); p++)
    {
      const char *found = *p ? strchr (delimiters, *p) : NULL;

      if (*p == '"')
        quoted = !quoted;
      else if (found && !quoted)
        counts[found - delimiters]++;
    }
  for (guint i = 1; i < 4; i++)
    {
      if (counts[i] > counts[best])
        best = i;
    }
  return counts[best] > 0 ? delimiters[best] : '\0';
}

static KtImportRole
role_of_header (const char *text, gsize length)
{
  g_auto(KtImportName) name = { 0 };
  KtImportRole role;

  if (length == 0 || length > MAX_HEADER || memchr (text, '=', length) || memchr (text, ':', length) ||
      !kt_import_name_read (&name, text, length))
    return KT_IMPORT_NOTHING;
  role = kt_import_name_take_role (&name);
  return role == KT_IMPORT_NAME ? KT_IMPORT_LABEL : role;
}

/* How many columns of the first line are named as those of keys are. */
static guint
count_headers (const KtImportTable *table, gboolean *ret_has_key)
{
  guint n = 0;

  *ret_has_key = FALSE;
  for (guint i = 0; table->rows->len > 0 && i < table->n_columns; i++)
    {
      gsize length;
      const char *text = cell_bytes (table, 0, i, &length);
      KtImportRole role = role_of_header (text, length);

      n += role != KT_IMPORT_NOTHING;
      *ret_has_key |= role < KT_IMPORT_N_FIELDS;
    }
  return n;
}

static KtImportTable *
parse (KtImport *import, KtSecret *text, guint most)
{
  KtImportTable *table = g_new0 (KtImportTable, 1);
  gsize length;
  const char *bytes = kt_secret_peek (text, &length);
  Parser parser = { .import = import, .table = table, .p = bytes, .end = bytes + length, .line = 1 };

  table->text = kt_secret_new_sized (length);
  table->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  table->lines = g_array_new (FALSE, FALSE, sizeof (guint));
  if (length > 6 && g_ascii_strncasecmp (bytes, "sep=", 4) == 0)        /* Excel's own first line */
    {
      const char *newline = memchr (bytes, '\n', length);

      parser.p = newline ? newline + 1 : parser.end;
      parser.line = 2;
    }
  parser.delimiter = find_delimiter (parser.p, parser.end);
  while (parser.delimiter && parser.p < parser.end && table->rows->len < most)
    take_row (&parser);
  if (parser.p < parser.end && import && parser.delimiter)
    kt_import_remark (import, KT_IMPORT_TOO_MANY, parser.line, 0, NULL);
  return table;
}

static KtSecret *
first_line (KtSecret *text)
{
  gsize length;
  const char *bytes = kt_secret_peek (text, &length);
  const char *p = bytes;
  const char *newline;

  while (p < bytes + length && g_ascii_isspace (*p))
    p++;
  newline = memchr (p, '\n', bytes + length - p);
  return kt_secret_new (p, newline ? newline - p : bytes + length - p);
}

gboolean
kt_import_looks_like_table (KtSecret *text, const char *name)
{
  g_autoptr(KtSecret) line = NULL;
  g_autofree char *lower = name ? g_ascii_strdown (name, -1) : NULL;
  gsize length;
  const char *bytes = kt_secret_peek (text, &length);
  KtImportTable *table;
  gboolean has_key;
  guint n;

  if (lower && (g_str_has_suffix (lower, ".csv") || g_str_has_suffix (lower, ".tsv")))
    return TRUE;
  if (length > 6 && g_ascii_strncasecmp (bytes, "sep=", 4) == 0)
    return TRUE;
  line = first_line (text);
  table = kt_secret_get_length (line) < 4096 ? parse (NULL, line, 1) : NULL;
  n = table ? count_headers (table, &has_key) : 0;
  g_clear_pointer (&table, kt_import_table_free);
  return n >= 2 && has_key;
}

/* ── What the columns are for ─────────────────────────────────────────────── */

static void
take_header (KtImportTable *self)
{
  self->names = g_new0 (char *, self->n_columns + 1);
  for (guint i = 0; i < self->n_columns; i++)
    {
      gsize length;
      const char *text = cell_bytes (self, 0, i, &length);

      self->names[i] = kt_import_shorten (text, length, MAX_HEADER);
      self->roles[i] = role_of_header (text, length);
      for (guint j = 0; j < i; j++)
        {
          if (self->roles[j] == self->roles[i])
            self->roles[i] = KT_IMPORT_NOTHING;
        }
    }
  g_ptr_array_remove_index (self->rows, 0);
  g_array_remove_index (self->lines, 0);
}

static gboolean
is_like_key (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (g_ascii_isspace (text[i]))
        return FALSE;
    }
  return length >= MIN_SECRET;
}

static gboolean
names_exchange (const char *text, gsize length, GHashTable *places)
{
  g_auto(KtImportName) name = { 0 };

  return length < MIN_SECRET * 2 && kt_import_name_read (&name, text, length) && kt_import_name_take_place (&name, places);
}

/* Without names the rows tell: exchanges' names, then long values from left to right. */
static void
guess_roles (KtImportTable *self, GHashTable *places)
{
  KtImportRole next = KT_IMPORT_API_KEY;
  guint n = MIN (self->rows->len, ROWS_LOOKED);
  gboolean has_exchange = FALSE;

  for (guint i = 0; i < self->n_columns; i++)
    {
      guint keys = 0, exchanges = 0;

      for (guint row = 0; row < n; row++)
        {
          gsize length;
          const char *text = cell_bytes (self, row, i, &length);

          keys += is_like_key (text, length);
          exchanges += names_exchange (text, length, places);
        }
      self->roles[i] = KT_IMPORT_NOTHING;
      if (!has_exchange && exchanges * 2 > n)
        {
          self->roles[i] = KT_IMPORT_EXCHANGE;
          has_exchange = TRUE;
        }
      else if (keys * 2 > n && next <= KT_IMPORT_SECRET)
        self->roles[i] = next++;
    }
}

static gboolean
has_keys (const KtImportTable *self, guint row)
{
  for (guint i = 0; row < self->rows->len && i < self->n_columns; i++)
    {
      gsize length;
      const char *text = cell_bytes (self, row, i, &length);

      if (is_like_key (text, length))
        return TRUE;
    }
  return FALSE;
}

/* Two columns, of which the first names what the second is: as exchanges hand out one key. */
static gboolean
is_vertical (const KtImportTable *self)
{
  guint named = 0;

  if (self->n_columns != 2)
    return FALSE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      gsize first, second;
      const char *text = cell_bytes (self, i, 0, &first);
      const char *value = cell_bytes (self, i, 1, &second);

      if (role_of_header (text, first) < KT_IMPORT_N_FIELDS && role_of_header (value, second) == KT_IMPORT_NOTHING)
        named++;
    }
  return named >= 2;
}

static void
read_pairs (KtImportReader *reader, const KtImportTable *table)
{
  for (guint i = 0; i < table->rows->len; i++)
    {
      gsize name_length, length;
      const char *name = cell_bytes (table, i, 0, &name_length);
      const char *text = cell_bytes (table, i, 1, &length);
      g_autoptr(KtSecret) value = kt_secret_new (text, (gssize) length);

      kt_import_reader_add_named (reader, NULL, name, name_length, value, g_array_index (table->lines, guint, i));
    }
}

KtImportTable *
kt_import_table_new (KtImportReader *reader, KtSecret *text)
{
  KtImportTable *self = parse (reader->import, text, KT_IMPORT_MAX_KEYS + 1);
  gboolean has_key;

  if (is_vertical (self))
    {
      read_pairs (reader, self);
      kt_import_table_free (self);
      return NULL;
    }
  self->roles = g_new0 (KtImportRole, self->n_columns + 1);
  self->n_remarks = reader->import->remarks->len;
  if (count_headers (self, &has_key) > 0 && has_key)
    {
      take_header (self);
      return self;
    }
  /* Names that tell nothing are names still, when only the next line has something like a key. */
  if (!has_keys (self, 0) && has_keys (self, 1))
    take_header (self);
  guess_roles (self, reader->places);
  return self;
}

void
kt_import_read_table (KtImportReader *reader, const KtImportTable *table, const KtImportRole *roles)
{
  for (guint row = 0; row < table->rows->len; row++)
    {
      g_autofree char *context = g_strdup_printf ("row %u", row);

      for (guint i = 0; i < table->n_columns; i++)
        {
          gsize length;
          const char *text = cell_bytes (table, row, i, &length);
          g_autoptr(KtSecret) value = NULL;

          if (roles[i] == KT_IMPORT_NOTHING || length == 0)
            continue;
          value = kt_secret_new (text, (gssize) length);
          kt_import_reader_add (reader, context, NULL, roles[i], value, g_array_index (table->lines, guint, row));
        }
    }
}

/* ── To be seen ───────────────────────────────────────────────────────────── */

static gboolean
is_number_or_day (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++)
    {
      if (!g_ascii_isdigit (text[i]) && !strchr ("-:./, TZ", text[i]))
        return FALSE;
    }
  return length <= 20;
}

char *
kt_import_preview (const KtImport *self, guint row, guint column, KtImportRole role)
{
  gsize length;
  const char *text;
  char *hint;

  g_return_val_if_fail (self->table && row < self->table->rows->len, NULL);

  text = cell_bytes (self->table, row, column, &length);
  if (length == 0)
    return g_strdup ("");
  switch (role)
    {
    case KT_IMPORT_EXCHANGE:
    case KT_IMPORT_ENVIRONMENT:
    case KT_IMPORT_LABEL:
    case KT_IMPORT_NAME:
    case KT_IMPORT_TEST:
    case KT_IMPORT_UID:
      return kt_import_shorten (text, length, MAX_HEADER);
    case KT_IMPORT_API_KEY:
      hint = kt_record_make_hint (text, length);
      return hint ? hint : g_strdup (BULLETS);
    case KT_IMPORT_NOTHING:
      /* What nobody said anything about may be a secret. */
      return is_number_or_day (text, length) && length < 12 ? g_strndup (text, length) : g_strdup (BULLETS);
    case KT_IMPORT_SECRET:
    case KT_IMPORT_PASSPHRASE:
    case KT_IMPORT_PRIVATE_KEY:
    case KT_IMPORT_MEMO:
    case KT_IMPORT_OTP:
    default:
      return g_strdup (BULLETS);
    }
}
