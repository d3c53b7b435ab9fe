/* test-host-gate.c: who may send when, as a table: no clock, no waiting
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "config.h"

#include "kt-host-gate.h"

typedef enum { END, ENTER, WAIT, LEAVE, HOLD } Deed;

typedef struct {
  Deed        deed;
  const char *exchange;
  const char *key;
  gint64      at_ms;
  gint64      until_ms;         /* WAIT: what is answered; HOLD: until when (host "EXCHANGE.example") */
} Act;

typedef struct {
  const char *name;
  const char *explanation;
  KtPace      pace;
  Act         acts[16];
} Row;

static const Row rows[] = {
  { "one-per-exchange", "the second of an exchange waits for the first to end, another exchange does not",
    { 0 },
    { { ENTER, "a", "k1", 1000 }, { WAIT, "a", "k2", 1000, 0 }, { ENTER, "b", "k3", 1000 },
      { LEAVE, "a" }, { ENTER, "a", "k2", 1001 } } },
  { "eight-in-all", "the ninth exchange waits for any to end",
    { 0 },
    { { ENTER, "a", NULL, 1 }, { ENTER, "b", NULL, 1 }, { ENTER, "c", NULL, 1 }, { ENTER, "d", NULL, 1 },
      { ENTER, "e", NULL, 1 }, { ENTER, "f", NULL, 1 }, { ENTER, "g", NULL, 1 }, { ENTER, "h", NULL, 1 },
      { WAIT, "i", NULL, 1, 0 }, { LEAVE, "d" }, { ENTER, "i", NULL, 1 }, { WAIT, "d", NULL, 1, 0 } } },
  { "pace-per-address", "3 in 2 seconds are one every 667 ms, whichever key",
    { 3, 2, (char *) "address" },
    { { ENTER, "a", "k1", 1000 }, { LEAVE, "a" }, { WAIT, "a", "k2", 1000, 1667 }, { WAIT, "a", "k1", 1666, 1667 },
      { ENTER, "a", "k2", 1667 }, { LEAVE, "a" }, { WAIT, "a", "k1", 1700, 2334 }, { ENTER, "b", "k1", 1700 } } },
  { "pace-per-account", "keys may share an account, so it is kept as for an address",
    { 1, 1, (char *) "account" },
    { { ENTER, "a", "k1", 1000 }, { LEAVE, "a" }, { WAIT, "a", "k2", 1000, 2000 }, { ENTER, "a", "k2", 2000 } } },
  { "pace-per-key", "another key of the exchange may follow at once, the same one not",
    { 1, 3, (char *) "key" },
    { { ENTER, "a", "k1", 1000 }, { LEAVE, "a" }, { ENTER, "a", "k2", 1001 }, { LEAVE, "a" },
      { WAIT, "a", "k1", 1002, 4000 }, { WAIT, "a", "k2", 1002, 4001 }, { ENTER, "a", "k1", 4000 } } },
  { "hold", "a host that told us to stay away is left alone, and others are not",
    { 0 },
    { { ENTER, "a", "k1", 1000 }, { LEAVE, "a" }, { HOLD, "a", NULL, 1000, 31000 }, { WAIT, "a", "k2", 1000, 31000 },
      { WAIT, "a", "k1", 30999, 31000 }, { ENTER, "b", "k1", 1000 }, { ENTER, "a", "k1", 31000 } } },
  { "hold-never-shortened", "a later, shorter answer does not open the door earlier",
    { 0 },
    { { HOLD, "a", NULL, 1000, 61000 }, { HOLD, "a", NULL, 2000, 3000 }, { WAIT, "a", "k", 3000, 61000 },
      { HOLD, "a", NULL, 4000, 70000 }, { WAIT, "a", "k", 61000, 70000 } } },
  { "hold-cut", "nobody is kept away for years by a nonsense header",
    { 0 },
    { { HOLD, "a", NULL, 1000, G_MAXINT64 }, { WAIT, "a", "k", 1000, 1000 + KT_GATE_LONGEST_HOLD_MS },
      { ENTER, "a", "k", 1000 + KT_GATE_LONGEST_HOLD_MS } } },
  { "hold-past", "a hold until yesterday is none",
    { 0 },
    { { HOLD, "a", NULL, 1000, 999 }, { ENTER, "a", "k", 1000 } } },
  { "later-of-both", "of pace and hold the later one is told",
    { 1, 10, (char *) "address" },
    { { ENTER, "a", "k", 1000 }, { LEAVE, "a" }, { HOLD, "a", NULL, 1000, 5000 }, { WAIT, "a", "k", 1000, 11000 },
      { HOLD, "a", NULL, 1000, 20000 }, { WAIT, "a", "k", 1000, 20000 }, { ENTER, "a", "k", 20000 } } },
};

