/* SPDX-License-Identifier: MIT */
/* The floor: src/base, and the reading of options in src/program. */
#include <config.h>

#include "base/address.h"
#include "base/bytes.h"
#include "base/deadline.h"
#include "base/lookup.h"
#include "base/output.h"
#include "base/program.h"
#include "base/socket.h"
#include "base/status.h"
#include "base/text.h"
#include "support/checks.h"

#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The words are an interface: programs print them, case files name them. */
START_TEST(status_words_are_found_again)
{
	enum mni_status found = MNI_OK;
	int status;

	for (status = MNI_OK; status <= MNI_UNHEALTHY; status++) {
		ck_assert_int_eq(
		    mni_status_find(
		        mni_status_word((enum mni_status)status), &found),
		    0);
		ck_assert_int_eq((int)found, status);
	}
	ck_assert_int_eq(mni_status_find("unknown", &found), -1);
	ck_assert_str_eq(mni_status_word(MNI_TOO_LARGE), "too-large");
}
END_TEST

START_TEST(trouble_is_cut_not_overrun)
{
	struct mni_trouble trouble;
	char text[sizeof(trouble.text) + 100];

	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ck_assert_int_eq(
	    mni_trouble(&trouble, MNI_TIMEOUT, "%s", text), MNI_TIMEOUT);
	ck_assert_uint_eq(strlen(trouble.text), sizeof(trouble.text) - 1);
}
END_TEST

START_TEST(deadlines)
{
	struct mni_deadline soon = mni_deadline_in(60000);
	struct mni_deadline never = mni_deadline_in(-1);
	struct mni_deadline past = mni_deadline_in(0);

	ck_assert_int_eq(mni_deadline_left(past), 0);
	ck_assert_int_eq(mni_deadline_left(never), -1);
	ck_assert_int_gt(mni_deadline_left(soon), 50000);
	ck_assert_int_le(mni_deadline_left(soon), 60000);
	ck_assert(mni_deadline_earlier(never, soon).at_ns == soon.at_ns);
	ck_assert(mni_deadline_in(INT64_MAX).at_ns == INT64_MAX);
}
END_TEST

START_TEST(bytes_grow_find_and_consume)
{
	struct mni_bytes bytes = MNI_BYTES_EMPTY;
	size_t i;

	for (i = 0; i < 1000; i++)
		ck_assert_int_eq(mni_bytes_append(&bytes, "ab\0", 3), 0);
	ck_assert_uint_eq(bytes.size, 3000);
	ck_assert_uint_eq(mni_bytes_find(&bytes, "\0a", 2), 2);
	ck_assert_uint_eq(mni_bytes_find(&bytes, "aa", 2), SIZE_MAX);
	mni_bytes_consume(&bytes, 2999);
	ck_assert_uint_eq(bytes.size, 1);
	ck_assert_uint_eq(bytes.data[0], 0);
	ck_assert_int_eq(mni_bytes_reserve(&bytes, SIZE_MAX), -1);
	ck_assert_uint_eq(bytes.size, 1);
	mni_bytes_fini(&bytes);
}
END_TEST

START_TEST(quoting_is_c)
{
	char out[64];

	ck_assert_str_eq(mni_quote(out, sizeof(out), "a\"\\\r\n\x1b\0\xff", 8),
	    "\"a\\\"\\\\\\r\\n\\x1b\\x00\\xff\"");
	ck_assert_str_eq(mni_quote(out, sizeof(out), "", 0), "\"\"");
	ck_assert_str_eq(
	    mni_quote(out, 12, "abcdefghijkl", 12), "\"abcdef\"...");
	ck_assert_str_eq(mni_quote(out, 8, "\x01\x02", 2), "\"\"...");
}
END_TEST

START_TEST(utf8_lengths)
{
	static const struct {
		const char *octets;
		size_t length;
	} rows[] = {{"a", 1}, {"\xc3\xa4", 2}, {"\xe2\x82\xac", 3},
	    {"\xf0\x9f\x98\x80", 4}, {"\x80", 0}, {"\xc0\x80", 0}, {"\xc3", 0},
	    {"\xe0\x80\x80", 0}, {"\xed\xa0\x80", 0}, {"\xf0\x80\x80\x80", 0},
	    {"\xf4\x90\x80\x80", 0}, {"\xff", 0}};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ck_assert_uint_eq(
		    mni_utf8_length((const uint8_t *)rows[i].octets,
		        strlen(rows[i].octets)),
		    rows[i].length);
}
END_TEST

