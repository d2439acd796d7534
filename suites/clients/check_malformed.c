/* SPDX-License-Identifier: MIT */
/* Lines that the daytime client refuses, and in which words. */
#include <config.h>

#include "support/checks.h"
#include "support/lines.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* A line that is refused, and what was wrong. */
struct bad {
	const char *name;
	const char *line;
	const char *why;
};

static const struct bad bads[] = {
    {"nothing", "", "expected a date and a time at offset 0, found the end"},
    {"no_more_than_a_line_end", "\r\n",
        "expected a date and a time at offset 0, found \"\\r\\n\""},
    {"no_date", "Hello, world\r\n",
        "expected a weekday at offset 0, found \"Hello, world\\r\\n\""},
    {"http",
        "HTTP/1.1 400 Bad Request\r\n"
        "Date: Sun, 22 Nov 2026 13:35:18 GMT\r\n\r\n",
        "expected a weekday at offset 0, found "
        "\"HTTP/1.1 400 Bad Request\\r\\nDate: Sun, 22 \"..."},
    {"unknown_weekday", "Sonntag, November 22, 2026 14:01:56-UTC\r\n",
        "expected a weekday at offset 0, found "
        "\"Sonntag, November 22, 2026 14:01:56-UTC\\r\"..."},
    {"unknown_month", "Sunday, Nivose 22, 2026 14:01:56-UTC\r\n",
        "expected a month at offset 8, found "
        "\"Nivose 22, 2026 14:01:56-UTC\\r\\n\""},
    {"month_cut_short", "Sunday, Nov 22, 2026 14:01:56-UTC\r\n",
        "expected a month at offset 8, found "
        "\"Nov 22, 2026 14:01:56-UTC\\r\\n\""},
    {"month_spelled_out", "22 NOVEMBER 2026 14:01:56 UTC\r\n",
        "expected a month of three letters at offset 3, found "
        "\"NOVEMBER 2026 14:01:56 UTC\\r\\n\""},
    {"unknown_zone", "Sun Nov 22 14:01:58 BRT 2026\n",
        "expected a known time zone at offset 20, found \"BRT 2026\\n\""},
    {"military_zone", "22 NOV 2026 14:01:56 A\r\n",
        "expected a known time zone at offset 21, found \"A\\r\\n\""},
    {"zone_too_far", "22 NOV 2026 14:01:56 +1401\r\n",
        "expected a known time zone at offset 21, found \"+1401\\r\\n\""},
    {"zone_of_hours_that_may_be_cut", "22 NOV 2026 14:01:56 +01",
        "expected a known time zone at offset 21, found \"+01\""},
    {"zone_missing", "22 NOV 2026 14:01:56\r\n",
        "expected \" \" at offset 20, found \"\\r\\n\""},
    {"iso_zone_missing", "2026-11-22T14:01:56\r\n",
        "expected a known time zone at offset 19, found \"\\r\\n\""},
    {"zone_of_the_west_behind_the_dash",
        "Sunday, November 22, 2026 14:01:56-0800\r\n",
        "expected a known time zone at offset 35, found \"0800\\r\\n\""},
    {"year_of_three_digits", "22 NOV 202 14:01:56 UTC\r\n",
        "expected a year of four digits at offset 7, found "
        "\"202 14:01:56 UTC\\r\\n\""},
    {"year_of_five_digits", "22 NOV 20261 14:01:56 UTC\r\n",
        "expected \" \" at offset 11, found \"1 14:01:56 UTC\\r\\n\""},
    {"day_of_one_digit", "2 NOV 2026 14:01:56 UTC\r\n",
        "expected a day from 01 to 31 at offset 0, found "
        "\"2 NOV 2026 14:01:56 UTC\\r\\n\""},
    {"ctime_day_not_padded", "Tue Feb 1 00:00:00 1983\r\n",
        "expected a day of two columns at offset 8, found "
        "\"1 00:00:00 1983\\r\\n\""},
    {"ctime_day_behind_two_blanks", "Tue Feb   1 00:00:00 1983\r\n",
        "expected a day of two columns at offset 9, found "
        "\" 1 00:00:00 1983\\r\\n\""},
    {"second_line", "Tue Feb 22 17:37:43 1983\r\nTue",
        "expected the end of the line at offset 26, found \"Tue\""},
    {"two_line_ends", "Tue Feb 22 17:37:43 1983\n\n",
        "expected the end of the line at offset 25, found \"\\n\""},
    {"carriage_return_alone", "Tue Feb 22 17:37:43 1983\r",
        "expected the end of the line at offset 24, found \"\\r\""},
    {"blank_at_the_end", "Tue Feb 22 17:37:43 1983 \r\n",
        "expected the end of the line at offset 24, found \" \\r\\n\""},
    {"blank_at_the_beginning", " Tue Feb 22 17:37:43 1983\r\n",
        "expected a date and a time at offset 0, found "
        "\" Tue Feb 22 17:37:43 1983\\r\\n\""},
    {"line_feed_before_another_form", "\nTue Feb 22 17:37:43 1983\r\n",
        "expected a modified Julian date of five digits at offset 1, found "
        "\"Tue Feb 22 17:37:43 1983\\r\\n\""},
    {"february_31", "Tue Feb 31 00:00:00 1983\r\n",
        "expected a day that the month has at offset 8, found "
        "\"31 00:00:00 1983\\r\\n\""},
    {"april_31", "31 APR 2026 14:01:56 UTC\r\n",
        "expected a day that the month has at offset 0, found "
        "\"31 APR 2026 14:01:56 UTC\\r\\n\""},
    {"leap_day_of_1900", "29 FEB 1900 14:01:56 UTC\r\n",
        "expected a day that the month has at offset 0, found "
        "\"29 FEB 1900 14:01:56 UTC\\r\\n\""},
    {"hour_24", "Tue Feb 22 24:00:00 1983\r\n",
        "expected an hour from 00 to 23 at offset 11, found "
        "\"24:00:00 1983\\r\\n\""},
    {"nist_wrong_day", "\n52826 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) * \n",
        "expected the modified Julian date of this date at offset 1, found "
        "\"52826 03-07-05 18:30:00 50 0 0 895.5 UTC(N\"..."},
    {"nist_wrong_year", "\n51544 99-01-01 18:30:00 50 0 0 895.5 UTC(NIST) * \n",
        "expected the modified Julian date of this date at offset 1, found "
        "\"51544 99-01-01 18:30:00 50 0 0 895.5 UTC(N\"..."},
    {"nist_leap_day_of_2003",
        "\n52698 03-02-29 18:30:00 50 0 0 895.5 UTC(NIST) * \n",
        "expected a day that the month has at offset 13, found "
        "\"29 18:30:00 50 0 0 895.5 UTC(NIST) * \\n\""},
    {"nist_letter_in_the_day",
        "\n5Z825 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) * \n",
        "expected a modified Julian date of five digits at offset 1, found "
        "\"5Z825 03-07-05 18:30:00 50 0 0 895.5 UTC(N\"..."},
    {"nist_summer_of_three_digits",
        "\n52825 03-07-05 18:30:00 100 0 0 895.5 UTC(NIST) * \n",
        "expected \" \" at offset 27, found "
        "\"0 0 0 895.5 UTC(NIST) * \\n\""},
    {"nist_leap_flag_3", "\n52825 03-07-05 18:30:00 50 3 0 895.5 UTC(NIST) *\n",
        "expected a leap flag from 0 to 2 at offset 28, found "
        "\"3 0 895.5 UTC(NIST) *\\n\""},
    {"nist_health_of_two_digits",
        "\n52825 03-07-05 18:30:00 50 0 10 895.5 UTC(NIST) *\n",
        "expected \" \" at offset 31, found \"0 895.5 UTC(NIST) *\\n\""},
    {"nist_advance_without_tenths",
        "\n52825 03-07-05 18:30:00 50 0 0 895 UTC(NIST) *\n",
        "expected \".\" at offset 35, found \" UTC(NIST) *\\n\""},
    {"nist_advance_of_five_digits",
        "\n52825 03-07-05 18:30:00 50 0 0 12345.0 UTC(NIST) *\n",
        "expected \".\" at offset 36, found \"5.0 UTC(NIST) *\\n\""},
    {"nist_of_another_house",
        "\n52825 03-07-05 18:30:00 50 0 0 895.5 UTC(BIPM) *\n",
        "expected \"N\" at offset 42, found \"BIPM) *\\n\""},
    {"nist_mark", "\n52825 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) +\n",
        "expected * or # at offset 48, found \"+\\n\""},
    {"nist_cut", "\n52825 03-07-05 18:30:0",
        "expected a second from 00 to 60 at offset 22, found \"0\""},
    {"nist_leap_second_without_flag",
        "\n57753 16-12-31 23:59:60 00 0 0 895.5 UTC(NIST) *\n",
        "expected a second below 60 outside a leap second at offset 22, found "
        "\"60 00 0 0 895.5 UTC(NIST) *\\n\""},
    {"nist_leap_second_with_flag_2",
        "\n57753 16-12-31 23:59:60 00 2 0 895.5 UTC(NIST) *\n",
        "expected a second below 60 outside a leap second at offset 22, found "
        "\"60 00 2 0 895.5 UTC(NIST) *\\n\""},
    {"nist_leap_second_a_day_early",
        "\n57752 16-12-30 23:59:60 00 1 0 895.5 UTC(NIST) *\n",
        "expected a second below 60 outside a leap second at offset 22, found "
        "\"60 00 1 0 895.5 UTC(NIST) *\\n\""},
    {"leap_second_an_hour_early", "31 DEC 2016 22:59:60 UTC\r\n",
        "expected a second below 60 outside a leap second at offset 18, found "
        "\"60 UTC\\r\\n\""},
    {"leap_second_a_minute_early", "31 DEC 2016 23:58:60 UTC\r\n",
        "expected a second below 60 outside a leap second at offset 18, found "
        "\"60 UTC\\r\\n\""},
    {"leap_second_half_an_hour_late", "01 JAN 2017 00:29:60 UTC\r\n",
        "expected a second below 60 outside a leap second at offset 18, found "
        "\"60 UTC\\r\\n\""},
    {"leap_second_at_midnight_of_the_zone", "31 DEC 2016 23:59:60 PST\r\n",
        "expected a second below 60 outside a leap second at offset 18, found "
        "\"60 PST\\r\\n\""},
    {"leap_second_without_zone", "Sat Dec 31 23:59:60 2016\r\n",
        "expected a second below 60 outside a leap second at offset 17, found "
        "\"60 2016\\r\\n\""},
};

