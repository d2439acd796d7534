/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/net.h"

#include "base/deadline.h"
#include "base/socket.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#ifdef HAVE_PTHREAD_CONDATTR_SETCLOCK
#define WAIT_CLOCK CLOCK_MONOTONIC
#else
#define WAIT_CLOCK CLOCK_REALTIME
#endif

void
mni_wake(struct mn_net *net)
{
	/* A full pipe wakes just as well. */
	(void)!write(net->wake[1], "", 1);
}

static void
woken(struct mni_watch *watch, short revents)
{
	char octets[64];

	(void)revents;
	while (read(watch->fd, octets, sizeof(octets)) > 0)
		continue;
}

static void
close_wanted(struct mn_net *net)
{
	struct mn_server *server;

	for (server = net->servers; server != NULL; server = server->next)
		if (server->fd != -1 && (server->stop_wanted || net->ending)) {
			mni_server_close(server);
			(void)pthread_cond_broadcast(&net->changed);
		}
}

/* Returns 0, or -1 when the loop cannot go on. */
static int
wait_unlocked(struct mn_net *net)
{
	int timeout_ms, failed;

	if (mni_loop_prepare(&net->loop, &timeout_ms) == -1)
		return -1;
	(void)pthread_mutex_unlock(&net->lock);
	failed = mni_loop_wait(&net->loop, timeout_ms);
	(void)pthread_mutex_lock(&net->lock);
	return failed;
}

static void *
engine(void *argument)
{
	struct mn_net *net = argument;

	(void)pthread_mutex_lock(&net->lock);
	while (!net->ending) {
		if (wait_unlocked(net) == -1)
			net->ending = true;
		mni_loop_dispatch(&net->loop);
		close_wanted(net);
	}
	close_wanted(net);
	(void)pthread_mutex_unlock(&net->lock);
	return NULL;
}

static int
start_engine(struct mn_net *net)
{
	sigset_t all, before;
	int error;

	/* Signals are for the threads of whoever uses the library. */
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_SETMASK, &all, &before);
	error = pthread_create(&net->thread, NULL, engine, net);
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	return error;
}

static void
init_lock(struct mn_net *net)
{
	pthread_condattr_t attributes;

	(void)pthread_mutex_init(&net->lock, NULL);
	(void)pthread_condattr_init(&attributes);
#ifdef HAVE_PTHREAD_CONDATTR_SETCLOCK
	(void)pthread_condattr_setclock(&attributes, WAIT_CLOCK);
#endif
	(void)pthread_cond_init(&net->changed, &attributes);
	(void)pthread_condattr_destroy(&attributes);
}

static void
free_net(struct mn_net *net)
{
	mni_loop_fini(&net->loop);
	(void)close(net->wake[0]);
	(void)close(net->wake[1]);
	(void)pthread_cond_destroy(&net->changed);
	(void)pthread_mutex_destroy(&net->lock);
	free(net);
}

struct mn_net *
mn_net_new(void)
{
	struct mn_net *net = calloc(1, sizeof(*net));
	int error;

	if (net == NULL)
		return NULL;
	if (mni_loop_init(&net->loop) == -1 || mni_pipe(net->wake) == -1) {
		error = errno;
		mni_loop_fini(&net->loop);
		free(net);
		errno = error;
		return NULL;
	}
	init_lock(net);
	net->start_ns = mni_now_ns();
	net->wake_watch = (struct mni_watch){.fd = net->wake[0],
	    .events = POLLIN,
	    .expiry = mni_deadline_never(),
	    .ready = woken};
	if (mni_loop_add(&net->loop, &net->wake_watch) == -1)
		error = errno;
	else
		error = start_engine(net);
	if (error != 0) {
		free_net(net);
		errno = error;
		return NULL;
	}
	return net;
}

void
mn_net_free(struct mn_net *net)
{
	struct mn_server *server, *next;

	if (net == NULL)
		return;
	(void)pthread_mutex_lock(&net->lock);
	net->ending = true;
	(void)pthread_mutex_unlock(&net->lock);
	mni_wake(net);
	(void)pthread_join(net->thread, NULL);
	close_wanted(net); /* what came when the engine had ended already */
	for (server = net->servers; server != NULL; server = next) {
		next = server->next;
		mni_journal_fini(&server->journal);
		mni_script_fini(&server->script);
		free(server);
	}
	free_net(net);
}

const char *
mn_complaint(struct mn_net *net)
{
	return net->complaint;
}

void
mni_note(struct mn_server *server, const struct mn_event *event)
{
	mni_journal_add(&server->journal, event);
	(void)pthread_cond_broadcast(&server->net->changed);
}

void
mni_note_failure(struct mn_server *server, unsigned long connection,
    const char *what, int error)
{
	char text[160];

	(void)snprintf(text, sizeof(text), "%s: %s", what, strerror(error));
	mni_note(server, &(struct mn_event){.kind = MN_FAILED,
	                     .connection = connection,
	                     .data = (const unsigned char *)text,
	                     .size = strlen(text)});
}

static struct timespec
wait_until(int timeout_ms)
{
	struct timespec until;

	(void)clock_gettime(WAIT_CLOCK, &until);
	until.tv_sec += timeout_ms / 1000;
	until.tv_nsec += (long)(timeout_ms % 1000) * 1000000;
	if (until.tv_nsec >= 1000000000) {
		until.tv_sec++;
		until.tv_nsec -= 1000000000;
	}
	return until;
}

int
mn_wait(struct mn_server *server, enum mn_event_kind kind, size_t count,
    int timeout_ms)
{
	struct timespec until = wait_until(timeout_ms < 0 ? 0 : timeout_ms);
	struct mn_net *net = server->net;
	int reached, error = 0;

	(void)pthread_mutex_lock(&net->lock);
	while (server->journal.counts[kind] < count && error == 0)
		error =
		    pthread_cond_timedwait(&net->changed, &net->lock, &until);
	reached = server->journal.counts[kind] >= count;
	(void)pthread_mutex_unlock(&net->lock);
	return reached;
}

size_t
mn_count(const struct mn_server *server, enum mn_event_kind kind)
{
	size_t count;

	(void)pthread_mutex_lock(&server->net->lock);
	count = server->journal.counts[kind];
	(void)pthread_mutex_unlock(&server->net->lock);
	return count;
}

int
mn_event(const struct mn_server *server, size_t nth, struct mn_event *out_event)
{
	int found;

	(void)pthread_mutex_lock(&server->net->lock);
	found = nth < server->journal.count;
	if (found)
		*out_event = server->journal.events[nth];
	(void)pthread_mutex_unlock(&server->net->lock);
	return found;
}

void
mn_stop(struct mn_server *server)
{
	struct mn_net *net = server->net;

	(void)pthread_mutex_lock(&net->lock);
	server->stop_wanted = true;
	mni_wake(net);
	while (server->fd != -1 && !net->ending)
		(void)pthread_cond_wait(&net->changed, &net->lock);
	(void)pthread_mutex_unlock(&net->lock);
}
