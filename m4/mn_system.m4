# SPDX-License-Identifier: MIT

# MN_THREADS: sets PTHREAD_CFLAGS and PTHREAD_LIBS, or gives up.
AC_DEFUN([MN_THREADS], [
AC_CACHE_CHECK([how to link POSIX threads], [mn_cv_threads], [
	mn_cv_threads=unknown
	mn_save_CFLAGS=$CFLAGS
	mn_save_LIBS=$LIBS
	for mn_way in -pthread '' -lpthread; do
		CFLAGS=$mn_save_CFLAGS
		LIBS=$mn_save_LIBS
		AS_CASE([$mn_way],
			[-l*], [LIBS="$mn_way $LIBS"],
			[CFLAGS="$CFLAGS $mn_way"])
		AC_LINK_IFELSE([AC_LANG_PROGRAM([[
#include <pthread.h>
static void *run(void *arg) { return arg; }
]], [[
	pthread_t thread;
	return pthread_create(&thread, 0, run, 0) || pthread_join(thread, 0);
]])], [mn_cv_threads=${mn_way:-none needed}; break])
	done
	CFLAGS=$mn_save_CFLAGS
	LIBS=$mn_save_LIBS
])
PTHREAD_CFLAGS= PTHREAD_LIBS=
AS_CASE([$mn_cv_threads],
	[unknown], [AC_MSG_ERROR([POSIX threads are missing])],
	[-pthread], [PTHREAD_CFLAGS=-pthread PTHREAD_LIBS=-pthread],
	[-l*], [PTHREAD_LIBS=$mn_cv_threads])
AC_SUBST([PTHREAD_CFLAGS])
AC_SUBST([PTHREAD_LIBS])
])

# MN_STATIC: sets STATIC_LDFLAGS to what has libtool link a program that needs
# no library at run time, or to nothing where that cannot be: without a static
# libc, or with most sanitizers.
AC_DEFUN([MN_STATIC], [
AC_CACHE_CHECK([whether $CC links without shared libraries], [mn_cv_static], [
	mn_save_LDFLAGS=$LDFLAGS
	LDFLAGS="$LDFLAGS -static"
	AC_LINK_IFELSE([AC_LANG_PROGRAM([[#include <stdio.h>]],
		[[return puts("") == EOF;]])],
		[mn_cv_static=yes], [mn_cv_static=no])
	LDFLAGS=$mn_save_LDFLAGS
])
STATIC_LDFLAGS=
AS_VAR_IF([mn_cv_static], [yes], [STATIC_LDFLAGS=-all-static])
AC_SUBST([STATIC_LDFLAGS])
])

# MN_SYS_YEAR2038: what AC_SYS_YEAR2038 of autoconf 2.72 does, for a libc that
# widens time_t by -D_TIME_BITS=64.
AC_DEFUN([MN_SYS_YEAR2038], [
AC_REQUIRE([AC_SYS_LARGEFILE])
AC_CACHE_CHECK([for the definition that makes time_t 64 bits wide],
[mn_cv_sys_year2038], [
	mn_cv_sys_year2038=unknown
	for mn_bits in '' 64; do
		AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
#define MN_BITS $mn_bits
#if MN_BITS + 0
#define _TIME_BITS 64
#ifndef _FILE_OFFSET_BITS
#define _FILE_OFFSET_BITS 64
#endif
#endif
#include <time.h>
extern char mn_probe[sizeof(time_t) >= 8 ? 1 : -1];
]])], [mn_cv_sys_year2038=${mn_bits:-none needed}; break])
	done
])
AS_CASE([$mn_cv_sys_year2038], [64], [
	AC_DEFINE([_TIME_BITS], [64],
		[Define to 64 where that makes time_t 64 bits wide.])])
])
