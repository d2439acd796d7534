/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "daytime/moment.h"

#include <stdio.h>

#define ZONE_TEXT 32

static const char *
zone_text(const struct mni_zone *zone, char out[static ZONE_TEXT])
{
	int minutes = (zone->east_s < 0 ? -zone->east_s : zone->east_s) / 60;

	if (!zone->named)
		return "";
	if (minutes == 0)
		return "Z";
	(void)snprintf(out, ZONE_TEXT, "%c%02d:%02d",
	    zone->east_s < 0 ? '-' : '+', minutes / 60, minutes % 60);
	return out;
}

const char *
mni_moment_text(
    const struct mni_moment *moment, char out[static MNI_MOMENT_TEXT])
{
	const struct mni_civil *civil = &moment->civil;
	char zone[ZONE_TEXT];

	(void)snprintf(out, MNI_MOMENT_TEXT, "%04d-%02d-%02dT%02d:%02d:%02d%s",
	    civil->year, civil->month, civil->day, civil->hour, civil->minute,
	    civil->second, zone_text(&moment->zone, zone));
	return out;
}

struct mni_moment
mni_moment_in_utc(const struct mni_moment *moment)
{
	struct mni_moment utc = *moment;
	int second = moment->civil.second;

	/* Zones are whole minutes, so the second stands apart, and 60 is one
	 * like any other. */
	utc.civil.second = 0;
	utc.civil = mni_civil_at(mni_moment_seconds(&utc));
	utc.civil.second = second;
	utc.zone = MNI_ZONE_UTC;
	return utc;
}

int64_t
mni_moment_seconds(const struct mni_moment *moment)
{
	return mni_civil_seconds(&moment->civil) - moment->zone.east_s;
}
