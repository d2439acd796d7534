# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2034,SC2154
#
# Our clients against servers that we did not write: a lane for each. What
# these servers get wrong is told in the tests: our clients have to notice.

cr=$(printf '\r')
cat=$(command -v cat)

# services_judged SERVER COMMAND VERSION SUBJECT[:GLOB]...: mocknet-check plays
# it the cases about each SUBJECT whose id fits GLOB, at the port that the
# variable of its service holds; unless COMMAND does not print VERSION, as another
# may differ. A server of the time may be faster than our input, which it then
# need not read: its GLOB leaves that case out.
services_judged() {
	server=$1 command=$2 version=$3
	shift 3
	if ! $command 2>&1 | grep -q -F "$version"; then
		skip "$server: the cases about its services" \
			"this is not $server $version"
		return
	fi
	for words; do
		subject=${words%%:*}
		glob=${words#"$subject"}
		glob=${glob#:}
		eval "port=\$${subject%-*}"
		set --
		# What is lost is waited for until the deadline.
		[ "${subject#*-}" = tcp ] || set -- --jobs 1 --timeout 1
		judged "$server: the cases about $subject${glob:+, $glob}" \
			"$server" "$subject" "127.0.0.1:$port" \
			--only "${glob:-*}" "$@"
	done
}

# nowhere SERVER PORT: its echo outlives a datagram from port 0, which cannot be
# answered.
nowhere() {
	name="$1: echo after a datagram from port 0"
	needs python3 "$name" || return
	python3 -I -S "$interop/forged.py" 127.0.0.1 "$2" 0 2>"$work/err"
	case $? in
	0) echoes "$name" "$messages/line" --udp 127.0.0.1 "$2" ;;
	77) skip "$name" 'this user may not forge it' ;;
	*) report "$name" "it was not sent: $(cat "$work/err")" ;;
	esac
}

# loops SERVER SERVICE PORT FROM-SERVICE FROM N: it answers what seems to be of
# another service of its own by N octets, and would never stop if it were (CERT
# CA-1996-01).
loops() {
	name="$1: $2 answers the port of $4"
	needs python3 "$name" || return
	size=$(python3 -I -S "$interop/forged.py" 127.0.0.1 "$3" "$5" \
		2>"$work/err")
	report "$name" "$(
		[ "$size" = "$6" ] ||
			echo "by '$size' octets: $(cat "$work/err")"
	)"
}

# xinetd: most of its services are its own. It cuts a datagram at 2048 octets, and
# throws away those that wait behind the one that it answers.

# xinetd_service NAME stream|dgram PORT ADDRESS [LINE...]
xinetd_service() {
	cat <<END
service $1
{
	id = $1-$2-$4
	socket_type = $2
	port = $3
	bind = $4
END
	case $2 in
	stream) printf '\tprotocol = tcp\n\twait = no\n' ;;
	dgram) printf '\tprotocol = udp\n\twait = yes\n' ;;
	esac
	shift 4
	for line in "${@:-type = INTERNAL UNLISTED}"; do
		printf '\t%s\n' "$line"
	done
	echo '}'
}

# Without those limits it would think of us as an attack.
xinetd_configuration() {
	cat <<END
defaults
{
	log_type = FILE $work/log
	cps = 10000 1
	instances = UNLIMITED
	per_source = UNLIMITED
}
END
	for address in $addresses; do
		for type in stream dgram; do
			xinetd_service echo $type "$echo" "$address"
			xinetd_service discard $type "$discard" "$address"
			xinetd_service chargen $type "$chargen" "$address"
			xinetd_service daytime $type "$daytime" "$address"
			xinetd_service time $type "$time" "$address"
		done
		xinetd_service qotd stream "$qotd" "$address" 'type = UNLISTED' \
			"user = $(id -u)" "server = $cat" \
			"server_args = $messages/quote"
	done
}

begin_xinetd() {
	free echo discard chargen qotd daytime time
	xinetd_configuration >"$work/xinetd.conf"
	start xinetd env TZ=UTC xinetd -dontfork -f "$work/xinetd.conf" \
		-pidfile "$work/pid" -filelog "$work/xinetd.said"
	says xinetd 'Started working' || return
	for address in $addresses; do
		startup answer "$address" "$daytime" || return
	done
}

xinetd_clock() {
	date -u "+%d %b %Y %H:%M:%S UTC$cr" | tr '[:lower:]' '[:upper:]'
}

