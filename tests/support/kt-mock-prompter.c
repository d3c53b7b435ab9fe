/* kt-mock-prompter.c: answers the keyring's questions from a script, in place of the desktop's dialog
 *
 *   kt-mock-prompter ANSWER...
 *
 * owns org.gnome.keyring.SystemPrompter. Each question takes the next ANSWER, the last one for ever:
 *   pw:TEXT          the password TEXT (to a yes-or-no question: Continue)
 *   ok               Continue, with an empty password
 *   cancel           the person cancels
 *   hang             never answers
 *   wait:MS:ANSWER   ANSWER after MS milliseconds
 * and is reported on stdout, one line each:
 *   READY
 *   PROMPT password|confirm message='…' warning='…' [new] -> pw|ok|cancel|hang
 *   CLOSE
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#define GCR_API_SUBJECT_TO_CHANGE
#include <gcr/gcr-base.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const *script;

/* ── A prompt that shows nothing ─────────────────────────────────────────────── */

enum
{
  PROP_0,
  PROP_TITLE, PROP_MESSAGE, PROP_DESCRIPTION, PROP_WARNING, PROP_CHOICE_LABEL, PROP_CALLER_WINDOW,
  PROP_CONTINUE_LABEL, PROP_CANCEL_LABEL, PROP_PASSWORD_NEW, PROP_CHOICE_CHOSEN, PROP_PASSWORD_STRENGTH,
  N_PROPS
};

static const char *const property_names[N_PROPS] = {
  NULL, "title", "message", "description", "warning", "choice-label", "caller-window",
  "continue-label", "cancel-label", "password-new", "choice-chosen", "password-strength",
};

#define KT_TYPE_MOCK_PROMPT (kt_mock_prompt_get_type ())
G_DECLARE_FINAL_TYPE (KtMockPrompt, kt_mock_prompt, KT, MOCK_PROMPT, GObject)

struct _KtMockPrompt
{
  GObject parent_instance;

  GValue  values[N_PROPS]; /* what the keyring set */
  char   *password;        /* the last answer */
};

static void kt_mock_prompt_iface_init (GcrPromptIface *iface);
G_DEFINE_FINAL_TYPE_WITH_CODE (KtMockPrompt, kt_mock_prompt, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GCR_TYPE_PROMPT, kt_mock_prompt_iface_init))

static const char *
get_text (KtMockPrompt *self, guint property)
{
  const char *text = g_value_get_string (&self->values[property]);

  return text ? text : "";
}

static const char *
take_answer (guint *ret_delay_ms)
{
  const char *answer = *script;

  if (script[1])
    script++;
  *ret_delay_ms = 0;
  if (g_str_has_prefix (answer, "wait:"))
    {
      char *rest = NULL;

      *ret_delay_ms = (guint) g_ascii_strtoull (answer + strlen ("wait:"), &rest, 10);
      answer = *rest == ':' ? rest + 1 : "ok";
    }
  return answer;
}

static gboolean
answer_cb (gpointer data)
{
  GTask *task = data;
  KtMockPrompt *self = g_task_get_source_object (task);
  const char *answer = g_task_get_task_data (task);

  g_free (self->password);
  self->password = g_strdup (g_str_has_prefix (answer, "pw:") ? answer + strlen ("pw:") : "");
  if (!g_task_return_error_if_cancelled (task))
    g_task_return_int (task, g_str_equal (answer, "cancel") ? GCR_PROMPT_REPLY_CANCEL : GCR_PROMPT_REPLY_CONTINUE);
  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  g_task_return_error_if_cancelled (data);
}

static void
ask (KtMockPrompt *self, const char *kind, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  guint delay_ms;
  const char *answer = take_answer (&delay_ms);
  gboolean is_password = g_str_has_prefix (answer, "pw:");

  g_print ("PROMPT %s message='%s' warning='%s'%s -> %s\n", kind,
           get_text (self, PROP_MESSAGE), get_text (self, PROP_WARNING),
           g_value_get_boolean (&self->values[PROP_PASSWORD_NEW]) ? " new" : "", is_password ? "pw" : answer);
  g_task_set_task_data (task, g_strdup (answer), g_free);
  if (!g_str_equal (answer, "hang"))
    g_timeout_add_full (G_PRIORITY_DEFAULT, delay_ms, answer_cb, g_steal_pointer (&task), g_object_unref);
  else if (cancellable)
    g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), g_steal_pointer (&task), g_object_unref);
  else
    g_steal_pointer (&task); /* nobody will ever hear of it: that is what was asked for */
}

