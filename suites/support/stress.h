/* SPDX-License-Identifier: MIT */
#ifndef MNI_STRESS_H
#define MNI_STRESS_H

#include <stdbool.h>

/* Whether MOCKNET_STRESS=full asks for all of what takes long. */
bool stress_is_full(void);

#endif
