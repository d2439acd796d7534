/* SPDX-License-Identifier: MIT */
/* echo-server: answers everybody with what they send. */
#include <config.h>

#include "base/program.h"
#include "echoer/activation.h"
#include "echoer/echoer.h"
#include "echoer/user.h"

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
    "Usage: echo-server [OPTION]...\n"
    "Send back whatever comes (RFC 862), until SIGTERM or SIGINT.  Where it\n"
    "listens is printed, a line for each socket, and then the line ready.\n"
    "\n"
    "      --model=MODEL     blocking: one connection after the other;\n"
    "                        threads: a thread for each; event: all in one\n"
    "                        thread (this is the default)\n"
    "      --listen=WHERE    ADDRESS, NAME, ADDRESS:PORT, NAME:PORT,\n"
    "                        [ADDRESS]:PORT or unix:PATH; several are "
    "possible\n"
    "                        (localhost:8001); port 0 is any that is free\n"
    "      --udp             answer datagrams on the same ports, too\n"
    "      --once            answer one read of a connection, and close it\n"
    "      --idle=SEC        close a connection that is silent for SEC "
    "seconds\n"
    "      --max-connections=N  let further callers wait\n"
    "      --drain=SEC       at the end, take SEC seconds at most to answer\n"
    "                        what was received (5)\n"
    "      --user=NAME       become the user NAME when all is bound\n"
    "      --inetd           serve the socket that is standard input\n"
    "      --allow-any-source  answer datagrams from any port, at any rate\n"
    "      --no-splice       copy octets even where that can be avoided\n"
    "      --ready-fd=N      print to descriptor N, and close it\n"
    "      --stats           print counts at the end, to standard error\n"
    "  -h, --help            print this and exit\n"
    "  -V, --version         print the version and exit\n"
    "\n"
    "Exit status: 0 ok, 1 system, 2 usage, 3 no-address, 4 temporary,\n"
    "6 timeout, 10 unsupported, 14 output.  An error is one line on standard\n"
    "error: echo-server: WHERE: CLASS: why\n";

enum option_code {
	OPTION_MODEL = 256,
	OPTION_LISTEN,
	OPTION_UDP,
	OPTION_ONCE,
	OPTION_IDLE,
	OPTION_MAX_CONNECTIONS,
	OPTION_DRAIN,
	OPTION_USER,
	OPTION_INETD,
	OPTION_ALLOW_ANY_SOURCE,
	OPTION_NO_SPLICE,
	OPTION_READY_FD,
	OPTION_STATS
};

static const struct option list[] = {
    {"model", required_argument, NULL, OPTION_MODEL},
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"udp", no_argument, NULL, OPTION_UDP},
    {"once", no_argument, NULL, OPTION_ONCE},
    {"idle", required_argument, NULL, OPTION_IDLE},
    {"max-connections", required_argument, NULL, OPTION_MAX_CONNECTIONS},
    {"drain", required_argument, NULL, OPTION_DRAIN},
    {"user", required_argument, NULL, OPTION_USER},
    {"inetd", no_argument, NULL, OPTION_INETD},
    {"allow-any-source", no_argument, NULL, OPTION_ALLOW_ANY_SOURCE},
    {"no-splice", no_argument, NULL, OPTION_NO_SPLICE},
    {"ready-fd", required_argument, NULL, OPTION_READY_FD},
    {"stats", no_argument, NULL, OPTION_STATS},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

/* By inetd: when it is started for datagrams, and none comes any more. */
#define QUIET_MS 60000

struct settings {
	struct mni_echoer_options echoer;
	const char **places; /* owned; to listen on */
	size_t place_count;
	const char *user; /* or NULL */
	int ready_fd;     /* -1: standard output */
	bool inetd, stats;
};

/* Whom a signal stops. */
static struct mni_echoer *served;

static enum mni_status
take_model(struct settings *settings)
{
	static const char *const names[] = {
	    [MNI_ECHOER_BLOCKING] = "blocking",
	    [MNI_ECHOER_THREADS] = "threads",
	    [MNI_ECHOER_EVENT] = "event",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(optarg, names[i]) == 0) {
			settings->echoer.model = (enum mni_echoer_model)i;
			return MNI_OK;
		}
	return mni_program_usage(
	    "--model takes blocking, threads or event, not '%s'", optarg);
}

static enum mni_status
take_place(struct settings *settings)
{
	const char **places = realloc(
	    settings->places, (settings->place_count + 1) * sizeof(*places));

	if (places == NULL)
		return mni_program_usage("no memory");
	places[settings->place_count++] = optarg;
	settings->places = places;
	return MNI_OK;
}

