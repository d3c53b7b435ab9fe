/* kt-exchange-status.c: whether the exchange itself still runs
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-exchange-load.h"

static const char *const standings[] = { "open", "closing", "closed", "uncertain", NULL };

static void
check_dates (KtLoader *loader, const KtStatus *status)
{
  if (status->standing == KT_STANDING_CLOSED && !status->since)
    kt_loader_mistake (loader, "status", 0, "“since” is missing: the day it closed");
  if (status->ends && status->standing != KT_STANDING_CLOSING)
    kt_loader_mistake (loader, "status.ends", 0, "only an exchange that is “closing” has a last day to come");
}

/* What a closed exchange may not have, so that nothing can be sent there by mistake. */
static void
check_silence (KtLoader *loader, JsonObject *root)
{
  static const char *const loud[] = { "check", "server_time", NULL };

  for (guint i = 0; loud[i]; i++)
    {
      if (json_object_has_member (root, loud[i]))
        kt_loader_mistake (loader, loud[i], 0, "nothing is sent to a closed exchange: leave this out");
    }
}

void
kt_exchange_load_status (KtExchange *self, KtLoader *loader, JsonObject *root)
{
  static const char *const known[] = { "state", "since", "ends", "what", "source", "checked_on", "do", NULL };
  JsonObject *object = kt_load_object (loader, root, "", "status", KT_OPTIONAL);
  KtStatus *status = &self->status;

  if (!object)
    return;
  kt_load_only (loader, object, "status", known);
  status->standing = (KtStanding) MAX (kt_load_word (loader, object, "status", "state", standings, KT_REQUIRED), 0);
  status->since = kt_load_day (loader, object, "status", "since", KT_OPTIONAL);
  status->ends = kt_load_day (loader, object, "status", "ends", KT_OPTIONAL);
  status->what = kt_load_new_text (loader, object, "status", "what", KT_REQUIRED);
  status->source = kt_load_new_text (loader, object, "status", "source", KT_REQUIRED);
  status->checked_on = kt_load_day (loader, object, "status", "checked_on", KT_REQUIRED);
  status->advice = kt_load_new_text (loader, object, "status", "do", KT_REQUIRED);
  check_dates (loader, status);
  if (status->standing == KT_STANDING_CLOSED)
    check_silence (loader, root);
}

void
kt_status_clear (KtStatus *self)
{
  g_clear_pointer (&self->since, g_free);
  g_clear_pointer (&self->ends, g_free);
  g_clear_pointer (&self->what, g_free);
  g_clear_pointer (&self->source, g_free);
  g_clear_pointer (&self->checked_on, g_free);
  g_clear_pointer (&self->advice, g_free);
}

const KtStatus *
kt_exchange_get_status (KtExchange *self)
{
  return &self->status;
}

/* The moment the last day is over everywhere: hours and time zones of such notices are seldom told. */
static gboolean
is_over (const char *day, gint64 now_ms)
{
  g_autofree char *moment = g_strconcat (day, "T00:00:00Z", NULL);
  g_autoptr(GDateTime) begin = g_date_time_new_from_iso8601 (moment, NULL);
  g_autoptr(GDateTime) end = begin ? g_date_time_add_days (begin, 1) : NULL;

  return end && now_ms >= g_date_time_to_unix (end) * 1000;
}

gboolean
kt_exchange_is_closed (KtExchange *self, gint64 now_ms)
{
  const KtStatus *status = &self->status;

  return status->standing == KT_STANDING_CLOSED ||
         (status->standing == KT_STANDING_CLOSING && status->ends && is_over (status->ends, now_ms));
}
