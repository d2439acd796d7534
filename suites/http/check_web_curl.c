/* SPDX-License-Identifier: MIT */
/* The http stand-in judged by a stranger: libcurl asks and takes the answers
 * apart. */
#include <config.h>

#include "support/dial.h"
#include "support/process.h"
#include "support/scratch.h"
#include "support/transfers.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What came, and what has to come. */
struct taken {
	size_t size;
	bool same; /* as the octets of pattern() */
	char head[2000];
	size_t head_size;
};

/* The octet at AT of every body here: no two places of a body that are a
 * power of two apart look alike. */
static char
pattern(size_t at)
{
	return (char)('a' + at % 23);
}

static size_t
take_body(const char *data, size_t one, size_t size, void *out)
{
	struct taken *taken = out;
	size_t i;

	for (i = 0; i < one * size; i++)
		if (data[i] != pattern(taken->size + i))
			taken->same = false;
	taken->size += one * size;
	return one * size;
}

static size_t
take_head(const char *data, size_t one, size_t size, void *out)
{
	struct taken *taken = out;

	ck_assert_uint_lt(taken->head_size + one * size, sizeof(taken->head));
	memcpy(taken->head + taken->head_size, data, one * size);
	taken->head_size += one * size;
	return one * size;
}

/* A client whose answers go to TAKEN. */
static CURL *
new_client(struct taken *taken)
{
	CURL *curl = curl_easy_init();

	ck_assert_ptr_nonnull(curl);
	*taken = (struct taken){.same = true};
	(void)curl_easy_setopt(curl, CURLOPT_PROXY, "");
	(void)curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)PATIENCE_MS);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	(void)curl_easy_setopt(curl, CURLOPT_WRITEDATA, taken);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_head);
	(void)curl_easy_setopt(curl, CURLOPT_HEADERDATA, taken);
	(void)curl_easy_setopt(curl, CURLOPT_PRIVATE, taken);
	return curl;
}

/* Asks for PATH of SERVER and expects STATUS and SIZE octets. */
static void
fetch(CURL *curl, struct mn_server *server, const char *path, long status,
    size_t size)
{
	struct taken *taken;
	long got = 0;

	(void)curl_easy_setopt(curl, CURLOPT_URL, mn_url(server, path));
	(void)curl_easy_getinfo(curl, CURLINFO_PRIVATE, &taken);
	*taken = (struct taken){.same = true};
	ck_assert_int_eq(curl_easy_perform(curl), CURLE_OK);
	(void)curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &got);
	ck_assert_int_eq(got, status);
	ck_assert_uint_eq(taken->size, size);
	ck_assert(taken->same);
}

/* Sizes on both sides of what buffers usually hold. */
static const size_t sizes[] = {
    0, 1, 1023, 1024, 1025, 65535, 65536, 65537, 1048576};

static void
write_page(size_t size)
{
	char *page = malloc(size + 1);
	size_t i;

	ck_assert_ptr_nonnull(page);
	for (i = 0; i < size; i++)
		page[i] = pattern(i);
	scratch_write("page", page, size);
	free(page);
}

/* A body of this size, in each way that there is to send one. */
static void
page_of_size(int index)
{
	size_t size = sizes[index];
	char script[2000], path[SCRATCH_PATH], folder[SCRATCH_PATH];
	struct mn_server *server;
	struct taken taken;
	CURL *curl;

	write_page(size);
	(void)scratch_path(path, "page");
	(void)snprintf(script, sizeof(script),
	    "http\n folder \"%s\"\n on GET /length send 200 file \"%s\"\n"
	    " on GET /chunks send 200 file \"%s\" chunked 1000\n"
	    " on GET /end send 200 file \"%s\" without \"Content-Length\"\n"
	    " on GET /pieces send 200 file \"%s\" chunked 4096 split at 1 9 "
	    "100 5000\n",
	    scratch_path(folder, ""), path, path, path, path);
	server = mn_serve(net, script);
	ck_assert_msg(server != NULL, "%s", mn_complaint(net));
	curl = new_client(&taken);
	fetch(curl, server, "/page", 200, size);
	fetch(curl, server, "/length", 200, size);
	fetch(curl, server, "/chunks", 200, size);
	fetch(curl, server, "/pieces", 200, size);
	ck_assert_uint_eq(mn_count(server, MN_ACCEPT), 1);
	fetch(curl, server, "/end", 200, size);
	fetch(curl, server, "/length", 200, size);
	ck_assert_uint_eq(mn_count(server, MN_ACCEPT), 2);
	(void)curl_easy_setopt(
	    curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_0);
	fetch(curl, server, "/chunks", 200, size);
	curl_easy_cleanup(curl);
	ck_assert(mn_ok(net));
}

START_TEST(head_has_the_fields_of_get)
{
	struct mn_server *server = serve(
	    "http\n clock 1994-11-06T08:49:37Z\n"
	    " on GET / send 200 text/plain \"abc\"\n");
	struct taken taken, get;
	CURL *curl = new_client(&taken);

	fetch(curl, server, "/", 200, 3);
	get = taken;
	(void)curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	fetch(curl, server, "/", 200, 0);
	ck_assert_uint_gt(get.head_size, 0);
	ck_assert_uint_eq(taken.head_size, get.head_size);
	ck_assert_mem_eq(taken.head, get.head, get.head_size);
	curl_easy_cleanup(curl);
}
END_TEST

