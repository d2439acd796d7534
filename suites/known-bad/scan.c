/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "scan.h"

#include "bug.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MOST_DIGITS 8

const struct bug scan_bugs[] = {
    {"year-as-it-is", "takes year 82 for the year 82"},
    {"century-is-19", "takes year 26 for 1926"},
    {"century-is-20", "takes year 82 for 2082"},
    {"pivot-is-69", "takes years up to 68 for those of 2000"},
    {"minds-case", "knows Feb and PST, but not FEB and pst"},
    {"pads-no-day", "wants two digits for a day of the month"},
    {"octal-numbers", "reads numbers that begin with 0 as octal ones"},
    {"takes-signs", "takes a sign for a digit"},
    {"takes-any-year", "takes a year of three digits"},
    {"takes-any-weekday", "takes any word for a day of the week"},
    {"two-letter-months", "knows a month by two letters: July as June"},
    {"takes-any-month", "takes any word for January"},
    {"any-zone-is-utc", "takes zones that it does not know for UTC"},
    {"names-utc-only", "knows no other zone by its name than UTC"},
    {"whole-hours", "ignores the minutes of a zone"},
    {"loses-sign", "takes -0030 for +0030, since -0 is 0"},
    {"minutes-go-east", "takes -0330 for 3 hours less 30 minutes"},
    {"takes-zone-minute-60", "takes zones of 60 minutes and more"},
    {"ignores-daylight", "takes PDT for PST"},
    {"numbers-no-zone", "knows no zone by its number"},
    {"refuses-first-lf", "takes the LF before a line of NIST for its end"},
    {"needs-first-lf", "wants a LF before a line of NIST"},
    {"minds-summer-code",
        "takes the time of NIST for that of a zone in summer"},
    {"applies-advance", "adds the advance of NIST to the time"},
    {"any-summer-code", "knows codes of summer time of three digits"},
    {"wants-asterisk", "knows no other on-time mark than an asterisk"},
    {NULL, NULL},
};

static const char *const weekdays[] = {"Sunday", "Monday", "Tuesday",
    "Wednesday", "Thursday", "Friday", "Saturday", NULL};

static const char *const months[] = {"January", "February", "March", "April",
    "May", "June", "July", "August", "September", "October", "November",
    "December", NULL};

static const struct zone {
	const char *name;
	int hours;
} zones[] = {{"UTC", 0}, {"GMT", 0}, {"UT", 0}, {"Z", 0}, {"EST", -5},
    {"EDT", -4}, {"CST", -6}, {"CDT", -5}, {"MST", -7}, {"MDT", -6},
    {"PST", -8}, {"PDT", -7}};

#define ZONE_COUNT (sizeof(zones) / sizeof(zones[0]))

/* Reads a number of LEAST to MOST digits. */
static bool
scan_number(struct scan *scan, size_t least, size_t most, int *out)
{
	size_t size = strspn(scan->at, "0123456789");
	char digits[MOST_DIGITS + 1] = "";

	if (is("takes-signs") && (*scan->at == '+' || *scan->at == '-'))
		size = 1 + strspn(scan->at + 1, "0123456789");
	if (size < least || size > most || size > MOST_DIGITS)
		return false;
	memcpy(digits, scan->at, size);
	*out = (int)strtol(digits, NULL, is("octal-numbers") ? 0 : 10);
	scan->at += size;
	return true;
}

/* Octets of the word at the beginning of TEXT. */
static size_t
word_size(const char *text)
{
	return strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                    "abcdefghijklmnopqrstuvwxyz");
}

/* Whether the first SIZE octets of TEXT are those of NAME. */
static bool
is_name(const char *text, const char *name, size_t size)
{
	if (is("minds-case"))
		return strncmp(text, name, size) == 0;
	return strncasecmp(text, name, size) == 0;
}

