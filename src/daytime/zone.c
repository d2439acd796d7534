/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "daytime/zone.h"

#include "daytime/ascii.h"

#include <string.h>

#define HOUR_S 3600
#define MINUTE_S 60
#define MOST_EAST_S (14 * HOUR_S)

static const struct {
	const char *name;
	int hours; /* ahead of UTC */
} zones[] = {
    {"UTC", 0},
    {"GMT", 0},
    {"UT", 0},
    {"Z", 0},
    {"EST", -5},
    {"EDT", -4},
    {"CST", -6},
    {"CDT", -5},
    {"MST", -7},
    {"MDT", -6},
    {"PST", -8},
    {"PDT", -7},
    {"CET", 1},
    {"CEST", 2},
};

static size_t
take_name(const uint8_t *data, size_t size, int *out_east_s)
{
	size_t length = mni_ascii_letters(data, size), i;

	for (i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		if (length == strlen(zones[i].name) &&
		    mni_ascii_same(data, zones[i].name, length)) {
			*out_east_s = zones[i].hours * HOUR_S;
			return length;
		}
	return 0;
}

/* The number of two digits at the beginning of DATA, or -1. */
static int
two_digits(const uint8_t *data, size_t size)
{
	if (size < 2 || !mni_ascii_is_digit(data[0]) ||
	    !mni_ascii_is_digit(data[1]))
		return -1;
	return (data[0] - '0') * 10 + (data[1] - '0');
}

static size_t
take_number(const uint8_t *data, size_t size, int *out_east_s)
{
	int hours, minutes, east_s;
	size_t length = 3, minutes_at;

	if (size == 0 || (data[0] != '+' && data[0] != '-'))
		return 0;
	hours = two_digits(data + 1, size - 1);
	if (hours == -1)
		return 0;
	east_s = hours * HOUR_S;
	minutes_at = size > length && data[length] == ':' ? 4 : 3;
	minutes = two_digits(data + minutes_at, size - minutes_at);
	if (minutes >= 60)
		return 0;
	if (minutes != -1) {
		east_s += minutes * MINUTE_S;
		length = minutes_at + 2;
	}
	if (east_s > MOST_EAST_S)
		return 0;
	*out_east_s = data[0] == '-' ? -east_s : east_s;
	return length;
}

size_t
mni_zone_take(const uint8_t *data, size_t size, struct mni_zone *out_zone)
{
	struct mni_zone zone = MNI_ZONE_UTC;
	size_t length = take_name(data, size, &zone.east_s);

	if (length == 0)
		length = take_number(data, size, &zone.east_s);
	if (length > 0)
		*out_zone = zone;
	return length;
}

int
mni_zone_read(const char *text, struct mni_zone *out_zone)
{
	size_t size = strlen(text);
	struct mni_zone zone;

	if (size == 0 ||
	    mni_zone_take((const uint8_t *)text, size, &zone) != size)
		return -1;
	*out_zone = zone;
	return 0;
}
