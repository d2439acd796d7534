/* SPDX-License-Identifier: MIT */
/* The lines of daytime servers that are read, and all that is near to one. */
#include <config.h>

#include "script/source.h"
#include "support/checks.h"
#include "support/lines.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONG_LINE 100000
#define ROOM 80 /* for any line here, and one octet more */
#define LAST_OF_NIST INT64_C(5133283199) /* 2132-08-31T23:59:59Z */

/* A line, its time as it has it, and seconds from 1970; NO_ZONE has none. */
struct good {
	const char *name;
	const char *line;
	const char *text;
	int64_t seconds;
	int health, advance_us;
};

#define NO_ZONE INT64_MIN
#define NIST_TEXT "2003-07-05T18:30:00Z"
#define NIST_SECONDS 1057429800

static const struct good goods[] = {
    {"nist_is_utc", "\n52825 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) * \n",
        NIST_TEXT, NIST_SECONDS, 0, 895500},
    {"nist_without_the_leading_line_feed",
        "52825 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) * \r\n", NIST_TEXT,
        NIST_SECONDS, 0, 895500},
    {"nist_without_the_blank_at_the_end",
        "\n52825 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) *\n", NIST_TEXT,
        NIST_SECONDS, 0, 895500},
    {"nist_year_98_by_its_day",
        "\n51178 98-12-31 00:00:00 00 0 0 50.0 "
        "UTC(NIST) * \n",
        "1998-12-31T00:00:00Z", 915062400, 0, 50000},
    {"nist_year_00_by_its_day",
        "\n51544 00-01-01 00:00:00 00 0 0 895.5 "
        "UTC(NIST) * \n",
        "2000-01-01T00:00:00Z", 946684800, 0, 895500},
    {"nist_year_69_by_its_day",
        "\n76953 69-07-26 12:00:00 50 0 0 895.5 "
        "UTC(NIST) * \n",
        "2069-07-26T12:00:00Z", 3142065600, 0, 895500},
    {"nist_year_2100_by_its_day",
        "\n88069 00-01-01 18:30:00 00 0 0 895.5 UTC(NIST) * \n",
        "2100-01-01T18:30:00Z", 4102511400, 0, 895500},
    {"nist_first_day", "\n00000 58-11-17 00:00:00 00 0 0 895.5 UTC(NIST) * \n",
        "1858-11-17T00:00:00Z", -3506716800, 0, 895500},
    {"nist_last_day", "\n99999 32-08-31 23:59:59 50 0 0 895.5 UTC(NIST) * \n",
        "2132-08-31T23:59:59Z", 5133283199, 0, 895500},
    {"nist_leap_day", "\n60369 24-02-29 00:00:00 00 0 0 895.5 UTC(NIST) * \n",
        "2024-02-29T00:00:00Z", 1709164800, 0, 895500},
    {"nist_leap_second",
        "\n57753 16-12-31 23:59:60 00 1 0 895.5 UTC(NIST) * \n",
        "2016-12-31T23:59:60Z", 1483228800, 0, 895500},
    {"nist_second_left_out_is_announced",
        "\n57753 16-12-31 23:59:58 00 2 0 895.5 UTC(NIST) * \n",
        "2016-12-31T23:59:58Z", 1483228798, 0, 895500},
    {"nist_winter", "\n52640 03-01-01 00:00:00 00 0 0 895.5 UTC(NIST) * \n",
        "2003-01-01T00:00:00Z", 1041379200, 0, 895500},
    {"nist_summer_changes_nothing",
        "\n52825 03-07-05 18:30:00 99 0 0 895.5 UTC(NIST) * \n", NIST_TEXT,
        NIST_SECONDS, 0, 895500},
    {"nist_health_1", "\n52825 03-07-05 18:30:00 50 0 1 895.5 UTC(NIST) * \n",
        NIST_TEXT, NIST_SECONDS, 1, 895500},
    {"nist_health_4", "\n52825 03-07-05 18:30:00 50 0 4 895.5 UTC(NIST) * \n",
        NIST_TEXT, NIST_SECONDS, 4, 895500},
    {"nist_health_9", "\n52825 03-07-05 18:30:00 50 0 9 895.5 UTC(NIST) * \n",
        NIST_TEXT, NIST_SECONDS, 9, 895500},
    {"nist_not_on_time", "\n52825 03-07-05 18:30:00 50 0 0 0.0 UTC(NIST) # \n",
        NIST_TEXT, NIST_SECONDS, 0, 0},
    {"nist_longest_advance",
        "\n52825 03-07-05 18:30:00 50 0 0 9999.9 UTC(NIST) * \n", NIST_TEXT,
        NIST_SECONDS, 0, 9999900},
    {"rfc867_first_syntax", "Tuesday, February 22, 1983 17:37:43-PST\r\n",
        "1983-02-22T17:37:43-08:00", 414812263, 0, 0},
    {"rfc867_first_example_has_a_wrong_weekday",
        "Tuesday, February 22, 1982 17:37:43-PST\r\n",
        "1982-02-22T17:37:43-08:00", 383276263, 0, 0},
    {"first_syntax_of_the_mocks", "Sunday, November 22, 2026 14:01:56-UTC\r\n",
        "2026-11-22T14:01:56Z", 1795356116, 0, 0},
    {"first_syntax_day_of_one_digit", "Saturday, May 2, 2026 14:01:56-CEST\r\n",
        "2026-05-02T14:01:56+02:00", 1777723316, 0, 0},
    {"first_syntax_day_of_two_digits",
        "Saturday, May 02, 2026 14:01:56-CEST\r\n", "2026-05-02T14:01:56+02:00",
        1777723316, 0, 0},
    {"first_syntax_numeric_zone",
        "Sunday, November 22, 2026 14:01:56-+0130\r\n",
        "2026-11-22T14:01:56+01:30", 1795350716, 0, 0},
    {"rfc867_second_syntax", "02 FEB 82 07:59:01 PST\r\n",
        "1982-02-02T07:59:01-08:00", 381513541, 0, 0},
    {"second_syntax_year_49", "02 FEB 49 07:59:01 GMT\r\n",
        "2049-02-02T07:59:01Z", 2495865541, 0, 0},
    {"second_syntax_year_50", "02 FEB 50 07:59:01 GMT\r\n",
        "1950-02-02T07:59:01Z", -628358459, 0, 0},
    {"second_syntax_year_00", "29 FEB 00 07:59:01 GMT\r\n",
        "2000-02-29T07:59:01Z", 951811141, 0, 0},
    {"second_syntax_year_99", "28 FEB 99 07:59:01 GMT\r\n",
        "1999-02-28T07:59:01Z", 920188741, 0, 0},
    {"xinetd", "22 NOV 2026 14:01:56 UTC\r\n", "2026-11-22T14:01:56Z",
        1795356116, 0, 0},
    {"second_syntax_in_any_case", "22 nOv 2026 14:01:56 uTC\r\n",
        "2026-11-22T14:01:56Z", 1795356116, 0, 0},
    {"second_syntax_numeric_zone", "22 NOV 2026 13:35:18 +0130\r\n",
        "2026-11-22T13:35:18+01:30", 1795349118, 0, 0},
    {"second_syntax_zone_with_colon", "22 NOV 2026 13:35:18 -03:30\r\n",
        "2026-11-22T13:35:18-03:30", 1795367118, 0, 0},
    {"second_syntax_zone_of_hours", "22 NOV 2026 13:35:18 -03\r\n",
        "2026-11-22T13:35:18-03:00", 1795365318, 0, 0},
    {"ctime", "Tue Feb 22 17:37:43 1983\r\n", "1983-02-22T17:37:43", NO_ZONE, 0,
        0},
    {"ctime_day_behind_a_blank", "Tue Feb  1 00:00:00 1983\r\n",
        "1983-02-01T00:00:00", NO_ZONE, 0, 0},
    {"ctime_day_behind_a_zero", "Tue Feb 01 00:00:00 1983\r\n",
        "1983-02-01T00:00:00", NO_ZONE, 0, 0},
    {"date", "Sun Nov 22 14:01:58 UTC 2026\n", "2026-11-22T14:01:58Z",
        1795356118, 0, 0},
    {"date_day_behind_a_blank", "Sun Nov  1 14:01:58 CET 2026\n",
        "2026-11-01T14:01:58+01:00", 1793538118, 0, 0},
    {"date_zone_of_hours", "Sun Nov 22 14:01:58 -03 2026\n",
        "2026-11-22T14:01:58-03:00", 1795366918, 0, 0},
    {"date_leap_second", "Sat Dec 31 23:59:60 UTC 2016\n",
        "2016-12-31T23:59:60Z", 1483228800, 0, 0},
    {"leap_second_in_the_west", "31 DEC 2016 15:59:60 PST\r\n",
        "2016-12-31T15:59:60-08:00", 1483228800, 0, 0},
    {"leap_second_in_the_east", "01 JUL 2015 01:59:60 CEST\r\n",
        "2015-07-01T01:59:60+02:00", 1435708800, 0, 0},
    {"iso_utc", "2026-11-22T14:01:56Z\n", "2026-11-22T14:01:56Z", 1795356116, 0,
        0},
    {"iso_zone", "1983-02-22T17:37:43-08:00\r\n", "1983-02-22T17:37:43-08:00",
        414812263, 0, 0},
    {"first_year", "0001-01-01T00:00:00Z\n", "0001-01-01T00:00:00Z",
        -62135596800, 0, 0},
    {"last_year", "9999-12-31T23:59:59Z\n", "9999-12-31T23:59:59Z",
        253402300799, 0, 0},
};

