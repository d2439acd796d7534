/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/rdata.h"

#include "dns/digits.h"
#include "dns/kind.h"
#include "dns/params.h"

#include <arpa/inet.h>
#include <string.h>
#include <sys/socket.h>

/* RDATA that is being read. */
struct rdata {
	struct mni_master *master;
	uint16_t type;
	struct mni_bytes *out;
};

static int
append(struct rdata *rdata, const void *data, size_t size)
{
	struct mni_token here;

	if (mni_bytes_append(rdata->out, data, size) == 0)
		return 0;
	here = mni_master_peek(rdata->master);
	return mni_mistake(&rdata->master->reader, &here, "no memory");
}

/* Appends NUMBER as SIZE octets in network order. */
static int
append_number(struct rdata *rdata, uint32_t number, size_t size)
{
	const uint8_t octets[] = {(uint8_t)(number >> 24),
	    (uint8_t)(number >> 16), (uint8_t)(number >> 8), (uint8_t)number};

	return append(rdata, octets + sizeof(octets) - size, size);
}

static int
read_name(struct rdata *rdata, const struct mni_token *token)
{
	struct mni_domain name;

	if (mni_master_domain(rdata->master, token, "a domain name", &name) ==
	    -1)
		return -1;
	return append(rdata, name.wire, name.size);
}

static int
read_number(struct rdata *rdata, const struct mni_token *token, size_t size)
{
	static const char *const what[] = {[1] = "a number up to 255",
	    [2] = "a number up to 65535",
	    [4] = "a number up to 4294967295"};
	uint32_t most = UINT32_MAX >> (8 * (4 - size)), number;

	if (mni_master_number(
	        rdata->master, token, what[size], most, &number) == -1)
		return -1;
	return append_number(rdata, number, size);
}

static int
read_period(struct rdata *rdata, const struct mni_token *token)
{
	uint32_t seconds;

	if (mni_master_period(rdata->master, token,
	        "seconds up to 4294967295, or a time such as 1h30m", UINT32_MAX,
	        &seconds) == -1)
		return -1;
	return append_number(rdata, seconds, 4);
}

static int
read_address(struct rdata *rdata, const struct mni_token *token, int family)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t address[16];

	if (token->kind == MNI_WORD && token->size < sizeof(text)) {
		memcpy(text, token->text, token->size);
		text[token->size] = '\0';
		if (inet_pton(family, text, address) == 1)
			return append(
			    rdata, address, family == AF_INET ? 4 : 16);
	}
	return mni_expected(&rdata->master->reader, token,
	    family == AF_INET ? "an IPv4 address such as 192.0.2.1"
	                      : "an IPv6 address such as 2001:db8::1");
}

/* The octets of TOKEN, escapes resolved, 255 at most where it is a
 * character-string. */
static int
read_octets(struct rdata *rdata, const struct mni_token *token, size_t most)
{
	size_t at = 0, count = 0;
	uint8_t octet;

	while (at < token->size) {
		if (count++ == most)
			return mni_mistake(&rdata->master->reader, token,
			    "a character-string has more than %zu octets",
			    most);
		if (mni_master_octet(rdata->master, token, &at, &octet) == -1 ||
		    append(rdata, &octet, 1) == -1)
			return -1;
	}
	return 0;
}

static int
read_string(struct rdata *rdata, const struct mni_token *token)
{
	size_t length = rdata->out->size;

	if (append_number(rdata, 0, 1) == -1 ||
	    read_octets(rdata, token, UINT8_MAX) == -1)
		return -1;
	rdata->out->data[length] = (uint8_t)(rdata->out->size - length - 1);
	return 0;
}

static int
read_strings(struct rdata *rdata, struct mni_token token)
{
	if (token.kind == MNI_LINE_END)
		return mni_expected(
		    &rdata->master->reader, &token, "a character-string");
	for (;;) {
		if (read_string(rdata, &token) == -1)
			return -1;
		token = mni_master_peek(rdata->master);
		if (token.kind == MNI_LINE_END)
			return 0;
		token = mni_master_next(rdata->master);
	}
}

static int
read_tag(struct rdata *rdata, const struct mni_token *token)
{
	size_t start = rdata->out->size;

	if (token->kind == MNI_WORD && read_string(rdata, token) == -1)
		return -1;
	if (mni_rr_field_size(MNI_RR_TAG, rdata->out->data + start,
	        rdata->out->size - start) == SIZE_MAX)
		return mni_expected(&rdata->master->reader, token,
		    "a tag of letters and digits, such as issue");
	return 0;
}

static int
read_value(struct rdata *rdata, const struct mni_token *token)
{
	if (token->kind == MNI_LINE_END)
		return mni_expected(
		    &rdata->master->reader, token, "a value in quotes");
	return read_octets(rdata, token, UINT16_MAX);
}

