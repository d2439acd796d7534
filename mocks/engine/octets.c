/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/octets.h"

#include "script/source.h"

#include <sys/socket.h>
#include <time.h>

/* The pattern of RFC 864 begins again after 95 lines of 72 and CR LF, so that
 * whole ones follow each other without a seam. */
#define CHARGEN_ROUND ((size_t)95 * 74)

static int
append_daytime(const struct mni_script *script, struct mni_bytes *out)
{
	int64_t now = script->clock_fixed ? script->clock : time(NULL);
	char text[MNI_DAYTIME_TEXT];
	int size = mni_daytime(script->form, now, text);

	return size == -1 ? 0 : mni_bytes_append(out, text, (size_t)size);
}

static int
append_time(const struct mni_script *script, struct mni_bytes *out)
{
	uint8_t octets[MNI_TIME_SIZE];

	mni_time(script->clock_fixed ? script->clock : time(NULL), octets);
	return mni_bytes_append(out, octets, sizeof(octets));
}

static int
append_chargen(
    const struct mni_script *script, uint64_t *random, struct mni_bytes *out)
{
	size_t size = script->type == SOCK_STREAM ? CHARGEN_ROUND
	                                          : mni_chargen_size(random);

	if (mni_bytes_reserve(out, size) == -1)
		return -1;
	if (size > 0)
		mni_chargen_copy(0, size, out->data);
	out->size = size;
	return 0;
}

int
mni_make_octets(const struct mni_script *script, const struct mni_step *step,
    const struct mni_bytes *received, uint64_t *random, struct mni_bytes *out)
{
	out->size = 0;
	switch (step->source) {
	case MNI_SOURCE_RECEIVED:
		return mni_bytes_append(out, received->data, received->size);
	case MNI_SOURCE_QUOTE:
		return mni_bytes_append(
		    out, script->quote.data, script->quote.size);
	case MNI_SOURCE_DAYTIME:
		return append_daytime(script, out);
	case MNI_SOURCE_TIME:
		return append_time(script, out);
	case MNI_SOURCE_CHARGEN:
		return append_chargen(script, random, out);
	case MNI_SOURCE_GARBAGE:
		return mni_make_garbage(random, step->count, out);
	case MNI_SOURCE_TEXT:
	case MNI_SOURCE_DNS:
		break;
	}
	return 0;
}

int
mni_make_garbage(uint64_t *random, size_t size, struct mni_bytes *out)
{
	if (mni_bytes_reserve(out, size) == -1)
		return -1;
	mni_garbage_copy(mni_random(random), 0, size, out->data + out->size);
	out->size += size;
	return 0;
}