static void
act (KtHostGate *gate,
     const Row  *row,
     const Act  *deed)
{
  g_autofree char *host = g_strconcat (deed->exchange, ".example", NULL);
  KtGateRequest request = { deed->exchange, host, deed->key, &row->pace };
  gint64 until_ms = -1;
  gboolean in;

  switch (deed->deed)
    {
    case ENTER:
      in = kt_host_gate_enter (gate, &request, deed->at_ms, &until_ms);
      g_assert_true (in);
      break;
    case WAIT:
      in = kt_host_gate_enter (gate, &request, deed->at_ms, &until_ms);
      g_assert_false (in);
      g_assert_cmpint (until_ms, ==, deed->until_ms);
      break;
    case LEAVE:
      kt_host_gate_leave (gate, deed->exchange);
      break;
    case HOLD:
      kt_host_gate_hold (gate, host, deed->until_ms, deed->at_ms);
      break;
    case END:
    default:
      g_assert_not_reached ();
    }
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autoptr(KtHostGate) gate = kt_host_gate_new ();

  g_test_message ("%s", row->explanation);
  for (guint i = 0; i < G_N_ELEMENTS (row->acts) && row->acts[i].deed != END; i++)
    {
      g_test_message ("act %u", i);
      act (gate, row, &row->acts[i]);
    }
}

static void
test_clock (void)
{
  static const struct { const char *explanation; KtGateMoment moment; gboolean known; } looks[] = {
    { "at once", { 5000, 1700000000000 }, TRUE },
    { "just within five minutes", { 304999, 1700000299999 }, TRUE },
    { "five minutes old", { 305000, 1700000300000 }, FALSE },
    { "slewed a little", { 65000, 1700000060400 }, TRUE },
    { "somebody set this computer's clock forward", { 65000, 1700000062000 }, FALSE },
    { "… and back", { 65000, 1700000000000 }, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    {
      g_autoptr(KtHostGate) gate = kt_host_gate_new ();
      KtGateMoment learnt = { 5000, 1700000000000 };
      gint64 offset = 0, doubt = 0;

      g_test_message ("%s", looks[i].explanation);
      kt_host_gate_remember_clock (gate, "api.example", &learnt, -47000, 30);
      g_assert_false (kt_host_gate_recall_clock (gate, "other.example", &learnt, &offset, &doubt));
      g_assert_true (kt_host_gate_recall_clock (gate, "api.example", &looks[i].moment, &offset, &doubt) == looks[i].known);
      g_assert_cmpint (offset, ==, looks[i].known ? -47000 : 0);
      g_assert_cmpint (doubt, ==, looks[i].known ? 30 : 0);
    }
}

static void
test_get_hold (void)
{
  g_autoptr(KtHostGate) gate = kt_host_gate_new ();

  g_assert_cmpint (kt_host_gate_get_hold (gate, "api.example", 10), ==, 0);
  kt_host_gate_hold (gate, "api.example", 500, 10);
  g_assert_cmpint (kt_host_gate_get_hold (gate, "api.example", 499), ==, 500);
  g_assert_cmpint (kt_host_gate_get_hold (gate, "api.example", 500), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/host-gate/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/host-gate/clock", test_clock);
  g_test_add_func ("/host-gate/get-hold", test_get_hold);
  return g_test_run ();
}
