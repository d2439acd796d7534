/* SPDX-License-Identifier: MIT */
/*
 * The exchange of the HTTP client, with servers that send what it is given:
 * whole and in pieces, which has to come to the same.  No time passes: a
 * server says the next thing when the client waits for it, and the client
 * waits for a silent one no longer than it takes to see that it is.
 */
#include <config.h>

#include "client/peer.h"
#include "fuzz/fuzz.h"
#include "http/http.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The servers, one connection after the other. */
static struct servers {
	const uint8_t *data; /* what is left of what they send */
	size_t size;
	size_t piece; /* octets that come at a time */
	int fd;       /* of the connection; -1: there has been none */
	bool asked;   /* nothing was sent since the last request */
} servers;

static bool
at_mark(void)
{
	return servers.size > 0 && servers.data[0] >= FUZZ_NEXT &&
	       servers.data[0] <= FUZZ_FIN;
}

static void
skip(size_t size)
{
	servers.data += size;
	servers.size -= size;
}

/* Takes what the client sends. */
static void
take_requests(void)
{
	char requests[4096];

	while (recv(servers.fd, requests, sizeof(requests), 0) > 0)
		servers.asked = true;
}

/* Sends the next piece, up to a mark. */
static void
send_piece(void)
{
	const uint8_t *piece = servers.data;
	size_t size = 0;

	while (servers.size > 0 && size < servers.piece && !at_mark()) {
		skip(1);
		size++;
	}
	fuzz_insist(
	    send(servers.fd, piece, size, MSG_NOSIGNAL) == (ssize_t)size,
	    "a socket has room");
	servers.asked = false;
}

/* Has the server do what comes next.  Returns false when it is silent. */
static bool
go_on(void)
{
	if (at_mark() && servers.data[0] == FUZZ_NEXT && servers.asked) {
		skip(1);
		return go_on();
	}
	if (servers.size > 0 && !at_mark()) {
		send_piece();
		return true;
	}
	if (servers.size > 0 && servers.data[0] != FUZZ_FIN)
		return false;
	fuzz_insist(shutdown(servers.fd, SHUT_WR) == 0, "a server can end");
	return true;
}

static bool
is_readable(int fd)
{
	char octet;

	return recv(fd, &octet, 1, MSG_PEEK) >= 0;
}

/* In place of the system's: the client waits nowhere else. */
int
poll(struct pollfd *fds, nfds_t nfds, int timeout)
{
	(void)timeout;
	fuzz_insist(nfds == 1, "the client waits for one socket");
	take_requests();
	fds[0].revents = fds[0].events;
	if (fds[0].events != POLLIN || is_readable(fds[0].fd) || go_on())
		return 1;
	fds[0].revents = 0;
	return 0;
}

/* Leaves the last connection, and what it has not sent, behind. */
static void
leave(void)
{
	if (servers.fd == -1)
		return;
	(void)close(servers.fd);
	servers.fd = -1;
	while (servers.size > 0 && (!at_mark() || servers.data[0] == FUZZ_NEXT))
		skip(1);
	if (servers.size > 0)
		skip(1);
}

static void
connect_pair(int *out_fd)
{
	int fds[2];

	fuzz_insist(
	    socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0, "there are sockets");
	fuzz_insist(fcntl(fds[0], F_SETFL, O_NONBLOCK) == 0 &&
	                fcntl(fds[1], F_SETFL, O_NONBLOCK) == 0,
	    "sockets need not block");
	servers.fd = fds[1];
	servers.asked = false;
	*out_fd = fds[0];
}

/* In place of that of src/client: any host is the next server. */
enum mni_status
mni_peer_ask(const struct mni_peer *peer, struct mni_deadline deadline,
    enum mni_status (*exchange)(
        struct mni_link *link, void *context, struct mni_trouble *trouble),
    void *context, struct mni_trouble *trouble)
{
	const struct mni_address address =
	    mni_address_loopback(AF_INET, 1, peer->port);
	struct mni_link link = {.fd = -1,
	    .address = &address,
	    .share = deadline,
	    .deadline = deadline,
	    .settled = true};
	enum mni_status status;

	leave();
	if (servers.size == 0)
		return mni_trouble(trouble, MNI_REFUSED, "no server is left");
	connect_pair(&link.fd);
	status = exchange(&link, context, trouble);
	if (link.fd != -1)
		(void)close(link.fd);
	return status;
}

/* Small, so that they are reached. */
static const struct mni_http_limits limits = {.line = 200,
    .section = 500,
    .fields = 12,
    .interim = 3,
    .chunk_line = 40,
    .chunk_extensions = 60,
    .body = 300};

static void
note(struct mni_bytes *notes, const void *data, size_t size)
{
	fuzz_insist(
	    mni_bytes_append(notes, data, size) == 0, "there is memory");
}

static enum mni_status
take_head(void *owner, const struct mni_head *head, struct mni_trouble *trouble)
{
	(void)trouble;
	note(owner, head->raw.data, head->raw.size);
	return MNI_OK;
}

static enum mni_status
take_body(
    void *owner, const uint8_t *data, size_t size, struct mni_trouble *trouble)
{
	(void)trouble;
	note(owner, data, size);
	return MNI_OK;
}

static void
ask(struct mni_http *http, unsigned manner, const char *url, bool last,
    struct mni_bytes *notes)
{
	const struct mni_http_ask ask = {.url = url,
	    .to_head = (manner & FUZZ_HEAD) != 0,
	    .last = last,
	    .head = take_head,
	    .body = {.take = take_body, .owner = notes},
	    .owner = notes};
	struct mni_trouble trouble = {.text = ""};
	uint8_t status = (uint8_t)mni_http_perform(
	    http, &ask, mni_deadline_in(3600000), &trouble);

	fuzz_insist(
	    status == MNI_OK || trouble.text[0] != '\0', "an error is said");
	note(notes, &status, 1);
}

/* Notes how each URL ended, and what came. */
static struct mni_bytes
exchange(unsigned manner, const uint8_t *data, size_t size, size_t piece)
{
	static const char *const urls[] = {
	    "http://a/1", "http://a/2", "http://b/3"};
	size_t i, count = (manner & FUZZ_THREE_URLS) != 0 ? 3 : 1;
	struct mni_http_options options = mni_http_usual;
	struct mni_bytes notes = MNI_BYTES_EMPTY;
	struct mni_http http;

	servers = (struct servers){
	    .data = data, .size = size, .piece = piece, .fd = -1};
	options.limits = limits;
	options.follow = (manner & FUZZ_FOLLOW) != 0;
	mni_http_init(&http, &options);
	for (i = 0; i < count; i++)
		ask(&http, manner, urls[i], i + 1 == count, &notes);
	mni_http_fini(&http);
	leave();
	return notes;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mni_bytes whole, pieces;

	if (size == 0)
		return 0;
	whole = exchange(data[0], data + 1, size - 1, SIZE_MAX);
	pieces = exchange(
	    data[0], data + 1, size - 1, 1 + data[0] / (size_t)FUZZ_PIECE);
	fuzz_insist(whole.size == pieces.size &&
	                memcmp(whole.data, pieces.data, whole.size) == 0,
	    "an answer in pieces is the same as a whole one");
	mni_bytes_fini(&whole);
	mni_bytes_fini(&pieces);
	return 0;
}
