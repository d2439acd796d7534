/* SPDX-License-Identifier: MIT */
/* A gibibyte by HTTP. */
#include <config.h>

#include "bench/site.h"
#include "bench/volume.h"

#include <fcntl.h>
#include <unistd.h>

#define PAIRS 9
#define BAR 1.2

/* By the clients as they are, but for the time that ours gives up after. */
static void
hold(struct site *site, const char *what, const char *target,
    struct volume_runs *runs)
{
	char url[SITE_URL];
	const struct contest contest = {.what = what,
	    .ours = COMMAND(
	        "src/http-get", "--timeout=600", site_url(site, target, url)),
	    .peers = COMMAND("curl", "--silent", url),
	    .peer = "curl",
	    .pairs = PAIRS,
	    .at_most = BAR};

	volume_hold(&contest, runs);
}

void
bench_large(void)
{
	struct volume_runs runs = {.in = open("/dev/null", O_RDONLY)};
	struct site site;

	bench_must(runs.in != -1, "/dev/null");
	bench_heading("A gibibyte through http-get, %d times", PAIRS);
	if (!contest_has_peer("curl"))
		return;
	volume_make();
	site_start(&site);
	hold(&site, "with a length", "/large", &runs);
	hold(&site, "in chunks", "/chunked", &runs);
	site_stop(&site);
	(void)close(runs.in);
	volume_print(&runs);
}
