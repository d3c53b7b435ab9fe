/* kt-compat.h: what libadwaita and GTK call differently today than at our floor
 *
 * AdwMessageDialog, AdwAboutWindow and GtkFileChooserNative have successors in newer libraries;
 * they are made here and nowhere else.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <adwaita.h>

#include "kt-secret.h"

G_BEGIN_DECLS

void kt_compat_show_about (GtkWindow *parent);

/* Opens an address in the browser; when that fails a toast says so, with the address. */
void kt_compat_open_uri   (GtkWidget *widget, const char *uri);

/* One question. @response of the answer is handed to @answered: the id of the button, "cancel" when closed. */
typedef void (*KtAnsweredFunc) (const char *response, gpointer user_data);
typedef struct {
  const char *id;
  const char *label;                     /* with mnemonic */
  AdwResponseAppearance appearance;
} KtChoice;
void kt_compat_ask (GtkWindow *parent, const char *heading, const char *body,
                    const KtChoice *answers, guint n_answers,
                    KtAnsweredFunc answered, gpointer user_data);
/* @destroy: of @user_data, when the question is gone, answered or not; or NULL. */
void kt_compat_ask_full (GtkWindow *parent, const char *heading, const char *body,
                         const KtChoice *answers, guint n_answers,
                         KtAnsweredFunc answered, gpointer user_data, GDestroyNotify destroy);

/* Asks for a file. @file: NULL when it was closed. */
typedef void (*KtFileFunc) (GFile *file, gpointer user_data);
void kt_compat_choose_file (GtkWindow *parent, const char *title, KtFileFunc func, gpointer user_data);
/* Asks where a new one is to be, proposed as @name; to replace one that is there is asked for. */
void kt_compat_choose_new_file (GtkWindow *parent, const char *title, const char *name, KtFileFunc func, gpointer user_data);

/* Asks for a file and reads it straight into locked memory; at most 64 KiB. @read gets NULL when it was closed or could
 * not be read (then with an error). */
typedef void (*KtFileReadFunc) (KtSecret *contents, const char *name, const GError *error, gpointer user_data);
void kt_compat_read_file (GtkWindow *parent, const char *title, KtFileReadFunc read, gpointer user_data);

G_END_DECLS
