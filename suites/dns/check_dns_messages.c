/* SPDX-License-Identifier: MIT */
/* The messages of the stand-in for name servers: headers, EDNS, what fits,
 * and what nobody should send.  mocks/dns, without sockets. */
#include <config.h>

#include "dns/answer.h"
#include "support/checks.h"
#include "support/questions.h"
#include "support/zones.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

#define SOA_TEXT                                  \
	"example.test. 60 SOA ns1.example.test. " \
	"hostmaster.example.test. 1 3600 600 86400 30"
#define SOA_ANSWER "example.test. SOA | " SOA_TEXT " | |"

static struct mni_ns_zone zone;
static const struct mni_ns_zones zones = {.list = &zone, .count = 1};
static struct mni_bytes octets;
static uint8_t query[QUESTION_SIZE];
static size_t size; /* of query */

static void
begin(void)
{
	zones_read(ZONE_HEAD
	    "www A 192.0.2.1\nw MX 1 www\nmiXed.Case A 192.0.2.2\n"
	    "plain CNAME other.Case\nother.case A 192.0.2.3\n"
	    "srv SRV 1 2 3 www\n"
	    "any A 192.0.2.1\nany TXT a\n",
	    &zone);
}

static void
end(void)
{
	mni_ns_zone_fini(&zone);
	mni_bytes_fini(&octets);
}

static const char *
ask(void)
{
	return zones_ask(&zones, query, size, false, &octets);
}

/*
 * The probes of RFC 8906 section 8: a query for the SOA record, or what is
 * said, with some bits in its header, and an OPT record.
 */
static const struct probe {
	const char *name;
	unsigned type, bits;
	int version; /* of EDNS; -1: none */
	unsigned flags;
	const char *want;
} probes[] = {
    {"rfc8906_8_1_1_soa", ASK_SOA, 0, -1, 0, "NOERROR qr aa | " SOA_ANSWER},
    {"rfc8906_8_1_2_unknown_type", 1000, 0, -1, 0,
        "NOERROR qr aa | example.test. TYPE1000 | | example.test. 30 SOA "
        "ns1.example.test. hostmaster.example.test. 1 3600 600 86400 30 |"},
    {"rfc8906_8_1_3_1_cd", ASK_SOA, 0x0010, -1, 0,
        "NOERROR qr aa | " SOA_ANSWER},
    {"rfc8906_8_1_3_2_ad", ASK_SOA, 0x0020, -1, 0,
        "NOERROR qr aa | " SOA_ANSWER},
    {"rfc8906_8_1_3_3_reserved_bit", ASK_SOA, 0x0040, -1, 0,
        "NOERROR qr aa | " SOA_ANSWER},
    {"rfc8906_8_1_3_4_rd", ASK_SOA, 0x0100, -1, 0,
        "NOERROR qr aa rd | " SOA_ANSWER},
    {"aa_tc_ra_of_a_query_are_not_copied", ASK_SOA, 0x0680, -1, 0,
        "NOERROR qr aa | " SOA_ANSWER},
    {"rcode_of_a_query_is_not_copied", ASK_SOA, 0x0005, -1, 0,
        "NOERROR qr aa | " SOA_ANSWER},
    {"rfc8906_8_2_1_edns", ASK_SOA, 0, 0, 0,
        "NOERROR qr aa | " SOA_ANSWER " OPT 0 1232"},
    {"rfc8906_8_2_2_edns_version_1", ASK_SOA, 0, 1, 0,
        "NOERROR qr | example.test. SOA | | | OPT 0 1232 rcode 1"},
    {"edns_version_100", ASK_SOA, 0, 100, 0,
        "NOERROR qr | example.test. SOA | | | OPT 0 1232 rcode 1"},
    {"rfc8906_8_2_4_edns_flags", ASK_SOA, 0, 0, 0x40,
        "NOERROR qr aa | " SOA_ANSWER " OPT 0 1232"},
    {"rfc8906_8_2_5_edns_version_1_and_flags", ASK_SOA, 0, 1, 0x40,
        "NOERROR qr | example.test. SOA | | | OPT 0 1232 rcode 1"},
    {"rfc8906_8_2_8_do", ASK_SOA, 0, 0, 0x8000,
        "NOERROR qr aa | " SOA_ANSWER " OPT 0 1232 do"},
    {"notify_is_not_done", ASK_SOA, 0x2000, -1, 0,
        "NOTIMP opcode 4 qr | | | |"},
    {"status_is_not_done", ASK_SOA, 0x1100, -1, 0,
        "NOTIMP opcode 2 qr rd | | | |"},
};

