/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "daytime/forms.h"

#include "base/text.h"
#include "daytime/ascii.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/*
 * A form is a pattern: % and a letter stand for a part, see the table of
 * them; a character with ? behind it may be missing; any other stands for
 * itself.  The letters that strftime() knows too mean the same to it.
 */
static const char *const forms[] = {
    "%A, %B %N, %Y %H:%M:%S-%Z",
    "%d %b %Y %H:%M:%S %Z",
    "%d %b %y %H:%M:%S %Z",
    "%a %b %e %H:%M:%S %Y",
    "%a %b %e %H:%M:%S %Z %Y",
    "%Y-%m-%dT%H:%M:%S%Z",
    "\n?%J %y-%m-%d %H:%M:%S %K %L %q %v UTC(NIST) %o ?",
};

static const char *const weekdays[] = {"Sunday", "Monday", "Tuesday",
    "Wednesday", "Thursday", "Friday", "Saturday", NULL};
static const char *const months[] = {"January", "February", "March", "April",
    "May", "June", "July", "August", "September", "October", "November",
    "December", NULL};

enum field {
	YEAR,
	YEAR_OF_CENTURY,
	MONTH,
	DAY,
	WEEKDAY,
	HOUR,
	MINUTE,
	SECOND,
	ZONE,
	JULIAN, /* modified Julian date: days since 17 November 1858 */
	SUMMER, /* NIST: when the clocks of North America change */
	LEAP,   /* NIST: 1 when the month ends with a second 60, 2 with a 58 */
	HEALTH,
	ADVANCE, /* NIST: tenths of a millisecond */
	ON_TIME, /* NIST: the character that arrives on time */
	FIELDS
};

#define NONE (-1)
#define JULIAN_1970 40587 /* modified Julian date of 1 January 1970 */

struct mismatch {
	size_t reach; /* octets up to it that agree with the form */
	size_t at;    /* where the part begins that is wrong */
	char expected[64];
};

struct reader {
	const uint8_t *data;
	size_t size;
	size_t at;
	int value[FIELDS];    /* NONE where the form has no such part */
	size_t place[FIELDS]; /* where it stands */
	struct mni_zone zone;
	struct mismatch mismatch; /* once something has returned false */
};

struct part {
	char letter;
	enum field field;
	bool (*take)(struct reader *reader, const struct part *part);
	const char *expected;
	int width; /* digits, or letters of a name, at most */
	int least, most;
	const char *const *names;
};

static bool
differs(struct reader *reader, size_t at, const char *expected)
{
	struct mismatch *mismatch = &reader->mismatch;

	mismatch->reach = reader->at;
	mismatch->at = at;
	(void)snprintf(
	    mismatch->expected, sizeof(mismatch->expected), "%s", expected);
	return false;
}

static bool
is_at(const struct reader *reader, size_t at, char octet)
{
	return at < reader->size && reader->data[at] == (uint8_t)octet;
}

static bool
is_digit_at(const struct reader *reader, size_t at)
{
	return at < reader->size && mni_ascii_is_digit(reader->data[at]);
}

static void
skip(struct reader *reader, char octet)
{
	if (is_at(reader, reader->at, octet))
		reader->at++;
}

static bool
take_literal(struct reader *reader, char octet)
{
	char quoted[16];

	if (!is_at(reader, reader->at, octet))
		return differs(reader, reader->at,
		    mni_quote(quoted, sizeof(quoted), &octet, 1));
	reader->at++;
	return true;
}

static void
keep(struct reader *reader, enum field field, size_t start, int value)
{
	reader->value[field] = value;
	reader->place[field] = start;
}

static bool
take_digits(struct reader *reader, const struct part *part, int width)
{
	size_t start = reader->at;
	int value = 0;

	for (; width > 0; width--) {
		if (!is_digit_at(reader, reader->at))
			return differs(reader, start, part->expected);
		value = value * 10 + (reader->data[reader->at] - '0');
		reader->at++;
	}
	if (value < part->least || value > part->most)
		return differs(reader, start, part->expected);
	keep(reader, part->field, start, value);
	return true;
}

static bool
take_number(struct reader *reader, const struct part *part)
{
	return take_digits(reader, part, part->width);
}

/* A number that may have fewer digits. */
static bool
take_short_number(struct reader *reader, const struct part *part)
{
	int width = 1;

	while (width < part->width &&
	       is_digit_at(reader, reader->at + (size_t)width))
		width++;
	return take_digits(reader, part, width);
}

