/* SPDX-License-Identifier: MIT */
/* Messages as text for people. */
#ifndef MNI_DNS_TEXT_H
#define MNI_DNS_TEXT_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/status.h"

#include <stddef.h>

#define MNI_DNS_RCODE_TEXT 12 /* room for the name of any RCODE */

/* The name of RCODE, such as "NXDOMAIN", or RCODE and the number.  Returns
 * OUT. */
const char *mni_dns_rcode_text(
    unsigned rcode, char out[static MNI_DNS_RCODE_TEXT]);

/*
 * Appends the SIZE octets of a message, a line for the header, the question
 * and each record, as far as it can be read; then what is wrong with it, if
 * anything is.  It is printing ASCII, whatever the octets are.  Returns
 * MNI_OK, or MNI_SYSTEM when there is no memory.
 */
enum mni_status mni_dns_put_message(struct mni_bytes *text, const void *octets,
    size_t size, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
