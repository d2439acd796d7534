/* SPDX-License-Identifier: MIT */
/* get-ip: prints the addresses of a name, or the name of an address; asks the
 * system, or servers of the Domain Name System. */
#include <config.h>

#include "base/lookup.h"
#include "base/program.h"
#include "client/options.h"
#include "dns/resolver.h"
#include "dns/type.h"
#include "names/names.h"
#include "names/served.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	OPTION_SERVER = MNI_OPTION_OWN,
	OPTION_TYPE,
	OPTION_SEARCH,
	OPTION_DOTS,
	OPTION_ROTATE
};

static const char help[] =
    "Usage: get-ip [OPTION]... NAME\n"
    "Print the addresses of NAME that the system knows, each on a line, in "
    "the\n"
    "order in which it wants them tried.  NAME may be an address itself.\n"
    "\n"
    "  -1, --first         print only the address to try first\n"
    "  -4                  print IPv4 addresses only\n"
    "  -6                  print IPv6 addresses only\n"
    "  -r, --reverse       NAME is an address: print its name\n"
    "      --server=ADDRESS[:PORT]\n"
    "                      ask this DNS server instead of the system; up to 4\n"
    "                      times: the next one is asked when one fails\n"
    "      --rotate        begin each look-up with the server behind the one\n"
    "                      that the look-up before began with\n"
    "      --search=DOMAIN put this domain behind a NAME without a dot at its\n"
    "                      end; up to 8 times: one after the other is tried\n"
    "      --ndots=N       first try a NAME with N dots or more as it is (1)\n"
    "      --type=TYPE     print the records of this type, such as MX\n"
    "  -t, --tcp           ask the server by TCP only\n"
    "      --retry=SEC     ask again after SEC seconds, then after twice as\n"
    "                      long, and so on (2)\n"
    "  -v, --verbose       show messages on standard error\n"
    "      --timeout=SEC   give up after SEC seconds in all (10)\n"
    "  -h, --help          print this and exit\n"
    "  -V, --version       print the version and exit\n"
    "\n"
    "Exit status: 0 ok, 1 system, 2 usage, 3 no-address, 4 temporary,\n"
    "5 refused, 6 timeout, 7 truncated, 8 malformed, 9 too-large, 14 output.\n"
    "An error is one line on standard error: get-ip: NAME: CLASS: why\n";

