/* SPDX-License-Identifier: MIT */
/* What a server is asked (RFC 1035 section 4.1). */
#ifndef QUESTION_H
#define QUESTION_H

#include "../text.h"
#include "name.h"

#include <stdbool.h>

/* Types of records, and the class of the Internet. */
#define TYPE_A 1U
#define TYPE_CNAME 5U
#define TYPE_SOA 6U
#define TYPE_PTR 12U
#define TYPE_TXT 16U
#define TYPE_AAAA 28U
#define TYPE_DNAME 39U
#define TYPE_OPT 41U
#define CLASS_IN 1U

struct question {
	struct name name;
	unsigned type;
	unsigned id;
	bool plain; /* asked without EDNS */
};

/* Gives QUESTION another id, which nobody can foretell. */
void question_renew(struct question *question);

/* Appends the query, behind its length if it goes BY_STREAM. */
void question_append(
    struct text *out, const struct question *question, bool by_stream);

#endif
