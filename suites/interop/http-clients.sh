# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
#
# Clients of HTTP that we did not write, and the servers of http.mock: a lane
# for each client. What it prints is compared octet for octet, how it ends with
# what has come, and what the journal has with what has to be there; the http
# stand-in knows by itself what has to come.

# visit VERB URL...: $client gets, follows, or asks for a head; or it is hasty,
# and gives up when nothing comes. How it ends is in $status, what it prints in
# $work/got, what it says in $work/err.
# shellcheck disable=SC2086 # the words before it are several
visit() {
	verb=$1
	shift
	case $client-$verb in
	curl-get) set -- -sS "$@" ;;
	curl-head) set -- -sS -I "$@" ;;
	curl-follow) set -- -sS -L "$@" ;;
	curl-fail) set -- -sS --fail "$@" ;;
	curl-old) set -- -sS --http1.0 --raw "$@" ;;
	curl-post)
		set -- -sS -H 'Expect: 100-continue' \
			--data-binary "@$messages/quote" "$@"
		;;
	curl-hasty) set -- -sS --max-time 1 "$@" ;;
	wget-head) set -- -S --spider "$@" ;;
	wget-post) set -- -q -O - --post-file="$messages/quote" "$@" ;;
	busybox-post) set -- -q -O - --post-file "$messages/quote" "$@" ;;
	wget-hasty) set -- -q -O - --timeout=1 "$@" ;;
	wget-* | busybox-*) set -- -q -O - "$@" ;;
	python3-head | python3-follow) set -- "$verb" "$@" ;;
	python3-post) set -- post "$@" "$messages/quote" ;;
	python3-*) set -- get "$@" ;;
	esac
	if [ "$client" = python3 ]; then
		visit_by_python "$@"
		return
	fi
	case $client in
	curl) set -- curl -q --noproxy '*' "$@" ;;
	wget) set -- wget --no-config --no-proxy --tries=1 "$@" ;;
	busybox) set -- busybox wget -Y off "$@" ;;
	esac
	$patience "$@" >"$work/got" 2>"$work/err" </dev/null
	status=$?
}

# Python takes long to begin, so one of it makes all visits. It has the words of
# each by descriptor 3, and by 4 it tells how that ended.
begin_http_client() {
	mkfifo "$work/visits" "$work/statuses" || return
	# shellcheck disable=SC2086 # the command is several words
	start http-client $python -I -S "$interop/http_client.py" "$work"
	says http-client ready && exec 3>"$work/visits" 4<"$work/statuses"
}

# visit_by_python VERB WORD...
visit_by_python() {
	visit=$1
	shift
	for word; do
		visit="$visit	$word"
	done
	echo "$visit" >&3
	status='its end'
	read -r status <&4
}

# visited NAME N VERB: the client asks the server NAME for N pages.
visited() {
	port_of "$1"
	url=http://127.0.0.1:$port/page want=$2 verb=$3
	shift 3
	while [ $# -lt "$want" ]; do
		set -- "$url" "$@"
	done
	visit "$verb" "$@"
}

# well [FILE]: what is wrong unless it ended well, with the octets of FILE.
well() {
	[ "$status" = 0 ] || echo "it ended with $status: $(cat "$work/err")"
	[ $# = 0 ] || cmp "$1" "$work/got" 2>&1
}

# told NAME SIZE [N]: N connections are to be told SIZE octets in all, as the
# script has them; what is wrong with the client comes on standard input.
told() {
	noted "$1" "asked ${3:-1} in [0-9]* out $2\( [-a-z ]*\)*"
}

# gets NAME VERB FILE SIZE: it prints the octets of FILE.
gets() {
	visited "$1" 1 "$2"
	well "$3" | told "$1" "$4"
}

# misses NAME VERB OCTETS SIZE: it says that there should be more, or that what
# came is none; of the quote it has printed OCTETS at most.
misses() {
	visited "$1" 1 "$2"
	missed "$3" | told "$1" "$4"
}

# missed OCTETS: what is wrong unless it has.
missed() {
	[ "$status" != 0 ] || echo 'it takes that for whole'
	begins "$1"
}

# overlooks NAME OCTETS SIZE: a client that is known to be content with what
# came before the cut; another version may not be.
overlooks() {
	visited "$1" 1 get
	begins "$2" | told "$1" "$3"
}

begins() {
	size=$(($(wc -c <"$work/got")))
	[ "$size" -le "$1" ] || echo "it prints $size octets"
	head -c "$size" "$messages/quote" | cmp - "$work/got" 2>&1
}

# $work/large is the quote a hundred thousand times.
begin_http_stand_ins() {
	awk 'BEGIN {
		for (i = 0; i < 100000; i++)
			printf "Interest is mutual.\r\n"
	}' >"$work/large"
	printf 'http as folder\n folder "%s"\n' "$pages" >"$work/folder.mock"
	serve_stand_ins "$interop/http.mock" "$work/folder.mock"
}

http_client_lane() {
	client=$1
	needs "$client" "$client asks by HTTP" || return
	[ "$client" != python3 ] || needs_python "$client asks by HTTP" ||
		return
	up http_stand_ins || return
	[ "$client" != python3 ] || begin_http_client || return
	: >"$work/asked"
	gets_pages
	gets_others
	misses_ends
	case $client in
	busybox) connections=8 ;;
	*) connections=1 ;;
	esac
	gets_folder
	judge
	web_pages
	web_ends
	web_seen
}

