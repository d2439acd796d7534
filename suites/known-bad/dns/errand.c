/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "errand.h"

#include "../bug.h"
#include "../datagram.h"
#include "meaning.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>

#define DAY_MS 86400000
#define CONNECTIONS_MOST 3
#define PIECE 8192 /* octets of one read from a connection */
#define SECOND_MS 200
#define PATIENT_MOST 4 /* queries to the first server, by a bug */
#define PAYLOAD 1232   /* octets of the largest datagram that is wanted */

const struct bug errand_bugs[] = {
    {"repeats-at-once", "asks every 2 ms"},
    {"new-id-each-time", "takes no response to an earlier query of its own"},
    {"new-port-each-time", "asks from another port each time"},
    {"gives-up-at-garbage", "fails at whatever is not the response"},
    {"refuses-second", "fails at a response that comes twice"},
    {"falls-back-to-partial", "takes a truncated answer if there is no other"},
    {"never-reconnects", "fails when its connection ends without a response"},
    {"low-length", "reads the low octet of the length before a message only"},
    {"one-server", "knows its first server only"},
    {"first-server-first", "asks its first server four times before another"},
    {"silence-is-failure", "ends when one server is silent"},
    {"ends-at-failure", "asks no other server when one fails"},
    {"ends-at-refusal", "asks no other server when a port refuses"},
    {"looks-for-better", "asks the others when one knows of no such name"},
    {"takes-late", "takes what comes late to a query for one to the next"},
    {"asserts-payload", "is killed by a signal at a datagram that is larger "
                        "than it wants"},
    {"reads-to-close", "takes what comes up to the end of a connection"},
    {NULL, NULL},
};

static void
hang_up(struct errand *errand)
{
	if (errand->fd != -1)
		close_socket(errand->fd);
	errand->fd = -1;
	errand->heard.size = 0;
}

/* Turns to the next server that has not failed, over the transport that it
 * began with. */
static void
turn_to_next(struct errand *errand)
{
	hang_up(errand);
	do
		errand->at = (errand->at + 1) % errand->servers->count;
	while (errand->out[errand->at]);
	errand->exchange = errand->servers->list[errand->at];
}

/* Has the question, which is another one now, asked at once. */
static void
ask_anew(struct errand *errand)
{
	if (!is("takes-late"))
		hang_up(errand);
	question_renew(&errand->question);
	errand->next = now_ms();
	errand->pause_ms = errand->exchange.retry_ms / 2;
	errand->asked = errand->connected = 0;
}

void
errand_begin(struct errand *errand, const struct servers *servers,
    const struct name *name, unsigned type)
{
	*errand = (struct errand){.servers = servers,
	    .at = servers->first,
	    .left = servers->count,
	    .exchange = servers->list[servers->first],
	    .question = {.name = *name, .type = type},
	    .chain = {.end = *name},
	    .fd = -1,
	    .status = WAITING};
	ask_anew(errand);
}

/* Whether a server that was asked and is silent is left for another. */
static bool
has_waited(const struct errand *errand)
{
	if (errand->left == 1 || is("one-server") || is("looks-for-better") ||
	    is("never-rotates") || is("rotates-once"))
		return false;
	return errand->asked >= (is("first-server-first") ? PATIENT_MOST : 1);
}

static enum status
ask_by_packet(struct errand *errand, const struct text *query)
{
	enum status status = WAITING;

	if (has_waited(errand)) {
		if (is("silence-is-failure"))
			return TEMPORARY;
		turn_to_next(errand);
	}
	if (is("new-port-each-time"))
		hang_up(errand);
	if (errand->fd == -1)
		status = open_socket(&errand->exchange, &errand->fd);
	if (status == OK || status == WAITING)
		status = datagram_send(&errand->exchange, errand->fd, query);
	errand->pause_ms = datagram_pause(++errand->asked, errand->pause_ms);
	if (is("repeats-at-once"))
		errand->pause_ms = 2;
	errand->next += errand->pause_ms;
	return status;
}

static enum status
ask_by_stream(struct errand *errand, const struct text *query)
{
	enum status status;

	hang_up(errand);
	if (errand->connected++ == CONNECTIONS_MOST)
		return TRUNCATED;
	errand->next = now_ms() + DAY_MS;
	status = open_socket(&errand->exchange, &errand->fd);
	if (status != OK)
		return status;
	return send(errand->fd, query->octets, query->size, 0) ==
	               (ssize_t)query->size
	           ? WAITING
	           : TRUNCATED;
}

/* What STATUS, which a server has come to, is where there are others. */
static enum status
settle(struct errand *errand, enum status status)
{
	if (status == WAITING || status == OK)
		return status;
	if ((status == NO_ADDRESS && !is("looks-for-better")) ||
	    is("ends-at-failure") || is("silence-is-failure") ||
	    (status == REFUSED && is("ends-at-refusal")) || is("one-server"))
		return status;
	if (--errand->left == 0)
		return status;
	errand->out[errand->at] = true;
	turn_to_next(errand);
	ask_anew(errand);
	return WAITING;
}

