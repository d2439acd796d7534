/* SPDX-License-Identifier: MIT */
/* Reading the parts of a line that tells the time, one behind the other. */
#ifndef SCAN_H
#define SCAN_H

#include "moment.h"

#include <stdbool.h>

struct scan {
	const char *at; /* what is still to be read; a string */
	struct moment moment;
	int weekday; /* 0 is Sunday; -1 when none was told */
	/* Told by NIST only. */
	int mjd; /* modified Julian date; -1: it is another form */
	int leap, health;
};

/*
 * Reads what PATTERN says; each of its letters behind % stands for a part:
 *
 *     w     day of the week, whole or three letters
 *     m     month, likewise
 *     d     day of the month, of one or two digits, or padded with a blank
 *     Y     year of four digits
 *     y     year of two or four digits
 *     t     HH:MM:SS
 *     z     zone, a name or a number
 *     n     a LF or nothing
 *     D     YYYY-MM-DD
 *     C     YY-MM-DD
 *     J     modified Julian date
 *     S     code of summer time
 *     L     leap flag
 *     H     health
 *     A     advance in milliseconds
 *     O     on-time mark
 */
bool scan_pattern(struct scan *scan, const char *pattern);

#endif
