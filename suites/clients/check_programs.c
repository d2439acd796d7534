/* SPDX-License-Identifier: MIT */
/* The programs of src as commands: options, arguments, messages and exit
 * statuses. */
#include <config.h>

#include "base/file.h"
#include "support/child.h"
#include "support/dial.h"
#include "support/programs.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

#define HOST "127.0.0.1"
#define PORT "{port}"
#define LONG_NAME "{long}" /* of 300 letters */
#define PATH "unix:/nonexistent/x"
#define TIMEOUT_0 "--timeout takes seconds up to 86400, not '0'"

/* A command line that every program of WHO ends with STATUS, asking its
 * service where it asks anybody. */
static const struct row {
	const char *name;
	int who;
	enum mni_status status;
	const char *words[7];
	const char *text; /* what it says, as child_ended() takes it; when the
	                   * status is ok, what it prints, NULL: its answer */
} rows[] = {
    /* mistakes that getopt_long() has words for, others everywhere */
    {"unknown_option", ALL, MNI_USAGE, {"--nosuch", HOST}, "*nosuch*"},
    {"unknown_letter", ALL, MNI_USAGE, {"-X", HOST}, "*X*"},
    {"unknown_letter_of_several", ALL, MNI_USAGE, {"-46X", HOST}, "*X*"},
    {"no_value", ALL, MNI_USAGE, {"--timeout"}, "*timeout*"},
    {"no_value_of_a_letter", ECHO, MNI_USAGE, {HOST, "-c"}, "*c*"},
    {"no_value_of_a_letter_too", DAYTIME, MNI_USAGE, {"-z"}, "*z*"},
    {"value_that_nobody_takes", ALL, MNI_USAGE, {"--help=x"}, "*help*"},
    {"abbreviation_of_two", CLIENTS, MNI_USAGE, {"--t"}, "*ambiguous*"},

    /* where options and values may stand */
    {"abbreviation", ALL, MNI_USAGE, {"--ti", "0"}, TIMEOUT_0},
    {"value_behind_equals", ALL, MNI_USAGE, {"--timeout=0"}, TIMEOUT_0},
    {"value_behind_its_letter", ECHO, MNI_USAGE, {"-c0"},
        "--count takes a number from 1 to 1000000000, not '0'"},
    {"option_behind_arguments", ALL, MNI_USAGE, {HOST, "17", "--timeout=0"},
        TIMEOUT_0},
    {"first_mistake_counts", CLIENTS, MNI_USAGE,
        {"--timeout=0", "--retry=0", HOST}, TIMEOUT_0},
    {"mistake_before_help", ALL, MNI_USAGE, {"--timeout=0", "--help"},
        TIMEOUT_0},
    {"mistake_before_an_argument_too_many", ALL, MNI_USAGE,
        {"a", "1", "x", "y", "--timeout=0"}, TIMEOUT_0},
    {"two_dashes_end_options", CLIENTS, MNI_OK, {"--", HOST, PORT}, NULL},
    {"two_dashes_end_options_too", GET_IP, MNI_OK, {"--", HOST}, NULL},
    {"options_in_between", CLIENTS, MNI_OK,
        {"--time=9", HOST, "--retry", "9", PORT}, NULL},
    {"no_option_behind_two_dashes", CLIENTS, MNI_USAGE, {"--", HOST, "--udp"},
        "a port is a number from 1 to 65535, not '--udp'"},

    /* arguments */
    {"no_host", FETCHERS, MNI_USAGE, {NULL}, "HOST is missing"},
    {"no_name", GET_IP, MNI_USAGE, {"-1"}, "NAME is missing"},
    {"one_too_many", FETCHERS, MNI_USAGE, {HOST, PORT, "x"},
        "'x' is one too many"},
    {"one_too_many_behind_a_name", GET_IP, MNI_USAGE, {HOST, "17"},
        "'17' is one too many"},
    {"one_too_many_behind_text", ECHO, MNI_USAGE, {HOST, PORT, "x", "y"},
        "'y' is one too many"},
    {"path_and_a_port", FETCHERS, MNI_USAGE, {PATH, "17"},
        "'17' is one too many"},
    {"path_and_text_and_more", ECHO, MNI_USAGE, {PATH, "17", "x"},
        "'x' is one too many"},
    {"path_by_datagram", CLIENTS, MNI_USAGE, {"--udp", PATH},
        "'" PATH "' is a stream, not for --udp"},
    {"path_has_no_address", GET_IP, MNI_USAGE, {PATH},
        "'" PATH "' is a path and has no IP address"},
    {"text_that_looks_like_an_option", ECHO, MNI_USAGE, {HOST, PORT, "-x"},
        "*x*"},
    {"size_of_text", ECHO, MNI_USAGE, {"-s3", HOST, PORT, "x"},
        "--size is for random octets, not for TEXT"},
    {"controls_in_a_value", ALL, MNI_USAGE, {"--timeout=a\nb\033[2J\x7f"},
        "--timeout takes *, not 'a\\nb\\x1b?2J\\x7f'"},

    /* names and addresses */
    {"empty_name", CLIENTS, MNI_NO_ADDRESS, {"", PORT},
        ": no-address: the name is empty"},
    {"name_of_300_letters", ALL, MNI_NO_ADDRESS, {LONG_NAME},
        "nnn*nnn: no-address: no name is longer than 255 octets"},
    {"controls_in_a_name", ALL, MNI_NO_ADDRESS, {"a\nb\033[2J\x7f"},
        "a\\nb\\x1b?2J\\x7f: no-address: no name holds control characters"},
    {"other_controls_in_a_name", ALL, MNI_NO_ADDRESS, {"\xc3\xa4\xc2\x9b\xff:"},
        "\xc3\xa4\\xc2\\x9b\\xff:: no-address: *"},
    {"ipv4_in_brackets", ALL, MNI_NO_ADDRESS, {"[127.0.0.1]"},
        "?127.0.0.1?: no-address: what stands in brackets is no IPv6 address"},
    {"half_a_bracket", ALL, MNI_NO_ADDRESS, {"[::1"}, "?::1: no-address: *"},
    {"ipv6_asked_for_ipv4", ALL, MNI_NO_ADDRESS, {"-4", "::1"},
        "::1: no-address: no IPv4 address"},
    {"ipv4_asked_for_ipv6", ALL, MNI_NO_ADDRESS, {"-6", HOST},
        "127.0.0.1: no-address: no IPv6 address"},
    {"last_family_counts", ALL, MNI_NO_ADDRESS, {"-64", "[::1]"},
        "?::1?: no-address: no IPv4 address"},
    {"last_family_counts_too", ALL, MNI_NO_ADDRESS, {"-4", "-6", HOST},
        "127.0.0.1: no-address: no IPv6 address"},
    {"family_of_the_address", CLIENTS, MNI_OK, {"-64", HOST, PORT}, NULL},
    {"address_of_an_address", GET_IP, MNI_OK, {"-1", "-4", HOST}, NULL},
    {"address_without_brackets", GET_IP, MNI_OK, {"-6", "[0:0::1]"}, "::1\n"},
    {"name_in_brackets", ALL, MNI_NO_ADDRESS, {"[localhost]"},
        "?localhost?: no-address: what stands in brackets is no IPv6 address"},
    {"path_to_reverse", GET_IP, MNI_USAGE, {"-r", PATH},
        "'" PATH "' is a path and has no IP address"},
    {"name_to_reverse", GET_IP, MNI_USAGE, {"-r", "localhost"},
        "--reverse takes an address, not 'localhost'"},
    {"address_of_another_family", GET_IP, MNI_USAGE, {"-6", "-r", HOST},
        "'127.0.0.1' is no IPv6 address"},
    {"tcp_without_server", GET_IP, MNI_USAGE, {"--tcp", HOST},
        "--tcp needs --server"},
    {"retry_without_server", GET_IP, MNI_USAGE, {"--retry=1", HOST},
        "--retry needs --server"},
    {"type_without_server", GET_IP, MNI_USAGE, {"--type=MX", HOST},
        "--type needs --server"},
    {"messages_without_server", GET_IP, MNI_USAGE, {"-v", HOST},
        "--verbose needs --server"},
    {"type_and_family", GET_IP, MNI_USAGE,
        {"--server=::1", "--type=A", "-4", HOST},
        "--type is not for use with -4 and -6"},
    {"type_and_reverse", GET_IP, MNI_USAGE,
        {"--server=::1", "--type=A", "-r", HOST},
        "--type is not for use with --reverse"},
    {"four_servers", GET_IP, MNI_OK,
        {"--server=::1", "--server=[::1]", "--server=[::1]:1",
            "--server=127.0.0.1:65535", HOST},
        NULL},
    {"server_in_half_a_bracket", GET_IP, MNI_USAGE, {"--server=[::1", HOST},
        "--server takes ADDRESS?:PORT?, not '?::1'"},
    {"server_without_colon", GET_IP, MNI_USAGE, {"--server=[::1]53", HOST},
        "--server takes ADDRESS?:PORT?, not '?::1?53'"},
    {"server_without_port", GET_IP, MNI_USAGE, {"--server=[::1]:", HOST},
        "--server takes ADDRESS?:PORT?, not '?::1?:'"},
    {"five_servers", GET_IP, MNI_USAGE,
        {"--server=::1", "--server=::1", "--server=::1", "--server=::1",
            "--server=::1", HOST},
        "--server is taken 4 times at most"},
    {"search_without_server", GET_IP, MNI_USAGE, {"--search=a.test", HOST},
        "--search needs --server"},
    {"search_and_reverse", GET_IP, MNI_USAGE,
        {"--server=::1", "--search=a.test", "-r", HOST},
        "--search is not for use with --reverse"},
    {"search_of_no_domain", GET_IP, MNI_USAGE,
        {"--server=::1", "--search=a..test", HOST},
        "--search takes a domain, not 'a..test': the name has an empty label"},
    {"rotation_without_server", GET_IP, MNI_USAGE, {"--rotate", HOST},
        "--rotate needs --server"},
    {"dots_without_search", GET_IP, MNI_USAGE,
        {"--server=::1", "--ndots=2", HOST}, "--ndots needs --search"},
    {"too_many_dots", GET_IP, MNI_USAGE, {"--ndots=16", HOST},
        "--ndots takes a number from 0 to 15, not '16'"},
    {"dots_below_zero", GET_IP, MNI_USAGE, {"--ndots=-1", HOST},
        "--ndots takes a number from 0 to 15, not '-1'"},
    {"dots_and_more", GET_IP, MNI_USAGE, {"--ndots=1x", HOST},
        "--ndots takes a number from 0 to 15, not '1x'"},

    /* how daytime-client shows the time */
    {"last_view_counts", DAYTIME, MNI_OK, {"--utc", "-o", "-i", HOST, PORT},
        "2026-11-22T14:01:56\n"},
    {"zone_of_a_line_without", DAYTIME, MNI_OK, {"--utc", "-zPST", HOST, PORT},
        "2026-11-22T22:01:56Z\n"},
    {"no_zone", DAYTIME, MNI_UNSUPPORTED, {"--utc", HOST, PORT},
        "127.0.0.1: unsupported: 2026-11-22T14:01:56 is of no zone that is *"},
};

