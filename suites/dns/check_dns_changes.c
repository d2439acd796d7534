/* SPDX-License-Identifier: MIT */
/* Rules of the stand-in for name servers: how they bend what it answers.
 * mocks/dns, without sockets. */
#include <config.h>

#include "dns/bend.h"
#include "support/checks.h"
#include "support/questions.h"
#include "support/ruled.h"
#include "support/zones.h"

#include <stdio.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* What the first step of the rule for the query sends over UDP or TCP, in
 * octets. */
static void
bend_by(bool tcp, uint64_t *random)
{
	struct mni_ns_response response = MNI_NS_RESPONSE_EMPTY;
	const struct mni_ns_rule *rule =
	    ruled_choose(tcp ? MNI_NS_TCP : MNI_NS_UDP, "127.0.0.1:5353");
	struct mni_ns_asked asked;

	ck_assert_ptr_nonnull(rule);
	ck_assert_ptr_null(mni_ns_asked_read(ruled.query, ruled.size, &asked));
	ck_assert_int_eq(
	    mni_ns_answer(&ruled.service->zones, &asked, tcp, &response), 0);
	ruled.octets.size = 0;
	ck_assert_int_eq(mni_ns_bend_write(rule->steps[0].bend, &asked, tcp,
	                     random, &response, &ruled.octets),
	    0);
	mni_ns_response_fini(&response);
}

/* The same as text. */
static const char *
bend(bool tcp)
{
	static char text[ANSWER_TEXT];

	bend_by(tcp, &(uint64_t){0});
	return answer_text(ruled.octets.data + (tcp ? 2 : 0),
	    ruled.octets.size - (tcp ? 2 : 0), text);
}

#define Q "www.example.test. A"
#define A "www.example.test. 60 A 192.0.2.1"

