/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/ports.h"

#include <stdbool.h>
#include <sys/socket.h>

/* Connections in TIME_WAIT on one port are looked at one by one when it is
 * bound again. */
#define MOST_USES 64

/* Two rings, for IPv4 and IPv6; a slot is a port and its uses, or 0.  Atomic
 * rather than locked: a lock that fork() finds taken stays so in the child. */
static struct mni_ports own, *ports = &own;

void
mni_ports_keep_in(struct mni_ports *memory)
{
	ports = memory;
}

static struct mni_port_ring *
ring_of(int family)
{
	return &ports->rings[family == AF_INET6 ? 1 : 0];
}

/* Finds whose turn it is, if enough are at rest. */
static bool
take_turn(struct mni_port_ring *ring, unsigned *out_turn)
{
	unsigned turn = atomic_load(&ring->taken);

	do {
		if (atomic_load(&ring->given) - turn < MNI_PORTS_AT_REST)
			return false;
	} while (!atomic_compare_exchange_weak(&ring->taken, &turn, turn + 1));
	*out_turn = turn;
	return true;
}

/* A slot may be empty: the port is about to be put there, or another that came
 * round has been taken already. */
struct mni_used_port
mni_port_take(int family)
{
	struct mni_port_ring *ring = ring_of(family);
	uint32_t slot = 0;
	unsigned turn;

	if (take_turn(ring, &turn))
		slot = atomic_exchange(&ring->slots[turn % MNI_MOST_PORTS], 0);
	return (struct mni_used_port){
	    .port = (uint16_t)(slot & 0xffff), .uses = (uint16_t)(slot >> 16)};
}

void
mni_port_give(int family, struct mni_used_port port)
{
	struct mni_port_ring *ring = ring_of(family);
	unsigned turn;

	if (port.uses >= MOST_USES)
		return;
	turn = atomic_fetch_add(&ring->given, 1);
	atomic_store(&ring->slots[turn % MNI_MOST_PORTS],
	    (uint32_t)port.port | (uint32_t)port.uses << 16);
}
