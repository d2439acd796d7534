# SPDX-License-Identifier: MIT

suites_libs = \
	%D%/libsuites.la mocks/libmocks.la src/libclients.la src/libbase.la

noinst_LTLIBRARIES += %D%/libsuites.la
%C%_libsuites_la_SOURCES = \
	%D%/batch.c %D%/batch.h \
	%D%/cases.c %D%/cases.h \
	%D%/command.c %D%/command.h \
	%D%/file.c %D%/file.h \
	%D%/fixtures.c %D%/fixtures.h \
	%D%/grammar.c %D%/grammar.h \
	%D%/judge.c %D%/judge.h \
	%D%/known.c %D%/known.h \
	%D%/library.c %D%/library.h \
	%D%/report.c %D%/report.h \
	%D%/template.c %D%/template.h

bin_PROGRAMS += %D%/mocknet-check
%C%_mocknet_check_LDADD = $(suites_libs)
dist_man_MANS += %D%/mocknet-check.1