static enum mni_status
take_seconds(const char *name, int64_t *out_ms)
{
	if (mni_read_seconds(optarg, out_ms) == 0)
		return MNI_OK;
	return mni_program_usage(
	    "--%s takes seconds up to 86400, not '%s'", name, optarg);
}

static enum mni_status
take_most(struct settings *settings)
{
	if (mni_read_count(optarg, &settings->echoer.most) == 0)
		return MNI_OK;
	return mni_program_usage("--max-connections takes a number from 1 to "
	                         "1000000000, not '%s'",
	    optarg);
}

static enum mni_status
take_descriptor(struct settings *settings)
{
	size_t number;

	if (mni_read_count(optarg, &number) == -1 ||
	    fcntl((int)number, F_GETFD) == -1)
		return mni_program_usage(
		    "--ready-fd takes a descriptor that is open, not '%s'",
		    optarg);
	settings->ready_fd = (int)number;
	return MNI_OK;
}

/* Takes an option without a value. */
static enum mni_status
take_flag(int code, struct settings *settings)
{
	switch (code) {
	case OPTION_UDP:
		settings->echoer.udp = true;
		return MNI_OK;
	case OPTION_ONCE:
		settings->echoer.once = true;
		return MNI_OK;
	case OPTION_INETD:
		settings->inetd = true;
		return MNI_OK;
	case OPTION_ALLOW_ANY_SOURCE:
		settings->echoer.any_source = true;
		return MNI_OK;
	case OPTION_NO_SPLICE:
		settings->echoer.copy = true;
		return MNI_OK;
	case OPTION_STATS:
		settings->stats = true;
		return MNI_OK;
	default:
		/* getopt_long() has printed what is wrong. */
		return mni_program_hint();
	}
}

static enum mni_status
take(int code, struct settings *settings)
{
	switch (code) {
	case OPTION_MODEL:
		return take_model(settings);
	case OPTION_LISTEN:
		return take_place(settings);
	case OPTION_IDLE:
		return take_seconds("idle", &settings->echoer.idle_ms);
	case OPTION_MAX_CONNECTIONS:
		return take_most(settings);
	case OPTION_DRAIN:
		return take_seconds("drain", &settings->echoer.drain_ms);
	case OPTION_USER:
		settings->user = optarg;
		return MNI_OK;
	case OPTION_READY_FD:
		return take_descriptor(settings);
	default:
		return take_flag(code, settings);
	}
}

/* Returns true when the program is to go on, false when *out_status is what it
 * ends with. */
static bool
read_options(int argc, char **argv, struct settings *settings,
    enum mni_status *out_status)
{
	int code;

	*out_status = MNI_OK;
	while ((code = getopt_long(argc, argv, "hV", list, NULL)) != -1) {
		if (code == 'h')
			*out_status = mni_program_help(help);
		else if (code == 'V')
			*out_status = mni_program_version();
		else
			*out_status = take(code, settings);
		if (code == 'h' || code == 'V' || *out_status != MNI_OK)
			return false;
	}
	if (argv[optind] != NULL)
		*out_status =
		    mni_program_usage("'%s' is one too many", argv[optind]);
	else if (settings->inetd && settings->place_count > 0)
		*out_status =
		    mni_program_usage("--listen makes no sense with --inetd");
	return *out_status == MNI_OK;
}

/* Says what is wrong about TARGET; returns STATUS. */
static enum mni_status
failed(const char *target, enum mni_status status,
    const struct mni_trouble *trouble)
{
	if (status == MNI_USAGE)
		return mni_program_usage("%s: %s", target, trouble->text);
	return mni_program_failed(target, status, trouble);
}

static enum mni_status
adopt(struct mni_echoer *echoer, int fd)
{
	struct mni_trouble trouble;
	enum mni_status status = mni_echoer_adopt(echoer, fd, &trouble);
	char target[32];

	if (status == MNI_OK)
		return MNI_OK;
	(void)snprintf(target, sizeof(target), "descriptor %d", fd);
	return failed(target, status, &trouble);
}

static enum mni_status
listen_on(struct mni_echoer *echoer, const char *where)
{
	struct mni_trouble trouble;
	enum mni_status status = mni_echoer_listen(echoer, where, &trouble);

	return status == MNI_OK ? MNI_OK : failed(where, status, &trouble);
}

