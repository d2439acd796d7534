/* SPDX-License-Identifier: MIT */
/* Which rule of a script a request is for, and what can be said when there is
 * none. */
#ifndef MNI_WEB_CHOOSE_H
#define MNI_WEB_CHOOSE_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "http/asked.h"
#include "script/script.h"

#include <stdbool.h>
#include <stddef.h>

/* A request that looks for its rule. */
struct mni_seeker {
	const struct mni_script *script;
	unsigned long connection;
	const struct mni_asked *asked;
	const size_t *played; /* how often each rule was, by its number; NULL:
	                       * none is used up */
};

/* The first rule that fits and has not been played often enough: one for the
 * method, or else for HEAD one for GET.  NULL: there is none. */
const struct mni_part *mni_choose_rule(const struct mni_seeker *seeker);

/* The one for all others, or NULL. */
const struct mni_part *mni_choose_otherwise(const struct mni_seeker *seeker);

/* Whether any rule is for the target with some method. */
bool mni_choose_knows(const struct mni_seeker *seeker);

/* Whether a rule fits, and is used up. */
bool mni_choose_is_used_up(const struct mni_seeker *seeker);

/* Whether the method is one of RFC 9110 section 9.3 or PATCH; CONNECT is for
 * proxies. */
bool mni_choose_knows_method(const struct mni_asked *asked);

/* Appends the value of an Allow field (RFC 9110 section 10.2.1): the methods
 * of the target, and those of FILE, which is there.  Returns 0, or -1 when
 * there is no memory. */
int mni_choose_allow(const struct mni_seeker *seeker, bool file,
    struct mni_bytes *out) MNI_MUST_USE;

/* Says in OUT which rule comes closest, and in what the request differs from
 * it. */
void mni_choose_closest(
    const struct mni_seeker *seeker, char *out, size_t capacity);

/* A set of differences in words: "the path and the query". */
const char *mni_difference_words(unsigned differs);

#endif
