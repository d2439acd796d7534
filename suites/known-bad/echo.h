/* SPDX-License-Identifier: MIT */
/* The echo of standard input: as a stream in both directions at once, or as
 * one datagram. */
#ifndef ECHO_H
#define ECHO_H

#include "exchange.h"
#include "text.h"

/* Fetches the echo; what has come stays in OUT_ECHO when there is an error. */
enum status fetch_echo(struct exchange *exchange, struct text *out_echo);

#endif
