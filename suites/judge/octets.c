/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/octets.h"

#include "script/script.h"

#include <string.h>

void
mni_octets_fini(struct mni_octets *octets)
{
	mni_bytes_fini(&octets->text);
	octets->size = 0;
}

int
mni_octets_copy(struct mni_octets *out_octets, const struct mni_octets *from)
{
	if (mni_bytes_append(
	        &out_octets->text, from->text.data, from->text.size) == -1)
		return -1;
	out_octets->size = from->size;
	return 0;
}

/* The octets from OFFSET on that stand side by side in the text. */
static size_t
find_run(
    const struct mni_octets *octets, size_t offset, const uint8_t **out_run)
{
	size_t at = offset % octets->text.size;
	size_t size = octets->text.size - at, left = octets->size - offset;

	*out_run = octets->text.data + at;
	return size < left ? size : left;
}

size_t
mni_octets_write(
    const struct mni_octets *octets, size_t offset, uint8_t *out, size_t most)
{
	const struct mni_copies copies = {.data = octets->text.data,
	    .period = octets->text.size,
	    .size = octets->size};
	size_t size = octets->size - offset;

	if (size > most)
		size = most;
	if (size > 0)
		mni_copies_copy(&copies, offset, size, out);
	return size;
}

size_t
mni_octets_same(const struct mni_octets *octets, const struct mni_bytes *bytes)
{
	size_t same = 0, size;
	const uint8_t *run;

	while (same < octets->size && same < bytes->size) {
		size = find_run(octets, same, &run);
		if (size > bytes->size - same)
			size = bytes->size - same;
		if (memcmp(run, bytes->data + same, size) != 0)
			break;
		same += size;
	}
	while (same < octets->size && same < bytes->size) {
		(void)find_run(octets, same, &run);
		if (*run != bytes->data[same])
			break;
		same++;
	}
	return same;
}