/* Values of options that are taken, or are not. */
static const struct value {
	const char *option, *value;
	int who;
	bool good;
} values[] = {
    {"timeout", "0", ALL, false},
    {"timeout", "0.000", ALL, false},
    {"timeout", "-1", ALL, false},
    {"timeout", "+1", ALL, false},
    {"timeout", " 1", ALL, false},
    {"timeout", "1 ", ALL, false},
    {"timeout", "1.", ALL, false},
    {"timeout", ".", ALL, false},
    {"timeout", "1.2.3", ALL, false},
    {"timeout", "1,5", ALL, false},
    {"timeout", "1e9", ALL, false},
    {"timeout", "0x1", ALL, false},
    {"timeout", "inf", ALL, false},
    {"timeout", "x", ALL, false},
    {"timeout", "", ALL, false},
    {"timeout", "86400.001", ALL, false},
    {"timeout", "86401", ALL, false},
    {"timeout", "99999999999999999999", ALL, false},
    {"timeout", "86400", ALL, true},
    {"timeout", ".5", ALL, true},
    {"timeout", "0.0001", ALL, true},
    {"retry", "0", CLIENTS, false},
    {"retry", "-1", CLIENTS, false},
    {"retry", "x", CLIENTS, false},
    {"retry", "86401", CLIENTS, false},
    {"retry", "0.25", CLIENTS, true},
    {"retry", "0", GET_IP, false},
    {"server", "", GET_IP, false},
    {"server", "localhost", GET_IP, false},
    {"server", "127.0.0.1:", GET_IP, false},
    {"server", "127.0.0.1:0", GET_IP, false},
    {"server", "127.0.0.1:65536", GET_IP, false},
    {"server", "127.0.0.1:53:53", GET_IP, false},
    {"server", ":53", GET_IP, false},
    {"server", "unix:/x", GET_IP, false},
    {"server", "127.0.0.1", GET_IP, true},
    {"server", "127.0.0.1:1", GET_IP, true},
    {"server", "[::1]:65535", GET_IP, true},
    {"type", "", GET_IP, false},
    {"type", "ANY", GET_IP, false},
    {"type", "TYPE41", GET_IP, false},
    {"type", "TYPE65536", GET_IP, false},
    {"max-size", "0", FETCHERS, false},
    {"max-size", "-1", FETCHERS, false},
    {"max-size", "1k", FETCHERS, false},
    {"max-size", "1.5", FETCHERS, false},
    {"max-size", "1073741825", FETCHERS, false},
    {"max-size", "18446744073709551617", FETCHERS, false},
    {"max-size", "1073741824", FETCHERS, true},
    {"max-size", "1", FETCHERS, true},
    {"count", "0", ECHO, false},
    {"count", "-1", ECHO, false},
    {"count", "x", ECHO, false},
    {"count", "1000000001", ECHO, false},
    {"count", "1000000000", ECHO, true},
    {"size", "0", ECHO, false},
    {"size", "x", ECHO, false},
    {"size", "1073741825", ECHO, false},
    {"size", "1", ECHO, true},
    {"zone", "", DAYTIME, false},
    {"zone", "XYZ", DAYTIME, false},
    {"zone", "-0800", DAYTIME, true},
};

