/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "servers.h"

#include <string.h>

/* Cuts TEXT into an address, perhaps out of brackets, and a port. */
static bool
split(char *text, char **out_host, char **out_port)
{
	char *colon = strrchr(text, ':');

	if (colon == NULL || colon == text)
		return false;
	*colon = '\0';
	*out_port = colon + 1;
	*out_host = text;
	if (*text == '[' && colon[-1] == ']') {
		colon[-1] = '\0';
		*out_host = text + 1;
	}
	return true;
}

static bool
add(struct servers *servers, const struct exchange *exchange, const char *text)
{
	struct exchange *server;
	char *own, *host, *port;

	if (servers->count == SERVERS_MOST || strlen(text) >= SERVER_TEXT)
		return false;
	server = &servers->list[servers->count];
	own = servers->texts[servers->count++];
	memcpy(own, text, strlen(text) + 1);
	*server = *exchange;
	return split(own, &host, &port) && set_server(server, host, port);
}

bool
servers_read(struct servers *servers, const struct exchange *exchange)
{
	char *const *text = exchange->asked + 1;

	servers->list[0] = *exchange;
	servers->count = *text == NULL;
	servers->first = 0;
	for (; *text != NULL; text++)
		if (!add(servers, exchange, *text))
			return false;
	return true;
}