START_TEST(shown_text_is_not_obeyed)
{
	char out[64], small[8];

	ck_assert_str_eq(
	    mni_show(out, sizeof(out), "a\\\"\xc3\xa4\xf0\x9f\x98\x80"),
	    "a\\\"\xc3\xa4\xf0\x9f\x98\x80");
	ck_assert_str_eq(
	    mni_show(out, sizeof(out), "\r\n\t\x1b\x7f\xc2\x9f\xff"),
	    "\\r\\n\\t\\x1b\\x7f\\xc2\\x9f\\xff");
	ck_assert_str_eq(
	    mni_show(out, sizeof(out), "\xc2\xa0\xc3"), "\xc2\xa0\\xc3");
	ck_assert_str_eq(mni_show(small, sizeof(small), "abcdefgh"), "abcdefg");
	ck_assert_str_eq(mni_show(small, sizeof(small), "abcd\x1b"), "abcd");
	ck_assert_str_eq(
	    mni_show(small, sizeof(small), "abcdef\xc3\xa4"), "abcdef");
	ck_assert_str_eq(mni_show(small, 1, "a"), "");
}
END_TEST

static struct mni_address
only_address(const char *host, uint16_t port)
{
	struct mni_trouble trouble = {.text = ""};
	struct mni_addresses addresses;
	struct mni_address address;

	ck_assert_msg(mni_addresses_of(host, port, AF_UNSPEC, SOCK_STREAM,
	                  mni_deadline_in(0), &addresses, &trouble) == MNI_OK,
	    "%s: %s", host, trouble.text);
	ck_assert_uint_eq(addresses.count, 1);
	address = addresses.list[0];
	mni_addresses_fini(&addresses);
	return address;
}

START_TEST(addresses_as_text)
{
	struct mni_address v4 = only_address("127.0.0.1", 17);
	struct mni_address v6 = only_address("[::1]", 8001);
	struct mni_address loopback = mni_address_loopback(AF_INET, 1, 17);
	char text[MNI_ADDRESS_TEXT];

	ck_assert_str_eq(mni_address_text(&v4, text), "127.0.0.1:17");
	ck_assert_str_eq(mni_address_text(&v6, text), "[::1]:8001");
	ck_assert_str_eq(mni_address_host(&v6, text), "::1");
	ck_assert_uint_eq(mni_address_port(&v6), 8001);
	ck_assert_str_eq(mni_address_text(&loopback, text), "127.0.0.1:17");
	mni_address_set_port(&loopback, 18);
	ck_assert_str_eq(mni_address_text(&loopback, text), "127.0.0.1:18");
	loopback = mni_address_loopback(AF_INET, 2, 17);
	ck_assert_str_eq(mni_address_host(&loopback, text), "127.0.0.2");
}
END_TEST

/* As getaddrinfo() of the system reads them. */
START_TEST(addresses_in_other_forms)
{
	static const char *const rows[][2] = {{"127.1", "127.0.0.1"},
	    {"0x7f000001", "127.0.0.1"}, {"0177.0.0.1", "127.0.0.1"},
	    {"0:0:0:0:0:0:0:1", "::1"}, {"[0::1]", "::1"},
	    {"::FFFF:127.0.0.1", "::ffff:127.0.0.1"}};
	struct mni_address address;
	char text[MNI_ADDRESS_TEXT];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		address = only_address(rows[i][0], 17);
		ck_assert_str_eq(mni_address_host(&address, text), rows[i][1]);
	}
}
END_TEST

