/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "daytime/civil.h"

#include <stdbool.h>

#define DAYS_TO_1970 719468 /* from 1 March of the year 0 */

static bool
is_leap_year(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int
mni_days_in_month(int year, int month)
{
	static const int days[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap_year(year) ? 1 : 0);
}

/*
 * Years are counted from March here, so that the leap day is the last of its
 * year and no month moves for it.  From March on the months have 31, 30, 31,
 * 30, 31 days over and over: 153 in five.
 */
static int
days_before_year(int year)
{
	return year * 365 + year / 4 - year / 100 + year / 400;
}

/* MONTH is 0 for March. */
static int
days_before_month(int month)
{
	return (month * 153 + 2) / 5;
}

int64_t
mni_civil_seconds(const struct mni_civil *civil)
{
	bool early = civil->month < 3; /* at the end of the year before */
	int year = early ? civil->year - 1 : civil->year;
	int month = early ? civil->month + 9 : civil->month - 3;
	int days = days_before_year(year) + days_before_month(month) +
	           civil->day - 1 - DAYS_TO_1970;

	return (int64_t)days * MNI_DAY_S + (int64_t)civil->hour * 3600 +
	       (int64_t)civil->minute * 60 + civil->second;
}

struct mni_civil
mni_civil_at(int64_t seconds)
{
	int64_t since = seconds + (int64_t)DAYS_TO_1970 * MNI_DAY_S;
	int days = (int)(since / MNI_DAY_S), of_day = (int)(since % MNI_DAY_S);
	int year = days / 365, month = 11;

	/* Leap days make the first guess too late, by few years. */
	while (days_before_year(year) > days)
		year--;
	days -= days_before_year(year);
	while (days_before_month(month) > days)
		month--;
	days -= days_before_month(month);
	return (struct mni_civil){.year = month < 10 ? year : year + 1,
	    .month = month < 10 ? month + 3 : month - 9,
	    .day = days + 1,
	    .hour = of_day / 3600,
	    .minute = of_day / 60 % 60,
	    .second = of_day % 60};
}
