/* SPDX-License-Identifier: MIT */
/* Master files as the stand-in for name servers reads them: mocks/dns. */
#include <config.h>

#include "dns/kind.h"
#include "dns/zone.h"
#include "support/checks.h"
#include "support/zones.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Of a name relative to example.test. */
#define ORIGIN "076578616d706c65047465737400"

/* RDATA as a file has it, and its octets. */
static const struct data {
	const char *name, *text;
	unsigned type;
	const char *want;
} datas[] = {
    {"a", "A 192.0.2.1", 1, "c0000201"},
    {"ns", "NS x", 2, "0178" ORIGIN},
    {"cname_absolute", "CNAME a.b.", 5, "0161016200"},
    {"cname_origin", "CNAME @", 5, ORIGIN},
    {"cname_root", "CNAME .", 5, "00"},
    {"ptr", "PTR Host", 12, "04486f7374" ORIGIN},
    {"mx", "MX 65535 m", 15, "ffff016d" ORIGIN},
    {"txt", "TXT hello", 16, "0568656c6c6f"},
    {"txt_of_several", "TXT a \"b c\" \"\"", 16, "01610362206300"},
    {"txt_with_a_semicolon", "TXT \"a;b\" ; comment", 16, "03613b62"},
    {"txt_with_parentheses", "TXT \"(\" \")\"", 16, "01280129"},
    {"txt_decimal_escapes", "TXT \\000\\255\\065", 16, "0300ff41"},
    {"txt_escapes_in_quotes", "TXT \"\\\"\\\\\\034\"", 16, "03225c22"},
    {"txt_escaped_blank", "TXT a\\ b\\;", 16, "046120623b"},
    {"aaaa", "AAAA 2001:db8::1", 28, "20010db8000000000000000000000001"},
    {"aaaa_with_ipv4", "AAAA ::ffff:192.0.2.9", 28,
        "00000000000000000000ffffc0000209"},
    {"srv", "SRV 1 2 53 s", 33, "0001000200350173" ORIGIN},
    {"dname", "DNAME other.", 39, "056f7468657200"},
    {"caa", "CAA 128 issue \"ca.test; x=1\"", 257,
        "80056973737565"
        "63612e746573743b20783d31"},
    {"caa_of_nothing", "CAA 0 issuewild \"\"", 257, "0009697373756577696c64"},
    {"svcb_alias", "SVCB 0 x", 64, "00000178" ORIGIN},
    {"https_in_order", "HTTPS 1 . port=443 alpn=h2,h3", 65,
        "000100"
        "00010006"
        "026832026833"
        "0003000201bb"},
    {"svcb_quoted", "SVCB 1 . alpn=\"f\\\\\\\\oo\\\\,bar,h2\"", 64,
        "000100"
        "0001000c"
        "08665c6f6f2c626172"
        "026832"},
    {"svcb_all",
        "SVCB 16 x ("
        " ipv6hint=2001:db8::1,::2 ech=AQID key667=a\\255\n"
        " mandatory=alpn,port ipv4hint=192.0.2.1,192.0.2.2\n"
        " no-default-alpn port=\"53\" alpn=h2 key668 )",
        64,
        "00100178" ORIGIN "0000000400010003"
        "00010003026832"
        "00020000"
        "000300020035"
        "00040008c0000201c0000202"
        "00050003010203"
        "0006002020010db800000000000000000000000100000000000000000000000000"
        "000002"
        "029b000261ff"
        "029c0000"},
    {"unknown_type", "TYPE65399 \\# 3 abCDef", 65399, "abcdef"},
    {"unknown_type_of_nothing", "TYPE65399 \\# 0", 65399, ""},
    {"unknown_type_in_parts", "TYPE65399 \\# 3 ( ab\n cdef )", 65399, "abcdef"},
    {"known_type_as_unknown", "A \\# 4 C0000201", 1, "c0000201"},
    {"known_type_by_number", "TYPE1 192.0.2.1", 1, "c0000201"},
    {"type_in_small_letters", "in mx 1 .", 15, "000100"},
    {"escaped_dot_in_a_name", "NS a\\.b", 2, "03612e62" ORIGIN},
    {"decimal_escapes_in_a_name", "NS \\000\\046x.", 2,
        "0300"
        "2e7800"},
    {"escaped_at", "NS \\@", 2, "0140" ORIGIN},
    {"label_of_63",
        "NS a23456789b23456789c23456789d23456789"
        "e23456789f23456789g23456789.",
        2,
        "3f6132333435363738396232333435363738396332333435363738"
        "396432333435363738396532333435363738396632333435363738"
        "3967323334353637383900"},
};

