/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "kt-import-map.h"

#include <glib/gi18n.h>

#include "kt-words.h"

#define PREVIEWED 3             /* rows */

struct _KtImportMap
{
  AdwBin parent_instance;

  const KtImport *import;       /* borrowed */
  KtImportRole   *roles;        /* owned: of each column */
  GPtrArray      *rows;         /* AdwComboRow, borrowed: of each column */
  gboolean        setting;      /* we move the rows, nobody chose */
};

enum { CHANGED, N_SIGNALS };
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (KtImportMap, kt_import_map_page, ADW_TYPE_BIN)

/* As they are offered. */
static const KtImportRole offered[] = {
  KT_IMPORT_NOTHING, KT_IMPORT_API_KEY, KT_IMPORT_SECRET, KT_IMPORT_PASSPHRASE, KT_IMPORT_PRIVATE_KEY, KT_IMPORT_EXCHANGE,
  KT_IMPORT_ENVIRONMENT, KT_IMPORT_LABEL, KT_IMPORT_UID, KT_IMPORT_MEMO
};

static guint
position_of (KtImportRole role)
{
  for (guint i = 0; i < G_N_ELEMENTS (offered); i++)
    {
      if (offered[i] == role)
        return i;
    }
  return 0;
}

static void
show_column (KtImportMap *self, guint column)
{
  AdwComboRow *row = g_ptr_array_index (self->rows, column);
  guint n = MIN (self->import->table->rows->len, PREVIEWED);
  g_autoptr(GString) preview = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *cell = kt_import_preview (self->import, i, column, self->roles[column]);

      g_string_append_printf (preview, "%s%s", i > 0 ? "\n" : "", *cell ? cell : "–");
    }
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), preview->str);
  adw_combo_row_set_selected (row, position_of (self->roles[column]));
}

static void
show_all (KtImportMap *self)
{
  self->setting = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    show_column (self, i);
  self->setting = FALSE;
}

/* Two columns cannot be the same: the one chosen last is. */
static void
chosen_cb (AdwComboRow *row, GParamSpec *pspec, KtImportMap *self)
{
  guint column;

  if (self->setting || !g_ptr_array_find (self->rows, row, &column))
    return;
  self->roles[column] = offered[MIN (adw_combo_row_get_selected (row), G_N_ELEMENTS (offered) - 1)];
  for (guint i = 0; i < self->rows->len; i++)
    {
      if (i != column && self->roles[i] == self->roles[column])
        self->roles[i] = KT_IMPORT_NOTHING;
    }
  show_all (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static GtkWidget *
make_row (KtImportMap *self, guint column)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);
  char **columns = self->import->table->names;
  /* Translators: %u is the number of a column */
  g_autofree char *title = columns && columns[column] && *columns[column] ? g_strdup (columns[column])
                                                                         : g_strdup_printf (_("Column %u"), column + 1);

  for (guint i = 0; i < G_N_ELEMENTS (offered); i++)
    gtk_string_list_append (names, kt_words_import_role (offered[i]));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), PREVIEWED);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (names));
  g_signal_connect_object (row, "notify::selected", G_CALLBACK (chosen_cb), self, 0);
  return row;
}

static void
kt_import_map_page_finalize (GObject *object)
{
  KtImportMap *self = KT_IMPORT_MAP (object);

  g_free (self->roles);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (kt_import_map_page_parent_class)->finalize (object);
}

static void
kt_import_map_page_class_init (KtImportMapClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = kt_import_map_page_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
kt_import_map_page_init (KtImportMap *self)
{
  self->rows = g_ptr_array_new ();
}

void
kt_import_map_page_show (KtImportMap *self, const KtImport *import)
{
  GtkWidget *group = adw_preferences_group_new ();

  g_return_if_fail (KT_IS_IMPORT_MAP (self));

  self->import = import;
  g_free (self->roles);
  self->roles = g_memdup2 (import->table->roles, sizeof (KtImportRole) * import->table->n_columns);
  g_ptr_array_set_size (self->rows, 0);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), _("What Is in Each Column?"));
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _("The first lines are shown below each name; secrets are hidden."));
  self->setting = TRUE;
  for (guint i = 0; i < import->table->n_columns; i++)
    {
      GtkWidget *row = make_row (self, i);

      g_ptr_array_add (self->rows, row);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  show_all (self);
  adw_bin_set_child (ADW_BIN (self), group);
}

const KtImportRole *
kt_import_map_page_get_roles (KtImportMap *self)
{
  return self->roles;
}

gboolean
kt_import_map_page_is_complete (KtImportMap *self)
{
  gboolean key = FALSE, secret = FALSE;

  for (guint i = 0; i < self->rows->len; i++)
    {
      key |= self->roles[i] == KT_IMPORT_API_KEY;
      secret |= self->roles[i] == KT_IMPORT_SECRET || self->roles[i] == KT_IMPORT_PRIVATE_KEY;
    }
  return key && secret;
}
