/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "echo.h"

#include "bug.h"
#include "datagram.h"

#include <ctype.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PIECE 65536
#define MOST_DATAGRAM 65507

const struct bug echo_bugs[] = {
    /* What is sent. */
    {"reads-input-once", "reads what is to be sent once"},
    {"sends-lf", "sends CRLF as LF"},
    {"sends-one-line", "sends the first line only"},
    {"sends-up-to-nul", "takes a NUL for the end of what is to be sent"},
    {"sends-1024", "sends 1024 octets at most"},
    {"adds-sent-line-end", "sends a line end behind what was given"},
    {"sends-a-nul", "sends a NUL behind what was given"},
    {"dies-of-pipe", "goes on sending after an error, and dies of SIGPIPE"},
    /* When the stream ends. */
    {"writes-first", "reads nothing until everything is sent"},
    {"ends-with-input", "waits for no echo when all is sent"},
    {"reads-once", "reads once"},
    {"waits-for-close", "waits for the end of the connection in any case"},
    {"short-is-whole", "takes the end of a connection for that of the echo"},
    {"skips-the-rest", "ignores what comes behind the echo"},
    /* How the echo is compared. */
    {"never-compares", "takes whatever comes for the echo"},
    {"compares-size", "compares how many octets come"},
    {"compares-start", "compares the first 4 octets"},
    {"compares-strings", "compares up to a NUL"},
    {"compares-letters", "takes small letters and capitals for the same"},
    {"compares-7-bits", "compares without the highest bits"},
    {"compares-sum", "compares the sum of all octets"},
    {"awaits-the-same", "waits for another datagram when it is not the same"},
    /* What is printed. */
    {"prints-sent", "prints what was sent"},
    {"prints-whole-only", "prints nothing of an echo that ends in an error"},
    {NULL, NULL},
};

static enum status
read_input(struct text *input)
{
	unsigned char piece[PIECE];
	ssize_t size;

	while ((size = read(STDIN_FILENO, piece, sizeof(piece))) > 0) {
		text_append(input, piece, (size_t)size);
		if (is("reads-input-once"))
			break;
	}
	return size == -1 ? SYSTEM : OK;
}

static void
drop_carriage_returns(struct text *text)
{
	size_t i, size = 0;

	for (i = 0; i < text->size; i++)
		if (text->octets[i] != '\r')
			text->octets[size++] = text->octets[i];
	text->size = size;
}

static void
end_before(struct text *text, char octet)
{
	const unsigned char *found =
	    text->size == 0 ? NULL : memchr(text->octets, octet, text->size);

	if (found != NULL)
		text->size = (size_t)(found - text->octets);
}

/* What bugs make of what is to be sent. */
static void
edit(struct text *input)
{
	if (is("sends-lf"))
		drop_carriage_returns(input);
	if (is("sends-1024") && input->size > 1024)
		input->size = 1024;
	if (is("sends-up-to-nul"))
		end_before(input, '\0');
	if (is("sends-one-line"))
		end_before(input, '\n');
	if (is("sends-a-nul"))
		text_append(input, "", 1);
	if (is("adds-sent-line-end"))
		text_append(input, "\n", 1);
}

/* Whether octet I of ECHO, which is another than that of INPUT, matters. */
static bool
differs_at(const struct text *input, const struct text *echo, size_t i)
{
	if (is("compares-start"))
		return i < 4;
	if (is("compares-strings"))
		return memchr(input->octets, '\0', i + 1) == NULL;
	if (is("compares-letters"))
		return tolower(input->octets[i]) != tolower(echo->octets[i]);
	if (is("compares-7-bits"))
		return ((input->octets[i] ^ echo->octets[i]) & 0x7f) != 0;
	return !is("never-compares") && !is("compares-size") &&
	       !is("compares-sum");
}

static unsigned long
sum_of(const struct text *text)
{
	unsigned long sum = 0;
	size_t i;

	for (i = 0; i < text->size; i++)
		sum += text->octets[i];
	return sum;
}

/* Compares what has come with what was sent, from octet FROM on. */
static bool
is_same(const struct text *input, const struct text *echo, size_t from)
{
	size_t i;

	if (is("compares-sum") && echo->size == input->size)
		return sum_of(input) == sum_of(echo);
	if (echo->size > input->size)
		return is("never-compares") || is("skips-the-rest");
	for (i = from; i < echo->size; i++)
		if (input->octets[i] != echo->octets[i] &&
		    differs_at(input, echo, i))
			return false;
	return true;
}