static const struct bent {
	const char *name, *send, *want;
} bents[] = {
    {"plain", "", "NOERROR qr aa | " Q " | " A " | |"},
    {"no_response", "qr=0", "NOERROR aa | " Q " | " A " | |"},
    {"bits_set", "tc rd=1 ra z ad cd",
        "NOERROR qr aa tc rd ra z ad cd | " Q " | " A " | |"},
    {"bits_cleared", "aa=0", "NOERROR qr | " Q " | " A " | |"},
    {"opcode", "opcode=5", "NOERROR opcode 5 qr aa | " Q " | " A " | |"},
    {"id_next", "id=+1", "!id NOERROR qr aa | " Q " | " A " | |"},
    {"id_as_asked", "id=4660", "NOERROR qr aa | " Q " | " A " | |"},
    {"rcode_has_no_records", "rcode=SERVFAIL", "SERVFAIL qr aa | " Q " | | |"},
    {"rcode_by_number", "rcode=11", "RCODE11 qr aa | " Q " | | |"},
    {"rcode_of_edns", "rcode=BADVERS",
        "NOERROR qr aa | " Q " | | | OPT 0 1232 rcode 1"},
    {"rcode_with_records", "rcode=NXDOMAIN answer=\"@ 1 A 192.0.2.9\"",
        "NXDOMAIN qr aa | " Q " | www.example.test. 1 A 192.0.2.9 | |"},
    {"question_none", "question=none", "NOERROR qr aa | | " A " | |"},
    {"question_upper", "question=upper",
        "NOERROR qr aa | WWW.EXAMPLE.TEST. A | " A " | |"},
    {"question_other", "question=x.y./TXT/CH",
        "NOERROR qr aa | x.y. TXT CLASS3 | " A " | |"},
    {"question_relative", "question=x/A/IN",
        "NOERROR qr aa | x.example.test. A | " A " | |"},
    {"answer_none", "answer=none", "NOERROR qr aa | " Q " | | |"},
    {"answer_of_the_question", "answer=\"@ A 203.0.113.66\"",
        "NOERROR qr aa | " Q " | www.example.test. 60 A 203.0.113.66 | |"},
    {"answers", "answer=\"@ 5 CNAME x | x 6 CH A 192.0.2.3\"",
        "NOERROR qr aa | " Q " | www.example.test. 5 CNAME x.example.test., "
        "x.example.test. 6 CLASS3 A 192.0.2.3 | |"},
    {"answer_three_times", "answer=\"@ A 1.2.3.4|@ A 1.2.3.4|@ A 1.2.3.4\"",
        "NOERROR qr aa | " Q " | www.example.test. 60 A 1.2.3.4, "
        "www.example.test. 60 A 1.2.3.4, www.example.test. 60 A 1.2.3.4 | |"},
    {"sections", "additional=\"a. A 1.2.3.4\" authority=\"b. NS c.\"",
        "NOERROR qr aa | " Q " | " A " | b. 60 NS c. | a. 60 A 1.2.3.4"},
    {"counts", "ancount=3",
        "NOERROR qr aa | " Q " | " A ", . 0 CLASS0 TYPE0  | | !cut"},
    {"counts_of_nothing", "qdcount=0 ancount=0 nscount=0 arcount=0",
        "NOERROR qr aa | | | | !38 octets behind"},
    {"ttl", "ttl=4294967295",
        "NOERROR qr aa | " Q " | www.example.test. 4294967295 A 192.0.2.1 | |"},
    {"rdlength_more", "rdlength=+1",
        "NOERROR qr aa | " Q " | www.example.test. 60 A c000020100 | | !cut"},
    {"rdlength_less", "rdlength=-1",
        "NOERROR qr aa | " Q " | www.example.test. 60 A c00002 | | !1 octets "
        "behind"},
    {"octets_none", "octets=0", "!id NOERROR | | | | !cut"},
    {"octets_of_a_header", "octets=12",
        "NOERROR qr aa | . TYPE0 CLASS0 | | | !cut"},
    {"append", "append=ab00",
        "NOERROR qr aa | " Q " | " A " | | !2 octets behind"},
    {"pad", "pad=100", "NOERROR qr aa | " Q " | " A " | | !100 octets behind"},
    {"payload", "payload=512", "NOERROR qr aa | " Q " | " A " | | OPT 0 512"},
    {"answers_generated", "answer=\"gen:A*2|gen:AAAA*1\"",
        "NOERROR qr aa | " Q " | www.example.test. 60 A 198.18.0.1, "
        "www.example.test. 60 A 198.18.0.2, www.example.test. 60 AAAA "
        "20010db8000000000000000000000001 | |"},
    {"chain_generated", "answer=\"gen:CNAME*2|gen2 5 A 192.0.2.9\"",
        "NOERROR qr aa | " Q " | www.example.test. 60 CNAME "
        "gen1.example.test., gen1.example.test. 60 CNAME gen2.example.test., "
        "gen2.example.test. 5 A 192.0.2.9 | |"},
    {"text_generated", "answer=\"@ A 192.0.2.1|gen:TXT*3B|@ A 192.0.2.2\"",
        "NOERROR qr aa | " Q " | " A ", www.example.test. 60 TXT 027878, "
        "www.example.test. 60 A 192.0.2.2 | |"},
    {"nothing_generated", "answer=\"gen:A*0\"", "NOERROR qr aa | " Q " | | |"},
    {"cookie_right", "cookie=right",
        "NOERROR qr aa | " Q " | " A
        " | | OPT 0 1232 000a001000000000000000006d6f636b6e657400"},
    {"cookie_needs_room", "cookie=right answer=\"gen:TXT*440B\"",
        "NOERROR qr aa tc | " Q
        " | | | OPT 0 1232 000a001000000000000000006d6f636b6e657400"},
    {"cookie_wrong", "cookie=wrong",
        "NOERROR qr aa | " Q " | " A
        " | | OPT 0 1232 000a001001000000000000006d6f636b6e657400"},
    {"cookie_short", "cookie=short",
        "NOERROR qr aa | " Q " | " A " | | OPT 0 1232 000a000400000000"},
    {"version", "version=1", "NOERROR qr aa | " Q " | " A " | | OPT 1 1232"},
};

static void
play_bent(int index)
{
	const struct bent *row = &bents[index];
	char line[300];

	(void)snprintf(line, sizeof(line), ";!rule x do send %s", row->send);
	ruled_begin(line);
	ck_assert_str_eq(bend(false), row->want);
	ruled_end();
}

/* Where the pointer in place of the first owner leads; the answer begins
 * behind 12 octets of header and 22 of question. */
