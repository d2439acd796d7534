/* SPDX-License-Identifier: MIT */
/* daytime-client: prints the time of day of a server. */
#include <config.h>

#include "base/program.h"
#include "client/options.h"
#include "daytime/daytime.h"

static const char help[] =
    "Usage: daytime-client [OPTION]... HOST [PORT]\n"
    "Print the time of day (RFC 867) of the server at HOST, port 13 or PORT.\n"
    "HOST is a name, an IPv4 or an IPv6 address, or unix:PATH.\n"
    "\n"
    "  -i, --iso           not the line as it came, but its time in ISO 8601,\n"
    "                      in the zone that it names, if it names one\n"
    "      --utc           the same in UTC\n"
    "  -o, --offset        how many seconds the server's clock is ahead of "
    "ours\n"
    "  -z, --zone=ZONE     take a line that names no zone to be of ZONE, such\n"
    "                      as UTC, PST or +0130\n"
    "  -4                  use IPv4 only\n"
    "  -6                  use IPv6 only\n"
    "  -t, --tcp           ask by a connection (this is the default)\n"
    "  -u, --udp           ask by a datagram\n"
    "      --timeout=SEC   give up after SEC seconds in all (10)\n"
    "      --retry=SEC     UDP: repeat the request after SEC seconds, then\n"
    "                      after twice as long, and so on (1)\n"
    "      --max-size=N    refuse a line of more than N octets (65536)\n"
    "  -h, --help          print this and exit\n"
    "  -V, --version       print the version and exit\n"
    "\n"
    "Exit status: 0 ok, 1 system, 2 usage, 3 no-address, 4 temporary,\n"
    "5 refused, 6 timeout, 7 truncated, 8 malformed, 9 too-large,\n"
    "10 unsupported, 14 output, 15 unhealthy.\n"
    "An error is one line on standard error: daytime-client: HOST: CLASS: "
    "why\n";

enum { OPTION_UTC = MNI_OPTION_OWN };

static const struct option list[] = {
    {"iso", no_argument, NULL, 'i'},
    {"utc", no_argument, NULL, OPTION_UTC},
    {"offset", no_argument, NULL, 'o'},
    {"zone", required_argument, NULL, 'z'},
    {"tcp", no_argument, NULL, 't'},
    {"udp", no_argument, NULL, 'u'},
    {"timeout", required_argument, NULL, MNI_OPTION_TIMEOUT},
    {"retry", required_argument, NULL, MNI_OPTION_RETRY},
    {"max-size", required_argument, NULL, MNI_OPTION_MAX_SIZE},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static enum mni_status
take_own(int code, void *owner)
{
	struct mni_daytime *daytime = owner;

	switch (code) {
	case 'i':
		daytime->view = MNI_DAYTIME_ISO;
		return MNI_OK;
	case OPTION_UTC:
		daytime->view = MNI_DAYTIME_UTC;
		return MNI_OK;
	case 'o':
		daytime->view = MNI_DAYTIME_OFFSET;
		return MNI_OK;
	default:
		break;
	}
	if (mni_zone_read(optarg, &daytime->zone) == 0)
		return MNI_OK;
	return mni_program_usage(
	    "--zone takes a zone such as UTC, PST or +0130, not '%s'", optarg);
}

static enum mni_status
fetch_and_print(const struct mni_daytime *daytime, struct mni_deadline deadline)
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	struct mni_trouble trouble, write_trouble;
	enum mni_status status, written;

	status = mni_daytime_fetch(daytime, deadline, &text, &trouble);
	written = mni_program_write(&text, deadline, &write_trouble);
	mni_bytes_fini(&text);
	return mni_program_end(daytime->fetch.peer.host, status, &trouble,
	    written, &write_trouble);
}

int
main(int argc, char **argv)
{
	static const struct mni_options options = {.letters = "46iotuz:hV",
	    .list = list,
	    .help = help,
	    .take = take_own};
	struct mni_daytime daytime = mni_daytime_usual;
	struct mni_client client = {.peer = &daytime.fetch.peer,
	    .retry_ms = &daytime.fetch.retry_ms,
	    .max_size = &daytime.fetch.max_size,
	    .timeout_ms = MNI_TIMEOUT_MS};
	char *const *arguments;
	enum mni_status status;

	mni_program_begin("daytime-client");
	if (!mni_options_read(&options, argc, argv, &client, &daytime, &status))
		return (int)status;
	arguments = argv + optind;
	status = mni_options_peer(&arguments, &client);
	if (status == MNI_OK)
		status = mni_options_end(arguments);
	if (status == MNI_OK)
		status = fetch_and_print(
		    &daytime, mni_deadline_in(client.timeout_ms));
	return (int)status;
}
