/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/phrases.h"

#include "base/status.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>

#define QUOTED 160
#define MOST_WHOLE 60 /* octets that are quoted to their end */

/* The octets at DATA, of which there are SIZE, or the first of them. */
static void
describe(char *out, size_t capacity, const uint8_t *data, size_t size)
{
	char quoted[QUOTED];

	if (size > MOST_WHOLE) {
		(void)mni_quote(quoted, 48, data, MOST_WHOLE);
		(void)snprintf(out, capacity, "%s (%zu octets)", quoted, size);
	} else {
		(void)mni_quote(quoted, sizeof(quoted), data, size);
		(void)snprintf(out, capacity, "%s", quoted);
	}
}

void
mni_phrase_octets(char *out, size_t capacity, const struct mni_bytes *octets)
{
	describe(out, capacity, octets->data, octets->size);
}

static void
describe_body(char *out, size_t capacity, const struct mni_octets *body)
{
	uint8_t front[MOST_WHOLE];

	(void)mni_octets_write(body, 0, front, sizeof(front));
	describe(out, capacity, front, body->size);
}

static const char *
term_word(enum mni_term_kind kind)
{
	switch (kind) {
	case MNI_WITH_FIELD:
		return "with field";
	case MNI_WITHOUT_FIELD:
		return "without field";
	case MNI_SAME_FIELD:
		return "same field";
	case MNI_WITH_DATE:
		return "with date";
	case MNI_WITH_CLOSE:
		return "with close";
	}
	return "?";
}

void
mni_phrase_term(char *out, size_t capacity, const struct mni_term *term)
{
	char name[MNI_MOST_FIELD_NAME + 8] = "";

	if (term->name[0] != '\0')
		(void)snprintf(name, sizeof(name), " \"%s\"", term->name);
	(void)snprintf(out, capacity, "%s%s", term_word(term->kind), name);
}

static void
describe_statuses(
    char *out, size_t capacity, const struct mni_statuses *statuses)
{
	size_t size = (size_t)snprintf(out, capacity, "status"), i;
	char term[80];

	for (i = 0; i < statuses->code_count && size < capacity; i++)
		size += (size_t)snprintf(
		    out + size, capacity - size, " %s", statuses->codes[i]);
	for (i = 0; i < statuses->term_count && size < capacity; i++) {
		mni_phrase_term(term, sizeof(term), &statuses->terms[i]);
		size +=
		    (size_t)snprintf(out + size, capacity - size, " %s", term);
	}
}

static void
describe_ok(char *out, size_t capacity, const struct mni_expect *expect)
{
	char octets[QUOTED + 40] = "";
	size_t size = (size_t)snprintf(out, capacity, "ok"), i;

	for (i = 0; i < expect->trait_count && size < capacity; i++) {
		mni_trait_phrase(&expect->traits[i], octets, sizeof(octets));
		size += (size_t)snprintf(
		    out + size, capacity - size, " %s", octets);
	}
	if (expect->has_body)
		describe_body(octets, sizeof(octets), &expect->body);
	else if (expect->without.size > 0)
		mni_phrase_octets(octets, sizeof(octets), &expect->without);
	else if (expect->trait_count > 0)
		return;
	else
		(void)snprintf(octets, sizeof(octets), "%s",
		    expect->sent ? "sent" : "with any text");
	if (size < capacity)
		(void)snprintf(out + size, capacity - size, " %s%s",
		    expect->without.size > 0 ? "without " : "", octets);
}

static void
describe_error(char *out, size_t capacity, const struct mni_expect *expect)
{
	char octets[QUOTED + 40] = "";

	if (expect->has_body)
		describe_body(octets, sizeof(octets), &expect->body);
	(void)snprintf(out, capacity, "error %s%s%s",
	    mni_status_word(expect->status), expect->has_body ? " " : "",
	    octets);
}

void
mni_phrase_expect(char *out, size_t capacity, const struct mni_expect *expect)
{
	char within[40] = "", what[2 * QUOTED] = "";

	if (expect->within_ms > 0)
		(void)snprintf(
		    within, sizeof(within), " within %d ms", expect->within_ms);
	if (expect->any)
		(void)snprintf(what, sizeof(what), "any outcome");
	else if (expect->ok)
		describe_ok(what, sizeof(what), expect);
	else if (expect->statuses != NULL)
		describe_statuses(what, sizeof(what), expect->statuses);
	else if (!expect->end)
		describe_error(what, sizeof(what), expect);
	(void)snprintf(out, capacity, "%s%s%s%s", what,
	    expect->end && what[0] != '\0' ? " and " : "",
	    expect->end ? "end" : "", within);
}

void
mni_phrase_expects(
    char *out, size_t capacity, const struct mni_case *test, size_t count)
{
	char first[2 * QUOTED], text[2 * QUOTED];
	size_t i, size;

	mni_phrase_expect(first, sizeof(first), &test->expects[0]);
	size = (size_t)snprintf(out, capacity, "%.120s", first);
	for (i = 1; i < count && size < capacity; i++) {
		mni_phrase_expect(text, sizeof(text), &test->expects[i]);
		if (strcmp(text, first) != 0)
			size += (size_t)snprintf(
			    out + size, capacity - size, " or %.120s", text);
	}
}

void
mni_phrase_difference(char *out, size_t capacity, const struct mni_octets *want,
    const struct mni_bytes *got)
{
	size_t at = mni_octets_same(want, got);

	if (at == want->size && at == got->size)
		out[0] = '\0';
	else
		(void)snprintf(out, capacity, "; differs at octet %zu of %zu",
		    at, want->size);
}
