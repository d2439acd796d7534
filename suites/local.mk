# SPDX-License-Identifier: MIT

suites_libs = \
	%D%/libsuites.la mocks/libmocks.la src/libclients.la \
	src/libservers.la src/libprogram.la src/libbase.la

noinst_LTLIBRARIES += %D%/libsuites.la
%C%_libsuites_la_SOURCES = \
	%D%/judge/asks.c %D%/judge/asks.h \
	%D%/judge/batch.c %D%/judge/batch.h \
	%D%/judge/cases.c %D%/judge/cases.h \
	%D%/judge/command.c %D%/judge/command.h \
	%D%/judge/excerpt.c %D%/judge/excerpt.h \
	%D%/judge/expects.c %D%/judge/expects.h \
	%D%/judge/fixtures.c %D%/judge/fixtures.h \
	%D%/judge/fold.c %D%/judge/fold.h \
	%D%/judge/grammar.c %D%/judge/grammar.h \
	%D%/judge/heard.c %D%/judge/heard.h \
	%D%/judge/hold.c %D%/judge/hold.h \
	%D%/judge/judge.c %D%/judge/judge.h \
	%D%/judge/known.c %D%/judge/known.h \
	%D%/judge/launch.c %D%/judge/launch.h \
	%D%/judge/library.c %D%/judge/library.h \
	%D%/judge/mocks.c %D%/judge/mocks.h \
	%D%/judge/octets.c %D%/judge/octets.h \
	%D%/judge/phrases.c %D%/judge/phrases.h \
	%D%/judge/points.c %D%/judge/points.h \
	%D%/judge/pool.c %D%/judge/pool.h \
	%D%/judge/queue.c %D%/judge/queue.h \
	%D%/judge/report.c %D%/judge/report.h \
	%D%/judge/responses.c %D%/judge/responses.h \
	%D%/judge/scripts.c %D%/judge/scripts.h \
	%D%/judge/seen.c %D%/judge/seen.h \
	%D%/judge/sweeps.c %D%/judge/sweeps.h \
	%D%/judge/target.c %D%/judge/target.h \
	%D%/judge/template.c %D%/judge/template.h \
	%D%/judge/tour.c %D%/judge/tour.h \
	%D%/judge/traits.c %D%/judge/traits.h \
	%D%/judge/verdict.c %D%/judge/verdict.h

bin_PROGRAMS += %D%/mocknet-check
%C%_mocknet_check_SOURCES = %D%/judge/mocknet-check.c \
	%D%/judge/settings.c %D%/judge/settings.h
%C%_mocknet_check_LDADD = $(suites_libs)
dist_man_MANS += %D%/judge/mocknet-check.1

# The programs of make check: TAP on stdout, a line for each test. One that is
# made of its .c file and libchecks needs no more than its name here.

%C%_libchecks_la_SOURCES = \
	%D%/support/answers.c %D%/support/answers.h \
	%D%/support/capture.c %D%/support/capture.h \
	%D%/support/child.c %D%/support/child.h \
	%D%/support/clients.c %D%/support/clients.h \
	%D%/support/checks.c %D%/support/checks.h \
	%D%/support/dial.c %D%/support/dial.h \
	%D%/support/draft.c %D%/support/draft.h \
	%D%/support/echoes.c %D%/support/echoes.h \
	%D%/support/lines.c %D%/support/lines.h \
	%D%/support/mistakes.c %D%/support/mistakes.h \
	%D%/support/oracle.c %D%/support/oracle.h \
	%D%/support/probe.c %D%/support/probe.h \
	%D%/support/programs.c %D%/support/programs.h \
	%D%/support/questions.c %D%/support/questions.h \
	%D%/support/ruled.c %D%/support/ruled.h \
	%D%/support/scratch.c %D%/support/scratch.h \
	%D%/support/served.c %D%/support/served.h \
	%D%/support/stress.c %D%/support/stress.h \
	%D%/support/stub.c %D%/support/stub.h \
	%D%/support/web.c %D%/support/web.h \
	%D%/support/zones.c %D%/support/zones.h
