#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Who may include and link what. The rules stand in rooms() and libraries();
# a breach is reported as FILE:LINE: WHY. Every rule is also tried on a small
# tree that breaks it.

set -u
LC_ALL=C
export LC_ALL
: "${top_srcdir:=.}" "${top_builddir:=.}" "${CC:=cc}" "${NM:=nm}"
# shellcheck source=suites/tap.sh
. "$top_srcdir/suites/tap.sh"

# The rooms of this house, and those that each may include from.
rooms() {
	cat <<'END'
base       base
src        base src
mocks      base mocks
suites     base src mocks suites
known-bad  known-bad
END
}

# System headers that not everybody may use: a pattern for the header, one for
# the files that may include it, and the reason. The resolver of the system
# takes no deadline, so who asks it needs a thread, and a model of the echo server
# is threads; nobody else in src does.
libraries() {
	cat <<'END'
^check[.]h$      ^(suites/([a-z]+/check_|support/)[^/]*|mocks/mocknet_check[.]h)$  only a Check program may use Check
^curl/           ^suites/([a-z]+/check_[^/]*|support/transfers[.][ch])$  only a Check program may use libcurl
^p?threads?[.]h$ ^((mocks|suites)/|src/(base/lookup|echoer/threads)[.]c$)  src does not use threads, but for base/lookup and echoer/threads
END
}

