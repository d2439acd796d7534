/* SPDX-License-Identifier: MIT */
/* The RDATA of records as text. */
#ifndef DATA_H
#define DATA_H

#include "reply.h"

/* Appends what RECORD has, a line: an address, the name of a host, or the
 * strings of a TXT record in quotes.  Returns OK or MALFORMED. */
enum status data_append(const struct record *record, struct text *lines);

#endif
