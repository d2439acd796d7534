/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "bench/echo/load.h"

#include "base/loop.h"
#include "bench/bench.h"
#include "bench/volume.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct client {
	struct fleet *fleet;
	struct mni_watch watch;
	const uint8_t *message; /* that is under way */
	size_t come;            /* octets of its echo */
	size_t messages;        /* of the conversation that are back */
};

struct fleet {
	struct load load;
	struct mni_loop loop;
	struct mni_watch patience;
	size_t sent; /* messages: where in the volume the next one is */
	size_t to_begin, under_way; /* conversations of the run */
	struct client clients[];
};

static void
lose_patience(struct mni_watch *watch, short revents)
{
	(void)watch;
	(void)revents;
	bench_give_up("an echo server", "it is silent");
}

static void
say(struct client *client)
{
	client->message = volume_at(client->fleet->sent++ * LOAD_MESSAGE);
	client->come = 0;
	bench_send(client->watch.fd, client->message, LOAD_MESSAGE);
}

static void
dial(struct client *client)
{
	struct fleet *fleet = client->fleet;

	client->watch.fd = bench_connect(SOCK_STREAM,
	    (const struct sockaddr *)&fleet->load.server,
	    sizeof(fleet->load.server));
	bench_must(
	    mni_loop_add(&fleet->loop, &client->watch) == 0, "mni_loop_add");
}

static void
hang_up(struct client *client)
{
	mni_loop_remove(&client->fleet->loop, &client->watch);
	(void)close(client->watch.fd);
}

/* Has CLIENT begin the next conversation, if there is to be one. */
static void
begin(struct client *client)
{
	struct fleet *fleet = client->fleet;

	if (fleet->to_begin == 0)
		return;
	fleet->to_begin--;
	fleet->under_way++;
	client->messages = 0;
	if (fleet->load.messages > 0)
		dial(client);
	say(client);
}

/* What follows an echo. */
static void
go_on(struct client *client)
{
	const struct load *load = &client->fleet->load;

	if (++client->messages < load->messages) {
		client->watch.expiry = mni_deadline_in(load->pause_ms);
		return;
	}
	client->fleet->under_way--;
	if (load->messages > 0)
		hang_up(client);
	begin(client);
}

static void
take(struct mni_watch *watch, short revents)
{
	struct client *client = watch->owner;
	uint8_t data[LOAD_MESSAGE + 1];
	ssize_t size;

	if (revents == 0) {
		say(client);
		return;
	}
	size = recv(watch->fd, data, sizeof(data) - client->come, 0);
	bench_must(size != -1, "recv");
	bench_expect(size > 0 && client->come < LOAD_MESSAGE,
	    "a message comes back, once");
	bench_expect(
	    (size_t)size <= LOAD_MESSAGE - client->come &&
	        memcmp(data, client->message + client->come, (size_t)size) == 0,
	    "what comes back is what was sent");
	client->come += (size_t)size;
	if (client->come == LOAD_MESSAGE)
		go_on(client);
}

static void
turn(struct mni_loop *loop, bool awake)
{
	int timeout_ms;

	bench_must(mni_loop_prepare(loop, &timeout_ms) == 0 &&
	               mni_loop_wait(loop, awake ? 0 : timeout_ms) == 0,
	    "mni_loop_wait");
	mni_loop_dispatch(loop);
}

static void
run(struct fleet *fleet, size_t active, size_t count)
{
	size_t i;

	fleet->to_begin = count;
	for (i = 0; i < active; i++)
		begin(&fleet->clients[i]);
	fleet->patience.expiry = mni_deadline_in(BENCH_PATIENCE_MS);
	mni_loop_update(&fleet->loop, &fleet->patience);
	while (fleet->under_way > 0)
		turn(&fleet->loop, fleet->load.awake);
}

struct fleet *
load_open(const struct load *load)
{
	struct fleet *fleet = calloc(
	    1, sizeof(*fleet) + load->clients * sizeof(fleet->clients[0]));
	struct client *client;

	bench_must(fleet != NULL, "calloc");
	fleet->load = *load;
	fleet->patience = (struct mni_watch){.fd = -1, .ready = lose_patience};
	bench_must(mni_loop_init(&fleet->loop) == 0 &&
	               mni_loop_add(&fleet->loop, &fleet->patience) == 0,
	    "mni_loop_init");
	for (client = fleet->clients; client < fleet->clients + load->clients;
	     client++) {
		client->fleet = fleet;
		client->watch = (struct mni_watch){.events = POLLIN,
		    .expiry = mni_deadline_never(),
		    .ready = take,
		    .owner = client};
		if (load->messages == 0)
			dial(client);
	}
	if (load->messages == 0)
		run(fleet, load->clients, load->clients);
	return fleet;
}

void
load_run(struct fleet *fleet, size_t count)
{
	run(fleet, fleet->load.active, count);
}

void
load_close(struct fleet *fleet)
{
	static const struct linger reset = {.l_onoff = 1};
	size_t i;

	for (i = 0; fleet->load.messages == 0 && i < fleet->load.clients; i++) {
		(void)setsockopt(fleet->clients[i].watch.fd, SOL_SOCKET,
		    SO_LINGER, &reset, sizeof(reset));
		hang_up(&fleet->clients[i]);
	}
	mni_loop_fini(&fleet->loop);
	free(fleet);
}
