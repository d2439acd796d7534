/* SPDX-License-Identifier: MIT */
/* The echo server as a library: its datagrams, and whom it does not answer. */
#include <config.h>

#include "base/address.h"
#include "base/deadline.h"
#include "base/socket.h"
#include "echoer/sources.h"
#include "support/child.h"
#include "support/echoes.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define NOT_PASSED_ON "the emulator does not pass on what comes with datagrams"
#define ANY "127.0.0.1:0"
#define MOST 65507 /* octets of a datagram over IPv4 */
#define UDP 1      /* the socket for datagrams is behind that for callers */

/* A server of datagrams. */
static struct echoes
serve(const char *where, bool any_source)
{
	struct mni_echoer_options options = mni_echoer_usual;

	options.udp = true;
	options.any_source = any_source;
	return echoes_at(&options, where);
}

static const struct sockaddr *
sockaddr_of(const struct mni_address *address)
{
	return (const struct sockaddr *)&address->storage;
}

/* A socket at 127.0.0.NTH:PORT, or -1 with errno. */
static int
bound_socket(uint8_t nth, uint16_t port)
{
	struct mni_address address = mni_address_loopback(AF_INET, nth, port);
	int fd = mni_socket(AF_INET, SOCK_DGRAM);

	ck_assert_int_ne(fd, -1);
	if (bind(fd, sockaddr_of(&address), address.size) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

static void
send_to(
    int fd, const struct mni_address *address, const void *data, size_t size)
{
	ck_assert_int_eq(
	    (int)sendto(fd, data, size, 0, sockaddr_of(address), address->size),
	    (int)size);
}

/* Asserts that a datagram of these octets comes from ADDRESS. */
static void
expect(int fd, const struct mni_address *address, const void *data, size_t size)
{
	static uint8_t back[MOST + 1];
	struct mni_address from = {.size = sizeof(from.storage)};
	char want[MNI_ADDRESS_TEXT], text[MNI_ADDRESS_TEXT];
	ssize_t got;

	ck_assert_int_eq(
	    mni_wait_for(fd, POLLIN, mni_deadline_in(ECHO_PATIENCE_MS)), 1);
	got = recvfrom(fd, back, sizeof(back), 0,
	    (struct sockaddr *)&from.storage, &from.size);
	ck_assert_int_eq((int)got, (int)size);
	if (size > 0)
		ck_assert_mem_eq(back, data, size);
	ck_assert_str_eq(
	    mni_address_text(&from, text), mni_address_text(address, want));
}

START_TEST(datagrams_are_exact)
{
	static uint8_t octets[MOST];
	static const size_t sizes[] = {
	    0, 1, 2, 512, 1472, 1473, 8192, 65506, MOST};
	struct mni_echoer_options options = options_of(_i);
	struct mni_echoer_counts counts;
	const struct mni_address *address;
	struct echoes echoes;
	size_t i;
	int fd;

	options.udp = true;
	echoes = echoes_at(&options, ANY);
	address = mni_echoer_address(echoes.echoer, UDP);
	for (i = 0; i < MOST; i++)
		octets[i] = (uint8_t)(i * 31 >> 3);
	echoes_start(&echoes);
	fd = bound_socket(1, 0);
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		send_to(fd, address, octets, sizes[i]);
		expect(fd, address, octets, sizes[i]);
	}
	(void)close(fd);
	counts = echoes_end(&echoes);
	ck_assert_uint_eq(counts.datagrams, i);
	ck_assert_uint_eq(counts.refused, 0);
}
END_TEST

#define PEERS 3
#define ROOM 10000 /* octets, more than any of a burst has */

/* Equal ones in a row, some that differ, empty ones, and more of them than are
 * answered at a time. */
static const size_t burst[] = {1400, 1400, 1400, 8, 8, 9000, 9000, 0, 0, 7, 6,
    5, 64, 64, 64, 64, 65, 64, 0, 0, 1, 1, 1, 300, 300, 300, 300, 300};

#define BURST (sizeof(burst) / sizeof(burst[0]))

/* The NTH to PEER: octets that no other has at their place. */
static const uint8_t *
burst_octets(size_t peer, size_t nth)
{
	static uint8_t octets[ROOM];
	size_t i;

	for (i = 0; i < burst[nth]; i++)
		octets[i] = (uint8_t)(i + 7 * nth + 101 * peer + (i >> 8));
	return octets;
}

/* Has several ask before the server runs, by turns and in a row, and asserts
 * that each has its own back in order. */
static void
send_burst(struct echoes *echoes, const struct mni_address *address)
{
	struct mni_echoer_counts counts;
	int fds[PEERS];
	size_t i, at;

	for (i = 0; i < PEERS; i++)
		fds[i] = bound_socket(1, 0);
	for (at = 0; at < BURST / 2; at++)
		for (i = 0; i < PEERS; i++)
			send_to(
			    fds[i], address, burst_octets(i, at), burst[at]);
	for (i = 0; i < PEERS; i++)
		for (at = BURST / 2; at < BURST; at++)
			send_to(
			    fds[i], address, burst_octets(i, at), burst[at]);
	echoes_start(echoes);
	for (i = 0; i < PEERS; i++) {
		for (at = 0; at < BURST; at++)
			expect(fds[i], address, burst_octets(i, at), burst[at]);
		(void)close(fds[i]);
	}
	counts = echoes_end(echoes);
	ck_assert_uint_eq(counts.datagrams, PEERS * BURST);
	ck_assert_uint_eq(counts.refused, 0);
	ck_assert_uint_eq(counts.octets_out, counts.octets_in);
}

/* With much and with little to be told of each. */
START_TEST(burst_is_exact)
{
	struct echoes echoes =
	    serve(_i % 2 == 0 ? ANY : "0.0.0.0:0", _i / 2 == 1);
	struct mni_address address = mni_address_loopback(AF_INET, 1, 0);

	mni_address_set_port(
	    &address, mni_address_port(mni_echoer_address(echoes.echoer, UDP)));
	send_burst(&echoes, &address);
}
END_TEST

/* A socket of datagrams that the server is given, or -1. */
static int
give_socket(struct echoes *echoes)
{
	struct mni_echoer_options options = mni_echoer_usual;
	struct mni_trouble trouble;
	int fd = bound_socket(1, 0);

	*echoes = (struct echoes){.echoer = mni_echoer_new(&options)};
	ck_assert_int_eq(
	    mni_echoer_adopt(echoes->echoer, fd, &trouble), MNI_OK);
	return fd;
}

/* Linux makes no datagrams of a message that is to have no checksum. */
START_TEST(burst_of_which_no_message_can_be_made)
{
#ifdef SO_NO_CHECK
	struct mni_address address;
	struct echoes echoes;
	int fd = give_socket(&echoes);

	ck_assert_int_eq(
	    setsockopt(fd, SOL_SOCKET, SO_NO_CHECK, &(int){1}, sizeof(int)), 0);
	address = *mni_echoer_address(echoes.echoer, 0);
	send_burst(&echoes, &address);
#else
	checks_skip(tcase_name(), "every datagram has a checksum here");
#endif
}
END_TEST

/* Who asks the system for it sees that equal answers have left as one message:
 * they come as one. */
START_TEST(equal_answers_leave_together)
{
#if defined(HAVE_SENDMMSG) && defined(UDP_GRO)
	struct echoes echoes;
	uint8_t back[100];
	int fd = give_socket(&echoes), asking = bound_socket(1, 0), segment;
	const struct mni_address *address =
	    mni_echoer_address(echoes.echoer, 0);

	send_to(asking, address, "abc", 3);
	send_to(asking, address, "def", 3);
	send_to(asking, address, "ghi", 3);
	if (child_is_emulated() ||
	    setsockopt(asking, IPPROTO_UDP, UDP_GRO, &(int){1}, sizeof(int)) ==
	        -1 ||
	    getsockopt(fd, IPPROTO_UDP, UDP_SEGMENT, &segment,
	        &(socklen_t){sizeof(segment)}) == -1) {
		checks_skip(tcase_name(), "this system cannot do that");
		mni_echoer_free(echoes.echoer);
		return;
	}
	echoes_start(&echoes);
	ck_assert_int_eq(
	    mni_wait_for(asking, POLLIN, mni_deadline_in(ECHO_PATIENCE_MS)), 1);
	ck_assert_int_eq((int)recv(asking, back, sizeof(back), 0), 9);
	ck_assert_mem_eq(back, "abcdefghi", 9);
	(void)close(asking);
	ck_assert_uint_eq(echoes_end(&echoes).datagrams, 3);
#else
	checks_skip(tcase_name(), "this system cannot do that");
#endif
}
END_TEST

START_TEST(datagrams_over_ipv6)
{
	struct mni_address ours = mni_address_loopback(AF_INET6, 1, 0);
	const struct mni_address *address;
	struct echoes echoes;
	int fd = mni_socket(AF_INET6, SOCK_DGRAM);

	if (fd == -1 || bind(fd, sockaddr_of(&ours), ours.size) == -1) {
		checks_skip("datagrams_over_ipv6", "no IPv6 here");
		return;
	}
	echoes = serve(_i == 0 ? "[::1]:0" : "[::]:0", false);
	echoes_start(&echoes);
	address = mni_echoer_address(echoes.echoer, UDP);
	ours = mni_address_loopback(AF_INET6, 1, mni_address_port(address));
	send_to(fd, &ours, "hello", 5);
	expect(fd, &ours, "hello", 5);
	(void)close(fd);
	(void)echoes_end(&echoes);
}
END_TEST

/* A server that is bound to any address answers from the one it was asked
 * at. */
START_TEST(answer_comes_from_the_address_asked)
{
	struct mni_address asked = mni_address_loopback(AF_INET, 7, 0);
	struct echoes echoes;
	int fd = bound_socket(7, 0);

	if (fd == -1) {
		checks_skip("answer_comes_from_the_address_asked",
		    "127.0.0.7 is not ours: %s", strerror(errno));
		return;
	}
	(void)close(fd);
	echoes = serve("0.0.0.0:0", false);
	echoes_start(&echoes);
	mni_address_set_port(
	    &asked, mni_address_port(mni_echoer_address(echoes.echoer, UDP)));
	fd = bound_socket(1, 0);
	send_to(fd, &asked, "hello", 5);
	expect(fd, &asked, "hello", 5);
	(void)close(fd);
	(void)echoes_end(&echoes);
}
END_TEST

/* One of another server of ours, on the same port of another address; for a
 * control, others are answered before and after that. */
START_TEST(own_port_is_not_answered)
{
	struct echoes echoes = serve(ANY, _i == 1);
	const struct mni_address *address =
	    mni_echoer_address(echoes.echoer, UDP);
	int fd = bound_socket(9, mni_address_port(address));
	int control = bound_socket(1, 0);

	if (fd == -1) {
		checks_skip("own_port_is_not_answered",
		    "127.0.0.9 is not ours: %s", strerror(errno));
		return;
	}
	echoes_start(&echoes);
	send_to(control, address, "a", 1);
	expect(control, address, "a", 1);
	send_to(fd, address, "x", 1);
	send_to(control, address, "b", 1);
	expect(control, address, "b", 1);
	if (_i == 1)
		expect(fd, address, "x", 1);
	else
		assert_silence(fd);
	(void)close(fd);
	(void)close(control);
	ck_assert_uint_eq(echoes_end(&echoes).refused, _i == 1 ? 0 : 1);
}
END_TEST

START_TEST(small_service_is_not_answered)
{
	static const uint16_t ports[] = {7, 13, 17, 19, 37, 53, 1023};
	struct echoes echoes = serve(ANY, false);
	const struct mni_address *address =
	    mni_echoer_address(echoes.echoer, UDP);
	int fd = bound_socket(66, ports[_i]), control = bound_socket(1, 0);

	if (fd == -1) {
		checks_skip("small_service_is_not_answered", "port %u: %s",
		    (unsigned)ports[_i], strerror(errno));
		return;
	}
	echoes_start(&echoes);
	send_to(fd, address, "x", 1);
	send_to(control, address, "y", 1);
	expect(control, address, "y", 1);
	assert_silence(fd);
	(void)close(fd);
	(void)close(control);
	ck_assert_uint_eq(echoes_end(&echoes).refused, 1);
}
END_TEST

/* Not more often than so many times a second; another is answered still. */
START_TEST(peer_has_a_rate)
{
	struct mni_sources *sources = mni_sources_new();
	struct mni_address a = mni_address_loopback(AF_INET, 1, 5000);
	struct mni_address b = mni_address_loopback(AF_INET6, 1, 5000);
	const int64_t second = 1000000000, start = 5 * second;
	int i;

	ck_assert_ptr_nonnull(sources);
	for (i = 0; i < MNI_SOURCE_RATE; i++)
		ck_assert(mni_sources_may_ask(sources, NULL, &a, start + i));
	ck_assert(!mni_sources_may_ask(sources, NULL, &a, start + second - 1));
	ck_assert(mni_sources_may_ask(sources, NULL, &b, start + second - 1));
	ck_assert(mni_sources_may_ask(sources, NULL, &a, start + second));
	mni_sources_free(sources);
}
END_TEST

/* Sends more than the rate, in lock-step, so that none is lost on the way.
 * Returns how many came back. */
static int
ask_often(const struct mni_address *address, int times)
{
	int fd = bound_socket(1, 0), i;
	char octet;

	for (i = 0; i < times; i++) {
		send_to(fd, address, "x", 1);
		if (mni_wait_for(
		        fd, POLLIN, mni_deadline_in(ECHO_PATIENCE_MS)) != 1)
			break;
		ck_assert_int_eq((int)recv(fd, &octet, 1, 0), 1);
	}
	(void)close(fd);
	return i;
}

START_TEST(any_source_has_none)
{
	struct echoes echoes = serve(ANY, true);
	const struct mni_address *address =
	    mni_echoer_address(echoes.echoer, UDP);
	int times = 3 * MNI_SOURCE_RATE;

	echoes_start(&echoes);
	ck_assert_int_eq(ask_often(address, times), times);
	ck_assert_int_eq((int)echoes_end(&echoes).datagrams, times);
}
END_TEST

/* One that has no hop left after its answer is not answered. */
START_TEST(answer_has_a_hop_less)
{
	struct echoes echoes;
	struct mni_address address = mni_address_loopback(AF_INET, 1, 0);
	union {
		size_t align;
		uint8_t octets[64];
	} control;
	char octet;
	struct iovec octets = {.iov_base = &octet, .iov_len = 1};
	struct msghdr message = {.msg_iov = &octets,
	    .msg_iovlen = 1,
	    .msg_control = control.octets,
	    .msg_controllen = sizeof(control.octets)};
	const struct cmsghdr *header;
	int fd, hops;

	if (child_is_emulated()) {
		checks_skip(tcase_name(), NOT_PASSED_ON);
		return;
	}
	fd = bound_socket(1, 0);
	echoes = serve(_i == 0 ? ANY : "0.0.0.0:0", false);
	mni_address_set_port(
	    &address, mni_address_port(mni_echoer_address(echoes.echoer, UDP)));
	ck_assert_int_eq(
	    setsockopt(fd, IPPROTO_IP, IP_RECVTTL, &(int){1}, sizeof(int)), 0);
	echoes_start(&echoes);
	for (hops = 1; hops <= 9; hops += 8) {
		ck_assert_int_eq(
		    setsockopt(fd, IPPROTO_IP, IP_TTL, &hops, sizeof(hops)), 0);
		send_to(fd, &address, "x", 1);
	}
	ck_assert_int_eq(
	    mni_wait_for(fd, POLLIN, mni_deadline_in(ECHO_PATIENCE_MS)), 1);
	ck_assert_int_eq((int)recvmsg(fd, &message, 0), 1);
	header = CMSG_FIRSTHDR(&message);
	if (header == NULL)
		abort();
	memcpy(&hops, CMSG_DATA(header), sizeof(hops));
	ck_assert_int_eq(hops, 8);
	(void)close(fd);
	ck_assert_uint_eq(echoes_end(&echoes).refused, 1);
}
END_TEST

/* A port that nobody has at 127.0.0.1, of callers or of datagrams. */
static uint16_t
free_port(void)
{
	struct echoes echoes = serve(ANY, false);
	uint16_t port =
	    mni_address_port(mni_echoer_address(echoes.echoer, UDP));

	mni_echoer_free(echoes.echoer);
	return port;
}

/*
 * Two servers, and a datagram to one that seems to be from the other: its
 * sender was there before.  They answer each other a few times, and then it is
 * over, which is no matter of how fast they are.
 */
START_TEST(two_servers_do_not_go_on_for_ever)
{
	struct mni_echoer_options options = mni_echoer_usual;
	struct mni_address address;
	struct echoes one, other;
	char where[MNI_ADDRESS_TEXT];
	uint64_t answers;
	int fd;

	if (child_is_emulated()) {
		checks_skip(tcase_name(), NOT_PASSED_ON);
		return;
	}
	options.udp = true;
	options.quiet_ms = 1000;
	one = echoes_at(&options, ANY);
	address = mni_address_loopback(AF_INET, 1, free_port());
	fd = bound_socket(1, mni_address_port(&address));
	ck_assert_int_ne(fd, -1);
	send_to(fd, mni_echoer_address(one.echoer, UDP), "x", 1);
	(void)close(fd);
	other = echoes_at(&options, mni_address_text(&address, where));
	echoes_start(&other);
	echoes_start(&one);
	answers = echoes_join(&one).datagrams;
	answers += echoes_join(&other).datagrams;
	ck_assert_uint_ge(answers, 2);
	ck_assert_uint_le(answers, 255);
}
END_TEST

START_TEST(quiet_server_ends)
{
	struct mni_echoer_options options = mni_echoer_usual;
	struct echoes echoes;
	const struct mni_address *address;
	int fd;

	options.udp = true;
	options.quiet_ms = 300;
	echoes = echoes_at(&options, ANY);
	address = mni_echoer_address(echoes.echoer, UDP);
	fd = bound_socket(1, 0);
	send_to(fd, address, "x", 1);
	echoes_start(&echoes);
	expect(fd, address, "x", 1);
	ck_assert_uint_eq(echoes_join(&echoes).datagrams, 1);
	(void)close(fd);
}
END_TEST

/* What is in the queue when it is stopped. */
START_TEST(datagrams_that_wait_are_answered)
{
	struct echoes echoes = serve(ANY, false);
	const struct mni_address *address =
	    mni_echoer_address(echoes.echoer, UDP);
	int fd = bound_socket(1, 0), i;

	for (i = 0; i < 100; i++)
		send_to(fd, address, &i, sizeof(i));
	mni_echoer_stop(echoes.echoer);
	echoes_start(&echoes);
	ck_assert_uint_eq(echoes_join(&echoes).datagrams, 100);
	(void)close(fd);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {answer_comes_from_the_address_asked,
	    peer_has_a_rate, any_source_has_none,
	    two_servers_do_not_go_on_for_ever, quiet_server_ends,
	    datagrams_that_wait_are_answered,
	    burst_of_which_no_message_can_be_made,
	    equal_answers_leave_together};
	const TTest *const exact[] = {datagrams_are_exact};
	Suite *suite = checks_suite(
	    "echo server's datagrams", tests, sizeof(tests) / sizeof(tests[0]));
	int i;

	add_for_models(suite, exact, 1);
	for (i = 0; i < 2; i++) {
		checks_add(suite, datagrams_over_ipv6, i);
		checks_add(suite, own_port_is_not_answered, i);
		checks_add(suite, answer_has_a_hop_less, i);
	}
	for (i = 0; i < 4; i++)
		checks_add(suite, burst_is_exact, i);
	for (i = 0; i < 7; i++)
		checks_add(suite, small_service_is_not_answered, i);
	return checks_main_in_lanes(suite);
}
