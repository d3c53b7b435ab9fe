/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-reply-private.h"

#include <string.h>

/* ── Conditions ───────────────────────────────────────────────────────────── */

static gboolean
test_fits (const KtTest *test, JsonNode *root, guint status)
{
  g_autofree char *text = NULL;
  JsonNode *node;

  if (strcmp (test->path, "http") == 0)
    {
      text = g_strdup_printf ("%u", status);
      return g_strv_contains ((const char * const *) test->values, text);
    }

  node = kt_path_walk (root, test->path);
  if (test->or_nothing && kt_node_is_nothing (node))
    return TRUE;
  text = kt_node_text (node);
  return text && g_strv_contains ((const char * const *) test->values, text);
}

gboolean
kt_condition_fits (const KtCondition *condition, JsonNode *root, guint status)
{
  for (guint i = 0; i < condition->alternatives->len; i++)
    {
      GPtrArray *tests = g_ptr_array_index (condition->alternatives, i);
      gboolean fits = TRUE;

      for (guint j = 0; fits && j < tests->len; j++)
        fits = test_fits (g_ptr_array_index (tests, j), root, status);
      if (fits)
        return TRUE;
    }
  return FALSE;
}

gboolean
kt_condition_is_told (const KtCondition *condition, JsonNode *root)
{
  for (guint i = 0; i < condition->alternatives->len; i++)
    {
      GPtrArray *tests = g_ptr_array_index (condition->alternatives, i);

      for (guint j = 0; j < tests->len; j++)
        {
          const KtTest *test = g_ptr_array_index (tests, j);
          g_autofree char *text = kt_node_text (kt_path_walk (root, test->path));

          if (text && *text)
            return TRUE;
        }
    }
  return FALSE;
}

static gboolean
tests_status (const KtCondition *condition)
{
  for (guint i = 0; i < condition->alternatives->len; i++)
    {
      GPtrArray *tests = g_ptr_array_index (condition->alternatives, i);

      for (guint j = 0; j < tests->len; j++)
        {
          if (strcmp (((KtTest *) g_ptr_array_index (tests, j))->path, "http") == 0)
            return TRUE;
        }
    }
  return FALSE;
}

gboolean
kt_reply_fits (KtReply *self, const KtCondition *condition)
{
  return self->root && kt_condition_fits (condition, self->root, self->status);
}

char *
kt_reply_get_text (KtReply *self, char **paths)
{
  if (!self->root)
    return NULL;

  for (guint i = 0; paths && paths[i]; i++)
    {
      char *text = kt_node_text (kt_path_walk (self->root, paths[i]));

      if (text && *text)
        return text;
      g_free (text);
    }
  return NULL;
}

/* ── Dates ────────────────────────────────────────────────────────────────── */

#define MS_PER_DAY     (G_GINT64_CONSTANT (24) * 60 * 60 * 1000)
#define EARLIEST_MS    (G_GINT64_CONSTANT (946684800) * 1000)     /* 2000-01-01 */
#define LATEST_MS      (G_GINT64_CONSTANT (7258118400) * 1000)    /* 2200-01-01 */

/* Digits, perhaps with a fraction, that fit 53 bits. */
static gboolean
to_number (const char *text, double *ret_number)
{
  gsize digits = strspn (text, "0123456789");

  if (digits == 0 || digits > 15)
    return FALSE;
  if (text[digits] == '.' && strspn (text + digits + 1, "0123456789") != strlen (text + digits + 1))
    return FALSE;
  if (text[digits] != '\0' && text[digits] != '.')
    return FALSE;

  *ret_number = g_ascii_strtod (text, NULL);
  return TRUE;
}

static gint64
iso_time (const char *text)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr(GDateTime) time = g_date_time_new_from_iso8601 (text, utc);

  return time ? g_date_time_to_unix (time) * 1000 + g_date_time_get_microsecond (time) / 1000 : 0;
}

