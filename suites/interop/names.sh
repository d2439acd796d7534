# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
#
# Our stand-in for name servers beside those of others, on the same zone: dig
# asks all of them for every name and type, and the answers have to be the same.

# Names that are in names.zone and those that are not; each is asked for every
# type.
asked_names() {
	sed -n 's/^\([A-Za-z_*][^ ;]*\) .*/\1/p' "$interop/names.zone" | sort -u
	printf '%s\n' @ gone x.www ent went wild x.wild y.x.wild x.sub.wild \
		x.walias x.went 'b.*.went' x.dn y.dn x.y.dn x.del a.ns1 _tcp \
		target a.escaped
}

asked_types='A NS CNAME SOA PTR MX TXT AAAA SRV DNAME CAA TYPE43 SVCB HTTPS
	TYPE1000 TYPE65399'

write_questions() {
	asked_names | while read -r name; do
		case $name in
		@) name=example.test. ;;
		*) name=$name.example.test. ;;
		esac
		for type in $asked_types; do
			printf '%s %s\n' "$name" "$type"
		done
	done >"$work/questions"
}

# as_lines: what dig and kdig print, a line for each answer, with its code, AA,
# and its records by section. The authority section of a positive answer, and
# what is additional but for glue, is for each server to decide (RFC 1034 section
# 4.3.2, step 6).
as_lines() {
	sed 's/^;; \([^ ]*[.]\)[ 	]*IN/;\1 IN/; s/^;; Flags/;; flags/' | awk '
	function flush(i, n, line) {
		if (question == "")
			return
		line = question " " code " " (aa ? "aa" : "-")
		n = 0
		for (i = 1; i <= records; i++) {
			if (part[i] == "AUTHORITY" && positive && aa &&
			    kind[i] == "TYPE2")
				continue
			if (part[i] == "ADDITIONAL" && aa)
				continue
			print line " " part[i] " " record[i]
			n++
		}
		if (n == 0)
			print line
	}
	/->>HEADER<<-/ {
		flush()
		code = $6
		sub(/[,;]$/, "", code)
		question = ""
		records = positive = 0
	}
	/^;; flags:/ { aa = $0 ~ / aa[ ;]/ }
	/^;; [A-Z]* SECTION:/ {
		section = $2
		next
	}
	/^;/ && section == "QUESTION" { question = tolower($1) " " $3 }
	/^[^;]/ {
		record[++records] = tolower($1) " " $2 " " $4 " "
		for (i = 5; i <= NF; i++)
			record[records] = record[records] tolower($i)
		part[records] = section
		kind[records] = $4
		if (section == "ANSWER")
			positive = 1
	}
	END { flush() }' | sort -u
}

# answers_of PORT: to all questions, as dig reads them.
answers_of() {
	dig -f "$work/questions" @127.0.0.1 -p "$1" +norec +nocookie \
		+tries=2 +time=2 +noall +comments +question +answer \
		+authority +additional +unknownformat 2>&1 | as_lines
}

begin_ours() {
	free ours
	start ours "$top_builddir/mocks/mocknet" serve \
		"--port=$ours" "$interop/names.zone"
	says ours ready
}

begin_nsd() {
	begin_ours || return
	free theirs
	cat >"$work/nsd.conf" <<END
server:
	ip-address: 127.0.0.1@$theirs
	database: ""
	zonesdir: "$work"
	zonelistfile: "$work/zones"
	xfrdfile: ""
	xfrdir: "$work"
	pidfile: "$work/pid"
	username: ""
	rrl-ratelimit: 0
remote-control:
	control-enable: no
zone:
	name: example.test
	zonefile: names.zone
END
	start nsd nsd -d -V 1 -c "$work/nsd.conf"
	says nsd 'nsd started'
}

begin_knot() {
	begin_ours || return
	free theirs
	cat >"$work/knot.conf" <<END
server:
    rundir: "$work"
    listen: 127.0.0.1@$theirs
database:
    storage: "$work"
log:
  - target: stderr
    any: info
zone:
  - domain: example.test
    storage: "$work"
    file: names.zone
    zonefile-sync: -1
    zonefile-load: whole
    journal-content: none
END
	start knot knotd -c "$work/knot.conf"
	says knot 'server started'
}

# same_answers NAME
same_answers() {
	write_questions
	answers_of "$ours" >"$work/ours.answers"
	answers_of "$theirs" >"$work/theirs.answers"
	report "$1 answers every question as we do" "$(
		[ "$(wc -l <"$work/ours.answers")" -ge \
			"$(wc -l <"$work/questions")" ] ||
			echo "we did not answer all: $(tail -n 1 \
				"$work/ours.said")"
		diff "$work/ours.answers" "$work/theirs.answers" |
			sed -n '/^[<>]/p' | head -n 20
	)"
}

# All is read once more by somebody who shares no code with dig.
# shellcheck disable=SC2046 # the questions are several words
same_reading() {
	needs kdig 'kdig reads our answers as dig does' || return
	kdig @127.0.0.1 -p "$ours" +norec +edns +generic +retry=1 +time=2 \
		$(cat "$work/questions") 2>&1 | as_lines >"$work/read.answers"
	report 'kdig reads our answers as dig does' \
		"$(diff "$work/ours.answers" "$work/read.answers" |
			sed -n '/^[<>]/p' | head -n 20)"
}

# names_lane NAME PROGRAM
names_lane() {
	needs "$2" "$2 is asked" && needs dig "$2 is asked by dig" || return
	cp "$interop/names.zone" "$work" || return
	up "$1" || return
	same_answers "$2"
	[ "$1" != knot ] || same_reading
}
