/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/answer.h"

#include "http/status.h"
#include "script/parse.h"

#include <stdlib.h>
#include <string.h>

void
mni_answer_free(struct mni_answer *answer)
{
	if (answer == NULL)
		return;
	mni_text_fini(&answer->fields);
	free(answer);
}

static int
append(struct mni_answer *answer, const char *text)
{
	return mni_bytes_append(&answer->fields.data, text, strlen(text));
}

int
mni_answer_add(struct mni_answer *answer, const char *name, const char *value)
{
	return append(answer, name) == -1 || append(answer, ": ") == -1 ||
	               append(answer, value) == -1 ||
	               append(answer, "\r\n") == -1
	           ? -1
	           : 0;
}

static const struct {
	const char *suffix, *type;
} types[] = {
    {".html", "text/html"},
    {".htm", "text/html"},
    {".txt", "text/plain"},
    {".css", "text/css"},
    {".js", "text/javascript"},
    {".json", "application/json"},
    {".xml", "application/xml"},
    {".pdf", "application/pdf"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".gif", "image/gif"},
    {".ico", "image/vnd.microsoft.icon"},
    {".wasm", "application/wasm"},
};

const char *
mni_type_of(struct mni_slice name)
{
	size_t i, size;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		size = strlen(types[i].suffix);
		if (name.size > size &&
		    mni_slice_is(
		        (struct mni_slice){name.data + name.size - size, size},
		        types[i].suffix))
			return types[i].type;
	}
	return "application/octet-stream";
}

/* The names of the bits of a set of own fields. */
static const char *const own_fields[] = {
    "date",
    "content-type",
    "content-length",
    "transfer-encoding",
    "connection",
};

/* The own field called NAME, or 0. */
static unsigned
own_field(struct mni_slice name)
{
	size_t i;

	for (i = 0; i < sizeof(own_fields) / sizeof(own_fields[0]); i++)
		if (mni_slice_is(name, own_fields[i]))
			return 1u << i;
	return 0;
}

/* The octets of BYTES from FROM on. */
static struct mni_slice
rest_of(const struct mni_bytes *bytes, size_t from)
{
	return bytes->size == from
	           ? (struct mni_slice){"", 0}
	           : (struct mni_slice){
	                 (const char *)bytes->data + from, bytes->size - from};
}

/* Takes the name of a field and appends it to OUT. */
static int
read_name(struct mni_parse *parse, struct mni_bytes *out, unsigned *out_own)
{
	struct mni_token token = mni_peek_token(&parse->reader);
	size_t before = out->size;

	if (mni_take_string(&parse->reader, out) == -1)
		return -1;
	if (!mni_slice_is_token(rest_of(out, before)))
		return mni_expected(
		    &parse->reader, &token, "the name of a field, a token");
	*out_own = own_field(rest_of(out, before));
	return 0;
}

/* Whether a list in VALUE has the word close. */
static bool
says_close(struct mni_slice value)
{
	struct mni_slice element;

	while (mni_slice_next(&value, &element))
		if (mni_slice_is(element, "close"))
			return true;
	return false;
}

static int
read_field(struct mni_parse *parse, struct mni_answer *answer)
{
	struct mni_bytes *lines = &answer->fields.data;
	struct mni_token token;
	struct mni_slice value;
	unsigned own = 0;
	size_t before;

	if (read_name(parse, lines, &own) == -1)
		return -1;
	if (append(answer, ": ") == -1)
		return mni_no_memory(parse);
	before = lines->size;
	token = mni_peek_token(&parse->reader);
	if (!mni_is_text(&token))
		return mni_expected(
		    &parse->reader, &token, "the value of the field in quotes");
	if (mni_read_text(parse, &answer->fields) == -1)
		return -1;
	value = rest_of(lines, before);
	if (memchr(value.data, '\r', value.size) != NULL ||
	    memchr(value.data, '\n', value.size) != NULL ||
	    memchr(value.data, '\0', value.size) != NULL)
		return mni_mistake(&parse->reader, &token,
		    "a value without CR, LF and NUL; 'send raw' can have them");
	answer->replaced |= own;
	if (own == MNI_OWN_CONNECTION && says_close(value))
		answer->closes = true;
	return append(answer, "\r\n") == -1 ? mni_no_memory(parse) : 0;
}

