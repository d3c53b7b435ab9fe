/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-key.h"

struct _KtKey
{
  GObject parent_instance;

  KtRecord  *record;          /* owned */
  KtReport  *report;          /* owned, or NULL */
  KtReport  *good_report;     /* owned, or NULL */
  GPtrArray *findings;        /* owned, KtFinding */
  GPtrArray *dates;           /* owned, KtDate */
  char      *exchange_name;   /* owned, or NULL */
  gboolean   busy;
  guint      version;
};

enum { PROP_0, PROP_LABEL, PROP_BUSY, PROP_VERSION, N_PROPS };
static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (KtKey, kt_key, G_TYPE_OBJECT)

static void
changed (KtKey *self)
{
  self->version++;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_VERSION]);
}

static void
kt_key_finalize (GObject *object)
{
  KtKey *self = KT_KEY (object);

  kt_record_free (self->record);
  g_clear_pointer (&self->report, kt_report_unref);
  g_clear_pointer (&self->good_report, kt_report_unref);
  g_ptr_array_unref (self->findings);
  g_ptr_array_unref (self->dates);
  g_free (self->exchange_name);

  G_OBJECT_CLASS (kt_key_parent_class)->finalize (object);
}

static void
kt_key_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  KtKey *self = KT_KEY (object);

  switch (id)
    {
    case PROP_LABEL:
      g_value_set_string (value, self->record->label);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, self->busy);
      break;
    case PROP_VERSION:
      g_value_set_uint (value, self->version);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
kt_key_class_init (KtKeyClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->finalize = kt_key_finalize;
  object_class->get_property = kt_key_get_property;

  properties[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_VERSION] = g_param_spec_uint ("version", NULL, NULL, 0, G_MAXUINT, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
kt_key_init (KtKey *self)
{
  self->findings = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_finding_free);
  self->dates = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_date_free);
}

KtKey *
kt_key_new (KtRecord *record)
{
  KtKey *self;

  g_return_val_if_fail (record && record->id, NULL);

  self = g_object_new (KT_TYPE_KEY, NULL);
  self->record = record;
  return self;
}

const char *
kt_key_get_id (KtKey *self)
{
  g_return_val_if_fail (KT_IS_KEY (self), NULL);

  return self->record->id;
}

const char *
kt_key_get_label (KtKey *self)
{
  g_return_val_if_fail (KT_IS_KEY (self), NULL);

  return self->record->label ? self->record->label : "";
}

const KtRecord *
kt_key_get_record (KtKey *self)
{
  g_return_val_if_fail (KT_IS_KEY (self), NULL);

  return self->record;
}

KtReport *
kt_key_get_report (KtKey *self)
{
  g_return_val_if_fail (KT_IS_KEY (self), NULL);

  return self->report;
}

KtReport *
kt_key_get_good_report (KtKey *self)
{
  g_return_val_if_fail (KT_IS_KEY (self), NULL);

  return self->good_report;
}

GPtrArray *
kt_key_get_findings (KtKey *self)
{
  g_return_val_if_fail (KT_IS_KEY (self), NULL);

  return self->findings;
}

GPtrArray *
kt_key_get_dates (KtKey *self)
{
  g_return_val_if_fail (KT_IS_KEY (self), NULL);

  return self->dates;
}

KtSeverity
kt_key_get_severity (KtKey *self)
{
  g_return_val_if_fail (KT_IS_KEY (self), KT_SEVERITY_UNKNOWN);

  if (self->findings->len == 0)
    return KT_SEVERITY_FINE;
  return ((const KtFinding *) g_ptr_array_index (self->findings, 0))->severity;
}

const KtDate *
kt_key_get_next_date (KtKey *self)
{
  g_return_val_if_fail (KT_IS_KEY (self), NULL);

  return self->dates->len > 0 ? g_ptr_array_index (self->dates, 0) : NULL;
}

gboolean
kt_key_get_busy (KtKey *self)
{
  g_return_val_if_fail (KT_IS_KEY (self), FALSE);

  return self->busy;
}

const char *
kt_key_get_exchange_name (KtKey *self)
{
  g_return_val_if_fail (KT_IS_KEY (self), NULL);

  if (self->exchange_name)
    return self->exchange_name;
  return self->record->exchange ? self->record->exchange : "";
}

/* What a key may do on testnet says nothing about the same key on live. */
static gboolean
is_about (KtReport *report, const KtRecord *record)
{
  return !report->environment || !record->environment || g_str_equal (report->environment, record->environment);
}

static void
drop_foreign_report (KtReport **report, const KtRecord *record)
{
  if (*report && !is_about (*report, record))
    g_clear_pointer (report, kt_report_unref);
}

void
kt_key_set_record (KtKey *self, KtRecord *record)
{
  g_autoptr(KtRecord) old = NULL;

  g_return_if_fail (KT_IS_KEY (self));
  g_return_if_fail (record && g_strcmp0 (record->id, self->record->id) == 0);

  old = self->record;
  self->record = record;
  drop_foreign_report (&self->report, record);
  drop_foreign_report (&self->good_report, record);
  if (g_strcmp0 (old->label, record->label) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LABEL]);
  changed (self);
}

void
kt_key_set_reports (KtKey *self, KtReport *latest, KtReport *good)
{
  g_autoptr(KtReport) old_latest = NULL;
  g_autoptr(KtReport) old_good = NULL;

  g_return_if_fail (KT_IS_KEY (self));

  old_latest = self->report;
  old_good = self->good_report;
  self->report = latest ? kt_report_ref (latest) : NULL;
  self->good_report = good ? kt_report_ref (good) : NULL;
  drop_foreign_report (&self->report, self->record);
  drop_foreign_report (&self->good_report, self->record);
  changed (self);
}

void
kt_key_set_findings (KtKey *self, GPtrArray *findings, GPtrArray *dates)
{
  g_return_if_fail (KT_IS_KEY (self) && findings && dates);

  g_ptr_array_unref (self->findings);
  g_ptr_array_unref (self->dates);
  self->findings = findings;
  self->dates = dates;
  changed (self);
}

void
kt_key_set_busy (KtKey *self, gboolean busy)
{
  g_return_if_fail (KT_IS_KEY (self));

  if (self->busy == !!busy)
    return;

  self->busy = !!busy;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
  changed (self);
}

void
kt_key_set_exchange_name (KtKey *self, const char *name)
{
  g_return_if_fail (KT_IS_KEY (self));

  if (g_strcmp0 (self->exchange_name, name) == 0)
    return;

  g_free (self->exchange_name);
  self->exchange_name = g_strdup (name);
  changed (self);
}