static void
play_data(int index)
{
	const struct data *row = &datas[index];
	char text[1000], got[ZONES_HEX];
	const struct mni_rrset *set;
	struct mni_ns_zone zone;

	(void)snprintf(text, sizeof(text), ZONE_HEAD "x.y %s\n", row->text);
	zones_read(text, &zone);
	set = mni_ns_zone_set(zones_find(&zone, "x.y"), (uint16_t)row->type);
	ck_assert_ptr_nonnull(set);
	ck_assert_uint_eq(set->count, 1);
	ck_assert_str_eq(
	    zones_hex(set->rrs[0].data, set->rrs[0].size, got), row->want);
	mni_ns_zone_fini(&zone);
}

/* What a record may look like, and the TTL that it has. */
static const struct form {
	const char *name, *text;
	unsigned ttl;
} forms[] = {
    {"ttl_of_the_file", "x A 192.0.2.1", 60},
    {"ttl_first", "x 5 IN A 192.0.2.1", 5},
    {"class_first", "x IN 5 A 192.0.2.1", 5},
    {"class_by_number", "x CLASS1 5 A 192.0.2.1", 5},
    {"units", "x 1w2d3h4m5s A 192.0.2.1", 788645},
    {"units_in_capitals", "x 1H30M A 192.0.2.1", 5400},
    {"units_and_seconds", "x 1m1 A 192.0.2.1", 61},
    {"largest_ttl", "x 2147483647 A 192.0.2.1", 2147483647},
    {"ttl_of_zero", "x 0 A 192.0.2.1", 0},
    {"ttl_after_another_line", "$TTL 1h\nx A 192.0.2.1", 3600},
    {"stated_ttl_is_for_one_record", "y 7 A 192.0.2.1\nx A 192.0.2.1", 60},
    {"owner_left_out", "x TXT a\n  A 192.0.2.1", 60},
    {"owner_by_a_tab", "x TXT a\n\tA 192.0.2.1", 60},
    {"owner_absolute", "x.example.test. A 192.0.2.1", 60},
    {"owner_in_capitals", "X.EXAMPLE.TEST. A 192.0.2.1", 60},
    {"owner_of_another_origin", "$ORIGIN test.\nx.example A 192.0.2.1", 60},
    {"origin_that_is_relative",
        "$ORIGIN sub\n$ORIGIN example.test.\nx A 192.0.2.1", 60},
    {"parentheses", "x ( 5\n\nIN ; a comment\n A ) 192.0.2.1 ; another", 5},
    {"parentheses_without_blanks", "x A(192.0.2.1)", 60},
    {"lines_end_in_crlf", "x A 192.0.2.1\r\n", 60},
    {"comment_without_blank", "x A 192.0.2.1;comment", 60},
    {"blank_lines", "\n  \n\t; c\nx A 192.0.2.1\n\n;", 60},
    {"no_line_end_at_the_end", "y TXT a\nx A 192.0.2.1", 60},
};

