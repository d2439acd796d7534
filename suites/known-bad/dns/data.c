/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "data.h"

#include "../bug.h"

#include <arpa/inet.h>
#include <string.h>

const struct bug data_bugs[] = {
    {"short-addresses", "takes an address that lacks octets"},
    {"long-addresses", "takes an address that has octets too many"},
    {"maps-addresses", "prints IPv4 addresses as those that IPv6 has for them"},
    {"any-host", "takes any octets for the name of a host"},
    {"first-string", "shows the first string of a TXT record only"},
    {NULL, NULL},
};

static enum status
append_address(const struct record *record, struct text *lines)
{
	size_t wanted = record->type == TYPE_A ? 4 : 16;
	size_t size = record->data.size - record->data.at;
	char line[INET6_ADDRSTRLEN + 1];
	unsigned char octets[16] = {0};

	if ((size < wanted && !is("short-addresses")) ||
	    (size > wanted && !is("long-addresses")))
		return MALFORMED;
	memcpy(octets, record->data.octets + record->data.at,
	    size < wanted ? size : wanted);
	(void)inet_ntop(record->type == TYPE_A ? AF_INET : AF_INET6, octets,
	    line, sizeof(line));
	if (is("maps-addresses") && wanted == 4)
		text_append(lines, "::ffff:", 7);
	text_append(lines, line, strlen(line));
	return OK;
}

static bool
is_of_host(unsigned char octet)
{
	return octet != 0 &&
	       strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	              "0123456789-_",
	           octet) != NULL;
}

static enum status
append_host(const struct record *record, struct text *lines)
{
	struct packet data = record->data;
	struct name name;
	size_t at, i, size;

	packet_name(&data, &name);
	if (data.bad || data.at != data.size)
		return MALFORMED;
	for (at = 0; name.octets[at] != 0; at += size + 1) {
		size = name.octets[at];
		for (i = 1; i <= size; i++)
			if (!is_of_host(name.octets[at + i]) && !is("any-host"))
				return MALFORMED;
		text_append(lines, ".", at == 0 ? 0 : 1);
		text_append(lines, name.octets + at + 1, size);
	}
	return OK;
}

static enum status
append_strings(const struct record *record, struct text *lines)
{
	struct packet data = record->data;
	bool first = true;
	size_t size;

	for (; data.at < data.size; data.at += size, first = false) {
		size = packet_number(&data, 1);
		if (data.size - data.at < size)
			return MALFORMED;
		if (!first && is("first-string"))
			continue;
		text_append(lines, " \"", first ? 0 : 1);
		text_append(lines, "\"", 1);
		text_append(lines, data.octets + data.at, size);
		text_append(lines, "\"", 1);
	}
	return OK;
}

enum status
data_append(const struct record *record, struct text *lines)
{
	enum status status;

	if (record->type == TYPE_PTR)
		status = append_host(record, lines);
	else if (record->type == TYPE_TXT)
		status = append_strings(record, lines);
	else
		status = append_address(record, lines);
	text_append(lines, "\n", status == OK ? 1 : 0);
	return status;
}
