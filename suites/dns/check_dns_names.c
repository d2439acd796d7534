/* SPDX-License-Identifier: MIT */
/* Names of domains, as octets and as text, and the names of types. */
#include <config.h>

#include "dns/cursor.h"
#include "dns/name.h"
#include "dns/type.h"
#include "support/checks.h"

#include <stdlib.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define OCTETS(text) text, sizeof(text) - 1

/* The names at octets 20, 40, 64 and 92 of the example in RFC 1035 section
 * 4.1.4. */
START_TEST(pointers_as_in_the_document)
{
	static const struct {
		size_t at, behind;
		const char *text;
	} rows[] = {{20, 32, "F.ISI.ARPA."}, {40, 46, "FOO.F.ISI.ARPA."},
	    {64, 66, "ARPA."}, {92, 93, "."}};
	struct mni_dns_cursor cursor;
	struct mni_trouble trouble;
	struct mni_dns_name name;
	char text[MNI_DNS_NAME_TEXT];
	uint8_t octets[93];
	size_t i;

	memset(octets, 0xff, sizeof(octets));
	memcpy(octets + 20, "\1F\3ISI\4ARPA", 12);
	memcpy(octets + 40, "\3FOO\300\24", 6);
	memcpy(octets + 64, "\300\32", 2);
	octets[92] = 0;
	for (i = 0; i < COUNT(rows); i++) {
		cursor = (struct mni_dns_cursor){
		    .octets = octets, .end = sizeof(octets), .at = rows[i].at};
		ck_assert_int_eq(
		    mni_dns_take_name(&cursor, true, &name, &trouble), MNI_OK);
		ck_assert_str_eq(mni_dns_name_text(&name, text), rows[i].text);
		ck_assert_uint_eq(cursor.at, rows[i].behind);
	}
}
END_TEST

/* What follows the header of a message, read as a name from octet AT on, and
 * what is said to be wrong. */
static const struct {
	const char *octets;
	size_t size, at;
	const char *said;
} bad_names[] = {
    {OCTETS("\xc0\x0c"), 12, "octet 12: a pointer to octet 12,"},
    {OCTETS("\xc0\x0e\1a\0"), 12, "octet 12: a pointer to octet 14,"},
    {OCTETS("\1a\xc0\x0c"), 12, "octet 14: a pointer to octet 12,"},
    {OCTETS("\1a\xc0\x10\1b\xc0\x0c"), 16, "octet 14: a pointer to octet 16,"},
    {OCTETS("\1a\1b\xc0\x0e"), 14, "octet 16: a pointer to octet 14,"},
    {OCTETS("\1a\1b\xc0\x0e"), 12, "octet 16: a pointer to octet 14,"},
    {OCTETS("\xc1\x00"), 12, "octet 12: a pointer to octet 256,"},
    {OCTETS("\xff\xff"), 12, "octet 12: a pointer to octet 16383,"},
    {OCTETS("\xc0\x0b"), 12, "octet 12: a pointer into the header"},
    {OCTETS("\xc0\x00"), 12, "octet 12: a pointer into the header"},
    {OCTETS("\xc0"), 12, "octet 13: 1 octets are to come, and there are 0"},
    {OCTETS("\x40"
            "a\0"),
        12, "octet 12: a label of a type that is reserved"},
    {OCTETS("\x80"
            "a\0"),
        12, "octet 12: a label of a type that is reserved"},
    {OCTETS("\xbf\x0c"), 12, "octet 12: a label of a type that is reserved"},
    {OCTETS("\3ab"), 12, "octet 13: 3 octets are to come, and there are 2"},
    {OCTETS("\1a"), 12, "octet 14: 1 octets are to come, and there are 0"},
    {OCTETS(""), 12, "octet 12: 1 octets are to come, and there are 0"},
};

static enum mni_status
read_name(const void *octets, size_t size, size_t at, bool compressed,
    struct mni_trouble *trouble)
{
	uint8_t *copy = malloc(12 + size);
	struct mni_dns_cursor cursor = {
	    .octets = copy, .end = 12 + size, .at = at};
	struct mni_dns_name name;
	enum mni_status status;

	ck_assert_ptr_nonnull(copy);
	memset(copy, 0, 12);
	memcpy(copy + 12, octets, size);
	status = mni_dns_take_name(&cursor, compressed, &name, trouble);
	free(copy);
	return status;
}

