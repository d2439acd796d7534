/* SPDX-License-Identifier: MIT */
/*
 * Time zones as daytime lines and users write them, in any case: the names of
 * RFC 5322 section 4.3 (UT, GMT and those of North America), UTC, Z, CET and
 * CEST; or a number, +hhmm, +hh:mm or +hh, at most 14 hours to either side.
 * Other names mean different zones to different people.
 */
#ifndef MNI_DAYTIME_ZONE_H
#define MNI_DAYTIME_ZONE_H

#include "base/compiler.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mni_zone {
	bool named; /* false: nobody said which it is */
	int east_s; /* seconds ahead of UTC; 0 unless named */
};

#define MNI_ZONE_UTC ((struct mni_zone){.named = true, .east_s = 0})

/* The length of the zone at the beginning of DATA, of which SIZE octets are
 * there, or 0 when there is none. */
size_t mni_zone_take(
    const uint8_t *data, size_t size, struct mni_zone *out_zone) MNI_MUST_USE;

/* Reads TEXT, which is a zone and nothing else.  Returns 0, or -1. */
int mni_zone_read(const char *text, struct mni_zone *out_zone) MNI_MUST_USE;

#endif
