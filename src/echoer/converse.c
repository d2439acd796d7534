/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echoer/converse.h"

#include "base/deadline.h"
#include "base/socket.h"

#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <sys/socket.h>

/* How far a conversation has come. */
struct state {
	struct mni_conversation *conversation;
	bool leaving;              /* the bell was heard */
	struct mni_deadline limit; /* then: of what is still to be done */
};

static struct mni_deadline
next_deadline(const struct state *state)
{
	int64_t idle_ms = state->conversation->options->idle_ms;

	if (state->leaving)
		return state->limit;
	return mni_deadline_in(idle_ms == 0 ? -1 : idle_ms);
}

static void
hear(struct state *state)
{
	state->leaving = true;
	state->limit = mni_deadline_in(state->conversation->options->drain_ms);
}

/* Waits until the connection has EVENTS, or the bell is heard.  Returns false
 * when it has waited for too long. */
static bool
wait_for(struct state *state, short events)
{
	struct pollfd wanted[2] = {
	    {.fd = state->conversation->fd, .events = events},
	    {.fd = state->conversation->bell, .events = POLLIN},
	};
	struct mni_deadline deadline = next_deadline(state);
	int ready;

	do
		ready = poll(wanted, state->leaving ? 1 : 2,
		    mni_deadline_left(deadline));
	while (ready == -1 && errno == EINTR);
	if (ready <= 0)
		return false;
	if (!state->leaving && wanted[1].revents != 0)
		hear(state);
	return true;
}

/* Returns false when the connection has ended by an error. */
static bool
is_pass(struct mni_conversation *conversation)
{
	if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR)
		return true;
	conversation->counts.resets++;
	return false;
}

static bool
send_all(struct state *state, size_t size)
{
	struct mni_conversation *conversation = state->conversation;
	const uint8_t *data = conversation->buffer;
	ssize_t sent;

	while (size > 0) {
		sent = conversation->options->once
		           ? mni_send_last(conversation->fd, data, size)
		           : mni_send(conversation->fd, data, size);
		if (sent == -1) {
			if (!is_pass(conversation) || !wait_for(state, POLLOUT))
				return false;
			continue;
		}
		conversation->counts.octets_out += (size_t)sent;
		data += sent;
		size -= (size_t)sent;
	}
	return true;
}

/* Whether there may be more to be read without waiting. */
static bool
is_full(const struct mni_conversation *conversation, ssize_t got)
{
	return got > 0 && (size_t)got == conversation->room;
}

void
mni_converse(struct mni_conversation *conversation)
{
	struct state state = {.conversation = conversation};
	ssize_t got = 0;

	do {
		if (!state.leaving && !is_full(conversation, got) &&
		    !wait_for(&state, POLLIN))
			return;
		got = recv(conversation->fd, conversation->buffer,
		    conversation->room, 0);
		if (got == 0)
			return;
		if (got > 0) {
			conversation->counts.octets_in += (size_t)got;
			if (!send_all(&state, (size_t)got))
				return;
		} else if (!is_pass(conversation) || state.leaving) {
			return;
		}
	} while (got == -1 || !conversation->options->once);
}
