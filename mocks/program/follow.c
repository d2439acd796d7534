/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "program/follow.h"

#include "base/program.h"
#include "engine/net.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int
find_format(const char *path, enum mn_format *out_format)
{
	const char *suffix = strrchr(path, '.');

	if (suffix == NULL)
		return -1;
	if (strcmp(suffix, ".txt") == 0)
		*out_format = MN_TEXT;
	else if (strcmp(suffix, ".jsonl") == 0)
		*out_format = MN_JSON;
	else if (strcmp(suffix, ".pcap") == 0)
		*out_format = MN_PCAP;
	else
		return -1;
	return 0;
}

int
mni_follow_add(struct mni_follow *follow, const char *path)
{
	struct mni_follow_file *files, file = {.path = path};

	if (find_format(path, &file.format) == -1)
		return -1;
	files = realloc(follow->files, (follow->count + 1) * sizeof(*files));
	if (files == NULL)
		return -1;
	files[follow->count++] = file;
	follow->files = files;
	return 0;
}

static void
complain(struct mni_follow *follow, const char *path)
{
	struct mni_trouble trouble;

	(void)mni_trouble(&trouble, MNI_OUTPUT, "%s", strerror(errno));
	(void)mni_program_failed(path, MNI_OUTPUT, &trouble);
	follow->failed = true;
}

/* A new file that no command inherits, or NULL with errno. */
static FILE *
make_file(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	FILE *stream;
	int error;

	if (fd == -1)
		return NULL;
	stream = fdopen(fd, "w");
	if (stream == NULL) {
		error = errno;
		(void)close(fd);
		errno = error;
	}
	return stream;
}

int
mni_follow_begin(struct mni_follow *follow, struct mn_net *net)
{
	struct mni_follow_file *file;
	size_t i;

	follow->net = net;
	for (i = 0; i < follow->count; i++) {
		file = &follow->files[i];
		file->stream = make_file(file->path);
		if (file->stream == NULL ||
		    mni_writer_begin(&file->writer, file->format, file->stream,
		        mni_net_start_wall_ns(net)) == -1) {
			complain(follow, file->path);
			return -1;
		}
	}
	return 0;
}

/* Closes FILE, which is WHOLE up to here. */
static void
end_file(struct mni_follow *follow, struct mni_follow_file *file, bool whole)
{
	if (file->stream == NULL)
		return;
	whole = mni_writer_fini(&file->writer) == 0 && whole;
	if (!whole)
		complain(follow, file->path);
	if (fclose(file->stream) != 0 && whole)
		complain(follow, file->path);
	file->stream = NULL;
}

static void
write_event(struct mni_follow *follow, const struct mn_event *event)
{
	struct mni_origin origin = mni_origin_of(event->server);
	struct mni_follow_file *file;
	size_t i;

	for (i = 0; i < follow->count; i++) {
		file = &follow->files[i];
		if (file->stream != NULL &&
		    mni_writer_add(&file->writer, event, &origin) == -1)
			end_file(follow, file, false);
	}
}

static void
flush_files(struct mni_follow *follow)
{
	struct mni_follow_file *file;
	size_t i;

	for (i = 0; i < follow->count; i++) {
		file = &follow->files[i];
		if (file->stream != NULL && fflush(file->stream) != 0)
			end_file(follow, file, false);
	}
}

bool
mni_follow_write(struct mni_follow *follow, size_t most)
{
	struct mn_event event;
	bool more = follow->count > 0;

	while (more && most-- > 0) {
		more = mn_net_event(follow->net, follow->next, &event) == 1;
		if (more) {
			follow->next++;
			write_event(follow, &event);
		}
	}
	flush_files(follow);
	return !more;
}

int
mni_follow_end(struct mni_follow *follow)
{
	size_t i;

	for (i = 0; i < follow->count; i++)
		end_file(follow, &follow->files[i], true);
	return follow->failed ? -1 : 0;
}

void
mni_follow_fini(struct mni_follow *follow)
{
	(void)mni_follow_end(follow);
	free(follow->files);
	*follow = MNI_FOLLOW_EMPTY;
}
