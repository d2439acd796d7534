/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "client/options.h"

#include "base/address.h"
#include "base/program.h"

#include <sys/socket.h>

static enum mni_status
read_seconds(const char *name, int64_t *out_ms)
{
	if (mni_read_seconds(optarg, out_ms) == 0)
		return MNI_OK;
	return mni_program_usage(
	    "--%s takes seconds up to 86400, not '%s'", name, optarg);
}

enum mni_status
mni_option_size(const char *name, size_t *out_size)
{
	if (mni_read_size(optarg, out_size) == 0)
		return MNI_OK;
	return mni_program_usage(
	    "--%s takes 1 to 1073741824 octets, not '%s'", name, optarg);
}

enum mni_status
mni_option_count(const char *name, size_t *out_count)
{
	if (mni_read_count(optarg, out_count) == 0)
		return MNI_OK;
	return mni_program_usage(
	    "--%s takes a number from 1 to 1000000000, not '%s'", name, optarg);
}

static enum mni_status
take_transport(int type, struct mni_client *client)
{
	client->peer->type = type;
	client->udp_asked = type == SOCK_DGRAM;
	return MNI_OK;
}

static enum mni_status
take_family(int family, struct mni_client *client)
{
	client->peer->family = family;
	return MNI_OK;
}

/* Takes one option other than help and version. */
static enum mni_status
take(const struct mni_options *options, int code, struct mni_client *client,
    void *owner)
{
	switch (code) {
	case '4':
		return take_family(AF_INET, client);
	case '6':
		return take_family(AF_INET6, client);
	case 'u':
		return take_transport(SOCK_DGRAM, client);
	case 't':
		return take_transport(SOCK_STREAM, client);
	case MNI_OPTION_TIMEOUT:
		return read_seconds("timeout", &client->timeout_ms);
	case MNI_OPTION_RETRY:
		return read_seconds("retry", client->retry_ms);
	case MNI_OPTION_MAX_SIZE:
		return mni_option_size("max-size", client->max_size);
	case '?':
		/* getopt_long() has printed what is wrong. */
		return mni_program_hint();
	default:
		return options->take(code, owner);
	}
}

bool
mni_options_read(const struct mni_options *options, int argc, char **argv,
    struct mni_client *client, void *owner, enum mni_status *out_status)
{
	int code;

	*out_status = MNI_OK;
	while ((code = getopt_long(
	            argc, argv, options->letters, options->list, NULL)) != -1) {
		if (code == 'h')
			*out_status = mni_program_help(options->help);
		else if (code == 'V')
			*out_status = mni_program_version();
		else
			*out_status = take(options, code, client, owner);
		if (code == 'h' || code == 'V' || *out_status != MNI_OK)
			return false;
	}
	return true;
}

static enum mni_status
take_path(struct mni_client *client)
{
	if (client->udp_asked)
		return mni_program_usage(
		    "'%s' is a stream, not for --udp", client->peer->host);
	client->peer->type = SOCK_STREAM;
	return MNI_OK;
}

enum mni_status
mni_options_peer(char *const **arguments, struct mni_client *client)
{
	struct mni_peer *peer = client->peer;
	const char *port;

	if (**arguments == NULL)
		return mni_program_usage("HOST is missing");
	peer->host = *(*arguments)++;
	if (mni_address_is_path(peer->host))
		return take_path(client);
	if (**arguments == NULL)
		return MNI_OK;
	port = *(*arguments)++;
	if (mni_read_port(port, &peer->port) == -1)
		return mni_program_usage(
		    "a port is a number from 1 to 65535, not '%s'", port);
	return MNI_OK;
}

enum mni_status
mni_options_end(char *const *arguments)
{
	if (*arguments == NULL)
		return MNI_OK;
	return mni_program_usage("'%s' is one too many", *arguments);
}
