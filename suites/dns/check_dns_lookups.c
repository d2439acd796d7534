/* SPDX-License-Identifier: MIT */
/* What the stub resolver makes of a name: aliases, which it asks for further
 * on, and names that it asks nobody for. */
#include <config.h>

#include "support/oracle.h"
#include "support/stub.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Each name is an alias of the next one, nN.test, up to so many; the last has
 * the address. */
static int aliases;

static void
alias_alone(struct oracle *oracle, const struct asked *asked)
{
	char target[32];
	long n = strtol(asked->name + strlen("n"), NULL, 10);

	if (n == aliases) {
		stub_good(oracle, asked);
		return;
	}
	(void)snprintf(target, sizeof(target), "n%ld.test", n + 1);
	oracle_begin(oracle, asked, DRAFT_RESPONSE);
	draft_alias(&oracle->draft, DRAFT_ANSWER, "", DRAFT_CNAME, target);
	oracle_send(oracle, asked);
}

/* COUNT of them come to STATUS, after so many questions. */
static void
try_aliases(int count, enum mni_status status, const char *said, size_t queries)
{
	struct mni_dns_resolver resolver;
	struct oracle *oracle;

	aliases = count;
	oracle = oracle_start(1, alias_alone);
	resolver = stub_of(oracle);
	stub_finds(&resolver, "n0.test", AF_INET, STUB_PATIENCE_MS, status,
	    status == MNI_OK ? GOOD "\n" : "", said);
	oracle_stop(oracle);
	ck_assert_uint_eq(oracle->count, queries);
}

START_TEST(aliases_by_further_questions)
{
	try_aliases(16, MNI_OK, NULL, 17);
	try_aliases(17, MNI_TOO_LARGE, "more than 16 aliases", 17);
}
END_TEST

static void
round_about(struct oracle *oracle, const struct asked *asked)
{
	oracle_begin(oracle, asked, DRAFT_RESPONSE);
	draft_alias(&oracle->draft, DRAFT_ANSWER, "", DRAFT_CNAME,
	    asked->name[0] == 'a' ? "b.test" : "A.test");
	oracle_send(oracle, asked);
}

static void
alias_of_nothing(struct oracle *oracle, const struct asked *asked)
{
	if (asked->name[0] == 'b') {
		oracle_begin(oracle, asked, DRAFT_RESPONSE | 3);
		oracle_send(oracle, asked);
	} else
		round_about(oracle, asked);
}

START_TEST(aliases_that_lead_nowhere)
{
	struct mni_dns_resolver resolver =
	    stub_of(oracle_start(1, round_about));

	stub_finds(&resolver, "a.test", AF_INET, STUB_PATIENCE_MS,
	    MNI_MALFORMED, "", "the aliases go round in a circle");
	resolver = stub_of(oracle_start(1, alias_of_nothing));
	stub_finds(&resolver, "a.test", AF_INET, STUB_PATIENCE_MS,
	    MNI_NO_ADDRESS, "", "b.test.: there is no such name");
}
END_TEST

/* Names that nobody is asked for, and their addresses. */
static const struct {
	const char *name;
	int family;
	enum mni_status status;
	const char *lines;
} local[] = {
    {"192.0.2.1", AF_UNSPEC, MNI_OK, "192.0.2.1\n"},
    {"2001:DB8::1", AF_UNSPEC, MNI_OK, "2001:db8::1\n"},
    {"[::1]", AF_UNSPEC, MNI_OK, "::1\n"},
    {"192.0.2.1", AF_INET6, MNI_NO_ADDRESS, ""},
    {"::1::g", AF_UNSPEC, MNI_NO_ADDRESS, ""},
    {"[a.test]", AF_UNSPEC, MNI_NO_ADDRESS, ""},
    {"localhost", AF_UNSPEC, MNI_OK, "::1\n127.0.0.1\n"},
    {"LocalHost.", AF_INET, MNI_OK, "127.0.0.1\n"},
    {"a.b.localhost", AF_INET6, MNI_OK, "::1\n"},
    {"invalid", AF_UNSPEC, MNI_NO_ADDRESS, ""},
    {"x.INVALID", AF_UNSPEC, MNI_NO_ADDRESS, ""},
    {"x.onion.", AF_UNSPEC, MNI_NO_ADDRESS, ""},
    {"", AF_UNSPEC, MNI_NO_ADDRESS, ""},
    {"a..test", AF_UNSPEC, MNI_NO_ADDRESS, ""},
    {".test", AF_UNSPEC, MNI_NO_ADDRESS, ""},
    {"a\n", AF_UNSPEC, MNI_NO_ADDRESS, ""},
    {"a23456789012345678901234567890123456789012345678901234567890abcd",
        AF_UNSPEC, MNI_NO_ADDRESS, ""},
};

START_TEST(names_that_nobody_is_asked_for)
{
	struct oracle *oracle = oracle_start(1, stub_good);
	struct mni_dns_resolver resolver = stub_of(oracle);
	size_t i;

	for (i = 0; i < COUNT(local); i++)
		stub_finds(&resolver, local[i].name, local[i].family,
		    STUB_PATIENCE_MS, local[i].status, local[i].lines, NULL);
	oracle_stop(oracle);
	ck_assert_uint_eq(oracle->count, 0);
}
END_TEST

/* Names beside those, and others that a resolver has no quarrel with. */
START_TEST(names_that_are_asked_for)
{
	static const char *const names[] = {
	    "notlocalhost", "localhost.test", "_x.test", "a b.test", "*.test"};
	struct oracle *oracle = oracle_start(1, stub_good);
	struct mni_dns_resolver resolver = stub_of(oracle);
	size_t i;

	for (i = 0; i < COUNT(names); i++)
		stub_finds(&resolver, names[i], AF_INET, STUB_PATIENCE_MS,
		    MNI_OK, GOOD "\n", NULL);
	oracle_stop(oracle);
	for (i = 0; i < COUNT(names); i++)
		ck_assert_str_eq(oracle->queries[i].name, names[i]);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {aliases_by_further_questions,
	    aliases_that_lead_nowhere, names_that_nobody_is_asked_for,
	    names_that_are_asked_for};
	Suite *suite = suite_create("dns_lookups");
	size_t i;

	for (i = 0; i < COUNT(tests); i++)
		oracle_add(suite, tests[i], (int)i);
	return checks_main(suite);
}
