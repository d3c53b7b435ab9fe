/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-settings.h"

GSettings *
kt_settings_new (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr(GSettingsSchema) schema = source ? g_settings_schema_source_lookup (source, KT_APP_ID_RELEASED, TRUE) : NULL;

  return schema ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

void
kt_settings_get_policy (KtPolicy *ret_policy)
{
  g_autoptr(GSettings) settings = kt_settings_new ();

  *ret_policy = KT_POLICY_DEFAULT;
  if (!settings)
    return;
  ret_policy->rotate_money = g_settings_get_int (settings, "rotate-money-days");
  ret_policy->rotate_money_open = g_settings_get_int (settings, "rotate-money-open-days");
  ret_policy->rotate_trade = g_settings_get_int (settings, "rotate-trade-days");
  ret_policy->rotate_trade_open = g_settings_get_int (settings, "rotate-trade-open-days");
  ret_policy->rotate_look = g_settings_get_int (settings, "rotate-look-days");
  ret_policy->warn_days = g_settings_get_int (settings, "warn-days");
  ret_policy->stale_days = g_settings_get_int (settings, "stale-days");
}
