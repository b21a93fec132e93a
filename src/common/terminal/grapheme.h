/*
 * grapheme: what people take for one character, and what one backspace erases.
 *
 * It may be many characters of Unicode: a letter and the marks on it, a flag,
 * a family, an emoji and the colour of its skin.  The rules are those of UAX
 * #29 for extended grapheme clusters, as far as libc and a small table can
 * tell.
 */
#ifndef GRAPHEME_H
#define GRAPHEME_H

#include <stddef.h>

/* Where the last one of clean text begins; len > 0. */
size_t grapheme_last(const char *text, size_t len);

/* The length of the first one; len > 0. */
size_t grapheme_first(const char *text, size_t len);

#endif
