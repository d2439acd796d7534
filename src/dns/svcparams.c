/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/svcparams.h"

#include "dns/put.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct parameter {
	const char *name;
	const char *before, *behind; /* its value */
	enum mni_status (*put)(struct mni_bytes *text,
	    struct mni_dns_cursor *value, struct mni_trouble *trouble);
	bool list; /* of members that are put one by one */
};

static bool
is_over(const struct mni_dns_cursor *value)
{
	return value->at == value->end;
}

static enum mni_status put_key(
    struct mni_bytes *text, uint16_t key, struct mni_trouble *trouble);

static enum mni_status
put_member_key(struct mni_bytes *text, struct mni_dns_cursor *value,
    struct mni_trouble *trouble)
{
	uint16_t key = 0;
	enum mni_status status = mni_dns_take_16(value, &key, trouble);

	return status == MNI_OK ? put_key(text, key, trouble) : status;
}

/* A member of a list, in which a comma or a backslash stands behind a
 * backslash; then the list is a string, in which a backslash does. */
static enum mni_status
put_member(struct mni_bytes *text, const uint8_t *octets, size_t size,
    struct mni_trouble *trouble)
{
	enum mni_status status = MNI_OK;
	size_t i;

	for (i = 0; i < size && status == MNI_OK; i++) {
		if (octets[i] == ',' || octets[i] == '\\')
			status = mni_dns_put(text, trouble, "\\\\");
		if (status == MNI_OK)
			status =
			    mni_dns_put_string(text, octets + i, 1, trouble);
	}
	return status;
}

/* Appends a protocol, which is behind its length. */
static enum mni_status
put_protocol(struct mni_bytes *text, struct mni_dns_cursor *value,
    struct mni_trouble *trouble)
{
	const uint8_t *octets;
	uint32_t size = 0;
	enum mni_status status = mni_dns_take_number(value, 1, &size, trouble);

	if (status != MNI_OK)
		return status;
	if (size == 0)
		return mni_trouble(trouble, MNI_MALFORMED,
		    "octet %zu: an empty protocol in alpn", value->at - 1);
	octets = mni_dns_take_octets(value, size, trouble);
	if (octets == NULL)
		return MNI_MALFORMED;
	return put_member(text, octets, size, trouble);
}

static enum mni_status
put_nothing(struct mni_bytes *text, struct mni_dns_cursor *value,
    struct mni_trouble *trouble)
{
	(void)text;
	(void)value;
	(void)trouble;
	return MNI_OK;
}

static enum mni_status
put_port(struct mni_bytes *text, struct mni_dns_cursor *value,
    struct mni_trouble *trouble)
{
	uint16_t port = 0;
	enum mni_status status = mni_dns_take_16(value, &port, trouble);

	if (status != MNI_OK)
		return status;
	return mni_dns_put(text, trouble, "%u", (unsigned)port);
}

static enum mni_status
put_ipv4(struct mni_bytes *text, struct mni_dns_cursor *value,
    struct mni_trouble *trouble)
{
	return mni_dns_put_address(text, value, AF_INET, trouble);
}

static enum mni_status
put_ipv6(struct mni_bytes *text, struct mni_dns_cursor *value,
    struct mni_trouble *trouble)
{
	return mni_dns_put_address(text, value, AF_INET6, trouble);
}

static enum mni_status
put_base64(struct mni_bytes *text, struct mni_dns_cursor *value,
    struct mni_trouble *trouble)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                             "abcdefghijklmnopqrstuvwxyz0123456789+/";
	enum mni_status status = MNI_OK;
	uint32_t bits;
	size_t i, size;

	for (; status == MNI_OK && !is_over(value); value->at += size) {
		size = value->end - value->at < 3 ? value->end - value->at : 3;
		for (bits = 0, i = 0; i < 3; i++)
			bits = bits << 8 |
			       (i < size ? value->octets[value->at + i] : 0U);
		status = mni_dns_put(text, trouble, "%c%c%c%c",
		    digits[bits >> 18], digits[bits >> 12 & 63],
		    size > 1 ? digits[bits >> 6 & 63] : '=',
		    size > 2 ? digits[bits & 63] : '=');
	}
	return status;
}

