/*
 * draft: the line that is being typed.
 *
 * It is clean text (see text.h) at any time.  What does not fit is refused, and
 * so is all that follows it, until something is erased: so no line has a hole
 * in it.
 */
#ifndef DRAFT_H
#define DRAFT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/framing.h"

struct draft {
	char text[FRAMING_LINE_MAX];
	size_t len;
	size_t max; /* at most sizeof text */
	bool full;  /* something was refused */
};

/* Makes it empty, for a line of at most `max` bytes; wipes what there was. */
void draft_begin(struct draft *d, size_t max);

/*
 * Adds the whole text, or nothing: false if it does not fit.  Characters that
 * may not be said are left out.
 */
bool draft_insert(struct draft *d, const char *text, size_t len);

/* Erases what people take for one character: see grapheme.h. */
void draft_erase_character(struct draft *d);

/* Erases blanks and the word before them. */
void draft_erase_word(struct draft *d);

/* Erases all but the first `len` bytes, which end between two characters. */
void draft_cut(struct draft *d, size_t len);

#endif
