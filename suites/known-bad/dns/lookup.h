/* SPDX-License-Identifier: MIT */
/* The addresses of a name: one errand for each family. */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "../exchange.h"
#include "../text.h"

/* Looks up the name that is asked for, and appends its addresses, a line each:
 * those of IPv6 first. */
enum status look_up(struct exchange *exchange, struct text *out_text);

/* The same of the name that is TEXT. */
enum status look_up_name(
    struct exchange *exchange, const char *text, struct text *out_text);

/* The same of the names of an address, and of the strings of TXT records. */
enum status look_up_reverse(struct exchange *exchange, struct text *out_text);
enum status look_up_text(struct exchange *exchange, struct text *out_text);

#endif
