/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/fixtures.h"

#include "base/file.h"
#include "judge/grammar.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MOST_PATH 4096

static enum mni_status
load_file(
    struct mni_suite *suite, const char *path, struct mni_trouble *trouble)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	enum mni_status status = mni_file_read(path, &text, trouble);

	if (status == MNI_OK)
		status = mni_suite_read(
		    suite, path, (const char *)text.data, text.size, trouble);
	mni_bytes_fini(&text);
	return status;
}

static enum mni_status load_folder(
    struct mni_suite *suite, const char *path, struct mni_trouble *trouble);

static bool
is_case_file(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL && strcmp(dot, ".cases") == 0;
}

static enum mni_status
load_entry(struct mni_suite *suite, const char *folder, const char *name,
    struct mni_trouble *trouble)
{
	char path[MOST_PATH];
	struct stat what;

	if (name[0] == '.')
		return MNI_OK;
	if ((size_t)snprintf(path, sizeof(path), "%s/%s", folder, name) >=
	    sizeof(path)) {
		errno = ENAMETOOLONG;
		return mni_file_trouble(folder, trouble);
	}
	if (stat(path, &what) == -1)
		return mni_file_trouble(path, trouble);
	if (S_ISDIR(what.st_mode))
		return load_folder(suite, path, trouble);
	if (is_case_file(name))
		return load_file(suite, path, trouble);
	return MNI_OK;
}

static enum mni_status
load_folder(
    struct mni_suite *suite, const char *path, struct mni_trouble *trouble)
{
	struct dirent **entries = NULL;
	enum mni_status status = MNI_OK;
	int count, i;

	count = scandir(path, &entries, NULL, alphasort);
	if (count == -1)
		return mni_file_trouble(path, trouble);
	for (i = 0; i < count; i++) {
		if (status == MNI_OK)
			status = load_entry(
			    suite, path, entries[i]->d_name, trouble);
		free(entries[i]);
	}
	free(entries);
	return status;
}

const char *
mni_fixtures(void)
{
	const char *path = getenv("MOCKNET_FIXTURES");

	return path == NULL || path[0] == '\0' ? MN_FIXTURES : path;
}

enum mni_status
mni_suite_load(
    struct mni_suite *suite, const char *path, struct mni_trouble *trouble)
{
	struct stat what;

	if (stat(path, &what) == -1)
		return mni_file_trouble(path, trouble);
	return S_ISDIR(what.st_mode) ? load_folder(suite, path, trouble)
	                             : load_file(suite, path, trouble);
}
