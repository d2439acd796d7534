/* SPDX-License-Identifier: MIT */
/*
 * Callers, and whether they are let in: not while there are as many connections
 * as there may be, nor while the system has no descriptor for one.  Who is not
 * let in waits in the queue of the socket, and costs nothing.
 */
#ifndef MNI_ECHOER_ACCEPT_H
#define MNI_ECHOER_ACCEPT_H

#include "echoer/inside.h"

/* The functions of a door for callers, and of the timer "again". */
void mni_accept_ready(struct mni_watch *watch, short revents);
void mni_accept_again(struct mni_watch *watch, short revents);

/* Lets in who waits at DOOR, which would be reset with it, for the time that is
 * left; unless it was given, as its queue is whose it was then. */
void mni_accept_drain(struct mni_door *door);

/* A connection has ended. */
void mni_accept_ended(struct mni_echoer *echoer);

#endif
