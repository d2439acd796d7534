/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "oneshot.h"

#include "bug.h"
#include "datagram.h"
#include "utf8.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define DAY_MS 86400000
#define MOST_OCTETS 65536
#define PIECE 8192 /* octets of one read from a connection */

const struct bug oneshot_bugs[] = {
    {"speaks-first", "sends a line end before it reads a connection"},
    {"half-closes-first", "closes its side of a connection before it reads"},
    {"takes-endless", "has no limit of size, and beyond it no deadline"},
    {"single-read", "reads once from a connection"},
    {"keeps-last-piece", "reads 8 octets at a time, over the ones before"},
    {"ignores-fin", "waits after the FIN until the connection is gone"},
    {"hangs-on-empty", "waits without end after a close without an octet"},
    {"dies-on-empty", "is killed by a signal when no octet has come"},
    {"stops-at-line", "takes the first line only"},
    {"stops-at-nul", "takes a NUL for the end"},
    {"needs-line-end", "drops a last line that has no line end"},
    {"adds-line-end", "adds a line end to the text"},
    {"drops-last-octet", "leaves the last octet out"},
    {"converts-line-ends", "prints CRLF as LF"},
    {"refuses-high-octets", "fails at an octet over 0x7f"},
    {"utf8-by-piece", "wants whole UTF-8 in each read of 8 octets"},
    {NULL, NULL},
};

static enum status
end_of_stream(const struct exchange *exchange, int fd, const struct text *text)
{
	if (is("ignores-fin") && wait_for(fd, 0, exchange->deadline) == 0)
		return TIMEOUT;
	if (is("hangs-on-empty") && text->size == 0)
		(void)pause();
	return text->size == 0 ? TRUNCATED : OK;
}

/* Takes one piece; OK is the end of the text. */
static enum status
take_piece(struct exchange *exchange, int fd, size_t most, struct text *text)
{
	bool small = is("keeps-last-piece") || is("utf8-by-piece");
	size_t wanted = small ? 8 : PIECE, left = most - text->size;
	unsigned char piece[PIECE];
	ssize_t size = recv(fd, piece, left < wanted ? left : wanted, 0);

	if (size == -1)
		return status_of(errno);
	if (size == 0)
		return end_of_stream(exchange, fd, text);
	if (is("deadline-per-receive"))
		start_deadline(exchange);
	if (is("keeps-last-piece"))
		text->size = 0;
	if (is("utf8-by-piece") && !utf8_is_whole(piece, (size_t)size))
		return MALFORMED;
	text_append(text, piece, (size_t)size);
	if (text->size > MOST_OCTETS) {
		text->size = is("takes-endless") ? 0 : MOST_OCTETS;
		if (text->size > 0)
			return TOO_LARGE;
		exchange->deadline = now_ms() + DAY_MS;
	}
	return text->size == most || is("single-read") ? OK : WAITING;
}

static enum status
read_stream(struct exchange *exchange, int fd, struct text *text)
{
	size_t most = bug_number("cuts-at-", MOST_OCTETS + 1);
	enum status status = WAITING;
	bool short_wait = is("quiet-is-end");

	if (is("speaks-first"))
		(void)send(fd, "\r\n", 2, 0);
	if (is("half-closes-first"))
		(void)shutdown(fd, SHUT_WR);
	while (status == WAITING && now_ms() < exchange->deadline &&
	       wait_for(fd, POLLIN,
	           short_wait ? now_ms() + 30 : exchange->deadline) != 0)
		status = take_piece(exchange, fd, most, text);
	if (status != WAITING)
		return status;
	return short_wait ? OK : TIMEOUT;
}

static enum status
ask(struct exchange *exchange, int fd, struct text *text)
{
	struct text request = {.octets = NULL};
	enum status status;

	if (exchange->type == SOCK_STREAM)
		return read_stream(exchange, fd, text);
	text_append(&request, "\r\n", 2);
	status = ask_by_datagram(exchange, fd, &request, text);
	text_free(&request);
	return status == OK && text->size == 0 ? MALFORMED : status;
}

static enum status
cut_text(struct text *text)
{
	size_t i, size = 0, most;
	const unsigned char *found;

	for (i = 0; i < text->size; i++) {
		if (is("refuses-high-octets") && text->octets[i] > 0x7f)
			return SYSTEM;
		if (!is("converts-line-ends") || text->octets[i] != '\r')
			text->octets[size++] = text->octets[i];
	}
	text->size = most = size;
	if (size == 0)
		return OK;
	found = memchr(text->octets, is("stops-at-nul") ? '\0' : '\n', size);
	if (is("stops-at-line") && found != NULL)
		most = (size_t)(found - text->octets) + 1;
	if (is("stops-at-nul") && found != NULL)
		most = (size_t)(found - text->octets);
	while (
	    is("needs-line-end") && most > 0 && text->octets[most - 1] != '\n')
		most--;
	text->size = is("drops-last-octet") ? most - 1 : most;
	return OK;
}

enum status
edit_text(struct text *text)
{
	enum status status = cut_text(text);

	if (is("adds-line-end"))
		text_append(text, "\n", 1);
	return status;
}

enum status
fetch_oneshot(struct exchange *exchange, struct text *out_text)
{
	int fd;
	enum status status = open_socket(exchange, &fd), edited;

	if (status == OK)
		status = ask(exchange, fd, out_text);
	close_socket(fd);
	/* The one signal that leaves no core and that nothing catches. */
	if (is("dies-on-empty") && out_text->size == 0 &&
	    (status == MALFORMED || status == TRUNCATED))
		(void)raise(SIGKILL);
	edited = edit_text(out_text);
	return status == OK ? edited : status;
}