static int
read_without(struct mni_parse *parse, struct mni_answer *answer)
{
	struct mni_token token = mni_peek_token(&parse->reader);
	struct mni_bytes name = MNI_BYTES_EMPTY;
	unsigned own = 0;
	int result = read_name(parse, &name, &own);

	mni_bytes_fini(&name);
	if (result == -1)
		return -1;
	if (own == 0)
		return mni_expected(&parse->reader, &token,
		    "one of \"Date\", \"Content-Type\", \"Content-Length\", "
		    "\"Transfer-Encoding\" and \"Connection\"");
	answer->left_out |= own;
	return 0;
}

static int
read_chunked(struct mni_parse *parse, struct mni_answer *answer)
{
	return mni_take_number(&parse->reader, "the octets of a chunk", 1,
	    MNI_MOST_OCTETS, &answer->chunk);
}

/* The words behind the content that no other send has. */
static const struct {
	const char *word;
	int (*read)(struct mni_parse *parse, struct mni_answer *answer);
} words[] = {
    {"field", read_field},
    {"without", read_without},
    {"chunked", read_chunked},
};

static int
read_words(struct mni_parse *parse, struct mni_step *step)
{
	struct mni_token token;
	size_t i;

	for (;;) {
		token = mni_peek_token(&parse->reader);
		if (token.kind == MNI_LINE_END)
			return 0;
		for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
			if (mni_token_is(&token, words[i].word))
				break;
		if (i == sizeof(words) / sizeof(words[0])) {
			if (mni_read_modifier(&parse->reader, parse->use,
			        &step->delivery) == -1)
				return -1;
			continue;
		}
		(void)mni_next_token(&parse->reader);
		if (words[i].read(parse, step->answer) == -1)
			return -1;
	}
}

/* Whether TOKEN is a media type: no other word has a slash here. */
static bool
is_type(const struct mni_token *token)
{
	return token->kind == MNI_WORD && token->size > 2 &&
	       memchr(token->text + 1, '/', token->size - 2) != NULL;
}

static int
add_type(struct mni_parse *parse, struct mni_answer *answer, const char *type,
    size_t size)
{
	struct mni_bytes *lines = &answer->fields.data;

	if (append(answer, "Content-Type: ") == -1 ||
	    mni_bytes_append(lines, type, size) == -1 ||
	    append(answer, "\r\n") == -1)
		return mni_no_memory(parse);
	return 0;
}

/* The type that is written, or that of the file that comes next. */
static int
read_type(struct mni_parse *parse, struct mni_answer *answer)
{
	struct mni_token token = mni_peek_token(&parse->reader);
	struct mni_reader ahead = parse->reader;
	const char *type;

	if (is_type(&token)) {
		(void)mni_next_token(&parse->reader);
		return add_type(parse, answer, token.text, token.size);
	}
	if (!mni_token_is(&token, "file"))
		return 0;
	(void)mni_next_token(&ahead);
	token = mni_next_token(&ahead);
	type = mni_type_of((struct mni_slice){token.text, token.size});
	return add_type(parse, answer, type, strlen(type));
}

/* What no single word shows. */
static int
check(struct mni_parse *parse, const struct mni_token *where,
    struct mni_step *step)
{
	struct mni_answer *answer = step->answer;
	unsigned framing = answer->replaced & (MNI_OWN_LENGTH | MNI_OWN_CODING);
	bool content = step->source != MNI_SOURCE_TEXT ||
	               step->text.data.size > 0 || step->text.address_count > 0;

	if (content && mni_web_is_bare(answer->status))
		return mni_mistake(&parse->reader, where,
		    "an answer with status %u has no body", answer->status);
	if (framing == 0 &&
	    (answer->left_out &
	        (answer->chunk > 0 ? MNI_OWN_CODING : MNI_OWN_LENGTH)) != 0)
		answer->closes = true;
	return 0;
}

int
mni_read_answer(struct mni_parse *parse, struct mni_step *step)
{
	struct mni_token where = mni_peek_token(&parse->reader), token;
	size_t status = 0;

	step->answer = calloc(1, sizeof(*step->answer));
	if (step->answer == NULL)
		return mni_no_memory(parse);
	if (mni_take_number(
	        &parse->reader, "'raw', or a status", 100, 999, &status) == -1)
		return -1;
	step->answer->status = (unsigned)status;
	if (read_type(parse, step->answer) == -1)
		return -1;
	token = mni_peek_token(&parse->reader);
	if (mni_is_source(&token) && mni_read_source(parse, step) == -1)
		return -1;
	if (read_words(parse, step) == -1)
		return -1;
	return check(parse, &where, step);
}
