/* SPDX-License-Identifier: MIT */
/* What a process holds and takes, as Linux tells in /proc. */
#ifndef MNI_PROCESS_H
#define MNI_PROCESS_H

#include <sys/types.h>

/* Open descriptors, or -1 where this system does not tell. */
long mni_process_descriptors(void);

/* The same of the process PID. */
long mni_process_descriptors_of(pid_t pid);

/* The number behind FIELD of /proc/self/status, such as "Threads" or "VmRSS"
 * (in KiB), or -1 where this system does not tell. */
long mni_process_status(const char *field);

/* The same of the process PID. */
long mni_process_status_of(pid_t pid, const char *field);

/* Waits until this process has at most MOST threads, 10 s at most: one that was
 * joined is counted until the system is done with it.  Returns how many it has,
 * or -1. */
long mni_process_await_threads(long most);

/* The processor time of the process PID so far, in milliseconds, or -1 where
 * this system does not tell. */
long mni_process_time_of(pid_t pid);

/* Raises the limit of open descriptors as far as this process may, but not
 * beyond MOST.  Returns what it is then. */
long mni_process_raise_limit(long most);

#endif