/* A number whose first digit may be a blank instead of 0. */
static bool
take_padded_number(struct reader *reader, const struct part *part)
{
	if (!is_at(reader, reader->at, ' '))
		return take_digits(reader, part, part->width);
	reader->at++;
	return take_digits(reader, part, part->width - 1);
}

/* A number with one digit behind its point. */
static bool
take_tenths(struct reader *reader, const struct part *part)
{
	size_t start = reader->at;
	int whole;

	if (!take_short_number(reader, part))
		return false;
	whole = reader->value[part->field];
	if (!take_literal(reader, '.') || !take_digits(reader, part, 1))
		return false;
	keep(reader, part->field, start,
	    whole * 10 + reader->value[part->field]);
	return true;
}

static bool
take_name(struct reader *reader, const struct part *part)
{
	const uint8_t *data = reader->data + reader->at;
	size_t start = reader->at, length, i;

	length = mni_ascii_letters(data, reader->size - reader->at);
	reader->at += length;
	for (i = 0; part->names[i] != NULL; i++) {
		const char *name = part->names[i];

		if (length == strnlen(name, (size_t)part->width) &&
		    mni_ascii_same(data, name, length)) {
			keep(reader, part->field, start, (int)i + 1);
			return true;
		}
	}
	return differs(reader, start, part->expected);
}

static bool
take_zone(struct reader *reader, const struct part *part)
{
	const uint8_t *data = reader->data + reader->at;
	size_t start = reader->at, left = reader->size - start, length;

	length = mni_zone_take(data, left, &reader->zone);
	/* Hours alone at the very end may be what is left of +hhmm. */
	if (length == left && length == sizeof("+hh") - 1 &&
	    mni_ascii_letters(data, length) == 0)
		length = 0;
	if (length == 0) {
		reader->at += mni_ascii_letters(data, left);
		return differs(reader, start, part->expected);
	}
	reader->at += length;
	keep(reader, part->field, start, reader->zone.east_s);
	return true;
}

static bool
take_mark(struct reader *reader, const struct part *part)
{
	size_t start = reader->at;

	if (!is_at(reader, start, '*') && !is_at(reader, start, '#'))
		return differs(reader, start, part->expected);
	keep(reader, part->field, start, reader->data[start]);
	reader->at++;
	return true;
}

static const struct part parts[] = {
    {'A', WEEKDAY, take_name, "a weekday", 9, 0, 0, weekdays},
    {'B', MONTH, take_name, "a month", 9, 0, 0, months},
    {'H', HOUR, take_number, "an hour from 00 to 23", 2, 0, 23, NULL},
    {'J', JULIAN, take_number, "a modified Julian date of five digits", 5, 0,
        99999, NULL},
    {'K', SUMMER, take_number, "two digits of summer time", 2, 0, 99, NULL},
    {'L', LEAP, take_number, "a leap flag from 0 to 2", 1, 0, 2, NULL},
    {'M', MINUTE, take_number, "a minute from 00 to 59", 2, 0, 59, NULL},
    {'N', DAY, take_short_number, "a day from 1 to 31", 2, 1, 31, NULL},
    {'S', SECOND, take_number, "a second from 00 to 60", 2, 0, 60, NULL},
    {'Y', YEAR, take_number, "a year of four digits", 4, 1, 9999, NULL},
    {'Z', ZONE, take_zone, "a known time zone", 0, 0, 0, NULL},
    {'a', WEEKDAY, take_name, "a weekday", 3, 0, 0, weekdays},
    {'b', MONTH, take_name, "a month of three letters", 3, 0, 0, months},
    {'d', DAY, take_number, "a day from 01 to 31", 2, 1, 31, NULL},
    {'e', DAY, take_padded_number, "a day of two columns", 2, 1, 31, NULL},
    {'m', MONTH, take_number, "a month from 01 to 12", 2, 1, 12, NULL},
    {'o', ON_TIME, take_mark, "* or #", 0, 0, 0, NULL},
    {'q', HEALTH, take_number, "a digit of health", 1, 0, 9, NULL},
    {'v', ADVANCE, take_tenths, "milliseconds with tenths", 4, 0, 9999, NULL},
    {'y', YEAR_OF_CENTURY, take_number, "a year of two digits", 2, 0, 99, NULL},
};

static bool
take_part(struct reader *reader, char letter)
{
	const struct part *part = parts;

	while (part->letter != letter)
		part++;
	return part->take(reader, part);
}

static bool
take_end(struct reader *reader)
{
	if (is_at(reader, reader->at, '\r') &&
	    is_at(reader, reader->at + 1, '\n'))
		reader->at++;
	skip(reader, '\n');
	return reader->at == reader->size ||
	       differs(reader, reader->at, "the end of the line");
}

