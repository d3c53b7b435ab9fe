/* kt-test-ui-tree.h: a part of a program's widgets as it is now, read in a few round trips
 *
 * libatspi asks one question at a time and waits for each answer, which is slow for hundreds of widgets
 * on a busy machine. GTK tells of all those that were ever asked for in one answer; of a page that is new, the questions
 * about all widgets of a level are on their way together.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include "kt-test-ui.h"

G_BEGIN_DECLS

typedef struct _KtUiTwig KtUiTwig;

/* One widget. Everything is owned by the root of the tree. */
struct _KtUiTwig
{
  char      *path;     /* its object on the bus */
  KtUiTwig  *parent;   /* borrowed; %NULL at the root */
  guint      index;    /* in @parent */
  guint      depth;    /* 0 at the root */
  AtspiRole  role;
  guint64    states;   /* bit n: AtspiStateType n */
  char      *name;     /* nullable */
  char      *text;     /* nullable: of labels and entries */
  GPtrArray *children; /* (element-type KtUiTwig), in their order */
};

typedef enum
{
  KT_UI_READ_SHAPE = 0,      /* with roles and states */
  KT_UI_READ_NAME  = 1 << 0,
  KT_UI_READ_TEXT  = 1 << 1,
} KtUiRead;

typedef struct
{
  KtUiRead  what;
  gboolean  only_visible; /* leaves out what is below a hidden widget */
  guint     max_depth;   /* 0: no limit but 80 */
} KtUiQuery;

/* What has gone while it was read is left out. */
KtUiTwig *kt_ui_tree_read (KtUiNode *root, KtUiQuery query);
void      kt_ui_tree_free (KtUiTwig *tree);

/* Slow. Needed while a part of the window is taken out of it: a page of a GtkStack there is still told of, for which
 * GTK 4.8 puts the stack on the bus, and is then surprised when it comes back into the window. */
void      kt_ui_tree_ask_one_by_one (gboolean one);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtUiTwig, kt_ui_tree_free)

/* Depth first, as a reader of the screen meets them. */
typedef gboolean (*KtUiVisit) (KtUiTwig *twig, gpointer data);
/* Until @visit returns %TRUE; returns that one. */
KtUiTwig *kt_ui_tree_walk (KtUiTwig *tree, KtUiVisit visit, gpointer data);

gboolean  kt_ui_twig_has_state (KtUiTwig *twig, AtspiStateType state);
/* The widget itself, @root being that of the tree; %NULL if it has gone or moved since. (transfer full) */
KtUiNode *kt_ui_twig_get_node  (KtUiTwig *twig, KtUiNode *root);

G_END_DECLS
