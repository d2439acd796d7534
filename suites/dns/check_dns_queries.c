/* SPDX-License-Identifier: MIT */
/* The queries of the stub resolver: what they are, when they are repeated,
 * without EDNS and by TCP; and datagrams that are no responses to them. */
#include <config.h>

#include "support/oracle.h"
#include "support/stub.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define LOOK_UPS 200

static void
silence(struct oracle *oracle, const struct asked *asked)
{
	(void)oracle;
	(void)asked;
}

/* Looks up at a server that ANSWERS, and which has stopped then. */
static struct oracle *
look_up(void (*answer)(struct oracle *oracle, const struct asked *asked),
    bool tcp, enum mni_status status, const char *said)
{
	struct oracle *oracle = oracle_start(1, answer);
	struct mni_dns_resolver resolver = stub_of(oracle);
	struct mni_dns_lookup lookup;

	resolver.tcp = tcp;
	lookup = stub_look_up(&resolver, STUB_PATIENCE_MS);
	oracle_stop(oracle);
	stub_came_to(&lookup, status, said);
	return oracle;
}

/* The same of one that may be silent, for MS milliseconds. */
static struct oracle *
look_up_hastily(
    void (*answer)(struct oracle *oracle, const struct asked *asked), bool tcp,
    int64_t ms, enum mni_status status, const char *said)
{
	struct oracle *oracle = oracle_start(1, answer);
	struct mni_dns_resolver resolver = stub_of(oracle);
	struct mni_dns_lookup lookup;

	resolver.tcp = tcp;
	resolver.retry_ms = STUB_RETRY_MS;
	lookup = stub_look_up(&resolver, ms);
	oracle_stop(oracle);
	stub_came_to(&lookup, status, said);
	return oracle;
}

/* RFC 1035 section 4.1.1, RFC 6891 section 6.1. */
START_TEST(query_as_it_comes)
{
	static const char rest[] = "\1\0\0\1\0\0\0\0\0\1\1a\4test\0\0\1\0\1"
	                           "\0\0\x29\x04\xd0\0\0\0\0\0\0";
	const struct oracle *oracle = look_up(stub_good, false, MNI_OK, NULL);

	ck_assert_uint_eq(oracle->count, 1);
	ck_assert_uint_eq(oracle->queries[0].size, 2 + sizeof(rest) - 1);
	ck_assert_mem_eq(oracle->queries[0].octets + 2, rest, sizeof(rest) - 1);
}
END_TEST

static size_t
count_different(const unsigned numbers[static LOOK_UPS])
{
	size_t i, j, different = 0;

	for (i = 0; i < LOOK_UPS; i++) {
		for (j = 0; j < i && numbers[j] != numbers[i]; j++)
			continue;
		different += j == i;
	}
	return different;
}

/* RFC 5452 section 9.2 wants them hard to foretell; that they differ, and do
 * not just rise, is what can be seen of it. */
START_TEST(ids_and_ports)
{
	struct oracle *oracle = oracle_start(1, stub_good);
	struct mni_dns_resolver resolver = stub_of(oracle);
	unsigned ids[LOOK_UPS], ports[LOOK_UPS];
	struct mni_dns_lookup lookup;
	size_t i, rises = 0;

	for (i = 0; i < LOOK_UPS; i++) {
		lookup = stub_look_up(&resolver, STUB_PATIENCE_MS);
		stub_came_to(&lookup, MNI_OK, NULL);
	}
	oracle_stop(oracle);
	ck_assert_uint_eq(oracle->count, LOOK_UPS);
	for (i = 0; i < LOOK_UPS; i++) {
		ids[i] = oracle->queries[i].id;
		ports[i] = mni_address_port(&oracle->queries[i].peer);
		rises += i > 0 && ids[i] > ids[i - 1];
	}
	ck_assert_uint_ge(count_different(ids), 190);
	ck_assert_uint_ge(count_different(ports), 100);
	ck_assert_uint_ge(rises, 60);
	ck_assert_uint_le(rises, 140);
}
END_TEST

