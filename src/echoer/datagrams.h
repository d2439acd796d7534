/* SPDX-License-Identifier: MIT */
/*
 * Datagrams, each answered with the same octets, from the address it was sent
 * to (RFC 1123 section 2.3), and none with the octets of another.
 *
 * An answer has one hop less to live than what it answers had left when it
 * came.  So a datagram that two such servers send each other, because its
 * source was forged, is gone after 255 of them at most, however slow they are
 * and whatever ports they have; a rate alone would have a slow ring turn for
 * ever.
 */
#ifndef MNI_ECHOER_DATAGRAMS_H
#define MNI_ECHOER_DATAGRAMS_H

#include "base/compiler.h"
#include "echoer/inside.h"

/* Asks the system to tell of each datagram to DOOR, which is bound, what has to
 * be known.  Returns 0, or -1 with errno: EOPNOTSUPP when it is bound to no
 * address alone and this system cannot tell which was meant. */
int mni_datagrams_prepare(struct mni_door *door) MNI_MUST_USE;

/* The function of a door for datagrams. */
void mni_datagrams_turn(struct mni_watch *watch, short revents);

/* Answers what DOOR has received. */
void mni_datagrams_drain(struct mni_door *door);

#endif
