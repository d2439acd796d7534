/* SPDX-License-Identifier: MIT */
/* Search lists: which names one may stand for, which of them are asked for, and
 * what is said when none of them has an address. */
#include <config.h>

#include "names/served.h"
#include "support/oracle.h"
#include "support/stub.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* A search list with these domains. */
static struct mni_search
search_of(const char *one, const char *two, unsigned dots)
{
	struct mni_search search = {.count = 2, .dots = dots};
	struct mni_trouble trouble;

	ck_assert_int_eq(
	    mni_dns_name_read(one, &search.domains[0], &trouble), MNI_OK);
	ck_assert_int_eq(
	    mni_dns_name_read(two, &search.domains[1], &trouble), MNI_OK);
	return search;
}

#define LABEL "a23456789012345678901234567890123456789012345678901234567890"

/* What a name may stand for, with x and y.z to be searched. */
static const struct row {
	const char *name;
	unsigned dots;
	const char *list;
} rows[] = {
    {"a", 1, "a.x. a.y.z. a."},
    {"a.b", 1, "a.b. a.b.x. a.b.y.z."},
    {"a", 0, "a. a.x. a.y.z."},
    {"a.b", 2, "a.b.x. a.b.y.z. a.b."},
    {"a.b.c", 2, "a.b.c. a.b.c.x. a.b.c.y.z."},
    {"a.", 1, "a."},
    {"a.", 0, "a."},
    {".", 1, "."},
    {"a\\.", 1, "a\\..x. a\\..y.z. a\\.."},
    {"a\\.b", 1, "a\\.b.x. a\\.b.y.z. a\\.b."},
    {"a\\046", 1, "a\\..x. a\\..y.z. a\\.."},
    {"a\\\\.", 1, "a\\\\."},
    {"localhost", 1, "localhost."},
    {"a.onion", 2, "a.onion."},
    {"invalid", 1, "invalid."},
    {LABEL "." LABEL "." LABEL "." LABEL ".12345678", 1,
        LABEL "." LABEL "." LABEL "." LABEL ".12345678."},
    {LABEL "." LABEL "." LABEL "." LABEL ".1234567", 1,
        LABEL "." LABEL "." LABEL "." LABEL ".1234567. " LABEL "." LABEL
              "." LABEL "." LABEL ".1234567.x."},
};

START_TEST(names_of_a_name)
{
	const struct row *row;
	struct mni_search search;
	struct mni_search_names names;
	struct mni_trouble trouble;
	char text[MNI_DNS_NAME_TEXT], list[3 * MNI_DNS_NAME_TEXT];
	size_t i, used;

	for (row = rows; row < rows + COUNT(rows); row++) {
		search = search_of("x", "y.z.", row->dots);
		ck_assert_int_eq(
		    mni_search_names(&search, row->name, &names, &trouble),
		    MNI_OK);
		for (i = used = 0; i < names.count; i++)
			used += (size_t)snprintf(list + used,
			    sizeof(list) - used, "%s%s", i == 0 ? "" : " ",
			    mni_dns_name_text(&names.list[i], text));
		ck_assert_str_eq(list, row->list);
	}
}
END_TEST

START_TEST(no_list_and_no_name)
{
	struct mni_search search = search_of("x", "y", 1);
	struct mni_search_names names;
	struct mni_trouble trouble;

	ck_assert_int_eq(mni_search_names(NULL, "a", &names, &trouble), MNI_OK);
	ck_assert_uint_eq(names.count, 1);
	ck_assert_int_eq(mni_search_names(&search, "a..b", &names, &trouble),
	    MNI_NO_ADDRESS);
	ck_assert_str_eq(trouble.text, "the name has an empty label");
}
END_TEST

/* Names below one.test and two.test, by their first label. */
static void
answer(struct oracle *oracle, const struct asked *asked)
{
	const char *domain = strchr(asked->name, '.');
	bool one = domain != NULL && strcmp(domain, ".one.test") == 0;
	bool two = domain != NULL && strcmp(domain, ".two.test") == 0;
	unsigned rcode = 3;

	if (strncmp(asked->name, "silent", 6) == 0 && one)
		return;
	if (strncmp(asked->name, "broken", 6) == 0 && two)
		rcode = 2;
	if ((strncmp(asked->name, "there", 5) == 0 && (one || two)) ||
	    (strncmp(asked->name, "both", 4) == 0 && one) ||
	    (strncmp(asked->name, "found", 5) == 0 && two))
		rcode = 0;
	oracle_begin(oracle, asked, DRAFT_RESPONSE | rcode);
	if (strncmp(asked->name, "found", 5) == 0 && two &&
	    asked->type == DRAFT_A)
		draft_address(&oracle->draft, "", GOOD);
	oracle_send(oracle, asked);
}

