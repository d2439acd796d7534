/* SPDX-License-Identifier: MIT */
/*
 * Ports that servers of this process have had and given back.  A server that
 * closes first leaves TIME_WAIT on its port for a minute; if each took a new
 * one, some ten thousand of them would fill the range, and every search for a
 * free port would go through all that is left.  So a port is used again a
 * number of times, but not at once: a client that is late may still ask for
 * it.  Any thread may call; nothing is locked or owned, and no descriptor is
 * kept.
 */
#ifndef MNI_PORTS_H
#define MNI_PORTS_H

#include <stdatomic.h>
#include <stdint.h>

/* So many ports of a family rest before one of them is used again. */
#define MNI_PORTS_AT_REST 16

#define MNI_MOST_PORTS 128

/* Where ports are kept, all zero at first; the fields are for ports.c only. */
struct mni_ports {
	struct mni_port_ring {
		_Atomic uint32_t slots[MNI_MOST_PORTS];
		_Atomic unsigned taken, given;
	} rings[2];
};

/*
 * From here on ports are kept in MEMORY, which lives as long as the process.
 * Where it is mapped before fork(), and shared, children use each other's.
 * Called before there is a server.
 */
void mni_ports_keep_in(struct mni_ports *memory);

/* A port that was had before, with the number of times it was. */
struct mni_used_port {
	uint16_t port; /* 0: none */
	uint16_t uses;
};

/* Takes the port of FAMILY that was given back longest ago, roughly, if enough
 * of them rest. */
struct mni_used_port mni_port_take(int family);

/* Gives PORT back; forgets it when it was used often enough. */
void mni_port_give(int family, struct mni_used_port port);

#endif