static void
ask_password_async (GcrPrompt *prompt, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  ask (KT_MOCK_PROMPT (prompt), "password", cancellable, callback, user_data);
}

static const char *
ask_password_finish (GcrPrompt *prompt, GAsyncResult *result, GError **error)
{
  gssize reply = g_task_propagate_int (G_TASK (result), error);

  return reply == GCR_PROMPT_REPLY_CONTINUE ? KT_MOCK_PROMPT (prompt)->password : NULL;
}

static void
ask_confirm_async (GcrPrompt *prompt, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  ask (KT_MOCK_PROMPT (prompt), "confirm", cancellable, callback, user_data);
}

static GcrPromptReply
ask_confirm_finish (GcrPrompt *prompt, GAsyncResult *result, GError **error)
{
  return g_task_propagate_int (G_TASK (result), error) == GCR_PROMPT_REPLY_CONTINUE
         ? GCR_PROMPT_REPLY_CONTINUE : GCR_PROMPT_REPLY_CANCEL;
}

static void
prompt_close (GcrPrompt *prompt)
{
  g_print ("CLOSE\n");
}

static void
kt_mock_prompt_iface_init (GcrPromptIface *iface)
{
  iface->prompt_password_async = ask_password_async;
  iface->prompt_password_finish = ask_password_finish;
  iface->prompt_confirm_async = ask_confirm_async;
  iface->prompt_confirm_finish = ask_confirm_finish;
  iface->prompt_close = prompt_close;
}

static void
kt_mock_prompt_finalize (GObject *object)
{
  KtMockPrompt *self = KT_MOCK_PROMPT (object);

  for (guint i = 1; i < N_PROPS; i++)
    g_value_unset (&self->values[i]);
  g_free (self->password);
  G_OBJECT_CLASS (kt_mock_prompt_parent_class)->finalize (object);
}

static void
kt_mock_prompt_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_copy (&KT_MOCK_PROMPT (object)->values[id], value);
}

static void
kt_mock_prompt_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  g_value_copy (value, &KT_MOCK_PROMPT (object)->values[id]);
}

static void
kt_mock_prompt_class_init (KtMockPromptClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = kt_mock_prompt_finalize;
  object_class->get_property = kt_mock_prompt_get_property;
  object_class->set_property = kt_mock_prompt_set_property;
  for (guint i = 1; i < N_PROPS; i++)
    g_object_class_override_property (object_class, i, property_names[i]);
}

static void
kt_mock_prompt_init (KtMockPrompt *self)
{
  for (guint i = 1; i < N_PROPS; i++)
    {
      GParamSpec *spec = g_object_class_find_property (G_OBJECT_GET_CLASS (self), property_names[i]);

      g_value_init (&self->values[i], spec->value_type);
    }
}

/* ── The name on the bus ─────────────────────────────────────────────────────── */

static void
acquired_cb (GDBusConnection *connection, const char *name, gpointer data)
{
  g_print ("READY\n");
}

static void
lost_cb (GDBusConnection *connection, const char *name, gpointer data)
{
  g_printerr ("kt-mock-prompter: no bus, or another prompter is there\n");
  exit (1);
}

int
main (int argc, char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GDBusConnection) bus = NULL;
  g_autoptr(GcrSystemPrompter) prompter = NULL;
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  if (argc < 2)
    {
      g_printerr ("usage: kt-mock-prompter pw:TEXT|ok|cancel|hang|wait:MS:ANSWER...\n");
      return 2;
    }
  setvbuf (stdout, NULL, _IOLBF, 0);
  script = (const char *const *) argv + 1;
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (!bus)
    {
      g_printerr ("kt-mock-prompter: %s\n", error->message);
      return 1;
    }
  prompter = gcr_system_prompter_new (GCR_SYSTEM_PROMPTER_SINGLE, KT_TYPE_MOCK_PROMPT);
  gcr_system_prompter_register (prompter, bus);
  g_bus_own_name_on_connection (bus, "org.gnome.keyring.SystemPrompter", G_BUS_NAME_OWNER_FLAGS_NONE,
                                acquired_cb, lost_cb, NULL, NULL);
  g_main_loop_run (loop);
  return 0;
}
