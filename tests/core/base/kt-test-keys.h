/* kt-test-keys.h: private keys in every form, made for tests and used nowhere else
 *
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#pragma once

#define RSA_PKCS8 \
  "-----BEGIN PRIVATE KEY-----\n" \
  "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQCrX7zUj5Psuu2m\n" \
  "wXK9ndai5lODp5YSBo5guwLiOEeJuccb9ECSyKz1filA7AaN69w4TmOqSRMAOAbi\n" \
  "87rObjmHZmMDOmyFBE/Gfj/txC3chjDiFAZLuS1hpooDLc1VHbjreaI8ghXb6ASK\n" \
  "Mk4AybQL4/0NTUQlz5YvBJMpZX5iAVVtz9EBQamGoxICSy3rORn+qk8pc4fsY59p\n" \
  "QEYp6Zi66/XSJpAtj0MzJ8EEsDLDz/hd6ecVEL1XBZk4ZQj5n9EOcVD3b6HAigE9\n" \
  "U5ur2ViImvky9OLWeTQ9Yf0ZJLPHDdYtlathe9FJt8T1ircqpAERU7X/Wif3zEv7\n" \
  "9XPjBB3DAgMBAAECggEAQcmWXUki4bleuum/SPBbMZzWyY8fiprutE6GTF6Lg+EI\n" \
  "AQCye0bDMti0MIKK/5dgKlNZakj0HNzlM+GZwF5LAmH5N4eJmkSt9UaI9xcc/e+b\n" \
  "u2Yxhoc3VynOCGtgTEEFOIwwjiboCkvW1lB6Zk4IKppijeUv+I3omvMYJUebjTZS\n" \
  "BfdEq/EE3YqyG6vcuZSiTwBQNGhkW4o/EmQQA4N/W99Lcls4Mxb/JVMxB2xmNLw+\n" \
  "dp8pNxwpEZi5Mf7dimEdVN80HkMR7VQS9rXqWFAwc22vvTNjz+K2epwkEa2rj4EZ\n" \
  "t1tHPnIh4WodtA9sh62XxP732uCTKA1grAwV7H0I5QKBgQDUxSc6K0htIA5vhISv\n" \
  "S5smNStc18kFcAghVVOlrAmwupPXqvvCUyPd/ifybOu+k6ph+80Zw11J+AOOvY4T\n" \
  "sk1sKnelSGLm/bdEO9PjL0/p9aImfGdoQMoMoWGV0V1CM16INiSpUxdLycRfE6pY\n" \
  "8A4q6DFE78mBMy4INywZhD+irQKBgQDOMXCH8mwb5kri6JkSgnCyrDrdiIgDGXsq\n" \
  "6tGu5j/klrs0FGL7f05jQVF+AcQkZpTDRhaD5nZ45NAKa/EwrjwzABB5WJOWo5rT\n" \
  "fFav+4bN0MLe9y0FKr1Un1kcjGE5Lry6lyAbVwwBtiU8fzAsazZzu3c+5GLWAaaD\n" \
  "x0L7HJJALwKBgF9YWdO/QZ1lGBLxF2RWRRhCC0R3jiVZpssJKYq8JTuE4Gtsu5TB\n" \
  "HPmFwvDnzlyAX4G5DJfW7B8RfMaiOuCorfkirqrqXSeV2mJBTRopQW5eHGOSq+QT\n" \
  "5Hb0en5ga6IW0u3HFXarPW1A5TaV4Wgpaq/fjPSPX4T+IkqcLq7gjIOhAoGAfzUh\n" \
  "J7331H6PVM4LIdA3lwOKjYHd54ug4Sldk3mZkX0soUSyjFZOFg4GKKcOSya+QHrN\n" \
  "CTL1hEAl2Uge1Nmpag1wHGz5IMZujmr3UDrtP6y7jLMRo05q3/ovD93LXWvoI3V4\n" \
  "6WUakzO8ZUZSghTi0yOkvbhJAZ6jDEmymRlXYSECgYEAsuZFyqSL4pBzGXGfpWLm\n" \
  "nnme6bF/vNyoqtM/R210D8yCpYeryiwWkGhgcrX+HMgEco+tYAVE6rEY0o16sXrX\n" \
  "WKISmPEGitUEP4pOx9teS6s4fjRsRnkGX26YCbXevCzrlpWT9gDtfyAKV4k90JvN\n" \
  "r+/oJiphn2ViyzP8G7TevFY=\n" \
  "-----END PRIVATE KEY-----\n"

#define RSA_PKCS1 \
  "-----BEGIN RSA PRIVATE KEY-----\n" \
  "MIIEowIBAAKCAQEAq1+81I+T7LrtpsFyvZ3WouZTg6eWEgaOYLsC4jhHibnHG/RA\n" \
  "ksis9X4pQOwGjevcOE5jqkkTADgG4vO6zm45h2ZjAzpshQRPxn4/7cQt3IYw4hQG\n" \
  "S7ktYaaKAy3NVR2463miPIIV2+gEijJOAMm0C+P9DU1EJc+WLwSTKWV+YgFVbc/R\n" \
  "AUGphqMSAkst6zkZ/qpPKXOH7GOfaUBGKemYuuv10iaQLY9DMyfBBLAyw8/4Xenn\n" \
  "FRC9VwWZOGUI+Z/RDnFQ92+hwIoBPVObq9lYiJr5MvTi1nk0PWH9GSSzxw3WLZWr\n" \
  "YXvRSbfE9Yq3KqQBEVO1/1on98xL+/Vz4wQdwwIDAQABAoIBAEHJll1JIuG5Xrrp\n" \
  "v0jwWzGc1smPH4qa7rROhkxei4PhCAEAsntGwzLYtDCCiv+XYCpTWWpI9Bzc5TPh\n" \
  "mcBeSwJh+TeHiZpErfVGiPcXHP3vm7tmMYaHN1cpzghrYExBBTiMMI4m6ApL1tZQ\n" \
  "emZOCCqaYo3lL/iN6JrzGCVHm402UgX3RKvxBN2Kshur3LmUok8AUDRoZFuKPxJk\n" \
  "EAODf1vfS3JbODMW/yVTMQdsZjS8PnafKTccKRGYuTH+3YphHVTfNB5DEe1UEva1\n" \
  "6lhQMHNtr70zY8/itnqcJBGtq4+BGbdbRz5yIeFqHbQPbIetl8T+99rgkygNYKwM\n" \
  "Fex9COUCgYEA1MUnOitIbSAOb4SEr0ubJjUrXNfJBXAIIVVTpawJsLqT16r7wlMj\n" \
  "3f4n8mzrvpOqYfvNGcNdSfgDjr2OE7JNbCp3pUhi5v23RDvT4y9P6fWiJnxnaEDK\n" \
  "DKFhldFdQjNeiDYkqVMXS8nEXxOqWPAOKugxRO/JgTMuCDcsGYQ/oq0CgYEAzjFw\n" \
  "h/JsG+ZK4uiZEoJwsqw63YiIAxl7KurRruY/5Ja7NBRi+39OY0FRfgHEJGaUw0YW\n" \
  "g+Z2eOTQCmvxMK48MwAQeViTlqOa03xWr/uGzdDC3vctBSq9VJ9ZHIxhOS68upcg\n" \
  "G1cMAbYlPH8wLGs2c7t3PuRi1gGmg8dC+xySQC8CgYBfWFnTv0GdZRgS8RdkVkUY\n" \
  "QgtEd44lWabLCSmKvCU7hOBrbLuUwRz5hcLw585cgF+BuQyX1uwfEXzGojrgqK35\n" \
  "Iq6q6l0nldpiQU0aKUFuXhxjkqvkE+R29Hp+YGuiFtLtxxV2qz1tQOU2leFoKWqv\n" \
  "34z0j1+E/iJKnC6u4IyDoQKBgH81ISe999R+j1TOCyHQN5cDio2B3eeLoOEpXZN5\n" \
  "mZF9LKFEsoxWThYOBiinDksmvkB6zQky9YRAJdlIHtTZqWoNcBxs+SDGbo5q91A6\n" \
  "7T+su4yzEaNOat/6Lw/dy11r6CN1eOllGpMzvGVGUoIU4tMjpL24SQGeowxJspkZ\n" \
  "V2EhAoGBALLmRcqki+KQcxlxn6Vi5p55numxf7zcqKrTP0dtdA/MgqWHq8osFpBo\n" \
  "YHK1/hzIBHKPrWAFROqxGNKNerF611iiEpjxBorVBD+KTsfbXkurOH40bEZ5Bl9u\n" \
  "mAm13rws65aVk/YA7X8gCleJPdCbza/v6CYqYZ9lYssz/Bu03rxW\n" \
  "-----END RSA PRIVATE KEY-----\n"

#define EC_SEC1 \
  "-----BEGIN EC PRIVATE KEY-----\n" \
  "MHcCAQEEIOR+51PWpurjedYh0c7sPmSrNr1gJveQKmPIBCgnE9XboAoGCCqGSM49\n" \
  "AwEHoUQDQgAEIAkA8JFddfC1DnrLakrxPB+WLByOhYqVDuD7kkM3oM7AacJ9OpB+\n" \
  "rci36oAU5Nznyc5VIQ5XVIzmyyEHB0leXA==\n" \
  "-----END EC PRIVATE KEY-----\n"

#define EC_WITH_PARAMETERS \
  "-----BEGIN EC PARAMETERS-----\n" \
  "BggqhkjOPQMBBw==\n" \
  "-----END EC PARAMETERS-----\n" \
  "-----BEGIN EC PRIVATE KEY-----\n" \
  "MHcCAQEEIOR+51PWpurjedYh0c7sPmSrNr1gJveQKmPIBCgnE9XboAoGCCqGSM49\n" \
  "AwEHoUQDQgAEIAkA8JFddfC1DnrLakrxPB+WLByOhYqVDuD7kkM3oM7AacJ9OpB+\n" \
  "rci36oAU5Nznyc5VIQ5XVIzmyyEHB0leXA==\n" \
  "-----END EC PRIVATE KEY-----\n"

#define EC_PKCS8 \
  "-----BEGIN PRIVATE KEY-----\n" \
  "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg5H7nU9am6uN51iHR\n" \
  "zuw+ZKs2vWAm95AqY8gEKCcT1duhRANCAAQgCQDwkV118LUOestqSvE8H5YsHI6F\n" \
  "ipUO4PuSQzegzsBpwn06kH6tyLfqgBTk3OfJzlUhDldUjObLIQcHSV5c\n" \
  "-----END PRIVATE KEY-----\n"

#define ED25519_PKCS8 \
  "-----BEGIN PRIVATE KEY-----\n" \
  "MC4CAQAwBQYDK2VwBCIEIGej3ExbabRN9yblwnkfRcNDY3W/x+F/JiG0OKKN4ZQb\n" \
  "-----END PRIVATE KEY-----\n"

#define ENCRYPTED_PKCS8 \
  "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" \
  "MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiOPDH/zTyfdgICCAAw\n" \
  "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEHdl0doIGcmaHWGjEYqBjvoEgZDN\n" \
  "vOFUc8lX3M+tv6Z/FksurA1c8DjAeue4czhrhj9yPZWQZCkYUQdWsLiCOy2dTMyB\n" \
  "B2AfAXOnm7iZhvQIWYCvR9brWyFISVZg7moIKeeJk9CTOIjFUvlsqPHz84xyZNOE\n" \
  "AB/Ls4JeyxzszA3u/4R5aMxJMTsB/5GDAJiWiaGeblc6TVPJdArGoSCKPnbjzlI=\n" \
  "-----END ENCRYPTED PRIVATE KEY-----\n"

#define ENCRYPTED_PKCS1 \
  "-----BEGIN RSA PRIVATE KEY-----\n" \
  "Proc-Type: 4,ENCRYPTED\n" \
  "DEK-Info: AES-128-CBC,9E6C0CEED1318D270CE1F54E16CA63F9\n" \
  "\n" \
  "4YnYy6Bh4ggCkh7JjgTppSK5v9MZQyVYI5SDUJf08fEVtYn1/95UToS3rWxbKij6\n" \
  "LqhDd1Ib7IsCQ3nBbR9/9ZA6U4WNFigTETniEB0rKxyHXg9Mn+4hLh0rOLqRBe4+\n" \
  "qbBagznf9aDZC40UzsX7nidnbw9A4m9zM8VKU6xT3aj3ycVCSZ9NZm+uyjDCSNps\n" \
  "5nYbWfse4Zn5MXTyLIJQUVxb9f9k+8/znmGpz7ZaPsFPqqBLWriFBn3QS69Ck/Nd\n" \
  "ClY2PcaBggwdBJnW0GQoubIr0P8OM77hI1b0bmm5HepUrLaXcNxPvGGXy9LG7eeN\n" \
  "IBBW4QuJR8tPSxzL97taNy4fM50gzcNiIf2u31TE4StrP4keS3P73v5ds5Iod8KT\n" \
  "moPBYNRwUsbp+WdBu5peT5mPcfQLVFutAebfofJWx8uzu9NLmssj8Z4yPqZNH6hB\n" \
  "V+Ui85vojhE3lzBTe4yuIqE92eaILqm2RlCGROkahiUY1oBr98NAFRyLZs5v1jtY\n" \
  "yOhxtILX4RGjB1vw+fOEvPC7xvWz1iDb0zOEJZBhqqS/ZqqpCxkjhs5/V/0WbBp3\n" \
  "VRIdHrNMfV1Ny8TW4F9wQtqzNTSbjipNjmF7ThPyC4YRXkIc8Rw3GvPiZWZm1x4t\n" \
  "u0tItgAjDMBpg19Dk5MXqgnxzD5hruMQxgrQXCTMX23FxO9/ZnievCWn9OyXP9PU\n" \
  "NawP9K4mO/AnZ04EqjpTsPeED6ILskU4J7U5ltkqF5zwfpLj2WRpnyDD8UefO5C+\n" \
  "xuHM+Ac+aaLZ6GKHPd25/WLyh7V59hP8oJHbrQ2LfxpKYuzgf4q6FtlF0aabr8vK\n" \
  "7TuIo+6LIOyUgxhPPZCodwt6zIgJvSAHf8dL/U7STBOGlRLNRPpPNAvLRRIQEmme\n" \
  "rIrcDYC5qJZoY2wmbFFOEZ7TabHz/2JTlpLTwpljMmHgWKb9Dreo6QREN277nENo\n" \
  "7be7cMW1zBT8Z/iYV5LFTJlVTiIxGo+SnOM4M8hoergWM/dCQxvmbrtSFMPIFIVy\n" \
  "BnBRnYBfUXGmRkEjvvUqjva+o++myJl9CMtMkrkdQbQ4739wuMAWSLsEYxLnOgaR\n" \
  "lsjzBaTAsBgw5GNncZpMnkovlWzhfCFyYVALLR50FncX19LESYGstA5al2108feH\n" \
  "KZHknebFkkmzGRdBaxxDO2UWPI6RA6MqGdVLKVCWoThWMGqJ52rzjngYrVQo6uct\n" \
  "5+V2ZUexqMnfNlOF9MInTmsv83+RvHcc0oSuypSJU5icF/IQWAs3w5rTwz4JCMwm\n" \
  "wwLbJxRoJlELvHubEvmG6+MtvMr7a6SdeO+pUTGJ1xhJ7OnxFipmvjbHfBhwLUQG\n" \
  "vCRQ4pWVT+bQ6GkBDKfLzxh2HXY/hOrYeT+UgRxiuX7bPQlZ5wMFQEB1FJWmvjY2\n" \
  "6HVPUUofKpqlQa4yYYv3IHu8idBlSTlTVI/eZ3K5CTeH16O76r6W40EOogWD+E5M\n" \
  "qN0bes1SSar8wFaW0xQ4JNpCI7uuVkSVlEJCYAjBFtU9dE8j0rjSwml2PCzn8zer\n" \
  "SjanNhOq4d4GXDe1PfZvX6aqpitb5gesCHOKYqRJDyIS0hh+HFWtwl9Ke45T7WaD\n" \
  "-----END RSA PRIVATE KEY-----\n"

#define PUBLIC \
  "-----BEGIN PUBLIC KEY-----\n" \
  "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEIAkA8JFddfC1DnrLakrxPB+WLByO\n" \
  "hYqVDuD7kkM3oM7AacJ9OpB+rci36oAU5Nznyc5VIQ5XVIzmyyEHB0leXA==\n" \
  "-----END PUBLIC KEY-----\n"

#define EC_P384 \
  "-----BEGIN EC PRIVATE KEY-----\n" \
  "MIGkAgEBBDBg/EHZ4cIG0JRWo7m7G98V1ZOrwecQ8SK4hNqvzU3eUK1zcUf6+ngh\n" \
  "iYf3dV9M+vegBwYFK4EEACKhZANiAARwtlsomsBPro8tNK2HO4nAq5GT9w+GXKgw\n" \
  "kBNlOM1tQo+Sgck8RF8H9JJBHGKM8KS8XPPPYnho7efNjWKapWSpgtSD/2WLaaMk\n" \
  "tjtfOU2xGsbxQLIYjb7SKm4VJcTZ6ik=\n" \
  "-----END EC PRIVATE KEY-----\n"

#define CERTIFICATE \
  "-----BEGIN CERTIFICATE-----\n" \
  "MIIBbTCCAROgAwIBAgIUMUmEIg9rNHbKTEU7gn/2Y3Lp1ZkwCgYIKoZIzj0EAwIw\n" \
  "DDEKMAgGA1UEAwwBeDAeFw0yNjExMjIyMDExNTNaFw0yNjExMjUyMDExNTNaMAwx\n" \
  "CjAIBgNVBAMMAXgwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQgCQDwkV118LUO\n" \
  "estqSvE8H5YsHI6FipUO4PuSQzegzsBpwn06kH6tyLfqgBTk3OfJzlUhDldUjObL\n" \
  "IQcHSV5co1MwUTAdBgNVHQ4EFgQUFALrD49JpNhpXtvcTbvTIM6h9IMwHwYDVR0j\n" \
  "BBgwFoAUFALrD49JpNhpXtvcTbvTIM6h9IMwDwYDVR0TAQH/BAUwAwEB/zAKBggq\n" \
  "hkjOPQQDAgNIADBFAiEAzhLHEfouelBilB6rZU8tfUnUXKAXob8APzdZ/Y3IV18C\n" \
  "IEcoA/olK9yBU67XeaFk/inadbFHEAf7b1AHV3AHJRC1\n" \
  "-----END CERTIFICATE-----\n"

#define OPENSSH \
  "-----BEGIN OPENSSH PRIVATE KEY-----\n" \
  "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW\n" \
  "QyNTUxOQAAACB7chJr8sAZSEOPVYL14WVdZEtrdvunBK85v1kn/sGMcAAAAJAhKYmuISmJ\n" \
  "rgAAAAtzc2gtZWQyNTUxOQAAACB7chJr8sAZSEOPVYL14WVdZEtrdvunBK85v1kn/sGMcA\n" \
  "AAAEBaJNKaVsVWhUv+hvzbjlJsZeDVgiVKfIv24RCUWso4VXtyEmvywBlIQ49VgvXhZV1k\n" \
  "S2t2+6cErzm/WSf+wYxwAAAAB21hZGUtdXABAgMEBQY=\n" \
  "-----END OPENSSH PRIVATE KEY-----\n"

