/* SPDX-License-Identifier: MIT */
/* All connections in one thread. */
#include <config.h>

#include "base/socket.h"
#include "echoer/accept.h"
#include "echoer/inside.h"
#include "echoer/pipe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* A read of fewer octets is the end of a bulky stream. */
#define BULK_LEAST ((size_t)16384)

/* When so many octets wait in memory for peers that do not read, only small
 * pieces are read any more. */
#define WAITING_MANY ((size_t)8 << 20)
#define SMALL_CHUNK ((size_t)4096)

struct event {
	struct talk *talks;
	struct mni_pipes pipes;
	size_t waiting; /* octets in memory, of all */
};

/*
 * A connection.  Nothing is read while something waits to be sent, so what it
 * holds is never more than was read at once, and a peer that does not read is
 * not read from: its own window closes.
 */
struct talk {
	struct mni_watch watch; /* first */
	struct mni_echoer *echoer;
	struct talk *next, **link;
	uint8_t *waiting;      /* owned, or NULL */
	size_t size, sent;     /* of what waits */
	struct mni_pipe *pipe; /* owned; something waits in it; or NULL */
	int64_t moved_ns;      /* when octets were moved */
	size_t bulk;           /* octets to read at once; 0: it is not bulky */
	bool last;             /* nothing more is read */
};

/* What a step comes to. */
enum step {
	STEP_DONE, /* all that was there */
	STEP_OVER  /* the connection has ended */
};

static int
open_event(struct mni_echoer *echoer)
{
	struct event *event = calloc(1, sizeof(*event));

	if (event == NULL)
		return -1;
	echoer->own = event;
	mni_pipes_init(&event->pipes, !echoer->options.copy);
	return 0;
}

static void
close_event(struct mni_echoer *echoer)
{
	struct event *event = echoer->own;

	mni_pipes_fini(&event->pipes);
	free(event);
}

static struct event *
event_of(const struct talk *talk)
{
	return talk->echoer->own;
}

static bool
waits(const struct talk *talk)
{
	return talk->waiting != NULL || talk->pipe != NULL;
}

static void
drop_waiting(struct talk *talk)
{
	if (talk->waiting == NULL)
		return;
	event_of(talk)->waiting -= talk->size;
	free(talk->waiting);
	talk->waiting = NULL;
}

static void
end_talk(struct talk *talk)
{
	struct mni_echoer *echoer = talk->echoer;

	*talk->link = talk->next;
	if (talk->next != NULL)
		talk->next->link = talk->link;
	drop_waiting(talk);
	if (talk->pipe != NULL)
		mni_pipe_discard(&event_of(talk)->pipes, talk->pipe);
	mni_loop_forget(&echoer->loop, &talk->watch);
	(void)close(talk->watch.fd);
	free(talk);
	mni_accept_ended(echoer);
}

/* A call that moves octets has failed. */
static enum step
stumble(struct talk *talk)
{
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return STEP_DONE;
	talk->echoer->counts.resets++;
	return STEP_OVER;
}

static void
note_sent(struct talk *talk, size_t size)
{
	talk->echoer->counts.octets_out += size;
	talk->moved_ns = talk->echoer->loop.turn_ns;
}

/* As many segments as there is room for.  What is left of a segment would be
 * one of its own. */
static size_t
bulk_of(const struct talk *talk)
{
	size_t room = talk->echoer->room;
	size_t segment = mni_segment_size(talk->watch.fd);

	return segment == 0 || segment > room ? room : room - room % segment;
}

static void
note_read(struct talk *talk, size_t size, size_t most)
{
	talk->echoer->counts.octets_in += size;
	talk->moved_ns = talk->echoer->loop.turn_ns;
	if (size < BULK_LEAST)
		talk->bulk = 0;
	else if (talk->bulk == 0 && size == most)
		talk->bulk = bulk_of(talk);
	if (talk->echoer->options.once)
		talk->last = true;
}

static enum step
flush_memory(struct talk *talk)
{
	ssize_t sent = mni_send(talk->watch.fd, talk->waiting + talk->sent,
	    talk->size - talk->sent);

	if (sent == -1)
		return stumble(talk);
	note_sent(talk, (size_t)sent);
	talk->sent += (size_t)sent;
	if (talk->sent == talk->size)
		drop_waiting(talk);
	return STEP_DONE;
}

static enum step
flush_pipe(struct talk *talk)
{
	ssize_t sent = mni_pipe_pour(talk->pipe, talk->watch.fd);

	if (sent == -1)
		return stumble(talk);
	note_sent(talk, (size_t)sent);
	if (talk->pipe->held == 0) {
		mni_pipe_give(&event_of(talk)->pipes, talk->pipe);
		talk->pipe = NULL;
	}
	return STEP_DONE;
}

static enum step
keep(struct talk *talk, const uint8_t *data, size_t size)
{
	talk->waiting = malloc(size);
	if (talk->waiting == NULL) {
		talk->echoer->counts.refused++;
		return STEP_OVER;
	}
	memcpy(talk->waiting, data, size);
	talk->size = size;
	talk->sent = 0;
	event_of(talk)->waiting += size;
	return STEP_DONE;
}

static enum step
send_read(struct talk *talk, size_t size)
{
	const uint8_t *data = talk->echoer->buffer;
	ssize_t sent = talk->last ? mni_send_last(talk->watch.fd, data, size)
	                          : mni_send(talk->watch.fd, data, size);

	if (sent == -1) {
		if (stumble(talk) == STEP_OVER)
			return STEP_OVER;
		sent = 0;
	}
	note_sent(talk, (size_t)sent);
	if ((size_t)sent == size)
		return STEP_DONE;
	return keep(talk, data + sent, size - (size_t)sent);
}

