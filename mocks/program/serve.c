/* SPDX-License-Identifier: MIT */
/* mocknet serve: its options. */
#include <config.h>

#include "base/program.h"
#include "program/session.h"
#include "program/verbs.h"

#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

static const char help[] =
    "Usage: mocknet serve [OPTION]... FILE... [-- COMMAND [ARG]...]\n"
    "Start the servers whose scripts are in the FILEs (- is standard input),\n"
    "say where they are, and stop them at SIGINT, SIGTERM or SIGHUP.  Or run\n"
    "COMMAND, which finds them by MOCKNET_NAME_HOST, MOCKNET_NAME_PORT,\n"
    "MOCKNET_NAME_ADDRESS and MOCKNET_NAME_URL in its environment, and stop\n"
    "them when it ends.\n"
    "\n"
    "Without COMMAND, a line NAME KIND ADDRESS PORT for each server is\n"
    "printed, with the URL behind it where it has one, and then the line\n"
    "ready.\n"
    "\n"
    "      --env             print lines for a shell to eval instead\n"
    "      --ready-fd=N      print to descriptor N, and close it; with\n"
    "                        COMMAND, too\n"
    "      --journal=FILE    write what happens to FILE, whose name ends in\n"
    "                        .txt, .jsonl or .pcap; several are possible\n"
    "      --port=[NAME=]N   the port of the server NAME, or of the only one\n"
    "      --quiet           print no summary at the end\n"
    "  -h, --help            print this and exit\n"
    "  -V, --version         print the version and exit\n"
    "\n"
    "Exit status: 0 all was as the scripts expect; 1 it was not; 2 wrong\n"
    "usage, a mistake in a script, or a server that cannot be started;\n"
    "14 output that cannot be written.  With COMMAND: its status, when that\n"
    "is not 0; 128 and the signal that ended it; 126 when it cannot be\n"
    "started; 127 when it cannot be found.\n";

enum option_code {
	OPTION_ENV = 256,
	OPTION_READY_FD,
	OPTION_JOURNAL,
	OPTION_PORT,
	OPTION_QUIET
};

static const struct option options[] = {
    {"env", no_argument, NULL, OPTION_ENV},
    {"ready-fd", required_argument, NULL, OPTION_READY_FD},
    {"journal", required_argument, NULL, OPTION_JOURNAL},
    {"port", required_argument, NULL, OPTION_PORT},
    {"quiet", no_argument, NULL, OPTION_QUIET},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

static enum mni_status
take_descriptor(const char *text, int *out_fd)
{
	size_t number;

	if (mni_read_size(text, &number) == -1 ||
	    fcntl((int)number, F_GETFD) == -1)
		return mni_program_usage(
		    "--ready-fd takes a descriptor that is open, not '%s'",
		    text);
	*out_fd = (int)number;
	return MNI_OK;
}

/* Takes [NAME=]N apart, in place. */
static enum mni_status
take_port(char *text, struct mni_servers *servers)
{
	size_t room = (servers->port_count + 1) * sizeof(*servers->ports);
	struct mni_fixed_port fixed = {.name = NULL}, *ports;
	char *number = strrchr(text, '=');

	number = number == NULL ? text : number + 1;
	if (number == text + 1 || mni_read_port(number, &fixed.port) == -1)
		return mni_program_usage(
		    "--port takes a port, or NAME=PORT, not '%s'", text);
	if (number > text) {
		number[-1] = '\0';
		fixed.name = text;
	}
	ports = realloc(servers->ports, room);
	if (ports == NULL)
		return mni_program_usage("no memory");
	ports[servers->port_count++] = fixed;
	servers->ports = ports;
	return MNI_OK;
}

/* Takes one option other than help and version. */
static enum mni_status
take_option(int code, struct mni_session *session)
{
	switch (code) {
	case OPTION_ENV:
		session->env = true;
		return MNI_OK;
	case OPTION_READY_FD:
		return take_descriptor(optarg, &session->ready_fd);
	case OPTION_JOURNAL:
		if (mni_follow_add(&session->journals, optarg) == 0)
			return MNI_OK;
		return mni_program_usage("--journal takes a file that ends in "
		                         ".txt, .jsonl or .pcap, not '%s'",
		    optarg);
	case OPTION_PORT:
		return take_port(optarg, &session->servers);
	case OPTION_QUIET:
		session->quiet = true;
		return MNI_OK;
	default:
		/* getopt_long() has printed what is wrong. */
		return mni_program_hint();
	}
}

static enum mni_status
take_files(int argc, char **argv, struct mni_session *session)
{
	if (argc == 0)
		return mni_program_usage("FILE is missing");
	if (session->command != NULL && session->command[0] == NULL)
		return mni_program_usage("COMMAND is missing behind '--'");
	session->servers.paths = argv;
	session->servers.path_count = (size_t)argc;
	return MNI_OK;
}

/* The arguments before "--"; what is behind it is the command. */
static int
cut_command(int argc, char **argv, char ***out_command)
{
	int i;

	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], "--") == 0) {
			*out_command = argv + i + 1;
			argv[i] = NULL;
			return i;
		}
	return argc;
}

static int
act(int argc, char **argv, struct mni_session *session)
{
	enum mni_status status = MNI_OK;
	int code;

	while ((code = getopt_long(argc, argv, "hV", options, NULL)) != -1) {
		if (code == 'h')
			return (int)mni_program_help(help);
		if (code == 'V')
			return (int)mni_program_version();
		status = take_option(code, session);
		if (status != MNI_OK)
			return (int)status;
	}
	status = take_files(argc - optind, argv + optind, session);
	return status == MNI_OK ? mni_session_run(session) : (int)status;
}

int
mni_verb_serve(int argc, char **argv)
{
	struct mni_session session = MNI_SESSION_EMPTY;
	int status;

	argc = cut_command(argc, argv, &session.command);
	status = act(argc, argv, &session);
	mni_session_fini(&session);
	return status;
}
