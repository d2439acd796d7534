/* SPDX-License-Identifier: MIT */
/*
 * Reads requests (RFC 9112) as they come, in pieces of any size, and judges
 * them: what is odd is noted, what no server should guess at is refused.  A
 * field line that is wrong does not keep the rest of its section from being
 * read, so that all of it can be shown.
 */
#ifndef MNI_WEB_READER_H
#define MNI_WEB_READER_H

#include "base/bytes.h"
#include "base/compiler.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Limits, in octets. */
#define MNI_MOST_REQUEST_LINE ((size_t)16384)
#define MNI_MOST_SECTION ((size_t)65536) /* with the request line */
#define MNI_MOST_CHUNK_LINE ((size_t)4096)
#define MNI_MOST_FRAMING ((size_t)65536) /* chunk lines and trailers */
#define MNI_MOST_BODY ((size_t)16 << 20)

enum mni_web_stage {
	MNI_WEB_LINE,       /* the request line, or empty lines before it */
	MNI_WEB_FIELDS,     /* field lines */
	MNI_WEB_EXPECTING,  /* the client waits for 100 (Continue) */
	MNI_WEB_BODY,       /* left octets of a body */
	MNI_WEB_CHUNK_LINE, /* the size of a chunk */
	MNI_WEB_CHUNK,      /* left octets of a chunk */
	MNI_WEB_CHUNK_END,  /* the CRLF behind it */
	MNI_WEB_TRAILERS,   /* field lines behind the last chunk */
	MNI_WEB_WHOLE,      /* the request is there */
	MNI_WEB_REFUSED     /* it will never be */
};

struct mni_web_reader {
	enum mni_web_stage stage;
	size_t skipped;        /* octets of empty lines before the request */
	size_t scanned;        /* of a line whose end has not come */
	struct mni_bytes head; /* owned; as it came up to here */
	struct mni_bytes body; /* owned; without its framing */
	size_t left;           /* of a body or a chunk */
	size_t framing;        /* octets of chunk lines and trailers */
	uint64_t lints;
	unsigned status; /* of the refusal; 0: there is none */
	int minor;       /* version: HTTP/1.minor */
	size_t hosts;    /* Host lines */
	size_t host_at;  /* where in head the value of the first one is, */
	size_t host_size;
	bool has_length; /* Content-Length */
	size_t length;
	bool has_coding; /* Transfer-Encoding */
	size_t chunked;  /* how often it says chunked */
	bool chunked_last, other_coding;
	bool close, keep_alive; /* Connection */
	bool expects;           /* Expect: 100-continue */
};

/* Begins a new request; the storage is used again. */
void mni_web_reader_reset(struct mni_web_reader *reader);

void mni_web_reader_fini(struct mni_web_reader *reader);

/*
 * Reads from SIZE octets of DATA, which begin with what was left of those
 * before.  *out_used is how many it took: what is left has to be given again,
 * with more behind it.  Returns 0, or -1 when there is no memory; the stage
 * says how far it came.
 */
int mni_web_read(struct mni_web_reader *reader, const uint8_t *data,
    size_t size, size_t *out_used) MNI_MUST_USE;

/* Has the body come behind MNI_WEB_EXPECTING. */
void mni_web_reader_go_on(struct mni_web_reader *reader);

/* The client has ended, with SIZE octets of DATA that were not taken.  A
 * request that this is amid of is refused.  Returns 0, or -1 when there is no
 * memory. */
int mni_web_reader_end(struct mni_web_reader *reader, const uint8_t *data,
    size_t size) MNI_MUST_USE;

/* Whether another request may follow this one: RFC 9112 section 9.3. */
bool mni_web_reader_persists(const struct mni_web_reader *reader);

/* For section.c: notes LINT, and the status that goes with it. */
void mni_web_note_lint(struct mni_web_reader *reader, unsigned lint);

/* Takes SIZE octets of LINE, a field line without its end, which will stand
 * at AT of the head. */
void mni_web_take_field(
    struct mni_web_reader *reader, const char *line, size_t size, size_t at);

/* Checks SIZE octets of a trailer line. */
void mni_web_take_trailer(
    struct mni_web_reader *reader, const char *line, size_t size);

/* The header section is whole: what no single line shows. */
void mni_web_end_section(struct mni_web_reader *reader);

#endif
