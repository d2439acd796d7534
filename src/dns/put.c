/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/put.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

static enum mni_status
put_octets(struct mni_bytes *text, const char *octets, size_t size,
    struct mni_trouble *trouble)
{
	if (mni_bytes_append(text, octets, size) == 0)
		return MNI_OK;
	return mni_trouble(trouble, MNI_SYSTEM, "no memory");
}

enum mni_status
mni_dns_put(struct mni_bytes *text, struct mni_trouble *trouble,
    const char *format, ...)
{
	char piece[1024];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(piece, sizeof(piece), format, args);
	va_end(args);
	return put_octets(text, piece, strlen(piece), trouble);
}

enum mni_status
mni_dns_put_name(struct mni_bytes *text, const struct mni_dns_name *name,
    struct mni_trouble *trouble)
{
	char piece[MNI_DNS_NAME_TEXT];

	(void)mni_dns_name_text(name, piece);
	return put_octets(text, piece, strlen(piece), trouble);
}

enum mni_status
mni_dns_put_string(struct mni_bytes *text, const uint8_t *octets, size_t size,
    struct mni_trouble *trouble)
{
	enum mni_status status = MNI_OK;
	size_t i;

	for (i = 0; i < size && status == MNI_OK; i++) {
		if (octets[i] < ' ' || octets[i] > '~')
			status = mni_dns_put(
			    text, trouble, "\\%03u", (unsigned)octets[i]);
		else if (octets[i] == '"' || octets[i] == '\\')
			status = mni_dns_put(text, trouble, "\\%c", octets[i]);
		else
			status = mni_dns_put(text, trouble, "%c", octets[i]);
	}
	return status;
}

enum mni_status
mni_dns_put_hex(struct mni_bytes *text, const uint8_t *octets, size_t size,
    struct mni_trouble *trouble)
{
	enum mni_status status = MNI_OK;
	size_t i;

	for (i = 0; i < size && status == MNI_OK; i++)
		status =
		    mni_dns_put(text, trouble, "%02x", (unsigned)octets[i]);
	return status;
}

enum mni_status
mni_dns_put_address(struct mni_bytes *text, struct mni_dns_cursor *cursor,
    int family, struct mni_trouble *trouble)
{
	char address[INET6_ADDRSTRLEN];
	const uint8_t *octets =
	    mni_dns_take_octets(cursor, family == AF_INET ? 4 : 16, trouble);

	if (octets == NULL)
		return MNI_MALFORMED;
	return mni_dns_put(text, trouble, "%s",
	    inet_ntop(family, octets, address, sizeof(address)));
}
