/* SPDX-License-Identifier: MIT */
/* Many transfers of libcurl at a time, for the tests that libcurl judges. */
#ifndef MNI_TRANSFERS_H
#define MNI_TRANSFERS_H

#include <curl/curl.h>

/* Performs all handles of MULTI, to their end, and looks at them every
 * PATIENCE_MS at least.  Returns how many succeeded. */
int transfers_perform(CURLM *multi, int patience_ms);

#endif
