/* SPDX-License-Identifier: MIT */
/* A program that serves while a test asks it: started behind the emulator of a
 * cross build, in a process group of its own, and killed with that. */
#ifndef MNI_STARTED_H
#define MNI_STARTED_H

#include "base/compiler.h"
#include "judge/launch.h"

#include <stddef.h>
#include <sys/types.h>

struct started {
	pid_t pid; /* 0: it does not run */
	struct mni_channels channels;
};

#define STARTED_NONE ((struct started){.channels = MNI_CHANNELS_NONE})

/* Starts the program PATH with ARGUMENTS, which end with NULL; PROGRAM is none.
 * Returns 0, or -1. */
int started_begin(struct started *program, const char *path,
    const char *const *arguments) MNI_MUST_USE;

/* Waits for all that it says up to a line END, or for NULL for what it says
 * first, in OUT, with a NUL.  Returns 0, or -1 when that does not come. */
int started_hear(struct started *program, const char *end, char *out,
    size_t capacity) MNI_MUST_USE;

/* Kills it, if it runs. */
void started_end(struct started *program);

#endif
