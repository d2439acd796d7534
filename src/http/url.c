/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/url.h"

#include "base/bytes.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A run of characters of the text that is read. */
struct part {
	const char *text;
	size_t size;
};

static const char letters_and_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
static const char digits[] = "0123456789";
static const char hexadecimal[] = "0123456789ABCDEFabcdef";

/* pchar, "/" and "?": RFC 3986 sections 3.3 and 3.4, but for pct-encoded. */
static const char path_marks[] = "-._~!$&'()*+,;=:@/?";

/* Of a registered name only what names of hosts have, and "_". */
static const char host_marks[] = "-._~";

void
mni_url_fini(struct mni_url *url)
{
	free(url->host);
	free(url->authority);
	free(url->target);
	*url = MNI_URL_NONE;
}

static enum mni_status
no_memory(struct mni_trouble *trouble)
{
	return mni_trouble(trouble, MNI_SYSTEM, "no memory");
}

static bool
is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static size_t
span(const struct part *part, const char *set)
{
	size_t i = 0;

	while (i < part->size && is_one_of(part->text[i], set))
		i++;
	return i;
}

/* The characters up to the first of STOPS, or all. */
static struct part
take_until(struct part *rest, const char *stops)
{
	struct part taken = {.text = rest->text};

	while (taken.size < rest->size &&
	       !is_one_of(rest->text[taken.size], stops))
		taken.size++;
	rest->text += taken.size;
	rest->size -= taken.size;
	return taken;
}

static bool
is_encoded(const struct part *part, size_t at)
{
	return at + 2 < part->size && part->text[at] == '%' &&
	       is_one_of(part->text[at + 1], hexadecimal) &&
	       is_one_of(part->text[at + 2], hexadecimal);
}

/* Whether PART has only the characters of a path and query. */
static enum mni_status
check_target(const struct part *part, struct mni_trouble *trouble)
{
	char escape[MNI_ESCAPE_MAX];
	size_t i;

	for (i = 0; i < part->size; i++) {
		if (is_one_of(part->text[i], letters_and_digits) ||
		    is_one_of(part->text[i], path_marks) || is_encoded(part, i))
			continue;
		if (part->text[i] == '%')
			return mni_trouble(trouble, MNI_USAGE,
			    "two hexadecimal digits stand behind a \"%%\"");
		(void)mni_escape_octet((uint8_t)part->text[i], escape);
		return mni_trouble(trouble, MNI_USAGE,
		    "\"%s\" cannot stand in a URL unless it is encoded by %%",
		    escape);
	}
	return MNI_OK;
}

static enum mni_status
read_port(const struct part *digits_of, uint16_t *out_port,
    struct mni_trouble *trouble)
{
	uint32_t port = 0;
	size_t i;

	*out_port = MNI_URL_PORT;
	if (digits_of->size == 0)
		return MNI_OK;
	for (i = 0; i < digits_of->size && port <= UINT16_MAX; i++) {
		if (!is_one_of(digits_of->text[i], digits))
			break;
		port = port * 10 + (uint32_t)(digits_of->text[i] - '0');
	}
	if (i < digits_of->size || port == 0 || port > UINT16_MAX)
		return mni_trouble(
		    trouble, MNI_USAGE, "a port is a number from 1 to 65535");
	*out_port = (uint16_t)port;
	return MNI_OK;
}

/* Splits "[ADDRESS]" or "NAME" from what follows it. */
static enum mni_status
take_host(struct part *rest, struct part *out_host, struct mni_trouble *trouble)
{
	static const char address[] = "0123456789ABCDEFabcdef:.";
	struct part host;

	if (rest->size > 0 && rest->text[0] == '[') {
		rest->text++;
		rest->size--;
		host = take_until(rest, "]");
		if (rest->size == 0 || host.size == 0 ||
		    span(&host, address) != host.size)
			return mni_trouble(trouble, MNI_USAGE,
			    "what stands in brackets is no IPv6 address");
		rest->text++;
		rest->size--;
	} else {
		host = take_until(rest, ":");
		if (rest->size > 1 &&
		    memchr(rest->text + 1, ':', rest->size - 1) != NULL)
			return mni_trouble(trouble, MNI_USAGE,
			    "no host has a colon; an IPv6 address stands in "
			    "brackets");
	}
	if (host.size == 0)
		return mni_trouble(trouble, MNI_USAGE, "the URL names no host");
	*out_host = host;
	return MNI_OK;
}

