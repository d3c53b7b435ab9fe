/* kt-turn.c: whose turn it is at an exchange, between programs
 *
 * The text, rewritten in one go and at most once per request:
 *
 *   keyturn-turns 1 BOOT-ID
 *   hold HOST MONOTONIC WALL
 *   pace KEY-OR-DASH MONOTONIC WALL
 *   clock HOST OFFSET DOUBT MONOTONIC WALL
 *   end
 *
 * Times are milliseconds. The monotonic clock is the same for all programs of one boot and nobody sets
 * it; after another boot the wall clock has to do, and no host's time offset is known any more.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-turn.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define MAX_TEXT (64 * 1024)
#define HEAD     "keyturn-turns 1 "
#define WHOLE    "-"              /* the pace of the exchange, not of one key */

enum { BYTE_TURN, BYTE_NEXT };

typedef struct {
  int      fd;
  gboolean has_turn;
  gboolean is_next;
  gboolean is_alone;              /* nothing can be shared: the turn is always ours */
  int      place;                 /* among the requests of all exchanges; -1: none */
  gint64   asked_ms;              /* since when it is not to be had; 0: it was */
} Turn;

struct _KtTurns
{
  char       *folder;             /* owned */
  char       *boot;               /* owned: which boot this is */
  gint64      patience_ms;
  GHashTable *turns;              /* exchange -> Turn */
  int         places;             /* a file with a byte for each request that may be in flight; -1: not open */
  guint       taken;              /* those of its bytes that are ours, a bit each */
};

static void
turn_free (Turn *turn)
{
  if (turn->fd >= 0)
    close (turn->fd);             /* frees its locks */
  g_free (turn);
}

static char *
read_boot (void)
{
  char *text = NULL;

  if (!g_file_get_contents ("/proc/sys/kernel/random/boot_id", &text, NULL, NULL))
    return g_strdup ("unknown");
  return g_strstrip (text);
}

KtTurns *
kt_turns_new (const char *folder)
{
  KtTurns *self = g_new0 (KtTurns, 1);

  self->folder = g_strdup (folder);
  self->boot = read_boot ();
  self->patience_ms = KT_TURN_PATIENCE_MS;
  self->places = -1;
  self->turns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) turn_free);
  return self;
}

void
kt_turns_free (KtTurns *self)
{
  g_hash_table_unref (self->turns);
  if (self->places >= 0)
    close (self->places);
  g_free (self->boot);
  g_free (self->folder);
  g_free (self);
}

/* ── The file and its locks ────────────────────────────────────────────────── */

static int
open_file (KtTurns    *self,
           const char *exchange,
           const char *suffix)
{
  g_autofree char *name = g_strconcat (exchange, suffix, NULL);
  g_autofree char *path = g_build_filename (self->folder, name, NULL);

  if (g_mkdir_with_parents (self->folder, 0700) != 0)
    return -1;
  return g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
}

/* Somebody may have cleared the folder: a lock on a file that nobody else finds would be none. */
static gboolean
is_gone (int fd)
{
  struct stat info;

  return fstat (fd, &info) != 0 || info.st_nlink == 0;
}

static Turn *
get_turn (KtTurns    *self,
          const char *exchange)
{
  Turn *turn = g_hash_table_lookup (self->turns, exchange);

  if (turn && !turn->has_turn && turn->fd >= 0 && is_gone (turn->fd))
    {
      g_hash_table_remove (self->turns, exchange);
      turn = NULL;
    }
  if (!turn)
    {
      turn = g_new0 (Turn, 1);
      turn->fd = open_file (self, exchange, ".turn");
      turn->place = -1;
      turn->is_alone = turn->fd < 0;
      g_hash_table_insert (self->turns, g_strdup (exchange), turn);
    }
  return turn;
}

/* @type: F_WRLCK or F_UNLCK. */
static int
set_lock (int   fd,
          short type,
          int   byte)
{
  struct flock lock = { .l_type = type, .l_whence = SEEK_SET, .l_start = byte, .l_len = 1 };

  return fcntl (fd, F_OFD_SETLK, &lock);
}

static gboolean
is_taken (int code)
{
  return code == EAGAIN || code == EACCES;
}

