/* SPDX-License-Identifier: MIT */
/* Names and addresses, asked of a resolver of our own, and src/names. */
#include <config.h>

#include "base/lookup.h"
#include "names/names.h"
#include "support/checks.h"
#include "support/resolver.h"

#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define CROWD 16 /* threads that ask at once */
#define NEVER mni_deadline_never()

/* Looks HOST up and writes what came as "ADDRESS ADDRESS". */
static enum mni_status
look(const char *host, int family, struct mni_deadline deadline, char out[256])
{
	struct mni_trouble trouble = {.text = ""};
	struct mni_addresses addresses;
	char text[MNI_ADDRESS_TEXT];
	enum mni_status status;
	size_t i, used = 0;

	out[0] = '\0';
	status = mni_addresses_of(
	    host, 17, family, SOCK_STREAM, deadline, &addresses, &trouble);
	if (status != MNI_OK) {
		(void)snprintf(out, 256, "%.255s", trouble.text);
		ck_assert_str_ne(out, "");
		return status;
	}
	for (i = 0; i < addresses.count; i++) {
		ck_assert_uint_eq(mni_address_port(&addresses.list[i]),
		    addresses.list[i].storage.ss_family == AF_UNIX ? 0 : 17);
		used += (size_t)snprintf(out + used, 256 - used, "%s%s",
		    i == 0 ? "" : " ",
		    mni_address_host(&addresses.list[i], text));
	}
	mni_addresses_fini(&addresses);
	return MNI_OK;
}

START_TEST(an_address_asks_nobody)
{
	static const char *const rows[][2] = {{"127.0.0.2", "127.0.0.2"},
	    {"::1", "::1"}, {"[::1]", "::1"},
	    {"[fe80::1%4000000000]", "fe80::1%4000000000"},
	    {"unix:/run/x", "unix:/run/x"}};
	struct mni_deadline past = mni_deadline_in(0);
	char out[256];
	size_t i;

	resolver_answers(NULL);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ck_assert_int_eq(
		    look(rows[i][0], AF_UNSPEC, past, out), MNI_OK);
		ck_assert_str_eq(out, rows[i][1]);
	}
	ck_assert_int_eq(look("::1", AF_INET, past, out), MNI_NO_ADDRESS);
	ck_assert_str_eq(out, "no IPv4 address");
	ck_assert_int_eq(
	    look("127.0.0.1", AF_INET6, past, out), MNI_NO_ADDRESS);
	ck_assert_str_eq(out, "no IPv6 address");
	ck_assert_int_eq(resolver.asked, 0);
	ck_assert_int_eq(resolver.freed, resolver.made);
}
END_TEST

START_TEST(names_that_cannot_be)
{
	static const char *const rows[] = {"", "a\nb", "\x1f", "\x7f",
	    "unix:", "[localhost]", "[127.0.0.1]", "[]", "1:2", "[::1", "[n:]"};
	char name[MNI_NAME_MAX + 2], out[256];
	size_t i;

	resolver_answers("127.0.0.1");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (look(rows[i], AF_UNSPEC, NEVER, out) != MNI_NO_ADDRESS)
			ck_abort_msg("'%s': %s", rows[i], out);
	memset(name, 'a', sizeof(name));
	name[MNI_NAME_MAX + 1] = '\0';
	ck_assert_int_eq(look(name, AF_UNSPEC, NEVER, out), MNI_NO_ADDRESS);
	ck_assert_int_eq(resolver.asked, 0);
	name[MNI_NAME_MAX] = '\0';
	ck_assert_int_eq(look(name, AF_UNSPEC, NEVER, out), MNI_OK);
	ck_assert_int_eq(resolver.asked, 1);
}
END_TEST

