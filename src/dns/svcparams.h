/* SPDX-License-Identifier: MIT */
/* The parameters of SVCB and HTTPS records (RFC 9460) as text. */
#ifndef MNI_DNS_SVCPARAMS_H
#define MNI_DNS_SVCPARAMS_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/status.h"
#include "dns/cursor.h"

/*
 * Appends the parameters that CURSOR has up to its end, each behind a blank;
 * keys without a name here as keyNNNNN.  Errors: malformed, when a length or a
 * value does not fit, or a key does not follow a smaller one; system.
 */
enum mni_status mni_dns_put_parameters(struct mni_bytes *text,
    struct mni_dns_cursor *cursor, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