START_TEST(scopes_are_read_and_shown)
{
	char interface[IF_NAMESIZE], host[64], want[64];
	char text[MNI_ADDRESS_TEXT];
	struct mni_address address;

	if (if_indextoname(1, interface) == NULL) {
		checks_skip("scopes_are_read_and_shown", "no interface is 1");
		return;
	}
	(void)snprintf(want, sizeof(want), "fe80::1%%%s", interface);
	address = only_address(want, 17);
	ck_assert_str_eq(mni_address_host(&address, text), want);
	(void)snprintf(want, sizeof(want), "[fe80::1%%%s]:17", interface);
	ck_assert_str_eq(mni_address_text(&address, text), want);
	(void)snprintf(host, sizeof(host), "[fe80::1%%%s]", interface);
	address = only_address(host, 17);
	ck_assert_str_eq(mni_address_text(&address, text), want);
}
END_TEST

START_TEST(addresses_that_are_equal)
{
	static const struct {
		const char *a, *b;
		bool equal;
	} rows[] = {{"127.0.0.1", "127.1", true},
	    {"127.0.0.1", "127.0.0.2", false}, {"::1", "[0::1]", true},
	    {"::1", "::2", false}, {"::", "0.0.0.0", false},
	    {"fe80::1%1", "fe80::1", false}, {"unix:/a", "unix:/a", true},
	    {"unix:/a", "unix:/b", false}, {"unix:/a", "unix:/ab", false}};
	struct mni_address a, b;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		a = only_address(rows[i].a, 17);
		b = only_address(rows[i].b, 17);
		if (mni_address_equals(&a, &b) != rows[i].equal)
			ck_abort_msg("%s and %s", rows[i].a, rows[i].b);
	}
	a = only_address("::1", 17);
	b = only_address("::1", 18);
	ck_assert(!mni_address_equals(&a, &b));
}
END_TEST

