/* SPDX-License-Identifier: MIT */
/* The parts of the echo client: its source, both ways at a time, what came
 * back against what was sent, and rounds. */
#include <config.h>

#include "base/socket.h"
#include "echo/compare.h"
#include "echo/duplex.h"
#include "echo/ping.h"
#include "echo/source.h"
#include "support/dial.h"
#include "support/resolver.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define LATER mni_deadline_in(PATIENCE_MS)
#define SOON mni_deadline_in(20)

/* A pipe to read that has TEXT, and then its end or, when END is not
 * NULL, nothing: *END is the other end. */
static int
pipe_with(const char *text, int *end)
{
	int fds[2];

	ck_assert_int_eq(mni_pipe(fds), 0);
	ck_assert_int_eq(
	    (int)write(fds[1], text, strlen(text)), (int)strlen(text));
	if (end == NULL)
		(void)close(fds[1]);
	else
		*end = fds[1];
	return fds[0];
}

/* Takes MOST octets of SOURCE at most, and asserts what they are. */
static void
read_source(struct mni_source *source, size_t most, const char *text)
{
	struct mni_bytes bytes = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;

	ck_assert_int_eq(
	    mni_source_read(source, &bytes, most, &trouble), MNI_OK);
	ck_assert_uint_eq(bytes.size, strlen(text));
	if (bytes.size > 0)
		ck_assert_mem_eq(bytes.data, text, bytes.size);
	mni_bytes_fini(&bytes);
}

START_TEST(source_in_memory)
{
	struct mni_source source = mni_source_of("abc", 3);

	ck_assert(!source.ended);
	read_source(&source, 2, "ab");
	ck_assert(!source.ended);
	read_source(&source, 2, "c");
	ck_assert(source.ended);
	source = mni_source_of("", 0);
	ck_assert(source.ended);
}
END_TEST

/* A pipe that has nothing yet is not at its end. */
START_TEST(source_that_is_read)
{
	int end, fd = pipe_with("abc", &end);
	struct mni_source source = mni_source_from(fd);

	read_source(&source, 2, "ab");
	read_source(&source, 2, "c");
	read_source(&source, 2, "");
	ck_assert(!source.ended);
	(void)close(end);
	read_source(&source, 2, "");
	ck_assert(source.ended);
	(void)close(fd);
}
END_TEST

/* Reads all of SOURCE, 3 octets at most, with STATUS; TEXT is what came. */
static void
read_all(struct mni_source source, enum mni_status status, const char *text)
{
	struct mni_bytes bytes = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;

	ck_assert_int_eq(
	    mni_source_read_all(&source, 3, SOON, &bytes, &trouble), status);
	if (status == MNI_OK) {
		ck_assert(source.ended);
		ck_assert_uint_eq(bytes.size, strlen(text));
	}
	if (bytes.size > 0)
		ck_assert_mem_eq(bytes.data, text, bytes.size);
	mni_bytes_fini(&bytes);
}

static void
read_all_of(int fd, enum mni_status status, const char *text)
{
	ck_assert_int_ne(fd, -1);
	read_all(mni_source_from(fd), status, text);
	(void)close(fd);
}

START_TEST(all_of_a_source)
{
	int end;

	read_all(mni_source_of("", 0), MNI_OK, "");
	read_all(mni_source_of("abc", 3), MNI_OK, "abc");
	read_all(mni_source_of("abcd", 4), MNI_TOO_LARGE, "abcd");
	read_all_of(pipe_with("", NULL), MNI_OK, "");
	read_all_of(pipe_with("abc", NULL), MNI_OK, "abc");
	read_all_of(pipe_with("abcd", NULL), MNI_TOO_LARGE, "abcd");
	read_all_of(pipe_with("abc", &end), MNI_TIMEOUT, "abc");
	(void)close(end);
	read_all_of(open("/", O_RDONLY | O_CLOEXEC), MNI_SYSTEM, "");
	read_all(mni_source_from(9999), MNI_SYSTEM, "");
}
END_TEST

