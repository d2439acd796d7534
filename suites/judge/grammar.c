/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/grammar.h"

#include "judge/asks.h"
#include "judge/expects.h"
#include "judge/scripts.h"
#include "judge/seen.h"
#include "judge/sweeps.h"
#include "script/words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEADLINE_MS 2000
#define USUAL_NAME "www.example.test"

/* The reading of one file. */
struct parse {
	struct mni_reader reader;
	struct mni_suite *suite;
	struct mni_case *test; /* the one being read, NULL before the first */
	struct mni_token head; /* its "case" word, for what is missing */
	size_t row_count;      /* of the case: the last ones of the suite */
	struct mni_token rows[MNI_MOST_SWEEPS]; /* where they are named */
	/* Of the case, where an outcome stands that only a client can have, or
	 * only a server; of no line: nowhere. */
	struct mni_token expected[2];
	struct mni_token sent; /* where a case expects what was sent */
	struct mni_mocks mocks;
	struct mni_token asked_at[MNI_MOST_SEEN]; /* where "seen" stands */
};

static int
no_memory(struct parse *parse)
{
	return mni_mistake(&parse->reader, &parse->head, "no memory");
}

static int
set_text(struct parse *parse, char **field, const char *text, size_t size)
{
	*field = strndup(text, size);
	return *field == NULL ? no_memory(parse) : 0;
}

static int
read_rest(struct parse *parse, char **field, const char *what)
{
	struct mni_token token = mni_rest_of_line(&parse->reader);

	if (token.kind == MNI_LINE_END)
		return mni_expected(&parse->reader, &token, what);
	return set_text(parse, field, token.text, token.size);
}

static int
read_clause(struct parse *parse)
{
	return read_rest(
	    parse, &parse->test->clause, "a clause, such as RFC 865 or none");
}

static int
read_says(struct parse *parse)
{
	return read_rest(parse, &parse->test->says, "a sentence");
}

static int
read_level(struct parse *parse)
{
	struct mni_token token = mni_next_token(&parse->reader);
	int level;

	for (level = MNI_MUST; level <= MNI_ROBUST; level++)
		if (mni_token_is(
		        &token, mni_level_word((enum mni_level)level))) {
			parse->test->level = (enum mni_level)level;
			return mni_take_line_end(&parse->reader);
		}
	return mni_expected(
	    &parse->reader, &token, "must, should, may or robust");
}

/* Takes whom the case is about: a client over a transport, or a server. */
static int
read_ask(struct parse *parse)
{
	struct mni_case *test = parse->test;
	struct mni_token token;

	if (mni_ask_read_protocol(&parse->reader, &test->protocol) == -1)
		return -1;
	token = mni_next_token(&parse->reader);
	test->of_server = mni_token_is(&token, "server");
	if (mni_token_is(&token, "udp"))
		test->transport = "udp";
	else if (mni_token_is(&token, "tcp"))
		test->transport = "tcp";
	else if (!test->of_server)
		return mni_expected(&parse->reader, &token,
		    "the transport of a client, udp or tcp, or server");
	return mni_take_line_end(&parse->reader);
}

static int
read_input(struct parse *parse)
{
	parse->test->has_input = true;
	if (mni_octets_read(&parse->reader, &parse->test->input) == -1)
		return -1;
	return mni_take_line_end(&parse->reader);
}

static int
read_url(struct parse *parse)
{
	struct mni_case *test = parse->test;
	struct mni_token token = mni_peek_token(&parse->reader);

	if (test->url_count == MNI_MOST_URLS)
		return mni_mistake(&parse->reader, &token,
		    "a case has at most %d url lines", MNI_MOST_URLS);
	if (mni_ask_read_text(
	        &parse->reader, "a URL", &test->urls[test->url_count++]) == -1)
		return -1;
	return mni_take_line_end(&parse->reader);
}

static int
read_name(struct parse *parse)
{
	struct mni_token token = mni_peek_token(&parse->reader);
	char **name = &parse->test->name;

	if (mni_ask_read_text(&parse->reader, "a name", name) == -1)
		return -1;
	if ((*name)[0] == '\0')
		return mni_mistake(
		    &parse->reader, &token, "expected a name, not nothing");
	return mni_take_line_end(&parse->reader);
}

