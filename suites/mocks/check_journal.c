/* SPDX-License-Identifier: MIT */
/* The journal as text and as JSON lines, of events that nobody had. */
#include <config.h>

#include "journal/writer.h"
#include "support/checks.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct mni_origin daytime = {.name = "daytime-tcp1",
    .kind = "daytime-tcp",
    .port = 40001,
    .service_port = 13};

/* A send of "hi\r\n", 2.5 s after the start. */
static const struct mn_event sent = {.kind = MN_SEND,
    .time_ns = 2500000007,
    .connection = 3,
    .offset = 22,
    .size = 4,
    .data = (const unsigned char *)"hi\r\n",
    .peer = "127.0.0.1:51234",
    .local = "127.0.0.1:40001"};

/* What EVENT of ORIGIN comes to in FORMAT; the caller frees it. */
static char *
written(enum mn_format format, const struct mn_event *event,
    const struct mni_origin *origin)
{
	struct mni_writer writer;
	char *text = NULL;
	size_t size;
	FILE *stream = open_memstream(&text, &size);

	ck_assert_ptr_nonnull(stream);
	ck_assert_int_eq(mni_writer_begin(&writer, format, stream, 0), 0);
	ck_assert_int_eq(mni_writer_add(&writer, event, origin), 0);
	ck_assert_int_eq(mni_writer_fini(&writer), 0);
	ck_assert_int_eq(fclose(stream), 0);
	return text;
}

static void
assert_written(
    enum mn_format format, const struct mn_event *event, const char *expected)
{
	char *text = written(format, event, &daytime);

	ck_assert_str_eq(text, expected);
	free(text);
}

START_TEST(kinds_have_words_of_their_own)
{
	int a, b;

	for (a = MN_ACCEPT; a <= MN_FAILED; a++) {
		const char *word = mn_event_word((enum mn_event_kind)a);

		ck_assert_str_ne(word, "unknown");
		for (b = MN_ACCEPT; b < a; b++)
			ck_assert_str_ne(
			    word, mn_event_word((enum mn_event_kind)b));
	}
}
END_TEST

START_TEST(json_has_its_keys_in_order)
{
	assert_written(MN_JSON, &sent,
	    "{\"time\":2.500000007,\"server\":\"daytime-tcp1\","
	    "\"kind\":\"daytime-tcp\",\"event\":\"send\",\"connection\":3,"
	    "\"offset\":22,\"size\":4,\"local\":\"127.0.0.1:40001\","
	    "\"peer\":\"127.0.0.1:51234\",\"data\":\"hi\\u000d\\u000a\"}\n");
}
END_TEST

START_TEST(json_has_no_key_for_what_is_not_known)
{
	struct mn_event event = {
	    .kind = MN_RECV, .time_ns = 1, .size = 9000000};

	assert_written(MN_JSON, &event,
	    "{\"time\":0.000000001,\"server\":\"daytime-tcp1\","
	    "\"kind\":\"daytime-tcp\",\"event\":\"recv\",\"offset\":0,"
	    "\"size\":9000000}\n");
}
END_TEST

START_TEST(json_calls_words_text)
{
	struct mn_event event = {.kind = MN_UNEXPECTED,
	    .size = 8,
	    .data = (const unsigned char *)"not \"a\\\""};

	assert_written(MN_JSON, &event,
	    "{\"time\":0.000000000,\"server\":\"daytime-tcp1\","
	    "\"kind\":\"daytime-tcp\",\"event\":\"unexpected\",\"offset\":0,"
	    "\"size\":8,\"text\":\"not \\\"a\\\\\\\"\"}\n");
}
END_TEST

/* The character of JSON that begins at *at, which is moved behind it; -1 for
 * anything that RFC 8259 does not allow in a string, or that is not ASCII. */
static int
json_character(const char **at)
{
	char digits[5] = "", *end;
	int value = (unsigned char)**at;

	if (value < 0x20 || value > 0x7e || value == '"')
		return -1;
	++*at;
	if (value != '\\')
		return value;
	value = (unsigned char)*(*at)++;
	if (value == '"' || value == '\\')
		return value;
	if (value != 'u')
		return -1;
	(void)snprintf(digits, sizeof(digits), "%s", *at);
	value = (int)strtol(digits, &end, 16);
	*at += 4;
	return end == digits + 4 ? value : -1;
}

START_TEST(json_gives_every_octet_back)
{
	struct mn_event event = {.kind = MN_RECV, .size = 256};
	unsigned char octets[256];
	const char *at;
	char *text;
	int i;

	for (i = 0; i < 256; i++)
		octets[i] = (unsigned char)i;
	event.data = octets;
	text = written(MN_JSON, &event, &daytime);
	at = strstr(text, "\"data\":\"");
	ck_assert_ptr_nonnull(at);
	at += strlen("\"data\":\"");
	for (i = 0; i < 256; i++)
		ck_assert_int_eq(json_character(&at), i);
	ck_assert_str_eq(at, "\"}\n");
	free(text);
}
END_TEST

/* A file name may hold any octet, and is shown all the same. */
START_TEST(json_stays_json_whatever_a_path_is)
{
	struct mn_event event = {.kind = MN_ACCEPT,
	    .connection = 1,
	    .local = "unix:/tmp/\"\n\xff",
	    .peer = "unix:"};

	assert_written(MN_JSON, &event,
	    "{\"time\":0.000000000,\"server\":\"daytime-tcp1\","
	    "\"kind\":\"daytime-tcp\",\"event\":\"accept\",\"connection\":1,"
	    "\"offset\":0,\"size\":0,\"local\":"
	    "\"unix:/tmp/\\\"\\u000a\\u00ff\",\"peer\":\"unix:\"}\n");
}
END_TEST

