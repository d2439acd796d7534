/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "template.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct value {
	const char *name;
	char text[80];
};

enum placeholder {
	HOST,
	PORT,
	ADDRESS,
	TRANSPORT,
	TIMEOUT,
	RETRY,
	VARIANT,
	VALUE_COUNT
};

static void MNI_PRINTF(4, 5) set(struct value values[static VALUE_COUNT],
    enum placeholder which, const char *name, const char *format, ...)
{
	va_list args;

	values[which].name = name;
	va_start(args, format);
	(void)vsnprintf(
	    values[which].text, sizeof(values[which].text), format, args);
	va_end(args);
}

static void
fill_values(struct value values[static VALUE_COUNT],
    const struct mni_command *command, const struct mni_case *test,
    const struct mn_server *server, int deadline_ms)
{
	const char *host = mn_host(server);
	bool literal6 = strchr(host, ':') != NULL;

	set(values, HOST, "{host}", "%s", host);
	set(values, PORT, "{port}", "%u", mn_port(server));
	set(values, ADDRESS, "{address}", literal6 ? "[%s]:%u" : "%s:%u", host,
	    mn_port(server));
	set(values, TRANSPORT, "{transport}", "%s", test->transport);
	set(values, TIMEOUT, "{timeout}", "%g", deadline_ms / 1000.0);
	set(values, RETRY, "{retry}", "%g", MNI_RETRY_MS / 1000.0);
	set(values, VARIANT, "{variant}", "%s",
	    command->variant == NULL ? "" : command->variant);
}

/* The value whose placeholder begins at AT, or NULL. */
static const struct value *
value_at(const struct value values[static VALUE_COUNT], const char *at)
{
	size_t i;

	for (i = 0; i < VALUE_COUNT; i++)
		if (strncmp(at, values[i].name, strlen(values[i].name)) == 0)
			return &values[i];
	return NULL;
}

static char *
fill(const char *word, const struct value values[static VALUE_COUNT])
{
	struct mni_bytes text = MNI_BYTES_EMPTY;
	const struct value *value;
	int failed = 0;

	while (*word != '\0') {
		value = value_at(values, word);
		if (value == NULL) {
			failed |= mni_bytes_append(&text, word++, 1);
			continue;
		}
		failed |=
		    mni_bytes_append(&text, value->text, strlen(value->text));
		word += strlen(value->name);
	}
	failed |= mni_bytes_append(&text, "", 1);
	if (failed != 0)
		mni_bytes_fini(&text);
	return (char *)text.data;
}

char **
mni_template_words(const struct mni_command *command,
    const struct mni_case *test, const struct mn_server *server,
    int deadline_ms)
{
	struct value values[VALUE_COUNT];
	size_t count = 0, i;
	char **words;

	fill_values(values, command, test, server, deadline_ms);
	while (command->words[count] != NULL)
		count++;
	words = calloc(count + 1, sizeof(*words));
	if (words == NULL)
		return NULL;
	for (i = 0; i < count; i++) {
		words[i] = fill(command->words[i], values);
		if (words[i] == NULL) {
			mni_words_free(words);
			return NULL;
		}
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
