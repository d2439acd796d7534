# SPDX-License-Identifier: MIT
# shellcheck shell=bash
#
# Completion for bash, 4 or newer. It knows no option and no verb, but asks the
# program for its help, so that the two cannot disagree. The package
# bash-completion loads it by the name of a program; without that package:
#
#	. src/completion.bash

# The functions beside _mocknet leave what they find in its variables.

# The words of the line up to the cursor, which bash has broken at = and : too.
_mocknet_read_line() {
	local rest=${COMP_LINE:0:COMP_POINT} blanks word i

	for ((i = 0; i <= COMP_CWORD; i++)); do
		blanks=${rest%%[!$' \t']*}
		rest=${rest:${#blanks}}
		word=${COMP_WORDS[i]}
		((i < COMP_CWORD)) || word=$rest
		if [[ -n $blanks || $i = 0 ]]; then
			words+=("$word")
		else
			words[${#words[@]} - 1]+=$word
		fi
		rest=${rest:${#word}}
	done
}

# "  or:  NAME [OPTION]... HOST [PORT]": the arguments are HOST and PORT. What
# stands there in small letters is a verb.
_mocknet_read_usage() {
	local line=${1//[][]/} list word

	line=${line#*Usage:}
	line=${line#*  or:}
	read -r -a list <<<"${line/OPTION.../}"
	list=("${list[@]:1}")
	usages+=("${list[*]}")
	for word in "${list[@]}"; do
		[[ ! $word =~ ^[a-z][a-z-]*$ ]] || verbs+=("$word")
	done
}

# "  -j, --jobs=N      what it does": both take N.
_mocknet_read_option() {
	local names name value=

	IFS=$', \t' read -r -a names <<<"$1"
	[[ $1 != *=* ]] || value=${1#*=}
	for name in "${names[@]}"; do
		options+=("${name/=*/=}")
		takes[${name%%=*}]=$value
	done
}

# _mocknet_ask PROGRAM [VERB]: what its help says.
_mocknet_ask() {
	local line in_usage=

	options=() takes=() usages=() verbs=() paths=
	while IFS= read -r line; do
		case $line in
		Usage:*) in_usage=yes ;;
		' '*) ;;
		*) in_usage= ;;
		esac
		[[ $line != *unix:PATH* ]] || paths=unix:
		if [[ -n $in_usage ]]; then
			_mocknet_read_usage "$line"
		elif [[ $line =~ ^\ +(-[^\ ].*)$ ]]; then
			_mocknet_read_option "${BASH_REMATCH[1]%%  *}"
		elif [[ $line =~ ^\ \ ([a-z][a-z-]*)\ \  ]]; then
			verbs+=("${BASH_REMATCH[1]}")
		fi
	done < <("$@" --help 2>/dev/null </dev/null)
}

# What the arguments are, of the program or of its verb.
_mocknet_find_usage() {
	for usage in "${usages[@]}"; do
		[[ -n $verb && " $usage " != *" $verb "* ]] || break
	done
	usage=${usage#"$verb "}
}

# A word before the one to be completed.
_mocknet_pass() {
	if [[ -n $value ]]; then
		value=
	elif [[ -n $ended ]]; then
		((nth += 1))
	elif [[ $1 = -- ]]; then
		ended=yes
		[[ $usage != *'-- '* ]] || nth=0
		usage=${usage#*-- }
	elif [[ $1 = -* ]]; then
		value=${takes[$1]-}
	elif [[ -z $verb && ${#verbs[@]} -gt 0 ]]; then
		verb=$1
		_mocknet_ask "$program" "$verb"
		_mocknet_find_usage
	else
		((nth += 1))
	fi
}

# What WORD is to be, in a word of the help.
_mocknet_find_kind() {
	local list i

	if [[ -n $value ]]; then
		kind=$value
	elif [[ -z $ended && $1 = --*=* ]]; then
		kind=${takes[${1%%=*}]-}
	elif [[ -z $ended && $1 = -* ]]; then
		kind=OPTION
	elif [[ -z $verb && ${#verbs[@]} -gt 0 ]]; then
		kind=VERB
	else
		read -r -a list <<<"$usage"
		for ((i = 0; i < nth && i < ${#list[@]}; i++)); do
			[[ ${list[i]} != *... ]] || break
		done
		kind=${list[i]-}
		kind=${kind%...}
	fi
}

_mocknet_hosts() {
	compgen -A hostname -- "$1"
	compgen -W "$paths" -- "$1"
}

# Files are left to bash, which knows how they are quoted.
_mocknet_reply() {
	[[ -z $paths || $kind != HOST || $1 != unix:* ]] || kind=PATH
	case $kind in
	OPTION) mapfile -t COMPREPLY < <(compgen -W "${options[*]}" -- "$1") ;;
	VERB) mapfile -t COMPREPLY < <(compgen -W "${verbs[*]}" -- "$1") ;;
	HOST | NAME) mapfile -t COMPREPLY < <(_mocknet_hosts "$1") ;;
	COMMAND) mapfile -t COMPREPLY < <(compgen -c -- "$1") ;;
	--) COMPREPLY=(--) ;;
	esac
	case $kind in
	FILE | PATH | COMMAND | ARG) compopt -o default ;;
	esac
	[[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != *[=:] ]] ||
		compopt -o nospace
}

_mocknet() {
	# The line; the help; how far the one has been read by the other.
	local IFS=$' \t\n' program=${1/#'~/'/"$HOME/"} words=() word last
	local options usages verbs paths
	local -A takes
	local verb='' usage='' value='' ended='' nth=0 kind=''

	COMPREPLY=()
	_mocknet_read_line
	_mocknet_ask "$program"
	_mocknet_find_usage
	last=$((${#words[@]} - 1))
	for word in "${words[@]:1:last-1}"; do
		_mocknet_pass "$word"
	done
	_mocknet_find_kind "${words[last]}"
	_mocknet_reply "${words[last]}"
}

complete -F _mocknet \
	daytime-client echo-client echo-server get-ip http-get http-head \
	mocknet mocknet-check qotd-client
