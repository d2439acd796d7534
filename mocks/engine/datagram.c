/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/datagram.h"

#include "engine/barrier.h"
#include "engine/departure.h"
#include "engine/forger.h"
#include "engine/inbox.h"
#include "engine/near.h"
#include "engine/net.h"
#include "engine/octets.h"
#include "engine/reached.h"
#include "script/limits.h"
#include "script/service.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MOST_AT_ONCE 64 /* datagrams, before others have their turn */
#define MOST_QUEUED ((size_t)32 << 20)

enum progress { NEXT, AGAIN, BLOCKED };

/* A datagram that came and was not taken yet. */
struct arrival {
	struct arrival *next;
	struct mni_address peer, reached;
	bool stalls; /* nothing is done from here on */
	size_t size;
	uint8_t data[];
};

struct mni_datagrams {
	struct mni_departures departures;
	struct mni_forger forger;
	struct arrival *first, **last; /* owned; in their order */
	size_t queued;                 /* octets of them */
	struct mni_address peer;       /* who sent what was taken last */
	struct mni_address reached;    /* and where to, as server->reached */
	struct mni_bytes taken;        /* its octets */
	struct mni_bytes made;         /* what is about to leave */
	size_t at;                     /* the step to play */
	bool begun;                    /* that step has been begun */
	size_t done;                   /* datagrams it has dealt with */
	size_t rounds[MNI_MOST_LOOPS];
	unsigned round;           /* of the barrier it waits at */
	size_t requests, replies; /* numbers of the last ones */
	bool stalled;             /* for good */
	bool replying;            /* a reply was begun */
	size_t copies;            /* of it that are out */
	struct mni_delivery how;  /* it leaves so */
};

int
mni_datagrams_open(struct mn_server *server)
{
	struct mni_datagrams *datagrams = calloc(1, sizeof(*datagrams));

	if (datagrams == NULL)
		return -1;
	datagrams->last = &datagrams->first;
	datagrams->forger = MNI_FORGER_NONE;
	datagrams->peer = server->address;
	server->datagrams = datagrams;
	if (mni_departures_open(&datagrams->departures, server) == -1)
		return -1;
	return mni_forger_open(&datagrams->forger, server);
}

static void
free_datagrams(struct mn_server *server, bool forget)
{
	struct mni_datagrams *datagrams = server->datagrams;
	struct arrival *arrival;

	if (datagrams == NULL)
		return;
	mni_departures_close(&datagrams->departures, forget);
	mni_forger_close(&datagrams->forger, forget);
	while ((arrival = datagrams->first) != NULL) {
		datagrams->first = arrival->next;
		free(arrival);
	}
	mni_bytes_fini(&datagrams->taken);
	mni_bytes_fini(&datagrams->made);
	free(datagrams);
	server->datagrams = NULL;
}

void
mni_datagrams_forget(struct mn_server *server)
{
	free_datagrams(server, true);
}

/* Whether FAULT is on the datagram number NTH of PHASE; it is then noted. */
static bool
strikes(struct mn_server *server, const struct mni_fault *fault,
    enum mni_phase phase, size_t nth)
{
	if (fault->phase != phase || fault->at != nth)
		return false;
	mni_note_text(server, MN_FAULT, 0, fault->text);
	return true;
}

static void
note_drop(struct mn_server *server, const struct mni_address *peer)
{
	mni_note_datagram(
	    server, MN_DROP, mni_reached_text(server), NULL, 0, peer);
}

/* Puts a datagram at the end of those that wait.  What it does, when it does
 * something, waits as well: the script may not have come to those before it. */
static void
queue(struct mn_server *server, const struct mni_address *peer,
    const uint8_t *data, size_t size, bool stalls)
{
	struct mni_datagrams *datagrams = server->datagrams;
	struct arrival *arrival = NULL;

	if (datagrams->queued + size <= MOST_QUEUED)
		arrival = malloc(sizeof(*arrival) + size);
	if (arrival == NULL) {
		mni_note_failure(server, 0, "recv", ENOMEM);
		return;
	}
	arrival->next = NULL;
	arrival->peer = *peer;
	arrival->reached = server->reached;
	arrival->stalls = stalls;
	arrival->size = size;
	memcpy(arrival->data, data, size);
	datagrams->queued += size;
	*datagrams->last = arrival;
	datagrams->last = &arrival->next;
}

/* Whether a datagram from PEER may be the answer of another server to one of
 * ours: it is never answered by a service, or the two would never end. */
