# SPDX-License-Identifier: MIT

suites_libs = \
	%D%/libsuites.la mocks/libmocks.la src/libclients.la \
	src/libprogram.la src/libbase.la

noinst_LTLIBRARIES += %D%/libsuites.la
%C%_libsuites_la_SOURCES = \
	%D%/batch.c %D%/batch.h \
	%D%/cases.c %D%/cases.h \
	%D%/command.c %D%/command.h \
	%D%/expects.c %D%/expects.h \
	%D%/fixtures.c %D%/fixtures.h \
	%D%/fold.c %D%/fold.h \
	%D%/grammar.c %D%/grammar.h \
	%D%/hold.c %D%/hold.h \
	%D%/judge.c %D%/judge.h \
	%D%/known.c %D%/known.h \
	%D%/launch.c %D%/launch.h \
	%D%/library.c %D%/library.h \
	%D%/points.c %D%/points.h \
	%D%/pool.c %D%/pool.h \
	%D%/report.c %D%/report.h \
	%D%/sweeps.c %D%/sweeps.h \
	%D%/template.c %D%/template.h

bin_PROGRAMS += %D%/mocknet-check
%C%_mocknet_check_LDADD = $(suites_libs)
dist_man_MANS += %D%/mocknet-check.1

# The programs of make check: TAP on stdout, a line for each test. One that is
# made of its .c file and libchecks needs no more than its name here.

%C%_libchecks_la_SOURCES = \
	%D%/answers.c %D%/answers.h \
	%D%/capture.c %D%/capture.h \
	%D%/child.c %D%/child.h \
	%D%/clients.c %D%/clients.h \
	%D%/checks.c %D%/checks.h \
	%D%/dial.c %D%/dial.h \
	%D%/lines.c %D%/lines.h \
	%D%/probe.c %D%/probe.h \
	%D%/programs.c %D%/programs.h \
	%D%/scratch.c %D%/scratch.h
LDADD = %D%/libchecks.la $(suites_libs) $(CHECK_LIBS)

%C%_check_clients_SOURCES = \
	%D%/check_clients.c %D%/resolver.c %D%/resolver.h
%C%_check_clients_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_check_curl_CFLAGS = $(AM_CFLAGS) $(CURL_CFLAGS)
%C%_check_curl_LDADD = $(LDADD) $(CURL_LIBS)
%C%_check_duplex_SOURCES = \
	%D%/check_duplex.c %D%/resolver.c %D%/resolver.h
%C%_check_duplex_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_check_guests_LDADD = %D%/libprocess.la $(LDADD) $(PTHREAD_LIBS)
%C%_check_known_bad_LDADD = $(suites_libs)
%C%_check_lookup_SOURCES = %D%/check_lookup.c %D%/resolver.c %D%/resolver.h
%C%_check_lookup_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_check_requests_LDADD = $(LDADD) $(PTHREAD_LIBS)
%C%_check_stress_LDADD = %D%/libprocess.la $(LDADD)

# A client that is wrong on purpose: it shares nothing with what is tested.
%C%_known_bad_client_SOURCES = \
	%D%/known-bad/bug.c %D%/known-bad/bug.h \
	%D%/known-bad/client.c \
	%D%/known-bad/daytime.c %D%/known-bad/daytime.h \
	%D%/known-bad/datagram.c %D%/known-bad/datagram.h \
	%D%/known-bad/echo.c %D%/known-bad/echo.h \
	%D%/known-bad/exchange.c %D%/known-bad/exchange.h \
	%D%/known-bad/forms.c %D%/known-bad/forms.h \
	%D%/known-bad/moment.c %D%/known-bad/moment.h \
	%D%/known-bad/oneshot.c %D%/known-bad/oneshot.h \
	%D%/known-bad/print.c %D%/known-bad/print.h \
	%D%/known-bad/scan.c %D%/known-bad/scan.h \
	%D%/known-bad/text.c %D%/known-bad/text.h \
	%D%/known-bad/utf8.c %D%/known-bad/utf8.h
%C%_known_bad_client_CPPFLAGS =
%C%_known_bad_client_LDADD =

# Whom names.sh asks.
%C%_nameserver_LDADD =

