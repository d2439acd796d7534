/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "support/process.h"

#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define MOST_PATH 64
/* The words of /proc/PID/stat behind the name, up to the first time. */
#define WORDS_BEFORE_TIMES 11

long
mni_process_descriptors_of(pid_t pid)
{
	char path[MOST_PATH];
	DIR *folder;
	long count = 0;

	(void)snprintf(path, sizeof(path), "/proc/%ld/fd", (long)pid);
	folder = opendir(path);
	if (folder == NULL)
		return -1;
	while (readdir(folder) != NULL)
		count++;
	(void)closedir(folder);
	return count - 2; /* "." and ".." */
}

long
mni_process_descriptors(void)
{
	long count = mni_process_descriptors_of(getpid());

	return count == -1 ? -1 : count - 1; /* that of the folder itself */
}

long
mni_process_status_of(pid_t pid, const char *field)
{
	char path[MOST_PATH], line[256];
	size_t length = strlen(field);
	FILE *status;
	long value = -1;

	(void)snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	status = fopen(path, "r");
	if (status == NULL)
		return -1;
	while (value == -1 && fgets(line, sizeof(line), status) != NULL)
		if (strncmp(line, field, length) == 0 && line[length] == ':')
			value = strtol(line + length + 1, NULL, 10);
	(void)fclose(status);
	return value;
}

long
mni_process_status(const char *field)
{
	return mni_process_status_of(getpid(), field);
}

long
mni_process_await_threads(long most)
{
	long threads;
	int tries = 10000;

	while ((threads = mni_process_status("Threads")) > most && tries-- > 0)
		(void)poll(NULL, 0, 1);
	return threads;
}

/* In that of user and of system, which stand side by side. */
long
mni_process_time_of(pid_t pid)
{
	char path[MOST_PATH], line[1024] = "", *at;
	FILE *stat;
	long ticks;
	int words;

	(void)snprintf(path, sizeof(path), "/proc/%ld/stat", (long)pid);
	stat = fopen(path, "r");
	if (stat == NULL)
		return -1;
	at = fgets(line, sizeof(line), stat);
	(void)fclose(stat);
	at = at == NULL ? NULL : strrchr(line, ')');
	for (words = 0; at != NULL && words <= WORDS_BEFORE_TIMES; words++)
		at = strchr(at + 1, ' ');
	if (at == NULL)
		return -1;
	ticks = strtol(at, &at, 10);
	ticks += strtol(at, NULL, 10);
	return ticks * 1000 / sysconf(_SC_CLK_TCK);
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