#define GOODS (sizeof(goods) / sizeof(goods[0]))

static void
play_good(int index)
{
	const struct good *row = &goods[index];
	struct mni_trouble trouble = {.text = ""};
	char text[MNI_MOMENT_TEXT];
	struct mni_moment moment;

	ck_assert_msg(lines_read(row->line, strlen(row->line), &moment,
	                  &trouble) == MNI_OK,
	    "%s", trouble.text);
	ck_assert_str_eq(mni_moment_text(&moment, text), row->text);
	ck_assert_int_eq(moment.zone.named, row->seconds != NO_ZONE);
	if (moment.zone.named)
		ck_assert_int_eq(mni_moment_seconds(&moment), row->seconds);
	ck_assert_int_eq(moment.health, row->health);
	ck_assert_int_eq(moment.advance_us, row->advance_us);
}

static void
assert_same_or_refused(const struct good *row, const char *line, size_t size)
{
	char text[MNI_MOMENT_TEXT];

	if (lines_tell(line, size, text) && strcmp(text, row->text) != 0)
		ck_abort_msg("%s: %.*s: %s", row->name, (int)size, line, text);
}

START_TEST(every_name_is_known)
{
	static const char *const weekdays[] = {"Monday", "Tuesday", "Wednesday",
	    "Thursday", "Friday", "Saturday", "Sunday"};
	static const char *const months[] = {"January", "February", "March",
	    "April", "May", "June", "July", "August", "September", "October",
	    "November", "December"};
	char line[ROOM], text[MNI_MOMENT_TEXT], expected[MNI_MOMENT_TEXT];
	size_t i;
	int length;

	for (i = 0; i < (size_t)7 * 12; i++) {
		(void)snprintf(expected, sizeof(expected),
		    "2026-%02zu-22T14:01:56", i % 12 + 1);
		length = snprintf(line, sizeof(line),
		    "%.3s %.3s 22 14:01:56 2026", weekdays[i % 7],
		    months[i % 12]);
		ck_assert_msg(
		    lines_tell(line, (size_t)length, text), "%s", line);
		ck_assert_str_eq(text, expected);
		length = snprintf(line, sizeof(line),
		    "%s, %s 22, 2026 14:01:56-GMT", weekdays[i % 7],
		    months[i % 12]);
		ck_assert_msg(
		    lines_tell(line, (size_t)length, text), "%s", line);
		ck_assert_mem_eq(text, expected, strlen(expected));
	}
}
END_TEST

