/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/file.h"
#include "engine/barrier.h"
#include "engine/datagram.h"
#include "engine/listen.h"
#include "engine/net.h"
#include "engine/stream.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

void
mni_server_close(struct mn_server *server)
{
	if (server->watched)
		mni_loop_remove(&server->net->loop, &server->watch);
	server->watched = false;
	mni_streams_close(server);
	mni_datagrams_close(server);
	mni_unlisten(server);
}

void
mni_server_forget(struct mn_server *server)
{
	mni_streams_forget(server);
	mni_datagrams_forget(server);
	if (server->fd != -1)
		(void)close(server->fd);
	server->fd = -1;
}

void
mni_server_free(struct mn_server *server)
{
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
	server->script = *script;
	server->fd = -1;
	server->random = 0x6d6f636b6e6574; /* the same in every run */
	return server;
}

/* Where SCRIPT is in a file, for complaints. */
struct place {
	const char *path; /* NULL: in none */
	unsigned line;    /* of its first line */
};

static void
complain_of_mistake(struct mn_net *net, const struct place *place,
    const struct mn_mistake *mistake)
{
	if (place->path == NULL)
		mni_complain(net, "line %u, column %u: %s", mistake->line,
		    mistake->column, mistake->text);
	else
		mni_complain(net, "%s:%u:%u: %s", place->path,
		    mistake->line + place->line - 1, mistake->column,
		    mistake->text);
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
complain_of_trouble(struct mn_net *net, const struct place *place,
    const struct mni_script *script, int error)
{
	char text[300];

	if (error == EDOM)
		(void)snprintf(text, sizeof(text), MNI_BARRIER_TROUBLE);
	else
		describe_trouble(text, sizeof(text), script, error);
	if (place->path == NULL)
		mni_complain(net, "%s", text);
	else
		mni_complain(
		    net, "%s:%u:1: %s", place->path, place->line, text);
}

static bool
name_is_taken(struct mn_net *net, const char *name)
{
	struct mn_server *server;
	bool taken = false;

	(void)pthread_mutex_lock(&net->lock);
	for (server = net->servers; server != NULL; server = server->next)
		taken = taken || strcmp(server->name, name) == 0;
	(void)pthread_mutex_unlock(&net->lock);
	return taken;
}

/* The script's name, or its kind and a number. */
static void
name_server(struct mn_server *server)
{
	size_t number;

	(void)pthread_mutex_lock(&server->net->lock);
	number = server->net->server_count + 1;
	(void)pthread_mutex_unlock(&server->net->lock);
	if (server->script.name[0] != '\0')
		(void)snprintf(server->name, sizeof(server->name), "%s",
		    server->script.name);
	else
		(void)snprintf(server->name, sizeof(server->name), "%.32s%zu",
		    server->script.kind, number);
}

static void
prepare(struct mn_server *server)
{
	bool stream = server->script.type == SOCK_STREAM;

	(void)mni_address_host(&server->address, server->host);
	(void)mni_address_text(&server->address, server->local);
	server->watch = (struct mni_watch){.fd = server->fd,
	    .events = server->script.entry == MNI_NO_EFFECT ? POLLIN : 0,
	    .expiry = mni_deadline_never(),
	    .ready = stream ? mni_stream_accept : mni_datagram_ready,
	    .owner = server};
}

/* Opens SERVER and puts it into its net.  Returns 0, or -1 with errno. */
static int
start(struct mn_server *server, const struct place *place)
{
	uint16_t port;
	int error;

	name_server(server);
	port = mni_net_fixed_port(server->net, server->name);
	if (port != 0 && server->script.family != AF_UNIX)
		server->script.port = port;
	if (mni_listen(server) == 0) {
		prepare(server);
		if (mni_net_enter(server->net, server) == 0)
			return 0;
		error = errno;
		mni_datagrams_close(server);
		mni_unlisten(server);
		errno = error;
	}
	error = errno;
	complain_of_trouble(server->net, place, &server->script, error);
	errno = error == EDOM ? EINVAL : error;
	return -1;
}

static struct mn_server *
serve_script(struct mn_net *net, const struct mni_script *script,
    const struct place *place)
{
	struct mn_server *server = mni_server_new(net, script);
	int error;

	if (server != NULL && start(server, place) == 0)
		return server;
	error = errno;
	free(server);
	errno = error;
	return NULL;
}

/* As mn_serve(), of SIZE octets of TEXT. */
static struct mn_server *
serve(struct mn_net *net, const char *text, size_t size, const char *folder,
    const struct place *place)
{
	struct mn_server *server;
	struct mn_mistake mistake;
	struct mni_script script;
	int error;

	if (!mni_net_is_ours(net))
		return NULL;
	if (mni_script_read(
	        text, size, MNI_SERVER, folder, &script, &mistake) == -1) {
		complain_of_mistake(net, place, &mistake);
		errno = EINVAL;
		return NULL;
	}
	if (script.name[0] != '\0' && name_is_taken(net, script.name)) {
		mistake = (struct mn_mistake){.line = 1, .column = 1};
		(void)snprintf(mistake.text, sizeof(mistake.text),
		    "the name '%s' is taken", script.name);
		complain_of_mistake(net, place, &mistake);
		mni_script_fini(&script);
		errno = EINVAL;
		return NULL;
	}
	server = serve_script(net, &script, place);
	if (server != NULL)
		return server;
	error = errno;
	mni_script_fini(&script);
	errno = error;
	return NULL;
}

struct mn_server *
mn_serve(struct mn_net *net, const char *script)
{
	return serve(net, script, strlen(script), NULL,
	    &(struct place){.path = NULL, .line = 1});
}

/* A file of scripts, as it is gone through. */
struct scripts {
	const char *at, *end;
	unsigned line; /* of what is at */
};

/* Whether a script begins on the line at AT. */
static bool
is_head(const char *at)
{
	return strchr(" \t\r\n#", *at) == NULL;
}

static void
skip_line(struct scripts *scripts)
{
	while (scripts->at < scripts->end && *scripts->at != '\n')
		scripts->at++;
	if (scripts->at < scripts->end)
		scripts->at++;
	scripts->line++;
}

/* The next script: its first line, and where it ends; false: no more. */
static bool
next_script(struct scripts *scripts, const char **out_start, unsigned *out_line)
{
	while (scripts->at < scripts->end && !is_head(scripts->at))
		skip_line(scripts);
	if (scripts->at == scripts->end)
		return false;
	*out_start = scripts->at;
	*out_line = scripts->line;
	do
		skip_line(scripts);
	while (scripts->at < scripts->end && !is_head(scripts->at));
	return true;
}

/* Stops every server behind the first KEPT. */
static void
stop_from(struct mn_net *net, size_t kept)
{
	struct mn_server *server;
	int error = errno;

	while ((server = mn_server(net, kept++)) != NULL)
		(void)mn_stop(server);
	errno = error;
}

static int
serve_all(struct mn_net *net, const struct mni_bytes *text, const char *path,
    const char *folder)
{
	struct scripts scripts = {.at = (const char *)text->data, .line = 1};
	struct place place = {.path = path};
	size_t before = net->server_count;
	const char *start;
	int count = 0;

	scripts.end = scripts.at + text->size;
	while (next_script(&scripts, &start, &place.line)) {
		if (serve(net, start, (size_t)(scripts.at - start), folder,
		        &place) == NULL) {
			stop_from(net, before);
			return -1;
		}
		count++;
	}
	if (count > 0)
		return count;
	mni_complain(net,
	    "%s:1:1: expected a script: a line such as 'udp', "
	    "then indented steps",
	    path);
	errno = EINVAL;
	return -1;
}

int
mn_serve_file(struct mn_net *net, const char *path)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	const char *slash = strrchr(path, '/');
	struct mni_trouble trouble;
	char *folder = NULL;
	int count, error;

	if (!mni_net_is_ours(net))
		return -1;
	if (mni_file_read(path, &text, &trouble) != MNI_OK) {
		error = errno;
		mni_complain(net, "%s", trouble.text);
		mni_bytes_fini(&text);
		errno = error;
		return -1;
	}
	if (slash != NULL)
		folder =
		    strndup(path, slash == path ? 1 : (size_t)(slash - path));
	count = serve_all(net, &text, path, folder);
	error = errno;
	free(folder);
	mni_bytes_fini(&text);
	errno = error;
	return count;
}