static void
play_form(int index)
{
	const struct form *row = &forms[index];
	const struct mni_rrset *set;
	struct mni_ns_zone zone;
	char text[1000];

	(void)snprintf(text, sizeof(text), ZONE_HEAD "%s", row->text);
	zones_read(text, &zone);
	set = mni_ns_zone_set(zones_find(&zone, "x"), MNI_RR_A);
	ck_assert_ptr_nonnull(set);
	ck_assert_uint_eq(set->count, 1);
	ck_assert_uint_eq(set->ttl, row->ttl);
	ck_assert_int_eq(memcmp(set->rrs[0].data, "\300\0\2\1", 4), 0);
	mni_ns_zone_fini(&zone);
}

START_TEST(last_stated_ttl_holds_without_a_default)
{
	struct mni_ns_zone zone;

	zones_read("$ORIGIN example.test.\n"
	           "@ 9 SOA . . 1 1h 1 1 1\n"
	           "x A 192.0.2.1\n"
	           "y 4 A 192.0.2.1\n"
	           "z A 192.0.2.1\n",
	    &zone);
	ck_assert_uint_eq(zones_find(&zone, "x")->sets[0].ttl, 9);
	ck_assert_uint_eq(zones_find(&zone, "z")->sets[0].ttl, 4);
	mni_ns_zone_fini(&zone);
}
END_TEST

START_TEST(fields_of_soa)
{
	char got[ZONES_HEX];
	const struct mni_rrset *set;
	struct mni_ns_zone zone;

	zones_read("t. 1 SOA a.b. C. 4294967295 1w 2h 3m 4\n"
	           "$ORIGIN t.\n",
	    &zone);
	set = &zone.nodes[0].sets[0];
	ck_assert_str_eq(zones_hex(set->rrs[0].data, set->rrs[0].size, got),
	    "0161016200"
	    "014300ffffffff00093a8000001c20000000b400000004");
	mni_ns_zone_fini(&zone);
}
END_TEST

/* RFC 2181 section 5. */
START_TEST(records_that_stand_twice_are_one)
{
	const struct mni_ns_node *node;
	struct mni_ns_zone zone;

	zones_read(ZONE_HEAD "x A 192.0.2.2\nx TXT a\nx A 192.0.2.1\n"
	                     "X A 192.0.2.2\n",
	    &zone);
	node = zones_find(&zone, "x");
	ck_assert_uint_eq(node->count, 2);
	ck_assert_uint_eq(node->sets[0].count, 2);
	ck_assert_uint_eq(node->sets[0].rrs[0].data[3], 2);
	ck_assert_uint_eq(node->sets[0].rrs[1].data[3], 1);
	mni_ns_zone_fini(&zone);
}
END_TEST

START_TEST(names_between_are_there_and_empty)
{
	struct mni_ns_zone zone;

	zones_read(ZONE_HEAD "a.b.c A 192.0.2.1\n*.w.v A 192.0.2.1\n", &zone);
	ck_assert_uint_eq(zone.node_count, 8);
	ck_assert_uint_eq(zones_find(&zone, "c")->count, 0);
	ck_assert_uint_eq(zones_find(&zone, "b.c")->count, 0);
	ck_assert_ptr_null(zones_find(&zone, "x.c"));
	ck_assert_ptr_null(zones_find(&zone, "test."));
	ck_assert_ptr_eq(&zone.nodes[zones_find(&zone, "w.v")->wildcard],
	    zones_find(&zone, "*.w.v"));
	ck_assert_uint_eq(zones_find(&zone, "v")->wildcard, 0);
	mni_ns_zone_fini(&zone);
}
END_TEST

/* RFC 4343 section 4: in the letters of the file, found by any. */
START_TEST(letters_are_kept_and_do_not_matter)
{
	char text[MNI_DOMAIN_TEXT];
	const struct mni_ns_node *node;
	struct mni_ns_zone zone;

	zones_read(ZONE_HEAD "x.MiXed A 192.0.2.1\nmIxed TXT a\n", &zone);
	node = zones_find(&zone, "MIXED.EXAMPLE.test.");
	ck_assert_ptr_nonnull(node);
	ck_assert_str_eq(
	    mni_domain_text(node->name, text), "mIxed.example.test.");
	mni_ns_zone_fini(&zone);
}
END_TEST

