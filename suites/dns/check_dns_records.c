/* SPDX-License-Identifier: MIT */
/* The records of a response: their RDATA as text, and the way to them over
 * aliases. */
#include <config.h>

#include "dns/chain.h"
#include "dns/record.h"
#include "support/checks.h"
#include "support/draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define OCTETS(text) text, sizeof(text) - 1
#define MUTATIONS 20000

struct row {
	unsigned type;
	const char *octets;
	size_t size;
	const char *text;
};

/* RDATA that begins at octet 36, behind a header, the question for a.test at
 * octet 12 and the fixed part of a record, and its text. */
static const struct row rows[] = {
    {1, OCTETS("\xc0\0\2\1"), "192.0.2.1"},
    {2, OCTETS("\xc0\x0c"), "a.test."},
    {5, OCTETS("\1b\xc0\x0e"), "b.test."},
    {6, OCTETS("\0\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0\5"),
        ". . 1 2 3 4 5"},
    {12, OCTETS("\3one\xc0\x0e"), "one.test."},
    {12, OCTETS("\3o;e\4t.st\0"), "o\\;e.t\\.st."},
    {15, OCTETS("\0\x0a\0"), "10 ."},
    {16, OCTETS("\0"), "\"\""},
    {16, OCTETS("\3a b\1\\"), "\"a b\" \"\\\\\""},
    {16, OCTETS("\2\n\x7f"), "\"\\010\\127\""},
    {28, OCTETS("\x20\1\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\1"), "2001:db8::1"},
    {33, OCTETS("\0\1\0\2\0\x35\xc0\x0c"), "1 2 53 a.test."},
    {39, OCTETS("\1b\0"), "b."},
    {257, OCTETS("\x80\5issueca;\"x"), "128 issue \"ca;\\\"x\""},
    {257, OCTETS("\0\5issue"), "0 issue \"\""},
    {64, OCTETS("\0\0\1b\0"), "0 b."},
    {65, OCTETS("\0\1\0\0\1\0\6\2h2\2h3\0\2\0\0\0\3\0\2\1\xbb"),
        "1 . alpn=\"h2,h3\" no-default-alpn port=443"},
    {65, OCTETS("\0\1\0\0\0\0\4\0\1\0\3\0\1\0\3\2h2\0\3\0\2\0\x35"),
        "1 . mandatory=alpn,port alpn=\"h2\" port=53"},
    {65, OCTETS("\0\1\0\0\4\0\10\1\2\3\4\5\6\7\10"),
        "1 . ipv4hint=1.2.3.4,5.6.7.8"},
    {65, OCTETS("\0\1\0\0\6\0\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"),
        "1 . ipv6hint=::1"},
    {65, OCTETS("\0\1\0\0\5\0\4abcd\2\x9b\0\3a\"\0"),
        "1 . ech=YWJjZA== key667=\"a\\\"\\000\""},
    {65, OCTETS("\0\1\0\0\5\0\3abc"), "1 . ech=YWJj"},
    {65, OCTETS("\0\1\0\0\5\0\2ab\xff\xff\0\0"), "1 . ech=YWI= key65535"},
    {65, OCTETS("\0\1\0\0\7\0\2/q"), "1 . dohpath=\"/q\""},
    {65, OCTETS("\0\1\0\0\1\0\7\6f\\oo,b"), "1 . alpn=\"f\\\\\\\\oo\\\\,b\""},
    {65391, OCTETS(""), "\\# 0"},
    {65391, OCTETS("\0\xff"), "\\# 2 00ff"},
};

