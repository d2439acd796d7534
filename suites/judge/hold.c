/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/hold.h"

#include "engine/net.h"
#include "judge/mocks.h"
#include "judge/template.h"
#include "mocknet.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How soon a signal is seen. */
#define LOOK_MS 200

/* Octets of input that are shown in a command. */
#define MOST_SHOWN 60

static const int ending[] = {SIGINT, SIGTERM, SIGHUP};

enum { ENDING_COUNT = sizeof(ending) / sizeof(ending[0]) };

static volatile sig_atomic_t ended;

static void
handle(int number)
{
	ended = number;
}

static void
catch_signals(struct sigaction before[static ENDING_COUNT])
{
	struct sigaction action = {.sa_handler = handle};
	size_t i;

	(void)sigemptyset(&action.sa_mask);
	for (i = 0; i < ENDING_COUNT; i++)
		(void)sigaction(ending[i], &action, &before[i]);
}

static void
release_signals(const struct sigaction before[static ENDING_COUNT])
{
	size_t i;

	for (i = 0; i < ENDING_COUNT; i++)
		(void)sigaction(ending[i], &before[i], NULL);
}

/* What is not itself in the format of printf and the quotes around it; the
 * controls among them are those that a line shows. */
static const struct {
	char octet;
	const char *text;
} escapes[] = {{'\n', "\\n"}, {'\r', "\\r"}, {'\t', "\\t"}, {'\\', "\\\\"},
    {'%', "%%"}, {'\'', "'\\''"}};

/* The escape of OCTET, or NULL. */
static const char *
escape_of(uint8_t octet)
{
	size_t i;

	for (i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++)
		if ((uint8_t)escapes[i].octet == octet)
			return escapes[i].text;
	return NULL;
}

/* Whether a line of the terminal has room for INPUT, and shows all of it. */
static bool
is_short_text(const struct mni_octets *input)
{
	const struct mni_bytes *text = &input->text;
	size_t i;

	for (i = 0; i < text->size; i++)
		if ((text->data[i] < ' ' || text->data[i] > '~') &&
		    escape_of(text->data[i]) == NULL)
			return false;
	return input->size <= MOST_SHOWN;
}

/* What makes the input of TEST for the command behind it, where that can be
 * shown. */
static void
print_input(FILE *stream, const struct mni_case *test)
{
	uint8_t input[MOST_SHOWN];
	const char *escape;
	size_t i, size;

	if (!test->has_input || !is_short_text(&test->input))
		return;
	size = mni_octets_write(&test->input, 0, input, sizeof(input));
	(void)fputs("printf '", stream);
	for (i = 0; i < size; i++) {
		escape = escape_of(input[i]);
		if (escape == NULL)
			(void)fputc(input[i], stream);
		else
			(void)fputs(escape, stream);
	}
	(void)fputs("' | ", stream);
}

/* Whether a shell takes URL between single quotes, and a line shows it. */
static bool
is_plain(const char *url)
{
	for (; *url != '\0'; url++)
		if (*url < ' ' || *url > '~' || *url == '\'')
			return false;
	return true;
}

static void
print_curl(
    FILE *stream, const struct mni_case *test, const struct mn_server *server)
{
	size_t i;
	char *url;

	(void)fputs("curl -v", stream);
	if (strncmp(test->protocol, "http-head", 9) == 0)
		(void)fputs(" -I", stream);
	if (strstr(test->protocol, "location") != NULL)
		(void)fputs(" -L", stream);
	for (i = 0; i < test->url_count; i++) {
		url = mni_template_url(test, server, i);
		if (url != NULL && is_plain(url))
			(void)fprintf(stream, " '%s'", url);
		free(url);
	}
	(void)fputc('\n', stream);
}

static void
print_dig(
    FILE *stream, const struct mni_case *test, const struct mn_server *server)
{
	(void)fprintf(stream, "dig %s@%s -p %u",
	    strcmp(test->transport, "tcp") == 0 ? "+tcp " : "", mn_host(server),
	    mn_port(server));
	if (is_plain(test->name))
		(void)fprintf(
		    stream, " '%s' A '%s' AAAA", test->name, test->name);
	(void)fputc('\n', stream);
}

