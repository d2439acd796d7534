/* SPDX-License-Identifier: MIT */
/*
 * How an operation ended.  The value is the exit status of every program of
 * this project, the word is what they print on stderr, so one list serves
 * the library, the programs and the suites that judge them.
 */
#ifndef MNI_BASE_STATUS_H
#define MNI_BASE_STATUS_H

#include "base/compiler.h"

enum mni_status {
	MNI_OK = 0,
	MNI_SYSTEM = 1,       /* the system refused something we need */
	MNI_USAGE = 2,        /* the caller asked for what makes no sense */
	MNI_NO_ADDRESS = 3,   /* the name does not exist */
	MNI_TEMPORARY = 4,    /* the name could not be looked up for now */
	MNI_REFUSED = 5,      /* refused, or no route */
	MNI_TIMEOUT = 6,      /* the deadline of the whole operation passed */
	MNI_TRUNCATED = 7,    /* closed or reset before the answer was whole */
	MNI_MALFORMED = 8,    /* not what the protocol allows */
	MNI_TOO_LARGE = 9,    /* over a stated limit */
	MNI_UNSUPPORTED = 10, /* understood, but not done here */
	MNI_MISMATCH = 11,    /* an echo differs from what was sent */
	MNI_HTTP_STATUS = 12, /* 400 and above, where that is an error */
	MNI_REDIRECT = 13,    /* loop, limit or forbidden target */
	MNI_OUTPUT = 14,      /* what was received could not be written */
	MNI_UNHEALTHY = 15    /* the time server says not to trust it */
};

/* The class word of STATUS, such as "timeout"; a string literal. */
const char *mni_status_word(enum mni_status status);

/*
 * Finds the status whose class word is WORD.  Returns 0 and writes
 * *out_status, or -1 when there is no such word.
 */
int mni_status_find(const char *word, enum mni_status *out_status);

/* Detail for people beside a status; the caller's storage, always a string. */
struct mni_trouble {
	char text[1024]; /* room for the reasons of many addresses */
};

/* Writes the formatted detail and returns STATUS, so that a caller can say
 * "return mni_trouble(...)".  Text that does not fit is cut. */
enum mni_status mni_trouble(struct mni_trouble *trouble, enum mni_status status,
    const char *format, ...) MNI_PRINTF(3, 4);

#endif
