/* SPDX-License-Identifier: MIT */
/*
 * A server of HTTP/1.1 with one bug, chosen by name: what the suite has to
 * catch.  With --bug none it is right.  It shares nothing with what is tested
 * but the choice of bugs with the known-bad client.  Which bug fails which case
 * stands in http-server.bugs.  It listens on a free port, says on standard
 * output where, and has a process for each connection.
 */
#define _POSIX_C_SOURCE 200809L

#include "server.h"

#include "asked.h"
#include "content.h"
#include "given.h"
#include "input.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* No stray process survives its test by more than this. */
#define LAST_RESORT_S 120
#define CONNECTION_S 30

/* How long it waits for its client to close, behind its last response. */
#define LINGER_MS 1000

const struct bug server_bugs[] = {
    {"serves-behind-close", "serves what came behind a request with close"},
    {"one-request", "ends behind its first response, and does not say so"},
    {"drops-pipelined", "forgets what came together with a request"},
    {"answers-last-first", "answers the later of two requests first"},
    {"resets-at-end", "resets its connections in the end"},
    {"dies-by-reset", "ends, for all, when a client resets its connection"},
    {"looks-for-fin", "leaves a client that has closed its side"},
    {"keeps-1.0", "keeps the connections of HTTP/1.0"},
    {"waits-for-content", "waits for content and sends no 100"},
    {"continues-1.0", "sends 100 in HTTP/1.0"},
    {"unknown-expectation-is-501", "answers 501 to what it cannot expect"},
    {"one-at-a-time", "serves one connection at a time"},
    {"answers-nothing", "closes every connection at once"},
    {"hangs", "answers nobody"},
    {NULL, NULL},
};

const struct bug *const bug_tables[] = {server_bugs, input_bugs, asked_bugs,
    field_bugs, content_bugs, given_bugs, NULL};

static char address[40];

const char *
own_address(void)
{
	return address;
}

_Noreturn void
give_up(void)
{
	_exit(0);
}

_Noreturn void
lose(void)
{
	if (is("dies-by-reset"))
		(void)kill(0, SIGKILL);
	give_up();
}

/* Whether the connection ends behind the response to ASKED. */
static bool
is_last(const struct asked *asked)
{
	if (asked->refusal != 0 && asked->refusal != 417)
		return true;
	return asked->closes ||
	       (asked->minor == 0 && !asked->keeps && !is("keeps-1.0"));
}

/* Does what ASKED expects before its content comes. */
static void
meet_expectation(int fd, struct asked *asked)
{
	bool asks = strcasecmp(asked->expect, "100-continue") == 0;

	if (asked->expect[0] != '\0' && !asks)
		refuse(asked, is("unknown-expectation-is-501") ? 501 : 417);
	if (asks && has_content(asked) && !is("waits-for-content") &&
	    (asked->minor > 0 || is("continues-1.0")))
		give_continue(fd);
}

/* Answers ASKED, when it is its turn. */
static void
answer(struct input *input, const struct asked *asked, bool last)
{
	static struct asked next;

	if (is("answers-last-first") && input->at < input->size &&
	    ask(input, &next))
		give(input->fd, &next, is_last(&next));
	give(input->fd, asked, last);
}

/* Serves the next request.  Returns whether there may be another. */
static bool
serve_request(struct input *input)
{
	static struct asked asked;
	bool last;

	if (!ask(input, &asked))
		return false;
	if (is("looks-for-fin") && input_ends(input, 100))
		return false;
	if (asked.refusal == 0)
		check_framing(&asked);
	if (asked.refusal == 0)
		meet_expectation(input->fd, &asked);
	if (asked.refusal == 0 || asked.refusal == 417)
		take_content(input, &asked);
	if (is("drops-pipelined"))
		input_forget(input);
	last = is_last(&asked);
	answer(input, &asked, last);
	if (last && is("serves-behind-close") && input->at < input->size)
		return true;
	return !last && !is("one-request");
}

/* Ends the connection in stages: RFC 9112 section 9.6. */
static void
close_connection(struct input *input)
{
	struct linger reset = {.l_onoff = 1};

	if (is("resets-at-end")) {
		(void)setsockopt(
		    input->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	} else {
		(void)shutdown(input->fd, SHUT_WR);
		input_drain(input, LINGER_MS);
	}
	(void)close(input->fd);
}

static void
serve(int fd)
{
	static struct input input;

	input = (struct input){.fd = fd};
	while (is("hangs"))
		(void)pause();
	while (!is("answers-nothing") && serve_request(&input))
		continue;
	close_connection(&input);
}

static void
accept_all(int listener)
{
	int fd;

	for (;;) {
		fd = accept(listener, NULL, NULL);
		if (fd == -1)
			continue;
		if (is("one-at-a-time")) {
			serve(fd);
		} else if (fork() == 0) {
			(void)alarm(CONNECTION_S);
			(void)close(listener);
			serve(fd);
			_exit(0);
		} else {
			(void)close(fd);
		}
	}
}

/* Listens on a free port of the loopback and says where.  Returns the socket,
 * or -1. */
static int
listen_somewhere(void)
{
	struct sockaddr_in own = {.sin_family = AF_INET};
	socklen_t size = sizeof(own);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd == -1 || bind(fd, (struct sockaddr *)&own, size) == -1 ||
	    listen(fd, 128) == -1 ||
	    getsockname(fd, (struct sockaddr *)&own, &size) == -1)
		return -1;
	(void)snprintf(
	    address, sizeof(address), "127.0.0.1:%u", ntohs(own.sin_port));
	(void)printf("http-server-tcp %s\n", address);
	return fflush(stdout) == 0 ? fd : -1;
}

int
main(int argc, char **argv)
{
	int listener, status;

	if (!bug_take_arguments(argc, argv, "server", &status))
		return status;
	(void)setpgid(0, 0);
	(void)signal(SIGCHLD, SIG_IGN);
	(void)alarm(LAST_RESORT_S);
	listener = listen_somewhere();
	if (listener == -1) {
		perror("server");
		return 1;
	}
	accept_all(listener);
	return 0;
}