static const char *const ports[] = {"0", "65536", "99999999999", "http", "",
    "+17", " 17", "17 ", "0x11", "1.0", "18446744073709551633"};

static const char *
argument(const char *word)
{
	static char name[301];

	if (word == NULL || strcmp(word, LONG_NAME) != 0)
		return word;
	memset(name, 'n', sizeof(name) - 1);
	return name;
}

static void
run_row(const struct program *program, const struct row *row)
{
	struct child child = {.words = {program->name}};
	const char *printed = row->text;
	size_t i;

	for (i = 0; i < COUNT(row->words); i++)
		child.words[i + 1] = argument(row->words[i]);
	if (program->service != NULL)
		child.server = serve_program(program, program->transport);
	if (row->status != MNI_OK)
		printed = "";
	else if (printed == NULL)
		printed = program->answer;
	ck_assert(child_run(&child));
	child_ended(&child, row->status, row->text);
	child_printed(&child, printed);
	child_fini(&child);
}

static void
try_row(int index)
{
	const struct program *program = NULL;

	while ((program = next_program(program, rows[index].who)) != NULL)
		run_row(program, &rows[index]);
}

/* The program goes on to an error that nobody waits for, or not. */
static void
run_without_name(const struct program *program, const char *word, bool good,
    const char *said)
{
	struct child child = {.words = {program->name, word, ""}};

	ck_assert(child_run(&child));
	if (good)
		child_ended(
		    &child, MNI_NO_ADDRESS, ": no-address: the name is empty");
	else
		child_ended(&child, MNI_USAGE, said);
	child_printed(&child, "");
	child_fini(&child);
}

