/* kt-test-resolver.c: names looked up without a network
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-test-resolver.h"

typedef struct {
  GResolver parent_instance;
  gboolean  found;
} KtTestResolver;
typedef struct { GResolverClass parent_class; } KtTestResolverClass;

GType kt_test_resolver_get_type (void);
G_DEFINE_TYPE (KtTestResolver, kt_test_resolver, G_TYPE_RESOLVER)

static GList *
lookup (KtTestResolver  *self,
        const char      *hostname,
        GError         **error)
{
  if (self->found)
    return g_list_append (NULL, g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4));
  g_set_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, "%s: no such name in this test", hostname);
  return NULL;
}

static GList *
lookup_by_name (GResolver     *resolver,
                const char    *hostname,
                GCancellable  *cancellable,
                GError       **error)
{
  return lookup ((KtTestResolver *) resolver, hostname, error);
}

static GList *
lookup_by_name_with_flags (GResolver                 *resolver,
                           const char                *hostname,
                           GResolverNameLookupFlags   flags,
                           GCancellable              *cancellable,
                           GError                   **error)
{
  return lookup ((KtTestResolver *) resolver, hostname, error);
}

static void
free_addresses (gpointer data)
{
  g_resolver_free_addresses (data);
}

static void
lookup_async (GResolver           *resolver,
              const char          *hostname,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GError *error = NULL;
  GList *addresses = lookup ((KtTestResolver *) resolver, hostname, &error);

  if (addresses)
    g_task_return_pointer (task, addresses, free_addresses);
  else
    g_task_return_error (task, error);
}

static void
lookup_with_flags_async (GResolver                *resolver,
                         const char               *hostname,
                         GResolverNameLookupFlags  flags,
                         GCancellable             *cancellable,
                         GAsyncReadyCallback       callback,
                         gpointer                  user_data)
{
  lookup_async (resolver, hostname, cancellable, callback, user_data);
}

static GList *
lookup_finish (GResolver     *resolver,
               GAsyncResult  *result,
               GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
kt_test_resolver_class_init (KtTestResolverClass *class)
{
  GResolverClass *resolver_class = G_RESOLVER_CLASS (class);

  resolver_class->lookup_by_name = lookup_by_name;
  resolver_class->lookup_by_name_async = lookup_async;
  resolver_class->lookup_by_name_finish = lookup_finish;
  resolver_class->lookup_by_name_with_flags = lookup_by_name_with_flags;
  resolver_class->lookup_by_name_with_flags_async = lookup_with_flags_async;
  resolver_class->lookup_by_name_with_flags_finish = lookup_finish;
}

static void
kt_test_resolver_init (KtTestResolver *self)
{
}

void
kt_test_resolver_install (gboolean found)
{
  KtTestResolver *resolver = g_object_new (kt_test_resolver_get_type (), NULL);

  resolver->found = found;
  g_resolver_set_default (G_RESOLVER (resolver));
  g_object_unref (resolver);
}
