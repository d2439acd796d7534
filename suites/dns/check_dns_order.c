/* SPDX-License-Identifier: MIT */
/* The order in which the stand-in for name servers answers the queries of one
 * connection. */
#include <config.h>

#include "support/dial.h"
#include "support/questions.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SCRIPT                                                              \
	"dns tcp\n"                                                         \
	" rule when name=re:^swapped do send answer=\"@ A 1.2.3.4\" swap\n" \
	" rule when name=re:^straight do send answer=\"@ A 1.2.3.4\"\n"     \
	" rule when name=re:^reset do rst\n"

#define MOST_NAMES 3

/* Asks about NAMES, up to a NULL, at once: a next query that came too late
 * would change no places. */
static void
ask(int fd, const char *const names[static MOST_NAMES])
{
	uint8_t queries[MOST_NAMES * (2 + QUESTION_SIZE)];
	size_t used = 0, size, i;

	for (i = 0; i < MOST_NAMES && names[i] != NULL; i++) {
		size = question(queries + used + 2, names[i], ASK_A);
		queries[used] = (uint8_t)(size >> 8);
		queries[used + 1] = (uint8_t)size;
		used += 2 + size;
	}
	ck_assert_int_eq((int)send(fd, queries, used, 0), (int)used);
}

#define ASK(fd, ...) ask(fd, (const char *const[MOST_NAMES]){__VA_ARGS__})

/* Asserts that the next message is about NAME, whose first label has as many
 * octets as it says. */
static void
hear_about(int fd, const char *name)
{
	uint8_t data[600];
	size_t size = 2, used = 0;
	ssize_t part;

	while (used < size) {
		part = recv(fd, data + used, size - used, 0);
		ck_assert_int_gt((int)part, 0);
		used += (size_t)part;
		if (used == 2)
			size = 2 + (size_t)(data[0] << 8 | data[1]);
		ck_assert_uint_le(size, sizeof(data));
	}
	ck_assert_uint_gt(size, 14 + 1 + strlen(name));
	ck_assert_uint_eq(data[14], strlen(name));
	ck_assert_mem_eq(data + 15, name, strlen(name));
}

START_TEST(answers_come_as_their_queries)
{
	int fd = dial(serve(SCRIPT), SOCK_STREAM);

	ASK(fd, "straight1.", "straight2.");
	hear_about(fd, "straight1");
	hear_about(fd, "straight2");
	(void)close(fd);
}
END_TEST

START_TEST(swapped_answer_comes_behind_the_next)
{
	int fd = dial(serve(SCRIPT), SOCK_STREAM);

	ASK(fd, "swapped.", "straight1.", "straight2.");
	hear_about(fd, "straight1");
	hear_about(fd, "swapped");
	hear_about(fd, "straight2");
	(void)close(fd);
}
END_TEST

/* The second of them has nobody to change places with. */
START_TEST(two_swapped_answers_change_places)
{
	int fd = dial(serve(SCRIPT), SOCK_STREAM);

	ASK(fd, "swapped1.", "swapped2.");
	hear_about(fd, "swapped2");
	hear_about(fd, "swapped1");
	(void)close(fd);
}
END_TEST

START_TEST(swapped_answer_does_not_wait_for_ever)
{
	int fd = dial(serve(SCRIPT), SOCK_STREAM);

	ASK(fd, "swapped1.");
	hear_about(fd, "swapped1");
	ASK(fd, "swapped2.");
	hear_about(fd, "swapped2");
	(void)close(fd);
}
END_TEST

START_TEST(swapped_answer_comes_at_the_end)
{
	int fd = dial(serve(SCRIPT), SOCK_STREAM);

	ASK(fd, "swapped.");
	ck_assert_int_eq(shutdown(fd, SHUT_WR), 0);
	hear_about(fd, "swapped");
	hear_end(fd);
	(void)close(fd);
}
END_TEST

START_TEST(swapped_answer_is_lost_with_its_connection)
{
	struct mn_server *server = serve(SCRIPT);
	int fd = dial(server, SOCK_STREAM);

	ASK(fd, "swapped.", "reset.");
	hear_reset(fd);
	ck_assert_uint_eq(mn_count(server, MN_SEND), 0);
	(void)close(fd);
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {answers_come_as_their_queries,
	    swapped_answer_comes_behind_the_next,
	    two_swapped_answers_change_places,
	    swapped_answer_does_not_wait_for_ever,
	    swapped_answer_comes_at_the_end,
	    swapped_answer_is_lost_with_its_connection};

	return dial_main("dns order", tests, sizeof(tests) / sizeof(tests[0]));
}
