/* SPDX-License-Identifier: MIT */
/* URLs as http-get reads them, and references to them: src/http/url. */
#include <config.h>

#include "http/url.h"
#include "support/checks.h"

#include <string.h>

/* A URL and what it is made of. */
struct good {
	const char *name, *text;
	const char *host, *authority, *target;
	unsigned port;
};

static const struct good goods[] = {
    {"path", "http://webcode.me/a/b", "webcode.me", "webcode.me", "/a/b", 80},
    {"empty_path_is_the_root", "http://h", "h", "h", "/", 80},
    {"query_without_path", "http://h?x=1", "h", "h", "/?x=1", 80},
    {"query", "http://h/a?b/../c", "h", "h", "/a?b/../c", 80},
    {"fragment_is_left_out", "http://h/a?b#c?d", "h", "h", "/a?b", 80},
    {"fragment_behind_the_host", "http://h#c", "h", "h", "/", 80},
    {"port", "http://h:8080/", "h", "h:8080", "/", 8080},
    {"largest_port", "http://h:65535/", "h", "h:65535", "/", 65535},
    {"port_with_zeros", "http://h:0080/", "h", "h:0080", "/", 80},
    {"empty_port", "http://h:/", "h", "h", "/", 80},
    {"scheme_in_capitals", "HTTP://h/", "h", "h", "/", 80},
    {"ipv4", "http://127.0.0.1:1/", "127.0.0.1", "127.0.0.1:1", "/", 1},
    {"ipv6", "http://[::1]/x", "::1", "[::1]", "/x", 80},
    {"ipv6_and_port", "http://[::1]:81/", "::1", "[::1]:81", "/", 81},
    {"encoded", "http://h/%41%2f?%00", "h", "h", "/%41%2f?%00", 80},
    {"all_marks", "http://h/-._~!$&'()*+,;=:@?/", "h", "h",
        "/-._~!$&'()*+,;=:@?/", 80},
    {"dots_stay_as_they_were_written", "http://h/a/../b", "h", "h", "/a/../b",
        80},
};

#define GOODS (sizeof(goods) / sizeof(goods[0]))

static void
assert_url(const struct mni_url *url, const struct good *row)
{
	ck_assert_str_eq(url->host, row->host);
	ck_assert_str_eq(url->authority, row->authority);
	ck_assert_str_eq(url->target, row->target);
	ck_assert_uint_eq(url->port, row->port);
}

static void
play_good(int index)
{
	const struct good *row = &goods[index];
	struct mni_trouble trouble = {.text = ""};
	struct mni_url url;

	ck_assert_msg(mni_url_read(row->text, strlen(row->text), &url,
	                  &trouble) == MNI_OK,
	    "%s", trouble.text);
	assert_url(&url, row);
	mni_url_fini(&url);
}

static const struct bad {
	const char *name, *text;
	enum mni_status status;
} bads[] = {
    {"nothing", "", MNI_USAGE},
    {"no_scheme", "webcode.me/", MNI_USAGE},
    {"host_and_port_alone", "localhost:8080/", MNI_USAGE},
    {"one_slash", "http:/h/", MNI_USAGE},
    {"scheme_alone", "http:", MNI_USAGE},
    {"no_host", "http:///x", MNI_USAGE},
    {"port_alone", "http://:80/", MNI_USAGE},
    {"https", "https://h/", MNI_UNSUPPORTED},
    {"https_in_capitals", "HTTPS://h/", MNI_UNSUPPORTED},
    {"gopher", "gopher://h/1x", MNI_UNSUPPORTED},
    {"user", "http://user@h/", MNI_USAGE},
    {"user_and_password", "http://user:pw@h/", MNI_USAGE},
    {"empty_user", "http://@h/", MNI_USAGE},
    {"port_0", "http://h:0/", MNI_USAGE},
    {"port_65536", "http://h:65536/", MNI_USAGE},
    {"port_of_many_digits", "http://h:4294967376/", MNI_USAGE},
    {"port_of_letters", "http://h:http/", MNI_USAGE},
    {"port_with_sign", "http://h:+80/", MNI_USAGE},
    {"two_ports", "http://h:80:80/", MNI_USAGE},
    {"bracket_left_open", "http://[::1/", MNI_USAGE},
    {"brackets_around_nothing", "http://[]/", MNI_USAGE},
    {"brackets_around_a_name", "http://[host]/", MNI_USAGE},
    {"scope", "http://[fe80::1%25lo]/", MNI_USAGE},
    {"text_behind_brackets", "http://[::1]x/", MNI_USAGE},
    {"space_in_path", "http://h/a b", MNI_USAGE},
    {"space_in_host", "http://a b/", MNI_USAGE},
    {"line_feed", "http://h/a\n", MNI_USAGE},
    {"carriage_return", "http://h/\rHost: x", MNI_USAGE},
    {"octet_over_127", "http://h/\xc3\xa9", MNI_USAGE},
    {"percent_alone", "http://h/%", MNI_USAGE},
    {"percent_and_one_digit", "http://h/%4", MNI_USAGE},
    {"percent_and_no_digits", "http://h/%zz", MNI_USAGE},
    {"quotation_mark", "http://h/\"", MNI_USAGE},
    {"backslash", "http://h\\@evil/", MNI_USAGE},
    {"encoded_host", "http://%68/", MNI_USAGE},
};

#define BADS (sizeof(bads) / sizeof(bads[0]))

static void
play_bad(int index)
{
	const struct bad *row = &bads[index];
	struct mni_trouble trouble = {.text = ""};
	struct mni_url url;

	ck_assert_int_eq(
	    mni_url_read(row->text, strlen(row->text), &url, &trouble),
	    row->status);
	ck_assert_str_ne(trouble.text, "");
}

