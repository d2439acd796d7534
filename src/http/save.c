/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/save.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAUSE_MS 10 /* between two looks for a reader */

/* The file that a signal has to remove before it ends the process. */
static const char *volatile unfinished;

static const int signals[] = {SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXFSZ};

#define SIGNALS (sizeof(signals) / sizeof(signals[0]))

/* What is raised here comes when we return. */
static void
remove_unfinished(int number)
{
	const char *path = unfinished;

	if (path != NULL)
		(void)unlink(path);
	(void)signal(number, SIG_DFL);
	(void)raise(number);
}

/* Has SIGNALS handled that were left to their default, which ends us. */
static void
guard(const char *path)
{
	struct sigaction action = {.sa_handler = remove_unfinished}, before;
	size_t i;

	(void)sigemptyset(&action.sa_mask);
	unfinished = path;
	for (i = 0; i < SIGNALS; i++)
		if (sigaction(signals[i], NULL, &before) == 0 &&
		    before.sa_handler == SIG_DFL)
			(void)sigaction(signals[i], &action, NULL);
}

static void
unguard(void)
{
	struct sigaction action;
	size_t i;

	unfinished = NULL;
	for (i = 0; i < SIGNALS; i++)
		if (sigaction(signals[i], NULL, &action) == 0 &&
		    action.sa_handler == remove_unfinished)
			(void)signal(signals[i], SIG_DFL);
}

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

/* The mode that a new file has, which mkstemp() does not give. */
static mode_t
usual_mode(void)
{
	mode_t mask = umask(0);

	(void)umask(mask);
	return 0666 & ~mask;
}

/* Where a file is put so that PATH, which may be a link, leads to it.  Returns
 * NULL with errno; the caller frees it. */
static char *
place_of(const char *path)
{
	struct stat what;

	if (lstat(path, &what) == 0 && S_ISLNK(what.st_mode) &&
	    stat(path, &what) == 0)
		return realpath(path, NULL);
	return strdup(path);
}

/* Sets save->fd unless that fails. */
static void
open_beside(struct mni_save *save, mode_t mode)
{
	size_t size = strlen(save->path) + sizeof(".XXXXXX");

	save->temporary = malloc(size);
	if (save->temporary == NULL)
		return;
	(void)snprintf(save->temporary, size, "%s.XXXXXX", save->path);
	save->fd = mkstemp(save->temporary);
	if (save->fd == -1)
		return;
	guard(save->temporary);
	if (fcntl(save->fd, F_SETFD, FD_CLOEXEC) == 0 &&
	    fchmod(save->fd, mode) == 0)
		return;
	(void)close(save->fd);
	(void)unlink(save->temporary);
	unguard();
	save->fd = -1;
}

/* A pipe is opened when somebody reads from it: open() alone would wait for
 * him, however long that takes. */
static void
open_pipe(struct mni_save *save, struct mni_deadline deadline)
{
	const int flags = O_WRONLY | O_NONBLOCK | O_CLOEXEC;

	do
		save->fd = open(save->path, flags);
	while (save->fd == -1 && errno == ENXIO &&
	       mni_deadline_left(deadline) != 0 &&
	       (poll(NULL, 0, PAUSE_MS) == 0 || errno == EINTR));
}

enum mni_status
mni_save_begin(struct mni_save *save, const char *path,
    struct mni_deadline deadline, struct mni_trouble *trouble)
{
	enum mni_status status = MNI_OK;
	struct stat what;

	*save = (struct mni_save){.fd = -1, .path = place_of(path)};
	if (save->path == NULL)
		return failed(trouble);
	if (stat(path, &what) == -1)
		what.st_mode = S_IFREG | usual_mode();
	if (S_ISREG(what.st_mode))
		open_beside(save, what.st_mode & 0777);
	else if (S_ISFIFO(what.st_mode))
		open_pipe(save, deadline);
	else
		save->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
	if (save->fd == -1 && S_ISFIFO(what.st_mode) && errno == ENXIO)
		status = mni_trouble(
		    trouble, MNI_TIMEOUT, "nobody reads from the pipe");
	else if (save->fd == -1)
		status = failed(trouble);
	if (save->fd == -1)
		forget(save);
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
	unguard();
	forget(save);
	return status;
}
