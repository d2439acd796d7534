/* SPDX-License-Identifier: MIT */
/*
 * What the fuzzers share.  Each is a program of libFuzzer, which calls
 * LLVMFuzzerTestOneInput() with octets that it makes up, and takes a signal or
 * a report of a sanitizer for a finding.
 */
#ifndef MNI_FUZZ_H
#define MNI_FUZZ_H

#include "mocknet.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Tries SIZE octets of DATA.  Returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program: it is a finding that CLAIM does not hold. */
_Noreturn void fuzz_refute(const char *claim);

/* What should hold for any input, and does not, is a finding. */
static inline void
fuzz_insist(bool holds, const char *claim)
{
	if (!holds)
		fuzz_refute(claim);
}

/* MISTAKE has to be in a line of the SIZE octets of TEXT, behind its last octet
 * at most. */
void fuzz_check_place(
    const char *text, size_t size, const struct mn_mistake *mistake);

/* The SIZE octets of TEXT have to be lines of printing ASCII. */
void fuzz_check_lines(const void *text, size_t size);

/* In the input of the fuzzer http a mark is between what a server sends in
 * answer to one request and to the next, or behind the last octet of a
 * connection, which then is silent or ends. */
enum fuzz_mark { FUZZ_NEXT = 0x1d, FUZZ_SILENCE = 0x1e, FUZZ_FIN = 0x1f };

/* Their first octet: what the client is asked, and how many octets come at a
 * time, less one, from FUZZ_PIECE on. */
enum fuzz_manner {
	FUZZ_HEAD = 1,       /* HEAD, else GET */
	FUZZ_FOLLOW = 2,     /* redirects are followed */
	FUZZ_THREE_URLS = 4, /* else one */
	FUZZ_PIECE = 8
};

#endif
