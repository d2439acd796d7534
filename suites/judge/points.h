/* SPDX-License-Identifier: MIT */
/*
 * The points of a row: each of the places where its sweep lets something
 * happen.  For every one of them the case is delivered once, with one more
 * fault in its script.  A case that is not swept has one point and no fault.
 */
#ifndef MNI_POINTS_H
#define MNI_POINTS_H

#include "base/compiler.h"
#include "judge/cases.h"

#include <stddef.h>

/*
 * Makes *out_point the case to run at the NTH point of ROW, from 0.  It has a
 * script of its own and borrows the rest from ROW.  Returns 0, or -1 when
 * there is no memory.
 */
int mni_point_init(struct mni_case *out_point, const struct mni_case *row,
    size_t nth) MNI_MUST_USE;

/* Frees what POINT does not borrow, also twice. */
void mni_point_fini(struct mni_case *point);

/* What the numbers of SWEEP count at its NTH point, and a blank: "request ",
 * "reply ", or "" for octets. */
const char *mni_point_noun(const struct mni_sweep *sweep, size_t nth);

/* The number of that point: octets before it, or which datagram it is. */
size_t mni_point_number(const struct mni_sweep *sweep, size_t nth);

#endif
