/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/tcp.h"

#include "base/socket.h"
#include "dns/trace.h"
#include "dns/verdict.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define LENGTH_SIZE 2 /* before a message: RFC 1035 section 4.2.2 */
#define PIECE ((size_t)16 << 10)
#define BROKEN_MOST 2 /* connections of a try */

/* The next try that waits at SERVER, behind *at askings, or NULL. */
static struct mni_dns_try *
next_waiting(struct mni_dns_server *server, size_t *at)
{
	struct mni_dns_run *run = server->run;
	struct mni_dns_try *try;

	while (*at < run->count) {
		try = &run->askings[(*at)++].tries[server - run->servers];
		if (try->way == MNI_DNS_BY_TCP)
			return try;
	}
	return NULL;
}

void
mni_dns_tcp_close(struct mni_dns_server *server)
{
	if (server->watch.fd == -1)
		return;
	mni_loop_remove(&server->run->loop, &server->watch);
	(void)close(server->watch.fd);
	server->watch.fd = -1;
	server->connected = false;
	mni_bytes_fini(&server->out);
	mni_bytes_fini(&server->in);
}

/* Says what the end of a connection means for TRY.  A response that is known to
 * be longer is truncated when it cannot be had. */
static void
break_off(struct mni_dns_try *try, enum mni_status status, const char *why)
{
	bool gone = status == MNI_REFUSED && try->truncated;

	if (status != MNI_REFUSED && ++try->broken < BROKEN_MOST) {
		mni_dns_trace(try->server, "TCP: %s", why);
		mni_dns_try_again(try);
		return;
	}
	mni_dns_try_fail(try, gone ? MNI_TRUNCATED : status, "%sTCP: %s",
	    try->truncated ? "truncated by UDP, and by " : "", why);
}

/* The connection has ended. */
static void
end_connection(
    struct mni_dns_server *server, enum mni_status status, const char *why)
{
	struct mni_dns_try *try;
	size_t at = 0;

	mni_dns_tcp_close(server);
	while ((try = next_waiting(server, &at)) != NULL)
		break_off(try, status, why);
}

static void
fail(struct mni_dns_server *server, int error)
{
	end_connection(server, mni_status_of_errno(error), strerror(error));
}

/* Gives a message to the one that waits for it. */
static void
hand_over(struct mni_dns_server *server, const uint8_t *octets, size_t size)
{
	struct mni_trouble why = {.text = "nobody has asked"};
	struct mni_dns_try *try;
	size_t at = 0;

	mni_dns_trace_message(server, '<', "TCP", octets, size);
	while ((try = next_waiting(server, &at)) != NULL)
		if (mni_dns_verdict(try, octets, size, &why))
			return;
	mni_dns_trace(server, "passed over: %s", why.text);
}

/* Takes the messages that are whole. */
static void
take_messages(struct mni_dns_server *server)
{
	struct mni_bytes *in = &server->in;
	size_t size, at = 0;

	while (in->size - at >= LENGTH_SIZE) {
		size = (size_t)in->data[at] << 8 | in->data[at + 1];
		if (in->size - at - LENGTH_SIZE < size)
			break;
		hand_over(server, in->data + at + LENGTH_SIZE, size);
		at += LENGTH_SIZE + size;
	}
	mni_bytes_consume(in, at);
}

static void
receive(struct mni_dns_server *server)
{
	struct mni_bytes *in = &server->in;
	ssize_t size;

	if (mni_bytes_reserve(in, PIECE) == -1) {
		end_connection(server, MNI_SYSTEM, "no memory");
		return;
	}
	size = recv(server->watch.fd, in->data + in->size, PIECE, 0);
	if (size == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (size == -1) {
		fail(server, errno);
	} else if (size == 0) {
		end_connection(server, MNI_TRUNCATED,
		    in->size == 0 ? "closed before the response"
		                  : "closed inside the response");
	} else {
		in->size += (size_t)size;
		take_messages(server);
	}
}

static void
send_some(struct mni_dns_server *server)
{
	ssize_t size =
	    mni_send(server->watch.fd, server->out.data, server->out.size);

	if (size == -1 && errno != EAGAIN && errno != ENOBUFS) {
		fail(server, errno);
		return;
	}
	if (size > 0)
		mni_bytes_consume(&server->out, (size_t)size);
	if (server->out.size == 0)
		server->watch.events = POLLIN;
}

static void
serve(struct mni_watch *watch, short revents)
{
	struct mni_dns_server *server = watch->owner;
	int error = server->connected ? 0 : mni_connect_error(watch->fd);

	if (error != 0) {
		fail(server, error);
		return;
	}
	if ((revents & POLLOUT) != 0) {
		server->connected = true;
		send_some(server);
	}
	if ((revents & ~POLLOUT) != 0 && watch->fd != -1)
		receive(server);
}

/* Returns 0, or -1 with errno. */
static int
open_connection(struct mni_dns_server *server)
{
	int fd = mni_connect_begin(&server->address, SOCK_STREAM), error;

	if (fd == -1)
		return -1;
	server->watch = (struct mni_watch){.fd = fd,
	    .expiry = mni_deadline_never(),
	    .ready = serve,
	    .owner = server};
	if (mni_loop_add(&server->run->loop, &server->watch) == 0)
		return 0;
	error = errno;
	(void)close(fd);
	server->watch.fd = -1;
	errno = error;
	return -1;
}

/* Gives TRY an id that no other query of the connection has (RFC 7766 section
 * 6.2.1).  Returns 0, or -1 with errno. */
static int
choose_id(struct mni_dns_try *try)
{
	struct mni_dns_try *other;
	size_t at;
	bool taken;

	do {
		if (mni_dns_try_draw(try) == -1)
			return -1;
		taken = false;
		at = 0;
		while ((other = next_waiting(try->server, &at)) != NULL)
			taken = taken || other->id == try->id;
	} while (taken);
	return 0;
}

/* Length and message leave in one segment, if they can (RFC 7766 section 8). */
void
mni_dns_tcp_ask(struct mni_dns_try *try)
{
	struct mni_dns_server *server = try->server;
	uint8_t query[LENGTH_SIZE + MNI_DNS_QUERY_MAX];
	size_t size;

	if (choose_id(try) == -1 ||
	    (server->watch.fd == -1 && open_connection(server) == -1)) {
		break_off(try, mni_status_of_errno(errno), strerror(errno));
		return;
	}
	try->way = MNI_DNS_BY_TCP;
	try->edns = false;
	size = mni_dns_try_write(try, query + LENGTH_SIZE);
	query[0] = (uint8_t)(size >> 8);
	query[1] = (uint8_t)size;
	mni_dns_trace_message(server, '>', "TCP", query + LENGTH_SIZE, size);
	if (mni_bytes_append(&server->out, query, LENGTH_SIZE + size) == -1) {
		mni_dns_try_fail(try, MNI_SYSTEM, "no memory");
		return;
	}
	server->watch.events = POLLIN | POLLOUT;
	mni_loop_update(&server->run->loop, &server->watch);
}
