/* SPDX-License-Identifier: MIT */
/* The HTTP client of src/, called in process, against every case about it. */
#include <config.h>

#include "support/clients.h"

#include <stddef.h>

int
main(void)
{
	static const char *const protocols[] = {"http-get", "http-get-fail",
	    "http-get-include", "http-get-location", "http-head",
	    "http-head-location", NULL};

	return clients_main("http", protocols);
}
