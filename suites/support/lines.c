/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/lines.h"

#include <stdlib.h>
#include <string.h>

enum mni_status
lines_read(const void *octets, size_t size, struct mni_moment *out_moment,
    struct mni_trouble *trouble)
{
	struct mni_bytes line = MNI_BYTES_EMPTY;
	enum mni_status status;

	if (size > 0) {
		line.data = malloc(size);
		if (line.data == NULL)
			return mni_trouble(trouble, MNI_SYSTEM, "no memory");
		memcpy(line.data, octets, size);
		line.size = line.capacity = size;
	}
	status = mni_forms_read(&line, out_moment, trouble);
	mni_bytes_fini(&line);
	return status;
}

bool
lines_tell(const void *octets, size_t size, char text[static MNI_MOMENT_TEXT])
{
	struct mni_moment moment;
	struct mni_trouble trouble;

	if (lines_read(octets, size, &moment, &trouble) != MNI_OK)
		return false;
	(void)mni_moment_text(&moment, text);
	return true;
}
