/* SPDX-License-Identifier: MIT */
/* Servers from their script to their net. */
#ifndef MNI_START_H
#define MNI_START_H

#include "base/compiler.h"

#include <stddef.h>

struct mn_net;
struct mn_server;

/* Where a script stands. */
struct mni_place {
	const char *path;   /* of the file; NULL: in none */
	const char *folder; /* for the files it names; NULL: the current */
	unsigned line;      /* of its first line; 0: mistakes in it tell
	                     * their place themselves */
};

/*
 * Opens the server of SIZE octets of TEXT, which stand at PLACE.  PENDING is
 * a list of those that were opened and will enter NET before it.  Returns
 * NULL with errno when that cannot be, and complains.
 */
struct mn_server *mni_server_open(struct mn_net *net, const char *text,
    size_t size, const struct mni_place *place,
    const struct mn_server *pending);

/* Has SERVER, which was opened, enter its net.  Returns 0, or -1 with errno;
 * it then complains, and has closed and freed SERVER. */
int mni_server_start(
    struct mn_server *server, const struct mni_place *place) MNI_MUST_USE;

/* Closes and frees SERVER, which was opened and has not entered.  Keeps
 * errno. */
void mni_server_discard(struct mn_server *server);

#endif
