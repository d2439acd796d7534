# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
#
# Clients that we did not write, and the servers of stand-ins.mock: a lane for
# each client. What comes out of it is compared octet for octet, and what the
# journal has with what has to be there: the exit status of most of them says
# nothing. Before that each has to get a line from Python, so that a mistake in
# how it is called is not taken for one of ours.

# What a client may take; some wait for ever.
patience='timeout -k 5 10'
$patience true 2>/dev/null || patience=

# call KIND HOST PORT: becomes $client, which sends what comes on its standard
# input and prints what comes back. KIND is tcp, udp, or hasty: over TCP too,
# but it gives up when nothing comes.
# shellcheck disable=SC2086 # the words before it are several
call() {
	kind=$1
	shift
	case $client-$kind in
	busybox-tcp) exec $patience busybox nc "$@" ;;
	curl-tcp) exec $patience curl -sS --no-buffer "telnet://$1:$2" ;;
	curl-hasty)
		exec $patience curl -sS --no-buffer --max-time 1 \
			"telnet://$1:$2"
		;;
	nc.openbsd-tcp) exec $patience nc.openbsd -N "$@" ;;
	nc.openbsd-hasty) exec $patience nc.openbsd -N -w 1 "$@" ;;
	nc.openbsd-udp) exec $patience nc.openbsd -u "$@" ;;
	ncat-tcp) exec $patience ncat "$@" ;;
	ncat-hasty) exec $patience ncat -i 1 "$@" ;;
	ncat-udp) exec $patience ncat --udp "$@" ;;
	python3-hasty)
		exec $patience $python -I -S "$interop/client.py" tcp "$@" 1
		;;
	python3-*)
		exec $patience $python -I -S "$interop/client.py" $kind "$@"
		;;
	socat-tcp) exec $patience socat -t 10 - "TCP:$1:$2" ;;
	socat-hasty) exec $patience socat -T 1 - "TCP:$1:$2" ;;
	socat-udp) exec $patience socat - "UDP:$1:$2" ;;
	esac
	exit 99
}

# freely FILE KIND HOST PORT: the client is given FILE and ends by itself.
freely() {
	input=$1
	shift
	(call "$@") <"$input" >"$work/got" 2>"$work/err"
}

# held FILE N KIND HOST PORT: it is given FILE but no end of it until it has
# printed N octets, or has ended; then it is ended.
held() {
	message=$1 size=$2
	shift 2
	rm -f "$work/in"
	mkfifo "$work/in" || return
	begin_client "$work/in" "$@"
	exec 3>"$work/in"
	cat "$message" >&3
	end_client "$size"
	exec 3>&-
}

# watched FILE N KIND HOST PORT: it is given all of FILE, and is ended when it
# has printed N octets.
watched() {
	message=$1 size=$2
	shift 2
	begin_client "$message" "$@"
	end_client "$size"
}

begin_client() {
	input=$1 others=$servers
	shift
	rm -f "$work/out"
	mkfifo "$work/out" || return
	call "$@" <"$input" >"$work/out" 2>"$work/err" &
	servers="$others $!"
}

end_client() {
	head -c "$1" <"$work/out" >"$work/got"
	end $!
	servers=$others
}

# ask FILE N KIND HOST PORT: the client is given FILE, what it prints is in
# $work/got, what it says in $work/err. Over UDP, all of them would end with
# their input; curl does not tell a server that there is no more. A server that
# closes its connection is given as 0 octets.
ask() {
	case $client-$2-$3 in
	*-udp) held "$@" ;;
	curl-[1-9]*) watched "$@" ;;
	*)
		input=$1
		shift 2
		freely "$input" "$@"
		;;
	esac
}

# smoke KIND: the client gets what Python says; else all of it is reported as
# broken here.
smoke() {
	case $1 in
	tcp) ask "$messages/nothing" 0 tcp 127.0.0.1 "$qotd_tcp_4" ;;
	udp) ask "$messages/line" 23 udp 127.0.0.1 "$qotd_udp_4" ;;
	esac
	finding=$(cmp "$messages/python" "$work/got" 2>&1)
	report "$client: is called rightly, $1" "${finding:+$finding
$(cat "$work/err")}"
	[ -z "$finding" ]
}

