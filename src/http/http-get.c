/* SPDX-License-Identifier: MIT */
/* http-get: prints pages. */
#include <config.h>

#include "http/program.h"

static const char help[] =
    "Usage: http-get [OPTION]... URL...\n"
    "Get what the http:// URLs name (HTTP/1.1, RFC 9112) and write it to\n"
    "standard output.\n"
    "\n"
    "  -i, --include       write the header section before the body\n"
    "  -L, --location      follow redirects\n"
    "  -H, --header=FIELD  send the field 'NAME: VALUE' as well\n"
    "  -o, --output=FILE   write to FILE, which is there when all is whole,\n"
    "                      and else is not; - is standard output\n"
    "      --fail          a status of 400 or above is an error, and its body\n"
    "                      is not written\n"
    "  -v, --verbose       show what goes over the wire on standard error\n"
    "  -4                  use IPv4 only\n"
    "  -6                  use IPv6 only\n"
    "      --timeout=SEC   give up after SEC seconds in all (10)\n"
    "      --max-redirects=N   follow so many redirects of a URL (10)\n"
    "      --max-body=N        refuse a body of more octets (no limit)\n"
    "      --max-line=N        refuse a longer line (65536)\n"
    "      --max-section=N     refuse a longer header section (262144)\n"
    "      --max-fields=N      refuse more field lines (1000)\n"
    "      --max-interim=N     refuse more interim responses (20)\n"
    "  -h, --help          print this and exit\n"
    "  -V, --version       print the version and exit\n"
    "\n"
    "Exit status: 0 ok, 1 system, 2 usage, 3 no-address, 4 temporary,\n"
    "5 refused, 6 timeout, 7 truncated, 8 malformed, 9 too-large,\n"
    "10 unsupported, 12 http-status, 13 redirect, 14 output.\n"
    "An error is one line on standard error: http-get: URL: CLASS: why\n";

static const struct option list[] = {
    {"include", no_argument, NULL, 'i'},
    {"location", no_argument, NULL, 'L'},
    {"header", required_argument, NULL, 'H'},
    {"output", required_argument, NULL, 'o'},
    {"fail", no_argument, NULL, MNI_HTTP_FAIL},
    {"verbose", no_argument, NULL, 'v'},
    {"timeout", required_argument, NULL, MNI_OPTION_TIMEOUT},
    {"max-redirects", required_argument, NULL, MNI_HTTP_MAX_REDIRECTS},
    {"max-body", required_argument, NULL, MNI_HTTP_MAX_BODY},
    {"max-line", required_argument, NULL, MNI_HTTP_MAX_LINE},
    {"max-section", required_argument, NULL, MNI_HTTP_MAX_SECTION},
    {"max-fields", required_argument, NULL, MNI_HTTP_MAX_FIELDS},
    {"max-interim", required_argument, NULL, MNI_HTTP_MAX_INTERIM},
    {"help", no_argument, NULL, 'h'},
    {"version", no_argument, NULL, 'V'},
    {NULL, 0, NULL, 0},
};

int
main(int argc, char **argv)
{
	const struct mni_options options = {
	    .letters = "46iLH:o:vhV", .list = list, .help = help};

	return mni_http_main("http-get", options, false, argc, argv);
}
