/* SPDX-License-Identifier: MIT */
/* The mocks of a case, one behind the other. */
#ifndef MNI_JUDGE_MOCKS_H
#define MNI_JUDGE_MOCKS_H

#include "judge/cases.h"
#include "judge/verdict.h"
#include "mocknet.h"

#include <stddef.h>

/*
 * Starts the mocks of TEST in NET, which has no others.  Returns the first, or
 * NULL and the skip or broken verdict in *out_verdict.
 */
struct mn_server *mni_start_mock(struct mn_net *net,
    const struct mni_case *test, struct mni_verdict *out_verdict);

/* The NTH mock, from 0, behind SERVER, which is the first of its case; or
 * NULL. */
struct mn_server *mni_other_mock(const struct mn_server *server, size_t nth);

#endif
