/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/request.h"

#include <string.h>
#include <strings.h>

static bool
is_among(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcasecmp(name, *names) == 0)
			return true;
	return false;
}

/* These would promise what is not done here. */
static bool
is_framing(const char *name)
{
	static const char *const names[] = {"Connection", "Content-Length",
	    "Expect", "Keep-Alive", "TE", "Trailer", "Transfer-Encoding",
	    "Upgrade", NULL};

	return is_among(name, names);
}

/* Not for another server: RFC 9110 section 15.4, item 3. */
static bool
is_credential(const char *name)
{
	static const char *const names[] = {
	    "Authorization", "Cookie", "Proxy-Authorization", NULL};

	return is_among(name, names);
}

static bool
has_controls(const char *text)
{
	for (; *text != '\0'; text++)
		if (((unsigned char)*text < 0x20 && *text != '\t') ||
		    *text == 0x7f)
			return true;
	return false;
}

enum mni_status
mni_request_field(
    struct mni_fields *fields, const char *line, struct mni_trouble *trouble)
{
	enum mni_status status;
	const char *name;

	if (has_controls(line))
		return mni_trouble(trouble, MNI_USAGE,
		    "a field cannot hold control characters");
	status = mni_fields_add(fields, line, strlen(line), trouble);
	if (status != MNI_OK)
		return status == MNI_MALFORMED ? MNI_USAGE : status;
	name = fields->list[fields->count - 1].name;
	if (is_framing(name))
		return mni_trouble(trouble, MNI_USAGE,
		    "the field %s is not the user's to set", name);
	return MNI_OK;
}

static int
add(struct mni_bytes *out, const char *text)
{
	return mni_bytes_append(out, text, strlen(text));
}

static int
add_field(struct mni_bytes *out, const char *name, const char *value)
{
	return add(out, name) == -1 || add(out, ": ") == -1 ||
	               add(out, value) == -1 || add(out, "\r\n") == -1
	           ? -1
	           : 0;
}

static const char *const ours[] = {"Host", "User-Agent", "Accept", NULL};

/* A field of ours, or the user's in its place; his Host is that of the server
 * he named. */
static int
add_ours(const struct mni_request *request, struct mni_bytes *out,
    const char *name, const char *value)
{
	const char *given = NULL;

	if (request->fields != NULL && (request->trusted || name != ours[0]))
		given = mni_fields_first(request->fields, name);
	return add_field(out, name, given == NULL ? value : given);
}

static int
add_users(const struct mni_request *request, struct mni_bytes *out)
{
	const struct mni_field *field;
	size_t i;

	for (i = 0; request->fields != NULL && i < request->fields->count;
	     i++) {
		field = &request->fields->list[i];
		if (is_among(field->name, ours) ||
		    (!request->trusted && is_credential(field->name)))
			continue;
		if (add_field(out, field->name, field->value) == -1)
			return -1;
	}
	return 0;
}

int
mni_request_write(const struct mni_request *request, const struct mni_url *url,
    struct mni_bytes *out)
{
	if (add(out, request->method) == -1 || add(out, " ") == -1 ||
	    add(out, url->target) == -1 || add(out, " HTTP/1.1\r\n") == -1 ||
	    add_ours(request, out, ours[0], url->authority) == -1 ||
	    add_ours(request, out, ours[1], "mocknet/" PACKAGE_VERSION) == -1 ||
	    add_ours(request, out, ours[2], "*/*") == -1 ||
	    add_users(request, out) == -1)
		return -1;
	if (request->last && add_field(out, "Connection", "close") == -1)
		return -1;
	return add(out, "\r\n");
}
