/* SPDX-License-Identifier: MIT */
/*
 * The stand-ins under abuse and in great numbers.  MOCKNET_STRESS=full asks
 * for the whole numbers; MOCKNET_SEED has the same garbage thrown again.
 */
#include <config.h>

#include "base/bytes.h"
#include "base/deadline.h"
#include "base/socket.h"
#include "script/source.h"
#include "support/answers.h"
#include "support/dial.h"
#include "support/process.h"
#include "support/stress.h"

#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define SERVICES 6
#define TRANSPORTS 4
#define UNIX_DATAGRAM 3
#define AGAIN_MS 100
#define MOST_ROUND 500 /* strokes on one net, whose journal is read then */
#define MOST_GARBAGE 16384
#define MOST_ANSWER 148 /* octets of a stream: two lines of chargen */
#define MOST_DATAGRAM 1024
#define MOST_GROWTH_KIB 512
#define MOST_PATH 104 /* of a socket */
#define OWN 64        /* descriptors that are no connections */

static bool full;
static uint64_t seed;

/* A number from 0 to LIMIT - 1. */
static size_t
pick(uint64_t *random, size_t limit)
{
	return (size_t)(mni_random(random) % limit);
}

struct service {
	const char *name;
	const char *settings; /* NULL: none */
	bool (*answered)(const unsigned char *data, size_t size);
	bool endless; /* over a stream, unless its client closes */
	bool silent;  /* no datagram is answered */
};

/* A service over each transport, and where its paths are. */
struct stand {
	const struct service *service;
	char folder[MOST_PATH - 5]; /* owned */
	struct mn_server *servers[TRANSPORTS];
};

static int
type_of(size_t nth)
{
	return nth % 2 == 0 ? SOCK_STREAM : SOCK_DGRAM;
}

/* A datagram at a path can only be answered when its sender has one too.  What
 * is an answer to garbage must not come to who asks, so they have two NAMES. */
static void
take_path(const struct stand *stand, const char *name, int fd)
{
	struct sockaddr_un own = {.sun_family = AF_UNIX};

	(void)snprintf(
	    own.sun_path, sizeof(own.sun_path), "%s/%s", stand->folder, name);
	(void)unlink(own.sun_path);
	ck_assert_int_eq(
	    bind(fd, (const struct sockaddr *)&own, sizeof(own)), 0);
}

static void
leave_path(const struct stand *stand, const char *name)
{
	char path[MOST_PATH + 8];

	(void)snprintf(path, sizeof(path), "%s/%s", stand->folder, name);
	(void)unlink(path);
}

static void
open_stand(struct stand *stand, const struct service *service)
{
	static const char *const heads[TRANSPORTS] = {
	    "tcp", "udp", "unix stream", "unix datagram"};
	const char *tmp = getenv("TMPDIR");
	char script[200], path[MOST_PATH + 8];
	size_t i;

	stand->service = service;
	(void)snprintf(stand->folder, sizeof(stand->folder),
	    "%s/mocknet.XXXXXX", tmp == NULL ? "/tmp" : tmp);
	ck_assert_msg(
	    mkdtemp(stand->folder) != NULL, "no folder %s", stand->folder);
	set_up();
	for (i = 0; i < TRANSPORTS; i++) {
		(void)snprintf(
		    path, sizeof(path), " \"%s/%zu\"", stand->folder, i);
		(void)snprintf(script, sizeof(script), "%s %s%s\n%s",
		    service->name, heads[i], i < 2 ? "" : path,
		    service->settings == NULL ? "" : service->settings);
		stand->servers[i] = serve(script);
	}
}

static void
close_stand(const struct stand *stand)
{
	tear_down();
	leave_path(stand, "rude");
	leave_path(stand, "asks");
	ck_assert_int_eq(rmdir(stand->folder), 0);
}

/* What is too much for the server just now is not sent. */
static void
throw_piece(int fd, uint64_t *random)
{
	static unsigned char garbage[MOST_GARBAGE];
	unsigned char answer[4096];
	size_t size = pick(random, 4) == 0 ? pick(random, MOST_GARBAGE)
	                                   : pick(random, 200);

	mni_garbage_copy(mni_random(random), 0, size, garbage);
	(void)mni_send(fd, garbage, size);
	if (pick(random, 2) == 0)
		(void)recv(fd, answer, pick(random, sizeof(answer)) + 1, 0);
}

