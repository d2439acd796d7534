# SPDX-License-Identifier: MIT

noinst_LTLIBRARIES += %D%/libmocks.la

%C%_libmocks_la_SOURCES = \
	%D%/datagram.c %D%/datagram.h \
	%D%/journal.c %D%/journal.h \
	%D%/mocknet.h \
	%D%/net.c %D%/net.h \
	%D%/script.c %D%/script.h \
	%D%/server.c \
	%D%/stream.c %D%/stream.h \
	%D%/words.c %D%/words.h
%C%_libmocks_la_CPPFLAGS = -I$(top_srcdir)/%D% -I$(top_srcdir)/src
%C%_libmocks_la_CFLAGS = $(WARN_CFLAGS) $(PTHREAD_CFLAGS)
%C%_libmocks_la_LIBADD = $(PTHREAD_LIBS)

lib_LTLIBRARIES += %D%/libmocknet.la
%C%_libmocknet_la_SOURCES =
%C%_libmocknet_la_LIBADD = %D%/libmocks.la src/libbase.la
%C%_libmocknet_la_LDFLAGS = \
	-version-info 0:0:0 -no-undefined -export-symbols-regex '^mn_'

include_HEADERS += %D%/mocknet.h
pkgconfig_DATA = %D%/mocknet.pc
dist_man_MANS += %D%/libmocknet.3
