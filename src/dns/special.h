/* SPDX-License-Identifier: MIT */
/* Names that no server is asked for (RFC 6761, RFC 7686). */
#ifndef MNI_DNS_SPECIAL_H
#define MNI_DNS_SPECIAL_H

#include "dns/name.h"

enum mni_dns_special {
	MNI_DNS_ORDINARY,
	MNI_DNS_LOCALHOST, /* they have the addresses of the loopback: RFC 6761
	                    * section 6.3 */
	MNI_DNS_NOWHERE    /* there are none: invalid, RFC 6761 section 6.4;
	                    * onion, RFC 7686 section 2 */
};

/* What NAME is, which may lie below one of them. */
enum mni_dns_special mni_dns_special_of(const struct mni_dns_name *name);

#endif
