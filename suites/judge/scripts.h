/* SPDX-License-Identifier: MIT */
/* The scripts of a case, while it is read: those of its mocks, or the one that
 * is played to a server.  Each is checked at once, so that a mistake is found
 * when the file is read. */
#ifndef MNI_SCRIPTS_H
#define MNI_SCRIPTS_H

#include "base/compiler.h"
#include "judge/cases.h"
#include "script/words.h"

#include <stdbool.h>
#include <stddef.h>

/* The mocks of a case, the first of which is asked first. */
struct mni_mocks {
	size_t count;
	struct mni_mock {
		struct mni_token place; /* where its script begins */
		char name[MNI_MOST_MOCK_NAME];
		bool streams, datagrams; /* what it hears */
	} list[1 + MNI_MOST_OTHERS];
};

/* Takes what stands behind "serve" and the indented lines below it, for TEST
 * and MOCKS.  Returns 0, or -1 and notes a mistake. */
int mni_serve_read(struct mni_reader *reader, struct mni_case *test,
    struct mni_mocks *mocks) MNI_MUST_USE;

/* The same behind "connect". */
int mni_connect_read(
    struct mni_reader *reader, struct mni_case *test) MNI_MUST_USE;

/* Whether MOCKS hear what TEST asks, and those are among them that must have
 * seen something, as the lines at ASKED_AT say.  Returns 0, or -1 and notes a
 * mistake. */
int mni_mocks_check(struct mni_reader *reader, const struct mni_case *test,
    const struct mni_mocks *mocks,
    const struct mni_token *asked_at) MNI_MUST_USE;

#endif
