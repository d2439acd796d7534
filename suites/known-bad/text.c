/* SPDX-License-Identifier: MIT */
#include "text.h"

#include <stdlib.h>
#include <string.h>

void
text_append(struct text *text, const void *octets, size_t size)
{
	while (text->room - text->size < size) {
		text->room = text->room == 0 ? 4096 : 2 * text->room;
		text->octets = realloc(text->octets, text->room);
		if (text->octets == NULL)
			abort();
	}
	if (size > 0)
		memcpy(text->octets + text->size, octets, size);
	text->size += size;
}

void
text_free(struct text *text)
{
	free(text->octets);
	*text = (struct text){.octets = NULL};
}
