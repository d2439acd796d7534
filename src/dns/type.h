/* SPDX-License-Identifier: MIT */
/* The types of records that are known here: their numbers, their names, and
 * what their RDATA is made of. */
#ifndef MNI_DNS_TYPE_H
#define MNI_DNS_TYPE_H

#include "base/compiler.h"

#include <stdint.h>

/* Those that are more than text here. */
enum mni_dns_type_number {
	MNI_DNS_A = 1,
	MNI_DNS_NS = 2,
	MNI_DNS_CNAME = 5,
	MNI_DNS_SOA = 6,
	MNI_DNS_PTR = 12,
	MNI_DNS_TXT = 16,
	MNI_DNS_AAAA = 28,
	MNI_DNS_DNAME = 39,
	MNI_DNS_OPT = 41
};

/* A field of RDATA. */
enum mni_dns_field {
	MNI_DNS_FIELD_END = 0,
	MNI_DNS_FIELD_IPV4,
	MNI_DNS_FIELD_IPV6,
	MNI_DNS_FIELD_8, /* numbers of so many bits */
	MNI_DNS_FIELD_16,
	MNI_DNS_FIELD_32,
	MNI_DNS_FIELD_NAME,       /* may be compressed */
	MNI_DNS_FIELD_PLAIN_NAME, /* may not */
	MNI_DNS_FIELD_STRINGS,    /* one or more, up to the end */
	MNI_DNS_FIELD_TAG,        /* of CAA: letters and digits */
	MNI_DNS_FIELD_VALUE,      /* all up to the end, as one string */
	MNI_DNS_FIELD_PARAMETERS  /* of SVCB, up to the end */
};

#define MNI_DNS_FIELDS_MOST 8

struct mni_dns_type {
	uint16_t number;
	const char *name;
	enum mni_dns_field fields[MNI_DNS_FIELDS_MOST]; /* up to the END */
};

/* The type of NUMBER, or NULL when it is not known. */
const struct mni_dns_type *mni_dns_type_of(uint16_t number);

#define MNI_DNS_TYPE_TEXT 10 /* room for the name of any type */

/* The name of type NUMBER; TYPE and the number when it is not known (RFC 3597
 * section 5).  Returns OUT. */
const char *mni_dns_type_text(
    uint16_t number, char out[static MNI_DNS_TYPE_TEXT]);

/* Reads the name of a type, in letters of either case, or TYPE and a number.
 * Returns 0, or -1 when there is no such type, or it is none of records that
 * can be asked for. */
int mni_dns_type_read(const char *text, uint16_t *out_number) MNI_MUST_USE;

#endif
