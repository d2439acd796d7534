/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/loop.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

void
mni_loop_fini(struct mni_loop *loop)
{
	free(loop->polled);
	free(loop->owners);
	*loop = MNI_LOOP_EMPTY;
}

void
mni_loop_add(struct mni_loop *loop, struct mni_watch *watch)
{
	watch->slot = SIZE_MAX;
	watch->previous = NULL;
	watch->next = loop->first;
	if (loop->first != NULL)
		loop->first->previous = watch;
	loop->first = watch;
	loop->count++;
}

void
mni_loop_remove(struct mni_loop *loop, struct mni_watch *watch)
{
	if (watch->slot != SIZE_MAX)
		loop->owners[watch->slot] = NULL;
	if (watch->next != NULL)
		watch->next->previous = watch->previous;
	if (watch->previous != NULL)
		watch->previous->next = watch->next;
	else
		loop->first = watch->next;
	watch->next = watch->previous = NULL;
	loop->count--;
}

static int
make_room(struct mni_loop *loop)
{
	size_t capacity = loop->count + 16;
	struct mni_watch **owners;
	struct pollfd *polled;

	if (loop->capacity >= loop->count)
		return 0;
	polled = realloc(loop->polled, capacity * sizeof(*polled));
	if (polled == NULL)
		return -1;
	loop->polled = polled;
	owners = realloc(loop->owners, capacity * sizeof(*owners));
	if (owners == NULL)
		return -1;
	loop->owners = owners;
	loop->capacity = capacity;
	return 0;
}

int
mni_loop_prepare(struct mni_loop *loop, int *out_timeout_ms)
{
	struct mni_deadline first = mni_deadline_never();
	struct mni_watch *watch;
	size_t slot = 0;

	if (make_room(loop) == -1)
		return -1;
	for (watch = loop->first; watch != NULL; watch = watch->next) {
		/* poll() reports a hang-up even where no event is wanted; a
		 * negative descriptor keeps it quiet. */
		loop->polled[slot] =
		    (struct pollfd){.fd = watch->events == 0 ? -1 : watch->fd,
		        .events = watch->events};
		loop->owners[slot] = watch;
		watch->slot = slot++;
		first = mni_deadline_earlier(first, watch->expiry);
	}
	loop->polled_count = slot;
	*out_timeout_ms = mni_deadline_left(first);
	return 0;
}

void
mni_loop_dispatch(struct mni_loop *loop)
{
	int64_t now = mni_now_ns();
	struct mni_watch *watch;
	size_t slot;

	for (slot = 0; slot < loop->polled_count; slot++) {
		watch = loop->owners[slot];
		if (watch != NULL && loop->polled[slot].revents != 0 &&
		    watch->events != 0)
			watch->ready(watch, loop->polled[slot].revents);
		watch = loop->owners[slot];
		if (watch != NULL && watch->expiry.at_ns <= now) {
			watch->expiry = mni_deadline_never();
			watch->ready(watch, 0);
		}
	}
	for (slot = 0; slot < loop->polled_count; slot++)
		if (loop->owners[slot] != NULL)
			loop->owners[slot]->slot = SIZE_MAX;
	loop->polled_count = 0;
}

int
mni_loop_turn(struct mni_loop *loop)
{
	int timeout_ms;

	if (mni_loop_prepare(loop, &timeout_ms) == -1)
		return -1;
	if (poll(loop->polled, (nfds_t)loop->polled_count, timeout_ms) == -1) {
		if (errno != EINTR)
			return -1;
		loop->polled_count = 0;
	}
	mni_loop_dispatch(loop);
	return 0;
}
