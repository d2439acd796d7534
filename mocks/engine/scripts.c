/* SPDX-License-Identifier: MIT */
/* Many servers from one file. */
#include <config.h>

#include "base/file.h"
#include "base/text.h"
#include "engine/net.h"
#include "engine/start.h"
#include "script/words.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A file of scripts, as it is gone through. */
struct scripts {
	struct mn_net *net;
	struct mni_reader reader;
	struct mni_place place;  /* of the script found last */
	struct mn_server *first; /* owned until they are started */
	struct mn_server **last; /* where the next one is linked */
};

/* The next script.  Returns its size; 0: there are no more, or something else
 * stands there. */
static size_t
next_script(struct scripts *scripts, const char **out_text)
{
	struct mni_reader *reader = &scripts->reader;
	int indentation = mni_next_line(reader);

	scripts->place.line = reader->line;
	*out_text = reader->line_start;
	if (indentation != 0)
		return 0;
	do {
		(void)mni_rest_of_line(reader);
		indentation = mni_next_line(reader);
	} while (indentation > 0);
	return (size_t)((indentation == 0 ? reader->line_start : reader->end) -
	                *out_text);
}

/* Opens all servers, so that none has run when one cannot be. */
static int
open_all(struct scripts *scripts)
{
	struct mn_server *server;
	const char *text;
	size_t size;

	while ((size = next_script(scripts, &text)) > 0) {
		server = mni_server_open(
		    scripts->net, text, size, &scripts->place, scripts->first);
		if (server == NULL)
			return -1;
		*scripts->last = server;
		scripts->last = &server->sibling;
	}
	if (scripts->first != NULL && scripts->reader.at == scripts->reader.end)
		return 0;
	mni_complain(scripts->net,
	    "%s:%u:1: expected a script: a line such as 'udp' in the first "
	    "column, then indented steps",
	    scripts->place.path, scripts->place.line);
	errno = EINVAL;
	return -1;
}

static void
discard_all(struct mn_server *server)
{
	struct mn_server *next;

	for (; server != NULL; server = next) {
		next = server->sibling;
		mni_server_discard(server);
	}
}

/* Returns how many, or -1: there was no room for one of them. */
static int
start_all(struct scripts *scripts)
{
	struct mn_server *server, *next, *started;
	int count = 0, error;

	for (server = scripts->first; server != NULL; server = next) {
		next = server->sibling;
		if (mni_server_start(server, &scripts->place) == 0) {
			count++;
			continue;
		}
		error = errno;
		discard_all(next);
		for (started = scripts->first; count > 0; count--) {
			(void)mn_stop(started);
			started = started->sibling;
		}
		errno = error;
		return -1;
	}
	return count;
}

static int
serve_all(struct mn_net *net, const struct mni_bytes *text, const char *path,
    const char *folder)
{
	struct scripts scripts = {
	    .net = net, .place = {.path = path, .folder = folder}};

	scripts.last = &scripts.first;
	mni_reader_init(&scripts.reader, (const char *)text->data, text->size);
	if (open_all(&scripts) == 0)
		return start_all(&scripts);
	discard_all(scripts.first);
	return -1;
}

/* Whether PATH is that of a zone file: its name says so. */
static bool
is_zone(const char *path)
{
	size_t size = strlen(path);

	return size > 5 && strcmp(path + size - 5, ".zone") == 0;
}

/* A name server that has the zone of PATH and nothing else. */
static int
serve_zone(struct mn_net *net, const char *path)
{
	static const struct mni_place place = {.line = 0};
	char quoted[4096], script[sizeof(quoted) + 20];
	struct mn_server *server;

	(void)snprintf(script, sizeof(script), "dns\n zone %s\n",
	    mni_quote(quoted, sizeof(quoted), path, strlen(path)));
	server = mni_server_open(net, script, strlen(script), &place, NULL);
	return server == NULL || mni_server_start(server, &place) == -1 ? -1
	                                                                : 1;
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
	if (is_zone(path))
		return serve_zone(net, path);
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