/* Reads one of NAMES, or its first three letters. */
static bool
scan_name(struct scan *scan, const char *const *names, int *out_index)
{
	size_t size = word_size(scan->at);
	int i;

	for (i = 0; names[i] != NULL; i++)
		if ((size == 3 || size == strlen(names[i])) &&
		    is_name(scan->at, names[i], size)) {
			*out_index = i;
			scan->at += size;
			return true;
		}
	return false;
}

static bool
scan_weekday(struct scan *scan)
{
	if (!is("takes-any-weekday"))
		return scan_name(scan, weekdays, &scan->weekday);
	scan->at += word_size(scan->at);
	return true;
}

/* By its first two letters. */
static bool
find_month(const char *text, int *out_index)
{
	int i;

	for (i = 0; months[i] != NULL; i++)
		if (is_name(text, months[i], 2)) {
			*out_index = i;
			return true;
		}
	return false;
}

static bool
scan_month(struct scan *scan)
{
	int index = 0;

	if (is("two-letter-months") && find_month(scan->at, &index))
		scan->at += word_size(scan->at);
	else if (!scan_name(scan, months, &index)) {
		if (!is("takes-any-month"))
			return false;
		scan->at += word_size(scan->at);
	}
	scan->moment.month = index + 1;
	return true;
}

static bool
scan_day(struct scan *scan)
{
	if (is("pads-no-day"))
		return scan_number(scan, 2, 2, &scan->moment.day);
	if (*scan->at == ' ')
		scan->at++;
	return scan_number(scan, 1, 2, &scan->moment.day);
}

/* RFC 5322 section 4.3 has the pivot. */
static int
whole_year(int year)
{
	int pivot = is("pivot-is-69") ? 69 : 50;

	if (is("year-as-it-is"))
		return year;
	if (is("century-is-19"))
		pivot = 0;
	if (is("century-is-20"))
		pivot = 100;
	return year + (year < pivot ? 2000 : 1900);
}

static bool
scan_long_year(struct scan *scan)
{
	return scan_number(scan, 4, 4, &scan->moment.year);
}

static bool
scan_year(struct scan *scan)
{
	if (scan_long_year(scan) ||
	    (is("takes-any-year") &&
	        scan_number(scan, 3, 3, &scan->moment.year)))
		return true;
	if (!scan_number(scan, 2, 2, &scan->moment.year))
		return false;
	scan->moment.year = whole_year(scan->moment.year);
	return true;
}

static bool
scan_time(struct scan *scan)
{
	return scan_number(scan, 2, 2, &scan->moment.hour) &&
	       *scan->at++ == ':' &&
	       scan_number(scan, 2, 2, &scan->moment.minute) &&
	       *scan->at++ == ':' &&
	       scan_number(scan, 2, 2, &scan->moment.second);
}

/* +HHMM, or +HH:MM as in ISO 8601. */
static bool
scan_zone_number(struct scan *scan)
{
	int sign = *scan->at++ == '-' ? -1 : 1, hours, minutes;

	if (is("numbers-no-zone"))
		return false;
	if (scan_number(scan, 4, 4, &hours)) {
		minutes = hours % 100;
		hours /= 100;
	} else if (!scan_number(scan, 2, 2, &hours) || *scan->at++ != ':' ||
	           !scan_number(scan, 2, 2, &minutes)) {
		return false;
	}
	if (is("whole-hours"))
		minutes = 0;
	scan->moment.offset = sign * (hours * 60 + minutes);
	if (is("loses-sign") && hours == 0)
		scan->moment.offset = minutes;
	if (is("minutes-go-east"))
		scan->moment.offset = sign * hours * 60 + minutes;
	return hours < 24 && (minutes < 60 || is("takes-zone-minute-60"));
}

