/* SPDX-License-Identifier: MIT */
/* qotd-client: prints the quote of the day of a server. */
#include <config.h>

#include "base/program.h"
#include "client/fetch.h"
#include "client/options.h"
#include "qotd/qotd.h"

static const char help[] =
    "Usage: qotd-client [OPTION]... HOST [PORT]\n"
    "Print the quote of the day (RFC 865) of the server at HOST, port 17 or\n"
    "PORT.  HOST is a name, an IPv4 or an IPv6 address, or unix:PATH.\n"
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

static const struct option list[] = {
    {"udp", no_argument, NULL, 'u'},
    {"tcp", no_argument, NULL, 't'},
    {"timeout", required_argument, NULL, MNI_OPTION_TIMEOUT},
    {"retry", required_argument, NULL, MNI_OPTION_RETRY},
    {"max-size", required_argument, NULL, MNI_OPTION_MAX_SIZE},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static enum mni_status
fetch_and_print(const struct mni_fetch *fetch, struct mni_deadline deadline)
{
	struct mni_bytes quote = MNI_BYTES_EMPTY;
	struct mni_trouble trouble, write_trouble;
	enum mni_status status, written;

	status = mni_fetch(fetch, deadline, &quote, &trouble);
	written = mni_program_write(&quote, deadline, &write_trouble);
	mni_bytes_fini(&quote);
	return mni_program_end(
	    fetch->peer.host, status, &trouble, written, &write_trouble);
}

int
main(int argc, char **argv)
{
	static const struct mni_options options = {
	    .letters = "46uthV", .list = list, .help = help};
	struct mni_fetch fetch = mni_qotd;
	struct mni_client client = {.peer = &fetch.peer,
	    .retry_ms = &fetch.retry_ms,
	    .max_size = &fetch.max_size,
	    .timeout_ms = MNI_TIMEOUT_MS};
	char *const *arguments;
	enum mni_status status;

	mni_program_begin("qotd-client");
	if (!mni_options_read(&options, argc, argv, &client, NULL, &status))
		return (int)status;
	arguments = argv + optind;
	status = mni_options_peer(&arguments, &client);
	if (status == MNI_OK)
		status = mni_options_end(arguments);
	if (status == MNI_OK)
		status =
		    fetch_and_print(&fetch, mni_deadline_in(client.timeout_ms));
	return (int)status;
}
