#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What the house style says and a program can see; FILE:LINE for each finding.
# Every rule is also tried on a small tree that breaks it.

# shellcheck disable=SC2016 # awk programs

set -u
LC_ALL=C
export LC_ALL
: "${top_srcdir:=.}" "${top_builddir:=.}" "${CC:=cc}"
: "${CXX:=c++}" "${CPPFLAGS:=}" "${CFLAGS:=}" "${CHECK_CFLAGS:=}"
# shellcheck source=suites/tap.sh
. "$top_srcdir/suites/tap.sh"

max_columns=80
max_body=60
max_lines=600

# files TREE PATTERN...: of the folders that hold our sources.
files() (
	cd "$1" || exit 1
	shift
	for pattern; do
		find src mocks suites fixtures -type f -name "$pattern"
	done | sort
)

# each_file TREE AWK-PROGRAM: runs it once over all files named on stdin. The
# program may call finding(FILE, LINE, WHY).
each_file() (
	cd "$1" || exit 1
	awk -v columns="$max_columns" -v body="$max_body" \
		-v lines="$max_lines" '
	BEGIN {
		while ((getline name < "-") > 0)
			ARGV[ARGC++] = name
	}
	FNR == 1 { names[++name_count] = FILENAME }
	function finding(file, line, why) {
		print file ":" line ": " why
	}'"$2"
)

