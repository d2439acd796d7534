/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echoer/echoer.h"

#include "base/socket.h"
#include "echoer/accept.h"
#include "echoer/batch.h"
#include "echoer/datagrams.h"
#include "echoer/doors.h"
#include "echoer/inside.h"
#include "echoer/sources.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A copy is cheaper the more is copied at once, as long as all of it is in the
 * caches of a processor: what came, this, and what goes. */
#define ROOM (2 * MNI_ECHOER_CHUNK)

const struct mni_echoer_options mni_echoer_usual = {
    .model = MNI_ECHOER_EVENT, .drain_ms = 5000};

static const struct mni_model *
model_of(enum mni_echoer_model model)
{
	switch (model) {
	case MNI_ECHOER_BLOCKING:
		return &mni_model_blocking;
	case MNI_ECHOER_THREADS:
		return &mni_model_threads;
	case MNI_ECHOER_EVENT:
		return &mni_model_event;
	}
	return NULL;
}

/* Has what was received answered, and lets nobody in any more but who is here
 * already. */
static void
begin_to_stop(struct mni_watch *watch, short revents)
{
	struct mni_echoer *echoer = watch->owner;
	struct mni_door *door;

	(void)revents;
	mni_loop_remove(&echoer->loop, watch);
	echoer->stopping = true;
	echoer->limit.expiry = mni_deadline_in(echoer->options.drain_ms);
	mni_loop_update(&echoer->loop, &echoer->limit);
	for (door = echoer->doors; door != NULL; door = door->next)
		if (door->type == SOCK_DGRAM)
			mni_datagrams_drain(door);
		else
			mni_accept_drain(door);
	mni_doors_shut(echoer);
	mni_loop_remove(&echoer->loop, &echoer->again);
	echoer->model->drain(echoer);
}

static void
reach_limit(struct mni_watch *watch, short revents)
{
	struct mni_echoer *echoer = watch->owner;

	(void)revents;
	echoer->model->cut(echoer);
}

static struct mni_watch
timer_for(struct mni_echoer *echoer,
    void (*ready)(struct mni_watch *watch, short revents))
{
	return (struct mni_watch){.fd = -1,
	    .expiry = mni_deadline_never(),
	    .ready = ready,
	    .owner = echoer};
}

/* Returns 0, or -1 with errno. */
static int
init(struct mni_echoer *echoer)
{
	if (mni_bell_open(&echoer->bell) == -1 ||
	    mni_loop_init(&echoer->loop) == -1)
		return -1;
	echoer->buffer = malloc(ROOM);
	echoer->sources = mni_sources_new();
	if (echoer->buffer == NULL || echoer->sources == NULL)
		return -1;
	echoer->limit = timer_for(echoer, reach_limit);
	echoer->again = timer_for(echoer, mni_accept_again);
	echoer->bell_watch = timer_for(echoer, begin_to_stop);
	echoer->bell_watch.fd = echoer->bell.heard;
	echoer->bell_watch.events = POLLIN;
	return 0;
}

struct mni_echoer *
mni_echoer_new(const struct mni_echoer_options *options)
{
	struct mni_echoer *echoer = calloc(1, sizeof(*echoer));

	if (echoer == NULL)
		return NULL;
	echoer->options = *options;
	echoer->model = model_of(options->model);
	echoer->last_door = &echoer->doors;
	echoer->bell = (struct mni_bell){-1, -1};
	echoer->given = -1;
	echoer->room = ROOM;
	if (init(echoer) == 0)
		return echoer;
	mni_echoer_free(echoer);
	errno = ENOMEM;
	return NULL;
}

void
mni_echoer_free(struct mni_echoer *echoer)
{
	if (echoer == NULL)
		return;
	mni_doors_free(echoer);
	if (echoer->given != -1)
		(void)close(echoer->given);
	mni_loop_fini(&echoer->loop);
	mni_bell_close(&echoer->bell);
	mni_sources_free(echoer->sources);
	mni_batch_free(echoer->batch);
	free(echoer->buffer);
	free(echoer);
}

enum mni_status
mni_echoer_listen(
    struct mni_echoer *echoer, const char *where, struct mni_trouble *trouble)
{
	return mni_doors_open(echoer, where, trouble);
}

static int
get_option(int fd, int option, int *out_value)
{
	socklen_t size = sizeof(*out_value);

	return getsockopt(fd, SOL_SOCKET, option, out_value, &size);
}

static int
make_ours(int fd)
{
	int flags = fcntl(fd, F_GETFL);

	return flags == -1 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) == -1 ||
	               fcntl(fd, F_SETFD, FD_CLOEXEC) == -1
	           ? -1
	           : 0;
}

