/* SPDX-License-Identifier: MIT */
/* How all clients reach a server: every address of its name, each with its
 * share of the time. */
#include <config.h>

#include "base/socket.h"
#include "client/fetch.h"
#include "client/peer.h"
#include "support/dial.h"
#include "support/resolver.h"
#include "support/scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define MOST_CALLS 4
#define LATER mni_deadline_in(PATIENCE_MS)
#define SHARED_MS 1000 /* by an address that is silent and one that answers */

/* The name of the tests has these addresses. */
static void
name_is(const char *const *addresses, size_t count)
{
	resolver_answers(NULL);
	memcpy(resolver.answer, addresses, count * sizeof(*addresses));
	resolver.answer[count] = NULL;
}

#define NAME_IS(...)                                             \
	do {                                                     \
		static const char *const list[] = {__VA_ARGS__}; \
		name_is(list, COUNT(list));                      \
	} while (0)

/* An exchange that says what the test wants, and keeps what it was told. */
static struct told {
	enum mni_status status; /* what it returns, */
	int from;               /* and from this call on it is ok */
	bool settles;
	const char *reason; /* why; NULL: "reason" */
	int called;
	struct mni_link links[MOST_CALLS];
	struct mni_address addresses[MOST_CALLS];
} exchange;

static enum mni_status
tell(struct mni_link *link, void *context, struct mni_trouble *trouble)
{
	struct told *told = context;

	ck_assert_ptr_eq(told, &exchange);
	ck_assert_int_lt(told->called, MOST_CALLS);
	ck_assert_int_eq(fcntl(link->fd, F_GETFD) & FD_CLOEXEC, FD_CLOEXEC);
	ck_assert_int_eq(fcntl(link->fd, F_GETFL) & O_NONBLOCK, O_NONBLOCK);
	told->links[told->called] = *link;
	told->addresses[told->called++] = *link->address;
	if (told->settles)
		link->settled = true;
	if (told->called > told->from)
		return MNI_OK;
	return mni_trouble(trouble, told->status, "%s %d",
	    told->reason == NULL ? "reason" : told->reason, told->called);
}

/* Has that exchange with the name at PORT. */
static enum mni_status
ask(int type, uint16_t port, struct mni_deadline deadline,
    struct mni_trouble *trouble)
{
	struct mni_peer peer = {
	    .host = "name", .port = port, .family = AF_UNSPEC, .type = type};

	exchange.called = 0;
	return mni_peer_ask(&peer, deadline, tell, &exchange, trouble);
}

START_TEST(addresses_are_tried_in_order)
{
	struct mni_trouble trouble;
	char text[MNI_ADDRESS_TEXT];
	int i;

	NAME_IS("127.0.0.3", "127.0.0.1", "127.0.0.2");
	exchange = (struct told){.status = MNI_REFUSED, .from = 2};
	ck_assert_int_eq(ask(SOCK_DGRAM, 17, LATER, &trouble), MNI_OK);
	ck_assert_int_eq(exchange.called, 3);
	for (i = 0; i < 3; i++) {
		(void)mni_address_text(&exchange.addresses[i], text);
		ck_assert_str_eq(text, i == 0   ? "127.0.0.3:17"
		                       : i == 1 ? "127.0.0.1:17"
		                                : "127.0.0.2:17");
		ck_assert_int_eq(fcntl(exchange.links[i].fd, F_GETFD), -1);
	}
}
END_TEST

START_TEST(reasons_are_kept)
{
	struct mni_trouble trouble;

	NAME_IS("127.0.0.1", "127.0.0.2", "127.0.0.3");
	exchange = (struct told){.status = MNI_TIMEOUT, .from = 3};
	ck_assert_int_eq(ask(SOCK_DGRAM, 17, LATER, &trouble), MNI_TIMEOUT);
	ck_assert_str_eq(trouble.text,
	    "127.0.0.1:17: reason 1; 127.0.0.2:17: reason 2; "
	    "127.0.0.3:17: reason 3");
}
END_TEST

