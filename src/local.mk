# SPDX-License-Identifier: MIT

src_cppflags = -I$(top_srcdir)/%D%
src_cflags = $(WARN_CFLAGS)

noinst_LTLIBRARIES += \
	%D%/libbase.la %D%/libprogram.la %D%/libclients.la %D%/libservers.la

%C%_libbase_la_SOURCES = \
	%D%/base/address.c %D%/base/address.h \
	%D%/base/bell.c %D%/base/bell.h \
	%D%/base/bytes.c %D%/base/bytes.h \
	%D%/base/compiler.h \
	%D%/base/deadline.c %D%/base/deadline.h \
	%D%/base/file.c %D%/base/file.h \
	%D%/base/lookup.c %D%/base/lookup.h \
	%D%/base/loop.c %D%/base/loop.h \
	%D%/base/output.c %D%/base/output.h \
	%D%/base/path.c %D%/base/path.h \
	%D%/base/poller.h \
	%D%/base/socket.c %D%/base/socket.h \
	%D%/base/status.c %D%/base/status.h \
	%D%/base/text.c %D%/base/text.h
if EPOLL
%C%_libbase_la_SOURCES += %D%/base/poller_epoll.c
else
%C%_libbase_la_SOURCES += %D%/base/poller_poll.c
endif
%C%_libbase_la_CPPFLAGS = $(src_cppflags)
%C%_libbase_la_CFLAGS = $(src_cflags) $(PTHREAD_CFLAGS)
%C%_libbase_la_LIBADD = $(PTHREAD_LIBS)

# What prints is kept out of the libraries.
%C%_libprogram_la_SOURCES = \
	%D%/base/program.c %D%/base/program.h \
	%D%/client/options.c %D%/client/options.h
%C%_libprogram_la_CPPFLAGS = $(src_cppflags)
%C%_libprogram_la_CFLAGS = $(src_cflags)

%C%_libclients_la_SOURCES = \
	%D%/client/datagram.c %D%/client/datagram.h \
	%D%/client/fetch.c %D%/client/fetch.h \
	%D%/client/peer.c %D%/client/peer.h \
	%D%/daytime/ascii.c %D%/daytime/ascii.h \
	%D%/daytime/civil.c %D%/daytime/civil.h \
	%D%/daytime/daytime.c %D%/daytime/daytime.h \
	%D%/daytime/forms.c %D%/daytime/forms.h \
	%D%/daytime/moment.c %D%/daytime/moment.h \
	%D%/daytime/zone.c %D%/daytime/zone.h \
	%D%/dns/asking.c %D%/dns/asking.h \
	%D%/dns/chain.c %D%/dns/chain.h \
	%D%/dns/cursor.c %D%/dns/cursor.h \
	%D%/dns/message.c %D%/dns/message.h \
	%D%/dns/name.c %D%/dns/name.h \
	%D%/dns/put.c %D%/dns/put.h \
	%D%/dns/query.c %D%/dns/query.h \
	%D%/dns/random.c %D%/dns/random.h \
	%D%/dns/record.c %D%/dns/record.h \
	%D%/dns/resolver.c %D%/dns/resolver.h \
	%D%/dns/special.c %D%/dns/special.h \
	%D%/dns/svcparams.c %D%/dns/svcparams.h \
	%D%/dns/tcp.c %D%/dns/tcp.h \
	%D%/dns/text.c %D%/dns/text.h \
	%D%/dns/trace.c %D%/dns/trace.h \
	%D%/dns/type.c %D%/dns/type.h \
	%D%/dns/udp.c %D%/dns/udp.h \
	%D%/dns/verdict.c %D%/dns/verdict.h \
	%D%/echo/compare.c %D%/echo/compare.h \
	%D%/echo/duplex.c %D%/echo/duplex.h \
	%D%/echo/echo.c %D%/echo/echo.h \
	%D%/echo/ping.c %D%/echo/ping.h \
	%D%/echo/source.c %D%/echo/source.h \
	%D%/http/body.c %D%/http/body.h \
	%D%/http/fields.c %D%/http/fields.h \
	%D%/http/framing.c %D%/http/framing.h \
	%D%/http/head.c %D%/http/head.h \
	%D%/http/http.c %D%/http/http.h \
	%D%/http/redirect.c %D%/http/redirect.h \
	%D%/http/request.c %D%/http/request.h \
	%D%/http/save.c %D%/http/save.h \
	%D%/http/url.c %D%/http/url.h \
	%D%/http/wire.c %D%/http/wire.h \
	%D%/names/names.c %D%/names/names.h \
	%D%/names/search.c %D%/names/search.h \
	%D%/names/served.c %D%/names/served.h \
	%D%/qotd/qotd.c %D%/qotd/qotd.h
%C%_libclients_la_CPPFLAGS = $(src_cppflags)
%C%_libclients_la_CFLAGS = $(src_cflags)

