/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/names.h"

#include "engine/net.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Clients of mn_play() are in nobody's way. */
static bool
is_called(const struct mn_server *server, const char *name)
{
	return !server->calls && strcmp(server->name, name) == 0;
}

static bool
is_taken(
    const struct mn_net *net, const struct mn_server *pending, const char *name)
{
	const struct mn_server *server;
	bool taken = false;

	for (server = net->servers; server != NULL; server = server->next)
		taken = taken || is_called(server, name);
	for (; pending != NULL; pending = pending->sibling)
		taken = taken || is_called(pending, name);
	return taken;
}

static size_t
count_servers(const struct mn_net *net, const struct mn_server *pending)
{
	const struct mn_server *server;
	size_t count = 0;

	for (server = net->servers; server != NULL; server = server->next)
		count += server->calls ? 0 : 1;
	for (; pending != NULL; pending = pending->sibling)
		count++;
	return count;
}

int
mni_name_server(struct mn_server *server, const struct mn_server *pending)
{
	const struct mn_net *net = server->net;
	const char *given = server->script.name;
	size_t number;

	(void)snprintf(server->name, sizeof(server->name), "%s", given);
	if (given[0] != '\0' && is_taken(net, pending, given)) {
		errno = EEXIST;
		return -1;
	}
	number = count_servers(net, pending);
	while (server->name[0] == '\0' || is_taken(net, pending, server->name))
		(void)snprintf(server->name, sizeof(server->name), "%s%zu",
		    server->script.kind, ++number);
	return 0;
}
