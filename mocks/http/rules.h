/* SPDX-License-Identifier: MIT */
/*
 * What a script of http has beside steps: rules, each a part of the script
 * with a pattern, and what is expected of the requests.
 */
#ifndef MNI_WEB_RULES_H
#define MNI_WEB_RULES_H

#include "base/compiler.h"
#include "http/pattern.h"

#include <stdbool.h>
#include <stddef.h>

struct mni_parse;

struct mni_rule {
	struct mni_pattern pattern;
	bool otherwise; /* for what no rule is for */
	size_t times;   /* it is played so often; 0: without end */
	size_t number;  /* among the rules of the script, from 0 */
};

/* So many requests have to come. */
struct mni_expectation {
	struct mni_pattern pattern;
	size_t least, most;
};

struct mni_web {
	size_t rule_count;
	struct mni_expectation *expectations; /* owned */
	size_t expectation_count;
	char *folder; /* owned; of static files; NULL: there is none */
	bool clean;   /* no lint is expected */
};

/* Free RULE or WEB; NULL is accepted. */
void mni_rule_free(struct mni_rule *rule);
void mni_web_free(struct mni_web *web);

/* Read what stands behind "on", "otherwise" and "folder", the step on the
 * same line included.  Each returns 0, or -1 and notes a mistake. */
int mni_read_on(struct mni_parse *parse) MNI_MUST_USE;
int mni_read_otherwise(struct mni_parse *parse) MNI_MUST_USE;
int mni_read_folder(struct mni_parse *parse) MNI_MUST_USE;

/* The same behind "expect", when it is about requests. */
int mni_read_expectation(struct mni_parse *parse) MNI_MUST_USE;

#endif