static enum mni_status
check_name(const struct part *host, struct mni_trouble *trouble)
{
	size_t i;

	for (i = 0; i < host->size; i++)
		if (!is_one_of(host->text[i], letters_and_digits) &&
		    !is_one_of(host->text[i], host_marks))
			return mni_trouble(trouble, MNI_USAGE,
			    "the host of the URL is no name");
	return MNI_OK;
}

static enum mni_status
read_authority(const struct part *authority, struct mni_url *url,
    struct mni_trouble *trouble)
{
	struct part rest = *authority, host = {.text = ""}, port;
	enum mni_status status;

	if (memchr(authority->text, '@', authority->size) != NULL)
		return mni_trouble(trouble, MNI_USAGE,
		    "a URL with user information is refused");
	status = take_host(&rest, &host, trouble);
	if (status == MNI_OK && authority->text[0] != '[')
		status = check_name(&host, trouble);
	if (status != MNI_OK)
		return status;
	if (rest.size > 0 && rest.text[0] != ':')
		return mni_trouble(trouble, MNI_USAGE,
		    "only a port can stand behind the host");
	port = (struct part){.text = rest.text + (rest.size > 0 ? 1 : 0),
	    .size = rest.size > 0 ? rest.size - 1 : 0};
	status = read_port(&port, &url->port, trouble);
	if (status != MNI_OK)
		return status;
	/* Without the colon of an empty port. */
	url->host = strndup(host.text, host.size);
	url->authority = strndup(
	    authority->text, authority->size - (rest.size == 1 ? 1 : 0));
	return url->host == NULL || url->authority == NULL ? no_memory(trouble)
	                                                   : MNI_OK;
}

/* Path and query, with the "/" that an empty path stands for. */
static enum mni_status
read_target(
    const struct part *part, struct mni_url *url, struct mni_trouble *trouble)
{
	bool rooted = part->size > 0 && part->text[0] == '/';
	enum mni_status status = check_target(part, trouble);

	if (status != MNI_OK)
		return status;
	url->target = malloc(part->size + 2);
	if (url->target == NULL)
		return no_memory(trouble);
	if (!rooted)
		url->target[0] = '/';
	memcpy(url->target + (rooted ? 0 : 1), part->text, part->size);
	url->target[part->size + (rooted ? 0 : 1)] = '\0';
	return MNI_OK;
}

/* The length of "SCHEME:" at the beginning, or 0. */
static size_t
scheme_length(const struct part *part)
{
	static const char marks[] = "+-.";
	size_t i = 0;

	while (
	    i < part->size && (is_one_of(part->text[i], letters_and_digits) ||
	                          (i > 0 && is_one_of(part->text[i], marks))))
		i++;
	return i > 0 && i < part->size && part->text[i] == ':' &&
	               !is_one_of(part->text[0], digits)
	           ? i + 1
	           : 0;
}

static enum mni_status
check_scheme(const struct part *part, struct mni_trouble *trouble)
{
	size_t length = scheme_length(part);

	if (length == 5 && strncasecmp(part->text, "http:", 5) == 0)
		return MNI_OK;
	if (length == 6 && strncasecmp(part->text, "https:", 6) == 0)
		return mni_trouble(trouble, MNI_UNSUPPORTED,
		    "https:// is not supported, only http://");
	if (length > 0 && length + 2 <= part->size &&
	    memcmp(part->text + length, "//", 2) == 0)
		return mni_trouble(trouble, MNI_UNSUPPORTED,
		    "the scheme %.*s is not supported, only http",
		    length > 40 ? 40 : (int)length - 1, part->text);
	return mni_trouble(trouble, MNI_USAGE, "a URL begins with http://");
}

enum mni_status
mni_url_read(const char *text, size_t size, struct mni_url *out_url,
    struct mni_trouble *trouble)
{
	struct part rest = {.text = text, .size = size}, authority, target;
	struct mni_url url = MNI_URL_NONE;
	enum mni_status status = check_scheme(&rest, trouble);

