/* SPDX-License-Identifier: MIT */
/* Text from the network on standard output, escaped for a terminal. */
#ifndef PRINT_H
#define PRINT_H

#include "exchange.h"
#include "text.h"

/* Returns OK or OUTPUT. */
enum status print_text(const struct text *text);

#endif
