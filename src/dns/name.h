/* SPDX-License-Identifier: MIT */
/*
 * Domain names (RFC 1035 section 3.1), whole and uncompressed: labels, each
 * behind its length, and the empty label of the root.  As text they have the
 * escapes of master files (RFC 1035 section 5.1).
 */
#ifndef MNI_DNS_NAME_H
#define MNI_DNS_NAME_H

#include "base/compiler.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MNI_DNS_NAME_MAX 255 /* octets with all lengths: RFC 1035 2.3.4 */
#define MNI_DNS_LABEL_MAX 63

/* Room for any name as text, where an octet may take four, and its NUL. */
#define MNI_DNS_NAME_TEXT 1025

struct mni_dns_name {
	size_t size; /* octets in use, the empty label included: 1 to 255 */
	uint8_t octets[MNI_DNS_NAME_MAX];
};

/* The root, to which labels are added. */
#define MNI_DNS_ROOT ((struct mni_dns_name){.size = 1})

/* Adds a label of SIZE octets behind the others.  Returns 0, or -1 when it is
 * empty or too long, or the name would be. */
int mni_dns_name_add(
    struct mni_dns_name *name, const void *label, size_t size) MNI_MUST_USE;

/*
 * Reads TEXT, with or without the dot of the root at its end.  Errors:
 * no-address, when no such name can be: an empty label, one of more than 63
 * octets, a name of more than 255, octets that are not printing ASCII.
 */
enum mni_status mni_dns_name_read(const char *text,
    struct mni_dns_name *out_name, struct mni_trouble *trouble) MNI_MUST_USE;

/* Writes NAME with the dot of the root at its end.  Returns OUT. */
const char *mni_dns_name_text(
    const struct mni_dns_name *name, char out[static MNI_DNS_NAME_TEXT]);

/* Whether both are the same name, in letters of either case (RFC 4343). */
bool mni_dns_name_equals(
    const struct mni_dns_name *a, const struct mni_dns_name *b);

/* Whether NAME is PARENT or lies below it. */
bool mni_dns_name_is_within(
    const struct mni_dns_name *name, const struct mni_dns_name *parent);

/* Writes NAME with TARGET in the place of PARENT, within which it is (RFC 6672
 * section 2.2).  Returns 0, or -1 when that is too long for a name. */
int mni_dns_name_move(const struct mni_dns_name *name,
    const struct mni_dns_name *parent, const struct mni_dns_name *target,
    struct mni_dns_name *out_name) MNI_MUST_USE;

#endif
