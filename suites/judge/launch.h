/* SPDX-License-Identifier: MIT */
/* Starting a program, and the pipes and terminals it reads and writes. */
#ifndef MNI_LAUNCH_H
#define MNI_LAUNCH_H

#include "base/compiler.h"

#include <stdbool.h>
#include <sys/types.h>

/* The two ends of what a program reads from or writes to; owned. */
struct mni_channel {
	int ours; /* non-blocking; -1: closed */
	int its;  /* or one of these */
};

#define MNI_NOTHING (-1) /* it has /dev/null to read */
#define MNI_CLOSED (-2)  /* it has the stream closed */

#define MNI_CHANNEL_NONE ((struct mni_channel){-1, MNI_NOTHING})

/* Opens a pipe in which we have the end OURS, 0 to read and 1 to write; both
 * ends are close-on-exec.  Returns 0, or -1 with errno. */
int mni_channel_pipe(struct mni_channel *channel, int ours) MNI_MUST_USE;

/* Opens a terminal that passes octets on as they are.  Returns 0, or -1 with
 * errno; ENOSYS, where the system has none. */
int mni_channel_terminal(struct mni_channel *channel) MNI_MUST_USE;

/* The standard streams of a program. */
struct mni_channels {
	struct mni_channel in, out, err;
};

#define MNI_CHANNELS_NONE       \
	((struct mni_channels){ \
	    MNI_CHANNEL_NONE, MNI_CHANNEL_NONE, MNI_CHANNEL_NONE})

/* Closes all ends, or those of the program, which then is alone to hold
 * them. */
void mni_channels_close(struct mni_channels *channels);
void mni_channels_close_its(struct mni_channels *channels);

/*
 * Starts WORDS, which end with NULL and are looked for in PATH, with their
 * ends of CHANNELS for standard streams, no signal blocked, and SIGPIPE and
 * SIGINT as they are by default.  With OWN_GROUP it is in a process group of
 * its own, whose number is *out_pid.  Returns 0 or an errno.
 */
int mni_launch(char *const *words, const struct mni_channels *channels,
    bool own_group, pid_t *out_pid) MNI_MUST_USE;

#endif
