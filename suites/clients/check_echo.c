/* SPDX-License-Identifier: MIT */
/* The echo client of src/, called in process, against every case about it. */
#include <config.h>

#include "support/clients.h"

#include <stddef.h>

int
main(void)
{
	static const char *const protocols[] = {"echo", NULL};

	return clients_main("echo", protocols);
}
