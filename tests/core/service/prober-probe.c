/* prober-probe.c: one check of a made-up key, for test-release.c: built in both profiles, does the same in both
 *
 *   prober-probe direct        every name leads to 127.0.0.1
 *   prober-probe proxy URI     the desktop's settings name a proxy
 *
 * Prints the outcome, and why there was no answer: "unreachable-tls certificate-unknown-authority".
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-catalogue.h"
#include "kt-prober.h"
#include "kt-test-resolver.h"

/* ── The desktop's proxy settings ──────────────────────────────────────────── */

typedef struct { GObject parent_instance; } DesktopProxy;
typedef struct { GObjectClass parent_class; } DesktopProxyClass;

static const char *desktop_proxy;

GType desktop_proxy_get_type (void);
static void resolver_init (GProxyResolverInterface *iface);
G_DEFINE_TYPE_WITH_CODE (DesktopProxy, desktop_proxy, G_TYPE_OBJECT,
                         G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER, resolver_init))

static gboolean
is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static char **
lookup (GProxyResolver  *resolver,
        const char      *uri,
        GCancellable    *cancellable,
        GError         **error)
{
  const char *const proxies[] = { desktop_proxy, NULL };

  return g_strdupv ((char **) proxies);
}

static void
lookup_async (GProxyResolver      *resolver,
              const char          *uri,
              GCancellable        *cancellable,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_task_return_pointer (task, lookup (resolver, uri, cancellable, NULL), (GDestroyNotify) g_strfreev);
}

static char **
lookup_finish (GProxyResolver  *resolver,
               GAsyncResult    *result,
               GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
resolver_init (GProxyResolverInterface *iface)
{
  iface->is_supported = is_supported;
  iface->lookup = lookup;
  iface->lookup_async = lookup_async;
  iface->lookup_finish = lookup_finish;
}

static void
desktop_proxy_class_init (DesktopProxyClass *class)
{
}

static void
desktop_proxy_init (DesktopProxy *self)
{
}

/* GIO asks the implementation with the highest priority. */
static void
install_desktop_proxy (const char *uri)
{
  desktop_proxy = uri;
  g_type_ensure (G_TYPE_PROXY_RESOLVER);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, desktop_proxy_get_type (), "probe", 1000);
}

/* ── The check ─────────────────────────────────────────────────────────────── */

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  KtReport **report = data;
  g_autoptr(GError) error = NULL;

  *report = kt_prober_check_finish (KT_PROBER (source), result, &error);
  if (!*report)
    g_error ("%s", error->message);
}

static void
set_field (KtCredential *credential,
           const char   *id,
           const char   *text)
{
  g_autoptr(KtSecret) secret = kt_secret_new (text, -1);

  kt_credential_set (credential, id, secret);
}

int
main (int argc, char **argv)
{
  g_autoptr(KtCatalogue) catalogue = kt_catalogue_new (NULL);
  g_autoptr(KtCredential) credential = kt_credential_new ();
  g_autoptr(KtProber) prober = NULL;
  g_autoptr(KtReport) report = NULL;
  g_autofree char *outcomes = NULL;
  KtProbe probe = { .environment = "live", .key_type = "hmac", .credential = credential };

  if (argc > 2)
    install_desktop_proxy (argv[2]);
  else
    {
      install_desktop_proxy ("direct://");
      kt_test_resolver_install (TRUE);
    }
  probe.exchange = kt_catalogue_get (catalogue, "bitget", NULL);
  set_field (credential, "api_key", "bg_00000000000000000000000000000001");
  set_field (credential, "secret", "made-up-secret");
  set_field (credential, "passphrase", "made-up-pass");
  prober = kt_prober_new ();
  kt_prober_check_async (prober, &probe, NULL, checked_cb, &report);
  while (!report)
    g_main_context_iteration (NULL, TRUE);
  outcomes = kt_outcomes_to_string (report->outcomes);
  g_print ("%s%s%s\n", outcomes, report->code ? " " : "", report->code ? report->code : "");
  return 0;
}
