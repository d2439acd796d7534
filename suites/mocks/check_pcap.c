/* SPDX-License-Identifier: MIT */
/* The journal as a capture file, read back by a reader of the suites' own. */
#include <config.h>

#include "journal/packet.h"
#include "journal/writer.h"
#include "support/capture.h"
#include "support/checks.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define START_NS INT64_C(1790000000987654321)

static struct mni_writer writer;
static struct mni_origin origin;
static struct mn_event event; /* the fields that stay the same */
static FILE *stream;
static char *file;
static size_t file_size, at;

static void
begin(void)
{
	origin =
	    (struct mni_origin){.name = "tcp1", .kind = "tcp", .port = 40001};
	event = (struct mn_event){.connection = 1,
	    .local = "127.0.0.1:40001",
	    .peer = "127.0.0.1:51234"};
	stream = open_memstream(&file, &file_size);
	ck_assert_ptr_nonnull(stream);
	ck_assert_int_eq(
	    mni_writer_begin(&writer, MN_PCAP, stream, START_NS), 0);
}

static void
end(void)
{
	(void)fclose(stream);
	free(file);
}

static void
add_at(enum mn_event_kind kind, size_t offset, const void *data, size_t size)
{
	struct mn_event one = event;

	one.kind = kind;
	one.offset = offset;
	one.data = data;
	one.size = size;
	ck_assert_int_eq(mni_writer_add(&writer, &one, &origin), 0);
}

static void
add(enum mn_event_kind kind)
{
	add_at(kind, 0, NULL, 0);
}

/* No more events: what was written is read from its first packet on. */
static void
rewind_file(void)
{
	ck_assert_int_eq(mni_writer_fini(&writer), 0);
	at = CAPTURE_HEADER;
}

static struct captured
next(void)
{
	return capture_next(file, file_size, &at);
}

static void
assert_end(void)
{
	ck_assert_uint_eq(at, file_size);
}

/* The next packet, which is a segment of FLAGS from port FROM. */
static struct captured
next_segment(unsigned from, unsigned flags)
{
	struct captured seen = next();

	ck_assert_int_eq(seen.protocol, IPPROTO_TCP);
	ck_assert_uint_eq(seen.from, from);
	ck_assert_uint_eq(seen.flags, flags);
	return seen;
}

/* The three segments a connection begins with; returns the last of them. */
static struct captured
handshake(unsigned caller, unsigned called)
{
	struct captured syn = next_segment(caller, MNI_SYN);
	struct captured answer = next_segment(called, MNI_SYN | MNI_ACK);
	struct captured last = next_segment(caller, MNI_ACK);

	ck_assert_uint_eq(syn.to, called);
	ck_assert_uint_eq(syn.acknowledged, 0);
	ck_assert_uint_eq(answer.acknowledged, syn.sequence + 1);
	ck_assert_uint_eq(last.sequence, syn.sequence + 1);
	ck_assert_uint_eq(last.acknowledged, answer.sequence + 1);
	return last;
}

START_TEST(header_says_raw_ip_in_nanoseconds)
{
	uint32_t words[6];
	uint16_t version[2];

	rewind_file();
	memcpy(words, file, sizeof(words));
	memcpy(version, file + 4, sizeof(version));
	ck_assert_uint_eq(words[0], 0xa1b23c4d);
	ck_assert_uint_eq(version[0], 2);
	ck_assert_uint_eq(version[1], 4);
	ck_assert_uint_ge(words[4], 40 + 65535);
	ck_assert_uint_eq(words[5], 101);
	assert_end();
}
END_TEST

