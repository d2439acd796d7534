/* SPDX-License-Identifier: MIT */
/* The stub resolver, several servers and several questions: who is asked when,
 * and what comes of it all. */
#include <config.h>

#include "names/served.h"
#include "support/oracle.h"
#include "support/stub.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

typedef void answer_function(struct oracle *oracle, const struct asked *asked);

static void
silence(struct oracle *oracle, const struct asked *asked)
{
	(void)oracle;
	(void)asked;
}

static void
servfail(struct oracle *oracle, const struct asked *asked)
{
	oracle_begin(oracle, asked, DRAFT_RESPONSE | 2);
	oracle_send(oracle, asked);
}

static void
nxdomain(struct oracle *oracle, const struct asked *asked)
{
	oracle_begin(oracle, asked, DRAFT_RESPONSE | 3);
	oracle_send(oracle, asked);
}

static void
no_data(struct oracle *oracle, const struct asked *asked)
{
	oracle_begin(oracle, asked, DRAFT_RESPONSE);
	oracle_send(oracle, asked);
}

static void
malformed(struct oracle *oracle, const struct asked *asked)
{
	stub_evil(oracle, asked, DRAFT_RESPONSE);
	oracle->draft.size--;
	oracle_send(oracle, asked);
}

/* What comes before the record that cannot be read is not kept. */
static void
evil_and_malformed(struct oracle *oracle, const struct asked *asked)
{
	oracle_begin(oracle, asked, DRAFT_RESPONSE);
	draft_address(&oracle->draft, "", EVIL);
	draft_record(&oracle->draft, DRAFT_ANSWER, "", DRAFT_A, "\1\2\3", 3);
	oracle_send(oracle, asked);
}

/* A resolver of servers that answer so, each at an address of its own. */
static struct mni_dns_resolver
stub_of_all(answer_function *const *answers, size_t count,
    struct oracle *oracles[static MNI_DNS_SERVERS_MOST])
{
	struct mni_dns_resolver resolver = {
	    .server_count = count, .retry_ms = STUB_RETRY_MS};
	size_t i;

	for (i = 0; i < count; i++) {
		oracles[i] = oracle_start(1, answers[i]);
		resolver.servers[i] = oracles[i]->address;
	}
	return resolver;
}

/* What two servers answer, and what comes of it; never by waiting where that is
 * of no use. */
static const struct pair {
	const char *name;
	answer_function *first, *second;
	int64_t retry_ms, ms;
	enum mni_status status;
} pairs[] = {
    {"silent_and_good", silence, stub_good, STUB_RETRY_MS, STUB_PATIENCE_MS,
        MNI_OK},
    {"servfail_and_good", servfail, stub_good, STUB_PATIENCE_MS,
        STUB_PATIENCE_MS, MNI_OK},
    {"malformed_and_good", malformed, stub_good, STUB_PATIENCE_MS,
        STUB_PATIENCE_MS, MNI_OK},
    {"evil_and_good", evil_and_malformed, stub_good, STUB_PATIENCE_MS,
        STUB_PATIENCE_MS, MNI_OK},
    {"nobody_and_good", NULL, stub_good, STUB_PATIENCE_MS, STUB_PATIENCE_MS,
        MNI_OK},
    {"good_and_nobody", stub_good, NULL, STUB_PATIENCE_MS, STUB_PATIENCE_MS,
        MNI_OK},
    {"nxdomain_and_good", nxdomain, stub_good, STUB_PATIENCE_MS,
        STUB_PATIENCE_MS, MNI_NO_ADDRESS},
    {"no_data_and_good", no_data, stub_good, STUB_PATIENCE_MS, STUB_PATIENCE_MS,
        MNI_NO_ADDRESS},
    {"servfail_and_malformed", servfail, malformed, STUB_PATIENCE_MS,
        STUB_PATIENCE_MS, MNI_MALFORMED},
    {"malformed_and_servfail", malformed, servfail, STUB_PATIENCE_MS,
        STUB_PATIENCE_MS, MNI_MALFORMED},
    {"servfail_and_nobody", servfail, NULL, STUB_PATIENCE_MS, STUB_PATIENCE_MS,
        MNI_TEMPORARY},
    {"nobody_and_nobody", NULL, NULL, STUB_PATIENCE_MS, STUB_PATIENCE_MS,
        MNI_REFUSED},
    {"nobody_and_silent", NULL, silence, STUB_RETRY_MS, STUB_SILENCE_MS,
        MNI_TIMEOUT},
    {"servfail_and_silent", servfail, silence, STUB_RETRY_MS, STUB_SILENCE_MS,
        MNI_TEMPORARY},
};

