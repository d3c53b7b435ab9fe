/* test-past.c: the credentials of a key one after the other, out of what was written down
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-keeper-past.h"

static void
test_periods (void)
{
  static const struct {
    const char *events;          /* oldest first; each a minute after the one before */
    guint       n;
    gint64      last_from;       /* minutes */
    const char *explanation;
  } rows[] = {
    { "", 1, 0, "nothing was written down" },
    { "added edited", 1, 0, "one credential" },
    { "added rotation-begun rotation-stored", 1, 0, "the new one is not the current one yet" },
    { "added rotation-begun rotation-stored rotation-switched rotation-deleted rotated", 2, 4, "a whole rotation" },
    { "added rotation-switched rotation-undone", 1, 0, "undone" },
    { "added rotation-switched rotation-undone rotation-switched rotated", 2, 4, "undone, and again" },
    { "added rotation-switched rotated rotation-switched rotated", 3, 4, "two rotations" },
    { "rotation-undone", 1, 0, "what went before is not known any more" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_auto(GStrv) words = g_strsplit (rows[i].events, " ", -1);
      g_autoptr(GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) kt_event_free);
      g_autoptr(GArray) periods = NULL;

      g_test_message ("%s", rows[i].explanation);
      for (guint j = 0; words[j]; j++)
        {
          KtEvent *event = g_new0 (KtEvent, 1);

          event->what = g_strdup (words[j]);
          event->at_ms = (j + 1) * 60000;
          g_ptr_array_insert (events, 0, event);
        }
      periods = kt_past_make_periods (events, 0);
      g_assert_cmpuint (periods->len, ==, rows[i].n);
      for (guint j = 0; j < periods->len; j++)
        {
          const KtPeriod *period = &g_array_index (periods, KtPeriod, j);

          if (j + 1 < periods->len)
            g_assert_cmpint (period->to_ms, ==, g_array_index (periods, KtPeriod, j + 1).from_ms);
          else
            g_assert_cmpint (period->to_ms, ==, 0);
        }
      g_assert_cmpint (g_array_index (periods, KtPeriod, periods->len - 1).from_ms, ==, rows[i].last_from * 60000);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/past/periods", test_periods);
  return g_test_run ();
}