# What docs.sh reads scripts with, and what interop.sh starts servers with.
%C%_read_scripts_LDADD = $(suites_libs)
%C%_interop_startup_LDADD = $(suites_libs)

check_programs = \
	%D%/check_base \
	%D%/check_buffers \
	%D%/check_cases \
	%D%/check_civil \
	%D%/check_clients \
	%D%/check_company \
	%D%/check_curl \
	%D%/check_datagrams \
	%D%/check_daytime \
	%D%/check_duplex \
	%D%/check_echo \
	%D%/check_faults \
	%D%/check_files \
	%D%/check_forms \
	%D%/check_guests \
	%D%/check_helpers \
	%D%/check_http \
	%D%/check_journal \
	%D%/check_judge \
	%D%/check_known_bad \
	%D%/check_lookup \
	%D%/check_loop \
	%D%/check_malformed \
	%D%/check_mistakes \
	%D%/check_nets \
	%D%/check_output \
	%D%/check_pcap \
	%D%/check_play \
	%D%/check_programs \
	%D%/check_qotd \
	%D%/check_reach \
	%D%/check_requests \
	%D%/check_rounds \
	%D%/check_scarce \
	%D%/check_scripts \
	%D%/check_signals \
	%D%/check_sources \
	%D%/check_stdio \
	%D%/check_streams \
	%D%/check_stress \
	%D%/check_sweeps \
	%D%/check_terminal \
	%D%/check_template \
	%D%/check_texts \
	%D%/check_timers \
	%D%/check_turns \
	%D%/check_unix \
	%D%/check_url \
	%D%/check_verdicts
check_scripts = \
	%D%/commands.sh \
	%D%/completion.sh \
	%D%/docs.sh \
	%D%/interop.sh \
	%D%/layers.sh \
	%D%/names.sh \
	%D%/pcap.sh \
	%D%/serve.sh \
	%D%/style.sh \
	%D%/usage.sh

if SUITES
check_LTLIBRARIES = %D%/libchecks.la
check_PROGRAMS += $(check_programs) %D%/interop/startup \
	%D%/known-bad/client %D%/nameserver %D%/read_scripts
TESTS += $(check_programs) $(check_scripts)
else
check_DATA += suites-missing
endif

# How fast the mocks are: make bench-mocks, or one part: PARTS=exchange.

EXTRA_LTLIBRARIES += %D%/libprocess.la
%C%_libprocess_la_SOURCES = %D%/process.c %D%/process.h

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
	%D%/bench/start.c
%C%_bench_clients_LDADD = mocks/libmocks.la src/libbase.la $(PTHREAD_LIBS)
%C%_bench_simple_LDADD =

bench-clients: %D%/bench/clients$(EXEEXT) %D%/bench/simple$(EXEEXT) \
		$(bin_PROGRAMS)
	@$(LOG_COMPILER) %D%/bench/clients$(EXEEXT) $(PARTS)
.PHONY: bench-mocks bench-clients

suites-missing:
	@echo 'make check: missing $(MISSING): run ./bootstrap' >&2; exit 1
.PHONY: suites-missing

# The emulator goes behind libtool, because a program in the build tree may be
# a wrapper script. The scripts run on the build machine and find it in the
# environment.
TEST_EXTENSIONS = .sh
tap_driver = $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
LOG_DRIVER = $(tap_driver)
AM_LOG_DRIVER_FLAGS = --ignore-exit
LOG_COMPILER = $(LIBTOOL) --silent --mode=execute $(EMULATOR)
SH_LOG_DRIVER = $(tap_driver)
SH_LOG_COMPILER = $(SHELL)
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
	$(check_scripts) %D%/install.sh %D%/tap.sh \
	%D%/README.md \
	%D%/interop/client.py %D%/interop/clients.sh \
	%D%/interop/hidden.sh %D%/interop/lanes.sh \
	%D%/interop/server.py %D%/interop/servers.sh \
	%D%/interop/stand-ins.mock %D%/interop/verdicts.sh \
	%D%/known-bad/daytime-iso.bugs \
	%D%/known-bad/daytime-utc.bugs \
	%D%/known-bad/daytime.bugs \
	%D%/known-bad/echo.bugs \
	%D%/known-bad/qotd.bugs
