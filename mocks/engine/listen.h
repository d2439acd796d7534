/* SPDX-License-Identifier: MIT */
/* The sockets a server is reached by, and those that let nobody in. */
#ifndef MNI_LISTEN_H
#define MNI_LISTEN_H

#include "base/compiler.h"

struct mn_server;

/*
 * Opens what the script of SERVER listens on, and fills in its address.
 * Returns 0, or -1 with errno and nothing left open.
 */
int mni_listen(struct mn_server *server) MNI_MUST_USE;

/*
 * Has the port of SERVER, which takes datagrams, refuse those that come from
 * now on, by ICMP port unreachable; nobody else can take it.  Returns 0, or -1
 * with errno.
 */
int mni_refuse(struct mn_server *server) MNI_MUST_USE;

/* Has it take them again.  Returns 0, or -1 with errno: the port is lost. */
int mni_hear(struct mn_server *server) MNI_MUST_USE;

/* Closes it, gives the port back and removes the path. */
void mni_unlisten(struct mn_server *server);

#endif
