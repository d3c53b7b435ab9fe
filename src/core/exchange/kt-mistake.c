/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-mistake.h"

void
kt_mistake_free (KtMistake *self)
{
  if (!self)
    return;

  g_free (self->file);
  g_free (self->path);
  g_free (self->text);
  g_free (self);
}

char *
kt_mistake_to_string (const KtMistake *self)
{
  return g_strdup_printf ("%s:%u:%u: %s: %s", self->file, self->line, self->column,
                          *self->path ? self->path : "(whole file)", self->text);
}
