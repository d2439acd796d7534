/* SPDX-License-Identifier: MIT */
/* The stub resolver of src/, called in process, against every case about it. */
#include <config.h>

#include "support/clients.h"

#include <stddef.h>

int
main(void)
{
	static const char *const protocols[] = {"get-ip", "get-ip-reverse",
	    "get-ip-rotate", "get-ip-search", "get-ip-txt", NULL};

	return clients_main("get-ip", protocols);
}
