/* SPDX-License-Identifier: MIT */
/*
 * Sockets that a service manager has opened and hands over: descriptors from 3
 * on, as many as LISTEN_FDS says to the process that LISTEN_PID names.
 */
#ifndef MNI_ECHOER_ACTIVATION_H
#define MNI_ECHOER_ACTIVATION_H

#define MNI_ACTIVATION_FIRST 3

/* How many there are, and takes them out of the environment; 0: none, or they
 * are for another process. */
int mni_activation_take(void);

#endif
