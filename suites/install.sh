#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Uses what make install has put in place as its users do: the example of the
# README, built with mocknet.pc, around the installed client; a Check test of
# somebody else's, built with nothing but mocknet.pc and check.pc; the completion
# for bash; and the installed programs alone. Run by make installcheck.

set -eu
: "${top_srcdir:=.}" "${DESTDIR:=}" "${CC:=cc}" "${CFLAGS:=}" "${LDFLAGS:=}" "${EMULATOR:=}"
: "${PKG_CONFIG:=pkg-config}"
installed_lib=$DESTDIR${libdir:?}
installed_bin=$DESTDIR${bindir:?}

LD_LIBRARY_PATH=$installed_lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
DYLD_LIBRARY_PATH=$LD_LIBRARY_PATH
elsewhere=${PKG_CONFIG_PATH:-} sysroot=${PKG_CONFIG_SYSROOT_DIR:-}
PKG_CONFIG_PATH=$DESTDIR${pkgconfigdir:?}${PKG_CONFIG_PATH:+:$PKG_CONFIG_PATH}
export LD_LIBRARY_PATH DYLD_LIBRARY_PATH PKG_CONFIG_PATH
unset MOCKNET_FIXTURES
if [ -n "$DESTDIR" ]; then
	PKG_CONFIG_SYSROOT_DIR=$DESTDIR
	MOCKNET_FIXTURES=$DESTDIR${pkgdatadir:?}/fixtures
	export PKG_CONFIG_SYSROOT_DIR MOCKNET_FIXTURES
fi

how=--static
for library in "$installed_lib/libmocknet.so" \
	"$installed_lib/libmocknet.dylib"; do
	[ ! -f "$library" ] || how=
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# shellcheck disable=SC2016 # the quotes are of the README
sed -n '/^```c$/,/^```$/{/^```/!p;}' "$top_srcdir/README.md" >"$scratch/user.c"

cat >"$scratch/fetch.c" <<'END'
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <string.h>

int
fetch_quote(const char *host, unsigned port, char quote[512])
{
	char command[4096];
	FILE *client;

	snprintf(command, sizeof(command), "%s --retry=0.05 %s %u", CLIENT,
	    host, port);
	client = popen(command, "r");
	memset(quote, 0, 512);
	return client == NULL || fread(quote, 1, 511, client) == 0 ||
	    pclose(client) != 0;
}
END

mkdir "$scratch/outside"
cat >"$scratch/outside/check_user.c" <<'END'
#include <check.h>
#include <mocknet.h>
#include <mocknet_check.h>

START_TEST(echo_answers)
{
	struct mn_net *net = mn_net_new();
	struct mn_server *echo = mn_ck_serve(net, "echo tcp\n");

	mn_ck_play(net, "tcp\n send \"hello\"\n recv \"hello\"\n",
	    mn_host(echo), mn_port(echo), 5000);
	mn_ck_wait(echo, MN_SEND, 1, 5000);
	mn_ck_ok(net);
	mn_net_free(net);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("outside");
	TCase *echo = tcase_create("echo");
	SRunner *runner = srunner_create(suite);
	int good;

	tcase_add_test(echo, echo_answers);
	suite_add_tcase(suite, echo);
	srunner_run_all(runner, CK_NORMAL);
	good = srunner_ntests_run(runner) == 1 &&
	       srunner_ntests_failed(runner) == 0;
	srunner_free(runner);
	return good ? 0 : 1;
}
END

# pkg-config escapes blanks, hence the eval.
# shellcheck disable=SC2086 # commands and flags are several words
build_and_run() {
	flags=$($PKG_CONFIG $how --cflags --libs mocknet)
	eval '$CC $CFLAGS "-DCLIENT=\"$EMULATOR $installed_bin/qotd-client\"" \
		-o "$scratch/user" "$scratch/user.c" "$scratch/fetch.c"' \
		"$flags" '$LDFLAGS'
	$EMULATOR "$scratch/user"
}

# Check is not installed below DESTDIR, but where it always is.
check_flags() (
	PKG_CONFIG_PATH=$elsewhere PKG_CONFIG_SYSROOT_DIR=$sysroot
	export PKG_CONFIG_SYSROOT_DIR
	$PKG_CONFIG --cflags --libs check
)

# shellcheck disable=SC2086
build_and_check() (
	cd "$scratch/outside"
	flags=$($PKG_CONFIG $how --cflags --libs mocknet)
	eval '$CC $CFLAGS -o check_user check_user.c' "$flags" \
		"$(check_flags)" '$LDFLAGS'
	$EMULATOR ./check_user
)

build_and_run
if check_flags >/dev/null 2>&1; then
	build_and_check
else
	echo 'install.sh: no Check test: Check is missing'
fi
# shellcheck disable=SC2086
cases=$($EMULATOR "$installed_bin/mocknet-check" list)
[ -n "$cases" ] || {
	echo 'install.sh: mocknet-check list names no case' >&2
	exit 1
}
for program in ${PROGRAMS:?}; do
	[ -f "$DESTDIR${completiondir:?}/${program##*/}" ] || {
		echo "install.sh: no completion of $program" >&2
		exit 1
	}
done
# shellcheck disable=SC2086
$EMULATOR "$installed_bin/qotd-client" --version
# shellcheck disable=SC2086
$EMULATOR "$installed_bin/mocknet" --version
