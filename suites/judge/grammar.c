/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/grammar.h"

#include "judge/expects.h"
#include "mocknet.h"
#include "script/script.h"
#include "script/words.h"
#include "judge/sweeps.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DEADLINE_MS 2000

/* The reading of one file. */
struct parse {
	struct mni_reader reader;
	struct mni_suite *suite;
	struct mni_case *test; /* the one being read, NULL before the first */
	struct mni_token head; /* its "case" word, for what is missing */
	size_t row_count;      /* of the case: the last ones of the suite */
	struct mni_token rows[MNI_MOST_SWEEPS]; /* where they are named */
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

/* Whether TOKEN is a word of the characters of ALLOWED only. */
static bool
made_of(const struct mni_token *token, const char *allowed)
{
	size_t i;

	for (i = 0; i < token->size; i++)
		if (memchr(allowed, token->text[i], strlen(allowed)) == NULL)
			return false;
	return token->kind == MNI_WORD;
}

/* Whether the protocol of TOKEN would be taken for one with a transport. */
static bool
ends_with_transport(const struct mni_token *token)
{
	const char *end = token->text + token->size;

	return token->size >= 4 && (memcmp(end - 4, "-udp", 4) == 0 ||
	                               memcmp(end - 4, "-tcp", 4) == 0);
}

static int
read_protocol(struct parse *parse)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	struct mni_token token = mni_next_token(&parse->reader);

	if (!made_of(&token, allowed) || token.size > 32 ||
	    ends_with_transport(&token))
		return mni_expected(&parse->reader, &token,
		    "a protocol of lower-case letters, digits and '-', as "
		    "qotd, without its transport");
	return set_text(parse, &parse->test->protocol, token.text, token.size);
}

static int
read_transport(struct parse *parse)
{
	struct mni_token token = mni_next_token(&parse->reader);

	if (mni_token_is(&token, "udp"))
		parse->test->transport = "udp";
	else if (mni_token_is(&token, "tcp"))
		parse->test->transport = "tcp";
	else
		return mni_expected(
		    &parse->reader, &token, "the transport, udp or tcp");
	return 0;
}