# serve_stand_ins FILE...: of which the journal is read.
serve_stand_ins() {
	: >"$work/journal.txt"
	# shellcheck disable=SC2086 # the emulator is several words
	start mocknet $EMULATOR "$top_builddir/mocks/mocknet" serve --env \
		--journal="$work/journal.txt" "$@"
	says mocknet '# ready' || return
	eval "$(sed -n 's/^export MOCKNET_\(.*_PORT=\)/\1/p' \
		"$work/mocknet.said" | tr '[:upper:]' '[:lower:]')"
}

begin_stand_ins() {
	serve_stand_ins "$interop/stand-ins.mock"
}

# A line for each server: its name, how many have asked it, the octets that came
# and went, and how it ended.
journals() {
	awk '
	{
		sub(/".*/, "")
		size = match($0, /[+][0-9]+/) \
		    ? substr($0, RSTART + 1, RLENGTH - 1) : 0
		names[$3]
		ends[$3, $4]
	}
	$4 == "accept" || ($4 == "recv" && !/#/) { asked[$3]++ }
	$4 == "recv" { come[$3] += size }
	$4 == "send" { gone[$3] += size }
	END {
		split("fin-sent fin-seen rst-sent rst-seen", words)
		for (name in names) {
			printf "%s asked %d in %d out %d", name, asked[name],
			    come[name], gone[name]
			for (i = 1; i <= 4; i++)
				if ((name, words[i]) in ends)
					printf " %s", words[i]
			print ""
		}
	}' "$work/journal.txt"
}

# port_of NAME: sets $port to that of the server NAME; no process is started for
# that, as it is done for each test. In the variable an underscore stands for
# each dash.
port_of() {
	before_dashes=$IFS
	IFS=-
	# shellcheck disable=SC2086 # to be split
	set -- $1
	IFS=_
	eval "port=\$${*}_port"
	IFS=$before_dashes
}

# asked NAME FILE N KIND: the client asks the server NAME, as in ask.
asked() {
	port_of "$1"
	ask "$2" "$3" "$4" 127.0.0.1 "$port"
}

# noted NAME JOURNAL: what is wrong with that comes on standard input; the rest
# is whether the journal matches JOURNAL, a pattern.
noted() {
	cat >"$work/$1.finding"
	echo "$1 $2" >>"$work/asked"
}

# asks NAME FILE N KIND WANTED JOURNAL: it prints the octets of WANTED.
asks() {
	asked "$1" "$2" "$3" "$4"
	cmp "$5" "$work/got" 2>&1 | noted "$1" "$6"
}

# complains PATTERN: prints what is wrong unless the client says so. Only these
# tell one end of a connection from another.
complains() {
	case $client in
	curl | ncat | python3)
		grep -q -e "$1" "$work/err" ||
			echo "no '$1' in: $(cat "$work/err")"
		;;
	esac
}

# journal_has NAME JOURNAL: what a client has done last may take a moment to come
# there, so it is read again, a hundred times at most.
journal_has() {
	looks=0
	until grep -q -x -e "$1 $2" "$work/journals"; do
		looks=$((looks + 1))
		[ "$looks" -le 100 ] || return
		journals >"$work/journals"
	done
}

# Reports about all that was asked.
judge() {
	journals >"$work/journals"
	while read -r name journal; do
		report "$client: $name" "$(
			[ ! -s "$work/$name.finding" ] ||
				cat "$work/$name.finding"
			journal_has "$name" "$journal" || {
				echo "the journal has no: $journal"
				grep "^$name " "$work/journals"
			}
		)"
	done <"$work/asked"
}

# their_lane CLIENT KIND...: what it can do.
their_lane() {
	client=$1 kinds=" $* "
	needs "$client" "$client asks" || return
	needs_python "$client asks" || return
	for kind in tcp udp; do
		case $kinds in *" $kind "*) smoke $kind || return ;; esac
	done
	up stand_ins || return
	: >"$work/asked"
	for kind in tcp udp hasty; do
		case $kinds in *" $kind "*) "asks_$kind" ;; esac
	done
	judge
}

