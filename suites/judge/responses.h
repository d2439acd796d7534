/* SPDX-License-Identifier: MIT */
/*
 * What a server sent over a connection, read as HTTP/1.1 responses: by the
 * letter of RFC 9112, because what a server sends is judged.  A reading points
 * into the octets that it was made from, owns nothing, and never blocks.
 */
#ifndef MNI_RESPONSES_H
#define MNI_RESPONSES_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MNI_MOST_RESPONSES 16

struct mni_response {
	int status;
	bool minor_is_0;     /* HTTP/1.0, else a later one */
	size_t at;           /* where it begins */
	const uint8_t *head; /* its field lines, each with its CRLF */
	size_t head_size;
	uint64_t content; /* octets, without their framing */
};

/* What is behind the last response that is whole. */
enum mni_rest {
	MNI_REST_NOTHING,
	MNI_REST_PART, /* a response so far; more has to come */
	MNI_REST_WRONG /* octets that cannot become one */
};

struct mni_responses {
	struct mni_response list[MNI_MOST_RESPONSES]; /* whole ones */
	size_t count;
	enum mni_rest rest;
	size_t rest_at; /* the octet where it is wrong, or where it begins */
	char why[120];  /* what is wrong or missing there */
};

/* How a connection stands that octets came over. */
enum mni_stream_end {
	MNI_STREAM_OPEN,
	MNI_STREAM_FIN, /* the server has closed its side: all has come */
	MNI_STREAM_RST
};

/*
 * Reads OCTETS, that came as answers to SENT.  A line of SENT that ends with a
 * version of HTTP counts as a request line, whatever is around it; the
 * responses are for these in their order, and one to HEAD has no content (RFC
 * 9112 section 6.3).  END tells whether content that is ended by the connection
 * (section 8) is whole.
 */
void mni_responses_read(struct mni_responses *out_responses,
    const struct mni_bytes *octets, const struct mni_bytes *sent,
    enum mni_stream_end end);

/* Whether it is an interim one (RFC 9110 section 15.2). */
bool mni_response_is_interim(const struct mni_response *response);

/*
 * Finds the first field of RESPONSE that is called NAME, in any case, and its
 * value without the blanks around it.  Returns whether there is one.
 */
bool mni_response_field(const struct mni_response *response, const char *name,
    const uint8_t **out_value, size_t *out_size);

/* Whether RESPONSE says that it is the last one of its connection: by its first
 * field Connection, or by its version (RFC 9112 section 9.3). */
bool mni_response_closes(const struct mni_response *response);

/* Whether SIZE octets of TEXT are an IMF-fixdate (RFC 9110 section 5.6.7) of a
 * day that can be; the name of the day is not held against the date. */
bool mni_is_imf_fixdate(const uint8_t *text, size_t size);

#endif
