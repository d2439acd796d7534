/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "echoer/activation.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

/* The number that the variable NAME is, or -1. */
static long
number_of(const char *name)
{
	const char *text = getenv(name);
	char *end;
	long value;

	if (text == NULL || *text < '0' || *text > '9')
		return -1;
	value = strtol(text, &end, 10);
	return *end == '\0' ? value : -1;
}

int
mni_activation_take(void)
{
	long count = number_of("LISTEN_FDS"), process = number_of("LISTEN_PID");

	(void)unsetenv("LISTEN_PID");
	(void)unsetenv("LISTEN_FDS");
	(void)unsetenv("LISTEN_FDNAMES");
	if (process != (long)getpid() || count <= 0 ||
	    count > INT_MAX - MNI_ACTIVATION_FIRST)
		return 0;
	return (int)count;
}