static void
try_pair(int index)
{
	const struct pair *pair = &pairs[index];
	answer_function *const answers[] = {
	    pair->first == NULL ? silence : pair->first,
	    pair->second == NULL ? silence : pair->second};
	struct oracle *oracles[MNI_DNS_SERVERS_MOST];
	struct mni_dns_resolver resolver = stub_of_all(answers, 2, oracles);
	int64_t before = mni_now_ns();
	struct mni_dns_lookup lookup;

	if (pair->first == NULL)
		oracle_stop(oracles[0]);
	if (pair->second == NULL)
		oracle_stop(oracles[1]);
	resolver.retry_ms = pair->retry_ms;
	lookup = stub_look_up(&resolver, pair->ms);
	ck_assert_int_eq(lookup.status, pair->status);
	if (pair->status == MNI_OK)
		stub_came_to(&lookup, MNI_OK, NULL);
	ck_assert_uint_eq(lookup.lines.size, 0);
	ck_assert_int_lt(
	    (mni_now_ns() - before) / 1000000, STUB_PATIENCE_MS / 4);
	if (pair->status != MNI_OK && pair->status != MNI_NO_ADDRESS)
		ck_assert_ptr_nonnull(strstr(lookup.trouble.text, "; 127."));
}

/* The servers that were asked, in this order: by what is shown as they are, as
 * the servers, each in a thread, may find their queries in another one. */
struct turns {
	struct oracle *oracles[MNI_DNS_SERVERS_MOST];
	size_t count, of_each[MNI_DNS_SERVERS_MOST];
};

static void
note_turn(void *owner, char kind, const void *data, size_t size)
{
	struct turns *turns = owner;
	char want[MNI_ADDRESS_TEXT + 2], address[MNI_ADDRESS_TEXT];
	size_t nth = turns->count % MNI_DNS_SERVERS_MOST;
	int length;

	if (kind != '>')
		return;
	length = snprintf(want, sizeof(want), "%s ",
	    mni_address_text(&turns->oracles[nth]->address, address));
	ck_assert_uint_gt(size, (size_t)length);
	ck_assert_mem_eq(data, want, (size_t)length);
	turns->count++;
	turns->of_each[nth]++;
}

/* All are asked before the first is asked again (RFC 1035 section 4.2.1), and
 * share its time until then. */
START_TEST(servers_in_turn)
{
	answer_function *const answers[] = {silence, silence, silence, silence};
	struct turns turns = {.count = 0};
	struct mni_dns_resolver resolver =
	    stub_of_all(answers, COUNT(answers), turns.oracles);
	struct mni_dns_lookup lookup;
	size_t i;

	resolver.retry_ms = STUB_SILENCE_MS / 2;
	resolver.trace = note_turn;
	resolver.owner = &turns;
	lookup = stub_look_up(&resolver, 3 * resolver.retry_ms);
	ck_assert_int_eq(lookup.status, MNI_TIMEOUT);
	ck_assert_uint_ge(turns.count, COUNT(answers) + 1);
	for (i = 0; i < COUNT(answers); i++) {
		oracle_stop(turns.oracles[i]);
		ck_assert_uint_eq(turns.oracles[i]->count, turns.of_each[i]);
	}
}
END_TEST

/* What is answered to questions of each family. */
static answer_function *of_ipv4, *of_ipv6;

static void
by_type(struct oracle *oracle, const struct asked *asked)
{
	(asked->type == DRAFT_A ? of_ipv4 : of_ipv6)(oracle, asked);
}