/* Nothing came: there is nothing for now, the peer is done, or it is gone. */
static enum step
read_nothing(struct talk *talk, ssize_t got)
{
	if (got == 0)
		return STEP_OVER;
	if (stumble(talk) == STEP_OVER || talk->echoer->stopping)
		return STEP_OVER;
	return STEP_DONE;
}

static enum step
echo_by_memory(struct talk *talk)
{
	size_t most = talk->bulk > 0 ? talk->bulk : MNI_ECHOER_CHUNK;
	ssize_t got;

	if (event_of(talk)->waiting > WAITING_MANY)
		most = SMALL_CHUNK;
	got = recv(talk->watch.fd, talk->echoer->buffer, most, 0);
	if (got <= 0)
		return read_nothing(talk, got);
	note_read(talk, (size_t)got, most);
	return send_read(talk, (size_t)got);
}

static enum step
echo_by_pipe(struct talk *talk, struct mni_pipe *pipe)
{
	struct mni_pipes *pipes = &event_of(talk)->pipes;
	ssize_t got = mni_pipe_fill(pipe, talk->watch.fd);

	if (got == -1 && (errno == EINVAL || errno == ENOSYS)) {
		pipes->usable = false;
		mni_pipe_give(pipes, pipe);
		return echo_by_memory(talk);
	}
	if (got <= 0) {
		mni_pipe_give(pipes, pipe);
		return read_nothing(talk, got);
	}
	talk->pipe = pipe;
	note_read(talk, (size_t)got, SIZE_MAX);
	return flush_pipe(talk);
}

static enum step
flush(struct talk *talk)
{
	if (talk->waiting != NULL)
		return flush_memory(talk);
	return talk->pipe != NULL ? flush_pipe(talk) : STEP_DONE;
}

/* Sends what waits, and echoes what can be read at once. */
static enum step
step(struct talk *talk)
{
	struct mni_pipe *pipe = NULL;
	enum step result = flush(talk);

	if (result == STEP_OVER || waits(talk))
		return result;
	if (!talk->last) {
		if (talk->bulk > 0)
			pipe = mni_pipe_take(&event_of(talk)->pipes);
		result = pipe != NULL ? echo_by_pipe(talk, pipe)
		                      : echo_by_memory(talk);
	}
	return talk->last && !waits(talk) ? STEP_OVER : result;
}

/* Makes a step and says what the loop is to wait for.  A server that stops
 * reads until there is nothing more, a turn for each read. */
static enum step
go_on(struct talk *talk)
{
	enum step result = step(talk);

	talk->watch.events = waits(talk) ? POLLOUT : POLLIN;
	if (talk->echoer->stopping && result == STEP_DONE && !waits(talk))
		talk->watch.expiry.at_ns = talk->echoer->loop.turn_ns;
	return result;
}

/* Moves the expiry of a connection on to when it will have been silent for too
 * long.  Returns false when it has been. */
static bool
may_be_silent(struct talk *talk)
{
	int64_t idle_ms = talk->echoer->options.idle_ms;

	if (idle_ms == 0)
		return true;
	talk->watch.expiry.at_ns = talk->moved_ns + idle_ms * 1000000;
	return talk->watch.expiry.at_ns > talk->echoer->loop.turn_ns;
}

static void
talk_ready(struct mni_watch *watch, short revents)
{
	struct talk *talk = watch->owner;

	if (revents == 0 && !talk->echoer->stopping) {
		if (!may_be_silent(talk))
			end_talk(talk);
	} else if (go_on(talk) == STEP_OVER) {
		end_talk(talk);
	}
}

/* What the caller sends is likely to be there before it is let in, so it is
 * answered before the loop is told of the connection, which may have ended
 * then. */
static void
begin_event(struct mni_echoer *echoer, int fd)
{
	struct event *event = echoer->own;
	struct talk *talk = malloc(sizeof(*talk));

	if (talk == NULL) {
		echoer->counts.refused++;
		(void)close(fd);
		mni_accept_ended(echoer);
		return;
	}
	*talk = (struct talk){.watch = {.fd = fd,
	                          .expiry = mni_deadline_never(),
	                          .ready = talk_ready,
	                          .owner = talk},
	    .echoer = echoer,
	    .next = event->talks,
	    .link = &event->talks,
	    .moved_ns = mni_now_ns()};
	if (event->talks != NULL)
		event->talks->link = &talk->next;
	event->talks = talk;
	if (go_on(talk) == STEP_OVER) {
		end_talk(talk);
		return;
	}
	(void)may_be_silent(talk);
	if (mni_loop_add(&echoer->loop, &talk->watch) == -1) {
		echoer->counts.refused++;
		end_talk(talk);
	}
}

static void
drain_event(struct mni_echoer *echoer)
{
	struct event *event = echoer->own;
	struct talk *talk;

	for (talk = event->talks; talk != NULL; talk = talk->next)
		mni_watch_soon(&echoer->loop, &talk->watch);
}

static void
cut_event(struct mni_echoer *echoer)
{
	struct event *event = echoer->own;
	struct talk *talk, *next;

	for (talk = event->talks; talk != NULL; talk = next) {
		next = talk->next;
		end_talk(talk);
	}
}

const struct mni_model mni_model_event = {
    .open = open_event,
    .begin = begin_event,
    .drain = drain_event,
    .cut = cut_event,
    .close = close_event,
};
