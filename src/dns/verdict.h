/* SPDX-License-Identifier: MIT */
/* What a response means for the look-up that it answers. */
#ifndef MNI_DNS_VERDICT_H
#define MNI_DNS_VERDICT_H

#include "base/compiler.h"
#include "base/status.h"
#include "dns/asking.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Takes what came from the server of TRY, SIZE octets.  Returns false when it
 * is not the response to its query, and *trouble says why. */
bool mni_dns_verdict(struct mni_dns_try *try, const uint8_t *octets,
    size_t size, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
