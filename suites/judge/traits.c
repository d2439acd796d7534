/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/traits.h"

#include "base/text.h"
#include "daytime/forms.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define QUOTED 60

/* RFC 864: the printing characters of ASCII are a ring of so many. */
#define RING 95

/* RFC 868: seconds from 1900 to 1970, and where its number begins again. */
#define FROM_1900_S 2208988800
#define ROUND_S ((int64_t)1 << 32)

/* What stands behind the word of a trait. */
enum behind { NOTHING, RANGE, TEXT, DURATION };

/* In the order of enum mni_trait_kind. */
static const struct kind {
	const char *word;
	enum behind behind;
} kinds[] = {
    {"octets", RANGE},
    {"lines", RANGE},
    {"width", RANGE},
    {"crlf", NOTHING},
    {"printing", NOTHING},
    {"ring", NOTHING},
    {"front", TEXT},
    {"sizes", RANGE},
    {"daytime", DURATION},
    {"time", DURATION},
};

#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

void
mni_sizes_add(struct mni_sizes *sizes, size_t size)
{
	size_t room = sizeof(sizes->list) / sizeof(sizes->list[0]), i = 0;

	while (i < sizes->count && sizes->list[i] != size)
		i++;
	if (i == sizes->count && i < room)
		sizes->list[sizes->count++] = size;
}

/* What the word of KIND needs behind it. */
static int
read_behind(
    struct mni_reader *reader, enum behind behind, struct mni_trait *trait)
{
	int ms = 0;

	switch (behind) {
	case RANGE:
		return mni_take_range(reader,
		    "a number or a range such as 1..5", 0, SIZE_MAX / 2,
		    &trait->least, &trait->most);
	case TEXT:
		return mni_take_string(reader, &trait->front);
	case DURATION:
		if (mni_take_duration(reader, &ms) == -1)
			return -1;
		trait->most = (size_t)ms;
		return 0;
	case NOTHING:
		break;
	}
	return 0;
}

int
mni_trait_read(struct mni_reader *reader, struct mni_trait *out_trait)
{
	struct mni_token token = mni_next_token(reader);
	size_t i;

	for (i = 0; i < KIND_COUNT; i++)
		if (mni_token_is(&token, kinds[i].word)) {
			out_trait->kind = (enum mni_trait_kind)i;
			return read_behind(reader, kinds[i].behind, out_trait);
		}
	return mni_expected(reader, &token,
	    "octets, lines, width, crlf, printing, ring, front, sizes, "
	    "daytime or time");
}

struct mni_trait *
mni_traits_copy(const struct mni_trait *list, size_t count)
{
	struct mni_trait *copy = calloc(MNI_MOST_TRAITS, sizeof(*copy));
	size_t i;

	for (i = 0; copy != NULL && i < count; i++) {
		copy[i] = list[i];
		copy[i].front = MNI_BYTES_EMPTY;
		if (mni_bytes_append(&copy[i].front, list[i].front.data,
		        list[i].front.size) == -1) {
			mni_traits_free(copy, i);
			return NULL;
		}
	}
	return copy;
}

void
mni_traits_free(struct mni_trait *list, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++)
		mni_bytes_fini(&list[i].front);
	free(list);
}

/* Octets of the line that begins at AT, with its LF if it has one. */
static size_t
line_size(const struct mni_bytes *octets, size_t at)
{
	const uint8_t *end = memchr(octets->data + at, '\n', octets->size - at);

	return end == NULL ? octets->size - at
	                   : (size_t)(end - octets->data) + 1 - at;
}

static size_t
count_lines(const struct mni_bytes *octets)
{
	size_t count = 0, at;

	for (at = 0; at < octets->size; at += line_size(octets, at))
		count++;
	return count;
}

static bool
is_between(const struct mni_trait *trait, size_t number)
{
	return trait->least <= number && number <= trait->most;
}

static bool
has_width(const struct mni_bytes *octets, const struct mni_trait *trait)
{
	size_t at, size;

	for (at = 0; at < octets->size; at += size) {
		const uint8_t *line = octets->data + at;

		size = line_size(octets, at);
		if (line[size - 1] != '\n')
			break;
		if (size < 2 || line[size - 2] != '\r' ||
		    !is_between(trait, size - 2))
			return false;
	}
	return true;
}

/* Whether CR and LF stand in pairs only, and the last octets are one. */
static bool
has_crlf(const struct mni_bytes *octets)
{
	const uint8_t *data = octets->data;
	size_t i;

	for (i = 0; i < octets->size; i++)
		if ((data[i] == '\n' && (i == 0 || data[i - 1] != '\r')) ||
		    (data[i] == '\r' &&
		        (i + 1 == octets->size || data[i + 1] != '\n')))
			return false;
	return octets->size > 0 && data[octets->size - 1] == '\n';
}

static bool
is_printing(const struct mni_bytes *octets)
{
	size_t i;

	for (i = 0; i < octets->size; i++)
		if ((octets->data[i] < ' ' || octets->data[i] > '~') &&
		    octets->data[i] != '\r' && octets->data[i] != '\n')
			return false;
	return true;
}

