/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/stress.h"

#include <stdlib.h>
#include <string.h>

bool
stress_is_full(void)
{
	const char *stress = getenv("MOCKNET_STRESS");

	return stress != NULL && strcmp(stress, "full") == 0;
}
