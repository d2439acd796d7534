/* SPDX-License-Identifier: MIT */
/* The RDATA of records: as text, in the form of master files, and as names. */
#ifndef MNI_DNS_RECORD_H
#define MNI_DNS_RECORD_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/status.h"
#include "dns/message.h"
#include "dns/name.h"

/*
 * Appends the RDATA of RECORD in presentation form; in that of RFC 3597
 * section 5 when its type is not known here or its class is not IN.  Errors:
 * malformed, when it is not what its type has; system.
 */
enum mni_status mni_dns_put_rdata(struct mni_bytes *text,
    const struct mni_dns_record *record,
    struct mni_trouble *trouble) MNI_MUST_USE;

/* Reads the RDATA of RECORD, which is a name and nothing else, as that of
 * CNAME, DNAME and PTR.  Errors: malformed. */
enum mni_status mni_dns_rdata_name(const struct mni_dns_record *record,
    struct mni_dns_name *out_name, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