static void
play_probe(int index)
{
	const struct probe *row = &probes[index];

	begin();
	size = question(query, "example.test.", row->type);
	query[2] = (uint8_t)(row->bits >> 8);
	query[3] = (uint8_t)row->bits;
	if (row->version >= 0)
		size = question_edns(
		    query, size, 1232, (unsigned)row->version, row->flags);
	ck_assert_str_eq(ask(), row->want);
	end();
}

/* RFC 8906 section 8.1.4. */
START_TEST(header_alone_with_opcode_15)
{
	static const uint8_t header[12] = {0x12, 0x34, 0x78};

	begin();
	memcpy(query, header, size = sizeof(header));
	ck_assert_str_eq(ask(), "NOTIMP opcode 15 qr | | | |");
	end();
}
END_TEST

/* RFC 8906 sections 8.2.3 and 8.2.6. */
START_TEST(unknown_options_are_ignored)
{
	static const uint8_t option[] = {0, 100, 0, 3, 1, 2, 3};

	begin();
	size = question(query, "example.test.", ASK_SOA);
	size = question_edns(query, size, 1232, 0, 0);
	query[size - 1] = sizeof(option);
	memcpy(query + size, option, sizeof(option));
	size += sizeof(option);
	ck_assert_str_eq(ask(), "NOERROR qr aa | " SOA_ANSWER " OPT 0 1232");
	query[size - sizeof(option) - 5] = 1; /* the version */
	ck_assert_str_eq(
	    ask(), "NOERROR qr | example.test. SOA | | | OPT 0 1232 rcode 1");
	end();
}
END_TEST

START_TEST(classes)
{
	begin();
	size = question(query, "example.test.", ASK_SOA);
	query[size - 1] = 3;
	ck_assert_str_eq(ask(), "REFUSED qr | example.test. SOA CLASS3 | | |");
	query[size - 1] = 255; /* RFC 1034 section 3.7.1 */
	ck_assert_str_eq(ask(),
	    "NOERROR qr | example.test. SOA CLASS255 | " SOA_TEXT " | |");
	end();
}
END_TEST

/* The query for www.example.test. A in octets. */
#define HEADER "12340000 0001 0000 0000 0000 "
#define QUESTION "03777777 076578616d706c65 0474657374 00 00010001"

static const struct malformed {
	const char *name, *octets, *want;
} malformeds[] = {
    {"no_question", "12340000 0000 0000 0000 0000", "FORMERR qr | | | |"},
    {"two_questions", "12340100 0002 0000 0000 0000" QUESTION QUESTION,
        "FORMERR qr rd | | | |"},
    {"question_missing", HEADER, "FORMERR qr | | | |"},
    {"question_without_class", HEADER "03777777 00 0001", "FORMERR qr | | | |"},
    {"label_cut_off", HEADER "037777", "FORMERR qr | | | |"},
    {"name_without_end", HEADER "03777777", "FORMERR qr | | | |"},
    {"name_of_a_pointer", HEADER "c00c 0001 0001", "FORMERR qr | | | |"},
    {"label_of_another_kind", HEADER "4177 00 0001 0001", "FORMERR qr | | | |"},
    {"octets_behind", HEADER QUESTION "00",
        "FORMERR qr | www.example.test. A | | |"},
    {"answer_in_a_query",
        "12340000 0001 0001 0000 0000" QUESTION "c00c 0001 0001 00000000 0000",
        "FORMERR qr | www.example.test. A | | |"},
    {"authority_in_a_query",
        "12340000 0001 0000 0001 0000" QUESTION "c00c 0001 0001 00000000 0000",
        "FORMERR qr | www.example.test. A | | |"},
    {"record_missing", "12340000 0001 0000 0000 0001" QUESTION,
        "FORMERR qr | www.example.test. A | | |"},
    {"record_cut_off", "12340000 0001 0000 0000 0001" QUESTION "c0",
        "FORMERR qr | www.example.test. A | | |"},
    {"record_data_cut_off",
        "12340000 0001 0000 0000 0001" QUESTION "00 0029 04d0 00000000 0001",
        "FORMERR qr | www.example.test. A | | |"},
    {"opt_twice",
        "12340000 0001 0000 0000 0002" QUESTION
        "00 0029 04d0 00000000 0000 00 0029 04d0 00000000 0000",
        "FORMERR qr | www.example.test. A | | | OPT 0 1232"},
    {"opt_of_a_name",
        "12340000 0001 0000 0000 0001" QUESTION
        "0161 00 0029 04d0 00000000 0000",
        "FORMERR qr | www.example.test. A | | |"},
    {"option_cut_off",
        "12340000 0001 0000 0000 0001" QUESTION
        "00 0029 04d0 00000000 0005 000a 0002 00",
        "FORMERR qr | www.example.test. A | | | OPT 0 1232"},
    {"other_record_in_the_additional_section",
        "12340000 0001 0000 0000 0001" QUESTION
        "c00c 00fa 00ff 00000000 0001 00",
        "NOERROR qr aa | www.example.test. A | www.example.test. 60 A "
        "192.0.2.1 | |"},
    {"a_response", "12348000 0001 0000 0000 0000" QUESTION, NULL},
    {"shorter_than_a_header", "12340000 0001 0000 0000 00", NULL},
    {"nothing", "", NULL},
};

