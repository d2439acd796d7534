/* SPDX-License-Identifier: MIT */
/*
 * Nets of a process that forks: while it does, no engine is amid a change, so
 * that what the child has of a net can be asked and freed.
 */
#ifndef MNI_FORKS_H
#define MNI_FORKS_H

struct mn_net;

/* From here on, forks wait for the engine of NET. */
void mni_forks_add(struct mn_net *net);

/* No longer. */
void mni_forks_remove(struct mn_net *net);

#endif
