# SPDX-License-Identifier: MIT

noinst_LTLIBRARIES += %D%/libmocks.la

%C%_libmocks_la_SOURCES = \
	%D%/mocknet.h \
	%D%/dns/answer.c %D%/dns/answer.h \
	%D%/dns/asked.c %D%/dns/asked.h \
	%D%/dns/bend.c %D%/dns/bend.h \
	%D%/dns/build.c \
	%D%/dns/check.c \
	%D%/dns/compose.c \
	%D%/dns/digits.c %D%/dns/digits.h \
	%D%/dns/domain.c %D%/dns/domain.h \
	%D%/dns/draft.h \
	%D%/dns/extras.c \
	%D%/dns/index.c \
	%D%/dns/kind.c %D%/dns/kind.h \
	%D%/dns/lines.c %D%/dns/lines.h \
	%D%/dns/load.c \
	%D%/dns/master.c %D%/dns/master.h \
	%D%/dns/mods.c \
	%D%/dns/params.c %D%/dns/params.h \
	%D%/dns/rdata.c %D%/dns/rdata.h \
	%D%/dns/response.c %D%/dns/response.h \
	%D%/dns/rule.c %D%/dns/rule.h \
	%D%/dns/service.c %D%/dns/service.h \
	%D%/dns/when.c %D%/dns/when.h \
	%D%/dns/zone.c %D%/dns/zone.h \
	%D%/engine/ask.c \
	%D%/engine/barrier.c %D%/engine/barrier.h \
	%D%/engine/connection.h \
	%D%/engine/datagram.c %D%/engine/datagram.h \
	%D%/engine/departure.c %D%/engine/departure.h \
	%D%/engine/forger.c %D%/engine/forger.h \
	%D%/engine/forks.c %D%/engine/forks.h \
	%D%/engine/faults.c \
	%D%/engine/inbox.c %D%/engine/inbox.h \
	%D%/engine/incoming.c \
	%D%/engine/listen.c %D%/engine/listen.h \
	%D%/engine/names.c %D%/engine/names.h \
	%D%/engine/near.c %D%/engine/near.h \
	%D%/engine/net.c %D%/engine/net.h \
	%D%/engine/octets.c %D%/engine/octets.h \
	%D%/engine/outgoing.c \
	%D%/engine/play.c %D%/engine/play.h \
	%D%/engine/ports.c %D%/engine/ports.h \
	%D%/engine/queries.c %D%/engine/queries.h \
	%D%/engine/reached.c %D%/engine/reached.h \
	%D%/engine/requests.c %D%/engine/requests.h \
	%D%/engine/scripts.c \
	%D%/engine/server.c \
	%D%/engine/start.c %D%/engine/start.h \
	%D%/engine/stream.c %D%/engine/stream.h \
	%D%/engine/turn.c %D%/engine/turn.h \
	%D%/engine/verdict.c %D%/engine/verdict.h \
	%D%/http/answer.c %D%/http/answer.h \
	%D%/http/asked.c %D%/http/asked.h \
	%D%/http/choose.c %D%/http/choose.h \
	%D%/http/folder.c %D%/http/folder.h \
	%D%/http/lint.c %D%/http/lint.h \
	%D%/http/pattern.c %D%/http/pattern.h \
	%D%/http/reader.c %D%/http/reader.h \
	%D%/http/reply.c %D%/http/reply.h \
	%D%/http/rules.c %D%/http/rules.h \
	%D%/http/section.c \
	%D%/http/status.c %D%/http/status.h \
	%D%/http/syntax.c %D%/http/syntax.h \
	%D%/journal/journal.c %D%/journal/journal.h \
	%D%/journal/origin.h \
	%D%/journal/packet.c %D%/journal/packet.h \
	%D%/journal/pcap.c %D%/journal/pcap.h \
	%D%/journal/writer.c %D%/journal/writer.h \
	%D%/script/delivery.c %D%/script/delivery.h \
	%D%/script/fault.c %D%/script/fault.h \
	%D%/script/head.c \
	%D%/script/limits.h \
	%D%/script/lines.c \
	%D%/script/measure.c \
	%D%/script/parse.c %D%/script/parse.h \
	%D%/script/payload.c \
	%D%/script/script.c %D%/script/script.h \
	%D%/script/service.c %D%/script/service.h \
	%D%/script/source.c %D%/script/source.h \
	%D%/script/steps.c \
	%D%/script/text.c %D%/script/text.h \
	%D%/script/words.c %D%/script/words.h
%C%_libmocks_la_CPPFLAGS = -I$(top_srcdir)/%D% -I$(top_srcdir)/src
%C%_libmocks_la_CFLAGS = $(WARN_CFLAGS) $(PTHREAD_CFLAGS)
%C%_libmocks_la_LIBADD = $(PTHREAD_LIBS)

lib_LTLIBRARIES += %D%/libmocknet.la
%C%_libmocknet_la_SOURCES =
%C%_libmocknet_la_LIBADD = %D%/libmocks.la src/libbase.la
%C%_libmocknet_la_LDFLAGS = \
	-version-info 0:0:0 -no-undefined -export-symbols-regex '^mn_'

include_HEADERS += %D%/mocknet.h %D%/mocknet_check.h
pkgconfig_DATA = %D%/mocknet.pc
dist_man_MANS += %D%/libmocknet.3

bin_PROGRAMS += %D%/mocknet
%C%_mocknet_SOURCES = \
	%D%/program/mocknet.c %D%/program/verbs.h \
	%D%/program/child.c %D%/program/child.h \
	%D%/program/follow.c %D%/program/follow.h \
	%D%/program/serve.c \
	%D%/program/servers.c %D%/program/servers.h \
	%D%/program/session.c %D%/program/session.h \
	%D%/program/signals.c %D%/program/signals.h \
	%D%/program/variables.c %D%/program/variables.h
%C%_mocknet_CPPFLAGS = $(%C%_libmocks_la_CPPFLAGS)
%C%_mocknet_CFLAGS = $(%C%_libmocks_la_CFLAGS)
%C%_mocknet_LDADD = %D%/libmocks.la src/libprogram.la src/libbase.la
dist_man_MANS += %D%/program/mocknet.1