gets_pages() {
	for name in page drops; do
		gets $name get "$messages/quote" 60
	done
	gets empty get "$messages/nothing" 38
	gets large get "$work/large" 2100044
	gets chunks get "$messages/quote" 83
	gets extended get "$messages/quote" 98
	for name in unsized old; do
		gets $name get "$messages/quote" 40
	done
	gets interim get "$messages/quote" 85
}

# BusyBox makes a connection for each page, and asks for no head.
gets_others() {
	visited moved 1 follow
	well "$messages/quote" | told moved '1[0-9][0-9]' 2
	case $client in
	busybox) connections=3 ;;
	*) connections=1 ;;
	esac
	visited kept 3 get
	cat "$messages/quote" "$messages/quote" "$messages/quote" >"$work/want"
	well "$work/want" | told kept 180 $connections
	[ "$client" != busybox ] || return 0
	visited head 1 head
	tells_length | told head 39
}

# tells_length: what is wrong unless it does, of the quote.
tells_length() {
	well
	cat "$work/got" "$work/err" | tr -d '\r' | grep -q -E '(^|: )21$' ||
		echo 'it does not say the length'
}

# That of BusyBox has a time limit that ends it with a fault of memory.
misses_ends() {
	misses missing fail 21 67
	misses nothing get 0 0
	case $client in
	busybox) misses cut-head get 0 27 ;;
	*) overlooks cut-head 0 27 ;;
	esac
	misses cut-page get 4 43
	case $client in
	wget) overlooks cut-chunk 4 55 ;;
	*) misses cut-chunk get 4 55 ;;
	esac
	misses cut-chunks get 4 56
	misses reset-page get 4 43
	case $client in
	busybox) overlooks reset-unsized 4 23 ;;
	*) misses reset-unsized get 4 23 ;;
	esac
	[ "$client" = busybox ] || misses stalled hasty 4 43
}

# gets_folder: the pages of all sizes.
# shellcheck disable=SC2046 # the URLs are several words
gets_folder() {
	port_of folder
	visit get $(urls "http://127.0.0.1:$port")
	all_sizes >"$work/want"
	well "$work/want" | told folder '[0-9]*' $connections
}

# web VERB PATH FILE: of the http stand-in it gets the octets of FILE.
web() {
	port_of web
	visit "$1" "http://127.0.0.1:$port$2"
	report "$client: web: $1 $2" "$(well "$3")"
}

# web_misses VERB PATH OCTETS: as in misses.
web_misses() {
	port_of web
	visit "$1" "http://127.0.0.1:$port$2"
	report "$client: web: $1 $2" "$(missed "$3")"
}

web_pages() {
	for path in /page /drops /slow /raw; do
		web get $path "$messages/quote"
	done
	web get /chunked "$work/large"
	web follow /moved "$messages/quote"
	web post /echo "$messages/quote"
	web_misses fail /busy 0
	web get /busy "$messages/quote"
	# Those of BusyBox and Python take a 103 for the answer.
	case $client in curl | wget) web get /hints "$messages/quote" ;; esac
	[ "$client" != curl ] || web old /chunked "$work/large"
	[ "$client" != busybox ] || return 0
	port_of web
	visit head "http://127.0.0.1:$port/page"
	report "$client: web: head /page" "$(tells_length)"
}

web_ends() {
	web_misses fail /missing 21
	web_misses get /cut 4
	web_misses get /cut-chunked 4
	web_misses get /reset 4
}

# The stand-in says at its end what it missed.
web_seen() {
	end_servers
	report "$client: web: all is as it expects" "$(
		startup line "$work/mocknet.said" '^web: ' ||
			echo 'it does not say so'
		grep '^mocknet: web: ' "$work/mocknet.said"
	)"
}
