/* SPDX-License-Identifier: MIT */
/* The client's side of a script. */
#include <config.h>

#include "base/deadline.h"
#include "base/lookup.h"
#include "base/socket.h"
#include "engine/barrier.h"
#include "engine/datagram.h"
#include "engine/net.h"
#include "engine/stream.h"
#include "engine/verdict.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* How many connections the parts of SCRIPT are for. */
static size_t
connections_of(const struct mni_script *script)
{
	size_t i, last, most = 1;

	for (i = 0; i < script->part_count; i++) {
		last = script->parts[i].last;
		if (last != SIZE_MAX && last > most)
			most = last;
	}
	return most;
}

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
	return mni_trouble(trouble, MNI_SYSTEM, "%s", strerror(errno));
}

/* A stream client has a socket for each connection, and one that stands for
 * itself: that it is not stopped. */
static enum mni_status
prepare(struct mn_server *client, struct mni_deadline deadline,
    struct mni_trouble *trouble)
{
	bool stream = client->script.type == SOCK_STREAM;

	if (!stream && connect_datagrams(client, deadline, trouble) != MNI_OK)
		return MNI_SYSTEM;
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

static enum mni_status
connect_streams(struct mn_server *client, struct mni_deadline deadline,
    struct mni_trouble *trouble)
{
	size_t i, count = connections_of(&client->script);
	struct mn_net *net = client->net;
	enum mni_status status;
	int fd, begun;

	for (i = 0; i < count; i++) {
		status = mni_connect(
		    &client->address, SOCK_STREAM, deadline, &fd, trouble);
		if (status != MNI_OK)
			return status;
		mni_net_lock(net);
		begun = mni_stream_begin(client, fd, &client->address);
		if (mni_loop_must_wake(&net->loop))
			mni_bell_ring(&net->wake);
		(void)pthread_mutex_unlock(&net->lock);
		if (begun == -1)
			return mni_trouble(
			    trouble, MNI_SYSTEM, "%s", strerror(errno));
	}
	return MNI_OK;
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

static int
play(struct mn_server *client, struct mni_deadline deadline)
{
	struct mn_net *net = client->net;
	struct mni_trouble trouble = {.text = ""};
	bool played;

	if (client->script.type == SOCK_STREAM &&
	    connect_streams(client, deadline, &trouble) != MNI_OK) {
		(void)mn_stop(client);
		mni_complain(net, "%s: %s", client->name, trouble.text);
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

static struct mn_server *
new_client(struct mn_net *net, const char *text)
{
	struct mn_mistake mistake;
	struct mn_server *client;
	struct mni_script script;

	if (mni_script_read(text, strlen(text), MNI_CLIENT, NULL, &script,
	        &mistake) == -1) {
		mni_complain(net, "line %u, column %u: %s", mistake.line,
		    mistake.column, mistake.text);
		return NULL;
	}
	client = mni_server_new(net, &script);
	if (client == NULL) {
		mni_script_fini(&script);
		return NULL;
	}
	client->calls = true;
	(void)snprintf(client->name, sizeof(client->name), "%s",
	    script.name[0] == '\0' ? "client" : script.name);
	return client;
}

int
mn_play(struct mn_net *net, const char *script, const char *host, unsigned port,
    int timeout_ms)
{
	struct mni_deadline deadline =
	    mni_deadline_in(timeout_ms < 0 ? 0 : timeout_ms);
	struct mni_trouble trouble = {.text = ""};
	struct mn_server *client;

	if (!mni_net_is_ours(net))
		return 0;
	client = new_client(net, script);
	if (client == NULL)
		return 0;
	if (find_target(client, host, port, deadline, &trouble) == MNI_OK &&
	    prepare(client, deadline, &trouble) == MNI_OK &&
	    mni_net_enter(net, client) == 0)
		return play(client, deadline);
	if (trouble.text[0] == '\0')
		(void)mni_trouble(&trouble, MNI_SYSTEM, "%s",
		    errno == EDOM ? MNI_BARRIER_TROUBLE : strerror(errno));
	mni_complain(net, "%s: %s", client->name, trouble.text);
	mni_datagrams_close(client);
	if (client->fd != -1)
		(void)close(client->fd);
	mni_server_free(client);
	return 0;
}