/* RFC 3986 section 5.4, at http://a/b/c/d;p?q, but for what is not http.  The
 * name of a test has one character before the reference, which may be empty. */
static const struct reference {
	const char *name, *authority, *target;
} references[] = {
    {"=g", "a", "/b/c/g"},
    {"=./g", "a", "/b/c/g"},
    {"=g/", "a", "/b/c/g/"},
    {"=/g", "a", "/g"},
    {"=//g", "g", "/"},
    {"=?y", "a", "/b/c/d;p?y"},
    {"=g?y", "a", "/b/c/g?y"},
    {"=#s", "a", "/b/c/d;p?q"},
    {"=g#s", "a", "/b/c/g"},
    {"=g?y#s", "a", "/b/c/g?y"},
    {"=;x", "a", "/b/c/;x"},
    {"=g;x", "a", "/b/c/g;x"},
    {"=g;x?y#s", "a", "/b/c/g;x?y"},
    {"=", "a", "/b/c/d;p?q"},
    {"=.", "a", "/b/c/"},
    {"=./", "a", "/b/c/"},
    {"=..", "a", "/b/"},
    {"=../", "a", "/b/"},
    {"=../g", "a", "/b/g"},
    {"=../..", "a", "/"},
    {"=../../", "a", "/"},
    {"=../../g", "a", "/g"},
    {"=../../../g", "a", "/g"},
    {"=../../../../g", "a", "/g"},
    {"=/./g", "a", "/g"},
    {"=/../g", "a", "/g"},
    {"=g.", "a", "/b/c/g."},
    {"=.g", "a", "/b/c/.g"},
    {"=g..", "a", "/b/c/g.."},
    {"=..g", "a", "/b/c/..g"},
    {"=./../g", "a", "/b/g"},
    {"=./g/.", "a", "/b/c/g/"},
    {"=g/./h", "a", "/b/c/g/h"},
    {"=g/../h", "a", "/b/c/h"},
    {"=g;x=1/./y", "a", "/b/c/g;x=1/y"},
    {"=g;x=1/../y", "a", "/b/c/y"},
    {"=g?y/./x", "a", "/b/c/g?y/./x"},
    {"=g?y/../x", "a", "/b/c/g?y/../x"},
    {"=g#s/../x", "a", "/b/c/g"},
    {"=http://h:81/x", "h:81", "/x"},
    {"=//h:81/x", "h:81", "/x"},
};

#define REFERENCES (sizeof(references) / sizeof(references[0]))

static enum mni_status
resolve(const char *reference, struct mni_url *out_url)
{
	static const char base[] = "http://a/b/c/d;p?q";
	struct mni_trouble trouble = {.text = ""};
	struct mni_url url;
	enum mni_status status;

	ck_assert_int_eq(
	    mni_url_read(base, strlen(base), &url, &trouble), MNI_OK);
	status = mni_url_resolve(&url, reference, out_url, &trouble);
	mni_url_fini(&url);
	return status;
}

static void
play_reference(int index)
{
	const struct reference *row = &references[index];
	struct mni_url url;

	ck_assert_int_eq(resolve(row->name + 1, &url), MNI_OK);
	ck_assert_str_eq(url.authority, row->authority);
	ck_assert_str_eq(url.target, row->target);
	mni_url_fini(&url);
}

START_TEST(references_that_lead_nowhere)
{
	struct mni_url url;

	ck_assert_int_eq(resolve("https://h/", &url), MNI_UNSUPPORTED);
	ck_assert_int_eq(resolve("g:h", &url), MNI_USAGE);
	ck_assert_int_eq(resolve("http:g", &url), MNI_USAGE);
	ck_assert_int_eq(resolve("//user@h/", &url), MNI_USAGE);
	ck_assert_int_eq(resolve("//", &url), MNI_USAGE);
	ck_assert_int_eq(resolve("the end", &url), MNI_USAGE);
	ck_assert_int_eq(resolve("/a\rX: y", &url), MNI_USAGE);
}
END_TEST

START_TEST(only_so_many_octets_are_read)
{
	struct mni_trouble trouble;
	struct mni_url url;

	ck_assert_int_eq(
	    mni_url_read("http://h/abc", 10, &url, &trouble), MNI_OK);
	ck_assert_str_eq(url.target, "/a");
	mni_url_fini(&url);
	ck_assert_int_eq(
	    mni_url_read("http://h/\0x", 11, &url, &trouble), MNI_USAGE);
}
END_TEST

static TTest rows[GOODS + BADS + REFERENCES];

static void
add_rows(Suite *suite)
{
	size_t i, at = 0;

	for (i = 0; i < GOODS; i++, at++) {
		rows[at] =
		    (TTest){goods[i].name, play_good, __FILE__, __LINE__};
		(void)checks_add(suite, &rows[at], (int)i);
	}
	for (i = 0; i < BADS; i++, at++) {
		rows[at] = (TTest){bads[i].name, play_bad, __FILE__, __LINE__};
		(void)checks_add(suite, &rows[at], (int)i);
	}
	for (i = 0; i < REFERENCES; i++, at++) {
		rows[at] = (TTest){
		    references[i].name, play_reference, __FILE__, __LINE__};
		(void)checks_add(suite, &rows[at], (int)i);
	}
}

int
main(void)
{
	const TTest *const tests[] = {
	    references_that_lead_nowhere, only_so_many_octets_are_read};
	Suite *suite =
	    checks_suite("url", tests, sizeof(tests) / sizeof(tests[0]));

	add_rows(suite);
	return checks_main(suite);
}
