/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-report.h"

#include "kt-pack.h"

G_DEFINE_BOXED_TYPE (KtReport, kt_report, kt_report_ref, kt_report_unref)

/* What a report owns besides its dates and requests. */
static const gsize texts[] = {
  G_STRUCT_OFFSET (KtReport, code), G_STRUCT_OFFSET (KtReport, message), G_STRUCT_OFFSET (KtReport, uid),
  G_STRUCT_OFFSET (KtReport, own_address), G_STRUCT_OFFSET (KtReport, environment),
};
static const gsize lists[] = {
  G_STRUCT_OFFSET (KtReport, words), G_STRUCT_OFFSET (KtReport, unknown_words), G_STRUCT_OFFSET (KtReport, ip_addresses),
};
static const gsize request_texts[] = {
  G_STRUCT_OFFSET (KtReportRequest, method), G_STRUCT_OFFSET (KtReportRequest, host),
  G_STRUCT_OFFSET (KtReportRequest, path), G_STRUCT_OFFSET (KtReportRequest, step),
};

#define TEXT(report, i)          G_STRUCT_MEMBER (char *, report, texts[i])
#define LIST(report, i)          G_STRUCT_MEMBER (char **, report, lists[i])
#define REQUEST_TEXT(request, i) G_STRUCT_MEMBER (char *, request, request_texts[i])

KtReport *
kt_report_new (void)
{
  KtReport *self = g_new0 (KtReport, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->sure = TRUE;
  self->is_subaccount = -1;
  return self;
}

KtReport *
kt_report_ref (KtReport *self)
{
  g_return_val_if_fail (self, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

static void
clear (KtReport *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (TEXT (self, i));
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    g_strfreev (LIST (self, i));
  for (guint i = 0; i < self->n_requests; i++)
    for (guint j = 0; j < G_N_ELEMENTS (request_texts); j++)
      g_free (REQUEST_TEXT (&self->requests[i], j));
  g_free (self->dates);
  g_free (self->requests);
}

void
kt_report_unref (KtReport *self)
{
  g_return_if_fail (self);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  if (!self->packed)
    clear (self);
  g_free (self);
}

static void
plan (KtPack *pack, const KtReport *self)
{
  kt_pack_plan (pack, sizeof *self);
  kt_pack_plan (pack, self->n_dates * sizeof *self->dates);
  kt_pack_plan (pack, self->n_requests * sizeof *self->requests);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    kt_pack_plan_text (pack, TEXT (self, i));
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    kt_pack_plan_texts (pack, LIST (self, i));
  for (guint i = 0; i < self->n_requests; i++)
    for (guint j = 0; j < G_N_ELEMENTS (request_texts); j++)
      kt_pack_plan_text (pack, REQUEST_TEXT (&self->requests[i], j));
}

KtReport *
kt_report_pack (const KtReport *self)
{
  KtPack pack = { 0 };
  KtReport *copy;

  g_return_val_if_fail (self, NULL);

  plan (&pack, self);
  copy = kt_pack_begin (&pack, self, sizeof *self);
  g_atomic_ref_count_init (&copy->ref_count);
  copy->packed = TRUE;
  copy->dates = kt_pack_data (&pack, self->dates, self->n_dates * sizeof *self->dates);
  copy->requests = kt_pack_data (&pack, self->requests, self->n_requests * sizeof *self->requests);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    TEXT (copy, i) = kt_pack_text (&pack, TEXT (self, i));
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    LIST (copy, i) = kt_pack_texts (&pack, LIST (self, i));
  for (guint i = 0; i < self->n_requests; i++)
    for (guint j = 0; j < G_N_ELEMENTS (request_texts); j++)
      REQUEST_TEXT (&copy->requests[i], j) = kt_pack_text (&pack, REQUEST_TEXT (&self->requests[i], j));
  return copy;
}

void
kt_report_add_request (KtReport *self, const char *step, const char *method, const char *host,
                       const char *path, guint status, gint64 duration_ms)
{
  g_return_if_fail (self && !self->packed && method && host && path);

  self->requests = g_renew (KtReportRequest, self->requests, self->n_requests + 1);
  self->requests[self->n_requests++] = (KtReportRequest) {
    .step = g_strdup (step),
    .method = g_strdup (method),
    .host = g_strdup (host),
    .path = g_strdup (path),
    .status = status,
    .duration_ms = duration_ms,
  };
}

void
kt_report_add_date (KtReport *self, KtRights rights, gint64 at_ms)
{
  g_return_if_fail (self && !self->packed && at_ms != 0);

  self->dates = g_renew (KtReportDate, self->dates, self->n_dates + 1);
  self->dates[self->n_dates++] = (KtReportDate) { rights, at_ms };
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
