/* SPDX-License-Identifier: MIT */
/* The messages of the Domain Name System as src writes and reads them. */
#include <config.h>

#include "dns/message.h"
#include "dns/name.h"
#include "dns/query.h"
#include "dns/text.h"
#include "dns/type.h"
#include "support/checks.h"
#include "support/draft.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define OCTETS(text) text, sizeof(text) - 1
#define MUTATIONS 20000

/* A response with a record of every kind: names with pointers, all types that
 * are known, one that is not, one of another class, an OPT record. */
static const char response[] =
    "\x12\x34\x85\x80\x00\x01\x00\x05\x00\x01\x00\x03"
    "\x03www\x07"
    "example\x04test\x00\x00\x01\x00\x01"
    "\xc0\x0c\x00\x05\x00\x01\x00\x00\x00\x3c\x00\x04\x01"
    "b\xc0\x10"
    "\xc0\x2e\x00\x01\x00\x01\x00\x00\x00\x00\x00\x04\xc0\x00\x02\x01"
    "\xc0\x2e\x00\x10\x00\x01\x00\x01\x00\x00\x00\x08\x03"
    "a\"b\x00\x02\x00\xff"
    "\xc0\x2e\xff\x6f\x00\x01\x00\x00\x00\x01\x00\x03\xab\xcd\xef"
    "\xc0\x2e\x00\x01\x00\x03\x00\x00\x00\x01\x00\x02\x01\x02"
    "\xc0\x10\x00\x06\x00\x01\x00\x00\x0e\x10\x00\x1f\x01m\xc0\x10\x04mail\xc0"
    "\x10"
    "\x00\x00\x00\x01\xff\xff\xff\xff\x00\x00\x00\x02\x00\x00\x00\x03\x00\x00"
    "\x00\x04"
    "\xc0\x2e\x00\x1c\x00\x01\x00\x00\x00\x01\x00\x10"
    "\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01"
    "\xc0\x2e\x00\x21\x00\x01\x00\x00\x00\x01\x00\x08\x00\x01\x00\x02\x00\x35"
    "\xc0\x0c"
    "\x00\x00\x29\x10\x00\x00\x00\x80\x00\x00\x05\x00\x0a\x00\x01\x07";

static const char response_text[] =
    "response 4660 NOERROR AA RD RA\n"
    "question www.example.test. IN A\n"
    "answer www.example.test. 60 IN CNAME b.example.test.\n"
    "answer b.example.test. 0 IN A 192.0.2.1\n"
    "answer b.example.test. 65536 IN TXT \"a\\\"b\" \"\" \"\\000\\255\"\n"
    "answer b.example.test. 1 IN TYPE65391 \\# 3 abcdef\n"
    "answer b.example.test. 1 CLASS3 A \\# 2 0102\n"
    "authority example.test. 3600 IN SOA m.example.test. mail.example.test. "
    "1 4294967295 2 3 4\n"
    "additional b.example.test. 1 IN AAAA 2001:db8::1\n"
    "additional b.example.test. 1 IN SRV 1 2 53 www.example.test.\n"
    "additional EDNS version 0, 4096 octets, DO, 5 octets of options\n";

/* Reads a copy that ends where its memory does, so that a sanitizer sees a
 * step too far; and has it put as text, whatever it is. */
static enum mni_status
read_message(const void *octets, size_t size, struct mni_bytes *text,
    struct mni_trouble *trouble)
{
	uint8_t *copy = malloc(size == 0 ? 1 : size);
	struct mni_dns_message message;
	enum mni_status status;

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, octets, size);
	status = mni_dns_message_read(copy, size, &message, trouble);
	ck_assert_int_eq(
	    mni_dns_put_message(text, copy, size, &(struct mni_trouble){""}),
	    MNI_OK);
	free(copy);
	return status;
}

/* Asserts that TEXT is WANTED, and ends it. */
static void
is_text(struct mni_bytes *text, const char *wanted)
{
	ck_assert_int_eq(mni_bytes_append(text, "", 1), 0);
	ck_assert_str_eq((const char *)text->data, wanted);
	mni_bytes_fini(text);
}

