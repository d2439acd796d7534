/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "packet.h"

#include "../bug.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#define HEADER 12
#define KIND 0xc0U /* the bits of a length that tell what it is */
#define POINTER 0xc0U

const struct bug packet_bugs[] = {
    {"loops-on-pointers", "follows a pointer to itself without end"},
    {"asserts-pointers-back", "is killed by a signal at a pointer forward"},
    {"one-pointer", "follows one pointer of a name only"},
    {"short-pointers", "reads the low octet of a pointer only"},
    {"takes-bad-names", "takes what is no name for the one it asked for"},
    {NULL, NULL},
};

uint32_t
packet_number(struct packet *packet, size_t count)
{
	uint32_t number = 0;

	if (packet->size - packet->at < count)
		packet->bad = true;
	for (; count > 0 && !packet->bad; count--)
		number = number << 8 | packet->octets[packet->at++];
	return packet->bad ? 0 : number;
}

/* Moves on to where a pointer points whose first octet is LENGTH; it must be
 * before FIRST.  Returns whether it is. */
static bool
follow(struct packet *packet, size_t first, uint32_t length)
{
	size_t from = packet->at - 1;
	size_t to = (length & ~KIND) << 8 | packet_number(packet, 1);

	if (packet->bad)
		return false;
	if (is("short-pointers"))
		to &= 0xff;
	if (to == from && is("loops-on-pointers"))
		(void)pause();
	/* The one signal that leaves no core and that nothing catches. */
	if (to >= first && is("asserts-pointers-back"))
		(void)raise(SIGKILL);
	packet->at = to;
	return to >= HEADER && to < first;
}

/* Reads labels and pointers up to the root.  *out_end is where the name ends
 * in the message.  Returns whether it is one. */
static bool
read_labels(struct packet *packet, struct name *name, size_t *out_end)
{
	size_t first = packet->at;
	bool moved = false, good = true;
	uint32_t length;

	while (good && (length = packet_number(packet, 1)) != 0) {
		if ((length & KIND) == POINTER) {
			if (!moved)
				*out_end = packet->at + 1;
			if (moved && is("one-pointer"))
				return false;
			moved = true;
			good = follow(packet, first, length);
			first = packet->at;
			continue;
		}
		if (length >= 64 && !is("takes-bad-names"))
			return false;
		name->any = name->any || length >= 64;
		length &= ~KIND;
		good = packet->size - packet->at >= length &&
		       name_add(name, packet->octets + packet->at, length);
		packet->at += good ? length : 0;
	}
	if (!moved)
		*out_end = packet->at;
	return good && !packet->bad && name_end(name);
}

void
packet_name(struct packet *packet, struct name *out_name)
{
	size_t end = packet->size;
	bool good;

	*out_name = (struct name){.size = 0};
	good = read_labels(packet, out_name, &end);
	if (!good && is("takes-bad-names") && end < packet->size) {
		out_name->any = true;
		packet->bad = false;
	} else if (!good) {
		packet->bad = true;
	}
	packet->at = end < packet->size ? end : packet->size;
}
