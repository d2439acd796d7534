/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/oracle.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 8       /* oracles of a test */
#define ATTEMPTS 100 /* to find a port that is free in both */

static struct oracle *oracles[MOST];
static size_t oracle_count;

/* In an oracle's thread, where no test can fail. */
static void
insist(bool claim)
{
	if (!claim)
		abort();
}

static int
open_at(struct mni_address *address, int type)
{
	int fd = socket(address->storage.ss_family, type, 0), error;

	if (fd == -1)
		return -1;
	if (bind(fd, (const struct sockaddr *)&address->storage,
	        address->size) == 0 &&
	    (type == SOCK_DGRAM || listen(fd, ORACLE_CONNECTIONS) == 0) &&
	    getsockname(
	        fd, (struct sockaddr *)&address->storage, &address->size) == 0)
		return fd;
	error = errno;
	(void)close(fd);
	errno = error;
	return -1;
}

/* Returns 0, or -1. */
static int
open_both(struct oracle *oracle, int nth)
{
	int i;

	for (i = 0; i < ATTEMPTS; i++) {
		oracle->address = mni_address_loopback(
		    nth == 0 ? AF_INET6 : AF_INET, (uint8_t)nth, 0);
		oracle->udp = open_at(&oracle->address, SOCK_DGRAM);
		if (oracle->udp == -1)
			return -1;
		oracle->tcp = open_at(&oracle->address, SOCK_STREAM);
		if (oracle->tcp != -1)
			return 0;
		(void)close(oracle->udp);
	}
	return -1;
}

/* Reads the name at octet 12 and what follows it. */
static void
read_question(struct asked *asked)
{
	size_t at = 12, used = 0, i;

	insist(asked->size > at);
	asked->id = (unsigned)(asked->octets[0] << 8 | asked->octets[1]);
	asked->edns = asked->octets[11] == 1;
	for (; asked->octets[at] != 0; at += i + 1) {
		i = asked->octets[at];
		insist(at + i + 5 < asked->size && used + i + 1 < 256);
		memcpy(asked->name + used, asked->octets + at + 1, i);
		used += i;
		asked->name[used++] = '.';
	}
	asked->name[used == 0 ? 0 : used - 1] = '\0';
	asked->type =
	    (unsigned)(asked->octets[at + 1] << 8 | asked->octets[at + 2]);
}

static void
take_query(struct oracle *oracle, struct asked *asked)
{
	insist(oracle->count < ORACLE_QUERIES);
	read_question(asked);
	oracle->queries[oracle->count++] = *asked;
	oracle->answer(oracle, asked);
}

static void
take_datagram(struct oracle *oracle)
{
	struct asked asked = {
	    .fd = oracle->udp, .peer = {.size = sizeof(asked.peer.storage)}};
	ssize_t size = recvfrom(oracle->udp, asked.octets, sizeof(asked.octets),
	    0, (struct sockaddr *)&asked.peer.storage, &asked.peer.size);

	if (size == -1)
		return;
	asked.size = (size_t)size;
	take_query(oracle, &asked);
}

/* Reads SIZE octets.  Returns 0, or -1 at the end. */
static int
read_octets(int fd, uint8_t *out, size_t size)
{
	return recv(fd, out, size, MSG_WAITALL) == (ssize_t)size ? 0 : -1;
}

/* Takes the next query of a connection, which has to come in one piece. */
static void
take_segment(struct oracle *oracle, size_t nth)
{
	struct asked asked = {.fd = oracle->connections[nth], .tcp = true};
	uint8_t length[2];

	if (read_octets(asked.fd, length, 2) == -1) {
		(void)close(asked.fd);
		oracle->connections[nth] =
		    oracle->connections[--oracle->connection_count];
		return;
	}
	asked.size = (size_t)(length[0] << 8 | length[1]);
	insist(asked.size <= sizeof(asked.octets));
	insist(recv(asked.fd, asked.octets, asked.size, MSG_DONTWAIT) ==
	       (ssize_t)asked.size);
	take_query(oracle, &asked);
}

static void
take_connection(struct oracle *oracle)
{
	int fd = accept(oracle->tcp, NULL, NULL);

	if (fd == -1)
		return;
	insist(oracle->connection_count < ORACLE_CONNECTIONS);
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
	oracle->connections[oracle->connection_count++] = fd;
	oracle->accepted++;
}