xinetd_lane() {
	needs xinetd 'xinetd is asked' || return
	up xinetd || return
	for address in $addresses; do
		xinetd_tests "xinetd, $address"
	done
	ours qotd-client --tcp --max-size 100000 127.0.0.1 "$chargen" </dev/null
	report 'xinetd: chargen is too much for a quote' "$(
		outcome 9 too-large "$work/got"
		[ "$(($(wc -c <"$work/got")))" = 100000 ] ||
			echo "it printed $(wc -c <"$work/got") octets"
	)"
	loses 'xinetd: discard is no echo' "$messages/line" 0 7 truncated \
		127.0.0.1 "$discard"
	loses 'xinetd: discard is no echo over UDP' "$messages/line" 0 \
		6 timeout --udp --timeout 0.2 127.0.0.1 "$discard"
	for client in qotd-client daytime-client; do
		for transport in tcp udp; do
			fails "xinetd: discard says nothing to $client --$transport" \
				6 timeout $client --$transport --timeout 0.2 \
				127.0.0.1 "$discard"
		done
	done
	services_judged xinetd 'xinetd -version' 2.3.15 echo-tcp discard-tcp \
		discard-udp chargen-tcp 'daytime-tcp:rfc*' 'time-tcp:rfc*' \
		qotd-tcp 'echo-udp:*octet*' 'echo-udp:*three-datagrams' \
		'echo-udp:*from-port-7' 'chargen-udp:rfc864-udp-server-[!p]*' \
		'daytime-udp:rfc867*' 'time-udp:rfc868*'
	nowhere xinetd "$echo"
	loops xinetd echo "$echo" chargen "$chargen" 11
	loops xinetd chargen "$chargen" echo "$echo" 1024
}

xinetd_tests() {
	prints "$1: qotd" "$messages/quote" qotd-client --tcp "$address" "$qotd"
	daytime "$1" xinetd_clock "$address" "$daytime"
	tells "$1: daytime over UDP" xinetd_clock \
		daytime-client --udp "$address" "$daytime"
	echo_tcp "$1" "$address" "$echo"
	echo_udp "$1" 2048 "$address" "$echo"
}

# The inetd of the GNU inetutils, and that of OpenBSD as Debian has it: both
# know their services by name, so they get an /etc/services of their own.

inetd_services() {
	for transport in tcp udp; do
		echo "echo $echo/$transport"
		echo "daytime $daytime/$transport"
		echo "qotd $qotd/$transport"
		echo "discard $discard/$transport"
		echo "chargen $chargen/$transport"
		echo "time $time/$transport"
	done
}

# In a namespace of his own a user is root, and has no other user. $nowait may
# say how many calls a minute are no attack.
inetd_configuration() {
	for service in echo daytime discard chargen time; do
		echo "127.0.0.1:$service stream tcp $nowait root internal"
		echo "127.0.0.1:$service dgram udp wait root internal"
	done
	echo "127.0.0.1:qotd stream tcp $nowait root $cat cat" \
		"$messages/quote"
}

# begin_inetd COMMAND...: with its configuration as the last argument.
begin_inetd() {
	free echo daytime qotd discard chargen time
	inetd_services >"$work/services"
	inetd_configuration >"$work/inetd.conf"
	# shellcheck disable=SC2086 # the words before it are several
	start "$1" $hidden "$work/services" /etc/services env TZ=UTC "$@" \
		"$work/inetd.conf"
	startup answer 127.0.0.1 "$daytime" && says "$1" 'someone wants daytime'
}

inetd_clock() {
	date -u "+%a %b %e %H:%M:%S %Y$cr"
}

# may_name_services NAME: whether its /etc/services can be hidden; else NAME is
# skipped.
may_name_services() {
	may_hide /etc/services && return
	skip "$1" 'this user may not hide /etc/services'
	return 1
}

# Each child that ends has it sleep for a second: what needs one comes last,
# and is little.
begin_inetutils() {
	nowait=nowait
	begin_inetd inetutils-inetd -d -R 0 -p "$work/pid"
}

