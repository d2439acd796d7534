/* SPDX-License-Identifier: MIT */
/*
 * The small services of inetd with one bug, chosen by name.  A connection is
 * served by a process of its own, datagrams by the one that listens.
 */
#ifndef SERVICES_H
#define SERVICES_H

#include "../bug.h"

#include <stddef.h>
#include <stdint.h>

enum service { ECHO, DISCARD, CHARGEN, QOTD, DAYTIME, TIME, SERVICES };

#define MOST_WORDS 2000
#define MOST_DATAGRAM 65507

extern const struct bug stream_bugs[];
extern const struct bug echo_stream_bugs[];
extern const struct bug datagram_bugs[];
extern const struct bug words_bugs[];

/* Writes what SERVICE, one of the last three, has to say to OUT.  Returns how
 * many octets that are. */
size_t say(enum service service, uint8_t out[MOST_WORDS]);

/* Writes SIZE octets of the pattern of RFC 864 from OFFSET on to OUT. */
void pattern(uint8_t *out, size_t size, size_t offset);

/* Serves the connection FD to its end. */
void serve_stream(enum service service, int fd);

/* Echoes what comes over FD, up to the end of its client. */
void serve_echo(int fd);

/* Takes a datagram from FD and does what SERVICE does with it. */
void serve_datagram(enum service service, int fd);

/* Sends SIZE octets to FD, or loses the connection. */
void give(int fd, const void *data, size_t size);

/* Whether FD has something, or its end, within MS milliseconds. */
int has_more(int fd, int ms);

/* Ends the process when a connection was lost, and all others by the bug. */
_Noreturn void lose(void);

/* Ends the service for all. */
_Noreturn void die(void);

#endif
