/* SPDX-License-Identifier: MIT */
/*
 * A sweep: one answer, split and cut at each of its octets, and for each of
 * these the QOTD client asks a server of its own.  Most of that is waiting, so
 * many threads share it.
 */
#include <config.h>

#include "bench/bench.h"
#include "qotd/qotd.h"

#include <stdatomic.h>
#include <stdio.h>

#define DELIVERIES 1000
#define THREADS 32
#define OCTETS 240
#define STALLED_MS 50

static const struct disturbance {
	const char *head, *tail; /* around the number of the octet */
	int deadline_ms;
	enum mni_status status;
} disturbances[] = {
    {"split at", "", BENCH_PATIENCE_MS, MNI_OK},
    {"cut at", " fin", BENCH_PATIENCE_MS, MNI_OK},
    {"cut at", " rst", BENCH_PATIENCE_MS, MNI_TRUNCATED},
    {"cut at", " stall", STALLED_MS, MNI_TIMEOUT},
};

#define DISTURBANCES (sizeof(disturbances) / sizeof(disturbances[0]))

static enum mni_status
fetch(const struct mn_server *server, int deadline_ms)
{
	struct mni_fetch qotd = mni_qotd;
	struct mni_bytes quote = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;
	enum mni_status status;

	qotd.peer.host = mn_host(server);
	qotd.peer.port = (uint16_t)mn_port(server);
	qotd.peer.type = SOCK_STREAM;
	status =
	    mni_fetch(&qotd, mni_deadline_in(deadline_ms), &quote, &trouble);
	mni_bytes_fini(&quote);
	return status;
}

static void
deliver(const struct disturbance *disturbance, size_t octet)
{
	struct mn_net *net = bench_net();
	char script[OCTETS + 64];

	(void)snprintf(script, sizeof(script), "tcp\n send \"%0*d\" %s %zu%s\n",
	    OCTETS, 0, disturbance->head, octet, disturbance->tail);
	bench_expect(fetch(bench_serve(net, script),
	                 disturbance->deadline_ms) == disturbance->status,
	    "every fetch ends as it must");
	mn_net_free(net);
}

static atomic_size_t taken;

static void *
work(void *argument)
{
	size_t nth;

	while ((nth = atomic_fetch_add(&taken, 1)) < DELIVERIES)
		deliver(&disturbances[nth % DISTURBANCES],
		    nth / DISTURBANCES % (OCTETS - 1) + 1);
	return argument;
}

void
bench_sweep(void)
{
	struct bench_time start = bench_now();
	pthread_t threads[THREADS];
	size_t i;

	for (i = 0; i < THREADS; i++)
		threads[i] = bench_thread(work, NULL);
	for (i = 0; i < THREADS; i++)
		(void)pthread_join(threads[i], NULL);
	bench_heading("An answer of %d octets, disturbed at every octet: %d "
	              "times, %d at a time",
	    OCTETS, DELIVERIES, THREADS);
	bench_print_bar(
	    "time of all", bench_since(start, 1).wall_ms, "ms", 1000);
}
