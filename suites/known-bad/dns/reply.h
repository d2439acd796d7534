/* SPDX-License-Identifier: MIT */
/* A message that came, and whether it is the response to a question. */
#ifndef REPLY_H
#define REPLY_H

#include "packet.h"
#include "question.h"

#define RECORDS_MOST 100

enum section { IN_ANSWER, IN_AUTHORITY, IN_ADDITIONAL, SECTIONS };

struct record {
	enum section section;
	struct name owner;
	unsigned type, class;
	uint32_t ttl;
	struct packet data; /* up to its end, in the message */
};

struct reply {
	struct packet packet; /* of the caller's octets, as far as it is read */
	unsigned id, flags;
	unsigned questions, counts[SECTIONS];
	struct name name; /* those of the first question */
	unsigned type, class;
	unsigned rcode; /* with what EDNS adds, once the records are read */
	struct record records[RECORDS_MOST];
	size_t record_count;
};

/* Begins to read SIZE OCTETS, which stay where they are: header and question.
 * Returns whether it has them. */
bool reply_begin(struct reply *reply, const unsigned char *octets, size_t size);

/* Whether a reply that has begun is one to QUESTION. */
bool reply_is_to(const struct reply *reply, const struct question *question);

bool reply_is_truncated(const struct reply *reply);

/* Reads the records.  Returns OK or MALFORMED. */
enum status reply_read_records(struct reply *reply);

#endif
