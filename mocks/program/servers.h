/* SPDX-License-Identifier: MIT */
/*
 * The servers of a net as the program mocknet has them: started from files,
 * listed with where they are, and summed up when all is over.
 */
#ifndef MNI_SERVERS_H
#define MNI_SERVERS_H

#include "base/compiler.h"
#include "mocknet.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* A port that a server is to have, whatever its script says. */
struct mni_fixed_port {
	const char *name; /* of the server; NULL: the only one */
	uint16_t port;
};

/* What is to be started. */
struct mni_servers {
	char **paths; /* "-": standard input */
	size_t path_count;
	struct mni_fixed_port *ports;
	size_t port_count;
};

/* Starts all of them in NET.  Returns 0, or -1 when it has printed what is
 * wrong. */
int mni_servers_start(
    const struct mni_servers *servers, struct mn_net *net) MNI_MUST_USE;

/* Stops all servers of NET. */
void mni_servers_stop(struct mn_net *net);

/* Where a server is, as text. */
struct mni_place {
	const char *host;  /* the net's; an address, or a path */
	char port[8];      /* "-" for a path */
	char address[160]; /* "127.0.0.1:17", "[::1]:17" or "unix:PATH" */
	char url[180];     /* of http, "http://127.0.0.1:80/"; else "" */
};

struct mni_place mni_place_of(const struct mn_server *server);

/* Writes a line "NAME KIND HOST PORT" for each server, and behind it the URL
 * where it has one. */
void mni_servers_list(struct mn_net *net, FILE *stream);

/* Writes a line for each server: how much came and went, and what was odd. */
void mni_servers_sum_up(struct mn_net *net, FILE *stream);

#endif