static const struct option list[] = {
    {"first", no_argument, NULL, '1'},
    {"reverse", no_argument, NULL, 'r'},
    {"server", required_argument, NULL, OPTION_SERVER},
    {"rotate", no_argument, NULL, OPTION_ROTATE},
    {"search", required_argument, NULL, OPTION_SEARCH},
    {"ndots", required_argument, NULL, OPTION_DOTS},
    {"type", required_argument, NULL, OPTION_TYPE},
    {"tcp", no_argument, NULL, 't'},
    {"retry", required_argument, NULL, MNI_OPTION_RETRY},
    {"verbose", no_argument, NULL, 'v'},
    {"timeout", required_argument, NULL, MNI_OPTION_TIMEOUT},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

struct settings {
	struct mni_names names;
	struct mni_search search; /* when it has a domain */
	bool dots_given;
	size_t turn; /* of the resolver, when it rotates */
	bool reverse;
	struct mni_address address;       /* when reverse */
	struct mni_dns_resolver resolver; /* when it has a server */
	const char *type_name;            /* or NULL */
	uint16_t type;                    /* when there is a type_name */
};

/* Reads an address with or without a port; one of IPv6 with a port stands in
 * brackets.  Returns 0, or -1. */
static int
read_server(const char *text, struct mni_address *out_address)
{
	const char *behind = *text == '[' ? strchr(text, ']') : text;
	const char *colon = behind == NULL ? NULL : strchr(behind, ':');
	uint16_t port = MNI_DNS_PORT;
	char host[MNI_ADDRESS_TEXT];
	size_t size = strlen(text);

	if (colon != NULL && strchr(colon + 1, ':') == NULL) {
		if (mni_read_port(colon + 1, &port) == -1)
			return -1;
		size = (size_t)(colon - text);
	}
	if (size >= sizeof(host))
		return -1;
	memcpy(host, text, size);
	host[size] = '\0';
	if (mni_address_read(host, out_address) == -1)
		return -1;
	mni_address_set_port(out_address, port);
	return 0;
}

static enum mni_status
take_server(struct settings *settings)
{
	struct mni_dns_resolver *resolver = &settings->resolver;

	if (resolver->server_count == MNI_DNS_SERVERS_MOST)
		return mni_program_usage(
		    "--server is taken %d times at most", MNI_DNS_SERVERS_MOST);
	if (read_server(optarg, &resolver->servers[resolver->server_count]) ==
	    -1)
		return mni_program_usage(
		    "--server takes ADDRESS[:PORT], not '%s'", optarg);
	resolver->server_count++;
	return MNI_OK;
}

static enum mni_status
take_type(struct settings *settings)
{
	settings->type_name = optarg;
	if (mni_dns_type_read(optarg, &settings->type) == 0)
		return MNI_OK;
	return mni_program_usage("--type takes a type of records, such as MX "
	                         "or TYPE15, not '%s'",
	    optarg);
}

static enum mni_status
take_domain(struct settings *settings)
{
	struct mni_search *search = &settings->search;
	struct mni_trouble trouble;

	if (search->count == MNI_SEARCH_MOST)
		return mni_program_usage(
		    "--search is taken %d times at most", MNI_SEARCH_MOST);
	if (mni_dns_name_read(
	        optarg, &search->domains[search->count], &trouble) != MNI_OK)
		return mni_program_usage("--search takes a domain, not '%s': "
		                         "%s",
		    optarg, trouble.text);
	search->count++;
	settings->names.search = search;
	return MNI_OK;
}

static enum mni_status
take_dots(struct settings *settings)
{
	char *end;
	unsigned long dots = strtoul(optarg, &end, 10);

	if (*optarg < '0' || *optarg > '9' || *end != '\0' ||
	    dots > MNI_SEARCH_DOTS_MOST)
		return mni_program_usage("--ndots takes a number from 0 to %d, "
		                         "not '%s'",
		    MNI_SEARCH_DOTS_MOST, optarg);
	settings->search.dots = (unsigned)dots;
	settings->dots_given = true;
	return MNI_OK;
}

static enum mni_status
take(int code, void *owner)
{
	struct settings *settings = owner;

	switch (code) {
	case '1':
		settings->names.first = true;
		return MNI_OK;
	case 'r':
		settings->reverse = true;
		return MNI_OK;
	case 'v':
		settings->resolver.trace = mni_program_trace;
		return MNI_OK;
	case OPTION_SERVER:
		return take_server(settings);
	case OPTION_ROTATE:
		settings->resolver.turn = &settings->turn;
		return MNI_OK;
	case OPTION_SEARCH:
		return take_domain(settings);
	case OPTION_DOTS:
		return take_dots(settings);
	default:
		return take_type(settings);
	}
}

static enum mni_status
take_address(struct settings *settings)
{
	int family = settings->names.family;

	if (mni_address_read(settings->names.name, &settings->address) == -1)
		return mni_program_usage("--reverse takes an address, not '%s'",
		    settings->names.name);
	if (family != AF_UNSPEC &&
	    family != settings->address.storage.ss_family)
		return mni_program_usage("'%s' is no IPv%c address",
		    settings->names.name, family == AF_INET ? '4' : '6');
	return MNI_OK;
}

/* The options that only make sense with a server, or not with each other. */
static enum mni_status
check_options(const struct settings *settings)
{
	const struct mni_dns_resolver *resolver = &settings->resolver;
	const char *option = NULL;

	if (resolver->trace != NULL)
		option = "--verbose";
	if (resolver->retry_ms != 0)
		option = "--retry";
	if (resolver->tcp)
		option = "--tcp";
	if (settings->type_name != NULL)
		option = "--type";
	if (settings->names.search != NULL)
		option = "--search";
	if (resolver->turn != NULL)
		option = "--rotate";
	if (option != NULL && resolver->server_count == 0)
		return mni_program_usage("%s needs --server", option);
	if (settings->type_name != NULL &&
	    (settings->reverse || settings->names.family != AF_UNSPEC))
		return mni_program_usage("--type is not for use with %s",
		    settings->reverse ? "--reverse" : "-4 and -6");
	if (settings->names.search != NULL && settings->reverse)
		return mni_program_usage(
		    "--search is not for use with --reverse");
	if (settings->dots_given && settings->names.search == NULL)
		return mni_program_usage("--ndots needs --search");
	return MNI_OK;
}

static enum mni_status
take_arguments(char *const *arguments, struct settings *settings)
{
	enum mni_status status = check_options(settings);

	if (status != MNI_OK)
		return status;
	if (*arguments == NULL)
		return mni_program_usage("NAME is missing");
	status = mni_options_end(arguments + 1);
	if (status != MNI_OK)
		return status;
	settings->names.name = *arguments;
	if (mni_address_is_path(*arguments))
		return mni_program_usage(
		    "'%s' is a path and has no IP address", *arguments);
	return settings->reverse ? take_address(settings) : MNI_OK;
}

static enum mni_status
ask_system(const struct settings *settings, struct mni_deadline deadline,
    struct mni_bytes *lines, struct mni_trouble *trouble)
{
	if (settings->reverse)
		return mni_names_reverse(
		    &settings->address, deadline, lines, trouble);
	return mni_names_addresses(&settings->names, deadline, lines, trouble);
}

static enum mni_status
ask_servers(const struct settings *settings, struct mni_deadline deadline,
    struct mni_bytes *lines, struct mni_trouble *trouble)
{
	const struct mni_names *names = &settings->names;

	if (settings->type_name != NULL)
		return mni_served_records(&settings->resolver, names,
		    settings->type, deadline, lines, trouble);
	if (settings->reverse)
		return mni_served_names(&settings->resolver, &settings->address,
		    names->first, deadline, lines, trouble);
	return mni_served_addresses(
	    &settings->resolver, names, deadline, lines, trouble);
}

static enum mni_status
ask_and_print(const struct settings *settings, struct mni_deadline deadline)
{
	struct mni_bytes lines = MNI_BYTES_EMPTY;
	struct mni_trouble trouble, write_trouble;
	enum mni_status status, written;

	if (settings->resolver.server_count > 0)
		status = ask_servers(settings, deadline, &lines, &trouble);
	else
		status = ask_system(settings, deadline, &lines, &trouble);
	written = mni_program_write(&lines, deadline, &write_trouble);
	mni_bytes_fini(&lines);
	return mni_program_end(
	    settings->names.name, status, &trouble, written, &write_trouble);
}

int
main(int argc, char **argv)
{
	static const struct mni_options options = {
	    .letters = "146rtvhV", .list = list, .help = help, .take = take};
	struct mni_peer peer = {.family = AF_UNSPEC, .type = SOCK_DGRAM};
	struct settings settings = {.search = {.dots = 1}};
	struct mni_client client = {.peer = &peer,
	    .retry_ms = &settings.resolver.retry_ms,
	    .timeout_ms = MNI_TIMEOUT_MS};
	enum mni_status status;

	mni_program_begin("get-ip");
	if (!mni_options_read(
	        &options, argc, argv, &client, &settings, &status))
		return (int)status;
	settings.names.family = peer.family;
	settings.resolver.tcp = peer.type == SOCK_STREAM;
	status = take_arguments(argv + optind, &settings);
	if (settings.resolver.retry_ms == 0)
		settings.resolver.retry_ms = MNI_DNS_RETRY_MS;
	if (status == MNI_OK)
		status = ask_and_print(
		    &settings, mni_deadline_in(client.timeout_ms));
	return (int)status;
}
