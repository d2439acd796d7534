/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "dns/master.h"

#include <string.h>

void
mni_master_init(struct mni_master *master, const char *text, size_t size)
{
	*master = (struct mni_master){.grouped = false};
	mni_reader_init(&master->reader, text, size);
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* What stands between words where it is no part of a string. */
static bool
is_mark(char c)
{
	return c == ';' || c == '(' || c == ')';
}

static bool
at_line_end(const struct mni_reader *reader)
{
	return reader->at == reader->end || *reader->at == '\n';
}

static void
skip_blanks(struct mni_reader *reader)
{
	while (reader->at < reader->end && is_blank(*reader->at))
		reader->at++;
}

static void
skip_line(struct mni_reader *reader)
{
	while (!at_line_end(reader))
		reader->at++;
}

static void
enter_line(struct mni_reader *reader)
{
	reader->line_start = ++reader->at;
	reader->line++;
}

static bool
is_note(const struct mni_reader *reader)
{
	return reader->end - reader->at >= 2 &&
	       memcmp(reader->at, ";!", 2) == 0;
}

enum mni_master_line
mni_master_next_line(struct mni_master *master)
{
	struct mni_reader *reader = &master->reader;
	const char *start;

	for (;;) {
		start = reader->at;
		skip_blanks(reader);
		if (is_note(reader)) {
			reader->at += 2;
			return MNI_MASTER_NOTE;
		}
		if (!at_line_end(reader) && *reader->at != ';')
			break;
		skip_line(reader);
		if (reader->at == reader->end)
			return MNI_MASTER_END;
		enter_line(reader);
	}
	if (reader->at > start)
		return MNI_MASTER_BLANK;
	return *reader->at == '$' ? MNI_MASTER_CONTROL : MNI_MASTER_OWNER;
}

/* Goes behind the quote that closes the string whose first octet is here.
 * Returns 0, or -1 when the line ends before. */
static int
skip_string(struct mni_reader *reader)
{
	while (!at_line_end(reader) && *reader->at != '"') {
		if (*reader->at == '\\' && reader->end - reader->at > 1 &&
		    reader->at[1] != '\n')
			reader->at++;
		reader->at++;
	}
	if (at_line_end(reader))
		return -1;
	reader->at++;
	return 0;
}

static struct mni_token
no_closing_quote(struct mni_reader *reader, struct mni_token token)
{
	(void)mni_mistake(
	    reader, &token, "the string has no closing quote on this line");
	token.kind = MNI_LINE_END;
	return token;
}

static struct mni_token
string_token(struct mni_reader *reader)
{
	struct mni_token token = mni_token_here(reader, MNI_STRING);

	token.text = ++reader->at;
	if (skip_string(reader) == -1)
		return no_closing_quote(reader, token);
	token.size = (size_t)(reader->at - token.text) - 1;
	return token;
}

static struct mni_token
word_token(struct mni_reader *reader)
{
	struct mni_token token = mni_token_here(reader, MNI_WORD);

	while (!at_line_end(reader) && !is_blank(*reader->at) &&
	       !is_mark(*reader->at)) {
		if (*reader->at == '"') {
			reader->at++;
			if (skip_string(reader) == -1)
				return no_closing_quote(reader, token);
			break;
		}
		if (*reader->at == '\\' && reader->end - reader->at > 1 &&
		    reader->at[1] != '\n')
			reader->at++;
		reader->at++;
	}
	token.size = (size_t)(reader->at - token.text);
	return token;
}

/* Notes a mistake in the parentheses and ends the record. */
static struct mni_token
not_paired(struct mni_master *master, struct mni_token token, const char *why)
{
	(void)mni_mistake(&master->reader, &token, "%s", why);
	master->grouped = false;
	token.kind = MNI_LINE_END;
	return token;
}

/* Goes on behind a parenthesis, a comment, or a line end inside parentheses.
 * Returns NULL, or why that cannot be. */
static const char *
skip_between(struct mni_master *master)
{
	struct mni_reader *reader = &master->reader;

	switch (*reader->at) {
	case '\n':
		enter_line(reader);
		return NULL;
	case ';':
		skip_line(reader);
		return NULL;
	case '(':
		if (master->grouped)
			return "a parenthesis inside parentheses";
		master->open = mni_token_here(reader, MNI_WORD);
		break;
	default:
		if (!master->grouped)
			return "there is no opening parenthesis";
		break;
	}
	master->grouped = !master->grouped;
	reader->at++;
	return NULL;
}

struct mni_token
mni_master_next(struct mni_master *master)
{
	struct mni_reader *reader = &master->reader;
	const char *why = NULL;

	for (;;) {
		skip_blanks(reader);
		if (at_line_end(reader) && !master->grouped)
			return mni_token_here(reader, MNI_LINE_END);
		if (reader->at == reader->end)
			return not_paired(master, master->open,
			    "the parenthesis is never closed");
		if (*reader->at != '\n' && !is_mark(*reader->at))
			break;
		why = skip_between(master);
		if (why != NULL)
			return not_paired(
			    master, mni_token_here(reader, MNI_LINE_END), why);
	}
	return *reader->at == '"' ? string_token(reader) : word_token(reader);
}

struct mni_token
mni_master_peek(const struct mni_master *master)
{
	struct mni_master ahead = *master;

	return mni_master_next(&ahead);
}

int
mni_master_take_end(struct mni_master *master)
{
	struct mni_token token = mni_master_next(master);

	if (token.kind != MNI_LINE_END)
		return mni_expected(
		    &master->reader, &token, "the end of the record");
	return master->reader.mistake.line == 0 ? 0 : -1;
}

struct mni_token
mni_token_from(const struct mni_token *token, size_t at)
{
	struct mni_token part = *token;

	part.text += at;
	part.size -= at;
	part.column += (unsigned)at + (token->kind == MNI_STRING ? 1 : 0);
	return part;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int
mni_master_octet(struct mni_master *master, const struct mni_token *token,
    size_t *at, uint8_t *out)
{
	const char *text = token->text + *at;
	size_t left = token->size - *at;
	struct mni_token place;
	int value;

	if (*text != '\\') {
		*out = (uint8_t)*text;
		++*at;
		return 0;
	}
	if (left > 1 && !is_digit(text[1])) {
		*out = (uint8_t)text[1];
		*at += 2;
		return 1;
	}
	place = mni_token_from(token, *at);
	if (left < 4 || !is_digit(text[2]) || !is_digit(text[3]))
		return mni_mistake(&master->reader, &place,
		    "expected three decimal digits, or one octet that is no "
		    "digit, after the backslash");
	value = (text[1] - '0') * 100 + (text[2] - '0') * 10 + text[3] - '0';
	if (value > UINT8_MAX)
		return mni_mistake(&master->reader, &place,
		    "expected an octet from \\000 to \\255");
	*out = (uint8_t)value;
	*at += 4;
	return 1;
}

/* Closes the label that begins at START of OUT with its length.  Returns 0,
 * or -1 and notes a mistake. */
static int
close_label(struct mni_master *master, const struct mni_token *place,
    struct mni_domain *out, size_t start, size_t size)
{
	if (size == 0)
		return mni_mistake(
		    &master->reader, place, "the name has an empty label");
	if (size > MNI_LABEL_MOST)
		return mni_mistake(&master->reader, place,
		    "a label has %zu octets, at most %d", size, MNI_LABEL_MOST);
	out->wire[start] = (uint8_t)size;
	return 0;
}

static int
too_long(struct mni_master *master, const struct mni_token *token)
{
	return mni_mistake(&master->reader, token,
	    "the name has more than %d octets", MNI_DOMAIN_MOST);
}

/* Puts the origin behind the labels of a relative name of SIZE octets. */
static int
end_relative(struct mni_master *master, const struct mni_token *token,
    struct mni_domain *out, size_t size)
{
	const struct mni_domain *origin = &master->origin;

	if (origin->size == 0)
		return mni_mistake(&master->reader, token,
		    "expected a dot at the end of the name, as no $ORIGIN "
		    "stands before it");
	if (size + origin->size > MNI_DOMAIN_MOST)
		return too_long(master, token);
	memcpy(out->wire + size, origin->wire, origin->size);
	out->size = (uint8_t)(size + origin->size);
	return 0;
}

/* The labels of TOKEN, which is neither "@" nor ".". */
static int
read_labels(struct mni_master *master, const struct mni_token *token,
    struct mni_domain *out)
{
	size_t at = 0, start = 0, end = 1, label = 0;
	struct mni_token place = *token;
	bool dot = false;
	uint8_t octet = 0;
	int escaped;

	while (at < token->size) {
		escaped = mni_master_octet(master, token, &at, &octet);
		if (escaped == -1)
			return -1;
		dot = escaped == 0 && octet == '.';
		if (!dot) {
			if (end >= MNI_DOMAIN_MOST)
				return too_long(master, token);
			out->wire[end++] = octet;
			continue;
		}
		place = mni_token_from(token, label);
		if (close_label(master, &place, out, start, end - start - 1) ==
		    -1)
			return -1;
		label = at;
		start = end++;
		if (start >= MNI_DOMAIN_MOST)
			return too_long(master, token);
	}
	if (dot) {
		out->wire[start] = 0;
		out->size = (uint8_t)end;
		return 0;
	}
	place = mni_token_from(token, label);
	if (close_label(master, &place, out, start, end - start - 1) == -1)
		return -1;
	return end_relative(master, token, out, end);
}

int
mni_master_domain(struct mni_master *master, const struct mni_token *token,
    const char *what, struct mni_domain *out)
{
	if (token->kind != MNI_WORD)
		return mni_expected(&master->reader, token, what);
	if (mni_token_is(token, "@"))
		return end_relative(master, token, out, 0);
	if (mni_token_is(token, ".")) {
		*out = (struct mni_domain){.size = 1};
		return 0;
	}
	return read_labels(master, token, out);
}

/* Decimal digits of TEXT from *at on, MOST at most.  Returns 0, or -1. */
static int
digits(const struct mni_token *token, size_t *at, uint64_t most, uint64_t *out)
{
	size_t start = *at;

	*out = 0;
	for (; *at < token->size && is_digit(token->text[*at]); ++*at) {
		*out = *out * 10 + (uint64_t)(token->text[*at] - '0');
		if (*out > most)
			return -1;
	}
	return *at == start ? -1 : 0;
}

int
mni_master_number(struct mni_master *master, const struct mni_token *token,
    const char *what, uint32_t most, uint32_t *out)
{
	uint64_t number;
	size_t at = 0;

	if (token->kind != MNI_WORD ||
	    digits(token, &at, most, &number) == -1 || at != token->size)
		return mni_expected(&master->reader, token, what);
	*out = (uint32_t)number;
	return 0;
}

static uint64_t
unit(char c)
{
	switch (c) {
	case 's':
	case 'S':
		return 1;
	case 'm':
	case 'M':
		return 60;
	case 'h':
	case 'H':
		return 3600;
	case 'd':
	case 'D':
		return 86400;
	case 'w':
	case 'W':
		return 604800;
	default:
		return 0;
	}
}

int
mni_master_period(struct mni_master *master, const struct mni_token *token,
    const char *what, uint32_t most, uint32_t *out)
{
	uint64_t total = 0, number, times;
	size_t at = 0;

	if (token->kind != MNI_WORD || token->size == 0)
		return mni_expected(&master->reader, token, what);
	while (at < token->size) {
		if (digits(token, &at, most, &number) == -1)
			return mni_expected(&master->reader, token, what);
		times = at == token->size ? 1 : unit(token->text[at++]);
		total += number * times;
		if (times == 0 || total > most)
			return mni_expected(&master->reader, token, what);
	}
	*out = (uint32_t)total;
	return 0;
}
