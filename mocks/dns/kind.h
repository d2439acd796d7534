/* SPDX-License-Identifier: MIT */
/*
 * The types of records, and the fields of their RDATA.  A type that is not in
 * the table is TYPEnnn, and its RDATA has no fields (RFC 3597 section 5).
 */
#ifndef MNI_NS_KIND_H
#define MNI_NS_KIND_H

#include "base/compiler.h"
#include "script/words.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	MNI_RR_A = 1,
	MNI_RR_NS = 2,
	MNI_RR_CNAME = 5,
	MNI_RR_SOA = 6,
	MNI_RR_PTR = 12,
	MNI_RR_MX = 15,
	MNI_RR_TXT = 16,
	MNI_RR_AAAA = 28,
	MNI_RR_SRV = 33,
	MNI_RR_DNAME = 39,
	MNI_RR_OPT = 41,
	MNI_RR_DS = 43,
	MNI_RR_SVCB = 64,
	MNI_RR_HTTPS = 65,
	MNI_RR_IXFR = 251,
	MNI_RR_AXFR = 252,
	MNI_RR_MAILB = 253,
	MNI_RR_MAILA = 254,
	MNI_RR_ANY = 255,
	MNI_RR_CAA = 257
};

enum { MNI_CLASS_IN = 1, MNI_CLASS_CH = 3, MNI_CLASS_ANY = 255 };

enum mni_rr_field {
	MNI_RR_END,    /* of the list */
	MNI_RR_NAME,   /* a name that may be compressed in an answer: those
	                  * of RFC 1035 (RFC 3597 section 4) */
	MNI_RR_TARGET, /* a name that may not */
	MNI_RR_U8,     /* numbers in network order */
	MNI_RR_U16,
	MNI_RR_U32,
	MNI_RR_PERIOD,   /* 32 bits, seconds */
	MNI_RR_ADDRESS4, /* 4 octets */
	MNI_RR_ADDRESS6, /* 16 octets */
	MNI_RR_STRINGS,  /* one character-string or more, to the end */
	MNI_RR_TAG,      /* a character-string of letters and digits */
	MNI_RR_VALUE,    /* all octets that are left */
	MNI_RR_PARAMS    /* SvcParams, to the end */
};

#define MNI_RR_FIELDS 8

/* The fields of TYPE, ended by MNI_RR_END, or NULL: it is not known. */
const enum mni_rr_field *mni_rr_fields(uint16_t type);

/* Whether TOKEN, in any case, names a type: a word of the table, TYPEnnn, or
 * ANY; which. */
bool mni_rr_type_find(const struct mni_token *token, uint16_t *out_type);

/* Whether TOKEN, in any case, names a class: IN, CH, HS, ANY or CLASSnnn;
 * which. */
bool mni_rr_class_find(const struct mni_token *token, uint16_t *out_class);

/*
 * How many of SIZE octets of DATA a field of a kind takes, which begins them:
 * all of them where it goes to the end.  Returns SIZE_MAX when it is not
 * there, or no such field.  Names in it are not compressed.
 */
size_t mni_rr_field_size(
    enum mni_rr_field field, const uint8_t *data, size_t size);

/* Whether SIZE octets of DATA are RDATA of TYPE, whose names are not
 * compressed. */
bool mni_rr_data_fits(uint16_t type, const uint8_t *data, size_t size);

#endif