START_TEST(sockets_are_close_on_exec_and_non_blocking)
{
	int fds[2], fd = mni_socket(AF_INET, SOCK_DGRAM);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(fcntl(fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	ck_assert_int_eq(fcntl(fd, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
	(void)close(fd);
	ck_assert_int_eq(mni_pipe(fds), 0);
	ck_assert_int_eq(fcntl(fds[1], F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	ck_assert_int_eq(fcntl(fds[0], F_GETFL) & O_NONBLOCK, O_NONBLOCK);
	(void)close(fds[0]);
	(void)close(fds[1]);
}
END_TEST

START_TEST(sending_to_a_closed_peer_raises_no_signal)
{
	int fds[2];

	(void)signal(SIGPIPE, SIG_DFL);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	(void)close(fds[1]);
	ck_assert_int_eq((int)mni_send(fds[0], "x", 1), -1);
	ck_assert_int_eq(errno, EPIPE);
	(void)close(fds[0]);
}
END_TEST

/* A stream over a Unix socket has none. */
START_TEST(segments_are_those_of_tcp)
{
	struct mni_address address = mni_address_loopback(AF_INET, 1, 0);
	int door = mni_socket(AF_INET, SOCK_STREAM), fds[2];
	struct mni_trouble trouble;
	size_t size;

	ck_assert_int_eq(
	    bind(door, (const struct sockaddr *)&address.storage, address.size),
	    0);
	ck_assert_int_eq(listen(door, 1), 0);
	ck_assert_int_eq(mni_local_address(door, &address), 0);
	ck_assert_int_eq(mni_connect(&address, SOCK_STREAM,
	                     mni_deadline_in(10000), &fds[0], &trouble),
	    MNI_OK);
	size = mni_segment_size(fds[0]);
#ifdef TCP_MAXSEG
	ck_assert_uint_ge(size, 536); /* RFC 9293 section 3.7.1 */
#endif
	ck_assert_uint_le(size, UINT16_MAX);
	(void)close(fds[0]);
	(void)close(door);
	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	ck_assert_uint_eq(mni_segment_size(fds[0]), 0);
	(void)close(fds[0]);
	(void)close(fds[1]);
}
END_TEST

/* Reads what is in the pipe FD, which does not block, and counts it. */
static size_t
empty_pipe(int fd)
{
	char data[65536];
	size_t total = 0;
	ssize_t size;

	while ((size = read(fd, data, sizeof(data))) > 0)
		total += (size_t)size;
	ck_assert(size == -1 && errno == EAGAIN);
	return total;
}

/* Its reader is busy elsewhere while it is written to: a write that waits for
 * room would not come back. */
START_TEST(pipes_are_filled_without_blocking)
{
	static const char data[1 << 20];
	size_t came = 0;
	struct mni_output output;
	int fds[2];

	ck_assert_int_eq(pipe(fds), 0);
	ck_assert_int_eq(fcntl(fds[0], F_SETFL, O_NONBLOCK), 0);
	output = mni_output_to(fds[1]);
	ck_assert_int_eq(mni_output_put(&output, data, sizeof(data)), 0);
	while (mni_output_waiting(&output) > 0) {
		while (
		    mni_output_waiting(&output) > 0 &&
		    mni_wait_for(output.fd, POLLOUT, mni_deadline_in(0)) == 1)
			ck_assert_int_eq(mni_output_write(&output), 0);
		came += empty_pipe(fds[0]);
	}
	ck_assert_uint_eq(came, sizeof(data));
	mni_output_fini(&output);
	(void)close(fds[0]);
	(void)close(fds[1]);
}
END_TEST

/* Others may hold the pipe too, and expect that it blocks. */
START_TEST(pipes_are_left_as_they_are)
{
	static const char data[65536];
	struct mni_output output;
	int fds[2], next, flags;

	ck_assert_int_eq(pipe(fds), 0);
	next = dup(fds[1]);
	(void)close(next);
	flags = fcntl(fds[1], F_GETFL);
	output = mni_output_to(fds[1]);
	ck_assert_int_eq(mni_output_put(&output, data, sizeof(data)), 0);
	ck_assert_int_eq(mni_output_write(&output), 0);
	ck_assert_int_eq(fcntl(fds[1], F_GETFL), flags);
	mni_output_fini(&output);
	ck_assert_int_eq(fcntl(fds[1], F_GETFL), flags);
	ck_assert_int_eq(dup(fds[1]), next);
	(void)close(next);
	(void)close(fds[0]);
	(void)close(fds[1]);
}
END_TEST

START_TEST(option_values)
{
	uint16_t port = 0;
	int64_t ms = 0;
	size_t size = 0;

	ck_assert_int_eq(mni_read_port("65535", &port), 0);
	ck_assert_uint_eq(port, 65535);
	ck_assert_int_eq(mni_read_port("0", &port), -1);
	ck_assert_int_eq(mni_read_port("65536", &port), -1);
	ck_assert_int_eq(mni_read_port("http", &port), -1);
	ck_assert_int_eq(mni_read_port("", &port), -1);
	ck_assert_int_eq(mni_read_port("+17", &port), -1);
	ck_assert_int_eq(mni_read_seconds("0.25", &ms), 0);
	ck_assert_int_eq((int)ms, 250);
	ck_assert_int_eq(mni_read_seconds("2", &ms), 0);
	ck_assert_int_eq((int)ms, 2000);
	ck_assert_int_eq(mni_read_seconds(".0001", &ms), 0);
	ck_assert_int_eq((int)ms, 1);
	ck_assert_int_eq(mni_read_seconds("0", &ms), -1);
	ck_assert_int_eq(mni_read_seconds("1.", &ms), -1);
	ck_assert_int_eq(mni_read_seconds("1e3", &ms), -1);
	ck_assert_int_eq(mni_read_seconds("-1", &ms), -1);
	ck_assert_int_eq(mni_read_seconds("86401", &ms), -1);
	ck_assert_int_eq(mni_read_size("1073741824", &size), 0);
	ck_assert_int_eq(mni_read_size("1073741825", &size), -1);
	ck_assert_int_eq(mni_read_size("99999999999999999999", &size), -1);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {status_words_are_found_again,
	    trouble_is_cut_not_overrun, deadlines, bytes_grow_find_and_consume,
	    quoting_is_c, utf8_lengths, shown_text_is_not_obeyed,
	    addresses_as_text, addresses_in_other_forms,
	    scopes_are_read_and_shown, addresses_that_are_equal,
	    sockets_are_close_on_exec_and_non_blocking,
	    segments_are_those_of_tcp,
	    sending_to_a_closed_peer_raises_no_signal,
	    pipes_are_filled_without_blocking, pipes_are_left_as_they_are,
	    option_values};

	return checks_main(
	    checks_suite("base", tests, sizeof(tests) / sizeof(tests[0])));
}
