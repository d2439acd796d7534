/* SPDX-License-Identifier: MIT */
/* Our echo server as a program, in every model and wherever it listens, judged
 * by a stranger: libcurl opens the connections and moves the octets. */
#include <config.h>

#include "support/echoes.h"
#include "support/served.h"
#include "support/transfers.h"

#include <curl/curl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define MIB ((size_t)1 << 20)
#define PIECE 65536
#define URL 256

/* A handle for SCHEME://PLACE/NTH; BODY gets what comes. */
static CURL *
new_curl(const struct served *served, const char *scheme, int nth)
{
	CURL *curl = curl_easy_init();
	char url[URL], text[MNI_ADDRESS_TEXT];
	const char *where = mni_address_text(&served->address, text);

	ck_assert_ptr_nonnull(curl);
	if (mni_address_is_path(where)) {
		(void)curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH,
		    where + strlen(MNI_UNIX_PREFIX));
		where = "localhost";
	}
	(void)snprintf(url, sizeof(url), "%s://%s/%d", scheme, where, nth);
	(void)curl_easy_setopt(curl, CURLOPT_URL, url);
	(void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(
	    curl, CURLOPT_TIMEOUT_MS, (long)ECHO_PATIENCE_MS);
	return curl;
}

/* What is sent over one connection, and how far it has come. */
struct flow {
	CURL *curl;
	curl_socket_t fd;
	const uint8_t *data;
	size_t size, sent, back;
};

static void
dial(struct flow *flow, const struct served *served)
{
	flow->curl = new_curl(served, "http", 0);
	(void)curl_easy_setopt(flow->curl, CURLOPT_CONNECT_ONLY, 1L);
	ck_assert_int_eq(curl_easy_perform(flow->curl), CURLE_OK);
	ck_assert_int_eq(
	    curl_easy_getinfo(flow->curl, CURLINFO_ACTIVESOCKET, &flow->fd),
	    CURLE_OK);
}

static short
wait_for(const struct flow *flow, short events)
{
	struct pollfd polled = {.fd = flow->fd, .events = events};

	ck_assert_int_eq(poll(&polled, 1, ECHO_PATIENCE_MS), 1);
	return polled.revents;
}

static void
send_some(struct flow *flow)
{
	size_t size = 0;
	CURLcode code = curl_easy_send(flow->curl, flow->data + flow->sent,
	    flow->size - flow->sent, &size);

	if (code != CURLE_AGAIN)
		ck_assert_int_eq(code, CURLE_OK);
	flow->sent += size;
}

static void
take_some(struct flow *flow)
{
	uint8_t piece[PIECE];
	size_t size = 0;
	CURLcode code = curl_easy_recv(flow->curl, piece, sizeof(piece), &size);

	if (code == CURLE_AGAIN)
		return;
	ck_assert_int_eq(code, CURLE_OK);
	ck_assert_msg(size > 0, "the end comes behind %zu of %zu octets",
	    flow->back, flow->size);
	ck_assert_uint_le(size, flow->sent - flow->back);
	ck_assert_mem_eq(piece, flow->data + flow->back, size);
	flow->back += size;
}

/* All of it, both ways at a time, and behind it nothing but the end. */
static void
exchange(struct flow *flow)
{
	uint8_t more;
	size_t size = 1;
	short ready;

	while (flow->back < flow->size) {
		ready = wait_for(
		    flow, flow->sent < flow->size ? POLLIN | POLLOUT : POLLIN);
		if ((ready & POLLOUT) != 0)
			send_some(flow);
		if ((ready & POLLIN) != 0)
			take_some(flow);
	}
	ck_assert_int_eq(shutdown(flow->fd, SHUT_WR), 0);
	(void)wait_for(flow, POLLIN);
	ck_assert_int_eq(curl_easy_recv(flow->curl, &more, 1, &size), CURLE_OK);
	ck_assert_uint_eq(size, 0);
}

/* Sizes on both sides of what buffers usually hold. */
static const size_t sizes[] = {0, 1, 511, 512, 513, 1023, 1024, 1025, 4095,
    4096, 4097, 8192, 16384, 65535, 65536, 65537, 131072, 1000003, 8 * MIB};

START_TEST(octets_of_many_sizes)
{
	uint8_t *data = malloc(8 * MIB);
	struct served served;
	size_t i;

	ck_assert_ptr_nonnull(data);
	for (i = 0; i < 8 * MIB; i++)
		data[i] = (uint8_t)(i * 2654435761U >> 24);
	if (!served_start(
	        &served, served_model(_i), served_place(_i), NULL, NULL))
		return;
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct flow flow = {.data = data, .size = sizes[i]};

		dial(&flow, &served);
		exchange(&flow);
		curl_easy_cleanup(flow.curl);
	}
	served_end(&served);
	free(data);
}
END_TEST

struct text {
	char data[2000];
	size_t size;
};

