/*
 * words: a line of clean text, cut at its blanks.
 *
 * A blank is whatever Unicode calls white space: Chinese and Japanese input
 * methods write U+3000 where a space was meant.
 */
#ifndef WORDS_H
#define WORDS_H

#include <stddef.h>

/* A piece of a line; not ended by a NUL, valid as long as the line. */
struct words {
	const char *bytes;
	size_t len;
};

/* Takes the first word off *line, and the blanks around it. */
struct words words_take(struct words *line);

/* The same words without the blanks at their end. */
struct words words_trim(struct words line);

/*
 * Writes it to `out`, which has room for `size` bytes, with full-width ASCII as
 * ASCII, and a NUL at the end; what does not fit is left out.  Returns the
 * length.
 */
size_t words_narrow(struct words words, char *out, size_t size);

#endif
