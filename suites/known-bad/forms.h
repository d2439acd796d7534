/* SPDX-License-Identifier: MIT */
/* The forms in which a daytime server tells the time. */
#ifndef FORMS_H
#define FORMS_H

#include "exchange.h"
#include "moment.h"
#include "text.h"

/* Reads the one line of TEXT.  Returns OK, MALFORMED when it is in no form or
 * there is no such time, or UNHEALTHY when the server says not to trust it. */
enum status forms_read(const struct text *text, struct moment *out_moment);

#endif