START_TEST(query_octet_by_octet)
{
	static const char plain[] =
	    "\xab\xcd\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
	    "\x03WwW\x04test\x00\x00\x1c\x00\x01";
	static const char edns[] =
	    "\xab\xcd\x01\x00\x00\x01\x00\x00\x00\x00\x00\x01"
	    "\x03WwW\x04test\x00\x00\x1c\x00\x01"
	    "\x00\x00\x29\x04\xd0\x00\x00\x00\x00\x00\x00";
	struct mni_dns_question question = {
	    .type = MNI_DNS_AAAA, .class = MNI_DNS_IN};
	uint8_t out[MNI_DNS_QUERY_MAX];
	struct mni_trouble trouble;
	size_t size;

	ck_assert_int_eq(
	    mni_dns_name_read("WwW.test", &question.name, &trouble), MNI_OK);
	size = mni_dns_query_write(&question, 0xabcd, false, out);
	ck_assert_uint_eq(size, sizeof(plain) - 1);
	ck_assert_mem_eq(out, plain, size);
	size = mni_dns_query_write(&question, 0xabcd, true, out);
	ck_assert_uint_eq(size, sizeof(edns) - 1);
	ck_assert_mem_eq(out, edns, size);
}
END_TEST

START_TEST(longest_query)
{
	struct mni_dns_question question = {.name = MNI_DNS_ROOT, .type = 1};
	uint8_t out[MNI_DNS_QUERY_MAX];

	while (mni_dns_name_add(&question.name, "x", 1) == 0)
		continue;
	ck_assert_uint_eq(question.name.size, 255);
	ck_assert_uint_eq(
	    mni_dns_query_write(&question, 1, true, out), MNI_DNS_QUERY_MAX);
}
END_TEST

START_TEST(response_as_text)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	struct mni_trouble trouble = {.text = ""};

	ck_assert_msg(read_message(OCTETS(response), &text, &trouble) == MNI_OK,
	    "%s", trouble.text);
	is_text(&text, response_text);
}
END_TEST

START_TEST(response_cut_anywhere)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;
	size_t size;

	for (size = 0; size < sizeof(response) - 1; size++) {
		ck_assert_int_eq(read_message(response, size, &text, &trouble),
		    MNI_MALFORMED);
		ck_assert_msg(strncmp(trouble.text, "octet ", 6) == 0, "%s",
		    trouble.text);
		mni_bytes_fini(&text);
	}
}
END_TEST

START_TEST(octets_behind_the_end)
{
	static const char longer[] = "\0\1\x80\0\0\0\0\0\0\0\0\0abc";
	struct mni_bytes text = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;

	ck_assert_int_eq(read_message(OCTETS(longer), &text, &trouble), MNI_OK);
	is_text(&text, "response 1 NOERROR\n3 octets behind the last record\n");
}
END_TEST

START_TEST(mutations_are_read_or_refused)
{
	static struct draft draft;
	struct mni_bytes text = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;
	uint32_t state = 2463534242U;
	size_t read = 0, i;
	int n;

	draft.size = sizeof(response) - 1;
	for (n = 0; n < MUTATIONS; n++) {
		memcpy(draft.octets, response, draft.size);
		draft_mutate(&draft, &state);
		read += read_message(draft.octets, draft.size, &text,
		            &trouble) == MNI_OK;
		for (i = 0; i < text.size; i++)
			if (text.data[i] != '\n' &&
			    (text.data[i] < ' ' || text.data[i] > '~'))
				ck_abort_msg(
				    "octet %d of the text", text.data[i]);
		mni_bytes_fini(&text);
	}
	ck_assert_uint_gt(read, MUTATIONS / 10);
	ck_assert_uint_lt(read, MUTATIONS - MUTATIONS / 10);
}
END_TEST

static struct mni_dns_name
name_of(const char *text)
{
	struct mni_trouble trouble;
	struct mni_dns_name name;

	ck_assert_msg(mni_dns_name_read(text, &name, &trouble) == MNI_OK, "%s",
	    trouble.text);
	return name;
}

/* Whether OCTETS are the response to a query of WwW.test, A, and ID 0xabcd;
 * else what is said of them. */
