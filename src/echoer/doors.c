/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echoer/doors.h"

#include "base/lookup.h"
#include "base/socket.h"
#include "echoer/accept.h"
#include "echoer/datagrams.h"
#include "echoer/where.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LOOKUP_MS 10000

/* How often another free port is tried when the one we got is taken on another
 * address, or for datagrams. */
#define PORT_TRIES 16

/* More than a burst of callers; the system gives what it allows. */
#define QUEUE_LENGTH 4096

/* How long a caller may say nothing before the one read of it is waited for
 * here and not by the system. */
#define DEFER_SECONDS 1

static void
shut_door(struct mni_door *door)
{
	if (door->fd == -1)
		return;
	mni_loop_remove(&door->echoer->loop, &door->watch);
	mni_path_remove(&door->path, &door->address);
	(void)close(door->fd);
	door->fd = -1;
}

static void
free_door(struct mni_door *door)
{
	shut_door(door);
	free(door);
}

/* Frees what was opened behind *MARK. */
static void
free_behind(struct mni_echoer *echoer, struct mni_door **mark)
{
	struct mni_door *door, *next;

	for (door = *mark; door != NULL; door = next) {
		next = door->next;
		free_door(door);
	}
	*mark = NULL;
	echoer->last_door = mark;
}

void
mni_doors_shut(struct mni_echoer *echoer)
{
	struct mni_door *door;

	for (door = echoer->doors; door != NULL; door = door->next)
		shut_door(door);
}

void
mni_doors_free(struct mni_echoer *echoer)
{
	free_behind(echoer, &echoer->doors);
}

static int
turn_on(int fd, int level, int option, int value)
{
	return setsockopt(fd, level, option, &value, sizeof(value));
}

/* What a connection has from the socket it was accepted by.  Where one read is
 * all, the system wakes us when that can be made. */
static void
set_stream(const struct mni_door *door)
{
	mni_set_prompt(door->fd);
#ifdef TCP_DEFER_ACCEPT
	if (door->echoer->options.once)
		(void)turn_on(
		    door->fd, IPPROTO_TCP, TCP_DEFER_ACCEPT, DEFER_SECONDS);
#endif
}

/*
 * What is in TIME_WAIT on a port must not keep it from being used again.  On a
 * port that the system is to find, that is said behind the bind(): it might
 * find one that others are bound to.
 */
static int
bind_port(struct mni_door *door)
{
	const struct sockaddr *address =
	    (const struct sockaddr *)&door->address.storage;
	bool any = mni_address_port(&door->address) == 0;
	bool stream = door->type == SOCK_STREAM;

	if (door->address.storage.ss_family == AF_INET6 &&
	    turn_on(door->fd, IPPROTO_IPV6, IPV6_V6ONLY, 1) == -1)
		return -1;
	if (stream && !any &&
	    turn_on(door->fd, SOL_SOCKET, SO_REUSEADDR, 1) == -1)
		return -1;
	if (bind(door->fd, address, door->address.size) == -1)
		return -1;
	if (stream && any &&
	    turn_on(door->fd, SOL_SOCKET, SO_REUSEADDR, 1) == -1)
		return -1;
	return mni_local_address(door->fd, &door->address);
}

static struct mni_door *
new_door(struct mni_echoer *echoer, int type, int fd)
{
	struct mni_door *door = calloc(1, sizeof(*door));

	if (door == NULL)
		return NULL;
	*door = (struct mni_door){
	    .watch = {.fd = fd,
	        .events = POLLIN,
	        .expiry = mni_deadline_never(),
	        .ready = type == SOCK_STREAM ? mni_accept_ready
	                                     : mni_datagrams_turn,
	        .owner = door},
	    .echoer = echoer,
	    .fd = fd,
	    .type = type,
	    .budget = 1};
	return door;
}

static void
add_door(struct mni_echoer *echoer, struct mni_door *door)
{
	*echoer->last_door = door;
	echoer->last_door = &door->next;
}

/* Binds a door and makes it ready.  Returns 0, or -1 with errno. */
static int
bind_door(struct mni_door *door)
{
	if (door->address.storage.ss_family == AF_UNIX) {
		if (mni_path_bind(&door->path, door->fd, &door->address) == -1)
			return -1;
	} else if (bind_port(door) == -1) {
		return -1;
	}
	if (door->type == SOCK_DGRAM)
		return mni_datagrams_prepare(door);
	if (door->address.storage.ss_family != AF_UNIX)
		set_stream(door);
	return listen(door->fd, QUEUE_LENGTH);
}

