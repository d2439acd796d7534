/* SPDX-License-Identifier: MIT */
/*
 * The small services with one bug, chosen by name: what the suite has to catch.
 * With --bug none they are right.  They share nothing with what is tested but
 * the choice of bugs with the known-bad client.  Which bug fails which case
 * stands in services.bugs.  Each listens on a free port, and standard output
 * says where.
 */
#define _POSIX_C_SOURCE 200809L

#include "services.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* No stray process survives its test by more than this. */
#define LAST_RESORT_S 120
#define CONNECTION_S 30

/* The socket of a service for connections, and behind it that for datagrams. */
#define SOCKETS ((nfds_t)2 * SERVICES)

static const char *const names[SERVICES] = {
    "echo", "discard", "chargen", "qotd", "daytime", "time"};

static const struct bug server_bugs[] = {
    {"one-at-a-time", "serves one connection at a time"},
    {"ten-at-once", "serves ten connections at a time, and no more"},
    {"serves-100", "serves the first hundred connections"},
    {"waits-for-close", "serves the next when its client has closed"},
    {"dies-by-reset", "ends, for all, when a connection is reset"},
    {NULL, NULL},
};

const struct bug *const bug_tables[] = {server_bugs, stream_bugs,
    echo_stream_bugs, datagram_bugs, words_bugs, NULL};

void
die(void)
{
	(void)kill(0, SIGKILL);
	_exit(0);
}

void
lose(void)
{
	if (is("dies-by-reset"))
		die();
	_exit(0);
}

/* Whether one more connection is not served, by some bug. */
static bool
has_enough(void)
{
	static int served, running;

	while (running > 0 && waitpid(-1, NULL, WNOHANG) > 0)
		running--;
	running++;
	served++;
	return (is("serves-100") && served > 100) ||
	       (is("ten-at-once") && running > 10);
}

static void
serve_connection(enum service service, int listener)
{
	int fd = accept(listener, NULL, NULL);

	if (fd == -1)
		return;
	if (has_enough()) {
		(void)close(fd);
		return;
	}
	if (fork() == 0) {
		(void)alarm(CONNECTION_S);
		(void)close(listener);
		serve_stream(service, fd);
		_exit(0);
	}
	(void)close(fd);
	if (is("one-at-a-time") || is("waits-for-close"))
		(void)wait(NULL);
}

/* Opens a socket of TYPE on a free port of the loopback and says where.
 * Returns it, or -1. */
static int
open_somewhere(const char *name, int type)
{
	struct sockaddr_in own = {.sin_family = AF_INET};
	socklen_t size = sizeof(own);
	int fd = socket(AF_INET, type, 0);

	own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd == -1 || bind(fd, (struct sockaddr *)&own, size) == -1 ||
	    (type == SOCK_STREAM && listen(fd, 128) == -1) ||
	    getsockname(fd, (struct sockaddr *)&own, &size) == -1)
		return -1;
	(void)printf("%s-server-%s 127.0.0.1:%u\n", name,
	    type == SOCK_STREAM ? "tcp" : "udp", ntohs(own.sin_port));
	return fd;
}

/* Returns 0, or -1. */
static int
open_all(struct pollfd wanted[SOCKETS])
{
	nfds_t i;

	for (i = 0; i < SOCKETS; i++) {
		wanted[i].events = POLLIN;
		wanted[i].fd = open_somewhere(
		    names[i / 2], i % 2 == 0 ? SOCK_STREAM : SOCK_DGRAM);
		if (wanted[i].fd == -1)
			return -1;
	}
	return fflush(stdout) == 0 ? 0 : -1;
}

static void
serve_all(struct pollfd wanted[SOCKETS])
{
	nfds_t i;

	for (;;) {
		(void)poll(wanted, SOCKETS, -1);
		for (i = 0; i < SOCKETS; i++) {
			if ((wanted[i].revents & POLLNVAL) != 0)
				wanted[i].fd = -1;
			if ((wanted[i].revents & POLLIN) == 0)
				continue;
			if (i % 2 == 0)
				serve_connection(
				    (enum service)(i / 2), wanted[i].fd);
			else
				serve_datagram(
				    (enum service)(i / 2), wanted[i].fd);
		}
	}
}

int
main(int argc, char **argv)
{
	struct pollfd wanted[SOCKETS] = {{.fd = -1}};
	int status;

	if (!bug_take_arguments(argc, argv, "services", &status))
		return status;
	(void)setpgid(0, 0);
	(void)alarm(LAST_RESORT_S);
	if (open_all(wanted) == -1) {
		perror("services");
		return 1;
	}
	serve_all(wanted);
	return 0;
}