START_TEST(names_that_cannot_be_read)
{
	struct mni_trouble trouble;
	size_t i;

	for (i = 0; i < COUNT(bad_names); i++) {
		ck_assert_int_eq(
		    read_name(bad_names[i].octets, bad_names[i].size,
		        bad_names[i].at, true, &trouble),
		    MNI_MALFORMED);
		ck_assert_msg(strncmp(trouble.text, bad_names[i].said,
		                  strlen(bad_names[i].said)) == 0,
		    "%zu: %s", i, trouble.text);
	}
	ck_assert_int_eq(
	    read_name(OCTETS("\0\xc0\x0c"), 13, true, &trouble), MNI_OK);
	ck_assert_int_eq(read_name(OCTETS("\0\xc0\x0c"), 13, false, &trouble),
	    MNI_MALFORMED);
}
END_TEST

/* Labels of 63 octets and of one, up to 255 octets and to 256; pointers, one
 * behind the other, 128 and 129. */
START_TEST(longest_names_and_chains)
{
	struct mni_trouble trouble;
	uint8_t octets[600];
	size_t i;

	memset(octets, 'x', sizeof(octets));
	for (i = 0; i < 192; i += 64)
		octets[i] = 63;
	octets[192] = 61;
	octets[254] = 0;
	ck_assert_int_eq(read_name(octets, 255, 12, true, &trouble), MNI_OK);
	octets[192] = 62;
	octets[255] = 0;
	ck_assert_int_eq(
	    read_name(octets, 256, 12, true, &trouble), MNI_MALFORMED);
	octets[0] = 0;
	for (i = 0; i < 129; i++) {
		octets[1 + 2 * i] =
		    (uint8_t)(0xc0 | (12 + 2 * i - (i > 0)) >> 8);
		octets[2 + 2 * i] = (uint8_t)(12 + 2 * i - (i > 0));
	}
	ck_assert_int_eq(
	    read_name(octets, 300, 12 + 1 + 2 * 127, true, &trouble), MNI_OK);
	ck_assert_int_eq(
	    read_name(octets, 300, 12 + 1 + 2 * 128, true, &trouble),
	    MNI_MALFORMED);
}
END_TEST

START_TEST(names_as_text)
{
	static const char *const rows[][2] = {{".", "."}, {"a", "a."},
	    {"a.", "a."}, {"A.b-_C", "A.b-_C."}, {"a\\.b.c", "a\\.b.c."},
	    {"\\000\\255", "\\000\\255."}, {"a b", "a\\032b."},
	    {"\\097\\\\", "a\\\\."}, {"*.x", "*.x."},
	    {"\\\"();@$", "\\\"\\(\\)\\;\\@\\$."}};
	struct mni_trouble trouble;
	struct mni_dns_name name;
	char text[MNI_DNS_NAME_TEXT];
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		ck_assert_int_eq(
		    mni_dns_name_read(rows[i][0], &name, &trouble), MNI_OK);
		ck_assert_str_eq(mni_dns_name_text(&name, text), rows[i][1]);
	}
}
END_TEST

START_TEST(labels_that_are_none)
{
	struct mni_dns_name name = MNI_DNS_ROOT;
	uint8_t label[MNI_DNS_LABEL_MAX + 1] = {0};

	ck_assert_int_eq(mni_dns_name_add(&name, label, sizeof(label)), -1);
	ck_assert_int_eq(mni_dns_name_add(&name, label, 0), -1);
	ck_assert_uint_eq(name.size, 1);
}
END_TEST

START_TEST(longest_text)
{
	struct mni_dns_name name = MNI_DNS_ROOT;
	char text[MNI_DNS_NAME_TEXT];
	uint8_t label[MNI_DNS_LABEL_MAX] = {0};

	while (mni_dns_name_add(&name, label, sizeof(label)) == 0)
		continue;
	ck_assert_int_eq(mni_dns_name_add(&name, label, 61), 0);
	ck_assert_uint_eq(name.size, 255);
	ck_assert_uint_eq(strlen(mni_dns_name_text(&name, text)), 250 * 4 + 4);
}
END_TEST