static int
read_times(struct parse *parse)
{
	if (mni_take_number(&parse->reader, "how often the client is asked", 1,
	        MNI_MOST_TIMES, &parse->test->times) == -1)
		return -1;
	return mni_take_line_end(&parse->reader);
}

static int
read_deadline(struct parse *parse)
{
	if (mni_take_duration(&parse->reader, &parse->test->deadline_ms) == -1)
		return -1;
	return mni_take_line_end(&parse->reader);
}

static int
read_stdout(struct parse *parse)
{
	struct mni_token token = mni_next_token(&parse->reader);

	if (!mni_token_is(&token, "terminal"))
		return mni_expected(&parse->reader, &token, "terminal");
	parse->test->terminal = true;
	return mni_take_line_end(&parse->reader);
}

static int
read_serve(struct parse *parse)
{
	return mni_serve_read(&parse->reader, parse->test, &parse->mocks);
}

static int
read_connect(struct parse *parse)
{
	return mni_connect_read(&parse->reader, parse->test);
}

static int
read_expect(struct parse *parse)
{
	struct mni_case *test = parse->test;
	struct mni_token token = mni_peek_token(&parse->reader);
	struct mni_expect *expect = &test->expects[test->expect_count];

	if (test->expect_count == MNI_MOST_EXPECTS)
		return mni_mistake(&parse->reader, &token,
		    "a case has at most %d expect lines", MNI_MOST_EXPECTS);
	test->expect_count++;
	if (mni_expect_read(&parse->reader, expect) == -1)
		return -1;
	if (mni_expect_is_of_server(expect))
		parse->expected[1] = token;
	else if (!expect->ok)
		parse->expected[0] = token;
	if (expect->sent)
		parse->sent = token;
	return mni_take_line_end(&parse->reader);
}

static int
read_seen(struct parse *parse)
{
	struct mni_case *test = parse->test;
	struct mni_token token = mni_peek_token(&parse->reader);

	if (test->seen_count == MNI_MOST_SEEN)
		return mni_mistake(&parse->reader, &token,
		    "a case has at most %d seen lines", MNI_MOST_SEEN);
	parse->asked_at[test->seen_count] = token;
	if (mni_seen_read(&parse->reader, &test->seen[test->seen_count++]) ==
	    -1)
		return -1;
	return mni_take_line_end(&parse->reader);
}

/* The rows of the case being read. */
static struct mni_case **
rows_of(const struct parse *parse)
{
	return parse->suite->cases + parse->suite->count - parse->row_count;
}

static int
read_sweep(struct parse *parse)
{
	struct mni_token token = mni_peek_token(&parse->reader);
	struct mni_case *row = mni_suite_add_case(parse->suite);
	size_t i;

	if (row == NULL)
		return no_memory(parse);
	row->line = token.line;
	if (parse->row_count == MNI_MOST_SWEEPS)
		return mni_mistake(&parse->reader, &token,
		    "a case has at most %d sweep lines", MNI_MOST_SWEEPS);
	if (mni_sweep_read(&parse->reader, row) == -1)
		return -1;
	parse->row_count++;
	for (i = 0; i + 1 < parse->row_count; i++)
		if (mni_sweep_is_like(&rows_of(parse)[i]->sweep, &row->sweep))
			return mni_mistake(&parse->reader, &token,
			    "the case has a second sweep of this kind");
	parse->rows[i] = token;
	return mni_take_line_end(&parse->reader);
}

enum often { ONCE, MANY };
enum needed { REQUIRED, OPTIONAL };
enum whose { ANY, CLIENT, SERVER };

