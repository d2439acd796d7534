/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "datagram.h"

#include "bug.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <string.h>

#define NEVER_MS 86400000
#define MOST_OCTETS 65536

const struct bug datagram_bugs[] = {
    {"never-repeats", "asks by one datagram only"},
    {"repeats-once", "asks by two datagrams at most"},
    {"repeats-hurriedly", "asks every 20 ms, without any back-off"},
    {"takes-foreign-address", "looks at the port of a datagram's source only"},
    {"takes-foreign-port", "looks at the address of a datagram's source only"},
    {"takes-foreign", "does not look at a datagram's source at all"},
    {"fails-on-foreign", "gives up when a datagram comes from elsewhere"},
    {"takes-second", "takes the second of two answers, whoever sent it"},
    {"joins-two", "takes two answers for parts of one"},
    {"ignores-empty", "takes an empty datagram for none"},
    {NULL, NULL},
};

enum status
datagram_send(
    const struct exchange *exchange, int fd, const struct text *request)
{
	bool unconnected = is_unconnected(exchange);
	const void *to = unconnected ? &exchange->server : NULL;
	ssize_t sent = sendto(fd, request->octets, request->size, 0, to,
	    unconnected ? exchange->server_size : 0);

	return sent == -1 ? status_of(errno) : WAITING;
}

static bool
is_from_server(const struct exchange *exchange,
    const struct sockaddr_storage *from, socklen_t size)
{
	char host[64], port[8];
	bool same_host, same_port;

	if (getnameinfo((const struct sockaddr *)from, size, host, sizeof(host),
	        port, sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return false;
	same_host = strcmp(host, exchange->host) == 0;
	same_port = strcmp(port, exchange->port) == 0;
	if (is("takes-foreign-address"))
		return same_port;
	if (is("takes-foreign-port"))
		return same_host;
	return is("takes-foreign") || (same_host && same_port);
}

enum status
datagram_take(struct exchange *exchange, int fd, struct text *out_answer)
{
	size_t most = bug_number("cuts-at-", MOST_OCTETS);
	unsigned char octets[MOST_OCTETS];
	struct sockaddr_storage from;
	socklen_t from_size = sizeof(from);
	ssize_t size = recvfrom(fd, octets,
	    most < sizeof(octets) ? most : sizeof(octets), 0,
	    (struct sockaddr *)&from, &from_size);

	if (size == -1)
		return status_of(errno);
	if (is("deadline-per-receive"))
		start_deadline(exchange);
	if (is_unconnected(exchange) &&
	    !is_from_server(exchange, &from, from_size))
		return is("fails-on-foreign") ? MALFORMED : WAITING;
	if (size == 0 && is("ignores-empty"))
		return WAITING;
	text_append(out_answer, octets, (size_t)size);
	return OK;
}

/* Takes the datagram after the first, if one comes. */
static void
take_second(const struct exchange *exchange, int fd, struct text *answer)
{
	unsigned char octets[MOST_OCTETS];
	ssize_t size;

	if (wait_for(fd, POLLIN, exchange->deadline) == 0)
		return;
	size = recv(fd, octets, sizeof(octets), 0);
	if (size > 0 && is("takes-second"))
		answer->size = 0;
	text_append(answer, octets, size > 0 ? (size_t)size : 0);
}

int64_t
datagram_pause(int number, int64_t pause_ms)
{
	if (is("never-repeats") || (is("repeats-once") && number == 2))
		return NEVER_MS;
	return is("repeats-hurriedly") ? 20 : 2 * pause_ms;
}

enum status
ask_by_datagram(struct exchange *exchange, int fd, const struct text *request,
    struct text *out_answer)
{
	int64_t next = now_ms(), pause_ms = exchange->retry_ms / 2;
	enum status status = WAITING;
	int asked = 0;

	while (status == WAITING && now_ms() < exchange->deadline) {
		if (now_ms() >= next) {
			status = datagram_send(exchange, fd, request);
			pause_ms = datagram_pause(++asked, pause_ms);
			next += pause_ms;
		}
		if (status == WAITING &&
		    wait_for(fd, POLLIN,
		        next < exchange->deadline ? next
		                                  : exchange->deadline) != 0)
			status = datagram_take(exchange, fd, out_answer);
	}
	if (status == OK && (is("takes-second") || is("joins-two")))
		take_second(exchange, fd, out_answer);
	return status == WAITING ? TIMEOUT : status;
}
