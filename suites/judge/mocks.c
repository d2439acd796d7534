/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "judge/mocks.h"

#include "engine/net.h"
#include "engine/start.h"

#include <errno.h>
#include <string.h>

static struct mn_server *
start(struct mn_net *net, const struct mni_case *test, const char *script,
    struct mni_verdict *out_verdict)
{
	const struct mni_place place = {.folder = test->folder, .line = 1};
	struct mn_server *server =
	    mni_server_open(net, script, strlen(script), &place, NULL);

	if (server == NULL || mni_server_start(server, &place) == -1) {
		*out_verdict = mni_verdict_of(
		    errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT
		        ? MNI_SKIP
		        : MNI_BROKEN,
		    "%s", mn_complaint(net));
		return NULL;
	}
	return server;
}

struct mn_server *
mni_start_mock(struct mn_net *net, const struct mni_case *test,
    struct mni_verdict *out_verdict)
{
	struct mn_server *first = start(net, test, test->script, out_verdict);
	size_t i;

	for (i = 0; first != NULL && i < test->other_count; i++)
		if (start(net, test, test->others[i], out_verdict) == NULL)
			return NULL;
	return first;
}

/* The net of a server that is judged has none. */
struct mn_server *
mni_other_mock(const struct mn_server *server, size_t nth)
{
	return mn_server(server->net, nth + 1);
}
