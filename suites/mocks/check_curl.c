/* SPDX-License-Identifier: MIT */
/* The tcp stand-ins judged by a stranger: libcurl opens the connections and
 * moves the octets. */
#include <config.h>

#include "mocknet.h"
#include "support/checks.h"

#include <curl/curl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define PATIENCE_MS 5000

static struct mn_net *net;

static void
set_up(void)
{
	ck_assert_int_eq(curl_global_init(CURL_GLOBAL_DEFAULT), 0);
	net = mn_net_new();
	ck_assert_ptr_nonnull(net);
}

static void
tear_down(void)
{
	mn_net_free(net);
	curl_global_cleanup();
}

/* A handle that has connected to SERVER, and no more. */
static CURL *
dial(const struct mn_server *server)
{
	CURL *curl = curl_easy_init();
	char url[64];

	ck_assert_ptr_nonnull(curl);
	(void)snprintf(
	    url, sizeof(url), "http://%s:%u", mn_host(server), mn_port(server));
	(void)curl_easy_setopt(curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)PATIENCE_MS);
	return curl;
}

/* Receives up to the end of the connection.  Returns how it ended. */
static CURLcode
drain(CURL *curl, char *out, size_t capacity, size_t *out_size)
{
	struct pollfd readable = {.events = POLLIN};
	curl_socket_t fd;
	CURLcode code;
	size_t size = 1;

	*out_size = 0;
	ck_assert_int_eq(
	    curl_easy_getinfo(curl, CURLINFO_ACTIVESOCKET, &fd), CURLE_OK);
	readable.fd = fd;
	do {
		ck_assert_int_eq(poll(&readable, 1, PATIENCE_MS), 1);
		code = curl_easy_recv(
		    curl, out + *out_size, capacity - *out_size, &size);
		if (code == CURLE_OK)
			*out_size += size;
	} while (code == CURLE_AGAIN ||
	         (code == CURLE_OK && size > 0 && *out_size < capacity));
	return code;
}

/* Sizes on both sides of what buffers usually hold. */
static const size_t sizes[] = {
    0, 1, 511, 512, 513, 1024, 4097, 65535, 65536, 65537, 1000003};

static void
octets_of_size(int index)
{
	static char data[1100000];
	size_t want = sizes[index], got, i;
	struct mn_server *server;
	char script[80];
	CURL *curl;

	(void)snprintf(script, sizeof(script),
	    want == 0 ? "tcp\n send \"\"\n close\n"
	              : "tcp\n send \"q\" repeat %zu\n close\n",
	    want);
	server = mn_serve(net, script);
	ck_assert_msg(server != NULL, "%s", mn_complaint(net));
	curl = dial(server);
	ck_assert_int_eq(curl_easy_perform(curl), CURLE_OK);
	ck_assert_int_eq(drain(curl, data, sizeof(data), &got), CURLE_OK);
	ck_assert_uint_eq(got, want);
	for (i = 0; i < got && data[i] == 'q'; i++)
		continue;
	ck_assert_uint_eq(i, got);
	curl_easy_cleanup(curl);
}

START_TEST(what_curl_sends_is_in_the_journal)
{
	struct mn_server *server =
	    mn_serve(net, "tcp\n recv until \"!\"\n send \"heard\"\n close\n");
	CURL *curl = dial(server);
	struct mn_event event;
	char data[16];
	size_t size;

	ck_assert_int_eq(curl_easy_perform(curl), CURLE_OK);
	ck_assert_int_eq(curl_easy_send(curl, "hello!", 6, &size), CURLE_OK);
	ck_assert_uint_eq(size, 6);
	ck_assert_int_eq(drain(curl, data, sizeof(data), &size), CURLE_OK);
	ck_assert_uint_eq(size, 5);
	ck_assert_mem_eq(data, "heard", 5);
	ck_assert(mn_event(server, 1, &event));
	ck_assert_int_eq(event.kind, MN_RECV);
	ck_assert_uint_eq(event.size, 6);
	ck_assert_mem_eq(event.data, "hello!", 6);
	curl_easy_cleanup(curl);
}
END_TEST

START_TEST(curl_sees_the_reset)
{
	struct mn_server *server =
	    mn_serve(net, "tcp\n send \"abc\"\n recv 1\n rst\n");
	CURL *curl = dial(server);
	char data[16];
	size_t size;

	ck_assert_int_eq(curl_easy_perform(curl), CURLE_OK);
	ck_assert_int_eq(drain(curl, data, 3, &size), CURLE_OK);
	ck_assert_int_eq(curl_easy_send(curl, "x", 1, &size), CURLE_OK);
	ck_assert_int_eq(
	    drain(curl, data, sizeof(data), &size), CURLE_RECV_ERROR);
	ck_assert_uint_eq(size, 0);
	curl_easy_cleanup(curl);
}
END_TEST

START_TEST(curl_is_refused)
{
	CURL *curl = dial(mn_serve(net, "tcp\n fault before accept refuse\n"));

	ck_assert_int_eq(curl_easy_perform(curl), CURLE_COULDNT_CONNECT);
	curl_easy_cleanup(curl);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {what_curl_sends_is_in_the_journal,
	    curl_sees_the_reset, curl_is_refused};
	static TTest rows[sizeof(sizes) / sizeof(sizes[0])];
	static char names[sizeof(sizes) / sizeof(sizes[0])][32];
	Suite *suite = suite_create("curl");
	size_t i;

	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tcase_add_checked_fixture(
		    checks_add(suite, tests[i], 0), set_up, tear_down);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(
		    names[i], sizeof(names[i]), "curl_reads_%zu", sizes[i]);
		rows[i] = (TTest){names[i], octets_of_size, __FILE__, __LINE__};
		tcase_add_checked_fixture(
		    checks_add(suite, &rows[i], (int)i), set_up, tear_down);
	}
	return checks_main(suite);
}