START_TEST(a_redirect_is_followed)
{
	struct mn_server *server = serve(
	    "http\n on GET /old send 301 field \"Location\" \"http://\" "
	    "address \"/new\"\n on GET /new send 200 \"abcd\"\n");
	struct taken taken;
	CURL *curl = new_client(&taken);

	(void)curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	fetch(curl, server, "/old", 200, 4);
	ck_assert_uint_eq(mn_count(server, MN_ACCEPT), 1);
	ck_assert_uint_eq(mn_requests(server, "GET /new"), 1);
	curl_easy_cleanup(curl);
}
END_TEST

/* curl waits for 100 (Continue) before a body of this size. */
START_TEST(a_large_body_is_sent_and_comes_back)
{
	struct mn_server *server =
	    serve("http\n on POST /echo send 200 received chunked 999\n");
	size_t size = 3000000, i;
	char *body = malloc(size);
	struct mn_request request;
	struct taken taken;
	CURL *curl = new_client(&taken);

	ck_assert_ptr_nonnull(body);
	for (i = 0; i < size; i++)
		body[i] = pattern(i);
	(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
	(void)curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)size);
	fetch(curl, server, "/echo", 200, size);
	ck_assert(mn_request(server, "POST /echo", 0, &request));
	ck_assert_uint_eq(request.body_size, size);
	ck_assert_mem_eq(request.body, body, size);
	ck_assert_str_eq(mn_request_field(&request, "Expect"), "100-continue");
	curl_easy_cleanup(curl);
	free(body);
}
END_TEST

START_TEST(a_cut_body_is_seen)
{
	struct mn_server *server = serve(
	    "http\n on GET /fin send 200 \"abcdef\" cut in body at 3 fin\n"
	    " on GET /rst send 200 \"abcdef\" chunked 2 cut in body at 9 "
	    "rst\n");
	struct taken taken;
	CURL *curl = new_client(&taken);

	(void)curl_easy_setopt(curl, CURLOPT_URL, mn_url(server, "/fin"));
	ck_assert_int_eq(curl_easy_perform(curl), CURLE_PARTIAL_FILE);
	ck_assert_uint_eq(taken.size, 3);
	(void)curl_easy_setopt(curl, CURLOPT_URL, mn_url(server, "/rst"));
	ck_assert_int_eq(curl_easy_perform(curl), CURLE_RECV_ERROR);
	curl_easy_cleanup(curl);
}
END_TEST

#define PARALLEL 100

START_TEST(a_hundred_at_a_time)
{
	struct mn_server *server = serve(
	    "http\n on GET /\n  barrier all 100\n"
	    "  send 200 \"abcdefghijklmnopqrstuvw\" repeat 5000\n");
	static struct taken taken[PARALLEL];
	CURL *curls[PARALLEL];
	CURLM *multi = curl_multi_init();
	int i;

	if (mni_process_raise_limit(400) < 400) {
		checks_skip("a_hundred_at_a_time", "too few descriptors");
		return;
	}
	for (i = 0; i < PARALLEL; i++) {
		curls[i] = new_client(&taken[i]);
		(void)curl_easy_setopt(
		    curls[i], CURLOPT_URL, mn_url(server, "/"));
		(void)curl_multi_add_handle(multi, curls[i]);
	}
	ck_assert_int_eq(transfers_perform(multi, PATIENCE_MS), PARALLEL);
	for (i = 0; i < PARALLEL; i++) {
		ck_assert_uint_eq(taken[i].size, 115000);
		ck_assert(taken[i].same);
		(void)curl_multi_remove_handle(multi, curls[i]);
		curl_easy_cleanup(curls[i]);
	}
	(void)curl_multi_cleanup(multi);
	ck_assert_uint_eq(mn_count(server, MN_ACCEPT), PARALLEL);
	ck_assert_uint_eq(mn_requests(server, "GET /"), PARALLEL);
	ck_assert(mn_ok(net));
}
END_TEST

static void
set_up_curl(void)
{
	ck_assert_int_eq(curl_global_init(CURL_GLOBAL_DEFAULT), 0);
	set_up();
}

static void
tear_down_curl(void)
{
	tear_down();
	curl_global_cleanup();
}

static void
add(Suite *suite, const TTest *test, int index)
{
	tcase_add_checked_fixture(
	    checks_add(suite, test, index), set_up_curl, tear_down_curl);
}

int
main(void)
{
	const TTest *const tests[] = {head_has_the_fields_of_get,
	    a_redirect_is_followed, a_large_body_is_sent_and_comes_back,
	    a_cut_body_is_seen, a_hundred_at_a_time};
	static TTest rows[sizeof(sizes) / sizeof(sizes[0])];
	static char names[sizeof(sizes) / sizeof(sizes[0])][32];
	Suite *suite = suite_create("web_curl");
	size_t i;
	int status;

	if (scratch_open() == -1)
		return EXIT_FAILURE;
	for (i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		add(suite, tests[i], 0);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(
		    names[i], sizeof(names[i]), "page_of_%zu", sizes[i]);
		rows[i] = (TTest){names[i], page_of_size, __FILE__, __LINE__};
		add(suite, &rows[i], (int)i);
	}
	status = checks_main(suite);
	scratch_close();
	return status;
}
