/* SPDX-License-Identifier: MIT */
/*
 * Signals as octets in a pipe, so that a loop can wait for them beside other
 * things.  They are a program's, never the library's, and once they are
 * caught they stay so until the process ends.
 */
#ifndef MNI_SIGNALS_H
#define MNI_SIGNALS_H

#include "base/compiler.h"

#include <signal.h>
#include <stdbool.h>

struct mni_signals {
	int fd;          /* can be read when one has come */
	sigset_t before; /* the mask that the process began with */
};

/*
 * Catches SIGINT, SIGTERM and SIGCHLD, also where they were ignored or
 * blocked, and SIGHUP unless it is ignored, which is what nohup(1) asks for.
 * To be called once.  Returns 0, or -1 with errno.
 */
int mni_signals_catch(struct mni_signals *out_signals) MNI_MUST_USE;

/*
 * The number of the next signal that came, or 0 when there is none.
 * *out_shared is whether a terminal sent it, and so to the whole process
 * group at once.
 */
int mni_signals_next(const struct mni_signals *signals, bool *out_shared);

#endif
