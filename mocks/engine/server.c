/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/datagram.h"
#include "engine/listen.h"
#include "engine/net.h"
#include "engine/queries.h"
#include "engine/stream.h"
#include "engine/turn.h"

#include <stdlib.h>
#include <unistd.h>

bool
mni_server_close(struct mn_server *server, size_t most)
{
	if (server->watched)
		mni_loop_remove(&server->net->loop, &server->watch);
	server->watched = false;
	if (server->stream_watched)
		mni_loop_remove(&server->net->loop, &server->stream_watch);
	server->stream_watched = false;
	mni_unlisten(server);
	mni_datagrams_close(server);
	if (!mni_streams_close(server, most))
		return false;
	mni_queries_close(server);
	return true;
}

void
mni_server_forget(struct mn_server *server)
{
	mni_streams_forget(server);
	mni_datagrams_forget(server);
	mni_queries_forget(server);
	if (server->fd != -1)
		(void)close(server->fd);
	if (server->stream_fd != -1)
		(void)close(server->stream_fd);
	server->fd = server->stream_fd = -1;
}

void
mni_server_free(struct mn_server *server)
{
	mni_site_free(server->site);
	mni_queries_free(server);
	mni_index_fini(&server->index);
	mni_script_fini(&server->script);
	free(server);
}

struct mn_server *
mni_server_new(struct mn_net *net, const struct mni_script *script)
{
	struct mn_server *server = calloc(1, sizeof(*server));

	if (server == NULL)
		return NULL;
	server->net = net;
	if (script->web != NULL) {
		server->site = mni_site_new(script);
		if (server->site == NULL) {
			free(server);
			return NULL;
		}
	}
	server->script = *script;
	server->fd = server->stream_fd = -1;
	server->random = 0x6d6f636b6e6574; /* the same in every run */
	return server;
}
