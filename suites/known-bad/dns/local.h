/* SPDX-License-Identifier: MIT */
/* What needs no server: addresses, and names that none is asked for. */
#ifndef LOCAL_H
#define LOCAL_H

#include "../text.h"
#include "name.h"

/* Whether TEXT is an address; it is appended to LINES. */
bool local_literal(const char *text, struct text *lines);

/* Appends the addresses of NAME to LINES.  Returns OK; NO_ADDRESS, when there
 * is no such name; or WAITING, when a server has to be asked. */
enum status local_name(const struct name *name, struct text *lines);

#endif
