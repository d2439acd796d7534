/* SPDX-License-Identifier: MIT */
/* The lines of a script of dns. */
#ifndef MNI_NS_LINES_H
#define MNI_NS_LINES_H

#include "base/compiler.h"

struct mni_parse;

/* Read what stands behind "zone", "rule" and "expect".  Each returns 0, or -1
 * and notes a mistake. */
int mni_read_zone(struct mni_parse *parse) MNI_MUST_USE;
int mni_read_ns_rule(struct mni_parse *parse) MNI_MUST_USE;
int mni_read_ns_expect(struct mni_parse *parse) MNI_MUST_USE;

#endif
