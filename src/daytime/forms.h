/* SPDX-License-Identifier: MIT */
/*
 * The forms in which daytime servers tell the time.  RFC 867, Daytime Syntax,
 * prescribes none; its two examples are among these:
 *
 *     Tuesday, February 22, 1982 17:37:43-PST
 *     02 FEB 82 07:59:01 PST                          or year 1982
 *     Tue Feb 22 17:37:43 1983                        ctime()
 *     Tue Feb 22 17:37:43 PST 1983                    date
 *     52825 03-07-05 18:30:00 50 0 0 895.5 UTC(NIST) *
 *     1983-02-22T17:37:43-08:00                       ISO 8601
 *
 * A line is in one of them to the letter, but for the case of its letters, or
 * it is none.  What is said twice has to agree, except for the weekday: that
 * of the RFC's first example is wrong, so nobody may trust it.
 *
 * A year of two digits is from 1950 to 2049 (RFC 5322 section 4.3); that of a
 * line of NIST is the one of its modified Julian date.
 *
 * Second 60 is taken where a leap second can be, at the end of a month in UTC:
 * not without a zone, and in a line of NIST only when its flag announces one.
 */
#ifndef MNI_DAYTIME_FORMS_H
#define MNI_DAYTIME_FORMS_H

#include "base/bytes.h"
#include "base/compiler.h"
#include "base/status.h"
#include "daytime/moment.h"

/*
 * Reads LINE, with CRLF, LF or nothing at its end.  Returns MNI_OK, or
 * MNI_MALFORMED with what was expected and at which offset, in the form that
 * agrees with most of the line.
 */
enum mni_status mni_forms_read(const struct mni_bytes *line,
    struct mni_moment *out_moment, struct mni_trouble *trouble) MNI_MUST_USE;

#endif
