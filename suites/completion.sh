#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What bash offers for the words of our programs, and of a program whose help
# is made up: completion.bash knows no more of any than what its help says.

: "${top_srcdir:=.}" "${top_builddir:=.}" "${EMULATOR:=}"
[ -n "${PROGRAMS:-}" ] || PROGRAMS='src/daytime-client src/echo-client
	src/echo-server src/get-ip src/qotd-client mocks/mocknet suites/mocknet-check'
# shellcheck source=suites/tap.sh
. "$top_srcdir/suites/tap.sh"

LC_ALL=C
completion=$(cd "$top_srcdir/src" && pwd)/completion.bash
package=/usr/share/bash-completion/bash_completion
work=$(mktemp -d) || exit 99
export LC_ALL completion package work
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM

# What is offered to whoever types a line and then the tabulator, for each line
# FOLDER|LINE: its number, | and a word. In brackets is what bash is asked to
# do: (default) is to offer files. @ is the cursor, where it is in a word; the
# line is broken as bash does it.
write_tab() {
	cat >"$work/tab" <<'END'
set -u
compopt() { asked+=("(${*: -1})"); }
. "$completion"
tab() {
	local asked=() COMP_WORDS=() COMP_LINE=${1/@/} COMP_CWORD COMPREPLY=()
	local before=${1%%@*} rest=$COMP_LINE at=0 registered
	local COMP_POINT=${#before}
	while [[ $rest =~ ^([^ =:]+|[=:]+|\ +)(.*)$ ]]; do
		[[ ${BASH_REMATCH[1]} = ' '* ]] ||
			COMP_WORDS+=("${BASH_REMATCH[1]}")
		((at >= COMP_POINT)) || COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		((at += ${#BASH_REMATCH[1]}))
		rest=${BASH_REMATCH[2]}
	done
	[[ $1 != *' ' ]] || COMP_WORDS[++COMP_CWORD]=
	registered=$(complete -p "${COMP_WORDS[0]##*/}") || return
	registered=${registered#*-F }
	"${registered%% *}" "${COMP_WORDS[0]}"
	printf '%s\n' "${COMPREPLY[@]}" "${asked[@]}"
}
number=0
while IFS='|' read -r folder line; do
	((++number))
	echo "$number|"
	words=$(cd "$work/$folder" && tab "./$line" 2>&1 </dev/null)
	while IFS= read -r word; do
		[[ -z $word ]] || echo "$number|$word"
	done <<<"$words"
done
END
	echo '192.0.2.1 alphorn alphabet ulm' >"$work/hosts"
}

# offers NAME OFFERED FOLDER LINE: the words of OFFERED, sorted, and no other,
# when the program is in FOLDER. It is one of those that are tried by try_all.
offers() {
	echo "$1|$2" >>"$work/wanted"
	echo "$3|$4" >>"$work/lines"
}

# By one shell: its start takes longer than all it does.
try_all() {
	HOSTFILE=$work/hosts bash --norc "$work/tab" <"$work/lines" |
		sort -t '|' -k 1,1n -k 2 | awk -F '|' '
		$2 == "" {
			if (NR > 1)
				print ""
			blank = ""
			next
		}
		{
			printf "%s%s", blank, $2
			blank = " "
		}
		END { print "" }' >"$work/offered"
	while IFS='|' read -r name wanted; do
		read -r offered <&3 || offered='nothing, bash has ended'
		if [ "$offered" = "$wanted" ]; then
			report "$name" ''
		else
			report "$name" "offered is: $offered"
		fi
	done <"$work/wanted" 3<"$work/offered"
}

plant_program() {
	mkdir "$work/planted"
	cat >"$work/planted/mocknet-check" <<'END'
#!/bin/sh
cat <<'HELP'
Usage: mocknet-check [OPTION]... plant FILE... [-- COMMAND [ARG]...]
  or:  mocknet-check [OPTION]... dig [HOST [PORT]]
HOST is a name or unix:PATH.

  -4                four
  -s, --seed=FILE   sow FILE, --not with
                    care
      --size=[N=]M  how large
      --sun         light

  prune             cut
HELP
END
	chmod +x "$work/planted/mocknet-check"
}

# LINE|OFFERED
planted_lines() {
	cat <<'END'
|dig plant prune
d|dig
x|
-|--seed= --size= --sun -4 -s
--|--seed= --size= --sun
--s|--seed= --size= --sun
--se|(nospace) --seed=
--su|--sun
--s@un|--seed= --size= --sun
--s@un dig|--seed= --size= --sun
--seed=@x dig|(default)
d@ --sun|dig
--sun |dig plant prune
-4 d|dig
--seed=x|(default)
--seed |(default)
--seed -|(default)
-s |(default)
--seed=x d|dig
--seed x d|dig
-s x d|dig
--seed = d|dig
--size=|
--size=1|
--size |
--size 1 d|dig
--nosuch=|
plant |(default)
plant a b|(default)
plant -|--seed= --size= --sun -4 -s
plant a --su|--sun
plant -s |(default)
plant a -- compge|(default) compgen
plant a -- cat |(default)
plant a -- cat -|(default)
plant a -- cat --seed=|(default)
plant a -- cat a -- b|(default)
dig |alphabet alphorn ulm unix:
dig al|alphabet alphorn
dig alphab|alphabet
dig u|ulm unix:
dig un|(nospace) unix:
dig unix:|(default)
dig unix:/tmp/x|(default)
dig ulm |
dig ulm 1|
dig ulm 1 |
dig --sun al|alphabet alphorn
dig -- al|alphabet alphorn
dig -- ulm |
dig -- -|
prune |
END
}

# options PROGRAM [VERB]: those that its help names.
options() (
	program=$1
	shift
	"$work/ours/$program" "$@" --help | sed -n '/^ *-[^ ]/{
		s/^ *//
		s/  .*//
		p
	}' | tr -d ' ' | tr , '\n' | sed 's/=.*/=/' | sort
)

# offers_options PROGRAM [VERB]
offers_options() {
	wanted=$(options "$@" | tr '\n' ' ')
	case " $wanted" in
	*' --help '*) ;;
	*) wanted='its help names no --help ' ;;
	esac
	offers "the options of $*" "${wanted% }" ours "$* -"
}

# The programs, behind the emulator where they are of another machine.
wrap_programs() {
	mkdir "$work/ours"
	for program in $PROGRAMS; do
		printf '#!/bin/sh\nexec %s "%s/%s" "$@"\n' "$EMULATOR" \
			"$(cd "$top_builddir" && pwd)" "$program" \
			>"$work/ours/${program##*/}"
	done
	chmod +x "$work"/ours/*
}

try_ours() {
	for program in $PROGRAMS; do
		program=${program##*/}
		offers_options "$program"
		offers "$program --timeout= takes anything" '' \
			ours "$program --timeout="
	done
	offers_options mocknet serve
	offers 'the verbs of mocknet' serve ours 'mocknet '
	offers 'the verbs of mocknet-check' 'client hold list server' \
		ours 'mocknet-check '
	offers 'a journal is a file' '(default)' ours 'mocknet serve --journal='
	offers 'scripts are files' '(default)' ours 'mocknet serve a b'
	offers 'fixtures are files' '(default)' ours 'mocknet-check --fixtures='
	offers 'what is known is a file' '(default)' ours 'mocknet-check --known='
	offers 'a command comes behind --' -- ours 'mocknet-check client qotd '
	offers 'the command to be judged' '(default) compgen' \
		ours 'mocknet-check client qotd -- compge'
	for program in daytime-client echo-client qotd-client; do
		offers "$program asks a host" 'ulm unix:' ours "$program u"
		offers "$program asks a path" '(default)' ours "$program unix:/t"
	done
	offers 'get-ip looks a host up' 'alphabet alphorn' ours 'get-ip al'
}

# As it is installed: a file, and a link to it for every other program.
install_completion() {
	folder=$work/share/bash-completion/completions
	mkdir -p "$folder"
	cp "$completion" "$folder/mocknet-check"
	ln -s mocknet-check "$folder/get-ip"
}

loaded() {
	# shellcheck disable=SC2016 # for that shell
	XDG_DATA_DIRS=$work/share bash --norc -c '. "$package"
		_completion_loader get-ip
		complete -p get-ip' 2>&1
}

name='completion of what is typed'
if ! needs bash "$name"; then
	plan
	exit
fi
write_tab
plant_program
while IFS='|' read -r line offered; do
	offers "planted: '$line'" "$offered" planted "mocknet-check $line"
done <<END
$(planted_lines)
END
wrap_programs
try_ours
try_all
if [ -f "$package" ]; then
	install_completion
	catches 'the package bash-completion' 'complete -F _mocknet get-ip' \
		"$(loaded)"
else
	skip 'the package bash-completion' 'it is not here'
fi
plan
