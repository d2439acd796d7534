/* SPDX-License-Identifier: MIT */
/* What the placeholders in a command, and in the URLs of a case, become. */
#include <config.h>

#include "judge/cases.h"
#include "judge/template.h"
#include "support/dial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char urls[][40] = {
    "", "/a", "?b", "http://{host}:{port}/{address}", "ftp://x/{timeout}"};

/* A case with the first COUNT of the URLs. */
static struct mni_case
case_with(size_t count)
{
	static char name[] = "a b";
	struct mni_case test = {
	    .transport = "tcp", .name = name, .url_count = count};
	size_t i;

	for (i = 0; i < count; i++)
		test.urls[i] = urls[i];
	return test;
}

/* The words of the command WORDS, a line for each, without the port of
 * SERVER. */
static char *
words_of(const char *const *words, size_t count, const struct mn_server *server)
{
	const struct mni_command command = {.words = words};
	const struct mni_case test = case_with(count);
	char **filled = mni_template_words(&command, &test, server, 1500);
	static char text[1000];
	char port[20], *found;
	size_t i, used = 0;

	ck_assert_ptr_nonnull(filled);
	text[0] = '\0';
	for (i = 0; filled[i] != NULL; i++)
		used += (size_t)snprintf(
		    text + used, sizeof(text) - used, "%s\n", filled[i]);
	mni_words_free(filled);
	(void)snprintf(port, sizeof(port), "%u", mn_port(server));
	while ((found = strstr(text, port)) != NULL) {
		*found = 'P';
		memmove(found + 1, found + strlen(port),
		    strlen(found + strlen(port)) + 1);
	}
	return text;
}

START_TEST(values_stand_for_their_placeholders)
{
	static const char *const words[] = {"cat", "{host}:{port}",
	    "{address}{address}", "--{transport}", "{timeout}s", "{retry}",
	    "x{variant}y", "={name}", "{other}{", NULL};
	struct mn_server *server = serve("tcp\n recv\n");

	ck_assert_str_eq(words_of(words, 1, server),
	    "cat\n127.0.0.1:P\n127.0.0.1:P127.0.0.1:P\n--tcp\n1.5s\n0.025\n"
	    "xy\n=a b\n{other}{\n");
}
END_TEST

START_TEST(url_without_scheme_is_at_the_server)
{
	static const char *const words[] = {"{url}", NULL};
	struct mn_server *server = serve("tcp\n recv\n");

	ck_assert_str_eq(words_of(words, 5, server),
	    "http://127.0.0.1:P\nhttp://127.0.0.1:P/a\nhttp://127.0.0.1:P?b\n"
	    "http://127.0.0.1:P/127.0.0.1:P\nftp://x/{timeout}\n");
}
END_TEST

START_TEST(word_with_url_stands_once_for_each)
{
	static const char *const words[] = {
	    "a", "--get={url}#{url}", "b", NULL};
	struct mn_server *server = serve("tcp\n recv\n");

	ck_assert_str_eq(words_of(words, 2, server),
	    "a\n--get=http://127.0.0.1:P#http://127.0.0.1:P\n"
	    "--get=http://127.0.0.1:P/a#http://127.0.0.1:P/a\nb\n");
}
END_TEST

START_TEST(url_of_ipv6_has_brackets)
{
	struct mn_server *server = mn_serve(net, "tcp ipv6\n recv\n");
	static const char *const words[] = {"{url} {host}", NULL};

	if (server == NULL) {
		checks_skip("url_of_ipv6_has_brackets", "no IPv6 here");
		return;
	}
	ck_assert_str_eq(words_of(words, 1, server), "http://[::1]:P ::1\n");
}
END_TEST

START_TEST(word_with_server_stands_once_for_each_mock)
{
	static const char *const words[] = {
	    "a", "--server={server}", "b", NULL};
	const struct mni_command command = {.words = words};
	struct mn_server *first = serve("udp\n recv\n");
	struct mn_server *second = serve("udp\n recv\n");
	struct mni_case test = case_with(0);
	char want[100], **filled;

	test.other_count = 1;
	filled = mni_template_words(&command, &test, first, 1500);
	ck_assert_ptr_nonnull(filled);
	ck_assert_str_eq(filled[0], "a");
	(void)snprintf(
	    want, sizeof(want), "--server=127.0.0.1:%u", mn_port(first));
	ck_assert_str_eq(filled[1], want);
	(void)snprintf(
	    want, sizeof(want), "--server=127.0.0.1:%u", mn_port(second));
	ck_assert_str_eq(filled[2], want);
	ck_assert_str_eq(filled[3], "b");
	ck_assert_ptr_null(filled[4]);
	mni_words_free(filled);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {values_stand_for_their_placeholders,
	    url_without_scheme_is_at_the_server,
	    word_with_url_stands_once_for_each, url_of_ipv6_has_brackets,
	    word_with_server_stands_once_for_each_mock};

	return dial_main("template", tests, sizeof(tests) / sizeof(tests[0]));
}
