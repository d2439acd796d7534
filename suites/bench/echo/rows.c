/* SPDX-License-Identifier: MIT */
/* What is measured, and the bars that ours is held to. */
#include <config.h>

#include "bench/bench.h"
#include "bench/contest.h"
#include "bench/echo/parts.h"
#include "bench/echo/row.h"

#include <stdio.h>
#include <sys/resource.h>

#define ROUNDS 9
#define FEWER 7 /* of those that take long */
#define MORE 15 /* of those that differ much, or are close to a bar */
#define MANY 10000

/* Whether this process and a server may have so many connections each. */
static bool
has_descriptors(size_t count)
{
	struct rlimit limit;

	bench_must(getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit");
	if (limit.rlim_cur > count + 100)
		return true;
	printf("  too few descriptors here for %zu connections\n", count);
	return false;
}

void
echo_ab(void)
{
	struct row row = {.what = "a request of ab, -c 50",
	    .work = {.way = REQUEST,
	        .service = ONCE,
	        .floor = FLOOR_ONCE,
	        .count = 1000,
	        .clients = 50},
	    .rounds = ROUNDS};

	if (!contest_has_peer("ab"))
		return;
	/* As the tutorial does it: that takes no more than 100 ms. */
	row.rivals = RIVALS({EVENT, 0}, {CLASSIC, 0}, {WELL, 0}, {THREADS, 0},
	    {BLOCKING, 0}, {PY_ASYNC, 0});
	row_hold(&row);
	row.work.count = 20000;
	row.rounds = FEWER;
	row.rivals = RIVALS({EVENT, 0}, {CLASSIC, 0.65}, {WELL, 1},
	    {FLOOR, 1.3}, {BLOCKING, 0});
	row_hold(&row);
	row.what = "a request of ab, -k -c 50";
	row.work.way = REQUEST_KEPT;
	row.work.service = KEPT;
	row.work.floor = FLOOR_KEPT;
	row.rivals = RIVALS(
	    {EVENT, 0}, {CLASSIC, 0.75}, {WELL, 1}, {FLOOR, 1.4}, {THREADS, 0});
	row_hold(&row);
}

void
echo_fresh(void)
{
	const struct row row = {.what = "a new connection, 50 at a time",
	    .work = {.way = TALK,
	        .floor = FLOOR_FRESH,
	        .count = 5000,
	        .clients = 50,
	        .active = 50,
	        .messages = 1},
	    .rounds = MORE,
	    .rivals = RIVALS({EVENT, 0}, {CLASSIC, 0.92}, {WELL, 1},
	        {FLOOR, 1.35}, {THREADS, 0}, {BLOCKING, 0}, {PY_BLOCKING, 0})};

	row_hold(&row);
}

void
echo_kept(void)
{
	struct row row = {.what = "a message over 1 connection, one processor",
	    .work = {.way = TALK,
	        .floor = FLOOR_KEPT,
	        .count = 10000,
	        .clients = 1,
	        .active = 1,
	        .beside = true},
	    .rounds = ROUNDS};

	row.rivals = RIVALS({EVENT, 0}, {CLASSIC, 1}, {WELL, 1}, {THREADS, 0},
	    {BLOCKING, 0}, {PY_BLOCKING, 0});
	row_hold(&row);
	row.what = "a message over 50 connections";
	row.work.count = 30000;
	row.work.clients = row.work.active = 50;
	row.work.beside = false;
	row.rivals = RIVALS({EVENT, 0}, {CLASSIC, 0.65}, {WELL, 1},
	    {FLOOR, 1.35}, {THREADS, 0});
	row_hold(&row);
	row.what = "a message over 1000 connections";
	row.work.clients = row.work.active = 1000;
	row.rivals =
	    RIVALS({EVENT, 0}, {CLASSIC, 0.6}, {WELL, 1}, {THREADS, 0});
	row_hold(&row);
}

void
echo_many(void)
{
	struct row row = {.what = "a message over 10000 connections",
	    .work = {.way = TALK,
	        .count = 40000,
	        .clients = MANY,
	        .active = MANY},
	    .rounds = FEWER,
	    .most_kib = 4096};

	if (!has_descriptors(MANY))
		return;
	row.rivals = RIVALS({EVENT, 0}, {CLASSIC, 0.8}, {WELL, 1});
	row_hold(&row);
	row.what = "a message over 50 of 10000 connections";
	row.work.active = 50;
	row.rivals = RIVALS({EVENT, 0}, {CLASSIC, 0.7}, {WELL, 1});
	row_hold(&row);
}

void
echo_bulk(void)
{
	struct row row = {.what = "a MiB over 1 connection",
	    .work = {.way = STREAM,
	        .floor = FLOOR_SPLICED,
	        .count = 256,
	        .clients = 1},
	    .rounds = ROUNDS};

	row.rivals = RIVALS({EVENT, 0}, {CLASSIC, 0.35}, {WELL, 1},
	    {FLOOR, 2.5}, {THREADS, 0}, {BLOCKING, 0}, {PY_BLOCKING, 0});
	row_hold(&row);
	row.what = "a MiB over 8 connections";
	row.work.clients = 8;
	row.rivals =
	    RIVALS({EVENT, 0}, {CLASSIC, 0.35}, {WELL, 1}, {THREADS, 0});
	row_hold(&row);
	row.what = "a MiB over 1 connection, copied";
	row.work.clients = 1;
	row.work.floor = FLOOR_COPIED;
	row.rounds = MORE;
	row.rivals =
	    RIVALS({COPYING, 0}, {CLASSIC, 0.65}, {WELL, 1}, {FLOOR, 1.8});
	row_hold(&row);
}

void
echo_datagrams(void)
{
	const struct row row = {.what = "a datagram, 32 under way",
	    .work = {.way = DATAGRAM,
	        .service = DATAGRAMS,
	        .floor = FLOOR_DATAGRAMS,
	        .count = 30000},
	    .rounds = ROUNDS,
	    .rivals =
	        RIVALS({EVENT, 0}, {CLASSIC, 0.6}, {WELL, 1}, {FLOOR, 1.15})};

	row_hold(&row);
}