license_findings() {
	{
		files "$1" '*.[ch]' '*.sh' '*.bash' '*.mk' '*.py' '*.in' '*.[1-8]'
		(cd "$1" && ls configure.ac Makefile.am bootstrap .ci/run \
			m4/mn_*.m4 2>/dev/null)
	} | each_file "$1" '
	FNR == 1 { shebang = /^#!/ }
	FNR == 1 || (FNR == 2 && shebang) {
		if (FILENAME ~ /\.[ch]$/)
			good = $0 == "/* SPDX-License-Identifier: MIT */"
		else
			good = /^(#|\.\\") SPDX-License-Identifier: MIT$/
		if (good)
			licensed[FILENAME] = 1
	}
	END {
		for (i = 1; i <= name_count; i++)
			if (!(names[i] in licensed))
				finding(names[i], 1, "the SPDX line is missing")
	}'
}

column_findings() {
	files "$1" '*.[ch]' | each_file "$1" '
	{
		width = 0
		n = split($0, part, "\t")
		for (i = 1; i <= n; i++) {
			width += length(part[i])
			if (i < n)
				width += 8 - width % 8
		}
		if (width > columns)
			finding(FILENAME, FNR, width " columns, at most " columns)
	}'
}

function_findings() {
	files "$1" '*.[ch]' | each_file "$1" '
	FNR == 1 { start = 0 }
	/^[{]/ { start = FNR }
	/^[}]/ && start {
		if (FNR - start - 1 > body)
			finding(FILENAME, start, FNR - start - 1 \
			    " lines in a function, at most " body)
		start = 0
	}'
}

length_findings() {
	files "$1" '*.[ch]' '*.sh' '*.bash' '*.mk' | each_file "$1" '
	{ length_of[FILENAME] = FNR }
	END {
		for (i = 1; i <= name_count; i++) {
			n = length_of[names[i]]
			if (n > lines)
				finding(names[i], n, \
				    n " lines, at most " lines)
		}
	}'
}

guard_findings() {
	files "$1" '*.h' | each_file "$1" '
	FNR == 1 { seen = 0 }
	/^#/ && ++seen == 1 { guard = $1 == "#ifndef" ? $2 : "" }
	/^#/ && seen == 2 && guard != "" && $1 == "#define" && $2 == guard {
		guarded[FILENAME] = 1
	}
	END {
		for (i = 1; i <= name_count; i++)
			if (!(names[i] in guarded))
				finding(names[i], 1, "the guard is missing")
	}'
}

# The headers that the build does not prove to stand alone, as it does where the
# source beside a header includes it before any other. Benchmarks and fuzzers
# need not have been built.
unproved_headers() {
	files "$1" '*.[ch]' | each_file "$1" '
	/^#include/ && $2 != "<config.h>" && !(FILENAME in first) {
		first[FILENAME] = $2
	}
	END {
		for (i = 1; i <= name_count; i++) {
			source = header = names[i]
			if (!sub(/[.]h$/, ".c", source))
				continue
			own = first[source]
			gsub(/"/, "", own)
			size = length(own)
			end = substr(header, length(header) - size + 1)
			if (size == 0 || own != end ||
			    header ~ "^suites/(bench|fuzz)/")
				print header
		}
	}'
}

# A source that includes each file named, in this order, as a user would.
source_of() {
	printf '#include "%s"\n' "$@"
	echo 'extern int alone;'
}

# compile_all TREE: every source of the scratch folder, by one command.
# shellcheck disable=SC2086 # the flags are several words
compile_all() {
	$CC $CPPFLAGS $CFLAGS $CHECK_CFLAGS -I"$top_builddir" -I"$1/src" \
		-I"$1/mocks" -I"$1/suites" -I"$1" -fsyntax-only \
		"$scratch"/alone/*.c 2>&1 | sed -n '/error:/p'
}

# Twice, for the guard.
header_findings() {
	rm -rf "$scratch/alone"
	mkdir "$scratch/alone"
	unproved_headers "$1" | {
		number=0
		while read -r header; do
			number=$((number + 1))
			source_of config.h "$header" "$header" \
				>"$scratch/alone/$number.c"
		done
	}
	compile_all "$1"
}

installed_header_findings() {
	rm -f "$scratch"/alone/*
	source_of mocks/mocknet.h >"$scratch/alone/user.c"
	compile_all "$1"
}

# spoken_findings TREE SUFFIX COMPILER...: what keeps the installed header out of
# a source that is held to the letter of its standard.
spoken_findings() (
	user=$scratch/user.$2
	source_of mocknet.h mocknet.h >"$user"
	tree=$1
	shift 2
	"$@" -pedantic-errors -Wall -Wextra -Werror -I"$tree/mocks" \
		-fsyntax-only "$user" 2>&1 | sed -n '/error:/p'
)

# shellcheck disable=SC2086 # the compiler is several words
c_findings() {
	spoken_findings "$1" c $CC "-std=$2"
}

# shellcheck disable=SC2086
cxx_findings() {
	spoken_findings "$1" cc $CXX
}

# The lines of FILE that findings on stdin are about.
lines_of() {
	sed -n 's|.*\('"$1"':[0-9]*\):.*error:.*|\1|p' | sort -u
}

# Whether there is a compiler for C++.
# shellcheck disable=SC2086
has_cxx() {
	echo 'class alone;' >"$scratch/alone.cc"
	$CXX -fsyntax-only "$scratch/alone.cc" 2>/dev/null
}

report_languages() {
	for standard in c99 c11; do
		report "the installed header is plain $standard" \
			"$(c_findings "$top_srcdir" "$standard")"
	done
	if has_cxx; then
		report 'the installed header is C++' \
			"$(cxx_findings "$top_srcdir")"
	else
		skip 'the installed header is C++' \
			'there is no C++ compiler here'
	fi
}

repeat() {
	awk -v n="$1" -v line="$2" 'BEGIN { while (n-- > 0) print line }'
}

planted_tree() {
	mkdir -p "$scratch/src" "$scratch/mocks" "$scratch/suites" \
		"$scratch/fixtures"
	spdx='SPDX-License-Identifier: MIT'
	{
		echo "/* $spdx */"
		repeat 1 "		$(repeat 65 x | tr -d '\n')"
		printf '{\n%s\n}\n' "$(repeat 61 y)"
		printf '{\n%s\n}\n' "$(repeat 60 y)"
		repeat 480 z
	} >"$scratch/src/long.c"
	printf 'int x;\n/* %s */\n' "$spdx" >"$scratch/src/late.h"
	echo 'extern size_t mni_size;' >>"$scratch/src/late.h"
	for name in early proved; do
		printf '/* %s */\n#ifndef %s\n#define %s\n%s\n#endif\n' \
			"$spdx" "$name" "$name" 'extern size_t mni_size;' \
			>"$scratch/src/$name.h"
	done
	printf '/* %s */\n%s\n' "$spdx" '#include <config.h>
#include <stddef.h>
#include "early.h"' >"$scratch/src/early.c"
	printf '/* %s */\n%s\n' "$spdx" '#include <config.h>
#include "proved.h"
#include <stddef.h>' >"$scratch/src/proved.c"
	printf '#!/bin/sh\n# %s\n' "$spdx" >"$scratch/suites/good.sh"
	printf '#!/bin/sh\n' >"$scratch/suites/bad.sh"
	catches 'a missing SPDX line' \
		'src/late.h:1: the SPDX line is missing
suites/bad.sh:1: the SPDX line is missing' "$(license_findings "$scratch")"
	catches 'a line too long' \
		'src/long.c:2: 81 columns, at most 80' \
		"$(column_findings "$scratch")"
	catches 'a function too long' \
		'src/long.c:3: 61 lines in a function, at most 60' \
		"$(function_findings "$scratch")"
	catches 'a file too long' \
		'src/long.c:607: 607 lines, at most 600' \
		"$(length_findings "$scratch")"
	catches 'a header without a guard' \
		'src/late.h:1: the guard is missing' \
		"$(guard_findings "$scratch")"
	catches 'headers that the build does not prove' 'src/early.h
src/late.h' "$(unproved_headers "$scratch")"
	catches 'headers that lean on others' 'src/early.h:4
src/late.h:3' "$(header_findings "$scratch" |
		sed -n '/size_t/s/.*\(src\/[a-z]*\.h:[0-9]*\).*/\1/p' |
		sort -u)"
}

# An array of no length is of GNU, and class a word of C++.
planted_languages() {
	printf '%s\n' "/* $spdx */" 'extern int mn_none[0];' \
		'extern int class;' >"$scratch/mocks/mocknet.h"
	for standard in c99 c11; do
		catches "a header that is no $standard" 'mocks/mocknet.h:2' \
			"$(c_findings "$scratch" "$standard" |
				lines_of 'mocks/mocknet[.]h')"
	done
	has_cxx || return
	catches 'a header that is no C++' 'mocks/mocknet.h:2
mocks/mocknet.h:3' "$(cxx_findings "$scratch" | lines_of 'mocks/mocknet[.]h')"
}

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
planted_tree
planted_languages
report 'files begin with an SPDX line' "$(license_findings "$top_srcdir")"
report "lines have at most $max_columns columns" \
	"$(column_findings "$top_srcdir")"
report "functions have at most $max_body lines" \
	"$(function_findings "$top_srcdir")"
report "files have at most $max_lines lines" \
	"$(length_findings "$top_srcdir")"
report 'headers are guarded' "$(guard_findings "$top_srcdir")"
report 'headers compile alone, and twice' "$(header_findings "$top_srcdir")"
report 'the installed header needs no config.h' \
	"$(installed_header_findings "$top_srcdir")"
report_languages
plan