static bool
scan_zone_name(struct scan *scan)
{
	size_t size = word_size(scan->at), count = ZONE_COUNT, i;

	if (is("names-utc-only"))
		count = 1;
	for (i = 0; i < count; i++)
		if (size == strlen(zones[i].name) &&
		    is_name(scan->at, zones[i].name, size))
			break;
	if (size == 0 || (i == count && !is("any-zone-is-utc")))
		return false;
	if (i < count)
		scan->moment.offset = zones[i].hours * 60;
	if (i < count && is("ignores-daylight") && zones[i].name[1] == 'D')
		scan->moment.offset -= 60;
	scan->at += size;
	return true;
}

static bool
scan_zone(struct scan *scan)
{
	scan->moment.has_zone = true;
	if (*scan->at == '+' || *scan->at == '-')
		return scan_zone_number(scan);
	return scan_zone_name(scan);
}

/* -MM-DD. */
static bool
scan_month_and_day(struct scan *scan)
{
	struct moment *moment = &scan->moment;

	return *scan->at++ == '-' && scan_number(scan, 2, 2, &moment->month) &&
	       *scan->at++ == '-' && scan_number(scan, 2, 2, &moment->day);
}

/* YY-MM-DD; the century is elsewhere. */
static bool
scan_short_date(struct scan *scan)
{
	return scan_number(scan, 2, 2, &scan->moment.year) &&
	       scan_month_and_day(scan);
}

static bool
scan_long_date(struct scan *scan)
{
	return scan_long_year(scan) && scan_month_and_day(scan);
}

static bool
scan_line_feed(struct scan *scan)
{
	if (*scan->at != '\n')
		return !is("needs-first-lf");
	scan->at++;
	return !is("refuses-first-lf");
}

static bool
scan_summer(struct scan *scan)
{
	int code;

	if (!scan_number(scan, 2, is("any-summer-code") ? 3 : 2, &code))
		return false;
	scan->moment.has_zone = true;
	if (is("minds-summer-code") && code > 0)
		scan->moment.offset = 60;
	return true;
}

static bool
scan_advance(struct scan *scan)
{
	int whole, tenths;

	if (!scan_number(scan, 1, 4, &whole) || *scan->at++ != '.' ||
	    !scan_number(scan, 1, 1, &tenths))
		return false;
	if (is("applies-advance") && whole >= 500)
		scan->moment.second++;
	return true;
}

/* A blank follows it, but some cut it off. */
static bool
scan_mark(struct scan *scan)
{
	char mark = *scan->at++;

	if (mark != '*' && (mark != '#' || is("wants-asterisk")))
		return false;
	if (*scan->at == ' ')
		scan->at++;
	return true;
}

static bool
scan_mjd(struct scan *scan)
{
	return scan_number(scan, 5, 5, &scan->mjd);
}

static bool
scan_leap(struct scan *scan)
{
	return scan_number(scan, 1, 1, &scan->leap);
}

static bool
scan_health(struct scan *scan)
{
	return scan_number(scan, 1, 1, &scan->health);
}

static const struct part {
	char letter;
	bool (*scan)(struct scan *scan);
} parts[] = {
    {'w', scan_weekday},
    {'m', scan_month},
    {'d', scan_day},
    {'Y', scan_long_year},
    {'y', scan_year},
    {'t', scan_time},
    {'z', scan_zone},
    {'n', scan_line_feed},
    {'D', scan_long_date},
    {'C', scan_short_date},
    {'J', scan_mjd},
    {'S', scan_summer},
    {'L', scan_leap},
    {'H', scan_health},
    {'A', scan_advance},
    {'O', scan_mark},
};

static bool
scan_part(struct scan *scan, char letter)
{
	const struct part *part = parts;

	while (part->letter != letter)
		part++;
	return part->scan(scan);
}

bool
scan_pattern(struct scan *scan, const char *pattern)
{
	for (; *pattern != '\0'; pattern++)
		if (*pattern == '%' ? !scan_part(scan, *++pattern)
		                    : *scan->at++ != *pattern)
			return false;
	return true;
}