START_TEST(texts_that_are_no_names)
{
	static const char *const rows[] = {"", "..", ".a", "a..b", "a..", "a\\",
	    "a\\2", "a\\25", "a\\256", "a\\1x2", "a\nb", "\x7f", "\xc3\xbc",
	    "\\\n"};
	struct mni_trouble trouble;
	struct mni_dns_name name;
	char text[300];
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		if (mni_dns_name_read(rows[i], &name, &trouble) !=
		    MNI_NO_ADDRESS)
			ck_abort_msg("'%s' is a name", rows[i]);
	memset(text, 'a', sizeof(text));
	text[63] = '\0';
	ck_assert_int_eq(mni_dns_name_read(text, &name, &trouble), MNI_OK);
	text[63] = 'a';
	text[64] = '\0';
	ck_assert_int_eq(
	    mni_dns_name_read(text, &name, &trouble), MNI_NO_ADDRESS);
	for (i = 0; i < sizeof(text); i++)
		text[i] = i % 2 == 0 ? 'a' : '.';
	text[253] = '\0';
	ck_assert_int_eq(mni_dns_name_read(text, &name, &trouble), MNI_OK);
	text[253] = '.';
	text[255] = '\0';
	ck_assert_int_eq(
	    mni_dns_name_read(text, &name, &trouble), MNI_NO_ADDRESS);
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

/* Letters of ASCII alone are alike in both cases (RFC 4343 section 3). */
START_TEST(names_that_are_the_same)
{
	static const struct {
		const char *a, *b;
		bool same, within;
	} rows[] = {{"a.b", "A.B", true, true}, {"a.b", "b", false, true},
	    {"a.b", ".", false, true}, {".", ".", true, true},
	    {"b", "a.b", false, false}, {"xb", "b", false, false},
	    {"a\\.b", "b", false, false}, {"@", "`", false, false},
	    {"[", "{", false, false}, {"\\192", "\\224", false, false},
	    {"a.bc", "c", false, false}, {"Z.z", "z.Z", true, true}};
	struct mni_dns_name a, b;
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		a = name_of(rows[i].a);
		b = name_of(rows[i].b);
		ck_assert_int_eq(mni_dns_name_equals(&a, &b), rows[i].same);
		ck_assert_int_eq(
		    mni_dns_name_is_within(&a, &b), rows[i].within);
	}
}
END_TEST

/* Rows of RFC 6672 section 2.2, table 1. */
START_TEST(names_that_are_moved)
{
	static const char *const rows[][4] = {
	    {"a.example.com", "example.com", "example.net", "a.example.net."},
	    {"a.b.example.com", "example.com", "example.net",
	        "a.b.example.net."},
	    {"a.x.example.com", "x.example.com", "example.net",
	        "a.example.net."},
	    {"shortloop.x.x", "x", ".", "shortloop.x."}};
	struct mni_dns_name name, parent, target, moved;
	char text[MNI_DNS_NAME_TEXT];
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		name = name_of(rows[i][0]);
		parent = name_of(rows[i][1]);
		target = name_of(rows[i][2]);
		ck_assert_int_eq(
		    mni_dns_name_move(&name, &parent, &target, &moved), 0);
		ck_assert_str_eq(mni_dns_name_text(&moved, text), rows[i][3]);
	}
	while (mni_dns_name_add(&target, "x", 1) == 0)
		continue;
	ck_assert_int_eq(
	    mni_dns_name_move(&name, &parent, &target, &moved), -1);
}
END_TEST

START_TEST(names_of_types)
{
	static const struct {
		const char *text;
		int number; /* -1: none that can be asked for */
	} rows[] = {{"A", 1}, {"aaaa", 28}, {"Https", 65}, {"CAA", 257},
	    {"TYPE1", 1}, {"type65535", 65535}, {"TYPE65536", -1}, {"TYPE", -1},
	    {"TYPE0", -1}, {"TYPE1x", -1}, {"TYPE-1", -1}, {"TYPE41", -1},
	    {"TYPE127", 127}, {"TYPE128", -1}, {"TYPE255", -1},
	    {"TYPE256", 256}, {"OPT", -1}, {"ANY", -1}, {"", -1}, {"AA", -1}};
	uint16_t number;
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		if ((mni_dns_type_read(rows[i].text, &number) == -1) !=
		    (rows[i].number == -1))
			ck_abort_msg("'%s'", rows[i].text);
		if (rows[i].number != -1)
			ck_assert_int_eq(number, rows[i].number);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {pointers_as_in_the_document,
	    names_that_cannot_be_read, longest_names_and_chains, names_as_text,
	    labels_that_are_none, longest_text, texts_that_are_no_names,
	    names_that_are_the_same, names_that_are_moved, names_of_types};

	return checks_main(checks_suite("dns_names", tests, COUNT(tests)));
}
