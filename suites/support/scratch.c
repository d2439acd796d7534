/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/scratch.h"

#include "support/checks.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char folder[SCRATCH_PATH / 2];

int
scratch_open(void)
{
	const char *parent = getenv("TMPDIR");

	(void)snprintf(folder, sizeof(folder), "%s/mocknet-XXXXXX",
	    parent == NULL ? "/tmp" : parent);
	return mkdtemp(folder) == NULL ? -1 : 0;
}

void
scratch_close(void)
{
	DIR *list = opendir(folder);
	char path[SCRATCH_PATH];
	struct dirent *entry;

	while (list != NULL && (entry = readdir(list)) != NULL)
		(void)unlink(scratch_path(path, entry->d_name));
	if (list != NULL)
		(void)closedir(list);
	(void)rmdir(folder);
}

const char *
scratch_path(char out[static SCRATCH_PATH], const char *name)
{
	(void)snprintf(out, SCRATCH_PATH, "%s/%.90s", folder, name);
	return out;
}

void
scratch_write(const char *name, const void *data, size_t size)
{
	char path[SCRATCH_PATH];
	FILE *file = fopen(scratch_path(path, name), "w");

	ck_assert_msg(file != NULL, "%s cannot be written", path);
	ck_assert_uint_eq(fwrite(data, 1, size, file), size);
	ck_assert_int_eq(fclose(file), 0);
}
