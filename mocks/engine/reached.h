/* SPDX-License-Identifier: MIT */
/*
 * Where a server that takes datagrams to any address was reached, so that its
 * answer leaves from there (RFC 2181 section 4.1): server->reached is where the
 * datagram was sent to that is dealt with just now.  Who keeps a datagram for
 * later keeps that as well.  Where the system does not tell, it chooses where
 * answers leave from.  All of it is the same as ever for other servers.
 */
#ifndef MNI_REACHED_H
#define MNI_REACHED_H

#include "base/address.h"
#include "base/compiler.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct mn_server;

/* The address that SERVER listens on at PORT. */
struct mni_address mni_reached_all(
    const struct mn_server *server, uint16_t port);

/* Prepares FD, which is to be bound there.  Returns 0, or -1 with errno. */
int mni_reached_prepare(const struct mn_server *server, int fd) MNI_MUST_USE;

/* Whether the system tells where datagrams of SERVER are sent to. */
bool mni_reached_is_told(const struct mn_server *server);

/* Takes a datagram of SERVER as recvfrom() does. */
ssize_t mni_reached_take(struct mn_server *server, void *data, size_t size,
    struct mni_address *peer) MNI_MUST_USE;

/* Sends one by FD as sendto() does, from SOURCE if that is known. */
ssize_t mni_reached_send(int fd, const struct mni_address *source,
    const struct mni_address *peer, const void *data, size_t size) MNI_MUST_USE;

/* Where SERVER was reached, as text, until it is reached elsewhere. */
const char *mni_reached_text(struct mn_server *server);

#endif
