/* SPDX-License-Identifier: MIT */
/* What may be asked of a net and its servers. */
#include <config.h>

#include "engine/net.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

struct mn_server *
mn_server(struct mn_net *net, size_t nth)
{
	struct mn_server *server;

	mni_net_lock(net);
	for (server = net->servers; server != NULL; server = server->next)
		if (!server->calls && nth-- == 0)
			break;
	(void)pthread_mutex_unlock(&net->lock);
	return server;
}

const char *
mn_complaint(struct mn_net *net)
{
	const char *complaint;

	/* The lock may be held by a thread that is not there. */
	if (!mni_net_is_ours(net))
		return "this net belongs to the process that made it";
	mni_net_lock(net);
	complaint = net->complaint;
	(void)pthread_mutex_unlock(&net->lock);
	return complaint;
}

const char *
mn_name(const struct mn_server *server)
{
	return server->name;
}

const char *
mn_kind(const struct mn_server *server)
{
	return server->script.kind;
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

const char *
mn_url(struct mn_server *server, const char *path)
{
	struct mn_net *net = server->net;
	char url[2048];
	const char *kept;
	int size;

	if (server->script.family == AF_UNIX) {
		errno = EAFNOSUPPORT;
		return NULL;
	}
	size = snprintf(url, sizeof(url), "http://%s%s", server->local, path);
	if (size < 0 || (size_t)size >= sizeof(url)) {
		errno = ENAMETOOLONG;
		return NULL;
	}
	if (!mni_net_is_ours(net))
		return NULL;
	mni_net_lock(net);
	kept = mni_journal_keep(&net->journal, url);
	(void)pthread_mutex_unlock(&net->lock);
	if (kept[0] != '\0')
		return kept;
	errno = ENOMEM;
	return NULL;
}

int
mn_wait(struct mn_server *server, enum mn_event_kind kind, size_t count,
    int timeout_ms)
{
	struct timespec until = mni_net_until(timeout_ms);
	const size_t *seen = &server->index.counts[kind];
	struct mn_net *net = server->net;
	int reached, error = 0;

	if (!mni_net_is_ours(net))
		return 0;
	mni_net_lock(net);
	while (*seen < count && error == 0)
		error = mni_net_wait(net, &until);
	reached = *seen >= count;
	(void)pthread_mutex_unlock(&net->lock);
	return reached;
}

size_t
mni_net_wait_events(struct mn_net *net, size_t count, int timeout_ms)
{
	struct timespec until = mni_net_until(timeout_ms);
	size_t seen;
	int error = 0;

	mni_net_lock(net);
	while (net->journal.count <= count && error == 0)
		error = mni_net_wait(net, &until);
	seen = net->journal.count;
	(void)pthread_mutex_unlock(&net->lock);
	return seen;
}

size_t
mn_count(const struct mn_server *server, enum mn_event_kind kind)
{
	size_t count;

	mni_net_lock(server->net);
	count = server->index.counts[kind];
	(void)pthread_mutex_unlock(&server->net->lock);
	return count;
}

int
mn_event(const struct mn_server *server, size_t nth, struct mn_event *out_event)
{
	const struct mni_index *index = &server->index;
	struct mn_net *net = server->net;
	int found;

	mni_net_lock(net);
	found = nth < index->count;
	if (found)
		*out_event = net->journal.events[index->entries[nth]];
	(void)pthread_mutex_unlock(&net->lock);
	return found;
}

int
mn_net_event(struct mn_net *net, size_t nth, struct mn_event *out_event)
{
	int found;

	mni_net_lock(net);
	found = nth < net->journal.count;
	if (found)
		*out_event = net->journal.events[nth];
	(void)pthread_mutex_unlock(&net->lock);
	return found;
}

struct mni_origin
mni_origin_of(const struct mn_server *server)
{
	return (struct mni_origin){.name = server->name,
	    .kind = server->script.kind,
	    .port = mni_address_port(&server->address),
	    .service_port = server->script.service_port,
	    .calls = server->calls};
}

size_t
mni_net_missed(struct mn_net *net)
{
	size_t missed;

	mni_net_lock(net);
	missed = net->journal.missed;
	(void)pthread_mutex_unlock(&net->lock);
	return missed;
}

int64_t
mni_net_start_wall_ns(const struct mn_net *net)
{
	return net->journal.start_wall_ns;
}

int
mn_journal_write(struct mn_net *net, enum mn_format format, FILE *stream)
{
	struct mni_writer writer;
	struct mni_origin origin;
	struct mn_event event;
	int result, error;
	size_t nth;

	result = mni_writer_begin(
	    &writer, format, stream, mni_net_start_wall_ns(net));
	for (nth = 0; result == 0 && mn_net_event(net, nth, &event); nth++) {
		/* The server's side of it is in the capture already. */
		if (format == MN_PCAP && event.server->calls_own)
			continue;
		origin = mni_origin_of(event.server);
		result = mni_writer_add(&writer, &event, &origin);
	}
	error = errno;
	if (mni_writer_fini(&writer) == -1 && result == 0)
		return -1;
	errno = error;
	return result;
}