static void
try_value(int index)
{
	const struct value *value = &values[index];
	const struct program *program = NULL;
	char word[100], said[200];

	(void)snprintf(
	    word, sizeof(word), "--%s=%s", value->option, value->value);
	(void)snprintf(said, sizeof(said), "--%s takes *, not '%s'",
	    value->option, value->value);
	while ((program = next_program(program, value->who)) != NULL)
		run_without_name(program, word, value->good, said);
}

static void
try_port(int index)
{
	const struct program *program = NULL;
	struct child child;
	char said[100];

	(void)snprintf(said, sizeof(said),
	    "a port is a number from 1 to 65535, not '%s'", ports[index]);
	while ((program = next_program(program, CLIENTS)) != NULL) {
		child = (struct child){
		    .words = {program->name, HOST, ports[index]}};
		ck_assert(child_run(&child));
		child_ended(&child, MNI_USAGE, said);
		child_fini(&child);
	}
}

/* Runs PROGRAM with WORD alone, which asks it about itself. */
static void
ask_about(struct child *child, const struct program *program, const char *word)
{
	*child = (struct child){.words = {program->name, word}};
	ck_assert(child_run(child));
	child_ended(child, MNI_OK, NULL);
}

START_TEST(version)
{
	const struct program *program = NULL;
	struct child child;
	char want[100];

	while ((program = next_program(program, ALL)) != NULL) {
		(void)snprintf(want, sizeof(want),
		    "%s (mocknet) " PACKAGE_VERSION "\n", program->name);
		ask_about(&child, program, "--version");
		child_printed(&child, want);
		child_fini(&child);
		ask_about(&child, program, "-V");
		child_printed(&child, want);
		child_fini(&child);
	}
}
END_TEST

