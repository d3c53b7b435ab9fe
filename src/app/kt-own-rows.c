/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-own-rows.h"

#include <string.h>

#include <glib/gi18n.h>

#include "kt-place-form.h"
#include "kt-lead-row.h"
#include "kt-rotate-row.h"

typedef enum { ENTRY_LABEL, ENTRY_TAGS, ENTRY_NOTES, ENTRY_EXPIRES, N_ENTRIES } Entry;

struct _KtOwnRows
{
  AdwBin parent_instance;

  KtKeyEdits  *edits;               /* owned */
  KtKey       *key;                 /* owned */
  char        *shown[N_ENTRIES];    /* owned: as the record has it */
  gboolean     showing;             /* not the person changes the rows */

  GtkEditable *entries[N_ENTRIES];  /* children */
  KtRotateRow *rotate;
  KtLeadRow   *lead;
};

G_DEFINE_FINAL_TYPE (KtOwnRows, kt_own_rows, ADW_TYPE_BIN)

static char *
get_value (const KtRecord *record, Entry entry)
{
  switch (entry)
    {
    case ENTRY_LABEL:
      return g_strdup (record->label ? record->label : "");
    case ENTRY_TAGS:
      return g_strjoinv (", ", record->tags);
    case ENTRY_NOTES:
      return g_strdup (record->notes ? record->notes : "");
    case ENTRY_EXPIRES:
      return g_strdup (record->expires_on ? record->expires_on : "");
    case N_ENTRIES:
    default:
      g_return_val_if_reached (NULL);
    }
}

static gboolean
is_typed_in (KtOwnRows *self, Entry entry)
{
  return g_strcmp0 (gtk_editable_get_text (self->entries[entry]), self->shown[entry] ? self->shown[entry] : "") != 0;
}

/* Also when the text stays: the row shall not offer to apply any more. */
static void
set_text (KtOwnRows *self, Entry entry, char *text)
{
  g_free (self->shown[entry]);
  self->shown[entry] = text;
  if (is_typed_in (self, entry))
    gtk_editable_set_text (self->entries[entry], text);
}

/* ── Changes ── */

static void
take (char **member, char *text)
{
  g_free (*member);
  *member = *text ? text : NULL;
  if (!*text)
    g_free (text);
}

/* What is typed, into @record. A sentence when it cannot be. */
static char *
read_entry (KtOwnRows *self, Entry entry, KtRecord *record)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->entries[entry])));

  switch (entry)
    {
    case ENTRY_LABEL:
      if (!*text)
        return g_strdup (_("A key needs a label."));
      take (&record->label, g_steal_pointer (&text));
      break;
    case ENTRY_TAGS:
      g_strfreev (record->tags);
      record->tags = kt_place_form_split (text, ",;");
      break;
    case ENTRY_NOTES:
      take (&record->notes, g_steal_pointer (&text));
      break;
    case ENTRY_EXPIRES:
      if (*text && !kt_record_parse_day (text, NULL, NULL, NULL))
        return g_strdup_printf (_("“%s” is not a day. Write year, month and day: 2027-01-31."), text);
      take (&record->expires_on, g_steal_pointer (&text));
      break;
    case N_ENTRIES:
    default:
      g_return_val_if_reached (NULL);
    }
  return NULL;
}

static void
apply (KtOwnRows *self, Entry entry, KtParts part, const char *done)
{
  g_autoptr(KtRecord) wanted = kt_record_copy (kt_key_get_record (self->key));
  g_autofree char *refusal = read_entry (self, entry, wanted);

  if (refusal)
    {
      kt_key_edits_say (self->edits, refusal);
      if (entry == ENTRY_LABEL)
        gtk_editable_set_text (self->entries[entry], self->shown[entry]);
      return;
    }
  set_text (self, entry, get_value (wanted, entry));
  kt_key_edits_make (self->edits, self->key, wanted, part, done);
}

static void
label_cb (KtOwnRows *self)
{
  apply (self, ENTRY_LABEL, KT_PART_LABEL, _("Label changed"));
}

static void
tags_cb (KtOwnRows *self)
{
  apply (self, ENTRY_TAGS, KT_PART_TAGS, _("Tags changed"));
}

static void
notes_cb (KtOwnRows *self)
{
  apply (self, ENTRY_NOTES, KT_PART_NOTES, _("Notes changed"));
}

static void
expires_cb (KtOwnRows *self)
{
  apply (self, ENTRY_EXPIRES, KT_PART_EXPIRY, _("Date changed"));
}

