/* SPDX-License-Identifier: MIT */
/* Echo over a connection. */
#define _POSIX_C_SOURCE 200809L

#include "services.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK 65536

const struct bug echo_stream_bugs[] = {
    {"one-message", "ends behind the first message"},
    {"first-segment", "echoes what comes first, and no more"},
    {"loses-last-octet", "drops the last octet before the end"},
    {"1024-at-most", "echoes the first 1024 octets of a connection"},
    {"one-in-a-million", "changes one octet in a million"},
    {"waits-for-line", "echoes whole lines only"},
    {"waits-for-ten", "echoes ten octets at a time"},
    {"eats-nul", "leaves out NUL"},
    {"eats-iac", "leaves out octet 255, as Telnet does"},
    {"seven-bit", "clears the first bit of every octet"},
    {"lf-to-crlf", "puts CR in front of LF"},
    {"eot-ends", "ends at ^D"},
    {"doubles", "echoes everything twice"},
    {"greets", "says hello first"},
    {"buffers-all", "takes whatever comes, and holds it"},
    {"drops-when-full", "drops what its client does not take at once"},
    {"closes-when-idle", "ends when nothing comes for a while"},
    {"answers-late", "waits 40 ms before each answer"},
    {"no-data-is-death", "ends, for all, by a connection without data"},
    {NULL, NULL},
};

/* What has come over the connection. */
struct input {
	uint8_t data[2 * CHUNK];
	size_t size;  /* octets in data */
	size_t total; /* octets before them */
};

static void
put_in(struct input *input, size_t at, uint8_t octet)
{
	memmove(input->data + at + 1, input->data + at, input->size - at);
	input->data[at] = octet;
	input->size++;
}

static void
take_out(struct input *input, size_t at)
{
	input->size--;
	memmove(input->data + at, input->data + at + 1, input->size - at);
}

/* What some bug does to the octets. */
static void
spoil(struct input *input)
{
	uint8_t *data = input->data;
	size_t i;

	for (i = 0; i < input->size; i++) {
		if (is("one-in-a-million") &&
		    (input->total + i + 1) % 1000003 == 0)
			data[i] ^= 0x20;
		if (is("seven-bit"))
			data[i] &= 0x7f;
		if ((is("eats-nul") && data[i] == 0) ||
		    (is("eats-iac") && data[i] == 0xff))
			take_out(input, i--);
		else if (is("lf-to-crlf") && data[i] == '\n')
			put_in(input, i++, '\r');
	}
}

/* How many octets of the input are echoed now, by some bugs not all. */
static size_t
ready_octets(const struct input *input)
{
	size_t size = input->size;

	if (is("first-segment") && input->total > 0)
		return 0;
	if (is("1024-at-most"))
		return input->total >= 1024         ? 0
		       : size > 1024 - input->total ? 1024 - input->total
		                                    : size;
	if (is("waits-for-line"))
		while (size > 0 && input->data[size - 1] != '\n')
			size--;
	if (is("waits-for-ten"))
		size -= size % 10;
	if (is("loses-last-octet") && size > 0)
		size--;
	return size;
}

/* Whether what is not echoed yet is kept for the next time. */
static bool
keeps_rest(void)
{
	return is("waits-for-line") || is("waits-for-ten") ||
	       is("loses-last-octet");
}

/* Sends as much as there is room for. */
static void
give_quickly(int fd, const uint8_t *data, size_t size)
{
	(void)!send(fd, data, size, MSG_DONTWAIT);
}

static void
give_back(int fd, struct input *input)
{
	size_t came = input->size, size;

	spoil(input);
	size = ready_octets(input);
	if (is("answers-late"))
		(void)poll(NULL, 0, 40);
	if (is("drops-when-full"))
		give_quickly(fd, input->data, size);
	else
		give(fd, input->data, size);
	if (is("doubles"))
		give(fd, input->data, size);
	input->total += keeps_rest() ? size : came;
	input->size -= size;
	if (!keeps_rest())
		input->size = 0;
	memmove(input->data, input->data + size, input->size);
}

/* Takes what comes and what is taken, in any order. */
static void
buffer_all(int fd)
{
	size_t size = 0, sent = 0, room = 0;
	struct pollfd wanted = {.fd = fd};
	uint8_t *held = NULL;
	bool open = true;
	ssize_t moved;

	while (open || sent < size) {
		wanted.events =
		    (short)((open ? POLLIN : 0) | (sent < size ? POLLOUT : 0));
		(void)poll(&wanted, 1, -1);
		if (size + CHUNK > room) {
			room = 2 * room + CHUNK;
			held = realloc(held, room);
			if (held == NULL)
				die();
		}
		moved = recv(fd, held + size, CHUNK, MSG_DONTWAIT);
		open = open && moved != 0;
		size += moved > 0 ? (size_t)moved : 0;
		moved = send(
		    fd, held + sent, size - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
		if (moved == -1 && errno != EAGAIN && errno != EWOULDBLOCK)
			lose();
		sent += moved > 0 ? (size_t)moved : 0;
	}
	free(held);
}

static bool
is_over(int fd, const struct input *input)
{
	if (is("one-message") && input->total > 0)
		return true;
	if (is("eot-ends") && memchr(input->data, 4, input->size) != NULL)
		return true;
	return is("closes-when-idle") && !has_more(fd, 20);
}

/* Whether its client has closed its side already, by the bug. */
static bool
leaves(int fd)
{
	uint8_t octet;

	return is("leaves-at-fin") && has_more(fd, 20) &&
	       recv(fd, &octet, 1, MSG_PEEK) == 0;
}

void
serve_echo(int fd)
{
	static struct input input;
	ssize_t size;

	if (is("greets"))
		give(fd, "hello\r\n", 7);
	if (is("buffers-all")) {
		buffer_all(fd);
		return;
	}
	while (!is_over(fd, &input)) {
		size = recv(fd, input.data + input.size,
		    sizeof(input.data) / 2 - input.size, 0);
		if (size == -1)
			lose();
		if (size == 0 && input.total == 0 && is("no-data-is-death"))
			die();
		if (size == 0)
			break;
		input.size += (size_t)size;
		if (leaves(fd))
			break;
		if (!is("eot-ends") ||
		    memchr(input.data, 4, input.size) == NULL)
			give_back(fd, &input);
	}
}
