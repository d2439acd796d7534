/* SPDX-License-Identifier: MIT */
/* A request by datagram, repeated until it is answered. */
#ifndef DATAGRAM_H
#define DATAGRAM_H

#include "exchange.h"
#include "text.h"

/* Sends REQUEST.  Returns WAITING, or why not. */
enum status datagram_send(
    const struct exchange *exchange, int fd, const struct text *request);

/* Appends the datagram that has come to OUT_ANSWER.  Returns OK; WAITING, when
 * it is none of the server's; or why there is none. */
enum status datagram_take(
    struct exchange *exchange, int fd, struct text *out_answer);

/* How long to wait after request NUMBER, when it was PAUSE_MS the last time. */
int64_t datagram_pause(int number, int64_t pause_ms);

/* Asks by REQUEST and appends the datagram that comes to OUT_ANSWER.  Returns
 * OK for whatever the server has answered. */
enum status ask_by_datagram(struct exchange *exchange, int fd,
    const struct text *request, struct text *out_answer);

#endif