START_TEST(owners_that_point_wrongly)
{
	static const struct {
		const char *word;
		uint8_t high, low;
	} rows[] = {{"self", 0xc0, 34}, {"forward", 0xc0, 50},
	    {"header", 0xc0, 0}, {"outside", 0xff, 0xff}};
	char line[100];
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		(void)snprintf(line, sizeof(line), ";!rule x do send owner=%s",
		    rows[i].word);
		ruled_begin(line);
		(void)bend(false);
		ck_assert_uint_eq(ruled.octets.data[34], rows[i].high);
		ck_assert_uint_eq(ruled.octets.data[35], rows[i].low);
		if (strcmp(rows[i].word, "forward") == 0)
			ck_assert_int_eq(memcmp(ruled.octets.data + 50,
			                     ruled.query + 12, 18),
			    0);
		ruled_end();
	}
}
END_TEST

/* Where the name of the question would be, there is none to point to. */
START_TEST(owner_without_a_question)
{
	ruled_begin(";!rule x do send question=none owner=self "
	            "answer=\"@ A 192.0.2.1|@ A 192.0.2.2\"");
	(void)bend(false);
	ck_assert_uint_eq(ruled.octets.data[12], 0xc0);
	ck_assert_uint_eq(ruled.octets.data[13], 12);
	ck_assert_int_eq(
	    memcmp(ruled.octets.data + 28, "\3www\7example\4test", 18), 0);
	ruled_end();
}
END_TEST

START_TEST(edns_can_be_left_out)
{
	ruled_begin(";!rule x do send edns=none");
	ruled.size = question_edns(ruled.query, ruled.size, 1232, 0, 0);
	ck_assert_str_eq(bend(false), "NOERROR qr aa | " Q " | " A " | |");
	ruled_end();
}
END_TEST

START_TEST(length_over_tcp)
{
	ruled_begin(";!rule x do send length=+5");
	ck_assert_str_eq(bend(true), "NOERROR qr aa | " Q " | " A " | |");
	ck_assert_uint_eq(ruled.octets.data[0] * 256U + ruled.octets.data[1],
	    ruled.octets.size - 2 + 5);
	ruled_end();
	ruled_begin(";!rule x do send octets=3 length=-2");
	(void)bend(true);
	ck_assert_uint_eq(ruled.octets.size, 5);
	ck_assert_uint_eq(ruled.octets.data[1], 1);
	ruled_end();
}
END_TEST

/* A cookie of a client is in the response. */
START_TEST(cookie_comes_back)
{
	static const uint8_t opt[] = {0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 12, 0,
	    10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8};

	ruled_begin(";!rule x when cookie do send cookie=right\n"
	            ";!rule y do send cookie=right");
	memcpy(ruled.query + ruled.size, opt, sizeof(opt));
	ruled.size += sizeof(opt);
	ruled.query[11] = 1;
	ck_assert_str_eq(ruled_choose_udp()->name, "x");
	ck_assert_str_eq(bend(false),
	    "NOERROR qr aa | " Q " | " A
	    " | | OPT 0 1232 000a001001020304050607086d6f636b6e657400");
	ruled_end();
}
END_TEST

/* To the octet, over UDP with and without EDNS, and over TCP. */
START_TEST(fill_makes_the_message_as_long_as_it_can_be)
{
	ruled_begin(";!rule x do send fill=+0");
	(void)bend(false);
	ck_assert_uint_eq(ruled.octets.size, 512);
	ck_assert_uint_eq(ruled.octets.data[11], 1);
	(void)bend(true);
	ck_assert_uint_eq(ruled.octets.size, 2 + 65535);
	ruled.size = question_edns(ruled.query, ruled.size, 1400, 0, 0);
	ck_assert_ptr_null(strchr(bend(false), '!'));
	ck_assert_uint_eq(ruled.octets.size, 1400);
	ruled_end();
	ruled_begin(";!rule x do send fill=+1 answer=\"gen:A*3\"");
	(void)bend(false);
	ck_assert_uint_eq(ruled.octets.size, 513);
	ruled_end();
	ruled_begin(";!rule x do send fill=-1 answer=\"gen:TXT*400B\"");
	(void)bend(false);
	ck_assert_uint_eq(ruled.octets.size, 511);
	ruled_end();
}
END_TEST