void
errand_turn(struct errand *errand)
{
	bool by_stream = errand->exchange.type == SOCK_STREAM;
	struct text query = {.octets = NULL};

	if (errand->status != WAITING || now_ms() < errand->next)
		return;
	if (errand->asked > 0 && is("new-id-each-time"))
		question_renew(&errand->question);
	question_append(&query, &errand->question, by_stream);
	errand->status = settle(errand, by_stream
	                                    ? ask_by_stream(errand, &query)
	                                    : ask_by_packet(errand, &query));
	text_free(&query);
}

/* Whether another datagram comes soon. */
static bool
has_second(const struct errand *errand)
{
	return errand->exchange.type == SOCK_DGRAM &&
	       wait_for(errand->fd, POLLIN, now_ms() + SECOND_MS) != 0;
}

/* Notes that the server has no more to say here, and what is to be asked. */
static void
go_on(struct errand *errand, enum meaning meaning)
{
	if (meaning == IT_MOVES)
		errand->question.name = errand->chain.end;
	if (meaning == IT_IS_LARGER)
		errand->exchange.type = SOCK_STREAM;
	if (meaning == IT_IS_PLAIN)
		errand->question.plain = true;
	ask_anew(errand);
}

/* Takes the message of SIZE OCTETS. */
static enum status
hear(struct errand *errand, const unsigned char *octets, size_t size)
{
	bool by_stream = errand->exchange.type == SOCK_STREAM;
	enum status status = WAITING;
	enum meaning meaning;
	struct reply reply;

	if (!reply_begin(&reply, octets, size) ||
	    !reply_is_to(&reply, &errand->question))
		return is("gives-up-at-garbage") ? MALFORMED : WAITING;
	errand->found.size = 0;
	meaning = meaning_of(&reply, &errand->question, by_stream,
	    &errand->chain, &errand->found, &status);
	if (meaning == IT_IS_LARGER && is("falls-back-to-partial") &&
	    reply_read_records(&reply) == OK)
		(void)chain_follow(&errand->chain, &reply,
		    errand->question.type, &errand->found);
	if (meaning == IT_ENDS)
		return is("refuses-second") && has_second(errand) ? MALFORMED
		                                                  : status;
	if (meaning != IT_WAITS)
		go_on(errand, meaning);
	return WAITING;
}

static enum status
take_packet(struct errand *errand)
{
	struct text message = {.octets = NULL};
	enum status status =
	    datagram_take(&errand->exchange, errand->fd, &message);

	if (message.size > PAYLOAD && is("asserts-payload"))
		(void)raise(SIGKILL);
	if (status == OK)
		status = hear(errand, message.octets, message.size);
	text_free(&message);
	return status;
}

/* Takes the first message of what was heard, which is SIZE octets. */
static enum status
hear_message(struct errand *errand, size_t size)
{
	struct text message = {.octets = NULL}, *heard = &errand->heard;
	size_t most = bug_number("cuts-at-", size);
	enum status status;

	text_append(&message, heard->octets + 2, size);
	heard->size -= size + 2;
	memmove(heard->octets, heard->octets + size + 2, heard->size);
	status = hear(errand, message.octets, size < most ? size : most);
	text_free(&message);
	return status;
}

/* Takes the messages that were heard whole. */
static enum status
hear_messages(struct errand *errand)
{
	const struct text *heard = &errand->heard;
	enum status status = WAITING;
	size_t size;

	while (status == WAITING && heard->size >= 2 && !is("reads-to-close")) {
		size = (size_t)heard->octets[0] << 8 | heard->octets[1];
		if (is("low-length"))
			size &= 0xff;
		if (heard->size - 2 < size)
			break;
		status = hear_message(errand, size);
	}
	return status == WAITING && is("single-read") ? TRUNCATED : status;
}

/* The connection is gone: what it was asked is asked again. */
static enum status
lose(struct errand *errand)
{
	if (is("reads-to-close") && errand->heard.size >= 2)
		return hear_message(errand, errand->heard.size - 2);
	if (is("never-reconnects"))
		return TRUNCATED;
	errand->next = now_ms();
	hang_up(errand);
	return WAITING;
}

static enum status
take_piece(struct errand *errand)
{
	unsigned char piece[PIECE];
	ssize_t size = recv(errand->fd, piece, sizeof(piece), 0);
	enum status status = size == -1 ? status_of(errno) : WAITING;

	if (size == 0 || status == TRUNCATED)
		return lose(errand);
	if (size == -1)
		return status;
	text_append(&errand->heard, piece, (size_t)size);
	return hear_messages(errand);
}

void
errand_take(struct errand *errand)
{
	errand->status = settle(errand, errand->exchange.type == SOCK_STREAM
	                                    ? take_piece(errand)
	                                    : take_packet(errand));
}

void
errand_end(struct errand *errand)
{
	hang_up(errand);
	text_free(&errand->heard);
	text_free(&errand->found);
}
