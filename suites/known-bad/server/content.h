/* SPDX-License-Identifier: MIT */
/* The content of a request, which is read and forgotten. */
#ifndef CONTENT_H
#define CONTENT_H

#include "asked.h"
#include "input.h"

/* Refuses what ASKED says of its content, where that is wrong. */
void check_framing(struct asked *asked);

/* Whether content follows. */
bool has_content(const struct asked *asked);

/* Takes it, and refuses what is wrong with it. */
void take_content(struct input *input, struct asked *asked);

#endif
