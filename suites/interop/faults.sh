# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
#
# What our stand-in for name servers breaks on purpose, before judges that we
# did not write: each rule of faults.zone is what its name says in the eyes of
# two of them, and where there is no rule nothing is wrong.

# A rule, who judges it, and what that one says; " ... " is anything between. They
# are asked in this order: after the rule "icmp" the port refuses.
judgements='id dig Warning: ID mismatch: expected ID
id kdig WARNING: reply ID ... is different from query ID
qr kdig WARNING: response QR bit not set
qr drill flags: aa rd ;
qr tshark Flags: 0x0500
opcode kdig opcode: UPDATE
opcode tshark Opcode: Dynamic update (5)
bits kdig Flags: qr tc ra z ad cd;
bits tshark Flags: 0x82f0
rcode kdig status: SERVFAIL
rcode tshark Reply code: Server failure (2)
question dig Question section mismatch: got other.example.test/A/IN
question kdig WARNING: query/response question sections are different
question-type kdig WARNING: query/response question sections are different
question-type tshark other.example.test: type TXT, class IN
question-class drill ;; other.example.test. CH A
question-class kdig WARNING: query/response question sections are different
question-none kdig WARNING: response doesn'\''t have question section
question-none tshark Questions: 0
question-upper kdig WARNING: query/response question sections are different
question-upper drill ;; QUESTION-UPPER.EXAMPLE.TEST. IN A
answer kdig other.example.test. 60 IN A 203.0.113.66
answer drill answer.example.test. 60 CH A 192.0.2.6
authority kdig AUTHORITY SECTION: other.example.test. 60 IN NS ns1.example.test.
authority drill AUTHORITY SECTION: other.example.test. 60 IN NS
additional kdig ADDITIONAL SECTION: other.example.test. 60 IN A 203.0.113.66
additional drill ADDITIONAL SECTION: other.example.test. 60 IN A
ttl kdig ttl.example.test. 7 IN A
ttl tshark Time to live: 7
qdcount drill answer section incomplete
qdcount tshark Questions: 2 ... Malformed Packet: DNS
ancount drill answer section incomplete
ancount tshark Answer RRs: 3 ... Malformed Packet: DNS
nscount drill authority section incomplete
nscount tshark Authority RRs: 1 ... Malformed Packet: DNS
arcount drill additional section incomplete
arcount tshark Additional RRs: 1 ... Malformed Packet: DNS
owner-self dig bad compression pointer
owner-self drill Invalid compression pointer
owner-self tshark Name contains a pointer that loops
owner-forward dig bad compression pointer
owner-forward drill owner-forward.example.test. 60 IN A 192.0.2.1
owner-forward tshark Extraneous Data (28 bytes)
owner-outside drill Invalid compression pointer
owner-outside tshark Malformed Packet: DNS
owner-header drill Invalid compression pointer
owner-header tshark Malformed Packet: DNS
rdlength-more drill answer section incomplete
rdlength-more tshark Answers ... Malformed Packet: DNS
rdlength-less drill answer section incomplete
rdlength-less tshark Data length: 3 ... Extraneous Data (1 bytes)
octets drill Label length overflow
octets tshark UDP payload (20 bytes) ... Malformed Packet: DNS
append kdig WARNING: malformed reply packet (trailing data)
append tshark Extraneous Data (2 bytes)
pad dig WARNING: Message has 9 extra bytes at end
pad tshark Extraneous Data (9 bytes)
raw kdig raw.example.test. 7 IN A 203.0.113.66
raw drill raw.example.test. 7 IN A 203.0.113.66
edns-none kdig ADDITIONAL: 0
edns-none tshark Additional RRs: 0
edns-payload kdig UDP size: 700 B
edns-payload drill udp: 700
edns-version kdig Version: 3;
edns-version drill EDNS: version 3;
drop dig timed out
drop kdig WARNING: response timeout
twice socat twice.example.test ... twice.example.test
twice tshark DNS response retransmission
other-port kdig WARNING: unexpected reply source 127.0.0.1@
other-port tshark Source Port: another
other-address kdig WARNING: unexpected reply source 127.0.0.2@
other-address tshark Source Address: 127.0.0.2
tcp-length-more dig end of file
tcp-length-more tshark TCP segment data (64 bytes)
tcp-length-less drill answer section incomplete
tcp-length-less tshark Malformed Packet: DNS
tcp-split drill tcp-split.example.test. 60 IN A 192.0.2.1
tcp-split tshark 3 Reassembled TCP Segments (58 bytes)
tcp-each drill tcp-each.example.test. 60 IN A 192.0.2.1
tcp-each tshark 57 Reassembled TCP Segments (57 bytes)
tcp-cut dig end of file
tcp-cut tshark [TCP Segment Len: 9]
tcp-rst dig connection reset
tcp-rst tshark Flags: 0x014 (RST, ACK)
tcp-close dig end of file
tcp-close tshark Flags: 0x011 (FIN, ACK)
tcp-many kdig ANSWER: 100;
tcp-many drill tcp-many.example.test. 60 IN A 198.18.0.100
fill kdig Received 512 B
fill drill MSG SIZE rcvd: 512
edns-cookie-wrong dig Warning: Client COOKIE mismatch
edns-cookie-wrong tshark Option: COOKIE ... Option Length: 16
edns-cookie-short dig malformed OPT option
edns-cookie-short tshark Option: COOKIE ... Option Length: 4
icmp kdig WARNING: response timeout
icmp dig connection refused'

