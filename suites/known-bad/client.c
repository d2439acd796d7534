/* SPDX-License-Identifier: MIT */
/*
 * A client with one bug, chosen by name: what the suite has to catch.  With
 * --bug none it is right.  It shares nothing with the clients under test, so
 * that no mistake in thinking can be in both.  Which bug fails which case of a
 * protocol stands in PROTOCOL.bugs.
 */
#define _POSIX_C_SOURCE 200809L

#include "bug.h"
#include "daytime.h"
#include "dns/lookup.h"
#include "dns/search.h"
#include "echo.h"
#include "exchange.h"
#include "http/visit.h"
#include "oneshot.h"
#include "print.h"
#include "text.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* No stray process survives its test by more than this. */
#define LAST_RESORT_S 30

const struct bug client_bugs[] = {
    {"says-nothing", "says nothing of an error"},
    {"says-too-much", "says more than a line of an error"},
    {"says-otherwise", "calls an error by a name of its own"},
    {NULL, NULL},
};

const struct bug *const bug_tables[] = {client_bugs, exchange_bugs,
    datagram_bugs, oneshot_bugs, scan_bugs, forms_bugs, moment_bugs, echo_bugs,
    print_bugs, chain_bugs, data_bugs, errand_bugs, local_bugs, lookup_bugs,
    meaning_bugs, name_bugs, packet_bugs, question_bugs, reply_bugs,
    reverse_bugs, search_bugs, answer_bugs, ask_bugs, chunks_bugs, heading_bugs,
    line_bugs, measure_bugs, number_bugs, place_bugs, route_bugs, visit_bugs,
    NULL};

struct protocol {
	const char *name;
	/* Has the exchange; what is to be printed is in *out_text, when there
	 * is an error too. */
	enum status (*ask)(struct exchange *exchange, struct text *out_text);
};

static const struct protocol protocols[] = {
    {"qotd", fetch_oneshot},
    {"daytime", fetch_oneshot},
    {"daytime-iso", fetch_iso},
    {"daytime-utc", fetch_utc},
    {"echo", fetch_echo},
    {"get-ip", look_up},
    {"get-ip-reverse", look_up_reverse},
    {"get-ip-rotate", search_in_turn},
    {"get-ip-search", search},
    {"get-ip-txt", look_up_text},
    {"http-get", visit_get},
    {"http-get-fail", visit_get_fail},
    {"http-get-include", visit_get_include},
    {"http-get-location", visit_get_location},
    {"http-head", visit_head},
    {"http-head-location", visit_head_location},
};

static const char usage[] =
    "Usage: client PROTOCOL --bug NAME [--udp|--tcp] [--timeout SEC]\n"
    "              [--retry SEC] HOST PORT [URL...|NAME [SERVER...]]\n"
    "       client --list (the names of the bugs), --help (what they are)\n";

static const struct protocol *
find_protocol(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(protocols) / sizeof(protocols[0]); i++)
		if (strcmp(protocols[i].name, name) == 0)
			return &protocols[i];
	return NULL;
}

static bool
read_seconds(const char *text, int64_t *out_ms)
{
	char *end;
	double seconds = strtod(text, &end);

	if (end == text || *end != '\0' || !(seconds > 0 && seconds <= 86400))
		return false;
	*out_ms = (int64_t)(seconds * 1000 + 0.999);
	return true;
}

/* Takes HOST, PORT and what is asked for. */
static bool
read_server(struct exchange *exchange, char **argv)
{
	if (argv[0] == NULL || argv[1] == NULL)
		return false;
	exchange->asked = argv + 2;
	return set_server(exchange, argv[0], argv[1]);
}

/* Takes the option at *ARGV and moves past it and its value. */
static bool
read_option(struct exchange *exchange, char ***argv)
{
	const char *option = *(*argv)++, *value = **argv;

	if (strcmp(option, "--udp") == 0 || strcmp(option, "--tcp") == 0) {
		exchange->type = option[2] == 'u' ? SOCK_DGRAM : SOCK_STREAM;
		return true;
	}
	if (value == NULL)
		return false;
	(*argv)++;
	if (strcmp(option, "--timeout") == 0)
		return read_seconds(value, &exchange->timeout_ms);
	if (strcmp(option, "--retry") == 0)
		return read_seconds(value, &exchange->retry_ms);
	return strcmp(option, "--bug") == 0 && bug_choose(value);
}

static void
say(const struct exchange *exchange, enum status status)
{
	if (is("says-nothing"))
		return;
	if (is("says-too-much"))
		(void)fputs("Something has gone wrong.\n", stderr);
	(void)fprintf(stderr, "client: %s: %s: its bug is %s\n", exchange->host,
	    is("says-otherwise") ? "failure" : status_word(status), bug_name());
}

static enum status
run(const struct protocol *protocol, struct exchange *exchange)
{
	struct text text = {.octets = NULL};
	enum status status, printed;

	start_deadline(exchange);
	status = misjudge(exchange, protocol->ask(exchange, &text));
	printed = print_text(&text);
	text_free(&text);
	if (status == OK)
		status = printed;
	if (status != OK)
		say(exchange, status);
	return status;
}

int
main(int argc, char **argv)
{
	struct exchange exchange = {
	    .type = SOCK_DGRAM, .timeout_ms = 10000, .retry_ms = 1000};
	const struct protocol *protocol = NULL;
	bool good;

	if (argc == 2 && (strcmp(argv[1], "--list") == 0 ||
	                     strcmp(argv[1], "--help") == 0)) {
		bug_print_all(argv[1][2] == 'h');
		return fflush(stdout) == 0 ? OK : OUTPUT;
	}
	(void)signal(SIGPIPE, SIG_IGN);
	(void)alarm(LAST_RESORT_S);
	if (argc > 1)
		protocol = find_protocol(argv[1]);
	good = protocol != NULL;
	argv += 2;
	while (good && *argv != NULL && strncmp(*argv, "--", 2) == 0)
		good = read_option(&exchange, &argv);
	if (!good || bug_name() == NULL || !read_server(&exchange, argv)) {
		(void)fputs(usage, stderr);
		return USAGE;
	}
	return (int)run(protocol, &exchange);
}
