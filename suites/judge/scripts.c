/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/scripts.h"

#include "mocknet.h"
#include "script/script.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* Takes this line and the indented ones below it. */
static int
take_script(struct mni_reader *reader, char **out_text)
{
	struct mni_token start = mni_peek_token(reader);
	struct mni_reader ahead;
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
	free(*out_text);
	*out_text = strndup(start.text, (size_t)(end - start.text));
	if (*out_text != NULL)
		return 0;
	(void)mni_mistake(reader, &start, "no memory");
	return -1;
}

/* Takes a script for SIDE, whose files are in FOLDER. */
static int
read_script(struct mni_reader *reader, enum mni_side side, const char *folder,
    char **out_text, struct mni_script *out_script)
{
	struct mni_token start = mni_peek_token(reader), where = start;
	struct mn_mistake mistake;

	if (take_script(reader, out_text) == -1)
		return -1;
	if (mni_script_read(*out_text, strlen(*out_text), side, folder,
	        out_script, &mistake) == 0)
		return 0;
	where.line += mistake.line - 1;
	where.column = mistake.line == 1 ? start.column + mistake.column - 1
	                                 : mistake.column;
	return mni_mistake(reader, &where, "%s", mistake.text);
}

/* Whether a mock is called NAME. */
static bool
is_called(const struct mni_mocks *mocks, const char *name)
{
	size_t i;

	for (i = 0; i < mocks->count; i++)
		if (strcmp(mocks->list[i].name, name) == 0)
			return true;
	return false;
}

int
mni_serve_read(
    struct mni_reader *reader, struct mni_case *test, struct mni_mocks *mocks)
{
	struct mni_token start = mni_peek_token(reader);
	struct mni_mock mock = {.place = start};
	struct mni_script script;
	bool first = mocks->count == 0;

	if (mocks->count > MNI_MOST_OTHERS)
		return mni_mistake(reader, &start,
		    "a case has at most %d serve lines", 1 + MNI_MOST_OTHERS);
	if (read_script(reader, MNI_SERVER, test->folder,
	        first ? &test->script : &test->others[test->other_count++],
	        &script) == -1)
		return -1;
	(void)snprintf(mock.name, sizeof(mock.name), "%s", script.name);
	mock.datagrams = script.type == SOCK_DGRAM;
	mock.streams = script.type == SOCK_STREAM || script.both;
	test->refuses = (first || test->refuses) && script.entry == MNI_REFUSE;
	mni_script_fini(&script);
	if (mock.name[0] != '\0' && is_called(mocks, mock.name))
		return mni_mistake(
		    reader, &start, "the name '%s' is taken", mock.name);
	mocks->list[mocks->count++] = mock;
	return 0;
}

int
mni_connect_read(struct mni_reader *reader, struct mni_case *test)
{
	struct mni_token start = mni_peek_token(reader);
	struct mni_script script;
	bool plain;

	if (read_script(
	        reader, MNI_CLIENT, test->folder, &test->script, &script) == -1)
		return -1;
	test->transport = script.type == SOCK_STREAM ? "tcp" : "udp";
	plain = strcmp(script.kind, test->transport) == 0 &&
	        script.family == AF_INET && script.port == 0 &&
	        script.name[0] == '\0';
	mni_script_fini(&script);
	if (plain)
		return 0;
	return mni_mistake(reader, &start,
	    "expected tcp or udp and no more: where to connect is not for a "
	    "case to say");
}

int
mni_mocks_check(struct mni_reader *reader, const struct mni_case *test,
    const struct mni_mocks *mocks, const struct mni_token *asked_at)
{
	bool tcp = strcmp(test->transport, "tcp") == 0;
	const struct mni_mock *mock;
	size_t i;

	for (i = 0; i < mocks->count; i++) {
		mock = &mocks->list[i];
		if (!(tcp ? mock->streams : mock->datagrams))
			return mni_mistake(reader, &mock->place,
			    "a client that asks over %s needs a mock that "
			    "hears it",
			    test->transport);
	}
	for (i = 0; i < test->seen_count; i++)
		if (test->seen[i].at[0] != '\0' &&
		    !is_called(mocks, test->seen[i].at))
			return mni_mistake(reader, &asked_at[i],
			    "no mock of the case is called '%s'",
			    test->seen[i].at);
	return 0;
}
