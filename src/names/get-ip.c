/* SPDX-License-Identifier: MIT */
/* get-ip: prints the addresses of a name, or the name of an address. */
#include <config.h>

#include "base/lookup.h"
#include "base/program.h"
#include "client/options.h"
#include "names/names.h"

#include <sys/socket.h>

static const char help[] =
    "Usage: get-ip [OPTION]... NAME\n"
    "Print the addresses of NAME that the system knows, each on a line, in "
    "the\n"
    "order in which it wants them tried.  NAME may be an address itself.\n"
    "\n"
    "  -1, --first         print only the address to try first\n"
    "  -4                  print IPv4 addresses only\n"
    "  -6                  print IPv6 addresses only\n"
    "  -r, --reverse       NAME is an address: print its name\n"
    "      --timeout=SEC   give up after SEC seconds in all (10)\n"
    "  -h, --help          print this and exit\n"
    "  -V, --version       print the version and exit\n"
    "\n"
    "Exit status: 0 ok, 1 system, 2 usage, 3 no-address, 4 temporary,\n"
    "6 timeout, 8 malformed, 14 output.\n"
    "An error is one line on standard error: get-ip: NAME: CLASS: why\n";

static const struct option list[] = {
    {"first", no_argument, NULL, '1'},
    {"reverse", no_argument, NULL, 'r'},
    {"timeout", required_argument, NULL, MNI_OPTION_TIMEOUT},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

struct settings {
	struct mni_names names;
	bool reverse;
	struct mni_address address; /* when reverse */
};

static enum mni_status
take(int code, void *owner)
{
	struct settings *settings = owner;

	if (code == '1')
		settings->names.first = true;
	else
		settings->reverse = true;
	return MNI_OK;
}

static enum mni_status
take_address(struct settings *settings)
{
	int family = settings->names.family;

	if (mni_address_read(settings->names.name, &settings->address) == -1)
		return mni_program_usage("--reverse takes an address, not '%s'",
		    settings->names.name);
	if (family != AF_UNSPEC &&
	    family != settings->address.storage.ss_family)
		return mni_program_usage("'%s' is no IPv%c address",
		    settings->names.name, family == AF_INET ? '4' : '6');
	return MNI_OK;
}

static enum mni_status
take_arguments(char *const *arguments, struct settings *settings)
{
	enum mni_status status;

	if (*arguments == NULL)
		return mni_program_usage("NAME is missing");
	status = mni_options_end(arguments + 1);
	if (status != MNI_OK)
		return status;
	settings->names.name = *arguments;
	if (mni_address_is_path(*arguments))
		return mni_program_usage(
		    "'%s' is a path and has no IP address", *arguments);
	return settings->reverse ? take_address(settings) : MNI_OK;
}

static enum mni_status
ask_and_print(const struct settings *settings, struct mni_deadline deadline)
{
	struct mni_bytes lines = MNI_BYTES_EMPTY;
	struct mni_trouble trouble, write_trouble;
	enum mni_status status, written;

	if (settings->reverse)
		status = mni_names_reverse(
		    &settings->address, deadline, &lines, &trouble);
	else
		status = mni_names_addresses(
		    &settings->names, deadline, &lines, &trouble);
	written = mni_program_write(&lines, deadline, &write_trouble);
	mni_bytes_fini(&lines);
	return mni_program_end(
	    settings->names.name, status, &trouble, written, &write_trouble);
}

int
main(int argc, char **argv)
{
	static const struct mni_options options = {
	    .letters = "146rhV", .list = list, .help = help, .take = take};
	struct mni_peer peer = {.family = AF_UNSPEC};
	struct mni_client client = {
	    .peer = &peer, .timeout_ms = MNI_TIMEOUT_MS};
	struct settings settings = {.reverse = false};
	enum mni_status status;

	mni_program_begin("get-ip");
	if (!mni_options_read(
	        &options, argc, argv, &client, &settings, &status))
		return (int)status;
	settings.names.family = peer.family;
	status = take_arguments(argv + optind, &settings);
	if (status == MNI_OK)
		status = ask_and_print(
		    &settings, mni_deadline_in(client.timeout_ms));
	return (int)status;
}
