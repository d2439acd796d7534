/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echoer/accept.h"

#include "base/socket.h"

#include <errno.h>
#include <sys/socket.h>

/* Callers of one door that are let in before others have their turn. */
#define BUDGET_MOST 64
#define FULL_TURNS 16 /* in a row, before twice as many are let in */

/* For a server that ends: as many as a queue has, however fast more come. */
#define DRAIN_MOST 4096

static void
set_doors(struct mni_echoer *echoer, short events)
{
	struct mni_door *door;

	for (door = echoer->doors; door != NULL; door = door->next)
		if (door->type == SOCK_STREAM) {
			door->watch.events = events;
			mni_loop_update(&echoer->loop, &door->watch);
		}
}

/* A door that is readable all the time would have the loop turn for nothing. */
static void
pause_doors(struct mni_echoer *echoer)
{
	echoer->paused = true;
	set_doors(echoer, 0);
}

static void
resume_doors(struct mni_echoer *echoer)
{
	echoer->paused = false;
	echoer->again.expiry = mni_deadline_never();
	mni_loop_update(&echoer->loop, &echoer->again);
	set_doors(echoer, POLLIN);
}

void
mni_accept_again(struct mni_watch *watch, short revents)
{
	struct mni_echoer *echoer = watch->owner;

	(void)revents;
	resume_doors(echoer);
}

void
mni_accept_ended(struct mni_echoer *echoer)
{
	echoer->open--;
	if (echoer->paused && !echoer->stopping)
		resume_doors(echoer);
}

static bool
is_full(const struct mni_echoer *echoer)
{
	return echoer->options.most > 0 && echoer->open >= echoer->options.most;
}

/* Others of this machine may hold what is missing, and nobody tells when they
 * give it back. */
static void
refuse_for_now(struct mni_echoer *echoer)
{
	pause_doors(echoer);
	echoer->again.expiry = mni_deadline_in(MNI_ECHOER_SCARCE_MS);
	mni_loop_update(&echoer->loop, &echoer->again);
}

/* Returns whether somebody was let in. */
static bool
accept_one(struct mni_door *door)
{
	struct mni_echoer *echoer = door->echoer;
	int fd;

	if (is_full(echoer)) {
		pause_doors(echoer);
		return false;
	}
	fd = mni_accept(door->fd, NULL);
	if (fd == -1) {
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
		    errno == ENOMEM)
			refuse_for_now(echoer);
		return false;
	}
	echoer->counts.connections++;
	echoer->open++;
	echoer->model->begin(echoer, fd);
	return true;
}

void
mni_accept_drain(struct mni_door *door)
{
	struct mni_deadline limit = door->echoer->limit.expiry;
	int i;

	if (door->given)
		return;
	for (i = 0; i < DRAIN_MOST && mni_deadline_left(limit) != 0; i++)
		if (!accept_one(door))
			return;
}

/*
 * A failing accept() costs more than one that succeeds, and another turn of the
 * loop next to nothing.  So a turn lets in one, and twice as many when it has
 * been right for many turns that there would be so many; half of them when it
 * was wrong.  Where turns are long, a queue would grow otherwise.
 */
static void
learn(struct mni_door *door, bool was_full)
{
	if (!was_full) {
		door->full_turns = 0;
		door->budget = door->budget > 1 ? door->budget / 2 : 1;
	} else if (++door->full_turns == FULL_TURNS) {
		door->full_turns = 0;
		if (door->budget < BUDGET_MOST)
			door->budget *= 2;
	}
}

void
mni_accept_ready(struct mni_watch *watch, short revents)
{
	struct mni_door *door = watch->owner;
	size_t taken;

	(void)revents;
	for (taken = 0; taken < door->budget && accept_one(door); taken++)
		continue;
	if (!door->echoer->model->serial)
		learn(door, taken == door->budget);
}
