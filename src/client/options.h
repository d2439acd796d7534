/* SPDX-License-Identifier: MIT */
/*
 * The command line that the programs of clients have in common: GNU options
 * and then HOST and PORT.  It prints, so it belongs to the programs.
 */
#ifndef MNI_CLIENT_OPTIONS_H
#define MNI_CLIENT_OPTIONS_H

#include "base/compiler.h"
#include "base/status.h"
#include "client/peer.h"

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MNI_TIMEOUT_MS 10000

/* Where the options in common go; NULL for what a program has no option of. */
struct mni_client {
	struct mni_peer *peer; /* these three are the caller's */
	int64_t *retry_ms;     /* over datagrams: until the first repetition */
	size_t *max_size;      /* octets of an answer */
	int64_t timeout_ms;    /* of the whole operation */
	bool udp_asked;        /* by an option, not by default */
};

/* Codes in the list of a program, beside the letters h, V, 4, 6, u and t; its
 * own ones begin with MNI_OPTION_OWN. */
enum mni_option {
	MNI_OPTION_TIMEOUT = 256,
	MNI_OPTION_RETRY,
	MNI_OPTION_MAX_SIZE,
	MNI_OPTION_OWN
};

struct mni_options {
	const char *letters;       /* as getopt() has them */
	const struct option *list; /* all options of the program */
	const char *help;          /* the answer to --help */
	/* Takes an option of the program's own, with its value in optarg;
	 * NULL when it has none. */
	enum mni_status (*take)(int code, void *owner);
};

/*
 * Reads the options of a command line into *client and, through
 * options->take, into OWNER.  Returns true when the program is to go on, with
 * optind at the first argument; false when *out_status is what it ends with:
 * it has answered --help or --version, or said what is wrong.
 */
bool mni_options_read(const struct mni_options *options, int argc, char **argv,
    struct mni_client *client, void *owner,
    enum mni_status *out_status) MNI_MUST_USE;

/* Takes HOST and, unless it is a path, which is a stream without a port, PORT
 * into client->peer, and moves *arguments, which end with NULL, past them.
 * Returns MNI_OK, or MNI_USAGE after it has said what is wrong. */
enum mni_status mni_options_peer(
    char *const **arguments, struct mni_client *client) MNI_MUST_USE;

/* Returns MNI_OK when no argument is left, else MNI_USAGE after it has named
 * the one too many. */
enum mni_status mni_options_end(char *const *arguments) MNI_MUST_USE;

/* Reads a number of octets from 1 to 1 GiB, the value of option NAME, from
 * optarg.  Returns MNI_OK, or MNI_USAGE after it has said what is wrong. */
enum mni_status mni_option_size(
    const char *name, size_t *out_size) MNI_MUST_USE;

/* The same for a number of times from 1 to 1,000,000,000. */
enum mni_status mni_option_count(
    const char *name, size_t *out_count) MNI_MUST_USE;

#endif
