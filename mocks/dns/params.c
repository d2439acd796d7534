/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/params.h"

#include "dns/digits.h"

#include <arpa/inet.h>
#include <string.h>

#define MOST_PARAMS 64
#define MOST_VALUE 1024

enum { MANDATORY, ALPN, NO_DEFAULT_ALPN, PORT, IPV4HINT, ECH, IPV6HINT };

struct param {
	uint16_t key;
	struct mni_token name;
	size_t at, size; /* of its value in the octets of all of them */
};

/* A value that is being read. */
struct value {
	struct mni_master *master;
	struct mni_token token;   /* without its quotes */
	uint8_t text[MOST_VALUE]; /* its octets, the escapes of a master file
	                            * resolved */
	size_t size;              /* of it */
	size_t at;                /* where the next item of a list begins */
	struct mni_bytes *out;
};

static const char *const words[] = {[MANDATORY] = "mandatory",
    [ALPN] = "alpn",
    [NO_DEFAULT_ALPN] = "no-default-alpn",
    [PORT] = "port",
    [IPV4HINT] = "ipv4hint",
    [ECH] = "ech",
    [IPV6HINT] = "ipv6hint"};

static int
append(struct value *value, const void *data, size_t size)
{
	if (mni_bytes_append(value->out, data, size) == -1)
		return mni_mistake(
		    &value->master->reader, &value->token, "no memory");
	return 0;
}

static int
append_u16(struct value *value, uint32_t number)
{
	const uint8_t octets[] = {(uint8_t)(number >> 8), (uint8_t)number};

	return append(value, octets, sizeof(octets));
}

static bool
is_word(const char *text, size_t size, const char *word)
{
	return size == strlen(word) && memcmp(text, word, size) == 0;
}

/* The number of the key that SIZE octets of TEXT name, or -1. */
static int
key_of(const char *text, size_t size)
{
	int number = 0;
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (is_word(text, size, words[i]))
			return (int)i;
	if (size < 4 || size > 8 || memcmp(text, "key", 3) != 0)
		return -1;
	for (i = 3; i < size; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		number = number * 10 + text[i] - '0';
	}
	return number < UINT16_MAX ? number : -1;
}

static int
expected(struct value *value, const char *what)
{
	return mni_expected(&value->master->reader, &value->token, what);
}

/* The next item of a list, up to a comma without a backslash before it; a
 * backslash stands for the octet behind it.  Returns its octets. */
static size_t
next_item(struct value *value, uint8_t item[static MOST_VALUE])
{
	size_t size = 0;
	uint8_t octet;

	while (value->at < value->size) {
		octet = value->text[value->at++];
		if (octet == ',')
			break;
		if (octet == '\\' && value->at < value->size)
			octet = value->text[value->at++];
		item[size++] = octet;
	}
	return size;
}

static bool
is_no_list(const struct value *value)
{
	return value->size == 0 || value->text[value->size - 1] == ',';
}

static int
read_alpn(struct value *value)
{
	static const char what[] = "protocols such as h2,h3";
	uint8_t item[MOST_VALUE], length;
	size_t size;

	if (is_no_list(value))
		return expected(value, what);
	while (value->at < value->size) {
		size = next_item(value, item);
		if (size == 0 || size > UINT8_MAX)
			return expected(value, what);
		length = (uint8_t)size;
		if (append(value, &length, 1) == -1 ||
		    append(value, item, length) == -1)
			return -1;
	}
	return 0;
}

static int
read_hints(struct value *value, int family, size_t octets)
{
	const char *what = family == AF_INET
	                       ? "IPv4 addresses with commas between them"
	                       : "IPv6 addresses with commas between them";
	uint8_t item[MOST_VALUE], address[16];
	char text[INET6_ADDRSTRLEN];
	size_t size;

	if (is_no_list(value))
		return expected(value, what);
	while (value->at < value->size) {
		size = next_item(value, item);
		if (size >= sizeof(text))
			return expected(value, what);
		memcpy(text, item, size);
		text[size] = '\0';
		if (inet_pton(family, text, address) != 1)
			return expected(value, what);
		if (append(value, address, octets) == -1)
			return -1;
	}
	return 0;
}

static int
read_port(struct value *value)
{
	uint32_t port = 0;

	if (mni_master_number(value->master, &value->token,
	        "a port up to 65535", UINT16_MAX, &port) == -1)
		return -1;
	return append_u16(value, port);
}

/* Puts KEY where it belongs among COUNT keys.  Returns whether it was not
 * there. */
static bool
insert_key(uint16_t *keys, size_t count, uint16_t key)
{
	size_t i = count;

	for (; i > 0 && keys[i - 1] >= key; i--) {
		if (keys[i - 1] == key)
			return false;
		keys[i] = keys[i - 1];
	}
	keys[i] = key;
	return true;
}

/* The keys, in the order of their numbers. */
static int
read_mandatory(struct value *value)
{
	static const char what[] =
	    "keys other than mandatory, each once, with commas between them";
	uint8_t item[MOST_VALUE];
	uint16_t keys[MOST_PARAMS];
	size_t count = 0, i;
	int key;

	if (is_no_list(value))
		return expected(value, what);
	for (; value->at < value->size; count++) {
		i = next_item(value, item);
		key = key_of((const char *)item, i);
		if (key <= MANDATORY || count == MOST_PARAMS ||
		    !insert_key(keys, count, (uint16_t)key))
			return expected(value, what);
	}
	for (i = 0; i < count; i++)
		if (append_u16(value, keys[i]) == -1)
			return -1;
	return 0;
}