/* One connection, or a few datagrams, and no manners. */
static void
throw_garbage(const struct stand *stand, size_t nth, uint64_t *random)
{
	struct linger abort_now = {.l_onoff = 1, .l_linger = 0};
	int fd = dial(stand->servers[nth], type_of(nth));
	size_t pieces = pick(random, 5);

	ck_assert_int_ne(fd, -1);
	ck_assert_int_eq(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	if (nth == UNIX_DATAGRAM && pick(random, 2) == 0)
		take_path(stand, "rude", fd);
	while (pieces-- > 0) {
		throw_piece(fd, random);
		if (pick(random, 8) == 0)
			(void)shutdown(fd, SHUT_WR);
	}
	if (pick(random, 3) == 0)
		(void)setsockopt(
		    fd, SOL_SOCKET, SO_LINGER, &abort_now, sizeof(abort_now));
	(void)close(fd);
}

static void
ask(int fd)
{
	ck_assert_int_eq(
	    (int)send(fd, QUESTION, strlen(QUESTION), 0), strlen(QUESTION));
}

static size_t
ask_stream(const struct service *service, int fd, unsigned char *answer)
{
	int error;
	size_t size;

	ask(fd);
	if (!service->endless)
		(void)shutdown(fd, SHUT_WR);
	size = drain(fd, (char *)answer, MOST_ANSWER, &error);
	ck_assert_int_eq(error, 0);
	if (service->endless)
		ck_assert_uint_eq(size, MOST_ANSWER);
	return size;
}

/* Whether the answer came within AGAIN_MS, or the silence in its place. */
static bool
came(struct mn_server *server, int fd, bool silent, size_t drops)
{
	struct pollfd readable = {.fd = fd, .events = POLLIN};

	return silent ? mn_wait(server, MN_DROP, drops + 1, AGAIN_MS) == 1
	              : poll(&readable, 1, AGAIN_MS) == 1;
}

/* Asks again, because a datagram is lost when the queue is full of garbage. */
static size_t
ask_datagram(
    const struct stand *stand, int fd, size_t nth, unsigned char *answer)
{
	struct mn_server *server = stand->servers[nth];
	size_t drops = mn_count(server, MN_DROP);
	int tries = PATIENCE_MS / AGAIN_MS;
	ssize_t size;

	if (nth == UNIX_DATAGRAM)
		take_path(stand, "asks", fd);
	do
		ask(fd);
	while (!came(server, fd, stand->service->silent, drops) && --tries > 0);
	ck_assert_int_gt(tries, 0);
	ck_assert_int_eq(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	size = recv(fd, answer, MOST_DATAGRAM, 0);
	ck_assert_int_eq(size == -1, stand->service->silent);
	return size == -1 ? 0 : (size_t)size;
}

static void
assert_answers_rightly(const struct stand *stand)
{
	unsigned char answer[MOST_DATAGRAM];
	size_t nth, size;
	int fd;

	for (nth = 0; nth < TRANSPORTS; nth++) {
		fd = dial(stand->servers[nth], type_of(nth));
		ck_assert_int_ne(fd, -1);
		size = type_of(nth) == SOCK_STREAM
		           ? ask_stream(stand->service, fd, answer)
		           : ask_datagram(stand, fd, nth, answer);
		(void)close(fd);
		ck_assert_msg(stand->service->answered(answer, size),
		    "a wrong answer of %zu octets from %s", size,
		    mn_name(stand->servers[nth]));
	}
}

/* Octets that the events of a connection tell of. */
struct progress {
	size_t in, out;
};

static void
follow_event(const struct mn_event *event, struct progress *progress)
{
	size_t *at = event->kind == MN_RECV ? &progress->in : &progress->out;

	if (event->connection == 0 ||
	    (event->kind != MN_RECV && event->kind != MN_SEND))
		return;
	ck_assert_uint_eq(event->offset, *at);
	*at += event->size;
}

/* Its address is of the same family as that of the server. */
static void
assert_peer(const struct mn_event *event)
{
	size_t family = strcspn(mn_host(event->server), ":");

	if (event->peer != NULL)
		ck_assert_msg(
		    strncmp(event->peer, mn_host(event->server), family) == 0,
		    "the peer of %s is '%s'", mn_name(event->server),
		    event->peer);
}

static void
assert_events_complete(const struct mn_server *server)
{
	size_t accepted = mn_count(server, MN_ACCEPT), nth;
	struct progress *list = calloc(accepted + 1, sizeof(*list));
	size_t counts[MN_FAILED + 1] = {0};
	struct mn_event event;

	ck_assert_ptr_nonnull(list);
	for (nth = 0; mn_event(server, nth, &event); nth++) {
		counts[event.kind]++;
		ck_assert_uint_le(event.connection, accepted);
		assert_peer(&event);
		follow_event(&event, &list[event.connection]);
		if (event.kind == MN_FAILED)
			ck_abort_msg("%s failed: %.*s", mn_name(server),
			    (int)event.size, (const char *)event.data);
	}
	free(list);
	for (nth = 0; nth <= MN_FAILED; nth++)
		ck_assert_uint_eq(
		    mn_count(server, (enum mn_event_kind)nth), counts[nth]);
}

static void
assert_journal_intact(const struct stand *stand)
{
	struct mn_event event;
	long long before = 0;
	size_t nth;

	for (nth = 0; nth < TRANSPORTS; nth++)
		assert_events_complete(stand->servers[nth]);
	for (nth = 0; mn_net_event(net, nth, &event); nth++) {
		ck_assert_int_ge(event.time_ns, before);
		before = event.time_ns;
	}
}

/* That a connection was closed is no event, so that one has to look again and
 * again.  Where the system does not tell, it is -1 from beginning to end. */
static void
assert_descriptors(long count)
{
	struct mni_deadline deadline = mni_deadline_in(PATIENCE_MS);

	while (mni_process_descriptors() > count &&
	       mni_deadline_left(deadline) > 0)
		(void)poll(NULL, 0, 1);
	ck_assert_int_eq(mni_process_descriptors(), count);
}

static void
stress(const struct service *service, uint64_t *random, size_t strokes)
{
	long before = mni_process_descriptors(), open;
	struct stand stand;

	open_stand(&stand, service);
	open = mni_process_descriptors();
	while (strokes-- > 0)
		throw_garbage(&stand, pick(random, TRANSPORTS), random);
	assert_answers_rightly(&stand);
	assert_descriptors(open);
	assert_journal_intact(&stand);
	close_stand(&stand);
	assert_descriptors(before);
}

static void
garbage_to(const struct service *service)
{
	uint64_t random = seed ^ (uint64_t)service->name[0];
	size_t left = (full ? 100000 : 2000) / SERVICES, round;

	for (; left > 0; left -= round) {
		round = left < MOST_ROUND ? left : MOST_ROUND;
		stress(service, &random, round);
	}
}

START_TEST(garbage_to_echo)
{
	garbage_to(&(struct service){.name = "echo", .answered = is_echo});
}
END_TEST

START_TEST(garbage_to_discard)
{
	garbage_to(&(struct service){
	    .name = "discard", .answered = is_nothing, .silent = true});
}
END_TEST

START_TEST(garbage_to_chargen)
{
	garbage_to(&(struct service){
	    .name = "chargen", .answered = is_chargen, .endless = true});
}
END_TEST

START_TEST(garbage_to_qotd)
{
	garbage_to(&(struct service){.name = "qotd",
	    .settings = " quote \"wise\\r\\n\"\n",
	    .answered = is_quote});
}
END_TEST

START_TEST(garbage_to_daytime)
{
	garbage_to(&(struct service){.name = "daytime", .answered = is_line});
}
END_TEST

START_TEST(garbage_to_time)
{
	garbage_to(&(struct service){.name = "time", .answered = is_time});
}
END_TEST

static void
use_nets(size_t count)
{
	char data[8];
	int fd, error;

	while (count-- > 0) {
		set_up();
		fd = dial(serve("tcp\n send \"x\"\n"), SOCK_STREAM);
		ck_assert_uint_eq(drain(fd, data, sizeof(data), &error), 1);
		(void)close(fd);
		tear_down();
	}
}

/* Whether memory that was freed is used again, or kept for a while so that
 * mistakes are found, as sanitizers and valgrind do.  What an emulator keeps is
 * not known. */
static bool
reuses_memory(void)
{
	const char *emulator = getenv("EMULATOR");
	long before = mni_process_status("VmRSS");
	struct mni_bytes bytes = MNI_BYTES_EMPTY;
	static const char data[65536];
	int i;

	for (i = 0; i < 1000; i++) {
		ck_assert_int_eq(
		    mni_bytes_append(&bytes, data, sizeof(data)), 0);
		mni_bytes_fini(&bytes);
	}
	return mni_process_status("VmRSS") - before < 4096 &&
	       (emulator == NULL || emulator[0] == '\0');
}

START_TEST(nets_leave_no_descriptor_thread_or_memory)
{
	size_t count = full ? 50000 : 500;
	long descriptors, threads, resident, growth;

	if (mni_process_descriptors() == -1 ||
	    mni_process_status("VmRSS") == -1) {
		checks_skip("nets_leave_no_descriptor_thread_or_memory",
		    "there is no /proc here");
		return;
	}
	use_nets(count / 2);
	descriptors = mni_process_descriptors();
	threads = mni_process_status("Threads");
	resident = mni_process_status("VmRSS");
	use_nets(count / 2);
	ck_assert_int_eq(mni_process_descriptors(), descriptors);
	ck_assert_int_le(mni_process_await_threads(threads), threads);
	growth = mni_process_status("VmRSS") - resident;
	if (reuses_memory())
		ck_assert_int_le(growth, MOST_GROWTH_KIB);
}
END_TEST

/* poll() looks at all of them whenever one of them does something. */
#ifdef HAVE_EPOLL_CREATE1
#define MANY 10000
#else
#define MANY 2000
#endif

/* Both ends of each are descriptors of this process. */
static size_t
count_connections(void)
{
	size_t wanted = full ? MANY : 200;
	long limit = mni_process_raise_limit((long)(2 * wanted) + OWN);
	size_t room = limit < OWN ? 0 : (size_t)(limit - OWN) / 2;

	if (room >= wanted)
		return wanted;
	printf("# %zu connections at once: %ld descriptors are the limit\n",
	    room, limit);
	return room;
}

START_TEST(connections_at_once_are_all_answered)
{
	size_t count = count_connections(), i;
	int *fds = calloc(count, sizeof(*fds)), error;
	struct mn_server *server;
	char data[8];

	ck_assert_ptr_nonnull(fds);
	set_up();
	server = serve("tcp\n recv 1\n send \"x\"\n");
	for (i = 0; i < count; i++) {
		fds[i] = dial(server, SOCK_STREAM);
		ck_assert_int_ne(fds[i], -1);
	}
	ck_assert(mn_wait(server, MN_ACCEPT, count, PATIENCE_MS));
	for (i = count; i-- > 0;)
		ck_assert_int_eq((int)send(fds[i], "g", 1, 0), 1);
	for (i = 0; i < count; i++) {
		ck_assert_uint_eq(drain(fds[i], data, sizeof(data), &error), 1);
		ck_assert_int_eq(error, 0);
		(void)close(fds[i]);
	}
	ck_assert(mn_wait(server, MN_FIN_SEEN, count, PATIENCE_MS));
	assert_events_complete(server);
	tear_down();
	free(fds);
}
END_TEST

static void
read_environment(void)
{
	const char *wanted = getenv("MOCKNET_SEED");

	full = stress_is_full();
	seed = wanted == NULL ? (uint64_t)mni_now_ns()
	                      : strtoull(wanted, NULL, 10);
	printf("# the same garbage again: MOCKNET_SEED=%" PRIu64 "\n", seed);
}

int
main(void)
{
	const TTest *const tests[] = {garbage_to_echo, garbage_to_discard,
	    garbage_to_chargen, garbage_to_qotd, garbage_to_daytime,
	    garbage_to_time, nets_leave_no_descriptor_thread_or_memory,
	    connections_at_once_are_all_answered};
	Suite *suite = suite_create("stress");
	size_t i;

	read_environment();
	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tcase_set_timeout(
		    checks_add(suite, tests[i], 0), full ? 1800 : 60);
	return checks_main(suite);
}