static void
rotate_cb (KtOwnRows *self)
{
  g_autoptr(KtRecord) wanted = NULL;
  int days = kt_rotate_row_get_days (self->rotate);

  if (self->showing || !self->key || days == kt_key_get_record (self->key)->rotate_days)
    return;
  wanted = kt_record_copy (kt_key_get_record (self->key));
  wanted->rotate_days = days;
  kt_key_edits_make (self->edits, self->key, wanted, KT_PART_ROTATION, _("Rotation changed"));
}

static void
lead_cb (KtOwnRows *self)
{
  g_autoptr(KtRecord) wanted = NULL;
  int days = kt_lead_row_get_days (self->lead);

  if (self->showing || !self->key || days == kt_key_get_record (self->key)->lead_days)
    return;
  wanted = kt_record_copy (kt_key_get_record (self->key));
  wanted->lead_days = days;
  kt_key_edits_make (self->edits, self->key, wanted, KT_PART_ROTATION, _("Lead time changed"));
}

/* The keeper said no: the rows show what is. */
static void
failed_cb (KtOwnRows *self)
{
  if (!self->key)
    return;
  for (guint i = 0; i < N_ENTRIES; i++)
    set_text (self, i, get_value (kt_key_get_record (self->key), i));
  kt_own_rows_show (self, self->key);
}

/* ── Life ── */

static void
kt_own_rows_dispose (GObject *object)
{
  KtOwnRows *self = KT_OWN_ROWS (object);

  g_clear_object (&self->edits);
  g_clear_object (&self->key);
  for (guint i = 0; i < N_ENTRIES; i++)
    g_clear_pointer (&self->shown[i], g_free);

  G_OBJECT_CLASS (kt_own_rows_parent_class)->dispose (object);
}

static void
kt_own_rows_class_init (KtOwnRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = kt_own_rows_dispose;
}

static void
add_entry (KtOwnRows *self, GtkWidget *group, Entry entry, const char *title, GCallback applied)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_object (row, "apply", applied, self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  self->entries[entry] = GTK_EDITABLE (row);
}

static void
kt_own_rows_init (KtOwnRows *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("For You"));
  add_entry (self, group, ENTRY_LABEL, _("Label"), G_CALLBACK (label_cb));
  add_entry (self, group, ENTRY_TAGS, _("Tags"), G_CALLBACK (tags_cb));
  add_entry (self, group, ENTRY_NOTES, _("Notes"), G_CALLBACK (notes_cb));
  self->rotate = KT_ROTATE_ROW (kt_rotate_row_new ());
  g_signal_connect_object (self->rotate, "notify::selected", G_CALLBACK (rotate_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->rotate));
  add_entry (self, group, ENTRY_EXPIRES, _("Ends On (Year-Month-Day)"), G_CALLBACK (expires_cb));
  self->lead = KT_LEAD_ROW (kt_lead_row_new ());
  g_signal_connect_object (self->lead, "notify::selected", G_CALLBACK (lead_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->lead));
  adw_bin_set_child (ADW_BIN (self), group);
}

GtkWidget *
kt_own_rows_new (KtKeyEdits *edits)
{
  KtOwnRows *self = g_object_new (KT_TYPE_OWN_ROWS, NULL);

  self->edits = g_object_ref (edits);
  g_signal_connect_object (edits, "failed", G_CALLBACK (failed_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
kt_own_rows_show (KtOwnRows *self, KtKey *key)
{
  const KtRecord *record = kt_key_get_record (key);
  gboolean same = self->key == key;

  g_return_if_fail (KT_IS_OWN_ROWS (self));

  g_set_object (&self->key, key);
  self->showing = TRUE;
  for (guint i = 0; i < N_ENTRIES; i++)
    {
      if (!same || !is_typed_in (self, i))
        set_text (self, i, get_value (record, i));
    }
  kt_rotate_row_set_days (self->rotate, record->rotate_days);
  kt_lead_row_set_days (self->lead, record->lead_days);
  self->showing = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self), record->state == KT_STATE_ACTIVE);
}

gboolean
kt_own_rows_revert (KtOwnRows *self)
{
  gboolean any = FALSE;

  g_return_val_if_fail (KT_IS_OWN_ROWS (self), FALSE);

  for (guint i = 0; i < N_ENTRIES; i++)
    {
      if (!self->shown[i] || !is_typed_in (self, i))
        continue;
      gtk_editable_set_text (self->entries[i], self->shown[i]);
      any = TRUE;
    }
  return any;
}
