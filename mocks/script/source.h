/* SPDX-License-Identifier: MIT */
/*
 * Octets that are made when they are sent: the date and time of RFC 867 and
 * RFC 868, the pattern of RFC 864, garbage.  They depend on the arguments
 * alone, never on the clock, locale or time zone of the process, so that a
 * script plays the same everywhere.  What is long can be had from any offset
 * on, because a send may take any part of it.
 *
 * Time is in seconds since 1970, UTC, without leap seconds.
 */
#ifndef MNI_SOURCE_H
#define MNI_SOURCE_H

#include "base/compiler.h"

#include <stddef.h>
#include <stdint.h>

/* Where the octets of a send come from. */
enum mni_source_kind {
	MNI_SOURCE_TEXT,     /* the script, or a file it names */
	MNI_SOURCE_RECEIVED, /* what was received last */
	MNI_SOURCE_QUOTE,    /* the quote of the script */
	MNI_SOURCE_DAYTIME,
	MNI_SOURCE_TIME,
	MNI_SOURCE_CHARGEN,
	MNI_SOURCE_GARBAGE,
	MNI_SOURCE_DNS /* the response of a name server */
};

/* RFC 867 has no syntax for the daytime; these are what clients meet. */
enum mni_form {
	MNI_FORM_FREE,  /* Sunday, November 22, 2026 14:01:56-UTC */
	MNI_FORM_CTIME, /* Sun Nov 22 14:01:56 2026, as inetd has it */
	MNI_FORM_NIST,  /* 61366 26-11-22 14:01:56 00 0 0 0.0 UTC(NIST) * */
	MNI_FORM_HTTP   /* Sun, 22 Nov 2026 14:01:56 GMT: of no daytime line,
	                 * but of a Date field (RFC 9110 section 5.6.7) */
};

#define MNI_DAYTIME_TEXT 80 /* room for any daytime and its NUL */
#define MNI_TIME_SIZE 4
#define MNI_CHARGEN_MOST 512 /* octets of a datagram */

/*
 * Writes SECONDS in FORM, with the line ends that belong to it, and a NUL.
 * Returns the length, or -1 when the year is none of 1 to 9999.
 */
int mni_daytime(enum mni_form form, int64_t seconds,
    char out[static MNI_DAYTIME_TEXT]) MNI_MUST_USE;

/*
 * Writes the 32 bit of RFC 868: seconds since 1900, modulo 2^32, most
 * significant octet first.  The number begins again at 0 in 2036; a time
 * before 1900 is its two's complement.
 */
void mni_time(int64_t seconds, uint8_t out[static MNI_TIME_SIZE]);

/*
 * Reads exactly YYYY-MM-DDTHH:MM:SSZ from the SIZE octets of TEXT.  Returns 0,
 * or -1 when it is something else or there is no such time; second 60 is
 * never one.
 */
int mni_clock_read(
    const char *text, size_t size, int64_t *out_seconds) MNI_MUST_USE;

/* Copies SIZE octets of the endless pattern in RFC 864's example, from OFFSET
 * on. */
void mni_chargen_copy(size_t offset, size_t size, uint8_t *out);

/* The next number of a generator whose seed is its first *state. */
uint64_t mni_random(uint64_t *state);

/* How long an answer of chargen over UDP is: a random number from 0 to
 * MNI_CHARGEN_MOST. */
size_t mni_chargen_size(uint64_t *state);

/* Copies SIZE octets of the garbage that SEED makes, from OFFSET on. */
void mni_garbage_copy(uint64_t seed, size_t offset, size_t size, uint8_t *out);

#endif
