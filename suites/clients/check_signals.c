/* SPDX-License-Identifier: MIT */
/* Signals to the programs of src while they wait for a server. */
#include <config.h>

#include "support/child.h"
#include "support/dial.h"
#include "support/programs.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* Programs, and servers that have them wait at a barrier for the end of their
 * answer. */
static const struct waiting {
	const char *name, *option, *script, *answer;
} rows[] = {
    {"qotd-client", "--udp", "udp\n recv\n barrier go\n send \"a quote\"\n",
        "a quote"},
    {"qotd-client", "--tcp",
        "tcp\n send \"a \"\n barrier go\n send \"quote\"\n", "a quote"},
    {"daytime-client", "--iso",
        "tcp\n barrier go\n send \"Sun Nov 22 14:01:56 2026\\r\\n\"\n",
        "2026-11-22T14:01:56\n"},
    {"echo-client", "--tcp", "tcp\n recv eof\n barrier go\n send received\n",
        "text"},
    {"echo-client", "--udp", "udp\n recv\n barrier go\n send received\n",
        "text"},
};

/* Starts the program of ROW and waits until it waits.  Returns false when the
 * test has been skipped. */
static bool
start_waiting(const struct waiting *row, struct child *child)
{
	struct mn_server *server;

	if (child_is_emulated()) {
		checks_skip(tcase_name(), "the emulator may have the signal");
		return false;
	}
	/* A server before this one may wait at its barrier. */
	tear_down();
	set_up();
	server = serve(row->script);
	*child = (struct child){
	    .words = {row->name, row->option, "127.0.0.1", "{port}"},
	    .server = server};
	if (row->name[0] == 'e')
		child->words[4] = "text";
	ck_assert(child_start(child));
	await(server, MN_BARRIER, 1);
	return true;
}

static void
end_by(int number)
{
	struct child child;
	size_t i;

	for (i = 0; i < COUNT(rows); i++) {
		if (!start_waiting(&rows[i], &child))
			return;
		ck_assert_int_eq(kill(child.pid, number), 0);
		child_wait(&child);
		child_killed(&child, number);
		child_printed(&child, "");
		child_fini(&child);
	}
}

START_TEST(ended_by_sigterm)
{
	end_by(SIGTERM);
}
END_TEST

START_TEST(ended_by_sigint)
{
	end_by(SIGINT);
}
END_TEST

static void
stop_and_continue(const struct child *child)
{
	int status;

	ck_assert_int_eq(kill(child->pid, SIGSTOP), 0);
	while (waitpid(child->pid, &status, WUNTRACED) == -1)
		ck_assert_int_eq(errno, EINTR);
	ck_assert(WIFSTOPPED(status));
	ck_assert_int_eq(kill(child->pid, SIGCONT), 0);
}

/* Stopped and continued, and signals that mean nothing to it, in the middle of
 * the exchange. */
START_TEST(goes_on_after_a_stop)
{
	static const int harmless[] = {SIGCHLD, SIGURG, SIGWINCH, SIGPIPE};
	struct child child;
	size_t i, j;

	for (i = 0; i < COUNT(rows); i++) {
		if (!start_waiting(&rows[i], &child))
			return;
		stop_and_continue(&child);
		for (j = 0; j < COUNT(harmless); j++)
			ck_assert_int_eq(kill(child.pid, harmless[j]), 0);
		ck_assert(mn_barrier(net, "go", PATIENCE_MS));
		child_wait(&child);
		child_ended(&child, MNI_OK, NULL);
		child_printed(&child, rows[i].answer);
		child_fini(&child);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {
	    ended_by_sigterm, ended_by_sigint, goes_on_after_a_stop};

	return dial_main("signals", tests, COUNT(tests));
}