/* RDATA that is malformed, in the same place. */
static const struct row bad_rows[] = {
    {1, OCTETS("\xc0\0\2"), NULL}, {1, OCTETS("\xc0\0\2\1\0"), NULL},
    {1, OCTETS(""), NULL}, {5, OCTETS("\1b\xc0\x0e\0"), NULL},
    {5, OCTETS("\1b"), NULL}, {5, OCTETS("\1b\xc0\x24"), NULL},
    {6, OCTETS("\0\0\0\0\0\1\0\0\0\2\0\0\0\3\0\0\0\4\0\0\0"), NULL},
    {15, OCTETS("\0\x0a"), NULL}, {15, OCTETS("\0"), NULL},
    {16, OCTETS(""), NULL}, {16, OCTETS("\2a"), NULL},
    {16, OCTETS("\1a\1"), NULL}, {28, OCTETS("\xc0\0\2\1"), NULL},
    {33, OCTETS("\0\1\0\2\0\x35"), NULL}, {39, OCTETS("\xc0\x0c"), NULL},
    {257, OCTETS("\0\0x"), NULL}, {257, OCTETS("\0\1 x"), NULL},
    {257, OCTETS("\0\5issu"), NULL}, {257, OCTETS(""), NULL},
    {64, OCTETS("\0\1\xc0\x0c"), NULL},
    {65, OCTETS("\0\1\0\0\1\0\0"), NULL},       /* no protocol, */
    {65, OCTETS("\0\1\0\0\1\0\1\0"), NULL},     /* an empty one, */
    {65, OCTETS("\0\1\0\0\1\0\2\2h"), NULL},    /* one that is cut */
    {65, OCTETS("\0\1\0\0\0\0\1\0"), NULL},     /* half a key */
    {65, OCTETS("\0\1\0\0\2\0\1x"), NULL},      /* a value where none is */
    {65, OCTETS("\0\1\0\0\3\0\1\0"), NULL},     /* half a port, */
    {65, OCTETS("\0\1\0\0\3\0\3\0\1\0"), NULL}, /* more than one */
    {65, OCTETS("\0\1\0\0\4\0\3\1\2\3"), NULL}, /* less than an address, */
    {65, OCTETS("\0\1\0\0\4\0\0"), NULL},       /* none */
    {65, OCTETS("\0\1\0\0\3\0\2\0\1\0\3\0\2\0\1"), NULL}, /* a key twice, */
    {65, OCTETS("\0\1\0\0\7\0\1a\0\3\0\2\0\1"), NULL},    /* out of order, */
    {65, OCTETS("\0\1\0\0"), NULL},                       /* cut */
};

static struct draft draft;

/* Reads the draft in a copy that ends where its memory does.  Returns that,
 * which the caller frees. */
static uint8_t *
read_draft(struct mni_dns_message *message)
{
	struct mni_trouble trouble;
	uint8_t *copy = malloc(draft.size);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, draft.octets, draft.size);
	ck_assert_msg(
	    mni_dns_message_read(copy, draft.size, message, &trouble) == MNI_OK,
	    "%s", trouble.text);
	return copy;
}

/* Puts the RDATA of a row as text. */
static enum mni_status
put_row(
    const struct row *row, struct mni_bytes *text, struct mni_trouble *trouble)
{
	struct mni_dns_message message;
	struct mni_dns_walk walk;
	struct mni_dns_record record;
	enum mni_status status;
	uint8_t *copy;

	draft_begin(&draft, 1, DRAFT_RESPONSE);
	draft_question(&draft, "a.test", row->type);
	draft_record(
	    &draft, DRAFT_ANSWER, "", row->type, row->octets, row->size);
	copy = read_draft(&message);
	walk = mni_dns_walk_over(&message);
	ck_assert(mni_dns_walk_next(&walk, &record));
	status = mni_dns_put_rdata(text, &record, trouble);
	free(copy);
	return status;
}

START_TEST(rdata_as_text)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	struct mni_trouble trouble = {.text = ""};
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		ck_assert_msg(put_row(&rows[i], &text, &trouble) == MNI_OK,
		    "row %zu: %s", i, trouble.text);
		ck_assert_msg(
		    text.size == strlen(rows[i].text) &&
		        memcmp(text.data, rows[i].text, text.size) == 0,
		    "row %zu: %.*s", i, (int)text.size,
		    (const char *)text.data);
		mni_bytes_fini(&text);
	}
}
END_TEST

START_TEST(rdata_that_is_malformed)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;
	size_t i;

	for (i = 0; i < COUNT(bad_rows); i++) {
		ck_assert_msg(
		    put_row(&bad_rows[i], &text, &trouble) == MNI_MALFORMED,
		    "row %zu", i);
		ck_assert_msg(strncmp(trouble.text, "octet ", 6) == 0,
		    "row %zu: %s", i, trouble.text);
		mni_bytes_fini(&text);
	}
}
END_TEST

