/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/ruled.h"

#include "support/checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ruled ruled;

void
ruled_begin(const char *lines)
{
	struct mn_mistake mistake = {.text = ""};
	char text[2000];

	(void)snprintf(text, sizeof(text), RULED_ZONE "%s\n", lines);
	ruled.service = calloc(1, sizeof(*ruled.service));
	ck_assert_ptr_nonnull(ruled.service);
	ck_assert_msg(mni_ns_service_add(
	                  ruled.service, text, strlen(text), &mistake) == 0,
	    "%u:%u: %s", mistake.line, mistake.column, mistake.text);
	memset(ruled.tallies, 0, sizeof(ruled.tallies));
	ruled.size = question(ruled.query, "www.example.test.", ASK_A);
}

void
ruled_end(void)
{
	mni_ns_service_free(ruled.service);
	mni_bytes_fini(&ruled.octets);
}

const struct mni_ns_rule *
ruled_choose(unsigned transport, const char *client)
{
	struct mni_ns_asked asked;

	ck_assert_ptr_null(mni_ns_asked_read(ruled.query, ruled.size, &asked));
	return mni_ns_service_rule(ruled.service, &asked,
	    &(struct mni_ns_arrival){
	        .transport = transport, .client = client, .server = "names"},
	    ruled.tallies);
}

const struct mni_ns_rule *
ruled_choose_udp(void)
{
	return ruled_choose(MNI_NS_UDP, "127.0.0.1:5353");
}
