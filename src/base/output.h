/* SPDX-License-Identifier: MIT */
/*
 * Octets that came from the network on their way out: to a file or pipe they
 * go as they are, to a terminal with control characters and what is not UTF-8
 * as escapes of C.  They may come in pieces, cut anywhere.  Who takes them may
 * be slow: what he has not taken yet is held here.
 */
#ifndef MNI_BASE_OUTPUT_H
#define MNI_BASE_OUTPUT_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/deadline.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mni_output {
	int fd;                  /* -1: all is kept in waiting */
	int own;                 /* fd, when it is ours to close; or -1 */
	bool is_pipe;            /* fd is one, and may be opened again */
	bool escaped;            /* fd is a terminal */
	size_t at_once;          /* what fd takes without blocking when ready */
	struct mni_bytes broken; /* escaped: a character that is not whole */
	struct mni_bytes waiting; /* to be written, behind what is written */
	size_t written;           /* octets of waiting */
};

/* An output to FD, or into memory when FD is -1.  It ends with fini. */
struct mni_output mni_output_to(int fd);

void mni_output_fini(struct mni_output *output);

/* Takes SIZE octets.  Returns 0, or -1 when there is no memory. */
int mni_output_put(
    struct mni_output *output, const void *data, size_t size) MNI_MUST_USE;

/* Nothing follows: what is left of a broken character is put as it is.
 * Returns 0, or -1 when there is no memory. */
int mni_output_end(struct mni_output *output) MNI_MUST_USE;

/* How many octets wait to be written. */
size_t mni_output_waiting(const struct mni_output *output);

/* Writes some of what waits to fd, which is ready (POLLOUT).  Returns 0, or
 * -1 with errno. */
int mni_output_write(struct mni_output *output) MNI_MUST_USE;

/* Writes all that waits.  Returns 0, or -1 with errno; that is ETIMEDOUT when
 * the deadline passed first. */
int mni_output_drain(
    struct mni_output *output, struct mni_deadline deadline) MNI_MUST_USE;

/*
 * Takes SIZE octets and writes them at once, with all that waited.  Returns 0,
 * or -1 with errno; that is ETIMEDOUT when the deadline passed first, ENOMEM
 * when there is no memory.
 */
int mni_output_send(struct mni_output *output, const void *data, size_t size,
    struct mni_deadline deadline) MNI_MUST_USE;

#endif