static void
another_port(struct oracle *oracle, const struct asked *asked)
{
	stub_evil(oracle, asked, DRAFT_RESPONSE);
	oracle_send_aside(oracle, asked);
	stub_good(oracle, asked);
}

static void
eleven_octets(struct oracle *oracle, const struct asked *asked)
{
	oracle_send_octets(asked, asked->octets, 11);
	stub_good(oracle, asked);
}

static void
an_empty_datagram(struct oracle *oracle, const struct asked *asked)
{
	oracle_send_octets(asked, "", 0);
	stub_good(oracle, asked);
}

static void
the_query_itself(struct oracle *oracle, const struct asked *asked)
{
	oracle_send_octets(asked, asked->octets, asked->size);
	stub_good(oracle, asked);
}

/* As many as there are IDs, but for the right one. */
static void
a_flood(struct oracle *oracle, const struct asked *asked)
{
	unsigned i;

	stub_evil(oracle, asked, DRAFT_RESPONSE);
	for (i = 1; i < 5000; i++) {
		draft_set(&oracle->draft, 0, (asked->id + i) & 0xffff);
		oracle_send(oracle, asked);
	}
	stub_good(oracle, asked);
}

START_TEST(datagrams_that_are_passed_over)
{
	void (*const answers[])(
	    struct oracle * oracle, const struct asked *asked) = {
	    another_port, eleven_octets, an_empty_datagram, the_query_itself};
	const struct oracle *oracle;
	size_t i;

	for (i = 0; i < COUNT(answers); i++) {
		oracle = look_up(answers[i], false, MNI_OK, NULL);
		ck_assert_uint_eq(oracle->count, 1);
	}
}
END_TEST

/* Some of it is lost in the socket, perhaps the last as well, which is asked
 * for again. */
START_TEST(flood_that_is_passed_over)
{
	struct oracle *oracle = oracle_start(1, a_flood);
	struct mni_dns_resolver resolver = stub_of(oracle);
	struct mni_dns_lookup lookup;

	resolver.retry_ms = STUB_RETRY_MS;
	lookup = stub_look_up(&resolver, STUB_PATIENCE_MS);
	if (lookup.status == MNI_OK)
		stub_came_to(&lookup, MNI_OK, NULL);
	else
		ck_assert_int_eq(lookup.status, MNI_TIMEOUT);
}
END_TEST

/* From 127.0.0.2, and the port of the server. */
static int beside;

static void
another_address(struct oracle *oracle, const struct asked *asked)
{
	struct asked aside = *asked;

	stub_evil(oracle, asked, DRAFT_RESPONSE);
	aside.fd = beside;
	oracle_send(oracle, &aside);
	stub_good(oracle, asked);
}

START_TEST(response_of_another_address)
{
	struct mni_dns_resolver resolver;
	struct mni_dns_lookup lookup;
	struct mni_address address;
	struct oracle *oracle;

	beside = socket(AF_INET, SOCK_DGRAM, 0);
	oracle = oracle_start(1, another_address);
	resolver = stub_of(oracle);
	address = mni_address_loopback(
	    AF_INET, 2, mni_address_port(&oracle->address));
	if (bind(beside, (const struct sockaddr *)&address.storage,
	        address.size) == -1) {
		checks_skip(tcase_name(), "127.0.0.2: %s", strerror(errno));
		return;
	}
	lookup = stub_look_up(&resolver, STUB_PATIENCE_MS);
	stub_came_to(&lookup, MNI_OK, NULL);
}
END_TEST

