/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echoer/sources.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

/* Peers that are remembered; two that fall on the same place are forgotten in
 * turn, and so get more. */
#define PLACES 1024

#define SECOND_NS INT64_C(1000000000)

/* The services that a system itself may have listen there: echo, discard,
 * daytime, quotes, chargen, time, names, and more. */
#define PORT_LEAST 1024

struct source {
	struct mni_address address;
	int64_t since_ns; /* the second that is counted */
	unsigned count;
};

struct mni_sources {
	struct source places[PLACES];
};

struct mni_sources *
mni_sources_new(void)
{
	return calloc(1, sizeof(struct mni_sources));
}

void
mni_sources_free(struct mni_sources *sources)
{
	free(sources);
}

static uint32_t
add_octets(uint32_t hash, const void *data, size_t size)
{
	const uint8_t *octets = data;
	size_t i;

	for (i = 0; i < size; i++)
		hash = (hash ^ octets[i]) * UINT32_C(16777619);
	return hash;
}

/* Fowler, Noll and Vo's, of what makes an address. */
static uint32_t
hash_of(const struct mni_address *address)
{
	uint16_t port = mni_address_port(address);
	struct sockaddr_in inet;
	struct sockaddr_in6 inet6;
	uint32_t hash = add_octets(UINT32_C(2166136261), &port, sizeof(port));

	if (address->storage.ss_family == AF_INET) {
		memcpy(&inet, &address->storage, sizeof(inet));
		return add_octets(hash, &inet.sin_addr, sizeof(inet.sin_addr));
	}
	memcpy(&inet6, &address->storage, sizeof(inet6));
	return add_octets(hash, &inet6.sin6_addr, sizeof(inet6.sin6_addr));
}

static bool
is_often(struct mni_sources *sources, const struct mni_address *address,
    int64_t now_ns)
{
	struct source *source = &sources->places[hash_of(address) % PLACES];

	if (source->count == 0 || now_ns - source->since_ns >= SECOND_NS ||
	    !mni_address_equals(&source->address, address))
		*source =
		    (struct source){.address = *address, .since_ns = now_ns};
	if (source->count == MNI_SOURCE_RATE)
		return true;
	source->count++;
	return false;
}

bool
mni_sources_may_ask(struct mni_sources *sources, const struct mni_door *doors,
    const struct mni_address *source, int64_t now_ns)
{
	uint16_t port = mni_address_port(source);
	const struct mni_door *door;

	if (port < PORT_LEAST)
		return false;
	for (door = doors; door != NULL; door = door->next)
		if (mni_address_port(&door->address) == port)
			return false;
	return !is_often(sources, source, now_ns);
}