	if (status != MNI_OK)
		return status;
	if (size < 7 || memcmp(text + 5, "//", 2) != 0)
		return mni_trouble(
		    trouble, MNI_USAGE, "a URL begins with http://");
	rest.text += 7;
	rest.size -= 7;
	authority = take_until(&rest, "/?#");
	target = take_until(&rest, "#");
	status = read_authority(&authority, &url, trouble);
	if (status == MNI_OK)
		status = read_target(&target, &url, trouble);
	if (status == MNI_OK)
		*out_url = url;
	else
		mni_url_fini(&url);
	return status;
}

/* Takes the last segment of OUT and its "/" away. */
static void
drop_segment(const char *start, size_t *size)
{
	while (*size > 0 && start[*size - 1] != '/')
		(*size)--;
	if (*size > 0)
		(*size)--;
}

/* RFC 3986 section 5.2.4, of the SIZE characters at PATH, which begin with
 * "/", in place.  Returns how many are left. */
static size_t
remove_dot_segments(char *path, size_t size)
{
	size_t in = 0, out = 0, end;
	bool last;

	while (in < size) {
		end = in + 1;
		while (end < size && path[end] != '/')
			end++;
		last = end == size;
		if (end - in == 2 && path[in + 1] == '.') {
			if (last)
				path[out++] = '/';
		} else if (end - in == 3 && path[in + 1] == '.' &&
		           path[in + 2] == '.') {
			drop_segment(path, &out);
			if (last)
				path[out++] = '/';
		} else {
			memmove(path + out, path + in, end - in);
			out += end - in;
		}
		in = end;
	}
	return out;
}

/* What the target of a relative reference begins with: nothing when it has a
 * path from the root, else that much of the target of BASE. */
static size_t
kept_of_base(const struct mni_url *base, const struct part *reference)
{
	size_t path = strcspn(base->target, "?");

	if (reference->size == 0)
		return strlen(base->target);
	if (reference->text[0] == '/')
		return 0;
	if (reference->text[0] == '?')
		return path;
	while (base->target[path - 1] != '/')
		path--;
	return path;
}

static int
join_target(const struct mni_url *base, const struct part *reference,
    struct mni_bytes *target)
{
	size_t path, before;

	if (mni_bytes_append(
	        target, base->target, kept_of_base(base, reference)) == -1 ||
	    mni_bytes_append(target, reference->text, reference->size) == -1)
		return -1;
	for (path = 0; path < target->size && target->data[path] != '?'; path++)
		continue;
	before = path;
	path = remove_dot_segments((char *)target->data, path);
	memmove(
	    target->data + path, target->data + before, target->size - before);
	target->size -= before - path;
	return 0;
}

static enum mni_status
resolve_relative(const struct mni_url *base, struct part reference,
    struct mni_url *out_url, struct mni_trouble *trouble)
{
	struct part rest = reference, wanted = take_until(&rest, "#");
	struct mni_bytes target = MNI_BYTES_EMPTY;
	struct mni_url url = {.port = base->port};
	enum mni_status status;

	if (join_target(base, &wanted, &target) == -1) {
		mni_bytes_fini(&target);
		return no_memory(trouble);
	}
	status = read_target(&(struct part){.text = (const char *)target.data,
	                         .size = target.size},
	    &url, trouble);
	mni_bytes_fini(&target);
	url.host = strdup(base->host);
	url.authority = strdup(base->authority);
	if (status == MNI_OK && (url.host == NULL || url.authority == NULL))
		status = no_memory(trouble);
	if (status == MNI_OK)
		*out_url = url;
	else
		mni_url_fini(&url);
	return status;
}

static enum mni_status
resolve_network_path(
    struct part reference, struct mni_url *out_url, struct mni_trouble *trouble)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	enum mni_status status = MNI_SYSTEM;

	if (mni_bytes_append(&text, "http:", 5) == 0 &&
	    mni_bytes_append(&text, reference.text, reference.size) == 0)
		status = mni_url_read(
		    (const char *)text.data, text.size, out_url, trouble);
	else
		(void)no_memory(trouble);
	mni_bytes_fini(&text);
	return status;
}

enum mni_status
mni_url_resolve(const struct mni_url *base, const char *reference,
    struct mni_url *out_url, struct mni_trouble *trouble)
{
	struct part part = {.text = reference, .size = strlen(reference)};

	if (scheme_length(&part) > 0)
		return mni_url_read(part.text, part.size, out_url, trouble);
	if (part.size >= 2 && memcmp(part.text, "//", 2) == 0)
		return resolve_network_path(part, out_url, trouble);
	return resolve_relative(base, part, out_url, trouble);
}
