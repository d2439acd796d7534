/* SPDX-License-Identifier: MIT */
/* A descriptor that becomes readable when somebody rings: from another thread
 * or from a signal handler. */
#ifndef MNI_BASE_BELL_H
#define MNI_BASE_BELL_H

#include "base/compiler.h"

struct mni_bell {
	int heard; /* owned; to wait for POLLIN on */
	int rope;  /* owned; the same where the system has eventfd() */
};

/* Opens BELL, close-on-exec.  Returns 0, or -1 with errno. */
int mni_bell_open(struct mni_bell *bell) MNI_MUST_USE;

/* Rings; once or often makes no difference.  Keeps errno. */
void mni_bell_ring(const struct mni_bell *bell);

/* Ends the ringing. */
void mni_bell_hush(const struct mni_bell *bell);

void mni_bell_close(struct mni_bell *bell);

#endif