inetutils_lane() {
	needs inetutils-inetd 'inetutils-inetd is asked' || return
	may_name_services 'inetutils-inetd is asked' || return
	up inetutils || return
	daytime_bare inetutils inetd_clock 127.0.0.1 "$daytime"
	tells 'inetutils: daytime over UDP' inetd_clock \
		daytime-client --udp 127.0.0.1 "$daytime"
	echo_udp inetutils 8192 127.0.0.1 "$echo"
	prints 'inetutils: qotd' "$messages/quote" \
		qotd-client --tcp 127.0.0.1 "$qotd"
	services_judged inetutils 'inetutils-inetd --version' ') 2.4' \
		echo-udp discard-udp chargen-udp daytime-udp time-udp \
		'daytime-tcp:rfc*' 'time-tcp:rfc*'
	nowhere inetutils "$echo"
	loops inetutils echo "$echo" chargen "$chargen" 11
	loops inetutils chargen "$chargen" echo "$echo" 74
	echoes 'inetutils: echo of mebibytes' "$messages/mebibytes" \
		127.0.0.1 "$echo"
}

# It answers no datagram of the network 127.
begin_openbsd() {
	nowait=nowait.100000
	begin_inetd inetd -d -i -R 0
}

openbsd_lane() {
	needs inetd 'openbsd-inetd is asked' || return
	if ! inetd -h 2>&1 | grep -q '^usage: inetd \[-dEil]'; then
		skip 'openbsd-inetd is asked' 'the inetd here is another one'
		return
	fi
	may_name_services 'openbsd-inetd is asked' || return
	up openbsd || return
	daytime_bare openbsd inetd_clock 127.0.0.1 "$daytime"
	prints 'openbsd: qotd' "$messages/quote" \
		qotd-client --tcp 127.0.0.1 "$qotd"
	echo_tcp openbsd 127.0.0.1 "$echo"
	loses 'openbsd: echo over UDP' "$messages/line" 0 6 timeout \
		--udp --timeout 0.2 --retry 0.05 127.0.0.1 "$echo"
	services_judged openbsd 'inetd -h' 'usage: inetd [-dEil]' \
		echo-tcp discard-tcp chargen-tcp 'daytime-tcp:rfc*' \
		'time-tcp:rfc*' qotd-tcp
}

# socat: a process for each connection and datagram. Its pipe has room for 8192
# octets; an empty datagram is the last that it takes. What runs a command has
# to read first, or the answer may be lost. Behind the end of its input it would
# wait for the command for half a second only.

# begin_socat_server NAME ADDRESS-TYPE PORT ADDRESS
begin_socat_server() {
	start "$1" env TZ=PST8 socat -d -d -t 30 \
		"$2:$3,bind=127.0.0.1,fork" "$4"
}

begin_socat() {
	free echo daytime qotd
	quote="cat $messages/quote"
	begin_socat_server echo-tcp TCP-LISTEN "$echo" PIPE
	begin_socat_server echo-udp UDP-RECVFROM "$echo" PIPE
	begin_socat_server qotd-tcp TCP-LISTEN "$qotd" "SYSTEM:$quote"
	begin_socat_server qotd-udp UDP-RECVFROM "$qotd" \
		"SYSTEM:read -r asked; $quote"
	begin_socat_server daytime-tcp TCP-LISTEN "$daytime" SYSTEM:date
	begin_socat_server daytime-udp UDP-RECVFROM "$daytime" \
		'SYSTEM:read -r asked; date'
	for service in echo qotd daytime; do
		says $service-tcp 'listening on' &&
			says $service-udp 'receiving on' || return
	done
}

pacific_clock() {
	TZ=PST8 date
}

pacific_iso_clock() {
	TZ=PST8 date '+%Y-%m-%dT%H:%M:%S-08:00'
}

socat_lane() {
	needs socat 'socat is asked' || return
	up socat || return
	prints 'socat: qotd' "$messages/quote" \
		qotd-client --tcp 127.0.0.1 "$qotd"
	prints 'socat: qotd over UDP' "$messages/quote" \
		qotd-client 127.0.0.1 "$qotd"
	tells 'socat: daytime' pacific_clock \
		daytime-client 127.0.0.1 "$daytime"
	tells 'socat: daytime --iso' pacific_iso_clock \
		daytime-client --iso 127.0.0.1 "$daytime"
	tells 'socat: daytime --utc over UDP' iso_clock \
		daytime-client --udp --utc 127.0.0.1 "$daytime"
	near 'socat: daytime --offset' \
		daytime-client --offset 127.0.0.1 "$daytime"
	echo_tcp socat 127.0.0.1 "$echo"
	for message in line octets; do
		echoes "socat: echo of $message over UDP" "$messages/$message" \
			--udp 127.0.0.1 "$echo"
	done
	echo_room socat 8192 127.0.0.1 "$echo"
	nowhere socat "$echo"
	loops socat echo "$echo" daytime "$daytime" 11
	# Of a hundred callers it does not hear all.
	services_judged socat 'socat -V' 'version 1.7.4' 'echo-tcp:rfc*' \
		'qotd-tcp:rfc*' 'echo-udp:*octet*'
	loses 'socat: echo of nothing over UDP' "$messages/nothing" 0 6 timeout \
		--udp --timeout 0.2 --retry 0.05 127.0.0.1 "$echo"
	loses 'socat: echo over UDP after nothing' "$messages/line" 0 6 \
		timeout --udp --timeout 0.2 --retry 0.05 127.0.0.1 "$echo"
}

