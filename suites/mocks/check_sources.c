/* SPDX-License-Identifier: MIT */
/* Octets that the mocks make themselves: dates, times, patterns, garbage. */
#include <config.h>

#include "script/source.h"
#include "support/checks.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define DAY 86400
#define NOV_22_2026 INT64_C(1795356116) /* 14:01:56 */
#define RING ((size_t)95 * 74)          /* octets until chargen repeats */

static void
assert_daytime(enum mni_form form, int64_t seconds, const char *expected)
{
	char text[MNI_DAYTIME_TEXT];
	int length = mni_daytime(form, seconds, text);

	ck_assert_int_eq(length, (int)strlen(expected));
	ck_assert_str_eq(text, expected);
}

START_TEST(daytime_free_is_as_in_the_rfc)
{
	assert_daytime(MNI_FORM_FREE, NOV_22_2026,
	    "Sunday, November 22, 2026 14:01:56-UTC\r\n");
	/* The example of RFC 867, whose Tuesday was a Monday. */
	assert_daytime(MNI_FORM_FREE, 383247463,
	    "Monday, February 22, 1982 17:37:43-UTC\r\n");
	assert_daytime(
	    MNI_FORM_FREE, 0, "Thursday, January 1, 1970 00:00:00-UTC\r\n");
	assert_daytime(
	    MNI_FORM_FREE, -1, "Wednesday, December 31, 1969 23:59:59-UTC\r\n");
}
END_TEST

START_TEST(daytime_ctime_has_26_octets)
{
	assert_daytime(
	    MNI_FORM_CTIME, NOV_22_2026, "Sun Nov 22 14:01:56 2026\r\n");
	assert_daytime(MNI_FORM_CTIME, 0, "Thu Jan  1 00:00:00 1970\r\n");
	assert_daytime(
	    MNI_FORM_CTIME, -62135596800, "Mon Jan  1 00:00:00 0001\r\n");
}
END_TEST

/* The first is what a server of NIST said. */
START_TEST(daytime_nist_counts_days)
{
	assert_daytime(MNI_FORM_NIST, 1057429800,
	    "\n52825 03-07-05 18:30:00 00 0 0 0.0 UTC(NIST) * \n");
	assert_daytime(MNI_FORM_NIST, 915148799,
	    "\n51178 98-12-31 23:59:59 00 0 0 0.0 UTC(NIST) * \n");
	assert_daytime(MNI_FORM_NIST, -3506716800,
	    "\n00000 58-11-17 00:00:00 00 0 0 0.0 UTC(NIST) * \n");
	assert_daytime(MNI_FORM_NIST, -3506716801,
	    "\n99999 58-11-16 23:59:59 00 0 0 0.0 UTC(NIST) * \n");
	assert_daytime(MNI_FORM_NIST, 13569465599,
	    "\n97640 99-12-31 23:59:59 00 0 0 0.0 UTC(NIST) * \n");
}
END_TEST

START_TEST(daytime_knows_its_years)
{
	char text[MNI_DAYTIME_TEXT];

	ck_assert_int_eq(mni_daytime(MNI_FORM_CTIME, 253402300799, text), 26);
	ck_assert_int_eq(mni_daytime(MNI_FORM_CTIME, 253402300800, text), -1);
	ck_assert_int_eq(mni_daytime(MNI_FORM_CTIME, -62135596801, text), -1);
	ck_assert_int_eq(mni_daytime(MNI_FORM_CTIME, INT64_MAX, text), -1);
	ck_assert_int_eq(mni_daytime(MNI_FORM_CTIME, INT64_MIN, text), -1);
}
END_TEST

/* What libc says of SECONDS, or false where its time_t is too short. */
static bool
libc_says(int64_t seconds, char daytime[static MNI_DAYTIME_TEXT],
    char clock[static MNI_DAYTIME_TEXT])
{
	time_t when = (time_t)seconds;
	struct tm tm;

	if (when != seconds || gmtime_r(&when, &tm) == NULL)
		return false;
	return strftime(daytime, MNI_DAYTIME_TEXT, "%a %b %e %H:%M:%S %Y\r\n",
	           &tm) > 0 &&
	       strftime(clock, MNI_DAYTIME_TEXT, "%Y-%m-%dT%H:%M:%SZ", &tm) > 0;
}

static int
clock_read(const char *text, int64_t *out_seconds)
{
	return mni_clock_read(text, strlen(text), out_seconds);
}

