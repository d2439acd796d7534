/* SPDX-License-Identifier: MIT */
/*
 * The verbs of mocknet, each of which is a program of its own behind one
 * name.  mocknet.c has the table of them.
 */
#ifndef MNI_VERBS_H
#define MNI_VERBS_H

/* Takes the words from the verb on, as main() does, and returns what the
 * process is to end with. */
int mni_verb_serve(int argc, char **argv);

#endif
