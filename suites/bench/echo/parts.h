/* SPDX-License-Identifier: MIT */
/* The parts of the benchmark of echo servers: each prints its rows. */
#ifndef MNI_BENCH_ECHO_PARTS_H
#define MNI_BENCH_ECHO_PARTS_H

void echo_ab(void);
void echo_fresh(void);
void echo_kept(void);
void echo_many(void);
void echo_bulk(void);
void echo_datagrams(void);
void echo_calls(void);
void echo_models(void);

#endif
