/* test-cleaning: what people paste becomes what the exchange handed out
 *
 * All keys here are made up for this test.
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "kt-cleaning.h"

#include <string.h>

#define EC \
  "-----BEGIN EC PRIVATE KEY-----\n" \
  "MHcCAQEEIFhBDfUp4t0PmUaNlj/QONVZpwMtWsswpk7I6EPUHjzXoAoGCCqGSM49\n" \
  "AwEHoUQDQgAE6Djf6K1VfFAYWvKG9fNBPKCnnwdXyDR1lPAuiw3FXr4nCVd4WlP4\n" \
  "NkqcB7wE9PQFS1aKnExpCuYejAmQMx50mA==\n" \
  "-----END EC PRIVATE KEY-----\n"
#define EC_ONE_LINE "-----BEGIN EC PRIVATE KEY----- MHcCAQEEIFhBDfUp4t0PmUaNlj/QONVZpwMtWsswpk7I6EPUHjzXoAoGCCqGSM49 AwEHoUQDQgAE6Djf6K1VfFAYWvKG9fNBPKCnnwdXyDR1lPAuiw3FXr4nCVd4WlP4 NkqcB7wE9PQFS1aKnExpCuYejAmQMx50mA== -----END EC PRIVATE KEY-----"
#define EC_ESCAPED "-----BEGIN EC PRIVATE KEY-----\\nMHcCAQEEIFhBDfUp4t0PmUaNlj/QONVZpwMtWsswpk7I6EPUHjzXoAoGCCqGSM49\\nAwEHoUQDQgAE6Djf6K1VfFAYWvKG9fNBPKCnnwdXyDR1lPAuiw3FXr4nCVd4WlP4\\nNkqcB7wE9PQFS1aKnExpCuYejAmQMx50mA==\\n-----END EC PRIVATE KEY-----\\n"
#define EC_GLUED "-----BEGIN EC PRIVATE KEY-----MHcCAQEEIFhBDfUp4t0PmUaNlj/QONVZpwMtWsswpk7I6EPUHjzXoAoGCCqGSM49AwEHoUQDQgAE6Djf6K1VfFAYWvKG9fNBPKCnnwdXyDR1lPAuiw3FXr4nCVd4WlP4NkqcB7wE9PQFS1aKnExpCuYejAmQMx50mA==-----END EC PRIVATE KEY-----"
#define EC_PARAMETERS "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"

static const char ec_pkcs8[] =
  "-----BEGIN PRIVATE KEY-----\n"
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgWEEN9Sni3Q+ZRo2W\n"
  "P9A41VmnAy1ayzCmTsjoQ9QePNehRANCAAToON/orVV8UBha8ob180E8oKefB1fI\n"
  "NHWU8C6LDcVevicJV3haU/g2SpwHvAT09AVLVoqcTGkK5h6MCZAzHnSY\n"
  "-----END PRIVATE KEY-----\n";

static const char ed25519[] =
  "-----BEGIN PRIVATE KEY-----\n"
  "MC4CAQAwBQYDK2VwBCIEINC7htaFos8Nt9A5uoOX5UpmgL4ik6rO3TQs446xJ+EQ\n"
  "-----END PRIVATE KEY-----\n";

static const char encrypted[] =
  "-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
  "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjhvgHtJ7gDrwICCAAw\n"
  "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEA6/l3d1F0U7zDupHEfvo+sEQMqh\n"
  "e8zP8YKiR3eOPFXXi/sN6yOzpxZBy4jicArVdaZ5NTsy+P7oGkcSbXLPWWsLpm45\n"
  "0lQQ1GXHbw6k1MGDOeM=\n"
  "-----END ENCRYPTED PRIVATE KEY-----\n";

static const char public_key[] =
  "-----BEGIN PUBLIC KEY-----\n"
  "MCowBQYDK2VwAyEApzA3BrpfFG1keMsPOlqwq32GCJ6D733tDfOhG8Zpq9w=\n"
  "-----END PUBLIC KEY-----\n";

static const char rsa[] =
  "-----BEGIN PRIVATE KEY-----\n"
  "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDBam2um3oam2UG\n"
  "ch3g9P3OL61J7qKNYEab+QS/VHN0XC3f1QOAeYN5vHp2F8npZYaYeYSpgD5CSYuo\n"
  "X7j1N0whjWEIKF293x56ok5ctw28YuBP+HBa412yhPsthGZEzQnMF/4vkbxM6Iaj\n"
  "niuwC5riGMHJAaE+Ia3y0xINCN7pAJnT0pAy0ehRln3XgZ0AIP5zCseF7/V1NSM/\n"
  "mYJVyYeYjx0gPDtkxYYH8lG2q8ZYkA09b+IxIoMKCxKF9RDjV0DVyFFVYdNjCUBr\n"
  "34f9XbeA/WY9KcLVdkEr4DRWjsPF3Vndcf/bX6x9M2WqwUz7w2P3zFNJLzmSsdA8\n"
  "VhxiaEUjAgMBAAECggEACq443lKBnKSGIKP+mGSO+2rQk+uUmF//pi9LHtGoCn3o\n"
  "npqhtd9/7iIFVS4dHUFY/GSBeea2CW0MRED88rWaA6RN/mhUPN7sTPNXhnEpVgTT\n"
  "xDbA5ZP2oZwMTsgn6Za0+ss8Yx4WGt0gSjq6yN7rL58UXGg1ojuz4lvbfFLIFG+2\n"
  "aHkrTyLQohFzy1717I8hYdLfcweskHFNHqt+ISnw5oOSZB9qTh2YU1LjJpUirCMD\n"
  "usOLaE77YV7lw9xL+ZepZt4+Ilf0snwuigRHZl/4FKkUlT8aI8waxRUfYlXGHU5l\n"
  "ctvkbs3CdlykLBOiAWvcCR/jXuGp7KCkG+2E8cg0gQKBgQDwiAW8cKWLPRVxkQZ5\n"
  "GMFacwXa2xI2gcvQh87jiW639Dxt86ZmPDZwerF/khY0bIlyZYtk7kzZ4Nu0tix4\n"
  "XPZN6QDNKOGnhshd+0aht+xhRLJSTbmbg/3B1S9oFWdNb7ii4cvSyecuCsc8xyHy\n"
  "CNMD6Qx2UODrT9nmNpumE24W4wKBgQDN2rhmPB3O1a7TM9LVj3FUSCdavgcDxTqq\n"
  "ydtmO3qRXEdNXYytXcLDJePomrIzZaVrrUn8YyJcz1QR2z0cz/jAqeL2X7Vc/e7l\n"
  "0jpvYrO6NtXHBS1HcLgxKQBqZEy1kgWtoKf+nXJ2X8+mZd1Q1GPJdUD+zIRK2FfT\n"
  "oQYpHL4swQKBgHE0w+Zd6jwvYrFRvYcvNImai03nP5ox2rhpwuDqpRalN+/T9iQ2\n"
  "ALVNuc699f90efhCfKnjUn5VS3KxLxrzPeWLXZoxvIr5b8Jz6llg1DsvdvIvrMTa\n"
  "CYu6B5boQ/d5NqBKv4CVEF5mKkGbw4lDx/UWMYxaIpH9wiOM3hL7IBxbAoGBAKFJ\n"
  "QTk42NH5siRgckxJOy4h6lO6l5xop3Kw/Wm4KGxDtMn1Bge/cp2bzlms+voyJc2b\n"
  "1GAe/AljmCb1c4hjmi657M3EZ0EY5FjEwmwLFW5NEGoCsFtNAcPisCSruT55zmEf\n"
  "gwCHM+tzXiqtnR17i0OIzwfUDcLmhsmVXFJR5t8BAoGABqXlBWvYrRoxLGt/gCxw\n"
  "NBKCeIj7YFqMpl6SdKpPJmGdpqL1EYTC/8Uan8tV9zeWoTg4BjGlJDqKgQKIH6Gf\n"
  "vGFFoMAW83VRI2K42Mw9CO7WIYvHk8uO+MGzetP9Bm/UnTkX9X0Oxmld/96mHTeA\n"
  "8hv3UYgK080FhOP68H4ZZ60=\n"
  "-----END PRIVATE KEY-----\n";

static const struct {
  const char *explanation;
  const char *field;
  const char *pasted;
  const char *clean;
} fields[] = {
  { "nothing to do", "api_key", "bg_0123", "bg_0123" },
  { "blanks and a newline around it", "api_key", " \tbg_0123 \r\n", "bg_0123" },
  { "a line break in the middle, from a narrow page", "secret", "abc\ndef\r\nghi", "abcdefghi" },
  { "zero-width characters and a byte order mark", "secret", "\xef\xbb\xbf" "ab\xe2\x80\x8b" "cd\xe2\x81\xa0", "abcd" },
  { "a soft hyphen", "secret", "ab\xc2\xad" "cd", "abcd" },
  { "a no-break space in front", "secret", "\xc2\xa0" "abcd", "abcd" },
  { "smart quotes", "secret", "\xe2\x80\x9c" "abcd" "\xe2\x80\x9d", "abcd" },
  { "a lone smart quote", "secret", "abcd" "\xe2\x80\x9d", "abcd" },
  { "double quotes and the comma of a JSON line", "secret", "\"abcd\",", "abcd" },
  { "quotes inside blanks inside quotes", "secret", " ' \"abcd\" ' ", "abcd" },
  { "an inner blank stays: it is not ours to judge", "secret", "ab cd", "ab cd" },
  { "base64 keeps its signs", "secret", "a+/b==", "a+/b==" },
  { "a passphrase keeps plain quotes", "passphrase", "\"it's\" ", "\"it's\"" },
  { "a passphrase loses a pair of smart ones", "passphrase", "\xe2\x80\x9c" "pass word" "\xe2\x80\x9d", "pass word" },
  { "a passphrase keeps one smart quote", "passphrase", "pass\xe2\x80\x99", "pass\xe2\x80\x99" },
  { "a passphrase of quotes only", "passphrase", "\xe2\x80\x99", "\xe2\x80\x99" },
  { "nothing but blanks", "secret", " \n\t ", "" },
  { "nothing but quotes", "secret", "\"\"", "" },
  { "bytes that are no UTF-8 are left", "secret", "ab\xff\xfe" "cd", "ab\xff\xfe" "cd" },
  { "bare base64 of a private key, with literal line breaks", "private_key", "MHcC\\nAQEE\\r\\n", "MHcCAQEE" },
  { "slashes escaped as in a JSON file", "private_key", "\"MH\\/cC\"", "MH/cC" },
  { "PEM as it should be", "private_key", EC, EC },
  { "PEM with CRLF", "private_key",
    "-----BEGIN EC PRIVATE KEY-----\r\nMHcCAQEEIFhBDfUp4t0PmUaNlj/QONVZpwMtWsswpk7I6EPUHjzXoAoGCCqGSM49\r\n"
    "AwEHoUQDQgAE6Djf6K1VfFAYWvKG9fNBPKCnnwdXyDR1lPAuiw3FXr4nCVd4WlP4\r\nNkqcB7wE9PQFS1aKnExpCuYejAmQMx50mA==\r\n"
    "-----END EC PRIVATE KEY-----\r\n", EC },
  { "PEM with literal line breaks, in quotes, as in a JSON key file", "private_key", "\"" EC_ESCAPED "\"", EC },
  { "PEM on one line, blanks for line breaks", "private_key", EC_ONE_LINE, EC },
  { "PEM without any line break", "private_key", EC_GLUED, EC },
  { "PEM after its parameters", "private_key", EC_PARAMETERS EC, EC },
  { "PEM before its parameters", "private_key", EC EC_PARAMETERS, EC },
  { "PEM with words around it", "private_key", "Here it is:\n" EC "Keep it safe.\n", EC },
  { "PEM in a field of another name", "secret", EC_ONE_LINE, EC },
  { "PEM without its end is left to the diagnosis", "private_key", "-----BEGIN EC PRIVATE KEY-----\nMHcC",
    "-----BEGIN EC PRIVATE KEY-----\nMHcC" },
};

static void
test_fields (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    {
      g_autoptr(KtSecret) pasted = kt_secret_new (fields[i].pasted, -1);
      g_autoptr(KtSecret) clean = kt_clean_field (fields[i].field, pasted);
      g_autoptr(KtSecret) again = kt_clean_field (fields[i].field, clean);

      g_test_message ("%s", fields[i].explanation);
      g_assert_cmpstr (kt_secret_peek (clean, NULL), ==, fields[i].clean);
      g_assert_cmpuint (kt_secret_get_length (clean), ==, strlen (fields[i].clean));
      /* Cleaning what is clean gives the very same. */
      g_assert_true (again == clean);
      g_assert_true ((clean == pasted) == (strcmp (fields[i].pasted, fields[i].clean) == 0));
    }
}