/* 1900 to 2399: every rule of leap years, before and after 1970. */
START_TEST(every_day_is_that_of_libc)
{
	char text[MNI_DAYTIME_TEXT], daytime[MNI_DAYTIME_TEXT];
	char clock[MNI_DAYTIME_TEXT];
	int64_t seconds, found = 0;

	/* A second more each day, so that those of the day change too. */
	for (seconds = -2208988800; seconds < 13569465600; seconds += DAY + 1) {
		if (!libc_says(seconds, daytime, clock))
			continue;
		if (mni_daytime(MNI_FORM_CTIME, seconds, text) != 26 ||
		    strcmp(text, daytime) != 0)
			ck_abort_msg("%s: %s", clock, text);
		if (clock_read(clock, &found) == -1 || found != seconds)
			ck_abort_msg(
			    "%s is read as %lld", clock, (long long)found);
	}
}
END_TEST

START_TEST(clock_is_read)
{
	static const struct {
		const char *text;
		int64_t seconds;
	} rows[] = {{"2026-11-22T14:01:56Z", NOV_22_2026},
	    {"1970-01-01T00:00:00Z", 0}, {"1969-12-31T23:59:59Z", -1},
	    {"2000-02-29T23:59:59Z", 951868799},
	    {"2036-02-07T06:28:16Z", 2085978496},
	    {"0001-01-01T00:00:00Z", -62135596800},
	    {"9999-12-31T23:59:59Z", 253402300799}};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t seconds = 7;

		ck_assert_msg(clock_read(rows[i].text, &seconds) == 0, "%s",
		    rows[i].text);
		ck_assert_int_eq(seconds, rows[i].seconds);
	}
}
END_TEST