enum mni_status
mni_echoer_adopt(struct mni_echoer *echoer, int fd, struct mni_trouble *trouble)
{
	int type, listens;

	if (get_option(fd, SO_TYPE, &type) == -1 ||
	    get_option(fd, SO_ACCEPTCONN, &listens) == -1)
		return mni_trouble(
		    trouble, MNI_USAGE, "no socket: %s", strerror(errno));
	if (type != SOCK_STREAM && type != SOCK_DGRAM)
		return mni_trouble(
		    trouble, MNI_USAGE, "neither a stream nor datagrams");
	if (make_ours(fd) == -1)
		return mni_trouble(
		    trouble, MNI_SYSTEM, "fcntl: %s", strerror(errno));
	if (type == SOCK_DGRAM || listens != 0)
		return mni_doors_take(echoer, fd, type, trouble);
	if (echoer->given != -1)
		return mni_trouble(trouble, MNI_USAGE, "a second connection");
	mni_set_prompt(fd);
	echoer->given = fd;
	return MNI_OK;
}

static const struct mni_door *
nth_door(const struct mni_echoer *echoer, size_t nth)
{
	const struct mni_door *door = echoer->doors;

	while (door != NULL && nth-- > 0)
		door = door->next;
	return door;
}

const char *
mni_echoer_socket(const struct mni_echoer *echoer, size_t nth,
    char out[static MNI_ECHOER_TEXT])
{
	const struct mni_door *door = nth_door(echoer, nth);
	char text[MNI_ADDRESS_TEXT];
	const char *kind, *where;

	if (door == NULL)
		return NULL;
	where = mni_address_text(&door->address, text);
	if (door->address.storage.ss_family == AF_UNIX) {
		kind = "unix";
		where += sizeof(MNI_UNIX_PREFIX) - 1;
	} else {
		kind = door->type == SOCK_STREAM ? "tcp" : "udp";
	}
	(void)snprintf(
	    out, MNI_ECHOER_TEXT, "%s %.*s", kind, MNI_ADDRESS_TEXT - 1, where);
	return out;
}

const struct mni_address *
mni_echoer_address(const struct mni_echoer *echoer, size_t nth)
{
	const struct mni_door *door = nth_door(echoer, nth);

	return door == NULL ? NULL : &door->address;
}

/* Puts all watches into the loop.  Returns 0, or -1 with errno. */
static int
watch_all(struct mni_echoer *echoer)
{
	struct mni_door *door;

	if (mni_loop_add(&echoer->loop, &echoer->limit) == -1 ||
	    mni_loop_add(&echoer->loop, &echoer->again) == -1 ||
	    mni_loop_add(&echoer->loop, &echoer->bell_watch) == -1)
		return -1;
	for (door = echoer->doors; door != NULL; door = door->next) {
		if (door->type == SOCK_DGRAM && echoer->options.quiet_ms > 0)
			door->watch.expiry =
			    mni_deadline_in(echoer->options.quiet_ms);
		if (mni_loop_add(&echoer->loop, &door->watch) == -1)
			return -1;
	}
	return 0;
}

static void
begin_given(struct mni_echoer *echoer)
{
	int fd = echoer->given;

	if (fd == -1)
		return;
	echoer->given = -1;
	echoer->counts.connections++;
	echoer->open++;
	echoer->model->begin(echoer, fd);
}

/* Returns 0, or -1 with errno. */
static int
serve(struct mni_echoer *echoer)
{
	if (watch_all(echoer) == -1)
		return -1;
	begin_given(echoer);
	while (echoer->open > 0 || (!echoer->stopping && echoer->doors != NULL))
		if (mni_loop_turn(&echoer->loop) == -1)
			return -1;
	return 0;
}

enum mni_status
mni_echoer_run(struct mni_echoer *echoer, struct mni_trouble *trouble)
{
	int error = 0;

	if (echoer->model->open(echoer) == -1)
		return mni_trouble(trouble, MNI_SYSTEM, "%s", strerror(errno));
	if (serve(echoer) == -1) {
		error = errno;
		echoer->model->cut(echoer);
	}
	echoer->model->close(echoer);
	if (error == 0)
		return MNI_OK;
	return mni_trouble(trouble, MNI_SYSTEM, "%s", strerror(error));
}

void
mni_echoer_stop(struct mni_echoer *echoer)
{
	mni_bell_ring(&echoer->bell);
}

struct mni_echoer_counts
mni_echoer_counts(const struct mni_echoer *echoer)
{
	return echoer->counts;
}
