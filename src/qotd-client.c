/* SPDX-License-Identifier: MIT */
/* qotd-client: prints the quote of the day of a server. */
#include <config.h>

#include "base/address.h"
#include "base/program.h"
#include "qotd.h"

#include <getopt.h>
#include <stdio.h>
#include <sys/socket.h>

#define TIMEOUT_MS 10000

static const char help[] =
    "Usage: qotd-client [OPTION]... HOST [PORT]\n"
    "Print the quote of the day (RFC 865) of the server at HOST, port 17 or\n"
    "PORT.  HOST is a name, an IPv4 or an IPv6 address.\n"
    "\n"
    "  -4                  use IPv4 only\n"
    "  -6                  use IPv6 only\n"
    "  -u, --udp           ask by a datagram (this is the default)\n"
    "  -t, --tcp           ask by a connection\n"
    "      --timeout=SEC   give up after SEC seconds in all (10)\n"
    "      --retry=SEC     UDP: repeat the request after SEC seconds, then\n"
    "                      after twice as long, and so on (1)\n"
    "      --max-size=N    refuse a quote of more than N octets (65536)\n"
    "  -h, --help          print this and exit\n"
    "  -V, --version       print the version and exit\n"
    "\n"
    "Exit status: 0 ok, 1 system, 2 usage, 3 no-address, 4 temporary,\n"
    "5 refused, 6 timeout, 7 truncated, 8 malformed, 9 too-large, 14 output.\n"
    "An error is one line on standard error: qotd-client: HOST: CLASS: why\n";

enum option_code { OPTION_TIMEOUT = 256, OPTION_RETRY, OPTION_MAX_SIZE };

static const struct option options[] = {
    {"udp", no_argument, NULL, 'u'},
    {"tcp", no_argument, NULL, 't'},
    {"timeout", required_argument, NULL, OPTION_TIMEOUT},
    {"retry", required_argument, NULL, OPTION_RETRY},
    {"max-size", required_argument, NULL, OPTION_MAX_SIZE},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

struct settings {
	struct mni_qotd qotd;
	int64_t timeout_ms;
};

/* Takes one option other than help and version. */
static enum mni_status
take_option(int code, struct settings *settings)
{
	struct mni_qotd *qotd = &settings->qotd;

	switch (code) {
	case '4':
		qotd->family = AF_INET;
		return MNI_OK;
	case '6':
		qotd->family = AF_INET6;
		return MNI_OK;
	case 'u':
		qotd->tcp = false;
		return MNI_OK;
	case 't':
		qotd->tcp = true;
		return MNI_OK;
	case OPTION_TIMEOUT:
		if (mni_read_seconds(optarg, &settings->timeout_ms) == 0)
			return MNI_OK;
		return mni_program_usage(
		    "--timeout takes seconds up to 86400, not '%s'", optarg);
	case OPTION_RETRY:
		if (mni_read_seconds(optarg, &qotd->retry_ms) == 0)
			return MNI_OK;
		return mni_program_usage(
		    "--retry takes seconds up to 86400, not '%s'", optarg);
	case OPTION_MAX_SIZE:
		if (mni_read_size(optarg, &qotd->max_size) == 0)
			return MNI_OK;
		return mni_program_usage(
		    "--max-size takes 1 to 1073741824 octets, not '%s'",
		    optarg);
	default:
		/* getopt_long() has printed what is wrong. */
		return mni_program_hint();
	}
}

static enum mni_status
take_arguments(int argc, char **argv, struct mni_qotd *qotd)
{
	if (argc == 0)
		return mni_program_usage("HOST is missing");
	if (argc > 2)
		return mni_program_usage("'%s' is one too many", argv[2]);
	qotd->host = argv[0];
	if (argc == 2 && mni_read_port(argv[1], &qotd->port) == -1)
		return mni_program_usage(
		    "a port is a number from 1 to 65535, not '%s'", argv[1]);
	return MNI_OK;
}

static enum mni_status
fetch_and_print(const struct settings *settings)
{
	struct mni_bytes quote = MNI_BYTES_EMPTY;
	struct mni_trouble trouble, write_trouble;
	enum mni_status status, written;

	status = mni_qotd_fetch(&settings->qotd,
	    mni_deadline_in(settings->timeout_ms), &quote, &trouble);
	written = mni_program_write(&quote, &write_trouble);
	mni_bytes_fini(&quote);
	if (status != MNI_OK)
		return mni_program_failed(
		    settings->qotd.host, status, &trouble);
	if (written != MNI_OK)
		return mni_program_failed(
		    "standard output", written, &write_trouble);
	return MNI_OK;
}

int
main(int argc, char **argv)
{
	struct settings settings = {.qotd = {.port = MNI_QOTD_PORT,
	                                .family = AF_UNSPEC,
	                                .retry_ms = MNI_QOTD_RETRY_MS,
	                                .max_size = MNI_QOTD_MAX_SIZE},
	    .timeout_ms = TIMEOUT_MS};
	enum mni_status status = MNI_OK;
	int code;

	mni_program_begin("qotd-client");
	while (
	    (code = getopt_long(argc, argv, "46uthV", options, NULL)) != -1) {
		if (code == 'h')
			return (int)mni_program_help(help);
		if (code == 'V')
			return (int)mni_program_version();
		status = take_option(code, &settings);
		if (status != MNI_OK)
			return (int)status;
	}
	status = take_arguments(argc - optind, argv + optind, &settings.qotd);
	return (int)(status != MNI_OK ? status : fetch_and_print(&settings));
}
