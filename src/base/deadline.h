/* SPDX-License-Identifier: MIT */
/*
 * A point in monotonic time by which something has to be over.  A deadline
 * is absolute, so handing it down through several calls that may block never
 * gives any of them more time than the whole operation has left.
 */
#ifndef MNI_BASE_DEADLINE_H
#define MNI_BASE_DEADLINE_H

#include <stdint.h>

struct mni_deadline {
	int64_t at_ns; /* on the clock of mni_now_ns(); INT64_MAX: never */
};

/* Nanoseconds on a clock that nobody sets. */
int64_t mni_now_ns(void);

/* The deadline MS milliseconds from now; never, when MS is negative. */
struct mni_deadline mni_deadline_in(int64_t ms);

/* The deadline that never passes. */
struct mni_deadline mni_deadline_never(void);

/* The earlier of the two. */
struct mni_deadline mni_deadline_earlier(
    struct mni_deadline a, struct mni_deadline b);

/*
 * Milliseconds left, rounded up, in the form poll() takes: 0 when the
 * deadline has passed, -1 when it never does.
 */
int mni_deadline_left(struct mni_deadline deadline);

#endif
