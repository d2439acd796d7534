/* SPDX-License-Identifier: MIT */
/* What a compiler can be told, spelled so that any compiler takes it. */
#ifndef MNI_BASE_COMPILER_H
#define MNI_BASE_COMPILER_H

#if defined(__GNUC__)
#define MNI_PRINTF(nth_format, nth_first) \
	__attribute__((format(printf, nth_format, nth_first)))
#define MNI_MUST_USE __attribute__((warn_unused_result))
#else
#define MNI_PRINTF(nth_format, nth_first)
#define MNI_MUST_USE
#endif

#endif
