/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/poller.h"

#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

_Static_assert(EPOLLIN == POLLIN && EPOLLOUT == POLLOUT &&
                   EPOLLERR == POLLERR && EPOLLHUP == POLLHUP,
    "epoll and poll() have the same events");

struct mni_poller {
	int fd; /* owned */
};

struct mni_poller *
mni_poller_new(void)
{
	struct mni_poller *poller = malloc(sizeof(*poller));

	if (poller == NULL)
		return NULL;
	poller->fd = epoll_create1(EPOLL_CLOEXEC);
	if (poller->fd != -1)
		return poller;
	free(poller);
	return NULL;
}

void
mni_poller_free(struct mni_poller *poller)
{
	if (poller == NULL)
		return;
	(void)close(poller->fd);
	free(poller);
}

/*
 * What is not wanted stays in the set, so that it can be wanted again without
 * asking for room.  epoll cannot be kept from telling of a hang-up or an
 * error; EPOLLONESHOT has it do so once, and the loop drops that.
 */
static int
control(struct mni_poller *poller, int operation, struct mni_watch *watch)
{
	struct epoll_event event = {
	    .events = (uint32_t)watch->told_events, .data.ptr = watch};

	if (watch->told_events == 0)
		event.events = EPOLLONESHOT;
	return epoll_ctl(poller->fd, operation, watch->fd, &event);
}

int
mni_poller_add(struct mni_poller *poller, struct mni_watch *watch)
{
	return control(poller, EPOLL_CTL_ADD, watch);
}

/* This and remove fail for a descriptor that was closed too early, and then
 * nothing is left to be changed. */
void
mni_poller_change(struct mni_poller *poller, struct mni_watch *watch)
{
	(void)control(poller, EPOLL_CTL_MOD, watch);
}

/* close() alone would not do: a forked child may hold a duplicate. */
void
mni_poller_remove(struct mni_poller *poller, struct mni_watch *watch)
{
	(void)control(poller, EPOLL_CTL_DEL, watch);
}

/* Its last close() does it. */
void
mni_poller_forget(struct mni_poller *poller, struct mni_watch *watch)
{
	(void)poller;
	(void)watch;
}

int
mni_poller_prepare(struct mni_poller *poller)
{
	(void)poller;
	return 0;
}

int
mni_poller_wait(struct mni_poller *poller, int timeout_ms,
    struct mni_news news[static MNI_LOOP_MOST])
{
	struct epoll_event events[MNI_LOOP_MOST];
	int i, count;

	count = epoll_wait(poller->fd, events, MNI_LOOP_MOST, timeout_ms);
	for (i = 0; i < count; i++)
		news[i] = (struct mni_news){.watch = events[i].data.ptr,
		    .revents = (short)events[i].events};
	return count;
}

/* The kernel's set is one for all threads. */
bool
mni_poller_outdated(const struct mni_poller *poller)
{
	(void)poller;
	return false;
}
