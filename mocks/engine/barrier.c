/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/barrier.h"

#include "engine/datagram.h"
#include "engine/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct mni_barrier *
mni_barrier_find(struct mn_net *net, const char *name)
{
	struct mni_barrier *barrier = net->barriers;

	while (barrier != NULL && strcmp(barrier->name, name) != 0)
		barrier = barrier->next;
	return barrier;
}

/* Goes through the barriers of a script. */
struct cursor {
	const struct mni_script *script;
	size_t part, at;
};

static const struct mni_step *
next_barrier(struct cursor *cursor)
{
	const struct mni_script *script = cursor->script;
	const struct mni_step *step;

	for (; cursor->part < script->part_count; cursor->part++) {
		while (cursor->at < script->parts[cursor->part].count) {
			step = &script->parts[cursor->part].steps[cursor->at++];
			if (step->verb == MNI_VERB_BARRIER)
				return step;
		}
		cursor->at = 0;
	}
	return NULL;
}

/* Whether the barriers of SCRIPT with the name of STEP are for as many. */
static bool
agrees(const struct mni_script *script, const struct mni_step *step)
{
	struct cursor cursor = {.script = script};
	const struct mni_step *other;

	while ((other = next_barrier(&cursor)) != NULL)
		if (other->count != step->count &&
		    strcmp((const char *)other->text.data.data,
		        (const char *)step->text.data.data) == 0)
			return false;
	return true;
}

int
mni_barriers_fit(struct mn_net *net, const struct mni_script *script,
    const struct mn_server *pending)
{
	struct cursor cursor = {.script = script};
	const struct mni_barrier *barrier;
	const struct mn_server *server;
	const struct mni_step *step;
	bool fit = true;

	while (fit && (step = next_barrier(&cursor)) != NULL) {
		barrier =
		    mni_barrier_find(net, (const char *)step->text.data.data);
		fit = agrees(script, step) &&
		      (barrier == NULL || barrier->players == step->count);
		for (server = pending; server != NULL; server = server->sibling)
			fit = fit && agrees(&server->script, step);
	}
	errno = EDOM;
	return fit ? 0 : -1;
}

static int
register_one(struct mn_net *net, const struct mni_step *step)
{
	const char *name = (const char *)step->text.data.data;
	struct mni_barrier *barrier = mni_barrier_find(net, name);

	if (barrier != NULL)
		return 0;
	barrier = calloc(1, sizeof(*barrier));
	if (barrier == NULL)
		return -1;
	barrier->name = mni_journal_keep(&net->journal, name);
	barrier->players = step->count;
	barrier->next = net->barriers;
	net->barriers = barrier;
	return 0;
}

int
mni_barriers_register(struct mn_net *net, const struct mni_script *script)
{
	struct cursor cursor = {.script = script};
	const struct mni_step *step;

	if (mni_barriers_fit(net, script, NULL) == -1)
		return -1;
	while ((step = next_barrier(&cursor)) != NULL)
		if (register_one(net, step) == -1)
			return -1;
	return 0;
}

void
mni_barriers_free(struct mn_net *net)
{
	struct mni_barrier *barrier;

	while ((barrier = net->barriers) != NULL) {
		net->barriers = barrier->next;
		free(barrier);
	}
}

static void
call_waiting(struct mn_net *net)
{
	struct mn_server *server;

	for (server = net->servers; server != NULL; server = server->next) {
		mni_streams_call_waiting(server);
		mni_datagrams_call_waiting(server);
	}
	(void)pthread_cond_broadcast(&net->changed);
	if (mni_loop_must_wake(&net->loop))
		mni_bell_ring(&net->wake);
}

bool
mni_barrier_arrive(
    struct mn_net *net, struct mni_barrier *barrier, unsigned *out_round)
{
	*out_round = barrier->round;
	if (++barrier->waiting < barrier->players)
		return false;
	barrier->waiting = 0;
	barrier->round++;
	call_waiting(net);
	return true;
}

void
mni_barrier_leave(struct mni_barrier *barrier, unsigned round)
{
	if (barrier->round == round && barrier->waiting > 0)
		barrier->waiting--;
}

static int
wait_for_others(struct mn_net *net, struct mni_barrier *barrier,
    const struct timespec *until)
{
	unsigned round;
	int error = 0;

	if (mni_barrier_arrive(net, barrier, &round))
		return 1;
	while (barrier->round == round && error == 0)
		error = mni_net_wait(net, until);
	if (barrier->round != round)
		return 1;
	mni_barrier_leave(barrier, round);
	return 0;
}

int
mn_barrier(struct mn_net *net, const char *name, int timeout_ms)
{
	struct timespec until = mni_net_until(timeout_ms);
	struct mni_barrier *barrier;
	int came = 0;

	if (!mni_net_is_ours(net))
		return 0;
	mni_net_lock(net);
	barrier = mni_barrier_find(net, name);
	if (barrier != NULL)
		came = wait_for_others(net, barrier, &until);
	(void)pthread_mutex_unlock(&net->lock);
	if (barrier == NULL)
		mni_complain(net, "no script names a barrier '%s'", name);
	else if (came == 0)
		mni_complain(
		    net, "barrier '%s': the others did not come in time", name);
	return came;
}
