/* SPDX-License-Identifier: MIT */
/* The command line of mocknet-check, and its help. */
#ifndef MNI_SETTINGS_H
#define MNI_SETTINGS_H

#include "base/compiler.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MNI_MOST_JOBS 64
#define MNI_MOST_WORDS 2

/* Exit statuses of the program; a failed case is not an error of it. */
enum mni_check_status {
	MNI_CHECK_EXPECTED = 0,
	MNI_CHECK_FAILED = 1,
	MNI_CHECK_TROUBLE = 2
};

struct mni_settings {
	const char *fixtures, *only, *known;
	int64_t timeout_ms, grace_ms; /* 0: not given */
	size_t jobs;                  /* 0: not given */
	bool statuses, strict, no_sweeps, tap;
	const char *const *command; /* behind "--"; NULL: there is none */
	const char *verb;           /* NULL: there is none */
	const char *words[MNI_MOST_WORDS];
	size_t word_count; /* behind the verb */
};

/* Reads the arguments into SETTINGS, which are zero.  Returns whether there is
 * more to do; else *out_status is what to exit with, and all was said. */
bool mni_settings_read(struct mni_settings *settings, int argc, char **argv,
    int *out_status) MNI_MUST_USE;

#endif
