/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-report.h"

G_DEFINE_BOXED_TYPE (KtReport, kt_report, kt_report_ref, kt_report_unref)

static void
request_free (gpointer data)
{
  KtReportRequest *request = data;

  g_free (request->method);
  g_free (request->host);
  g_free (request->path);
  g_free (request->step);
  g_free (request);
}

KtReport *
kt_report_new (void)
{
  KtReport *self = g_new0 (KtReport, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->sure = TRUE;
  self->is_subaccount = -1;
  self->dates = g_array_new (FALSE, TRUE, sizeof (KtReportDate));
  self->requests = g_ptr_array_new_with_free_func (request_free);
  return self;
}

KtReport *
kt_report_ref (KtReport *self)
{
  g_return_val_if_fail (self, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
kt_report_unref (KtReport *self)
{
  g_return_if_fail (self);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->code);
  g_free (self->message);
  g_strfreev (self->words);
  g_strfreev (self->unknown_words);
  g_strfreev (self->ip_addresses);
  g_array_unref (self->dates);
  g_free (self->uid);
  g_free (self->own_address);
  g_free (self->environment);
  g_ptr_array_unref (self->requests);
  g_free (self);
}

void
kt_report_add_request (KtReport *self, const char *step, const char *method, const char *host,
                       const char *path, guint status, gint64 duration_ms)
{
  KtReportRequest *request;

  g_return_if_fail (self && method && host && path);

  request = g_new0 (KtReportRequest, 1);
  request->step = g_strdup (step);
  request->method = g_strdup (method);
  request->host = g_strdup (host);
  request->path = g_strdup (path);
  request->status = status;
  request->duration_ms = duration_ms;
  g_ptr_array_add (self->requests, request);
}

void
kt_report_add_date (KtReport *self, KtRights rights, gint64 at_ms)
{
  KtReportDate date = { rights, at_ms };

  g_return_if_fail (self && at_ms != 0);

  g_array_append_val (self->dates, date);
}

KtRights
kt_report_get_rights (const KtReport *self)
{
  return self->confirmed | self->inferred;
}

gboolean
kt_report_is_good (const KtReport *self)
{
  return kt_report_worked (self)
         || self->outcomes == KT_OUTCOMES_BIT (KT_OUTCOME_RESTRICTED_AS_INTENDED);
}

gboolean
kt_report_worked (const KtReport *self)
{
  return self->outcomes == KT_OUTCOMES_BIT (KT_OUTCOME_WORKS)
         || (self->outcomes == KT_OUTCOMES_BIT (KT_OUTCOME_CLOCK_SKEW) && self->clock_corrected);
}