static size_t
from_hex(const char *hex, uint8_t *out)
{
	char octet[3] = "";
	size_t count = 0;

	for (; *hex != '\0'; hex++) {
		if (*hex == ' ')
			continue;
		memcpy(octet, hex++, 2);
		out[count++] = (uint8_t)strtoul(octet, NULL, 16);
	}
	return count;
}

static void
play_malformed(int index)
{
	const struct malformed *row = &malformeds[index];
	const char *got;

	begin();
	size = from_hex(row->octets, query);
	got = ask();
	ck_assert_msg((got == NULL) == (row->want == NULL), "got %s",
	    got == NULL ? "nothing" : got);
	if (got != NULL)
		ck_assert_str_eq(got, row->want);
	end();
}

/* The octets of an answer, where names are compressed in all ways. */
START_TEST(golden_answer)
{
	static const char want[] = "1234"
	                           "8500"
	                           "0001"
	                           "0001"
	                           "0000"
	                           "0002"
	                           "0177"
	                           "076578616d706c65"
	                           "0474657374"
	                           "00"
	                           "000f"
	                           "0001"
	                           "c00c"
	                           "000f"
	                           "0001"
	                           "0000003c"
	                           "0008"
	                           "0001"
	                           "03777777"
	                           "c00e"
	                           "c02e"
	                           "0001"
	                           "0001"
	                           "0000003c"
	                           "0004"
	                           "c0000201"
	                           "00"
	                           "0029"
	                           "04d0"
	                           "00008000"
	                           "0000";
	char got[ZONES_HEX];

	begin();
	size = question(query, "w.example.test.", ASK_MX);
	query[2] = 1;
	size = question_edns(query, size, 4096, 0, 0x8000);
	ck_assert_ptr_nonnull(ask());
	ck_assert_str_eq(zones_hex(octets.data, octets.size, got), want);
	end();
}
END_TEST

/* The octets of a query, and of the answer that there is no such name. */
START_TEST(golden_denial)
{
	static const char asked[] = "1234 0100 0001 0000 0000 0001"
	                            "04676f6e65 076578616d706c65 0474657374 00"
	                            "0001 0001"
	                            "00 0029 1000 00000000 0000";
	static const char want[] = "1234"
	                           "8503"
	                           "0001"
	                           "0000"
	                           "0001"
	                           "0001"
	                           "04676f6e65"
	                           "076578616d706c65"
	                           "0474657374"
	                           "00"
	                           "0001"
	                           "0001"
	                           "c011"
	                           "0006"
	                           "0001"
	                           "0000001e"
	                           "0027"
	                           "036e7331c011"
	                           "0a686f73746d6173746572c011"
	                           "00000001"
	                           "00000e10"
	                           "00000258"
	                           "00015180"
	                           "0000001e"
	                           "00"
	                           "0029"
	                           "04d0"
	                           "00000000"
	                           "0000";
	char got[ZONES_HEX];

	begin();
	size = from_hex(asked, query);
	ck_assert_ptr_nonnull(ask());
	ck_assert_str_eq(zones_hex(octets.data, octets.size, got), want);
	end();
}
END_TEST

/* Names of the types that came after RFC 1035 are not compressed (RFC 3597
 * section 4). */
START_TEST(names_of_later_types_are_whole)
{
	begin();
	size = question(query, "srv.example.test.", ASK_SRV);
	ck_assert_ptr_nonnull(ask());
	ck_assert_ptr_nonnull(
	    memmem(octets.data, octets.size, "\0\3\3www\7example\4test", 20));
	end();
}
END_TEST