static void
begin(unsigned type)
{
	draft_begin(&draft, 1, DRAFT_RESPONSE);
	draft_question(&draft, "a.test", type);
}

/* Follows the draft, and asserts what came of it: LINES, and the name that the
 * chain has come to. */
static void
follow(uint16_t type, enum mni_status status, enum mni_dns_found found,
    const char *end, const char *lines)
{
	struct mni_dns_message message;
	struct mni_bytes got = MNI_BYTES_EMPTY;
	enum mni_dns_found what;
	struct mni_dns_chain chain;
	struct mni_trouble trouble;
	uint8_t *copy = read_draft(&message);
	char text[MNI_DNS_NAME_TEXT];

	mni_dns_chain_begin(&chain, &message.question.name);
	ck_assert_int_eq(
	    mni_dns_chain_follow(&chain, &message, type, &got, &what, &trouble),
	    status);
	if (status == MNI_OK) {
		ck_assert_int_eq(what, found);
		ck_assert_str_eq(
		    mni_dns_name_text(mni_dns_chain_end(&chain), text), end);
		ck_assert_int_eq(mni_bytes_append(&got, "", 1), 0);
		ck_assert_str_eq((const char *)got.data, lines);
	}
	mni_bytes_fini(&got);
	free(copy);
}

static void
finds(const char *end, const char *lines)
{
	follow(DRAFT_A, MNI_OK, MNI_DNS_RECORDS, end, lines);
}

static void
fails(enum mni_status status)
{
	follow(DRAFT_A, status, MNI_DNS_RECORDS, NULL, NULL);
}

START_TEST(records_each_once)
{
	begin(DRAFT_A);
	draft_address(&draft, "", "192.0.2.2");
	draft_address(&draft, "A.test", "192.0.2.1");
	draft_address(&draft, "", "192.0.2.2");
	draft_address(&draft, "", "192.0.2.22");
	finds("a.test.", "192.0.2.2\n192.0.2.1\n192.0.2.22\n");
}
END_TEST

/* Of another owner, type, class and section. */
START_TEST(records_of_others_are_not_used)
{
	begin(DRAFT_A);
	draft_address(&draft, "evil.test", "192.0.2.66");
	draft_address(&draft, "x.a.test", "192.0.2.66");
	draft_address(&draft, "test", "192.0.2.66");
	draft_address(&draft, "", "2001:db8::66");
	draft.class = 3;
	draft_address(&draft, "", "192.0.2.66");
	draft_alias(&draft, DRAFT_ANSWER, "", DRAFT_CNAME, "evil.test");
	draft.class = 1;
	draft_record(&draft, DRAFT_AUTHORITY, "", DRAFT_A, "\1\2\3\4", 4);
	draft_record(&draft, DRAFT_ADDITIONAL, "", DRAFT_A, "\1\2\3\4", 4);
	follow(DRAFT_A, MNI_OK, MNI_DNS_NO_DATA, "a.test.", "");
}
END_TEST

START_TEST(aliases_in_any_order)
{
	begin(DRAFT_A);
	draft_address(&draft, "c.test", "192.0.2.1");
	draft_alias(&draft, DRAFT_ANSWER, "B.test", DRAFT_CNAME, "C.test");
	draft_address(&draft, "b.test", "2001:db8::66");
	draft_alias(&draft, DRAFT_ANSWER, "", DRAFT_CNAME, "b.test");
	finds("C.test.", "192.0.2.1\n");
}
END_TEST

START_TEST(alias_that_is_asked_for)
{
	begin(DRAFT_CNAME);
	draft_alias(&draft, DRAFT_ANSWER, "", DRAFT_CNAME, "b.test");
	draft_alias(&draft, DRAFT_ANSWER, "b.test", DRAFT_CNAME, "c.test");
	follow(DRAFT_CNAME, MNI_OK, MNI_DNS_RECORDS, "a.test.", "b.test.\n");
}
END_TEST

/* A chain of so many aliases to an address. */
static void
begin_chain(int aliases)
{
	char owner[20] = "", target[20];
	int i;

	begin(DRAFT_A);
	for (i = 1; i <= aliases; i++) {
		(void)snprintf(target, sizeof(target), "n%d.test", i);
		draft_alias(&draft, DRAFT_ANSWER, owner, DRAFT_CNAME, target);
		memcpy(owner, target, sizeof(owner));
	}
	draft_address(&draft, owner, "192.0.2.1");
}