/* %FALSE: somebody else has it. What cannot be locked at all is shared with nobody. */
static gboolean
lock_byte (Turn *turn,
           int   byte)
{
  if (turn->is_alone || set_lock (turn->fd, F_WRLCK, byte) == 0)
    return TRUE;
  if (is_taken (errno))
    return FALSE;
  turn->is_alone = TRUE;
  return TRUE;
}

static void
unlock_byte (Turn *turn,
             int   byte)
{
  if (!turn->is_alone)
    (void) set_lock (turn->fd, F_UNLCK, byte);
}

/* One of the places for requests in flight, whatever the exchange. %FALSE: other programs have the rest of them. */
static gboolean
take_place (KtTurns *self,
            Turn    *turn)
{
  if (turn->is_alone)
    return TRUE;
  if (self->places >= 0 && self->taken == 0 && is_gone (self->places))
    {
      close (self->places);
      self->places = -1;
    }
  if (self->places < 0)
    self->places = open_file (self, "requests", ".places");
  for (int i = 0; i < KT_GATE_MOST; i++)
    {
      if (self->taken & (1u << i))
        continue;
      if (set_lock (self->places, F_WRLCK, i) == 0)
        {
          self->taken |= 1u << i;
          turn->place = i;
          return TRUE;
        }
      if (!is_taken (errno))
        return TRUE;              /* nothing can be shared here */
    }
  return FALSE;
}

static void
leave_place (KtTurns *self,
             Turn    *turn)
{
  if (turn->place < 0)
    return;
  (void) set_lock (self->places, F_UNLCK, turn->place);
  self->taken &= ~(1u << turn->place);
  turn->place = -1;
}

/* ── What is written ───────────────────────────────────────────────────────── */

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static gint64
wall_ms (void)
{
  return g_get_real_time () / 1000;
}

static gboolean
read_number (const char *word,
             gint64      least,
             gint64     *ret_number)
{
  return g_ascii_string_to_signed (word, 10, least, G_MAXINT64, ret_number, NULL);
}

/* Until when something is to be left alone. */
static void
take_wait (char      **words,
           gboolean    same_boot,
           const char *exchange,
           KtHostGate *gate)
{
  gint64 now = now_ms (), monotonic, wall, until;

  if (!read_number (words[2], 0, &monotonic) || !read_number (words[3], 0, &wall))
    return;
  until = same_boot ? monotonic : now + MAX (0, wall - wall_ms ());
  if (g_str_equal (words[0], "hold"))
    kt_host_gate_hold (gate, words[1], until, now);
  else if (g_str_equal (words[0], "pace"))
    kt_host_gate_set_pace (gate, exchange, g_str_equal (words[1], WHOLE) ? NULL : words[1], until, now);
}

/* A host's time offset, that nobody has to ask for it again. */
static void
take_clock (char      **words,
            KtHostGate *gate)
{
  KtGateMoment learnt;
  gint64 offset, doubt;

  if (read_number (words[2], G_MININT64, &offset) && read_number (words[3], 0, &doubt)
      && read_number (words[4], 0, &learnt.now_ms) && read_number (words[5], 0, &learnt.wall_ms)
      && learnt.now_ms <= now_ms ())
    kt_host_gate_remember_clock (gate, words[1], &learnt, offset, doubt);
}

static void
take_line (const char *line,
           gboolean    same_boot,
           const char *exchange,
           KtHostGate *gate)
{
  g_auto(GStrv) words = g_strsplit (line, " ", 0);
  guint n = g_strv_length (words);

  if (n == 4)
    take_wait (words, same_boot, exchange, gate);
  else if (n == 6 && same_boot && g_str_equal (words[0], "clock"))
    take_clock (words, gate);
}

static void
read_text (KtTurns    *self,
           Turn       *turn,
           const char *exchange,
           KtHostGate *gate)
{
  g_autofree char *text = g_malloc (MAX_TEXT + 1);
  g_auto(GStrv) lines = NULL;
  gboolean same_boot;
  gssize length;

  do
    length = pread (turn->fd, text, MAX_TEXT, 0);
  while (length < 0 && errno == EINTR);
  text[MAX (length, 0)] = '\0';
  if (!g_str_has_prefix (text, HEAD))
    return;
  lines = g_strsplit (text, "\n", 0);
  same_boot = g_str_equal (lines[0] + strlen (HEAD), self->boot);
  for (guint i = 1; lines[i] && !g_str_equal (lines[i], "end"); i++)
    take_line (lines[i], same_boot, exchange, gate);
}

