/* SPDX-License-Identifier: MIT */
/* The client's side of a script. */
#include <config.h>

#include "base/deadline.h"
#include "base/lookup.h"
#include "base/socket.h"
#include "engine/barrier.h"
#include "engine/datagram.h"
#include "engine/net.h"
#include "engine/play.h"
#include "engine/stream.h"
#include "engine/verdict.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Whether the target of CLIENT is a server of its own net, which sees all of
 * it too. */
static bool
calls_own(const struct mn_server *client)
{
	struct mn_net *net = client->net;
	const struct mn_server *server;
	bool found = false;

	mni_net_lock(net);
	for (server = net->servers; server != NULL; server = server->next)
		found = found || strcmp(server->local, client->local) == 0;
	(void)pthread_mutex_unlock(&net->lock);
	return found;
}

/* The first address of HOST that SCRIPT can be played to. */
static enum mni_status
find_target(struct mn_server *client, const char *host, unsigned port,
    struct mni_deadline deadline, struct mni_trouble *trouble)
{
	struct mni_addresses addresses;
	struct mni_trouble why;
	int type = client->script.type;
	enum mni_status status = mni_addresses_of(
	    host, (uint16_t)port, AF_UNSPEC, type, deadline, &addresses, &why);

	if (status != MNI_OK)
		return mni_trouble(
		    trouble, status, "'%.100s': %s", host, why.text);
	client->address = addresses.list[0];
	client->script.family = client->address.storage.ss_family;
	(void)mni_address_host(&client->address, client->host);
	(void)mni_address_text(&client->address, client->local);
	client->calls_own = calls_own(client);
	mni_addresses_fini(&addresses);
	if (mni_script_set_address(&client->script, client->local) == -1)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	return MNI_OK;
}

/* A datagram socket at a path can only be answered when it has one too; where
 * the system gives it a name of its own, that will do. */
static void
bind_own_path(int fd)
{
	struct sockaddr_storage own = {.ss_family = AF_UNIX};

	(void)bind(fd, (const struct sockaddr *)&own, sizeof(own.ss_family));
}

/* Whether it was for ERROR that no socket could have an address: somebody else
 * has it, or this user or host cannot. */
static bool
is_out_of_reach(int error)
{
	return error == EACCES || error == EPERM || error == EADDRINUSE ||
	       error == EADDRNOTAVAIL;
}

static enum mni_status
connect_datagrams(struct mn_server *client, struct mni_deadline deadline,
    struct mni_trouble *trouble)
{
	struct mni_address local;
	enum mni_status status = mni_connect(
	    &client->address, SOCK_DGRAM, deadline, &client->fd, trouble);

	if (status != MNI_OK)
		return status;
	if (client->script.family == AF_UNIX)
		bind_own_path(client->fd);
	if (mni_local_address(client->fd, &local) == 0)
		(void)mni_address_text(&local, client->local);
	if (mni_datagrams_open(client) == 0)
		return MNI_OK;
	return mni_trouble(trouble,
	    is_out_of_reach(errno) ? MNI_UNSUPPORTED : MNI_SYSTEM,
	    "another address or port to send from: %s", strerror(errno));
}

/* A stream client has a socket for each connection, and one that stands for
 * itself: that it is not stopped. */
static enum mni_status
prepare(struct mn_server *client, struct mni_deadline deadline,
    struct mni_trouble *trouble)
{
	bool stream = client->script.type == SOCK_STREAM;
	enum mni_status status = MNI_OK;

	if (!stream)
		status = connect_datagrams(client, deadline, trouble);
	if (status != MNI_OK)
		return status;
	if (stream)
		client->fd =
		    mni_socket(client->script.family, client->script.type);
	if (client->fd == -1)
		return mni_trouble(
		    trouble, MNI_SYSTEM, "socket: %s", strerror(errno));
	client->watch = (struct mni_watch){.fd = client->fd,
	    .events = stream ? 0 : POLLIN,
	    .expiry = stream ? mni_deadline_never() : mni_deadline_in(0),
	    .ready = stream ? NULL : mni_datagram_ready,
	    .owner = client};
	return MNI_OK;
}

