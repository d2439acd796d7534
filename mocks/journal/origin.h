/* SPDX-License-Identifier: MIT */
/*
 * What a writer of the journal has to know of the server of an event, beside
 * the event itself: it never looks into a server, so that it can be tried
 * without one.
 */
#ifndef MNI_ORIGIN_H
#define MNI_ORIGIN_H

#include <stdbool.h>
#include <stdint.h>

struct mni_origin {
	const char *name;      /* mn_name() */
	const char *kind;      /* mn_kind() */
	uint16_t port;         /* it serves here; 0: a path */
	uint16_t service_port; /* the well-known one of its service; 0: none */
	bool calls;            /* mn_play(): connects to PORT of the peer */
};

#endif
