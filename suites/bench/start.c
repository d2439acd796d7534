/* SPDX-License-Identifier: MIT */
/* From the start of a program until it has printed its answer and ended. */
#include <config.h>

#include "bench/contest.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define PAIRS CONTEST_PAIRS
#define BAR 1.3
#define QUOTE "Nothing is so firmly believed as what we least know."
#define DAYTIME "Tuesday, February 22, 1982 17:37:43-PST\\r\\n"

#define SIMPLE(...) COMMAND(BENCH_SIMPLE, __VA_ARGS__)

static const struct race {
	const char *script; /* of the server; NULL: nobody is asked */
	const char *what;
	const char *const *ours, *const *simple;
} races[] = {
    {"udp\n recv\n send \"" QUOTE "\"\n", "qotd-client, UDP",
        COMMAND("src/qotd-client", "{host}", "{port}"),
        SIMPLE("ask", "{host}", "{port}")},
    {"tcp\n send \"" QUOTE "\"\n", "qotd-client, TCP",
        COMMAND("src/qotd-client", "-t", "{host}", "{port}"),
        SIMPLE("fetch", "{host}", "{port}")},
    {"tcp\n send \"" DAYTIME "\"\n", "daytime-client, TCP",
        COMMAND("src/daytime-client", "{host}", "{port}"),
        SIMPLE("fetch", "{host}", "{port}")},
    {"echo tcp\n", "echo-client, TCP",
        COMMAND("src/echo-client", "{host}", "{port}", QUOTE),
        SIMPLE("echo", "{host}", "{port}", QUOTE)},
    {NULL, "get-ip 127.0.0.1", COMMAND("src/get-ip", "127.0.0.1"),
        SIMPLE("names", "127.0.0.1")},
    {NULL, "get-ip localhost", COMMAND("src/get-ip", "localhost"),
        SIMPLE("names", "localhost")},
};

/* What the commands of a race run between. */
struct course {
	const struct mn_server *server;
	int nothing, out; /* standard input and output */
	int back;         /* the other end of out */
	char answer[1024];
	size_t size; /* of the answer; 0: not known yet */
};

/* The first answer decides what all of them are. */
static void
check_answer(struct course *course)
{
	char answer[sizeof(course->answer)];
	ssize_t size = read(course->back, answer, sizeof(answer));

	bench_must(size > 0, "read");
	if (course->size == 0) {
		course->size = (size_t)size;
		memcpy(course->answer, answer, (size_t)size);
	}
	bench_expect(course->size == (size_t)size &&
	                 memcmp(course->answer, answer, (size_t)size) == 0,
	    "all print the same");
}

static struct bench_time
run(const char *const *command, void *context)
{
	struct course *course = context;
	struct bench_time time =
	    contest_run(command, course->server, course->nothing, course->out);

	check_answer(course);
	return time;
}

static void
hold(const struct race *race, struct course *course)
{
	const struct contest contest = {.what = race->what,
	    .ours = race->ours,
	    .peers = race->simple,
	    .peer = BENCH_SIMPLE_NAME,
	    .pairs = PAIRS,
	    .at_most = BAR};
	struct mn_net *net = bench_net();

	course->size = 0;
	course->server = NULL;
	if (race->script != NULL)
		course->server = bench_serve(net, race->script);
	contest_hold(&contest, run, course);
	mn_net_free(net);
}

void
bench_start(void)
{
	struct course course;
	size_t i;
	int ends[2];

	bench_pipe(ends);
	bench_must(fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0, "fcntl");
	course.back = ends[0];
	course.out = ends[1];
	course.nothing = open("/dev/null", O_RDONLY);
	bench_must(course.nothing != -1, "/dev/null");
	bench_heading(
	    "From the start of a program to its end, %d times", PAIRS);
	for (i = 0; i < sizeof(races) / sizeof(races[0]); i++)
		hold(&races[i], &course);
	(void)close(course.nothing);
	(void)close(ends[0]);
	(void)close(ends[1]);
}