LDADD = %D%/libchecks.la $(suites_libs) $(CHECK_LIBS)

%C%_clients_check_clients_SOURCES = \
	%D%/clients/check_clients.c %D%/support/resolver.c %D%/support/resolver.h
%C%_clients_check_clients_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_mocks_check_curl_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS)
%C%_mocks_check_curl_LDADD = $(LDADD) $(CURL_LIBS)
%C%_dns_check_dns_crowd_LDADD = %D%/libprocess.la $(LDADD)
%C%_dns_check_dns_ids_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_dns_check_dns_lookups_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_dns_check_dns_queries_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_dns_check_dns_search_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_dns_check_dns_servers_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_dns_check_dns_stub_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_clients_check_duplex_SOURCES = \
	%D%/clients/check_duplex.c %D%/support/resolver.c %D%/support/resolver.h
%C%_clients_check_duplex_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_echo_check_echo_curl_SOURCES = %D%/echo/check_echo_curl.c \
	%D%/support/transfers.c %D%/support/transfers.h
%C%_echo_check_echo_curl_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS)
%C%_echo_check_echo_curl_LDADD = $(LDADD) $(CURL_LIBS) $(PTHREAD_LIBS)
%C%_echo_check_echo_datagrams_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_echo_check_echo_end_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_echo_check_echo_gates_LDADD = %D%/libprocess.la $(LDADD) $(PTHREAD_LIBS)
%C%_echo_check_echo_program_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_echo_check_echo_server_LDADD = %D%/libprocess.la $(LDADD) $(PTHREAD_LIBS)
%C%_dns_check_get_ip_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_clients_check_guests_LDADD = %D%/libprocess.la $(LDADD) $(PTHREAD_LIBS)
%C%_judge_check_known_bad_SOURCES = \
	%D%/judge/check_known_bad.c %D%/support/bugs.c %D%/support/bugs.h \
	%D%/support/stress.c %D%/support/stress.h
%C%_judge_check_known_bad_CFLAGS = $(AM_CFLAGS)
%C%_judge_check_known_bad_LDADD = $(suites_libs)
%C%_judge_check_known_bad_servers_SOURCES = \
	%D%/judge/check_known_bad_servers.c %D%/support/bugs.c %D%/support/bugs.h \
	%D%/support/started.c %D%/support/started.h
%C%_judge_check_known_bad_servers_LDADD = $(suites_libs)
%C%_judge_check_services_SOURCES = %D%/judge/check_services.c \
	%D%/support/started.c %D%/support/started.h
%C%_judge_check_services_LDADD = $(suites_libs)
%C%_base_check_lookup_SOURCES = %D%/base/check_lookup.c %D%/support/resolver.c %D%/support/resolver.h
%C%_base_check_lookup_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_clients_check_requests_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_mocks_check_stress_LDADD = %D%/libprocess.la $(LDADD)
%C%_http_check_web_LDADD = %D%/libprocess.la $(LDADD)
%C%_http_check_web_curl_SOURCES = %D%/http/check_web_curl.c \
	%D%/support/transfers.c %D%/support/transfers.h
%C%_http_check_web_curl_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS)
%C%_http_check_web_curl_LDADD = %D%/libprocess.la $(LDADD) $(CURL_LIBS)

