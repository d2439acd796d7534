/* SPDX-License-Identifier: MIT */
/*
 * The inside of a connection, shared by those who play it: stream.c has its
 * life and its steps, faults.c what goes wrong with it, incoming.c what comes,
 * outgoing.c what leaves.
 */
#ifndef MNI_CONNECTION_H
#define MNI_CONNECTION_H

#include "base/bytes.h"
#include "base/loop.h"
#include "engine/net.h"
#include "engine/stream.h"
#include "script/limits.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a step came to. */
enum mni_progress {
	MNI_NEXT,    /* done: go on with the next step */
	MNI_AGAIN,   /* look again: the mode or the step has changed */
	MNI_BLOCKED, /* the watch says what for */
	MNI_GONE     /* the connection is closed and freed */
};

enum mni_mode { MNI_PLAYING, MNI_CLOSING, MNI_RESETTING, MNI_STALLED };

struct mni_stream {
	struct mn_server *server;
	const struct mni_part *part;     /* of the connection */
	const struct mni_part *play;     /* whose steps are played; NULL: http
	                              * waits for a request */
	struct mni_turn *turn;           /* owned; http; else NULL */
	struct mni_query *query;         /* owned; dns; else NULL */
	struct mni_stream *next, **link; /* in the server's list */
	int fd;                          /* owned */
	struct mni_watch watch;
	unsigned long number;
	char peer[MNI_ADDRESS_TEXT], local[MNI_ADDRESS_TEXT];
	enum mni_mode mode;
	bool as_written; /* up to here, what came was what the script wants */
	size_t at;       /* the step to play */
	bool begun;      /* that step, or the mode, has been begun */
	size_t sent;     /* octets of this step that are out */
	size_t rounds[MNI_MOST_LOOPS];
	unsigned round;            /* of the barrier it waits at */
	bool peer_closed;          /* FIN seen */
	bool closed;               /* FIN sent */
	struct mni_bytes input;    /* received, not yet taken by a recv */
	struct mni_bytes taken;    /* by the last recv */
	struct mni_bytes made;     /* what this step sends, when it was made */
	struct mni_bytes extra;    /* of a fault, goes out first */
	size_t in, out;            /* octets of each direction so far */
	uint32_t fired, fired_own; /* faults of the script, of the part */
	int drip_ms;               /* since a fault: an octet at a time */
};

/* The step it is at, or NULL: the script is over, or there is no rule to
 * play. */
const struct mni_step *mni_stream_step(const struct mni_stream *stream);

/* Whether it is time for a fault that has not fired. */
bool mni_stream_has_fault(const struct mni_stream *stream);

/* How many octets are out when FAULT, whose phase is at, is due; SIZE_MAX when
 * that cannot be said yet. */
size_t mni_stream_fault_at(
    const struct mni_stream *stream, const struct mni_fault *fault);

/* Has that fault happen.  Returns MNI_NEXT when there is none. */
enum mni_progress mni_stream_suffer(struct mni_stream *stream);

/* Adds an event of the connection to the journal. */
void mni_stream_note(struct mni_stream *stream, enum mn_event_kind kind,
    size_t offset, const void *data, size_t size);

/* The same whose data are words. */
void mni_stream_note_text(
    struct mni_stream *stream, enum mn_event_kind kind, const char *text);

/* Adds MN_UNEXPECTED: what came is not what the script wants, as TEXT says. */
void mni_stream_note_unexpected(struct mni_stream *stream, const char *text);

/* What to wait for; each returns MNI_BLOCKED. */
enum mni_progress mni_stream_wait_for(struct mni_stream *stream, short events);
enum mni_progress mni_stream_wait_ms(struct mni_stream *stream, int ms);

/* Whether the time that the watch was given is over, or it has none. */
bool mni_stream_time_is_over(const struct mni_stream *stream);

/* Leaves the steps for MODE, or for what STOP means.  Returns MNI_AGAIN. */
enum mni_progress mni_stream_set_mode(
    struct mni_stream *stream, enum mni_mode mode);
enum mni_progress mni_stream_stop_by(
    struct mni_stream *stream, enum mni_stop stop);

/* Leaves out the steps that are left.  Returns MNI_AGAIN. */
enum mni_progress mni_stream_end_script(struct mni_stream *stream);

/* Ends the connection at once, or because there is no memory for WHAT.
 * Returns MNI_GONE. */
enum mni_progress mni_stream_end(struct mni_stream *stream);
enum mni_progress mni_stream_no_memory(
    struct mni_stream *stream, const char *what);

/* What to do when the call WHAT on the socket failed with errno: wait for
 * EVENTS, or end. */
enum mni_progress mni_stream_failed(
    struct mni_stream *stream, short events, const char *what);

/* Takes what has come into the input, or forgets it when KEEP is false. */
enum mni_progress mni_stream_take_input(struct mni_stream *stream, bool keep);

/* Throws away what has come while STEP sends; who reads on behind the steps
 * keeps it instead.  Returns MNI_NEXT to go on
 * with that. */
enum mni_progress mni_stream_discard_input(
    struct mni_stream *stream, const struct mni_step *step);

/* Plays a recv or a send. */
enum mni_progress mni_stream_play_recv(
    struct mni_stream *stream, const struct mni_step *step);
enum mni_progress mni_stream_play_send(
    struct mni_stream *stream, const struct mni_step *step);

/* Plays an urgent or a fill. */
enum mni_progress mni_stream_play_urgent(
    struct mni_stream *stream, const struct mni_step *step);
enum mni_progress mni_stream_play_fill(
    struct mni_stream *stream, const struct mni_step *step);

/* Has the octets that FAULT puts in go out first.  Returns MNI_AGAIN. */
enum mni_progress mni_stream_put_in(
    struct mni_stream *stream, const struct mni_fault *fault);

/* Sends them. */
enum mni_progress mni_stream_send_extra(struct mni_stream *stream);

#endif