static const struct comparison {
	const char *sent, *came;
	uint64_t before;
	size_t same;
	const char *trouble; /* NULL: they are the same */
} comparisons[] = {
    {"", "", 0, 0, NULL},
    {"abc", "abc", 0, 3, NULL},
    {"abc", "ab", 0, 2, NULL},
    {"abc", "", 0, 0, NULL},
    {"abc", "xbc", 0, 0, "octet 0 was sent as \"a\" and came back as \"x\""},
    {"abc", "abx", 0, 2, "octet 2 was sent as \"c\" and came back as \"x\""},
    {"abc", "axcd", 7, 1, "octet 8 was sent as \"b\" and came back as \"x\""},
    {"a\n", "a\xff", UINT64_C(1) << 40, 1,
        "octet 1099511627777 was sent as \"\\n\" and came back as \"\\xff\""},
    {"", "x", 0, 0, "\"x\" came behind the 0 octets that were sent"},
    {"ab", "abx", 5, 2, "\"x\" came behind the 7 octets that were sent"},
};

START_TEST(what_came_against_what_was_sent)
{
	const struct comparison *row;
	struct mni_trouble trouble;
	enum mni_status status;
	size_t same;

	for (row = comparisons; row < comparisons + COUNT(comparisons); row++) {
		status = mni_compare((const uint8_t *)row->sent,
		    strlen(row->sent), (const uint8_t *)row->came,
		    strlen(row->came), row->before, &same, &trouble);
		ck_assert_uint_eq(same, row->same);
		ck_assert_int_eq(
		    status, row->trouble == NULL ? MNI_OK : MNI_MISMATCH);
		if (row->trouble != NULL)
			ck_assert_str_eq(trouble.text, row->trouble);
	}
}
END_TEST

/* A connection to SERVER as the client has one. */
static int
connect_to(const struct mn_server *server)
{
	struct mni_address address =
	    mni_address_loopback(AF_INET, 1, (uint16_t)mn_port(server));
	struct mni_trouble trouble;
	int fd;

	ck_assert_int_eq(
	    mni_connect(&address, SOCK_STREAM, LATER, &fd, &trouble), MNI_OK);
	return fd;
}

/* Exchanges SOURCE over FD, with STATUS; what came is TEXT.  Returns what is
 * said of it. */
static const char *
exchange(int fd, struct mni_source source, bool half_close,
    enum mni_status status, const char *text)
{
	struct mni_output output = mni_output_to(-1);
	static struct mni_trouble trouble;

	ck_assert_int_eq(
	    mni_duplex(fd, &source, half_close, LATER, &output, &trouble),
	    status);
	ck_assert_uint_eq(mni_output_waiting(&output), strlen(text));
	if (text[0] != '\0')
		ck_assert_mem_eq(output.waiting.data, text, strlen(text));
	mni_output_fini(&output);
	return trouble.text;
}

START_TEST(connection_is_used_again_without_half_close)
{
	struct mn_server *server = serve("echo tcp\n");
	int fd = connect_to(server);

	(void)exchange(fd, mni_source_of("abc", 3), false, MNI_OK, "abc");
	(void)exchange(fd, mni_source_of("", 0), false, MNI_OK, "");
	(void)exchange(fd, mni_source_of("defg", 4), false, MNI_OK, "defg");
	ck_assert_uint_eq(mn_count(server, MN_FIN_SEEN), 0);
	(void)exchange(fd, mni_source_of("h", 1), true, MNI_OK, "h");
	await(server, MN_FIN_SEEN, 1);
	(void)close(fd);
}
END_TEST

