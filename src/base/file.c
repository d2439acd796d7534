/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/file.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum mni_status
mni_file_trouble(const char *path, struct mni_trouble *trouble)
{
	return mni_trouble(
	    trouble, MNI_SYSTEM, "%.150s: %s", path, strerror(errno));
}

enum mni_status
mni_file_read(
    const char *path, struct mni_bytes *text, struct mni_trouble *trouble)
{
	bool input = strcmp(path, "-") == 0;
	FILE *file = input ? stdin : fopen(path, "r");
	enum mni_status status = MNI_OK;
	char chunk[4096];
	size_t size;

	if (file == NULL)
		return mni_file_trouble(path, trouble);
	do {
		size = fread(chunk, 1, sizeof(chunk), file);
		if (mni_bytes_reserve(text, sizeof(chunk)) == -1 ||
		    mni_bytes_append(text, chunk, size) == -1)
			status = mni_trouble(trouble, MNI_SYSTEM, "no memory");
	} while (status == MNI_OK && size > 0);
	if (ferror(file))
		status = mni_file_trouble(path, trouble);
	if (!input)
		(void)fclose(file);
	return status;
}
