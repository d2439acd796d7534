/* SPDX-License-Identifier: MIT */
/* The time that a daytime line tells, as text and as a number. */
#ifndef MNI_DAYTIME_MOMENT_H
#define MNI_DAYTIME_MOMENT_H

#include "daytime/civil.h"
#include "daytime/zone.h"

struct mni_moment {
	struct mni_civil civil; /* as the line has it, in its zone */
	struct mni_zone zone;
	int health;     /* NIST: 0 is good; of other lines 0 */
	int advance_us; /* NIST: the line was sent so much early; else 0 */
};

#define MNI_MOMENT_TEXT 80 /* room for any moment and its NUL */

/*
 * Writes MOMENT as ISO 8601 has it: 1983-02-22T17:37:43-08:00, with Z for a
 * zone that is at UTC, and with neither where no zone is named.  Returns OUT.
 */
const char *mni_moment_text(
    const struct mni_moment *moment, char out[static MNI_MOMENT_TEXT]);

/* MOMENT, whose zone is named, in UTC.  A leap second stays one. */
struct mni_moment mni_moment_in_utc(const struct mni_moment *moment);

/* Seconds from 1970 in UTC to MOMENT, whose zone is named; see
 * mni_civil_seconds(). */
int64_t mni_moment_seconds(const struct mni_moment *moment);

#endif
