/* SPDX-License-Identifier: MIT */
/* A request: its line and its fields. */
#ifndef ASKED_H
#define ASKED_H

#include "input.h"

#include <stdbool.h>
#include <stdint.h>

#define MOST_LINE 16384
#define MOST_VALUE 200

struct asked {
	char method[16];
	char target[MOST_LINE];
	char authority[MOST_VALUE]; /* of an absolute form; "" otherwise */
	int major, minor;
	bool bare;     /* it is a line without fields */
	size_t fields; /* lines so far */
	bool closes, keeps;
	int hosts, lengths;
	char host[MOST_VALUE];
	uint64_t length;
	bool coded;              /* it has a Transfer-Encoding */
	char coding[MOST_VALUE]; /* in small letters */
	char expect[MOST_VALUE], range[MOST_VALUE];
	char if_match[MOST_VALUE], if_none_match[MOST_VALUE];
	char protocol[MOST_VALUE]; /* to upgrade to */
	int refusal; /* the status that says what is wrong, or 0 */
};

/* Takes the line and the fields of the next request.  Returns whether there is
 * one; it may have a refusal. */
bool ask(struct input *input, struct asked *asked);

/* Takes one field line; it is not the first that is wrong. */
void take_field(struct asked *asked, const char *text, size_t size);

/* Notes that the request is to be refused with STATUS. */
void refuse(struct asked *asked, int status);

bool is_token_octet(char octet);

#endif
