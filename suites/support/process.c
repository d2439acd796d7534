/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/process.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

long
mni_process_descriptors(void)
{
	DIR *folder = opendir("/proc/self/fd");
	long count = 0;

	if (folder == NULL)
		return -1;
	while (readdir(folder) != NULL)
		count++;
	(void)closedir(folder);
	return count - 3; /* "." and "..", and the folder itself */
}

long
mni_process_status(const char *field)
{
	FILE *status = fopen("/proc/self/status", "r");
	size_t length = strlen(field);
	char line[256];
	long value = -1;

	if (status == NULL)
		return -1;
	while (value == -1 && fgets(line, sizeof(line), status) != NULL)
		if (strncmp(line, field, length) == 0 && line[length] == ':')
			value = strtol(line + length + 1, NULL, 10);
	(void)fclose(status);
	return value;
}

long
mni_process_raise_limit(long most)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return 256; /* what every system gives */
	if (limit.rlim_cur >= (rlim_t)most)
		return most;
	limit.rlim_cur = limit.rlim_max < (rlim_t)most ? limit.rlim_max
	                                               : (rlim_t)most;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	(void)getrlimit(RLIMIT_NOFILE, &limit);
	return (long)limit.rlim_cur;
}
