/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

void
mni_bytes_fini(struct mni_bytes *bytes)
{
	free(bytes->data);
	*bytes = MNI_BYTES_EMPTY;
}

int
mni_bytes_reserve(struct mni_bytes *bytes, size_t more)
{
	size_t capacity = bytes->capacity;
	uint8_t *data;

	if (more <= capacity - bytes->size)
		return 0;
	if (more > SIZE_MAX / 2 - bytes->size)
		return -1;
	if (capacity < 64)
		capacity = 64;
	while (capacity < bytes->size + more)
		capacity *= 2;
	data = realloc(bytes->data, capacity);
	if (data == NULL)
		return -1;
	bytes->data = data;
	bytes->capacity = capacity;
	return 0;
}

int
mni_bytes_append(struct mni_bytes *bytes, const void *data, size_t size)
{
	if (size == 0)
		return 0;
	if (mni_bytes_reserve(bytes, size) == -1)
		return -1;
	memcpy(bytes->data + bytes->size, data, size);
	bytes->size += size;
	return 0;
}

void
mni_bytes_consume(struct mni_bytes *bytes, size_t size)
{
	if (size == 0)
		return;
	bytes->size -= size;
	memmove(bytes->data, bytes->data + size, bytes->size);
}

size_t
mni_bytes_find(const struct mni_bytes *bytes, const void *needle, size_t size)
{
	size_t at;

	if (size == 0)
		return 0;
	for (at = 0; at + size <= bytes->size; at++)
		if (memcmp(bytes->data + at, needle, size) == 0)
			return at;
	return SIZE_MAX;
}
