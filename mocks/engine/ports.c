/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/ports.h"

#include <stdatomic.h>
#include <sys/socket.h>

#define SLOTS 16
/* Connections in TIME_WAIT on one port are looked at one by one when it is
 * bound again. */
#define MOST_USES 64

/* Two rings, for IPv4 and IPv6; a slot is a port and its uses, or 0.  Atomic
 * rather than locked: a lock that fork() finds taken stays so in the child. */
static struct ring {
	_Atomic uint32_t slots[SLOTS];
	_Atomic unsigned taken, given;
} rings[2];

static struct ring *
ring_of(int family)
{
	return &rings[family == AF_INET6 ? 1 : 0];
}

struct mni_used_port
mni_port_take(int family)
{
	struct ring *ring = ring_of(family);
	unsigned turn = atomic_fetch_add(&ring->taken, 1);
	uint32_t slot = atomic_exchange(&ring->slots[turn % SLOTS], 0);

	return (struct mni_used_port){
	    .port = (uint16_t)(slot & 0xffff), .uses = (uint16_t)(slot >> 16)};
}

void
mni_port_give(int family, struct mni_used_port port)
{
	struct ring *ring = ring_of(family);
	unsigned turn;

	if (port.uses >= MOST_USES)
		return;
	turn = atomic_fetch_add(&ring->given, 1);
	atomic_store(&ring->slots[turn % SLOTS],
	    (uint32_t)port.port | (uint32_t)port.uses << 16);
}
