/* SPDX-License-Identifier: MIT */
/* A time of the civil calendar, and the zone in which it was told. */
#ifndef MOMENT_H
#define MOMENT_H

#include "text.h"

#include <stdbool.h>

struct moment {
	int year, month, day; /* month and day from 1 */
	int hour, minute, second;
	bool has_zone;
	int offset; /* of the zone, in minutes; positive in the east */
};

/* Whether its month is one.  The others below are for a moment that has one. */
bool moment_has_month(const struct moment *moment);

/* Whether there is such a time; a second of 60 may be. */
bool moment_exists(const struct moment *moment);

/* Whether it is the last minute of a month in UTC, which a leap second may
 * end. */
bool moment_ends_month(const struct moment *moment);

/* Takes a day that the month does not have for one of the next month, or of
 * the one before. */
void moment_normalize(struct moment *moment);

/* The modified Julian date: days from 17 November 1858 to that of MOMENT. */
long moment_mjd(const struct moment *moment);
void moment_set_mjd(struct moment *moment, long mjd);

/* Tells MOMENT, which has a zone, in UTC. */
void moment_to_utc(struct moment *moment);

/* Appends MOMENT in ISO 8601, with its zone if it has one, and a line end. */
void moment_append(const struct moment *moment, struct text *text);

#endif
