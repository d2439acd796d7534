/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/listen.h"

#include "base/socket.h"
#include "engine/datagram.h"
#include "engine/net.h"
#include "engine/queries.h"
#include "engine/reached.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* How often another free port is tried when the one we got is taken on the
 * other address a script wants too. */
#define PORT_TRIES 16

static const struct sockaddr *
sockaddr_of(const struct mni_address *address)
{
	return (const struct sockaddr *)&address->storage;
}

static bool
refuses(const struct mn_server *server)
{
	return server->script.entry == MNI_REFUSE;
}

static bool
is_stream(const struct mn_server *server)
{
	return server->script.type == SOCK_STREAM;
}

/* What is in TIME_WAIT on a port must not keep it from being used again. */
static int
allow_reuse(int fd)
{
	return setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
}

static int
bind_port(struct mn_server *server, uint16_t port)
{
	struct mni_address all = mni_reached_all(server, port);

	server->address = mni_address_loopback(server->script.family, 1, port);
	if (mni_reached_prepare(server, server->fd) == -1 ||
	    bind(server->fd, sockaddr_of(&all), all.size) == -1)
		return -1;
	if (port != 0)
		return 0;
	if (mni_local_address(server->fd, &all) == -1)
		return -1;
	mni_address_set_port(&server->address, mni_address_port(&all));
	return 0;
}

static int
bind_path(struct mn_server *server)
{
	const char *path = server->script.path;

	if (mni_address_unix(path, strlen(path), &server->address) == -1) {
		errno = EINVAL;
		return -1;
	}
	return mni_path_bind(&server->path, server->fd, &server->address);
}

/* The socket is connected to itself, so that a datagram from anybody else finds
 * none and is answered by ICMP. */
int
mni_refuse(struct mn_server *server)
{
	return connect(
	    server->fd, sockaddr_of(&server->address), server->address.size);
}

/* Where the system chose the port, Linux takes it away with the peer; a socket
 * that is bound still says EINVAL. */
int
mni_hear(struct mn_server *server)
{
	static const struct sockaddr nobody = {.sa_family = AF_UNSPEC};
	struct mni_address all =
	    mni_reached_all(server, mni_address_port(&server->address));

	(void)connect(server->fd, &nobody, sizeof(nobody));
	if (bind(server->fd, sockaddr_of(&all), all.size) == 0 ||
	    errno == EINVAL)
		return 0;
	return -1;
}

/*
 * A port that refuses and that nobody else can take: a stream socket is bound
 * but does not listen.  At a path that would be another error, so it stays
 * behind without a socket.
 */
static int
hold_refusing(struct mn_server *server)
{
	if (is_stream(server))
		return 0;
	if (server->script.family == AF_UNIX) {
		(void)close(server->fd);
		server->fd = mni_socket(AF_UNIX, server->script.type);
		return server->fd == -1 ? -1 : 0;
	}
	return mni_refuse(server);
}

/* As the script says.  A connection has the buffers of the socket that listens
 * for it, and how large its window can become is settled when it begins. */
static int
set_buffers(const struct mn_server *server)
{
	int octets = server->script.buffers;

	return octets == 0 ? 0 : mni_set_buffers(server->fd, octets);
}

static int
open_socket(struct mn_server *server)
{
	server->fd = mni_socket(server->script.family, server->script.type);
	return server->fd == -1 ? -1 : set_buffers(server);
}

/* On a port that this process has had before.  Returns 0, or -1 when there is
 * none or somebody else has it now. */
static int
listen_on_used_port(struct mn_server *server)
{
	struct mni_used_port used = mni_port_take(server->script.family);

	if (used.port == 0 || open_socket(server) == -1)
		return -1;
	if (allow_reuse(server->fd) == 0 && bind_port(server, used.port) == 0 &&
	    listen(server->fd, SOMAXCONN) == 0) {
		used.uses++;
		server->used = used;
		return 0;
	}
	(void)close(server->fd);
	server->fd = -1;
	return -1;
}

/* The option comes behind the bind(): with it, a search for a free port may
 * find one that others are bound to. */
static int
listen_on_new_port(struct mn_server *server)
{
	if (open_socket(server) == -1 || bind_port(server, 0) == -1 ||
	    allow_reuse(server->fd) == -1 ||
	    listen(server->fd, SOMAXCONN) == -1)
		return -1;
	server->used = (struct mni_used_port){
	    .port = mni_address_port(&server->address), .uses = 1};
	return 0;
}

static int
listen_stream(struct mn_server *server)
{
	const struct mni_script *script = &server->script;

	if (script->family != AF_UNIX && script->port == 0 && !refuses(server))
		return listen_on_used_port(server) == 0
		           ? 0
		           : listen_on_new_port(server);
	if (open_socket(server) == -1)
		return -1;
	if (script->family == AF_UNIX) {
		if (bind_path(server) == -1)
			return -1;
	} else if ((script->port != 0 && !refuses(server) &&
	               allow_reuse(server->fd) == -1) ||
	           bind_port(server, script->port) == -1) {
		return -1;
	}
	return refuses(server) ? hold_refusing(server)
	                       : listen(server->fd, SOMAXCONN);
}

/* The socket for connections on the port that datagrams come to. */
static int
listen_beside(struct mn_server *server)
{
	struct mni_address all =
	    mni_reached_all(server, mni_address_port(&server->address));

	server->stream_fd = mni_socket(server->script.family, SOCK_STREAM);
	if (server->stream_fd == -1 || allow_reuse(server->stream_fd) == -1 ||
	    mni_reached_prepare(server, server->stream_fd) == -1 ||
	    bind(server->stream_fd, sockaddr_of(&all), all.size) == -1)
		return -1;
	return listen(server->stream_fd, SOMAXCONN);
}

static int
listen_datagrams(struct mn_server *server)
{
	const struct mni_script *script = &server->script;

	if (open_socket(server) == -1)
		return -1;
	if (script->family == AF_UNIX ? bind_path(server) == -1
	                              : bind_port(server, script->port) == -1)
		return -1;
	if (script->both && listen_beside(server) == -1)
		return -1;
	if (refuses(server))
		return hold_refusing(server);
	return script->dns == NULL ? mni_datagrams_open(server) : 0;
}

static int
listen_once(struct mn_server *server)
{
	if ((is_stream(server) ? listen_stream(server)
	                       : listen_datagrams(server)) == -1)
		return -1;
	return server->script.dns == NULL ? 0 : mni_queries_open(server);
}

int
mni_listen(struct mn_server *server)
{
	int tries, error;

	for (tries = 0; tries < PORT_TRIES; tries++) {
		if (listen_once(server) == 0)
			return 0;
		error = errno;
		mni_datagrams_close(server);
		mni_queries_free(server);
		mni_unlisten(server);
		errno = error;
		if (error != EADDRINUSE || server->script.port != 0 ||
		    server->script.family == AF_UNIX)
			break;
	}
	return -1;
}

void
mni_unlisten(struct mn_server *server)
{
	mni_path_remove(&server->path, &server->address);
	if (server->fd != -1)
		(void)close(server->fd);
	if (server->stream_fd != -1)
		(void)close(server->stream_fd);
	server->fd = server->stream_fd = -1;
	if (server->used.port != 0)
		mni_port_give(server->script.family, server->used);
	server->used.port = 0;
}
