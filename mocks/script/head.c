/* SPDX-License-Identifier: MIT */
/* The first line of a script: service, transport and where to listen. */
#include <config.h>

#include "base/address.h"
#include "dns/service.h"
#include "http/rules.h"
#include "script/parse.h"
#include "script/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define WEB_PORT 80
#define DNS_PORT 53

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

/* http, or http unix "PATH": connections in any case. */
static int
read_web(struct mni_parse *parse, const struct mni_token *word)
{
	struct mni_script *script = parse->script;
	struct mni_token token = mni_peek_token(&parse->reader);

	if (parse->side == MNI_CLIENT)
		return mni_mistake(
		    &parse->reader, word, "'http' is for servers only");
	script->type = SOCK_STREAM;
	parse->use = MNI_WEB;
	script->web = calloc(1, sizeof(*script->web));
	/* Faults need a part to belong to. */
	if (script->web == NULL ||
	    mni_parse_add_part(parse, 1, SIZE_MAX) == NULL)
		return mni_no_memory(parse);
	if (!mni_token_is(&token, "unix"))
		return 0;
	(void)mni_next_token(&parse->reader);
	script->family = AF_UNIX;
	return read_path(parse);
}

/* dns, dns udp, dns tcp or dns both. */
static int
read_dns(struct mni_parse *parse, const struct mni_token *word)
{
	struct mni_script *script = parse->script;
	struct mni_token token = mni_peek_token(&parse->reader);

	if (parse->side == MNI_CLIENT)
		return mni_mistake(
		    &parse->reader, word, "'dns' is for servers only");
	parse->use = MNI_DNS;
	script->dns = calloc(1, sizeof(*script->dns));
	/* Connections need a part to belong to. */
	if (script->dns == NULL ||
	    mni_parse_add_part(parse, 1, SIZE_MAX) == NULL)
		return mni_no_memory(parse);
	script->type = mni_token_is(&token, "tcp") ? SOCK_STREAM : SOCK_DGRAM;
	script->both = !mni_token_is(&token, "tcp") &&
	               !mni_token_is(&token, "udp");
	if (!script->both || mni_token_is(&token, "both"))
		(void)mni_next_token(&parse->reader);
	return 0;
}

static int
read_transport(struct mni_parse *parse, const struct mni_token *word)
{
	struct mni_script *script = parse->script;

	script->family = AF_INET;
	if (mni_token_is(word, "http") && script->kind[0] == '\0')
		return read_web(parse, word);
	if (mni_token_is(word, "dns") && script->kind[0] == '\0')
		return read_dns(parse, word);
	if (mni_token_is(word, "tcp"))
		script->type = SOCK_STREAM;
	else if (mni_token_is(word, "udp"))
		script->type = SOCK_DGRAM;
	else if (!mni_token_is(word, "unix"))
		return mni_expected(&parse->reader, word,
		    script->kind[0] == '\0'
		        ? "tcp, udp, unix, http, dns, or a service in front of "
		          "it: echo, discard, chargen, qotd, daytime, time"
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
	if (inet && parse->side == MNI_SERVER && mni_token_is(&token, "any")) {
		script->any = true;
		return 0;
	}
	if (inet && mni_token_is(&token, "ipv6"))
		script->family = AF_INET6;
	else if (!inet || !mni_token_is(&token, "ipv4"))
		return mni_expected(&parse->reader, &token,
		    inet ? "ipv4, ipv6, any, port or as" : "as");
	return 0;
}

static void
name_kind(struct mni_script *script, const struct mni_service *service)
{
	const char *transport;

	if (script->web != NULL) {
		(void)snprintf(script->kind, sizeof(script->kind), "%s",
		    script->family == AF_UNIX ? "http-unix" : "http");
		script->service_port = WEB_PORT;
		return;
	}
	if (script->dns != NULL) {
		(void)snprintf(script->kind, sizeof(script->kind), "dns%s",
		    script->both                  ? ""
		    : script->type == SOCK_STREAM ? "-tcp"
		                                  : "-udp");
		script->service_port = DNS_PORT;
		return;
	}
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
