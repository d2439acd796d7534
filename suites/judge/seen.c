/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/seen.h"

#include "base/text.h"
#include "judge/mocks.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How long the mock may take to see what is on its way. */
#define SETTLE_MS 500
#define QUOTED 160
#define MOST_SEEN 999999999

static int
read_range(struct mni_reader *reader, struct mni_seen *seen)
{
	return mni_take_range(reader, "a number or a range such as 1..5", 0,
	    MOST_SEEN, &seen->least, &seen->most);
}

/* A text, and how often it came. */
static int
read_text(struct mni_reader *reader, struct mni_seen *seen)
{
	struct mni_token token = mni_peek_token(reader);

	seen->kind = MNI_SEEN_TEXT;
	if (mni_take_string(reader, &seen->text) == -1)
		return -1;
	if (seen->text.size == 0)
		return mni_mistake(
		    reader, &token, "expected at least one octet to look for");
	if (mni_take_word(reader, "times", "the text") == -1)
		return -1;
	return read_range(reader, seen);
}

/* Takes the name of a mock behind "at". */
static int
read_at(struct mni_reader *reader, struct mni_seen *seen)
{
	struct mni_token token = mni_next_token(reader);

	if (token.kind != MNI_WORD || token.size >= sizeof(seen->at))
		return mni_expected(reader, &token, "the name of a mock");
	(void)snprintf(
	    seen->at, sizeof(seen->at), "%.*s", (int)token.size, token.text);
	return 0;
}

static int
read_what(struct mni_reader *reader, struct mni_seen *seen)
{
	struct mni_token token = mni_peek_token(reader);

	if (token.kind == MNI_STRING)
		return read_text(reader, seen);
	(void)mni_next_token(reader);
	if (mni_token_is(&token, "end")) {
		seen->kind = MNI_SEEN_END_FIN;
		return mni_take_word(reader, "fin", "'end'");
	}
	if (mni_token_is(&token, "clean")) {
		seen->kind = MNI_SEEN_CLEAN;
		return 0;
	}
	if (mni_token_is(&token, "requests"))
		seen->kind = MNI_SEEN_REQUESTS;
	else if (mni_token_is(&token, "octets"))
		seen->kind = MNI_SEEN_OCTETS;
	else if (mni_token_is(&token, "ids"))
		seen->kind = MNI_SEEN_IDS;
	else if (mni_token_is(&token, "ports"))
		seen->kind = MNI_SEEN_PORTS;
	else
		return mni_expected(reader, &token,
		    "requests, octets, ids, ports, clean, \"...\" or end "
		    "fin");
	return read_range(reader, seen);
}

int
mni_seen_read(struct mni_reader *reader, struct mni_seen *out_seen)
{
	struct mni_token token;

	if (read_what(reader, out_seen) == -1)
		return -1;
	token = mni_peek_token(reader);
	if (!mni_token_is(&token, "at"))
		return 0;
	(void)mni_next_token(reader);
	return read_at(reader, out_seen);
}

enum mn_event_kind
mni_request_kind(const struct mni_case *test)
{
	return strcmp(test->transport, "tcp") == 0 ? MN_ACCEPT : MN_RECV;
}

/* Connections; or datagrams alone, where the server hears both. */
static size_t
requests_seen(const struct mni_case *test, struct mn_server *server)
{
	enum mn_event_kind kind = mni_request_kind(test);
	struct mn_event event;
	size_t nth, count = 0;

	for (nth = 0; mn_event(server, nth, &event); nth++)
		if (event.kind == kind &&
		    (kind == MN_ACCEPT || event.connection == 0))
			count++;
	return count;
}

static size_t
octets_seen(struct mn_server *server)
{
	struct mn_event event;
	size_t nth, octets = 0;

	for (nth = 0; mn_event(server, nth, &event); nth++)
		if (event.kind == MN_RECV)
			octets += event.size;
	return octets;
}

/* What came over the NTH connection, from 1, or by datagrams for 0, as far as
 * the journal had room for it. */
static struct mni_bytes
octets_of(struct mn_server *server, size_t nth)
{
	struct mni_bytes octets = MNI_BYTES_EMPTY;
	struct mn_event event;
	size_t i;

	for (i = 0; mn_event(server, i, &event); i++)
		if (event.kind == MN_RECV && event.connection == nth &&
		    event.data != NULL)
			(void)!mni_bytes_append(
			    &octets, event.data, event.size);
	return octets;
}

/* How often TEXT is in OCTETS, which it takes away. */
static size_t
count_text(struct mni_bytes *octets, const struct mni_bytes *text)
{
	size_t count = 0, at;

	while (
	    (at = mni_bytes_find(octets, text->data, text->size)) != SIZE_MAX) {
		mni_bytes_consume(octets, at + text->size);
		count++;
	}
	return count;
}

static size_t
texts_seen(struct mn_server *server, const struct mni_bytes *text)
{
	size_t last = mn_count(server, MN_ACCEPT), count = 0, nth;
	struct mni_bytes octets;

	for (nth = 0; nth <= last; nth++) {
		octets = octets_of(server, nth);
		count += count_text(&octets, text);
		mni_bytes_fini(&octets);
	}
	return count;
}

