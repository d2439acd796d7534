/* SPDX-License-Identifier: MIT */
/* The first line of a script: service, transport and where to listen. */
#include <config.h>

#include "base/address.h"
#include "script/parse.h"
#include "script/service.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

/* The steps of a service, read as if they stood in the script. */
static int
read_service(struct mni_parse *parse, const struct mni_service *service)
{
	struct mni_reader own = parse->reader;
	const char *steps = parse->use == MNI_STREAM ? service->stream
	                                             : service->datagram;
	struct mni_part *part;
	int result;
	size_t i;

	mni_reader_init(&parse->reader, steps, strlen(steps));
	result = mni_read_lines(parse);
	part = mni_parse_part(parse);
	for (i = 0; part != NULL && i < part->count; i++)
		part->steps[i].line = 0;
	own.mistake = parse->reader.mistake;
	parse->reader = own;
	parse->service = true;
	parse->ended = false;
	parse->script->service_port = service->port;
	return result;
}

static int
read_path(struct mni_parse *parse)
{
	struct mni_token token = mni_peek_token(&parse->reader);
	struct mni_bytes path = MNI_BYTES_EMPTY;
	struct mni_address address;
	int result = mni_take_string(&parse->reader, &path);

	if (result == 0 && mni_address_unix((const char *)path.data, path.size,
	                       &address) == -1)
		result = mni_expected(&parse->reader, &token,
		    "the path of a socket, about 100 octets at most");
	if (result == 0) {
		parse->script->path =
		    strndup((const char *)path.data, path.size);
		if (parse->script->path == NULL)
			result = mni_no_memory(parse);
	}
	mni_bytes_fini(&path);
	return result;
}

static int
read_unix(struct mni_parse *parse)
{
	struct mni_token token = mni_next_token(&parse->reader);

	parse->script->family = AF_UNIX;
	if (mni_token_is(&token, "stream"))
		parse->script->type = SOCK_STREAM;
	else if (mni_token_is(&token, "datagram"))
		parse->script->type = SOCK_DGRAM;
	else
		return mni_expected(
		    &parse->reader, &token, "stream or datagram after 'unix'");
	return read_path(parse);
}

static int
read_transport(struct mni_parse *parse, const struct mni_token *word)
{
	struct mni_script *script = parse->script;

	script->family = AF_INET;
	if (mni_token_is(word, "tcp"))
		script->type = SOCK_STREAM;
	else if (mni_token_is(word, "udp"))
		script->type = SOCK_DGRAM;
	else if (!mni_token_is(word, "unix"))
		return mni_expected(&parse->reader, word,
		    script->kind[0] == '\0'
		        ? "tcp, udp, unix, or a service in front of it: echo, "
		          "discard, chargen, qotd, daytime, time"
		        : "tcp, udp or unix behind the service");
	else if (read_unix(parse) == -1)
		return -1;
	parse->use = script->type == SOCK_STREAM ? MNI_STREAM : MNI_DATAGRAM;
	return 0;
}

static int
read_name(struct mni_parse *parse)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
	                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                              "0123456789-_.";
	struct mni_token token = mni_next_token(&parse->reader);
	size_t i, size = sizeof(parse->script->name);
	bool good = token.kind == MNI_WORD && token.size < size;

	for (i = 0; good && i < token.size; i++)
		good = memchr(allowed, token.text[i], sizeof(allowed) - 1) !=
		       NULL;
	if (!good)
		return mni_expected(&parse->reader, &token,
		    "a name of letters, digits, '-', '_' and '.', at most 39");
	(void)snprintf(
	    parse->script->name, size, "%.*s", (int)token.size, token.text);
	return 0;
}

static int
read_option(struct mni_parse *parse)
{
	struct mni_token token = mni_next_token(&parse->reader);
	struct mni_script *script = parse->script;
	bool inet = script->family != AF_UNIX;
	size_t port = 0;

	if (mni_token_is(&token, "as"))
		return read_name(parse);
	if (inet && mni_token_is(&token, "port")) {
		if (mni_take_number(
		        &parse->reader, "a port", 1, 65535, &port) == -1)
			return -1;
		script->port = (uint16_t)port;
		return 0;
	}
	if (inet && mni_token_is(&token, "ipv6"))
		script->family = AF_INET6;
	else if (!inet || !mni_token_is(&token, "ipv4"))
		return mni_expected(&parse->reader, &token,
		    inet ? "ipv4, ipv6, port or as" : "as");
	return 0;
}

static void
name_kind(struct mni_script *script, const struct mni_service *service)
{
	const char *transport;

	if (script->family == AF_UNIX)
		transport = script->type == SOCK_STREAM ? "unix-stream"
		                                        : "unix-datagram";
	else
		transport = script->type == SOCK_STREAM ? "tcp" : "udp";
	(void)snprintf(script->kind, sizeof(script->kind), "%s%s%s",
	    service == NULL ? "" : service->name, service == NULL ? "" : "-",
	    transport);
}

int
mni_read_head(struct mni_parse *parse)
{
	const struct mni_service *service;
	struct mni_token token, ahead;

	(void)mni_next_line(&parse->reader);
	token = mni_next_token(&parse->reader);
	service = mni_service_find(token.text, token.size);
	if (service != NULL) {
		name_kind(parse->script, service);
		token = mni_next_token(&parse->reader);
	}
	if (read_transport(parse, &token) == -1)
		return -1;
	for (;;) {
		ahead = mni_peek_token(&parse->reader);
		if (ahead.kind == MNI_LINE_END)
			break;
		if (read_option(parse) == -1)
			return -1;
	}
	name_kind(parse->script, service);
	if (mni_take_line_end(&parse->reader) == -1)
		return -1;
	return service == NULL ? 0 : read_service(parse, service);
}
