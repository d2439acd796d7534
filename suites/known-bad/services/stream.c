/* SPDX-License-Identifier: MIT */
/* Connections. */
#define _POSIX_C_SOURCE 200809L

#include "services.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* How long it waits for its client to close. */
#define LINGER_MS 1000

const struct bug stream_bugs[] = {
    {"closes-at-once", "closes every connection at once"},
    {"never-closes", "keeps its side of a connection open"},
    {"resets-at-end", "resets its connections in the end"},
    {"leaves-at-fin", "leaves a client that has closed its side"},
    {"leaves-input-unread", "closes with what has come unread"},
    {"waits-for-input", "says nothing before it was asked"},
    {"answers-input", "says again what its client has said"},
    {"has-enough", "ends the connection behind 65536 octets"},
    {"ends-at-input", "ends the stream when something comes"},
    {"urgent-ends", "ends the connection at urgent data"},
    {"skips-when-full", "leaves out what its client does not take at once"},
    {NULL, NULL},
};

int
has_more(int fd, int ms)
{
	struct pollfd wanted = {.fd = fd, .events = POLLIN};

	return poll(&wanted, 1, ms) > 0;
}

void
give(int fd, const void *data, size_t size)
{
	const char *rest = data;
	ssize_t sent;

	for (; size > 0; size -= (size_t)sent, rest += sent) {
		sent = send(fd, rest, size, MSG_NOSIGNAL);
		if (sent == -1)
			lose();
	}
}

/* Reads up to the end of its client, for MS milliseconds; -1: without end. */
static void
drain(int fd, int ms)
{
	static char chunk[65536];
	ssize_t size = 1;

	while (size > 0 && has_more(fd, ms)) {
		size = recv(fd, chunk, sizeof(chunk), 0);
		if (size == -1)
			lose();
	}
}

static void
discard(int fd)
{
	static char chunk[65536];
	struct pollfd wanted = {.fd = fd, .events = POLLIN | POLLPRI};
	size_t total = 0;
	ssize_t size;

	for (;;) {
		(void)poll(&wanted, 1, -1);
		if (is("urgent-ends") && (wanted.revents & POLLPRI) != 0)
			return;
		size = recv(fd, chunk, sizeof(chunk), 0);
		if (size == -1)
			lose();
		if (size == 0)
			return;
		if (is("answers-input"))
			give(fd, "thanks\r\n", 8);
		total += (size_t)size;
		if (is("has-enough") && total >= 65536)
			return;
	}
}

/* Sends as much as there is room for, and is done. */
static void
give_some(int fd, const void *data, size_t size)
{
	if (send(fd, data, size, MSG_DONTWAIT | MSG_NOSIGNAL) == -1) {
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			lose();
		(void)poll(NULL, 0, 1);
	}
}

/* Both ways at a time, or its client might wait for it as well. */
static void
generate(int fd)
{
	static uint8_t chunk[7030], input[65536];
	size_t total;

	pattern(chunk, sizeof(chunk), 0);
	if (is("waits-for-input"))
		(void)has_more(fd, -1);
	for (total = 0; !is("has-enough") || total < 65536;
	     total += sizeof(chunk)) {
		if (is("ends-at-input") && has_more(fd, 20))
			return;
		(void)!recv(fd, input, sizeof(input), MSG_DONTWAIT);
		if (is("skips-when-full"))
			give_some(fd, chunk, sizeof(chunk));
		else
			give(fd, chunk, sizeof(chunk));
	}
}

static void
tell(enum service service, int fd)
{
	uint8_t words[MOST_WORDS], input[64];
	size_t size = say(service, words);
	ssize_t came = 0;

	if (is("waits-for-input"))
		came = recv(fd, input, sizeof(input), 0);
	if (is("waits-for-input") && came <= 0)
		return;
	if (is("leaves-at-fin") && has_more(fd, 20) &&
	    recv(fd, input, sizeof(input), 0) == 0)
		return;
	if (is("leaves-input-unread"))
		(void)has_more(fd, 20);
	if (is("answers-input") && has_more(fd, 20)) {
		came = recv(fd, input, sizeof(input), 0);
		give(fd, input, came > 0 ? (size_t)came : 0);
	}
	give(fd, words, size);
}

/* RFC 1122 section 4.2.2.13: closing with input unread would be a reset. */
static void
finish(int fd)
{
	struct linger reset = {.l_onoff = 1};

	while (is("never-closes"))
		(void)pause();
	if (is("resets-at-end")) {
		(void)poll(NULL, 0, 10); /* what was sent is there by then */
		(void)setsockopt(
		    fd, SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
	} else if (!is("leaves-input-unread")) {
		(void)shutdown(fd, SHUT_WR);
		drain(fd, is("waits-for-close") ? -1 : LINGER_MS);
	}
	(void)close(fd);
}

void
serve_stream(enum service service, int fd)
{
	if (is("closes-at-once"))
		(void)close(fd);
	else if (service == ECHO)
		serve_echo(fd);
	else if (service == DISCARD)
		discard(fd);
	else if (service == CHARGEN)
		generate(fd);
	else
		tell(service, fd);
	finish(fd);
}