gint64
kt_node_time (JsonNode *node, KtDateUnit unit, gint64 now_ms)
{
  g_autofree char *text = kt_node_text (node);
  gint64 at_ms;
  double number;

  if (!text)
    return 0;

  if (unit == KT_DATE_UNIT_DAYS_LEFT)
    {
      if (!to_number (text, &number) || number > 36500)
        return 0;
      at_ms = now_ms + (gint64) (number * MS_PER_DAY);
    }
  else if (!to_number (text, &number))
    at_ms = iso_time (text);
  else if (unit == KT_DATE_UNIT_S || (unit == KT_DATE_UNIT_ISO && number < 1e11))
    at_ms = (gint64) (number * 1000);
  else
    at_ms = (gint64) number;

  return at_ms >= EARLIEST_MS && at_ms < LATEST_MS ? at_ms : 0;
}

gint64
kt_reply_get_time (KtReply *self, const KtDateRule *rule, gint64 now_ms)
{
  return self->root ? kt_node_time (kt_paths_walk (self->root, rule->at), rule->unit, now_ms) : 0;
}

/* ── Text from outside ────────────────────────────────────────────────────── */

#define WINDOW  20      /* bytes of a credential's value that must not be kept */
#define SHORT   4       /* a value shorter than this would blank half of any text */

/* Marks in @gone every byte of @text that belongs to @value. */
static void
mark (const char *text, gsize length, const char *value, gsize value_length, char *gone)
{
  gsize window = MIN (value_length, WINDOW);

  if (value_length < SHORT)
    return;

  for (gsize i = 0; i + window <= length; i++)
    {
      for (gsize j = 0; j + window <= value_length; j++)
        {
          if (memcmp (text + i, value + j, window) == 0)
            {
              memset (gone + i, 1, window);
              break;
            }
        }
    }
}

char *
kt_reply_scrub (const char *text, gssize length, const KtCredential *credential, gsize max)
{
  const gsize whole = length < 0 ? strlen (text) : (gsize) length;
  const gsize n = MIN (whole, 4 * max);
  g_autofree char *gone = g_malloc0 (n + 1);
  g_autofree char *valid = NULL;
  GString *kept = g_string_new (NULL);
  const char *end;

  for (guint i = 0; credential && i < kt_credential_get_n_fields (credential); i++)
    {
      KtSecret *secret;
      gsize value_length;
      const char *value;

      kt_credential_get_nth (credential, i, &secret);
      value = kt_secret_peek (secret, &value_length);
      mark (text, n, value, value_length, gone);
    }

  /* Of a longer text the end of the piece looked at may be the beginning of a value. */
  if (n < whole)
    memset (gone + n - WINDOW, 1, WINDOW);

  for (gsize i = 0; i < n; i++)
    {
      if (gone[i])
        g_string_append (kept, i == 0 || !gone[i - 1] ? "…" : "");
      else
        g_string_append_c (kept, (guchar) text[i] < ' ' || text[i] == 0x7f ? ' ' : text[i]);
    }

  valid = g_utf8_make_valid (kept->str, kept->len);
  g_string_free (kept, TRUE);
  g_strstrip (valid);
  if (strlen (valid) > max)
    {
      end = g_utf8_find_prev_char (valid, valid + max + 1);
      valid[end ? end - valid : 0] = '\0';
    }
  return g_steal_pointer (&valid);
}

/* ── Yes or no ────────────────────────────────────────────────────────────── */

static gboolean
contains (const char *text, const char *part)
{
  g_autofree char *folded_text = g_utf8_casefold (text, -1);
  g_autofree char *folded_part = g_utf8_casefold (part, -1);

  return strstr (folded_text, folded_part) != NULL;
}

static gboolean
row_fits (const KtErrorRule *rule, guint status, const char *code, const char *message)
{
  if (rule->http)
    {
      gboolean fits = FALSE;

      for (guint i = 0; !fits && i < rule->http->len; i++)
        {
          guint http = g_array_index (rule->http, guint, i);

          fits = http == status || http == status / 100;
        }
      if (!fits)
        return FALSE;
    }
  if (rule->code && !(code && g_strv_contains ((const char * const *) rule->code, code)))
    return FALSE;
  if (rule->message && !(message && contains (message, rule->message)))
    return FALSE;
  return TRUE;
}

static const KtErrorRule *
find_row (KtReply *self, const KtVerdictRules *rules, const char *code, const char *message)
{
  for (guint i = 0; rules->errors && i < rules->errors->len; i++)
    {
      const KtErrorRule *rule = g_ptr_array_index (rules->errors, i);

      if (row_fits (rule, self->status, code, message))
        return rule;
    }
  return NULL;
}