START_TEST(conversation_is_complete_and_its_numbers_go_on)
{
	struct captured last, ask, answer;

	add(MN_ACCEPT);
	add_at(MN_RECV, 0, "ping", 4);
	add_at(MN_SEND, 0, "po", 2);
	add_at(MN_SEND, 2, "ng!", 3);
	add_at(MN_FIN_SENT, 5, NULL, 0);
	add_at(MN_FIN_SEEN, 4, NULL, 0);
	rewind_file();
	last = handshake(51234, 40001);
	ask = next_segment(51234, MNI_PSH | MNI_ACK);
	ck_assert_uint_eq(ask.sequence, last.sequence);
	ck_assert_uint_eq(ask.kept, 4);
	ck_assert_mem_eq(ask.data, "ping", 4);
	ck_assert_uint_eq(
	    next_segment(40001, MNI_ACK).acknowledged, ask.sequence + 4);
	answer = next_segment(40001, MNI_PSH | MNI_ACK);
	ck_assert_uint_eq(answer.sequence, last.acknowledged);
	ck_assert_uint_eq(
	    next_segment(51234, MNI_ACK).acknowledged, answer.sequence + 2);
	ck_assert_uint_eq(next_segment(40001, MNI_PSH | MNI_ACK).sequence,
	    answer.sequence + 2);
	(void)next_segment(51234, MNI_ACK);
	ck_assert_uint_eq(next_segment(40001, MNI_FIN | MNI_ACK).sequence,
	    answer.sequence + 5);
	ck_assert_uint_eq(
	    next_segment(51234, MNI_ACK).acknowledged, answer.sequence + 6);
	ck_assert_uint_eq(
	    next_segment(51234, MNI_FIN | MNI_ACK).sequence, ask.sequence + 4);
	ck_assert_uint_eq(
	    next_segment(40001, MNI_ACK).acknowledged, ask.sequence + 5);
	assert_end();
}
END_TEST

START_TEST(time_of_a_packet_is_the_clock_on_the_wall)
{
	struct captured seen;

	event.time_ns = 100000000;
	add(MN_ACCEPT);
	rewind_file();
	seen = next();
	ck_assert_uint_eq(seen.seconds, 1790000001);
	ck_assert_uint_eq(seen.ns, 87654321);
}
END_TEST

START_TEST(rst_comes_from_who_reset)
{
	struct captured last;

	add(MN_ACCEPT);
	add_at(MN_SEND, 0, "abc", 3);
	add_at(MN_RST_SENT, 3, NULL, 0);
	event.connection = 2;
	event.peer = "127.0.0.1:51235";
	add(MN_ACCEPT);
	add_at(MN_RECV, 0, "ab", 2);
	add_at(MN_RST_SEEN, 2, NULL, 0);
	rewind_file();
	last = handshake(51234, 40001);
	(void)next();
	(void)next();
	ck_assert_uint_eq(next_segment(40001, MNI_RST | MNI_ACK).sequence,
	    last.acknowledged + 3);
	last = handshake(51235, 40001);
	(void)next();
	(void)next();
	ck_assert_uint_eq(
	    next_segment(51235, MNI_RST | MNI_ACK).sequence, last.sequence + 2);
	assert_end();
}
END_TEST

START_TEST(nothing_follows_the_end_of_a_connection)
{
	add(MN_ACCEPT);
	add_at(MN_FIN_SENT, 0, NULL, 0);
	add_at(MN_FIN_SENT, 0, NULL, 0);
	ck_assert_ptr_nonnull(writer.pcap.current);
	add_at(MN_FIN_SEEN, 0, NULL, 0);
	ck_assert_ptr_null(writer.pcap.current);
	add_at(MN_RST_SENT, 0, NULL, 0);
	event.connection = 2;
	add(MN_ACCEPT);
	add_at(MN_RST_SEEN, 0, NULL, 0);
	ck_assert_ptr_null(writer.pcap.current);
	rewind_file();
	(void)handshake(51234, 40001);
	(void)next_segment(40001, MNI_FIN | MNI_ACK);
	(void)next_segment(51234, MNI_ACK);
	(void)next_segment(51234, MNI_FIN | MNI_ACK);
	(void)next_segment(40001, MNI_ACK);
	(void)handshake(51234, 40001);
	(void)next_segment(51234, MNI_RST | MNI_ACK);
	assert_end();
}
END_TEST

