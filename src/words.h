/*
 * words: a line of clean text, cut at its blanks.
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

#endif
