/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "program/servers.h"

#include "base/program.h"
#include "engine/net.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>

#define UNIX_PREFIX "unix:"

static struct mn_server *
find_server(struct mn_net *net, const char *name)
{
	struct mn_server *server;
	size_t i;

	for (i = 0; (server = mn_server(net, i)) != NULL; i++)
		if (name == NULL || strcmp(mn_name(server), name) == 0)
			return server;
	return NULL;
}

static int
fix_ports(const struct mni_servers *servers, struct mn_net *net)
{
	const struct mni_fixed_port *fixed;
	size_t i;

	for (i = 0; i < servers->port_count; i++) {
		fixed = &servers->ports[i];
		if (mni_net_fix_port(net, fixed->name, fixed->port) == 0)
			continue;
		mni_program_error("--port: %s", strerror(errno));
		return -1;
	}
	return 0;
}

/* FIXED has found the one server that it was meant for. */
static bool
is_fixed(const struct mni_fixed_port *fixed, struct mn_net *net)
{
	const struct mn_server *server = find_server(net, fixed->name);

	if (server == NULL)
		mni_program_error(
		    "--port: no server is called '%s'", fixed->name);
	else if (fixed->name == NULL && mn_server(net, 1) != NULL)
		mni_program_error("--port=%u: there are several servers: "
		                  "say --port=NAME=%u",
		    (unsigned)fixed->port, (unsigned)fixed->port);
	else if (mn_port(server) == 0)
		mni_program_error("--port: '%s' is on a path, it has no port",
		    mn_name(server));
	else
		return true;
	return false;
}

/* The servers from the FIRST on have names of their own. */
static bool
are_new(struct mn_net *net, size_t first, const char *path)
{
	const struct mn_server *server;
	size_t i;

	for (i = first; (server = mn_server(net, i)) != NULL; i++)
		if (find_server(net, mn_name(server)) != server) {
			mni_program_error(
			    "%s: another server is called '%s' already", path,
			    mn_name(server));
			return false;
		}
	return true;
}

/* Starts those of one file, behind the FIRST that are there.  Returns how
 * many, or -1. */
static int
start_file(struct mn_net *net, size_t first, const char *path)
{
	int count;

	count = mn_serve_file(net, path);
	if (count == -1)
		mni_program_error("%s", mn_complaint(net));
	return count > 0 && are_new(net, first, path) ? count : -1;
}

int
mni_servers_start(const struct mni_servers *servers, struct mn_net *net)
{
	size_t i, first = 0;
	int count;

	if (fix_ports(servers, net) == -1)
		return -1;
	for (i = 0; i < servers->path_count; i++) {
		count = start_file(net, first, servers->paths[i]);
		if (count == -1)
			return -1;
		first += (size_t)count;
	}
	for (i = 0; i < servers->port_count; i++)
		if (!is_fixed(&servers->ports[i], net))
			return -1;
	return 0;
}

void
mni_servers_stop(struct mn_net *net)
{
	struct mn_server *server;
	size_t i;

	for (i = 0; (server = mn_server(net, i)) != NULL; i++)
		(void)mn_stop(server);
}

struct mni_place
mni_place_of(const struct mn_server *server)
{
	const size_t prefix = sizeof(UNIX_PREFIX) - 1;
	struct mni_place place = {.host = mn_host(server), .port = "-"};
	bool brackets = strchr(place.host, ':') != NULL;

	if (strncmp(place.host, UNIX_PREFIX, prefix) == 0) {
		(void)snprintf(
		    place.address, sizeof(place.address), "%s", place.host);
		place.host += prefix;
		return place;
	}
	(void)snprintf(
	    place.port, sizeof(place.port), "%hu", (uint16_t)mn_port(server));
	(void)snprintf(place.address, sizeof(place.address),
	    brackets ? "[%s]:%s" : "%s:%s", place.host, place.port);
	if (strcmp(mn_kind(server), "http") == 0)
		(void)snprintf(
		    place.url, sizeof(place.url), "http://%s", place.address);
	return place;
}

void
mni_servers_list(struct mn_net *net, FILE *stream)
{
	const struct mn_server *server;
	struct mni_place place;
	size_t i;

	for (i = 0; (server = mn_server(net, i)) != NULL; i++) {
		place = mni_place_of(server);
		(void)fprintf(stream, "%s %s %s %s%s%s\n", mn_name(server),
		    mn_kind(server), place.host, place.port,
		    place.url[0] == '\0' ? "" : " ", place.url);
	}
}

/* Octets that SERVER took and that it sent. */
static void
sum_octets(const struct mn_server *server, size_t *out_in, size_t *out_out)
{
	struct mn_event event;
	size_t i;

	*out_in = *out_out = 0;
	for (i = 0; mn_event(server, i, &event); i++)
		if (event.kind == MN_RECV)
			*out_in += event.size;
		else if (event.kind == MN_SEND)
			*out_out += event.size;
}

static bool
takes_datagrams(const struct mn_server *server)
{
	const char *kind = mn_kind(server);

	return strstr(kind, "udp") != NULL ||
	       strstr(kind, "datagram") != NULL || strcmp(kind, "dns") == 0;
}

/* How many came, which is not how often octets did where connections come
 * too. */
static size_t
count_datagrams(const struct mn_server *server)
{
	struct mn_event event;
	size_t i, count = 0;

	for (i = 0; mn_event(server, i, &event); i++)
		if (event.kind == MN_RECV && event.connection == 0)
			count++;
	return count;
}

void
mni_servers_sum_up(struct mn_net *net, FILE *stream)
{
	const struct mn_server *server;
	size_t i, in, out;

	for (i = 0; (server = mn_server(net, i)) != NULL; i++) {
		sum_octets(server, &in, &out);
		(void)fprintf(stream, "%s: ", mn_name(server));
		if (takes_datagrams(server))
			(void)fprintf(
			    stream, "datagrams %zu", count_datagrams(server));
		if (strcmp(mn_kind(server), "dns") == 0)
			(void)fprintf(stream, ", connections %zu",
			    mn_count(server, MN_ACCEPT));
		else if (!takes_datagrams(server))
			(void)fprintf(stream, "connections %zu",
			    mn_count(server, MN_ACCEPT));
		if (strncmp(mn_kind(server), "http", 4) == 0)
			(void)fprintf(stream, ", requests %zu",
			    mn_count(server, MN_REQUEST));
		(void)fprintf(stream,
		    ", octets in %zu, octets out %zu, faults %zu, "
		    "unexpected %zu\n",
		    in, out, mn_count(server, MN_FAULT),
		    mn_count(server, MN_UNEXPECTED));
	}
	if (mni_net_missed(net) > 0)
		(void)fprintf(stream,
		    "journal: full; %zu events are not in it\n",
		    mni_net_missed(net));
}
