# SPDX-License-Identifier: MIT

noinst_LTLIBRARIES += %D%/libmocks.la

%C%_libmocks_la_SOURCES = \
	%D%/mocknet.h \
	%D%/engine/ask.c \
	%D%/engine/barrier.c %D%/engine/barrier.h \
	%D%/engine/connection.h \
	%D%/engine/datagram.c %D%/engine/datagram.h \
	%D%/engine/departure.c %D%/engine/departure.h \
	%D%/engine/incoming.c \
	%D%/engine/listen.c %D%/engine/listen.h \
	%D%/engine/names.c %D%/engine/names.h \
	%D%/engine/near.c %D%/engine/near.h \
	%D%/engine/net.c %D%/engine/net.h \
	%D%/engine/octets.c %D%/engine/octets.h \
	%D%/engine/outgoing.c \
	%D%/engine/play.c \
	%D%/engine/ports.c %D%/engine/ports.h \
	%D%/engine/scripts.c \
	%D%/engine/server.c \
	%D%/engine/start.c %D%/engine/start.h \
	%D%/engine/stream.c %D%/engine/stream.h \
	%D%/engine/verdict.c %D%/engine/verdict.h \
	%D%/journal/journal.c %D%/journal/journal.h \
	%D%/journal/origin.h \
	%D%/journal/packet.c %D%/journal/packet.h \
	%D%/journal/pcap.c %D%/journal/pcap.h \
	%D%/journal/writer.c %D%/journal/writer.h \
	%D%/script/delivery.c %D%/script/delivery.h \
	%D%/script/fault.c %D%/script/fault.h \
	%D%/script/head.c \
	%D%/script/limits.h \
	%D%/script/measure.c \
	%D%/script/parse.h \
	%D%/script/script.c %D%/script/script.h \
	%D%/script/service.c %D%/script/service.h \
	%D%/script/source.c %D%/script/source.h \
	%D%/script/steps.c \
	%D%/script/text.c \
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
