/* SPDX-License-Identifier: MIT */
/* A text of a script: octets, and the address of the server between them. */
#ifndef MNI_TEXT_H
#define MNI_TEXT_H

#include "base/bytes.h"
#include "base/compiler.h"

#include <stddef.h>

struct mni_text {
	struct mni_bytes data;
	size_t *addresses; /* owned; ascending offsets in data where the
	                    * address belongs */
	size_t address_count;
};

#define MNI_TEXT_EMPTY ((struct mni_text){.addresses = NULL})

void mni_text_fini(struct mni_text *text);

/* Puts ADDRESS, that of the server as in a URL, where it belongs; once.
 * Returns 0, or -1 when there is no memory. */
int mni_text_fill_in(struct mni_text *text, const char *address) MNI_MUST_USE;

#endif