/* The half-close comes at the end of the source, not before. */
START_TEST(half_close_at_the_end)
{
	struct mn_server *server =
	    serve("tcp\n recv eof\n send received\n close\n");
	int fd = connect_to(server), in = pipe_with("abc", NULL);

	(void)exchange(fd, mni_source_from(in), true, MNI_OK, "abc");
	(void)close(in);
	(void)close(fd);
	fd = connect_to(server);
	(void)exchange(fd, mni_source_of("", 0), true, MNI_OK, "");
	await(server, MN_FIN_SEEN, 2);
	(void)close(fd);
}
END_TEST

START_TEST(what_comes_too_much_or_too_early)
{
	int fd = connect_to(serve("tcp\n recv 3\n send \"abcx\"\n stall\n"));
	int end, in = pipe_with("", &end);

	ck_assert_str_eq(
	    exchange(fd, mni_source_of("abc", 3), true, MNI_MISMATCH, "abcx"),
	    "\"x\" came behind the 3 octets that were sent");
	(void)close(fd);
	fd = connect_to(serve("tcp\n send \"x\"\n stall\n"));
	ck_assert_str_eq(
	    exchange(fd, mni_source_from(in), true, MNI_MISMATCH, "x"),
	    "\"x\" came behind the 0 octets that were sent");
	(void)close(fd);
	(void)close(in);
	(void)close(end);
}
END_TEST

/* A close that leaves something missing is not waited out, whatever may still
 * come of the source; one that leaves nothing missing is not minded. */
START_TEST(close_before_the_end_of_the_source)
{
	int fd = connect_to(serve("tcp\n recv 3\n send \"ab\"\n close\n"));
	int end, in = pipe_with("abc", &end);

	ck_assert_str_eq(
	    exchange(fd, mni_source_from(in), true, MNI_TRUNCATED, "ab"),
	    "closed after 2 octets had come back");
	(void)close(fd);
	(void)close(in);
	(void)close(end);
	fd = connect_to(serve("tcp\n recv 3\n send received\n close\n"));
	in = pipe_with("abc", NULL);
	(void)exchange(fd, mni_source_from(in), true, MNI_OK, "abc");
	(void)close(fd);
	(void)close(in);
}
END_TEST

/* Octets are counted from the first, however many have left the window: more
 * are sent than the buffers on the way hold. */
START_TEST(octets_are_counted_from_the_first)
{
	static char data[20000001];
	int fd = connect_to(serve("tcp\n buffers 65536\n"
	                          " loop 20\n recv 1000000\n send received\n"
	                          " end\n recv 1\n send \"x\"\n stall\n"));
	struct mni_source source = mni_source_of(data, sizeof(data));
	struct mni_output output = mni_output_to(-1);
	struct mni_trouble trouble;

	ck_assert_int_eq(
	    mni_duplex(fd, &source, true, LATER, &output, &trouble),
	    MNI_MISMATCH);
	ck_assert_str_eq(trouble.text,
	    "octet 20000000 was sent as \"\\x00\" and came back as \"x\"");
	ck_assert_uint_eq(mni_output_waiting(&output), sizeof(data));
	mni_output_fini(&output);
	(void)close(fd);
}
END_TEST

/* What is not taken is not read for ever, and the time is over. */
START_TEST(output_that_nobody_takes)
{
	static char data[8 << 20];
	int fd = connect_to(serve("echo tcp\n"));
	struct mni_source source = mni_source_of(data, sizeof(data));
	struct mni_output output;
	struct mni_trouble trouble;
	int fds[2];

	ck_assert_int_eq(mni_pipe(fds), 0);
	output = mni_output_to(fds[1]);
	ck_assert_int_eq(mni_duplex(fd, &source, true, mni_deadline_in(60),
	                     &output, &trouble),
	    MNI_TIMEOUT);
	ck_assert_uint_lt(mni_output_waiting(&output), 1 << 20);
	mni_output_fini(&output);
	(void)close(fds[0]);
	(void)close(fds[1]);
	(void)close(fd);
}
END_TEST

/* The rounds as they were reported. */
static struct reported {
	size_t count;
	struct mni_round rounds[4];
	char addresses[4][MNI_ADDRESS_TEXT];
} reported;

