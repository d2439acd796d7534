/* SPDX-License-Identifier: MIT */
/* What a request asks for, as its request line says. */
#ifndef MNI_WEB_ASKED_H
#define MNI_WEB_ASKED_H

#include "http/syntax.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The parts of a request line; they point into it. */
struct mni_asked {
	struct mni_slice method, target, version;
	struct mni_slice authority; /* of an absolute-form; else empty */
	struct mni_slice path;      /* as it was sent; of an absolute-form
	                             * without one "/", or "*" for OPTIONS */
	struct mni_slice query;     /* behind the "?" */
	bool has_query;
};

/*
 * Takes the first line of SIZE octets of HEAD apart.  Returns whether it has
 * three parts with single blanks between them (RFC 9112 section 3), whatever
 * is in them; *out_asked is empty when it has not.
 */
bool mni_asked_read(const void *head, size_t size, struct mni_asked *out_asked);

/* Whether the method of ASKED is METHOD. */
bool mni_asked_is(const struct mni_asked *asked, const char *method);

/* What is wrong or odd with the method and the target: a set of lints. */
uint64_t mni_asked_check(const struct mni_asked *asked);

#endif
