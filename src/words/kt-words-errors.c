/* kt-words-errors.c: an error as a sentence with its remedy
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-words-private.h"

#include <gio/gio.h>

#include "kt-error.h"

static const char *
say_ours (int code)
{
  switch (code)
    {
    case KT_ERROR_LOCKED:
      return _("The keyring is locked. Unlock it and try again.");
    case KT_ERROR_DISMISSED:
      return _("The keyring stayed locked, because its question was closed. Nothing was changed.");
    case KT_ERROR_NO_KEYRING:
      if (kt_words_in_sandbox ())
        return _("This desktop has no Secret portal, which a sandboxed Keyturn needs to keep secrets. Install one that has it, such as GNOME Keyring, ksecretd or oo7, or use Keyturn from your distribution.");
      return _("There is no keyring on this computer to keep secrets in. Install and start one, such as GNOME Keyring or KWallet, then try again.");
    case KT_ERROR_NOT_OPENED:
      return _("The keyring was not opened yet. Unlock it and try again.");
    case KT_ERROR_OTHER_KEYRING:
      return _("This is not the keyring that holds your keys. Go back to the one of before, or say that this one is to be used from now on. Nothing was written.");
    case KT_ERROR_NEWER:
      return _("This was written by a newer version of Keyturn. Update Keyturn to open it. Nothing was touched.");
    case KT_ERROR_NOT_KEPT:
      return _("The keyring did not give back what was saved, so this was not saved. Try again; if it stays so, the keyring may be damaged.");
    case KT_ERROR_NOT_SECURE:
      return _("This was not done, because a secret would have left the places where it is safe.");
    case KT_ERROR_BUSY:
      return _("Another program is using this right now. Try again in a moment.");
    case KT_ERROR_CLOSED:
      return _("This exchange has closed, so nothing is sent there. The key stays recorded until you delete it.");
    default:
      return NULL;
    }
}

/* Here the message names the place or the field, so it is part of the sentence. */
static char *
say_with_message (const GError *error)
{
  switch (error->code)
    {
    case KT_ERROR_INVALID:
      return g_strdup_printf (_("This cannot be used: %s"), error->message);
    case KT_ERROR_NOT_FOUND:
      return g_strdup_printf (_("This was not found: %s"), error->message);
    case KT_ERROR_DAMAGED:
      return g_strdup_printf (_("A file does not hold together; it was kept as it is: %s"), error->message);
    case KT_ERROR_NOT_ALLOWED:
      return g_strdup_printf (_("Keyturn does not do this: %s"), error->message);
    case KT_ERROR_FAILED:
    default:
      return g_strdup_printf (_("This did not work: %s"), error->message);
    }
}

static char *
say_io (const GError *error)
{
  switch (error->code)
    {
    case G_IO_ERROR_CANCELLED:
      return g_strdup (_("Cancelled. Nothing was changed."));
    case G_IO_ERROR_NO_SPACE:
      return g_strdup (_("The disk is full. Make room and try again; what was there before is kept."));
    case G_IO_ERROR_PERMISSION_DENIED:
      return g_strdup (_("Keyturn may not write there. Choose another place, or change the folder’s permissions."));
    case G_IO_ERROR_READ_ONLY:
      return g_strdup (_("This place can only be read. Choose another one; what was there before is kept."));
    case G_IO_ERROR_TIMED_OUT:
      return g_strdup (_("There was no answer in time. Try again."));
    case G_IO_ERROR_NOT_FOUND:
      return g_strdup (_("There is no such file."));
    case G_IO_ERROR_EXISTS:
      return g_strdup (_("There is a file of this name already. Choose another name."));
    case G_IO_ERROR_IS_DIRECTORY:
      return g_strdup (_("This is a folder, not a file."));
    default:
      return g_strdup_printf (_("This did not work: %s"), error->message);
    }
}

char *
kt_words_error (const GError *error)
{
  const char *sentence;

  if (!error)
    return g_strdup (_("This did not work."));
  if (error->domain == G_IO_ERROR)
    return say_io (error);
  if (error->domain != KT_ERROR)
    return g_strdup_printf (_("This did not work: %s"), error->message);

  sentence = say_ours (error->code);
  return sentence ? g_strdup (sentence) : say_with_message (error);
}