START_TEST(addresses_come_once_and_in_order)
{
	static const char *const list[] = {
	    "::2", "127.0.0.2", "::1", "127.0.0.2", "127.0.0.1", "::2", "::1"};
	char out[256];

	resolver_answers(NULL);
	memcpy(resolver.answer, list, sizeof(list));
	ck_assert_int_eq(look("name", AF_UNSPEC, NEVER, out), MNI_OK);
	ck_assert_str_eq(out, "::2 127.0.0.2 ::1 127.0.0.1");
	ck_assert_int_eq(resolver.family, AF_UNSPEC);
	ck_assert_int_eq(look("name", AF_INET, NEVER, out), MNI_OK);
	ck_assert_str_eq(out, "127.0.0.2 127.0.0.1");
	ck_assert_int_eq(resolver.family, AF_INET);
	ck_assert_int_eq(look("name", AF_INET6, NEVER, out), MNI_OK);
	ck_assert_str_eq(out, "::2 ::1");
	ck_assert_int_eq(resolver.asked, 3);
	ck_assert_int_eq(resolver.freed, resolver.made);
}
END_TEST

/* The same address on two links is two addresses. */
START_TEST(scopes_are_kept)
{
	static const char *const list[] = {
	    "fe80::1%1", "fe80::1%4000000000", "fe80::1%1", "fe80::1"};
	char out[256], want[256], interface[IF_NAMESIZE] = "1";

	(void)if_indextoname(1, interface);
	(void)snprintf(want, sizeof(want),
	    "fe80::1%%%s fe80::1%%4000000000 fe80::1", interface);
	resolver_answers(NULL);
	memcpy(resolver.answer, list, sizeof(list));
	ck_assert_int_eq(look("name", AF_UNSPEC, NEVER, out), MNI_OK);
	ck_assert_str_eq(out, want);
}
END_TEST

START_TEST(errors_of_the_resolver)
{
	static const struct {
		int error;
		enum mni_status status;
	} rows[] = {{EAI_NONAME, MNI_NO_ADDRESS}, {EAI_FAIL, MNI_NO_ADDRESS},
	    {EAI_FAMILY, MNI_NO_ADDRESS},
#ifdef EAI_NODATA
	    {EAI_NODATA, MNI_NO_ADDRESS},
#endif
#ifdef EAI_ADDRFAMILY
	    {EAI_ADDRFAMILY, MNI_NO_ADDRESS},
#endif
	    {EAI_AGAIN, MNI_TEMPORARY}, {EAI_MEMORY, MNI_SYSTEM},
	    {EAI_BADFLAGS, MNI_SYSTEM}};
	char out[256];
	size_t i;

	resolver_answers("127.0.0.1");
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		resolver.error = rows[i].error;
		ck_assert_int_eq(
		    look("name", AF_UNSPEC, NEVER, out), rows[i].status);
		ck_assert_str_eq(out, gai_strerror(rows[i].error));
	}
	resolver.error = EAI_SYSTEM;
	resolver.system_error = EMFILE;
	ck_assert_int_eq(look("name", AF_UNSPEC, NEVER, out), MNI_SYSTEM);
	ck_assert_str_eq(out, strerror(EMFILE));
	ck_assert_int_eq(resolver.freed, resolver.made);
}
END_TEST

/* Nobody waits for the resolver, and what it says at last is freed. */
START_TEST(a_silent_resolver_is_left_behind)
{
	char out[256];

	resolver_answers("127.0.0.1");
	resolver.held_below = 100;
	ck_assert_int_eq(
	    look("name", AF_UNSPEC, mni_deadline_in(30), out), MNI_TIMEOUT);
	ck_assert_str_eq(out, "no answer from the system's resolver in time");
	resolver_release(1);
	resolver_await_freed(1);
	ck_assert_int_eq(look("name", AF_UNSPEC, NEVER, out), MNI_OK);
	ck_assert_str_eq(out, "127.0.0.1");
}
END_TEST

START_TEST(signals_are_for_the_caller)
{
	sigset_t before, after;
	char out[256];

	resolver_answers("127.0.0.1");
	ck_assert_int_eq(pthread_sigmask(SIG_BLOCK, NULL, &before), 0);
	ck_assert_int_eq(look("name", AF_UNSPEC, NEVER, out), MNI_OK);
	ck_assert_int_eq(pthread_sigmask(SIG_BLOCK, NULL, &after), 0);
	ck_assert_int_eq(sigismember(&resolver.mask, SIGINT), 1);
	ck_assert_int_eq(sigismember(&resolver.mask, SIGALRM), 1);
	ck_assert_int_eq(
	    sigismember(&after, SIGALRM), sigismember(&before, SIGALRM));
	ck_assert_int_eq(
	    sigismember(&after, SIGINT), sigismember(&before, SIGINT));
}
END_TEST