START_TEST(clock_that_cannot_be_is_refused)
{
	static const char *const wrong[] = {"", "2026-11-22",
	    "2026-11-22T14:01:56", "2026-11-22T14:01:56z",
	    "2026-11-22t14:01:56Z", "2026-11-22 14:01:56Z",
	    "2026-11-22T14:01:56ZZ", " 2026-11-22T14:01:56Z",
	    "2026-11-22T14:01:5 Z", "2026-11-22T14:01:+6Z",
	    "+026-11-22T14:01:56Z", "2026-0:-22T14:01:56Z",
	    "2026/11/22T14:01:56Z", "2026-11-22T14:01:56+00:00",
	    "2026-00-22T14:01:56Z", "2026-13-22T14:01:56Z",
	    "2026-11-00T14:01:56Z", "2026-11-31T14:01:56Z",
	    "2026-12-32T14:01:56Z", "2026-02-29T14:01:56Z",
	    "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
	    "2000-02-30T00:00:00Z", "2026-11-22T24:00:00Z",
	    "2026-11-22T14:60:56Z", "2016-12-31T23:59:60Z",
	    "0000-01-01T00:00:00Z"};
	int64_t seconds = 7;
	size_t i;

	for (i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		ck_assert_msg(
		    clock_read(wrong[i], &seconds) == -1, "%s", wrong[i]);
	ck_assert_int_eq(
	    mni_clock_read("2026-11-22T14:01:56Z", 19, &seconds), -1);
	ck_assert_int_eq(
	    mni_clock_read("2026-11-22T14:01:56Z", 21, &seconds), -1);
	ck_assert_int_eq(seconds, 7);
}
END_TEST

static void
assert_time(const char *clock, uint32_t expected)
{
	uint8_t octets[MNI_TIME_SIZE];
	int64_t seconds = 0;

	ck_assert_int_eq(clock_read(clock, &seconds), 0);
	mni_time(seconds, octets);
	ck_assert_uint_eq((uint32_t)octets[0] << 24 |
	                      (uint32_t)octets[1] << 16 |
	                      (uint32_t)octets[2] << 8 | octets[3],
	    expected);
}

START_TEST(time_is_as_in_the_examples_of_the_rfc)
{
	assert_time("1900-01-01T00:00:01Z", 1);
	assert_time("1970-01-01T00:00:00Z", 2208988800);
	assert_time("1976-01-01T00:00:00Z", 2398291200);
	assert_time("1980-01-01T00:00:00Z", 2524521600);
	assert_time("1983-05-01T00:00:00Z", 2629584000);
	assert_time("1858-11-17T00:00:00Z", (uint32_t)-1297728000);
}
END_TEST

START_TEST(time_begins_again_in_2036)
{
	assert_time("2036-02-07T06:28:15Z", 0xffffffff);
	assert_time("2036-02-07T06:28:16Z", 0);
	assert_time("2172-03-15T12:56:32Z", 0);
}
END_TEST

/* Compares the Nth line of chargen, from 0, with that of RFC 864. */
static void
assert_line(size_t nth, const char *expected)
{
	uint8_t line[74];

	mni_chargen_copy(nth * sizeof(line), sizeof(line), line);
	ck_assert_uint_eq(strlen(expected), sizeof(line));
	ck_assert_mem_eq(line, expected, sizeof(line));
}

START_TEST(chargen_is_as_in_the_example_of_the_rfc)
{
	assert_line(0, "!\"#$%&'()*+,-./0123456789:;<=>?@"
	               "ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefgh\r\n");
	assert_line(1, "\"#$%&'()*+,-./0123456789:;<=>?@"
	               "ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghi\r\n");
	assert_line(23, "89:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
	                "abcdefghijklmnopqrstuvwxyz{|}~ \r\n");
	assert_line(24, "9:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
	                "abcdefghijklmnopqrstuvwxyz{|}~ !\r\n");
	assert_line(45, "NOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~ "
	                "!\"#$%&'()*+,-./0123456\r\n");
}
END_TEST

START_TEST(chargen_goes_round_and_on_from_anywhere)
{
	static uint8_t whole[2 * RING], part[100];
	size_t at;

	mni_chargen_copy(0, sizeof(whole), whole);
	ck_assert_mem_eq(whole, whole + RING, RING);
	for (at = 0; at < RING; at++) {
		mni_chargen_copy(at, sizeof(part), part);
		ck_assert_mem_eq(part, whole + at, sizeof(part));
	}
}
END_TEST

START_TEST(chargen_datagrams_have_0_to_512_octets)
{
	bool seen[MNI_CHARGEN_MOST + 1] = {false};
	uint64_t state = 1;
	size_t i, size;

	for (i = 0; i < 20000; i++) {
		size = mni_chargen_size(&state);
		ck_assert_uint_le(size, 512);
		seen[size] = true;
	}
	for (i = 0; i <= 512; i++)
		ck_assert_msg(seen[i], "never %zu octets", i);
}
END_TEST

/* The numbers that splitmix64 is known by. */
START_TEST(random_numbers_are_the_same_everywhere)
{
	static const uint64_t expected[] = {UINT64_C(6457827717110365317),
	    UINT64_C(3203168211198807973), UINT64_C(9817491932198370423),
	    UINT64_C(4593380528125082431), UINT64_C(16408922859458223821)};
	uint64_t state = 1234567;
	size_t i;

	for (i = 0; i < 5; i++)
		ck_assert_uint_eq(mni_random(&state), expected[i]);
}
END_TEST

START_TEST(garbage_is_its_seed_and_goes_on_from_anywhere)
{
	/* The first two numbers of the seed, the low octet first. */
	static const uint8_t first[16] = {0x85, 0xfc, 0x08, 0xfb, 0x17, 0xd0,
	    0x9e, 0x59, 0xa5, 0x0f, 0x54, 0x58, 0x84, 0xf0, 0x73, 0x2c};
	uint8_t whole[4096], part[256], other[256];
	size_t at;

	mni_garbage_copy(1234567, 0, sizeof(whole), whole);
	ck_assert_mem_eq(whole, first, sizeof(first));
	for (at = 0; at < sizeof(whole) - sizeof(part); at += 7) {
		mni_garbage_copy(1234567, at, sizeof(part), part);
		ck_assert_mem_eq(part, whole + at, sizeof(part));
	}
	mni_garbage_copy(1234568, 0, sizeof(other), other);
	ck_assert_mem_ne(whole, other, sizeof(other));
}
END_TEST

START_TEST(garbage_has_every_octet)
{
	bool seen[256] = {false};
	uint8_t garbage[8192];
	size_t i;

	mni_garbage_copy(0, 0, sizeof(garbage), garbage);
	for (i = 0; i < sizeof(garbage); i++)
		seen[garbage[i]] = true;
	for (i = 0; i < 256; i++)
		ck_assert_msg(seen[i], "never octet %zu", i);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {daytime_free_is_as_in_the_rfc,
	    daytime_ctime_has_26_octets, daytime_nist_counts_days,
	    daytime_knows_its_years, every_day_is_that_of_libc, clock_is_read,
	    clock_that_cannot_be_is_refused,
	    time_is_as_in_the_examples_of_the_rfc, time_begins_again_in_2036,
	    chargen_is_as_in_the_example_of_the_rfc,
	    chargen_goes_round_and_on_from_anywhere,
	    chargen_datagrams_have_0_to_512_octets,
	    random_numbers_are_the_same_everywhere,
	    garbage_is_its_seed_and_goes_on_from_anywhere,
	    garbage_has_every_octet};

	return checks_main(
	    checks_suite("sources", tests, sizeof(tests) / sizeof(tests[0])));
}
