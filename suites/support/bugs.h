/* SPDX-License-Identifier: MIT */
/*
 * The bugs of a program that is wrong on purpose, and the tables of the cases
 * that each of them must fail.  What is wrong with them is told as a bail-out
 * of TAP.
 */
#ifndef MNI_BUGS_H
#define MNI_BUGS_H

#include "base/compiler.h"
#include "judge/batch.h"
#include "judge/cases.h"

#include <stdbool.h>
#include <stddef.h>

#define BUGS_PATH 4096
#define BUGS_NAME 64
#define BUGS_MOST 600

struct bugs {
	char names[BUGS_MOST][BUGS_NAME]; /* as the program lists them */
	size_t count;
};

/* NAME in the folder of what is wrong on purpose, below the folder that the
 * environment variable TOP names. */
void bugs_path(char out[static BUGS_PATH], const char *top, const char *name);

/* Asks PROGRAM, behind EMULATOR, for its bugs.  Returns 0 or -1. */
int bugs_list(struct bugs *bugs, const char *emulator, const char *program);

/*
 * Reads the table PATH, in which a line in the first column names one of BUGS,
 * and the indented lines below it name cases of SUITE.  ADD is called for each
 * of these with the number of the bug, and says whether the case belongs into
 * the table.  Returns 0 or -1.
 */
int bugs_read(const struct bugs *bugs, const struct mni_suite *suite,
    const char *path,
    bool (*add)(void *owner, size_t bug, const struct mni_case *test),
    void *owner);

/* Whether VERDICT is what it has to be: a failure, or a pass; or there was
 * none, since this host cannot run the case. */
bool bugs_proves(const struct mni_verdict *verdict, bool must_fail);

/* mni_batch_run() or mni_tour_run(). */
typedef enum mni_status bugs_runner(
    struct mni_batch *batch, struct mni_trouble *trouble);

/*
 * Has RUN run BATCH, in which everything has to fail, or to pass.  A few items
 * that do not are tried once more, alone: where much else runs, octets that a
 * bug needs apart come together, and answers come late.  Returns what RUN
 * does.
 */
enum mni_status bugs_run(bugs_runner *run, struct mni_batch *batch,
    bool must_fail, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
