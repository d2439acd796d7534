/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "base/deadline.h"
#include "base/socket.h"
#include "bench/bench.h"
#include "bench/echo/load.h"
#include "bench/volume.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* The NTH: its number, and a part of the volume. */
static void
compose(size_t nth, uint8_t data[static LOAD_MESSAGE])
{
	memcpy(data, volume_at(nth * LOAD_MESSAGE), LOAD_MESSAGE);
	memcpy(data, &nth, sizeof(nth));
}

static void
send_nth(int fd, size_t nth)
{
	uint8_t data[LOAD_MESSAGE];

	compose(nth, data);
	bench_send(fd, data, sizeof(data));
}

/* Waits for one, or looks for it all the time. */
static size_t
await_one(int fd, void *data, size_t most, bool awake)
{
	struct mni_deadline patience = mni_deadline_in(BENCH_PATIENCE_MS);
	ssize_t size;

	while ((size = recv(fd, data, most, MSG_DONTWAIT)) == -1) {
		bench_must(errno == EAGAIN || errno == EWOULDBLOCK, "recv");
		bench_expect(
		    mni_deadline_left(patience) > 0, "no datagram is lost");
		if (!awake)
			(void)mni_wait_for(fd, POLLIN, patience);
	}
	return (size_t)size;
}

/* They may come in any order; CAME has which have. */
static void
take_one(int fd, bool awake, bool *came, size_t sent)
{
	uint8_t data[LOAD_MESSAGE + 1], wanted[LOAD_MESSAGE];
	size_t size = await_one(fd, data, sizeof(data), awake), nth;

	memcpy(&nth, data, sizeof(nth));
	bench_expect(size == LOAD_MESSAGE && nth < sent && !came[nth],
	    "a datagram comes back, once");
	compose(nth, wanted);
	bench_expect(memcmp(data, wanted, LOAD_MESSAGE) == 0,
	    "what comes back is what was sent");
	came[nth] = true;
}

void
load_datagrams(
    const struct sockaddr_in *server, size_t window, size_t count, bool awake)
{
	bool *came = calloc(count, sizeof(*came));
	size_t sent, back;
	int fd = bench_connect(
	    SOCK_DGRAM, (const struct sockaddr *)server, sizeof(*server));

	bench_must(came != NULL, "calloc");
	for (sent = back = 0; back < count; back++) {
		for (; sent < count && sent - back < window; sent++)
			send_nth(fd, sent);
		take_one(fd, awake, came, sent);
	}
	(void)close(fd);
	free(came);
}
