/* SPDX-License-Identifier: MIT */
/*
 * Queries for a name server, and its answers as text.  Nothing here comes from
 * the mocks, so that a wrong idea cannot agree with itself.
 */
#ifndef MNI_QUESTIONS_H
#define MNI_QUESTIONS_H

#include <stddef.h>
#include <stdint.h>

#define QUESTION_SIZE 600 /* octets that are enough for any query here */
#define ANSWER_TEXT 100000

/* Types by their numbers. */
enum {
	ASK_A = 1,
	ASK_NS = 2,
	ASK_CNAME = 5,
	ASK_SOA = 6,
	ASK_MX = 15,
	ASK_TXT = 16,
	ASK_AAAA = 28,
	ASK_SRV = 33,
	ASK_DNAME = 39,
	ASK_DS = 43,
	ASK_ANY = 255
};

/*
 * Writes a query with id 0x1234, no bit, and one question of class IN: NAME,
 * absolute and without escapes, and TYPE.  Returns its octets.
 */
size_t question(
    uint8_t out[static QUESTION_SIZE], const char *name, unsigned type);

/* Puts an OPT record of VERSION behind the query of SIZE octets: its PAYLOAD
 * and FLAGS, without options.  Returns its octets. */
size_t question_edns(uint8_t *out, size_t size, unsigned payload,
    unsigned version, unsigned flags);

/* Asks for the address of NAME by datagram over FD, which is connected, and
 * asserts that the next one is an answer.  A refusal of before is passed over:
 * an error that is still to be told is told first. */
void question_send(int fd, const char *name);
void question_await_answer(int fd);

/*
 * An answer as text, whose parts have " | " between them: the RCODE and the
 * bits; the question; and the records of the three sections, with ", "
 * between records.  An OPT record comes last.
 *
 *     NOERROR qr aa | a.test. A | a.test. 60 A 192.0.2.1 | | OPT 0 1232
 *
 * What is cut off, or behind the end, is told at the end as "!...".  Returns
 * OUT.
 */
const char *answer_text(
    const uint8_t *data, size_t size, char out[static ANSWER_TEXT]);

#endif
