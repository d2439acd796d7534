/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "script/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define HOUR_MS 3600000

void
mni_reader_init(struct mni_reader *reader, const char *text, size_t size)
{
	*reader = (struct mni_reader){
	    .at = text, .end = text + size, .line_start = text, .line = 1};
}

static bool
at_line_end(const struct mni_reader *reader)
{
	return reader->at == reader->end || *reader->at == '\n';
}

static void
skip_blanks(struct mni_reader *reader)
{
	while (
	    reader->at < reader->end &&
	    (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\r'))
		reader->at++;
}

static void
skip_line(struct mni_reader *reader)
{
	while (!at_line_end(reader))
		reader->at++;
}

int
mni_next_line(struct mni_reader *reader)
{
	for (;;) {
		skip_blanks(reader);
		if (!at_line_end(reader) && *reader->at != '#')
			return (int)(reader->at - reader->line_start);
		skip_line(reader);
		if (reader->at == reader->end)
			return -1;
		reader->line_start = ++reader->at;
		reader->line++;
	}
}

struct mni_token
mni_token_here(const struct mni_reader *reader, enum mni_token_kind kind)
{
	return (struct mni_token){.kind = kind,
	    .text = reader->at,
	    .line = reader->line,
	    .column = (unsigned)(reader->at - reader->line_start) + 1};
}

/* Takes a string up to its closing quote; TOKEN's text is what is between
 * the quotes, escapes and all. */
static struct mni_token
string_token(struct mni_reader *reader)
{
	struct mni_token token = mni_token_here(reader, MNI_STRING);

	token.text = ++reader->at;
	while (!at_line_end(reader) && *reader->at != '"') {
		if (*reader->at == '\\' && reader->at + 1 < reader->end &&
		    reader->at[1] != '\n')
			reader->at++;
		reader->at++;
	}
	token.size = (size_t)(reader->at - token.text);
	if (at_line_end(reader)) {
		(void)mni_mistake(reader, &token,
		    "the string has no closing quote on this line");
		token.kind = MNI_LINE_END;
	} else {
		reader->at++;
	}
	return token;
}

/* A NUL ends a word too, and is one by itself. */
static bool
ends_word(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '"' || c == '#' ||
	       c == '\0';
}

struct mni_token
mni_next_token(struct mni_reader *reader)
{
	struct mni_token token;

	skip_blanks(reader);
	token = mni_token_here(reader, MNI_LINE_END);
	if (at_line_end(reader) || *reader->at == '#')
		return token;
	if (*reader->at == '"')
		return string_token(reader);
	token.kind = MNI_WORD;
	while (!at_line_end(reader) && !ends_word(*reader->at))
		reader->at++;
	if (reader->at == token.text)
		reader->at++; /* a NUL */
	token.size = (size_t)(reader->at - token.text);
	return token;
}

struct mni_token
mni_peek_token(struct mni_reader *reader)
{
	struct mni_reader ahead = *reader;

	return mni_next_token(&ahead);
}

struct mni_token
mni_rest_of_line(struct mni_reader *reader)
{
	struct mni_token token;

	skip_blanks(reader);
	token = mni_token_here(reader, MNI_WORD);
	skip_line(reader);
	token.size = (size_t)(reader->at - token.text);
	while (token.size > 0 &&
	       strchr(" \t\r", token.text[token.size - 1]) != NULL)
		token.size--;
	if (token.size == 0)
		token.kind = MNI_LINE_END;
	return token;
}

bool
mni_token_is(const struct mni_token *token, const char *word)
{
	/* Most words are told from others by their first octet. */
	return token->kind == MNI_WORD &&
	       (token->size == 0 || *token->text == *word) &&
	       token->size == strlen(word) &&
	       memcmp(token->text, word, token->size) == 0;
}

int
mni_mistake(struct mni_reader *reader, const struct mni_token *token,
    const char *format, ...)
{
	struct mn_mistake *mistake = &reader->mistake;
	va_list args;

	if (mistake->line != 0)
		return -1;
	mistake->line = token->line;
	mistake->column = token->column;
	va_start(args, format);
	(void)vsnprintf(mistake->text, sizeof(mistake->text), format, args);
	va_end(args);
	return -1;
}

int
mni_expected(
    struct mni_reader *reader, const struct mni_token *token, const char *what)
{
	int shown = token->size > 40 ? 40 : (int)token->size;

	if (token->kind == MNI_LINE_END)
		return mni_mistake(reader, token,
		    "expected %s, found the end of the line", what);
	if (token->kind == MNI_STRING)
		return mni_mistake(reader, token,
		    "expected %s, found the string \"%.*s\"", what, shown,
		    token->text);
	return mni_mistake(reader, token, "expected %s, found '%.*s'", what,
	    shown, token->text);
}

int
mni_take_line_end(struct mni_reader *reader)
{
	struct mni_token token = mni_next_token(reader);

	if (token.kind != MNI_LINE_END)
		return mni_expected(reader, &token, "the end of the line");
	return reader->mistake.line == 0 ? 0 : -1;
}

int
mni_take_word(struct mni_reader *reader, const char *word, const char *after)
{
	struct mni_token token = mni_next_token(reader);
	char what[80];

	if (mni_token_is(&token, word))
		return 0;
	(void)snprintf(what, sizeof(what), "'%s' after %s", word, after);
	return mni_expected(reader, &token, what);
}

bool
mni_number_is_next(struct mni_reader *reader)
{
	struct mni_token token = mni_peek_token(reader);

	return token.kind == MNI_WORD && token.size > 0 && *token.text >= '0' &&
	       *token.text <= '9';
}

/* Reads decimal digits from *at; stops before END, at another octet, or when
 * the number would pass MOST.  Returns -1 when there is no digit. */
static int
digits(const char **at, const char *end, size_t most, size_t *out_number)
{
	const char *start = *at;
	size_t number = 0, digit;

	for (; *at < end && **at >= '0' && **at <= '9'; (*at)++) {
		digit = (size_t)(**at - '0');
		if (digit > most || number > (most - digit) / 10)
			return -1;
		number = number * 10 + digit;
	}
	*out_number = number;
	return *at == start ? -1 : 0;
}

int
mni_take_number(struct mni_reader *reader, const char *what, size_t least,
    size_t most, size_t *out_number)
{
	struct mni_token token = mni_next_token(reader);
	const char *at = token.text, *end = token.text + token.size;
	char range[120];
	size_t number = 0;

	(void)snprintf(
	    range, sizeof(range), "%s from %zu to %zu", what, least, most);
	if (token.kind != MNI_WORD || digits(&at, end, most, &number) == -1 ||
	    at != end || number < least)
		return mni_expected(reader, &token, range);
	*out_number = number;
	return 0;
}

int
mni_take_range(struct mni_reader *reader, const char *what, size_t least,
    size_t most, size_t *out_least, size_t *out_most)
{
	struct mni_token token = mni_next_token(reader);
	const char *at = token.text, *end = token.text + token.size;
	bool good = token.kind == MNI_WORD &&
	            digits(&at, end, most, out_least) == 0;

	*out_most = good ? *out_least : 0;
	if (good && end - at > 2 && at[0] == '.' && at[1] == '.') {
		at += 2;
		good = digits(&at, end, most, out_most) == 0;
	}
	if (!good || at != end || *out_least < least || *out_most < *out_least)
		return mni_expected(reader, &token, what);
	return 0;
}

int
mni_take_duration(struct mni_reader *reader, int *out_ms)
{
	static const char what[] = "a duration up to an hour, as 50ms or 2s";
	struct mni_token token = mni_next_token(reader);
	const char *at = token.text, *end = token.text + token.size;
	size_t number = 0;

	if (token.kind != MNI_WORD || digits(&at, end, HOUR_MS, &number) == -1)
		return mni_expected(reader, &token, what);
	if (end - at == 1 && at[0] == 's')
		number *= 1000;
	else if (end - at != 2 || at[0] != 'm' || at[1] != 's')
		return mni_expected(reader, &token, what);
	if (number > HOUR_MS)
		return mni_expected(reader, &token, what);
	*out_ms = (int)number;
	return 0;
}

static int
hex_digit(char c)
{
	static const char digits_of_hex[] = "0123456789abcdef";
	const char *found;

	if (c >= 'A' && c <= 'F')
		c = (char)(c - 'A' + 'a');
	found = c == '\0' ? NULL : strchr(digits_of_hex, c);
	return found == NULL ? -1 : (int)(found - digits_of_hex);
}

/* Decodes the escape behind a backslash at *at and moves *at past it.
 * Returns the octet, or -1. */
static int
escape(const char **at, const char *end)
{
	static const char names[] = "a\ab\bf\fn\nr\rt\tv\v\\\\\"\"";
	const char *name;
	int high, low;

	if (*at == end)
		return -1;
	if (**at == '0') {
		(*at)++;
		return 0;
	}
	if (**at == 'x') {
		if (end - *at < 3)
			return -1;
		high = hex_digit((*at)[1]);
		low = hex_digit((*at)[2]);
		*at += 3;
		return high == -1 || low == -1 ? -1 : high * 16 + low;
	}
	for (name = names; *name != '\0'; name += 2)
		if (*name == **at) {
			(*at)++;
			return (unsigned char)name[1];
		}
	return -1;
}

int
mni_take_string(struct mni_reader *reader, struct mni_bytes *out)
{
	struct mni_token token = mni_next_token(reader), wrong;
	const char *at = token.text, *end = token.text + token.size, *plain;
	uint8_t octet;
	int value;

	if (token.kind != MNI_STRING)
		return mni_expected(reader, &token, "a string in quotes");
	while (at < end) {
		plain = at;
		while (at < end && *at != '\\')
			at++;
		if (mni_bytes_append(out, plain, (size_t)(at - plain)) == -1)
			return mni_mistake(reader, &token, "no memory");
		if (at == end)
			break;
		wrong = token;
		wrong.column += (unsigned)(at++ - token.text) + 1;
		value = escape(&at, end);
		if (value == -1)
			return mni_mistake(reader, &wrong,
			    "expected an escape of C after the backslash: "
			    "\\n \\r \\t \\a \\b \\f \\v \\0 \\\\ \\\" or "
			    "\\x and two hexadecimal digits");
		octet = (uint8_t)value;
		if (mni_bytes_append(out, &octet, 1) == -1)
			return mni_mistake(reader, &token, "no memory");
	}
	return 0;
}
