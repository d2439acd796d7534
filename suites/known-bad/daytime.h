/* SPDX-License-Identifier: MIT */
/* The time of a daytime server, read from its line. */
#ifndef DAYTIME_H
#define DAYTIME_H

#include "exchange.h"
#include "text.h"

/* Both put the time into OUT_TEXT, in ISO 8601 and with a line end; nothing
 * when there is an error. */
enum status fetch_iso(struct exchange *exchange, struct text *out_text);
enum status fetch_utc(struct exchange *exchange, struct text *out_text);

#endif
