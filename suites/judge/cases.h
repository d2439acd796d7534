/* SPDX-License-Identifier: MIT */
/*
 * Conformance cases as they stand in fixtures: what is asked of which clause,
 * the script of the peer, and the outcomes that are accepted.  A row, behind
 * its case in the suite, is the case under a sweep, to be delivered many times
 * (see points.h).  A suite owns everything its cases point to and does not
 * change once it is loaded.
 */
#ifndef MNI_CASES_H
#define MNI_CASES_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>

enum mni_level {
	MNI_MUST,
	MNI_SHOULD,
	MNI_MAY,
	MNI_ROBUST /* no clause forbids it, users suffer from it */
};

/* An outcome that is accepted. */
struct mni_expect {
	bool ok;                /* else an error */
	enum mni_status status; /* error: its class */
	bool has_body;          /* body is what must have been printed */
	bool sent;              /* of a cut: body is what was sent */
	struct mni_bytes body;
	struct mni_bytes without; /* ok: octets that must not be printed */
	int within_ms;            /* 0: no bound but the deadline */
};

enum mni_seen_kind {
	MNI_SEEN_REQUESTS, /* datagrams or connections that came */
	MNI_SEEN_OCTETS,   /* octets that came */
	MNI_SEEN_TEXT,     /* how often text came, in all connections */
	MNI_SEEN_END_FIN   /* the connection was ended by a FIN, not a RST */
};

/* What the peer must have seen, whatever the outcome. */
struct mni_seen {
	enum mni_seen_kind kind;
	size_t least, most;
	struct mni_bytes text; /* owned */
};

/* How a row multiplies its case by itself. */
enum mni_sweep_kind {
	MNI_SWEEP_NONE, /* no row: a case as it was written */
	MNI_SWEEP_SPLIT,
	MNI_SWEEP_CUT_FIN,
	MNI_SWEEP_CUT_RST,
	MNI_SWEEP_CUT_STALL,
	MNI_SWEEP_INSERT,
	MNI_SWEEP_DROP,
	MNI_SWEEP_DUPLICATE,
	MNI_SWEEP_SWAP
};

struct mni_sweep {
	enum mni_sweep_kind kind;
	size_t points;   /* so often it is delivered; 1 for a plain case */
	size_t requests; /* drop: of so many points it is a request */
	struct mni_bytes octets; /* owned; insert: those that are put in */
};

/* How soon a client under test should first repeat a request. */
#define MNI_RETRY_MS 25

#define MNI_MOST_EXPECTS 8
#define MNI_MOST_ORS 4 /* outcomes that the line of a sweep adds */
#define MNI_MOST_SEEN 4
#define MNI_MOST_SWEEPS 16
#define MNI_MOST_URLS 8

struct mni_case {
	char *id, *clause, *says;  /* owned */
	char *protocol;            /* owned; "daytime-iso": a word of ask */
	char *subject;             /* owned; "daytime-iso-tcp": both words */
	const char *transport;     /* "udp" or "tcp" */
	char *script;              /* owned; for mn_serve() */
	struct mni_bytes input;    /* owned; what the client has to send */
	bool has_input;            /* else it is given nothing to send */
	char *urls[MNI_MOST_URLS]; /* owned; of the mock, to be filled in */
	size_t url_count;          /* at least 1 */
	const char *file;          /* the suite's */
	unsigned line;
	enum mni_level level;
	int deadline_ms; /* of the client, for the whole operation */
	bool terminal;   /* the client's stdout is a terminal */
	bool refuses;    /* the peer is never reached */
	struct mni_expect expects[MNI_MOST_EXPECTS + MNI_MOST_ORS];
	size_t expect_count; /* at least 1 */
	size_t wanted_count; /* the first so many pass a strict judge too */
	struct mni_seen seen[MNI_MOST_SEEN];
	size_t seen_count;
	struct mni_sweep sweep;
};

struct mni_suite {
	struct mni_case **cases; /* owned, in the order of files and lines */
	size_t count;
	char **files; /* owned */
	size_t file_count;
};

#define MNI_SUITE_EMPTY ((struct mni_suite){.cases = NULL})

const char *mni_level_word(enum mni_level level);

/* A new case without contents at the end of SUITE, of the file that was
 * added last, or NULL when there is no memory. */
struct mni_case *mni_suite_add_case(struct mni_suite *suite);

/* Notes the name of the file whose cases come next.  Returns 0, or -1 when
 * there is no memory. */
int mni_suite_add_file(struct mni_suite *suite, const char *name) MNI_MUST_USE;

void mni_suite_fini(struct mni_suite *suite);

/* The case called ID, or NULL. */
const struct mni_case *mni_suite_find(
    const struct mni_suite *suite, const char *id);

/* Whether the case asks for SUBJECT: "qotd-udp", or "qotd" for both of its
 * transports.  Every word counts: "daytime" is not "daytime-iso". */
bool mni_case_is_about(const struct mni_case *test, const char *subject);

/* Whether a client may end, with what the case expects, without having reached
 * the mock. */
bool mni_case_need_not_ask(const struct mni_case *test);

/* Whether it asks for one of SUBJECTS, which end with NULL. */
bool mni_case_is_about_any(
    const struct mni_case *test, const char *const *subjects);

#endif
