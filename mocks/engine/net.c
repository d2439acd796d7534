/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/net.h"

#include "base/deadline.h"
#include "engine/barrier.h"
#include "engine/forks.h"
#include "engine/inbox.h"
#include "engine/names.h"
#include "engine/verdict.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* Of an engine that has always something to do, before it counts as settled. */
#define MOST_TURNS 200

/* Connections that are closed before others have their turn: mn_stop() need
 * not wait for all of them. */
#define MOST_AT_ONCE 64

#ifdef HAVE_PTHREAD_CONDATTR_SETCLOCK
#define WAIT_CLOCK CLOCK_MONOTONIC
#else
#define WAIT_CLOCK CLOCK_REALTIME
#endif

/* About a millisecond: more than it takes to wake a thread. */
#define MOST_YIELDS 1000

static void
woken(struct mni_watch *watch, short revents)
{
	struct mn_net *net = watch->owner;

	(void)revents;
	mni_bell_hush(&net->wake);
}

static void
close_wanted(struct mn_net *net)
{
	struct mn_server **link = &net->stopping, *server;

	while ((server = *link) != NULL)
		if (mni_server_close(server, MOST_AT_ONCE))
			*link = server->next_stopping;
		else
			link = &server->next_stopping;
	(void)pthread_cond_broadcast(&net->changed);
}

static void
close_all(struct mn_net *net)
{
	struct mn_server *server;

	for (server = net->servers; server != NULL; server = server->next)
		(void)mni_server_close(server, SIZE_MAX);
	(void)pthread_cond_broadcast(&net->changed);
}

/*
 * A lock that is free is had by who asks first, and with much to do that is
 * the engine, again and again, while those who were woken for it come too
 * late.  It lets them in, but not for ever.
 */
static void
let_in(struct mn_net *net)
{
	int tries = MOST_YIELDS;

	while (atomic_load(&net->asking) > 0 && tries-- > 0)
		(void)sched_yield();
}

void
mni_net_lock(struct mn_net *net)
{
	(void)atomic_fetch_add(&net->asking, 1);
	(void)pthread_mutex_lock(&net->lock);
	(void)atomic_fetch_sub(&net->asking, 1);
}

/* Waits, without the lock, for what the loop watches.  Returns whether there
 * was nothing to do. */
static bool
wait_unlocked(struct mn_net *net)
{
	int timeout_ms = 0, waited;
	bool idle;

	if (mni_loop_prepare(&net->loop, &timeout_ms) == -1)
		net->ending = true;
	idle = timeout_ms != 0;
	if (net->settling > 0)
		timeout_ms = 0;
	else if (net->stopping != NULL && timeout_ms != 0)
		timeout_ms = 1; /* for those who wait for the lock */
	(void)pthread_mutex_unlock(&net->lock);
	let_in(net);
	waited = mni_loop_wait(&net->loop, timeout_ms);
	(void)pthread_mutex_lock(&net->lock);
	net->ending = net->ending || waited == -1;
	return idle && mni_loop_is_idle(&net->loop);
}

static void *
engine(void *argument)
{
	struct mn_net *net = argument;
	bool idle;

	(void)pthread_mutex_lock(&net->lock);
	while (!net->ending) {
		idle = wait_unlocked(net);
		mni_loop_dispatch(&net->loop);
		if (net->settling > 0 && (idle || --net->settling == 0)) {
			net->settling = 0;
			(void)pthread_cond_broadcast(&net->changed);
		}
		if (net->stopping != NULL)
			close_wanted(net);
		if (net->emptying) {
			net->emptying = false;
			close_all(net);
		}
	}
	close_all(net);
	(void)pthread_mutex_unlock(&net->lock);
	return NULL;
}

void
mni_net_settle(struct mn_net *net)
{
	if (!net->running)
		return;
	net->settling = MOST_TURNS;
	mni_bell_ring(&net->wake);
	while (net->settling > 0 && !net->ending)
		(void)pthread_cond_wait(&net->changed, &net->lock);
}

/* The lock is held: the engine begins when it is given up. */
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
	net->running = error == 0;
	errno = error;
	return error == 0 ? 0 : -1;
}

static int
watch_server(struct mn_net *net, struct mn_server *server)
{
	if (mni_loop_add(&net->loop, &server->watch) == -1)
		return -1;
	server->watched = true;
	if (server->stream_fd == -1)
		return 0;
	if (mni_loop_add(&net->loop, &server->stream_watch) == -1)
		return -1;
	server->stream_watched = true;
	return 0;
}

