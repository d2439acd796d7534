/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/asked.h"

#include "http/lint.h"

#include <string.h>

bool
mni_asked_is(const struct mni_asked *asked, const char *method)
{
	return mni_slice_equals(
	    asked->method, (struct mni_slice){method, strlen(method)});
}

/* Takes what stands before the first C off REST.  Returns whether there was
 * one. */
static bool
cut(struct mni_slice *rest, char c, struct mni_slice *out)
{
	const char *found = rest->size == 0 ? NULL
	                                    : memchr(rest->data, c, rest->size);

	if (found == NULL)
		return false;
	*out = (struct mni_slice){rest->data, (size_t)(found - rest->data)};
	*rest = (struct mni_slice){found + 1, rest->size - out->size - 1};
	return true;
}

/* Octets of a scheme and "://" at the front of TARGET, or 0. */
static size_t
scheme_size(struct mni_slice target)
{
	size_t i;
	char c;

	for (i = 0; i < target.size; i++) {
		c = target.data[i];
		if ((c < 'a' || c > 'z') && (c < 'A' || c > 'Z') &&
		    (i == 0 || (!mni_is_digit(c) && strchr("+-.", c) == NULL)))
			break;
	}
	if (i == 0 || target.size - i < 3 ||
	    memcmp(target.data + i, "://", 3) != 0)
		return 0;
	return i + 3;
}

/* Of an absolute-form: everything up to its path is taken off *path. */
static void
split_absolute(struct mni_asked *asked, size_t scheme)
{
	struct mni_slice rest = {
	    asked->target.data + scheme, asked->target.size - scheme};
	size_t i;

	for (i = 0; i < rest.size && rest.data[i] != '/' && rest.data[i] != '?';
	     i++)
		continue;
	asked->authority = (struct mni_slice){rest.data, i};
	asked->path = (struct mni_slice){rest.data + i, rest.size - i};
}

static void
split_target(struct mni_asked *asked)
{
	size_t scheme = scheme_size(asked->target);
	struct mni_slice rest;

	asked->path = asked->target;
	if (scheme > 0)
		split_absolute(asked, scheme);
	rest = asked->path;
	asked->has_query = cut(&rest, '?', &asked->path);
	if (asked->has_query)
		asked->query = rest;
	if (scheme > 0 && asked->path.size == 0)
		asked->path = mni_asked_is(asked, "OPTIONS") &&
		                      !asked->has_query
		                  ? (struct mni_slice){"*", 1}
		                  : (struct mni_slice){"/", 1};
}

bool
mni_asked_read(const void *head, size_t size, struct mni_asked *out_asked)
{
	struct mni_slice all = {head, size}, rest = mni_slice_line(&all);
	struct mni_asked asked = {.has_query = false};

	*out_asked = asked;
	if (!cut(&rest, ' ', &asked.method) || !cut(&rest, ' ', &asked.target))
		return false;
	asked.version = rest;
	split_target(&asked);
	*out_asked = asked;
	return true;
}

/* Whether the target has a form that its method can have: RFC 9112 section
 * 3.2. */
static bool
has_form(const struct mni_asked *asked)
{
	struct mni_slice target = asked->target;

	if (mni_asked_is(asked, "CONNECT"))
		return mni_slice_is_host(target) && target.data[0] != ':' &&
		       mni_is_digit(target.data[target.size - 1]) &&
		       memchr(target.data, ':', target.size) != NULL;
	if (mni_slice_is(target, "*"))
		return mni_asked_is(asked, "OPTIONS");
	if (target.size > 0 && target.data[0] == '/')
		return true;
	return asked->authority.size > 0 && mni_slice_is_host(asked->authority);
}

static uint64_t
check_octet(struct mni_slice rest)
{
	unsigned char c = (unsigned char)rest.data[0];

	if (c < 0x21 || c == 0x7f)
		return MNI_LINT_BIT(MNI_LINT_TARGET_CONTROL);
	if (c >= 0x80)
		return MNI_LINT_BIT(MNI_LINT_TARGET_EIGHT_BIT);
	if (c == '#')
		return MNI_LINT_BIT(MNI_LINT_TARGET_FRAGMENT);
	if (strchr("\"<>\\^`{|}", c) != NULL ||
	    (c == '%' && (rest.size < 3 || !mni_is_hex(rest.data[1]) ||
	                     !mni_is_hex(rest.data[2]))))
		return MNI_LINT_BIT(MNI_LINT_TARGET_OCTET);
	return 0;
}

uint64_t
mni_asked_check(const struct mni_asked *asked)
{
	uint64_t lints = 0;
	size_t i;

	for (i = 0; i < asked->target.size; i++)
		lints |= check_octet((struct mni_slice){
		    asked->target.data + i, asked->target.size - i});
	for (i = 0; i < asked->method.size; i++)
		if (asked->method.data[i] >= 'a' &&
		    asked->method.data[i] <= 'z')
			lints |= MNI_LINT_BIT(MNI_LINT_LOWER_METHOD);
	if (lints == 0 || lints == MNI_LINT_BIT(MNI_LINT_LOWER_METHOD))
		if (!has_form(asked))
			lints |= MNI_LINT_BIT(MNI_LINT_TARGET_FORM);
	return lints;
}
