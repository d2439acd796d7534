/* SPDX-License-Identifier: MIT */
/* Many cases at servers, several at a time, in threads, because they mostly
 * wait. */
#ifndef MNI_TOUR_H
#define MNI_TOUR_H

#include "base/compiler.h"
#include "judge/batch.h"
#include "judge/target.h"

/*
 * Plays every item of BATCH to its target.  The progress of BATCH is called in
 * one thread at a time.  Returns MNI_OK; MNI_REFUSED when the target of the
 * first item is not there from the beginning, and *trouble says why; or
 * MNI_SYSTEM.
 */
enum mni_status mni_tour_run(
    struct mni_batch *batch, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
