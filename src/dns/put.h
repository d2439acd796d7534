/* SPDX-License-Identifier: MIT */
/* Text that grows piece by piece, in the forms of master files (RFC 1035
 * section 5.1).  Each returns MNI_OK, or MNI_SYSTEM when there is no memory. */
#ifndef MNI_DNS_PUT_H
#define MNI_DNS_PUT_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/status.h"
#include "dns/cursor.h"
#include "dns/name.h"

#include <stddef.h>
#include <stdint.h>

/* Appends formatted text, 1023 octets at most. */
enum mni_status mni_dns_put(struct mni_bytes *text, struct mni_trouble *trouble,
    const char *format, ...) MNI_PRINTF(3, 4) MNI_MUST_USE;

/* Appends NAME. */
enum mni_status mni_dns_put_name(struct mni_bytes *text,
    const struct mni_dns_name *name, struct mni_trouble *trouble) MNI_MUST_USE;

/* Appends SIZE octets of a string, without quotes around them: quotes and
 * backslashes behind a backslash, what is not printing ASCII as \DDD. */
enum mni_status mni_dns_put_string(struct mni_bytes *text,
    const uint8_t *octets, size_t size,
    struct mni_trouble *trouble) MNI_MUST_USE;

/* Appends the address of FAMILY, AF_INET or AF_INET6, that CURSOR comes to;
 * malformed, when it is not there. */
enum mni_status mni_dns_put_address(struct mni_bytes *text,
    struct mni_dns_cursor *cursor, int family,
    struct mni_trouble *trouble) MNI_MUST_USE;

/* Appends SIZE octets as hexadecimal digits. */
enum mni_status mni_dns_put_hex(struct mni_bytes *text, const uint8_t *octets,
    size_t size, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
