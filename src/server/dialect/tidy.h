/*
 * tidy: from what was typed to what was meant, and how far it may reach.
 *
 * Some programs send each key as it is pressed, even Backspace: tidy_erase()
 * does what such keys do.  Clean text (see text.h) can still deceive by its
 * shape, and tidy_line() bounds that:
 *
 * Gaps.  After 71 blanks, the next word begins a row of its own in a window of
 * 80 columns, and can look like somebody else's line.  So a gap, a run of
 * blanks and of characters that can't be seen, has TIDY_GAP columns at most:
 * two TABs.  A row of 80 or more columns that ends in a gap is then four fifths
 * full, like any row whose next word did not fit.  The gap at the start is the
 * indentation of code, which is kept up to TIDY_INDENT columns, but never so
 * far that it could reach column 80 from the name before it.  (A text
 * whose letters fill a row to its end begins another row all the same.  That
 * cannot be seen from here; our client marks continued rows.)
 *
 * Marks.  A stack of accents reaches into the rows above and below.  So there
 * are at most as many in a row as a name may have, TIDY_MARKS; the others are
 * left out.
 *
 * Pure functions, once tidy_init() has been called.
 */
#ifndef TIDY_H
#define TIDY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In columns; a TAB counts as 8, a wide blank as 2, all others as 1. */
#define TIDY_GAP 16
#define TIDY_INDENT 32
#define TIDY_INDENT_MIN 8

/* Marks in a row: as many as a syllable of a living script can need. */
#define TIDY_MARKS 6

/* To be called before the first thread exists, and undone after the last. */
void tidy_init(void);
void tidy_fini(void);

/* Whether it shows nothing, though it is no white space. */
bool tidy_is_hidden(uint32_t c);

/* Whether anything of clean text can be seen. */
bool tidy_is_seen(const char *text, size_t len);

/*
 * Whether it is words of printable ASCII with one blank between two of them,
 * as most lines are: it is clean, and there is nothing to tidy.
 */
bool tidy_is_simple(const void *bytes, size_t len);

/* Whether tidy_erase() would change anything. */
bool tidy_has_erasures(const void *bytes, size_t len);

/*
 * Does what the keys in `bytes`, UTF-8 or nearly, mean; returns the new
 * length.  BS and DEL erase the character before them, however many bytes it
 * has, or a bad byte; NAK (Ctrl-U) erases all that is before it.  Text that is
 * in another charset is decoded first: half a character is no character there.
 */
size_t tidy_erase(char *bytes, size_t len);

/*
 * Bounds gaps and marks in clean text, and leaves it clean; returns the new
 * length.  A name of `name_len` bytes is shown before the text.  The length is
 * 0 for a text in which nothing can be seen: that says nothing.
 */
size_t tidy_line(char *text, size_t len, size_t name_len);

#endif