# A client that is wrong on purpose: it shares nothing with what is tested.
%C%_known_bad_client_SOURCES = \
	%D%/known-bad/bug.c %D%/known-bad/bug.h \
	%D%/known-bad/client.c \
	%D%/known-bad/daytime.c %D%/known-bad/daytime.h \
	%D%/known-bad/datagram.c %D%/known-bad/datagram.h \
	%D%/known-bad/dns/chain.c %D%/known-bad/dns/chain.h \
	%D%/known-bad/dns/data.c %D%/known-bad/dns/data.h \
	%D%/known-bad/dns/errand.c %D%/known-bad/dns/errand.h \
	%D%/known-bad/dns/local.c %D%/known-bad/dns/local.h \
	%D%/known-bad/dns/lookup.c %D%/known-bad/dns/lookup.h \
	%D%/known-bad/dns/meaning.c %D%/known-bad/dns/meaning.h \
	%D%/known-bad/dns/name.c %D%/known-bad/dns/name.h \
	%D%/known-bad/dns/packet.c %D%/known-bad/dns/packet.h \
	%D%/known-bad/dns/question.c %D%/known-bad/dns/question.h \
	%D%/known-bad/dns/reply.c %D%/known-bad/dns/reply.h \
	%D%/known-bad/dns/reverse.c %D%/known-bad/dns/reverse.h \
	%D%/known-bad/dns/search.c %D%/known-bad/dns/search.h \
	%D%/known-bad/dns/servers.c %D%/known-bad/dns/servers.h \
	%D%/known-bad/echo.c %D%/known-bad/echo.h \
	%D%/known-bad/exchange.c %D%/known-bad/exchange.h \
	%D%/known-bad/forms.c %D%/known-bad/forms.h \
	%D%/known-bad/http/answer.c %D%/known-bad/http/answer.h \
	%D%/known-bad/http/ask.c %D%/known-bad/http/ask.h \
	%D%/known-bad/http/chunks.c %D%/known-bad/http/chunks.h \
	%D%/known-bad/http/heading.c %D%/known-bad/http/heading.h \
	%D%/known-bad/http/line.c %D%/known-bad/http/line.h \
	%D%/known-bad/http/measure.c %D%/known-bad/http/measure.h \
	%D%/known-bad/http/number.c %D%/known-bad/http/number.h \
	%D%/known-bad/http/place.c %D%/known-bad/http/place.h \
	%D%/known-bad/http/route.c %D%/known-bad/http/route.h \
	%D%/known-bad/http/span.c %D%/known-bad/http/span.h \
	%D%/known-bad/http/visit.c %D%/known-bad/http/visit.h \
	%D%/known-bad/moment.c %D%/known-bad/moment.h \
	%D%/known-bad/oneshot.c %D%/known-bad/oneshot.h \
	%D%/known-bad/print.c %D%/known-bad/print.h \
	%D%/known-bad/scan.c %D%/known-bad/scan.h \
	%D%/known-bad/text.c %D%/known-bad/text.h \
	%D%/known-bad/utf8.c %D%/known-bad/utf8.h
%C%_known_bad_client_CPPFLAGS =
%C%_known_bad_client_LDADD =
# It is started some thousand times, which this makes a quarter cheaper.
%C%_known_bad_client_LDFLAGS = $(STATIC_LDFLAGS)

# A server likewise.
%C%_known_bad_server_server_SOURCES = \
	%D%/known-bad/bug.c %D%/known-bad/bug.h \
	%D%/known-bad/server/asked.c %D%/known-bad/server/asked.h \
	%D%/known-bad/server/content.c %D%/known-bad/server/content.h \
	%D%/known-bad/server/field.c \
	%D%/known-bad/server/given.c %D%/known-bad/server/given.h \
	%D%/known-bad/server/input.c %D%/known-bad/server/input.h \
	%D%/known-bad/server/server.c %D%/known-bad/server/server.h
%C%_known_bad_server_server_CPPFLAGS =
%C%_known_bad_server_server_LDADD =

# The small services likewise.
%C%_known_bad_services_services_SOURCES = \
	%D%/known-bad/bug.c %D%/known-bad/bug.h \
	%D%/known-bad/services/datagram.c \
	%D%/known-bad/services/echo.c \
	%D%/known-bad/services/services.c %D%/known-bad/services/services.h \
	%D%/known-bad/services/stream.c \
	%D%/known-bad/services/words.c
