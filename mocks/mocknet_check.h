/* SPDX-License-Identifier: MIT */
/*
 * mocknet in a Check test: what must not fail, and ends the test at the line
 * that says so, with the complaint of the net.
 *
 *	START_TEST(takes_the_true_answer)
 *	{
 *		struct mn_net *net = mn_net_new();
 *		struct mn_server *server = mn_ck_serve(net, SCRIPT);
 *
 *		fetch_quote(mn_host(server), mn_port(server), quote);
 *		mn_ck_wait(server, MN_DONE, 1, 1000);
 *		mn_ck_ok(net);
 *		mn_net_free(net);
 *	}
 *	END_TEST
 *
 * These are macros, so that Check names your line, and like Check's own they
 * are for the thread that runs the test.  An argument may be evaluated twice.
 * The library does not need Check; who includes this has it.
 */
#ifndef MOCKNET_CHECK_H
#define MOCKNET_CHECK_H

#include <check.h>
#include <mocknet.h>

#include <stddef.h>

/* Not to be used: what mn_ck_serve() is about to return. */
static inline struct mn_server **
mni_ck_kept(void)
{
	static struct mn_server *server;

	return &server;
}

static inline struct mn_server *
mni_ck_served(void)
{
	return *mni_ck_kept();
}

/* Goes on when GOOD is true; else the test fails, with the words behind it. */
#define mn_ck_must(good, ...) \
	((good) ? mark_point() : ck_abort_msg(__VA_ARGS__))

/* As mn_serve(); returns the server, never NULL. */
#define mn_ck_serve(net, script)                                          \
	(mn_ck_must((*mni_ck_kept() = mn_serve((net), (script))) != NULL, \
	     "mn_serve: %s", mn_complaint(net)),                          \
	    mni_ck_served())

/* As mn_play(), whose script has to be played to its end. */
#define mn_ck_play(net, script, host, port, timeout_ms)                    \
	mn_ck_must(mn_play((net), (script), (host), (port), (timeout_ms)), \
	    "mn_play: %s", mn_complaint(net))

/* As mn_ok(): everything is as the scripts expect. */
#define mn_ck_ok(net) mn_ck_must(mn_ok(net), "%s", mn_complaint(net))

/* As mn_wait(): SERVER has had COUNT events of KIND in TIMEOUT_MS. */
#define mn_ck_wait(server, kind, count, timeout_ms)                            \
	mn_ck_must(mn_wait((server), (kind), (count), (timeout_ms)),           \
	    "%s: %zu times '%s' within %d ms, not %zu times", mn_name(server), \
	    mn_count((server), (kind)), mn_event_word(kind),                   \
	    (int)(timeout_ms), (size_t)(count))

#endif
