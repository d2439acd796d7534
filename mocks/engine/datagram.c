/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "engine/datagram.h"

#include "base/socket.h"
#include "engine/net.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_OCTETS 65536
#define MOST_AT_ONCE 64 /* datagrams, before others have their turn */

enum progress { NEXT, BLOCKED };

struct other_source {
	int fd; /* owned; -1: not needed */
	char local[MNI_ADDRESS_TEXT];
};

struct mni_datagrams {
	struct other_source others[2]; /* other-address, other-port */
	struct mni_address *waiting;   /* owned; who sent what is untaken */
	size_t first, count, capacity; /* of waiting */
	struct mni_address peer;       /* who sent what was taken last */
	size_t at;                     /* the step to play */
	size_t done;                   /* datagrams this step has dealt with */
	bool timing;                   /* this step's time has been started */
};

static bool
sends_from(const struct mni_script *script, enum mni_source source)
{
	size_t i;

	for (i = 0; i < script->count; i++)
		if (script->steps[i].verb == MNI_VERB_SEND &&
		    script->steps[i].from == source)
			return true;
	return false;
}

static int
open_other(struct other_source *other, struct mni_address address)
{
	int fd = mni_socket(address.storage.ss_family, SOCK_DGRAM);

	if (fd == -1)
		return -1;
	other->fd = fd; /* closed with the server, whatever follows */
	if (bind(fd, (const struct sockaddr *)&address.storage, address.size) ==
	        -1 ||
	    mni_local_address(fd, &address) == -1)
		return -1;
	(void)mni_address_text(&address, other->local);
	return 0;
}

int
mni_datagrams_open(struct mn_server *server)
{
	struct mni_datagrams *datagrams = calloc(1, sizeof(*datagrams));
	const struct mni_script *script = &server->script;
	uint16_t port = mni_address_port(&server->address);

	if (datagrams == NULL)
		return -1;
	datagrams->others[0].fd = datagrams->others[1].fd = -1;
	server->datagrams = datagrams;
	if (sends_from(script, MNI_FROM_OTHER_ADDRESS) &&
	    open_other(&datagrams->others[0],
	        mni_address_loopback(script->family, 2, port)) == -1)
		return -1;
	if (sends_from(script, MNI_FROM_OTHER_PORT) &&
	    open_other(&datagrams->others[1],
	        mni_address_loopback(script->family, 1, 0)) == -1)
		return -1;
	return 0;
}

void
mni_datagrams_close(struct mn_server *server)
{
	struct mni_datagrams *datagrams = server->datagrams;
	size_t i;

	if (datagrams == NULL)
		return;
	for (i = 0; i < 2; i++)
		if (datagrams->others[i].fd != -1)
			(void)close(datagrams->others[i].fd);
	free(datagrams->waiting);
	free(datagrams);
	server->datagrams = NULL;
}

static void
note(struct mn_server *server, enum mn_event_kind kind, const char *local,
    const uint8_t *data, size_t size, const struct mni_address *address)
{
	char peer[MNI_ADDRESS_TEXT];

	mni_note(server, &(struct mn_event){.kind = kind,
	                     .data = data,
	                     .size = size,
	                     .peer = mni_address_text(address, peer),
	                     .local = local});
}

/* Puts PEER at the end of those who wait. */
static int
queue(struct mni_datagrams *datagrams, const struct mni_address *peer)
{
	size_t capacity = datagrams->capacity * 2 + 8;
	struct mni_address *waiting;

	if (datagrams->first > 0 &&
	    datagrams->first + datagrams->count == datagrams->capacity) {
		memmove(datagrams->waiting,
		    datagrams->waiting + datagrams->first,
		    datagrams->count * sizeof(*waiting));
		datagrams->first = 0;
	}
	if (datagrams->count == datagrams->capacity) {
		waiting =
		    realloc(datagrams->waiting, capacity * sizeof(*waiting));
		if (waiting == NULL)
			return -1;
		datagrams->waiting = waiting;
		datagrams->capacity = capacity;
	}
	datagrams->waiting[datagrams->first + datagrams->count++] = *peer;
	return 0;
}

