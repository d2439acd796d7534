/* SPDX-License-Identifier: MIT */
/* The fields of a request. */
#define _POSIX_C_SOURCE 200809L

#include "asked.h"
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const struct bug field_bugs[] = {
    {"names-in-one-case", "knows the names of fields in one case only"},
    {"needs-a-blank", "wants a blank behind each colon"},
    {"keeps-blanks", "takes the blanks around a value for a part of it"},
    {"vt-is-a-blank", "takes a vertical tab for a blank"},
    {"blank-before-colon", "takes a blank before a colon for nothing"},
    {"unknown-field-is-400", "refuses fields that it does not know"},
    {"ignores-close", "keeps every connection"},
    {"close-alone", "knows close when it is the only option"},
    {"length-by-atoi", "reads lengths as atoi() does"},
    {"length-in-any-base", "reads lengths as strtol() does, in any base"},
    {"last-length-counts", "takes the last of several lengths"},
    {"length-wraps", "takes lengths modulo 2^64"},
    {NULL, NULL},
};

struct value {
	const char *text;
	size_t size;
};

static void
keep(char out[static MOST_VALUE], const struct value *value)
{
	(void)snprintf(out, MOST_VALUE, "%.*s", (int)value->size, value->text);
}

static void
take_host(struct asked *asked, const struct value *value)
{
	char host[MOST_VALUE];

	keep(host, value);
	if (asked->hosts > 0 &&
	    (is("first-host-counts") ||
	        (is("equal-hosts-are-one") && strcmp(host, asked->host) == 0)))
		return;
	asked->hosts++;
	memcpy(asked->host, host, sizeof(host));
}

/* Takes one of the options that Connection lists. */
static void
take_option(struct asked *asked, const char *option)
{
	if (strcasecmp(option, "close") == 0)
		asked->closes = !is("ignores-close");
	if (strcasecmp(option, "keep-alive") == 0)
		asked->keeps = true;
}

static void
take_connection(struct asked *asked, const struct value *value)
{
	char list[MOST_VALUE], *rest, *option;

	keep(list, value);
	if (is("close-alone")) {
		take_option(asked, list);
		return;
	}
	option = strtok_r(list, ", \t", &rest);
	for (; option != NULL; option = strtok_r(NULL, ", \t", &rest))
		take_option(asked, option);
	if (is("keeps-blanks") && value->size > 0 &&
	    value->text[value->size - 1] == ' ')
		asked->closes = false;
}

/* The length that a careless server makes of TEXT. */
static bool
guess_length(struct asked *asked, const char *text)
{
	if (is("length-by-atoi"))
		asked->length = (uint64_t)strtoull(text, NULL, 10);
	else if (is("length-in-any-base"))
		asked->length = (uint64_t)strtol(text, NULL, 0);
	else
		return false;
	if (asked->length > 100)
		asked->length = 5;
	return true;
}

static void
take_length(struct asked *asked, const struct value *value)
{
	char text[MOST_VALUE];
	uint64_t length = 0, digit;
	size_t i;

	keep(text, value);
	if (asked->lengths++ > 0 && !is("last-length-counts"))
		refuse(asked, 400);
	if (guess_length(asked, text))
		return;
	for (i = 0; text[i] >= '0' && text[i] <= '9'; i++) {
		digit = (uint64_t)(text[i] - '0');
		if (length > (UINT64_MAX - digit) / 10 && !is("length-wraps"))
			refuse(asked, 413);
		length = length * 10 + digit;
	}
	if (i == 0 || text[i] != '\0')
		refuse(asked, 400);
	asked->length = length;
}

static void
take_coding(struct asked *asked, const struct value *value)
{
	char text[MOST_VALUE];
	size_t size = strlen(asked->coding);

	keep(text, value);
	(void)snprintf(asked->coding + size, sizeof(asked->coding) - size,
	    "%s%.*s", asked->coded ? "," : "",
	    (int)(sizeof(asked->coding) - size - 2), text);
	asked->coded = true;
}

static void
take_expect(struct asked *asked, const struct value *value)
{
	keep(asked->expect, value);
}

static void
take_range(struct asked *asked, const struct value *value)
{
	keep(asked->range, value);
}

static void
take_if_match(struct asked *asked, const struct value *value)
{
	keep(asked->if_match, value);
}

static void
take_if_none_match(struct asked *asked, const struct value *value)
{
	keep(asked->if_none_match, value);
}

static void
take_upgrade(struct asked *asked, const struct value *value)
{
	keep(asked->protocol, value);
}

static const struct field {
	const char *name;
	void (*take)(struct asked *asked, const struct value *value);
} fields[] = {
    {"Host", take_host},
    {"Connection", take_connection},
    {"Content-Length", take_length},
    {"Transfer-Encoding", take_coding},
    {"Expect", take_expect},
    {"Range", take_range},
    {"If-Match", take_if_match},
    {"If-None-Match", take_if_none_match},
    {"Upgrade", take_upgrade},
};

static const struct field *
find_field(const char *name, size_t size)
{
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (strlen(fields[i].name) == size &&
		    (is("names-in-one-case")
		            ? memcmp(name, fields[i].name, size) == 0
		            : strncasecmp(name, fields[i].name, size) == 0))
			return &fields[i];
	return NULL;
}

static bool
is_blank(char octet)
{
	return octet == ' ' || octet == '\t' ||
	       (octet == '\v' && is("vt-is-a-blank"));
}

/* What is behind the colon, without the blanks around it. */
static struct value
value_of(const char *start, const char *end)
{
	while (start < end && is_blank(*start))
		start++;
	while (end > start && is_blank(end[-1]) && !is("keeps-blanks"))
		end--;
	return (struct value){start, (size_t)(end - start)};
}

static bool
has_control(const struct value *value)
{
	size_t i;

	for (i = 0; i < value->size; i++)
		if ((value->text[i] >= 0 && value->text[i] < ' ' &&
		        value->text[i] != '\t') ||
		    value->text[i] == 0x7f)
			return !is("nul-ends-the-head");
	return false;
}

void
take_field(struct asked *asked, const char *text, size_t size)
{
	const struct field *field;
	struct value value;
	size_t name = 0, colon;

	while (name < size && is_token_octet(text[name]))
		name++;
	colon = name;
	while (
	    is("blank-before-colon") && colon < size && is_blank(text[colon]))
		colon++;
	if (name == 0 || colon == size || text[colon] != ':') {
		refuse(asked, 400);
		return;
	}
	if (is("needs-a-blank") && colon + 1 < size && text[colon + 1] != ' ')
		refuse(asked, 400);
	value = value_of(text + colon + 1, text + size);
	if (has_control(&value))
		refuse(asked, 400);
	field = find_field(text, name);
	if (field != NULL)
		field->take(asked, &value);
	else if (is("unknown-field-is-400"))
		refuse(asked, 400);
}