static int
read_value(struct value *value, int key)
{
	switch (key) {
	case MANDATORY:
		return read_mandatory(value);
	case ALPN:
		return read_alpn(value);
	case NO_DEFAULT_ALPN:
		return value->size == 0 ? 0 : expected(value, "no value");
	case PORT:
		return read_port(value);
	case IPV4HINT:
		return read_hints(value, AF_INET, 4);
	case ECH:
		return mni_digits_base64(
		    value->master, &value->token, value->out);
	case IPV6HINT:
		return read_hints(value, AF_INET6, 16);
	default:
		return append(value, value->text, value->size);
	}
}

/* Splits KEY=VALUE; the value without its quotes. */
static struct mni_token
split(struct mni_token *name)
{
	const char *equals = memchr(name->text, '=', name->size);
	struct mni_token value = *name;

	if (equals == NULL)
		return mni_token_from(name, name->size);
	value = mni_token_from(name, (size_t)(equals - name->text) + 1);
	name->size = (size_t)(equals - name->text);
	if (value.size >= 2 && *value.text == '"') {
		value = mni_token_from(&value, 1);
		value.size--;
	}
	return value;
}

/* Resolves the escapes of the value. */
static int
resolve(struct value *value)
{
	size_t at = 0;

	while (at < value->token.size) {
		if (value->size == MOST_VALUE)
			return mni_mistake(&value->master->reader,
			    &value->token, "a value has more than %d octets",
			    MOST_VALUE);
		if (mni_master_octet(value->master, &value->token, &at,
		        &value->text[value->size++]) == -1)
			return -1;
	}
	return 0;
}

/* Reads the parameter of TOKEN; its value goes behind those in ALL. */
static int
read_param(struct mni_master *master, const struct mni_token *token,
    struct mni_bytes *all, struct param *param)
{
	struct value value = {.master = master, .out = all};
	int key;

	param->name = *token;
	value.token = split(&param->name);
	key = token->kind == MNI_WORD
	          ? key_of(param->name.text, param->name.size)
	          : -1;
	if (key == -1)
		return mni_expected(&master->reader, token,
		    "a parameter: mandatory, alpn, no-default-alpn, port, "
		    "ipv4hint, ech, ipv6hint or keyNNN");
	param->key = (uint16_t)key;
	param->at = all->size;
	if (resolve(&value) == -1 || read_value(&value, key) == -1)
		return -1;
	param->size = all->size - param->at;
	return 0;
}

/* Puts the last of COUNT parameters where its key belongs. */
static int
insert(struct mni_master *master, struct param *params, size_t count)
{
	struct param last = params[count - 1];
	size_t i = count - 1;

	for (; i > 0 && params[i - 1].key >= last.key; i--) {
		if (params[i - 1].key == last.key)
			return mni_mistake(&master->reader, &last.name,
			    "the parameter stands twice");
		params[i] = params[i - 1];
	}
	params[i] = last;
	return 0;
}

static int
write_params(struct mni_master *master, const struct param *params,
    size_t count, const struct mni_bytes *all, struct mni_bytes *out)
{
	struct value value = {.master = master, .out = out};
	size_t i;

	for (i = 0; i < count; i++) {
		value.token = params[i].name;
		if (append_u16(&value, params[i].key) == -1 ||
		    append_u16(&value, (uint32_t)params[i].size) == -1 ||
		    (params[i].size > 0 &&
		        append(&value, all->data + params[i].at,
		            params[i].size) == -1))
			return -1;
	}
	return 0;
}

/* Every key that the parameter mandatory lists has to be there. */
static int
check_mandatory(struct mni_master *master, const struct param *params,
    size_t count, const struct mni_bytes *all)
{
	const uint8_t *list;
	size_t at, i;

	if (count == 0 || params[0].key != MANDATORY || all->data == NULL)
		return 0;
	list = all->data + params[0].at;
	for (at = 0; at < params[0].size; at += 2) {
		for (i = 1; i < count; i++)
			if (params[i].key == list[at] * 256 + list[at + 1])
				break;
		if (i == count)
			return mni_mistake(&master->reader, &params[0].name,
			    "key%d is mandatory, and missing",
			    list[at] * 256 + list[at + 1]);
	}
	return 0;
}

static int
read_all(
    struct mni_master *master, struct mni_bytes *all, struct mni_bytes *out)
{
	struct param params[MOST_PARAMS];
	struct mni_token token;
	size_t count = 0;

	for (;;) {
		token = mni_master_peek(master);
		if (token.kind == MNI_LINE_END)
			break;
		token = mni_master_next(master);
		if (count == MOST_PARAMS)
			return mni_mistake(&master->reader, &token,
			    "at most %d parameters", MOST_PARAMS);
		if (read_param(master, &token, all, &params[count++]) == -1 ||
		    insert(master, params, count) == -1)
			return -1;
	}
	if (check_mandatory(master, params, count, all) == -1)
		return -1;
	return write_params(master, params, count, all, out);
}

int
mni_params_read(struct mni_master *master, struct mni_bytes *out)
{
	struct mni_bytes all = MNI_BYTES_EMPTY;
	int result = read_all(master, &all, out);

	mni_bytes_fini(&all);
	return result;
}

bool
mni_params_fit(const uint8_t *data, size_t size)
{
	size_t at = 0;
	int before = -1, key;

	while (at < size) {
		if (size - at < 4)
			return false;
		key = data[at] * 256 + data[at + 1];
		if (key <= before)
			return false;
		before = key;
		at += 4U + data[at + 2] * 256U + data[at + 3];
		if (at > size)
			return false;
	}
	return true;
}