%C%_known_bad_services_services_CPPFLAGS =
%C%_known_bad_services_services_LDADD =

# Whom names.sh asks.
%C%_support_nameserver_LDADD =

# What docs.sh reads scripts with, and what interop.sh starts servers with.
%C%_support_read_scripts_LDADD = $(suites_libs)
%C%_interop_startup_LDADD = $(suites_libs)

# They take longest, and begin first, so that nobody waits for one alone at the
# end.
long_programs = \
	%D%/judge/check_known_bad \
	%D%/judge/check_known_bad_servers \
	%D%/echo/check_echo_gates \
	%D%/http/check_http \
	%D%/echo/check_echo_server \
	%D%/judge/check_services
check_programs = \
	%D%/judge/check_server \
	%D%/dns/check_get_ip_cases \
	%D%/base/check_base \
	%D%/mocks/check_any \
	%D%/mocks/check_buffers \
	%D%/judge/check_cases \
	%D%/clients/check_civil \
	%D%/clients/check_clients \
	%D%/mocks/check_company \
	%D%/mocks/check_curl \
	%D%/mocks/check_datagrams \
	%D%/dns/check_dns \
	%D%/dns/check_dns_answers \
	%D%/dns/check_dns_changes \
	%D%/dns/check_dns_crowd \
	%D%/dns/check_dns_messages \
	%D%/dns/check_dns_order \
	%D%/dns/check_dns_refusals \
	%D%/dns/check_dns_rules \
	%D%/clients/check_daytime \
	%D%/dns/check_dns_ids \
	%D%/dns/check_dns_lookups \
	%D%/dns/check_dns_names \
	%D%/dns/check_dns_queries \
	%D%/dns/check_dns_records \
	%D%/dns/check_dns_search \
	%D%/dns/check_dns_servers \
	%D%/dns/check_dns_stub \
	%D%/dns/check_dns_wire \
	%D%/clients/check_duplex \
	%D%/clients/check_echo \
	%D%/echo/check_echo_curl \
	%D%/echo/check_echo_datagrams \
	%D%/echo/check_echo_end \
	%D%/echo/check_echo_program \
	%D%/mocks/check_faults \
	%D%/mocks/check_files \
	%D%/clients/check_forms \
	%D%/dns/check_get_ip \
	%D%/clients/check_guests \
	%D%/mocks/check_helpers \
	%D%/http/check_http_server \
	%D%/mocks/check_journal \
	%D%/judge/check_judge \
	%D%/base/check_lookup \
	%D%/base/check_loop \
	%D%/clients/check_malformed \
	%D%/mocks/check_mistakes \
	%D%/mocks/check_nets \
	%D%/clients/check_output \
	%D%/mocks/check_pcap \
	%D%/mocks/check_play \
	%D%/mocks/check_probes \
	%D%/clients/check_programs \
	%D%/clients/check_qotd \
	%D%/clients/check_reach \
	%D%/clients/check_requests \
	%D%/judge/check_responses \
	%D%/clients/check_rounds \
	%D%/http/check_saving \
	%D%/mocks/check_scarce \
	%D%/mocks/check_scripts \
	%D%/judge/check_server_cases \
	%D%/clients/check_signals \
	%D%/mocks/check_sources \
	%D%/clients/check_stdio \
	%D%/mocks/check_streams \
	%D%/mocks/check_stress \
	%D%/judge/check_sweeps \
	%D%/clients/check_terminal \
	%D%/judge/check_template \
	%D%/mocks/check_texts \
	%D%/base/check_timers \
	%D%/judge/check_traits \
	%D%/mocks/check_turns \
	%D%/mocks/check_unix \
	%D%/http/check_url \
	%D%/mocks/check_verdicts \
	%D%/http/check_web \
	%D%/http/check_web_curl \
	%D%/http/check_web_faults \
	%D%/http/check_web_journal \
	%D%/http/check_web_lines \
	%D%/http/check_web_requests \
	%D%/dns/check_rule_mistakes \
	%D%/dns/check_zone_mistakes \
	%D%/dns/check_zones