static enum mni_status
put_octets(struct mni_bytes *text, struct mni_dns_cursor *value,
    struct mni_trouble *trouble)
{
	const uint8_t *octets = value->octets + value->at;
	size_t size = value->end - value->at;

	value->at = value->end;
	return mni_dns_put_string(text, octets, size, trouble);
}

/* By their keys, from 0 on. */
static const struct parameter known[] = {
    {"mandatory", "=", "", put_member_key, true},
    {"alpn", "=\"", "\"", put_protocol, true},
    {"no-default-alpn", "", "", put_nothing, false},
    {"port", "=", "", put_port, false},
    {"ipv4hint", "=", "", put_ipv4, true},
    {"ech", "=", "", put_base64, false},
    {"ipv6hint", "=", "", put_ipv6, true},
    {"dohpath", "=\"", "\"", put_octets, false},
};
#define KNOWN (sizeof(known) / sizeof(known[0]))

/* Any other. */
static const struct parameter unknown = {NULL, "=\"", "\"", put_octets, false};

static enum mni_status
put_key(struct mni_bytes *text, uint16_t key, struct mni_trouble *trouble)
{
	if (key < KNOWN)
		return mni_dns_put(text, trouble, "%s", known[key].name);
	return mni_dns_put(text, trouble, "key%u", (unsigned)key);
}

/* A list has one member at least. */
static enum mni_status
put_value(struct mni_bytes *text, const struct parameter *parameter,
    struct mni_dns_cursor *value, struct mni_trouble *trouble)
{
	enum mni_status status =
	    mni_dns_put(text, trouble, "%s", parameter->before);

	if (status == MNI_OK)
		status = parameter->put(text, value, trouble);
	while (status == MNI_OK && parameter->list && !is_over(value)) {
		status = mni_dns_put(text, trouble, ",");
		if (status == MNI_OK)
			status = parameter->put(text, value, trouble);
	}
	return status == MNI_OK
	           ? mni_dns_put(text, trouble, "%s", parameter->behind)
	           : status;
}

static enum mni_status
put_parameter(struct mni_bytes *text, uint16_t key,
    struct mni_dns_cursor *value, struct mni_trouble *trouble)
{
	const struct parameter *parameter = key < KNOWN ? &known[key]
	                                                : &unknown;
	bool empty = is_over(value) && parameter == &unknown;
	enum mni_status status = mni_dns_put(text, trouble, " ");

	if (status == MNI_OK)
		status = put_key(text, key, trouble);
	if (status == MNI_OK && !empty)
		status = put_value(text, parameter, value, trouble);
	if (status == MNI_OK && !is_over(value))
		status = mni_trouble(trouble, MNI_MALFORMED,
		    "octet %zu: %zu octets too many for parameter %u",
		    value->at, value->end - value->at, (unsigned)key);
	return status;
}

/* Takes the key of a parameter, which is LEAST at least, and its VALUE. */
static enum mni_status
take_parameter(struct mni_dns_cursor *cursor, uint32_t least, uint16_t *out_key,
    struct mni_dns_cursor *out_value, struct mni_trouble *trouble)
{
	size_t place = cursor->at;
	uint16_t size = 0;
	enum mni_status status = mni_dns_take_16(cursor, out_key, trouble);

	if (status == MNI_OK && *out_key < least)
		return mni_trouble(trouble, MNI_MALFORMED,
		    "octet %zu: parameter %u is not behind a smaller one",
		    place, (unsigned)*out_key);
	if (status == MNI_OK)
		status = mni_dns_take_16(cursor, &size, trouble);
	if (status != MNI_OK)
		return status;
	*out_value = *cursor;
	if (mni_dns_take_octets(cursor, size, trouble) == NULL)
		return MNI_MALFORMED;
	out_value->end = cursor->at;
	return MNI_OK;
}

enum mni_status
mni_dns_put_parameters(struct mni_bytes *text, struct mni_dns_cursor *cursor,
    struct mni_trouble *trouble)
{
	enum mni_status status = MNI_OK;
	struct mni_dns_cursor value;
	uint32_t least = 0;
	uint16_t key = 0;

	while (status == MNI_OK && !is_over(cursor)) {
		status = take_parameter(cursor, least, &key, &value, trouble);
		if (status == MNI_OK)
			status = put_parameter(text, key, &value, trouble);
		least = key + 1U;
	}
	return status;
}
