/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "script/source.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define DAY 86400
#define YEAR_1 INT64_C(-62135596800)     /* 0001-01-01T00:00:00Z */
#define YEAR_10000 INT64_C(253402300800) /* 10000-01-01T00:00:00Z */
#define SECONDS_1900 INT64_C(2208988800) /* from 1900 to 1970: RFC 868 */
#define MJD_0 678575                     /* days to 17 November 1858 */
#define CHARGEN_LINE 74                  /* 72 characters, CR, LF */
#define GOLDEN_GAMMA UINT64_C(0x9e3779b97f4a7c15)

/* Days are counted from Monday, 1 January of the year 1, as if the calendar
 * had always been today's. */
struct moment {
	int days;
	int year, month, day; /* month and day from 1 */
	int hour, minute, second;
};

static const char *const weekdays[] = {"Monday", "Tuesday", "Wednesday",
    "Thursday", "Friday", "Saturday", "Sunday"};
static const char *const months[] = {"January", "February", "March", "April",
    "May", "June", "July", "August", "September", "October", "November",
    "December"};

static int
days_before_year(int year)
{
	int before = year - 1;

	return before * 365 + before / 4 - before / 100 + before / 400;
}

/* MONTH may be 13: the days of the whole year. */
static int
days_before_month(int year, int month)
{
	static const int days[] = {
	    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365};
	int year_days = days_before_year(year + 1) - days_before_year(year);

	return days[month - 1] + (month > 2 ? year_days - 365 : 0);
}

static int
days_in_month(int year, int month)
{
	return days_before_month(year, month + 1) -
	       days_before_month(year, month);
}

static struct moment
moment_of(int64_t seconds)
{
	int of_day = (int)((seconds - YEAR_1) % DAY), left;
	struct moment moment = {.days = (int)((seconds - YEAR_1) / DAY),
	    .month = 1,
	    .hour = of_day / 3600,
	    .minute = of_day / 60 % 60,
	    .second = of_day % 60};

	/* Never too late, and too early by few years. */
	moment.year = moment.days / 366 + 1;
	while (days_before_year(moment.year + 1) <= moment.days)
		moment.year++;
	left = moment.days - days_before_year(moment.year);
	while (days_before_month(moment.year, moment.month + 1) <= left)
		moment.month++;
	moment.day = left - days_before_month(moment.year, moment.month) + 1;
	return moment;
}

static int
print_free(const struct moment *moment, char *out)
{
	return snprintf(out, MNI_DAYTIME_TEXT,
	    "%s, %s %d, %d %02d:%02d:%02d-UTC\r\n", weekdays[moment->days % 7],
	    months[moment->month - 1], moment->day, moment->year, moment->hour,
	    moment->minute, moment->second);
}

static int
print_ctime(const struct moment *moment, char *out)
{
	return snprintf(out, MNI_DAYTIME_TEXT,
	    "%.3s %.3s %2d %02d:%02d:%02d %04d\r\n", weekdays[moment->days % 7],
	    months[moment->month - 1], moment->day, moment->hour,
	    moment->minute, moment->second, moment->year);
}

/* The last five digits of the day's number, no daylight saving time in the
 * United States, no leap second, in good health, not sent in advance. */
static int
print_nist(const struct moment *moment, char *out)
{
	int mjd = moment->days - MJD_0 + 700000; /* never negative */

	return snprintf(out, MNI_DAYTIME_TEXT,
	    "\n%05d %02d-%02d-%02d %02d:%02d:%02d 00 0 0 0.0 UTC(NIST) * \n",
	    mjd % 100000, moment->year % 100, moment->month, moment->day,
	    moment->hour, moment->minute, moment->second);
}

static int
print_http(const struct moment *moment, char *out)
{
	return snprintf(out, MNI_DAYTIME_TEXT,
	    "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
	    weekdays[moment->days % 7], moment->day, months[moment->month - 1],
	    moment->year, moment->hour, moment->minute, moment->second);
}

int
mni_daytime(
    enum mni_form form, int64_t seconds, char out[static MNI_DAYTIME_TEXT])
{
	struct moment moment;