START_TEST(reasons_are_cut_not_overrun)
{
	struct {
		struct mni_trouble trouble;
		char behind;
	} kept = {.behind = 'x'};
	char reason[2 * sizeof(kept.trouble.text) / MOST_CALLS];

	NAME_IS("127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4");
	memset(reason, 'r', sizeof(reason) - 1);
	reason[sizeof(reason) - 1] = '\0';
	exchange =
	    (struct told){.status = MNI_TIMEOUT, .from = 4, .reason = reason};
	ck_assert_int_eq(
	    ask(SOCK_DGRAM, 17, LATER, &kept.trouble), MNI_TIMEOUT);
	ck_assert_uint_eq(
	    strlen(kept.trouble.text), sizeof(kept.trouble.text) - 1);
	ck_assert_int_eq(kept.behind, 'x');
}
END_TEST

/* Another address is for who was not reached, or did not answer; anything else
 * is an answer. */
START_TEST(only_silence_and_refusal_lead_on)
{
	struct mni_trouble trouble;
	int status, wanted;

	NAME_IS("127.0.0.1", "127.0.0.2");
	for (status = MNI_SYSTEM; status <= MNI_UNHEALTHY; status++) {
		wanted = status == MNI_REFUSED || status == MNI_TIMEOUT ? 2 : 1;
		exchange =
		    (struct told){.status = (enum mni_status)status, .from = 2};
		ck_assert_int_eq(
		    (int)ask(SOCK_DGRAM, 17, LATER, &trouble), status);
		ck_assert_int_eq(exchange.called, wanted);
		exchange.settles = true;
		ck_assert_int_eq(
		    (int)ask(SOCK_DGRAM, 17, LATER, &trouble), status);
		ck_assert_int_eq(exchange.called, 1);
	}
}
END_TEST

START_TEST(connection_settles)
{
	struct mn_server *server = serve("tcp\n stall\n");
	struct mni_trouble trouble;

	NAME_IS("127.0.0.1", "127.0.0.2");
	exchange = (struct told){.status = MNI_TIMEOUT, .from = 2};
	ck_assert_int_eq(
	    ask(SOCK_STREAM, (uint16_t)mn_port(server), LATER, &trouble),
	    MNI_TIMEOUT);
	ck_assert_int_eq(exchange.called, 1);
	ck_assert(exchange.links[0].settled);
	ck_assert_str_eq(strchr(trouble.text, ' '), " reason 1");
}
END_TEST

/* Asserts that DEADLINE is MS from now, but for what has passed. */
static void
is_in(struct mni_deadline deadline, int ms)
{
	int left_ms = mni_deadline_left(deadline);

	ck_assert_int_le(left_ms, ms);
	ck_assert_int_gt(left_ms, ms - ms / 4);
}

START_TEST(time_is_shared)
{
	struct mni_deadline deadline = mni_deadline_in(60000);
	struct mni_trouble trouble;

	NAME_IS("127.0.0.1", "127.0.0.2", "127.0.0.3");
	exchange = (struct told){.status = MNI_TIMEOUT, .from = 3};
	ck_assert_int_eq(ask(SOCK_DGRAM, 17, deadline, &trouble), MNI_TIMEOUT);
	is_in(exchange.links[0].share, 20000);
	is_in(exchange.links[1].share, 30000);
	ck_assert(exchange.links[2].share.at_ns == deadline.at_ns);
	ck_assert(exchange.links[0].deadline.at_ns == deadline.at_ns);
	ck_assert_int_eq(
	    ask(SOCK_DGRAM, 17, mni_deadline_never(), &trouble), MNI_TIMEOUT);
	ck_assert(exchange.links[0].share.at_ns == INT64_MAX);
}
END_TEST