/* The question comes back letter by letter; records have the letters of the
 * zone (RFC 4343 section 4.1). */
START_TEST(letters_of_question_and_zone)
{
	begin();
	size = question(query, "MIXed.case.EXAMPLE.test.", ASK_A);
	ck_assert_str_eq(ask(), "NOERROR qr aa | MIXed.case.EXAMPLE.test. A | "
	                        "miXed.Case.example.test. 60 A 192.0.2.2 | |");
	size = question(query, "PLAIN.example.test.", ASK_A);
	ck_assert_str_eq(ask(),
	    "NOERROR qr aa | PLAIN.example.test. A | plain.example.test. 60 "
	    "CNAME other.Case.example.test., other.case.example.test. 60 A "
	    "192.0.2.3 | |");
	end();
}
END_TEST

START_TEST(any_over_tcp_is_all)
{
	begin();
	size = question(query, "any.example.test.", ASK_ANY);
	ck_assert_str_eq(zones_ask(&zones, query, size, true, &octets),
	    "NOERROR qr aa | any.example.test. ANY | any.example.test. 60 A "
	    "192.0.2.1, any.example.test. 60 TXT 0161 | |");
	end();
}
END_TEST

/* A zone in which the set "big" has COUNT addresses, with a name before it
 * that leads there. */
static void
begin_big(unsigned count)
{
	char *text = malloc(200 + 40 * (size_t)count), *at = text;
	unsigned i;

	ck_assert_ptr_nonnull(text);
	at += sprintf(at, ZONE_HEAD "alias CNAME big\nmx MX 1 big\n");
	for (i = 0; i < count; i++)
		at += sprintf(at, "big A 10.%u.%u.1\n", i / 256, i % 256);
	zones_read(text, &zone);
	free(text);
}

/* Each address takes 16 octets, the header and the question 34. */
START_TEST(what_does_not_fit_is_truncated)
{
	begin_big(29);
	size = question(query, "big.example.test.", ASK_A);
	ck_assert_ptr_nonnull(strstr(ask(), "NOERROR qr aa | "));
	ck_assert_uint_eq(octets.size, 34 + 29 * 16);
	end();
	begin_big(30);
	ck_assert_str_eq(ask(), "NOERROR qr aa tc | big.example.test. A | | |");
	ck_assert_ptr_nonnull(strstr(
	    zones_ask(&zones, query, size, true, &octets), "NOERROR qr aa |"));
	ck_assert_uint_eq(octets.size, 34 + 30 * 16);
	end();
}
END_TEST

START_TEST(room_for_opt_is_kept)
{
	begin_big(30);
	size = question(query, "big.example.test.", ASK_A);
	size = question_edns(query, size, 34 + 30 * 16 + 11, 0, 0);
	ck_assert_ptr_nonnull(strstr(ask(), "NOERROR qr aa | "));
	ck_assert_uint_eq(octets.size, 34 + 30 * 16 + 11);
	size = question(query, "big.example.test.", ASK_A);
	size = question_edns(query, size, 34 + 30 * 16 + 10, 0, 0);
	ck_assert_str_eq(
	    ask(), "NOERROR qr aa tc | big.example.test. A | | | OPT 0 1232");
	end();
}
END_TEST

/* RFC 6891 section 6.2.3. */
START_TEST(payload_below_512_counts_as_512)
{
	begin_big(29);
	size = question(query, "big.example.test.", ASK_A);
	size = question_edns(query, size, 100, 0, 0);
	ck_assert_ptr_nonnull(strstr(ask(), "NOERROR qr aa | "));
	ck_assert_uint_eq(octets.size, 34 + 29 * 16 + 11);
	end();
}
END_TEST

START_TEST(what_comes_before_stays_when_truncated)
{
	begin_big(30);
	size = question(query, "alias.example.test.", ASK_A);
	ck_assert_str_eq(ask(),
	    "NOERROR qr aa tc | alias.example.test. A | alias.example.test. 60"
	    " CNAME big.example.test. | |");
	end();
}
END_TEST

/* RFC 2181 section 9. */
START_TEST(additional_records_left_out_are_no_truncation)
{
	begin_big(30);
	size = question(query, "mx.example.test.", ASK_MX);
	ck_assert_str_eq(ask(),
	    "NOERROR qr aa | mx.example.test. MX | mx.example.test. 60 MX 1 "
	    "big.example.test. | |");
	end();
}
END_TEST

