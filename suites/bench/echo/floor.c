/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "bench/echo/floor.h"

#include "base/deadline.h"
#include "bench/bench.h"
#include "bench/echo/load.h"
#include "bench/echo/server.h"
#include "bench/volume.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define HELD 50 /* connections that are there before */
#define SOON_MS 1
#define CLOCKS 1000
#define BULK ((size_t)4 * VOLUME_PIECE) /* octets that are copied at a time */
#define MIB ((size_t)1 << 20)

/* What both processes see. */
struct turns {
	atomic_size_t begun; /* even: the client's, odd: the server's */
	double us;           /* of the server's */
};

/* A process has one of these for itself. */
struct side {
	struct turns *turns;
	size_t next; /* its turn */
	int listener;
	struct sockaddr_storage address;
	int fds[HELD];
	int *fd;         /* that of this operation */
	double clock_us; /* of reading the clock twice */
};

/* Operations by turns: the client asks, the server serves, the client hears,
 * the server ends, which may be nothing.  Or a stream, which needs no turns:
 * there is always more of it. */
struct kind {
	int type;
	size_t kept; /* connections that are there before */
	void (*ask)(struct side *side);
	void (*serve)(struct side *side);
	void (*hear)(struct side *side);
	void (*end)(struct side *side);
	void (*move)(int fd); /* a stream, to its end; else NULL */
};

static uint8_t data[BULK];

/* Lets others have the processor only when the turn is long in coming: they
 * would leave their traces in its caches. */
static void
await_turn(const struct side *side)
{
	struct mni_deadline patience = mni_deadline_in(BENCH_PATIENCE_MS);
	struct mni_deadline soon = mni_deadline_in(SOON_MS);

	while (atomic_load(&side->turns->begun) != side->next) {
		if (mni_deadline_left(soon) > 0)
			continue;
		bench_expect(mni_deadline_left(patience) > 0,
		    "the other process goes on");
		(void)sched_yield();
	}
}

static void
end_turn(struct side *side)
{
	atomic_store(&side->turns->begun, side->next + 1);
	side->next += 2;
}

static void
receive(int fd, size_t size)
{
	ssize_t come;

	for (; size > 0; size -= (size_t)come) {
		come = recv(fd, data, size < BULK ? size : BULK, 0);
		bench_must(come > 0, "recv");
	}
}

/* What the client does. */

static int
dial(const struct side *side, int type)
{
	return bench_connect(type, (const struct sockaddr *)&side->address,
	    sizeof(struct sockaddr_in));
}

static void
ask(struct side *side)
{
	bench_send(*side->fd, volume_at(0), LOAD_MESSAGE);
}

static void
dial_and_ask(struct side *side)
{
	*side->fd = dial(side, SOCK_STREAM);
	ask(side);
}

static void
hear(struct side *side)
{
	receive(*side->fd, LOAD_MESSAGE);
}

static void
hear_and_close(struct side *side)
{
	hear(side);
	(void)close(*side->fd);
}

/* What the server does. */

static void
take(struct side *side)
{
	*side->fd = accept(side->listener, NULL, NULL);
	bench_must(*side->fd != -1, "accept");
}

static void
answer(struct side *side)
{
	ssize_t size = recv(*side->fd, data, sizeof(data), 0);

	bench_must(size > 0, "recv");
	bench_must(send(*side->fd, data, (size_t)size, 0) == size, "send");
}

static void
take_and_answer(struct side *side)
{
	take(side);
	answer(side);
}

static void
hear_the_end(struct side *side)
{
	bench_must(recv(*side->fd, data, sizeof(data), 0) == 0, "recv");
	(void)close(*side->fd);
}

static void
answer_once(struct side *side)
{
	take_and_answer(side);
	(void)close(*side->fd);
}

static void
answer_datagram(struct side *side)
{
	struct sockaddr_storage peer;
	socklen_t size = sizeof(peer);
	ssize_t come = recvfrom(side->listener, data, sizeof(data), 0,
	    (struct sockaddr *)&peer, &size);

	bench_must(come > 0, "recvfrom");
	bench_must(sendto(side->listener, data, (size_t)come, 0,
	               (struct sockaddr *)&peer, size) == come,
	    "sendto");
}

static void
copy(int fd)
{
	ssize_t size;

	while ((size = recv(fd, data, sizeof(data), 0)) > 0)
		bench_send(fd, data, (size_t)size);
	bench_must(size == 0, "recv");
}

#ifdef HAVE_SPLICE
static void
move(int fd)
{
	ssize_t size, moved;
	int ends[2];

	bench_pipe(ends);
#ifdef F_SETPIPE_SZ
	(void)fcntl(ends[1], F_SETPIPE_SZ, (int)MIB);
#endif
	while ((size = splice(fd, NULL, ends[1], NULL, MIB, 0)) > 0)
		for (; size > 0; size -= moved) {
			moved =
			    splice(ends[0], NULL, fd, NULL, (size_t)size, 0);
			bench_must(moved > 0, "splice");
		}
	bench_must(size == 0, "splice");
}
#endif