START_TEST(errors_of_the_look_up)
{
	struct mni_trouble trouble;

	NAME_IS("127.0.0.1");
	resolver.error = EAI_AGAIN;
	ck_assert_int_eq(ask(SOCK_DGRAM, 17, LATER, &trouble), MNI_TEMPORARY);
	resolver.error = EAI_NONAME;
	ck_assert_int_eq(ask(SOCK_DGRAM, 17, LATER, &trouble), MNI_NO_ADDRESS);
	ck_assert_str_eq(trouble.text, gai_strerror(EAI_NONAME));
	ck_assert_int_eq(exchange.called, 0);
}
END_TEST

/* Asserts that it comes, whatever there is in its way. */
static void
fetch_quote(const struct mn_server *server, int type, int ms)
{
	struct mni_fetch fetch = dial_quote("name", server, type);
	struct mni_bytes quote = MNI_BYTES_EMPTY;
	struct mni_trouble trouble = {.text = ""};

	ck_assert_msg(
	    mni_fetch(&fetch, mni_deadline_in(ms), &quote, &trouble) == MNI_OK,
	    "%s", trouble.text);
	ck_assert_octets(quote.data, quote.size, "wise\n");
	mni_bytes_fini(&quote);
}

#define QUOTES(transport) "qotd " transport "\n quote \"wise\\n\"\n"

START_TEST(address_that_refuses_is_passed_over)
{
	NAME_IS("127.0.0.2", "127.0.0.1");
	fetch_quote(serve(QUOTES("tcp")), SOCK_STREAM, PATIENCE_MS);
	fetch_quote(serve(QUOTES("udp")), SOCK_DGRAM, PATIENCE_MS);
}
END_TEST

/* A socket of TYPE at 127.0.0.2 and the port of SERVER, or -1 after it has
 * skipped the test where there is no such address. */
static int
bind_beside(const struct mn_server *server, int type)
{
	struct mni_address beside =
	    mni_address_loopback(AF_INET, 2, (uint16_t)mn_port(server));
	int fd = open_socket(AF_INET, type);

	if (bind(fd, (const struct sockaddr *)&beside.storage, beside.size) ==
	    0)
		return fd;
	checks_skip(tcase_name(), "127.0.0.2: %s", strerror(errno));
	(void)close(fd);
	return -1;
}

START_TEST(address_that_is_silent_is_passed_over)
{
	struct mn_server *server = serve(QUOTES("udp"));
	int fd = bind_beside(server, SOCK_DGRAM);

	if (fd == -1)
		return;
	NAME_IS("127.0.0.2", "127.0.0.1");
	fetch_quote(server, SOCK_DGRAM, SHARED_MS);
	(void)close(fd);
}
END_TEST

/* Listens at ADDRESS, takes nobody, and has callers until one is kept waiting.
 * Returns how many sockets there are in FDS, the first of which listens. */
static size_t
fill_queue(int fds[static 10], const struct mni_address *address)
{
	const struct sockaddr *at = (const struct sockaddr *)&address->storage;
	size_t count;

	fds[0] = mni_socket(address->storage.ss_family, SOCK_STREAM);
	ck_assert_int_eq(bind(fds[0], at, address->size), 0);
	ck_assert_int_eq(listen(fds[0], 1), 0);
	for (count = 1; count < 10; count++) {
		fds[count] =
		    mni_socket(address->storage.ss_family, SOCK_STREAM);
		ck_assert_int_ne(fds[count], -1);
		if (connect(fds[count], at, address->size) == -1 &&
		    (errno == EAGAIN || mni_wait_for(fds[count], POLLOUT,
		                            mni_deadline_in(QUIET_MS)) == 0))
			return count + 1;
	}
	ck_abort_msg("a queue of 1 takes more than %zu", count);
}

static void
close_all(const int *fds, size_t count)
{
	while (count > 0)
		(void)close(fds[--count]);
}

START_TEST(address_that_lets_nobody_in_is_passed_over)
{
	struct mn_server *server = serve(QUOTES("tcp"));
	struct mni_address beside =
	    mni_address_loopback(AF_INET, 2, (uint16_t)mn_port(server));
	int fds[10], fd = bind_beside(server, SOCK_STREAM);
	size_t count;

	if (fd == -1)
		return;
	(void)close(fd);
	count = fill_queue(fds, &beside);
	NAME_IS("127.0.0.2", "127.0.0.1");
	fetch_quote(server, SOCK_STREAM, SHARED_MS);
	close_all(fds, count);
}
END_TEST

