/* SPDX-License-Identifier: MIT */
/* The standard streams of the programs of src: closed, full, gone, slow, or
 * without end. */
#include <config.h>

#include "support/child.h"
#include "support/dial.h"
#include "support/programs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))
#define HOST "127.0.0.1"
#define PORT "{port}"
#define DATAGRAM_MOST 65507 /* octets, over IPv4 */
#define MANY ((size_t)4 << 20)
#define NO_INPUT "127.0.0.1: system: *the input cannot be read: *"

/* SIZE octets that no period of a buffer fits; the caller frees them. */
static char *
octets(size_t size)
{
	char *data = malloc(size + 1);
	size_t i;

	ck_assert_ptr_nonnull(data);
	for (i = 0; i < size; i++)
		data[i] = (char)('a' + i % 251 % 26);
	data[size] = '\0';
	return data;
}

/* Starts PROGRAM to ask its service, or get-ip its address. */
static struct child
asking(const struct program *program)
{
	struct child child = {.words = {program->name, HOST}};

	if (program->service == NULL)
		return child;
	child.server = serve_program(program, program->transport);
	child.words[2] = PORT;
	if (program->who == ECHO)
		child.words[3] = "text";
	return child;
}

/* Every program that has something to print has nowhere to print it. */
static void
lose_output(enum stream out)
{
	static const char *const answers[] = {"--help", "--version"};
	const struct program *program = NULL;
	struct child child;
	size_t i;

	while ((program = next_program(program, ALL)) != NULL) {
		child = asking(program);
		child.out = out;
		if (!child_run(&child))
			return;
		child_ended(&child, MNI_OUTPUT, "*: output: *");
		child_fini(&child);
		for (i = 0; i < COUNT(answers); i++) {
			child = (struct child){
			    .words = {program->name, answers[i]}, .out = out};
			ck_assert(child_run(&child));
			child_ended(
			    &child, MNI_OUTPUT, "standard output: output: *");
			child_fini(&child);
		}
	}
}

START_TEST(output_to_a_full_disk)
{
	lose_output(STREAM_FULL);
}
END_TEST

START_TEST(output_that_is_closed)
{
	lose_output(STREAM_CLOSED);
}
END_TEST

/* No SIGPIPE ends the program before it has said why. */
START_TEST(output_whose_reader_is_gone)
{
	lose_output(STREAM_GONE);
}
END_TEST

START_TEST(rounds_to_a_full_disk)
{
	struct child child = {.words = {"echo-client", "-c2", HOST, PORT},
	    .server = serve("echo tcp\n"),
	    .out = STREAM_FULL};

	if (!child_run(&child))
		return;
	child_ended(&child, MNI_OUTPUT, "standard output: output: *");
	child_fini(&child);
}
END_TEST

/* The status says what the missing line would have. */
START_TEST(errors_that_are_closed)
{
	const struct program *program = NULL;
	struct child child;

	while ((program = next_program(program, ALL)) != NULL) {
		child = (struct child){
		    .words = {program->name, "", "1"}, .err = STREAM_CLOSED};
		if (program->who == GET_IP)
			child.words[2] = NULL;
		ck_assert(child_run(&child));
		child_ended(&child, MNI_NO_ADDRESS, NULL);
		child_printed(&child, "");
		child_fini(&child);
		child.words[1] = "--nosuch";
		ck_assert(child_run(&child));
		child_ended(&child, MNI_USAGE, NULL);
		child_fini(&child);
	}
}
END_TEST

/* Runs a client that has something to print, and an error, with these; the
 * server must have neither. */
static void
keep_from_server(enum stream out, enum stream err)
{
	struct mn_server *server =
	    serve("tcp\n send \"a quote\"\n fin\n recv eof\n");
	struct child child = {
	    .words = {"qotd-client", "--tcp", "--max-size=3", HOST, PORT},
	    .server = server,
	    .out = out,
	    .err = err};

	ck_assert(child_run(&child));
	child_ended(&child, MNI_TOO_LARGE, "127.0.0.1: too-large: *");
	child_fini(&child);
	await(server, MN_DONE, 1);
	ck_assert_uint_eq(mn_count(server, MN_RECV), 0);
}

/* A socket takes the lowest number that is free. */
START_TEST(connection_is_no_standard_stream)
{
	keep_from_server(STREAM_CLOSED, STREAM_PIPE);
	keep_from_server(STREAM_PIPE, STREAM_CLOSED);
}
END_TEST

