/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/loop.h"
#include "base/socket.h"
#include "bench/bench.h"
#include "bench/echo/load.h"
#include "bench/volume.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define PIECES 4 /* that are sent before what came back is read again */

struct flow {
	struct mni_watch watch;
	struct mni_loop *loop;
	size_t size, sent, come; /* octets */
	size_t *open;            /* flows that have not ended */
};

/* Each flow is the volume, from its beginning. */
static void
check(struct flow *flow, const uint8_t *data, size_t size)
{
	size_t part;

	bench_expect(size <= flow->sent - flow->come,
	    "no more comes back than was sent");
	for (; size > 0; data += part, size -= part) {
		part = size < VOLUME_PIECE ? size : VOLUME_PIECE;
		bench_expect(memcmp(data, volume_at(flow->come), part) == 0,
		    "what comes back is what was sent");
		flow->come += part;
	}
}

static void
take(struct flow *flow)
{
	static uint8_t data[PIECES * VOLUME_PIECE];
	ssize_t size = recv(flow->watch.fd, data, sizeof(data), 0);

	bench_must(size != -1 || errno == EAGAIN, "recv");
	if (size > 0)
		check(flow, data, (size_t)size);
	if (size != 0)
		return;
	bench_expect(flow->come == flow->size, "all octets come back");
	mni_loop_remove(flow->loop, &flow->watch);
	(void)close(flow->watch.fd);
	(*flow->open)--;
}

static void
give(struct flow *flow)
{
	size_t size = flow->size - flow->sent;
	ssize_t sent = 0;
	int i;

	for (i = 0; i < PIECES && size > 0 && sent != -1; i++) {
		sent = mni_send(flow->watch.fd, volume_at(flow->sent),
		    size < VOLUME_PIECE ? size : VOLUME_PIECE);
		bench_must(sent != -1 || errno == EAGAIN, "send");
		if (sent > 0) {
			flow->sent += (size_t)sent;
			size -= (size_t)sent;
		}
	}
	if (size > 0)
		return;
	bench_must(shutdown(flow->watch.fd, SHUT_WR) == 0, "shutdown");
	flow->watch.events = POLLIN;
}

static void
ready(struct mni_watch *watch, short revents)
{
	struct flow *flow = watch->owner;

	if (revents == 0)
		bench_give_up("an echo server", "it is silent");
	watch->expiry = mni_deadline_in(BENCH_PATIENCE_MS);
	if ((revents & POLLOUT) != 0 && (watch->events & POLLOUT) != 0)
		give(flow);
	if ((revents & ~POLLOUT) != 0)
		take(flow);
}

static void
begin(struct flow *flow, const struct sockaddr_in *server)
{
	int fd = bench_connect(
	    SOCK_STREAM, (const struct sockaddr *)server, sizeof(*server));

	bench_must(fcntl(fd, F_SETFL, O_NONBLOCK) == 0, "fcntl");
	flow->watch = (struct mni_watch){.fd = fd,
	    .events = POLLIN | POLLOUT,
	    .expiry = mni_deadline_in(BENCH_PATIENCE_MS),
	    .ready = ready,
	    .owner = flow};
	bench_must(mni_loop_add(flow->loop, &flow->watch) == 0, "mni_loop_add");
}

void
load_stream(const struct sockaddr_in *server, size_t connections, size_t size)
{
	struct flow *flows = calloc(connections, sizeof(*flows));
	size_t i, open = connections;
	struct mni_loop loop;

	bench_must(flows != NULL && mni_loop_init(&loop) == 0, "mni_loop_init");
	for (i = 0; i < connections; i++) {
		flows[i] =
		    (struct flow){.loop = &loop, .size = size, .open = &open};
		begin(&flows[i], server);
	}
	while (open > 0)
		bench_must(mni_loop_turn(&loop) == 0, "mni_loop_turn");
	mni_loop_fini(&loop);
	free(flows);
}