/* At 0, 200 and 600 ms, by the same socket and ID; not with EDNS again. */
START_TEST(silence_has_an_end)
{
	struct oracle *oracle = oracle_start(1, silence);
	struct mni_dns_resolver resolver = stub_of(oracle);
	struct mni_dns_lookup lookup;
	char said[60];
	size_t i;

	resolver.retry_ms = STUB_SILENCE_MS / 5;
	lookup = stub_look_up(&resolver, STUB_SILENCE_MS);
	oracle_stop(oracle);
	(void)snprintf(
	    said, sizeof(said), "no response to %zu queries", oracle->count);
	stub_came_to(&lookup, MNI_TIMEOUT, said);
	ck_assert_uint_ge(oracle->count, 2);
	ck_assert_uint_le(oracle->count, 3);
	for (i = 0; i < oracle->count; i++) {
		ck_assert_int_eq(oracle->queries[i].edns, i == 0);
		ck_assert_uint_eq(oracle->queries[i].id, oracle->queries[0].id);
		ck_assert(mni_address_equals(
		    &oracle->queries[i].peer, &oracle->queries[0].peer));
	}
}
END_TEST

START_TEST(one_query_in_its_time)
{
	struct oracle *oracle = oracle_start(1, silence);
	struct mni_dns_resolver resolver = stub_of(oracle);
	struct mni_dns_lookup lookup = stub_look_up(&resolver, STUB_SILENCE_MS);

	oracle_stop(oracle);
	stub_came_to(&lookup, MNI_TIMEOUT, "no response to 1 query");
}
END_TEST

/* The first query is answered when the second has come. */
static void
late(struct oracle *oracle, const struct asked *asked)
{
	if (!asked->edns)
		stub_good(oracle, &oracle->queries[0]);
}

START_TEST(late_response_counts)
{
	(void)look_up_hastily(late, false, STUB_PATIENCE_MS, MNI_OK, NULL);
}
END_TEST

START_TEST(nobody_is_there)
{
	struct oracle *oracle = oracle_start(1, silence);
	struct mni_dns_resolver resolver = stub_of(oracle);
	char udp[60], tcp[60];
	struct mni_dns_lookup lookup;

	oracle_stop(oracle);
	(void)snprintf(udp, sizeof(udp), "recv: %s", strerror(ECONNREFUSED));
	(void)snprintf(tcp, sizeof(tcp), "TCP: %s", strerror(ECONNREFUSED));
	lookup = stub_look_up(&resolver, STUB_PATIENCE_MS);
	stub_came_to(&lookup, MNI_REFUSED, udp);
	resolver.tcp = true;
	lookup = stub_look_up(&resolver, STUB_PATIENCE_MS);
	stub_came_to(&lookup, MNI_REFUSED, tcp);
}
END_TEST

/* An error of RCODE to queries with EDNS: with its question, or a header
 * alone; with an OPT record, or without. */
static unsigned edns_rcode;
static bool edns_question, edns_record;

static void
no_edns(struct oracle *oracle, const struct asked *asked)
{
	if (!asked->edns) {
		stub_good(oracle, asked);
		return;
	}
	if (edns_question)
		oracle_begin(oracle, asked, DRAFT_RESPONSE | edns_rcode % 16);
	else
		draft_begin(&oracle->draft, asked->id,
		    DRAFT_RESPONSE | edns_rcode % 16);
	oracle->draft.ttl = (unsigned long)(edns_rcode / 16) << 24;
	if (edns_record)
		draft_record(
		    &oracle->draft, DRAFT_ADDITIONAL, ".", DRAFT_OPT, "", 0);
	oracle_send(oracle, asked);
}

static void
try_edns(unsigned rcode, bool question, bool record)
{
	int tcp;

	edns_rcode = rcode;
	edns_question = question;
	edns_record = record;
	for (tcp = 0; tcp < 2; tcp++) {
		const struct oracle *oracle =
		    look_up(no_edns, tcp == 1, MNI_OK, NULL);

		ck_assert_uint_eq(oracle->count, 2);
		ck_assert(oracle->queries[0].edns);
		ck_assert(!oracle->queries[1].edns);
		ck_assert_uint_ne(oracle->queries[0].id, oracle->queries[1].id);
		ck_assert_uint_eq(oracle->accepted, (size_t)tcp);
	}
}