# include_breaches TREE
include_breaches() (
	cd "$1" || exit 1
	{
		rooms
		echo
		libraries
		echo
		find src mocks suites -name '*.[ch]' | sort
	} | awk '
	function room(file) {
		if (file ~ /^src\/base\//)
			return "base"
		if (file ~ /^suites\/known-bad\//)
			return "known-bad"
		sub(/\/.*/, "", file)
		return file
	}
	function tidy(path) {
		while (sub(/[^\/]+\/\.\.\//, "", path))
			continue
		return path
	}
	# The file of this tree that FILE means by HEADER, or "".
	function meant(file, header, folder, i) {
		folder = file
		sub(/[^\/]*$/, "", folder)
		folders[1] = folder
		for (i = 1; i <= 5; i++)
			if (tidy(folders[i] header) in known)
				return tidy(folders[i] header)
		return ""
	}
	function breach(why) {
		printf "%s:%d: %s\n", file, line, why
	}
	function judge(header, quoted, i, target) {
		for (i = 1; i <= pattern_count; i++)
			if (header ~ pattern[i] && file !~ allowed[i])
				breach("includes " header ": " reason[i])
		target = meant(file, header)
		if (target == "" && quoted && header != "config.h")
			breach("includes " header ": there is no such file")
		if (target != "" && index(may[room(file)], \
		    " " room(target) " ") == 0)
			breach("includes " target ": " room(file) \
			    " may not use " room(target))
	}
	BEGIN {
		folders[2] = "src/"
		folders[3] = "mocks/"
		folders[4] = "suites/"
		folders[5] = ""
	}
	/^$/ {
		part++
		next
	}
	part == 0 {
		name = $1
		$1 = ""
		may[name] = $0 " "
	}
	part == 1 {
		pattern[++pattern_count] = $1
		allowed[pattern_count] = $2
		$1 = $2 = ""
		sub(/^ */, "")
		reason[pattern_count] = $0
	}
	part == 2 {
		files[++file_count] = $0
		known[$0] = 1
	}
	END {
		if (file_count == 0)
			print "no source was found"
		for (f = 1; f <= file_count; f++) {
			file = files[f]
			for (line = 1; (getline text < file) > 0; line++) {
				if (text !~ /^[ \t]*#[ \t]*include[ \t]*[<"]/)
					continue
				quoted = text ~ /^[^<"]*"/
				sub(/^[^<"]*[<"]/, "", text)
				sub(/[>"].*/, "", text)
				judge(text, quoted)
			}
			close(file)
		}
	}'
)

# The symbols of the object files given, a line each: OBJECT NAME TYPE, without
# those of the compiler. $NM is several words on some systems, and slow enough
# to be asked once.
symbols() {
	answer=$scratch/$(echo "$PWD $*" | cksum | tr ' ' -).symbols
	[ -f "$answer" ] || $NM -A -P "$@" 2>/dev/null | awk '
	NF >= 3 {
		sub(/:$/, "", $1)
		sub(/^_mn/, "mn", $2)
		sub(/^[.]/, "", $2)
		if ($2 !~ /^__|^_GLOBAL_/)
			print $1, $2, $3
	}' >"$answer"
	cat "$answer"
}

defined() {
	symbols "$@" | awk '$3 ~ /^[A-TV-Z]$/'
}

# needed PATTERN OBJECT...: the undefined symbols that match.
needed() {
	needed_pattern=$1
	shift
	symbols "$@" | awk -v pattern="$needed_pattern" \
		'$3 == "U" && $2 ~ pattern'
}

# located TREE FOLDER WHY: for each line OBJECT NAME TYPE of stdin, where the
# sources of TREE/FOLDER say NAME first, and WHY.
located() (
	cd "$1" || exit 1
	while read -r object name _; do
		place=$(find "$2" -name '*.c' -exec awk -v name="$name" '
		$0 ~ "(^|[^A-Za-z0-9_])" name "([^A-Za-z0-9_]|$)" {
			print FILENAME ":" FNR
			exit
		}' {} \; | head -n 1)
		echo "${place:-$object}: $3 $name ($object)"
	done
)

# prefix_breaches TREE FOLDER OBJECT...
prefix_breaches() {
	prefix_tree=$1 prefix_folder=$2
	shift 2
	[ -n "$(defined "$@")" ] || echo "$NM shows no symbol of $*"
	defined "$@" | awk '$2 !~ /^mni?_/ && $2 != "main"' |
		located "$prefix_tree" "$prefix_folder" \
			'a name without mn_ or mni_:'
}

# crossing_breaches TREE FOLDER OBJECT OTHER-OBJECT: what OBJECT, made of
# TREE/FOLDER, takes from OTHER-OBJECT.
crossing_breaches() {
	[ -n "$(defined "$4")" ] || echo "$NM shows no symbol of $4"
	{
		defined "$4"
		echo
		needed . "$3"
	} | awk '
	NF == 0 { wanted = 1 }
	!wanted { there[$2] = 1 }
	wanted && ($2 in there)' | located "$1" "$2" 'uses the other side:'
}

# thread_breaches TREE FOLDER OBJECT...
thread_breaches() {
	thread_tree=$1 thread_folder=$2
	shift 2
	needed '^_?(pthread|thrd|mtx|cnd|sem)_' "$@" |
		awk '$1 !~ /(^|[^A-Za-z0-9_])(lib[a-z]+_la-)?(lookup|threads)[.]l?o\]?$/' |
		located "$thread_tree" "$thread_folder" \
			'src does not use threads:'
}

# export_breaches LIBRARY: the names the linker itself adds are not ours.
export_breaches() {
	exported=$({ $NM -D -P "$1" || $NM -g -P "$1"; } 2>/dev/null |
		awk '$2 ~ /^[A-TV-Z]$/ { sub(/^_mn/, "mn", $1); print $1 }')
	[ -n "$exported" ] || echo "$1: exports nothing"
	echo "$exported" | awk -v library="$1" '
	!/^mn_|^(_init|_fini|_edata|_end|__bss_start)$|^$/ {
		print library ": exports " $1
	}'
}

# planted FILE LINE...
planted() {
	planted_file=$scratch/$1
	shift
	mkdir -p "${planted_file%/*}"
	printf '%s\n' "$@" >"$planted_file"
}

planted_includes() {
	planted src/base/status.h '#include <stdio.h>' '#include "config.h"'
	planted src/base/loop.c '#include "base/status.h"' '#include "qotd.h"'
	planted src/base/lookup.c '#include <pthread.h>'
	planted src/qotd.h '#include "base/status.h"'
	planted src/qotd.c '' '#include "qotd.h"' \
		'# include "../mocks/net.h"' '#include <pthread.h>'
	planted mocks/net.h '#include "base/status.h"'
	planted mocks/net.c '#include <pthread.h>' '#include "net.h"' \
		'#include "qotd.h"' '#include "suites/judge.h"'
	planted suites/judge.h '#include "net.h"' '#include "qotd.h"' \
		'#include <check.h>'
	planted suites/mocks/check_curl.c '#include <check.h>' \
		'#include <curl/curl.h>' '#include "judge.h"'
	planted suites/curl.c '#include <curl/curl.h>' '#include "gone.h"'
	planted suites/known-bad/q.h
	planted suites/known-bad/q.c '#include "base/status.h"' \
		'#include "q.h"'
	catches 'forbidden includes' "$(cat <<'END'
mocks/net.c:3: includes src/qotd.h: mocks may not use src
mocks/net.c:4: includes suites/judge.h: mocks may not use suites
src/base/loop.c:2: includes src/qotd.h: base may not use src
src/qotd.c:3: includes mocks/net.h: src may not use mocks
src/qotd.c:4: includes pthread.h: src does not use threads, but for base/lookup and echoer/threads
suites/curl.c:1: includes curl/curl.h: only a Check program may use libcurl
suites/curl.c:2: includes gone.h: there is no such file
suites/judge.h:3: includes check.h: only a Check program may use Check
suites/known-bad/q.c:1: includes src/base/status.h: known-bad may not use base
END
)" "$(include_breaches "$scratch")"
}

planted_symbols() {
	rm -r "$scratch/src" "$scratch/mocks"
	planted src/qotd.c '#include <pthread.h>' \
		'int mni_ask(void) { return pthread_equal(pthread_self(),' \
		'    pthread_self()); }' 'int ask(void) { return 0; }'
	planted mocks/net.c 'int mni_ask(void);' \
		'int mn_net(void) { return mni_ask(); }'
	planted src/lookup.c '#include <pthread.h>' \
		'void mni_look(void) { pthread_exit(0); }'
	for room in src/qotd src/lookup mocks/net; do
		$CC -fPIC -c -o "$scratch/${room#*/}.o" "$scratch/$room.c"
	done
	catches 'a name without prefix' \
		'src/qotd.c:4: a name without mn_ or mni_: ask (qotd.o)' \
		"$(cd "$scratch" && prefix_breaches . src qotd.o)"
	catches 'a mock that uses a client' \
		'mocks/net.c:1: uses the other side: mni_ask (net.o)' \
		"$(cd "$scratch" && crossing_breaches . mocks net.o qotd.o)"
	catches 'threads in a client' \
		'src/qotd.c:2: src does not use threads: pthread_self (qotd.o)' \
		"$(cd "$scratch" && thread_breaches . src lookup.o qotd.o |
			grep -e _self -e _exit)"
	if $CC -shared -o "$scratch/both.so" "$scratch/qotd.o" \
		"$scratch/net.o" 2>/dev/null; then
		catches 'an export too many' 'both.so: exports ask
both.so: exports mni_ask' "$(cd "$scratch" && export_breaches both.so)"
	else
		skip 'catches an export too many' \
			'a shared library cannot be built here'
	fi
}

# archive FOLDER NAME: the convenience library of that name.
archive() {
	if [ -f "$top_builddir/$1/.libs/$2.a" ]; then
		echo "$top_builddir/$1/.libs/$2.a"
	else
		echo "$top_builddir/$1/$2.a"
	fi
}

real_tree() {
	base=$(archive src libbase)
	clients=$(archive src libclients)
	servers=$(archive src libservers)
	program=$(archive src libprogram)
	mocks=$(archive mocks libmocks)
	report 'includes stay in their rooms' \
		"$(include_breaches "$top_srcdir")"
	report 'names in src have a prefix' "$(prefix_breaches "$top_srcdir" \
		src "$base" "$program" "$clients" "$servers" \
		"$top_builddir"/src/*.o)"
	report 'names in mocks have a prefix' "$(prefix_breaches \
		"$top_srcdir" mocks "$mocks" "$top_builddir"/mocks/program/*.o)"
	report 'mocks use no client' "$(crossing_breaches "$top_srcdir" \
		mocks "$mocks" "$clients")"
	report 'clients use no mock' "$(crossing_breaches "$top_srcdir" \
		src "$clients" "$mocks")"
	report 'mocks use no server' "$(crossing_breaches "$top_srcdir" \
		mocks "$mocks" "$servers")"
	report 'servers use no mock' "$(crossing_breaches "$top_srcdir" \
		src "$servers" "$mocks")"
	report 'clients use no server' "$(crossing_breaches "$top_srcdir" \
		src "$clients" "$servers")"
	report 'servers use no client' "$(crossing_breaches "$top_srcdir" \
		src "$servers" "$clients")"
	report 'the base uses no client' "$(crossing_breaches "$top_srcdir" \
		src/base "$base" "$clients")"
	report 'the base uses no server' "$(crossing_breaches "$top_srcdir" \
		src/base "$base" "$servers")"
	report 'the base uses no mock' "$(crossing_breaches "$top_srcdir" \
		src/base "$base" "$mocks")"
	report 'src has no threads' "$(thread_breaches "$top_srcdir" src \
		"$base" "$clients" "$servers")"
	for library in "$top_builddir"/mocks/.libs/libmocknet.so \
		"$top_builddir"/mocks/.libs/libmocknet.dylib; do
		[ -f "$library" ] || continue
		report 'libmocknet exports mn_ only' \
			"$(export_breaches "$library")"
		return
	done
	skip 'libmocknet exports mn_ only' 'no shared library was built'
}

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
planted_includes
planted_symbols
real_tree
plan
