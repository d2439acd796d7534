/* SPDX-License-Identifier: MIT */
/* A request by datagram, repeated until it is answered. */
#ifndef DATAGRAM_H
#define DATAGRAM_H

#include "exchange.h"
#include "text.h"

/* Asks by REQUEST and appends the datagram that comes to OUT_ANSWER.  Returns
 * OK for whatever the server has answered. */
enum status ask_by_datagram(struct exchange *exchange, int fd,
    const struct text *request, struct text *out_answer);

#endif
