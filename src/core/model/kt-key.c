/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-key.h"

struct _KtKey
{
  GObject parent_instance;

  /* There may be thousands: what never changes is kept packed. */
  char            *id;              /* owned */
  KtRecord        *record;          /* owned, packed */
  KtReport        *report;          /* owned, or NULL */
  KtReport        *good_report;     /* owned, or NULL */
  const KtFinding *findings;        /* owned, packed; NULL: none */
  const KtDate    *dates;           /* owned, packed; NULL: none */
  guint            n_findings;
  guint            n_dates;
  const char      *exchange_name;   /* interned, or NULL */
  gboolean         busy;
  guint            version;
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

  g_free (self->id);
  g_clear_pointer (&self->record, kt_record_free);
  g_clear_pointer (&self->report, kt_report_unref);
  g_clear_pointer (&self->good_report, kt_report_unref);
  g_free ((gpointer) self->findings);
  g_free ((gpointer) self->dates);

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
}

/* (transfer full), both ways */
static KtRecord *
pack (KtRecord *record)
{
  KtRecord *packed = record->packed ? record : kt_record_pack (record);

  if (packed != record)
    kt_record_free (record);
  return packed;
}

KtKey *
kt_key_new (KtRecord *record)
{
  KtKey *self;

  g_return_val_if_fail (record && record->id, NULL);

  self = g_object_new (KT_TYPE_KEY, NULL);
  self->id = g_strdup (record->id);
  self->record = pack (record);
  return self;
}

const char *
kt_key_get_id (KtKey *self)
{
  g_return_val_if_fail (KT_IS_KEY (self), NULL);

  return self->id;
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

const KtFinding *
kt_key_get_findings (KtKey *self, guint *ret_n)
{
  g_return_val_if_fail (KT_IS_KEY (self) && ret_n, NULL);

  *ret_n = self->n_findings;
  return self->findings;
}

const KtDate *
kt_key_get_dates (KtKey *self, guint *ret_n)
{
  g_return_val_if_fail (KT_IS_KEY (self) && ret_n, NULL);

  *ret_n = self->n_dates;
  return self->dates;
}

KtSeverity
kt_key_get_severity (KtKey *self)
{
  g_return_val_if_fail (KT_IS_KEY (self), KT_SEVERITY_UNKNOWN);

  return self->findings ? self->findings->severity : KT_SEVERITY_FINE;
}

const KtDate *
kt_key_get_next_date (KtKey *self)
{
  g_return_val_if_fail (KT_IS_KEY (self), NULL);

  return self->dates;
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
  g_return_if_fail (record && g_strcmp0 (record->id, self->id) == 0);

  old = self->record;
  self->record = pack (record);
  drop_foreign_report (&self->report, self->record);
  drop_foreign_report (&self->good_report, self->record);
  if (g_strcmp0 (old->label, self->record->label) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LABEL]);
  changed (self);
}

static KtReport *
keep (KtReport *report)
{
  return !report ? NULL : report->packed ? kt_report_ref (report) : kt_report_pack (report);
}

void
kt_key_set_reports (KtKey *self, KtReport *latest, KtReport *good)
{
  g_autoptr(KtReport) old_latest = NULL;
  g_autoptr(KtReport) old_good = NULL;

  g_return_if_fail (KT_IS_KEY (self));

  old_latest = self->report;
  old_good = self->good_report;
  self->report = keep (latest);
  self->good_report = good && good == latest ? kt_report_ref (self->report) : keep (good);
  drop_foreign_report (&self->report, self->record);
  drop_foreign_report (&self->good_report, self->record);
  changed (self);
}

void
kt_key_set_findings (KtKey *self, GPtrArray *findings, GPtrArray *dates)
{
  g_return_if_fail (KT_IS_KEY (self) && findings && dates);

  g_free ((gpointer) self->findings);
  g_free ((gpointer) self->dates);
  self->findings = kt_finding_pack (findings);
  self->n_findings = findings->len;
  self->dates = kt_date_pack (dates);
  self->n_dates = dates->len;
  g_ptr_array_unref (findings);
  g_ptr_array_unref (dates);
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

  self->exchange_name = g_intern_string (name);
  changed (self);
}