/* RFC 6891 section 7. */
START_TEST(server_without_edns)
{
	try_edns(1, true, false);
	try_edns(1, false, false);
	try_edns(1, true, true);
	try_edns(4, true, false);
}
END_TEST

START_TEST(server_of_another_version)
{
	try_edns(16, true, true);
}
END_TEST

/* Silent to EDNS, and then right. */
static void
only_plain(struct oracle *oracle, const struct asked *asked)
{
	if (!asked->edns)
		stub_good(oracle, asked);
}

START_TEST(server_that_is_silent_to_edns)
{
	(void)look_up_hastily(
	    only_plain, false, STUB_PATIENCE_MS, MNI_OK, NULL);
}
END_TEST

/* Sends a response of one address, and as many more octets in a TXT record as
 * make SIZE octets of it. */
static void
send_size(struct oracle *oracle, const struct asked *asked, size_t size)
{
	static uint8_t rdata[66000];

	oracle_begin(oracle, asked, DRAFT_RESPONSE);
	draft_address(&oracle->draft, "", GOOD);
	draft_record(&oracle->draft, DRAFT_ADDITIONAL, ".", 65399, rdata,
	    size - oracle->draft.size - 11);
	oracle_send(oracle, asked);
}

static void
size_said(struct oracle *oracle, const struct asked *asked)
{
	send_size(oracle, asked, 1232);
}

static void
size_beyond(struct oracle *oracle, const struct asked *asked)
{
	send_size(oracle, asked, 1233);
}

static void
size_of_a_datagram(struct oracle *oracle, const struct asked *asked)
{
	send_size(oracle, asked, 65507);
}

static void
size_most(struct oracle *oracle, const struct asked *asked)
{
	send_size(oracle, asked, 65535);
}

START_TEST(responses_of_any_size)
{
	(void)look_up(size_said, false, MNI_OK, NULL);
	(void)look_up(size_beyond, false, MNI_OK, NULL);
	(void)look_up(size_of_a_datagram, false, MNI_OK, NULL);
	(void)look_up(size_most, true, MNI_OK, NULL);
}
END_TEST

/* By UDP what is truncated, in the middle of a record; by TCP what the test
 * says. */
static void (*by_tcp)(struct oracle *oracle, const struct asked *asked);

static void
truncated(struct oracle *oracle, const struct asked *asked)
{
	if (asked->tcp) {
		by_tcp(oracle, asked);
		return;
	}
	stub_evil(oracle, asked, DRAFT_RESPONSE | DRAFT_TC);
	oracle->draft.size -= 2;
	oracle_send(oracle, asked);
}

/* By TCP nothing can be truncated, so that flag has no meaning there. */
static void
flag_alone(struct oracle *oracle, const struct asked *asked)
{
	oracle_begin(oracle, asked, DRAFT_RESPONSE | DRAFT_TC);
	draft_address(&oracle->draft, "", GOOD);
	oracle_send(oracle, asked);
}

static void
octet_by_octet(struct oracle *oracle, const struct asked *asked)
{
	uint8_t length[2];
	size_t i;

	oracle_begin(oracle, asked, DRAFT_RESPONSE);
	draft_address(&oracle->draft, "", GOOD);
	length[0] = (uint8_t)(oracle->draft.size >> 8);
	length[1] = (uint8_t)oracle->draft.size;
	for (i = 0; i < 2; i++)
		oracle_send_octets(asked, length + i, 1);
	for (i = 0; i < oracle->draft.size; i++)
		oracle_send_octets(asked, oracle->draft.octets + i, 1);
}

static void
nothing_and_then_good(struct oracle *oracle, const struct asked *asked)
{
	oracle_send_octets(asked, "\0\0\0\1x", 5);
	stub_good(oracle, asked);
}

/* The first connection ends, and the second serves. */
static void
reset_once(struct oracle *oracle, const struct asked *asked)
{
	if (oracle->accepted == 1)
		oracle_reset(asked);
	else
		stub_good(oracle, asked);
}

