/* SPDX-License-Identifier: MIT */
#include <config.h>

#include "http/lint.h"

/* Clauses without a number are of RFC 9112. */
static const struct {
	unsigned status;
	const char *words;
} lints[MNI_LINT_COUNT] = {
    /* 2.2 */
    [MNI_LINT_EMPTY_LINE] = {0, "an empty line before the request"},
    [MNI_LINT_BARE_LF] = {0, "a line ends in a bare LF"},
    [MNI_LINT_BARE_CR] = {400, "a bare CR in a line"},
    /* 3 */
    [MNI_LINT_REQUEST_LINE] = {400,
        "the request line is not METHOD SP TARGET SP HTTP/1.1"},
    /* RFC 9110 section 15.6.6 */
    [MNI_LINT_VERSION] = {505, "the major version is not 1"},
    /* RFC 9110 section 9.1 */
    [MNI_LINT_LOWER_METHOD] = {0, "the method has lower-case letters"},
    /* 3.2 */
    [MNI_LINT_TARGET_FORM] = {400, "the target has no form of this method"},
    [MNI_LINT_TARGET_CONTROL] = {400, "the target has a control character"},
    [MNI_LINT_TARGET_EIGHT_BIT] = {400, "the target has an octet above 127"},
    [MNI_LINT_TARGET_FRAGMENT] = {400, "the target has a fragment"},
    [MNI_LINT_TARGET_OCTET] = {0, "the target has an octet that no URI has"},
    /* 3; RFC 9110 section 15.5.15 */
    [MNI_LINT_TARGET_LONG] = {414, "the request line is too long"},
    /* RFC 9110 section 5.4 */
    [MNI_LINT_SECTION_LARGE] = {431, "the header section is too large"},
    /* 5.2 */
    [MNI_LINT_FOLD] = {400, "a field line is folded"},
    /* 5 */
    [MNI_LINT_NO_COLON] = {400, "a field line without a colon"},
    /* 5.1 */
    [MNI_LINT_BLANK_BEFORE_COLON] = {400, "a blank before the colon"},
    /* RFC 9110 section 5.1 */
    [MNI_LINT_FIELD_NAME] = {400, "a field name that is no token"},
    /* RFC 9110 section 5.5 */
    [MNI_LINT_NUL] = {400, "a field value has a NUL"},
    [MNI_LINT_CONTROL] = {0, "a field value has a control character"},
    /* 3.2 */
    [MNI_LINT_NO_HOST] = {400, "no Host"},
    [MNI_LINT_TWO_HOSTS] = {400, "more than one Host"},
    [MNI_LINT_BAD_HOST] = {400, "Host is no host with or without a port"},
    [MNI_LINT_OTHER_HOST] = {0, "Host is not the authority of the target"},
    /* 6.3 */
    [MNI_LINT_LENGTH] = {400, "Content-Length is no number"},
    [MNI_LINT_LENGTHS_DIFFER] = {400, "Content-Length has several values"},
    [MNI_LINT_LENGTH_TWICE] = {0, "Content-Length more than once"},
    /* 6.1 */
    [MNI_LINT_LENGTH_AND_CODING] = {400,
        "Content-Length and Transfer-Encoding"},
    [MNI_LINT_CODING_IN_1_0] = {400, "Transfer-Encoding in HTTP/1.0"},
    /* 6.3 */
    [MNI_LINT_CODING_ORDER] = {400,
        "chunked is not the last transfer coding, once"},
    /* 6.1 */
    [MNI_LINT_CODING_UNKNOWN] = {501, "a transfer coding other than chunked"},
    /* RFC 9110 section 10.1.1 */
    [MNI_LINT_EXPECTATION] = {417, "an expectation other than 100-continue"},
    /* RFC 9110 section 9.3.1 */
    [MNI_LINT_BODY_OF_GET] = {0, "GET or HEAD with a body"},
    /* RFC 9110 section 15.5.14 */
    [MNI_LINT_BODY_LARGE] = {413, "the body is too large"},
    /* 7.1 */
    [MNI_LINT_CHUNK] = {400, "a chunk is malformed"},
    [MNI_LINT_TRAILER] = {400, "a trailer line is malformed"},
    /* 8 */
    [MNI_LINT_CUT] = {400, "the client ended amid the request"},
};

const char *
mni_lint_words(enum mni_lint lint)
{
	return lints[lint].words;
}

unsigned
mni_lint_status(enum mni_lint lint)
{
	return lints[lint].status;
}
