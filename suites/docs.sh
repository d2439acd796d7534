#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What is there is said, and what is said is there: words of the languages,
# functions, events and options in the documents that describe them; scripts,
# cases and programs that documents show. FILE:LINE for each finding. Every
# rule is also tried on a small tree that breaks it.

# shellcheck disable=SC2016 # awk programs

set -u
LC_ALL=C
export LC_ALL
: "${top_srcdir:=.}" "${top_builddir:=.}" "${CC:=cc}" "${EMULATOR:=}"
: "${CPPFLAGS:=}" "${CFLAGS:=}"
# shellcheck source=suites/tap.sh
. "$top_srcdir/suites/tap.sh"

built=$(cd "$top_builddir" && pwd) || exit 99

# A document is said to describe what stands in it as code. Each of the next
# three prints what that is in DOCUMENT, a word a line.

# Between backticks, and in the indented lines that show how something is
# written; what a fence or a whole case shows may not be described anywhere.
code_of_markdown() {
	awk '
	function words(text) {
		gsub(/[^A-Za-z0-9-]+/, "\n", text)
		print text
	}
	/^```/ { fenced = !fenced }
	fenced { next }
	/^    / {
		if (!indented)
			shown = $1 == "case"
		indented = 1
		if (!shown)
			words($0)
		next
	}
	{
		indented = 0
		n = split($0, part, "`")
		for (i = 2; i <= n; i += 2)
			words(part[i])
	}' "$1"
}

# arguments_of DOCUMENT PATTERN: of the mdoc macros that match.
arguments_of() {
	awk -v pattern="^($2)\$" '
	/^[.][A-Z]/ {
		sub(/^[.]/, "")
		taken = 0
		for (i = 1; i <= NF; i++) {
			if ($i ~ /^[A-Z][a-z]$/) {
				taken = $i ~ pattern
				continue
			}
			gsub(/[^A-Za-z0-9_-]+/, "\n", $i)
			if (taken)
				print $i
		}
	}' "$1"
}

code_of_mdoc() {
	arguments_of "$1" 'Cm|Ic|Li'
}

# unsaid DOCUMENT: of the lines FILE:LINE WHAT of stdin, which stand behind a
# line ==, those whose WHAT is no line before it.
unsaid() {
	awk -v document="$1" '
	$0 == "==" { asked = 1; next }
	!asked { said[$0] = 1; next }
	{
		what = substr($0, index($0, " ") + 1)
		if (!(what in said))
			print $1 ": \047" what "\047 is not in " document
		count++
	}
	END {
		if (count == 0)
			print "nothing was found that " document " must say"
	}'
}