static bool
take_form(struct reader *reader, const char *form)
{
	for (; *form != '\0'; form++) {
		if (*form == '%') {
			form++;
			if (!take_part(reader, *form))
				return false;
		} else if (form[1] == '?') {
			skip(reader, *form);
			form++;
		} else if (!take_literal(reader, *form)) {
			return false;
		}
	}
	return take_end(reader);
}

static struct mni_civil
julian_day(int julian)
{
	return mni_civil_at((int64_t)(julian - JULIAN_1970) * MNI_DAY_S);
}

static int
year_of(const struct reader *reader)
{
	int year = reader->value[YEAR_OF_CENTURY];

	if (year == NONE)
		return reader->value[YEAR];
	if (reader->value[JULIAN] != NONE)
		return julian_day(reader->value[JULIAN]).year / 100 * 100 +
		       year;
	return year + (year < 50 ? 2000 : 1900);
}

static struct mni_moment
moment_of(const struct reader *reader)
{
	const int *value = reader->value;
	struct mni_civil civil = {.year = year_of(reader),
	    .month = value[MONTH],
	    .day = value[DAY],
	    .hour = value[HOUR],
	    .minute = value[MINUTE],
	    .second = value[SECOND]};
	struct mni_moment moment = {.civil = civil, .zone = reader->zone};

	if (value[JULIAN] != NONE) {
		moment.zone = MNI_ZONE_UTC;
		moment.health = value[HEALTH];
		moment.advance_us = value[ADVANCE] * 100;
	}
	return moment;
}

static bool
is_julian_day(int julian, const struct mni_civil *civil)
{
	struct mni_civil day = julian_day(julian);

	return day.year == civil->year && day.month == civil->month &&
	       day.day == civil->day;
}

/* What follows on a leap second is the first second of a month in UTC. */
static bool
may_be_leap_second(const struct mni_moment *moment, int leap)
{
	int64_t next;

	if (!moment->zone.named || (leap != NONE && leap != 1))
		return false;
	next = mni_moment_seconds(moment);
	return next % MNI_DAY_S == 0 && mni_civil_at(next).day == 1;
}

static bool
is_sound(struct reader *reader, const struct mni_moment *moment)
{
	const struct mni_civil *civil = &moment->civil;
	int julian = reader->value[JULIAN];

	if (civil->day > mni_days_in_month(civil->year, civil->month))
		return differs(
		    reader, reader->place[DAY], "a day that the month has");
	if (julian != NONE && !is_julian_day(julian, civil))
		return differs(reader, reader->place[JULIAN],
		    "the modified Julian date of this date");
	if (civil->second == 60 &&
	    !may_be_leap_second(moment, reader->value[LEAP]))
		return differs(reader, reader->place[SECOND],
		    "a second below 60 outside a leap second");
	return true;
}

static bool
read_form(struct reader *reader, const char *form, struct mni_moment *out)
{
	int field;

	for (field = 0; field < FIELDS; field++)
		reader->value[field] = NONE;
	if (!take_form(reader, form))
		return false;
	*out = moment_of(reader);
	return is_sound(reader, out);
}

static enum mni_status
malformed(const struct mni_bytes *line, const struct mismatch *mismatch,
    struct mni_trouble *trouble)
{
	char quoted[48];

	if (mismatch->at == line->size)
		return mni_trouble(trouble, MNI_MALFORMED,
		    "expected %s at offset %zu, found the end",
		    mismatch->expected, mismatch->at);
	return mni_trouble(trouble, MNI_MALFORMED,
	    "expected %s at offset %zu, found %s", mismatch->expected,
	    mismatch->at,
	    mni_quote(quoted, sizeof(quoted), line->data + mismatch->at,
	        line->size - mismatch->at));
}

enum mni_status
mni_forms_read(const struct mni_bytes *line, struct mni_moment *out_moment,
    struct mni_trouble *trouble)
{
	struct mismatch nearest = {.expected = "a date and a time"};
	struct mni_moment moment;
	size_t i;

	/* Without octets there may be no memory to point into. */
	if (line->size == 0)
		return malformed(line, &nearest, trouble);
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		struct reader reader = {.data = line->data, .size = line->size};

		if (read_form(&reader, forms[i], &moment)) {
			*out_moment = moment;
			return MNI_OK;
		}
		if (reader.mismatch.reach > nearest.reach)
			nearest = reader.mismatch;
	}
	return malformed(line, &nearest, trouble);
}