#define BADS (sizeof(bads) / sizeof(bads[0]))

/* Values for the place AT in LINE, in words, and where a good one appears in
 * the text. */
static const struct {
	const char *line;
	size_t at;
	const char *good, *bad;
	size_t in_text;
} limits[] = {
    {"02 FEB 1982 07:59:01 PST", 0, "01 09 10 28", "00 29 30 32 39 99 1x x1 +1",
        8},
    {"02 FEB 1982 07:59:01 PST", 7, "0001 1582 9999", "0000 -001 198x x982", 0},
    {"02 FEB 1982 07:59:01 PST", 12, "00 09 10 19 20 23", "24 29 30 99 2x x2",
        11},
    {"02 FEB 1982 07:59:01 PST", 15, "00 09 10 59", "60 61 99 5x x5 -1", 14},
    {"02 FEB 1982 07:59:01 PST", 18, "00 09 10 59", "60 61 99 5x x5 -1", 17},
    {"22 NOV 2026 14:01:56 -0330", 21, "",
        "-03x0 -0x30 x0330 -0360 -1401 "
        "-1500 -033x",
        0},
    {"Tue Feb 22 17:37:43 1984", 8, "01 09 10 29", "00 30 31 1x x1", 8},
    {"Tue Feb 22 17:37:43 1984", 11, "00 23", "24 1x x1", 11},
    {"Tue Feb 22 17:37:43 1984", 14, "00 59", "60 1x x1", 14},
    {"Tue Feb 22 17:37:43 1984", 17, "00 59", "60 61 1x x1", 17},
    {"Tue Feb 22 17:37:43 1984", 20, "0004 9996", "0000 198x x984", 0},
    {"Sun Nov 22 14:01:58 UTC 2026", 24, "0001 9999", "0000 198x x984", 0},
    {"Sunday, November 22, 2026 14:01:56-UTC", 17, "01 10 30", "00 31 32 1x",
        8},
    {"Sunday, November 22, 2026 14:01:56-UTC", 21, "0001 9999", "0000 202x", 0},
    {"Sunday, November 22, 2026 14:01:56-UTC", 26, "00 23", "24 1x x1", 11},
    {"52825 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) *", 6, "03", "02 04 0x x3",
        2},
    {"52825 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) *", 9, "07",
        "06 08 00 13 0x", 5},
    {"52825 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) *", 12, "05",
        "04 06 00 32 0x", 8},
    {"52825 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) *", 15, "00 23",
        "24 1x x1", 11},
    {"52825 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) *", 18, "00 59",
        "60 1x x1", 14},
    {"52825 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) *", 21, "00 59",
        "60 61 1x x1", 17},
    {"52825 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) *", 24, "", "5x x5", 0},
    {"52825 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) *", 27, "", "3 9 x -", 0},
    {"52825 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) *", 29, "", "x - .", 0},
    {"52825 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) *", 31, "",
        "89x.5 x95.5 895.x 8.955 -95.5", 0},
    {"2026-11-22T14:01:56Z", 0, "0001 9999", "0000 202x", 0},
    {"2026-11-22T14:01:56Z", 5, "01 10 12", "00 13 1x x1", 5},
    {"2026-11-22T14:01:56Z", 8, "01 30", "00 31 1x x1", 8},
    {"2026-11-22T14:01:56Z", 11, "00 23", "24 1x x1", 11},
    {"2026-11-22T14:01:56Z", 17, "00 59", "60 61 1x x1", 17},
};

