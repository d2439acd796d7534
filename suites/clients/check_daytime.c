/* SPDX-License-Identifier: MIT */
/* The daytime client of src/, called in process, against every case about it
 * and about the forms that it reads. */
#include <config.h>

#include "support/clients.h"

#include <stddef.h>

int
main(void)
{
	static const char *const protocols[] = {
	    "daytime", "daytime-iso", "daytime-utc", NULL};

	return clients_main("daytime", protocols);
}