START_TEST(text_is_a_line_of_columns)
{
	struct mn_event event = sent;

	assert_written(MN_TEXT, &event,
	    "  2500.000 ms  daytime-tcp1  send        #3   127.0.0.1:40001"
	    "  >  127.0.0.1:51234  @22  +4  \"hi\\r\\n\"\n");
	event.connection = 0;
	event.offset = 0;
	event.kind = MN_RECV;
	assert_written(MN_TEXT, &event,
	    "  2500.000 ms  daytime-tcp1  recv             127.0.0.1:40001"
	    "  <  127.0.0.1:51234  +4  \"hi\\r\\n\"\n");
	event.size = 0;
	assert_written(MN_TEXT, &event,
	    "  2500.000 ms  daytime-tcp1  recv             127.0.0.1:40001"
	    "  <  127.0.0.1:51234  +0  \"\"\n");
	event.size = 4;
	event.kind = MN_FAULT;
	assert_written(MN_TEXT, &event,
	    "  2500.000 ms  daytime-tcp1  fault            127.0.0.1:40001"
	    "  -  127.0.0.1:51234  hi\\r\\n\n");
}
END_TEST

START_TEST(text_ends_where_nothing_more_is_known)
{
	struct mn_event event = {.kind = MN_DONE};

	assert_written(MN_TEXT, &event, "     0.000 ms  daytime-tcp1  done\n");
	event.connection = 12345;
	event.local = "127.0.0.1:40001";
	assert_written(MN_TEXT, &event,
	    "     0.000 ms  daytime-tcp1  done        #12345\n");
	event.kind = MN_FIN_SEEN;
	event.offset = 7;
	assert_written(MN_TEXT, &event,
	    "     0.000 ms  daytime-tcp1  fin-seen    #12345  @7\n");
	event.kind = MN_SEND;
	event.size = 9000000;
	assert_written(MN_TEXT, &event,
	    "     0.000 ms  daytime-tcp1  send        #12345  @7  +9000000\n");
	event.kind = MN_FAILED;
	event.data = (const unsigned char *)"send: \"\x1b[m\"";
	event.size = 11;
	assert_written(MN_TEXT, &event,
	    "     0.000 ms  daytime-tcp1  failed      #12345  "
	    "send: \"\\x1b[m\"\n");
}
END_TEST

START_TEST(text_shows_who_called)
{
	struct mni_origin origin = daytime;
	struct mn_event event = {.kind = MN_ACCEPT,
	    .connection = 1,
	    .local = "[::1]:51234",
	    .peer = "[::1]:40001"};
	char *text = written(MN_TEXT, &event, &origin);

	ck_assert_ptr_nonnull(
	    strstr(text, "[::1]:51234      <  [::1]:40001\n"));
	free(text);
	origin.calls = true;
	text = written(MN_TEXT, &event, &origin);
	ck_assert_ptr_nonnull(
	    strstr(text, "[::1]:51234      >  [::1]:40001\n"));
	free(text);
}
END_TEST

START_TEST(text_cuts_long_data_and_says_how_long)
{
	struct mn_event event = sent;
	unsigned char octets[5000];
	char *text;

	memset(octets, '\n', sizeof(octets));
	event.data = octets;
	event.size = sizeof(octets);
	text = written(MN_TEXT, &event, &daytime);
	ck_assert_uint_lt(strlen(text), 400);
	ck_assert_ptr_nonnull(strstr(text, "  +5000  \"\\n\\n\\n"));
	ck_assert_ptr_nonnull(strstr(text, "\\n\"...\n"));
	free(text);
}
END_TEST

/* Writes SENT to a disk that is full.  Returns what the last call said. */
static int
write_to_full_disk(enum mn_format format, int buffering)
{
	struct mni_writer writer;
	FILE *full = fopen("/dev/full", "w");
	int result;

	if (full == NULL)
		return -2;
	(void)setvbuf(full, NULL, buffering, BUFSIZ);
	result = mni_writer_begin(&writer, format, full, 0);
	if (result == 0)
		result = mni_writer_add(&writer, &sent, &daytime);
	if (mni_writer_fini(&writer) == -1)
		result = -1;
	if (result == -1)
		ck_assert_int_eq(errno, ENOSPC);
	(void)fclose(full);
	return result;
}

START_TEST(full_disk_is_noticed)
{
	static const enum mn_format formats[] = {MN_TEXT, MN_JSON, MN_PCAP};
	size_t i;

	for (i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		int result = write_to_full_disk(formats[i], _IONBF);

		if (result == -2) {
			checks_skip("full_disk_is_noticed", "no /dev/full");
			return;
		}
		ck_assert_int_eq(result, -1);
		ck_assert_int_eq(write_to_full_disk(formats[i], _IOFBF), -1);
	}
}
END_TEST

int
main(void)
{
	const TTest *const tests[] = {kinds_have_words_of_their_own,
	    json_has_its_keys_in_order, json_has_no_key_for_what_is_not_known,
	    json_calls_words_text, json_gives_every_octet_back,
	    json_stays_json_whatever_a_path_is, text_is_a_line_of_columns,
	    text_ends_where_nothing_more_is_known, text_shows_who_called,
	    text_cuts_long_data_and_says_how_long, full_disk_is_noticed};

	return checks_main(
	    checks_suite("journal", tests, sizeof(tests) / sizeof(tests[0])));
}
