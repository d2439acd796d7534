/* SPDX-License-Identifier: MIT */
/*
 * The services that tell one thing and end, and whose text has no syntax:
 * quote of the day and daytime.  A connection's text ends with it; a datagram
 * is answered by one.
 */
#ifndef ONESHOT_H
#define ONESHOT_H

#include "exchange.h"
#include "text.h"

/* Fetches the text; what has come stays in OUT_TEXT when there is an error. */
enum status fetch_oneshot(struct exchange *exchange, struct text *out_text);

/* What bugs make of TEXT before it is printed.  Returns OK or SYSTEM. */
enum status edit_text(struct text *text);

#endif
