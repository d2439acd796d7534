/* SPDX-License-Identifier: MIT */
/* What comes over a connection, by lines and octets; every call blocks. */
#ifndef INPUT_H
#define INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MOST_INPUT 65536

struct input {
	int fd;
	unsigned char octets[MOST_INPUT];
	size_t at, size; /* those between are not taken yet */
	int reads;
};

enum got {
	GOT,
	GOT_END,     /* the client has closed its side */
	GOT_TOO_MUCH /* there is no room for the line */
};

struct line {
	const char *text; /* until the next call; no NUL behind it */
	size_t size;      /* without its end */
	bool lf_alone;    /* ended it */
};

/* Takes a line of at most MOST octets. */
enum got input_line(struct input *input, size_t most, struct line *out_line);

/* Takes SIZE octets and forgets them. */
enum got input_skip(struct input *input, uint64_t size);

/* Whether the client has closed its side, or does within MS milliseconds, and
 * has sent nothing that is not taken. */
bool input_ends(struct input *input, int ms);

/* Forgets what was read and not taken. */
void input_forget(struct input *input);

/* Reads up to the end, or until nothing comes for MS milliseconds. */
void input_drain(struct input *input, int ms);

#endif