static void
good_ipv6(struct oracle *oracle, const struct asked *asked)
{
	oracle_begin(oracle, asked, DRAFT_RESPONSE);
	draft_address(&oracle->draft, "", "2001:db8::1");
	oracle_send(oracle, asked);
}

/* Starts a server that ANSWERS so, by way of by_type(). */
static struct oracle *
start_by_type(
    answer_function *answer, answer_function *ipv4, answer_function *ipv6)
{
	of_ipv4 = ipv4;
	of_ipv6 = ipv6;
	return oracle_start(1, answer);
}

static const struct family {
	const char *name;
	answer_function *of_ipv4, *of_ipv6;
	enum mni_status status;
	const char *lines, *said; /* said: at the end */
} families[] = {
    {"both", stub_good, good_ipv6, MNI_OK, "2001:db8::1\n" GOOD "\n", NULL},
    {"ipv4_alone", stub_good, no_data, MNI_OK, GOOD "\n", NULL},
    {"ipv6_alone", no_data, good_ipv6, MNI_OK, "2001:db8::1\n", NULL},
    {"ipv6_fails", stub_good, servfail, MNI_OK, GOOD "\n", NULL},
    {"ipv4_fails", servfail, good_ipv6, MNI_OK, "2001:db8::1\n", NULL},
    {"ipv6_silent", stub_good, silence, MNI_OK, GOOD "\n", NULL},
    {"ipv4_silent", silence, good_ipv6, MNI_OK, "2001:db8::1\n", NULL},
    {"ipv6_malformed", stub_good, malformed, MNI_OK, GOOD "\n", NULL},
    {"ipv6_does_not_exist", stub_good, nxdomain, MNI_OK, GOOD "\n", NULL},
    {"neither", no_data, no_data, MNI_NO_ADDRESS, "",
        "the name has no address"},
    {"no_such_name", nxdomain, nxdomain, MNI_NO_ADDRESS, "",
        "there is no such name"},
    {"no_such_name_and_silence", nxdomain, silence, MNI_NO_ADDRESS, "",
        "there is no such name"},
    {"no_data_and_no_such_name", no_data, nxdomain, MNI_NO_ADDRESS, "",
        "there is no such name"},
    {"no_data_and_servfail", no_data, servfail, MNI_TEMPORARY, "", "SERVFAIL"},
    {"servfail_and_no_data", servfail, no_data, MNI_TEMPORARY, "", "SERVFAIL"},
};

/* One family that is silent does not take all the time that there is; one that
 * answers late may have it. */
static void
try_family(int index)
{
	const struct family *family = &families[index];
	bool silent = family->of_ipv4 == silence || family->of_ipv6 == silence;
	struct mni_dns_resolver resolver;
	int64_t before = mni_now_ns();

	resolver =
	    stub_of(start_by_type(by_type, family->of_ipv4, family->of_ipv6));
	resolver.retry_ms = silent ? STUB_RETRY_MS : STUB_PATIENCE_MS;
	stub_finds(&resolver, "a.test", AF_UNSPEC, STUB_PATIENCE_MS,
	    family->status, family->lines, family->said);
	ck_assert_int_lt(
	    (mni_now_ns() - before) / 1000000, STUB_PATIENCE_MS / 2);
}

/* Answers the fourth query for its type. */
static void
good_at_last(struct oracle *oracle, const struct asked *asked)
{
	size_t same = 0, i;

	for (i = 0; i < oracle->count; i++)
		same += oracle->queries[i].type == asked->type;
	if (same >= 4)
		stub_good(oracle, asked);
}

/* However soon queries are repeated: these are sent within 70 ms. */
START_TEST(other_family_is_waited_for)
{
	struct oracle *oracle = start_by_type(by_type, good_at_last, good_ipv6);
	struct mni_dns_resolver resolver = stub_of(oracle);

	resolver.retry_ms = 10;
	stub_finds(&resolver, "a.test", AF_UNSPEC, STUB_PATIENCE_MS, MNI_OK,
	    "2001:db8::1\n" GOOD "\n", NULL);
	oracle_stop(oracle);
}
END_TEST

