/* kt-test-ui-deeds.c: where a widget is, whether it can be met there, and acting on it
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-test-ui-private.h"

#include "kt-test-ui-tree.h"
#include "kt-test-util.h"

#include <string.h>

/* ── Where it is ─────────────────────────────────────────────────────────────── */

static gboolean
is_window_role (AtspiRole role)
{
  return role == ATSPI_ROLE_FRAME || role == ATSPI_ROLE_DIALOG || role == ATSPI_ROLE_WINDOW || role == ATSPI_ROLE_ALERT;
}

static const char *
path_of (KtUiNode *node)
{
  return node->parent.path;
}

/* From the window down to @node. (GTK 4.8 calls an AdwWindow a filler: what is right below the program is one.)
 * (element-type KtUiNode) */
static GPtrArray *
get_chain (KtUiNode *node)
{
  GPtrArray *chain = g_ptr_array_new_with_free_func (g_object_unref);
  KtUiNode *at = g_object_ref (node);
  AtspiRole role = atspi_accessible_get_role (at, NULL);

  while (at)
    {
      g_autoptr(KtUiNode) parent = is_window_role (role) ? NULL : atspi_accessible_get_parent (at, NULL);

      g_ptr_array_add (chain, at);
      role = parent ? atspi_accessible_get_role (parent, NULL) : ATSPI_ROLE_INVALID;
      at = role == ATSPI_ROLE_APPLICATION ? NULL : g_steal_pointer (&parent);
    }
  for (guint i = 0; i < chain->len / 2; i++)
    {
      gpointer first = chain->pdata[i];

      chain->pdata[i] = chain->pdata[chain->len - 1 - i];
      chain->pdata[chain->len - 1 - i] = first;
    }
  return chain;
}

KtUiNode *
kt_ui_get_window (KtUiNode *node)
{
  g_autoptr(GPtrArray) chain = get_chain (node);

  return g_object_ref (g_ptr_array_index (chain, 0));
}

/* In coordinates of the window. */
static AtspiRect
get_extents (KtUiNode *node)
{
  g_autoptr(GObject) component = (GObject *) atspi_accessible_get_component_iface (node);
  g_autofree AtspiRect *extents = NULL;

  if (component)
    extents = atspi_component_get_extents ((AtspiComponent *) component, ATSPI_COORD_TYPE_WINDOW, NULL);
  return extents ? *extents : (AtspiRect) { 0 };
}

static AtspiRect
intersect (AtspiRect a, AtspiRect b)
{
  int x = MAX (a.x, b.x), y = MAX (a.y, b.y);

  return (AtspiRect) { x, y, MIN (a.x + a.width, b.x + b.width) - x, MIN (a.y + a.height, b.y + b.height) - y };
}

/* ── Is it on the page shown? ────────────────────────────────────────────────── */

typedef enum
{
  MET,
  NOT_MET,
  UNKNOWN, /* a widget is there that is not on the bus: not asked for yet, or the inside of an entry */
} Meeting;

/* How far down @chain the widget is that a pointer meets, or one it is in; -1: it is in none. */
static int
place_in_chain (GPtrArray *chain, KtUiNode *met)
{
  g_autoptr(KtUiNode) at = g_object_ref (met);

  for (int depth = 0; at && depth < 80; depth++)
    {
      KtUiNode *parent;

      for (int i = (int) chain->len - 1; i >= 0; i--)
        if (g_str_equal (path_of (at), path_of (g_ptr_array_index (chain, i))))
          return i;
      parent = atspi_accessible_get_parent (at, NULL);
      g_object_unref (at);
      at = parent;
    }
  return -1;
}

/* Whether the widget that a pointer meets at that place of the window is the one @level steps down @chain or inside it. */
static Meeting
meet_at (GPtrArray *chain, guint level, int x, int y)
{
  g_autoptr(GObject) component = (GObject *) atspi_accessible_get_component_iface (g_ptr_array_index (chain, 0));
  g_autoptr(KtUiNode) at = NULL;

  /* What was found has left the window since: its chain ends elsewhere. */
  if (!component)
    return NOT_MET;
  at = atspi_component_get_accessible_at_point ((AtspiComponent *) component, x, y, ATSPI_COORD_TYPE_WINDOW, NULL);
  if (!at)
    return UNKNOWN;
  return place_in_chain (chain, at) >= (int) level ? MET : NOT_MET;
}

