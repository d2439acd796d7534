# SPDX-License-Identifier: MIT
# shellcheck shell=sh disable=SC2154
#
# Our stand-in for name servers before the probes of RFC 8906 section 8, as dig
# sends them, and some more.

# What is probed; what dig is told, without EDNS unless it says so; what has to
# come: the RCODE, the flags, EDNS, the types of the answer and the authority
# section, these with their TTL. What is not said must not be there.
probes='
8906 section 8.1.1, zone | example.test soa | NOERROR qr aa SOA;
8906 section 8.1.2, unknown type | example.test type1000
	| NOERROR qr aa authority:SOA:30;
8906 section 8.1.3.1, CD | example.test soa +cd | NOERROR qr aa SOA;
8906 section 8.1.3.2, AD | example.test soa +ad | NOERROR qr aa SOA;
8906 section 8.1.3.3, Z | example.test soa +zflag | NOERROR qr aa SOA;
8906 section 8.1.3.4, RD | example.test soa +rec | NOERROR qr aa rd SOA;
8906 section 8.1.4, opcode | . +opcode=15 +header-only | RESERVED15 NOTIMP qr;
8906 section 8.1.5, TCP | example.test soa +tcp | NOERROR qr aa SOA TCP;
8906 section 8.2.1, EDNS | example.test soa +edns=0
	| NOERROR qr aa EDNS:0 SOA;
8906 section 8.2.2, version | example.test soa +edns=1 | BADVERS qr EDNS:0;
8906 section 8.2.3, option | example.test soa +edns=0 +ednsopt=100
	| NOERROR qr aa EDNS:0 SOA;
8906 section 8.2.4, flag | example.test soa +edns=0 +ednsflags=0x40
	| NOERROR qr aa EDNS:0 SOA;
8906 section 8.2.5, version and flag | example.test soa +edns=1 +ednsflags=0x40
	| BADVERS qr EDNS:0;
8906 section 8.2.6, version and option | example.test soa +edns=1 +ednsopt=100
	| BADVERS qr EDNS:0;
8906 section 8.2.7, truncated | big.example.test txt +edns=0 +dnssec
	+bufsize=512 +ignore | NOERROR qr aa tc EDNS:0 do;
8906 section 8.2.8, DO | example.test soa +edns=0 +dnssec
	| NOERROR qr aa EDNS:0 do SOA;
8906 section 8.2.9, version and DO | example.test soa +edns=1 +dnssec
	| BADVERS qr EDNS:0 do;
8906 section 8.2.10, options | example.test soa +edns=0 +cookie +nsid +expire
	+subnet=0.0.0.0/0 | NOERROR qr aa EDNS:0 SOA;
6891 section 6.1.3, version 100 | example.test soa +edns=100
	| BADVERS qr EDNS:0;
2181 section 9, truncated | big.example.test txt +ignore | NOERROR qr aa tc;
2181 section 9, once more over TCP | big.example.test txt
	| NOERROR qr aa TXT TCP;
1035 section 4.1.1, no question | . +header-only | FORMERR qr;
1035 section 4.1.1, other class | example.test ch soa | REFUSED qr;
1035 section 4.1.1, other zone | other.test soa | REFUSED qr;
8482 section 4.1, ANY | www.example.test any +notcp | NOERROR qr aa A;
2308 section 2.1, no such name | gone.www.example.test a
	| NXDOMAIN qr aa authority:SOA:30;
2308 section 2.2, no data | big.example.test aaaa
	| NOERROR qr aa authority:SOA:30;
4343 section 4.1, letters | ExAmPlE.test soa
	| NOERROR qr aa question:ExAmPlE.test. SOA;'

# All rows, each in a line.
probe_rows() {
	echo "$probes" | tr -s '\n\t' '  ' | tr ';' '\n' |
		sed 's/^ //; s/ *| */|/g; /./!d'
}

# What dig prints, as the words of the table: a line for each response.
responses_of_dig() {
	awk '
	function flush() {
		if (words != "")
			print words flags edns records
		words = ""
	}
	/->>HEADER<<-/ {
		flush()
		gsub(/,/, "")
		words = ($4 == "QUERY" ? "" : $4 " ") $6
		edns = records = part = ""
	}
	/^;; flags:/ {
		flags = substr($0, 10)
		sub(/; QUERY.*/, "", flags)
	}
	/^; EDNS:/ {
		edns = " EDNS:" $4 + 0 substr($0, index($0, "flags:") + 6)
		sub(/[;,] udp.*/, "", edns)
		part = "OPT"
		next
	}
	/^;; [A-Z]* SECTION:/ { part = $2 }
	part == "OPT" && /^; / { edns = edns " " $2 }
	part == "QUESTION" && /^;[^;]*[A-Z][^;]*\t.*\tIN/ {
		edns = edns " question:" substr($1, 2)
	}
	part == "ANSWER" && /^[^;]/ { kind = " " $4 }
	part == "AUTHORITY" && /^[^;]/ { kind = " authority:" $4 ":" $2 }
	part == "ADDITIONAL" && /^[^;]/ { kind = " additional:" $4 }
	kind != "" {
		if (index(records " ", kind " ") == 0)
			records = records kind
		kind = ""
	}
	/^;; SERVER:.*TCP/ { records = records " TCP" }
	/^;; MSG SIZE/ && $NF > 512 && records !~ /TCP/ {
		records = records " " $NF
	}
	/no servers could be reached/ { print "nothing came"; words = "" }
	END { flush() }'
}

# Each row has its answer at the same place: dig asks one after the other.
# shellcheck disable=SC2046 # they are several
probe_all() {
	probe_rows >"$work/rows"
	dig @127.0.0.1 -p "$port" +tries=1 +time=5 $(
		cut -d '|' -f 2 "$work/rows" | sed 's/+edns=[1-9][0-9]*/& +noednsneg/
			/+edns/!s/$/ +noedns/
			/+rec/!s/$/ +norec/
			/+ad/!s/$/ +noad/
			/+cookie/!s/$/ +nocookie/'
	) >"$work/said.dig" 2>&1
	responses_of_dig <"$work/said.dig" >"$work/words"
	while IFS='|' read -r name _ want; do
		read -r got <&3
		report "RFC $name" "$(echo "$want" | grep -v -F -x -e "$got" |
			sed "s/\$/, not: $got/; s/^/wanted: /")"
	done <"$work/rows" 3<"$work/words"
}

# shellcheck disable=SC2086 # the emulator is several words
begin_probed() {
	start probed $EMULATOR "$top_builddir/mocks/mocknet" serve \
		"$interop/faults.zone"
	says probed ready
	port=$(awk '$2 == "dns" { print $4 }' "$work/probed.said")
}

# It is told at once that there are no transfers, and does not wait for one.
probe_transfer() {
	needs kdig 'no transfer' || return
	report 'no transfer' "$(kdig @127.0.0.1 -p "$port" +retry=0 +time=5 \
		axfr example.test 2>&1 | tee "$work/transfer" |
		grep -q "error 'NOTIMPL'" || cat "$work/transfer")"
}

probes_lane() {
	needs dig 'RFC 8906 section 8' && up probed || return
	probe_all
	probe_transfer
}
