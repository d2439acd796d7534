/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "input.h"

#include "../bug.h"
#include "server.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

const struct bug input_bugs[] = {
    {"reads-once", "takes what its first read brings for all there is"},
    {"eof-is-not-seen", "waits on when a client has closed its side"},
    {"waits-for-crlf", "waits for a CRLF where a line ends with LF"},
    {"cr-is-line-end", "ends a line at a CR alone"},
    {NULL, NULL},
};

/* Reads once more.  Returns whether something came. */
static bool
fill(struct input *input)
{
	ssize_t size;

	if (is("reads-once") && input->reads++ > 0)
		give_up();
	memmove(
	    input->octets, input->octets + input->at, input->size - input->at);
	input->size -= input->at;
	input->at = 0;
	size = recv(input->fd, input->octets + input->size,
	    sizeof(input->octets) - input->size, 0);
	if (size == -1)
		lose();
	if (size == 0 && is("eof-is-not-seen"))
		for (;;)
			(void)pause();
	input->size += (size_t)size;
	return size > 0;
}

/* Where the line that begins at START has its end, or NULL. */
static const unsigned char *
line_end(const unsigned char *start, size_t size)
{
	const unsigned char *end = memchr(start, '\n', size), *cr;

	if (is("cr-is-line-end")) {
		cr = memchr(start, '\r', size);
		if (cr != NULL && cr + 1 < start + size && cr[1] != '\n')
			return cr;
	}
	if (!is("waits-for-crlf"))
		return end;
	while (end != NULL && (end == start || end[-1] != '\r'))
		end = memchr(end + 1, '\n', size - (size_t)(end + 1 - start));
	return end;
}

enum got
input_line(struct input *input, size_t most, struct line *out_line)
{
	const unsigned char *start, *end;
	size_t size;

	for (;;) {
		start = input->octets + input->at;
		end = line_end(start, input->size - input->at);
		size = end == NULL ? input->size - input->at
		                   : (size_t)(end - start);
		if (size > most)
			return GOT_TOO_MUCH;
		if (end != NULL)
			break;
		if (!fill(input))
			return GOT_END;
	}
	input->at += size + 1;
	out_line->text = (const char *)start;
	out_line->lf_alone = size == 0 || end[-1] != '\r';
	out_line->size = out_line->lf_alone ? size : size - 1;
	return GOT;
}

enum got
input_skip(struct input *input, uint64_t size)
{
	size_t part;

	while (size > 0) {
		part = input->size - input->at;
		if (part > size)
			part = (size_t)size;
		input->at += part;
		size -= part;
		if (size > 0 && !fill(input))
			return GOT_END;
	}
	return GOT;
}

/* Whether something can be read within MS milliseconds. */
static bool
comes(const struct input *input, int ms)
{
	struct pollfd wanted = {.fd = input->fd, .events = POLLIN};

	return poll(&wanted, 1, ms) > 0;
}

bool
input_ends(struct input *input, int ms)
{
	char octet;

	return input->at == input->size && comes(input, ms) &&
	       recv(input->fd, &octet, 1, MSG_PEEK) == 0;
}

void
input_forget(struct input *input)
{
	input->at = input->size;
}

void
input_drain(struct input *input, int ms)
{
	while (comes(input, ms) &&
	       recv(input->fd, input->octets, sizeof(input->octets), 0) > 0)
		continue;
}
