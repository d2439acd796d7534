/* SPDX-License-Identifier: MIT */
/* A thread for each connection.  A thread that has ended rings, and the
 * server's joins it, so that none outlives the server. */
#include <config.h>

#include "base/bell.h"
#include "base/loop.h"
#include "base/socket.h"
#include "echoer/accept.h"
#include "echoer/converse.h"
#include "echoer/inside.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

/* The buffer, and what the rest needs even under a sanitizer; only what is
 * used of it becomes memory. */
#define STACK_SIZE (4 * MNI_ECHOER_CHUNK)

struct worker {
	struct crew *crew;
	struct worker *next_done;
	pthread_t thread;
	int fd; /* owned */
	struct mni_conversation conversation;
};

struct crew {
	struct mni_echoer *echoer;
	pthread_attr_t attributes;
	struct mni_bell bell; /* rung: somebody is done */
	struct mni_watch watch;
	pthread_mutex_t lock;
	struct worker *done; /* under the lock */
};

static void *
work(void *argument)
{
	uint8_t buffer[MNI_ECHOER_CHUNK];
	struct worker *worker = argument;
	struct crew *crew = worker->crew;

	worker->conversation.buffer = buffer;
	mni_converse(&worker->conversation);
	(void)close(worker->fd);
	(void)pthread_mutex_lock(&crew->lock);
	worker->next_done = crew->done;
	crew->done = worker;
	(void)pthread_mutex_unlock(&crew->lock);
	mni_bell_ring(&crew->bell);
	return NULL;
}

static struct worker *
take_done(struct crew *crew)
{
	struct worker *done;

	(void)pthread_mutex_lock(&crew->lock);
	done = crew->done;
	crew->done = NULL;
	(void)pthread_mutex_unlock(&crew->lock);
	return done;
}

static void
add_counts(
    struct mni_echoer_counts *sum, const struct mni_echoer_counts *counts)
{
	sum->octets_in += counts->octets_in;
	sum->octets_out += counts->octets_out;
	sum->resets += counts->resets;
}

static void
dismiss_done(struct mni_watch *watch, short revents)
{
	struct crew *crew = watch->owner;
	struct worker *worker, *next;

	(void)revents;
	mni_bell_hush(&crew->bell);
	for (worker = take_done(crew); worker != NULL; worker = next) {
		next = worker->next_done;
		(void)pthread_join(worker->thread, NULL);
		add_counts(&crew->echoer->counts, &worker->conversation.counts);
		free(worker);
		mni_accept_ended(crew->echoer);
	}
}

static void
free_crew(struct crew *crew)
{
	mni_loop_remove(&crew->echoer->loop, &crew->watch);
	mni_bell_close(&crew->bell);
	(void)pthread_mutex_destroy(&crew->lock);
	(void)pthread_attr_destroy(&crew->attributes);
	free(crew);
}

static int
open_threads(struct mni_echoer *echoer)
{
	struct crew *crew = calloc(1, sizeof(*crew));

	if (crew == NULL)
		return -1;
	crew->echoer = echoer;
	(void)pthread_mutex_init(&crew->lock, NULL);
	(void)pthread_attr_init(&crew->attributes);
	(void)pthread_attr_setstacksize(&crew->attributes, STACK_SIZE);
	crew->bell = (struct mni_bell){-1, -1};
	if (mni_bell_open(&crew->bell) == 0) {
		crew->watch = (struct mni_watch){.fd = crew->bell.heard,
		    .events = POLLIN,
		    .expiry = mni_deadline_never(),
		    .ready = dismiss_done,
		    .owner = crew};
		echoer->own = crew;
		if (mni_loop_add(&echoer->loop, &crew->watch) == 0)
			return 0;
	}
	free_crew(crew);
	return -1;
}

static void
begin_threads(struct mni_echoer *echoer, int fd)
{
	struct crew *crew = echoer->own;
	struct worker *worker = malloc(sizeof(*worker));

	if (worker != NULL) {
		*worker = (struct worker){.crew = crew,
		    .fd = fd,
		    .conversation = {.options = &echoer->options,
		        .fd = fd,
		        .bell = echoer->bell.heard,
		        .room = MNI_ECHOER_CHUNK}};
		if (pthread_create(
		        &worker->thread, &crew->attributes, work, worker) == 0)
			return;
	}
	free(worker);
	echoer->counts.refused++;
	(void)close(fd);
	mni_accept_ended(echoer);
}

/* All threads hear the bell of the server, and have a deadline of their own
 * from then on. */
static void
drain_threads(struct mni_echoer *echoer)
{
	(void)echoer;
}

/* Waits for them: that is not long now. */
static void
cut_threads(struct mni_echoer *echoer)
{
	struct crew *crew = echoer->own;

	mni_bell_ring(&echoer->bell);
	while (echoer->open > 0)
		if (mni_wait_for(
		        crew->bell.heard, POLLIN, mni_deadline_never()) == 1)
			dismiss_done(&crew->watch, POLLIN);
}

static void
close_threads(struct mni_echoer *echoer)
{
	free_crew(echoer->own);
}

const struct mni_model mni_model_threads = {
    .open = open_threads,
    .begin = begin_threads,
    .drain = drain_threads,
    .cut = cut_threads,
    .close = close_threads,
};
