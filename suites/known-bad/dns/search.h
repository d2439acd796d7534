/* SPDX-License-Identifier: MIT */
/* Names that may be abbreviations of others, in domains that are known. */
#ifndef SEARCH_H
#define SEARCH_H

#include "../exchange.h"
#include "../text.h"

/* Looks up the addresses, as look_up() does, of the name that is asked for, or
 * of that name in one.test or two.test. */
enum status search(struct exchange *exchange, struct text *out_text);

/* The same; each look-up begins with another server. */
enum status search_in_turn(struct exchange *exchange, struct text *out_text);

#endif
