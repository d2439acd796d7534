/* SPDX-License-Identifier: MIT */
/* echo-client: sends text, and checks that the same comes back. */
#include <config.h>

#include "base/address.h"
#include "base/program.h"
#include "client/options.h"
#include "echo/echo.h"
#include "echo/ping.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define USUAL_SIZE 64

static const char help[] =
    "Usage: echo-client [OPTION]... [HOST [PORT [TEXT]]]\n"
    "  or:  echo-client [OPTION]... unix:PATH [TEXT]\n"
    "Send TEXT, or else standard input, to the echo server (RFC 862) at HOST,\n"
    "localhost, and PORT, 8001, write what comes back, and check that it is\n"
    "what was sent.\n"
    "\n"
    "  -4                  use IPv4 only\n"
    "  -6                  use IPv6 only\n"
    "  -u, --udp           send one datagram\n"
    "  -t, --tcp           use a connection (this is the default)\n"
    "  -c, --count=N       send TEXT, or random octets, N times, one after "
    "the\n"
    "                      other, and print how long each took\n"
    "  -s, --size=N        so many random octets each time (64)\n"
    "      --timeout=SEC   give up after SEC seconds in all (10)\n"
    "      --retry=SEC     UDP: send again after SEC seconds, then after "
    "twice\n"
    "                      as long, and so on (1); with --count, take a\n"
    "                      datagram for lost then\n"
    "  -h, --help          print this and exit\n"
    "  -V, --version       print the version and exit\n"
    "\n"
    "Exit status: 0 ok, 1 system, 2 usage, 3 no-address, 4 temporary,\n"
    "5 refused, 6 timeout, 7 truncated, 9 too-large, 11 mismatch, 14 output.\n"
    "An error is one line on standard error: echo-client: HOST: CLASS: why\n";

static const struct option list[] = {
    {"udp", no_argument, NULL, 'u'},
    {"tcp", no_argument, NULL, 't'},
    {"count", required_argument, NULL, 'c'},
    {"size", required_argument, NULL, 's'},
    {"timeout", required_argument, NULL, MNI_OPTION_TIMEOUT},
    {"retry", required_argument, NULL, MNI_OPTION_RETRY},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

struct settings {
	struct mni_echo echo;
	struct mni_client client;
	size_t count, size; /* 0: not given */
	const char *text;   /* NULL: none */
};

static enum mni_status
take_own(int code, void *owner)
{
	struct settings *settings = owner;

	if (code == 's')
		return mni_option_size("size", &settings->size);
	return mni_option_count("count", &settings->count);
}

static enum mni_status
take_arguments(char *const *arguments, struct settings *settings)
{
	enum mni_status status;

	settings->echo.peer.host = "localhost";
	if (*arguments == NULL)
		return MNI_OK;
	status = mni_options_peer(&arguments, &settings->client);
	if (status != MNI_OK)
		return status;
	if (*arguments != NULL)
		settings->text = *arguments++;
	if (settings->text != NULL && settings->size > 0)
		return mni_program_usage(
		    "--size is for random octets, not for TEXT");
	return mni_options_end(arguments);
}

static enum mni_status
echo(const struct settings *settings, struct mni_deadline deadline)
{
	struct mni_source source =
	    settings->text == NULL
	        ? mni_source_from(STDIN_FILENO)
	        : mni_source_of(settings->text, strlen(settings->text));
	struct mni_output output = mni_output_to(STDOUT_FILENO);
	struct mni_trouble trouble, write_trouble;
	enum mni_status status, written;

	status = mni_echo(&settings->echo, source, deadline, &output, &trouble);
	written = mni_program_end_output(&output, deadline, &write_trouble);
	mni_output_fini(&output);
	return mni_program_end(settings->echo.peer.host, status, &trouble,
	    written, &write_trouble);
}

/* What the rounds have come to. */
struct tally {
	struct mni_output output;
	size_t sent, back, lost;
	double least_ms, most_ms, sum_ms; /* of those that came back */
};

static void print_line(struct tally *tally, const char *format, ...)
    MNI_PRINTF(2, 3);

/* A reader that is slow does not hold up the rounds: what he does not take now
 * waits for the end, and so does an error. */
static void
print_line(struct tally *tally, const char *format, ...)
{
	char line[256];
	va_list args;
	int size;

	va_start(args, format);
	size = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	(void)!mni_output_put(&tally->output, line, (size_t)size);
	(void)!mni_output_drain(&tally->output, mni_deadline_in(0));
}

static void
print_round(void *owner, const struct mni_round *round)
{
	struct tally *tally = owner;
	double ms = (double)round->time_ns / 1e6;
	char address[MNI_ADDRESS_TEXT];

	tally->sent++;
	if (round->lost) {
		tally->lost++;
		print_line(tally, "lost: seq=%zu\n", round->number);
	}
	if (!round->back)
		return;
	if (tally->back++ == 0 || ms < tally->least_ms)
		tally->least_ms = ms;
	if (ms > tally->most_ms)
		tally->most_ms = ms;
	tally->sum_ms += ms;
	print_line(tally, "%zu octets from %s: seq=%zu time=%.3f ms\n",
	    round->size, mni_address_text(round->address, address),
	    round->number, ms);
}

static void
print_tally(struct tally *tally)
{
	print_line(tally, "%zu sent, %zu came back, %zu lost\n", tally->sent,
	    tally->back, tally->lost);
	if (tally->back > 0)
		print_line(tally, "time min/avg/max = %.3f/%.3f/%.3f ms\n",
		    tally->least_ms, tally->sum_ms / (double)tally->back,
		    tally->most_ms);
}

static enum mni_status
ping(const struct settings *settings, struct mni_deadline deadline)
{
	struct tally tally = {.output = mni_output_to(STDOUT_FILENO)};
	size_t size = settings->size > 0 ? settings->size : USUAL_SIZE;
	const struct mni_ping rounds = {.echo = &settings->echo,
	    .count = settings->count > 0 ? settings->count : 1,
	    .text = settings->text,
	    .size = settings->text == NULL ? size : strlen(settings->text),
	    .report = print_round,
	    .owner = &tally};
	struct mni_trouble trouble, write_trouble;
	enum mni_status status = mni_ping(&rounds, deadline, &trouble), written;

	if (tally.sent > 0)
		print_tally(&tally);
	written =
	    mni_program_end_output(&tally.output, deadline, &write_trouble);
	mni_output_fini(&tally.output);
	return mni_program_end(settings->echo.peer.host, status, &trouble,
	    written, &write_trouble);
}

static enum mni_status
act(const struct settings *settings)
{
	struct mni_deadline deadline =
	    mni_deadline_in(settings->client.timeout_ms);

	if (settings->count > 0 || settings->size > 0)
		return ping(settings, deadline);
	return echo(settings, deadline);
}

int
main(int argc, char **argv)
{
	static const struct mni_options options = {.letters = "46utc:s:hV",
	    .list = list,
	    .help = help,
	    .take = take_own};
	struct settings settings = {
	    .echo = mni_echo_usual, .client = {.timeout_ms = MNI_TIMEOUT_MS}};
	enum mni_status status;

	mni_program_begin("echo-client");
	settings.client.peer = &settings.echo.peer;
	settings.client.retry_ms = &settings.echo.retry_ms;
	if (!mni_options_read(
	        &options, argc, argv, &settings.client, &settings, &status))
		return (int)status;
	status = take_arguments(argv + optind, &settings);
	return (int)(status != MNI_OK ? status : act(&settings));
}
