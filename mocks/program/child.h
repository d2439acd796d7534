/* SPDX-License-Identifier: MIT */
/* The command that mocknet runs beside its servers. */
#ifndef MNI_CHILD_H
#define MNI_CHILD_H

#include "base/compiler.h"

#include <signal.h>
#include <stdbool.h>
#include <sys/types.h>

/*
 * Starts WORDS with this ENVIRONMENT, the signal mask MASK, no signal caught
 * and SIGPIPE as usual; it has our standard streams and nothing else of ours.
 * Returns 0, or an errno when it cannot be started.
 */
int mni_child_start(char *const *words, char *const *environment,
    const sigset_t *mask, pid_t *out_pid) MNI_MUST_USE;

/*
 * Whether the child PID has ended; it is gone then, and *out_status is its
 * exit status, or 128 and the signal that ended it.
 */
bool mni_child_ended(pid_t pid, int *out_status);

#endif