static const struct field {
	const char *word;
	enum often often;
	enum needed needed;
	enum whose whose; /* which cases have it */
	int (*read)(struct parse *parse);
} fields[] = {
    {"clause", ONCE, REQUIRED, ANY, read_clause},
    {"level", ONCE, REQUIRED, ANY, read_level},
    {"says", ONCE, REQUIRED, ANY, read_says},
    {"ask", ONCE, REQUIRED, ANY, read_ask},
    {"input", ONCE, OPTIONAL, CLIENT, read_input},
    {"url", MANY, OPTIONAL, CLIENT, read_url},
    {"name", ONCE, OPTIONAL, CLIENT, read_name},
    {"times", ONCE, OPTIONAL, CLIENT, read_times},
    {"serve", MANY, REQUIRED, CLIENT, read_serve},
    {"connect", ONCE, REQUIRED, SERVER, read_connect},
    {"expect", MANY, REQUIRED, ANY, read_expect},
    {"seen", MANY, OPTIONAL, ANY, read_seen},
    {"deadline", ONCE, OPTIONAL, ANY, read_deadline},
    {"stdout", ONCE, OPTIONAL, CLIENT, read_stdout},
    {"sweep", MANY, OPTIONAL, ANY, read_sweep},
};

#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

/* The subject, by the words of ask and the transport. */
static int
set_subject(struct parse *parse)
{
	struct mni_case *test = parse->test;
	char subject[80];

	(void)snprintf(subject, sizeof(subject), "%s-%s%s", test->protocol,
	    test->of_server ? "server-" : "", test->transport);
	return set_text(parse, &test->subject, subject, strlen(subject));
}

/* Whether the case has the fields that it needs, at PLACES, and no others. */
static int
check_fields(struct parse *parse, const struct mni_token *places)
{
	enum whose other = parse->test->of_server ? CLIENT : SERVER;
	size_t i;

	for (i = 0; i < FIELD_COUNT; i++)
		if (fields[i].whose == other && places[i].line != 0)
			return mni_mistake(&parse->reader, &places[i],
			    "'%s' is for cases about a %s only", fields[i].word,
			    other == CLIENT ? "client" : "server");
	for (i = 0; i < FIELD_COUNT; i++)
		if (fields[i].whose != other && places[i].line == 0 &&
		    fields[i].needed == REQUIRED)
			return mni_mistake(&parse->reader, &parse->head,
			    "the case has no '%s' line", fields[i].word);
	return 0;
}

/* Whether all that is expected can be had of whom the case is about. */
static int
check_outcomes(struct parse *parse)
{
	const struct mni_token *of_client = &parse->expected[0];
	const struct mni_token *of_server = &parse->expected[1];
	const char *why;
	size_t i;

	for (i = 0; parse->test->of_server && i < parse->test->expect_count;
	     i++) {
		why =
		    mni_expect_why_never(&parse->test->expects[i], parse->test);
		if (why != NULL)
			return mni_mistake(
			    &parse->reader, of_server, "%s", why);
	}
	if (parse->test->of_server && of_client->line != 0)
		return mni_mistake(&parse->reader, of_client,
		    "a server is expected to be ok, or to give status or end");
	if (!parse->test->of_server && of_server->line != 0)
		return mni_mistake(&parse->reader, of_server,
		    "a client is expected to be ok, or to have an error");
	if (!parse->test->of_server && parse->sent.line != 0)
		return mni_mistake(&parse->reader, &parse->sent,
		    "'sent' is for servers, and for the cuts of a sweep");
	return 0;
}

/* What a client is asked for that is not told. */
static int
add_usual(struct parse *parse)
{
	struct mni_case *test = parse->test;

	if (test->name == NULL &&
	    set_text(parse, &test->name, USUAL_NAME, strlen(USUAL_NAME)) == -1)
		return -1;
	if (test->url_count > 0)
		return 0;
	return set_text(parse, &test->urls[test->url_count++], "/", 1);
}

/* What a whole case must be beyond its single lines. */
static int
check_case(struct parse *parse, const struct mni_token *places)
{
	struct mni_case *test = parse->test;

	if (check_fields(parse, places) == -1 ||
	    mni_mocks_check(
	        &parse->reader, test, &parse->mocks, parse->asked_at) == -1 ||
	    check_outcomes(parse) == -1)
		return -1;
	if (test->level != MNI_ROBUST && strncmp(test->clause, "RFC ", 4) != 0)
		return mni_mistake(&parse->reader, &parse->head,
		    "level %s needs a clause of an RFC; level robust does not",
		    mni_level_word(test->level));
	if (set_subject(parse) == -1)
		return -1;
	return add_usual(parse);
}

