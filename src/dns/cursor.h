/* SPDX-License-Identifier: MIT */
/*
 * Reading the octets of a message (RFC 1035 section 4.1) from front to back,
 * never past an end.  What cannot be read is malformed, and the trouble names
 * the octet, counted from 0, and what is wrong there.
 */
#ifndef MNI_DNS_CURSOR_H
#define MNI_DNS_CURSOR_H

#include "base/compiler.h"
#include "base/status.h"
#include "dns/name.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mni_dns_cursor {
	const uint8_t *octets; /* from the first of the message; the caller's */
	size_t end;            /* octets that may be read */
	size_t at;             /* of them are read; at most end */
};

/* Reads an unsigned number of WIDTH octets, 1 to 4, the highest first. */
enum mni_status mni_dns_take_number(struct mni_dns_cursor *cursor, size_t width,
    uint32_t *out_number, struct mni_trouble *trouble) MNI_MUST_USE;

/* The same for two octets. */
enum mni_status mni_dns_take_16(struct mni_dns_cursor *cursor,
    uint16_t *out_number, struct mni_trouble *trouble) MNI_MUST_USE;

/* Reads SIZE octets, which stay where they are.  Returns NULL when they are
 * not there, which is malformed. */
const uint8_t *mni_dns_take_octets(struct mni_dns_cursor *cursor, size_t size,
    struct mni_trouble *trouble) MNI_MUST_USE;

/*
 * Reads a name.  A pointer (RFC 1035 section 4.1.4) leads to a prior place
 * behind the header, each one further back than the one before, so that there
 * are no loops; malformed too, when COMPRESSED is not set and there is one.
 */
enum mni_status mni_dns_take_name(struct mni_dns_cursor *cursor,
    bool compressed, struct mni_dns_name *out_name,
    struct mni_trouble *trouble) MNI_MUST_USE;

#endif