static const struct {
	const char *octets;
	size_t size;
	const char *said;
} matches[] = {
#define QUESTION "\3www\4TEST\0\0\1\0\1"
    {OCTETS("\xab\xcd\x80\0\0\1\0\0\0\0\0\0" QUESTION), NULL},
    {OCTETS("\xab\xcd\x87\xff\0\1\0\0\0\0\0\0" QUESTION "rest"), NULL},
    {OCTETS("\xab\xcd\x80\1\0\0\0\0\0\0\0\0"), NULL},
    {OCTETS("\xab\xcd\x80\4\0\0\0\0\0\0\0\0"), NULL},
    {OCTETS("\xab\xcd\x80\1\0\0\0\1\0\0\0\0"), "it has no question"},
    {OCTETS("\xab\xcd\x80\2\0\0\0\0\0\0\0\0"), "it has no question"},
    {OCTETS("\xab\xcd\x80\0\0\0\0\0\0\0\0\0"), "it has no question"},
    {OCTETS(""), "it is shorter than a header"},
    {OCTETS("\xab\xcd\x80\0\0\1\0\0\0\0\0"), "it is shorter than a header"},
    {OCTETS("\xab\xce\x80\0\0\1\0\0\0\0\0\0" QUESTION), "it has another ID"},
    {OCTETS("\xaa\xcd\x80\0\0\1\0\0\0\0\0\0" QUESTION), "it has another ID"},
    {OCTETS("\xab\xcd\0\0\0\1\0\0\0\0\0\0" QUESTION), "it is a query"},
    {OCTETS("\xab\xcd\xa8\0\0\1\0\0\0\0\0\0" QUESTION),
        "it has another OPCODE"},
    {OCTETS("\xab\xcd\x88\0\0\1\0\0\0\0\0\0" QUESTION),
        "it has another OPCODE"},
    {OCTETS("\xab\xcd\x80\0\0\2\0\0\0\0\0\0" QUESTION QUESTION),
        "it has two questions"},
    {OCTETS("\xab\xcd\x80\0\0\1\0\0\0\0\0\0\3wwx\4test\0\0\1\0\1"),
        "its question has another name"},
    {OCTETS("\xab\xcd\x80\0\0\1\0\0\0\0\0\0\3www\4test\0\0\2\0\1"),
        "its question has another type"},
    {OCTETS("\xab\xcd\x80\0\0\1\0\0\0\0\0\0\3www\4test\0\1\1\0\1"),
        "its question has another type"},
    {OCTETS("\xab\xcd\x80\0\0\1\0\0\0\0\0\0\3www\4test\0\0\1\0\3"),
        "its question has another class"},
    {OCTETS("\xab\xcd\x80\0\0\1\0\0\0\0\0\0\3www\4test\0\0\1\0"),
        "octet 24: 2 octets are to come, and there are 1"},
    {OCTETS("\xab\xcd\x80\0\0\1\0\0\0\0\0\0\xc0\x0c\0\1\0\1"),
        "octet 12: a pointer to octet 12, which is no prior name"},
};

START_TEST(responses_that_match)
{
	struct mni_dns_question question = {
	    .name = name_of("WwW.test"), .type = 1, .class = 1};
	struct mni_trouble trouble;
	struct mni_dns_header header;
	uint8_t *copy;
	size_t i;
	bool good;

	for (i = 0; i < COUNT(matches); i++) {
		copy = malloc(matches[i].size + (matches[i].size == 0));
		ck_assert_ptr_nonnull(copy);
		memcpy(copy, matches[i].octets, matches[i].size);
		good = mni_dns_query_match(&question, 0xabcd, copy,
		    matches[i].size, &header, &trouble);
		free(copy);
		ck_assert_msg(good == (matches[i].said == NULL), "row %zu", i);
		if (good)
			ck_assert_uint_eq(header.id, 0xabcd);
		else
			ck_assert_str_eq(trouble.text, matches[i].said);
	}
}
END_TEST

START_TEST(extended_error)
{
	static struct draft draft;
	struct mni_dns_message message;
	struct mni_trouble trouble;

	draft_begin(&draft, 1, 0x8001);
	draft.class = 1232;
	draft.ttl = 0x01020000;
	draft_record(&draft, DRAFT_ADDITIONAL, ".", DRAFT_OPT, "", 0);
	ck_assert_int_eq(
	    mni_dns_message_read(draft.octets, draft.size, &message, &trouble),
	    MNI_OK);
	ck_assert_uint_eq(message.rcode, 17);
	ck_assert(message.edns.there);
	ck_assert_uint_eq(message.edns.version, 2);
	ck_assert_uint_eq(message.edns.size, 1232);
	ck_assert(!message.edns.dnssec);
	draft_record(&draft, DRAFT_ADDITIONAL, ".", DRAFT_OPT, "", 0);
	ck_assert_int_eq(
	    mni_dns_message_read(draft.octets, draft.size, &message, &trouble),
	    MNI_MALFORMED);
	draft_begin(&draft, 1, 0x8000);
	draft_record(&draft, DRAFT_ADDITIONAL, "x.", DRAFT_OPT, "", 0);
	ck_assert_int_eq(
	    mni_dns_message_read(draft.octets, draft.size, &message, &trouble),
	    MNI_MALFORMED);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {query_octet_by_octet, longest_query,
	    response_as_text, response_cut_anywhere, octets_behind_the_end,
	    mutations_are_read_or_refused, responses_that_match,
	    extended_error};

	return checks_main(checks_suite("dns_wire", tests, COUNT(tests)));
}