/* Whatever is pasted: no crash, and nothing grows but by what a PEM needs. */
static void
test_anything (void)
{
  static const char * const pieces[] = {
    "-----BEGIN ", "-----END ", "PRIVATE KEY-----", "-----", "\\n", "\\", "\"", "\xe2\x80", "\xff", "\n", "A", ":", "\xef\xbb\xbf", " ",
  };

  for (guint round = 0; round < 3000; round++)
    {
      g_autoptr(KtSecret) pasted = kt_secret_new_sized (64);
      g_autoptr(KtSecret) clean = NULL;
      g_autoptr(KtSecret) again = NULL;
      guint seed = round;

      for (guint i = 0; i < 1 + round % 9; i++)
        {
          seed = seed * 1103515245 + 12345;
          kt_secret_append (pasted, pieces[(seed >> 16) % G_N_ELEMENTS (pieces)], -1);
        }
      clean = kt_clean_field (round % 2 ? "private_key" : "secret", pasted);
      again = kt_clean_field (round % 2 ? "private_key" : "secret", clean);
      g_assert_cmpuint (kt_secret_get_length (again), <=, kt_secret_get_length (clean) + 2);
      g_assert_cmpuint (kt_secret_get_length (clean), <=, kt_secret_get_length (pasted) + 64);
    }
}