START_TEST(odd_octets_of_names_are_shown_as_escapes)
{
	char text[MNI_DOMAIN_TEXT];
	struct mni_domain name;

	zones_name("a\\.b\\000\\200\\\"\\;\\@x.C.", &name);
	ck_assert_str_eq(
	    mni_domain_text(name.wire, text), "a\\.b\\000\\200\\\"\\;\\@x.C.");
	ck_assert_str_eq(mni_domain_text((const uint8_t *)"", text), ".");
}
END_TEST

START_TEST(longest_names_fit)
{
	char label[64], text[600];
	struct mni_domain name;

	memset(label, 'a', 63);
	label[63] = '\0';
	(void)snprintf(
	    text, sizeof(text), "%s.%s.%s.%.61s.", label, label, label, label);
	zones_name(text, &name);
	ck_assert_uint_eq(name.size, MNI_DOMAIN_MOST);
	ck_assert_uint_eq(mni_domain_labels(name.wire), 4);
	(void)snprintf(
	    text, sizeof(text), "%s.%s.%s.%.48s", label, label, label, label);
	zones_name(text, &name);
	ck_assert_uint_eq(name.size, MNI_DOMAIN_MOST);
}
END_TEST

START_TEST(most_labels_have_their_hashes)
{
	uint32_t hashes[MNI_LABELS_MOST], parent[MNI_LABELS_MOST];
	char text[300] = "";
	struct mni_domain name;
	size_t i;

	for (i = 0; i < 254; i++)
		text[i] = i % 2 == 0 ? 'a' : '.';
	zones_name(text, &name);
	ck_assert_uint_eq(mni_domain_hashes(name.wire, hashes), 127);
	ck_assert_uint_eq(mni_domain_hashes(name.wire + 2, parent), 126);
	ck_assert_int_eq(memcmp(hashes, parent, 127 * sizeof(hashes[0])), 0);
	ck_assert_uint_ne(hashes[127], hashes[126]);
}
END_TEST

START_TEST(glue_may_be_below_a_delegation)
{
	struct mni_ns_zone zone;

	zones_read(ZONE_HEAD "d NS ns.d\nd NS d\nns.d A 192.0.2.1\n"
	                     "ns.d AAAA ::1\nd A 192.0.2.2\n"
	                     "d TYPE43 \\# 1 00\n",
	    &zone);
	ck_assert(mni_ns_zone_is_cut(&zone, zones_find(&zone, "d")));
	ck_assert(!mni_ns_zone_is_cut(&zone, zones_find(&zone, "@")));
	mni_ns_zone_fini(&zone);
}
END_TEST

#define NOTE "  ;! three\n"

START_TEST(notes_are_kept_with_their_places)
{
	struct mni_ns_zone zone;
	char text[] = ZONE_HEAD ";!one  two \n $ORIGIN other.\n";
	struct mn_mistake mistake;

	/* A control line does not begin with a blank. */
	ck_assert_int_eq(
	    mni_ns_zone_read(text, strlen(text), &zone, &mistake), -1);
	memcpy(strstr(text, " $"), NOTE, sizeof(NOTE));
	ck_assert_int_eq(
	    mni_ns_zone_read(text, strlen(text), &zone, &mistake), 0);
	ck_assert_uint_eq(zone.note_count, 2);
	ck_assert_uint_eq(zone.notes[0].token.size, strlen("one  two"));
	ck_assert_uint_eq(zone.notes[0].token.line, ZONE_HEAD_LINES + 1);
	ck_assert_uint_eq(zone.notes[0].token.column, 3);
	ck_assert_uint_eq(zone.notes[1].token.line, ZONE_HEAD_LINES + 2);
	ck_assert_uint_eq(zone.notes[1].token.column, 6);
	ck_assert_uint_eq(zone.notes[1].origin.size, 14);
	mni_ns_zone_fini(&zone);
}
END_TEST