/* The next exit status in the list of a manual, or NULL; its word is the first
 * one of the line below. */
static const char *
next_status(const char *at, int *out_number, char out_word[static 20])
{
	static const char item[] = "\n.It ";

	char *end;

	while ((at = strstr(at, item)) != NULL) {
		at += sizeof(item) - 1;
		*out_number = (int)strtol(at, &end, 10);
		if (end > at && sscanf(end, "\n%19[a-z-]", out_word) == 1)
			return at;
	}
	return NULL;
}

/* The help names what the manual names, and no other statuses. */
static void
compare_statuses(const char *help, const char *manual)
{
	const char *list = strstr(help, "\nExit status: ");
	const char *at = strstr(manual, "\n.Sh EXIT STATUS\n");
	size_t listed = 1, known = 0;
	char word[20], entry[40];
	int number;

	ck_assert_ptr_nonnull(list);
	while ((at = next_status(at, &number, word)) != NULL) {
		known++;
		ck_assert_str_eq(
		    word, mni_status_word((enum mni_status)number));
		(void)snprintf(entry, sizeof(entry), "%d %s", number, word);
		ck_assert_msg(
		    strstr(list, entry) != NULL, "no '%s' in the help", entry);
	}
	for (; *list != '.'; list++)
		listed += *list == ',';
	ck_assert_uint_eq(listed, known);
}

START_TEST(help_names_the_statuses_of_the_manual)
{
	const char *source = getenv("top_srcdir");
	struct mni_bytes manual = MNI_BYTES_EMPTY;
	const struct program *program = NULL;
	struct mni_trouble trouble;
	struct child child;
	char path[4096];

	while ((program = next_program(program, ALL)) != NULL) {
		(void)snprintf(path, sizeof(path), "%s/%s",
		    source == NULL ? "." : source, program->manual);
		ck_assert_msg(mni_file_read(path, &manual, &trouble) == MNI_OK,
		    "%s", trouble.text);
		ask_about(&child, program, "--help");
		ck_assert_int_eq(mni_bytes_append(&manual, "", 1), 0);
		ck_assert_int_eq(mni_bytes_append(&child.printed, "", 1), 0);
		compare_statuses((const char *)child.printed.data,
		    (const char *)manual.data);
		child_fini(&child);
		mni_bytes_fini(&manual);
	}
}
END_TEST

