/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "bench/asker.h"

#include "bench/bench.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#define WINDOW 64 /* queries under way */
#define HEADER 12 /* octets: RFC 1035 section 4.1.1 */

/* A run under way. */
struct run {
	const struct asker *asker;
	int fd;
	size_t sent, answered;
	bool came[ASKER_MOST]; /* by id */
	uint8_t data[65536];   /* what has come of a connection */
	size_t size;
};

size_t
asker_query(size_t nth, uint16_t id, uint8_t out[static ASKER_QUERY])
{
	static const uint8_t header[HEADER - 2] = {1, 0, 0, 1};
	static const char zone[] = "\7example\4test\0\0\1\0\1";
	char label[16];
	int size = snprintf(label, sizeof(label), "h%zu", nth);

	out[0] = (uint8_t)(id >> 8);
	out[1] = (uint8_t)id;
	memcpy(out + 2, header, sizeof(header));
	out[HEADER] = (uint8_t)size;
	memcpy(out + HEADER + 1, label, (size_t)size);
	memcpy(out + HEADER + 1 + size, zone, sizeof(zone) - 1);
	return HEADER + sizeof(zone) + (size_t)size;
}

/* Sends as many queries as there is room for; those of a connection at
 * once. */
static void
send_queries(struct run *run)
{
	uint8_t data[WINDOW * (ASKER_QUERY + 2)], *at = data;
	bool stream = run->asker->type == SOCK_STREAM;
	size_t size;

	for (; run->sent < run->asker->queries &&
	       run->sent - run->answered < WINDOW;
	     run->sent++) {
		size = asker_query(
		    run->sent % run->asker->names, (uint16_t)run->sent, at + 2);
		at[0] = (uint8_t)(size >> 8);
		at[1] = (uint8_t)size;
		if (stream)
			at += size + 2;
		else
			bench_send(run->fd, at + 2, size);
	}
	bench_send(run->fd, data, (size_t)(at - data));
}

/* NOERROR, and at least one answer. */
static void
take_answer(struct run *run, const uint8_t *data, size_t size)
{
	size_t id;

	bench_expect(size > HEADER && (data[2] & 0x80) != 0 &&
	                 (data[3] & 0xf) == 0 && (data[6] | data[7]) != 0,
	    "an answer has an address");
	id = (size_t)(data[0] << 8 | data[1]);
	bench_expect(id < run->sent && !run->came[id], "an answer comes once");
	run->came[id] = true;
	run->answered++;
}

/* Takes the datagrams that are there, one at least. */
static void
take_datagrams(struct run *run)
{
	int flags = 0;
	ssize_t size;

	while (
	    (size = recv(run->fd, run->data, sizeof(run->data), flags)) != -1) {
		take_answer(run, run->data, (size_t)size);
		flags = MSG_DONTWAIT;
		if (run->answered == run->sent)
			return;
	}
	bench_expect(flags != 0, "no answer is lost");
	bench_must(errno == EAGAIN || errno == EWOULDBLOCK, "recv");
}

static void
take_stream(struct run *run)
{
	ssize_t come = recv(
	    run->fd, run->data + run->size, sizeof(run->data) - run->size, 0);
	size_t at = 0, size;

	bench_expect(come > 0, "no answer is lost");
	run->size += (size_t)come;
	while (run->size - at >= 2) {
		size = (size_t)(run->data[at] << 8 | run->data[at + 1]);
		if (run->size - at < size + 2)
			break;
		take_answer(run, run->data + at + 2, size);
		at += size + 2;
	}
	run->size -= at;
	memmove(run->data, run->data + at, run->size);
}

double
asker_run(const struct asker *asker)
{
	static const struct timeval patience = {
	    .tv_sec = BENCH_PATIENCE_MS / 1000};
	static struct run run;
	struct bench_time start;

	memset(&run, 0, sizeof(run));
	run.asker = asker;
	run.fd = bench_connect(asker->type, asker->address, asker->size);
	bench_must(setsockopt(run.fd, SOL_SOCKET, SO_RCVTIMEO, &patience,
	               sizeof(patience)) == 0,
	    "setsockopt");
	start = bench_now();
	while (run.answered < asker->queries) {
		send_queries(&run);
		if (asker->type == SOCK_STREAM)
			take_stream(&run);
		else
			take_datagrams(&run);
	}
	start = bench_since(start, 1);
	(void)close(run.fd);
	return start.wall_ms;
}
