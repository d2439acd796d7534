/* SPDX-License-Identifier: MIT */
#include "forms.h"

#include "bug.h"
#include "scan.h"

#include <string.h>

#define MOST_LINE 256

const struct bug forms_bugs[] = {
    {"knows-no-weekday-form", "knows no form with a comma"},
    {"knows-no-mail-form", "knows no form with the day of the month first"},
    {"knows-no-ctime-form", "knows no form of ctime()"},
    {"knows-no-date-form", "knows no form of date"},
    {"knows-no-iso-form", "knows no ISO 8601"},
    {"knows-no-nist-form", "knows no form of NIST"},
    {"checks-weekday", "refuses a date that is not of its day of the week"},
    {"takes-any-end", "ignores what stands behind the time"},
    {"finds-time", "ignores what stands around the time"},
    {"prints-1970", "prints the beginning of 1970 for what is no time"},
    {"needs-an-end", "refuses a line without its end"},
    {"needs-crlf", "refuses a line that does not end with CRLF"},
    {"no-zone-is-utc", "takes a time without a zone for that of UTC"},
    {"ignores-mjd", "ignores the modified Julian date"},
    {"mjd-for-century", "takes the century from it, and checks no more"},
    {"mjd-for-date", "takes the date from it, and ignores the other"},
    {"mjd-by-a-day", "checks the modified Julian date, but for a day"},
    {"ignores-health", "trusts a server that says not to"},
    {"trusts-health-1", "trusts a server that is up to 5 s wrong"},
    {"trusts-health-2", "trusts a server that is more than 5 s wrong"},
    {"applies-flag", "leaps a second whenever there is a leap flag"},
    {"takes-flag-3", "knows leap flags over 2"},
    {"any-second-60", "takes second 60 at any time"},
    {"any-flag-for-60", "takes second 60 whatever the leap flag"},
    {"any-day-for-60", "takes second 60 at the end of any day"},
    {"no-second-60", "refuses every second 60"},
    {NULL, NULL},
};

static const struct form {
	const char *pattern; /* see scan.h */
	const char *missing; /* the bug that leaves it out */
	const char *added;   /* the bug that has it; NULL: it is a form */
} forms[] = {
    {"%w, %m %d, %Y %t-%z", "knows-no-weekday-form", NULL},
    {"%d %m %y %t %z", "knows-no-mail-form", NULL},
    {"%d %m %y %t", "", "no-zone-is-utc"},
    {"%w %m %d %t %Y", "knows-no-ctime-form", NULL},
    {"%w %m %d %t %z %Y", "knows-no-date-form", NULL},
    {"%DT%t%z", "knows-no-iso-form", NULL},
    {"%n%J %C %t %S %L %H %A UTC(NIST) %O", "knows-no-nist-form", NULL},
};

#define FORM_COUNT (sizeof(forms) / sizeof(forms[0]))

static bool
is_line_end(const char *text)
{
	if (is("takes-any-end") || is("finds-time"))
		return true;
	if (text[0] == '\0')
		return !is("needs-an-end") && !is("needs-crlf");
	return strcmp(text, "\r\n") == 0 ||
	       (strcmp(text, "\n") == 0 && !is("needs-crlf"));
}

/* The century is in the modified Julian date only.  Returns whether the rest
 * of the date is in both. */
static bool
find_century(struct scan *scan)
{
	struct moment *moment = &scan->moment;
	int year = moment->year;
	long behind;

	if (is("mjd-for-date")) {
		moment_set_mjd(moment, scan->mjd);
		return true;
	}
	if (!moment_has_month(moment))
		return false;
	moment->year = 1900 + year;
	while (moment_mjd(moment) < scan->mjd - 366)
		moment->year += 100;
	if (is("ignores-mjd"))
		moment->year = year + (year < 50 ? 2000 : 1900);
	behind = scan->mjd - moment_mjd(moment);
	return behind == 0 || is("ignores-mjd") || is("mjd-for-century") ||
	       (is("mjd-by-a-day") && (behind == 1 || behind == -1));
}

/* Second 60 is in the last minute of a month, and NIST announces it. */
static bool
may_leap(const struct scan *scan)
{
	bool announced = scan->mjd == -1 || scan->leap == 1;
	bool any_day = is("any-day-for-60") && scan->moment.hour == 23 &&
	               scan->moment.minute == 59;

	if (is("any-second-60") || is("no-second-60"))
		return is("any-second-60");
	return (announced || is("any-flag-for-60")) && scan->moment.has_zone &&
	       (moment_ends_month(&scan->moment) || any_day);
}

static bool
trusts(int health)
{
	return health == 0 || is("ignores-health") ||
	       (health == 1 && is("trusts-health-1")) ||
	       (health == 2 && is("trusts-health-2"));
}

static enum status
judge(struct scan *scan)
{
	struct moment *moment = &scan->moment;

	if (scan->mjd != -1 && !find_century(scan))
		return MALFORMED;
	if (is("rolls-days-over") && moment_has_month(moment))
		moment_normalize(moment);
	if (!moment_exists(moment) || (moment->second == 60 && !may_leap(scan)))
		return MALFORMED;
	if (scan->leap > (is("takes-flag-3") ? 3 : 2))
		return MALFORMED;
	/* 17 November 1858 was a Wednesday. */
	if (is("checks-weekday") && scan->weekday != -1 &&
	    (moment_mjd(moment) + 3) % 7 != scan->weekday)
		return MALFORMED;
	if (is("applies-flag") && scan->leap > 0)
		moment->second += scan->leap == 1 ? 1 : -1;
	return trusts(scan->health) ? OK : UNHEALTHY;
}

/* Reads LINE from its beginning, in any form. */
static enum status
read_line(const char *line, struct moment *out_moment)
{
	const struct form *form;
	enum status status;
	struct scan scan;

	for (form = forms; form < forms + FORM_COUNT; form++) {
		scan = (struct scan){.at = line, .weekday = -1, .mjd = -1};
		if (is(form->missing) ||
		    (form->added != NULL && !is(form->added)) ||
		    !scan_pattern(&scan, form->pattern) ||
		    !is_line_end(scan.at))
			continue;
		if (is("no-zone-is-utc"))
			scan.moment.has_zone = true;
		status = judge(&scan);
		*out_moment = scan.moment;
		return status;
	}
	return MALFORMED;
}

/* Reads LINE where it must begin, or wherever it is found. */
static enum status
find_line(const char *line, struct moment *out_moment)
{
	enum status status = read_line(line, out_moment);

	while (is("finds-time") && status == MALFORMED && *line != '\0')
		status = read_line(++line, out_moment);
	if (is("prints-1970") && status == MALFORMED) {
		*out_moment = (struct moment){
		    .year = 1970, .month = 1, .day = 1, .has_zone = true};
		return OK;
	}
	return status;
}

enum status
forms_read(const struct text *text, struct moment *out_moment)
{
	char line[MOST_LINE] = "";

	if (text->size == 0 || text->size >= sizeof(line))
		return MALFORMED;
	if (memchr(text->octets, '\0', text->size) != NULL &&
	    !is("stops-at-nul"))
		return MALFORMED;
	memcpy(line, text->octets, text->size);
	return find_line(line, out_moment);
}
