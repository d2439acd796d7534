/* SPDX-License-Identifier: MIT */
/* What all clients ask: by datagram, until an answer comes, and what they fetch
 * of it. */
#include <config.h>

#include "client/datagram.h"
#include "client/fetch.h"
#include "support/dial.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define LATER mni_deadline_in(PATIENCE_MS)

/* No answer comes by MS.  Returns how many requests are said to have been
 * made. */
static unsigned
count_requests(struct mn_server *server, int64_t retry_ms, int ms)
{
	struct mni_fetch fetch = dial_quote("127.0.0.1", server, SOCK_DGRAM);
	struct mni_bytes quote = MNI_BYTES_EMPTY;
	static const char said[] = ": no answer to ";
	struct mni_trouble trouble;
	unsigned count;
	char *at, *end;

	fetch.retry_ms = retry_ms;
	ck_assert_int_eq(
	    mni_fetch(&fetch, mni_deadline_in(ms), &quote, &trouble),
	    MNI_TIMEOUT);
	ck_assert_uint_eq(quote.size, 0);
	at = strstr(trouble.text, said);
	ck_assert_ptr_nonnull(at);
	count = (unsigned)strtoul(at + strlen(said), &end, 10);
	ck_assert_str_eq(end, count == 1 ? " request" : " requests");
	return count;
}

/* At 0, 100, 300 and 700 ms; on a host that is slow, fewer. */
START_TEST(requests_are_ever_rarer)
{
	struct mn_server *server = serve("udp\n drop 99\n");
	unsigned count = count_requests(server, 100, 750);

	ck_assert_uint_ge(count, 2);
	ck_assert_uint_le(count, 4);
	await(server, MN_DROP, count);
	ck_assert_uint_eq(mn_count(server, MN_DROP), count);
}
END_TEST

START_TEST(retry_beyond_the_deadline)
{
	struct mn_server *server = serve("udp\n drop 99\n");

	ck_assert_uint_eq(count_requests(server, 3600000, 500), 1);
	await(server, MN_DROP, 1);
	ck_assert_uint_eq(mn_count(server, MN_DROP), 1);
}
END_TEST

/* A quote that is fetched meanwhile. */
struct fetching {
	struct mni_fetch fetch;
	enum mni_status status;
	struct mni_trouble trouble;
	pthread_t thread;
};

static void *
fetch_in_thread(void *argument)
{
	struct fetching *fetching = argument;
	struct mni_bytes quote = MNI_BYTES_EMPTY;

	fetching->status =
	    mni_fetch(&fetching->fetch, LATER, &quote, &fetching->trouble);
	mni_bytes_fini(&quote);
	return NULL;
}

START_TEST(refusal_between_two_requests)
{
	struct mn_server *server = serve("udp\n drop 99\n");
	struct fetching fetching = {
	    .fetch = dial_quote("127.0.0.1", server, SOCK_DGRAM)};

	ck_assert_int_eq(
	    pthread_create(&fetching.thread, NULL, fetch_in_thread, &fetching),
	    0);
	await(server, MN_DROP, 1);
	(void)mn_stop(server);
	ck_assert_int_eq(pthread_join(fetching.thread, NULL), 0);
	ck_assert_int_eq(fetching.status, MNI_REFUSED);
	ck_assert_ptr_nonnull(
	    strstr(fetching.trouble.text, strerror(ECONNREFUSED)));
}
END_TEST

/* Sends SIZE octets to who is not to be reached by so many. */
START_TEST(request_that_no_datagram_holds)
{
	static char request[MNI_DATAGRAM_MAX];
	struct mn_server *server = serve("udp\n drop 9\n");
	struct mni_link link = {.share = LATER, .deadline = LATER};
	struct mni_bytes answer = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;

	link.fd = dial(server, SOCK_DGRAM);
	ck_assert_int_eq(mni_datagram_ask(&link, 20, request, sizeof(request),
	                     &answer, &trouble),
	    MNI_TOO_LARGE);
	ck_assert(!link.settled);
	(void)close(link.fd);
}
END_TEST

START_TEST(answer_settles_a_datagram)
{
	struct mn_server *server =
	    serve("udp\n recv \"ask\"\n send \"x\" repeat 65507\n");
	struct mni_link link = {.share = LATER, .deadline = LATER};
	struct mni_bytes answer = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;

	link.fd = dial(server, SOCK_DGRAM);
	ck_assert_int_eq(
	    mni_datagram_ask(&link, 1000, "ask", 3, &answer, &trouble), MNI_OK);
	ck_assert_uint_eq(answer.size, 65507);
	ck_assert(link.settled);
	mni_bytes_fini(&answer);
	(void)close(link.fd);
}
END_TEST

/* What SCRIPT sends comes to STATUS, with SIZE octets in hand. */
static void
fetch_sizes(const char *script, int type, enum mni_status status, size_t size)
{
	struct mni_fetch fetch = dial_quote("127.0.0.1", serve(script), type);
	struct mni_bytes quote = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;

	ck_assert_int_eq(mni_fetch(&fetch, LATER, &quote, &trouble), status);
	ck_assert_uint_eq(quote.size, size);
	mni_bytes_fini(&quote);
}

START_TEST(longest_answer)
{
	fetch_sizes(
	    "udp\n recv\n send \"x\" repeat 100\n", SOCK_DGRAM, MNI_OK, 100);
	fetch_sizes("udp\n recv\n send \"x\" repeat 101\n", SOCK_DGRAM,
	    MNI_TOO_LARGE, 100);
	fetch_sizes("tcp\n send \"x\" repeat 100\n", SOCK_STREAM, MNI_OK, 100);
	fetch_sizes("tcp\n send \"x\" repeat 101\n stall\n", SOCK_STREAM,
	    MNI_TOO_LARGE, 100);
}
END_TEST

START_TEST(no_answer_at_all)
{
	fetch_sizes("udp\n recv\n send \"\"\n", SOCK_DGRAM, MNI_MALFORMED, 0);
	fetch_sizes("tcp\n close\n", SOCK_STREAM, MNI_TRUNCATED, 0);
}
END_TEST

/* It comes faster than it is read, so there is always more to read, and the
 * time is over all the same. */
START_TEST(answer_without_end)
{
	static const char script[] =
	    "tcp\n loop\n send \"x\" repeat 16777216\n end\n";
	struct mni_fetch fetch =
	    dial_quote("127.0.0.1", serve(script), SOCK_STREAM);
	struct mni_bytes quote = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;

	fetch.max_size = (size_t)1 << 30;
	ck_assert_int_eq(
	    mni_fetch(&fetch, mni_deadline_in(30), &quote, &trouble),
	    MNI_TIMEOUT);
	mni_bytes_fini(&quote);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {requests_are_ever_rarer,
	    retry_beyond_the_deadline, refusal_between_two_requests,
	    request_that_no_datagram_holds, answer_settles_a_datagram,
	    longest_answer, no_answer_at_all, answer_without_end};

	return dial_main("requests", tests, COUNT(tests));
}
