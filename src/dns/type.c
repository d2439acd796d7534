/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/type.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Types of questions, and those that are of no zone: RFC 6895 section 3.1. */
#define FIRST_META 128
#define LAST_META 255

#define IPV4 MNI_DNS_FIELD_IPV4
#define IPV6 MNI_DNS_FIELD_IPV6
#define U8 MNI_DNS_FIELD_8
#define U16 MNI_DNS_FIELD_16
#define U32 MNI_DNS_FIELD_32
#define NAME MNI_DNS_FIELD_NAME
#define PLAIN MNI_DNS_FIELD_PLAIN_NAME
#define STRINGS MNI_DNS_FIELD_STRINGS
#define TAG MNI_DNS_FIELD_TAG
#define VALUE MNI_DNS_FIELD_VALUE
#define PARAMETERS MNI_DNS_FIELD_PARAMETERS

/* RFC 1035 section 3.3; AAAA: RFC 3596; DNAME: RFC 6672; SRV, CAA, SVCB and
 * HTTPS: RFC 2782, 8659 and 9460.  The name in SRV may be compressed: RFC 3597
 * section 4. */
static const struct mni_dns_type types[] = {
    {MNI_DNS_A, "A", {IPV4}},
    {MNI_DNS_NS, "NS", {NAME}},
    {MNI_DNS_CNAME, "CNAME", {NAME}},
    {MNI_DNS_SOA, "SOA", {NAME, NAME, U32, U32, U32, U32, U32}},
    {MNI_DNS_PTR, "PTR", {NAME}},
    {15, "MX", {U16, NAME}},
    {16, "TXT", {STRINGS}},
    {MNI_DNS_AAAA, "AAAA", {IPV6}},
    {33, "SRV", {U16, U16, U16, NAME}},
    {MNI_DNS_DNAME, "DNAME", {PLAIN}},
    {64, "SVCB", {U16, PLAIN, PARAMETERS}},
    {65, "HTTPS", {U16, PLAIN, PARAMETERS}},
    {257, "CAA", {U8, TAG, VALUE}},
};

const struct mni_dns_type *
mni_dns_type_of(uint16_t number)
{
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].number == number)
			return &types[i];
	return NULL;
}

const char *
mni_dns_type_text(uint16_t number, char out[static MNI_DNS_TYPE_TEXT])
{
	const struct mni_dns_type *type = mni_dns_type_of(number);

	if (type != NULL)
		(void)snprintf(out, MNI_DNS_TYPE_TEXT, "%s", type->name);
	else
		(void)snprintf(
		    out, MNI_DNS_TYPE_TEXT, "TYPE%u", (unsigned)number);
	return out;
}

/* Reads TYPE and a number.  Returns 0, or -1. */
static int
read_generic(const char *text, uint16_t *out_number)
{
	uint32_t number = 0;

	if (strncasecmp(text, "TYPE", 4) != 0 || text[4] == '\0')
		return -1;
	for (text += 4; *text >= '0' && *text <= '9'; text++) {
		number = number * 10 + (uint32_t)(*text - '0');
		if (number > UINT16_MAX)
			return -1;
	}
	if (*text != '\0')
		return -1;
	*out_number = (uint16_t)number;
	return 0;
}

int
mni_dns_type_read(const char *text, uint16_t *out_number)
{
	uint16_t number = 0;
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (strcasecmp(types[i].name, text) == 0) {
			*out_number = types[i].number;
			return 0;
		}
	if (read_generic(text, &number) == -1 || number == 0 ||
	    number == MNI_DNS_OPT ||
	    (number >= FIRST_META && number <= LAST_META))
		return -1;
	*out_number = number;
	return 0;
}