START_TEST(no_message_is_larger_than_its_transport)
{
	begin_big(4093);
	size = question(query, "big.example.test.", ASK_A);
	ck_assert_ptr_nonnull(zones_ask(&zones, query, size, true, &octets));
	ck_assert_uint_eq(octets.size, 34 + 4093 * 16);
	end();
	begin_big(4094);
	ck_assert_str_eq(zones_ask(&zones, query, size, true, &octets),
	    "NOERROR qr aa tc | big.example.test. A | | |");
	end();
}
END_TEST

/* More names than are remembered, and further than a pointer reaches. */
START_TEST(many_names_are_compressed_rightly)
{
	static char text[200000];
	char *at = text, name[40];
	const char *answer;
	unsigned i;

	at += sprintf(at, ZONE_HEAD);
	for (i = 0; i < 1500; i++)
		at += sprintf(
		    at, "many NS server%u.net%u.example.org.\n", i, i % 50);
	zones_read(text, &zone);
	size = question(query, "many.example.test.", ASK_NS);
	answer = zones_ask(&zones, query, size, true, &octets);
	for (i = 0; i < 1500; i++) {
		(void)sprintf(name, " server%u.net%u.example.org.", i, i % 50);
		ck_assert_ptr_nonnull(strstr(answer, name));
	}
	ck_assert_ptr_null(strchr(answer, '!'));
	end();
}
END_TEST

/* What is written behind that is not pointed to. */
START_TEST(names_far_behind_are_written_whole)
{
	static char text[100000];
	char *at = text;
	const char *answer;
	unsigned i;

	at += sprintf(at, ZONE_HEAD);
	for (i = 0; i < 1200; i++)
		at += sprintf(at, "far MX %u x\n", i);
	(void)sprintf(
	    at, "far MX 1 late.example.org.\nfar MX 2 late.example.org.\n");
	zones_read(text, &zone);
	size = question(query, "far.example.test.", ASK_MX);
	answer = zones_ask(&zones, query, size, true, &octets);
	ck_assert_ptr_nonnull(
	    strstr(answer, "MX 1 late.example.org., far.example.test. 60 MX 2 "
	                   "late.example.org. | |"));
	end();
}
END_TEST

/* Whatever comes: it is answered by a whole message, or not at all. */
START_TEST(garbled_queries_do_no_harm)
{
	unsigned state = 7, round, i;
	const char *got;

	begin();
	for (round = 0; round < 30000; round++) {
		size = question(query, "www.example.test.", ASK_A);
		size = question_edns(query, size, 600, 0, 0);
		for (i = 0; i < 1 + round % 5; i++) {
			state = state * 1103515245 + 12345;
			query[2 + (state >> 8) % (size - 2)] =
			    (uint8_t)(state >> 24);
		}
		size -= round % 9 == 0 ? round % 41 : 0;
		got = ask();
		if (got != NULL)
			ck_assert_msg(
			    strchr(got, '!') == NULL && octets.size <= 65507,
			    "%s", got);
	}
	end();
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {header_alone_with_opcode_15,
	    unknown_options_are_ignored, classes, golden_answer, golden_denial,
	    names_of_later_types_are_whole, letters_of_question_and_zone,
	    any_over_tcp_is_all, what_does_not_fit_is_truncated,
	    room_for_opt_is_kept, payload_below_512_counts_as_512,
	    what_comes_before_stays_when_truncated,
	    additional_records_left_out_are_no_truncation,
	    no_message_is_larger_than_its_transport,
	    many_names_are_compressed_rightly,
	    names_far_behind_are_written_whole, garbled_queries_do_no_harm};
	static TTest rows[COUNT(probes) + COUNT(malformeds)];
	Suite *suite = checks_suite("dns messages", tests, COUNT(tests));
	size_t i;

	for (i = 0; i < COUNT(probes); i++) {
		rows[i] =
		    (TTest){probes[i].name, play_probe, __FILE__, __LINE__};
		(void)checks_add(suite, &rows[i], (int)i);
	}
	for (i = 0; i < COUNT(malformeds); i++) {
		rows[COUNT(probes) + i] = (TTest){
		    malformeds[i].name, play_malformed, __FILE__, __LINE__};
		(void)checks_add(suite, &rows[COUNT(probes) + i], (int)i);
	}
	return checks_main(suite);
}