/* Makes the next connection and has its steps played. */
static enum mni_status
connect_stream(struct mn_server *client, struct mni_deadline deadline,
    struct mni_trouble *trouble)
{
	int fd = -1, begun, octets = client->script.buffers;
	struct mn_net *net = client->net;
	enum mni_status status =
	    mni_connect(&client->address, SOCK_STREAM, deadline, &fd, trouble);

	if (status != MNI_OK)
		return status;
	if (octets > 0 && mni_set_buffers(fd, octets) == -1) {
		(void)close(fd);
		return mni_trouble(
		    trouble, MNI_SYSTEM, "buffers: %s", strerror(errno));
	}
	mni_net_lock(net);
	begun = mni_stream_begin(client, fd, &client->address);
	if (mni_loop_must_wake(&net->loop))
		mni_bell_ring(&net->wake);
	(void)pthread_mutex_unlock(&net->lock);
	return begun == 0
	           ? MNI_OK
	           : mni_trouble(trouble, MNI_SYSTEM, "%s", strerror(errno));
}

/* Waits until no connection of CLIENT is left.  Returns whether another can
 * follow: they were played, and in time. */
static bool
wait_for_turn(struct mn_server *client, struct mni_deadline deadline)
{
	struct timespec until = mni_net_until(mni_deadline_left(deadline));
	const size_t *counts = client->index.counts;
	int error = 0;
	bool gone;

	mni_net_lock(client->net);
	while (client->streams != NULL && error == 0)
		error = mni_net_wait(client->net, &until);
	gone = client->streams == NULL && counts[MN_UNEXPECTED] == 0 &&
	       counts[MN_FAILED] == 0 && counts[MN_DONE] == client->accepted;
	(void)pthread_mutex_unlock(&client->net->lock);
	return gone;
}

/* The connection behind the last one of CLIENT does not come about, as WHY
 * says: who judges its server hears of that as of all that it does. */
static enum mni_status
end_of_turns(struct mn_server *client, enum mni_status status,
    struct mni_trouble *trouble, const char *why)
{
	char text[200];

	(void)snprintf(text, sizeof(text), "connection %lu: %.150s",
	    client->accepted + 1, why);
	if (!client->reads_on)
		return mni_trouble(trouble, status, "%s", text);
	mni_net_lock(client->net);
	mni_note_text(client, MN_UNEXPECTED, 0, text);
	(void)pthread_mutex_unlock(&client->net->lock);
	return MNI_OK;
}

static enum mni_status
connect_streams(struct mn_server *client, struct mni_deadline deadline,
    struct mni_trouble *trouble)
{
	const struct mni_script *script = &client->script;
	size_t count = mni_script_connections(script);
	struct mni_trouble why = {.text = ""};
	enum mni_status status = connect_stream(client, deadline, trouble);

	while (status == MNI_OK && client->accepted < count) {
		if (script->in_turn && !wait_for_turn(client, deadline))
			return end_of_turns(client, MNI_TIMEOUT, trouble,
			    "the one before has not ended as it should");
		status = connect_stream(client, deadline, &why);
		if (status != MNI_OK)
			return end_of_turns(client, status, trouble, why.text);
	}
	return status;
}

/* Waits until the script was played or cannot be any more. */
static bool
wait_played(struct mn_server *client, struct mni_deadline deadline)
{
	bool stream = client->script.type == SOCK_STREAM;
	size_t wanted = stream ? client->accepted : 1;
	struct timespec until = mni_net_until(mni_deadline_left(deadline));
	const size_t *counts = client->index.counts;
	struct mn_net *net = client->net;
	int error = 0;
	bool played;

	mni_net_lock(net);
	while (counts[MN_DONE] < wanted && counts[MN_UNEXPECTED] == 0 &&
	       counts[MN_FAILED] == 0 && error == 0 &&
	       (!stream || client->streams != NULL))
		error = mni_net_wait(net, &until);
	played = counts[MN_DONE] >= wanted;
	(void)pthread_mutex_unlock(&net->lock);
	return played;
}

