/* kt-words-notices.c: what the desktop shows when something is due
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

char *
kt_words_notice_title (const KtRecord *record, const KtDate *date, gint64 now_ms)
{
  g_autofree char *in = kt_words_in (date->at_ms, now_ms);
  const char *label = record->label;
  const gboolean past = date->at_ms <= now_ms;

  switch (date->kind)
    {
    case KT_DATE_EXPIRES:
      /* Translators: %1$s is a key's name, %2$s "today", "tomorrow", "in 3 days", "2 days ago" */
      return past ? g_strdup_printf (_("“%1$s” expired %2$s"), label, in) : g_strdup_printf (_("“%1$s” expires %2$s"), label, in);
    case KT_DATE_LAPSES:
      return past ? g_strdup_printf (_("Some rights of “%1$s” ended %2$s"), label, in)
                  : g_strdup_printf (_("Some rights of “%1$s” end %2$s"), label, in);
    case KT_DATE_DIES_UNUSED:
      return past ? g_strdup_printf (_("“%1$s” ended %2$s if nobody used it"), label, in)
                  : g_strdup_printf (_("“%1$s” ends %2$s if nobody uses it"), label, in);
    case KT_DATE_ROTATE:
    default:
      return past ? g_strdup_printf (_("“%1$s” was to be rotated %2$s"), label, in)
                  : g_strdup_printf (_("“%1$s” is to be rotated %2$s"), label, in);
    }
}

char *
kt_words_notice_many (guint n)
{
  return g_strdup_printf (ngettext ("%u key needs you", "%u keys need you", n), n);
}

char *
kt_words_notice_change (KtNoticeChange change, const char *label)
{
  switch (change)
    {
    case KT_NOTICE_RIGHTS_GREW:
      return g_strdup_printf (_("“%s” can do more than before"), label);
    case KT_NOTICE_ALLOWLIST_GONE:
      return g_strdup_printf (_("“%s” works from any address now"), label);
    case KT_NOTICE_REFUSED:
    default:
      return g_strdup_printf (_("“%s” is refused by its exchange"), label);
    }
}

const char *
kt_words_notice_button (KtNoticeButton button)
{
  switch (button)
    {
    case KT_NOTICE_OPEN:
      return _("Open");
    case KT_NOTICE_SNOOZE:
      return _("Snooze a Week");
    case KT_NOTICE_ROTATE:
    default:
      return _("Rotate Now");
    }
}
