/* SPDX-License-Identifier: MIT */
/* What servers are called.  The net's lock is held by every caller. */
#ifndef MNI_NAMES_H
#define MNI_NAMES_H

#include "base/compiler.h"

struct mn_server;

/*
 * Names SERVER as its script says, or by its kind and a number that makes a
 * name nobody has, in its net or among PENDING and its siblings, which are
 * about to enter.  Returns 0, or -1 with errno EEXIST when the name that the
 * script gives it is taken.
 */
int mni_name_server(
    struct mn_server *server, const struct mn_server *pending) MNI_MUST_USE;

#endif
