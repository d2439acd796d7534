/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "line.h"

#include "../bug.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define PIECE 65536
#define QUIET_MS 30

const struct bug line_bugs[] = {
    {"reset-is-system", "calls a reset an error of the system"},
    {"trusts-idle", "uses any connection again, and never a new one instead"},
    {"keeps-leftover", "takes what came too early for the next answer"},
    {"drops-leftover", "throws away what came too early, and goes on"},
    {"leftover-is-error", "refuses octets behind an answer"},
    {"reads-again", "reads the first answer again for the second"},
    {"never-keeps", "makes a connection for each request"},
    {NULL, NULL},
};

/* Notes the address of PLACE, which has to be one in digits. */
static enum status
find_server(struct exchange *exchange, const struct place *place)
{
	return read_address(exchange, place->host, place->port) ? OK
	                                                        : NO_ADDRESS;
}

enum status
line_open(
    struct line *line, struct exchange *exchange, const struct place *place)
{
	enum status status = find_server(exchange, place);

	if (status != OK)
		return status;
	line->server = strdup(place->server);
	if (line->server == NULL)
		abort();
	return open_socket(exchange, &line->fd);
}

void
line_close(struct line *line)
{
	if (line->fd != -1)
		close_socket(line->fd);
	free(line->server);
	text_free(&line->all);
	*line = LINE_NONE;
}

/* Whether nothing has come over LINE that nobody asked for. */
static bool
is_quiet(struct line *line)
{
	struct pollfd wanted = {.fd = line->fd, .events = POLLIN};

	if (is("reads-again"))
		line->taken = 0;
	if (is("drops-leftover"))
		line->taken = line->all.size;
	if (is("reads-again") || is("keeps-leftover") || is("trusts-idle"))
		return true;
	return line_came(line).size == 0 && poll(&wanted, 1, 0) == 0;
}

bool
line_may_serve(struct line *line, const struct place *place)
{
	return line->fd != -1 && !is("never-keeps") &&
	       strcmp(line->server, place->server) == 0 && is_quiet(line);
}

enum status
line_send(struct line *line, const struct exchange *exchange,
    const struct text *request)
{
	size_t sent = 0;
	ssize_t size;

	while (sent < request->size) {
		if (wait_for(line->fd, POLLOUT, exchange->deadline) == 0)
			return TIMEOUT;
		size = send(
		    line->fd, request->octets + sent, request->size - sent, 0);
		if (size >= 0)
			sent += (size_t)size;
		else if (status_of(errno) != WAITING)
			break;
	}
	return OK;
}

/* Takes what recv() has given, SIZE octets of PIECE, or an error. */
static enum status
take_piece(struct line *line, const unsigned char *piece, ssize_t size)
{
	line->ended = size <= 0;
	if (size > 0)
		text_append(&line->all, piece, (size_t)size);
	if (size >= 0 || status_of(errno) == OK)
		return OK;
	if (status_of(errno) != TRUNCATED)
		return status_of(errno);
	line->reset = true;
	return is("reset-is-system") ? SYSTEM : OK;
}

enum status
line_receive(struct line *line, struct exchange *exchange)
{
	unsigned char piece[PIECE];
	bool hasty = is("quiet-is-end");
	ssize_t size;

	do {
		if (wait_for(line->fd, POLLIN,
		        hasty ? now_ms() + QUIET_MS : exchange->deadline) ==
		    0) {
			line->ended = hasty;
			return hasty ? OK : TIMEOUT;
		}
		size = recv(line->fd, piece, sizeof(piece), 0);
	} while (size == -1 && status_of(errno) == WAITING);
	if (is("deadline-per-receive"))
		start_deadline(exchange);
	return take_piece(line, piece, size);
}

struct span
line_came(const struct line *line)
{
	if (line->all.size == 0)
		return span_of("");
	return (struct span){(const char *)line->all.octets + line->taken,
	    line->all.size - line->taken};
}
