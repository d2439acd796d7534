/* SPDX-License-Identifier: MIT */
/*
 * What came from a server while a case was played, as far as the journal of
 * our side tells it.  Of several connections it is that of the last one.
 */
#ifndef MNI_HEARD_H
#define MNI_HEARD_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "judge/cases.h"
#include "judge/responses.h"
#include "mocknet.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct mni_heard {
	size_t events; /* taken so far */
	unsigned long connection;
	struct mni_bytes octets, sent; /* owned; of that connection */
	enum mni_stream_end end;
	bool reset;             /* by our side: nothing more can come */
	size_t players, done;   /* connections; those whose steps are over */
	bool unexpected;        /* what came is not what a step waits for */
	bool failed;            /* the system refused a step */
	char why[200];          /* of either */
	int64_t first_ns;       /* when it began */
	int64_t last_ns;        /* when something came, or the end */
	struct mni_sizes sizes; /* of datagrams that came */
	struct mni_responses responses; /* of the octets, where it is HTTP */
};

#define MNI_HEARD_EMPTY ((struct mni_heard){.events = 0})

void mni_heard_fini(struct mni_heard *heard);

/* Takes what CLIENT, who plays TEST, has had since the last call.  Returns 0,
 * or -1 when there is no memory. */
int mni_heard_take(struct mni_heard *heard, const struct mni_case *test,
    struct mn_server *client) MNI_MUST_USE;

/* Whether every step was played as it is written. */
bool mni_heard_is_played(const struct mni_heard *heard);

/* Whether EXPECT accepts REPLY as it stands. */
bool mni_heard_is(
    const struct mni_heard *heard, const struct mni_expect *expect);

/* Says what came, as "status 200, then the end"; of what TEST does not
 * accept with what is nearest to that. */
void mni_heard_describe(const struct mni_heard *heard,
    const struct mni_case *test, char *out, size_t capacity);

#endif
