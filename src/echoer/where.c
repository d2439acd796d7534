/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echoer/where.h"

#include "base/address.h"
#include "echoer/echoer.h"

#include <string.h>

/* What is behind the host: a colon, and the port; or NULL. */
static const char *
find_port(const char *text)
{
	const char *behind = *text == '[' ? strchr(text, ']') : text;
	const char *colon = behind == NULL ? NULL : strchr(behind, ':');

	if (mni_address_is_path(text) || colon == NULL ||
	    strchr(colon + 1, ':') != NULL)
		return NULL;
	return colon;
}

/* 0 to 65535. */
static int
read_port(const char *text, uint16_t *out_port)
{
	unsigned long value = 0;
	size_t digits = strspn(text, "0123456789");
	size_t i;

	if (digits == 0 || digits > 5 || text[digits] != '\0')
		return -1;
	for (i = 0; i < digits; i++)
		value = value * 10 + (unsigned long)(text[i] - '0');
	if (value > UINT16_MAX)
		return -1;
	*out_port = (uint16_t)value;
	return 0;
}

enum mni_status
mni_where_read(
    const char *text, struct mni_where *out_where, struct mni_trouble *trouble)
{
	const char *colon = find_port(text);
	size_t size = colon == NULL ? strlen(text) : (size_t)(colon - text);

	out_where->port = MNI_ECHOER_PORT;
	if (colon != NULL && read_port(colon + 1, &out_where->port) == -1)
		return mni_trouble(trouble, MNI_USAGE,
		    "a port is a number from 0 to 65535, not '%s'", colon + 1);
	if (size == 0 || size >= sizeof(out_where->host))
		return mni_trouble(trouble, MNI_USAGE, "there is no host");
	memcpy(out_where->host, text, size);
	out_where->host[size] = '\0';
	return MNI_OK;
}