START_TEST(longest_chain)
{
	begin_chain(16);
	finds("n16.test.", "192.0.2.1\n");
	begin_chain(17);
	fails(MNI_TOO_LARGE);
}
END_TEST

START_TEST(circles)
{
	begin(DRAFT_A);
	draft_alias(&draft, DRAFT_ANSWER, "", DRAFT_CNAME, "A.Test");
	fails(MNI_MALFORMED);
	begin(DRAFT_A);
	draft_alias(&draft, DRAFT_ANSWER, "", DRAFT_CNAME, "b.test");
	draft_alias(&draft, DRAFT_ANSWER, "b.test", DRAFT_CNAME, "a.test");
	fails(MNI_MALFORMED);
	begin(DRAFT_A);
	draft_alias(&draft, DRAFT_ANSWER, "test", DRAFT_DNAME, "test");
	fails(MNI_MALFORMED);
}
END_TEST

START_TEST(alias_of_two)
{
	begin(DRAFT_A);
	draft_alias(&draft, DRAFT_ANSWER, "", DRAFT_CNAME, "b.test");
	draft_alias(&draft, DRAFT_ANSWER, "", DRAFT_CNAME, "B.TEST");
	draft_address(&draft, "b.test", "192.0.2.1");
	finds("B.TEST.", "192.0.2.1\n");
	begin(DRAFT_A);
	draft_alias(&draft, DRAFT_ANSWER, "", DRAFT_CNAME, "b.test");
	draft_alias(&draft, DRAFT_ANSWER, "", DRAFT_CNAME, "c.test");
	draft_address(&draft, "b.test", "192.0.2.66");
	draft_address(&draft, "c.test", "192.0.2.66");
	fails(MNI_MALFORMED);
}
END_TEST

/* With the CNAME that a server makes of it, without, and with another one; one
 * whose owner is the name itself is no alias of it. */
START_TEST(dname)
{
	begin(DRAFT_A);
	draft_alias(&draft, DRAFT_ANSWER, "test", DRAFT_DNAME, "b.net");
	draft_alias(&draft, DRAFT_ANSWER, "", DRAFT_CNAME, "a.b.net");
	draft_address(&draft, "a.b.net", "192.0.2.1");
	finds("a.b.net.", "192.0.2.1\n");
	begin(DRAFT_A);
	draft_alias(&draft, DRAFT_ANSWER, ".", DRAFT_DNAME, "net");
	draft_address(&draft, "a.test.net", "192.0.2.1");
	finds("a.test.net.", "192.0.2.1\n");
	begin(DRAFT_A);
	draft_alias(&draft, DRAFT_ANSWER, "test", DRAFT_DNAME, "b.net");
	draft_alias(&draft, DRAFT_ANSWER, "", DRAFT_CNAME, "c.net");
	draft_address(&draft, "c.net", "192.0.2.66");
	fails(MNI_MALFORMED);
	begin(DRAFT_A);
	draft_alias(&draft, DRAFT_ANSWER, "", DRAFT_DNAME, "b.net");
	draft_address(&draft, "b.net", "192.0.2.66");
	follow(DRAFT_A, MNI_OK, MNI_DNS_NO_DATA, "a.test.", "");
}
END_TEST

START_TEST(rdata_that_is_needed)
{
	begin(DRAFT_A);
	draft_record(&draft, DRAFT_ANSWER, "", DRAFT_A, "\xc0\0\2", 3);
	fails(MNI_MALFORMED);
	begin(DRAFT_A);
	draft_record(&draft, DRAFT_ANSWER, "", DRAFT_CNAME, "\1b", 2);
	fails(MNI_MALFORMED);
	begin(DRAFT_A);
	draft_record(&draft, DRAFT_ANSWER, "b.test", DRAFT_A, "\xc0\0\2", 3);
	draft_address(&draft, "", "192.0.2.1");
	finds("a.test.", "192.0.2.1\n");
}
END_TEST

