/* SPDX-License-Identifier: MIT */
#include "moment.h"

#include "bug.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MJD_OF_1970 40587 /* that of 1 January */
#define HOUR 60           /* minutes */
#define DAY (24 * HOUR)

const struct bug moment_bugs[] = {
    {"rolls-days-over", "takes 31 February for 3 March"},
    {"takes-hour-24", "takes hour 24 for an hour"},
    {"takes-minute-60", "takes minute 60 for a minute"},
    {"takes-second-61", "takes second 61 for a second"},
    {"leaps-in-1900", "takes every fourth year for a leap year"},
    {"no-leap-in-2000", "takes no whole century for a leap year"},
    {"thirty-days", "gives 30 days to every month but February"},
    {"thirty-one-days", "gives them 31 days"},
    {"never-leaps", "knows no 29 February"},
    {"begins-in-1970", "knows no time before 1970"},
    {"ends-in-2038", "knows no time from 2038 on"},
    {"ignores-zone", "takes the time of any zone for that of UTC"},
    {"adds-zone", "takes zones in the west for zones in the east"},
    {"keeps-date", "changes the hour for UTC, but never the date"},
    {"keeps-month", "changes the day for UTC, but never the month"},
    {"clips-leap-second", "prints second 60 as 59"},
    {"blank-for-t", "prints a blank between date and time"},
    {"prints-no-zone", "prints the time without its zone"},
    {"prints-utc-as-number", "prints +00:00 for UTC"},
    {"prints-no-colon", "prints a zone without its colon"},
    {"prints-no-line-end", "prints no line end behind the time"},
    {NULL, NULL},
};

static bool
is_leap_year(int year)
{
	if (year % 100 == 0 && is("leaps-in-1900"))
		return true;
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int
days_of_year(int year)
{
	return is_leap_year(year) ? 366 : 365;
}

static int
days_of_month(int year, int month)
{
	static const int days[] = {
	    31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && is_leap_year(year) ? 29 : days[month - 1];
}

/* The last day of its month, as the bugs have it. */
static int
last_day(const struct moment *moment)
{
	if (moment->month != 2 && is("thirty-days"))
		return 30;
	if (moment->month != 2 && is("thirty-one-days"))
		return 31;
	return days_of_month(moment->year, moment->month);
}

bool
moment_has_month(const struct moment *moment)
{
	return moment->month >= 1 && moment->month <= 12;
}

static bool
is_leap_day(const struct moment *moment)
{
	return moment->month == 2 && moment->day == 29;
}

bool
moment_exists(const struct moment *moment)
{
	if (!moment_has_month(moment))
		return false;
	if ((is("begins-in-1970") && moment->year < 1970) ||
	    (is("ends-in-2038") && moment->year >= 2038) ||
	    (is("never-leaps") && is_leap_day(moment)) ||
	    (is("no-leap-in-2000") && is_leap_day(moment) &&
	        moment->year % 100 == 0))
		return false;
	return moment->day >= 1 && moment->day <= last_day(moment) &&
	       moment->hour <= (is("takes-hour-24") ? 24 : 23) &&
	       moment->minute <= (is("takes-minute-60") ? 60 : 59) &&
	       moment->second <= (is("takes-second-61") ? 61 : 60);
}

bool
moment_ends_month(const struct moment *moment)
{
	struct moment utc = *moment;

	moment_to_utc(&utc);
	return utc.hour == 23 && utc.minute == 59 && utc.day == last_day(&utc);
}

long
moment_mjd(const struct moment *moment)
{
	long mjd = MJD_OF_1970 + moment->day - 1;
	int i;

	for (i = 1970; i < moment->year; i++)
		mjd += days_of_year(i);
	for (i = moment->year; i < 1970; i++)
		mjd -= days_of_year(i);
	for (i = 1; i < moment->month; i++)
		mjd += days_of_month(moment->year, i);
	return mjd;
}

void
moment_normalize(struct moment *moment)
{
	if (moment->day < 1) {
		moment->month--;
		if (moment->month == 0) {
			moment->month = 12;
			moment->year--;
		}
		moment->day += days_of_month(moment->year, moment->month);
	} else if (moment->day > last_day(moment)) {
		moment->day -= last_day(moment);
		moment->month++;
		if (moment->month == 13) {
			moment->month = 1;
			moment->year++;
		}
	}
}

void
moment_set_mjd(struct moment *moment, long mjd)
{
	moment->year = 1858;
	moment->month = 11;
	moment->day = 17 + (int)mjd;
	while (moment->day > days_of_month(moment->year, moment->month))
		moment_normalize(moment);
}

static void
move_date(struct moment *moment, int days)
{
	if (is("keeps-date"))
		return;
	moment->day += days;
	if (!is("keeps-month"))
		moment_normalize(moment);
}

void
moment_to_utc(struct moment *moment)
{
	int minutes = moment->hour * HOUR + moment->minute;
	int offset = moment->offset;

	if (is("ignores-zone"))
		offset = 0;
	minutes -= is("adds-zone") ? -offset : offset;
	if (minutes < 0)
		move_date(moment, -1);
	if (minutes >= DAY)
		move_date(moment, 1);
	minutes = (minutes + DAY) % DAY;
	moment->hour = minutes / HOUR;
	moment->minute = minutes % HOUR;
	moment->offset = 0;
}

static void
append_zone(const struct moment *moment, char *out, size_t size)
{
	int minutes = abs(moment->offset);
	bool bare = is("prints-no-zone") || !moment->has_zone;

	out[0] = '\0';
	if (bare)
		return;
	if (moment->offset == 0 && !is("prints-utc-as-number"))
		(void)snprintf(out, size, "Z");
	else
		(void)snprintf(out, size, "%c%02d%s%02d",
		    moment->offset < 0 ? '-' : '+', minutes / HOUR,
		    is("prints-no-colon") ? "" : ":", minutes % HOUR);
}

void
moment_append(const struct moment *moment, struct text *text)
{
	struct moment told = *moment;
	char line[128], zone[32];

	if (is("clips-leap-second") && told.second == 60)
		told.second = 59;
	append_zone(&told, zone, sizeof(zone));
	(void)snprintf(line, sizeof(line), "%04d-%02d-%02d%c%02d:%02d:%02d%s%s",
	    told.year, told.month, told.day, is("blank-for-t") ? ' ' : 'T',
	    told.hour, told.minute, told.second, zone,
	    is("prints-no-line-end") ? "" : "\n");
	text_append(text, line, strlen(line));
}