START_TEST(a_line_ends_in_three_ways)
{
	static const char *const ends[] = {"\r\n", "\n", ""};
	char line[ROOM], text[MNI_MOMENT_TEXT];
	size_t i, end;

	for (i = 0; i < GOODS; i++) {
		const struct good *row = &goods[i];
		int size = (int)strlen(row->line);

		while (strchr("\r\n", row->line[size - 1]) != NULL)
			size--;
		for (end = 0; end < 3; end++) {
			int length = snprintf(line, sizeof(line), "%.*s%s",
			    size, row->line, ends[end]);

			/* Hours alone may be what is left of +hhmm. */
			if (end == 2 && memcmp(line + size - 4, " -03", 4) == 0)
				continue;
			ck_assert_msg(
			    lines_tell(line, (size_t)length, text), "%s", line);
			ck_assert_str_eq(text, row->text);
		}
	}
}
END_TEST

START_TEST(a_line_cut_anywhere_is_refused_or_the_same)
{
	size_t i, size;

	for (i = 0; i < GOODS; i++)
		for (size = 0; size < strlen(goods[i].line); size++)
			assert_same_or_refused(&goods[i], goods[i].line, size);
}
END_TEST

/* In the first syntax of RFC 867 a day may have one digit, so that nobody can
 * tell 2 from 22 that lost one. */