check_scripts = \
	%D%/usage.sh \
	%D%/commands.sh \
	%D%/names.sh \
	%D%/completion.sh \
	%D%/docs.sh \
	%D%/layers.sh \
	%D%/serve.sh \
	%D%/style.sh

# They need programs of others.
interop_scripts = \
	%D%/interop.sh \
	%D%/pcap.sh \
	%D%/syscalls.sh

if SUITES
check_LTLIBRARIES = %D%/libchecks.la
check_PROGRAMS += $(long_programs) $(check_programs) \
	%D%/bench/echo/echo %D%/interop/startup \
	%D%/known-bad/client %D%/known-bad/server/server \
	%D%/known-bad/services/services \
	%D%/support/nameserver %D%/support/read_scripts
TESTS += $(long_programs) $(check_scripts) $(check_programs)
else
check_DATA += suites-missing
endif

interop:
	@$(MAKE) $(AM_MAKEFLAGS) check TESTS='$(interop_scripts)' \
		TEST_SUITE_LOG=%D%/interop-suite.log
.PHONY: interop

# How fast the mocks are: make bench-mocks, or one part: PARTS=exchange.

EXTRA_LTLIBRARIES += %D%/libprocess.la
%C%_libprocess_la_SOURCES = %D%/support/process.c %D%/support/process.h

EXTRA_PROGRAMS += %D%/bench/mocks
%C%_bench_mocks_SOURCES = \
	%D%/bench/bench.c %D%/bench/bench.h \
	%D%/bench/exchange.c \
	%D%/bench/held.c \
	%D%/bench/mocks.c \
	%D%/bench/neighbours.c \
	%D%/bench/nets.c \
	%D%/bench/sweep.c \
	%D%/bench/throughput.c
%C%_bench_mocks_LDADD = %D%/libprocess.la $(suites_libs) $(PTHREAD_LIBS)

bench-mocks: %D%/bench/mocks$(EXEEXT)
	@$(LOG_COMPILER) %D%/bench/mocks$(EXEEXT) $(PARTS)

# How fast the clients are: make bench-clients, or one part: PARTS=start.

EXTRA_PROGRAMS += %D%/bench/clients %D%/bench/simple
%C%_bench_clients_SOURCES = \
	%D%/bench/bench.c %D%/bench/bench.h \
	%D%/bench/bulk.c \
	%D%/bench/clients.c \
	%D%/bench/contest.c %D%/bench/contest.h \
	%D%/bench/start.c \
	%D%/bench/volume.c %D%/bench/volume.h
%C%_bench_clients_LDADD = mocks/libmocks.la src/libbase.la $(PTHREAD_LIBS)
%C%_bench_simple_LDADD =

bench-clients: %D%/bench/clients$(EXEEXT) %D%/bench/simple$(EXEEXT) \
		$(bin_PROGRAMS)
	@$(LOG_COMPILER) %D%/bench/clients$(EXEEXT) $(PARTS)

# How fast those of HTTP are: make bench-http, or one part: PARTS=many.

EXTRA_PROGRAMS += %D%/bench/http
%C%_bench_http_SOURCES = \
	%D%/bench/bench.c %D%/bench/bench.h \
	%D%/bench/contest.c %D%/bench/contest.h \
	%D%/bench/http.c \
	%D%/bench/large.c \
	%D%/bench/many.c \
	%D%/bench/peer.c %D%/bench/peer.h \
	%D%/bench/served.c \
	%D%/bench/site.c %D%/bench/site.h \
	%D%/bench/volume.c %D%/bench/volume.h
%C%_bench_http_LDADD = mocks/libmocks.la src/libbase.la $(PTHREAD_LIBS)

