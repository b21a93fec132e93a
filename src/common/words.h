/*
 * words: a line of clean text, cut at its blanks.
 *
 * A blank is whatever Unicode calls white space: Chinese and Japanese input
 * methods write U+3000 where a space was meant.
 */
#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A piece of a line; not ended by a NUL, valid as long as the line. */
struct words {
	const char *bytes;
	size_t len;
};

/* All of a text that ends at a NUL. */
struct words words_of(const char *text);

/* Room for any number. */
#define WORDS_NUMBER_SIZE 24

/* Whether both are the same bytes. */
bool words_is_same(struct words a, struct words b);

/* Writes a number in digits to `out`. */
struct words words_number(uint64_t number, char out[WORDS_NUMBER_SIZE]);

/* The same in memory that lasts until the end of the block. */
#define NUMBER(number) words_number(number, (char[WORDS_NUMBER_SIZE]){ 0 })

/*
 * At most `max` bytes of it, cut between two characters, as an answer repeats
 * what was typed.
 */
struct words words_cut(struct words words, size_t max);

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