/* At the middle, at places off it, where a toast or a button may be in front, and just outside: what
 * is told is the rectangle within the padding. With @asked every widget has been asked for: then
 * places that tell nothing are no evidence against, as long as no place tells of something else. */
static Meeting
meet_in (GPtrArray *chain, guint level, AtspiRect rect, gboolean asked)
{
  static const int places[][2] = { { 50, 50 }, { 15, 50 }, { 85, 50 }, { 50, 15 }, { 50, 85 }, { 15, 15 }, { 85, 85 } };
  guint unknown = 0;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    switch (meet_at (chain, level, rect.x + rect.width * places[i][0] / 100, rect.y + rect.height * places[i][1] / 100))
      {
      case MET:
        return MET;
      case UNKNOWN:
        unknown++;
        break;
      case NOT_MET:
        break;
      }
  if (meet_at (chain, level, rect.x - 2, rect.y + rect.height / 2) == MET
      || meet_at (chain, level, rect.x + rect.width / 2, rect.y - 2) == MET)
    return MET;
  if (asked)
    return unknown == G_N_ELEMENTS (places) ? MET : NOT_MET;
  return unknown > 0 ? UNKNOWN : NOT_MET;
}

/* A surface of its own above the window: nothing hides what is in it. */
static gboolean
is_popover (KtUiNode *node)
{
  AtspiRole role = atspi_accessible_get_role (node, NULL);
  g_autofree char *name = kt_ui_get_name (node);

  return role == ATSPI_ROLE_MENU || role == ATSPI_ROLE_POPUP_MENU || role == ATSPI_ROLE_TOOL_TIP
         || (name && g_str_has_prefix (name, "GtkPopover"));
}

/* Down from the window, each ancestor must be met somewhere in what can be seen of it. One that can
 * be seen nowhere is scrolled away within a page that is shown. A pointer does not meet insensitive
 * widgets, so there the last sensitive ancestor decides. */
static Meeting
meet (GPtrArray *chain, gboolean asked)
{
  AtspiRect seen = get_extents (g_ptr_array_index (chain, 0));

  for (guint i = 1; i < chain->len; i++)
    {
      KtUiNode *step = g_ptr_array_index (chain, i);
      AtspiRect extents = get_extents (step);
      Meeting meeting;

      if (!kt_ui_has_state (step, ATSPI_STATE_VISIBLE))
        return NOT_MET;
      if (!kt_ui_has_state (step, ATSPI_STATE_SENSITIVE) || is_popover (step))
        return MET;
      if (extents.width <= 0 || extents.height <= 0)
        continue;
      seen = intersect (seen, extents);
      if (seen.width <= 0 || seen.height <= 0)
        return MET;
      if ((meeting = meet_in (chain, i, seen, asked)) != MET)
        return meeting;
    }
  return MET;
}

/* GTK puts a widget on the bus when it is first asked for. */
static void
ask_for_all (KtUiNode *node)
{
  g_autoptr(KtUiTwig) tree G_GNUC_UNUSED = kt_ui_tree_read (node, (KtUiQuery) { .what = KT_UI_READ_SHAPE });
}

/* From 4.10 on GTK looks by rectangles alone for what is at a place, and tells of pages behind the one shown: there a
 * widget counts as shown when it and all around it say so. */
static gboolean
finds_by_rectangle (KtUiNode *window)
{
  g_autoptr(KtUiNode) program = atspi_accessible_get_parent (window, NULL);
  g_autofree char *version = program ? atspi_accessible_get_toolkit_version (program, NULL) : NULL;
  g_auto(GStrv) parts = g_strsplit (version ? version : "", ".", 3);

  return g_strv_length (parts) >= 2 && g_str_equal (parts[0], "4") && g_ascii_strtoull (parts[1], NULL, 10) >= 10;
}

