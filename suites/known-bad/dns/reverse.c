/* SPDX-License-Identifier: MIT */
#define _POSIX_C_SOURCE 200809L

#include "reverse.h"

#include "../bug.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

const struct bug reverse_bugs[] = {
    {"octets-in-order", "looks an IPv4 address up from its first octet on"},
    {"nibbles-in-order", "writes the nibbles of each octet in their order"},
    {NULL, NULL},
};

static void
add(struct name *name, bool decimal, unsigned number)
{
	char label[8];

	(void)snprintf(label, sizeof(label), decimal ? "%u" : "%x", number);
	(void)name_add(name, label, strlen(label));
}

static void
add_decimals(struct name *name, const unsigned char octets[static 4])
{
	size_t i;

	for (i = 0; i < 4; i++)
		add(name, true, octets[is("octets-in-order") ? i : 3 - i]);
	(void)name_add(name, "in-addr", 7);
}

static void
add_nibbles(struct name *name, const unsigned char octets[static 16])
{
	bool straight = is("nibbles-in-order");
	size_t i;

	for (i = 16; i-- > 0;) {
		add(name, false, straight ? octets[i] >> 4 : octets[i] & 0xfU);
		add(name, false, straight ? octets[i] & 0xfU : octets[i] >> 4);
	}
	(void)name_add(name, "ip6", 3);
}

bool
reverse_of(const char *text, struct name *out_name)
{
	unsigned char octets[16];

	*out_name = (struct name){.size = 0};
	if (inet_pton(AF_INET, text, octets) == 1)
		add_decimals(out_name, octets);
	else if (inet_pton(AF_INET6, text, octets) == 1)
		add_nibbles(out_name, octets);
	else
		return false;
	return name_add(out_name, "arpa", 4) && name_end(out_name);
}
