/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "kt-secret.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>

/* Secrets are small and come and go with every request, so they come from arenas locked once: a
 * secret costs no system call. A block is wiped when it is given back, never later. */
#define ARENA_SIZE  (64 * 1024)
#define N_CLASSES   4

struct _KtSecret
{
  gatomicrefcount ref_count;

  char  *bytes;                 /* owned: capacity + 1 bytes of locked memory */
  gsize  length;
  gsize  capacity;
};

G_DEFINE_BOXED_TYPE (KtSecret, kt_secret, kt_secret_ref, kt_secret_unref)

static const gsize class_sizes[N_CLASSES] = { 64, 256, 1024, 4096 };

static GMutex    pool_lock;
static gpointer  pool_free[N_CLASSES];  /* lists of free blocks; the link is the block's first word */
static char     *arena;                 /* what is not cut into blocks yet */
static gsize     arena_left;
static int       is_unlocked;           /* atomic: some memory could not be locked; large blocks come without the lock */

static char *
map_locked (gsize size)
{
  char *memory = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (memory == MAP_FAILED)
    g_error ("No memory for %" G_GSIZE_FORMAT " bytes", size);

  if (mlock (memory, size) != 0)
    g_atomic_int_set (&is_unlocked, TRUE);
  madvise (memory, size, MADV_DONTDUMP);
  madvise (memory, size, MADV_DONTFORK);

  return memory;
}

static int
class_for (gsize size)
{
  for (int i = 0; i < N_CLASSES; i++)
    {
      if (size <= class_sizes[i])
        return i;
    }
  return -1;
}

/* What a request for @size bytes really gets. */
static gsize
rounded (gsize size)
{
  int class = class_for (size);

  return class >= 0 ? class_sizes[class] : (size + 4095) & ~(gsize) 4095;
}

static char *
locked_alloc (gsize size)
{
  int class = class_for (size);
  char *block;

  if (class < 0)
    return map_locked (rounded (size));

  g_mutex_lock (&pool_lock);
  if (pool_free[class])
    {
      block = pool_free[class];
      memcpy (&pool_free[class], block, sizeof (gpointer));
      memset (block, 0, sizeof (gpointer));
    }
  else
    {
      if (arena_left < class_sizes[class])
        {
          /* The rest of the old arena stays unused: at most one block of the largest class. */
          arena = map_locked (ARENA_SIZE);
          arena_left = ARENA_SIZE;
        }
      block = arena;
      arena += class_sizes[class];
      arena_left -= class_sizes[class];
    }
  g_mutex_unlock (&pool_lock);

  return block;
}

static void
locked_free (char *block, gsize size)
{
  int class = class_for (size);

  explicit_bzero (block, rounded (size));
  if (class < 0)
    {
      munmap (block, rounded (size));
      return;
    }

  g_mutex_lock (&pool_lock);
  memcpy (block, &pool_free[class], sizeof (gpointer));
  pool_free[class] = block;
  g_mutex_unlock (&pool_lock);
}

static void
ensure_capacity (KtSecret *self, gsize capacity)
{
  gsize larger;
  char *bytes;

  if (capacity <= self->capacity)
    return;

  larger = rounded (MAX (capacity, self->capacity * 2) + 1) - 1;
  bytes = locked_alloc (larger + 1);
  memcpy (bytes, self->bytes, self->length + 1);
  locked_free (self->bytes, self->capacity + 1);
  self->bytes = bytes;
  self->capacity = larger;
}

KtSecret *
kt_secret_new (const char *bytes, gssize length)
{
  gsize n = length < 0 ? strlen (bytes) : (gsize) length;
  KtSecret *self = kt_secret_new_sized (n);

  kt_secret_append (self, bytes, (gssize) n);
  return self;
}

KtSecret *
kt_secret_new_sized (gsize capacity)
{
  KtSecret *self = g_new0 (KtSecret, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->capacity = rounded (capacity + 1) - 1;
  self->bytes = locked_alloc (self->capacity + 1);
  self->bytes[0] = '\0';
  return self;
}

KtSecret *
kt_secret_copy (const KtSecret *self)
{
  return kt_secret_new (self->bytes, (gssize) self->length);
}

KtSecret *
kt_secret_ref (KtSecret *self)
{
  g_return_val_if_fail (self, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
kt_secret_unref (KtSecret *self)
{
  g_return_if_fail (self);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  locked_free (self->bytes, self->capacity + 1);
  g_free (self);
}

const char *
kt_secret_peek (const KtSecret *self, gsize *ret_length)
{
  g_return_val_if_fail (self, NULL);

  if (ret_length)
    *ret_length = self->length;
  return self->bytes;
}

gsize
kt_secret_get_length (const KtSecret *self)
{
  g_return_val_if_fail (self, 0);

  return self->length;
}

gboolean
kt_secret_equal (const KtSecret *a, const KtSecret *b)
{
  guchar differs = 0;

  if (a == b)
    return TRUE;
  if (!a || !b || a->length != b->length)
    return FALSE;

  for (gsize i = 0; i < a->length; i++)
    differs |= (guchar) a->bytes[i] ^ (guchar) b->bytes[i];
  return differs == 0;
}

void
kt_secret_append (KtSecret *self, const char *bytes, gssize length)
{
  kt_secret_insert (self, self->length, bytes, length);
}

void
kt_secret_insert (KtSecret *self, gsize position, const char *bytes, gssize length)
{
  gsize n = length < 0 ? strlen (bytes) : (gsize) length;

  g_return_if_fail (position <= self->length);

  ensure_capacity (self, self->length + n);
  memmove (self->bytes + position + n, self->bytes + position, self->length - position + 1);
  if (n > 0)
    memcpy (self->bytes + position, bytes, n);
  self->length += n;
}

void
kt_secret_erase (KtSecret *self, gsize position, gsize length)
{
  g_return_if_fail (position <= self->length && length <= self->length - position);

  memmove (self->bytes + position, self->bytes + position + length, self->length - position - length + 1);
  self->length -= length;
  explicit_bzero (self->bytes + self->length, length);
}

void
kt_secret_truncate (KtSecret *self, gsize length)
{
  g_return_if_fail (length <= self->length);

  kt_secret_erase (self, length, self->length - length);
}

char *
kt_secret_resize (KtSecret *self, gsize length)
{
  if (length < self->length)
    {
      kt_secret_truncate (self, length);
      return self->bytes;
    }

  ensure_capacity (self, length);
  memset (self->bytes + self->length, 0, length - self->length + 1);
  self->length = length;
  return self->bytes;
}

void
kt_wipe (gpointer bytes, gsize length)
{
  if (bytes)
    explicit_bzero (bytes, length);
}

void
kt_wipe_free (char *text)
{
  if (text)
    explicit_bzero (text, strlen (text));
  g_free (text);
}

void
kt_secret_guard_process (void)
{
  const struct rlimit none = { 0, 0 };

  if (setrlimit (RLIMIT_CORE, &none) != 0)
    g_debug ("Core dumps could not be turned off: %s", g_strerror (errno));
}

gboolean
kt_secret_memory_is_locked (void)
{
  /* Nothing handed out yet tells nothing: try once. */
  kt_secret_unref (kt_secret_new_sized (1));

  return !g_atomic_int_get (&is_unlocked);
}
