/* SPDX-License-Identifier: MIT */
/* The clients of src as guests of a process: signals do not disturb them, they
 * leave no descriptor open, and a child of the process inherits none. */
#include <config.h>

#include "echo/echo.h"
#include "echo/ping.h"
#include "names/names.h"
#include "qotd/qotd.h"
#include "support/dial.h"
#include "support/process.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define MOST_DESCRIPTORS 256
#define TIMES 20

/* A client, and a server that it waits for at a barrier, or fails with. */
struct guest {
	enum mni_status (*ask)(
	    const struct guest *guest, struct mni_trouble *trouble);
	const char *script;
	int type;
	enum mni_status status;
	int timeout_ms;
	unsigned port; /* of the server */
};

static struct mni_peer
peer_of(const struct guest *guest)
{
	return (struct mni_peer){.host = "127.0.0.1",
	    .port = (uint16_t)guest->port,
	    .type = guest->type};
}

static enum mni_status
fetch(const struct guest *guest, struct mni_trouble *trouble)
{
	struct mni_fetch fetch = mni_qotd;
	struct mni_bytes quote = MNI_BYTES_EMPTY;
	enum mni_status status;

	fetch.peer = peer_of(guest);
	fetch.max_size = 4;
	status = mni_fetch(
	    &fetch, mni_deadline_in(guest->timeout_ms), &quote, trouble);
	mni_bytes_fini(&quote);
	return status;
}

static enum mni_status
echo(const struct guest *guest, struct mni_trouble *trouble)
{
	struct mni_echo echo = mni_echo_usual;
	struct mni_output output = mni_output_to(-1);
	enum mni_status status;

	echo.peer = peer_of(guest);
	status = mni_echo(&echo, mni_source_of("text", 4),
	    mni_deadline_in(guest->timeout_ms), &output, trouble);
	mni_output_fini(&output);
	return status;
}

static void
report(void *owner, const struct mni_round *round)
{
	(void)owner;
	(void)round;
}

static enum mni_status
ping(const struct guest *guest, struct mni_trouble *trouble)
{
	struct mni_echo echo = mni_echo_usual;
	struct mni_ping rounds = {
	    .echo = &echo, .count = 2, .size = 4, .report = report};

	echo.peer = peer_of(guest);
	echo.retry_ms = guest->timeout_ms;
	return mni_ping(&rounds, mni_deadline_in(guest->timeout_ms), trouble);
}

static enum mni_status
look_up(const struct guest *guest, struct mni_trouble *trouble)
{
	struct mni_names names = {.name = "127.0.0.1"};
	struct mni_bytes lines = MNI_BYTES_EMPTY;
	enum mni_status status;

	status = mni_names_addresses(
	    &names, mni_deadline_in(guest->timeout_ms), &lines, trouble);
	mni_bytes_fini(&lines);
	return status;
}

#define WAIT_TCP "tcp\n recv 4\n barrier go\n send received\n"
#define WAIT_UDP "udp\n recv\n barrier go\n send received\n"
#define AGAIN " recv 4\n send received\n recv eof\n"

static const struct guest waiting[] = {
    {fetch, "tcp\n barrier go\n send \"text\"\n", SOCK_STREAM, MNI_OK,
        PATIENCE_MS, 0},
    {fetch, WAIT_UDP, SOCK_DGRAM, MNI_OK, PATIENCE_MS, 0},
    {echo, WAIT_TCP " recv eof\n", SOCK_STREAM, MNI_OK, PATIENCE_MS, 0},
    {echo, WAIT_UDP, SOCK_DGRAM, MNI_OK, PATIENCE_MS, 0},
    {ping, WAIT_TCP AGAIN, SOCK_STREAM, MNI_OK, PATIENCE_MS, 0},
    {ping, WAIT_UDP " recv\n send received\n", SOCK_DGRAM, MNI_OK, PATIENCE_MS,
        0},
};

#define REFUSES " fault before accept refuse\n"

static const struct guest failing[] = {
    {fetch, "tcp\n send \"text\"\n", SOCK_STREAM, MNI_OK, PATIENCE_MS, 0},
    {fetch, "tcp\n send \"texts\"\n", SOCK_STREAM, MNI_TOO_LARGE, PATIENCE_MS,
        0},
    {fetch, "tcp\n close\n", SOCK_STREAM, MNI_TRUNCATED, PATIENCE_MS, 0},
    {fetch, "tcp\n stall\n", SOCK_STREAM, MNI_TIMEOUT, 1, 0},
    {fetch, "tcp\n" REFUSES, SOCK_STREAM, MNI_REFUSED, PATIENCE_MS, 0},
    {fetch, "udp\n recv\n send received\n", SOCK_DGRAM, MNI_OK, PATIENCE_MS, 0},
    {fetch, "udp\n recv\n send \"\"\n", SOCK_DGRAM, MNI_MALFORMED, PATIENCE_MS,
        0},
    {fetch, "udp\n drop\n", SOCK_DGRAM, MNI_TIMEOUT, 1, 0},
    {fetch, "udp\n" REFUSES, SOCK_DGRAM, MNI_REFUSED, PATIENCE_MS, 0},
    {echo, "echo tcp\n", SOCK_STREAM, MNI_OK, PATIENCE_MS, 0},
    {echo, "tcp\n send \"x\"\n stall\n", SOCK_STREAM, MNI_MISMATCH, PATIENCE_MS,
        0},
    {echo, "tcp\n stall\n", SOCK_STREAM, MNI_TIMEOUT, 1, 0},
    {echo, "echo udp\n", SOCK_DGRAM, MNI_OK, PATIENCE_MS, 0},
    {ping, "echo tcp\n", SOCK_STREAM, MNI_OK, PATIENCE_MS, 0},
    {ping, "echo udp\n", SOCK_DGRAM, MNI_OK, PATIENCE_MS, 0},
    {ping, "udp\n drop\n", SOCK_DGRAM, MNI_TIMEOUT, 1, 0},
    {ping, "udp\n" REFUSES, SOCK_DGRAM, MNI_REFUSED, PATIENCE_MS, 0},
    {look_up, "udp\n recv\n", 0, MNI_OK, PATIENCE_MS, 0},
};

