/* SPDX-License-Identifier: MIT */
/* Datagrams. */
#define _POSIX_C_SOURCE 200809L

#include "services.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

const struct bug datagram_bugs[] = {
    {"cuts-at-0", "answers without octets"},
    {"cuts-at-511", "takes 511 octets of a datagram"},
    {"cuts-at-1024", "takes 1024 octets of a datagram"},
    {"cuts-at-1471", "takes 1471 octets of a datagram"},
    {"cuts-at-8191", "takes 8191 octets of a datagram"},
    {"cuts-at-8192", "takes 8192 octets of a datagram"},
    {"empty-is-ignored", "answers no datagram without octets"},
    {"empty-is-the-end", "takes no datagram behind one without octets"},
    {"large-is-ignored", "answers no datagram of more than 8192 octets"},
    {"merges", "takes several datagrams for one"},
    {"drops-queued", "throws away what waits behind a datagram"},
    {"no-repeats", "answers the same datagram once"},
    {"answers-twice", "answers each datagram twice"},
    {"answers-discarded", "answers what it should throw away"},
    {"loses-two-of-three", "answers every third datagram"},
    {"from-elsewhere", "answers from another port"},
    {"answers-services", "answers other services"},
    {"dies-by-icmp", "ends when the port of its client is closed"},
    {"closes-port", "closes its port behind the first datagram"},
    {"1024-characters", "generates 1024 characters"},
    {"always-a-line", "generates a line, not a random number"},
    {NULL, NULL},
};

/* A datagram and who sent it. */
struct asked {
	uint8_t data[MOST_DATAGRAM + 1];
	size_t size;
	struct sockaddr_in peer;
};

/* Whether PEER may be a service itself, which would answer again: one with a
 * port of the system, or of ours. */
static bool
may_be_service(int fd, const struct sockaddr_in *peer)
{
	struct sockaddr_in own;
	socklen_t size = sizeof(own);

	if (is("answers-services"))
		return false;
	return ntohs(peer->sin_port) < 1024 ||
	       (getsockname(fd, (struct sockaddr *)&own, &size) == 0 &&
	           own.sin_port == peer->sin_port);
}

static bool
take(int fd, struct asked *asked)
{
	socklen_t peer_size = sizeof(asked->peer);
	ssize_t size;

	size = recvfrom(fd, asked->data,
	    bug_number("cuts-at-", sizeof(asked->data)), 0,
	    (struct sockaddr *)&asked->peer, &peer_size);
	asked->size = size < 0 ? 0 : (size_t)size;
	return size >= 0;
}

/* What has come behind it, after a while, is put to it. */
static void
merge(int fd, struct asked *asked)
{
	ssize_t size = 1;

	(void)poll(NULL, 0, 10);
	while (size > 0) {
		size = recv(fd, asked->data + asked->size,
		    sizeof(asked->data) - asked->size, MSG_DONTWAIT);
		asked->size += size > 0 ? (size_t)size : 0;
	}
}

static void
drop_queued(int fd)
{
	char octet;

	(void)poll(NULL, 0, 10);
	while (recv(fd, &octet, 1, MSG_DONTWAIT) >= 0)
		continue;
}

/* Whether it is not answered, by some bug. */
static bool
is_passed_over(const struct asked *asked)
{
	static uint8_t last[64];
	static size_t last_size = SIZE_MAX, count;
	bool same = asked->size == last_size && last_size <= sizeof(last) &&
	            memcmp(last, asked->data, last_size) == 0;

	count++;
	last_size = asked->size;
	if (last_size <= sizeof(last))
		memcpy(last, asked->data, last_size);
	return (is("no-repeats") && same) ||
	       (is("loses-two-of-three") && count % 3 != 0) ||
	       (is("empty-is-ignored") && asked->size == 0) ||
	       (is("large-is-ignored") && asked->size > 8192);
}

static size_t
generate(uint8_t *out)
{
	static unsigned asked;
	size_t size = asked++ * 37 % 513;

	if (is("1024-characters"))
		size = 1024;
	if (is("always-a-line"))
		size = 74;
	pattern(out, size, 0);
	return size;
}

/* Writes the answer of SERVICE to OUT.  Returns its size. */
static size_t
compose(enum service service, const struct asked *asked, uint8_t *out)
{
	size_t i;

	if (service == CHARGEN)
		return generate(out);
	if (service != ECHO)
		return service == DISCARD ? 0 : say(service, out);
	for (i = 0; i < asked->size; i++)
		out[i] = is("seven-bit") ? asked->data[i] & 0x7f
		                         : asked->data[i];
	return asked->size;
}

/* Hears of a closed port, which it would not without a connection. */
static void
wait_for_icmp(int fd, const struct sockaddr_in *peer)
{
	struct sockaddr nobody = {.sa_family = AF_UNSPEC};
	char octet;

	(void)connect(fd, (const struct sockaddr *)peer, sizeof(*peer));
	(void)send(fd, "", 0, MSG_NOSIGNAL);
	(void)poll(NULL, 0, 5);
	if (recv(fd, &octet, 1, MSG_PEEK | MSG_DONTWAIT) == -1 &&
	    errno == ECONNREFUSED)
		die();
	(void)connect(fd, &nobody, sizeof(nobody));
}

static void
answer(enum service service, int fd, const struct asked *asked)
{
	static uint8_t out[MOST_DATAGRAM + 1];
	size_t size = compose(service, asked, out), times;
	int from = is("from-elsewhere") ? socket(AF_INET, SOCK_DGRAM, 0) : fd;

	if (is("cuts-at-0"))
		size = 0;
	for (times = is("answers-twice") ? 2 : 1; times > 0; times--)
		(void)!sendto(from, out, size, 0,
		    (const struct sockaddr *)&asked->peer, sizeof(asked->peer));
	if (from != fd)
		(void)close(from);
	if (is("dies-by-icmp"))
		wait_for_icmp(fd, &asked->peer);
}

void
serve_datagram(enum service service, int fd)
{
	static struct asked asked;

	if (!take(fd, &asked) || may_be_service(fd, &asked.peer))
		return;
	if (is("merges"))
		merge(fd, &asked);
	if ((service != DISCARD || is("answers-discarded")) &&
	    !is_passed_over(&asked))
		answer(service, fd, &asked);
	if (is("drops-queued"))
		drop_queued(fd);
	if (is("closes-port") || (is("empty-is-the-end") && asked.size == 0))
		(void)close(fd);
}