static void
lose_input(enum stream in)
{
	static const char *const options[] = {"-t", "-u"};
	static const char *const scripts[] = {"echo tcp\n", "echo udp\n"};
	struct child child;
	size_t i;

	for (i = 0; i < COUNT(options); i++) {
		child = (struct child){
		    .words = {"echo-client", options[i], HOST, PORT},
		    .server = serve(scripts[i]),
		    .in = in};
		ck_assert(child_run(&child));
		child_ended(&child, MNI_SYSTEM, NO_INPUT);
		child_printed(&child, "");
		child_fini(&child);
	}
}

START_TEST(input_that_is_closed)
{
	lose_input(STREAM_CLOSED);
}
END_TEST

START_TEST(input_that_is_a_folder)
{
	lose_input(STREAM_FOLDER);
}
END_TEST

START_TEST(input_that_nobody_reads)
{
	const struct program *program = NULL;
	struct child child;

	while ((program = next_program(program, ALL)) != NULL) {
		child = asking(program);
		child.in = STREAM_CLOSED;
		ck_assert(child_run(&child));
		child_ended(&child, MNI_OK, NULL);
		child_printed(
		    &child, program->who == ECHO ? "text" : program->answer);
		child_fini(&child);
	}
}
END_TEST

/* Starts echo-client with "text" on its input, which goes on. */
static void
start_writing(struct child *child, struct mn_server *server)
{
	*child = (struct child){.words = {"echo-client", HOST, PORT},
	    .server = server,
	    .in = STREAM_HELD};
	ck_assert(child_start(child));
	ck_assert_int_eq((int)write(child->channels.in.ours, "text", 4), 4);
}

/* An error that nothing can mend is not kept until the input ends. */
static void
fail_before_input(const char *script, enum mni_status status, const char *said)
{
	struct child child;

	start_writing(&child, serve(script));
	child_wait(&child);
	child_ended(&child, status, said);
	child_fini(&child);
}

START_TEST(errors_before_the_input_ends)
{
	fail_before_input("tcp\n recv 4\n send \"te\"\n close\n", MNI_TRUNCATED,
	    "127.0.0.1: truncated: 127.0.0.1:*: closed after 2 octets *");
	fail_before_input("tcp\n recv 4\n rst\n", MNI_TRUNCATED,
	    "127.0.0.1: truncated: 127.0.0.1:*: * after 0 octets *");
	fail_before_input("tcp\n recv 4\n send \"teXt\"\n stall\n",
	    MNI_MISMATCH, "127.0.0.1: mismatch: 127.0.0.1:*: octet 2 *");
}
END_TEST

/* A server that closes when all is back is right unless more comes. */
START_TEST(server_that_ends_before_the_input)
{
	static const char script[] = "tcp\n recv 4\n send received\n close\n";
	struct mn_server *server = serve(script);
	struct child child;

	start_writing(&child, server);
	child_await(&child, "text");
	await(server, MN_FIN_SENT, 1);
	(void)close(child.channels.in.ours);
	child.channels.in.ours = -1;
	child_wait(&child);
	child_ended(&child, MNI_OK, NULL);
	child_fini(&child);
	start_writing(&child, server);
	child_await(&child, "text");
	await(server, MN_FIN_SENT, 2);
	ck_assert_int_eq((int)write(child.channels.in.ours, "s", 1), 1);
	child_wait(&child);
	child_ended(&child, MNI_TRUNCATED,
	    "127.0.0.1: truncated: 127.0.0.1:*: closed after 4 octets *");
	child_fini(&child);
}
END_TEST

START_TEST(input_that_never_ends)
{
	static const char *const options[] = {"-t", "-u"};
	static const char *const scripts[] = {"echo tcp\n", "echo udp\n"};
	struct child child;
	size_t i;

	for (i = 0; i < COUNT(options); i++) {
		child = (struct child){.words = {"echo-client", options[i],
		                           "--timeout=0.03", HOST, PORT},
		    .server = serve(scripts[i]),
		    .in = STREAM_HELD};
		ck_assert(child_run(&child));
		child_ended(&child, MNI_TIMEOUT, "127.0.0.1: timeout: *");
		child_fini(&child);
	}
}
END_TEST

/* The rest of it is always about to come. */
START_TEST(deadline_against_a_drip)
{
	char *data = octets(1000);
	struct child child = {
	    .words = {"echo-client", "--timeout=0.8", HOST, PORT},
	    .server = serve("echo tcp\n fault at 3 drip 5ms\n"),
	    .input = data,
	    .input_size = 1000};

	ck_assert(child_run(&child));
	child_ended(&child, MNI_TIMEOUT,
	    "127.0.0.1: timeout: 127.0.0.1:*: the time was over after * octets "
	    "had come back");
	child_fini(&child);
	free(data);
}
END_TEST