static bool
may_be_answer(const struct mn_server *server, const struct mni_address *peer)
{
	const struct mni_script *script = &server->script;
	const struct mn_server *other = server->net->servers;
	uint16_t port;

	if (script->service_port == 0 || script->family == AF_UNIX)
		return false;
	port = mni_address_port(peer);
	while (other != NULL &&
	       (other->calls || other->script.type != SOCK_DGRAM ||
	           other->script.family != script->family ||
	           mni_address_port(&other->address) != port))
		other = other->next;
	return other != NULL || mni_service_answers_from(port);
}

static void
receive(struct mn_server *server, const struct mni_letter *letter)
{
	const struct mni_address *peer = server->calls ? &server->address
	                                               : &letter->peer;
	struct mni_datagrams *datagrams = server->datagrams;
	const struct mni_fault *faults = server->script.faults;
	size_t i, nth = ++datagrams->requests;
	bool drops = may_be_answer(server, peer), stalls = false;

	mni_note_datagram(server, MN_RECV, mni_reached_text(server),
	    letter->data, letter->size, peer);
	for (i = 0; i < server->script.fault_count; i++)
		if (strikes(server, &faults[i], MNI_REQUEST, nth)) {
			drops |= faults[i].effect == MNI_DROP;
			stalls |= faults[i].effect == MNI_STOP;
		}
	if (drops)
		note_drop(server, peer);
	else
		queue(server, peer, letter->data, letter->size, stalls);
}

static void
take_waiting(struct mn_server *server)
{
	const struct mni_letter *letters;
	int taken = 0, count, i;

	do {
		count = mni_inbox_take(server, &letters);
		/* An ICMP error for an earlier answer is no news; for a
		 * request it is. */
		if (count == -1 && errno == ECONNREFUSED && server->calls)
			mni_note_refusal(server, "recv");
		for (i = 0; i < count; i++)
			receive(server, &letters[i]);
		taken += count;
	} while (count == MNI_INBOX_MOST && taken < MOST_AT_ONCE);
}

static enum progress
wait_ms(struct mn_server *server, int ms)
{
	server->watch.expiry = mni_deadline_in(ms);
	server->datagrams->begun = true;
	return BLOCKED;
}

/* Takes the datagram that has waited longest; false: there is none, or it is
 * where the script stalls. */
static bool
take_one(struct mn_server *server)
{
	struct mni_datagrams *datagrams = server->datagrams;
	struct arrival *arrival = datagrams->first;

	if (arrival != NULL && arrival->stalls)
		datagrams->stalled = true;
	if (arrival == NULL || arrival->stalls)
		return false;
	datagrams->first = arrival->next;
	if (datagrams->first == NULL)
		datagrams->last = &datagrams->first;
	datagrams->queued -= arrival->size;
	datagrams->peer = arrival->peer;
	server->reached = datagrams->reached = arrival->reached;
	datagrams->taken.size = 0;
	/* Without memory the answer is an empty one. */
	(void)!mni_bytes_append(
	    &datagrams->taken, arrival->data, arrival->size);
	free(arrival);
	return true;
}

