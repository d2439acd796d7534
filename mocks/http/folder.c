/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/folder.h"

#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#define INDEX "index.html"

static int
hex_value(char c)
{
	if (mni_is_digit(c))
		return c - '0';
	return (c >= 'a' ? c - 'a' : c - 'A') + 10;
}

/* Decodes the octet at *at (RFC 3986 section 2.1) and moves behind it. */
static char
decode(struct mni_slice path, size_t *at)
{
	const char *data = path.data + *at;

	if (data[0] == '%' && path.size - *at > 2 && mni_is_hex(data[1]) &&
	    mni_is_hex(data[2])) {
		*at += 3;
		return (char)(hex_value(data[1]) * 16 + hex_value(data[2]));
	}
	*at += 1;
	return data[0];
}

/* Whether no segment of NAME, which begins with "/", leads elsewhere. */
static bool
stays_below(const char *name)
{
	size_t size;

	while (*name == '/') {
		name++;
		size = strcspn(name, "/");
		if ((size == 0 && *name != '\0') ||
		    (size == 1 && name[0] == '.') ||
		    (size == 2 && memcmp(name, "..", 2) == 0))
			return false;
		name += size;
	}
	return true;
}

bool
mni_folder_find(
    const char *folder, struct mni_slice path, char *out, size_t capacity)
{
	size_t used = strlen(folder), at = 0;
	struct stat status;
	char c;

	if (path.size == 0 || path.data[0] != '/' ||
	    capacity < used + path.size + sizeof(INDEX))
		return false;
	memcpy(out, folder, used);
	while (at < path.size) {
		c = decode(path, &at);
		if (c == '\0' || (c == '/' && path.data[at - 1] != '/'))
			return false;
		out[used++] = c;
	}
	out[used] = '\0';
	if (!stays_below(out + strlen(folder)))
		return false;
	if (out[used - 1] == '/')
		memcpy(out + used, INDEX, sizeof(INDEX));
	return stat(out, &status) == 0 && S_ISREG(status.st_mode);
}
