/* SPDX-License-Identifier: MIT */
/* Octets that grow.  Where there is no memory for them the client ends. */
#ifndef TEXT_H
#define TEXT_H

#include <stddef.h>

struct text {
	unsigned char *octets; /* owned */
	size_t size, room;
};

void text_append(struct text *text, const void *octets, size_t size);

void text_free(struct text *text);

#endif