static void
test_credential (void)
{
  g_autoptr(KtCredential) pasted = kt_credential_new ();
  g_autoptr(KtCredential) clean = NULL;
  g_autoptr(KtSecret) key = kt_secret_new (" bg_0123\n", -1);
  g_autoptr(KtSecret) blank = kt_secret_new ("  ", -1);

  kt_credential_set (pasted, "api_key", key);
  kt_credential_set (pasted, "passphrase", blank);
  clean = kt_clean_credential (pasted);

  g_assert_cmpuint (kt_credential_get_n_fields (clean), ==, 1);
  g_assert_cmpstr (kt_secret_peek (kt_credential_get (clean, "api_key"), NULL), ==, "bg_0123");
  g_assert_cmpstr (kt_secret_peek (kt_credential_get (pasted, "api_key"), NULL), ==, " bg_0123\n");
}

static const struct {
  const char *explanation;
  const char *value;
  const char *described;
} keys[] = {
  { "EC, SEC1", EC, "EC private key, P-256" },
  { "EC, PKCS#8", ec_pkcs8, "EC private key, P-256" },
  { "Ed25519, PKCS#8", ed25519, "Ed25519 private key" },
  { "RSA, PKCS#8", rsa, "RSA private key, 2048 bits" },
  { "a public key", public_key, NULL },
  { "with a password of its own", encrypted, NULL },
  { "no key at all", "swordfish", NULL },
  { "a PEM of nonsense", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", NULL },
};

static void
test_describe (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_autoptr(KtSecret) value = kt_secret_new (keys[i].value, -1);
      g_autofree char *described = kt_describe_private_key (value);

      g_test_message ("%s", keys[i].explanation);
      g_assert_cmpstr (described, ==, keys[i].described);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cleaning/fields", test_fields);
  g_test_add_func ("/cleaning/anything", test_anything);
  g_test_add_func ("/cleaning/credential", test_credential);
  g_test_add_func ("/cleaning/describe-private-key", test_describe);
  return g_test_run ();
}
