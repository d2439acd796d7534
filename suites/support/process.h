/* SPDX-License-Identifier: MIT */
/* What this process holds, as Linux tells in /proc. */
#ifndef MNI_PROCESS_H
#define MNI_PROCESS_H

/* Open descriptors, or -1 where this system does not tell. */
long mni_process_descriptors(void);

/* The number behind FIELD of /proc/self/status, such as "Threads" or "VmRSS"
 * (in KiB), or -1 where this system does not tell. */
long mni_process_status(const char *field);

/* Raises the limit of open descriptors as far as this process may, but not
 * beyond MOST.  Returns what it is then. */
long mni_process_raise_limit(long most);

#endif
