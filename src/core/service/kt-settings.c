/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-settings.h"

#include "config.h"

#define MOST_DAYS 3650

GSettings *
kt_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = NULL;

  /* One schema for both profiles, at a path of its own each. g_settings_new() would end the program
   * when it is not installed. */
  if (source)
    schema = g_settings_schema_source_lookup (source, KT_APP_ID_RELEASED, TRUE);
  return schema ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

static void
read_days (GSettings *settings, GSettingsSchema *schema, const char *name, int *days)
{
  g_autoptr(GVariant) value = NULL;
  gint64 number = -1;

  if (!g_settings_schema_has_key (schema, name))
    return;

  value = g_settings_get_value (settings, name);
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT32))
    number = g_variant_get_int32 (value);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_UINT32))
    number = g_variant_get_uint32 (value);
  if (number >= 0 && number <= MOST_DAYS)
    *days = number;
}

KtPolicy
kt_policy_from_settings (GSettings *settings)
{
  KtPolicy policy = KT_POLICY_DEFAULT;
  g_autoptr(GSettingsSchema) schema = NULL;

  if (!settings)
    return policy;

  g_object_get (settings, "settings-schema", &schema, NULL);
  read_days (settings, schema, "rotate-money-days", &policy.rotate_money);
  read_days (settings, schema, "rotate-money-open-days", &policy.rotate_money_open);
  read_days (settings, schema, "rotate-trade-days", &policy.rotate_trade);
  read_days (settings, schema, "rotate-trade-open-days", &policy.rotate_trade_open);
  read_days (settings, schema, "rotate-look-days", &policy.rotate_look);
  read_days (settings, schema, "warn-days", &policy.warn_days);
  read_days (settings, schema, "stale-days", &policy.stale_days);
  return policy;
}

#define ASKED "policy-asked"

static gboolean
has_key (GSettings *settings, const char *name)
{
  g_autoptr(GSettingsSchema) schema = NULL;

  if (!settings)
    return FALSE;
  g_object_get (settings, "settings-schema", &schema, NULL);
  return g_settings_schema_has_key (schema, name);
}

gboolean
kt_settings_was_asked (GSettings *settings)
{
  return has_key (settings, ASKED) && g_settings_get_boolean (settings, ASKED);
}

void
kt_settings_set_asked (GSettings *settings)
{
  if (has_key (settings, ASKED))
    g_settings_set_boolean (settings, ASKED, TRUE);
}