%C%_libservers_la_SOURCES = \
	%D%/echoer/accept.c %D%/echoer/accept.h \
	%D%/echoer/batch.c %D%/echoer/batch.h \
	%D%/echoer/blocking.c \
	%D%/echoer/control.c %D%/echoer/control.h \
	%D%/echoer/converse.c %D%/echoer/converse.h \
	%D%/echoer/datagrams.c %D%/echoer/datagrams.h \
	%D%/echoer/doors.c %D%/echoer/doors.h \
	%D%/echoer/echoer.c %D%/echoer/echoer.h \
	%D%/echoer/event.c \
	%D%/echoer/inside.h \
	%D%/echoer/pipe.c %D%/echoer/pipe.h \
	%D%/echoer/sources.c %D%/echoer/sources.h \
	%D%/echoer/threads.c \
	%D%/echoer/where.c %D%/echoer/where.h
%C%_libservers_la_CPPFLAGS = $(src_cppflags)
%C%_libservers_la_CFLAGS = $(src_cflags) $(PTHREAD_CFLAGS)
%C%_libservers_la_LIBADD = $(PTHREAD_LIBS)

client_libs = %D%/libclients.la %D%/libprogram.la %D%/libbase.la

bin_PROGRAMS += %D%/qotd-client
%C%_qotd_client_SOURCES = %D%/qotd/qotd-client.c
%C%_qotd_client_CPPFLAGS = $(src_cppflags)
%C%_qotd_client_CFLAGS = $(src_cflags)
%C%_qotd_client_LDADD = $(client_libs)
dist_man_MANS += %D%/qotd/qotd-client.1

bin_PROGRAMS += %D%/echo-client
%C%_echo_client_SOURCES = %D%/echo/echo-client.c
%C%_echo_client_CPPFLAGS = $(src_cppflags)
%C%_echo_client_CFLAGS = $(src_cflags)
%C%_echo_client_LDADD = $(client_libs)
dist_man_MANS += %D%/echo/echo-client.1

bin_PROGRAMS += %D%/daytime-client
%C%_daytime_client_SOURCES = %D%/daytime/daytime-client.c
%C%_daytime_client_CPPFLAGS = $(src_cppflags)
%C%_daytime_client_CFLAGS = $(src_cflags)
%C%_daytime_client_LDADD = $(client_libs)
dist_man_MANS += %D%/daytime/daytime-client.1

bin_PROGRAMS += %D%/get-ip
%C%_get_ip_SOURCES = %D%/names/get-ip.c
%C%_get_ip_CPPFLAGS = $(src_cppflags)
%C%_get_ip_CFLAGS = $(src_cflags)
%C%_get_ip_LDADD = $(client_libs)
dist_man_MANS += %D%/names/get-ip.1

bin_PROGRAMS += %D%/http-get
%C%_http_get_SOURCES = %D%/http/http-get.c %D%/http/program.c %D%/http/program.h
%C%_http_get_CPPFLAGS = $(src_cppflags)
%C%_http_get_CFLAGS = $(src_cflags)
%C%_http_get_LDADD = $(client_libs)
dist_man_MANS += %D%/http/http-get.1

bin_PROGRAMS += %D%/http-head
%C%_http_head_SOURCES = %D%/http/http-head.c %D%/http/program.c %D%/http/program.h
%C%_http_head_CPPFLAGS = $(src_cppflags)
%C%_http_head_CFLAGS = $(src_cflags)
%C%_http_head_LDADD = $(client_libs)
dist_man_MANS += %D%/http/http-head.1

bin_PROGRAMS += %D%/echo-server
%C%_echo_server_SOURCES = %D%/echoer/echo-server.c \
	%D%/echoer/activation.c %D%/echoer/activation.h \
	%D%/echoer/user.c %D%/echoer/user.h
%C%_echo_server_CPPFLAGS = $(src_cppflags)
%C%_echo_server_CFLAGS = $(src_cflags)
%C%_echo_server_LDADD = \
	%D%/libservers.la %D%/libprogram.la %D%/libbase.la $(PTHREAD_LIBS)
dist_man_MANS += %D%/echoer/echo-server.1

# The package bash-completion finds it by the name of each program.
EXTRA_DIST += %D%/completion.bash
completiondir = $(datadir)/bash-completion/completions
completion = $(DESTDIR)$(completiondir)

install-data-hook:
	$(MKDIR_P) "$(completion)"
	$(INSTALL_DATA) $(srcdir)/%D%/completion.bash "$(completion)/mocknet-check"
	cd "$(completion)" && for program in $(bin_PROGRAMS); do \
		name=`basename $$program $(EXEEXT)`; \
		test $$name = mocknet-check || { rm -f $$name && \
			$(LN_S) mocknet-check $$name; } || exit; \
	done

uninstall-hook:
	cd "$(completion)" && for program in $(bin_PROGRAMS); do \
		rm -f `basename $$program $(EXEEXT)`; \
	done