START_TEST(connections_are_told_apart_by_server_too)
{
	/* Never looked into. */
	const struct mn_server *const other = (const void *)&event;
	struct captured first, second;

	add(MN_ACCEPT);
	event.server = other;
	event.peer = "127.0.0.1:51235";
	add(MN_ACCEPT);
	add_at(MN_SEND, 0, "b", 1);
	event.server = NULL;
	add_at(MN_SEND, 0, "a", 1);
	rewind_file();
	first = handshake(51234, 40001);
	second = handshake(51235, 40001);
	ck_assert_uint_ne(first.sequence, second.sequence);
	ck_assert_uint_eq(next().to, 51235);
	ck_assert_uint_eq(next().from, 51235);
	ck_assert_uint_eq(next().to, 51234);
}
END_TEST

START_TEST(who_calls_sends_the_syn)
{
	struct captured last;

	origin.calls = true;
	origin.service_port = 13;
	event.local = "[::1]:51234";
	event.peer = "[::1]:40001";
	add(MN_ACCEPT);
	add_at(MN_RECV, 0, "now", 3);
	rewind_file();
	last = handshake(51234, 13);
	ck_assert_int_eq(last.version, 6);
	ck_assert_uint_eq(
	    next_segment(13, MNI_PSH | MNI_ACK).sequence, last.acknowledged);
}
END_TEST

/* Every length and checksum of it is held by the reader. */
START_TEST(datagrams_of_any_size_and_family)
{
	static const char *const hosts[] = {"127.0.0.1", "[::1]"};
	static const size_t most[] = {65507, 65527};
	static unsigned char data[65528];
	size_t sizes[] = {0, 1, 2, 3, 511, 512, 65506, 0}, i, nth;
	char local[32], peer[32];

	memset(data, 0xff, sizeof(data));
	event.connection = 0;
	event.local = local;
	event.peer = peer;
	for (i = 0; i < 2; i++) {
		(void)snprintf(local, sizeof(local), "%s:40001", hosts[i]);
		(void)snprintf(peer, sizeof(peer), "%s:51234", hosts[i]);
		sizes[7] = most[i];
		for (nth = 0; nth < 8; nth++)
			add_at(MN_RECV, 0, data, sizes[nth]);
		add_at(MN_SEND, 0, data, most[i] + 1); /* cannot have been */
	}
	rewind_file();
	for (i = 0; i < 2; i++) {
		sizes[7] = most[i];
		for (nth = 0; nth < 8; nth++) {
			struct captured seen = next();

			ck_assert_int_eq(seen.version, i == 0 ? 4 : 6);
			ck_assert_int_eq(seen.protocol, IPPROTO_UDP);
			ck_assert_uint_eq(seen.from, 51234);
			ck_assert_uint_eq(seen.kept, sizes[nth]);
		}
	}
	assert_end();
}
END_TEST

/* Data that are the checksum for zeros in their place bring it to 0, which
 * would mean that there is none. */
START_TEST(checksum_of_a_datagram_is_never_zero)
{
	unsigned char data[2] = {0, 0};

	event.connection = 0;
	add_at(MN_SEND, 0, data, 2);
	ck_assert_int_eq(fflush(stream), 0);
	memcpy(data, file + file_size - 4, 2);
	add_at(MN_SEND, 0, data, 2);
	rewind_file();
	(void)next();
	ck_assert_mem_eq(next().data - 2, "\xff\xff", 2);
	assert_end();
}
END_TEST