bench-http: %D%/bench/http$(EXEEXT) $(bin_PROGRAMS)
	@PATH=$$PATH:/usr/sbin:/sbin; export PATH; \
	$(LOG_COMPILER) %D%/bench/http$(EXEEXT) $(PARTS)

# How fast the stand-in for name servers is: make bench-dns, or one part:
# PARTS=zones.

EXTRA_PROGRAMS += %D%/bench/dns
%C%_bench_dns_SOURCES = \
	%D%/bench/asker.c %D%/bench/asker.h \
	%D%/bench/bench.c %D%/bench/bench.h \
	%D%/bench/contest.c %D%/bench/contest.h \
	%D%/bench/dns.c \
	%D%/bench/peer.c %D%/bench/peer.h \
	%D%/bench/queries.c \
	%D%/bench/volume.c %D%/bench/volume.h
%C%_bench_dns_LDADD = mocks/libmocks.la src/libbase.la $(PTHREAD_LIBS)

bench-dns: %D%/bench/dns$(EXEEXT)
	@PATH=$$PATH:/usr/sbin:/sbin; export PATH; \
	$(LOG_COMPILER) %D%/bench/dns$(EXEEXT) $(PARTS)

# How fast the echo server is: make bench-echo, or one part: PARTS=kept.

EXTRA_PROGRAMS += %D%/bench/echo/echo %D%/bench/echo/uv
CLEANFILES += %D%/bench/echo.svg
%C%_bench_echo_echo_SOURCES = \
	%D%/bench/bench.c %D%/bench/bench.h \
	%D%/bench/contest.c %D%/bench/contest.h \
	%D%/bench/echo/calls.c \
	%D%/bench/echo/chart.c %D%/bench/echo/chart.h \
	%D%/bench/echo/datagrams.c \
	%D%/bench/echo/distance.c %D%/bench/echo/distance.h \
	%D%/bench/echo/echo.c \
	%D%/bench/echo/entrant.c %D%/bench/echo/entrant.h \
	%D%/bench/echo/floor.c %D%/bench/echo/floor.h \
	%D%/bench/echo/load.c %D%/bench/echo/load.h \
	%D%/bench/echo/models.c \
	%D%/bench/echo/parts.h \
	%D%/bench/echo/row.c %D%/bench/echo/row.h \
	%D%/bench/echo/rows.c \
	%D%/bench/echo/server.c %D%/bench/echo/server.h \
	%D%/bench/echo/stream.c \
	%D%/bench/echo/work.c %D%/bench/echo/work.h \
	%D%/bench/volume.c %D%/bench/volume.h
%C%_bench_echo_echo_LDADD = \
	mocks/libmocks.la src/libbase.la $(PTHREAD_LIBS) -lm
%C%_bench_echo_uv_CFLAGS = $(AM_CFLAGS) $(UV_CFLAGS)
%C%_bench_echo_uv_LDADD = $(UV_LIBS)

if UV
echo_peers = %D%/bench/echo/uv$(EXEEXT)
else
echo_peers =
endif

bench-echo: %D%/bench/echo/echo$(EXEEXT) $(echo_peers) $(bin_PROGRAMS)
	@top_srcdir='$(top_srcdir)'; export top_srcdir; \
	$(SHELL) $(srcdir)/%D%/bench/echo/alone.sh \
		$(LOG_COMPILER) %D%/bench/echo/echo$(EXEEXT) $(PARTS)
.PHONY: bench-mocks bench-clients bench-http bench-dns bench-echo

# What holds for any input: make fuzz, in a build with --enable-fuzz; one alone:
# FUZZ=http, for longer: FUZZ_SECONDS=600.

fuzzers = \
	%D%/fuzz/cases \
	%D%/fuzz/dns_message \
	%D%/fuzz/forms \
	%D%/fuzz/http \
	%D%/fuzz/queries \
	%D%/fuzz/responses \
	%D%/fuzz/rules \
	%D%/fuzz/scripts \
	%D%/fuzz/url \
	%D%/fuzz/web \
	%D%/fuzz/zones
