/* SPDX-License-Identifier: MIT */
/* The protocols of HTTP, as the cases have them: what is at the URLs of an
 * exchange, one behind the other. */
#ifndef VISIT_H
#define VISIT_H

#include "../exchange.h"
#include "../text.h"

/* All put what is to be printed into OUT_TEXT, when there is an error too, and
 * return the first error. */
enum status visit_get(struct exchange *exchange, struct text *out_text);
enum status visit_get_include(struct exchange *exchange, struct text *out_text);
enum status visit_get_location(
    struct exchange *exchange, struct text *out_text);
enum status visit_get_fail(struct exchange *exchange, struct text *out_text);
enum status visit_head(struct exchange *exchange, struct text *out_text);
enum status visit_head_location(
    struct exchange *exchange, struct text *out_text);

#endif