/* What a reader does not take holds nobody beyond the deadline. */
START_TEST(output_that_is_not_read)
{
	char *data = octets(MANY), script[100];
	struct child echo = {
	    .words = {"echo-client", "--timeout=0.05", HOST, PORT},
	    .server = serve("echo tcp\n"),
	    .in = STREAM_FILE,
	    .out = STREAM_HELD,
	    .input = data,
	    .input_size = MANY};
	struct child qotd = {.words = {"qotd-client", "-t", "--timeout=0.05",
	                         "--max-size=9999999", HOST, PORT},
	    .out = STREAM_HELD};

	ck_assert(child_run(&echo));
	child_ended(&echo, MNI_TIMEOUT, "127.0.0.1: timeout: *");
	child_fini(&echo);
	(void)snprintf(script, sizeof(script),
	    "tcp\n send \"x\" repeat %zu\n close\n", MANY / 4);
	qotd.server = serve(script);
	ck_assert(child_run(&qotd));
	child_ended(&qotd, MNI_TIMEOUT, "*: timeout: *");
	child_fini(&qotd);
	free(data);
}
END_TEST

START_TEST(output_that_is_read_slowly)
{
	char *data = octets(MANY), sip[3000];
	struct child child = {.words = {"echo-client", HOST, PORT},
	    .server = serve("echo tcp\n"),
	    .in = STREAM_FILE,
	    .out = STREAM_HELD,
	    .input = data,
	    .input_size = MANY};
	size_t size, at = 0;

	ck_assert(child_start(&child));
	while ((size = child_sip(&child, sip, sizeof(sip))) > 0) {
		ck_assert_uint_le(size, MANY - at);
		ck_assert_mem_eq(sip, data + at, size);
		at += size;
	}
	child_wait(&child);
	child_ended(&child, MNI_OK, NULL);
	ck_assert_uint_eq(at, MANY);
	child_fini(&child);
	free(data);
}
END_TEST

/* A reader that goes away in the middle is missed at once. */
START_TEST(output_whose_reader_goes)
{
	char *data = octets(MANY), sip[10];
	struct child child = {.words = {"echo-client", HOST, PORT},
	    .server = serve("echo tcp\n"),
	    .in = STREAM_FILE,
	    .out = STREAM_HELD,
	    .input = data,
	    .input_size = MANY};

	ck_assert(child_start(&child));
	ck_assert_uint_eq(child_sip(&child, sip, sizeof(sip)), sizeof(sip));
	child_leave(&child);
	child_wait(&child);
	child_ended(&child, MNI_OUTPUT, "127.0.0.1: output: *");
	child_fini(&child);
	free(data);
}
END_TEST

/* SIZE octets by datagram come back, or are too many, as SAID. */
static void
send_datagram(size_t size, enum mni_status status, const char *said)
{
	char *data = octets(size);
	struct child child = {.words = {"echo-client", "-u", HOST, PORT},
	    .server = serve("echo udp\n"),
	    .input = data,
	    .input_size = size};
	int round;

	for (round = 0; round < 2; round++) {
		ck_assert(child_run(&child));
		child_ended(&child, status, said);
		ck_assert_uint_eq(
		    child.printed.size, status == MNI_OK ? size : 0);
		if (child.printed.size > 0)
			ck_assert_mem_eq(child.printed.data, data, size);
		child_fini(&child);
		child.words[4] = data; /* as TEXT then */
	}
	free(data);
}

START_TEST(sizes_of_a_datagram)
{
	send_datagram(0, MNI_OK, NULL);
	send_datagram(1, MNI_OK, NULL);
	send_datagram(DATAGRAM_MOST, MNI_OK, NULL);
	send_datagram(DATAGRAM_MOST + 1, MNI_TOO_LARGE,
	    "127.0.0.1: too-large: 127.0.0.1:*: no datagram holds *");
	send_datagram(65536, MNI_TOO_LARGE,
	    "127.0.0.1: too-large: the input is longer than 65535 octets");
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {output_to_a_full_disk,
	    output_that_is_closed, output_whose_reader_is_gone,
	    rounds_to_a_full_disk, errors_that_are_closed,
	    connection_is_no_standard_stream, input_that_is_closed,
	    input_that_is_a_folder, input_that_nobody_reads,
	    errors_before_the_input_ends, server_that_ends_before_the_input,
	    input_that_never_ends, deadline_against_a_drip,
	    output_that_is_not_read, output_that_is_read_slowly,
	    output_whose_reader_goes, sizes_of_a_datagram};

	return dial_main("stdio", tests, COUNT(tests));
}