EXTRA_PROGRAMS += $(fuzzers) %D%/fuzz/seeds
EXTRA_LTLIBRARIES += %D%/libfuzz.la
%C%_libfuzz_la_SOURCES = \
	%D%/fuzz/fuzz.c %D%/fuzz/fuzz.h %D%/fuzz/names.c %D%/fuzz/names.h
fuzz_libs = %D%/libfuzz.la $(suites_libs) $(PTHREAD_LIBS)
%C%_fuzz_cases_LDADD = $(fuzz_libs)
%C%_fuzz_cases_LDFLAGS = $(FUZZ_LDFLAGS)
%C%_fuzz_dns_message_LDADD = $(fuzz_libs)
%C%_fuzz_dns_message_LDFLAGS = $(FUZZ_LDFLAGS)
%C%_fuzz_forms_LDADD = $(fuzz_libs)
%C%_fuzz_forms_LDFLAGS = $(FUZZ_LDFLAGS)
%C%_fuzz_http_LDADD = $(fuzz_libs)
%C%_fuzz_http_LDFLAGS = $(FUZZ_LDFLAGS)
%C%_fuzz_queries_LDADD = $(fuzz_libs)
%C%_fuzz_queries_LDFLAGS = $(FUZZ_LDFLAGS)
%C%_fuzz_responses_LDADD = $(fuzz_libs)
%C%_fuzz_responses_LDFLAGS = $(FUZZ_LDFLAGS)
%C%_fuzz_rules_LDADD = $(fuzz_libs)
%C%_fuzz_rules_LDFLAGS = $(FUZZ_LDFLAGS)
%C%_fuzz_scripts_LDADD = $(fuzz_libs)
%C%_fuzz_scripts_LDFLAGS = $(FUZZ_LDFLAGS)
%C%_fuzz_url_LDADD = $(fuzz_libs)
%C%_fuzz_url_LDFLAGS = $(FUZZ_LDFLAGS)
%C%_fuzz_web_LDADD = $(fuzz_libs)
%C%_fuzz_web_LDFLAGS = $(FUZZ_LDFLAGS)
%C%_fuzz_zones_LDADD = $(fuzz_libs)
%C%_fuzz_zones_LDFLAGS = $(FUZZ_LDFLAGS)
%C%_fuzz_seeds_LDADD = $(suites_libs)

if FUZZ
fuzz: $(fuzzers) %D%/fuzz/seeds$(EXEEXT)
	@top_builddir='$(top_builddir)' \
		MOCKNET_FIXTURES='$(abs_top_srcdir)/fixtures' \
		$(SHELL) $(srcdir)/%D%/fuzz/run.sh $(fuzzers)
else
fuzz:
	@echo 'make fuzz: needs ../configure --enable-fuzz, in a folder of its own' >&2
	@exit 1
endif
.PHONY: fuzz