asks_tcp() {
	ends='fin-sent fin-seen'
	for name in quote drip; do
		asks $name "$messages/nothing" 0 tcp "$messages/quote" \
			"asked 1 in 0 out 21 $ends"
	done
	asks daytime "$messages/nothing" 0 tcp "$messages/daytime" \
		"asked 1 in 0 out 26 $ends"
	asks_reset
	case $client in
	curl)
		# To it an octet of 255 is a command of telnet.
		asks echo "$messages/line" 9 tcp "$messages/line" \
			"asked 1 in 9 out 9 $ends"
		;;
	*)
		asks echo "$messages/mebibytes" 0 tcp "$messages/mebibytes" \
			"asked 1 in 4194304 out 4194304 $ends"
		;;
	esac
}

asks_udp() {
	asks udp-quote "$messages/line" 21 udp "$messages/quote" \
		'asked 1 in 9 out 21'
	asks udp-daytime "$messages/line" 26 udp "$messages/daytime" \
		'asked 1 in 9 out 26'
	asks udp-echo "$messages/octets" 256 udp "$messages/octets" \
		'asked 1 in 256 out 256'
	cat "$messages/quote" "$messages/quote" >"$work/twice"
	asks udp-twice "$messages/line" 42 udp "$work/twice" \
		'asked 1 in 9 out 42'
	asks udp-stranger "$messages/line" 21 udp "$messages/quote" \
		'asked 1 in 9 out 37'
}

# What came before a reset may be lost to who looks for errors first. Whether
# the end of their input is seen before we end it ourselves is a matter of time.
asks_reset() {
	asked reset "$messages/line" 0 tcp
	{
		head -c $(($(wc -c <"$work/got"))) "$messages/begun" |
			cmp - "$work/got" 2>&1
		complains 'reset by peer'
	} | noted reset 'asked 1 in 9 out 4\( fin-seen\)* rst-sent'
}

# They have a patience of their own, and what came before a silence is there.
asks_hasty() {
	asked silence "$messages/nothing" 0 hasty
	{
		cmp "$messages/begun" "$work/got" 2>&1
		complains '[Tt]im'
	} | noted silence 'asked 1 in 0 out 4\( fin-seen\)*'
}

# rdate asks for the time as a number, and prints it in a form of its own.

# rdate_gets ARGUMENT...: prints what is wrong unless it prints $work/want.
rdate_gets() {
	TZ=UTC $patience rdate -p "$@" >"$work/got" 2>"$work/err"
	cmp "$work/want" "$work/got" 2>&1
}

# rdate_smoke NAME ARGUMENT...: it gets the time of Python.
rdate_smoke() {
	name=$1
	shift
	for _ in 1 2 3 4 5; do
		date -u '+%a %b %e %H:%M:%S UTC %Y' >"$work/want"
		finding=$(rdate_gets "$@")
		[ -n "$finding" ] || break
	done
	report "rdate: is called rightly, $name" "${finding:+$finding
$(cat "$work/err")}"
	[ -z "$finding" ]
}

rdate_lane() {
	client=rdate
	needs rdate 'rdate asks' || return
	needs_python 'rdate asks' || return
	rdate_smoke tcp -o "$time_tcp_4" 127.0.0.1 || return
	rdate_smoke udp -u -o "$time_udp_4" 127.0.0.1 || return
	up stand_ins || return
	: >"$work/asked"
	echo 'Sun Nov 22 14:01:56 UTC 2026' >"$work/want"
	rdate_gets -o "$time_port" 127.0.0.1 |
		noted time 'asked 1 in 0 out 4 fin-sent fin-seen'
	rdate_gets -u -o "$udp_time_port" 127.0.0.1 |
		noted udp-time 'asked 1 in 0 out 4'
	judge
}

# That of BusyBox knows no other port than 37, so it gets a network of its own.
# shellcheck disable=SC2016,SC2086 # for that shell; these are several words
busybox_rdate_lane() {
	name='busybox: rdate'
	needs busybox "$name" || return
	may_be_alone "$name" || return
	printf 'time tcp port 37\n  clock 2026-11-22T14:01:56Z\n' \
		>"$work/time.mock"
	TZ=UTC $alone sh -c 'busybox ip link set lo up && exec "$@"' sh \
		$EMULATOR "$top_builddir/mocks/mocknet" serve --quiet \
		"$work/time.mock" -- $patience busybox rdate -p 127.0.0.1 \
		>"$work/got" 2>&1
	echo 'Sun Nov 22 14:01:56 2026' >"$work/want"
	report "$name" "$(cmp "$work/want" "$work/got" 2>&1 ||
		cat "$work/got")"
}
