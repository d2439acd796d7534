/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/template.h"

#include "judge/mocks.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a placeholder stands for. */
struct value {
	const char *name;
	const char *text; /* own, or the caller's */
	char own[80];
};

#define MOST_VALUES 9

struct values {
	struct value list[MOST_VALUES];
	size_t count;
};

static const char url_name[] = "{url}", server_name[] = "{server}";

static void MNI_PRINTF(3, 4)
    add(struct values *values, const char *name, const char *format, ...)
{
	struct value *value = &values->list[values->count++];
	va_list args;

	value->name = name;
	value->text = value->own;
	va_start(args, format);
	(void)vsnprintf(value->own, sizeof(value->own), format, args);
	va_end(args);
}

/* TEXT is the caller's and stays. */
static void
add_text(struct values *values, const char *name, const char *text)
{
	values->list[values->count++] =
	    (struct value){.name = name, .text = text};
}

/* An address with its port, as in a URL. */
static void
add_whole(
    struct values *values, const char *name, const struct mn_server *server)
{
	bool literal6 = strchr(mn_host(server), ':') != NULL;

	add(values, name, literal6 ? "[%s]:%u" : "%s:%u", mn_host(server),
	    mn_port(server));
}

static void
add_address(struct values *values, const struct mn_server *server)
{
	add(values, "{host}", "%s", mn_host(server));
	add(values, "{port}", "%u", mn_port(server));
	add_whole(values, "{address}", server);
}

static void
add_all(struct values *values, const struct mni_command *command,
    const struct mni_case *test, const struct mn_server *server,
    int deadline_ms)
{
	add_address(values, server);
	add(values, "{transport}", "%s", test->transport);
	add(values, "{timeout}", "%g", deadline_ms / 1000.0);
	add(values, "{retry}", "%g", MNI_RETRY_MS / 1000.0);
	add_text(values, "{name}", test->name);
	add(values, "{variant}", "%s",
	    command->variant == NULL ? "" : command->variant);
}

/* The value whose placeholder begins at AT, or NULL. */
static const struct value *
value_at(const struct values *values, const char *at)
{
	size_t i;

	for (i = 0; i < values->count; i++)
		if (strncmp(at, values->list[i].name,
		        strlen(values->list[i].name)) == 0)
			return &values->list[i];
	return NULL;
}

/* TEXT with its placeholders filled in, or NULL when there is no memory. */
static char *
fill(const char *text, const struct values *values)
{
	struct mni_bytes filled = MNI_BYTES_EMPTY;
	const struct value *value;
	int failed = 0;

	while (*text != '\0') {
		value = value_at(values, text);
		if (value == NULL) {
			failed |= mni_bytes_append(&filled, text++, 1);
			continue;
		}
		failed |=
		    mni_bytes_append(&filled, value->text, strlen(value->text));
		text += strlen(value->name);
	}
	failed |= mni_bytes_append(&filled, "", 1);
	if (failed != 0)
		mni_bytes_fini(&filled);
	return (char *)filled.data;
}

/* A text without a scheme is at the server. */
static bool
is_relative(const char *url)
{
	return *url == '\0' || *url == '/' || *url == '?';
}

char *
mni_template_url(
    const struct mni_case *test, const struct mn_server *server, size_t nth)
{
	static const char scheme[] = "http://{address}";
	const char *url = test->urls[nth];
	struct values values = {.count = 0};
	char *text, *filled;
	size_t size;

	add_address(&values, server);
	if (!is_relative(url))
		return fill(url, &values);
	size = sizeof(scheme) + strlen(url);
	text = malloc(size);
	if (text == NULL)
		return NULL;
	(void)snprintf(text, size, "%s%s", scheme, url);
	filled = fill(text, &values);
	free(text);
	return filled;
}

/* Writes WORD, with {url} in it, to WORDS: once for each URL of TEST. */
static int
fill_urls(char **words, const char *word, struct values values,
    const struct mni_case *test, const struct mn_server *server)
{
	struct value *value = &values.list[values.count++];
	size_t i;
	char *url;

	value->name = url_name;
	for (i = 0; i < test->url_count; i++) {
		url = mni_template_url(test, server, i);
		value->text = url;
		words[i] = url == NULL ? NULL : fill(word, &values);
		free(url);
		if (words[i] == NULL)
			return -1;
	}
	return 0;
}

/* Writes WORD, with {server} in it, to WORDS: once for each mock. */
static int
fill_servers(char **words, const char *word, const struct values *values,
    const struct mni_case *test, const struct mn_server *server)
{
	struct values all;
	size_t i;

	for (i = 0; i <= test->other_count; i++) {
		all = *values;
		add_whole(&all, server_name,
		    i == 0 ? server : mni_other_mock(server, i - 1));
		words[i] = fill(word, &all);
		if (words[i] == NULL)
			return -1;
	}
	return 0;
}

/* How many words WORD becomes for TEST. */
static size_t
word_count(const char *word, const struct mni_case *test)
{
	if (strstr(word, url_name) != NULL)
		return test->url_count;
	return strstr(word, server_name) == NULL ? 1 : 1 + test->other_count;
}

/* Writes what WORD becomes to WORDS, as many as word_count() says. */
static int
fill_word(char **words, const char *word, const struct values *values,
    const struct mni_case *test, const struct mn_server *server)
{
	if (strstr(word, url_name) != NULL)
		return fill_urls(words, word, *values, test, server);
	if (strstr(word, server_name) != NULL)
		return fill_servers(words, word, values, test, server);
	*words = fill(word, values);
	return *words == NULL ? -1 : 0;
}

char **
mni_template_words(const struct mni_command *command,
    const struct mni_case *test, const struct mn_server *server,
    int deadline_ms)
{
	const char *const *word;
	struct values values = {.count = 0};
	size_t count = 0;
	char **words;

	add_all(&values, command, test, server, deadline_ms);
	for (word = command->words; *word != NULL; word++)
		count += word_count(*word, test);
	words = calloc(count + 1, sizeof(*words));
	if (words == NULL)
		return NULL;
	count = 0;
	for (word = command->words; *word != NULL; word++) {
		if (fill_word(words + count, *word, &values, test, server) ==
		    -1) {
			mni_words_free(words);
			return NULL;
		}
		count += word_count(*word, test);
	}
	return words;
}

void
mni_words_free(char **words)
{
	size_t i;

	for (i = 0; words[i] != NULL; i++)
		free(words[i]);
	free(words);
}

bool
mni_command_mentions(const struct mni_command *command, const char *name)
{
	size_t i;

	for (i = 0; command->words[i] != NULL; i++)
		if (strstr(command->words[i], name) != NULL)
			return true;
	return false;
}
