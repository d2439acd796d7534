# SPDX-License-Identifier: MIT

# MN_FUZZ_CC: with --enable-fuzz, clang is the compiler unless another one is
# named. Comes before AC_PROG_CC.
AC_DEFUN([MN_FUZZ_CC], [
AC_ARG_ENABLE([fuzz],
	[AS_HELP_STRING([--enable-fuzz],
		[build for make fuzz, by clang and with its sanitizers])],
	[], [enable_fuzz=no])
AS_IF([test "$enable_fuzz" = yes && test -z "$CC"], [CC=clang])
])

# MN_FUZZ: with --enable-fuzz, sets FUZZ_LDFLAGS and adds to CFLAGS, or gives
# up.
AC_DEFUN([MN_FUZZ], [
AS_IF([test "$enable_fuzz" = yes], [
	mn_sanitize=-fsanitize=address,undefined
	FUZZ_LDFLAGS=-fsanitize=fuzzer
	CFLAGS="$CFLAGS $mn_sanitize"
	AC_CACHE_CHECK([whether $CC has libFuzzer], [mn_cv_fuzzer], [
		mn_save_CFLAGS=$CFLAGS
		CFLAGS="$CFLAGS $FUZZ_LDFLAGS"
		AC_LINK_IFELSE([AC_LANG_SOURCE([[
#include <stddef.h>
#include <stdint.h>
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	return data == NULL && size > 0;
}
]])], [mn_cv_fuzzer=yes], [mn_cv_fuzzer=no])
		CFLAGS=$mn_save_CFLAGS
	])
	AS_IF([test "$mn_cv_fuzzer" = no], [AC_MSG_ERROR([
  --enable-fuzz needs clang and libFuzzer, in Debian clang and libclang-rt-dev;
  $CC does not link with $mn_sanitize,fuzzer])])
	CFLAGS="$CFLAGS -fsanitize=fuzzer-no-link -fno-sanitize-recover=all"
])
AC_SUBST([FUZZ_LDFLAGS])
AM_CONDITIONAL([FUZZ], [test "$enable_fuzz" = yes])
])
