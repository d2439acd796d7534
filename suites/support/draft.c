/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/draft.h"

#include <arpa/inet.h>
#include <assert.h>
#include <string.h>
#include <sys/socket.h>

enum { HEADER = 12, QUESTIONS = 4 }; /* RFC 1035 section 4.1.1 */

static void
add(struct draft *draft, const void *octets, size_t size)
{
	assert(size <= sizeof(draft->octets) - draft->size);
	if (size > 0)
		memcpy(draft->octets + draft->size, octets, size);
	draft->size += size;
}

static void
add_number(struct draft *draft, unsigned long number, size_t width)
{
	uint8_t octet;

	while (width-- > 0) {
		octet = (uint8_t)(number >> (8 * width));
		add(draft, &octet, 1);
	}
}

void
draft_begin(struct draft *draft, unsigned id, unsigned flags)
{
	draft->size = 0;
	draft->ttl = 60;
	draft->class = 1;
	add_number(draft, id, 2);
	add_number(draft, flags, 2);
	add_number(draft, 0, 8);
}

void
draft_set(struct draft *draft, size_t at, unsigned number)
{
	draft->octets[at] = (uint8_t)(number >> 8);
	draft->octets[at + 1] = (uint8_t)number;
}

/* One entry more, by the count of it at octet AT. */
static void
count(struct draft *draft, size_t at)
{
	unsigned number =
	    (unsigned)(draft->octets[at] << 8 | draft->octets[at + 1]);

	draft_set(draft, at, number + 1);
}

void
draft_name(struct draft *draft, const char *name)
{
	size_t size;

	for (; *name != '\0' && *name != '.'; name += size) {
		size = strcspn(name, ".");
		add_number(draft, size, 1);
		add(draft, name, size);
		size += name[size] == '.';
	}
	add_number(draft, 0, 1);
}

void
draft_question(struct draft *draft, const char *name, unsigned type)
{
	draft_name(draft, name);
	add_number(draft, type, 2);
	add_number(draft, draft->class, 2);
	count(draft, QUESTIONS);
}

void
draft_record(struct draft *draft, int section, const char *owner, unsigned type,
    const void *rdata, size_t size)
{
	if (*owner == '\0')
		add_number(draft, 0xc000 + HEADER, 2);
	else
		draft_name(draft, owner);
	add_number(draft, type, 2);
	add_number(draft, draft->class, 2);
	add_number(draft, draft->ttl, 4);
	add_number(draft, size, 2);
	add(draft, rdata, size);
	count(draft, QUESTIONS + 2 * (size_t)section);
}

void
draft_alias(struct draft *draft, int section, const char *owner, unsigned type,
    const char *target)
{
	static struct draft rdata;

	rdata.size = 0;
	draft_name(&rdata, target);
	draft_record(draft, section, owner, type, rdata.octets, rdata.size);
}

void
draft_address(struct draft *draft, const char *owner, const char *address)
{
	int family = strchr(address, ':') == NULL ? AF_INET : AF_INET6;
	uint8_t octets[16];
	int good = inet_pton(family, address, octets);

	assert(good == 1);
	(void)good;
	draft_record(draft, DRAFT_ANSWER, owner,
	    family == AF_INET ? DRAFT_A : DRAFT_AAAA, octets,
	    family == AF_INET ? 4 : 16);
}

static uint32_t
next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

void
draft_mutate(struct draft *draft, uint32_t *state)
{
	size_t i, at;

	for (i = next_random(state) % 4 + 1; i > 0; i--) {
		at = HEADER + next_random(state) % (draft->size - HEADER);
		draft->octets[at] = (uint8_t)next_random(state);
	}
}
