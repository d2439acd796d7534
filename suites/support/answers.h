/* SPDX-License-Identifier: MIT */
/*
 * What the ready services answer, as their documents say.  Nothing here comes
 * from the mocks, so that a wrong idea cannot agree with itself.
 */
#ifndef MNI_ANSWERS_H
#define MNI_ANSWERS_H

#include <stdbool.h>
#include <stddef.h>

/* What is asked, and the quote that QOTD is to give. */
#define QUESTION "Hello"
#define QUOTE "wise\r\n"

/*
 * Whether SIZE octets of DATA are a right answer: of echo (RFC 862), discard
 * (863), chargen (864; or the beginning of one), qotd (865), daytime (867; a
 * line, as its syntax is free) and time (868).
 */
bool is_echo(const unsigned char *data, size_t size);
bool is_nothing(const unsigned char *data, size_t size);
bool is_chargen(const unsigned char *data, size_t size);
bool is_quote(const unsigned char *data, size_t size);
bool is_line(const unsigned char *data, size_t size);
bool is_time(const unsigned char *data, size_t size);

#endif
