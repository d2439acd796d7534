/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/programs.h"

#include "support/dial.h"
#include "support/scratch.h"

#include <stdio.h>

const struct program programs[PROGRAMS] = {
    {"qotd-client", "src/qotd/qotd-client.1", "qotd", "udp",
        " quote \"wise\\n\"\n", "wise\n", QOTD, 17},
    {"daytime-client", "src/daytime/daytime-client.1", "daytime", "tcp",
        " form ctime\n clock 2026-11-22T14:01:56Z\n",
        "Sun Nov 22 14:01:56 2026\r\n", DAYTIME, 13},
    {"echo-client", "src/echo/echo-client.1", "echo", "tcp", "", "", ECHO,
        8001},
    {"get-ip", "src/names/get-ip.1", NULL, NULL, NULL, "127.0.0.1\n", GET_IP,
        0},
};

const struct program *
next_program(const struct program *program, int who)
{
	for (program = program == NULL ? programs : program + 1;
	     program < programs + PROGRAMS; program++)
		if ((program->who & who) != 0)
			return program;
	return NULL;
}

struct mn_server *
serve_program(const struct program *program, const char *where)
{
	char script[SCRATCH_PATH + 200];

	(void)snprintf(script, sizeof(script), "%s %s\n%s", program->service,
	    where, program->settings);
	return serve(script);
}