/* What is longer already stays so; nor is it longer than can be sent. */
START_TEST(fill_has_bounds)
{
	ruled_begin(";!rule x do send fill=-513");
	ck_assert_str_eq(bend(false), "NOERROR qr aa | " Q " | " A " | |");
	ruled_end();
	ruled_begin(";!rule x do send fill=+65535");
	(void)bend(false);
	ck_assert_uint_eq(ruled.octets.size, 65507);
	(void)bend(true);
	ck_assert_uint_eq(ruled.octets.size, 2 + 65535);
	ruled_end();
}
END_TEST

/* Never the id nor the question, each of the others at some time. */
START_TEST(mutations_leave_what_a_response_needs)
{
	uint8_t plain[100], other[100] = {0};
	uint64_t random = 0;
	size_t length, i;
	int round;

	ruled_begin(";!rule x do send mutate=3");
	(void)bend(false);
	length = ruled.octets.size;
	ck_assert_uint_eq(length, 50);
	memcpy(plain, ruled.octets.data, length);
	for (round = 0; round < 2000; round++) {
		bend_by(false, &random);
		ck_assert_uint_eq(ruled.octets.size, length);
		for (i = 0; i < length; i++)
			other[i] |= ruled.octets.data[i] != plain[i];
	}
	for (i = 0; i < length; i++)
		ck_assert_msg(other[i] == (i >= 2 && (i < 12 || i >= 34)),
		    "octet %zu", i);
	ruled_end();
}
END_TEST

START_TEST(mutations_are_the_same_in_every_run)
{
	uint64_t random = 0;
	uint8_t first[50];

	ruled_begin(";!rule x do send mutate=10");
	bend_by(false, &random);
	memcpy(first, ruled.octets.data, sizeof(first));
	bend_by(false, &random);
	ck_assert_mem_ne(ruled.octets.data, first, sizeof(first));
	random = 0;
	bend_by(false, &random);
	ck_assert_mem_eq(ruled.octets.data, first, sizeof(first));
	ruled_end();
}
END_TEST

START_TEST(raw_octets)
{
	char got[ZONES_HEX];

	ruled_begin(
	    ";!rule x do raw \"%id 8180 0001 0000 0000 0000 %question %qname"
	    " fF\"");
	ck_assert_str_eq(
	    bend(false), "NOERROR qr rd ra | " Q " | | | !19 octets behind");
	ck_assert_str_eq(
	    zones_hex(ruled.octets.data + ruled.octets.size - 3, 3, got),
	    "7400ff");
	ruled_end();
}
END_TEST

/* No SOA record says that it is not there. */
START_TEST(answer_for_a_name_that_is_not_there)
{
	ruled_begin(";!rule x do send answer=\"@ A 192.0.2.9\"");
	ruled.size = question(ruled.query, "gone.example.test.", ASK_A);
	ck_assert_str_eq(bend(false),
	    "NOERROR qr aa | gone.example.test. A | gone.example.test. 60 A "
	    "192.0.2.9 | |");
	ruled.size = question(ruled.query, "gone.elsewhere.", ASK_A);
	ck_assert_str_eq(bend(false),
	    "NOERROR qr aa | gone.elsewhere. A | gone.elsewhere. 60 A "
	    "192.0.2.9 | |");
	ruled_end();
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {owners_that_point_wrongly,
	    owner_without_a_question, edns_can_be_left_out, length_over_tcp,
	    cookie_comes_back, fill_makes_the_message_as_long_as_it_can_be,
	    fill_has_bounds, mutations_leave_what_a_response_needs,
	    mutations_are_the_same_in_every_run, raw_octets,
	    answer_for_a_name_that_is_not_there};
	static TTest rows[COUNT(bents)];
	Suite *suite = checks_suite("dns changes", tests, COUNT(tests));
	size_t i;

	for (i = 0; i < COUNT(bents); i++) {
		rows[i] = (TTest){bents[i].name, play_bent, __FILE__, __LINE__};
		(void)checks_add(suite, &rows[i], (int)i);
	}
	return checks_main(suite);
}