static void *
look_up_own(void *argument)
{
	char *name = argument, text[MNI_ADDRESS_TEXT];
	struct mni_addresses addresses;
	struct mni_trouble trouble;

	if (mni_addresses_of(name, 17, AF_INET, SOCK_STREAM, NEVER, &addresses,
	        &trouble) != MNI_OK)
		return NULL;
	(void)snprintf(
	    name, 32, "%.31s", mni_address_host(&addresses.list[0], text));
	mni_addresses_fini(&addresses);
	return NULL;
}

START_TEST(threads_ask_at_once)
{
	pthread_t threads[CROWD];
	char names[CROWD][32], want[32];
	int i;

	resolver_answers(NULL);
	resolver.held_below = CROWD;
	for (i = 0; i < CROWD; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "n127.0.0.%d", i);
		ck_assert_int_eq(
		    pthread_create(&threads[i], NULL, look_up_own, names[i]),
		    0);
	}
	for (i = 0; i < CROWD; i++) {
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
		(void)snprintf(want, sizeof(want), "127.0.0.%d", i);
		ck_assert_str_eq(names[i], want);
	}
	ck_assert_int_eq(resolver.asked, CROWD);
	ck_assert_int_eq(resolver.freed, resolver.made);
}
END_TEST

static int
status_of_child(pid_t child)
{
	int status = 0;

	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

START_TEST(a_child_of_fork_asks_too)
{
	char out[256];
	pid_t child;

#ifdef __SANITIZE_THREAD__
	checks_skip("a_child_of_fork_asks_too",
	    "the thread sanitizer has no threads in such a child");
	return;
#endif
	resolver_answers("127.0.0.1");
	ck_assert_int_eq(look("name", AF_UNSPEC, NEVER, out), MNI_OK);
	child = fork();
	ck_assert_int_ne(child, -1);
	if (child == 0)
		_exit(look("name", AF_UNSPEC, NEVER, out) == MNI_OK ? 7 : 1);
	ck_assert_int_eq(status_of_child(child), 7);
}
END_TEST

START_TEST(names_of_addresses)
{
	struct mni_address address = mni_address_loopback(AF_INET6, 1, 17);
	struct mni_trouble trouble = {.text = ""};
	char name[MNI_NAME_TEXT] = "untouched";

	resolver_answers("a\tb");
	ck_assert_int_eq(
	    mni_name_of(&address, NEVER, name, &trouble), MNI_MALFORMED);
	resolver.error = EAI_NONAME;
	ck_assert_int_eq(
	    mni_name_of(&address, NEVER, name, &trouble), MNI_NO_ADDRESS);
	resolver.error = EAI_AGAIN;
	ck_assert_int_eq(
	    mni_name_of(&address, NEVER, name, &trouble), MNI_TEMPORARY);
	ck_assert_str_eq(trouble.text, gai_strerror(EAI_AGAIN));
	resolver_answers("one.example");
	resolver.held_below = 100;
	ck_assert_int_eq(
	    mni_name_of(&address, mni_deadline_in(30), name, &trouble),
	    MNI_TIMEOUT);
	ck_assert_str_eq(name, "untouched");
	resolver_release(1);
	ck_assert_int_eq(mni_name_of(&address, NEVER, name, &trouble), MNI_OK);
	ck_assert_str_eq(name, "one.example");
	address = mni_address_loopback(AF_INET, 1, 0);
	ck_assert_int_eq(mni_name_of(&address, NEVER, name, &trouble), MNI_OK);
}
END_TEST

START_TEST(addresses_that_are_read)
{
	static const char *const none[] = {
	    "", "name", "[name]", "127.0.0.1\n", "unix:/x", "1:2"};
	struct mni_address address;
	char text[MNI_ADDRESS_TEXT];
	size_t i;

	resolver_answers("127.0.0.1");
	for (i = 0; i < sizeof(none) / sizeof(none[0]); i++)
		if (mni_address_read(none[i], &address) != -1)
			ck_abort_msg("'%s'", none[i]);
	ck_assert_int_eq(mni_address_read("[::1]", &address), 0);
	ck_assert_str_eq(mni_address_text(&address, text), "[::1]:0");
	ck_assert_int_eq(resolver.asked, 0);
	ck_assert_int_eq(resolver.freed, resolver.made);
}
END_TEST

/* What get-ip prints of NAMES. */
static const char *
lines_of(const struct mni_names *names, char out[256])
{
	struct mni_bytes lines = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;

	ck_assert_int_eq(
	    mni_names_addresses(names, NEVER, &lines, &trouble), MNI_OK);
	(void)snprintf(
	    out, 256, "%.*s", (int)lines.size, (const char *)lines.data);
	mni_bytes_fini(&lines);
	return out;
}

START_TEST(a_line_for_each)
{
	struct mni_names names = {.name = "name", .family = AF_UNSPEC};
	struct mni_address address = mni_address_loopback(AF_INET, 1, 17);
	struct mni_bytes lines = MNI_BYTES_EMPTY;
	struct mni_trouble trouble;
	char out[256];

	resolver_answers("::1");
	resolver.answer[1] = "127.0.0.2";
	resolver.answer[2] = NULL;
	ck_assert_str_eq(lines_of(&names, out), "::1\n127.0.0.2\n");
	names.first = true;
	ck_assert_str_eq(lines_of(&names, out), "::1\n");
	names.family = AF_INET;
	ck_assert_str_eq(lines_of(&names, out), "127.0.0.2\n");
	resolver_answers("one.example");
	ck_assert_int_eq(
	    mni_names_reverse(&address, NEVER, &lines, &trouble), MNI_OK);
	ck_assert_uint_eq(lines.size, strlen("one.example\n"));
	ck_assert_mem_eq(lines.data, "one.example\n", lines.size);
	mni_bytes_fini(&lines);
}
END_TEST

#ifdef RLIMIT_NPROC
static void *
nothing(void *argument)
{
	return argument;
}

#define UNLIMITED 99

/* Takes the threads of the process away, which is a child of its own. */
static void
end_threads(void)
{
	struct rlimit none = {.rlim_cur = 0, .rlim_max = 0};
	pthread_t thread;

	if (geteuid() == 0)
		(void)!setuid(65534);
	if (setrlimit(RLIMIT_NPROC, &none) == -1 ||
	    pthread_create(&thread, NULL, nothing, NULL) == 0)
		_exit(UNLIMITED);
}

/* The status of a look-up where no thread can be made, UNLIMITED where that
 * cannot be had. */
static int
threadless(const char *host, struct mni_deadline deadline)
{
	char out[256];
	pid_t child;

	resolver_answers("127.0.0.1");
	child = fork();
	ck_assert_int_ne(child, -1);
	if (child == 0) {
		end_threads();
		_exit((int)look(host, AF_UNSPEC, deadline, out));
	}
	return status_of_child(child);
}
#endif

/* A name needs a thread; an address does not, nor what is too late anyway. */
START_TEST(no_thread_for_nothing)
{
#ifdef RLIMIT_NPROC
	int status = threadless("name", NEVER);

	if (status != UNLIMITED) {
		ck_assert_int_eq(status, MNI_SYSTEM);
		ck_assert_int_eq(threadless("::1", NEVER), MNI_OK);
		ck_assert_int_eq(
		    threadless("name", mni_deadline_in(0)), MNI_TIMEOUT);
		return;
	}
#endif
	checks_skip("no_thread_for_nothing", "threads cannot be limited here");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {an_address_asks_nobody,
	    names_that_cannot_be, addresses_come_once_and_in_order,
	    scopes_are_kept, errors_of_the_resolver,
	    a_silent_resolver_is_left_behind, signals_are_for_the_caller,
	    threads_ask_at_once, a_child_of_fork_asks_too, names_of_addresses,
	    addresses_that_are_read, a_line_for_each, no_thread_for_nothing};

	return checks_main(
	    checks_suite("lookup", tests, sizeof(tests) / sizeof(tests[0])));
}
