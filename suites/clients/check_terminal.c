/* SPDX-License-Identifier: MIT */
/* What the programs of src show of the octets that they are sent: on a
 * terminal, and to a pipe. */
#include <config.h>

#include "support/child.h"
#include "support/dial.h"
#include "support/programs.h"

#include <stdio.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

/* What comes, as a string of C; the octets; and what a terminal is shown. */
#define SAME(octets) octets, octets
static const struct row {
	const char *name, *octets, *shown;
} rows[] = {
    {"text_and_line_ends", SAME("a\tb\nc\r\n\n")},
    {"quotes_and_backslashes", SAME("\"\\n\"")},
    {"utf8", SAME("\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80")},
    {"no_break_space_is_no_control", SAME("\xc2\xa0")},
    {"escape_sequences", "\033[2J\033]0;x\007", "\\x1b[2J\\x1b]0;x\\a"},
    {"back_and_forth", "a\bb\f\vc\177", "a\\bb\\f\\vc\\x7f"},
    {"cr_alone", "a\rb\r", "a\\rb\\r"},
    {"cr_cr_lf", "a\r\r\n", "a\\r\r\n"},
    {"c1", "\xc2\x80\xc2\x9b\xc2\x9f", "\\xc2\\x80\\xc2\\x9b\\xc2\\x9f"},
    {"octet_of_c1", "\x9b", "\\x9b"},
    {"no_utf8", "\xff\xfe a", "\\xff\\xfe a"},
    {"overlong", "\xc0\xaf\xe0\x80\xaf", "\\xc0\\xaf\\xe0\\x80\\xaf"},
    {"surrogate", "\xed\xa0\x80", "\\xed\\xa0\\x80"},
    {"beyond_unicode", "\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
    {"character_that_is_cut", "a\xe2\x82", "a\\xe2\\x82"},
    {"character_that_is_cut_by_another", "\xe2\x82z", "\\xe2\\x82z"},
};

/* Asks a server that sends the octets of ROW by PROGRAM. */
static struct child
asking(const struct program *program, const struct row *row, enum stream out)
{
	struct child child = {
	    .words = {program->name, "--tcp", "127.0.0.1", "{port}"},
	    .out = out};
	char script[300], text[200] = "";
	size_t i;

	for (i = 0; row->octets[i] != '\0'; i++)
		(void)snprintf(text + 4 * i, sizeof(text) - 4 * i, "\\x%02x",
		    (unsigned)(unsigned char)row->octets[i]);
	(void)snprintf(script, sizeof(script), "tcp\n send \"%s\"\n", text);
	if (program->who == ECHO) {
		child.words[4] = row->octets;
		(void)snprintf(script, sizeof(script), "echo tcp\n");
	}
	child.server = serve(script);
	return child;
}

/* Whether it is shown; to be a pattern, it would have to be escaped. */
static void
assert_printed(const struct child *child, const char *want)
{
	ck_assert_uint_eq(child->printed.size, strlen(want));
	ck_assert_mem_eq(child->printed.data, want, strlen(want));
}

static void
try_row(int index)
{
	const struct row *row = &rows[index];
	const struct program *program = NULL;
	struct child child;

	while ((program = next_program(program, CLIENTS)) != NULL) {
		child = asking(program, row, STREAM_PIPE);
		ck_assert(child_run(&child));
		child_ended(&child, MNI_OK, NULL);
		assert_printed(&child, row->octets);
		child_fini(&child);
		child = asking(program, row, STREAM_TERMINAL);
		if (!child_run(&child))
			return;
		child_ended(&child, MNI_OK, NULL);
		assert_printed(&child, row->shown);
		child_fini(&child);
	}
}

#define TEXT "a\xc3\xa4\xe2\x82\xac-\xf0\x9f\x98\x80\r\nz"

/* How many of the first octets of TEXT can be shown before the rest is there:
 * without the character that is cut, or the CR before its LF. */
static size_t
whole(size_t size)
{
	while ((TEXT[size] & 0xc0) == 0x80 || TEXT[size] == '\n')
		size--;
	return size;
}

/* An echo that comes in two writes, of which the second waits until the first
 * is shown. */
static bool
cut_at(size_t size)
{
	struct child child = {
	    .words = {"echo-client", "127.0.0.1", "{port}", TEXT},
	    .out = STREAM_TERMINAL};
	char script[200], first[sizeof(TEXT)];

	(void)snprintf(script, sizeof(script),
	    "tcp\n recv %zu\n send received\n barrier go\n"
	    " recv %zu\n send received\n",
	    size, sizeof(TEXT) - 1 - size);
	(void)snprintf(first, sizeof(first), "%.*s", (int)whole(size), TEXT);
	child.server = serve(script);
	if (!child_start(&child))
		return false;
	child_await(&child, first);
	ck_assert(mn_barrier(net, "go", PATIENCE_MS));
	child_wait(&child);
	child_ended(&child, MNI_OK, NULL);
	assert_printed(&child, TEXT);
	child_fini(&child);
	return true;
}

START_TEST(character_that_comes_in_two)
{
	size_t size;

	for (size = 1; size < sizeof(TEXT) - 1; size++)
		if (!cut_at(size))
			return;
}
END_TEST

int
main(void)
{
	static TTest tests[COUNT(rows)];
	Suite *suite = suite_create("terminal");
	size_t i;

	dial_add(suite, character_that_comes_in_two, 0);
	for (i = 0; i < COUNT(rows); i++) {
		tests[i] = (TTest){rows[i].name, try_row, __FILE__, __LINE__};
		dial_add(suite, &tests[i], (int)i);
	}
	return checks_main(suite);
}