static int
finish_rows(struct parse *parse)
{
	struct mni_case *row;
	size_t i;

	for (i = 0; i < parse->row_count; i++) {
		row = rows_of(parse)[i];
		if (mni_sweep_finish(&parse->reader, &parse->rows[i],
		        parse->test, row) == -1)
			return -1;
		mni_suite_enter(parse->suite, row);
	}
	return 0;
}

static const struct field *
find_field(const struct mni_token *token)
{
	size_t i;

	for (i = 0; i < FIELD_COUNT; i++)
		if (mni_token_is(token, fields[i].word))
			return &fields[i];
	return NULL;
}

/* Reads the lines of a case up to the next "case" or the end. */
static int
read_fields(struct parse *parse)
{
	struct mni_token places[FIELD_COUNT] = {{.line = 0}};
	struct mni_reader before;
	const struct field *field;
	struct mni_token token;

	for (;;) {
		before = parse->reader;
		if (mni_next_line(&parse->reader) == -1)
			break;
		token = mni_next_token(&parse->reader);
		if (mni_token_is(&token, "case")) {
			parse->reader = before;
			break;
		}
		field = find_field(&token);
		if (field == NULL || token.column != 1)
			return mni_expected(&parse->reader, &token,
			    "case, clause, level, says, ask, input, url, "
			    "name, times, deadline, stdout, serve, connect, "
			    "expect, seen or sweep in the first column");
		if (places[field - fields].line != 0 && field->often == ONCE)
			return mni_mistake(&parse->reader, &token,
			    "the case has a second '%s' line", field->word);
		places[field - fields] = token;
		if (field->read(parse) == -1)
			return -1;
	}
	if (check_case(parse, places) == -1)
		return -1;
	return finish_rows(parse);
}

static int
add_case(struct parse *parse)
{
	struct mni_case *test = mni_suite_add_case(parse->suite);

	if (test == NULL)
		return no_memory(parse);
	test->deadline_ms = DEADLINE_MS;
	test->line = parse->head.line;
	parse->test = test;
	parse->row_count = 0;
	parse->mocks.count = 0;
	parse->expected[0] = parse->expected[1] = parse->sent =
	    (struct mni_token){.line = 0};
	return 0;
}

static int
read_id(struct parse *parse)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";
	struct mni_token token = mni_next_token(&parse->reader);
	const struct mni_case *same;

	if (!mni_token_made_of(&token, allowed) || token.size > 80)
		return mni_expected(&parse->reader, &token,
		    "an id of lower-case letters, digits, '-' and '.'");
	if (set_text(parse, &parse->test->id, token.text, token.size) == -1)
		return -1;
	same = mni_suite_find(parse->suite, parse->test->id);
	if (same != NULL)
		return mni_mistake(&parse->reader, &token,
		    "the id '%s' is taken by %s:%u", same->id, same->file,
		    same->line);
	mni_suite_enter(parse->suite, parse->test);
	return mni_take_line_end(&parse->reader);
}

static int
read_cases(struct parse *parse)
{
	while (mni_next_line(&parse->reader) != -1) {
		parse->head = mni_next_token(&parse->reader);
		if (!mni_token_is(&parse->head, "case") ||
		    parse->head.column != 1)
			return mni_expected(&parse->reader, &parse->head,
			    "'case' in the first column");
		if (add_case(parse) == -1 || read_id(parse) == -1 ||
		    read_fields(parse) == -1)
			return -1;
	}
	return 0;
}

enum mni_status
mni_suite_read(struct mni_suite *suite, const char *name, const char *text,
    size_t size, struct mni_trouble *trouble)
{
	struct parse parse = {.suite = suite};

	if (mni_suite_add_file(suite, name) == -1)
		return mni_trouble(trouble, MNI_SYSTEM, "no memory");
	mni_reader_init(&parse.reader, text, size);
	if (read_cases(&parse) == 0)
		return MNI_OK;
	return mni_trouble(trouble, MNI_USAGE, "%s:%u:%u: %s", name,
	    parse.reader.mistake.line, parse.reader.mistake.column,
	    parse.reader.mistake.text);
}
