/* SPDX-License-Identifier: MIT */
/*
 * Dates and times of day in the Gregorian calendar, and seconds.  No time_t,
 * whose range a system chooses, and no locale.
 */
#ifndef MNI_DAYTIME_CIVIL_H
#define MNI_DAYTIME_CIVIL_H

#include <stdint.h>

#define MNI_DAY_S 86400

struct mni_civil {
	int year;       /* as written: 1 to 9999, or one more in another zone */
	int month, day; /* from 1 */
	int hour, minute;
	int second; /* to 60, in a leap second */
};

/* Days in MONTH, from 1, of YEAR. */
int mni_days_in_month(int year, int month);

/*
 * Seconds from 1970-01-01T00:00:00 to CIVIL, in a zone without changes of the
 * clock.  As POSIX counts them, every day has 86400, so a leap second is the
 * first second of the day that follows.
 */
int64_t mni_civil_seconds(const struct mni_civil *civil);

/* The time for which mni_civil_seconds() says SECONDS, never a leap second.
 * SECONDS are not before March of the year 0. */
struct mni_civil mni_civil_at(int64_t seconds);

#endif