# Ncat: it kills its echo at the half-close, mostly before all is back. Over
# UDP it has one client, and cuts at 8192 octets.

# begin_ncat_server NAME PORT COMMAND OPTION...
begin_ncat_server() {
	name=$1 port=$2 command=$3
	shift 3
	start "$name" env TZ=UTC ncat -v --sh-exec "$command" "$@" \
		-l 127.0.0.1 "$port"
	says "$name" 'Listening on'
}

begin_ncat() {
	free echo daytime qotd
	begin_ncat_server echo "$echo" cat -k &&
		begin_ncat_server qotd "$qotd" "cat $messages/quote" -k &&
		begin_ncat_server daytime "$daytime" date -k
}

# ncat_udp COMMAND FUNCTION ARGUMENT...: asks a new server, which runs COMMAND.
ncat_udp() {
	free udp
	if ! begin_ncat_server udp "$udp" "$1" --udp; then
		report "$3" "ncat is not there: $(cat "$work/udp.said")"
		return
	fi
	shift
	"$@" --udp 127.0.0.1 "$udp"
}

# It depends which comes first, the echo or the half-close; but what our client
# says of it has to be true.
ncat_echo_tcp() {
	ours echo-client 127.0.0.1 "$echo" <"$messages/octets"
	if cmp -s "$messages/octets" "$work/got"; then
		finding=$(outcome 0 ok "$messages/octets")
	else
		head -c $(($(wc -c <"$work/got"))) "$messages/octets" \
			>"$work/part"
		finding=$(outcome 7 truncated "$work/part")
	fi
	report 'ncat: echo of octets, as much as comes back' "$finding"
	ours echo-client --count 3 --size 1000 127.0.0.1 "$echo" </dev/null
	report 'ncat: echo without a half-close' \
		"$(outcome 0 ok "$work/got")"
}

ncat_lane() {
	needs ncat 'ncat is asked' || return
	up ncat || return
	prints 'ncat: qotd' "$messages/quote" \
		qotd-client --tcp 127.0.0.1 "$qotd"
	ncat_udp "cat $messages/quote" prints 'ncat: qotd over UDP' \
		"$messages/quote" qotd-client
	tells 'ncat: daytime' date_clock daytime-client 127.0.0.1 "$daytime"
	ncat_echo_tcp
	for message in line octets; do
		ncat_udp cat echoes "ncat: echo of $message over UDP" \
			"$messages/$message"
	done
	head -c 8193 "$messages/mebibytes" >"$work/more"
	ncat_udp cat loses 'ncat: echo of 8193 octets over UDP' \
		"$work/more" 8192 11 mismatch
	services_judged ncat 'ncat --version' 'Version 7.93' \
		'echo-tcp:rfc862-tcp-server-[!h]*'
}

date_clock() {
	date -u
}

# Python: every transport, and room for the largest datagram. It serves all
# lanes, because clients.sh wants it too.

python=
begin_python() {
	python_said=$work/python.said
	start python python3 "$interop/server.py" "$work" &&
		says python ready && eval "$(grep '=' "$python_said")"
}

# needs_python NAME: whether it is there; else NAME is skipped or fails.
needs_python() {
	needs python3 "$1" || return
	[ -z "$python" ] || return 0
	report "$1" "the servers of Python are not up:
$(tail -n 5 "$python_said")"
	return 1
}

# The line of RFC 867, popular syntax 1.
long_clock() {
	date -u "+%A, %B %d, %Y %H:%M:%S-UTC$cr"
}

nist_clock() {
	day=$(($(date -u +%s) / 86400 + 40587))
	date -u "+%n$day %y-%m-%d %H:%M:%S 00 0 0 123.4 UTC(NIST) * "
}

