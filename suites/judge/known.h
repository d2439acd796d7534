/* SPDX-License-Identifier: MIT */
/*
 * Known deviations of a target: a file of lines such as
 *
 *	known rfc865-udp-size-511 "cuts at 100 octets"
 *
 * A case named there is expected to fail; when it passes, the file is out of
 * date and the run fails, unless "sometimes" stands before the reason.
 */
#ifndef MNI_KNOWN_H
#define MNI_KNOWN_H

#include "base/compiler.h"
#include "judge/cases.h"

#include <stdbool.h>
#include <stddef.h>

struct mni_known {
	const struct mni_case *test;
	char *reason;   /* owned */
	bool sometimes; /* it may pass as well */
};

struct mni_knowns {
	struct mni_known *list; /* owned */
	size_t count;
};

#define MNI_KNOWNS_EMPTY ((struct mni_knowns){.list = NULL})

/*
 * Reads the file at PATH; every case it names must be in SUITE, once.  Returns
 * MNI_OK, or MNI_USAGE with "FILE:LINE:COLUMN: what was expected", or
 * MNI_SYSTEM.
 */
enum mni_status mni_knowns_read(struct mni_knowns *knowns,
    const struct mni_suite *suite, const char *path,
    struct mni_trouble *trouble) MNI_MUST_USE;

/* The deviation for TEST, or NULL. */
const struct mni_known *mni_knowns_find(
    const struct mni_knowns *knowns, const struct mni_case *test);

void mni_knowns_fini(struct mni_knowns *knowns);

#endif