clean-local:
	rm -rf %D%/fuzz/*.corpus %D%/fuzz/*.seeds %D%/fuzz/*.log

suites-missing:
	@echo 'make check: missing $(MISSING): run ./bootstrap' >&2; exit 1
.PHONY: suites-missing

# Programs are linked with no shared library of ours, so none of them is a
# wrapper script in the build tree, and the emulator can stand in front. The
# scripts run on the build machine and find it in the environment.
TEST_EXTENSIONS = .sh
# By their first lines the scripts are for this one. What configure has chosen
# is often bash, which takes longer.
test_shell = /bin/sh
tap_driver = $(test_shell) $(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(tap_driver)
AM_LOG_DRIVER_FLAGS = --ignore-exit
LOG_COMPILER = $(EMULATOR)
SH_LOG_DRIVER = $(tap_driver)
SH_LOG_COMPILER = $(test_shell)
AM_TESTS_ENVIRONMENT = \
	top_srcdir='$(top_srcdir)'; export top_srcdir; \
	top_builddir='$(top_builddir)'; export top_builddir; \
	MOCKNET_FIXTURES='$(abs_top_srcdir)/fixtures'; \
	export MOCKNET_FIXTURES; \
	EMULATOR='$(EMULATOR)'; export EMULATOR; \
	PROGRAMS='$(bin_PROGRAMS)'; export PROGRAMS; \
	CC='$(CC)'; export CC; \
	CPPFLAGS='$(CPPFLAGS)'; export CPPFLAGS; \
	CFLAGS='$(CFLAGS)'; export CFLAGS; \
	CHECK_CFLAGS='$(CHECK_CFLAGS)'; export CHECK_CFLAGS; \
	NM='$(NM)'; export NM;

installcheck-local:
	top_srcdir='$(top_srcdir)' DESTDIR='$(DESTDIR)' bindir='$(bindir)' libdir='$(libdir)' \
	pkgconfigdir='$(pkgconfigdir)' pkgdatadir='$(pkgdatadir)' \
	completiondir='$(completiondir)' PROGRAMS='$(bin_PROGRAMS)' \
	CC='$(CC)' CFLAGS='$(CFLAGS)' LDFLAGS='$(LDFLAGS)' \
	EMULATOR='$(EMULATOR)' PKG_CONFIG='$(PKG_CONFIG)' \
	$(SHELL) $(srcdir)/%D%/install.sh

EXTRA_DIST += \
	$(check_scripts) $(interop_scripts) %D%/install.sh %D%/tap.sh \
	%D%/bench/echo/alone.sh %D%/bench/echo/models.svg \
	%D%/bench/echo/tutorial.py \
	%D%/fuzz/run.sh \
	%D%/README.md \
	%D%/interop/ab.sh \
	%D%/interop/client.py %D%/interop/clients.sh \
	%D%/interop/anyip.sh %D%/interop/cookies.sh \
	%D%/interop/everywhere.mock %D%/interop/everywhere.sh \
	%D%/interop/faults.sh %D%/interop/faults.zone \
	%D%/interop/forged.py \
	%D%/interop/hidden.sh %D%/interop/http-clients.sh \
	%D%/interop/http-servers.sh %D%/interop/http.mock \
	%D%/interop/http_client.py %D%/interop/http_server.py \
	%D%/interop/inetutils.known %D%/interop/lanes.sh \
	%D%/interop/names.sh %D%/interop/names.zone \
	%D%/interop/probes.sh %D%/interop/resolvers.sh \
	%D%/interop/lighttpd.known %D%/interop/ncat.known \
	%D%/interop/nginx.known %D%/interop/openbsd.known \
	%D%/interop/server.py %D%/interop/servers.sh \
	%D%/interop/socat.known \
	%D%/interop/stand-ins.mock %D%/interop/tapped.sh \
	%D%/interop/tutorial.known %D%/interop/tutorial.py \
	%D%/interop/verdicts.sh %D%/interop/wire.sh \
	%D%/interop/xinetd.known \
	%D%/known-bad/daytime-iso.bugs \
	%D%/known-bad/daytime-utc.bugs \
	%D%/known-bad/daytime.bugs \
	%D%/known-bad/echo.bugs \
	%D%/known-bad/get-ip-reverse.bugs \
	%D%/known-bad/get-ip-rotate.bugs \
	%D%/known-bad/get-ip-search.bugs \
	%D%/known-bad/get-ip-txt.bugs \
	%D%/known-bad/get-ip.bugs \
	%D%/known-bad/http-get-fail.bugs \
	%D%/known-bad/http-get-include.bugs \
	%D%/known-bad/http-get-location.bugs \
	%D%/known-bad/http-get.bugs \
	%D%/known-bad/http-head-location.bugs \
	%D%/known-bad/http-head.bugs \
	%D%/known-bad/http-server.bugs \
	%D%/known-bad/qotd.bugs \
	%D%/known-bad/services.bugs
