/* SPDX-License-Identifier: MIT */
/* URLs, and references to them: a line each. */
#include <config.h>

#include "fuzz/fuzz.h"
#include "http/url.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Whether a path has a segment that is DOTS. */
static bool
has_segment(const struct mni_url *url, const char *dots)
{
	const char *at = url->target;
	size_t size;

	while (*at == '/') {
		size = strcspn(++at, "/?");
		if (size == strlen(dots) && memcmp(at, dots, size) == 0)
			return true;
		at += size;
	}
	return false;
}

/* What was read once is read again as the same. */
static void
check_url(const struct mni_url *url)
{
	struct mni_url again = MNI_URL_NONE;
	struct mni_trouble trouble;
	size_t size = strlen(url->authority) + strlen(url->target) + 8;
	char *text = malloc(size);

	fuzz_insist(url->host[0] != '\0', "a URL has a host");
	fuzz_insist(url->target[0] == '/', "a target begins with a slash");
	if (text == NULL)
		abort();
	(void)snprintf(text, size, "http://%s%s", url->authority, url->target);
	fuzz_insist(
	    mni_url_read(text, strlen(text), &again, &trouble) == MNI_OK,
	    "a URL is written as one");
	fuzz_insist(strcmp(url->host, again.host) == 0 &&
	                strcmp(url->authority, again.authority) == 0 &&
	                strcmp(url->target, again.target) == 0 &&
	                url->port == again.port,
	    "a URL is read as it was written");
	mni_url_fini(&again);
	free(text);
}

static void
try_reference(const struct mni_url *base, const char *reference)
{
	struct mni_url url = MNI_URL_NONE;
	struct mni_trouble trouble;
	enum mni_status status =
	    mni_url_resolve(base, reference, &url, &trouble);

	if (status == MNI_OK) {
		check_url(&url);
		if (strstr(reference, "//") == NULL)
			fuzz_insist(
			    !has_segment(&url, ".") && !has_segment(&url, ".."),
			    "a path has no dot segments");
	}
	mni_url_fini(&url);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *end = size == 0 ? NULL : memchr(data, '\n', size);
	size_t first = end == NULL ? size : (size_t)(end - data);
	struct mni_url base = MNI_URL_NONE;
	struct mni_trouble trouble;
	char *reference = NULL;

	if (end != NULL)
		reference = strndup((const char *)end + 1, size - first - 1);
	if (mni_url_read((const char *)data, first, &base, &trouble) ==
	    MNI_OK) {
		check_url(&base);
		if (reference != NULL)
			try_reference(&base, reference);
	}
	mni_url_fini(&base);
	free(reference);
	return 0;
}
