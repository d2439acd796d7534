/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "program/variables.h"

#include "base/program.h"
#include "program/servers.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define OF_A_SERVER 3 /* variables */

void
mni_variables_fini(struct mni_variables *variables)
{
	size_t i;

	for (i = 0; i < variables->count; i++)
		free(variables->list[i]);
	free(variables->list);
	*variables = MNI_VARIABLES_EMPTY;
}

/* The formatted text, the caller's to free, or NULL when there is no
 * memory. */
static char *formatted(const char *format, ...) MNI_PRINTF(1, 2);

static char *
formatted(const char *format, ...)
{
	char *text = NULL;
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length >= 0)
		text = malloc((size_t)length + 1);
	if (text == NULL)
		return NULL;
	va_start(args, format);
	(void)vsnprintf(text, (size_t)length + 1, format, args);
	va_end(args);
	return text;
}

/* Adds TEXT, which is NAME=VALUE, and owns it from here on.  Returns 0, or -1
 * when it has printed that there is no memory. */
static int
add(struct mni_variables *variables, char *text)
{
	size_t room = (variables->count + 2) * sizeof(*variables->list);
	char **list = NULL;

	if (text != NULL)
		list = realloc(variables->list, room);
	if (list == NULL) {
		free(text);
		mni_program_error("no memory");
		return -1;
	}
	list[variables->count++] = text;
	list[variables->count] = NULL;
	variables->list = list;
	return 0;
}

/* The index of the first variable with the name of TEXT, which is NAME=VALUE;
 * as many as there are when there is none. */
static size_t
find(const struct mni_variables *variables, const char *text)
{
	size_t i, length = strcspn(text, "=");

	for (i = 0; i < variables->count; i++)
		if (strncmp(variables->list[i], text, length) == 0 &&
		    variables->list[i][length] == '=')
			break;
	return i;
}

/* Makes what stands before the "=" of TEXT a name that sh takes. */
static void
capitalize(char *text)
{
	for (; *text != '='; text++)
		if (*text >= 'a' && *text <= 'z')
			*text = (char)(*text - 'a' + 'A');
		else if (*text == '-' || *text == '.')
			*text = '_';
}

static int
add_server(struct mni_variables *variables, const struct mn_server *server)
{
	struct mni_place place = mni_place_of(server);
	const char *name = mn_name(server);

	if (add(variables, formatted("MOCKNET_%s_HOST=%s", name, place.host)) ==
	        -1 ||
	    add(variables, formatted("MOCKNET_%s_PORT=%s", name, place.port)) ==
	        -1)
		return -1;
	return add(
	    variables, formatted("MOCKNET_%s_ADDRESS=%s", name, place.address));
}

int
mni_variables_of(struct mn_net *net, struct mni_variables *variables)
{
	const struct mn_server *server;
	size_t i, first;

	for (i = 0; (server = mn_server(net, i)) != NULL; i++)
		if (add_server(variables, server) == -1)
			return -1;
	for (i = 0; i < variables->count; i++) {
		capitalize(variables->list[i]);
		first = find(variables, variables->list[i]);
		if (first == i)
			continue;
		mni_program_error("'%s' and '%s' are the same in the names of "
		                  "variables",
		    mn_name(mn_server(net, first / OF_A_SERVER)),
		    mn_name(mn_server(net, i / OF_A_SERVER)));
		return -1;
	}
	return 0;
}

int
mni_variables_inherit(struct mni_variables *variables, char *const *environment)
{
	size_t i;

	for (i = 0; environment[i] != NULL; i++)
		if (find(variables, environment[i]) == variables->count &&
		    add(variables, strdup(environment[i])) == -1)
			return -1;
	return 0;
}

void
mni_variables_export(const struct mni_variables *variables, FILE *stream)
{
	const char *at;
	size_t i;

	for (i = 0; i < variables->count; i++) {
		at = strchr(variables->list[i], '=') + 1;
		(void)fprintf(stream, "export %.*s'",
		    (int)(at - variables->list[i]), variables->list[i]);
		for (; *at != '\0'; at++)
			if (*at == '\'')
				(void)fputs("'\\''", stream);
			else
				(void)fputc(*at, stream);
		(void)fputs("'\n", stream);
	}
}
