/* kt-words-import.c: what was found in a source, and what could not be read
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

static char *
whole_sentence (KtImportProblem problem)
{
  switch (problem)
    {
    case KT_IMPORT_TOO_LARGE:
      return g_strdup (_("This is larger than 1 MiB, too large for a file with keys. Nothing was read."));
    case KT_IMPORT_EMPTY:
      return g_strdup (_("There is nothing in it."));
    case KT_IMPORT_NOT_TEXT:
      return g_strdup (_("This is no text. A file with keys is text: .env, JSON, CSV or PEM."));
    case KT_IMPORT_NO_KEYS:
    default:
      return g_strdup (_("No key was found in it."));
    }
}

char *
kt_words_import_remark (const KtImportRemark *remark)
{
  switch (remark->problem)
    {
    case KT_IMPORT_TOO_MANY:
      /* Translators: %u is a line of a file, here and below; %d a number of keys */
      return g_strdup_printf (_("From line %u on nothing was taken: there are more than %d keys. Import the rest by itself."),
                              remark->line, KT_IMPORT_MAX_KEYS);
    case KT_IMPORT_BAD_JSON:
      return g_strdup_printf (_("This is no complete JSON: it breaks off or goes wrong at line %u."), remark->line);
    case KT_IMPORT_OPEN_QUOTE:
      return g_strdup_printf (_("Line %u: a quotation mark is not closed."), remark->line);
    case KT_IMPORT_OPEN_PEM:
      return g_strdup_printf (_("Line %u: the private key has no end."), remark->line);
    case KT_IMPORT_TOO_LONG:
      return g_strdup_printf (_("Line %u: the value is too long for a key."), remark->line);
    case KT_IMPORT_PLACEHOLDER:
      return g_strdup_printf (_("Line %u: this is a placeholder, no key."), remark->line);
    case KT_IMPORT_ALONE:
      if (remark->name)
        /* Translators: %2$s is the name of a variable: “ETHERSCAN_API_KEY” */
        return g_strdup_printf (_("Line %1$u: “%2$s” stands alone. A key of an exchange has a secret beside it."), remark->line,
                                remark->name);
      return g_strdup_printf (_("Line %u: a value stands alone. A key of an exchange has a secret beside it."), remark->line);
    case KT_IMPORT_TWICE:
      return g_strdup_printf (_("Line %1$u: the same key as in line %2$u."), remark->line, remark->other_line);
    case KT_IMPORT_UNCLEAR:
      return g_strdup_printf (_("Line %u: it cannot be told what this value is."), remark->line);
    case KT_IMPORT_TOO_LARGE:
    case KT_IMPORT_EMPTY:
    case KT_IMPORT_NOT_TEXT:
    case KT_IMPORT_NO_KEYS:
    default:
      return whole_sentence (remark->problem);
    }
}

const char *
kt_words_import_role (KtImportRole role)
{
  switch (role)
    {
    case KT_IMPORT_API_KEY:
      return _("API key");
    case KT_IMPORT_SECRET:
      return _("Secret");
    case KT_IMPORT_PASSPHRASE:
      return _("Passphrase");
    case KT_IMPORT_PRIVATE_KEY:
      return _("Private key");
    case KT_IMPORT_UID:
      return _("User ID");
    case KT_IMPORT_MEMO:
      return _("Memo");
    case KT_IMPORT_OTP:
      return _("One-time password");
    case KT_IMPORT_EXCHANGE:
      return _("Exchange");
    case KT_IMPORT_ENVIRONMENT:
      return _("Environment");
    case KT_IMPORT_LABEL:
      return _("Label");
    case KT_IMPORT_NAME:
    case KT_IMPORT_TEST:
    case KT_IMPORT_NOTHING:
    default:
      /* Translators: a column of a file that is left out */
      return _("Nothing");
    }
}
