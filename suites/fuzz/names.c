/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "fuzz/names.h"

#include "dns/answer.h"
#include "dns/bend.h"
#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

struct mni_ns_service *
fuzz_name_server(const char *text)
{
	struct mni_ns_service *service = calloc(1, sizeof(*service));
	struct mn_mistake mistake;

	fuzz_insist(service != NULL, "there is memory");
	fuzz_insist(
	    mni_ns_service_add(service, text, strlen(text), &mistake) == 0,
	    "the zone can be read");
	return service;
}

void
fuzz_answer(const struct mni_ns_service *service,
    const struct mni_ns_asked *asked, bool tcp, const struct mni_ns_bend *bend,
    struct mni_bytes *out)
{
	struct mni_ns_response response = MNI_NS_RESPONSE_EMPTY;

	fuzz_insist(
	    mni_ns_answer(&service->zones, asked, tcp, &response) == 0 &&
	        mni_ns_bend_write(
	            bend, asked, tcp, &(uint64_t){0}, &response, out) == 0,
	    "there is memory");
	mni_ns_response_fini(&response);
}
