/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void
mni_outcome_fini(struct mni_outcome *outcome)
{
	mni_bytes_fini(&outcome->body);
	mni_bytes_fini(&outcome->said);
}

const char *
mni_verdict_word(enum mni_verdict_kind kind)
{
	switch (kind) {
	case MNI_PASS:
		return "pass";
	case MNI_FAIL:
		return "FAIL";
	case MNI_HANG:
		return "HANG";
	case MNI_SKIP:
		return "skip";
	case MNI_BROKEN:
		return "BROKEN";
	}
	return "?";
}

void
mni_verdict_fini(struct mni_verdict *verdict)
{
	free(verdict->excerpt);
	verdict->excerpt = NULL;
}

struct mni_verdict
mni_verdict_of(enum mni_verdict_kind kind, const char *format, ...)
{
	struct mni_verdict verdict = {.kind = kind};
	va_list args;

	va_start(args, format);
	(void)vsnprintf(verdict.why, sizeof(verdict.why), format, args);
	va_end(args);
	return verdict;
}