static bool
is_same(const struct mni_bytes *a, const struct mni_bytes *b)
{
	return a->size == b->size &&
	       (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

/* What has come before counts as well: it was never asked for. */
static enum progress
play_silence(struct mn_server *server, const struct mni_step *step)
{
	struct mni_datagrams *datagrams = server->datagrams;
	char text[MNI_NEAR_TEXT];

	if (!datagrams->begun && datagrams->first == NULL)
		return wait_ms(server, step->wait_ms);
	if (!take_one(server))
		return NEXT;
	mni_describe_missing(text, step, &datagrams->taken, "");
	mni_note_text(server, MN_UNEXPECTED, 0, text);
	return AGAIN;
}

static enum progress
play_recv(struct mn_server *server, const struct mni_step *step)
{
	struct mni_datagrams *datagrams = server->datagrams;
	char text[MNI_NEAR_TEXT];

	if (step->until == MNI_RECV_NOTHING)
		return play_silence(server, step);
	if (!take_one(server))
		return BLOCKED;
	if (step->until != MNI_RECV_EXACT ||
	    is_same(&datagrams->taken, &step->text.data))
		return NEXT;
	mni_describe_difference(text, step, &step->text.data,
	    datagrams->taken.data, datagrams->taken.size);
	mni_note_text(server, MN_UNEXPECTED, 0, text);
	return AGAIN;
}

static enum progress
play_drop(struct mn_server *server, const struct mni_step *step)
{
	struct mni_datagrams *datagrams = server->datagrams;

	for (; datagrams->done < step->count; datagrams->done++) {
		if (!take_one(server))
			return BLOCKED;
		note_drop(server, &datagrams->peer);
	}
	return NEXT;
}

static int
make_octets(struct mn_server *server, const struct mni_step *step)
{
	struct mni_datagrams *datagrams = server->datagrams;
	struct mni_bytes *made = &datagrams->made;
	struct mni_copies copies = mni_step_copies(step);
	size_t size = copies.size;

	if (step->source != MNI_SOURCE_TEXT)
		return mni_make_octets(&server->script, step, &datagrams->taken,
		    &server->random, made);
	made->size = 0;
	if (mni_bytes_reserve(made, size) == -1)
		return -1;
	if (size > 0)
		mni_copies_copy(&copies, 0, size, made->data);
	made->size = size;
	return 0;
}

/* The delivery of the next reply: the step's, and what a fault adds. */
static void
begin_reply(struct mn_server *server, const struct mni_step *step)
{
	struct mni_datagrams *datagrams = server->datagrams;
	const struct mni_fault *faults = server->script.faults;
	size_t i, nth = ++datagrams->replies;

	datagrams->replying = true;
	datagrams->copies = 0;
	datagrams->how = step->delivery;
	datagrams->how.times = 1;
	for (i = 0; i < server->script.fault_count; i++)
		if (strikes(server, &faults[i], MNI_REPLY, nth)) {
			datagrams->stalled |= faults[i].effect == MNI_STOP;
			mni_delivery_add(&datagrams->how, &faults[i].delivery);
		}
}

/* Whether the one to answer can be: a Unix socket without a name cannot. */
static bool
has_address(const struct mni_address *peer)
{
	return peer->size > sizeof(peer->storage.ss_family);
}

/* One datagram, and then it is for advance() to say who is next. */
static enum progress
play_send(struct mn_server *server, const struct mni_step *step)
{
	struct mni_datagrams *datagrams = server->datagrams;
	int gap_ms = step->delivery.gap_ms;

	if (!has_address(&datagrams->peer)) {
		mni_note_text(server, MN_UNEXPECTED, 0,
		    "the peer has bound no path and cannot be answered");
		return NEXT;
	}
	if (!datagrams->replying)
		begin_reply(server, step);
	if (datagrams->stalled)
		return BLOCKED;
	if (make_octets(server, step) == -1)
		mni_note_failure(server, 0, "send", ENOMEM);
	else if (mni_depart(&datagrams->departures, &datagrams->how,
	             &datagrams->peer, &datagrams->made) == -1)
		return wait_ms(server, 1);
	if (++datagrams->copies < datagrams->how.times)
		return AGAIN;
	datagrams->replying = false;
	if (++datagrams->done == step->delivery.times)
		return NEXT;
	return gap_ms > 0 ? wait_ms(server, gap_ms) : AGAIN;
}

static enum progress
play_barrier(struct mn_server *server, const struct mni_step *step)
{
	struct mni_datagrams *datagrams = server->datagrams;
	const char *name = (const char *)step->text.data.data;
	struct mni_barrier *barrier = mni_barrier_find(server->net, name);

	if (!datagrams->begun) {
		datagrams->begun = true;
		mni_note_text(server, MN_BARRIER, 0, name);
		if (mni_barrier_arrive(server->net, barrier, &datagrams->round))
			return NEXT;
	}
	return barrier->round == datagrams->round ? BLOCKED : NEXT;
}

static enum progress
play_end(struct mni_datagrams *datagrams, const struct mni_step *step)
{
	size_t *rounds = &datagrams->rounds[step->depth];

	if (*rounds != 1)
		datagrams->at = step->other_end;
	if (*rounds > 0)
		--*rounds;
	return NEXT;
}

static enum progress
stall(struct mn_server *server)
{
	if (!server->datagrams->begun)
		mni_note_datagram(server, MN_DONE, mni_reached_text(server),
		    NULL, 0, &server->datagrams->peer);
	server->datagrams->begun = true;
	return BLOCKED;
}

static enum progress
play(struct mn_server *server)
{
	struct mni_datagrams *datagrams = server->datagrams;
	const struct mni_step *step =
	    &server->script.parts->steps[datagrams->at];

	if (datagrams->stalled)
		return BLOCKED;
	server->reached = datagrams->reached;
	switch (step->verb) {
	case MNI_VERB_RECV:
		return play_recv(server, step);
	case MNI_VERB_DROP:
		return play_drop(server, step);
	case MNI_VERB_SEND:
		return play_send(server, step);
	case MNI_VERB_FORGE:
		mni_forge(&datagrams->forger, step);
		return NEXT;
	case MNI_VERB_WAIT:
		return datagrams->begun ? NEXT : wait_ms(server, step->wait_ms);
	case MNI_VERB_BARRIER:
		return play_barrier(server, step);
	case MNI_VERB_LOOP:
		datagrams->rounds[step->depth] = step->count;
		return NEXT;
	case MNI_VERB_END:
		return play_end(datagrams, step);
	case MNI_VERB_STALL:
		return stall(server);
	case MNI_VERB_URGENT:
	case MNI_VERB_FILL:
	case MNI_VERB_FIN:
	case MNI_VERB_CLOSE:
	case MNI_VERB_RST:
	case MNI_VERB_REFUSE:
	case MNI_VERB_HEAR:
		break;
	}
	return BLOCKED;
}

/* The script was played; a server begins again, a client has finished. */
static void
end_script(struct mn_server *server)
{
	struct mni_datagrams *datagrams = server->datagrams;

	datagrams->at = 0;
	datagrams->stalled = server->calls;
	mni_note_datagram(server, MN_DONE, mni_reached_text(server), NULL, 0,
	    &datagrams->peer);
}

static void
advance(struct mn_server *server)
{
	struct mni_datagrams *datagrams = server->datagrams;
	enum progress progress;
	int steps;

	for (steps = 0; steps < MOST_AT_ONCE; steps++) {
		progress = play(server);
		if (progress == BLOCKED)
			return;
		if (progress == AGAIN)
			continue;
		datagrams->done = 0;
		datagrams->begun = false;
		if (++datagrams->at == server->script.parts->count)
			end_script(server);
	}
	mni_watch_soon(&server->net->loop, &server->watch);
}

void
mni_datagram_ready(struct mni_watch *watch, short revents)
{
	struct mn_server *server = watch->owner;

	if (revents != 0)
		take_waiting(server);
	/* While a step lets time pass, only its expiry moves the script. */
	if (server->script.parts->count > 0 &&
	    (revents == 0 || watch->expiry.at_ns == INT64_MAX))
		advance(server);
}

/* What the script waits at, or NULL. */
static const struct mni_step *
waiting_step(const struct mn_server *server, enum mni_verb verb)
{
	const struct mni_part *part = server->script.parts;
	const struct mni_datagrams *datagrams = server->datagrams;

	if (datagrams == NULL || datagrams->stalled || part->count == 0 ||
	    part->steps[datagrams->at].verb != verb)
		return NULL;
	return &part->steps[datagrams->at];
}

/* The barrier the script waits at, or NULL. */
static struct mni_barrier *
waiting_barrier(const struct mn_server *server)
{
	const struct mni_step *step = waiting_step(server, MNI_VERB_BARRIER);

	if (step == NULL || !server->datagrams->begun)
		return NULL;
	return mni_barrier_find(
	    server->net, (const char *)step->text.data.data);
}

void
mni_datagrams_call_waiting(struct mn_server *server)
{
	if (waiting_barrier(server) != NULL)
		mni_watch_soon(&server->net->loop, &server->watch);
}

void
mni_datagrams_close(struct mn_server *server)
{
	struct mni_barrier *barrier = waiting_barrier(server);

	if (barrier != NULL)
		mni_barrier_leave(barrier, server->datagrams->round);
	free_datagrams(server, false);
}

/* At its beginning a script waits for whoever may come. */
bool
mni_datagrams_describe_wait(
    const struct mn_server *server, char *out, size_t capacity)
{
	const struct mni_step *step = waiting_step(server, MNI_VERB_RECV);
	char text[MNI_NEAR_TEXT];

	if (step == NULL)
		return false;
	if (!server->calls && (step->until != MNI_RECV_EXACT || step->looped ||
	                          server->datagrams->at == 0))
		return false;
	mni_describe_missing(text, step, &MNI_BYTES_EMPTY, " so far");
	(void)snprintf(out, capacity, "%s", text);
	return true;
}