static void
add_line (gboolean    is_hold,
          const char *name,
          gint64      until_ms,
          gpointer    data)
{
  GString *text = data;

  if (text->len < MAX_TEXT / 2)
    g_string_append_printf (text, "%s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n", is_hold ? "hold" : "pace",
                            name ? name : WHOLE, until_ms, wall_ms () + (until_ms - now_ms ()));
}

static void
add_clock (const char         *host,
           const KtGateMoment *learnt,
           gint64              offset_ms,
           gint64              doubt_ms,
           gpointer            data)
{
  GString *text = data;

  if (text->len < MAX_TEXT / 2)
    g_string_append_printf (text, "clock %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT "\n",
                            host, offset_ms, doubt_ms, learnt->now_ms, learnt->wall_ms);
}

void
kt_turns_write (KtTurns    *self,
                const char *exchange,
                char      **hosts,
                KtHostGate *gate)
{
  Turn *turn = g_hash_table_lookup (self->turns, exchange);
  g_autoptr(GString) text = g_string_new (HEAD);
  KtGateMoment now = { now_ms (), wall_ms () };
  gssize written;

  g_return_if_fail (turn && turn->has_turn);
  if (turn->is_alone)
    return;
  g_string_append_printf (text, "%s\n", self->boot);
  kt_host_gate_foreach (gate, exchange, hosts, now.now_ms, add_line, text);
  kt_host_gate_foreach_clock (gate, hosts, &now, add_clock, text);
  g_string_append (text, "end\n");
  /* What an earlier, longer text left behind "end" is not read. A full disk costs others this knowledge, not us. */
  do
    written = pwrite (turn->fd, text->str, text->len, 0);
  while (written < 0 && errno == EINTR);
}

/* ── Taking turns ──────────────────────────────────────────────────────────── */

/* Somebody who holds it for this long was stopped, not busy: nothing of it is in flight any more. */
static gboolean
is_out_of_patience (KtTurns *self,
                    Turn    *turn)
{
  gint64 now = now_ms ();

  if (turn->asked_ms == 0)
    turn->asked_ms = now;
  return now - turn->asked_ms >= self->patience_ms;
}

gboolean
kt_turns_take (KtTurns    *self,
               const char *exchange,
               KtHostGate *gate)
{
  Turn *turn = get_turn (self, exchange);

  g_return_val_if_fail (!turn->has_turn, FALSE);
  turn->is_next = turn->is_next || lock_byte (turn, BYTE_NEXT);
  if (!turn->is_next || !lock_byte (turn, BYTE_TURN))
    {
      if (!is_out_of_patience (self, turn))
        return FALSE;
    }
  else if (!take_place (self, turn) && !is_out_of_patience (self, turn))
    {
      unlock_byte (turn, BYTE_TURN);
      return FALSE;
    }
  turn->has_turn = TRUE;
  turn->asked_ms = 0;
  if (turn->is_next)
    unlock_byte (turn, BYTE_NEXT);
  turn->is_next = FALSE;
  if (!turn->is_alone)
    read_text (self, turn, exchange, gate);
  return TRUE;
}

void
kt_turns_set_patience (KtTurns *self,
                       gint64   patience_ms)
{
  self->patience_ms = patience_ms;
}

void
kt_turns_give_back (KtTurns    *self,
                    const char *exchange)
{
  Turn *turn = g_hash_table_lookup (self->turns, exchange);

  g_return_if_fail (turn && turn->has_turn);
  turn->has_turn = FALSE;
  leave_place (self, turn);
  unlock_byte (turn, BYTE_TURN);
}

void
kt_turns_want_only (KtTurns    *self,
                    GHashTable *wanted)
{
  GHashTableIter iter;
  gpointer exchange, value;

  g_hash_table_iter_init (&iter, self->turns);
  while (g_hash_table_iter_next (&iter, &exchange, &value))
    {
      Turn *turn = value;

      if (turn->has_turn || g_hash_table_contains (wanted, exchange))
        continue;
      turn->asked_ms = 0;
      if (turn->is_next)
        unlock_byte (turn, BYTE_NEXT);
      turn->is_next = FALSE;
    }
}
