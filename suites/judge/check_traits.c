/* SPDX-License-Identifier: MIT */
/* What the octets of a server are like: each trait, and what just lacks it. */
#include <config.h>

#include "judge/traits.h"
#include "support/checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define FROM_1900_S 2208988800
/* The lines of RFC 864 begin so; the last two go round the ring. */
#define FIRST " !\"#\r\n!\"#$\r\n\"#$%\r\n"
#define ROUND "|}~ \r\n}~ !\r\n~ !\"\r\n !\"#\r\n"

static const struct row {
	const char *trait, *octets;
	bool fits;
} rows[] = {
    {"octets 0", "", true},
    {"octets 0", "a", false},
    {"octets 2..3", "a", false},
    {"octets 2..3", "abc", true},
    {"octets 2..3", "abcd", false},
    {"lines 0", "", true},
    {"lines 1", "a", true},
    {"lines 1", "a\n", true},
    {"lines 1", "a\nb", false},
    {"lines 2", "\n\n", true},
    {"width 2", "ab\r\ncd\r\n", true},
    {"width 2", "ab\r\ncd\r\nefg", true},
    {"width 2", "ab\r\ncde\r\n", false},
    {"width 2", "ab\ncd\n", false},
    {"width 2", "\n", false},
    {"width 0..2", "\r\na\r\n", true},
    {"crlf", "a\r\n", true},
    {"crlf", "a\r\n\r\n", true},
    {"crlf", "", false},
    {"crlf", "a", false},
    {"crlf", "a\n", false},
    {"crlf", "\n", false},
    {"crlf", "a\r\nb", false},
    {"crlf", "a\rb\r\n", false},
    {"crlf", "a\r\n\r", false},
    {"printing", " ~\r\n", true},
    {"printing", "a\tb", false},
    {"printing", "a\x7f", false},
    {"printing", "\xc3\xa9", false},
    {"ring", FIRST, true},
    {"ring", ROUND, true},
    {"ring", FIRST "#", true},
    {"ring", FIRST "%", false},
    {"ring", "!\"$", false},
    {"ring", "~!", false},
    {"ring", "!\"\r\n!\"\r\n", false},
    {"ring", "\r\n", false},
    {"ring", "a\tb", false},
    {"front \"ab\"", "abc", true},
    {"front \"ab\"", "ab", true},
    {"front \"ab\"", "a", false},
    {"front \"ab\"", "xab", false},
    {"sizes 0", "", true},
    {"sizes 1", "", false},
    {"time 2s", "abcd", false},
    {"time 2s", "abc", false},
    {"daytime 3s", "now", false},
    {"daytime 3s", "Tuesday, February 22, 1982 17:37:43-PST\r\n", false},
};

/* Whether the SIZE octets of DATA, in datagrams of SIZES, have TRAIT. */
static bool
fits(const char *trait, const void *data, size_t size,
    const struct mni_sizes *sizes)
{
	struct mni_trait *read = calloc(MNI_MOST_TRAITS, sizeof(*read));
	struct mni_bytes octets = MNI_BYTES_EMPTY;
	struct mni_reader reader;
	char phrase[120], want[120];
	bool result;

	ck_assert_ptr_nonnull(read);
	mni_reader_init(&reader, trait, strlen(trait));
	ck_assert_int_eq(mni_next_line(&reader), 0);
	ck_assert_int_eq(mni_trait_read(&reader, &read[0]), 0);
	ck_assert_int_eq(mni_bytes_append(&octets, data, size), 0);
	result = mni_trait_fits(&read[0], &octets, sizes);
	mni_trait_phrase(&read[0], phrase, sizeof(phrase));
	(void)snprintf(want, sizeof(want), "with %s", trait);
	if (strchr(trait, 's') != trait + strlen(trait) - 1)
		ck_assert_str_eq(phrase, want);
	mni_bytes_fini(&octets);
	mni_traits_free(read, 1);
	return result;
}

START_TEST(traits_are_told_from_what_lacks_them)
{
	const struct mni_sizes none = {.count = 0};
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		ck_assert_msg(
		    fits(rows[i].trait, rows[i].octets, strlen(rows[i].octets),
		        &none) == rows[i].fits,
		    "row %zu: %s", i, rows[i].trait);
}
END_TEST

START_TEST(sizes_are_counted_once)
{
	struct mni_sizes sizes = {.count = 0};
	size_t i;

	mni_sizes_add(&sizes, 0);
	mni_sizes_add(&sizes, 5);
	mni_sizes_add(&sizes, 0);
	ck_assert(fits("sizes 2", "", 0, &sizes));
	for (i = 0; i < 100; i++)
		mni_sizes_add(&sizes, i);
	ck_assert(fits("sizes 32", "", 0, &sizes));
}
END_TEST

/* As RFC 868 has it, in SECONDS from now. */
static bool
tells_time(int64_t seconds)
{
	const struct mni_sizes none = {.count = 0};
	int64_t number = (int64_t)time(NULL) + FROM_1900_S + seconds;
	uint8_t octets[4];
	int i;

	for (i = 0; i < 4; i++)
		octets[i] = (uint8_t)(number >> (24 - 8 * i));
	return fits("time 60s", octets, sizeof(octets), &none);
}

START_TEST(time_is_near_to_the_clock)
{
	ck_assert(tells_time(0));
	ck_assert(tells_time(-30));
	ck_assert(tells_time(30));
	ck_assert(!tells_time(-90));
	ck_assert(!tells_time(90));
	ck_assert(tells_time((int64_t)1 << 32));
	ck_assert(!tells_time((int64_t)1 << 31));
}
END_TEST

/* In ZONE, or as ctime() writes it without one, SECONDS from now. */
static bool
tells_daytime(const char *zone, int seconds, bool local)
{
	const struct mni_sizes none = {.count = 0};
	time_t then = time(NULL) + seconds;
	char text[100];
	struct tm tm;
	size_t size;

	ck_assert_ptr_nonnull(
	    local ? localtime_r(&then, &tm) : gmtime_r(&then, &tm));
	size = zone == NULL
	           ? strftime(text, sizeof(text), "%a %b %e %H:%M:%S %Y", &tm)
	           : strftime(text, sizeof(text), "%d %b %Y %H:%M:%S ", &tm);
	size += (size_t)snprintf(text + size, sizeof(text) - size, "%s\r\n",
	    zone == NULL ? "" : zone);
	return fits("daytime 60s", text, size, &none);
}

START_TEST(daytime_is_near_to_the_clock)
{
	ck_assert(tells_daytime("UTC", 0, false));
	ck_assert(tells_daytime("UTC", -30, false));
	ck_assert(!tells_daytime("UTC", 90, false));
	ck_assert(!tells_daytime("EST", 0, false));
}
END_TEST

START_TEST(daytime_without_a_zone_may_be_local)
{
	ck_assert_int_eq(setenv("TZ", "XYZ-3:30", 1), 0);
	tzset();
	ck_assert(tells_daytime(NULL, 0, true));
	ck_assert(tells_daytime(NULL, 0, false));
	ck_assert(!tells_daytime(NULL, 90, true));
	ck_assert(!tells_daytime("UTC", 0, true));
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {traits_are_told_from_what_lacks_them,
	    sizes_are_counted_once, time_is_near_to_the_clock,
	    daytime_is_near_to_the_clock, daytime_without_a_zone_may_be_local};

	return checks_main(checks_suite("traits", tests, COUNT(tests)));
}