static void
take_waiting(struct mn_server *server)
{
	struct mni_address peer;
	uint8_t data[MOST_OCTETS];
	ssize_t size;
	int taken = 0;

	while (taken < MOST_AT_ONCE) {
		peer.size = sizeof(peer.storage);
		size = recvfrom(server->fd, data, sizeof(data), 0,
		    (struct sockaddr *)&peer.storage, &peer.size);
		if (size == -1) {
			/* An ICMP error for an earlier answer is no news. */
			if (errno == ECONNREFUSED || errno == EINTR)
				continue;
			return;
		}
		taken++;
		note(server, MN_RECV, server->local, data, (size_t)size, &peer);
		if (queue(server->datagrams, &peer) == -1)
			mni_note_failure(server, 0, "recv", ENOMEM);
	}
}

static enum progress
wait_ms(struct mn_server *server, int ms)
{
	server->watch.expiry = mni_deadline_in(ms);
	server->datagrams->timing = true;
	return BLOCKED;
}

static bool
take_one(struct mni_datagrams *datagrams)
{
	if (datagrams->count == 0)
		return false;
	datagrams->peer = datagrams->waiting[datagrams->first];
	datagrams->count--;
	datagrams->first = datagrams->count == 0 ? 0 : datagrams->first + 1;
	return true;
}

static enum progress
play_drop(struct mn_server *server, const struct mni_step *step)
{
	struct mni_datagrams *datagrams = server->datagrams;

	for (; datagrams->done < step->times; datagrams->done++) {
		if (!take_one(datagrams))
			return BLOCKED;
		note(server, MN_DROP, server->local, NULL, 0, &datagrams->peer);
	}
	return NEXT;
}

/* Returns 0, or -1 when the system has no room for it just now. */
static int
send_one(struct mn_server *server, const struct mni_step *step)
{
	struct mni_datagrams *datagrams = server->datagrams;
	const struct mni_address *peer = &datagrams->peer;
	size_t size = mni_step_size(step);
	const char *local = server->local;
	uint8_t data[MOST_OCTETS];
	int fd = server->fd;

	if (step->from != MNI_FROM_HERE) {
		size_t i = step->from == MNI_FROM_OTHER_ADDRESS ? 0 : 1;

		fd = datagrams->others[i].fd;
		local = datagrams->others[i].local;
	}
	mni_step_copy(step, 0, size, data);
	if (sendto(fd, data, size, 0, (const struct sockaddr *)&peer->storage,
	        peer->size) != -1)
		note(server, MN_SEND, local, data, size, peer);
	else if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS)
		return -1;
	else
		mni_note_failure(server, 0, "send", errno);
	return 0;
}

static enum progress
play_send(struct mn_server *server, const struct mni_step *step)
{
	struct mni_datagrams *datagrams = server->datagrams;

	while (datagrams->done < step->times) {
		if (send_one(server, step) == -1)
			return wait_ms(server, 1);
		datagrams->done++;
		if (step->gap_ms > 0 && datagrams->done < step->times)
			return wait_ms(server, step->gap_ms);
	}
	return NEXT;
}

static enum progress
play(struct mn_server *server)
{
	struct mni_datagrams *datagrams = server->datagrams;
	const struct mni_step *step = &server->script.steps[datagrams->at];

	switch (step->verb) {
	case MNI_VERB_RECV:
		return take_one(datagrams) ? NEXT : BLOCKED;
	case MNI_VERB_DROP:
		return play_drop(server, step);
	case MNI_VERB_SEND:
		return play_send(server, step);
	case MNI_VERB_WAIT:
		return datagrams->timing ? NEXT
		                         : wait_ms(server, step->wait_ms);
	case MNI_VERB_STALL:
		if (!datagrams->timing)
			note(server, MN_DONE, server->local, NULL, 0,
			    &datagrams->peer);
		datagrams->timing = true;
		return BLOCKED;
	case MNI_VERB_FIN:
	case MNI_VERB_CLOSE:
	case MNI_VERB_RST:
	case MNI_VERB_REFUSE:
		break;
	}
	return BLOCKED;
}

static void
advance(struct mn_server *server)
{
	struct mni_datagrams *datagrams = server->datagrams;

	while (play(server) == NEXT) {
		datagrams->done = 0;
		datagrams->timing = false;
		if (++datagrams->at == server->script.count) {
			datagrams->at = 0;
			note(server, MN_DONE, server->local, NULL, 0,
			    &datagrams->peer);
		}
	}
}

void
mni_datagram_ready(struct mni_watch *watch, short revents)
{
	struct mn_server *server = watch->owner;

	if (revents != 0)
		take_waiting(server);
	/* While a step lets time pass, only its expiry moves the script. */
	if (revents == 0 || watch->expiry.at_ns == INT64_MAX)
		advance(server);
}
