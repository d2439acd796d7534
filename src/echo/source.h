/* SPDX-License-Identifier: MIT */
/* Where the octets to be echoed come from: memory, or a descriptor that is
 * read up to its end. */
#ifndef MNI_ECHO_SOURCE_H
#define MNI_ECHO_SOURCE_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/deadline.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mni_source {
	int fd;              /* the caller's; -1: memory */
	const uint8_t *data; /* memory: what is left; the caller's */
	size_t size;         /* octets of data */
	bool ended;
};

struct mni_source mni_source_of(const void *data, size_t size);

struct mni_source mni_source_from(int fd);

/* Appends what can be had at once to BYTES, MOST octets at most; a descriptor
 * has to be ready (POLLIN).  Errors: system. */
enum mni_status mni_source_read(struct mni_source *source,
    struct mni_bytes *bytes, size_t most,
    struct mni_trouble *trouble) MNI_MUST_USE;

/* Appends all of it, MOST octets at most, to BYTES.  Blocks until DEADLINE at
 * most.  Errors: too-large, timeout, system. */
enum mni_status mni_source_read_all(struct mni_source *source, size_t most,
    struct mni_deadline deadline, struct mni_bytes *bytes,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
