/* SPDX-License-Identifier: MIT */
/* A server that runs as a process beside the benchmark. */
#ifndef MNI_BENCH_PEER_H
#define MNI_BENCH_PEER_H

#include <netinet/in.h>
#include <sys/types.h>

struct peer {
	struct sockaddr_in address; /* on 127.0.0.1 */
	pid_t pid;
};

/* Chooses a port of TYPE that was free a moment ago. */
void peer_find_port(struct peer *peer, int type);

unsigned peer_port(const struct peer *peer);

/* Starts COMMAND, its words and NULL, and waits until it takes connections at
 * the port. */
void peer_start(struct peer *peer, const char *const *command);

/* Has it end, and waits for that. */
void peer_stop(struct peer *peer);

#endif
