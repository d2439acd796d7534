/* SPDX-License-Identifier: MIT */
/* The largest numbers a script may name. */
#ifndef MNI_LIMITS_H
#define MNI_LIMITS_H

#include <stddef.h>

#define MNI_MOST_OCTETS ((size_t)1 << 30)
#define MNI_MOST_DATAGRAMS 1000000
#define MNI_MOST_CONNECTIONS 1000000
#define MNI_MOST_ROUNDS 1000000
#define MNI_MOST_LOOPS 4 /* inside each other */
#define MNI_MOST_PLAYERS 1000
#define MNI_MOST_BUFFER ((size_t)1 << 20)
#define MNI_MOST_CHUNKS 10000000 /* of one answer */
#define MNI_MOST_FAULTS 32       /* of one script, and of each connection */

#endif