static void
report(void *owner, const struct mni_round *round)
{
	struct reported *told = owner;

	ck_assert_uint_lt(told->count, 4);
	(void)mni_address_text(round->address, told->addresses[told->count]);
	told->rounds[told->count++] = *round;
}

/* Three rounds of "text" by datagram with a name of two addresses, at PORT. */
static enum mni_status
ping(unsigned port, const char *first, const char *second, int64_t retry_ms,
    struct mni_trouble *trouble)
{
	struct mni_echo echo = {.peer = {.host = "name",
	                            .port = (uint16_t)port,
	                            .family = AF_UNSPEC,
	                            .type = SOCK_DGRAM},
	    .retry_ms = retry_ms};
	struct mni_ping rounds = {.echo = &echo,
	    .count = 3,
	    .text = "text",
	    .size = 4,
	    .report = report,
	    .owner = &reported};

	reported.count = 0;
	resolver_answers(first);
	resolver.answer[1] = second;
	resolver.answer[2] = NULL;
	return mni_ping(&rounds, LATER, trouble);
}

/* All at the first address that takes the first one. */
START_TEST(rounds_at_one_address)
{
	struct mn_server *server = serve("echo udp\n expect datagrams 3\n");
	char want[MNI_ADDRESS_TEXT];
	struct mni_trouble trouble;
	size_t i;

	ck_assert_int_eq(ping(mn_port(server), "127.0.0.2", "127.0.0.1",
	                     PATIENCE_MS, &trouble),
	    MNI_OK);
	ck_assert_uint_eq(reported.count, 3);
	(void)snprintf(want, sizeof(want), "127.0.0.1:%u", mn_port(server));
	for (i = 0; i < 3; i++) {
		ck_assert_uint_eq(reported.rounds[i].number, i + 1);
		ck_assert_uint_eq(reported.rounds[i].size, 4);
		ck_assert(reported.rounds[i].back);
		ck_assert(!reported.rounds[i].lost);
		ck_assert(reported.rounds[i].time_ns > 0);
		ck_assert_str_eq(reported.addresses[i], want);
	}
	ck_assert_msg(mn_ok(net), "%s", mn_complaint(net));
}
END_TEST

/* Once an address has taken a round, the others are not asked. */
START_TEST(rounds_that_are_lost_at_one_address)
{
	struct mn_server *server =
	    serve("udp\n recv\n send received\n drop 9\n");
	struct mni_address beside =
	    mni_address_loopback(AF_INET, 2, (uint16_t)mn_port(server));
	int fd = open_socket(AF_INET, SOCK_DGRAM);
	struct mni_trouble trouble;

	if (bind(fd, (const struct sockaddr *)&beside.storage, beside.size) ==
	    -1) {
		checks_skip(tcase_name(), "127.0.0.2: %s", strerror(errno));
		(void)close(fd);
		return;
	}
	ck_assert_int_eq(
	    ping(mn_port(server), "127.0.0.1", "127.0.0.2", 500, &trouble),
	    MNI_TIMEOUT);
	ck_assert_ptr_nonnull(
	    strstr(trouble.text, " of 3 datagrams were lost"));
	ck_assert_uint_eq(reported.count, 3);
	ck_assert(reported.rounds[2].lost);
	ck_assert(!reported.rounds[2].back);
	hear_nothing(fd);
	(void)close(fd);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {source_in_memory, source_that_is_read,
	    all_of_a_source, what_came_against_what_was_sent,
	    connection_is_used_again_without_half_close, half_close_at_the_end,
	    what_comes_too_much_or_too_early,
	    close_before_the_end_of_the_source,
	    octets_are_counted_from_the_first, output_that_nobody_takes,
	    rounds_at_one_address, rounds_that_are_lost_at_one_address};

	return dial_main("duplex", tests, COUNT(tests));
}
