/* SPDX-License-Identifier: MIT */
/* The ids of queries, drawn by the test: two that are the same, and none. */
#include <config.h>

#include "support/oracle.h"
#include "support/stub.h"

#include <errno.h>
#include <sys/socket.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define GOOD6 "2001:db8::1"
#define BOTH GOOD6 "\n" GOOD "\n"

/* Ids in the order in which they are drawn, the last one for good. */
struct ids {
	const uint16_t *list;
	size_t count, drawn;
};

static int
draw(void *owner, uint16_t *out_id)
{
	struct ids *ids = owner;
	size_t at = ids->drawn < ids->count ? ids->drawn : ids->count - 1;

	ids->drawn++;
	*out_id = ids->list[at];
	return 0;
}

static int
draw_nothing(void *owner, uint16_t *out_id)
{
	(void)owner;
	*out_id = 0;
	errno = EIO;
	return -1;
}

static struct mni_dns_resolver
stub_with(const struct oracle *oracle, struct ids *ids)
{
	struct mni_dns_resolver resolver = stub_of(oracle);

	resolver.draw = draw;
	resolver.owner = ids;
	return resolver;
}

/* Sends the answer to ASKED to where WHOSE was asked. */
static void
answer_to(struct oracle *oracle, const struct asked *asked,
    const struct asked *whose, const char *ipv4, const char *ipv6)
{
	struct asked aside = *asked;

	aside.peer = whose->peer;
	oracle_begin(oracle, &aside, DRAFT_RESPONSE);
	draft_address(&oracle->draft, "", asked->type == DRAFT_A ? ipv4 : ipv6);
	oracle_send(oracle, &aside);
}

static void
answer(struct oracle *oracle, const struct asked *asked)
{
	answer_to(oracle, asked, asked, GOOD, GOOD6);
}

/* What answers one question goes to where the other was asked first. */
static void
answer_crosswise(struct oracle *oracle, const struct asked *asked)
{
	const struct asked *other = &oracle->queries[0];

	if (asked->type == other->type)
		return;
	answer_to(oracle, asked, other, EVIL, "2001:db8::66");
	answer_to(oracle, other, asked, EVIL, "2001:db8::66");
	answer(oracle, asked);
	answer(oracle, other);
}

static void
try_equal_ids(
    void (*function)(struct oracle *oracle, const struct asked *asked))
{
	static const uint16_t list[] = {7};
	struct ids ids = {.list = list, .count = COUNT(list)};
	struct oracle *oracle = oracle_start(1, function);
	struct mni_dns_resolver resolver = stub_with(oracle, &ids);

	stub_finds(&resolver, "a.test", AF_UNSPEC, STUB_PATIENCE_MS, MNI_OK,
	    BOTH, NULL);
	oracle_stop(oracle);
	ck_assert_uint_eq(oracle->count, 2);
	ck_assert_uint_eq(oracle->queries[0].id, 7);
	ck_assert_uint_eq(oracle->queries[1].id, 7);
}

START_TEST(equal_ids_by_udp)
{
	try_equal_ids(answer);
}
END_TEST

START_TEST(equal_ids_and_the_other_question)
{
	try_equal_ids(answer_crosswise);
}
END_TEST

/* Two queries of a connection that wait never have the same (RFC 7766 section
 * 6.2.1). */
START_TEST(ids_of_a_connection_differ)
{
	static const uint16_t list[] = {7, 7, 7, 8};
	struct ids ids = {.list = list, .count = COUNT(list)};
	struct oracle *oracle = oracle_start(1, answer);
	struct mni_dns_resolver resolver = stub_with(oracle, &ids);

	resolver.tcp = true;
	stub_finds(&resolver, "a.test", AF_UNSPEC, STUB_PATIENCE_MS, MNI_OK,
	    BOTH, NULL);
	oracle_stop(oracle);
	ck_assert_uint_eq(oracle->accepted, 1);
	ck_assert_uint_eq(oracle->queries[0].id, 7);
	ck_assert_uint_eq(oracle->queries[1].id, 8);
}
END_TEST

START_TEST(no_ids)
{
	struct oracle *oracle = oracle_start(1, answer);
	struct mni_dns_resolver resolver = stub_of(oracle);
	int tcp;

	resolver.draw = draw_nothing;
	for (tcp = 0; tcp < 2; tcp++) {
		resolver.tcp = tcp != 0;
		stub_finds(&resolver, "a.test", AF_UNSPEC, STUB_PATIENCE_MS,
		    MNI_SYSTEM, "", NULL);
	}
	oracle_stop(oracle);
	ck_assert_uint_eq(oracle->count, 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {equal_ids_by_udp,
	    equal_ids_and_the_other_question, ids_of_a_connection_differ,
	    no_ids};
	Suite *suite = suite_create("dns_ids");
	size_t i;

	for (i = 0; i < COUNT(tests); i++)
		oracle_add(suite, tests[i], (int)i);
	return checks_main(suite);
}