/* The one that stands behind CHARACTER in the ring. */
static uint8_t
next_of(uint8_t character)
{
	return (uint8_t)((character - ' ' + 1) % RING + ' ');
}

static bool
is_ring(const struct mni_bytes *octets)
{
	uint8_t first = 0, before = 0, octet;
	size_t i;

	for (i = 0; i < octets->size; i++) {
		octet = octets->data[i];
		if (octet == '\r')
			continue;
		if (octet == '\n') {
			before = 0;
			continue;
		}
		if (octet < ' ' || octet > '~' ||
		    (before != 0 && octet != next_of(before)) ||
		    (before == 0 && first != 0 && octet != next_of(first)))
			return false;
		if (before == 0)
			first = octet;
		before = octet;
	}
	return first != 0;
}

static bool
has_front(const struct mni_bytes *octets, const struct mni_bytes *front)
{
	return octets->size >= front->size &&
	       (front->size == 0 ||
	           memcmp(octets->data, front->data, front->size) == 0);
}

/* Whether SECONDS from 1970 are near to now, in this ROUND of the clock, or 0:
 * it has only one. */
static bool
is_near(int64_t seconds, int64_t round, size_t most_ms)
{
	int64_t off = (int64_t)time(NULL) - seconds;

	if (round > 0)
		off = (off % round + round + round / 2) % round - round / 2;
	return (off < 0 ? -off : off) * 1000 <= (int64_t)most_ms;
}

/* Where a line names no zone, it may be in that of this machine as well. */
static bool
tells_daytime(const struct mni_bytes *octets, size_t most_ms)
{
	time_t now = time(NULL);
	struct mni_trouble trouble;
	struct mni_moment moment;
	struct tm local = {.tm_year = 0};
	int64_t as_utc, ahead;

	if (mni_forms_read(octets, &moment, &trouble) != MNI_OK)
		return false;
	if (moment.zone.named)
		return is_near(mni_moment_seconds(&moment), 0, most_ms);
	as_utc = mni_civil_seconds(&moment.civil);
	if (localtime_r(&now, &local) == NULL)
		return false;
	ahead =
	    mni_civil_seconds(&(struct mni_civil){.year = local.tm_year + 1900,
	        .month = local.tm_mon + 1,
	        .day = local.tm_mday,
	        .hour = local.tm_hour,
	        .minute = local.tm_min,
	        .second = local.tm_sec}) -
	    (int64_t)now;
	return is_near(as_utc, 0, most_ms) ||
	       is_near(as_utc - ahead, 0, most_ms);
}

static bool
tells_time(const struct mni_bytes *octets, size_t most_ms)
{
	int64_t number = 0;
	size_t i;

	if (octets->size != 4)
		return false;
	for (i = 0; i < 4; i++)
		number = number * 256 + octets->data[i];
	return is_near(number - FROM_1900_S, ROUND_S, most_ms);
}

bool
mni_trait_fits(const struct mni_trait *trait, const struct mni_bytes *octets,
    const struct mni_sizes *sizes)
{
	switch (trait->kind) {
	case MNI_TRAIT_OCTETS:
		return is_between(trait, octets->size);
	case MNI_TRAIT_LINES:
		return is_between(trait, count_lines(octets));
	case MNI_TRAIT_WIDTH:
		return has_width(octets, trait);
	case MNI_TRAIT_CRLF:
		return has_crlf(octets);
	case MNI_TRAIT_PRINTING:
		return is_printing(octets);
	case MNI_TRAIT_RING:
		return is_ring(octets);
	case MNI_TRAIT_FRONT:
		return has_front(octets, &trait->front);
	case MNI_TRAIT_SIZES:
		return is_between(trait, sizes->count);
	case MNI_TRAIT_DAYTIME:
		return tells_daytime(octets, trait->most);
	case MNI_TRAIT_TIME:
		return tells_time(octets, trait->most);
	}
	return false;
}

void
mni_trait_phrase(const struct mni_trait *trait, char *out, size_t capacity)
{
	const struct kind *kind = &kinds[trait->kind];
	char behind[QUOTED + 8] = "", quoted[QUOTED];

	switch (kind->behind) {
	case RANGE:
		if (trait->least == trait->most)
			(void)snprintf(
			    behind, sizeof(behind), " %zu", trait->least);
		else
			(void)snprintf(behind, sizeof(behind), " %zu..%zu",
			    trait->least, trait->most);
		break;
	case TEXT:
		(void)snprintf(behind, sizeof(behind), " %s",
		    mni_quote(quoted, sizeof(quoted), trait->front.data,
		        trait->front.size));
		break;
	case DURATION:
		(void)snprintf(behind, sizeof(behind), " %zums", trait->most);
		break;
	case NOTHING:
		break;
	}
	(void)snprintf(out, capacity, "with %s%s", kind->word, behind);
}