static int
open_inbox(struct mn_net *net, const struct mn_server *server)
{
	if (server->script.type == SOCK_STREAM || net->inbox != NULL)
		return 0;
	net->inbox = mni_inbox_new();
	return net->inbox == NULL ? -1 : 0;
}

int
mni_net_enter(struct mn_net *net, struct mn_server *server)
{
	int result, error;

	mni_net_lock(net);
	result = server->calls ? 0 : mni_name_server(server, NULL);
	if (result == 0)
		result = mni_barriers_register(net, &server->script);
	if (result == 0)
		result = open_inbox(net, server);
	if (result == 0)
		result = watch_server(net, server);
	if (result == 0 && !net->running)
		result = start_engine(net);
	error = errno;
	if (result == 0) {
		*net->last = server;
		net->last = &server->next;
		if (mni_loop_must_wake(&net->loop))
			mni_bell_ring(&net->wake);
	}
	(void)pthread_mutex_unlock(&net->lock);
	errno = error;
	return result;
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

/* Opens what the engine needs.  Returns 0, or -1 with errno and nothing left
 * open. */
static int
open_engine(struct mn_net *net)
{
	if (mni_loop_init(&net->loop) == -1)
		return -1;
	if (mni_bell_open(&net->wake) == -1) {
		mni_loop_fini(&net->loop);
		return -1;
	}
	net->wake_watch = (struct mni_watch){.fd = net->wake.heard,
	    .events = POLLIN,
	    .expiry = mni_deadline_never(),
	    .ready = woken,
	    .owner = net};
	if (mni_loop_add(&net->loop, &net->wake_watch) == 0)
		return 0;
	mni_bell_close(&net->wake);
	mni_loop_fini(&net->loop);
	return -1;
}

/* Sets up what a net has that saw nothing yet. */
static void
be_new(struct mn_net *net)
{
	mni_journal_init(&net->journal);
	net->servers = net->stopping = NULL;
	net->last = &net->servers;
	net->complaint = "";
	net->news = -1;
}

struct mn_net *
mn_net_new(void)
{
	struct mn_net *net = calloc(1, sizeof(*net));
	int error;

	if (net == NULL)
		return NULL;
	net->scratch = malloc(MNI_CHUNK);
	if (net->scratch == NULL || open_engine(net) == -1) {
		error = errno;
		free(net->scratch);
		free(net);
		errno = error;
		return NULL;
	}
	init_lock(net);
	be_new(net);
	net->owner = getpid();
	mni_forks_add(net);
	return net;
}

bool
mni_net_is_ours(const struct mn_net *net)
{
	if (net->owner == getpid())
		return true;
	errno = EPERM;
	return false;
}

/* In a child of fork() there is no engine, and what its loop watches is the
 * parent's. */
static void
end_engine(struct mn_net *net)
{
	struct mn_server *server;

	if (!mni_net_is_ours(net)) {
		for (server = net->servers; server != NULL;
		     server = server->next)
			mni_server_forget(server);
		return;
	}
	mni_net_lock(net);
	net->ending = true;
	(void)pthread_mutex_unlock(&net->lock);
	if (net->running) {
		mni_bell_ring(&net->wake);
		(void)pthread_join(net->thread, NULL);
	}
	(void)pthread_cond_destroy(&net->changed);
	(void)pthread_mutex_destroy(&net->lock);
}

struct mni_port_wish {
	struct mni_port_wish *next;
	char name[48]; /* "": the next server that has no port */
	uint16_t port; /* 0: it was given to a server */
};

int
mni_net_fix_port(struct mn_net *net, const char *name, uint16_t port)
{
	struct mni_port_wish *wish = calloc(1, sizeof(*wish));

	if (wish == NULL)
		return -1;
	(void)snprintf(
	    wish->name, sizeof(wish->name), "%s", name == NULL ? "" : name);
	wish->port = port;
	wish->next = net->wishes;
	net->wishes = wish;
	return 0;
}

uint16_t
mni_net_fixed_port(struct mn_net *net, const char *name)
{
	struct mni_port_wish *wish;
	uint16_t port = 0;

	for (wish = net->wishes; wish != NULL && port == 0; wish = wish->next)
		if (wish->name[0] == '\0' || strcmp(wish->name, name) == 0) {
			port = wish->port;
			wish->port = 0;
		}
	return port;
}

static void
free_wishes(struct mn_net *net)
{
	struct mni_port_wish *wish;

	while ((wish = net->wishes) != NULL) {
		net->wishes = wish->next;
		free(wish);
	}
}

/* Frees the servers, which are closed, and all that came of them. */
static void
forget_servers(struct mn_net *net)
{
	struct mn_server *server, *next;

	for (server = net->servers; server != NULL; server = next) {
		next = server->next;
		mni_server_free(server);
	}
	mni_barriers_free(net);
	free_wishes(net);
	mni_journal_fini(&net->journal);
}

/* Has the engine close the servers of NET, frees them and forgets what they
 * saw.  Returns whether the engine goes on. */
static bool
empty(struct mn_net *net)
{
	bool runs;

	mni_net_lock(net);
	if (net->running) {
		net->emptying = true;
		mni_bell_ring(&net->wake);
		while (net->emptying && !net->ending)
			(void)pthread_cond_wait(&net->changed, &net->lock);
	}
	runs = !net->ending;
	if (runs) {
		forget_servers(net);
		be_new(net);
	}
	(void)pthread_mutex_unlock(&net->lock);
	return runs;
}

void
mn_net_free(struct mn_net *net)
{
	if (net == NULL)
		return;
	mni_forks_remove(net);
	end_engine(net);
	forget_servers(net);
	mni_loop_fini(&net->loop);
	mni_bell_close(&net->wake);
	free(net->scratch);
	mni_inbox_free(net->inbox);
	free(net);
}

struct mn_net *
mni_net_take(struct mn_net **spare)
{
	struct mn_net *net = *spare;

	*spare = NULL;
	return net == NULL ? mn_net_new() : net;
}

void
mni_net_give(struct mn_net **spare, struct mn_net *net)
{
	if (net != NULL && *spare == NULL && empty(net))
		*spare = net;
	else
		mn_net_free(net);
}

int
mn_stop(struct mn_server *server)
{
	struct mn_net *net = server->net;

	if (!mni_net_is_ours(net))
		return 0;
	mni_net_lock(net);
	if (!server->stop_wanted) {
		mni_net_settle(net);
		mni_server_note_waiting(server);
		server->stop_wanted = true;
		server->next_stopping = net->stopping;
		net->stopping = server;
		mni_bell_ring(&net->wake);
	}
	while (server->fd != -1 && !net->ending)
		(void)pthread_cond_wait(&net->changed, &net->lock);
	(void)pthread_mutex_unlock(&net->lock);
	return mni_server_ok(server);
}

void
mni_complain(struct mn_net *net, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	if (!mni_net_is_ours(net))
		return;
	mni_net_lock(net);
	net->complaint = mni_journal_keep(&net->journal, text);
	(void)pthread_mutex_unlock(&net->lock);
}

void
mni_note(struct mn_server *server, struct mn_event *event)
{
	struct mn_net *net = server->net;

	event->server = server;
	mni_journal_add(&net->journal, &server->index, event);
	(void)pthread_cond_broadcast(&net->changed);
	if (net->news != -1)
		(void)!write(net->news, "", 1);
}

void
mni_net_tell(struct mn_net *net, int fd)
{
	mni_net_lock(net);
	net->news = fd;
	(void)pthread_mutex_unlock(&net->lock);
}

void
mni_note_text(struct mn_server *server, enum mn_event_kind kind,
    unsigned long connection, const char *text)
{
	mni_note(server, &(struct mn_event){.kind = kind,
	                     .connection = connection,
	                     .data = (const unsigned char *)text,
	                     .size = strlen(text)});
}

void
mni_note_failure(struct mn_server *server, unsigned long connection,
    const char *what, int error)
{
	char text[160];

	(void)snprintf(text, sizeof(text), "%s: %s", what, strerror(error));
	mni_note_text(server, MN_FAILED, connection, text);
}

struct timespec
mni_net_until(int timeout_ms)
{
	struct timespec until;

	if (timeout_ms < 0)
		timeout_ms = 0;
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
mni_net_wait(struct mn_net *net, const struct timespec *until)
{
	return pthread_cond_timedwait(&net->changed, &net->lock, until);
}