static enum mni_status
new_client(struct mn_net *net, const char *text, const char *folder,
    struct mn_server **out_client, struct mni_trouble *trouble)
{
	struct mn_mistake mistake;
	struct mn_server *client;
	struct mni_script script;

	if (mni_script_read(text, strlen(text), MNI_CLIENT, folder, &script,
	        &mistake) == -1)
		return mni_trouble(trouble, MNI_USAGE, "line %u, column %u: %s",
		    mistake.line, mistake.column, mistake.text);
	client = mni_server_new(net, &script);
	if (client == NULL) {
		mni_script_fini(&script);
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	}
	client->calls = true;
	(void)snprintf(client->name, sizeof(client->name), "%s",
	    script.name[0] == '\0' ? "client" : script.name);
	*out_client = client;
	return MNI_OK;
}

/* Puts CLIENT, which has its target, into NET. */
static enum mni_status
enter(struct mn_net *net, struct mn_server *client,
    struct mni_deadline deadline, struct mni_trouble *trouble)
{
	enum mni_status status = prepare(client, deadline, trouble);

	if (status == MNI_OK && mni_net_enter(net, client) == -1)
		status = mni_trouble(trouble, MNI_SYSTEM, "%s",
		    errno == EDOM ? MNI_BARRIER_TROUBLE : strerror(errno));
	return status;
}

/* Frees a client that has not entered its net. */
static void
discard(struct mn_server *client)
{
	mni_datagrams_close(client);
	if (client->fd != -1)
		(void)close(client->fd);
	mni_server_free(client);
}

enum mni_status
mni_play_begin(struct mn_net *net, const char *script, const char *folder,
    enum mni_last last, const char *host, unsigned port,
    struct mni_deadline deadline, struct mn_server **out_client,
    struct mni_trouble *trouble)
{
	struct mni_trouble why = {.text = ""};
	struct mn_server *client = NULL;
	enum mni_status status =
	    new_client(net, script, folder, &client, trouble);

	if (client == NULL)
		return status;
	client->reads_on = last == MNI_READ_ON;
	status = find_target(client, host, port, deadline, &why);
	if (status == MNI_OK)
		status = enter(net, client, deadline, &why);
	if (status != MNI_OK) {
		(void)mni_trouble(
		    trouble, status, "%s: %s", client->name, why.text);
		discard(client);
		return status;
	}
	if (client->script.type == SOCK_STREAM)
		status = connect_streams(client, deadline, &why);
	if (status == MNI_OK) {
		*out_client = client;
		return MNI_OK;
	}
	(void)mn_stop(client);
	return mni_trouble(trouble, status, "%s: %s", client->name, why.text);
}

int
mn_play(struct mn_net *net, const char *script, const char *host, unsigned port,
    int timeout_ms)
{
	struct mni_deadline deadline =
	    mni_deadline_in(timeout_ms < 0 ? 0 : timeout_ms);
	struct mni_trouble trouble;
	struct mn_server *client = NULL;
	bool played;

	if (!mni_net_is_ours(net))
		return 0;
	(void)!mni_play_begin(net, script, NULL, MNI_END, host, port, deadline,
	    &client, &trouble);
	if (client == NULL) {
		mni_complain(net, "%s", trouble.text);
		return 0;
	}
	played = wait_played(client, deadline);
	if (!mn_stop(client))
		return 0;
	if (!played)
		mni_complain(net, "%s: the script was not played to its end%s",
		    client->name,
		    mni_deadline_left(deadline) == 0 ? " in time" : "");
	return played ? 1 : 0;
}
