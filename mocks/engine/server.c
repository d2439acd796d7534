/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/socket.h"
#include "engine/datagram.h"
#include "engine/net.h"
#include "engine/stream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How often another free port is tried when the one we got is taken on the
 * other address a script wants too. */
#define PORT_TRIES 16

static bool
refuses(const struct mn_server *server)
{
	return server->script.steps[0].verb == MNI_VERB_REFUSE;
}

static int
bind_free_port(struct mn_server *server)
{
	server->address = mni_address_loopback(server->script.family, 1, 0);
	if (bind(server->fd, (const struct sockaddr *)&server->address.storage,
	        server->address.size) == -1)
		return -1;
	return mni_local_address(server->fd, &server->address);
}

/*
 * A port that refuses and that nobody else can take: a stream socket is bound
 * but does not listen, a datagram socket is connected to itself, so that a
 * datagram from anybody else finds no socket and is answered by ICMP.
 */
static int
hold_refusing(struct mn_server *server)
{
	if (server->script.type == SOCK_STREAM)
		return 0;
	return connect(server->fd,
	    (const struct sockaddr *)&server->address.storage,
	    server->address.size);
}

static int
open_once(struct mn_server *server)
{
	server->fd = mni_socket(server->script.family, server->script.type);
	if (server->fd == -1 || bind_free_port(server) == -1)
		return -1;
	if (refuses(server))
		return hold_refusing(server);
	if (server->script.type == SOCK_DGRAM)
		return mni_datagrams_open(server);
	return listen(server->fd, SOMAXCONN);
}

static void
close_sockets(struct mn_server *server)
{
	mni_streams_close(server);
	mni_datagrams_close(server);
	if (server->fd != -1)
		(void)close(server->fd);
	server->fd = -1;
}

static int
open_sockets(struct mn_server *server)
{
	int tries, error;

	for (tries = 0; tries < PORT_TRIES; tries++) {
		if (open_once(server) == 0)
			return 0;
		error = errno;
		close_sockets(server);
		errno = error;
		if (error != EADDRINUSE)
			break;
	}
	return -1;
}

void
mni_server_close(struct mn_server *server)
{
	mni_loop_remove(&server->net->loop, &server->watch);
	close_sockets(server);
}

/* Returns 0 or an errno. */
static int
enter(struct mn_net *net, struct mn_server *server)
{
	bool must_wake;
	int error = 0;

	server->watch = (struct mni_watch){.fd = server->fd,
	    .events = refuses(server) ? 0 : POLLIN,
	    .expiry = mni_deadline_never(),
	    .ready = server->script.type == SOCK_STREAM ? mni_stream_accept
	                                                : mni_datagram_ready,
	    .owner = server};
	(void)pthread_mutex_lock(&net->lock);
	if (mni_loop_add(&net->loop, &server->watch) == -1) {
		error = errno;
	} else {
		server->next = net->servers;
		net->servers = server;
	}
	must_wake = mni_loop_must_wake(&net->loop);
	(void)pthread_mutex_unlock(&net->lock);
	if (must_wake)
		mni_wake(net);
	return error;
}

static struct mn_server *
give_up(struct mn_server *server, int error)
{
	mni_script_fini(&server->script);
	free(server);
	errno = error;
	return NULL;
}

static void
complain_of(struct mn_net *net, const struct mn_server *server, int error)
{
	const char *address = server->script.family == AF_INET6 ? "::1"
	                                                        : "127.0.0.2";

	if (error == EADDRNOTAVAIL || error == EAFNOSUPPORT)
		(void)snprintf(net->complaint, sizeof(net->complaint),
		    "this host has no address %s (%s)", address,
		    strerror(error));
	else
		(void)snprintf(net->complaint, sizeof(net->complaint),
		    "no socket for this script: %s", strerror(error));
}

struct mn_server *
mn_serve(struct mn_net *net, const char *script)
{
	struct mn_server *server = calloc(1, sizeof(*server));
	struct mn_mistake mistake;
	int error;

	net->complaint[0] = '\0';
	if (server == NULL)
		return NULL;
	if (mni_script_read(
	        script, strlen(script), &server->script, &mistake) == -1) {
		(void)snprintf(net->complaint, sizeof(net->complaint),
		    "line %u, column %u: %s", mistake.line, mistake.column,
		    mistake.text);
		return give_up(server, EINVAL);
	}
	server->net = net;
	server->fd = -1;
	if (open_sockets(server) == -1) {
		error = errno;
		complain_of(net, server, error);
		return give_up(server, error);
	}
	mni_journal_init(&server->journal, net->start_ns);
	(void)mni_address_host(&server->address, server->host);
	(void)mni_address_text(&server->address, server->local);
	error = enter(net, server);
	if (error != 0) {
		complain_of(net, server, error);
		close_sockets(server);
		return give_up(server, error);
	}
	return server;
}

const char *
mn_host(const struct mn_server *server)
{
	return server->host;
}

unsigned
mn_port(const struct mn_server *server)
{
	return mni_address_port(&server->address);
}

const struct sockaddr *
mn_address(const struct mn_server *server, socklen_t *out_size)
{
	*out_size = server->address.size;
	return (const struct sockaddr *)&server->address.storage;
}
