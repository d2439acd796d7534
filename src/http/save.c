/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/save.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum mni_status
failed(struct mni_trouble *trouble)
{
	return mni_trouble(trouble, MNI_OUTPUT, "%s", strerror(errno));
}

static void
forget(struct mni_save *save)
{
	free(save->path);
	free(save->temporary);
}

/* The mode that a new file has, which mkostemp() does not give. */
static mode_t
usual_mode(void)
{
	mode_t mask = umask(0);

	(void)umask(mask);
	return 0666 & ~mask;
}

/* What is there and no regular file cannot be put in place. */
static bool
is_special(const char *path)
{
	struct stat what;

	return stat(path, &what) == 0 && !S_ISREG(what.st_mode);
}

/* Sets save->fd unless that fails. */
static void
open_beside(struct mni_save *save)
{
	size_t size = strlen(save->path) + sizeof(".XXXXXX");

	save->temporary = malloc(size);
	if (save->temporary == NULL)
		return;
	(void)snprintf(save->temporary, size, "%s.XXXXXX", save->path);
	save->fd = mkstemp(save->temporary);
	if (save->fd == -1 || (fcntl(save->fd, F_SETFD, FD_CLOEXEC) == 0 &&
	                          fchmod(save->fd, usual_mode()) == 0))
		return;
	(void)close(save->fd);
	(void)unlink(save->temporary);
	save->fd = -1;
}

enum mni_status
mni_save_begin(
    struct mni_save *save, const char *path, struct mni_trouble *trouble)
{
	enum mni_status status = MNI_OK;

	*save = (struct mni_save){.fd = -1, .path = strdup(path)};
	if (save->path == NULL)
		return failed(trouble);
	if (is_special(path))
		save->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	else
		open_beside(save);
	if (save->fd == -1) {
		status = failed(trouble);
		forget(save);
	}
	return status;
}

enum mni_status
mni_save_end(struct mni_save *save, bool whole, struct mni_trouble *trouble)
{
	enum mni_status status = MNI_OK;

	if (close(save->fd) == -1)
		status = failed(trouble);
	if (save->temporary != NULL && status == MNI_OK && whole &&
	    rename(save->temporary, save->path) == -1)
		status = failed(trouble);
	if (save->temporary != NULL && (status != MNI_OK || !whole))
		(void)unlink(save->temporary);
	forget(save);
	return status;
}
