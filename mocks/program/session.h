/* SPDX-License-Identifier: MIT */
/*
 * Servers for as long as a command runs, or until a signal says that it is
 * enough: what mocknet serve does once its options are read.
 */
#ifndef MNI_SESSION_H
#define MNI_SESSION_H

#include "program/follow.h"
#include "program/servers.h"

#include <stdbool.h>

#define MNI_NO_FD (-1)

struct mni_session {
	struct mni_servers servers;
	struct mni_follow journals;
	char **command; /* NULL: there is none */
	int ready_fd;   /* where to say where they are, or MNI_NO_FD: on
	                 * standard output, unless that is the command's */
	bool env;       /* as variables for a shell */
	bool quiet;     /* no summary */
};

#define MNI_SESSION_EMPTY ((struct mni_session){.ready_fd = MNI_NO_FD})

/* Runs it from beginning to end and prints what is wrong.  Returns what the
 * process is to end with, as mocknet(1) has it. */
int mni_session_run(struct mni_session *session);

/* Frees what SESSION holds, whether or not it was run. */
void mni_session_fini(struct mni_session *session);

#endif