	if (seconds < YEAR_1 || seconds >= YEAR_10000)
		return -1;
	moment = moment_of(seconds);
	switch (form) {
	case MNI_FORM_FREE:
		return print_free(&moment, out);
	case MNI_FORM_CTIME:
		return print_ctime(&moment, out);
	case MNI_FORM_NIST:
		return print_nist(&moment, out);
	case MNI_FORM_HTTP:
		break;
	}
	return print_http(&moment, out);
}

/* RFC 868 is silent on the order of the octets: it is that of any number in
 * an Internet header (RFC 791 appendix B). */
void
mni_time(int64_t seconds, uint8_t out[static MNI_TIME_SIZE])
{
	uint64_t since_1900 = (uint64_t)seconds + SECONDS_1900;
	int i;

	for (i = 0; i < MNI_TIME_SIZE; i++)
		out[i] = (uint8_t)(since_1900 >> (24 - 8 * i));
}

/* The number of COUNT digits at TEXT. */
static int
number(const char *text, int count)
{
	int value = 0, i;

	for (i = 0; i < count; i++)
		value = value * 10 + (text[i] - '0');
	return value;
}

/* "0" in PATTERN stands for any digit, all else for itself. */
static bool
is_like(const char *pattern, const char *text, size_t size)
{
	size_t i;

	if (size != strlen(pattern))
		return false;
	for (i = 0; i < size; i++)
		if (pattern[i] == '0' ? text[i] < '0' || text[i] > '9'
		                      : text[i] != pattern[i])
			return false;
	return true;
}

static bool
exists(const struct moment *moment)
{
	return moment->year >= 1 && moment->month >= 1 && moment->month <= 12 &&
	       moment->day >= 1 &&
	       moment->day <= days_in_month(moment->year, moment->month) &&
	       moment->hour <= 23 && moment->minute <= 59 &&
	       moment->second <= 59;
}

int
mni_clock_read(const char *text, size_t size, int64_t *out_seconds)
{
	struct moment moment;
	int of_day;

	if (!is_like("0000-00-00T00:00:00Z", text, size))
		return -1;
	moment = (struct moment){.year = number(text, 4),
	    .month = number(text + 5, 2),
	    .day = number(text + 8, 2),
	    .hour = number(text + 11, 2),
	    .minute = number(text + 14, 2),
	    .second = number(text + 17, 2)};
	if (!exists(&moment))
		return -1;
	moment.days = days_before_year(moment.year) +
	              days_before_month(moment.year, moment.month) +
	              moment.day - 1;
	of_day = (moment.hour * 60 + moment.minute) * 60 + moment.second;
	*out_seconds = YEAR_1 + (int64_t)moment.days * DAY + of_day;
	return 0;
}

/* The ring of the 95 printing characters begins with "!" and ends with the
 * blank, as in the example. */
void
mni_chargen_copy(size_t offset, size_t size, uint8_t *out)
{
	size_t i, line, column;

	for (i = 0; i < size; i++) {
		line = (offset + i) / CHARGEN_LINE;
		column = (offset + i) % CHARGEN_LINE;
		if (column < CHARGEN_LINE - 2)
			out[i] = (uint8_t)(' ' + (line + column + 1) % 95);
		else
			out[i] = column == CHARGEN_LINE - 2 ? '\r' : '\n';
	}
}

/* The NTH number that splitmix64 makes of SEED, from 0. */
static uint64_t
nth_random(uint64_t seed, uint64_t nth)
{
	uint64_t z = seed + (nth + 1) * GOLDEN_GAMMA;

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

uint64_t
mni_random(uint64_t *state)
{
	uint64_t value = nth_random(*state, 0);

	*state += GOLDEN_GAMMA;
	return value;
}

size_t
mni_chargen_size(uint64_t *state)
{
	return (size_t)(mni_random(state) % (MNI_CHARGEN_MOST + 1));
}

void
mni_garbage_copy(uint64_t seed, size_t offset, size_t size, uint8_t *out)
{
	size_t i, at;

	for (i = 0; i < size; i++) {
		at = offset + i;
		out[i] = (uint8_t)(nth_random(seed, at / 8) >> at % 8 * 8);
	}
}