static void
add(struct text *text, const char *data, size_t size)
{
	ck_assert_uint_le(size, sizeof(text->data) - text->size);
	memcpy(text->data + text->size, data, size);
	text->size += size;
}

static size_t
take_text(char *data, size_t one, size_t size, void *owner)
{
	add(owner, data, one * size);
	return one * size;
}

/* One request of HTTP, which comes back as the body of HTTP/0.9: as it begins
 * like no response, all of it is the content (RFC 1945 section 6). */
struct visit {
	CURL *curl;
	struct text asked, got;
};

static int
take_debug(CURL *curl, curl_infotype type, char *data, size_t size, void *owner)
{
	(void)curl;
	if (type == CURLINFO_HEADER_OUT)
		add(owner, data, size);
	return 0;
}

static void
open_visit(struct visit *visit, const struct served *served, int nth)
{
	CURL *curl = new_curl(served, "http", nth);

	*visit = (struct visit){.curl = curl};
#if LIBCURL_VERSION_NUM >= 0x074000
	(void)curl_easy_setopt(curl, CURLOPT_HTTP09_ALLOWED, 1L);
#endif
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_text);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, &visit->got);
	(void)curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
	(void)curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, take_debug);
	(void)curl_easy_setopt(curl, CURLOPT_DEBUGDATA, &visit->asked);
}

static void
close_visit(struct visit *visit)
{
	ck_assert_uint_gt(visit->asked.size, 0);
	ck_assert_uint_eq(visit->got.size, visit->asked.size);
	ck_assert_mem_eq(visit->got.data, visit->asked.data, visit->asked.size);
	curl_easy_cleanup(visit->curl);
}

START_TEST(request_is_the_answer)
{
	struct served served;
	struct visit visit;

	if (!served_start(
	        &served, served_model(_i), served_place(_i), "--once", NULL))
		return;
	open_visit(&visit, &served, 1);
	ck_assert_int_eq(curl_easy_perform(visit.curl), CURLE_OK);
	close_visit(&visit);
	served_end(&served);
}
END_TEST

#define PARALLEL 100

/* Each with a path of its own, so that nobody can get what another has sent. */
START_TEST(a_hundred_at_a_time)
{
	static struct visit visits[PARALLEL];
	CURLM *multi = curl_multi_init();
	struct served served;
	int i;

	if (!served_start(
	        &served, served_model(_i), served_place(_i), "--once", NULL))
		return;
	for (i = 0; i < PARALLEL; i++) {
		open_visit(&visits[i], &served, i);
		ck_assert_int_eq(
		    curl_multi_add_handle(multi, visits[i].curl), CURLM_OK);
	}
	ck_assert_int_eq(transfers_perform(multi, ECHO_PATIENCE_MS), PARALLEL);
	for (i = 0; i < PARALLEL; i++) {
		(void)curl_multi_remove_handle(multi, visits[i].curl);
		close_visit(&visits[i]);
	}
	(void)curl_multi_cleanup(multi);
	served_end(&served);
}
END_TEST

/* What a user of telnet types, line by line. */
struct typed {
	size_t lines; /* so far */
	struct text sent, got;
};

#define LINES 5

/* The next line when the last is back; at the end curl is to leave. */
static size_t
type_line(char *out, size_t one, size_t size, void *owner)
{
	struct typed *typed = owner;
	char line[40];
	size_t length;

	if (typed->got.size < typed->sent.size)
		return 0;
	if (typed->lines == LINES)
		return CURL_READFUNC_ABORT;
	length = (size_t)snprintf(
	    line, sizeof(line), "line %zu\r\n", typed->lines++);
	ck_assert_uint_le(length, one * size);
	memcpy(out, line, length);
	add(&typed->sent, line, length);
	return length;
}

START_TEST(telnet_has_every_line_back)
{
	struct typed typed = {.lines = 0};
	struct served served;
	CURL *curl;

	if (!served_start(
	        &served, served_model(_i), served_place(_i), NULL, NULL))
		return;
	curl = new_curl(&served, "telnet", 0);
	(void)curl_easy_setopt(curl, CURLOPT_READFUNCTION, type_line);
	(void)curl_easy_setopt(curl, CURLOPT_READDATA, &typed);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_text);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, &typed.got);
	ck_assert_int_eq(curl_easy_perform(curl), CURLE_OK);
	ck_assert_uint_eq(typed.lines, LINES);
	ck_assert_uint_eq(typed.got.size, typed.sent.size);
	ck_assert_mem_eq(typed.got.data, typed.sent.data, typed.sent.size);
	curl_easy_cleanup(curl);
	served_end(&served);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {octets_of_many_sizes,
	    request_is_the_answer, a_hundred_at_a_time,
	    telnet_has_every_line_back};
	Suite *suite = suite_create("echo curl");
	int status;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != 0 || scratch_open() == -1)
		return 99;
	add_for_places(suite, tests, sizeof(tests) / sizeof(tests[0]));
	status = checks_main_in_lanes(suite);
	scratch_close();
	curl_global_cleanup();
	return status;
}
