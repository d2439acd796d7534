/* SPDX-License-Identifier: MIT */
/*
 * An answer on its way: the head is made when it begins, the content stays
 * where it is and is framed when it is copied, so that a large one costs no
 * memory.
 */
#ifndef MNI_WEB_REPLY_H
#define MNI_WEB_REPLY_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "http/answer.h"
#include "script/script.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mni_reply {
	struct mni_bytes head;     /* owned */
	size_t status_line;        /* octets of it */
	struct mni_copies content; /* what goes out of it */
	size_t chunk;              /* 0: as it is */
	size_t size;               /* in all */
	bool closes;               /* the connection ends with it */
};

/* What an answer depends on beside the script. */
struct mni_occasion {
	const char *date; /* as RFC 9110 section 5.6.7 has it */
	int minor;        /* version of the request: HTTP/1.minor */
	bool head;        /* it was HEAD */
	bool persists;    /* the connection goes on, for all the client says */
};

/*
 * Makes REPLY, whose storage is used again, of ANSWER and CONTENT, which has
 * to stay until it is out.  Returns 0, or -1 when there is no memory.
 */
int mni_reply_make(struct mni_reply *reply, const struct mni_answer *answer,
    const struct mni_copies *content,
    const struct mni_occasion *occasion) MNI_MUST_USE;

/* Copies SIZE octets of it, from OFFSET on, to OUT. */
void mni_reply_copy(
    const struct mni_reply *reply, size_t offset, size_t size, uint8_t *out);

/* The offset of octet AT of SECTION; its end, when it has fewer. */
size_t mni_reply_offset(
    const struct mni_reply *reply, enum mni_section section, size_t at);

void mni_reply_fini(struct mni_reply *reply);

#endif
