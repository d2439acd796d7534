/* SPDX-License-Identifier: MIT */
/* The lines of daytime servers. */
#include <config.h>

#include "daytime/forms.h"
#include "fuzz/fuzz.h"

#include <string.h>

static enum mni_status
read_line(const void *text, size_t size, struct mni_moment *out_moment)
{
	struct mni_bytes line = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;
	enum mni_status status;

	fuzz_insist(
	    mni_bytes_append(&line, text, size) == 0, "there is memory");
	status = mni_forms_read(&line, out_moment, &trouble);
	mni_bytes_fini(&line);
	return status;
}

/* A moment whose zone is named is a line as text, which tells the same. */
static void
check_moment(const struct mni_moment *moment)
{
	char text[MNI_MOMENT_TEXT], again[MNI_MOMENT_TEXT];
	struct mni_moment other;

	/* In another zone there can be a year 0 or 10000. */
	if (moment->civil.year < 1 || moment->civil.year > 9999)
		return;
	(void)mni_moment_text(moment, text);
	fuzz_insist(read_line(text, strlen(text), &other) == MNI_OK,
	    "a moment is a line");
	(void)mni_moment_text(&other, again);
	fuzz_insist(strcmp(text, again) == 0, "a moment is read as written");
	fuzz_insist(mni_moment_seconds(moment) == mni_moment_seconds(&other),
	    "a moment is as many seconds as its text");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct mni_moment moment, utc;

	if (read_line(data, size, &moment) != MNI_OK || !moment.zone.named)
		return 0;
	check_moment(&moment);
	utc = mni_moment_in_utc(&moment);
	fuzz_insist(mni_moment_seconds(&utc) == mni_moment_seconds(&moment),
	    "a moment is the same in UTC");
	check_moment(&utc);
	return 0;
}
