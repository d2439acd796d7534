/* SPDX-License-Identifier: MIT */
/* What is asked of a server (RFC 9112 section 3). */
#ifndef ASK_H
#define ASK_H

#include "../text.h"
#include "place.h"

#include <stdbool.h>

/* Appends a request for PLACE, by HEAD or GET; LAST: none follows it. */
void ask_append(
    struct text *out, const struct place *place, bool to_head, bool last);

#endif