START_TEST(help_by_its_letter)
{
	const struct program *program = NULL;
	struct child words, letter;

	while ((program = next_program(program, ALL)) != NULL) {
		ask_about(&words, program, "--he");
		ask_about(&letter, program, "-h");
		ck_assert_uint_eq(words.printed.size, letter.printed.size);
		ck_assert_mem_eq(words.printed.data, letter.printed.data,
		    letter.printed.size);
		child_fini(&words);
		child_fini(&letter);
	}
}
END_TEST

/* Runs PROGRAM with LETTERS, two transports of which the last one counts, and
 * asks who refuses; CALL is what fails. */
static void
be_refused(const struct program *program, const char *letters,
    const char *transport, const char *call)
{
	struct child child = {.words = {program->name, letters, HOST, PORT}};
	char script[100], said[100];

	(void)snprintf(script, sizeof(script),
	    "%s\n fault before accept refuse\n", transport);
	(void)snprintf(
	    said, sizeof(said), "127.0.0.1: refused: 127.0.0.1:*: %s: *", call);
	child.server = serve(script);
	ck_assert(child_run(&child));
	child_ended(&child, MNI_REFUSED, said);
	child_printed(&child, "");
	child_fini(&child);
}

START_TEST(refused_by_the_last_transport_of_two)
{
	const struct program *program = NULL;

	while ((program = next_program(program, CLIENTS)) != NULL) {
		be_refused(program, "-ut", "tcp", "connect");
		be_refused(program, "-tu", "udp", "*");
	}
}
END_TEST

/* The clock of the server is that of this host. */
START_TEST(offset_to_a_clock)
{
	struct child child = {.words = {"daytime-client", "-o", HOST, PORT},
	    .server = serve("daytime tcp\n form nist\n")};

	ck_assert(child_run(&child));
	child_ended(&child, MNI_OK, NULL);
	child_printed(&child, "[+-][0-9]*.[0-9][0-9][0-9] s\n");
	child_fini(&child);
}
END_TEST

START_TEST(text_behind_two_dashes)
{
	static const char *const texts[] = {"-x", "--help", "-", "--", ""};
	struct mn_server *server = serve("echo tcp\n");
	struct child child;
	size_t i;

	for (i = 0; i < COUNT(texts); i++) {
		child = (struct child){
		    .words = {"echo-client", "--", HOST, PORT, texts[i]},
		    .server = server};
		ck_assert(child_run(&child));
		child_ended(&child, MNI_OK, NULL);
		child_printed(&child, texts[i]);
		child_fini(&child);
	}
}
END_TEST

#define ROWS (COUNT(rows) + COUNT(values) + COUNT(ports))

/* Adds the test of a row, INDEX in its table, which is called as the format
 * says. */
static void add_row(Suite *suite, TFun run, size_t index, const char *format,
    ...) MNI_PRINTF(4, 5);

static void
add_row(Suite *suite, TFun run, size_t index, const char *format, ...)
{
	static char names[ROWS][60];
	static TTest tests[ROWS];
	static size_t used;
	va_list args;

	va_start(args, format);
	(void)vsnprintf(names[used], sizeof(names[used]), format, args);
	va_end(args);
	tests[used] = (TTest){names[used], run, __FILE__, __LINE__};
	dial_add(suite, &tests[used++], (int)index);
}

int
main(void)
{
	const TTest *const tests[] = {version,
	    help_names_the_statuses_of_the_manual, help_by_its_letter,
	    text_behind_two_dashes, refused_by_the_last_transport_of_two,
	    offset_to_a_clock};
	Suite *suite = suite_create("programs");
	size_t i;

	for (i = 0; i < COUNT(tests); i++)
		dial_add(suite, tests[i], (int)i);
	for (i = 0; i < COUNT(rows); i++)
		add_row(suite, try_row, i, "%s", rows[i].name);
	for (i = 0; i < COUNT(values); i++)
		add_row(suite, try_value, i, "%s_%s '%s'",
		    values[i].good ? "takes" : "refuses", values[i].option,
		    values[i].value);
	for (i = 0; i < COUNT(ports); i++)
		add_row(suite, try_port, i, "refuses_port '%s'", ports[i]);
	return checks_main(suite);
}