static gboolean
all_show (GPtrArray *chain)
{
  for (guint i = 1; i < chain->len; i++)
    {
      KtUiNode *step = g_ptr_array_index (chain, i);

      if (!kt_ui_has_state (step, ATSPI_STATE_VISIBLE) || !kt_ui_has_state (step, ATSPI_STATE_SHOWING))
        return FALSE;
    }
  return TRUE;
}

gboolean
kt_ui_is_shown (KtUiNode *node)
{
  g_autoptr(GPtrArray) chain = get_chain (node);
  KtUiNode *window = g_ptr_array_index (chain, 0);
  AtspiRect own = get_extents (node);
  Meeting meeting;

  if (own.width <= 0 || own.height <= 0 || !kt_ui_has_state (node, ATSPI_STATE_VISIBLE))
    return FALSE;
  if (finds_by_rectangle (window))
    return all_show (chain);
  if (meet_at (chain, chain->len - 1, own.x + own.width / 2, own.y + own.height / 2) == MET)
    return TRUE;
  if ((meeting = meet (chain, FALSE)) == UNKNOWN)
    {
      ask_for_all (window);
      meeting = meet (chain, TRUE);
    }
  return meeting == MET;
}

/* ── Acting ──────────────────────────────────────────────────────────────────── */

static gboolean
try_click (KtUiNode *node, int depth)
{
  g_autoptr(GObject) action = (GObject *) atspi_accessible_get_action_iface (node);
  int count;

  if (action && atspi_action_get_n_actions ((AtspiAction *) action, NULL) > 0
      && atspi_action_do_action ((AtspiAction *) action, 0, NULL))
    return TRUE;
  count = depth < 4 ? atspi_accessible_get_child_count (node, NULL) : 0;
  for (int i = 0; i < count; i++)
    {
      g_autoptr(KtUiNode) child = atspi_accessible_get_child_at_index (node, i, NULL);

      if (child && try_click (child, depth + 1))
        return TRUE;
    }
  return FALSE;
}

gboolean
kt_ui_try_click (KtUiNode *node)
{
  return try_click (node, 0);
}

void
kt_ui_click (KtUiNode *node)
{
  g_autofree char *name = kt_ui_get_name (node);

  if (!kt_ui_has_state (node, ATSPI_STATE_SENSITIVE))
    g_error ("“%s” is insensitive, a person could not click it", name);
  if (!try_click (node, 0))
    g_error ("“%s” has no action; try kt_ui_mouse_click()", name);
}

void
kt_ui_type (KtUiNode *node, const char *text)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *name = kt_ui_get_name (node);
  g_autoptr(GObject) editable = (GObject *) atspi_accessible_get_editable_text_iface (node);

  if (!editable || !atspi_editable_text_set_text_contents ((AtspiEditableText *) editable, text, &error))
    g_error ("cannot type into “%s”: %s", name, error ? error->message : "it is no entry");
}

/* GTK 4.8 knows no screen coordinates: the window's place comes from the X server. */
static void
get_place (KtUiNode *node, int *ret_x, int *ret_y)
{
  g_autoptr(KtUiNode) window = kt_ui_get_window (node);
  g_autofree char *title = kt_ui_get_name (window);
  AtspiRect whole = get_extents (window), own = get_extents (node);
  int x = 0, y = 0;

  kt_test_wait_for (kt_screen_find_window (title, whole.width, whole.height, &x, &y));
  *ret_x = x + own.x + own.width / 2;
  *ret_y = y + own.y + own.height / 2;
}

typedef struct
{
  KtUiNode *node;
  int       y;
} Place;

static gboolean
has_moved (gpointer data)
{
  Place *place = data;

  return get_extents (place->node).y != place->y;
}