/* Opens all that is listened on. */
static enum mni_status
open_all(struct mni_echoer *echoer, const struct settings *settings)
{
	int handed = mni_activation_take(), i;
	enum mni_status status = MNI_OK;
	size_t nth;

	if (settings->inetd)
		return adopt(echoer, STDIN_FILENO);
	for (i = 0; i < handed && status == MNI_OK; i++)
		status = adopt(echoer, MNI_ACTIVATION_FIRST + i);
	for (nth = 0; nth < settings->place_count && status == MNI_OK; nth++)
		status = listen_on(echoer, settings->places[nth]);
	if (handed == 0 && settings->place_count == 0)
		status = listen_on(echoer, "localhost");
	return status;
}

/* Says where it listens.  Under inetd standard output is the peer. */
static enum mni_status
say_ready(const struct mni_echoer *echoer, const struct settings *settings)
{
	int fd = settings->ready_fd == -1 ? STDOUT_FILENO : settings->ready_fd;
	char text[MNI_ECHOER_TEXT];
	struct mni_trouble trouble;
	bool failed = false;
	size_t nth;

	if (settings->inetd && settings->ready_fd == -1)
		return MNI_OK;
	for (nth = 0; mni_echoer_socket(echoer, nth, text) != NULL; nth++)
		failed = failed || dprintf(fd, "listening %s\n", text) < 0;
	failed = failed || dprintf(fd, "ready\n") < 0;
	if (settings->ready_fd != -1)
		failed = close(fd) == -1 || failed;
	if (!failed)
		return MNI_OK;
	return mni_program_failed(
	    settings->ready_fd == -1 ? "standard output" : "--ready-fd",
	    mni_trouble(&trouble, MNI_OUTPUT, "%s", strerror(errno)), &trouble);
}

static void
stop(int number)
{
	(void)number;
	mni_echoer_stop(served);
}

static void
set_signals(const struct sigaction *action)
{
	(void)sigaction(SIGTERM, action, NULL);
	(void)sigaction(SIGINT, action, NULL);
}

/* The second one ends the program as it is. */
static void
catch_signals(struct mni_echoer *echoer)
{
	struct sigaction action = {
	    .sa_handler = stop, .sa_flags = (int)SA_RESETHAND};

	served = echoer;
	(void)sigemptyset(&action.sa_mask);
	set_signals(&action);
}

/* There is nothing left that one could stop. */
static void
ignore_signals(void)
{
	struct sigaction action = {.sa_handler = SIG_IGN};

	(void)sigemptyset(&action.sa_mask);
	set_signals(&action);
}

static void
print_counts(const struct mni_echoer *echoer)
{
	struct mni_echoer_counts counts = mni_echoer_counts(echoer);

	(void)fprintf(stderr,
	    "echo-server: connections=%" PRIu64 " octets-in=%" PRIu64
	    " octets-out=%" PRIu64 " datagrams=%" PRIu64 " refused=%" PRIu64
	    " resets=%" PRIu64 "\n",
	    counts.connections, counts.octets_in, counts.octets_out,
	    counts.datagrams, counts.refused, counts.resets);
}

static enum mni_status
become(const char *user)
{
	struct mni_trouble trouble;
	enum mni_status status;

	if (user == NULL)
		return MNI_OK;
	status = mni_user_become(user, &trouble);
	return status == MNI_OK ? MNI_OK : failed(user, status, &trouble);
}

static enum mni_status
serve(struct mni_echoer *echoer, const struct settings *settings)
{
	struct mni_trouble trouble;
	enum mni_status status = open_all(echoer, settings);

	if (status == MNI_OK)
		status = become(settings->user);
	if (status != MNI_OK)
		return status;
	catch_signals(echoer);
	status = say_ready(echoer, settings);
	if (status != MNI_OK)
		return status;
	status = mni_echoer_run(echoer, &trouble);
	if (status != MNI_OK)
		return mni_program_failed("server", status, &trouble);
	if (settings->stats)
		print_counts(echoer);
	return MNI_OK;
}

int
main(int argc, char **argv)
{
	struct settings settings = {.echoer = mni_echoer_usual, .ready_fd = -1};
	struct mni_echoer *echoer;
	enum mni_status status;

	mni_program_begin("echo-server");
	if (!read_options(argc, argv, &settings, &status)) {
		free(settings.places);
		return (int)status;
	}
	if (settings.inetd)
		settings.echoer.quiet_ms = settings.echoer.idle_ms > 0
		                               ? settings.echoer.idle_ms
		                               : QUIET_MS;
	echoer = mni_echoer_new(&settings.echoer);
	if (echoer == NULL) {
		mni_program_error("%s", strerror(errno));
		status = MNI_SYSTEM;
	} else {
		status = serve(echoer, &settings);
	}
	ignore_signals();
	mni_echoer_free(echoer);
	free(settings.places);
	return (int)status;
}
