/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/udp.h"

#include "base/socket.h"
#include "dns/trace.h"
#include "dns/verdict.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static void
fail(struct mni_dns_try *try, const char *call)
{
	int error = errno;

	mni_dns_try_fail(
	    try, mni_status_of_errno(error), "%s: %s", call, strerror(error));
}

/* Takes one datagram.  A socket may be ready and have nothing: the checksum of
 * what came was wrong. */
static void
receive(struct mni_watch *watch, short revents)
{
	struct mni_dns_try *try = watch->owner;
	struct mni_dns_run *run = try->asking->run;
	struct mni_trouble why;
	ssize_t size;

	(void)revents;
	size = recv(watch->fd, run->datagram, sizeof(run->datagram), 0);
	if (size == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (size == -1) {
		fail(try, "recv");
		return;
	}
	mni_dns_trace_message(
	    try->server, '<', "UDP", run->datagram, (size_t)size);
	if (!mni_dns_verdict(try, run->datagram, (size_t)size, &why))
		mni_dns_trace(try->server, "passed over: %s", why.text);
}

/* Opens the socket.  Returns 0, or -1 with errno. */
static int
open_socket(struct mni_dns_try *try)
{
	struct mni_loop *loop = &try->asking->run->loop;
	int fd, error;

	if (mni_dns_try_draw(try) == -1)
		return -1;
	fd = mni_connect_begin(&try->server->address, SOCK_DGRAM);
	if (fd == -1)
		return -1;
	try->watch = (struct mni_watch){.fd = fd,
	    .events = POLLIN,
	    .expiry = mni_deadline_never(),
	    .ready = receive,
	    .owner = try};
	if (mni_loop_add(loop, &try->watch) == -1) {
		error = errno;
		(void)close(fd);
		try->watch.fd = -1;
		errno = error;
		return -1;
	}
	try->way = MNI_DNS_BY_UDP;
	try->edns = false;
	return 0;
}

void
mni_dns_udp_ask(struct mni_dns_try *try)
{
	uint8_t query[MNI_DNS_QUERY_MAX];
	size_t size;

	if (try->way == MNI_DNS_UNASKED) {
		if (open_socket(try) == -1) {
			fail(try, "socket");
			return;
		}
	} else if (try->edns) {
		try->server->plain = true;
	}
	size = mni_dns_try_write(try, query);
	mni_dns_trace_message(try->server, '>', "UDP", query, size);
	/* A full queue loses a datagram as the network would. */
	if (mni_send(try->watch.fd, query, size) == -1 && errno != EAGAIN &&
	    errno != ENOBUFS)
		fail(try, "send");
}

void
mni_dns_udp_close(struct mni_dns_try *try)
{
	if (try->watch.fd == -1)
		return;
	mni_loop_remove(&try->asking->run->loop, &try->watch);
	(void)close(try->watch.fd);
	try->watch.fd = -1;
}