# ask_of JUDGE RULE: what it prints when it is asked, or asks.
# shellcheck disable=SC2086 # each is several words or none
ask_of() {
	tcp='' edns='' one=$2.example.test
	case $2 in
	drop | icmp) seconds=1 ;; # nothing will come
	*) seconds=5 ;;
	esac
	case $1-$2 in
	drill-tcp-*) tcp=-t ;;
	*-tcp-*) tcp=+tcp ;;
	esac
	case $1-$2 in
	drill-edns-*) edns='-b 1232' ;;
	*-edns-*) edns='+edns +cookie' ;;
	dig-*) edns=+noedns ;;
	esac
	case $1 in
	dig)
		dig @127.0.0.1 -p "$port" +tries=1 "+time=$seconds" $edns $tcp \
			"$one"
		;;
	kdig)
		kdig @127.0.0.1 -p "$port" +retry=0 "+time=$seconds" +ignore \
			$edns $tcp "$one"
		;;
	drill) $patience drill -p "$port" $edns $tcp "$one" @127.0.0.1 ;;
	socat)
		printf '\0\1\1\0\0\1\0\0\0\0\0\0\5twice\7example\4test\0\0\1\0\1' |
			socat -t 0.2 - "UDP:127.0.0.1:$port" |
			tr -c '[:alnum:]' '.'
		;;
	esac
}

# What each rule makes the judges say, in a file for both.
ask_judges() {
	echo "$judgements" | while read -r rule judge _; do
		case $judge-$judges in
		tshark-*) ;;
		"$judge-"*" $judge "*)
			ask_of "$judge" "$rule" >"$work/$judge.$rule" 2>&1
			;;
		esac
	done
}

# Where no rule is: all names of names.zone, so that each way to compress a name
# is there.
ask_without_rules() {
	asked_names | sed 's/^@$/example.test./; t
		s/$/.example.test./' | awk '{ print $1, "A", $1, "MX", $1, "TXT" }' \
		>"$work/faultless"
	# shellcheck disable=SC2046 # they are several
	kdig @127.0.0.1 -p "$other_port" +edns +retry=0 +time=5 \
		$(cat "$work/faultless") >"$work/faultless.said" 2>&1
}

# What tshark says of the answers to the query for each rule; without one to all
# of them.
dissect() {
	tshark -r "$work/journal.pcap" -V 2>"$work/tshark.err" |
		awk -v to="$work/tshark." '
	function flush() {
		if (dst == 53 && name != "")
			rules[src] = name in known ? name : "none"
		else if (dst in rules)
			print text >(to rules[dst])
		text = name = ""
	}
	FNR == NR {
		known[$2]
		next
	}
	/^Frame / { flush() }
	$1 == "Source" && $2 == "Port:" {
		src = $3
		if (src != 53)
			$3 = "another"
	}
	$1 == "Destination" && $2 == "Port:" { dst = $3 }
	name == "" && $1 == "Name:" { name = substr($2, 1, index($2, ".") - 1) }
	{ text = text "\n" $0 }
	END { flush() }' "$work/rules" -
}

# The rules, each with what is wrong with it behind a tab.
judge_rules() {
	echo "$judgements" | awk -v judges="$judges" -v from="$work/" '
	function said_by(file, line, all) {
		while ((getline line <file) > 0)
			all = all " " line
		close(file)
		gsub(/[ \t]+/, " ", all)
		return all
	}
	# Whether it has the parts of the pattern, one behind the other.
	function fits(said, pattern, parts, n, i, at) {
		n = split(pattern, parts, / [.][.][.] /)
		for (i = 1; i <= n; i++) {
			at = index(said, parts[i])
			if (at == 0)
				return 0
			said = substr(said, at + length(parts[i]))
		}
		return 1
	}
	FNR == NR {
		rules[++count] = $2
		next
	}
	{
		rule = $1
		judge = $2
		pattern = substr($0, length(rule judge) + 3)
		asked[rule]++
		if (index(judges, " " judge " ") == 0)
			next
		said = said_by(from judge "." rule)
		if (!fits(said, pattern))
			wrong[rule] = wrong[rule] judge " does not say \"" \
			    pattern "\", but: " substr(said, length(said) - 500)
	}
	END {
		for (i = 1; i <= count; i++)
			print rules[i] "\t" (asked[rules[i]] < 2 \
			    ? "it needs two judges" : wrong[rules[i]])
	}' "$work/rules" -
}

begin_faults() {
	# shellcheck disable=SC2086 # the emulator is several words
	start faults $EMULATOR "$top_builddir/mocks/mocknet" serve \
		--journal="$work/journal.pcap" "$interop/faults.zone" \
		"$interop/names.zone"
	says faults ready || return
	port=$(awk '$1 == "dns1" { print $4 }' "$work/faults.said")
	other_port=$(awk '$1 == "dns2" { print $4 }' "$work/faults.said")
}

# What is wrong where nothing is broken.
faultless() {
	answers=$(grep -c 'Message is a response' "$work/tshark.none")
	[ "$answers" -eq $(($(wc -w <"$work/faultless") / 2)) ] ||
		echo "$answers answers, asked by $(head -n 5 \
			"$work/faultless.said")"
	grep -i -e 'malformed' -e 'extraneous' "$work/tshark.none" | head -n 5
}

faults_lane() {
	judges=' '
	for judge in dig kdig drill socat tshark; do
		needs "$judge" "faults before $judge" && judges="$judges$judge "
	done
	[ "$judges" != ' ' ] && up faults || return
	sed -n 's/^;!rule \([^ ]*\) .*/rule \1/p' "$interop/faults.zone" \
		>"$work/rules"
	ask_judges
	ask_without_rules
	end_servers
	case $judges in *tshark*) dissect && report 'faultless answers' \
		"$(faultless)" ;;
	esac
	judge_rules >"$work/judged"
	while IFS="$(printf '\t')" read -r rule wrong; do
		report "fault: $rule" "$wrong"
	done <"$work/judged"
}
