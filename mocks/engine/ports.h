/* SPDX-License-Identifier: MIT */
/*
 * Ports that servers of this process have had and given back.  A server that
 * closes first leaves TIME_WAIT on its port for a minute; if each took a new
 * one, some ten thousand of them would fill the range, and every search for a
 * free port would go through all that is left.  So a port is used again a
 * number of times.  Any thread may call; nothing is locked or owned, and no
 * descriptor is kept.
 */
#ifndef MNI_PORTS_H
#define MNI_PORTS_H

#include <stdint.h>

/* A port that was had before, with the number of times it was. */
struct mni_used_port {
	uint16_t port; /* 0: none */
	uint16_t uses;
};

/* Takes the port of FAMILY that was given back longest ago, roughly. */
struct mni_used_port mni_port_take(int family);

/* Gives PORT back; forgets it when it was used often enough. */
void mni_port_give(int family, struct mni_used_port port);

#endif
