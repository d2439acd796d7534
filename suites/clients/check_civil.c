/* SPDX-License-Identifier: MIT */
/* The calendar, the zones and the moments of the daytime client. */
#include <config.h>

#include "daytime/moment.h"
#include "support/checks.h"

#include <stdbool.h>
#include <string.h>

#define SECONDS_1600 INT64_C(-11676096000)

/* The rule in the words in which it is taught, not in those of src/. */
static bool
slow_leap_year(int year)
{
	if (year % 400 == 0)
		return true;
	if (year % 100 == 0)
		return false;
	return year % 4 == 0;
}

static int
slow_days(int year, int month)
{
	if (month == 2)
		return slow_leap_year(year) ? 29 : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static void
slow_tomorrow(struct mni_civil *day)
{
	if (++day->day <= slow_days(day->year, day->month))
		return;
	day->day = 1;
	if (++day->month <= 12)
		return;
	day->month = 1;
	day->year++;
}

static bool
same_civil(const struct mni_civil *a, const struct mni_civil *b)
{
	return a->year == b->year && a->month == b->month && a->day == b->day &&
	       a->hour == b->hour && a->minute == b->minute &&
	       a->second == b->second;
}

START_TEST(every_day_of_ten_centuries_is_counted)
{
	struct mni_civil day = {.year = 1600, .month = 1, .day = 1}, found;
	int64_t seconds = SECONDS_1600;

	for (; day.year <= 2600; slow_tomorrow(&day), seconds += MNI_DAY_S) {
		if (mni_civil_seconds(&day) != seconds)
			ck_abort_msg("%d-%d-%d: %lld, not %lld", day.year,
			    day.month, day.day,
			    (long long)mni_civil_seconds(&day),
			    (long long)seconds);
		found = mni_civil_at(seconds);
		if (!same_civil(&found, &day))
			ck_abort_msg("%d-%d-%d: %d-%d-%d", day.year, day.month,
			    day.day, found.year, found.month, found.day);
	}
}
END_TEST

START_TEST(every_second_of_a_day_is_counted)
{
	struct mni_civil civil = {.year = 1969, .month = 12, .day = 31}, found;
	int64_t seconds;

	for (seconds = -MNI_DAY_S; seconds < 0; seconds++) {
		civil.hour = (int)(seconds + MNI_DAY_S) / 3600;
		civil.minute = (int)(seconds + MNI_DAY_S) % 3600 / 60;
		civil.second = (int)(seconds + MNI_DAY_S) % 60;
		found = mni_civil_at(seconds);
		if (!same_civil(&found, &civil) ||
		    mni_civil_seconds(&civil) != seconds)
			ck_abort_msg("%lld", (long long)seconds);
	}
}
END_TEST

START_TEST(months_have_their_days)
{
	int year, month;

	for (year = 1890; year <= 2010; year++)
		for (month = 1; month <= 12; month++)
			ck_assert_int_eq(mni_days_in_month(year, month),
			    slow_days(year, month));
}
END_TEST

START_TEST(the_first_and_last_years_are_counted)
{
	struct mni_civil first = {.year = 1, .month = 1, .day = 1};
	struct mni_civil last = {9999, 12, 31, 23, 59, 59};
	struct mni_civil eve = mni_civil_at(-62135596801);

	ck_assert_int_eq(mni_civil_seconds(&first), -62135596800);
	ck_assert_int_eq(mni_civil_seconds(&last), 253402300799);
	ck_assert_int_eq(eve.year, 0);
	ck_assert_int_eq(eve.month, 12);
	ck_assert_int_eq(eve.day, 31);
	ck_assert_int_eq(mni_civil_at(253402300800).year, 10000);
}
END_TEST

START_TEST(a_leap_second_is_the_first_of_the_next_day)
{
	struct mni_civil leap = {2016, 12, 31, 23, 59, 60};

	ck_assert_int_eq(mni_civil_seconds(&leap), 1483228800);
}
END_TEST

static const struct {
	const char *text;
	int east_s;
} zones[] = {{"UTC", 0}, {"GMT", 0}, {"UT", 0}, {"Z", 0}, {"EST", -18000},
    {"EDT", -14400}, {"CST", -21600}, {"CDT", -18000}, {"MST", -25200},
    {"MDT", -21600}, {"PST", -28800}, {"PDT", -25200}, {"CET", 3600},
    {"CEST", 7200}, {"utc", 0}, {"Pst", -28800}, {"z", 0}, {"+0000", 0},
    {"-0000", 0}, {"+00:00", 0}, {"+0130", 5400}, {"+01:30", 5400},
    {"-0330", -12600}, {"-03:30", -12600}, {"+01", 3600}, {"-03", -10800},
    {"-0059", -3540}, {"+1400", 50400}, {"-14:00", -50400}, {"+14", 50400}};

START_TEST(zones_are_read)
{
	size_t i;

	for (i = 0; i < sizeof(zones) / sizeof(zones[0]); i++) {
		struct mni_zone zone = {.named = false, .east_s = 7};

		ck_assert_msg(mni_zone_read(zones[i].text, &zone) == 0, "%s",
		    zones[i].text);
		ck_assert_msg(zone.named, "%s", zones[i].text);
		ck_assert_int_eq(zone.east_s, zones[i].east_s);
	}
}
END_TEST

START_TEST(what_is_no_zone_is_not_read)
{
	static const char *const texts[] = {"", "U", "UTCX", "UTC ", " UTC",
	    "UTC(NIST)", "A", "BRT", "IST", "CES", "ESTX", "+", "-", "0130",
	    "+1", "+013", "+01:", "+01:3", "+1:30", "+01300", "+01:300",
	    "+01:3x", "+0160", "+01:60", "+1401", "-14:01", "+15", "+9900",
	    "+ 130", "--0130", "+-130", "Z+01", "UTC+1", "+01Z"};
	size_t i;

	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct mni_zone zone = {.named = false, .east_s = 7};

		ck_assert_msg(
		    mni_zone_read(texts[i], &zone) == -1, "%s", texts[i]);
		ck_assert(!zone.named);
		ck_assert_int_eq(zone.east_s, 7);
	}
}
END_TEST