START_TEST(service_port_stands_for_the_own_port_only)
{
	origin.service_port = 17;
	event.connection = 0;
	event.peer = "127.0.0.1:40001";
	add(MN_RECV);
	event.local = "127.0.0.2:40001";
	add(MN_SEND);
	event.local = "127.0.0.1:40002";
	add(MN_SEND);
	rewind_file();
	ck_assert_uint_eq(next().to, 17);
	ck_assert_uint_eq(next().from, 17);
	ck_assert_uint_eq(next().from, 40002);
	ck_assert_uint_eq(at, file_size);
}
END_TEST

START_TEST(large_data_are_cut_into_segments)
{
	static unsigned char data[100001];
	struct captured last, seen;
	size_t done = 0;

	memset(data, 'x', sizeof(data));
	data[sizeof(data) - 1] = 'y';
	add(MN_ACCEPT);
	add_at(MN_SEND, 0, data, sizeof(data));
	rewind_file();
	last = handshake(51234, 40001);
	while (done < sizeof(data)) {
		seen = next_segment(40001, MNI_PSH | MNI_ACK);
		ck_assert_uint_eq(
		    seen.sequence, last.acknowledged + (uint32_t)done);
		ck_assert_uint_le(seen.size, 16384);
		done += seen.kept;
		ck_assert_uint_eq(next_segment(51234, MNI_ACK).acknowledged,
		    last.acknowledged + (uint32_t)done);
	}
	ck_assert_uint_eq(done, sizeof(data));
	ck_assert_uint_eq(seen.data[seen.kept - 1], 'y');
	assert_end();
}
END_TEST

START_TEST(data_that_were_not_kept_are_counted)
{
	struct captured last, seen;

	add(MN_ACCEPT);
	add_at(MN_RECV, 0, NULL, 5000);
	add_at(MN_RECV, 5000, "z", 1);
	event.connection = 0;
	add_at(MN_RECV, 0, NULL, 300);
	rewind_file();
	last = handshake(51234, 40001);
	seen = next_segment(51234, MNI_PSH | MNI_ACK);
	ck_assert_uint_eq(seen.size, 5000);
	ck_assert_uint_eq(seen.kept, 0);
	ck_assert_uint_eq(
	    next_segment(40001, MNI_ACK).acknowledged, last.sequence + 5000);
	ck_assert_uint_eq(next_segment(51234, MNI_PSH | MNI_ACK).sequence,
	    last.sequence + 5000);
	(void)next();
	seen = next();
	ck_assert_uint_eq(seen.size, 300);
	ck_assert_uint_eq(seen.kept, 0);
	assert_end();
}
END_TEST

START_TEST(gap_in_the_journal_is_a_gap_in_the_file)
{
	struct captured last;

	add(MN_ACCEPT);
	add_at(MN_SEND, 7, "h", 1);
	add_at(MN_FIN_SENT, 0, NULL, 0);
	rewind_file();
	last = handshake(51234, 40001);
	ck_assert_uint_eq(next().sequence, last.acknowledged + 7);
	(void)next();
	ck_assert_uint_eq(next().sequence, last.acknowledged + 8);
}
END_TEST

START_TEST(addresses_of_sockets_are_read_whole)
{
	static const char *const wrong[] = {"", ":", "unix:/tmp/a:17",
	    "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:1x",
	    "127.0.0.1: 1", "127.0.0.1:99999999999999999999", "[::1:17",
	    "[]:17", "]:17", "[:17", "[127.0.0.1]:17", "::1:17",
	    "[fe80::1%lo]:17", "a.name.longer.than.the.text.of.any.address:1",
	    "a.name.that.is.longer.than.the.text.of.any.address:1"};
	struct mni_endpoint endpoint;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(mni_endpoint_read(wrong[i], &endpoint) == -1,
		    "%s", wrong[i]);
	ck_assert_int_eq(mni_endpoint_read("127.0.0.2:65535", &endpoint), 0);
	ck_assert_int_eq(endpoint.family, AF_INET);
	ck_assert_mem_eq(endpoint.address, "\x7f\0\0\2", 4);
	ck_assert_uint_eq(endpoint.port, 65535);
	ck_assert_int_eq(mni_endpoint_read("[::1]:0", &endpoint), 0);
	ck_assert_int_eq(endpoint.family, AF_INET6);
	ck_assert_uint_eq(endpoint.address[15], 1);
}
END_TEST