void
kt_ui_scroll_to (KtUiNode *node)
{
  enum { MARGIN = 90, MOST = 60 };
  g_autoptr(KtUiNode) window = kt_ui_get_window (node);
  g_autofree char *title = kt_ui_get_name (window);
  AtspiRect whole = get_extents (window);
  int x = 0, y = 0;

  kt_test_wait_for (kt_screen_find_window (title, whole.width, whole.height, &x, &y));
  for (guint i = 0; i < MOST; i++)
    {
      AtspiRect own = get_extents (node);
      Place place = { node, own.y };
      int middle = own.y + own.height / 2;

      if (middle >= MARGIN && middle <= whole.height - MARGIN)
        return;
      kt_screen_scroll (x + whole.width / 2, y + whole.height / 2, middle < MARGIN ? -1 : 1);
      /* At its end nothing scrolls any further. */
      if (!kt_test_wait_until (has_moved, &place, 1000 * kt_test_patience ()))
        return;
    }
}

void
kt_ui_mouse_click (KtUiNode *node)
{
  int x, y;

  get_place (node, &x, &y);
  kt_screen_click (x, y);
}

gboolean
kt_ui_drop (KtUiNode *node, const char *type, const char *content)
{
  int x, y;

  get_place (node, &x, &y);
  return kt_screen_drop (x, y, type, content);
}

void
kt_ui_paste (KtUiNode *node, const char *text)
{
  kt_screen_set_clipboard (text);
  /* The server hands on the click and the keys in their order. (An entry row never says that it is
   * focused: its inside is, which is not on the bus.) */
  kt_ui_mouse_click (node);
  kt_screen_key ("ctrl+v");
}

static gboolean
is_focused_row (KtUiTwig *twig, gpointer data)
{
  return twig->role == KT_UI_ROW && kt_ui_twig_has_state (twig, ATSPI_STATE_FOCUSED);
}

static KtUiNode *
find_focused_row (KtUiNode *root)
{
  KtUiQuery query = { .what = KT_UI_READ_SHAPE };
  g_autoptr(KtUiTwig) tree = kt_ui_tree_read (root, query);
  KtUiTwig *row = kt_ui_tree_walk (tree, is_focused_row, NULL);

  return row ? kt_ui_twig_get_node (row, root) : NULL;
}

static gboolean
has_other_row (KtUiNode *root, const char *path, KtUiNode **ret_row)
{
  g_autoptr(KtUiNode) row = find_focused_row (root);

  if (!row || g_strcmp0 (path_of (row), path) == 0)
    return FALSE;
  g_clear_object (ret_row);
  *ret_row = g_steal_pointer (&row);
  return TRUE;
}

/* Which way from the focused @row to the one labelled @choice: 0 it is it, 1 down, -1 up. */
static int
way_to (KtUiNode *row, const char *choice)
{
  g_autoptr(KtUiNode) list = atspi_accessible_get_parent (row, NULL);
  int count = atspi_accessible_get_child_count (list, NULL), own = -1, wanted = -1;

  for (int i = 0; i < count; i++)
    {
      g_autoptr(KtUiNode) sibling = atspi_accessible_get_child_at_index (list, i, NULL);
      g_autoptr(KtUiNode) label = kt_ui_try_find (sibling, KT_UI_LABEL, choice);

      if (g_strcmp0 (path_of (sibling), path_of (row)) == 0)
        own = i;
      if (label)
        wanted = i;
    }
  /* Rows further down than the list has drawn are not there yet. */
  return wanted < 0 || wanted > own ? 1 : wanted < own ? -1 : 0;
}

void
kt_ui_choose (KtUiNode *node, const char *choice)
{
  g_autoptr(KtUiNode) row = NULL;

  kt_ui_mouse_click (node);
  kt_test_wait_for (has_other_row (node, NULL, &row));
  for (int i = 0; i < 300; i++)
    {
      g_autofree char *path = g_strdup (path_of (row));
      int way = way_to (row, choice);

      if (way == 0)
        {
          kt_screen_key ("Return");
          kt_test_wait_for (!has_other_row (node, NULL, &row));
          return;
        }
      kt_screen_key (way > 0 ? "Down" : "Up");
      kt_test_wait_for (has_other_row (node, path, &row));
    }
  kt_ui_dump (node);
  g_error ("there is no choice “%s”", choice);
}