START_TEST(a_zone_ends_where_something_else_begins)
{
	static const struct {
		const char *text;
		size_t length;
	} rows[] = {{"UTC(NIST)", 3}, {"PST 1983", 3}, {"CEST\r\n", 4},
	    {"+0130\r\n", 5}, {"+01:30\r\n", 6}, {"-03 2026", 3}, {"+01:x", 3},
	    {"+013", 3}, {"UTC@", 3}, {"UTC[", 3}, {"UTC`", 3}, {"UTC{", 3},
	    {"BRT 2026", 0}, {"(UTC)", 0}};
	struct mni_zone zone;
	size_t i, length;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		length = mni_zone_take(
		    (const uint8_t *)rows[i].text, strlen(rows[i].text), &zone);
		ck_assert_msg(
		    length == rows[i].length, "%s: %zu", rows[i].text, length);
	}
}
END_TEST

static struct mni_moment
moment_in(const char *zone, struct mni_civil civil)
{
	struct mni_moment moment = {
	    .civil = civil, .health = 1, .advance_us = 2};

	if (zone != NULL)
		ck_assert_int_eq(mni_zone_read(zone, &moment.zone), 0);
	return moment;
}

static void
assert_text(const struct mni_moment *moment, const char *expected)
{
	char text[MNI_MOMENT_TEXT];

	ck_assert_str_eq(mni_moment_text(moment, text), expected);
}

/* ZONE, the time in it, and both as text in the zone and in UTC. */
static const struct {
	const char *zone;
	struct mni_civil civil;
	const char *text, *utc;
} moments[] = {
    {"UTC", {2026, 11, 22, 14, 1, 56}, "2026-11-22T14:01:56Z",
        "2026-11-22T14:01:56Z"},
    {"-00:00", {2026, 11, 22, 14, 1, 56}, "2026-11-22T14:01:56Z",
        "2026-11-22T14:01:56Z"},
    {"PST", {1983, 2, 22, 17, 37, 43}, "1983-02-22T17:37:43-08:00",
        "1983-02-23T01:37:43Z"},
    {"+0130", {2026, 1, 1, 1, 29, 59}, "2026-01-01T01:29:59+01:30",
        "2025-12-31T23:59:59Z"},
    {"-0030", {2024, 2, 28, 23, 45, 0}, "2024-02-28T23:45:00-00:30",
        "2024-02-29T00:15:00Z"},
    {"PST", {2016, 12, 31, 15, 59, 60}, "2016-12-31T15:59:60-08:00",
        "2016-12-31T23:59:60Z"},
    {"+14", {1, 1, 1, 0, 0, 0}, "0001-01-01T00:00:00+14:00",
        "0000-12-31T10:00:00Z"},
    {"-14", {9999, 12, 31, 23, 59, 59}, "9999-12-31T23:59:59-14:00",
        "10000-01-01T13:59:59Z"},
};

START_TEST(moments_have_texts)
{
	size_t i;

	for (i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
		struct mni_moment moment =
		    moment_in(moments[i].zone, moments[i].civil);
		struct mni_moment utc = mni_moment_in_utc(&moment);

		assert_text(&moment, moments[i].text);
		assert_text(&utc, moments[i].utc);
		ck_assert_int_eq(
		    mni_moment_seconds(&moment), mni_moment_seconds(&utc));
		ck_assert_int_eq(utc.health, 1);
		ck_assert_int_eq(utc.advance_us, 2);
	}
}
END_TEST

START_TEST(a_moment_without_zone_has_none_in_its_text)
{
	struct mni_moment moment =
	    moment_in(NULL, (struct mni_civil){1983, 2, 22, 17, 37, 43});

	assert_text(&moment, "1983-02-22T17:37:43");
}
END_TEST

START_TEST(seconds_are_those_of_utc)
{
	struct mni_moment moment =
	    moment_in("PST", (struct mni_civil){1983, 2, 22, 17, 37, 43});

	ck_assert_int_eq(mni_moment_seconds(&moment), 414812263);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {every_day_of_ten_centuries_is_counted,
	    every_second_of_a_day_is_counted, months_have_their_days,
	    the_first_and_last_years_are_counted,
	    a_leap_second_is_the_first_of_the_next_day, zones_are_read,
	    what_is_no_zone_is_not_read,
	    a_zone_ends_where_something_else_begins, moments_have_texts,
	    a_moment_without_zone_has_none_in_its_text,
	    seconds_are_those_of_utc};

	return checks_main(
	    checks_suite("civil", tests, sizeof(tests) / sizeof(tests[0])));
}