/* The path NAME of the scratch folder as an address. */
static struct mni_address
path_of(const char *name)
{
	struct mni_address address;
	char path[SCRATCH_PATH];

	(void)scratch_path(path, name);
	ck_assert_int_eq(mni_address_unix(path, strlen(path), &address), 0);
	return address;
}

START_TEST(full_queue_of_a_path)
{
	struct mni_address address = path_of("full");
	struct mni_trouble trouble;
	int fds[10], fd;
	size_t count = fill_queue(fds, &address);

	ck_assert_int_eq(mni_connect(&address, SOCK_STREAM, mni_deadline_in(20),
	                     &fd, &trouble),
	    MNI_TIMEOUT);
	ck_assert_str_eq(trouble.text, "no connection in time");
	close_all(fds, count);
}
END_TEST

/* Connects to a path, and says so on a pipe. */
struct caller {
	struct mni_address address;
	int fds[2];
	pthread_t thread;
};

static void *
call(void *argument)
{
	struct caller *caller = argument;
	struct mni_trouble trouble;
	int fd;

	if (mni_connect(&caller->address, SOCK_STREAM, LATER, &fd, &trouble) ==
	    MNI_OK) {
		(void)!write(caller->fds[1], "x", 1);
		(void)close(fd);
	}
	(void)close(caller->fds[1]);
	return NULL;
}

START_TEST(room_in_the_queue_of_a_path)
{
	struct caller caller = {.address = path_of("room")};
	struct mni_address peer;
	size_t count;
	int fds[10];
	char data;

	count = fill_queue(fds, &caller.address);
	ck_assert_int_eq(mni_pipe(caller.fds), 0);
	ck_assert_int_eq(
	    pthread_create(&caller.thread, NULL, call, &caller), 0);
	hear_nothing(caller.fds[0]);
	(void)close(mni_accept(fds[0], &peer));
	ck_assert_int_eq(mni_wait_for(caller.fds[0], POLLIN, LATER), 1);
	ck_assert_int_eq((int)read(caller.fds[0], &data, 1), 1);
	ck_assert_int_eq(pthread_join(caller.thread, NULL), 0);
	(void)close(caller.fds[0]);
	close_all(fds, count);
}
END_TEST

START_TEST(octets_before_a_reset_are_kept)
{
	struct mn_server *server = serve("tcp\n send \"x\"\n rst\n");
	struct mni_address address =
	    mni_address_loopback(AF_INET, 1, (uint16_t)mn_port(server));
	int fd = mni_connect_begin(&address, SOCK_STREAM);
	char octet;

	ck_assert_int_eq(mn_wait(server, MN_RST_SENT, 1, PATIENCE_MS), 1);
	ck_assert_int_eq(mni_connect_error(fd), 0);
	ck_assert_int_eq((int)recv(fd, &octet, 1, 0), 1);
	ck_assert_int_eq((int)recv(fd, &octet, 1, 0), -1);
	ck_assert_int_eq(errno, ECONNRESET);
	(void)close(fd);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {addresses_are_tried_in_order,
	    reasons_are_kept, reasons_are_cut_not_overrun,
	    only_silence_and_refusal_lead_on, connection_settles,
	    time_is_shared, errors_of_the_look_up,
	    address_that_refuses_is_passed_over,
	    address_that_is_silent_is_passed_over,
	    address_that_lets_nobody_in_is_passed_over, full_queue_of_a_path,
	    room_in_the_queue_of_a_path, octets_before_a_reset_are_kept};
	int status;

	if (scratch_open() == -1)
		return EXIT_FAILURE;
	status = dial_main("clients", tests, COUNT(tests));
	scratch_close();
	return status;
}
