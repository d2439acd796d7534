/* SPDX-License-Identifier: MIT */
/* The clients of src/, called in process, against every case about them. */
#ifndef MNI_CLIENTS_H
#define MNI_CLIENTS_H

/*
 * The main() of the Check program NAME: a test for each case about one of
 * PROTOCOLS, which end with NULL.  With MOCKNET_SERVE it holds the mock of one
 * case instead.  Returns what main() returns.
 */
int clients_main(const char *name, const char *const *protocols);

#endif
