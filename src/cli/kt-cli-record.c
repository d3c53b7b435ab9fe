/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-cli-record.h"

#include <glib/gi18n.h>

#include "kt-cli.h"
#include "kt-error.h"
#include "kt-words.h"

#define MAX_DAYS 3650
#define MAX_LEAD 365

GOptionEntry *
kt_cli_record_entries (KtCliRecord *self)
{
  const GOptionEntry entries[] = {
    { "label", 'l', 0, G_OPTION_ARG_STRING, &self->label, N_("How you call it"), N_("TEXT") },
    { "may", 'm', 0, G_OPTION_ARG_STRING, &self->may,
      N_("What it should be able to do: tax, bot, treasury, or rights by commas (read,spot,withdraw…)"), N_("RIGHTS") },
    { "used-on", 'u', 0, G_OPTION_ARG_STRING, &self->used_on, N_("“here”, or the machine or service that uses it"), N_("NAME") },
    { "address", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->addresses, N_("An address it is used from (may be repeated)"), N_("IP") },
    { "tag", 't', 0, G_OPTION_ARG_STRING_ARRAY, &self->tags, N_("A tag (may be repeated)"), N_("TAG") },
    { "given-to", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->consumers, N_("Who was given the key (may be repeated)"), N_("NAME") },
    { "notes", 0, 0, G_OPTION_ARG_STRING, &self->notes, N_("Notes for yourself"), N_("TEXT") },
    { "rotate", 0, 0, G_OPTION_ARG_STRING, &self->rotate, N_("“policy” (by what it can do), “never”, or days"), N_("DAYS") },
    { "lead-days", 0, 0, G_OPTION_ARG_STRING, &self->lead, N_("How long before a date to tell of it: “policy”, or days"), N_("DAYS") },
    { "expires", 0, 0, G_OPTION_ARG_STRING, &self->expires, N_("The day it ends, if you know it, or “none”"), N_("YYYY-MM-DD") },
    { "checks", 0, 0, G_OPTION_ARG_STRING, &self->checks,
      N_("“stop”: no more checks but by its name; “resume”: again with all the others"), N_("WORD") },
    KT_CLI_JSON_ENTRY (&self->json),
    { NULL }
  };

  return g_memdup2 (entries, sizeof entries);
}

static gboolean
apply_rights (const char *text, KtRecord *record, GError **error)
{
  guint n;
  const KtPreset *presets = kt_words_get_presets (&n);

  for (guint i = 0; i < n; i++)
    {
      if (g_str_equal (text, presets[i].id))
        {
          record->intent = presets[i].rights;
          record->intent_set = TRUE;
          return TRUE;
        }
    }
  if (!kt_rights_from_string (text, &record->intent, error))
    return FALSE;
  record->intent_set = TRUE;
  return TRUE;
}

static gboolean
apply_rotation (const char *text, KtRecord *record, GError **error)
{
  guint64 days;

  if (g_str_equal (text, "policy"))
    record->rotate_days = KT_ROTATE_BY_POLICY;
  else if (g_str_equal (text, "never"))
    record->rotate_days = KT_ROTATE_NEVER;
  else if (g_ascii_string_to_unsigned (text, 10, 1, MAX_DAYS, &days, NULL))
    record->rotate_days = (int) days;
  else
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, _("--rotate: “%s” is neither “policy” nor “never” nor days from 1 to %d"),
                   text, MAX_DAYS);
      return FALSE;
    }
  return TRUE;
}

static gboolean
apply_lead (const char *text, KtRecord *record, GError **error)
{
  guint64 days;

  if (g_str_equal (text, "policy"))
    record->lead_days = KT_LEAD_BY_POLICY;
  else if (g_ascii_string_to_unsigned (text, 10, 0, MAX_LEAD, &days, NULL))
    record->lead_days = (int) days;
  else
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, _("--lead-days: “%s” is neither “policy” nor days from 0 to %d"), text, MAX_LEAD);
      return FALSE;
    }
  return TRUE;
}

static gboolean
apply_expiry (const char *text, KtRecord *record, GError **error)
{
  int year, month, day;

  g_clear_pointer (&record->expires_on, g_free);
  if (g_str_equal (text, "none"))
    return TRUE;
  if (!kt_record_parse_day (text, &year, &month, &day))
    {
      g_set_error (error, KT_ERROR, KT_ERROR_INVALID, _("--expires: “%s” is not a day. Write year, month and day: 2027-01-31."), text);
      return FALSE;
    }
  record->expires_on = g_strdup (text);
  return TRUE;
}

static gboolean
apply_checks (const char *text, KtRecord *record, GError **error)
{
  record->checks_stopped = g_str_equal (text, "stop");
  if (record->checks_stopped || g_str_equal (text, "resume"))
    return TRUE;
  g_set_error (error, KT_ERROR, KT_ERROR_INVALID, _("--checks: “%s” is neither “stop” nor “resume”"), text);
  return FALSE;
}

static void
apply_text (const char *given, char **member)
{
  if (!given)
    return;
  g_free (*member);
  *member = *given ? g_strdup (given) : NULL;
}

static void
apply_strings (char **given, char ***member)
{
  if (!given)
    return;
  g_strfreev (*member);
  *member = g_strdupv (given);
}

static void
apply_place (const KtCliRecord *self, KtRecord *record)
{
  if (!self->used_on)
    return;
  record->place = g_str_equal (self->used_on, "here") ? KT_PLACE_HERE : KT_PLACE_ELSEWHERE;
  apply_text (record->place == KT_PLACE_HERE ? "" : self->used_on, &record->place_name);
}

gboolean
kt_cli_record_apply (const KtCliRecord *self, KtRecord *record, GError **error)
{
  if (self->may && !apply_rights (self->may, record, error))
    return FALSE;
  if (self->rotate && !apply_rotation (self->rotate, record, error))
    return FALSE;
  if (self->lead && !apply_lead (self->lead, record, error))
    return FALSE;
  if (self->expires && !apply_expiry (self->expires, record, error))
    return FALSE;
  if (self->checks && !apply_checks (self->checks, record, error))
    return FALSE;

  apply_text (self->label, &record->label);
  apply_text (self->notes, &record->notes);
  apply_place (self, record);
  apply_strings (self->addresses, &record->place_addresses);
  apply_strings (self->tags, &record->tags);
  apply_strings (self->consumers, &record->consumers);
  return TRUE;
}

void
kt_cli_record_clear (KtCliRecord *self)
{
  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->may, g_free);
  g_clear_pointer (&self->used_on, g_free);
  g_clear_pointer (&self->addresses, g_strfreev);
  g_clear_pointer (&self->tags, g_strfreev);
  g_clear_pointer (&self->consumers, g_strfreev);
  g_clear_pointer (&self->notes, g_free);
  g_clear_pointer (&self->rotate, g_free);
  g_clear_pointer (&self->lead, g_free);
  g_clear_pointer (&self->expires, g_free);
  g_clear_pointer (&self->checks, g_free);
}