/* The name NUMBER of a large zone, in a text of 40 octets at least. */
static char *
large_name(char *out, unsigned number)
{
	(void)sprintf(out, "host%u.net%u", number, number % 100);
	return out;
}

/* How many names there are is not to matter: no more than a few of them are
 * looked at for any. */
START_TEST(names_of_a_large_zone_are_found_at_once)
{
	char *text = malloc(1000000), *end = text, name[60];
	size_t longest = 0, length, i, at;
	struct mni_ns_zone zone;
	unsigned number;

	ck_assert_ptr_nonnull(text);
	end += sprintf(end, "%s", ZONE_HEAD);
	for (number = 0; number < 10000; number++)
		end +=
		    sprintf(end, "%s A 192.0.2.1\n", large_name(name, number));
	zones_read(text, &zone);
	free(text);
	ck_assert_uint_eq(zone.node_count, 10102);
	for (number = 0; number < 10000; number++)
		ck_assert_ptr_nonnull(
		    zones_find(&zone, large_name(name, number)));
	for (i = 0; i < zone.table_size; i++) {
		for (length = 0, at = zone.table[i]; at != 0; length++)
			at = zone.nodes[at].next;
		longest = length > longest ? length : longest;
	}
	ck_assert_uint_le(longest, 10);
	mni_ns_zone_fini(&zone);
}
END_TEST

/* Whatever stands in a file: it is read or has a mistake. */
START_TEST(garbled_zones_do_no_harm)
{
	static const char good[] = ZONE_HEAD
	    "x TXT ( \"a\\\"\" b )\n*.w SVCB 1 . alpn=\"h2\" port=1\n"
	    "y\\000 5m TYPE9 \\# 2 abcd\n;!note\nd DNAME @\n$ORIGIN z\n";
	static const char odd[] = "\"\\;()@.$ \n\0\377\t\r=,#9";
	char *text = malloc(sizeof(good) - 1);
	struct mn_mistake mistake;
	struct mni_ns_zone zone;
	unsigned state = 1;
	size_t size, round;

	for (round = 0; round < 20000; round++) {
		memcpy(text, good, sizeof(good) - 1);
		size = sizeof(good) - 1 - round % 7 * (round % 31);
		state = state * 1103515245 + 12345;
		text[(state >> 8) % size] = odd[(state >> 24) % sizeof(odd)];
		state = state * 1103515245 + 12345;
		text[(state >> 8) % size] = odd[(state >> 24) % sizeof(odd)];
		mistake.line = 0;
		if (mni_ns_zone_read(text, size, &zone, &mistake) == 0)
			mni_ns_zone_fini(&zone);
		else
			ck_assert_uint_ne(mistake.line, 0);
	}
	free(text);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {last_stated_ttl_holds_without_a_default,
	    fields_of_soa, records_that_stand_twice_are_one,
	    names_between_are_there_and_empty,
	    letters_are_kept_and_do_not_matter,
	    odd_octets_of_names_are_shown_as_escapes, longest_names_fit,
	    most_labels_have_their_hashes, glue_may_be_below_a_delegation,
	    notes_are_kept_with_their_places,
	    names_of_a_large_zone_are_found_at_once, garbled_zones_do_no_harm};
	static TTest rows[COUNT(datas) + COUNT(forms)];
	Suite *suite = checks_suite("zones", tests, COUNT(tests));
	size_t i;

	for (i = 0; i < COUNT(datas); i++) {
		rows[i] = (TTest){datas[i].name, play_data, __FILE__, __LINE__};
		(void)checks_add(suite, &rows[i], (int)i);
	}
	for (i = 0; i < COUNT(forms); i++) {
		rows[COUNT(datas) + i] =
		    (TTest){forms[i].name, play_form, __FILE__, __LINE__};
		(void)checks_add(suite, &rows[COUNT(datas) + i], (int)i);
	}
	return checks_main(suite);
}