/* The command that most people have at hand. */
static void
print_command(
    FILE *stream, const struct mni_case *test, const struct mn_server *server)
{
	bool udp = strcmp(test->transport, "udp") == 0;

	(void)fputs("    ", stream);
	print_input(stream, test);
	if (strncmp(test->protocol, "http", 4) == 0)
		print_curl(stream, test, server);
	else if (strcmp(test->protocol, "get-ip") == 0)
		print_dig(stream, test, server);
	else
		(void)fprintf(stream, "nc %s%s %u\n", udp ? "-u " : "",
		    mn_host(server), mn_port(server));
}

/* Those that are asked beside the first. */
static void
introduce_others(
    FILE *stream, const struct mni_case *test, const struct mn_server *server)
{
	const struct mn_server *mock;
	size_t i;

	for (i = 0; i < test->other_count; i++) {
		mock = mni_other_mock(server, i);
		(void)fprintf(stream,
		    "Mock number %zu listens on %s port %u (%s) and plays:\n\n"
		    "    %s\n\n",
		    i + 2, mn_host(mock), mn_port(mock), mn_kind(mock),
		    test->others[i]);
	}
}

static void
introduce(
    FILE *stream, const struct mni_case *test, const struct mn_server *server)
{
	(void)fprintf(stream,
	    "\n%s (%s:%u)\n%s\n\nIts mock listens on %s port %u (%s) and "
	    "plays:\n\n    %s\n\n",
	    test->id, test->file, test->line, test->says, mn_host(server),
	    mn_port(server), mn_kind(server), test->script);
	introduce_others(stream, test, server);
	(void)fputs("Ask it, for example by\n\n", stream);
	print_command(stream, test, server);
	if (test->has_input && !is_short_text(&test->input))
		(void)fprintf(stream,
		    "\nand send it the input of the case, %zu octets.\n",
		    test->input.size);
	(void)fprintf(stream, "\nCtrl-C ends it. It sees:\n\n");
	(void)fflush(stream);
}

static size_t
show_events(FILE *stream, struct mn_net *net, size_t nth)
{
	struct mni_writer writer;
	struct mni_origin origin;
	struct mn_event event;

	if (mni_writer_begin(
	        &writer, MN_TEXT, stream, mni_net_start_wall_ns(net)) == 0)
		for (; mn_net_event(net, nth, &event); nth++) {
			origin = mni_origin_of(event.server);
			if (mni_writer_add(&writer, &event, &origin) == -1)
				break;
		}
	(void)!mni_writer_fini(&writer);
	return nth;
}

static void
hold(FILE *stream, const struct mni_case *test, struct mn_net *net,
    const struct mn_server *server)
{
	struct sigaction before[ENDING_COUNT];
	size_t shown = 0;

	ended = 0;
	catch_signals(before);
	introduce(stream, test, server);
	while (ended == 0)
		if (mni_net_wait_events(net, shown, LOOK_MS) > shown)
			shown = show_events(stream, net, shown);
	release_signals(before);
}

enum mni_status
mni_hold(const struct mni_case *test, FILE *stream, struct mni_trouble *trouble)
{
	struct mni_verdict verdict = {.why = "no memory"};
	struct mn_net *net = mn_net_new();
	struct mn_server *server =
	    net == NULL ? NULL : mni_start_mock(net, test, &verdict);

	if (server != NULL)
		hold(stream, test, net, server);
	mn_net_free(net);
	return server == NULL
	           ? mni_trouble(trouble, MNI_SYSTEM, "%s", verdict.why)
	           : MNI_OK;
}

bool
mni_hold_wanted(const struct mni_suite *suite, const char *const *subjects,
    const struct mni_case **out_test)
{
	const char *wanted = getenv("MOCKNET_SERVE");
	const struct mni_case *test;
	size_t i;

	if (wanted == NULL || *wanted == '\0')
		return false;
	*out_test = NULL;
	for (i = 0; i < suite->count && *out_test == NULL; i++) {
		test = suite->cases[i];
		if (mni_case_is_about_any(test, subjects) &&
		    (strcmp(wanted, "1") == 0 || strcmp(wanted, test->id) == 0))
			*out_test = test;
	}
	return true;
}