static bool
is_of_short_day(const char *line, size_t at)
{
	return line[at + strspn(line + at, "0123456789")] == ',';
}

START_TEST(a_digit_less_or_more_is_refused_or_the_same)
{
	char line[ROOM];
	size_t i, at, size;

	for (i = 0; i < GOODS; i++)
		for (at = 0; at < strlen(goods[i].line); at++) {
			size = strlen(goods[i].line);
			if (is_of_short_day(goods[i].line, at))
				continue;
			memcpy(line, goods[i].line, at);
			line[at] = '1';
			memcpy(line + at + 1, goods[i].line + at, size - at);
			assert_same_or_refused(&goods[i], line, size + 1);
			if (strchr("0123456789", goods[i].line[at]) == NULL)
				continue;
			memcpy(line + at, goods[i].line + at + 1, size - at);
			assert_same_or_refused(&goods[i], line, size - 1);
		}
}
END_TEST

/* Writes LINE with OCTET at AT; returns its size. */
static size_t
change(const char *line, size_t at, char octet, char out[static ROOM])
{
	size_t size = strlen(line);

	memcpy(out, line, size);
	out[at] = octet;
	return size;
}

START_TEST(a_wrong_octet_never_helps)
{
	/* With the NUL at its end. */
	static const char wrong[] = "\t\v\x1b\x7f\x80\x9b\xff!/;@[`{";
	char line[ROOM], text[MNI_MOMENT_TEXT];
	size_t i, at, octet, size;

	for (i = 0; i < GOODS; i++)
		for (at = 0; goods[i].line[at] != '\0'; at++)
			for (octet = 0; octet < sizeof(wrong); octet++) {
				size = change(
				    goods[i].line, at, wrong[octet], line);
				ck_assert_msg(!lines_tell(line, size, text),
				    "%s: octet %zu", goods[i].name, at);
			}
}
END_TEST

/* The text of a time that exists is a line too, but for its zone if none was
 * named. */