START_TEST(what_has_no_packet_is_left_out)
{
	static const char *const locals[] = {
	    "unix:/tmp/a", "[::1]:17", NULL, "127.0.0.1:40001"};
	size_t i;

	add_at(MN_SEND, 0, "x", 1); /* of no connection that began */
	for (i = 0; i < sizeof(locals) / sizeof(locals[0]); i++) {
		event.local = locals[i];
		if (i == 3)
			event.peer = NULL;
		event.connection = 0;
		add_at(MN_SEND, 0, "x", 1);
		event.connection = 1;
		add(MN_ACCEPT);
		add_at(MN_SEND, 0, "x", 1);
	}
	event.peer = "127.0.0.1:51234";
	add(MN_DROP);
	add(MN_DONE);
	add_at(MN_FAULT, 0, "rst", 3);
	rewind_file();
	assert_end();
}
END_TEST

START_TEST(impossible_offsets_do_no_harm)
{
	static const size_t offsets[] = {
	    SIZE_MAX, 5, SIZE_MAX / 2, 0, SIZE_MAX - 3};
	size_t i, packets = 0;

	add(MN_ACCEPT);
	for (i = 0; i < sizeof(offsets) / sizeof(offsets[0]); i++) {
		add_at(MN_SEND, offsets[i], "abcdef", 6);
		add_at(MN_RECV, offsets[i], NULL, 70000);
	}
	add_at(MN_FIN_SEEN, 3, NULL, 0);
	add_at(MN_RECV, 2, "late", 4);
	add_at(MN_FIN_SENT, SIZE_MAX, NULL, 0);
	event.time_ns = -START_NS - 5;
	add(MN_ACCEPT);
	rewind_file();
	for (; at < file_size; packets++)
		(void)next();
	ck_assert_uint_eq(packets, 3 + 5 * (2 + 10) + 2 + 2 + 2 + 3);
}
END_TEST

START_TEST(full_disk_is_noticed_with_any_packet)
{
	FILE *full = fopen("/dev/full", "w");

	if (full == NULL) {
		checks_skip(
		    "full_disk_is_noticed_with_any_packet", "no /dev/full");
		return;
	}
	(void)setvbuf(full, NULL, _IONBF, 0);
	writer.pcap.stream = full;
	event.kind = MN_ACCEPT;
	errno = 0;
	ck_assert_int_eq(mni_writer_add(&writer, &event, &origin), -1);
	ck_assert_int_eq(errno, ENOSPC);
	(void)fclose(full);
	ck_assert_int_eq(mni_writer_fini(&writer), 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {header_says_raw_ip_in_nanoseconds,
	    conversation_is_complete_and_its_numbers_go_on,
	    time_of_a_packet_is_the_clock_on_the_wall, rst_comes_from_who_reset,
	    nothing_follows_the_end_of_a_connection,
	    connections_are_told_apart_by_server_too, who_calls_sends_the_syn,
	    datagrams_of_any_size_and_family,
	    checksum_of_a_datagram_is_never_zero,
	    service_port_stands_for_the_own_port_only,
	    large_data_are_cut_into_segments,
	    data_that_were_not_kept_are_counted,
	    gap_in_the_journal_is_a_gap_in_the_file,
	    addresses_of_sockets_are_read_whole, what_has_no_packet_is_left_out,
	    impossible_offsets_do_no_harm,
	    full_disk_is_noticed_with_any_packet};
	Suite *suite = suite_create("pcap");
	size_t i;

	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tcase_add_checked_fixture(
		    checks_add(suite, tests[i], 0), begin, end);
	return checks_main(suite);
}
