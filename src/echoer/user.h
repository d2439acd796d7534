/* SPDX-License-Identifier: MIT */
/* The privileges that a server needs to bind a port, and no longer. */
#ifndef MNI_ECHOER_USER_H
#define MNI_ECHOER_USER_H

#include "base/compiler.h"
#include "base/status.h"

/* Becomes the user NAME, with the groups of that, for good.  Returns MNI_OK;
 * MNI_USAGE, when there is no such user; MNI_SYSTEM, when this process may
 * not. */
enum mni_status mni_user_become(
    const char *name, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
