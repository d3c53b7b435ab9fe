/* kt-words-events.c: what became of a key, event by event
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

const char *
kt_words_event (const char *what)
{
  static const struct { const char *what, *text; } words[] = {
    { "added", N_("Added") },
    { "recovered", N_("Recovered after it was cut off") },
    { "rebuilt", N_("Rebuilt from the keyring") },
    { "restored", N_("Restored") },
    { "deleted", N_("Deleted here") },
    { "rotation-begun", N_("A rotation began") },
    { "rotation-rebuilt", N_("A rotation was found in the keyring and goes on") },
    { "rotation-stored", N_("A new credential came into the keyring") },
    { "rotation-switched", N_("The new credential became the current one") },
    { "rotation-undone", N_("Back to the old credential") },
    { "rotation-deleted", N_("You said: the old one is deleted at the exchange") },
    { "rotation-proven", N_("The exchange refused the old one: it is dead") },
    { "rotated", N_("The old one was wiped: the rotation is over") },
    { "rotation-cancelled", N_("The rotation was given up") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (g_strcmp0 (what, words[i].what) == 0)
        return _(words[i].text);
    }
  return NULL;
}
