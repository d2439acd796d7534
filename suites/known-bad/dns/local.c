/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "local.h"

#include "../bug.h"

#include <arpa/inet.h>
#include <string.h>

const struct bug local_bugs[] = {
    {"looks-ipv4-up", "asks for an IPv4 address as for a name"},
    {"looks-ipv6-up", "asks for an IPv6 address as for a name"},
    {"asks-for-localhost", "asks a server for localhost"},
    {"special-alone", "asks a server for what is below a special name"},
    {"asks-for-invalid", "asks a server for names below invalid"},
    {"local-is-localhost", "takes names below local for localhost"},
    {"asks-for-onion", "asks a server for names below onion"},
    {NULL, NULL},
};

static void
append_line(struct text *lines, const char *line)
{
	text_append(lines, line, strlen(line));
	text_append(lines, "\n", 1);
}

bool
local_literal(const char *text, struct text *lines)
{
	unsigned char octets[16];

	if ((is("looks-ipv4-up") || inet_pton(AF_INET, text, octets) != 1) &&
	    (is("looks-ipv6-up") || inet_pton(AF_INET6, text, octets) != 1))
		return false;
	append_line(lines, text);
	return true;
}

static bool
is_special(const struct name *name, const char *parent)
{
	if (is("special-alone") && name->octets[0] != strlen(parent))
		return false;
	return name_is_within(name, parent);
}

enum status
local_name(const struct name *name, struct text *lines)
{
	if (is_special(name, "localhost") && !is("asks-for-localhost")) {
		append_line(lines, "::1");
		append_line(lines, "127.0.0.1");
		return OK;
	}
	if (is("local-is-localhost") && name_is_within(name, "local")) {
		append_line(lines, "127.0.0.1");
		return OK;
	}
	if (is_special(name, "invalid") && !is("asks-for-invalid"))
		return NO_ADDRESS;
	if (is_special(name, "onion") && !is("asks-for-onion"))
		return NO_ADDRESS;
	return WAITING;
}
