/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "program/variables.h"

#include "base/program.h"
#include "program/servers.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

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

/* Whether there is a variable with the name of TEXT, which is NAME=VALUE. */
static bool
has(const struct mni_variables *variables, const char *text)
{
	size_t i, length = strcspn(text, "=");

	for (i = 0; i < variables->count; i++)
		if (strncmp(variables->list[i], text, length) == 0 &&
		    variables->list[i][length] == '=')
			return true;
	return false;
}

/* What C becomes in a name that sh takes. */
static char
capital(char c)
{
	if (c >= 'a' && c <= 'z')
		return (char)(c - 'a' + 'A');
	if (c == '-' || c == '.')
		return '_';
	return c;
}

static bool
are_alike(const char *a, const char *b)
{
	while (*a != '\0' && capital(*a) == capital(*b)) {
		a++;
		b++;
	}
	return capital(*a) == capital(*b);
}

/* Adds MOCKNET_SERVER_WHAT=VALUE. */
static int
add_one(struct mni_variables *variables, const char *server, const char *what,
    const char *value)
{
	char *text = formatted("MOCKNET_%s_%s=%s", server, what, value), *at;

	for (at = text; at != NULL && *at != '='; at++)
		*at = capital(*at);
	return add(variables, text);
}

static int
add_server(struct mni_variables *variables, const struct mn_server *server)
{
	struct mni_place place = mni_place_of(server);
	const char *name = mn_name(server);

	if (add_one(variables, name, "HOST", place.host) == -1 ||
	    add_one(variables, name, "PORT", place.port) == -1 ||
	    add_one(variables, name, "ADDRESS", place.address) == -1)
		return -1;
	return place.url[0] == '\0'
	           ? 0
	           : add_one(variables, name, "URL", place.url);
}

/* Whether the variables of the server NUMBER have names of their own. */
static bool
is_new(struct mn_net *net, size_t number)
{
	const char *name = mn_name(mn_server(net, number));
	size_t i;

	for (i = 0; i < number; i++) {
		if (!are_alike(mn_name(mn_server(net, i)), name))
			continue;
		mni_program_error("'%s' and '%s' are the same in the names of "
		                  "variables",
		    mn_name(mn_server(net, i)), name);
		return false;
	}
	return true;
}

int
mni_variables_of(struct mn_net *net, struct mni_variables *variables)
{
	const struct mn_server *server;
	size_t i;

	for (i = 0; (server = mn_server(net, i)) != NULL; i++)
		if (!is_new(net, i) || add_server(variables, server) == -1)
			return -1;
	return 0;
}

int
mni_variables_inherit(struct mni_variables *variables, char *const *environment)
{
	size_t i;

	for (i = 0; environment[i] != NULL; i++)
		if (!has(variables, environment[i]) &&
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
