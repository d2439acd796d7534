/* SPDX-License-Identifier: MIT */
/*
 * A folder for the files and sockets of a Check program.  It is made and
 * removed outside the tests, so that what a test leaves behind when it fails,
 * or is killed, goes as well.
 */
#ifndef MNI_SCRATCH_H
#define MNI_SCRATCH_H

#include "base/compiler.h"

#include <stddef.h>

#define SCRATCH_PATH 200

/* Makes the folder.  Returns 0, or -1 with errno. */
int scratch_open(void) MNI_MUST_USE;

/* Removes the folder and the files in it. */
void scratch_close(void);

/* The path of NAME in the folder.  Returns OUT. */
const char *scratch_path(char out[static SCRATCH_PATH], const char *name);

/* Writes SIZE octets of DATA to the file NAME there; the test fails when that
 * cannot be. */
void scratch_write(const char *name, const void *data, size_t size);

#endif
