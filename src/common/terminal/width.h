/*
 * width: how many columns of a terminal a character takes.
 *
 * Terminals do not agree about that.  What Unicode calls ambiguous (UAX #11)
 * takes two columns where Chinese, Japanese or Korean fonts are used; flags,
 * and several characters put together by joiners, take more or less.  So these
 * are the most columns that a text can take.  They tell where to break a line,
 * not what is where on a row.
 */
#ifndef WIDTH_H
#define WIDTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Before the first call, and after the last one, of any thread. */
void width_init(void);
void width_fini(void);

/* 0, 1 or 2; `wide`: ambiguous characters take two columns. */
size_t width_of(uint32_t c, bool wide);

/* The columns of the `len` bytes of clean text. */
size_t width_of_text(const char *text, size_t len, bool wide);

#endif