static const char soa[] = "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/* RFC 2308 section 2.2: types 1, 2 and 3, and a referral. */
START_TEST(no_data_or_a_referral)
{
	begin(DRAFT_A);
	draft_record(&draft, DRAFT_AUTHORITY, "test", DRAFT_SOA, OCTETS(soa));
	draft_alias(&draft, DRAFT_AUTHORITY, "test", DRAFT_NS, "ns.test");
	follow(DRAFT_A, MNI_OK, MNI_DNS_NO_DATA, "a.test.", "");
	begin(DRAFT_A);
	draft_record(&draft, DRAFT_AUTHORITY, "test", DRAFT_SOA, OCTETS(soa));
	follow(DRAFT_A, MNI_OK, MNI_DNS_NO_DATA, "a.test.", "");
	begin(DRAFT_A);
	follow(DRAFT_A, MNI_OK, MNI_DNS_NO_DATA, "a.test.", "");
	begin(DRAFT_A);
	draft_alias(&draft, DRAFT_AUTHORITY, "test", DRAFT_NS, "ns.test");
	draft_record(
	    &draft, DRAFT_ADDITIONAL, "ns.test", DRAFT_A, "\1\2\3\4", 4);
	follow(DRAFT_A, MNI_OK, MNI_DNS_REFERRAL, "a.test.", "");
}
END_TEST

/* The alias leads out of what the server knows, or to a name without data
 * there. */
START_TEST(alias_without_records)
{
	begin(DRAFT_A);
	draft_alias(&draft, DRAFT_ANSWER, "", DRAFT_CNAME, "b.net");
	follow(DRAFT_A, MNI_OK, MNI_DNS_ALIAS, "b.net.", "");
	draft_record(&draft, DRAFT_AUTHORITY, "test", DRAFT_SOA, OCTETS(soa));
	follow(DRAFT_A, MNI_OK, MNI_DNS_ALIAS, "b.net.", "");
	draft_record(&draft, DRAFT_AUTHORITY, "net", DRAFT_SOA, OCTETS(soa));
	follow(DRAFT_A, MNI_OK, MNI_DNS_NO_DATA, "b.net.", "");
}
END_TEST

/* A chain of every kind of alias to records of every kind, with mistakes. */
START_TEST(mutations_are_followed_or_refused)
{
	static struct draft whole;
	struct mni_bytes lines = MNI_BYTES_EMPTY;
	struct mni_dns_message message;
	enum mni_dns_found found;
	struct mni_dns_chain chain;
	struct mni_trouble trouble;
	uint32_t state = 88675123U;
	size_t followed = 0;
	uint8_t *copy;
	int n;

	begin(65);
	draft_alias(&draft, DRAFT_ANSWER, "test", DRAFT_DNAME, "net");
	draft_alias(&draft, DRAFT_ANSWER, "", DRAFT_CNAME, "a.net");
	draft_alias(&draft, DRAFT_ANSWER, "a.net", DRAFT_CNAME, "c.net");
	draft_record(&draft, DRAFT_ANSWER, "c.net", 65,
	    OCTETS("\0\1\0\0\1\0\6\2h2\2h3\0\4\0\4\1\2\3\4"));
	whole = draft;
	copy = malloc(whole.size);
	ck_assert_ptr_nonnull(copy);
	for (n = 0; n < MUTATIONS; n++) {
		draft = whole;
		draft_mutate(&draft, &state);
		memcpy(copy, draft.octets, draft.size);
		if (mni_dns_message_read(
		        copy, draft.size, &message, &trouble) != MNI_OK)
			continue;
		mni_dns_chain_begin(&chain, &message.question.name);
		if (mni_dns_chain_follow(&chain, &message, 65, &lines, &found,
		        &trouble) == MNI_OK)
			followed++;
		mni_bytes_fini(&lines);
	}
	free(copy);
	ck_assert_uint_gt(followed, MUTATIONS / 10);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {rdata_as_text, rdata_that_is_malformed,
	    records_each_once, records_of_others_are_not_used,
	    aliases_in_any_order, alias_that_is_asked_for, longest_chain,
	    circles, alias_of_two, dname, rdata_that_is_needed,
	    no_data_or_a_referral, alias_without_records,
	    mutations_are_followed_or_refused};

	return checks_main(checks_suite("dns_records", tests, COUNT(tests)));
}
