/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echo/source.h"

#include "base/socket.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

struct mni_source
mni_source_of(const void *data, size_t size)
{
	return (struct mni_source){
	    .fd = -1, .data = data, .size = size, .ended = size == 0};
}

struct mni_source
mni_source_from(int fd)
{
	return (struct mni_source){.fd = fd};
}

static enum mni_status
read_memory(struct mni_source *source, struct mni_bytes *bytes, size_t most,
    struct mni_trouble *trouble)
{
	size_t size = source->size < most ? source->size : most;

	if (mni_bytes_append(bytes, source->data, size) == -1)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	source->data += size;
	source->size -= size;
	source->ended = source->size == 0;
	return MNI_OK;
}

enum mni_status
mni_source_read(struct mni_source *source, struct mni_bytes *bytes, size_t most,
    struct mni_trouble *trouble)
{
	ssize_t size;

	if (source->fd == -1)
		return read_memory(source, bytes, most, trouble);
	if (mni_bytes_reserve(bytes, most) == -1)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	size = read(source->fd, bytes->data + bytes->size, most);
	if (size == -1 && (errno == EAGAIN || errno == EINTR))
		return MNI_OK;
	if (size == -1)
		return mni_trouble(trouble, MNI_SYSTEM,
		    "the input cannot be read: %s", strerror(errno));
	bytes->size += (size_t)size;
	source->ended = size == 0;
	return MNI_OK;
}

enum mni_status
mni_source_read_all(struct mni_source *source, size_t most,
    struct mni_deadline deadline, struct mni_bytes *bytes,
    struct mni_trouble *trouble)
{
	enum mni_status status = MNI_OK;
	size_t room = most;

	while (status == MNI_OK && !source->ended) {
		if (source->fd != -1 &&
		    mni_wait_for(source->fd, POLLIN, deadline) == 0)
			return mni_trouble(trouble, MNI_TIMEOUT,
			    "the input did not end in time");
		/* One more than fits, to see that there is more. */
		status = mni_source_read(source, bytes, room + 1, trouble);
		if (status == MNI_OK && bytes->size > most)
			return mni_trouble(trouble, MNI_TOO_LARGE,
			    "the input is longer than %zu octets", most);
		room = most - bytes->size;
	}
	return status;
}
