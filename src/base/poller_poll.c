/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/poller.h"

#include <stdlib.h>
#include <string.h>

/* Two arrays side by side: whose asked[i] is. */
struct table {
	struct pollfd *asked;      /* owned */
	struct mni_watch **owners; /* owned */
	size_t count, room;
};

/*
 * A thread that waits without the lock has a table of its own, which it brings
 * up to date when it prepares.
 */
struct mni_poller {
	struct table current, waited;
	bool changed; /* current, since the last prepare */
	size_t next;  /* where in waited the next look begins */
};

struct mni_poller *
mni_poller_new(void)
{
	return calloc(1, sizeof(struct mni_poller));
}

static void
free_table(struct table *table)
{
	free(table->asked);
	free(table->owners);
}

void
mni_poller_free(struct mni_poller *poller)
{
	if (poller == NULL)
		return;
	free_table(&poller->current);
	free_table(&poller->waited);
	free(poller);
}

static int
make_room(struct table *table, size_t count)
{
	struct mni_watch **owners;
	struct pollfd *asked;
	size_t room = count * 2;

	if (count <= table->room)
		return 0;
	asked = realloc(table->asked, room * sizeof(*asked));
	if (asked == NULL)
		return -1;
	table->asked = asked;
	owners = realloc(table->owners, room * sizeof(*owners));
	if (owners == NULL)
		return -1;
	table->owners = owners;
	table->room = room;
	return 0;
}

int
mni_poller_add(struct mni_poller *poller, struct mni_watch *watch)
{
	struct table *table = &poller->current;

	if (make_room(table, table->count + 1) == -1)
		return -1;
	watch->slot = table->count++;
	table->owners[watch->slot] = watch;
	mni_poller_change(poller, watch);
	return 0;
}

void
mni_poller_change(struct mni_poller *poller, struct mni_watch *watch)
{
	/* poll() tells of a hang-up even where no event is wanted; a negative
	 * descriptor keeps it quiet. */
	poller->current.asked[watch->slot] =
	    (struct pollfd){.fd = watch->told_events == 0 ? -1 : watch->fd,
	        .events = watch->told_events};
	poller->changed = true;
}

void
mni_poller_remove(struct mni_poller *poller, struct mni_watch *watch)
{
	struct table *table = &poller->current;
	size_t last = --table->count;

	table->owners[last]->slot = watch->slot;
	table->owners[watch->slot] = table->owners[last];
	table->asked[watch->slot] = table->asked[last];
	poller->changed = true;
}

void
mni_poller_forget(struct mni_poller *poller, struct mni_watch *watch)
{
	mni_poller_remove(poller, watch);
}

int
mni_poller_prepare(struct mni_poller *poller)
{
	struct table *from = &poller->current, *to = &poller->waited;

	if (!poller->changed)
		return 0;
	if (make_room(to, from->count) == -1)
		return -1;
	to->count = from->count;
	if (to->count > 0) {
		memcpy(to->asked, from->asked, to->count * sizeof(*to->asked));
		memcpy(
		    to->owners, from->owners, to->count * sizeof(*to->owners));
	}
	poller->changed = false;
	return 0;
}

/* Begins where the last call had to stop, so that those in front do not keep
 * the news from those behind. */
static int
collect(struct mni_poller *poller, int ready, struct mni_news *news)
{
	const struct table *table = &poller->waited;
	size_t at = poller->next;
	int found = 0;

	if (ready > MNI_LOOP_MOST)
		ready = MNI_LOOP_MOST;
	for (; found < ready; at++) {
		if (at >= table->count)
			at = 0;
		if (table->asked[at].revents != 0)
			news[found++] =
			    (struct mni_news){.watch = table->owners[at],
			        .revents = table->asked[at].revents};
	}
	poller->next = at;
	return found;
}

int
mni_poller_wait(struct mni_poller *poller, int timeout_ms,
    struct mni_news news[static MNI_LOOP_MOST])
{
	int ready = poll(
	    poller->waited.asked, (nfds_t)poller->waited.count, timeout_ms);

	return ready == -1 ? -1 : collect(poller, ready, news);
}

bool
mni_poller_outdated(const struct mni_poller *poller)
{
	return poller->changed;
}
