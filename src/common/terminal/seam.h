/*
 * seam: where a row of text may end.
 *
 * That is after a blank; and in text of wide characters, such as Chinese, which
 * has no blanks, beside any of them, except that no row begins with a sign that
 * closes something or ends with one that opens it (as UAX #14 has it, in
 * short).
 *
 * Pure functions for any thread, once width_init() has been called.
 */
#ifndef SEAM_H
#define SEAM_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Whether a row may end at `at`, which is inside of clean text, between two
 * characters; `last` is where the one before begins.
 */
bool seam_is_at(const char *text, size_t len, size_t last, size_t at);

#endif
