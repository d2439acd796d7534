/* SPDX-License-Identifier: MIT */
/*
 * The clients that echo servers are measured with, many in one thread.  Each
 * octet that comes back is held against what was sent; one that is missing,
 * wrong or too much ends the program, and so does a server that is silent.
 * All of it needs volume_make().
 */
#ifndef MNI_BENCH_ECHO_LOAD_H
#define MNI_BENCH_ECHO_LOAD_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>

#define LOAD_MESSAGE 64 /* octets */

/*
 * Clients that have conversations: messages, each of which is sent when the
 * one before it is back.
 */
struct load {
	struct sockaddr_in server;
	size_t clients; /* at a time */
	size_t active;  /* so many of them talk at all */
	/* Of a conversation.  0: it is one message, over the connection that
	 * its client has had from the start, else it has its own. */
	size_t messages;
	int pause_ms; /* between two messages */
	/* Never waits for an echo, but looks for it all the time: a processor
	 * that sleeps has to be woken by the server, which would pay for
	 * clients that have nothing to do. */
	bool awake;
};

/* Connects those that keep their connection, and has one message of each come
 * back. */
struct fleet *load_open(const struct load *load);

/* Returns when COUNT conversations have been had. */
void load_run(struct fleet *fleet, size_t count);

/* Resets the connections, so that no port is kept for them. */
void load_close(struct fleet *fleet);

/* Sends SIZE octets over each of so many connections, and then their end,
 * while it reads to the end that comes back. */
void load_stream(
    const struct sockaddr_in *server, size_t connections, size_t size);

/* Sends COUNT datagrams of LOAD_MESSAGE octets, WINDOW of which are under way
 * at a time; AWAKE as above. */
void load_datagrams(
    const struct sockaddr_in *server, size_t window, size_t count, bool awake);

#endif