/* What comes of a name, and how many questions there are. */
static const struct {
	const char *name;
	int family;
	enum mni_status status;
	size_t questions;
	const char *text; /* what is found, or said; NULL: whatever */
} found[] = {
    {"found", AF_INET, MNI_OK, 2, GOOD "\n"},
    {"found", AF_UNSPEC, MNI_OK, 4, GOOD "\n"},
    {"found.two.test", AF_INET, MNI_OK, 1, GOOD "\n"},
    {"nobody", AF_UNSPEC, MNI_NO_ADDRESS, 6,
        "there is no such name, nor one in the domains that are searched"},
    {"nobody.", AF_INET, MNI_NO_ADDRESS, 1, "there is no such name"},
    {"there", AF_UNSPEC, MNI_NO_ADDRESS, 6,
        "there.one.test.: the name has no address"},
    {"both", AF_INET, MNI_NO_ADDRESS, 3,
        "both.one.test.: there is no A record"},
    {"broken", AF_INET, MNI_TEMPORARY, 2, NULL},
    {"silent", AF_INET, MNI_TIMEOUT, 1, NULL},
    {"localhost", AF_INET, MNI_OK, 0, "127.0.0.1\n"},
};

static void
try_name(const struct mni_dns_resolver *resolver, const char *name, int family,
    enum mni_status status, const char *text)
{
	struct mni_search search = search_of("one.test", "two.test", 1);
	struct mni_names names = {
	    .name = name, .family = family, .search = &search};
	struct mni_bytes lines = MNI_BYTES_EMPTY;
	struct mni_trouble trouble = {.text = ""};
	enum mni_status came = mni_served_addresses(resolver, &names,
	    mni_deadline_in(
	        status == MNI_TIMEOUT ? STUB_SILENCE_MS : STUB_PATIENCE_MS),
	    &lines, &trouble);

	ck_assert_msg(came == status, "%s is %s: %s", name,
	    mni_status_word(came), trouble.text);
	ck_assert_int_eq(mni_bytes_append(&lines, "", 1), 0);
	if (text != NULL)
		ck_assert_str_eq(
		    status == MNI_OK ? (const char *)lines.data : trouble.text,
		    text);
	mni_bytes_fini(&lines);
}

static void
find(int index)
{
	struct oracle *oracle = oracle_start(1, answer);
	struct mni_dns_resolver resolver = stub_of(oracle);

	try_name(&resolver, found[index].name, found[index].family,
	    found[index].status, found[index].text);
	oracle_stop(oracle);
	ck_assert_uint_eq(oracle->count, found[index].questions);
}

/* What goes wrong is said of the name that it goes wrong with. */
START_TEST(failures_are_named)
{
	struct oracle *oracle = oracle_start(1, answer);
	struct mni_dns_resolver resolver = stub_of(oracle);
	struct mni_search search = search_of("one.test", "two.test", 1);
	struct mni_names names = {.name = "broken", .search = &search};
	struct mni_bytes lines = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;

	ck_assert_int_eq(
	    mni_served_records(&resolver, &names, DRAFT_TXT,
	        mni_deadline_in(STUB_PATIENCE_MS), &lines, &trouble),
	    MNI_TEMPORARY);
	ck_assert_str_eq(strchr(trouble.text, 'S'), "SERVFAIL");
	ck_assert_int_eq(
	    strncmp(trouble.text, "broken.two.test.: 127.", 22), 0);
	mni_bytes_fini(&lines);
}
END_TEST

/* Nobody is asked when there is no time left, as there may be for a name that
 * is not the first. */
START_TEST(no_time_left)
{
	struct oracle *oracle = oracle_start(1, answer);
	struct mni_dns_resolver resolver = stub_of(oracle);

	stub_finds(&resolver, "found.two.test", AF_INET, 0, MNI_TIMEOUT, "",
	    "no time to ask anybody");
	oracle_stop(oracle);
	ck_assert_uint_eq(oracle->count, 0);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {names_of_a_name, no_list_and_no_name,
	    failures_are_named, no_time_left};
	static const TTest find_test = {
	    "what_is_found", find, __FILE__, __LINE__};
	Suite *suite = suite_create("dns_search");
	size_t i;

	for (i = 0; i < COUNT(tests); i++)
		oracle_add(suite, tests[i], (int)i);
	for (i = 0; i < COUNT(found); i++)
		oracle_add(suite, &find_test, (int)i);
	return checks_main(suite);
}