/* What was counted; of numbers that may come again, each once. */
struct tally {
	size_t count;
	uint8_t marks[(UINT16_MAX + 1) / 8];
};

static void
mark(struct tally *tally, unsigned number)
{
	uint8_t *marks = &tally->marks[number / 8 % sizeof(tally->marks)];
	unsigned bit = 1U << number % 8;

	if ((*marks & bit) == 0)
		tally->count++;
	*marks = (uint8_t)(*marks | bit);
}

/* The ids of DNS, which begin a datagram. */
static void
mark_ids(struct tally *tally, struct mn_server *server)
{
	struct mn_event event;
	size_t nth;

	for (nth = 0; mn_event(server, nth, &event); nth++)
		if (event.kind == MN_RECV && event.connection == 0 &&
		    event.data != NULL && event.size >= 2)
			mark(tally, event.data[0] * 256U + event.data[1]);
}

static void
mark_ports(
    struct tally *tally, const struct mni_case *test, struct mn_server *server)
{
	enum mn_event_kind kind = mni_request_kind(test);
	struct mn_event event;
	const char *colon;
	size_t nth;

	for (nth = 0; mn_event(server, nth, &event); nth++) {
		colon = event.kind == kind && event.peer != NULL
		            ? strrchr(event.peer, ':')
		            : NULL;
		if (colon != NULL)
			mark(tally, (unsigned)strtoul(colon + 1, NULL, 10));
	}
}

/* Adds what SERVER has seen. */
static void
add_seen(struct tally *tally, const struct mni_case *test,
    const struct mni_seen *seen, struct mn_server *server)
{
	switch (seen->kind) {
	case MNI_SEEN_REQUESTS:
		tally->count += requests_seen(test, server);
		break;
	case MNI_SEEN_OCTETS:
		tally->count += octets_seen(server);
		break;
	case MNI_SEEN_TEXT:
		tally->count += texts_seen(server, &seen->text);
		break;
	case MNI_SEEN_IDS:
		mark_ids(tally, server);
		break;
	case MNI_SEEN_PORTS:
		mark_ports(tally, test, server);
		break;
	case MNI_SEEN_CLEAN:
		tally->count += mn_count(server, MN_LINT);
		break;
	case MNI_SEEN_END_FIN:
		break;
	}
}

/* What is counted, in words; OUT is room for them. */
static const char *
noun_of(const struct mni_seen *seen, char out[static QUOTED])
{
	switch (seen->kind) {
	case MNI_SEEN_REQUESTS:
		return "requests";
	case MNI_SEEN_OCTETS:
		return "octets";
	case MNI_SEEN_IDS:
		return "different ids";
	case MNI_SEEN_PORTS:
		return "different ports";
	case MNI_SEEN_CLEAN:
		return "odd requests";
	case MNI_SEEN_TEXT:
	case MNI_SEEN_END_FIN:
		break;
	}
	return mni_quote(out, QUOTED, seen->text.data, seen->text.size);
}

static struct mni_verdict
out_of_range(const struct mni_seen *seen, size_t count)
{
	char quoted[QUOTED], range[60];
	const char *noun = noun_of(seen, quoted);

	if (seen->least == seen->most)
		(void)snprintf(range, sizeof(range), "%zu", seen->least);
	else
		(void)snprintf(range, sizeof(range), "%zu to %zu", seen->least,
		    seen->most);
	return mni_verdict_of(MNI_FAIL, "expected %s %s at %s; it saw %zu",
	    range, noun, seen->at[0] == '\0' ? "the mock" : seen->at, count);
}

/* Waits a little for the end of the connection, whichever it is. */
static bool
ended_by_fin(struct mn_server *server)
{
	int waited_ms = 0;

	while (mn_count(server, MN_RST_SEEN) == 0 && waited_ms < SETTLE_MS) {
		if (mn_wait(server, MN_FIN_SEEN, 1, 10))
			return true;
		waited_ms += 10;
	}
	return false;
}

static struct mni_verdict
check_end(struct mn_server *server)
{
	if (ended_by_fin(server))
		return mni_verdict_of(MNI_PASS, "%s", "");
	return mni_verdict_of(MNI_FAIL,
	    "expected the connection to be ended by a FIN; the mock saw %s",
	    mn_count(server, MN_RST_SEEN) > 0 ? "a reset" : "none");
}

struct mni_verdict
mni_seen_check(const struct mni_case *test, const struct mni_seen *seen,
    struct mn_server *server)
{
	struct tally tally = {.count = 0};
	struct mn_server *mock = server;
	size_t nth;

	if (seen->kind == MNI_SEEN_END_FIN && seen->at[0] == '\0')
		return check_end(server);
	for (nth = 0; mock != NULL; mock = mni_other_mock(server, nth++)) {
		if (seen->at[0] != '\0' && strcmp(seen->at, mn_name(mock)) != 0)
			continue;
		if (seen->kind == MNI_SEEN_END_FIN)
			return check_end(mock);
		add_seen(&tally, test, seen, mock);
	}
	if (tally.count < seen->least || tally.count > seen->most)
		return out_of_range(seen, tally.count);
	return mni_verdict_of(MNI_PASS, "%s", "");
}