# python_tests ADDRESS 4|6: the ports are those of the address.
python_tests() {
	for service in echo daytime nist qotd; do
		eval "${service}_tcp=\$${service}_tcp_$2"
		eval "${service}_udp=\$${service}_udp_$2"
	done
	prints "Python, $1: qotd" "$messages/python" \
		qotd-client --tcp "$1" "$qotd_tcp"
	prints "Python, $1: qotd over UDP" "$messages/python" \
		qotd-client "$1" "$qotd_udp"
	daytime "Python, $1" long_clock "$1" "$daytime_tcp"
	tells "Python, $1: daytime --utc over UDP" iso_clock \
		daytime-client --udp --utc "$1" "$daytime_udp"
	tells "Python, $1: daytime as of NIST" nist_clock \
		daytime-client "$1" "$nist_tcp"
	tells "Python, $1: daytime --utc as of NIST" iso_clock \
		daytime-client --utc "$1" "$nist_tcp"
	echo_tcp "Python, $1" "$1" "$echo_tcp"
	echo_udp "Python, $1" 65507 "$1" "$echo_udp"
}

python_paths() {
	prints 'Python, Unix: qotd' "$messages/python" \
		qotd-client --tcp "unix:$paths/qotd"
	tells 'Python, Unix: daytime' long_clock \
		daytime-client "unix:$paths/daytime"
	echo_tcp 'Python, Unix' "unix:$paths/echo"
}

# python_name ADDRESS 4|6: the server is at one address of localhost only.
python_name() {
	eval "tcp=\$qotd_tcp_$2 udp=\$qotd_udp_$2 echo=\$echo_tcp_$2"
	prints "Python, localhost at $1 only: qotd" "$messages/python" \
		qotd-client --tcp localhost "$tcp"
	prints "Python, localhost at $1 only: qotd over UDP" "$messages/python" \
		qotd-client localhost "$udp"
	echoes "Python, localhost at $1 only: echo" \
		"$messages/octets" localhost "$echo"
}

python_lane() {
	needs_python 'Python is asked' || return
	python_tests 127.0.0.1 4
	python_paths
	if [ -z "$ipv6" ]; then
		skip 'Python at ::1' 'no IPv6 here'
		return
	fi
	python_tests ::1 6
	if ! may_hide /etc/hosts; then
		skip 'Python at one address of localhost' \
			'this user may not hide /etc/hosts'
		return
	fi
	printf '%s localhost\n' 127.0.0.1 ::1 >"$work/hosts"
	before="$hidden $work/hosts /etc/hosts"
	python_name 127.0.0.1 4
	python_name ::1 6
}

# Where nobody listens.
nobody_lane() {
	free port
	for address in $addresses; do
		for client in qotd-client daytime-client echo-client; do
			fails "nobody, $address: $client over TCP" 5 refused \
				$client --tcp "$address" "$port"
			fails "nobody, $address: $client over UDP" 5 refused \
				$client --udp "$address" "$port"
		done
	done
}

# The servers of tutorials, in Python.

begin_tutorial() {
	start tutorial python3 -I -S "$interop/tutorial.py" async
	says tutorial port && eval "$(cat "$work/tutorial.said")"
}

# tutorial_case CASE pass|FAIL: the blocking one has only one connection, so it
# is started for each.
tutorial_case() {
	start blocking python3 -I -S "$interop/tutorial.py" blocking
	says blocking port && eval "$(cat "$work/blocking.said")"
	# shellcheck disable=SC2086 # the emulator is several words
	$EMULATOR "$top_builddir/suites/mocknet-check" --only "$1" \
		server echo-tcp "127.0.0.1:$port" >"$work/got" 2>&1
	report "a blocking server: $1: $2" "$(
		grep -q "^$2 .* $1 " "$work/got" || cat "$work/got"
	)"
}

tutorial_lane() {
	needs python3 'the servers of tutorials are asked' || return
	up tutorial || return
	judged 'a server with asyncio: the cases about echo-tcp' tutorial \
		echo-tcp "127.0.0.1:$port" --jobs 1
	tutorial_case rfc862-tcp-server-three-messages pass
	tutorial_case rfc862-tcp-server-half-close-64-kibibytes pass
	tutorial_case rfc862-tcp-server-no-data FAIL
	tutorial_case robust-echo-tcp-server-reset FAIL
}