START_TEST(one_family)
{
	struct oracle *oracle = start_by_type(by_type, stub_good, good_ipv6);
	struct mni_dns_resolver resolver = stub_of(oracle);

	stub_finds(&resolver, "a.test", AF_INET, STUB_PATIENCE_MS, MNI_OK,
	    GOOD "\n", NULL);
	stub_finds(&resolver, "A.test.", AF_INET6, STUB_PATIENCE_MS, MNI_OK,
	    "2001:db8::1\n", NULL);
	oracle_stop(oracle);
	ck_assert_uint_eq(oracle->count, 2);
	ck_assert_uint_eq(oracle->queries[0].type, DRAFT_A);
	ck_assert_uint_eq(oracle->queries[1].type, DRAFT_AAAA);
	ck_assert_str_eq(oracle->queries[1].name, "A.test");
}
END_TEST

/* The second query that has come is answered first. */
static void
the_other_way_round(struct oracle *oracle, const struct asked *asked)
{
	if (oracle->count < 2)
		return;
	by_type(oracle, asked);
	by_type(oracle, &oracle->queries[0]);
}

static void
try_order(bool tcp)
{
	struct oracle *oracle =
	    start_by_type(the_other_way_round, stub_good, good_ipv6);
	struct mni_dns_resolver resolver = stub_of(oracle);

	resolver.tcp = tcp;
	stub_finds(&resolver, "a.test", AF_UNSPEC, STUB_PATIENCE_MS, MNI_OK,
	    "2001:db8::1\n" GOOD "\n", NULL);
	oracle_stop(oracle);
	ck_assert_uint_eq(oracle->count, 2);
	ck_assert_uint_eq(oracle->queries[0].type, DRAFT_AAAA);
	ck_assert_uint_eq(oracle->accepted, tcp ? 1 : 0);
	ck_assert_uint_ne(oracle->queries[0].id, oracle->queries[1].id);
}

/* RFC 7766 sections 6.2.1 and 7: one connection, and any order. */
START_TEST(responses_in_any_order)
{
	try_order(false);
	try_order(true);
}
END_TEST

/* Both are truncated by UDP, so both go over one connection, which ends
 * once. */
static void
truncated_and_reset(struct oracle *oracle, const struct asked *asked)
{
	if (!asked->tcp) {
		oracle_begin(oracle, asked, DRAFT_RESPONSE | DRAFT_TC);
		oracle_send(oracle, asked);
	} else if (oracle->accepted == 1 && oracle->count == 4) {
		oracle_reset(asked);
	} else if (oracle->accepted > 1) {
		by_type(oracle, asked);
	}
}

START_TEST(connection_of_both_that_ends)
{
	struct oracle *oracle =
	    start_by_type(truncated_and_reset, stub_good, good_ipv6);
	struct mni_dns_resolver resolver = stub_of(oracle);

	stub_finds(&resolver, "a.test", AF_UNSPEC, STUB_PATIENCE_MS, MNI_OK,
	    "2001:db8::1\n" GOOD "\n", NULL);
	oracle_stop(oracle);
	ck_assert_uint_eq(oracle->accepted, 2);
	ck_assert_uint_eq(oracle->count, 6);
}
END_TEST

/* The lowest descriptor that is free. */
static int
free_descriptor(void)
{
	int fd = dup(STDERR_FILENO);

	ck_assert_int_ne(fd, -1);
	(void)close(fd);
	return fd;
}

static size_t
count_descriptors(void)
{
	size_t count = 0;
	int fd;

	for (fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) != -1;
	return count;
}

START_TEST(descriptors_are_closed)
{
	size_t before = count_descriptors();
	answer_function *const answers[] = {
	    truncated_and_reset, nxdomain, silence, malformed};
	struct oracle *oracles[MNI_DNS_SERVERS_MOST];
	struct mni_dns_resolver resolver;
	struct mni_bytes lines = MNI_BYTES_EMPTY;
	struct mni_names names = {.name = "a.test", .family = AF_UNSPEC};
	struct mni_trouble trouble;
	size_t i;

	of_ipv4 = of_ipv6 = silence;
	resolver = stub_of_all(answers, COUNT(answers), oracles);
	for (i = 0; i < COUNT(answers); i++) {
		resolver.servers[0] = oracles[i]->address;
		ck_assert_int_ne(
		    mni_served_addresses(&resolver, &names,
		        mni_deadline_in(STUB_RETRY_MS), &lines, &trouble),
		    MNI_OK);
	}
	for (i = 0; i < COUNT(answers); i++)
		oracle_stop(oracles[i]);
	mni_bytes_fini(&lines);
	ck_assert_uint_eq(count_descriptors(), before);
}
END_TEST

