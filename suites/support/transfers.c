/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/transfers.h"

#include <check.h>

int
transfers_perform(CURLM *multi, int patience_ms)
{
	int running = 1, left, good = 0;
	const CURLMsg *message;

	while (running > 0) {
		ck_assert_int_eq(curl_multi_perform(multi, &running), CURLM_OK);
		ck_assert_int_eq(
		    curl_multi_wait(multi, NULL, 0, patience_ms, NULL),
		    CURLM_OK);
	}
	while ((message = curl_multi_info_read(multi, &left)) != NULL)
		if (message->data.result == CURLE_OK)
			good++;
	return good;
}
