/* kt-report.h: what one check found out
 *
 * Holds nothing secret, ever: it is kept in the ledger and shown. Fields are public; whoever made
 * the report fills them, after that it is treated as constant. All times are Unix time in
 * milliseconds; 0 means "not told". Unknown is never the same as no.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#include <glib-object.h>

#include "kt-outcome.h"
#include "kt-right.h"

G_BEGIN_DECLS

typedef enum {
  KT_IP_UNKNOWN,        /* the exchange did not tell */
  KT_IP_NONE,           /* told: works from any address */
  KT_IP_LIST,           /* told: only these (addresses may be empty when only the fact is told) */
} KtIpAllowlist;

/* One date the exchange itself told. */
typedef struct {
  KtRights rights;      /* which rights lapse then; KT_RIGHTS_NONE: the whole key expires */
  gint64   at_ms;
} KtReportDate;

/* One request Keyturn made in this check. Never a query: it may hold an account's id. */
typedef struct {
  char  *method;
  char  *host;
  char  *path;
  guint  status;        /* HTTP; 0: no answer */
  gint64 duration_ms;
  char  *step;          /* the step's id, or "time" */
} KtReportRequest;

typedef struct {
  gatomicrefcount ref_count;

  gint64      checked_ms;
  KtOutcomes  outcomes;          /* several bits: one of these */
  char       *code;              /* the exchange's own error code; where there is no answer (status 0) why, as "certificate-expired"
                                  * and the other words of kt-transport.h; or NULL */
  char       *message;           /* its own words, cut at 500 bytes, scrubbed of the credential, or NULL */
  guint       status;            /* HTTP status of the deciding reply */
  gboolean    sure;              /* FALSE: the definition itself doubts this reading of the code */

  /* rights: a right in none of these sets is unknown */
  KtRights    confirmed;         /* the exchange says it has them */
  KtRights    inferred;          /* it could do so: proven by a request that worked */
  KtRights    denied;            /* the exchange says it has not */
  char      **words;             /* the exchange's own words for the rights, or NULL */
  char      **unknown_words;     /* those nobody knows: counted as KT_RIGHT_OTHER_MONEY in confirmed */
  gboolean    rights_told;       /* the exchange tells rights at all (else all but inferred is unknown) */

  KtIpAllowlist ip;
  char      **ip_addresses;
  KtReportDate *dates;           /* what the exchange told; NULL when n_dates is 0 */
  guint       n_dates;
  gboolean    never_expires;     /* the exchange told that the key has no end */
  gint64      created_ms;
  gint64      changed_ms;

  char       *uid;               /* the account, as told, or NULL */
  int         is_subaccount;     /* 1 yes, 0 no, -1 not told */
  char       *own_address;       /* how the exchange saw this computer, if it told, or NULL */

  gint64      latency_ms;        /* of the signed request */
  gboolean    clock_known;
  gint64      clock_offset_ms;   /* this computer's clock minus the exchange's: positive = ahead */
  gint64      clock_doubt_ms;    /* half the round trip, and the unit's coarseness */
  gboolean    clock_corrected;   /* refused for the clock, then worked with the exchange's time: outcomes is
                                  * clock-skew and stays so, but the key itself is good and its rights are told */

  gboolean    counted_as_use;    /* the exchange's idle clock started again with this check */
  char       *environment;       /* id of the environment asked */
  KtReportRequest *requests;     /* NULL when n_requests is 0 */
  guint       n_requests;

  gboolean    packed;            /* all of it is one block, see kt-pack.h, and never changes */
} KtReport;

#define KT_TYPE_REPORT (kt_report_get_type ())
GType     kt_report_get_type (void);

KtReport *kt_report_new      (void);
KtReport *kt_report_ref      (KtReport *self);
void      kt_report_unref    (KtReport *self);

void      kt_report_add_request (KtReport *self, const char *step, const char *method, const char *host,
                                 const char *path, guint status, gint64 duration_ms);
void      kt_report_add_date    (KtReport *self, KtRights rights, gint64 at_ms);

/* The same in one block, as keys keep it: never to be changed. Those read from JSON are so already. (transfer full) */
KtReport *kt_report_pack        (const KtReport *self);

/* Everything the key may do or might be able to do: confirmed and inferred. */
KtRights  kt_report_get_rights  (const KtReport *self);
/* "works", or restricted as intended, or clock-skew that worked with the exchange's time: the key itself is in order. */
gboolean  kt_report_is_good     (const KtReport *self);
/* Worked from here, if need be with the exchange's time: only such a report tells rights, so only such a one takes the place of an older
 * "good report" of a key. */
gboolean  kt_report_worked      (const KtReport *self);

/* As kept in the ledger and printed by --json: one JSON object. */
char     *kt_report_to_json     (const KtReport *self);
KtReport *kt_report_from_json   (const char *json, GError **error);   /* KT_ERROR_DAMAGED */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (KtReport, kt_report_unref)

G_END_DECLS