static void
assert_possible(const char *text)
{
	char zoned[MNI_MOMENT_TEXT + 1], again[MNI_MOMENT_TEXT];
	int length;

	length = snprintf(zoned, sizeof(zoned), "%s%s", text,
	    strlen(text) == strlen("0000-00-00T00:00:00") ? "Z" : "");
	ck_assert_msg(lines_tell(zoned, (size_t)length, again), "%s", text);
	ck_assert_str_eq(again, zoned);
}

START_TEST(an_octet_changed_makes_no_impossible_time)
{
	static const char others[] = "0123456789 -+:.,ZzAaPTCUe\r\n*#";
	char line[ROOM], text[MNI_MOMENT_TEXT];
	size_t i, at, octet, size;

	for (i = 0; i < GOODS; i++)
		for (at = 0; goods[i].line[at] != '\0'; at++)
			for (octet = 0; others[octet] != '\0'; octet++) {
				size = change(
				    goods[i].line, at, others[octet], line);
				if (lines_tell(line, size, text))
					assert_possible(text);
			}
}
END_TEST

START_TEST(what_follows_a_line_is_refused_however_long)
{
	static const char fills[] = "A1 -\r\n";
	struct mni_moment moment;
	struct mni_trouble trouble;
	size_t i, fill, size;
	char *line = malloc(LONG_LINE);

	ck_assert_ptr_nonnull(line);
	for (i = 0; i < GOODS; i++)
		/* The NUL at its end is one of them. */
		for (fill = 0; fill < sizeof(fills); fill++) {
			size = strlen(goods[i].line);
			memset(line, fills[fill], LONG_LINE);
			memcpy(line, goods[i].line, size);
			ck_assert_int_eq(
			    lines_read(line, LONG_LINE, &moment, &trouble),
			    MNI_MALFORMED);
			memset(line, fills[fill], size);
			ck_assert_int_eq(
			    lines_read(line, LONG_LINE, &moment, &trouble),
			    MNI_MALFORMED);
		}
	free(line);
}
END_TEST

static void
assert_read_back(enum mni_form form, int64_t seconds)
{
	char line[MNI_DAYTIME_TEXT];
	int length = mni_daytime(form, seconds, line);
	struct mni_moment moment;
	struct mni_trouble trouble;

	if (lines_read(line, (size_t)length, &moment, &trouble) != MNI_OK)
		ck_abort_msg("%s: %s", line, trouble.text);
	if (form == MNI_FORM_CTIME)
		moment.zone = MNI_ZONE_UTC;
	if (mni_moment_seconds(&moment) != seconds)
		ck_abort_msg("%s: %lld, not %lld", line,
		    (long long)mni_moment_seconds(&moment), (long long)seconds);
}

/* The mocks and src/ share no code for it, so neither hides a mistake of the
 * other. */
START_TEST(every_day_of_the_mocks_is_read_back)
{
	int64_t seconds;

	/* A second more each day, so that those of the day change too. */
	for (seconds = -2208988800; seconds <= LAST_OF_NIST;
	     seconds += MNI_DAY_S + 1) {
		assert_read_back(MNI_FORM_FREE, seconds);
		assert_read_back(MNI_FORM_CTIME, seconds);
		assert_read_back(MNI_FORM_NIST, seconds);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {every_name_is_known,
	    a_line_ends_in_three_ways,
	    a_line_cut_anywhere_is_refused_or_the_same,
	    a_digit_less_or_more_is_refused_or_the_same,
	    a_wrong_octet_never_helps,
	    an_octet_changed_makes_no_impossible_time,
	    what_follows_a_line_is_refused_however_long,
	    every_day_of_the_mocks_is_read_back};
	Suite *suite =
	    checks_suite("forms", tests, sizeof(tests) / sizeof(tests[0]));
	static TTest rows[GOODS];
	size_t i;

	for (i = 0; i < GOODS; i++) {
		rows[i] = (TTest){goods[i].name, play_good, __FILE__, __LINE__};
		(void)checks_add(suite, &rows[i], (int)i);
	}
	return checks_main(suite);
}
