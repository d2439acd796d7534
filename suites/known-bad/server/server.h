/* SPDX-License-Identifier: MIT */
/* What the parts of the server share. */
#ifndef SERVER_H
#define SERVER_H

#include "../bug.h"

extern const struct bug server_bugs[];
extern const struct bug input_bugs[];
extern const struct bug asked_bugs[];
extern const struct bug field_bugs[];
extern const struct bug content_bugs[];
extern const struct bug given_bugs[];

/* Ends this connection without another word. */
_Noreturn void give_up(void);

/* Ends this connection, since a call on it failed. */
_Noreturn void lose(void);

/* The address of the server, as in a URL. */
const char *own_address(void);

#endif
