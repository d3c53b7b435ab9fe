/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-pack.h"

#include <string.h>

#define ALIGN(size) (((size) + sizeof (gint64) - 1) & ~(sizeof (gint64) - 1))

/* Most lists are empty. */
static char *no_texts[1];

void
kt_pack_plan (KtPack *self, gsize size)
{
  self->size += ALIGN (size);
}

void
kt_pack_plan_text (KtPack *self, const char *text)
{
  self->text_size += text ? strlen (text) + 1 : 0;
}

void
kt_pack_plan_texts (KtPack *self, char **texts)
{
  if (!texts || !texts[0])
    return;
  kt_pack_plan (self, (g_strv_length (texts) + 1) * sizeof *texts);
  for (guint i = 0; texts[i]; i++)
    kt_pack_plan_text (self, texts[i]);
}

gpointer
kt_pack_begin (KtPack *self, gconstpointer data, gsize size)
{
  self->block = g_malloc (self->size + self->text_size);
  self->next = self->block;
  self->next_text = self->block + self->size;
  kt_pack_data (self, data, size);
  return self->block;
}

gpointer
kt_pack_data (KtPack *self, gconstpointer data, gsize size)
{
  char *here = self->next;

  if (size == 0)
    return NULL;
  g_assert (here + size <= self->block + self->size);
  memcpy (here, data, size);
  self->next += ALIGN (size);
  return here;
}

char *
kt_pack_text (KtPack *self, const char *text)
{
  char *here = self->next_text;

  if (!text)
    return NULL;
  g_assert (here + strlen (text) < self->block + self->size + self->text_size);
  self->next_text = g_stpcpy (here, text) + 1;
  return here;
}

char **
kt_pack_texts (KtPack *self, char **texts)
{
  char **here;

  if (!texts)
    return NULL;
  if (!texts[0])
    return no_texts;
  here = kt_pack_data (self, texts, (g_strv_length (texts) + 1) * sizeof *texts);
  for (guint i = 0; texts[i]; i++)
    here[i] = kt_pack_text (self, texts[i]);
  return here;
}
