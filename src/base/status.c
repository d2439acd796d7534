/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *
mni_status_word(enum mni_status status)
{
	switch (status) {
	case MNI_OK:
		return "ok";
	case MNI_SYSTEM:
		return "system";
	case MNI_USAGE:
		return "usage";
	case MNI_NO_ADDRESS:
		return "no-address";
	case MNI_TEMPORARY:
		return "temporary";
	case MNI_REFUSED:
		return "refused";
	case MNI_TIMEOUT:
		return "timeout";
	case MNI_TRUNCATED:
		return "truncated";
	case MNI_MALFORMED:
		return "malformed";
	case MNI_TOO_LARGE:
		return "too-large";
	case MNI_UNSUPPORTED:
		return "unsupported";
	case MNI_MISMATCH:
		return "mismatch";
	case MNI_HTTP_STATUS:
		return "http-status";
	case MNI_REDIRECT:
		return "redirect";
	case MNI_OUTPUT:
		return "output";
	case MNI_UNHEALTHY:
		return "unhealthy";
	}
	return "unknown";
}

int
mni_status_find(const char *word, enum mni_status *out_status)
{
	int status;

	for (status = MNI_OK; status <= MNI_UNHEALTHY; status++)
		if (strcmp(word, mni_status_word((enum mni_status)status)) ==
		    0) {
			*out_status = (enum mni_status)status;
			return 0;
		}
	return -1;
}

enum mni_status
mni_trouble(struct mni_trouble *trouble, enum mni_status status,
    const char *format, ...)
{
	va_list args;

	va_start(args, format);
	(void)vsnprintf(trouble->text, sizeof(trouble->text), format, args);
	va_end(args);
	return status;
}