static void
close_once(struct oracle *oracle, const struct asked *asked)
{
	if (oracle->accepted > 1) {
		stub_good(oracle, asked);
		return;
	}
	stub_evil(oracle, asked, DRAFT_RESPONSE);
	oracle_send_octets(asked, "\0\x28", 2);
	oracle_send_octets(asked, oracle->draft.octets, 39);
	oracle_close(asked);
}

START_TEST(truncated_and_then_whole)
{
	void (*const answers[])(struct oracle * oracle,
	    const struct asked *asked) = {stub_good, flag_alone, octet_by_octet,
	    nothing_and_then_good, reset_once, close_once};
	const struct oracle *oracle;
	size_t i;

	for (i = 0; i < COUNT(answers); i++) {
		by_tcp = answers[i];
		oracle = look_up(truncated, false, MNI_OK, NULL);
		ck_assert(!oracle->queries[0].tcp);
		ck_assert(oracle->queries[1].tcp);
		ck_assert_uint_eq(oracle->accepted, oracle->count - 1);
	}
}
END_TEST

static void
reset_always(struct oracle *oracle, const struct asked *asked)
{
	(void)oracle;
	oracle_reset(asked);
}

static void
close_always(struct oracle *oracle, const struct asked *asked)
{
	(void)oracle;
	oracle_close(asked);
}

static void
half_a_length(struct oracle *oracle, const struct asked *asked)
{
	oracle_send_octets(asked, "\0", 1);
	close_always(oracle, asked);
}

static void
is_truncated(void (*answer)(struct oracle *oracle, const struct asked *asked),
    const char *why)
{
	const struct oracle *oracle;
	char said[100];

	by_tcp = answer;
	(void)snprintf(
	    said, sizeof(said), "truncated by UDP, and by TCP: %s", why);
	oracle = look_up(truncated, false, MNI_TRUNCATED, said);
	ck_assert_uint_eq(oracle->accepted, 2);
}

START_TEST(truncated_and_not_to_be_had)
{
	is_truncated(reset_always, strerror(ECONNRESET));
	is_truncated(close_always, "closed before the response");
	is_truncated(half_a_length, "closed inside the response");
}
END_TEST

/* The listening socket goes before the response comes. */
static void
truncated_alone(struct oracle *oracle, const struct asked *asked)
{
	(void)shutdown(oracle->tcp, SHUT_RDWR);
	(void)close(oracle->tcp);
	oracle->tcp = -1;
	truncated(oracle, asked);
}

START_TEST(truncated_without_tcp)
{
	char said[100];

	(void)snprintf(said, sizeof(said), "truncated by UDP, and by TCP: %s",
	    strerror(ECONNREFUSED));
	(void)look_up(truncated_alone, false, MNI_TRUNCATED, said);
}
END_TEST

START_TEST(silence_by_tcp)
{
	const struct oracle *oracle = look_up_hastily(
	    silence, true, STUB_SILENCE_MS, MNI_TIMEOUT, "TCP: no response");

	ck_assert_uint_eq(oracle->count, 1);
	by_tcp = silence;
	(void)look_up_hastily(truncated, false, STUB_SILENCE_MS, MNI_TIMEOUT,
	    "truncated by UDP, and by TCP no response");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {query_as_it_comes, ids_and_ports,
	    datagrams_that_are_passed_over, flood_that_is_passed_over,
	    response_of_another_address, silence_has_an_end,
	    one_query_in_its_time, late_response_counts, nobody_is_there,
	    server_without_edns, server_of_another_version,
	    server_that_is_silent_to_edns, responses_of_any_size,
	    truncated_and_then_whole, truncated_and_not_to_be_had,
	    truncated_without_tcp, silence_by_tcp};
	Suite *suite = suite_create("dns_queries");
	size_t i;

	for (i = 0; i < COUNT(tests); i++)
		oracle_add(suite, tests[i], (int)i);
	return checks_main_in_lanes(suite);
}
