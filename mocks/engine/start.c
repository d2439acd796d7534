/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/start.h"

#include "engine/barrier.h"
#include "engine/datagram.h"
#include "engine/listen.h"
#include "engine/names.h"
#include "engine/net.h"
#include "engine/queries.h"
#include "engine/stream.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static void
complain_of_mistake(struct mn_net *net, const struct mni_place *place,
    const struct mn_mistake *mistake)
{
	if (place->line == 0)
		mni_complain(net, "%s", mistake->text);
	else if (place->path == NULL)
		mni_complain(net, "line %u, column %u: %s", mistake->line,
		    mistake->column, mistake->text);
	else
		mni_complain(net, "%s:%u:%u: %s", place->path,
		    mistake->line + place->line - 1, mistake->column,
		    mistake->text);
}

/* What is wrong with a script beside others. */
static void
complain_of_clash(
    const struct mn_server *server, const struct mni_place *place, int error)
{
	struct mn_mistake mistake = {.line = 1, .column = 1};

	if (error == EDOM)
		(void)snprintf(mistake.text, sizeof(mistake.text), "%s",
		    MNI_BARRIER_TROUBLE);
	else
		(void)snprintf(mistake.text, sizeof(mistake.text),
		    "the name '%s' is taken", server->name);
	complain_of_mistake(server->net, place, &mistake);
}

/* What the system refused, in the words of the script. */
static void
describe_trouble(
    char *out, size_t capacity, const struct mni_script *script, int error)
{
	const char *address = script->family == AF_INET6 ? "::1" : "127.0.0.2";

	if (error == EADDRNOTAVAIL || error == EAFNOSUPPORT)
		(void)snprintf(out, capacity,
		    "this host has no address %s (%s)", address,
		    strerror(error));
	else if (script->path != NULL)
		(void)snprintf(out, capacity, "no socket at %.150s: %s",
		    script->path, strerror(error));
	else if (script->port != 0)
		(void)snprintf(out, capacity, "no socket on port %u: %s",
		    (unsigned)script->port, strerror(error));
	else
		(void)snprintf(out, capacity, "no socket for this script: %s",
		    strerror(error));
}

static void
complain_of_trouble(
    const struct mn_server *server, const struct mni_place *place, int error)
{
	char text[300];

	describe_trouble(text, sizeof(text), &server->script, error);
	if (place->path == NULL)
		mni_complain(server->net, "%s", text);
	else
		mni_complain(
		    server->net, "%s:%u:1: %s", place->path, place->line, text);
}

/* SERVER cannot be, as errno says.  Returns -1 with the errno of mn_serve(). */
static int
give_up(struct mn_server *server, const struct mni_place *place)
{
	int error = errno;

	if (error == EDOM || error == EEXIST) {
		complain_of_clash(server, place, error);
		error = EINVAL;
	} else {
		complain_of_trouble(server, place, error);
	}
	mni_server_discard(server);
	errno = error;
	return -1;
}

void
mni_server_discard(struct mn_server *server)
{
	int error = errno;

	mni_datagrams_close(server);
	mni_queries_close(server);
	mni_unlisten(server);
	mni_server_free(server);
	errno = error;
}

/* Finds SERVER's place among the others of its net and PENDING.  Returns 0, or
 * -1 with errno when it has none. */
static int
fit_in(struct mn_server *server, const struct mn_server *pending)
{
	struct mn_net *net = server->net;
	int result, error;

	mni_net_lock(net);
	result = mni_name_server(server, pending);
	if (result == 0)
		result = mni_barriers_fit(net, &server->script, pending);
	error = errno;
	(void)pthread_mutex_unlock(&net->lock);
	errno = error;
	return result;
}

static void
take_fixed_port(struct mn_server *server)
{
	uint16_t port = mni_net_fixed_port(server->net, server->name);

	if (port != 0 && server->script.family != AF_UNIX)
		server->script.port = port;
}

/* Returns 0, or -1 with errno. */
static int
prepare(struct mn_server *server)
{
	bool stream = server->script.type == SOCK_STREAM;

	(void)mni_address_host(&server->address, server->host);
	(void)mni_address_text(&server->address, server->local);
	server->watch = (struct mni_watch){.fd = server->fd,
	    .events = server->script.entry == MNI_NO_EFFECT ? POLLIN : 0,
	    .expiry = mni_deadline_never(),
	    .ready = stream                       ? mni_stream_accept
	             : server->script.dns != NULL ? mni_queries_ready
	                                          : mni_datagram_ready,
	    .owner = server};
	server->stream_watch = (struct mni_watch){.fd = server->stream_fd,
	    .events = POLLIN,
	    .expiry = mni_deadline_never(),
	    .ready = mni_stream_accept,
	    .owner = server};
	if (mni_script_set_address(&server->script, server->local) == 0)
		return 0;
	errno = ENOMEM;
	return -1;
}

/* A server that owns SCRIPT, or NULL with errno. */
static struct mn_server *
open_script(struct mn_net *net, struct mni_script *script,
    const struct mni_place *place, const struct mn_server *pending)
{
	struct mn_server *server = mni_server_new(net, script);

	if (server == NULL) {
		mni_script_fini(script);
		mni_complain(net, "no memory");
		errno = ENOMEM;
		return NULL;
	}
	if (fit_in(server, pending) == 0) {
		take_fixed_port(server);
		if (mni_listen(server) == 0 && prepare(server) == 0)
			return server;
	}
	(void)give_up(server, place);
	return NULL;
}

struct mn_server *
mni_server_open(struct mn_net *net, const char *text, size_t size,
    const struct mni_place *place, const struct mn_server *pending)
{
	struct mn_mistake mistake;
	struct mni_script script;

	if (mni_script_read(text, size, MNI_SERVER, place->folder, &script,
	        &mistake) == 0) {
		mni_script_set_first_line(&script, place->line);
		return open_script(net, &script, place, pending);
	}
	complain_of_mistake(net, place, &mistake);
	errno = EINVAL;
	return NULL;
}

int
mni_server_start(struct mn_server *server, const struct mni_place *place)
{
	if (mni_net_enter(server->net, server) == 0)
		return 0;
	return give_up(server, place);
}

struct mn_server *
mn_serve(struct mn_net *net, const char *script)
{
	static const struct mni_place nowhere = {.path = NULL, .line = 1};
	struct mn_server *server;

	if (!mni_net_is_ours(net))
		return NULL;
	server = mni_server_open(net, script, strlen(script), &nowhere, NULL);
	if (server == NULL || mni_server_start(server, &nowhere) == -1)
		return NULL;
	return server;
}
