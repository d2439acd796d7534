/* SPDX-License-Identifier: MIT */
/*
 * Environment variables that say where the servers of a net are: for one
 * that is called "quotes" MOCKNET_QUOTES_HOST, MOCKNET_QUOTES_PORT and
 * MOCKNET_QUOTES_ADDRESS, and MOCKNET_QUOTES_URL where it has a URL.
 */
#ifndef MNI_VARIABLES_H
#define MNI_VARIABLES_H

#include "base/compiler.h"
#include "mocknet.h"

#include <stddef.h>
#include <stdio.h>

struct mni_variables {
	char **list; /* owned, and its strings, "NAME=VALUE"; NULL ends it */
	size_t count;
};

#define MNI_VARIABLES_EMPTY ((struct mni_variables){.list = NULL})

void mni_variables_fini(struct mni_variables *variables);

/*
 * Adds those of all servers of NET.  Returns 0, or -1 when it has printed
 * what is wrong: two names that are the same in capitals, or no memory.
 */
int mni_variables_of(
    struct mn_net *net, struct mni_variables *variables) MNI_MUST_USE;

/*
 * Adds what ENVIRONMENT has under other names, so that the list is the
 * environment of a command.  Returns 0, or -1 when it has printed that there
 * is no memory.
 */
int mni_variables_inherit(
    struct mni_variables *variables, char *const *environment) MNI_MUST_USE;

/* Writes a line "export NAME='VALUE'" for each, as sh reads it. */
void mni_variables_export(const struct mni_variables *variables, FILE *stream);

#endif