/* A stream while it goes both ways. */
struct stream {
	struct exchange *exchange;
	int fd;
	const struct text *input;
	size_t sent;
	bool half_closed;
	struct text *echo;
};

static bool
is_whole(const struct stream *stream)
{
	return stream->echo->size >= stream->input->size;
}

/* Sends what can be sent, and half-closes behind it.  Where the server takes no
 * more, what it has sent before may still be read. */
static void
send_some(struct stream *stream)
{
	const struct text *input = stream->input;
	const unsigned char *next = input->octets + stream->sent;
	ssize_t size = send(stream->fd, next, input->size - stream->sent, 0);

	if (size >= 0) {
		stream->sent += (size_t)size;
		return;
	}
	if (status_of(errno) == WAITING)
		return;
	if (is("dies-of-pipe"))
		(void)send(stream->fd, next, 1, 0);
	stream->sent = input->size;
}

static enum status
end_of_stream(const struct stream *stream)
{
	return is_whole(stream) || is("short-is-whole") ? OK : TRUNCATED;
}

static enum status
receive_some(struct stream *stream)
{
	unsigned char piece[PIECE];
	size_t before = stream->echo->size;
	ssize_t size = recv(stream->fd, piece, sizeof(piece), 0);

	if (size == -1)
		return status_of(errno);
	if (size == 0)
		return end_of_stream(stream);
	text_append(stream->echo, piece, (size_t)size);
	if (is("deadline-per-receive"))
		start_deadline(stream->exchange);
	if (!is_same(stream->input, stream->echo, before))
		return MISMATCH;
	return is("reads-once") ? OK : WAITING;
}

static enum status
take_turn(struct stream *stream)
{
	bool unsent = stream->sent < stream->input->size;
	int64_t end = is("quiet-is-end") ? now_ms() + 30
	                                 : stream->exchange->deadline;
	short events = 0, came;

	if (!unsent && !stream->half_closed) {
		stream->half_closed = true;
		(void)shutdown(stream->fd, SHUT_WR);
	}
	if (!unsent && (is("ends-with-input") || is_whole(stream)) &&
	    !is("waits-for-close"))
		return OK;
	if (unsent)
		events |= POLLOUT;
	if (!unsent || !is("writes-first"))
		events |= POLLIN;
	came = wait_for(stream->fd, events, end);
	if (came == 0)
		return is("quiet-is-end") ? end_of_stream(stream) : TIMEOUT;
	if ((came & POLLOUT) != 0)
		send_some(stream);
	return (came & ~POLLOUT) != 0 ? receive_some(stream) : WAITING;
}

static enum status
echo_by_stream(struct exchange *exchange, int fd, const struct text *input,
    struct text *echo)
{
	struct stream stream = {
	    .exchange = exchange, .fd = fd, .input = input, .echo = echo};
	enum status status = WAITING;

	if (is("dies-of-pipe"))
		(void)signal(SIGPIPE, SIG_DFL);
	while (status == WAITING)
		status = take_turn(&stream);
	return status;
}

static enum status
echo_by_datagram(struct exchange *exchange, int fd, const struct text *input,
    struct text *echo)
{
	enum status status;

	if (input->size > MOST_DATAGRAM)
		return TOO_LARGE;
	do {
		echo->size = 0;
		status = ask_by_datagram(exchange, fd, input, echo);
		if (status == OK && !is_same(input, echo, 0))
			status = MISMATCH;
		if (status == OK && echo->size < input->size)
			status = is("short-is-whole") ? OK : MISMATCH;
	} while (status == MISMATCH && is("awaits-the-same"));
	return status;
}

enum status
fetch_echo(struct exchange *exchange, struct text *out_echo)
{
	struct text input = {.octets = NULL};
	enum status status = read_input(&input);
	int fd = -1;

	edit(&input);
	start_deadline(exchange); /* its input may have been late */
	if (status == OK)
		status = open_socket(exchange, &fd);
	if (status == OK && exchange->type == SOCK_STREAM)
		status = echo_by_stream(exchange, fd, &input, out_echo);
	else if (status == OK)
		status = echo_by_datagram(exchange, fd, &input, out_echo);
	close_socket(fd);
	if (is("prints-whole-only") && status != OK)
		out_echo->size = 0;
	if (is("prints-sent")) {
		out_echo->size = 0;
		text_append(out_echo, input.octets, input.size);
	}
	text_free(&input);
	return status;
}
