/* SPDX-License-Identifier: MIT */
/* The response to a request. */
#ifndef GIVEN_H
#define GIVEN_H

#include "asked.h"

#include <stdbool.h>

/* Sends the response to ASKED over FD; with LAST it says that it is the last
 * one. */
void give(int fd, const struct asked *asked, bool last);

/* Sends an interim response. */
void give_continue(int fd);

#endif