static void *
serve_until_stopped(void *argument)
{
	struct pollfd polled[3 + ORACLE_CONNECTIONS];
	struct oracle *oracle = argument;
	size_t i, count;
	int ready;

	for (;;) {
		count = oracle->connection_count;
		polled[0].fd = oracle->life[0];
		polled[1].fd = oracle->udp;
		polled[2].fd = oracle->tcp;
		for (i = 0; i < count; i++)
			polled[3 + i].fd = oracle->connections[i];
		for (i = 0; i < 3 + count; i++)
			polled[i].events = POLLIN;
		ready = poll(polled, (nfds_t)(3 + count), -1);
		insist(ready > 0);
		/* What has come by then is taken first. */
		if (ready == 1 && polled[0].revents != 0)
			return NULL;
		if (polled[1].revents != 0)
			take_datagram(oracle);
		/* From the last to the first, as one may take the place of
		 * another. */
		for (i = count; i-- > 0;)
			if (polled[3 + i].revents != 0)
				take_segment(oracle, i);
		if (polled[2].revents != 0)
			take_connection(oracle);
	}
}

struct oracle *
oracle_start(
    int nth, void (*answer)(struct oracle *oracle, const struct asked *asked))
{
	struct oracle *oracle = calloc(1, sizeof(*oracle));

	ck_assert_ptr_nonnull(oracle);
	ck_assert_uint_lt(oracle_count, MOST);
	oracle->answer = answer;
	if (open_both(oracle, nth) == -1) {
		ck_assert_msg(errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT,
		    "127.0.0.%d: %s", nth, strerror(errno));
		free(oracle);
		return NULL;
	}
	oracle->other = socket(AF_INET, SOCK_DGRAM, 0);
	ck_assert_int_ne(oracle->other, -1);
	ck_assert_int_eq(pipe(oracle->life), 0);
	ck_assert_int_eq(
	    pthread_create(&oracle->thread, NULL, serve_until_stopped, oracle),
	    0);
	oracles[oracle_count++] = oracle;
	return oracle;
}

void
oracle_stop(struct oracle *oracle)
{
	size_t i;

	if (oracle->udp == -1)
		return;
	(void)close(oracle->life[1]);
	(void)pthread_join(oracle->thread, NULL);
	(void)close(oracle->life[0]);
	(void)close(oracle->udp);
	(void)close(oracle->tcp);
	(void)close(oracle->other);
	for (i = 0; i < oracle->connection_count; i++)
		(void)close(oracle->connections[i]);
	oracle->udp = -1;
}

static void
end_all(void)
{
	while (oracle_count > 0) {
		oracle_stop(oracles[--oracle_count]);
		free(oracles[oracle_count]);
	}
}

void
oracle_add(Suite *suite, const TTest *test, int index)
{
	tcase_add_checked_fixture(
	    checks_add(suite, test, index), NULL, end_all);
}

/* The question of a query ends where its OPT record begins, of 11 octets. */
void
oracle_begin(struct oracle *oracle, const struct asked *asked, unsigned flags)
{
	size_t size = asked->size - (asked->edns ? 11 : 0);

	draft_begin(&oracle->draft, asked->id, flags);
	memcpy(oracle->draft.octets + oracle->draft.size,
	    asked->octets + oracle->draft.size, size - oracle->draft.size);
	oracle->draft.size = size;
	draft_set(&oracle->draft, 4, 1);
}

void
oracle_send_octets(const struct asked *asked, const void *octets, size_t size)
{
	const struct sockaddr *peer =
	    asked->tcp ? NULL : (const struct sockaddr *)&asked->peer.storage;

	insist(sendto(asked->fd, octets, size, MSG_NOSIGNAL, peer,
	           asked->tcp ? 0 : asked->peer.size) == (ssize_t)size);
}

void
oracle_send(struct oracle *oracle, const struct asked *asked)
{
	uint8_t length[2] = {
	    (uint8_t)(oracle->draft.size >> 8), (uint8_t)oracle->draft.size};

	if (asked->tcp)
		oracle_send_octets(asked, length, 2);
	oracle_send_octets(asked, oracle->draft.octets, oracle->draft.size);
}

void
oracle_send_aside(struct oracle *oracle, const struct asked *asked)
{
	struct asked aside = *asked;

	aside.fd = oracle->other;
	oracle_send_octets(&aside, oracle->draft.octets, oracle->draft.size);
}

/* Another file takes the place of the socket, which is closed by that. */
void
oracle_reset(const struct asked *asked)
{
	struct linger linger = {.l_onoff = 1};
	int fd = open("/dev/null", O_RDONLY);

	insist(setsockopt(asked->fd, SOL_SOCKET, SO_LINGER, &linger,
	           sizeof(linger)) == 0);
	insist(fd != -1 && dup2(fd, asked->fd) != -1);
	(void)close(fd);
}

/* The descriptor stays open, and is found at its end. */
void
oracle_close(const struct asked *asked)
{
	insist(shutdown(asked->fd, SHUT_RDWR) == 0 || errno == ENOTCONN);
}
