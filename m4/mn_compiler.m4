# SPDX-License-Identifier: MIT

# MN_PROG_CC_C17: makes $CC speak C17, neither older nor newer, or gives up.
AC_DEFUN([MN_PROG_CC_C17], [
AC_REQUIRE([AC_PROG_CC])
AC_CACHE_CHECK([for the option that makes $CC speak C17], [mn_cv_prog_cc_c17], [
	mn_cv_prog_cc_c17=unknown
	mn_plain_cc=$CC
	for mn_std in '' -std=gnu17 -std=gnu18 -std=c17; do
		CC="$mn_plain_cc $mn_std"
		AC_COMPILE_IFELSE([AC_LANG_SOURCE([[
#if __STDC_VERSION__ != 201710L
#error not C17
#endif
extern int mn_probe;
]])], [mn_cv_prog_cc_c17=${mn_std:-none needed}; break])
	done
	CC=$mn_plain_cc
])
AS_CASE([$mn_cv_prog_cc_c17],
	[unknown], [AC_MSG_ERROR([$CC does not speak C17])],
	[-*], [CC="$CC $mn_cv_prog_cc_c17"])
])

# MN_APPEND_FLAGS(VARIABLE, FLAGS): appends to VARIABLE each of FLAGS that
# $CC takes. -Werror because clang only warns of an option it does not know.
AC_DEFUN([MN_APPEND_FLAGS], [
m4_foreach_w([mn_flag], [$2], [
AS_VAR_PUSHDEF([mn_cache], [mn_cv_cc_flag_]m4_defn([mn_flag]))
AC_CACHE_CHECK([whether $CC takes mn_flag], [mn_cache], [
	mn_save_CFLAGS=$CFLAGS
	CFLAGS="$CFLAGS -Werror mn_flag"
	AC_COMPILE_IFELSE([AC_LANG_SOURCE([[extern int mn_probe;]])],
		[AS_VAR_SET([mn_cache], [yes])],
		[AS_VAR_SET([mn_cache], [no])])
	CFLAGS=$mn_save_CFLAGS
])
AS_VAR_IF([mn_cache], [yes], [AS_VAR_APPEND([$1], [" mn_flag"])])
AS_VAR_POPDEF([mn_cache])
])
])

# MN_SYSTEM_INCLUDES(VARIABLE): turns -I into -isystem, so that warnings are
# about our headers and not about those of a library.
AC_DEFUN([MN_SYSTEM_INCLUDES], [
$1=`AS_ECHO([" $$1"]) | sed 's/ -I/ -isystem /g; s/^ //'`
])
