/* SPDX-License-Identifier: MIT */
/*
 * A growing run of octets.  It may hold NUL and is never NUL-terminated.
 * The caller's storage: start from MNI_BYTES_EMPTY, end with fini.
 */
#ifndef MNI_BASE_BYTES_H
#define MNI_BASE_BYTES_H

#include "base/compiler.h"

#include <stddef.h>
#include <stdint.h>

struct mni_bytes {
	uint8_t *data;   /* owned; NULL when capacity is 0 */
	size_t size;     /* octets in use, at most capacity */
	size_t capacity; /* octets allocated */
};

#define MNI_BYTES_EMPTY ((struct mni_bytes){.data = NULL})

/* Frees what BYTES holds and makes it empty again. */
void mni_bytes_fini(struct mni_bytes *bytes);

/* Makes room for MORE octets behind the ones in use.  Returns 0, or -1 when
 * there is no memory; BYTES is then unchanged. */
int mni_bytes_reserve(struct mni_bytes *bytes, size_t more) MNI_MUST_USE;

/* Appends SIZE octets.  Returns 0, or -1 when there is no memory. */
int mni_bytes_append(
    struct mni_bytes *bytes, const void *data, size_t size) MNI_MUST_USE;

/* Takes SIZE octets (at most bytes->size) away from the front. */
void mni_bytes_consume(struct mni_bytes *bytes, size_t size);

/* The offset of the first NEEDLE in BYTES, or SIZE_MAX when it is not there;
 * an empty needle is found at 0. */
size_t mni_bytes_find(
    const struct mni_bytes *bytes, const void *needle, size_t size);

#endif