static KtOutcomes
meaning (KtReply *self, const KtVerdictRules *rules, const char *code, const char *message, gboolean *ret_sure)
{
  const KtErrorRule *rule = find_row (self, rules, code, message);

  if (rule)
    {
      *ret_sure = rule->sure;
      return rule->means;
    }
  if (self->status == 429 || self->status == 418)
    return KT_OUTCOMES_BIT (KT_OUTCOME_RATE_LIMITED);
  if (self->status >= 500)
    return KT_OUTCOMES_BIT (KT_OUTCOME_MAINTENANCE);
  /* Neither a yes nor a no: not the exchange's documented reply at all. */
  if (self->status < 400 && !code && !message)
    return KT_OUTCOMES_BIT (KT_OUTCOME_UNREADABLE_REPLY);
  return KT_OUTCOMES_BIT (KT_OUTCOME_REFUSED);
}

/* The one address a refusal names ("request ip: 192.0.2.7"); NULL when it names none or several. */
static char *
find_address (const char *message)
{
  g_auto(GStrv) words = g_strsplit_set (message, " ,;()[]{}<>\"'=!?", -1);
  char *found = NULL;

  for (guint i = 0; words[i]; i++)
    {
      gsize length = strlen (words[i]);

      while (length > 0 && (words[i][length - 1] == '.' || words[i][length - 1] == ':'))
        words[i][--length] = '\0';
      if (length < 3 || !g_hostname_is_ip_address (words[i]) || g_strcmp0 (found, words[i]) == 0)
        continue;
      if (found)
        {
          g_free (found);
          return NULL;
        }
      found = g_strdup (words[i]);
    }
  return found;
}

static gboolean
is_accepted (KtReply *self, const KtCondition *ok)
{
  gboolean good_status = self->status >= 200 && self->status < 300;

  /* A bare number or text (some tell their time so) is nobody's yes. */
  if (!self->root || JSON_NODE_HOLDS_VALUE (self->root) || JSON_NODE_HOLDS_NULL (self->root))
    return FALSE;
  if (!ok)
    return good_status;
  /* A condition that does not ask for the status does not mean a web server's error page. */
  return (good_status || tests_status (ok)) && kt_condition_fits (ok, self->root, self->status);
}

/* The exchange's words; of an error page that is short plain text, all of it. */
static char *
get_message (KtReply *self, const KtVerdictRules *rules)
{
  return self->plain && self->status >= 400 ? g_strdup (self->plain) : kt_reply_get_text (self, rules->message);
}

const KtErrorRule *
kt_reply_find_row (KtReply *self, const KtVerdictRules *rules)
{
  g_autofree char *code = kt_reply_get_text (self, rules->code);
  g_autofree char *message = get_message (self, rules);

  return is_accepted (self, rules->ok) ? NULL : find_row (self, rules, code, message);
}

void
kt_reply_judge (KtReply *self, const KtVerdictRules *rules, const KtCredential *credential, KtVerdict *ret_verdict)
{
  g_autofree char *code = NULL;
  g_autofree char *message = NULL;
  KtVerdict verdict = { .sure = TRUE };

  if (is_accepted (self, rules->ok))
    {
      verdict.accepted = TRUE;
      verdict.outcomes = KT_OUTCOMES_BIT (KT_OUTCOME_WORKS);
      *ret_verdict = verdict;
      return;
    }

  code = kt_reply_get_text (self, rules->code);
  message = get_message (self, rules);
  verdict.outcomes = meaning (self, rules, code, message, &verdict.sure);

  if (code)
    verdict.code = kt_reply_scrub (code, -1, credential, 100);
  if (message)
    verdict.message = kt_reply_scrub (message, -1, credential, KT_REPLY_MAX_TEXT);
  if (verdict.message && (verdict.outcomes & KT_OUTCOMES_BIT (KT_OUTCOME_IP_NOT_ALLOWED)))
    verdict.own_address = find_address (verdict.message);

  kt_wipe_free (g_steal_pointer (&message));
  *ret_verdict = verdict;
}

void
kt_verdict_clear (KtVerdict *self)
{
  g_clear_pointer (&self->code, g_free);
  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->own_address, g_free);
}
