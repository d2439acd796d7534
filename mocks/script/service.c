/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "script/service.h"

#include <string.h>

/* A name server answers whatever comes, too. */
#define DNS_PORT 53

static const struct mni_service services[] = {
    /* RFC 862: what comes goes back, until the other side closes. */
    {"echo", 7, "loop\n recv\n send received\n end\n",
        "recv\n send received\n"},
    /* RFC 863: what comes is thrown away, and nothing is answered. */
    {"discard", 9, "recv eof\n", "drop\n"},
    /* RFC 864: characters until the other side closes; over UDP a random
     * number of them for each datagram. */
    {"chargen", 19, "discard input\n loop\n send chargen\n end\n",
        "recv\n send chargen\n"},
    /* RFC 865: a short message, then the end; or one for each datagram. */
    {"qotd", 17, "send quote\n", "recv\n send quote\n"},
    /* RFC 867: the same with the time as text. */
    {"daytime", 13, "send daytime\n", "recv\n send daytime\n"},
    /* RFC 868: the same with the time as a 32-bit number. */
    {"time", 37, "send time\n", "recv\n send time\n"},
};

bool
mni_service_answers_from(uint16_t port)
{
	size_t i;

	for (i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (services[i].port == port)
			return true;
	return port == DNS_PORT;
}

const struct mni_service *
mni_service_find(const char *name, size_t size)
{
	size_t i;

	for (i = 0; i < sizeof(services) / sizeof(services[0]); i++)
		if (strlen(services[i].name) == size &&
		    memcmp(services[i].name, name, size) == 0)
			return &services[i];
	return NULL;
}