/* Opens one door.  Returns 0, or -1 with errno. */
static int
open_door(
    struct mni_echoer *echoer, const struct mni_address *address, int type)
{
	int fd = mni_socket(address->storage.ss_family, type), error;
	struct mni_door *door;

	if (fd == -1)
		return -1;
	door = new_door(echoer, type, fd);
	if (door == NULL) {
		(void)close(fd);
		errno = ENOMEM;
		return -1;
	}
	door->address = *address;
	if (bind_door(door) == 0) {
		add_door(echoer, door);
		return 0;
	}
	error = errno;
	free_door(door);
	errno = error;
	return -1;
}

/* The doors at one address: for callers, and for datagrams on the same port,
 * which is *port unless that is 0, and is written there. */
static int
open_address(struct mni_echoer *echoer, const struct mni_address *address,
    uint16_t *port)
{
	struct mni_address exact = *address;
	struct mni_door **mark = echoer->last_door;

	mni_address_set_port(&exact, *port);
	if (open_door(echoer, &exact, SOCK_STREAM) == -1)
		return -1;
	exact = (*mark)->address;
	*port = mni_address_port(&exact);
	if (!echoer->options.udp || exact.storage.ss_family == AF_UNIX)
		return 0;
	return open_door(echoer, &exact, SOCK_DGRAM);
}

/* Whether ERROR says that this machine has not such an address. */
static bool
is_absent(int error)
{
	return error == EADDRNOTAVAIL || error == EAFNOSUPPORT;
}

static enum mni_status
cannot_listen(int error, struct mni_trouble *trouble)
{
	switch (error) {
	case EADDRNOTAVAIL:
	case EAFNOSUPPORT:
		return mni_trouble(
		    trouble, MNI_NO_ADDRESS, "no address of this machine");
	case EOPNOTSUPP:
		return mni_trouble(trouble, MNI_UNSUPPORTED,
		    "datagrams to any address: this system does not tell "
		    "which was meant, so each has to be named");
	default:
		return mni_trouble(
		    trouble, MNI_SYSTEM, "listen: %s", strerror(error));
	}
}

/* All addresses on one port.  Returns 0 or an error number, and then nothing
 * is left open. */
static int
open_addresses(struct mni_echoer *echoer, const struct mni_addresses *addresses,
    uint16_t port)
{
	struct mni_door **mark = echoer->last_door;
	int absent = 0, error;
	size_t i;

	for (i = 0; i < addresses->count; i++) {
		if (open_address(echoer, &addresses->list[i], &port) == 0)
			continue;
		error = errno;
		if (!is_absent(error)) {
			free_behind(echoer, mark);
			return error;
		}
		absent = error;
	}
	return *mark == NULL ? absent : 0;
}

enum mni_status
mni_doors_open(
    struct mni_echoer *echoer, const char *where, struct mni_trouble *trouble)
{
	struct mni_addresses addresses;
	enum mni_status status;
	struct mni_where read;
	int tries = 0, error;

	status = mni_where_read(where, &read, trouble);
	if (status != MNI_OK)
		return status;
	status = mni_addresses_of(read.host, read.port, AF_UNSPEC, SOCK_STREAM,
	    mni_deadline_in(LOOKUP_MS), &addresses, trouble);
	if (status != MNI_OK)
		return status;
	do
		error = open_addresses(echoer, &addresses, read.port);
	while (error == EADDRINUSE && read.port == 0 &&
	       !mni_address_is_path(read.host) && ++tries < PORT_TRIES);
	mni_addresses_fini(&addresses);
	return error == 0 ? MNI_OK : cannot_listen(error, trouble);
}

enum mni_status
mni_doors_take(
    struct mni_echoer *echoer, int fd, int type, struct mni_trouble *trouble)
{
	struct mni_door *door = new_door(echoer, type, fd);
	int error = ENOMEM;

	if (door == NULL)
		return cannot_listen(error, trouble);
	door->given = true;
	if (mni_local_address(fd, &door->address) == 0 &&
	    (type == SOCK_STREAM || mni_datagrams_prepare(door) == 0)) {
		if (type == SOCK_STREAM &&
		    door->address.storage.ss_family != AF_UNIX)
			set_stream(door);
		add_door(echoer, door);
		return MNI_OK;
	}
	error = errno;
	free(door);
	return cannot_listen(error, trouble);
}
