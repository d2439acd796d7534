/* SPDX-License-Identifier: MIT */
/*
 * An echo server that runs as a process, on a processor of its own where there
 * are two.  It says on standard output where it listens, as echo-server does:
 * "listening tcp 127.0.0.1:PORT", and "ready" at the end.
 */
#ifndef MNI_BENCH_ECHO_SERVER_H
#define MNI_BENCH_ECHO_SERVER_H

#include <netinet/in.h>
#include <stdbool.h>
#include <sys/types.h>
#include <time.h>

struct server {
	struct sockaddr_in address; /* the one that it said last */
	pid_t pid,
	    child;       /* it, and what was started: the same, or its tracer */
	clockid_t clock; /* of its processor time, in all threads */
};

/* Moves this process to the processor of the servers. */
void server_move(void);

/* Keeps this program off the processor of the servers, unless BESIDE: then it
 * runs there too. */
void server_keep_off(bool beside);

/* Whether it is off that processor. */
bool server_is_apart(void);

/*
 * Starts COMMAND, its words and NULL, and waits until it is ready.  What is
 * started may become the server as another process, and say so: "pid NUMBER".
 * There is one at a time, and none outlives this program.
 */
void server_start(struct server *server, const char *const *command);

/* The processor time that it has taken. */
double server_cpu_us(const struct server *server);

/* The most memory that it has had, in KiB, or 0 where the system does not
 * tell. */
double server_most_kib(const struct server *server);

/* Has it end by SIGTERM, and waits for that. */
void server_stop(const struct server *server);

#endif
