/* SPDX-License-Identifier: MIT */
/*
 * Octets from the network as text that is safe to show: printing ASCII
 * stands for itself, everything else as a C escape.  What is written here
 * can be pasted into a script or a C string and means the same octets.
 */
#ifndef MNI_BASE_TEXT_H
#define MNI_BASE_TEXT_H

#include <stddef.h>
#include <stdint.h>

#define MNI_ESCAPE_MAX 5 /* room for the longest escape and its NUL */

/* Writes the escape of OCTET, NUL-terminated, and returns its length. */
size_t mni_escape_octet(uint8_t octet, char out[static MNI_ESCAPE_MAX]);

/*
 * Writes SIZE octets as a quoted C string into OUT, which has CAPACITY (at
 * least 8) octets; cut with a closing "... when it does not fit.  Returns
 * OUT.
 */
const char *mni_quote(
    char *out, size_t capacity, const void *data, size_t size);

/*
 * Length of the well-formed UTF-8 character (RFC 3629 section 4) that begins
 * at DATA, of which SIZE octets are there, or 0 when there is none.
 */
size_t mni_utf8_length(const uint8_t *data, size_t size);

/* The same for a character that a terminal shows and does not obey: 0 too for
 * the control characters, line ends included. */
size_t mni_shown_length(const uint8_t *data, size_t size);

/* Writes TEXT into OUT, which has CAPACITY octets, with what a terminal would
 * obey, and what is no UTF-8, as escapes of C; cut when it does not fit.
 * Returns OUT. */
const char *mni_show(char *out, size_t capacity, const char *text);

#endif