static int
read_field(struct rdata *rdata, enum mni_rr_field field)
{
	struct mni_token token;

	if (field == MNI_RR_PARAMS)
		return mni_params_read(rdata->master, rdata->out);
	token = mni_master_next(rdata->master);
	switch (field) {
	case MNI_RR_NAME:
	case MNI_RR_TARGET:
		return read_name(rdata, &token);
	case MNI_RR_U8:
		return read_number(rdata, &token, 1);
	case MNI_RR_U16:
		return read_number(rdata, &token, 2);
	case MNI_RR_U32:
		return read_number(rdata, &token, 4);
	case MNI_RR_PERIOD:
		return read_period(rdata, &token);
	case MNI_RR_ADDRESS4:
		return read_address(rdata, &token, AF_INET);
	case MNI_RR_ADDRESS6:
		return read_address(rdata, &token, AF_INET6);
	case MNI_RR_STRINGS:
		return read_strings(rdata, token);
	case MNI_RR_TAG:
		return read_tag(rdata, &token);
	case MNI_RR_VALUE:
		return read_value(rdata, &token);
	case MNI_RR_PARAMS:
	case MNI_RR_END:
		break;
	}
	return 0;
}

/* Behind \#: how many octets, and they themselves in any number of words. */
static int
read_generic(struct rdata *rdata)
{
	struct mni_token token = mni_master_next(rdata->master), first = token;
	static const uint8_t none[1];
	size_t start = rdata->out->size, size;
	const uint8_t *data;
	uint32_t wanted;

	if (mni_master_number(rdata->master, &token,
	        "the number of octets behind \\#", UINT16_MAX, &wanted) == -1)
		return -1;
	for (;;) {
		token = mni_master_peek(rdata->master);
		if (token.kind == MNI_LINE_END)
			break;
		token = mni_master_next(rdata->master);
		if (mni_digits_hex(rdata->master, &token, rdata->out) == -1)
			return -1;
	}
	size = rdata->out->size - start;
	if (size != wanted)
		return mni_mistake(&rdata->master->reader, &first,
		    "\\# says %u octets, and %zu are there", wanted, size);
	data = size == 0 ? none : rdata->out->data + start;
	if (!mni_rr_data_fits(rdata->type, data, size))
		return mni_mistake(&rdata->master->reader, &first,
		    "these octets are no RDATA of the type");
	return 0;
}

static int
read_fields(struct rdata *rdata)
{
	const enum mni_rr_field *field = mni_rr_fields(rdata->type);
	size_t start = rdata->out->size;
	struct mni_token token = mni_master_peek(rdata->master);

	if (mni_token_is(&token, "\\#")) {
		(void)mni_master_next(rdata->master);
		return read_generic(rdata);
	}
	if (field == NULL)
		return mni_expected(&rdata->master->reader, &token,
		    "\\# and RDATA in hexadecimal digits");
	for (; *field != MNI_RR_END; field++)
		if (read_field(rdata, *field) == -1)
			return -1;
	if (rdata->out->size - start > UINT16_MAX)
		return mni_mistake(&rdata->master->reader, &token,
		    "the RDATA has more than 65535 octets");
	return 0;
}

int
mni_rdata_read(struct mni_master *master, uint16_t type, struct mni_bytes *out)
{
	struct rdata rdata = {.master = master, .type = type, .out = out};

	if (read_fields(&rdata) == -1)
		return -1;
	return mni_master_take_end(master);
}

static bool
has_data(uint16_t type)
{
	return type != 0 && type != MNI_RR_OPT && (type < 128 || type > 255);
}

/* Takes TOKEN as a TTL or class, of which each may stand once.  Returns 1, 0
 * when it is neither, or -1 and notes a mistake. */
static int
take_option(struct mni_master *master, const struct mni_token *token,
    struct mni_rr_head *out)
{
	if (!out->has_class && mni_rr_class_find(token, &out->class)) {
		out->has_class = true;
		out->class_token = *token;
		return 1;
	}
	if (token->kind != MNI_WORD || *token->text < '0' ||
	    *token->text > '9' || out->has_ttl)
		return 0;
	if (mni_master_period(master, token,
	        "a TTL up to 2147483647, or a time such as 1h30m", MNI_TTL_MOST,
	        &out->ttl) == -1)
		return -1;
	out->has_ttl = true;
	out->ttl_token = *token;
	return 1;
}

int
mni_rr_head_read(struct mni_master *master, struct mni_rr_head *out)
{
	struct mni_token token;
	int taken;

	*out = (struct mni_rr_head){.class = MNI_CLASS_IN};
	do {
		token = mni_master_next(master);
		taken = take_option(master, &token, out);
	} while (taken == 1);
	if (taken == -1)
		return -1;
	if (!mni_rr_type_find(&token, &out->type))
		return mni_expected(
		    &master->reader, &token, "a type such as A or TYPE65399");
	if (!has_data(out->type))
		return mni_mistake(&master->reader, &token,
		    "no record can have the type '%.*s'", (int)token.size,
		    token.text);
	out->type_token = token;
	return 0;
}