# A word of the languages is what a reader compares with, what a table of it
# begins with, or what stands for a value of an enum.
words_of_languages() (
	cd "$1" || exit 1
	find mocks/script mocks/dns/mods.c mocks/dns/rule.c mocks/dns/when.c \
		mocks/http/answer.c mocks/http/pattern.c mocks/http/rules.c \
		suites/judge/grammar.c suites/judge/expects.c \
		suites/judge/sweeps.c suites/judge/known.c suites/judge/cases.c \
		suites/judge/seen.c src/base/status.c \
		-name '*.c' 2>/dev/null | sort | xargs awk '
	function words(text) {
		while (match(text, /"[a-z][a-z0-9-]*"/)) {
			print FILENAME ":" FNR " " \
			    substr(text, RSTART + 1, RLENGTH - 2)
			text = substr(text, RSTART + RLENGTH)
		}
	}
	{ text = text $0 }
	text ~ /mni_(token_is|take_word)[(][^")]*$/ { next }
	text ~ /(^|=) *[{]"[a-z]/ || text ~ /^\t\treturn "/ { words(text) }
	{
		while (match(text, call)) {
			found = substr(text, RSTART, RLENGTH)
			text = substr(text, RSTART + RLENGTH)
			words(found)
		}
		text = ""
	}' call='mni_(token_is|take_word)[(][^")]*"[a-z][a-z0-9-]*"'
)

word_findings() {
	words_of_languages "$1" >"$scratch/words"
	{
		code_of_markdown "$1/fixtures/README.md"
		echo '=='
		cat "$scratch/words"
	} | unsaid fixtures/README.md
	{
		code_of_mdoc "$1/fixtures/mocknet-cases.5"
		echo '=='
		cat "$scratch/words"
	} | unsaid fixtures/mocknet-cases.5
}

# normal: FILE:LINE and a prototype, as written in one way.
normal() {
	sed 's/[[:space:]][[:space:]]*/ /g; s/\* /*/g; s/( /(/g; s/ $//'
}

# The functions that HEADER declares.
prototypes_of_header() {
	awk '
	{
		while ((from = index($0, "/*")) || within) {
			if (within)
				from = 1
			to = index(substr($0, from), "*/")
			within = to == 0
			$0 = substr($0, 1, from - 1) \
			    (within ? "" : substr($0, from + to + 1))
			if (within)
				break
		}
	}
	/^#|^extern "C"/ { next }
	{ text = text " " $0 }
	/mn_[a-z_]*[(]/ { line = FNR }
	/[;{}]/ {
		sub(/[;{].*/, "", text)
		if (text ~ /mn_[a-z_]*[(]/)
			print FILENAME ":" line text
		text = ""
	}' "$1" | normal
}

# The functions in the synopsis of PAGE.
prototypes_of_page() {
	awk '
	/^[.]Sh / { synopsis = $2 == "SYNOPSIS" }
	/^[.]Ft / { type = substr($0, 5) }
	synopsis && /^[.]Fn / {
		name = $2
		sub(/^[.]Fn [^ ]* */, "")
		gsub(/" "/, ", ")
		gsub(/"/, "")
		print FILENAME ":" FNR " " type " " name "(" $0 ")"
	}' "$1" | normal
}

bare() {
	sed 's/^[^ ]* //'
}

function_findings() (
	cd "$1" || exit 1
	header=mocks/mocknet.h page=mocks/libmocknet.3
	prototypes_of_header "$header" >"$scratch/header"
	prototypes_of_page "$page" | grep -v mn_ck_ >"$scratch/page"
	{ bare <"$scratch/page"; echo '=='; cat "$scratch/header"; } |
		unsaid "$page"
	{ bare <"$scratch/header"; echo '=='; cat "$scratch/page"; } |
		unsaid "$header"
)

# What the header for Check has, functions or macros, by their names.
names_for_check() {
	awk 'match($0, /mn_ck_[a-z_]*[(]/) {
		name = substr($0, RSTART, RLENGTH - 1)
		if (!seen[name]++)
			print FILENAME ":" FNR " " name
	}' "$1"
}

check_header_findings() (
	cd "$1" || exit 1
	header=mocks/mocknet_check.h page=mocks/libmocknet.3
	[ -f "$header" ] || exit 0
	names_for_check "$header" >"$scratch/header"
	awk '/^[.]Fn mn_ck_/ { print FILENAME ":" FNR " " $2 }' "$page" \
		>"$scratch/page"
	{ bare <"$scratch/page"; echo '=='; cat "$scratch/header"; } |
		unsaid "$page"
	{ bare <"$scratch/header"; echo '=='; cat "$scratch/page"; } |
		unsaid "$header"
)

# The constants of the header, and the words of the journal.
event_findings() (
	cd "$1" || exit 1
	page=mocks/libmocknet.3
	{
		arguments_of "$page" Dv
		echo '=='
		awk 'match($0, /^\tMN_[A-Z_]+/) {
			print FILENAME ":" FNR " " \
			    substr($0, RSTART + 1, RLENGTH - 1)
		}' mocks/mocknet.h
	} | unsaid "$page"
	{
		code_of_mdoc "$page"
		echo '=='
		awk -F '"' '/^\t\treturn "/ {
			print FILENAME ":" FNR " " $2
		}' mocks/journal/journal.c
	} | unsaid "$page"
)

# The long options of SOURCE.
options_of() {
	awk -F '"' '/^ *[{]"[^"]*", [a-z]*_argument,/ {
		print FILENAME ":" FNR " --" $2
	}' "$1"
}

options_of_help() {
	awk '
	/help\[\] =/ { help = 1 }
	help {
		text = $0
		while (match(text, /--[a-z][a-z-]*/)) {
			print substr(text, RSTART, RLENGTH)
			text = substr(text, RSTART + RLENGTH)
		}
	}
	/;$/ { help = 0 }' "$1"
}

# The manual of SOURCE: its own, or the only one of its folder.
manual_of() {
	set -- "$1" "${1%/*}"/*.1
	if [ -f "${1%.c}.1" ]; then
		echo "${1%.c}.1"
	else
		echo "$2"
	fi
}

option_findings() (
	cd "$1" || exit 1
	find src mocks suites -name '*.c' -exec grep -l '_argument, NULL' {} + |
		sort | while read -r source; do
		manual=$(manual_of "$source")
		{
			arguments_of "$manual" Fl | sed 's/^/-/'
			echo '=='
			options_of "$source"
		} | unsaid "$manual"
		{ options_of_help "$source"; echo '=='; options_of "$source"; } |
			unsaid 'its help'
	done
)

# pieces DOCUMENT LANGUAGE: each block of LANGUAGE as a file of
# $scratch/pieces, on lines of the same numbers and with the name that a
# compiler wants. In Markdown the fence names its language, in mdoc a comment
# above the display. Of scripts each is a piece.
pieces() {
	rm -rf "$scratch/pieces"
	mkdir "$scratch/pieces"
	awk -v folder="$scratch/pieces" -v language="$2" '
	function begin() {
		end()
		file = folder "/" FNR ".c"
		for (i = 1; i < FNR; i++)
			print "" >file
	}
	function end() {
		if (file != "")
			close(file)
		file = ""
	}
	/^```/ {
		end()
		inside = first = $0 == "```" language
		next
	}
	/^[.]Bd/ {
		inside = first = before == ".\\\" " language
		next
	}
	/^[.]Ed/ {
		end()
		inside = 0
	}
	{ before = $0 }
	!inside { next }
	first || (language == "mocknet" && /^[^ \t#]/) { begin() }
	{
		first = 0
		gsub(/\\e/, "\\")
		print >file
	}' "$1"
}

# placed DOCUMENT: the findings of stdin, which name pieces of it.
placed() {
	sed "s|^.*/pieces/[0-9]*[.]c:|$1:|"
}

# some_piece DOCUMENT LANGUAGE: nothing would be found wrong with no piece.
some_piece() {
	[ -z "$(ls "$scratch/pieces")" ] || return 0
	echo "$1:1: no block of $2 was found"
	return 1
}

# script_findings TREE DOCUMENT: relative files are those of the tree.
# shellcheck disable=SC2086 # the emulator is several words
script_findings() (
	cd "$1" || exit 1
	pieces "$2" mocknet
	some_piece "$2" mocknet || return
	$EMULATOR "$built/suites/support/read_scripts" "$scratch"/pieces/* | placed "$2"
)

# shellcheck disable=SC2086
case_findings() (
	cd "$1" || exit 1
	pieces "$2" cases
	some_piece "$2" cases || return
	for piece in "$scratch"/pieces/*; do
		$EMULATOR "$built/suites/mocknet-check" --fixtures "$piece" \
			list 2>&1 >/dev/null
	done | placed "$2"
)

# run SOURCE: builds it as a user would, and runs it.
# shellcheck disable=SC2086 # the flags are several words
run() {
	$CC $CPPFLAGS $CFLAGS -Wall -Wextra -I"$top_srcdir/mocks" -c \
		-o "$scratch/one.o" "$1" || return
	"$built/libtool" --silent --mode=link --tag=CC $CC $CFLAGS \
		-o "$scratch/one" "$scratch/one.o" "$built/mocks/libmocknet.la" &&
		$EMULATOR "$scratch/one" && return
	status=$?
	line=${1##*/}
	echo "$1:${line%.c}: it ends with status $status"
}

program_findings() {
	pieces "$1/$2" c
	some_piece "$2" c || return
	for piece in "$scratch"/pieces/*; do
		run "$piece" 2>&1
	done | placed "$2"
}

# planted FILE LINE...
planted() {
	planted_file=$scratch/tree/$1
	shift
	mkdir -p "${planted_file%/*}"
	printf '%s\n' "$@" >"$planted_file"
}

planted_words() {
	planted mocks/script/steps.c '    {"said", 1, read_said},' \
		'    {"hidden", "mumbled", 2},' \
		'	if (mni_token_is(&token, "thought") ||' \
		'	    mni_take_word(' '	        reader, "shown", "above"))'
	planted suites/judge/cases.c '		return "drawn";' '	return "?";'
	planted fixtures/README.md '# hidden thoughts' '' \
		'One is `said` N, and' '' '    mumbled N' '' \
		'    case hidden' '    thought' '' '```' 'drawn' '```' \
		'`un-shown`' '`shown`'
	planted fixtures/mocknet-cases.5 '.It Ic said Ar drawn' \
		'hidden and' '.Cm shown , mumbled Ns thought'
	catches 'words that no document has' "$(cat <<'END'
mocks/script/steps.c:2: 'hidden' is not in fixtures/README.md
mocks/script/steps.c:3: 'thought' is not in fixtures/README.md
suites/judge/cases.c:1: 'drawn' is not in fixtures/README.md
mocks/script/steps.c:2: 'hidden' is not in fixtures/mocknet-cases.5
mocks/script/steps.c:3: 'thought' is not in fixtures/mocknet-cases.5
suites/judge/cases.c:1: 'drawn' is not in fixtures/mocknet-cases.5
END
)" "$(word_findings "$scratch/tree")"
}

planted_functions() {
	planted mocks/mocknet.h '/* mn_no(a);' ' * mn_no(b); */' \
		'struct mn_net *mn_new(void); /* one */' 'int mn_lost(int a);' \
		'int mn_ask(struct mn_net *net,' '    int way);' \
		'enum mn_kind {' '	MN_SAID,' '	MN_HIDDEN' '};'
	planted mocks/mocknet_check.h '#define mn_ck_said(net) mn_ask(net)' \
		'static inline int' 'mn_ck_lost(int a)'
	planted mocks/libmocknet.3 .Sh\ SYNOPSIS '.Ft struct mn_net *' \
		'.Fn mn_new void' '.Ft int' \
		'.Fn mn_ask "struct mn_net *net" "long way"' \
		'.Fn mn_ck_said net' '.Fn mn_ck_gone net' .Sh\ MORE \
		'.Fn mn_lost "int a"' '.It Dv MN_SAID Pq Li said'
	planted mocks/journal/journal.c '		return "said";' \
		'		return "hidden";' '	return "unknown";'
	catches 'functions that the manual or the header lacks' "$(cat <<'END'
mocks/mocknet.h:4: 'int mn_lost(int a)' is not in mocks/libmocknet.3
mocks/mocknet.h:5: 'int mn_ask(struct mn_net *net, int way)' is not in mocks/libmocknet.3
mocks/libmocknet.3:5: 'int mn_ask(struct mn_net *net, long way)' is not in mocks/mocknet.h
END
)" "$(function_findings "$scratch/tree")"
	catches 'the same of the header for Check' \
		"mocks/mocknet_check.h:3: 'mn_ck_lost' is not in mocks/libmocknet.3
mocks/libmocknet.3:7: 'mn_ck_gone' is not in mocks/mocknet_check.h" \
		"$(check_header_findings "$scratch/tree")"
	catches 'events that the manual lacks' \
		"mocks/mocknet.h:9: 'MN_HIDDEN' is not in mocks/libmocknet.3
mocks/journal/journal.c:2: 'hidden' is not in mocks/libmocknet.3" \
		"$(event_findings "$scratch/tree")"
}

planted_options() {
	planted src/one.c '    "  --help  print"' 'char help[] =' \
		'    "  --said  is"' '    "  --shown";' '    "  --lost"' \
		'    {"said", no_argument, NULL, 1},' \
		'    {"shown", required_argument, NULL, 1},' \
		'    {"lost", no_argument, NULL, 1},'
	planted src/one.1 '.It Fl s , Fl -said Ns = Ns Ar lost' '--shown'
	planted mocks/two.c 'char help[] = "--long";' \
		'    {"long", no_argument, NULL, 1},' \
		'    {"longer", no_argument, NULL, 1},'
	planted mocks/all.1 '.It Fl -longer'
	catches 'options that a manual or help lacks' "$(cat <<'END'
mocks/two.c:2: '--long' is not in mocks/all.1
mocks/two.c:3: '--longer' is not in its help
src/one.c:7: '--shown' is not in src/one.1
src/one.c:8: '--lost' is not in src/one.1
src/one.c:8: '--lost' is not in its help
END
)" "$(option_findings "$scratch/tree")"
}

planted_examples() {
	planted README.md '```mocknet' 'udp' '  recv' '' 'tcp' '# the second' \
		'  recvv' '```' '```' 'sctp' '```'
	planted page.5 '.\" mocknet' '.Bd -literal' 'udp' '  recv "\eq"' .Ed \
		'.\" cases' '.Bd -literal' 'case' .Ed .Bd 'tcpp' .Ed
	planted page.3 '.\" c' .Bd 'int main(void)' '{' '	return 3;' '}' \
		.Ed '.\" c' .Bd 'int x = "\en\e";' .Ed
	catches 'a script with a mistake' \
		'README.md:7:3: expected a step' \
		"$(script_findings "$scratch/tree" README.md | cut -c 1-30)"
	catches 'the same in a manual' 'page.5:4:9: expected an escape' \
		"$(script_findings "$scratch/tree" page.5 | cut -c 1-30)"
	catches 'a case with a mistake' 'page.5:8:5: expected an id of' \
		"$(case_findings "$scratch/tree" page.5 | cut -c 1-29)"
	catches 'programs that fail' 'page.3:10
page.3:3: it ends with status 3' "$(program_findings "$scratch/tree" page.3 |
	sed -n 's/^\(page.3:10\):.*error:.*/\1/p; /status/p' | uniq)"
	catches 'a document without examples' \
		'page.3:1: no block of mocknet was found' \
		"$(script_findings "$scratch/tree" page.3)"
}

real_tree() {
	report 'words of the languages are described' \
		"$(word_findings "$top_srcdir")"
	report 'functions are described as they are' \
		"$(function_findings "$top_srcdir")"
	report 'functions for Check are described' \
		"$(check_header_findings "$top_srcdir")"
	report 'events are described' "$(event_findings "$top_srcdir")"
	report 'options are described' "$(option_findings "$top_srcdir")"
	for document in fixtures/README.md fixtures/mocknet-cases.5; do
		report "the scripts of $document have no mistake" \
			"$(script_findings "$top_srcdir" "$document")"
	done
	report 'the cases of fixtures/mocknet-cases.5 have no mistake' \
		"$(case_findings "$top_srcdir" fixtures/mocknet-cases.5)"
	report 'the programs of mocks/libmocknet.3 run' \
		"$(program_findings "$top_srcdir" mocks/libmocknet.3)"
}

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM
planted_words
planted_functions
planted_options
planted_examples
real_tree
plan
