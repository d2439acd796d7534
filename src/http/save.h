/* SPDX-License-Identifier: MIT */
/* A file that is there when it is whole: written beside its place, and put
 * there in the end.  One at a time in a process, whose signals remove it. */
#ifndef MNI_HTTP_SAVE_H
#define MNI_HTTP_SAVE_H

#include "base/compiler.h"
#include "base/deadline.h"
#include "base/status.h"

#include <stdbool.h>

struct mni_save {
	int fd;          /* to write to; owned */
	char *path;      /* owned; the place */
	char *temporary; /* owned; the file beside it; NULL: fd is the place,
	                   * which is no regular file */
};

/*
 * Makes a file beside PATH, with the mode of the one that stands there; a
 * device or pipe that stands there is opened instead, which may take until
 * DEADLINE.  Until mni_save_end() the signals that would end the process remove
 * the file first.  Returns MNI_OK, MNI_OUTPUT, or MNI_TIMEOUT.
 */
enum mni_status mni_save_begin(struct mni_save *save, const char *path,
    struct mni_deadline deadline, struct mni_trouble *trouble) MNI_MUST_USE;

/* Puts the file in its place when it is WHOLE, else removes it.  Returns
 * MNI_OK, or MNI_OUTPUT, and the file is removed then too. */
enum mni_status mni_save_end(struct mni_save *save, bool whole,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