static const struct kind kinds[] = {
    [FLOOR_KEPT] = {SOCK_STREAM, HELD, ask, answer, hear, NULL, NULL},
    [FLOOR_FRESH] = {SOCK_STREAM, 0, dial_and_ask, take_and_answer,
        hear_and_close, hear_the_end, NULL},
    [FLOOR_ONCE] = {SOCK_STREAM, 0, dial_and_ask, answer_once, hear_and_close,
        NULL, NULL},
    [FLOOR_COPIED] = {.type = SOCK_STREAM, .move = copy},
#ifdef HAVE_SPLICE
    [FLOOR_SPLICED] = {.type = SOCK_STREAM, .move = move},
#else
    [FLOOR_SPLICED] = {.type = SOCK_STREAM, .move = copy},
#endif
    [FLOOR_DATAGRAMS] = {SOCK_DGRAM, 1, ask, answer_datagram, hear, NULL, NULL},
};

static void
nothing(struct side *side)
{
	(void)side;
}

/* Returns the microseconds of PART, with those of reading the clock. */
static double
timed(struct side *side, void (*part)(struct side *side))
{
	struct bench_time begin = bench_now();

	part(side);
	return bench_since(begin, 1).cpu_ms * 1e3;
}

static void
time_clock(struct side *side)
{
	double us[CLOCKS];
	size_t i;

	for (i = 0; i < CLOCKS; i++)
		us[i] = timed(side, nothing);
	side->clock_us = bench_median(us, CLOCKS);
}

static void
take_turn(struct side *side, void (*part)(struct side *side))
{
	await_turn(side);
	if (part != NULL)
		side->turns->us += timed(side, part) - side->clock_us;
	end_turn(side);
}

/* The connection of operation NTH. */
static void
turn_to(struct side *side, const struct kind *kind, size_t nth)
{
	side->fd = &side->fds[kind->kept > 0 ? nth % kind->kept : 0];
}

static void
be_server(struct side *side, const struct kind *kind, size_t count)
{
	size_t i;

	side->next = 1;
	server_move();
	time_clock(side);
	await_turn(side);
	for (i = 0; kind->type == SOCK_STREAM && i < kind->kept; i++) {
		turn_to(side, kind, i);
		take(side);
	}
	end_turn(side);
	for (i = 0; i < count; i++) {
		turn_to(side, kind, i);
		take_turn(side, kind->serve);
		take_turn(side, kind->end);
	}
}

static void
be_client(struct side *side, const struct kind *kind, size_t count)
{
	size_t i;

	for (i = 0; i < kind->kept; i++)
		side->fds[i] = dial(side, kind->type);
	end_turn(side);
	await_turn(side);
	for (i = 0; i < count; i++) {
		turn_to(side, kind, i);
		kind->ask(side);
		end_turn(side);
		await_turn(side);
		kind->hear(side);
		end_turn(side);
		await_turn(side);
	}
	for (i = 0; i < kind->kept; i++)
		(void)close(side->fds[i]);
}

static void
serve_stream(struct side *side, const struct kind *kind)
{
	struct bench_time begin;
	int fd;

	server_move();
	fd = accept(side->listener, NULL, NULL);
	bench_must(fd != -1, "accept");
	begin = bench_now();
	kind->move(fd);
	side->turns->us = bench_since(begin, 1).cpu_ms * 1e3;
}

/* COUNT operations, or MiB of a stream. */
static void
play(struct side *side, const struct kind *kind, size_t count)
{
	pid_t pid;
	int status;

	(void)fflush(stdout);
	pid = fork();
	bench_must(pid != -1, "fork");
	if (pid == 0) {
		if (kind->move != NULL)
			serve_stream(side, kind);
		else
			be_server(side, kind, count);
		_exit(EXIT_SUCCESS);
	}
	if (kind->move != NULL)
		load_stream(
		    (const struct sockaddr_in *)&side->address, 1, count * MIB);
	else
		be_client(side, kind, count);
	bench_must(waitpid(pid, &status, 0) == pid, "waitpid");
	bench_expect(status == 0, "the calls of the system go well");
}

double
floor_us(enum floor floor, size_t count)
{
	const struct kind *kind = &kinds[floor];
	struct side side = {.next = 0};
	double us;

	side.turns = mmap(NULL, sizeof(*side.turns), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bench_must(side.turns != MAP_FAILED, "mmap");
	side.listener = bench_bind(kind->type, &side.address);
	play(&side, kind, count);
	us = side.turns->us / (double)count;
	(void)munmap(side.turns, sizeof(*side.turns));
	(void)close(side.listener);
	return us;
}