static void
play_bad(int index)
{
	const struct bad *row = &bads[index];
	struct mni_moment moment = {.health = 77};
	struct mni_trouble trouble = {.text = ""};

	ck_assert_int_eq(
	    lines_read(row->line, strlen(row->line), &moment, &trouble),
	    MNI_MALFORMED);
	ck_assert_str_eq(trouble.text, row->why);
	ck_assert_int_eq(moment.health, 77);
}

/* Puts each word of VALUES into LINE at AT and asks for its fate. */
static void
try_values(
    const char *line, size_t at, const char *values, bool good, size_t in_text)
{
	char copy[80], text[MNI_MOMENT_TEXT];
	size_t length;

	for (; *values != '\0'; values += length) {
		values += strspn(values, " ");
		length = strcspn(values, " ");
		(void)snprintf(copy, sizeof(copy), "%s", line);
		memcpy(copy + at, values, length);
		ck_assert_msg(
		    lines_tell(copy, strlen(copy), text) == good, "%s", copy);
		if (good)
			ck_assert_msg(
			    memcmp(text + in_text, values, length) == 0,
			    "%s: %s", copy, text);
	}
}

START_TEST(fields_have_limits)
{
	size_t i;

	for (i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		try_values(limits[i].line, limits[i].at, limits[i].good, true,
		    limits[i].in_text);
		try_values(
		    limits[i].line, limits[i].at, limits[i].bad, false, 0);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {fields_have_limits};
	Suite *suite = checks_suite("malformed", tests, 1);
	static TTest rows[BADS];
	size_t i;

	for (i = 0; i < BADS; i++) {
		rows[i] = (TTest){bads[i].name, play_bad, __FILE__, __LINE__};
		(void)checks_add(suite, &rows[i], (int)i);
	}
	return checks_main(suite);
}
