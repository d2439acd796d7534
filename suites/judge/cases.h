/* SPDX-License-Identifier: MIT */
/*
 * Conformance cases as they stand in fixtures: what is asked of which clause,
 * the script of our side, and the outcomes that are accepted.  A row, behind
 * its case in the suite, is the case under a sweep, to be delivered many times
 * (see points.h).  A suite owns everything its cases point to and does not
 * change once it is loaded.
 */
#ifndef MNI_CASES_H
#define MNI_CASES_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/status.h"
#include "judge/octets.h"
#include "judge/traits.h"

#include <stdbool.h>
#include <stddef.h>

enum mni_level {
	MNI_MUST,
	MNI_SHOULD,
	MNI_MAY,
	MNI_ROBUST /* no clause forbids it, users suffer from it */
};

#define MNI_MOST_CODES 4
#define MNI_MOST_TERMS 4
#define MNI_MOST_FIELD_NAME 40

enum mni_term_kind {
	MNI_WITH_FIELD,    /* every one of the responses has it */
	MNI_WITHOUT_FIELD, /* none has it */
	MNI_SAME_FIELD,    /* those that have it have the same value */
	MNI_WITH_DATE,     /* every one has a Date in its preferred form */
	MNI_WITH_CLOSE     /* every one says that it is the last */
};

struct mni_term {
	enum mni_term_kind kind;
	char name[MNI_MOST_FIELD_NAME]; /* of the field */
};

/* The responses that an HTTP server has to give. */
struct mni_statuses {
	char codes[MNI_MOST_CODES][4]; /* three digits; x for any digit */
	size_t code_count;             /* at least 1 */
	struct mni_term terms[MNI_MOST_TERMS];
	size_t term_count;
};

/* An outcome that is accepted: of a client, what it printed and how it ended;
 * of a server, what came from it. */
struct mni_expect {
	bool ok;                /* else an error, statuses, or the end */
	bool any;               /* of a client: how it ended is all the same */
	enum mni_status status; /* error: its class */
	bool has_body;          /* body is what must have come */
	bool sent;              /* what came is what was sent */
	struct mni_octets body;
	struct mni_bytes without;      /* ok: octets that must not come */
	struct mni_statuses *statuses; /* owned; NULL: it is about none */
	struct mni_trait *traits; /* owned; ok: all of these; of a server */
	size_t trait_count;       /* MNI_MOST_TRAITS at most */
	bool end;                 /* the server ends the connection */
	int within_ms;            /* 0: no bound but the deadline */
};

enum mni_seen_kind {
	MNI_SEEN_REQUESTS, /* datagrams or connections that came */
	MNI_SEEN_OCTETS,   /* octets that came */
	MNI_SEEN_TEXT,     /* how often text came, in all connections */
	MNI_SEEN_IDS,      /* how many different ids datagrams had */
	MNI_SEEN_PORTS,    /* how many different ports requests came from */
	MNI_SEEN_CLEAN,    /* nothing odd was noted */
	MNI_SEEN_END_FIN   /* the connection was ended by a FIN, not a RST */
};

#define MNI_MOST_MOCK_NAME 40

/* What the peer must have seen, whatever the outcome. */
struct mni_seen {
	enum mni_seen_kind kind;
	size_t least, most;
	struct mni_bytes text;       /* owned */
	char at[MNI_MOST_MOCK_NAME]; /* which mock; "": all together */
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
#define MNI_MOST_OTHERS 3
#define MNI_MOST_TIMES 1000

struct mni_case {
	char *id, *clause, *says; /* owned */
	char *protocol;           /* owned; "daytime-iso": a word of ask */
	char *subject;            /* owned; "daytime-iso-tcp", or of a server
	                            * "http-server-tcp" */
	const char *transport;    /* "udp" or "tcp" */
	bool of_server;           /* a server is judged, not a client */
	char *script;             /* owned; for mn_serve(), or of_server for
	                            * mn_play() */
	char *others[MNI_MOST_OTHERS]; /* owned; of the mocks behind the first;
	                                * only sweeps have none */
	size_t other_count;
	size_t times; /* so often the client is asked, one time after the
	               * other; 1 for a sweep */
	struct mni_octets input;   /* owned; what the client has to send */
	bool has_input;            /* else it is given nothing to send */
	char *urls[MNI_MOST_URLS]; /* owned; of the mock, to be filled in */
	size_t url_count;          /* at least 1 */
	char *name;                /* owned; that a resolver is asked for */
	const char *file;          /* the suite's */
	const char *folder;        /* the suite's: where the files of its
	                            * script are; NULL: in the current one */
	unsigned line;
	enum mni_level level;
	int deadline_ms; /* of the client, for the whole operation */
	bool terminal;   /* the client's stdout is a terminal */
	bool refuses;    /* no mock is ever reached */
	struct mni_expect expects[MNI_MOST_EXPECTS + MNI_MOST_ORS];
	size_t expect_count; /* at least 1 */
	size_t wanted_count; /* the first so many pass a strict judge too */
	struct mni_seen seen[MNI_MOST_SEEN];
	size_t seen_count;
	struct mni_sweep sweep;
	struct mni_case *next_alike; /* whose id has the same hash */
};

#define MNI_SUITE_BUCKETS 1024

struct mni_suite {
	struct mni_case **cases; /* owned, in the order of files and lines */
	size_t count;
	char **files;   /* owned */
	char **folders; /* owned; of each file; NULL: it is the current one */
	size_t file_count;
	struct mni_case *by_id[MNI_SUITE_BUCKETS]; /* the hash of their ids */
};

#define MNI_SUITE_EMPTY ((struct mni_suite){.cases = NULL})

const char *mni_level_word(enum mni_level level);

/* A new case without contents at the end of SUITE, of the file that was
 * added last, or NULL when there is no memory. */
struct mni_case *mni_suite_add_case(struct mni_suite *suite);

/* Notes the name of the file whose cases come next.  Returns 0, or -1 when
 * there is no memory. */
int mni_suite_add_file(struct mni_suite *suite, const char *name) MNI_MUST_USE;

/* Has mni_suite_find() know TEST, which has its id, that no other has. */
void mni_suite_enter(struct mni_suite *suite, struct mni_case *test);

void mni_suite_fini(struct mni_suite *suite);

/* The case called ID that was entered, or NULL. */
const struct mni_case *mni_suite_find(
    const struct mni_suite *suite, const char *id);

/* Whether the case asks a client for SUBJECT: "qotd-udp", or "qotd" for both of
 * its transports.  Every word counts: "daytime" is not "daytime-iso". */
bool mni_case_is_about(const struct mni_case *test, const char *subject);

/* The same of a server: "http-tcp" or "http". */
bool mni_case_is_about_server(const struct mni_case *test, const char *subject);

/* Whether a client may end, with what the case expects, without having reached
 * the mock. */
bool mni_case_need_not_ask(const struct mni_case *test);

/* Whether it asks for one of SUBJECTS, which end with NULL. */
bool mni_case_is_about_any(
    const struct mni_case *test, const char *const *subjects);

#endif