static int
read_ask(struct parse *parse)
{
	struct mni_case *test = parse->test;
	char subject[80];

	if (read_protocol(parse) == -1 || read_transport(parse) == -1)
		return -1;
	(void)snprintf(
	    subject, sizeof(subject), "%s-%s", test->protocol, test->transport);
	if (set_text(parse, &test->subject, subject, strlen(subject)) == -1)
		return -1;
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
add_url(struct parse *parse, const char *text, size_t size)
{
	struct mni_case *test = parse->test;

	return set_text(parse, &test->urls[test->url_count++], text, size);
}

static int
read_url(struct parse *parse)
{
	struct mni_token token = mni_peek_token(&parse->reader);
	struct mni_bytes text = MNI_BYTES_EMPTY;
	int result;

	if (parse->test->url_count == MNI_MOST_URLS)
		return mni_mistake(&parse->reader, &token,
		    "a case has at most %d url lines", MNI_MOST_URLS);
	result = mni_take_string(&parse->reader, &text);
	if (result == 0 && text.size > 0 &&
	    memchr(text.data, '\0', text.size) != NULL)
		result = mni_mistake(&parse->reader, &token,
		    "a URL cannot hold NUL: it is an argument of a command");
	if (result == 0)
		result = add_url(parse,
		    text.size == 0 ? "" : (const char *)text.data, text.size);
	mni_bytes_fini(&text);
	return result == 0 ? mni_take_line_end(&parse->reader) : -1;
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

/* Takes this line and the indented ones below it, and has the script checked
 * now, so that a mistake is found when the file is read. */
static int
read_serve(struct parse *parse)
{
	struct mni_reader *reader = &parse->reader, ahead;
	struct mni_token start = mni_peek_token(reader), where = start;
	struct mn_mistake mistake;
	const char *end;
	int indent;

	do {
		(void)mni_rest_of_line(reader);
		end = reader->at;
		ahead = *reader;
		indent = mni_next_line(&ahead);
		if (indent > 0)
			*reader = ahead;
	} while (indent > 0);
	if (set_text(parse, &parse->test->script, start.text,
	        (size_t)(end - start.text)) == -1)
		return -1;
	if (mn_script_ok(parse->test->script, &mistake))
		return 0;
	where.line += mistake.line - 1;
	where.column = mistake.line == 1 ? start.column + mistake.column - 1
	                                 : mistake.column;
	return mni_mistake(reader, &where, "%s", mistake.text);
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
	if (expect->sent)
		return mni_mistake(&parse->reader, &token,
		    "'sent' is for the cuts of a sweep only");
	return mni_take_line_end(&parse->reader);
}

static bool
read_bound(const char **at, size_t *out_bound)
{
	const char *start = *at;

	*out_bound = 0;
	for (; **at >= '0' && **at <= '9' && *at - start < 9; (*at)++)
		*out_bound = *out_bound * 10 + (size_t)(**at - '0');
	return *at != start;
}

/* A number, or two with ".." between them. */
static int
read_range(struct parse *parse, struct mni_seen *seen)
{
	struct mni_token token = mni_next_token(&parse->reader);
	char text[32];
	const char *at = text;
	bool good = token.kind == MNI_WORD && token.size < sizeof(text);

	(void)snprintf(text, sizeof(text), "%.*s", (int)token.size, token.text);
	good = good && read_bound(&at, &seen->least);
	seen->most = seen->least;
	if (good && strncmp(at, "..", 2) == 0) {
		at += 2;
		good = read_bound(&at, &seen->most);
	}
	if (!good || *at != '\0' || seen->most < seen->least)
		return mni_expected(
		    &parse->reader, &token, "a number or a range such as 1..5");
	return 0;
}

/* A text, and how often it came. */
static int
read_seen_text(struct parse *parse, struct mni_seen *seen)
{
	struct mni_token token = mni_peek_token(&parse->reader);

	seen->kind = MNI_SEEN_TEXT;
	if (mni_take_string(&parse->reader, &seen->text) == -1)
		return -1;
	if (seen->text.size == 0)
		return mni_mistake(&parse->reader, &token,
		    "expected at least one octet to look for");
	if (mni_take_word(&parse->reader, "times", "the text") == -1 ||
	    read_range(parse, seen) == -1)
		return -1;
	return mni_take_line_end(&parse->reader);
}

static int
read_seen(struct parse *parse)
{
	struct mni_case *test = parse->test;
	struct mni_token token = mni_peek_token(&parse->reader);
	struct mni_seen *seen;

	if (test->seen_count == MNI_MOST_SEEN)
		return mni_mistake(&parse->reader, &token,
		    "a case has at most %d seen lines", MNI_MOST_SEEN);
	seen = &test->seen[test->seen_count++];
	if (token.kind == MNI_STRING)
		return read_seen_text(parse, seen);
	(void)mni_next_token(&parse->reader);
	if (mni_token_is(&token, "end")) {
		token = mni_next_token(&parse->reader);
		seen->kind = MNI_SEEN_END_FIN;
		if (!mni_token_is(&token, "fin"))
			return mni_expected(&parse->reader, &token, "fin");
		return mni_take_line_end(&parse->reader);
	}
	if (mni_token_is(&token, "requests"))
		seen->kind = MNI_SEEN_REQUESTS;
	else if (mni_token_is(&token, "octets"))
		seen->kind = MNI_SEEN_OCTETS;
	else
		return mni_expected(&parse->reader, &token,
		    "requests, octets, \"...\" or end fin");
	if (read_range(parse, seen) == -1)
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

static const struct field {
	const char *word;
	enum often often;
	enum needed needed;
	int (*read)(struct parse *parse);
} fields[] = {
    {"clause", ONCE, REQUIRED, read_clause},
    {"level", ONCE, REQUIRED, read_level},
    {"says", ONCE, REQUIRED, read_says},
    {"ask", ONCE, REQUIRED, read_ask},
    {"input", ONCE, OPTIONAL, read_input},
    {"url", MANY, OPTIONAL, read_url},
    {"serve", ONCE, REQUIRED, read_serve},
    {"expect", MANY, REQUIRED, read_expect},
    {"seen", MANY, OPTIONAL, read_seen},
    {"deadline", ONCE, OPTIONAL, read_deadline},
    {"stdout", ONCE, OPTIONAL, read_stdout},
    {"sweep", MANY, OPTIONAL, read_sweep},
};

#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

/* What a whole case must be beyond its single lines. */
static int
check_case(struct parse *parse, const bool *present)
{
	struct mni_case *test = parse->test;
	struct mn_mistake mistake;
	struct mni_script script;
	size_t i;

	for (i = 0; i < FIELD_COUNT; i++)
		if (fields[i].needed == REQUIRED && !present[i])
			return mni_mistake(&parse->reader, &parse->head,
			    "the case has no '%s' line", fields[i].word);
	if (test->level != MNI_ROBUST && strncmp(test->clause, "RFC ", 4) != 0)
		return mni_mistake(&parse->reader, &parse->head,
		    "level %s needs a clause of an RFC; level robust does not",
		    mni_level_word(test->level));
	if (mni_script_read(test->script, strlen(test->script), MNI_SERVER,
	        NULL, &script, &mistake) == -1)
		return no_memory(parse);
	test->refuses = script.entry == MNI_REFUSE;
	mni_script_fini(&script);
	return test->url_count == 0 ? add_url(parse, "/", 1) : 0;
}

static int
finish_rows(struct parse *parse)
{
	size_t i;

	for (i = 0; i < parse->row_count; i++)
		if (mni_sweep_finish(&parse->reader, &parse->rows[i],
		        parse->test, rows_of(parse)[i]) == -1)
			return -1;
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
	bool present[FIELD_COUNT] = {false};
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
			    "deadline, stdout, serve, expect, seen or sweep in "
			    "the first column");
		if (present[field - fields] && field->often == ONCE)
			return mni_mistake(&parse->reader, &token,
			    "the case has a second '%s' line", field->word);
		present[field - fields] = true;
		if (field->read(parse) == -1)
			return -1;
	}
	if (check_case(parse, present) == -1)
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
	return 0;
}

static int
read_id(struct parse *parse)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789-.";
	struct mni_token token = mni_next_token(&parse->reader);
	const struct mni_case *same;

	if (!made_of(&token, allowed) || token.size > 80)
		return mni_expected(&parse->reader, &token,
		    "an id of lower-case letters, digits, '-' and '.'");
	if (set_text(parse, &parse->test->id, token.text, token.size) == -1)
		return -1;
	same = mni_suite_find(parse->suite, parse->test->id);
	if (same != NULL && same != parse->test)
		return mni_mistake(&parse->reader, &token,
		    "the id '%s' is taken by %s:%u", same->id, same->file,
		    same->line);
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