/* A guest in a thread of its own. */
struct visit {
	struct guest guest;
	struct mn_server *server;
	enum mni_status status;
	struct mni_trouble trouble;
	pthread_t thread;
};

static void *
visit_in_thread(void *argument)
{
	struct visit *visit = argument;

	visit->status = visit->guest.ask(&visit->guest, &visit->trouble);
	return NULL;
}

/* Starts GUEST and waits until it waits. */
static void
start_visit(struct visit *visit, const struct guest *guest)
{
	*visit =
	    (struct visit){.guest = *guest, .server = serve(guest->script)};
	visit->guest.port = mn_port(visit->server);
	ck_assert_int_eq(
	    pthread_create(&visit->thread, NULL, visit_in_thread, visit), 0);
	await(visit->server, MN_BARRIER, 1);
}

static void
end_visit(struct visit *visit)
{
	ck_assert(mn_barrier(net, "go", PATIENCE_MS));
	ck_assert_int_eq(pthread_join(visit->thread, NULL), 0);
	ck_assert_msg(visit->status == visit->guest.status, "%s: %s",
	    mni_status_word(visit->status), visit->trouble.text);
}

static int caught[2];

static void
note_signal(int number)
{
	(void)number;
	(void)!write(caught[1], "x", 1);
}

/* A handler that interrupts whatever call the guest is in. */
static void
catch_signal(void)
{
	struct sigaction action = {.sa_handler = note_signal};

	(void)sigemptyset(&action.sa_mask);
	ck_assert_int_eq(pipe(caught), 0);
	ck_assert_int_eq(sigaction(SIGUSR1, &action, NULL), 0);
}

START_TEST(signals_interrupt_nobody)
{
	struct visit visit;
	size_t i, times;
	char octet;

	catch_signal();
	for (i = 0; i < COUNT(waiting); i++) {
		start_visit(&visit, &waiting[i]);
		for (times = 0; times < TIMES; times++) {
			ck_assert_int_eq(
			    pthread_kill(visit.thread, SIGUSR1), 0);
			ck_assert_int_eq((int)read(caught[0], &octet, 1), 1);
		}
		end_visit(&visit);
	}
	(void)close(caught[0]);
	(void)close(caught[1]);
}
END_TEST

static void
note_open(bool open[static MOST_DESCRIPTORS])
{
	int fd;

	for (fd = 0; fd < MOST_DESCRIPTORS; fd++)
		open[fd] = fcntl(fd, F_GETFD) != -1;
}

START_TEST(nobody_inherits_a_descriptor)
{
	bool before[MOST_DESCRIPTORS], open[MOST_DESCRIPTORS];
	struct visit visit;
	size_t i;
	int fd;

	note_open(before);
	for (i = 0; i < COUNT(waiting); i++) {
		start_visit(&visit, &waiting[i]);
		note_open(open);
		for (fd = 0; fd < MOST_DESCRIPTORS; fd++)
			if (open[fd] && !before[fd])
				ck_assert_int_eq(
				    fcntl(fd, F_GETFD) & FD_CLOEXEC,
				    FD_CLOEXEC);
		end_visit(&visit);
	}
}
END_TEST

static void
ask_often(struct guest guest)
{
	struct mni_trouble trouble = {.text = ""};
	enum mni_status status;
	int times;

	guest.port = mn_port(serve(guest.script));
	for (times = 0; times < TIMES; times++) {
		status = guest.ask(&guest, &trouble);
		ck_assert_msg(status == guest.status, "%s: %s: %s",
		    guest.script, mni_status_word(status), trouble.text);
	}
}

/* The net is gone when they are counted. */
START_TEST(no_descriptor_is_left_open)
{
	long before;
	size_t i;

	tear_down();
	before = mni_process_descriptors();
	if (before == -1) {
		checks_skip(tcase_name(), "no /proc/self/fd here");
		return;
	}
	for (i = 0; i < COUNT(failing); i++) {
		set_up();
		ask_often(failing[i]);
		tear_down();
		ck_assert_msg(mni_process_descriptors() == before, "after: %s",
		    failing[i].script);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {signals_interrupt_nobody,
	    nobody_inherits_a_descriptor, no_descriptor_is_left_open};

	return dial_main("guests", tests, COUNT(tests));
}
