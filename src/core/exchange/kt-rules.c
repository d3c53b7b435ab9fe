/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-rules.h"

#include <string.h>

/* name { "." name | "[" digits "]" } ; a name is anything but dots, brackets and control characters */
gboolean
kt_path_is_valid (const char *path)
{
  const char *p = path;

  if (strlen (path) > 256)
    return FALSE;

  while (*p)
    {
      if (*p == '[')
        {
          const char *digits = ++p;

          while (g_ascii_isdigit (*p))
            p++;
          if (p == digits || p - digits > 6 || *p != ']')
            return FALSE;
          p++;
        }
      else
        {
          const char *name = p;

          while (*p && *p != '.' && *p != '[' && *p != ']' && (guchar) *p >= ' ')
            p++;
          if (p == name)
            return FALSE;
        }

      if (*p == '.')
        {
          p++;
          if (*p == '\0' || *p == '[')
            return FALSE;
        }
      else if (*p && *p != '[')
        {
          return FALSE;
        }
    }
  return TRUE;
}

static void
test_free (gpointer data)
{
  KtTest *test = data;

  g_free (test->path);
  g_strfreev (test->values);
  g_free (test);
}

KtCondition *
kt_condition_new (void)
{
  KtCondition *self = g_new0 (KtCondition, 1);

  self->alternatives = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  return self;
}

void
kt_condition_add_alternative (KtCondition *self)
{
  g_ptr_array_add (self->alternatives, g_ptr_array_new_with_free_func (test_free));
}

void
kt_condition_add_test (KtCondition *self, const char *path, char **values, gboolean or_nothing)
{
  KtTest *test = g_new0 (KtTest, 1);

  if (self->alternatives->len == 0)
    kt_condition_add_alternative (self);

  test->path = g_strdup (path);
  test->values = values;
  test->or_nothing = or_nothing;
  g_ptr_array_add (g_ptr_array_index (self->alternatives, self->alternatives->len - 1), test);
}

void
kt_condition_free (KtCondition *self)
{
  if (!self)
    return;

  g_ptr_array_unref (self->alternatives);
  g_free (self);
}

static void
map_line_clear (gpointer data)
{
  g_free (((KtMapLine *) data)->word);
}

KtRightsRule *
kt_rights_rule_new (void)
{
  KtRightsRule *self = g_new0 (KtRightsRule, 1);

  self->map = g_array_new (FALSE, TRUE, sizeof (KtMapLine));
  g_array_set_clear_func (self->map, map_line_clear);
  return self;
}

void
kt_rights_rule_free (KtRightsRule *self)
{
  if (!self)
    return;

  g_strfreev (self->at);
  g_strfreev (self->ignore);
  g_strfreev (self->leaves_open);
  g_free (self->word);
  g_strfreev (self->column_names);
  g_strfreev (self->column_paths);
  kt_condition_free (self->read_only_when);
  kt_condition_free (self->read_only_unless);
  g_array_unref (self->map);
  g_free (self);
}

static void
date_rule_clear (KtDateRule *rule)
{
  g_strfreev (rule->at);
  g_strfreev (rule->never);
}

void
kt_reading_clear (KtReading *self)
{
  g_free (self->entry_of);
  g_strfreev (self->entry_paths);
  g_strfreev (self->entry_names);
  kt_rights_rule_free (self->rights);
  g_strfreev (self->ip_list);
  g_strfreev (self->ip_flag);
  g_strfreev (self->ip_none);
  date_rule_clear (&self->created);
  date_rule_clear (&self->changed);
  date_rule_clear (&self->expires);
  g_strfreev (self->state_at);
  g_strfreev (self->state_works);
  g_strfreev (self->account_id);
  kt_condition_free (self->account_main_when);
  kt_condition_free (self->account_sub_when);
  g_strfreev (self->own_address);
  g_strfreev (self->take_names);
  g_strfreev (self->take_paths);
  memset (self, 0, sizeof *self);
}

void
kt_error_rule_free (KtErrorRule *self)
{
  if (!self)
    return;

  g_clear_pointer (&self->http, g_array_unref);
  g_strfreev (self->code);
  g_free (self->message);
  g_free (self->source);
  g_free (self->note);
  g_free (self);
}