/* None for the loop; none for a socket. */
START_TEST(too_few_descriptors)
{
	struct oracle *oracle = start_by_type(by_type, stub_good, good_ipv6);
	struct mni_dns_resolver resolver = stub_of(oracle);
	struct mni_names names = {.name = "a.test", .family = AF_INET};
	struct mni_bytes lines = MNI_BYTES_EMPTY;
	struct mni_trouble trouble = {.text = ""};
	rlim_t lowest = (rlim_t)free_descriptor(), more;
	struct rlimit before, limit;
	enum mni_status status;

	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &before), 0);
	for (more = 0; more < 2; more++) {
		limit = before;
		limit.rlim_cur = lowest + more;
		ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
		status = mni_served_addresses(&resolver, &names,
		    mni_deadline_in(STUB_PATIENCE_MS), &lines, &trouble);
		(void)setrlimit(RLIMIT_NOFILE, &before);
		/* A loop by poll() needs none. */
		if (status == MNI_OK && more == 1)
			break;
		ck_assert_int_eq(status, MNI_SYSTEM);
		ck_assert_ptr_nonnull(strstr(trouble.text, strerror(EMFILE)));
	}
	mni_bytes_fini(&lines);
}
END_TEST

/* Each look-up begins with the next server, and the third with the first again;
 * those side by side are one. */
START_TEST(rotation)
{
	answer_function *const answers[] = {stub_good, stub_good};
	struct oracle *oracles[MNI_DNS_SERVERS_MOST];
	struct mni_dns_resolver resolver =
	    stub_of_all(answers, COUNT(answers), oracles);
	size_t turn = 0, i;

	resolver.retry_ms = STUB_PATIENCE_MS;
	resolver.turn = &turn;
	stub_finds(&resolver, "a.test", AF_INET, STUB_PATIENCE_MS, MNI_OK,
	    GOOD "\n", NULL);
	stub_finds(&resolver, "b.test", AF_UNSPEC, STUB_PATIENCE_MS, MNI_OK,
	    GOOD "\n", NULL);
	stub_finds(&resolver, "c.test", AF_INET, STUB_PATIENCE_MS, MNI_OK,
	    GOOD "\n", NULL);
	for (i = 0; i < COUNT(answers); i++)
		oracle_stop(oracles[i]);
	ck_assert_uint_eq(oracles[0]->count, 2);
	ck_assert_str_eq(oracles[0]->queries[0].name, "a.test");
	ck_assert_str_eq(oracles[0]->queries[1].name, "c.test");
	ck_assert_uint_eq(oracles[1]->count, 2);
}
END_TEST

static void
add_row(Suite *suite, TFun run, size_t index, const char *name)
{
	static TTest tests[COUNT(pairs) + COUNT(families)];
	static size_t used;

	tests[used] = (TTest){name, run, __FILE__, __LINE__};
	oracle_add(suite, &tests[used++], (int)index);
}

int
main(void)
{
	const TTest *const tests[] = {servers_in_turn,
	    other_family_is_waited_for, one_family, responses_in_any_order,
	    connection_of_both_that_ends, rotation, descriptors_are_closed,
	    too_few_descriptors};
	Suite *suite = suite_create("dns_servers");
	size_t i;

	for (i = 0; i < COUNT(pairs); i++)
		add_row(suite, try_pair, i, pairs[i].name);
	for (i = 0; i < COUNT(families); i++)
		add_row(suite, try_family, i, families[i].name);
	for (i = 0; i < COUNT(tests); i++)
		oracle_add(suite, tests[i], (int)i);
	return checks_main_in_lanes(suite);
}
